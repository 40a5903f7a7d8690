//! A modest estimate of how long a passphrase resists guessing.
//!
//! It counts what a guesser would have to try: characters by their kinds, less what repeats,
//! runs in order or is among the words that everybody uses. It knows no dictionary, so it is no
//! proof of strength, only a hint against what is plainly weak. Argon2id makes each guess dear.

/// How a passphrase is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    Empty,
    Weak,
    Fair,
    Good,
    Strong,
}

/// What guessers try first, whatever stands around it.
const COMMON: [&str; 24] = [
    "password",
    "passwort",
    "passphrase",
    "qwerty",
    "qwertz",
    "asdf",
    "zxcv",
    "1q2w3e",
    "letmein",
    "welcome",
    "admin",
    "iloveyou",
    "woaini",
    "mima",
    "abc",
    "123",
    "321",
    "111",
    "000",
    "520",
    "888",
    "666",
    "sealroom",
    "secret",
];

/// Judges a passphrase.
pub(crate) fn strength(passphrase: &str) -> Strength {
    if passphrase.is_empty() {
        return Strength::Empty;
    }
    match bits(passphrase) {
        bits if bits < 36.0 => Strength::Weak,
        bits if bits < 52.0 => Strength::Fair,
        bits if bits < 72.0 => Strength::Good,
        _ => Strength::Strong,
    }
}

fn bits(passphrase: &str) -> f64 {
    let plain = without_common(&passphrase.to_lowercase());
    let chars: Vec<char> = passphrase.chars().collect();
    let kept: Vec<char> = plain.chars().collect();
    let fresh = kept
        .iter()
        .enumerate()
        .filter(|(at, _)| !follows(&kept, *at))
        .count();
    // a stock word costs a guesser about as much as one character
    let stock = usize::from(kept.len() < chars.len());
    alphabet(&chars).log2() * (fresh + stock) as f64
}

fn without_common(lower: &str) -> String {
    COMMON
        .iter()
        .fold(lower.to_owned(), |text, word| text.replace(word, ""))
}

/// Does the character repeat an earlier one nearby, or continue a run such as `abc` or `987`?
fn follows(chars: &[char], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|at| u32::from(chars[at])) else {
        return false;
    };
    let here = u32::from(chars[at]);
    let repeats_group = at >= 3
        && chars[..at]
            .windows(3)
            .any(|three| at >= 2 && three == &chars[at - 2..=at]);
    here == before || here.abs_diff(before) == 1 || repeats_group
}

/// How many characters a guesser would try at each place. Latin letters in words are far from
/// random, so letters count less than their number.
fn alphabet(chars: &[char]) -> f64 {
    let any = |kind: fn(&char) -> bool| chars.iter().any(kind);
    let mut size = 2.0;
    for (kind, worth) in [
        ((|c| c.is_ascii_lowercase()) as fn(&char) -> bool, 12.0),
        (|c| c.is_ascii_uppercase(), 10.0),
        (|c| c.is_ascii_digit(), 10.0),
        (|c| c.is_ascii() && !c.is_ascii_alphanumeric(), 12.0),
        (|c| !c.is_ascii(), 600.0),
    ] {
        if any(kind) {
            size += worth;
        }
    }
    size
}

#[cfg(test)]
mod tests {
    use super::{Strength, strength};

    #[test]
    fn plainly_weak_ones_are_called_weak() {
        for weak in [
            "a",
            "password",
            "Password123",
            "12345678901234567890",
            "aaaaaaaaaaaaaaaaaaaa",
            "abcabcabcabcabc",
            "qwerty123!",
        ] {
            assert_eq!(strength(weak), Strength::Weak, "{weak}");
        }
        assert_eq!(strength(""), Strength::Empty);
    }

    #[test]
    fn several_words_are_good_in_either_language() {
        assert!(strength("correct horse battery staple") >= Strength::Good);
        assert!(strength("青山隐隐水迢迢秋尽江南") >= Strength::Good);
        assert!(strength("T7#mQ2v!xR9p") >= Strength::Good);
    }
}
