//! Passports and travel permits.
//!
//! Chinese passports (ICAO 9303 gives nine places): E and eight digits, E with a letter and seven digits, G and eight
//! digits of the older ones, D, S, P and their relatives of officials. Permits for people of Hong Kong and Macau: H or
//! M with eight or ten digits. There is no check outside the machine-readable lines, and many part numbers look the
//! same, so one counts only after a word that announces it, or in a column named so.

use super::digits;

/// Whether it is the number of a Chinese passport or permit.
pub(crate) fn is_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.get(1)) {
        (Some(b'E' | b'G' | b'D' | b'S' | b'P'), Some(b'0'..=b'9')) => {
            text.len() == 9 && digits(&text[1..])
        }
        (Some(b'H' | b'M'), Some(b'0'..=b'9')) => {
            matches!(text.len(), 9 | 11) && digits(&text[1..])
        }
        (Some(b'E' | b'D' | b'S' | b'P'), Some(b'A'..=b'Z')) => {
            !matches!(bytes[1], b'I' | b'O') && text.len() == 9 && digits(&text[2..])
        }
        _ => false,
    }
}

/// Whether a column named so may hold it, of whatever nation.
pub(crate) fn in_column(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = &text[letters..];
    letters <= 2 && digits(rest) && (6..=10).contains(&rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for right in [
            "E12345678",
            "EA1234567",
            "G12345678",
            "SE1234567",
            "H12345678",
            "M1234567890",
        ] {
            assert!(is_number(right), "{right}");
        }
        for (wrong, why) in [
            ("E1234567", "too short"),
            ("E123456789", "too long"),
            ("EO1234567", "a letter that is not used"),
            ("A12345678", "no such series"),
            ("123456789", "no letter"),
            ("EAB123456", "three letters"),
            ("E", "a letter"),
        ] {
            assert!(!is_number(wrong), "{wrong}: {why}");
        }
        assert!(in_column("K0123456") && in_column("533380006") && !in_column("ABC12345"));
    }
}
