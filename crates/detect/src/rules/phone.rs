//! Telephone numbers of mainland China.
//!
//! The numbering plan of the ministry for industry (电信网编号计划, 2017 and what was opened since): mobiles have 11
//! digits and begin with 13 to 19 in the ranges that are given to persons; numbers of machines (13 digits) and
//! services (400, 95xxx) are nobody's. Fixed lines have an area code with 0, then 7 or 8 digits of which the first is
//! 2 to 8.

use super::digits;

/// Whether it is a mobile number without a country code.
pub(crate) fn is_mobile(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.len() == 11
        && digits(text)
        && bytes[0] == b'1'
        && match bytes[1] {
            b'3' | b'8' => true,
            b'4' => matches!(bytes[2], b'5'..=b'9'),
            b'5' => bytes[2] != b'4',
            b'6' => matches!(bytes[2], b'2' | b'5'..=b'7'),
            b'7' => bytes[2] != b'9',
            b'9' => bytes[2] != b'4',
            _ => false,
        }
}

/// Whether it is an area code, with its 0.
pub(crate) fn is_area(text: &str) -> bool {
    let bytes = text.as_bytes();
    digits(text)
        && match *bytes {
            [b'0', b'1', b'0'] => true,
            [b'0', b'2', third] => !matches!(third, b'6'),
            [b'0', b'7', b'0', b'1'] => true,
            [b'0', b'3'..=b'9', third, _] => third != b'0',
            _ => false,
        }
}

/// Whether it is a fixed line's number without its area code; with one of three digits it has eight.
pub(crate) fn is_local(text: &str, area: &str) -> bool {
    let lengths = match area.len() {
        3 => 8..=8,
        _ => 7..=8,
    };
    digits(text) && lengths.contains(&text.len()) && matches!(text.as_bytes()[0], b'2'..=b'8')
}

/// Whether it is area code and number in one.
pub(crate) fn is_landline(text: &str) -> bool {
    [3, 4].into_iter().any(|cut| {
        text.split_at_checked(cut)
            .is_some_and(|(area, local)| is_area(area) && is_local(local, area))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobiles() {
        for right in [
            "13800138000",
            "14512345678",
            "15012345678",
            "16612345678",
            "17012345678",
            "18912345678",
            "19912345678",
        ] {
            assert!(is_mobile(right), "{right}");
        }
        for (wrong, why) in [
            ("12800138000", "not given"),
            ("10012345678", "a service"),
            ("14012345678", "a machine's"),
            ("15412345678", "not given"),
            ("16812345678", "not given"),
            ("17912345678", "not given"),
            ("19412345678", "not given"),
            ("1380013800", "too short"),
            ("138001380000", "too long"),
            ("1380013800a", "a letter"),
        ] {
            assert!(!is_mobile(wrong), "{wrong}: {why}");
        }
    }

    #[test]
    fn landlines() {
        for right in [
            "01062345678",
            "02087654321",
            "075523456789",
            "08916823456",
            "07016234567",
        ] {
            assert!(is_landline(right), "{right}");
        }
        for (wrong, why) in [
            ("01012345678", "no local number begins with 1"),
            ("0106234567", "Beijing has eight digits"),
            ("02662345678", "no such area"),
            ("030062345678", "no such area"),
            ("20240115001", "a date"),
            ("4008123123", "a service"),
            ("", "nothing"),
        ] {
            assert!(!is_landline(wrong), "{wrong}: {why}");
        }
    }
}
