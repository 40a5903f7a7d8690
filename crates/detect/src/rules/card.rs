//! Numbers of bank cards.
//!
//! ISO/IEC 7812-1: an issuer's prefix, the account, and a check digit by Luhn's formula. One number in ten passes it,
//! so the prefix and the length decide as well: UnionPay 62 with 16 to 19 digits, the older cards of Chinese banks
//! (60, 9558, 9559, and 4 with 19), Visa 4 and Mastercard 51 to 55 with 16, JCB 3528 to 3589, Discover 644 to 65, and
//! American Express 34 and 37 with 15.

use super::digits;

/// Whether it is the number of a card.
pub(crate) fn is_card(text: &str) -> bool {
    digits(text) && has_issuer(text) && luhn(text.as_bytes())
}

/// Whether a column named so may hold it as an account: accounts have no common check.
pub(crate) fn is_account(text: &str) -> bool {
    digits(text) && (9..=30).contains(&text.len())
}

/// Mastercard's second range starts like a date of this century: who takes it wants more than a prefix.
pub(crate) fn is_second_range(text: &str) -> bool {
    digits(text)
        && text.len() == 16
        && matches!(prefix(text, 4), 2221..=2720)
        && luhn(text.as_bytes())
}

fn has_issuer(text: &str) -> bool {
    let (two, three, four) = (prefix(text, 2), prefix(text, 3), prefix(text, 4));
    match text.len() {
        15 => matches!(two, 34 | 37),
        16 => {
            matches!(two, 40..=49 | 51..=55 | 60 | 62 | 65)
                || matches!(three, 644..=649)
                || matches!(four, 3528..=3589 | 9558 | 9559)
        }
        17 | 18 => two == 62 || matches!(four, 9558 | 9559),
        19 => matches!(two, 40..=49 | 60 | 62) || matches!(four, 9558 | 9559),
        _ => false,
    }
}

/// The number that the first digits make; zero if there are too few.
fn prefix(text: &str, digits: usize) -> u32 {
    text.get(..digits)
        .and_then(|it| it.parse().ok())
        .unwrap_or(0)
}

fn luhn(number: &[u8]) -> bool {
    let mut sum = 0;
    for (place, digit) in number.iter().rev().enumerate() {
        let digit = u32::from(digit - b'0');
        sum += match place % 2 {
            0 => digit,
            _ if digit > 4 => digit * 2 - 9,
            _ => digit * 2,
        };
    }
    sum % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards() {
        // numbers that issuers publish for tests
        for right in [
            "4111111111111111",
            "5555555555554444",
            "378282246310005",
            "3530111333300000",
            "6011111111111117",
            "6200000000000005",
        ] {
            assert!(is_card(right), "{right}");
        }
        for (wrong, why) in [
            ("4111111111111112", "another check"),
            ("411111111111111", "Visa with 15"),
            ("3782822463100050", "American Express with 16"),
            ("7000000000000005", "no such issuer"),
            ("2223000048400011", "looks like a date: not by itself"),
            ("0000000000000000", "the check alone"),
            ("62000000000000000005", "20 digits"),
            ("", "nothing"),
        ] {
            assert!(!is_card(wrong), "{wrong}: {why}");
        }
        assert!(is_second_range("2223000048400011"));
        assert!(!is_second_range("2024010112345678"));
    }

    #[test]
    fn one_digit_that_is_wrong_is_noticed() {
        let right = b"6200000000000005";
        for at in 2..16 {
            let mut wrong = *right;
            wrong[at] = b'0' + (wrong[at] - b'0' + 1) % 10;
            assert!(!is_card(std::str::from_utf8(&wrong).unwrap()));
        }
    }
}
