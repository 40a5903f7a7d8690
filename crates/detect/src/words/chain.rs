//! Words that stand together.

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{Hit, Sink, find::find, hints::Hint};
use crate::{kind::Kind, rules::digits};

/// More than any number has groups, with what follows it.
const WINDOW: usize = 8;
/// The longest word that can be part of a number.
const LONGEST: usize = 22;
/// What stands between a word and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glue {
    /// Something that parts them, or nothing before.
    Apart,
    Space,
    Hyphen,
    Bracket,
    /// The dot in the middle of a plate.
    Dot,
}

/// A word as it stands in the text.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct Word {
    text: [u8; LONGEST],
    pub(super) length: usize,
    /// Longer than any number, or part of an amount.
    pub(super) out: bool,
    pub(super) before: [Option<char>; 2],
    pub(super) after: Option<char>,
    #[zeroize(skip)]
    pub(super) glue: Glue,
    #[zeroize(skip)]
    pub(super) hint: Hint,
}

impl Word {
    pub(super) fn new(
        text: &str,
        before: [Option<char>; 2],
        after: Option<char>,
        decimal: bool,
        hint: Hint,
    ) -> Self {
        let mut word = Self {
            text: [0; LONGEST],
            length: text.len().min(LONGEST),
            out: decimal || text.len() > LONGEST,
            before,
            after,
            glue: Glue::Apart,
            hint,
        };
        for (to, from) in word.text.iter_mut().zip(text.bytes()) {
            *to = from.to_ascii_uppercase();
        }
        word
    }

    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.text[..self.length]).unwrap_or_default()
    }

    pub(super) fn is_digits(&self) -> bool {
        digits(self.text())
    }

    pub(super) fn has_digit(&self) -> bool {
        self.text().bytes().any(|b| b.is_ascii_digit())
    }

    /// Whether it says that a telephone number follows.
    pub(super) fn announces_phone(&self) -> bool {
        matches!(
            self.text(),
            "TEL" | "PHONE" | "MOBILE" | "MOB" | "CELL" | "FAX" | "T" | "M"
        )
    }
}

/// What stands before the first word of the window.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// Nothing, or a value of its own.
    Clear,
    Word,
    Digits,
}

/// What has been read since the last word.
#[derive(Default)]
struct Gap {
    spaces: u8,
    hyphens: u8,
    brackets: u8,
    dots: u8,
    parts: bool,
}

impl Gap {
    fn push(&mut self, c: char) {
        let count = match c {
            ' ' => &mut self.spaces,
            '-' => &mut self.hyphens,
            '(' | ')' => &mut self.brackets,
            '·' => &mut self.dots,
            _ => {
                self.parts = true;
                return;
            }
        };
        *count = count.saturating_add(1);
    }

    fn glue(&self) -> Glue {
        match (self.spaces, self.hyphens, self.brackets, self.dots) {
            _ if self.parts => Glue::Apart,
            (0..=1, 0, 0, 1) => Glue::Dot,
            (0..=1, 0..=1, 1, 0) => Glue::Bracket,
            (0..=2, 1, 0, 0) => Glue::Hyphen,
            // two spaces are between columns
            (1, 0, 0, 0) => Glue::Space,
            _ => Glue::Apart,
        }
    }
}

/// The last words.
pub(super) struct Chain {
    words: Vec<Word>,
    gap: Gap,
    left: Left,
}

impl Chain {
    pub(super) fn new() -> Self {
        Self {
            words: Vec::with_capacity(WINDOW),
            gap: Gap::default(),
            left: Left::Clear,
        }
    }

    /// A character between words.
    pub(super) fn gap(&mut self, c: char) {
        self.gap.push(c);
    }

    /// The next word.
    pub(super) fn add(&mut self, mut word: Word, sink: Sink<'_>) {
        word.glue = std::mem::take(&mut self.gap).glue();
        if word.glue == Glue::Apart {
            self.drain(sink);
        } else if self.words.len() == WINDOW {
            self.step(sink);
        }
        self.words.push(word);
    }

    /// Nothing that comes belongs to what was.
    pub(super) fn end(&mut self, sink: Sink<'_>) {
        self.drain(sink);
        self.gap = Gap {
            parts: true,
            ..Gap::default()
        };
    }

    fn drain(&mut self, sink: Sink<'_>) {
        while !self.words.is_empty() {
            self.step(sink);
        }
        self.left = Left::Clear;
    }

    /// Takes what begins with the first word: a value, or the word.
    fn step(&mut self, sink: Sink<'_>) {
        let found = find(&self.words, self.left);
        let used = match &found {
            Some(found) => {
                let words = &self.words[..found.used];
                sink(Hit {
                    kind: found.kind,
                    value: found.value.text(),
                    covers: words.iter().map(|word| word.length).sum::<usize>() + found.beside,
                });
                self.left = Left::Clear;
                found.used
            }
            None => {
                self.left = match self.words.first() {
                    Some(word) if word.announces_phone() => Left::Clear,
                    Some(word) if word.is_digits() => Left::Digits,
                    _ => Left::Word,
                };
                1
            }
        };
        self.words.drain(..used.min(self.words.len()));
    }
}

impl Drop for Chain {
    fn drop(&mut self) {
        // what was moved to the front left copies behind
        self.words.zeroize();
    }
}

/// A value that begins with the first word.
pub(super) struct Found {
    pub(super) kind: Kind,
    /// How many words it takes.
    pub(super) used: usize,
    /// How many letters beside these words belong to it.
    pub(super) beside: usize,
    pub(super) value: Joined,
}

impl Found {
    pub(super) fn new(kind: Kind, used: usize, value: Joined) -> Self {
        Self {
            kind,
            used,
            beside: 0,
            value,
        }
    }
}

/// Words written in one.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct Joined {
    bytes: [u8; 2 * LONGEST],
    pub(super) length: usize,
}

impl Joined {
    pub(super) fn new(parts: &[&str]) -> Option<Self> {
        let mut joined = Self {
            bytes: [0; 2 * LONGEST],
            length: 0,
        };
        for part in parts {
            let end = joined.length + part.len();
            let to = joined.bytes.get_mut(joined.length..end)?;
            to.copy_from_slice(part.as_bytes());
            joined.length = end;
        }
        Some(joined)
    }

    /// Words that spaces and hyphens join.
    pub(super) fn words(words: &[Word]) -> Option<Self> {
        let mut joined = Self::new(&[])?;
        for (n, word) in words.iter().enumerate() {
            if word.out || n > 0 && !matches!(word.glue, Glue::Space | Glue::Hyphen) {
                return None;
            }
            joined = Self::new(&[joined.text(), word.text()])?;
        }
        Some(joined)
    }

    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}
