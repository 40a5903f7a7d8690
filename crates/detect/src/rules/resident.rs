//! Resident identity numbers.
//!
//! GB 11643-1999: six digits of a region (GB/T 2260), eight of the date of birth, three of sequence, and a check
//! character of ISO 7064 MOD 11-2. Residence permits follow it: for people of Hong Kong, Macau and Taiwan the region is
//! 810000, 820000 or 830000; for permanent residents of other nationality it is 9, the province, and three digits of a
//! nation (since 2023). Numbers of 15 digits (GB 11643-1989) have a year of two digits and no check: they count
//! where a column says that it holds identity numbers, nowhere else.

use super::{digits, is_province, two};

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

/// Whether it is a number of 18 characters, its check included.
pub(crate) fn is_number(text: &str) -> bool {
    looks_right(text) && check(text.as_bytes()) == text.as_bytes().last().copied()
}

/// Whether a column named so may hold it: a check that is wrong is a slip of the pen there, not another number.
pub(crate) fn in_column(text: &str) -> bool {
    looks_right(text) || is_old(text)
}

/// The check character of the first 17 digits.
fn check(number: &[u8]) -> Option<u8> {
    let sum: u32 = number
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    CHECKS.get(sum as usize % 11).copied()
}

fn looks_right(text: &str) -> bool {
    let bytes = text.as_bytes();
    let [first @ .., last] = bytes else {
        return false;
    };
    first.len() == 17
        && first.iter().all(u8::is_ascii_digit)
        && (last.is_ascii_digit() || *last == b'X')
        && is_region(&first[..6])
        && is_date(&first[6..14])
}

fn is_old(text: &str) -> bool {
    text.len() == 15 && digits(text) && is_region(&text.as_bytes()[..6]) && {
        let (month, day) = (two(&text.as_bytes()[8..10]), two(&text.as_bytes()[10..12]));
        matches!((month, day), (Some(1..=12), Some(1..=31)))
    }
}

fn is_region(six: &[u8]) -> bool {
    if matches!(six, b"810000" | b"820000" | b"830000") {
        return true;
    }
    if six[0] == b'9' {
        return two(&six[1..3]).is_some_and(is_province);
    }
    two(&six[..2]).is_some_and(is_province) && &six[2..4] != b"00" && &six[4..6] != b"00"
}

/// A day that there was or will be; there is no clock here to say which.
fn is_date(eight: &[u8]) -> bool {
    let parts = (
        two(&eight[..2]),
        two(&eight[2..4]),
        two(&eight[4..6]),
        two(&eight[6..]),
    );
    let (Some(century), Some(year), Some(month), Some(day)) = parts else {
        return false;
    };
    let year = century * 100 + year;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1880..=2049).contains(&year) && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        // the first two are the examples of the standard
        for right in [
            "11010519491231002X",
            "440524188001010014",
            "810000199408230021",
            "830000199201300022",
            "911124198108030024",
        ] {
            assert!(is_number(right), "{right}");
        }
        for (wrong, why) in [
            ("110105194912310021", "another check"),
            ("11010519491231002x", "folded to upper case before"),
            ("110105194913310021", "a thirteenth month"),
            ("110105190002290020", "1900 was no leap year"),
            ("160105194912310029", "no such province"),
            ("11010519491231002", "too short"),
            ("11010519491231002XX", "too long"),
            ("1101051949123100XX", "X in the middle"),
            ("", "nothing"),
        ] {
            assert!(!is_number(wrong), "{wrong}: {why}");
        }
    }

    #[test]
    fn one_check_in_eleven_is_right() {
        let right = b"0123456789X".iter().filter(|last| {
            let mut number = b"11010119900307771".to_vec();
            number.push(**last);
            is_number(&String::from_utf8(number).unwrap())
        });
        assert_eq!(right.count(), 1);
    }

    #[test]
    fn old_ones_and_slips_count_in_a_column_only() {
        assert!(in_column("110105491231002") && !is_number("110105491231002"));
        assert!(in_column("110105194912310021"));
        assert!(!in_column("110105491331002") && !in_column("123456789012345"));
    }
}
