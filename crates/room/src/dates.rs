//! Times as texts: RFC 3339.

/// `2026-11-25T16:05:19+08:00`
pub(crate) fn iso(time: u64, offset: i32) -> String {
    let offset = offset.clamp(-18 * 60, 18 * 60);
    let local = time.saturating_add_signed(i64::from(offset) * 60_000) / 1000;
    let (year, month, day) = civil(local / 86_400);
    let (hour, minute, second) = (local / 3600 % 24, local / 60 % 60, local % 60);
    let (sign, zone) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
    format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{sign}{:02}:{:02}",
        zone / 60,
        zone % 60
    )
}

/// `2026-11-27T12:30:06Z`
#[must_use]
pub fn utc(time: u64) -> String {
    let text = iso(time, 0);
    let begin = text.strip_suffix("+00:00").unwrap_or(&text);
    format!("{begin}Z")
}

/// A time for people, to the minute: `2026-11-26 20:05 (UTC+08:00)`.
pub(crate) fn minute(time: u64, offset: i32) -> String {
    let text = iso(time, offset);
    let (date, rest) = text.split_once('T').unwrap_or((&text, ""));
    let (at, zone) = (rest.get(..5).unwrap_or(""), rest.get(8..).unwrap_or(""));
    format!("{date} {at} (UTC{zone})")
}

/// Year, month and day of a day since 1970, in eras of 400 years that begin in March.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days.saturating_add(719_468);
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let shifted = (5 * day + 2) / 153;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year + era * 400 + u64::from(month <= 2);
    (year, month, day - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::{iso, minute, utc};

    #[test]
    fn times_have_their_zone() {
        assert_eq!(iso(0, 0), "1970-01-01T00:00:00+00:00");
        // the last second of a leap day, seen from Shanghai and from New York
        let time = 1_709_251_199_000;
        assert_eq!(iso(time, 480), "2024-03-01T07:59:59+08:00");
        assert_eq!(iso(time, -300), "2024-02-29T18:59:59-05:00");
        assert_eq!(iso(1_800_000_000_000, 330), "2027-01-15T13:30:00+05:30");
        assert_eq!(minute(time, 480), "2024-03-01 07:59 (UTC+08:00)");
    }

    #[test]
    fn times_are_those_of_the_calendar() {
        for (at, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_709_251_199_999, "2024-02-29T23:59:59Z"),
            (1_800_000_000_000, "2027-01-15T08:00:00Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(utc(at), text);
        }
    }
}
