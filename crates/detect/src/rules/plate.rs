//! Number plates of mainland China.
//!
//! GA 36-2018: the short name of a province, a letter of the issuing office, and five characters; six for vehicles
//! driven by electricity, of which the first or the last is a letter; and four before the characters of trailers,
//! learners, police and vehicles of Hong Kong and Macau. I and O are not used.

/// Whether it is the short name of a province.
pub(crate) fn is_province(c: char) -> bool {
    "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼".contains(c)
}

/// Whether it is what may follow four characters.
pub(crate) fn is_suffix(c: char) -> bool {
    "挂学警港澳领".contains(c)
}

/// Whether it is what may follow the province: the office's letter and the rest.
pub(crate) fn is_rest(text: &str, suffixed: bool) -> bool {
    let Some((office, number)) = text.split_at_checked(1) else {
        return false;
    };
    let used = |b: u8| b.is_ascii_digit() || (b.is_ascii_uppercase() && !matches!(b, b'I' | b'O'));
    let letters = number.bytes().filter(u8::is_ascii_uppercase).count();
    let electric = || {
        let bytes = number.as_bytes();
        let (small, large) = (&bytes[1..], &bytes[..5]);
        (bytes[0].is_ascii_uppercase() && small.iter().filter(|b| b.is_ascii_digit()).count() >= 4)
            || (bytes[5].is_ascii_uppercase() && large.iter().all(u8::is_ascii_digit))
    };
    office.bytes().all(|b| used(b) && b.is_ascii_uppercase())
        && number.bytes().all(used)
        && match (number.len(), suffixed) {
            (4, true) => letters <= 1,
            (5, false) => letters <= 2,
            (6, false) => electric(),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates() {
        for right in ["A12345", "B8K6Z8", "AD12345", "BDF1234", "A12345F"] {
            assert!(is_rest(right, false), "{right}");
        }
        assert!(is_rest("A1234", true) && !is_rest("A1234", false));
        for (wrong, why) in [
            ("112345", "no letter of an office"),
            ("A1234I", "a letter that is not used"),
            ("AABCDE", "letters"),
            ("A123456", "six digits"),
            ("A1234567", "too long"),
            ("A", "too short"),
            ("", "nothing"),
        ] {
            assert!(!is_rest(wrong, false), "{wrong}: {why}");
        }
    }
}
