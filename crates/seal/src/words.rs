//! Words for people: the seed as 24 recovery words, a hash as six safety words.
//!
//! Both use the BIP39 lists (2048 words, 11 bits each), in English or simplified
//! Chinese. Recovery words carry a checksum, so a mistyped one is noticed; safety
//! words are read aloud and compared, and show the first 66 bits.

use bip39::Mnemonic;
use zeroize::Zeroizing;

use crate::identity::{Fingerprint, Seed};

/// A word list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// BIP39 English.
    English,
    /// BIP39 simplified Chinese.
    Chinese,
}

impl Language {
    /// All words, in the order of their numbers.
    pub fn words(self) -> &'static [&'static str; 2048] {
        self.list().word_list()
    }
}

/// Words that are no recovery words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// There must be 24.
    #[error("{0} words instead of 24")]
    Count(usize),
    /// The word with this number (from 1) is on no list.
    #[error("word {0} is not on the list")]
    Unknown(usize),
    /// Every word is on the list, but they do not belong together.
    #[error("the words do not belong together")]
    Checksum,
}

impl Language {
    fn list(self) -> bip39::Language {
        match self {
            Self::English => bip39::Language::English,
            Self::Chinese => bip39::Language::SimplifiedChinese,
        }
    }
}

/// The 24 words of a seed, separated by spaces.
pub fn recovery(seed: &Seed, language: Language) -> Zeroizing<String> {
    let words = Mnemonic::from_entropy_in(language.list(), seed.expose());
    // 32 bytes are a length that BIP39 knows
    let words = words.unwrap_or_else(|_| unreachable!("32 bytes"));
    let mut out = Zeroizing::new(String::with_capacity(24 * 9));
    for (i, word) in words.words().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Reads 24 words in either list, however they are spaced and in capitals or not.
pub fn restore(text: &str) -> Result<Seed, WordsError> {
    let text = Zeroizing::new(text.to_lowercase());
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() != 24 {
        return Err(WordsError::Count(words.len()));
    }
    let first_unknown = |language: Language| {
        words
            .iter()
            .position(|word| language.list().find_word(word).is_none())
    };
    let language = match (
        first_unknown(Language::English),
        first_unknown(Language::Chinese),
    ) {
        (None, _) => Language::English,
        (_, None) => Language::Chinese,
        (Some(english), Some(chinese)) => {
            return Err(WordsError::Unknown(english.max(chinese) + 1));
        }
    };
    let joined = Zeroizing::new(words.join(" "));
    let mnemonic = Mnemonic::parse_in_normalized(language.list(), &joined)
        .map_err(|_| WordsError::Checksum)?;
    let entropy = Zeroizing::new(mnemonic.to_entropy());
    Seed::parse(&entropy).map_err(|_| WordsError::Checksum)
}

/// The first 66 bits of a hash, as six words to read aloud.
pub fn safety(hash: &[u8; 32], language: Language) -> [&'static str; 6] {
    let list = language.list().word_list();
    core::array::from_fn(|i| {
        let bits = (i * 11..i * 11 + 11).fold(0, |word, bit| {
            word << 1 | usize::from(hash[bit / 8] >> (7 - bit % 8) & 1)
        });
        list[bits]
    })
}

impl Fingerprint {
    /// Six words to read aloud and compare.
    pub fn words(&self, language: Language) -> [&'static str; 6] {
        safety(&self.0, language)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn both_lists_restore_the_seed() {
        let seed = Seed::parse(&[0x5a; 32]).unwrap();
        for language in [Language::English, Language::Chinese] {
            let words = recovery(&seed, language);
            assert!(restore(&words).unwrap() == seed);
            assert!(restore(&words.to_uppercase().replace(' ', "\n\u{3000}")).unwrap() == seed);
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let good = recovery(&Seed::parse(&[0; 32]).unwrap(), Language::English);
        assert_eq!(restore("abandon").unwrap_err(), WordsError::Count(1));
        assert_eq!(
            restore(&good.replace("art", "zoo")).unwrap_err(),
            WordsError::Checksum
        );
        assert_eq!(
            restore(&good.replace("art", "artt")).unwrap_err(),
            WordsError::Unknown(24)
        );
    }

    #[test]
    fn safety_words_are_the_first_66_bits() {
        let mut hash = [0; 32];
        assert_eq!(safety(&hash, Language::English), ["abandon"; 6]);
        hash[..2].copy_from_slice(&[0xff, 0xe0]);
        assert_eq!(safety(&hash, Language::English)[..2], ["zoo", "abandon"]);
        hash[8] = 0xc0;
        assert_eq!(
            safety(&hash, Language::Chinese)[5],
            Language::Chinese.list().word_list()[3]
        );
    }
}
