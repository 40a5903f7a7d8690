//! What stands on a paper, and in which order. How it looks is decided where it is laid out.

/// The languages that papers are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// zh-CN
    #[default]
    Chinese,
    /// en
    English,
}

impl Lang {
    /// As it is called in tags of languages.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// The one that a tag names.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        match tag {
            "zh-CN" | "zh" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }
}

/// A moment, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Year.
    pub year: u16,
    /// Month, from 1.
    pub month: u8,
    /// Day, from 1.
    pub day: u8,
    /// Hour.
    pub hour: u8,
    /// Minute.
    pub minute: u8,
    /// Second.
    pub second: u8,
}

impl Date {
    /// Reads `2026-11-27T12:30:06Z`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        let numbers = |text: &str, by: char, lengths: [usize; 3]| -> Option<[u16; 3]> {
            let mut parts = text.split(by);
            let mut read = |length: usize| {
                let part = parts.next()?;
                let plain = part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
                plain.then(|| part.parse::<u16>().ok())?
            };
            let [a, b, c] = lengths;
            let all = [read(a)?, read(b)?, read(c)?];
            parts.next().is_none().then_some(all)
        };
        let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
        let time = time.split_once('.').map_or(time, |(time, _)| time);
        let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
        let fits = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24;
        let small = |n: u16| u8::try_from(n).ok();
        (fits && minute < 60 && second < 60).then_some(Self {
            year,
            month: small(month)?,
            day: small(day)?,
            hour: small(hour)?,
            minute: small(minute)?,
            second: small(second)?,
        })
    }
}

/// One paper.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paper {
    /// The language of its text, by which lines are broken and readers read aloud.
    pub lang: Lang,
    /// What it is.
    pub title: String,
    /// Of what: a room's title.
    pub subtitle: String,
    /// Below the title, a line in grey.
    pub lead: String,
    /// Wider than high, for tables with many columns.
    pub wide: bool,
    /// When it was made: in the PDF's metadata, and of what is attached.
    pub date: Option<Date>,
    /// What stands at the foot of each page, on the left: by what this paper is known again.
    pub foot: String,
    /// The text, from the top.
    pub blocks: Vec<Block>,
    /// Files inside it.
    pub attached: Vec<Attached>,
}

/// A piece of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The title of what follows; a smaller one inside it is of level 2, and one inside that of level 3.
    Heading {
        /// 1, 2 or 3.
        level: u8,
        /// The words.
        text: String,
    },
    /// A paragraph; a line feed in it begins a new line.
    Text(String),
    /// Names with what they name.
    Facts(Vec<(String, Cell)>),
    /// A table.
    Table(Table),
    /// Something that is to be noticed.
    Note {
        /// How.
        tone: Tone,
        /// The words.
        text: String,
    },
    /// Those who signed.
    Signed(Vec<SignedBy>),
    /// Lines for hands to sign on: what stands below each.
    SignHere(Vec<String>),
}

/// How something is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// Less than the rest.
    Quiet,
    /// As it should be.
    Good,
    /// To be looked at.
    Warn,
    /// Wrong.
    Bad,
}

/// With which letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Face {
    /// Text.
    #[default]
    Text,
    /// All equally wide: hashes, keys.
    Mono,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// The words.
    pub text: String,
    /// Their letters.
    pub face: Face,
    /// How they are meant.
    pub tone: Tone,
}

impl Cell {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// A hash, or a key.
    pub fn mono(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            face: Face::Mono,
            ..Self::default()
        }
    }
}

/// A table. Its head stands again on each page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// From the left.
    pub columns: Vec<Column>,
    /// From the top. What a row lacks is empty, what it has too much is left out.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// What stands at its head.
    pub title: String,
    /// To which side.
    pub align: Align,
}

/// To which side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// Words.
    #[default]
    Left,
    /// Numbers.
    Right,
}

/// Somebody who signed what is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedBy {
    /// The name.
    pub name: String,
    /// What else is to be said of it: a name and what it names.
    pub facts: Vec<(String, Cell)>,
}

/// A file inside a PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub mime: String,
    /// What it is, in words.
    pub about: String,
    /// Whether the paper was made from it; otherwise it goes with it.
    pub source: bool,
    /// Its bytes.
    pub bytes: Vec<u8>,
}
