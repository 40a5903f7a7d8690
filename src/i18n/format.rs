//! Sizes, times and spans in the reader's language; tracked like every text.

use super::{Lang, lang};
use crate::browser::page::{intl, time};

/// `1.2 MB`
pub(crate) fn size(bytes: f64) -> String {
    let (value, unit) = unit_of(bytes);
    let digits = u32::from(value < 10.0 && unit != "byte");
    match unit {
        "byte" => lang().size_bytes(&intl::number(lang().tag(), value, 0, None)),
        unit => intl::number(lang().tag(), value, digits, Some(unit)),
    }
}

/// `1,234`, in both languages, for the numbers that stand in texts.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1,234`
pub(crate) fn number(value: f64) -> String {
    intl::number(lang().tag(), value, 0, None)
}

/// `12.3 MB/s`
pub(crate) fn speed(bytes_per_second: f64) -> String {
    lang().speed(&size(bytes_per_second))
}

/// A day and a time.
pub(crate) fn date_time(time: f64) -> String {
    intl::date_time(lang().tag(), time)
}

/// A day.
pub(crate) fn day(time: f64) -> String {
    intl::day(lang().tag(), time)
}

/// A day that is written as `2027-01-15`, wherever it is read.
pub(crate) fn written(text: &str) -> String {
    let noon = time::parse_local(&format!("{text}T12:00"));
    noon.map_or_else(|| text.to_owned(), day)
}

/// A time of day.
pub(crate) fn clock(time: f64) -> String {
    intl::clock(lang().tag(), time)
}

/// A country or region, by its two letters.
pub(crate) fn region(code: &str) -> String {
    intl::region(lang().tag(), code)
}

/// `37%`
pub(crate) fn percent(part: f64, whole: f64) -> String {
    let share = if whole > 0.0 {
        (part / whole * 100.0).clamp(0.0, 100.0)
    } else {
        0.0
    };
    format!("{share:.0}%")
}

/// A span in its two largest units: `3 h 20 min`.
pub(crate) fn span(seconds: f64) -> String {
    span_in(lang(), seconds)
}

fn span_in(lang: Lang, seconds: f64) -> String {
    // spans of a person's life fit
    let total = seconds.max(0.0).ceil() as usize;
    let (days, hours, minutes) = (total / 86_400, total / 3600 % 24, total / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => lang.span_seconds(total),
        (0, 0, minutes) => lang.span_minutes(minutes, &two(total % 60)),
        (0, hours, minutes) => lang.span_hours(hours, &minutes.to_string()),
        (days, hours, _) => lang.span_days(days, &hours.to_string()),
    }
}

fn two(number: usize) -> String {
    format!("{number:02}")
}

fn unit_of(bytes: f64) -> (f64, &'static str) {
    let units = [(1e9, "gigabyte"), (1e6, "megabyte"), (1e3, "kilobyte")];
    let found = units.into_iter().find(|(least, _)| bytes >= *least);
    found.map_or((bytes, "byte"), |(least, unit)| (bytes / least, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_their_two_largest_units() {
        assert_eq!(span_in(Lang::En, 5.0), "5 s");
        assert_eq!(span_in(Lang::En, 65.0), "1 min 05 s");
        assert_eq!(span_in(Lang::En, 3660.0), "1 h 1 min");
        assert_eq!(span_in(Lang::Zh, 90_000.0), "1 天 1 小时");
        assert_eq!(span_in(Lang::En, -3.0), "0 s");
    }

    #[test]
    fn numbers_are_read_in_threes() {
        let numbers = [0, 7, 999, 1000, 12_345, 1_000_000];
        let read = numbers.map(grouped);
        assert_eq!(read, ["0", "7", "999", "1,000", "12,345", "1,000,000"]);
    }

    #[test]
    fn sizes_count_in_thousands() {
        assert_eq!(unit_of(999.0), (999.0, "byte"));
        assert_eq!(unit_of(1_500_000.0), (1.5, "megabyte"));
    }

    #[test]
    fn shares_stay_between_none_and_all() {
        assert_eq!(percent(5.0, 0.0), "0%");
        assert_eq!(percent(1.0, 3.0), "33%");
        assert_eq!(percent(9.0, 3.0), "100%");
    }
}
