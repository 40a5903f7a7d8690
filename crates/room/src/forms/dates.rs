//! Days as texts: RFC 3339, in UTC.

use time::{Date, Month, OffsetDateTime};

/// Milliseconds of a day.
pub(crate) const DAY: u64 = 24 * 3600 * 1000;
const JULIAN_1970: i32 = 2_440_588;

/// The day of a time, as `2027-01-15`.
pub fn day(time: u64) -> String {
    date(time).map_or_else(String::new, written)
}

/// The begin of a day that is written as `2027-01-15`.
pub fn parse_day(text: &str) -> Option<u64> {
    let digits = |text: &str, len| {
        let fits = text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| text.parse::<u16>().ok()).flatten()
    };
    let mut parts = text.splitn(3, '-');
    let year = digits(parts.next()?, 4)?;
    let month = u8::try_from(digits(parts.next()?, 2)?).ok()?;
    let day = u8::try_from(digits(parts.next()?, 2)?).ok()?;
    let date = Date::from_calendar_date(i32::from(year), Month::try_from(month).ok()?, day);
    begin(date.ok()?)
}

/// So many months later: the same day, or the last one of a shorter month.
pub(crate) fn add_months(time: u64, months: u32) -> Option<u64> {
    let from = date(time)?;
    let all = u32::from(u8::from(from.month())) - 1 + months;
    let year = from.year().checked_add(i32::try_from(all / 12).ok()?)?;
    let month = Month::try_from(u8::try_from(all % 12 + 1).ok()?).ok()?;
    let day = from.day().min(month.length(year));
    let there = begin(Date::from_calendar_date(year, month, day).ok()?)?;
    Some(there + time % DAY)
}

/// 1 January of the year of a time.
pub(crate) fn year_begin(time: u64) -> u64 {
    let first = date(time).and_then(|date| Date::from_ordinal_date(date.year(), 1).ok());
    first.and_then(begin).unwrap_or_default()
}

fn date(time: u64) -> Option<Date> {
    let seconds = i64::try_from(time / 1000).ok()?;
    Some(OffsetDateTime::from_unix_timestamp(seconds).ok()?.date())
}

fn begin(date: Date) -> Option<u64> {
    let days = date.to_julian_day().checked_sub(JULIAN_1970)?;
    Some(u64::try_from(days).ok()? * DAY)
}

fn written(date: Date) -> String {
    let (year, month, day) = date.to_calendar_date();
    format!("{year:04}-{:02}-{day:02}", u8::from(month))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn days_are_written_and_read() {
        assert_eq!(parse_day("2027-01-15"), Some(1_800_000_000_000 / DAY * DAY));
        assert_eq!(day(parse_day("2024-02-29").unwrap()), "2024-02-29");
        for odd in [
            "2027-02-29",
            "2027-1-15",
            "27-01-15",
            "+027-01-15",
            "2027-01-15Z",
            "",
            "2027-13-01",
        ] {
            assert_eq!(parse_day(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_month_later_is_the_same_day_or_the_last_one() {
        let later = |text: &str, months| day(add_months(parse_day(text).unwrap(), months).unwrap());
        assert_eq!(later("2027-01-15", 1), "2027-02-15");
        assert_eq!(later("2027-01-31", 1), "2027-02-28");
        assert_eq!(later("2027-11-30", 3), "2028-02-29");
        assert_eq!(later("2026-11-27", 36), "2029-11-27");
        assert_eq!(day(year_begin(1_800_000_000_000)), "2027-01-01");
    }
}
