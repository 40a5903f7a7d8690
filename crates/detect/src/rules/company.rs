//! Unified social credit codes.
//!
//! GB 32100-2015: a character for the registering authority, one for the category, six digits of a region, nine of the
//! organisation code (GB 11714), and a check character modulo 31 over an alphabet without I, O, S, V and Z.

use super::{is_province, two};

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];

/// Whether it is a code, its check included.
pub(crate) fn is_code(text: &str) -> bool {
    let code = text.as_bytes();
    code.len() == 18
        && matches!(code[0], b'1'..=b'9' | b'A' | b'N' | b'Y')
        && matches!(code[1], b'1'..=b'9' | b'A')
        && is_region(&code[2..8])
        && check(&code[..17]).is_some_and(|right| right == code[17])
}

fn is_region(six: &[u8]) -> bool {
    let digits = six.iter().all(u8::is_ascii_digit);
    // what is registered with the state itself has 100000
    digits && (six == b"100000" || two(&six[..2]).is_some_and(is_province))
}

fn check(code: &[u8]) -> Option<u8> {
    let mut sum = 0;
    for (letter, weight) in code.iter().zip(WEIGHTS) {
        sum += ALPHABET.iter().position(|it| it == letter)? * weight;
    }
    ALPHABET.get((31 - sum % 31) % 31).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        // the example of the standard
        assert!(is_code("91350100M000100Y43"));
        for (wrong, why) in [
            ("91350100M000100Y44", "another check"),
            ("91350100M000100Y4", "too short"),
            ("91350100M000100Y433", "too long"),
            (
                "91350100I000100Y43",
                "a letter that is none of the alphabet",
            ),
            ("01350100M000100Y43", "no such authority"),
            ("91990100M000100Y43", "no such province"),
            ("9135010MM000100Y43", "a letter in the region"),
        ] {
            assert!(!is_code(wrong), "{wrong}: {why}");
        }
    }

    #[test]
    fn two_neighbours_that_change_places_are_noticed() {
        let code = b"91350100M000100Y43";
        for at in 2..17 {
            let mut swapped = *code;
            swapped.swap(at, at + 1);
            if swapped != *code {
                assert!(!is_code(std::str::from_utf8(&swapped).unwrap()), "{at}");
            }
        }
    }
}
