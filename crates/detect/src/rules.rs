//! What a value of each kind looks like, whatever stands around it.
//!
//! Each file names where its format comes from. What stands around a value, and how its digits may be grouped, is
//! decided in [`words`](super::words).

pub(crate) mod card;
pub(crate) mod company;
pub(crate) mod email;
pub(crate) mod passport;
pub(crate) mod phone;
pub(crate) mod plate;
pub(crate) mod resident;

/// The number that two ASCII digits make; none if one of them is none.
fn two(bytes: &[u8]) -> Option<u32> {
    match bytes {
        [tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit() => {
            Some(u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
        }
        _ => None,
    }
}

/// Whether all are ASCII digits, and there are some.
pub(crate) fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The first two digits of a region of GB/T 2260.
fn is_province(number: u32) -> bool {
    matches!(number, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81 | 82)
}
