//! A share, and its words.
//!
//! ```text
//! id 15 bits · extendable 1 · iteration exponent 4
//! group 4 · groups needed - 1, 4 · groups - 1, 4 · index 4 · needed - 1, 4
//! zeros up to a multiple of 10 bits, then the value · checksum 30
//! ```

use core::fmt;

use zeroize::Zeroizing;

use super::ShareError;
use crate::secret::Plain;

const LIST: &str = include_str!("words.txt");
/// Bits of a word.
const BITS: usize = 10;
/// Words before the value, and behind it.
const HEAD: usize = 4;
const CHECKSUM: usize = 3;
/// Bytes of the shortest value, and of the longest.
const LENGTHS: core::ops::RangeInclusive<usize> = 16..=64;
/// The largest exponent: a second's work. The standard has 15, by which words from a stranger would take minutes.
const EXPONENT: u8 = 8;

/// What all shares of a secret have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Common {
    pub(super) id: u16,
    pub(super) extendable: bool,
    pub(super) exponent: u8,
    pub(super) groups_needed: u8,
    pub(super) groups: u8,
}

/// One share of a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Share {
    pub(super) common: Common,
    pub(super) group: u8,
    pub(super) index: u8,
    pub(super) need: u8,
    pub(super) value: Plain,
}

impl Common {
    /// What the passphrase is stretched with.
    pub(super) fn salt(&self) -> Vec<u8> {
        match self.extendable {
            true => Vec::new(),
            false => [&b"shamir"[..], &self.id.to_be_bytes()].concat(),
        }
    }

    fn customization(&self) -> &'static [u8] {
        match self.extendable {
            true => b"shamir_extendable",
            false => b"shamir",
        }
    }
}

impl Share {
    /// How many shares of its group are needed.
    pub fn need(&self) -> u8 {
        self.need
    }

    /// Its words, separated by spaces.
    pub fn words(&self) -> Zeroizing<String> {
        let indices = self.indices();
        let list: Vec<&str> = LIST.lines().collect();
        let mut out = Zeroizing::new(String::with_capacity(indices.len() * 9));
        for (i, index) in indices.iter().enumerate() {
            if i > 0 {
                out.push(' ');
            }
            out.push_str(list.get(usize::from(*index)).copied().unwrap_or_default());
        }
        out
    }

    fn indices(&self) -> Zeroizing<Vec<u16>> {
        let common = &self.common;
        let first = u32::from(common.id) << 5
            | u32::from(common.extendable) << 4
            | u32::from(common.exponent);
        let numbers = [
            self.group,
            common.groups_needed - 1,
            common.groups - 1,
            self.index,
            self.need - 1,
        ];
        let second = numbers
            .iter()
            .fold(0, |all, number| all << 4 | u32::from(*number));
        let word = |number: u32, shift: u32| (number >> shift & 0x3ff) as u16;
        let mut out = Zeroizing::new(vec![
            word(first, 10),
            word(first, 0),
            word(second, 10),
            word(second, 0),
        ]);
        let len = (self.value.len() * 8).div_ceil(BITS);
        // bits from the front, behind as many zeros as fill the first word
        let padding = len * BITS - self.value.len() * 8;
        for at in 0..len {
            let bits = (at * BITS..at * BITS + BITS).map(|bit| match bit.checked_sub(padding) {
                Some(bit) => self.value[bit / 8] >> (7 - bit % 8) & 1,
                None => 0,
            });
            out.push(bits.fold(0, |word, bit| word << 1 | u16::from(bit)));
        }
        out.extend_from_slice(&[0; CHECKSUM]);
        let sum = polymod(common.customization(), &out) ^ 1;
        let end = out.len() - CHECKSUM;
        for (word, shift) in out.iter_mut().skip(end).zip([20, 10, 0]) {
            *word = (sum >> shift & 0x3ff) as u16;
        }
        out
    }

