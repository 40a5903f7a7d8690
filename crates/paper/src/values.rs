//! Times and numbers, as people read them.

use crate::model::Date;

/// `2026-11-27T12:30:06Z` as people read it.
pub(crate) fn moment(text: &str) -> Option<String> {
    let date = Date::parse(text)?;
    let Date {
        year,
        month,
        day,
        hour,
        minute,
        second,
    } = date;
    Some(format!(
        "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC"
    ))
}

/// Long numbers with commas; a year has none.
pub(crate) fn grouped(number: &str) -> String {
    let (sign, digits) = number
        .strip_prefix('-')
        .map_or(("", number), |rest| ("-", rest));
    if digits.len() < 5 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return number.to_owned();
    }
    let mut out = sign.to_owned();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_have_commas_and_years_have_none() {
        let all = ["7", "2026", "12345", "1234567", "-12345", "1.5", "12345.5"];
        let said = [
            "7",
            "2026",
            "12,345",
            "1,234,567",
            "-12,345",
            "1.5",
            "12345.5",
        ];
        assert_eq!(all.map(grouped), said);
    }

    #[test]
    fn a_moment_is_one_and_nothing_else_is() {
        assert_eq!(
            moment("2026-11-27T12:30:06Z").as_deref(),
            Some("2026-11-27 12:30:06 UTC")
        );
        for text in [
            "",
            "2026-11-27",
            "2026-11-27T12:30:06+08:00",
            "2026-13-27T12:30:06Z",
            "T12Z",
            "aaaa-bb-ccTdd:ee:ffZ",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
