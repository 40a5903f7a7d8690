//! `GeneralizedTime` as RFC 3161 writes it: UTC, with fractions of a second if there are any.

use der::{Any, DateTime, Tag, Tagged};

/// Digits of a fraction that anybody writes.
const FRACTION: usize = 9;

/// Milliseconds since 1970, what is less than one left out.
pub(crate) fn parse(time: &Any) -> Option<u64> {
    if time.tag() != Tag::GeneralizedTime {
        return None;
    }
    let text = core::str::from_utf8(time.value()).ok()?;
    let text = text.strip_suffix('Z')?;
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, fraction),
        None => (text, "0"),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 14 || !digits(whole) || !digits(fraction) {
        return None;
    }
    if !(1..=FRACTION).contains(&fraction.len()) {
        return None;
    }
    let two = |at: usize| whole.get(at..at + 2)?.parse::<u8>().ok();
    let year: u16 = whole.get(..4)?.parse().ok()?;
    let date = DateTime::new(year, two(4)?, two(6)?, two(8)?, two(10)?, two(12)?).ok()?;
    let millis: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let seconds = date.unix_duration().as_secs();
    seconds.checked_mul(1000)?.checked_add(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<u64> {
        parse(&Any::new(Tag::GeneralizedTime, text.as_bytes()).expect("short"))
    }

    #[test]
    fn times_with_and_without_fractions() {
        assert_eq!(read("20260102030405Z"), Some(1_767_323_045_000));
        assert_eq!(read("20260102030405.25Z"), Some(1_767_323_045_250));
        assert_eq!(read("20260102030405.123456Z"), Some(1_767_323_045_123));
        for bad in [
            "20260102030405",
            "20260102030405+0100",
            "20261302030405Z",
            "20260102030405.Z",
            "20260102030405.1234567890Z",
            "2026010203040 Z",
            "19690102030405Z",
            "２026010203040Z",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
        let other = Any::new(Tag::UtcTime, "20260102030405Z".as_bytes()).expect("short");
        assert_eq!(parse(&other), None);
    }
}