    /// Reads words, however they are spaced and in capitals or not. The first four letters of each are enough.
    pub fn parse(text: &str) -> Result<Self, ShareError> {
        let text = Zeroizing::new(text.to_lowercase());
        let mut words = Zeroizing::new(Vec::new());
        for (at, word) in text.split_whitespace().enumerate() {
            words.push(number(word).ok_or(ShareError::Unknown(at + 1))?);
        }
        let count = words.len();
        let bits = count.saturating_sub(HEAD + CHECKSUM) * BITS;
        let padding = bits % 16;
        if !LENGTHS.contains(&((bits - padding) / 8)) || padding > 8 {
            return Err(ShareError::Count(count));
        }
        let first = u32::from(words[0]) << 10 | u32::from(words[1]);
        let second = u32::from(words[2]) << 10 | u32::from(words[3]);
        let nibble = |shift: u32| (second >> shift & 0xf) as u8;
        let common = Common {
            id: (first >> 5) as u16,
            extendable: first >> 4 & 1 == 1,
            exponent: (first & 0xf) as u8,
            groups_needed: nibble(12) + 1,
            groups: nibble(8) + 1,
        };
        if polymod(common.customization(), &words) != 1 {
            return Err(ShareError::Checksum);
        }
        let bit = |at: usize| words[HEAD + at / BITS] >> (BITS - 1 - at % BITS) & 1;
        let padded = (0..padding).any(|at| bit(at) == 1);
        if padded || common.groups_needed > common.groups || common.exponent > EXPONENT {
            return Err(ShareError::Malformed);
        }
        let bytes = (padding..bits).step_by(8);
        let byte = |at: usize| (at..at + 8).fold(0, |byte: u8, at| byte << 1 | bit(at) as u8);
        Ok(Self {
            common,
            group: nibble(16),
            index: nibble(4),
            need: nibble(0) + 1,
            value: Zeroizing::new(bytes.map(byte).collect()),
        })
    }
}

/// The place of a word on the list, which is in the order of the alphabet.
fn number(word: &str) -> Option<u16> {
    let short = |word: &str| word.chars().take(4).collect::<String>();
    let same = |listed: &&str| *listed == word || (word.len() == 4 && short(listed) == word);
    let at = LIST.lines().position(|listed| same(&listed))?;
    u16::try_from(at).ok()
}

/// RS1024: a Reed-Solomon code over GF(1024) that finds any three wrong words.
fn polymod(customization: &[u8], words: &[u16]) -> u32 {
    const GENERATOR: [u32; 10] = [
        0x00e0_e040,
        0x01c1_c080,
        0x0383_8100,
        0x0707_0200,
        0x0e0e_0009,
        0x1c0c_2412,
        0x3808_6c24,
        0x3090_fc48,
        0x21b1_f890,
        0x03f3_f120,
    ];
    let all = customization.iter().map(|byte| u16::from(*byte));
    all.chain(words.iter().copied()).fold(1, |sum: u32, value| {
        let top = sum >> 20;
        let sum = (sum & 0xf_ffff) << 10 ^ u32::from(value);
        let set = GENERATOR.iter().enumerate();
        set.fold(sum, |sum, (bit, generator)| {
            sum ^ generator & 0u32.wrapping_sub(top >> bit & 1)
        })
    })
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Share(..)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn share(exponent: u8) -> Share {
        let common = Common {
            id: 0x7fff,
            extendable: true,
            exponent,
            groups_needed: 1,
            groups: 1,
        };
        Share {
            common,
            group: 0,
            index: 15,
            need: 16,
            value: Zeroizing::new((0..32).collect()),
        }
    }

    #[test]
    fn the_list_has_a_word_for_each_ten_bits() {
        let words: Vec<&str> = LIST.lines().collect();
        assert_eq!(words.len(), 1 << BITS);
        assert!(words.is_sorted_by(|a, b| a[..4] < b[..4]));
    }

    #[test]
    fn no_share_keeps_a_machine_busy() {
        for exponent in 0..=15 {
            let read = Share::parse(&share(exponent).words());
            match exponent {
                0..=EXPONENT => assert_eq!(read, Ok(share(exponent))),
                _ => assert_eq!(read, Err(ShareError::Malformed)),
            }
        }
    }
}
