//! Sheets: what is drawn where, and the tree that says what each piece is (for readers aloud, and for who copies).
//!
//! Lengths are points, y goes down from the top.

use crate::lines::Line;
use crate::model::{Face, Tone};

/// A4.
const SHORT: f32 = 595.28;
const LONG: f32 = 841.89;

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub(crate) size: f32,
    /// From one line to the next.
    pub(crate) lead: f32,
    pub(crate) face: Face,
    pub(crate) bold: bool,
    pub(crate) ink: Ink,
}

/// Colours, those of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Black,
    Grey,
    Rule,
    Accent,
    AccentSoft,
    Seal,
    OnSeal,
    Good,
    GoodSoft,
    Warn,
    WarnSoft,
    Bad,
    BadSoft,
}

impl Ink {
    pub(crate) fn rgb(self) -> [u8; 3] {
        match self {
            Self::Black => [0x1a, 0x21, 0x29],
            Self::Grey => [0x55, 0x60, 0x6d],
            Self::Rule => [0xd8, 0xdc, 0xe1],
            Self::Accent => [0x1d, 0x4e, 0x79],
            Self::AccentSoft => [0xf0, 0xf5, 0xf9],
            Self::Seal => [0xb3, 0x39, 0x2e],
            Self::OnSeal => [0xff, 0xf8, 0xf0],
            Self::Good => [0x1f, 0x6b, 0x43],
            Self::GoodSoft => [0xee, 0xf7, 0xf1],
            Self::Warn => [0x7a, 0x52, 0x00],
            Self::WarnSoft => [0xfd, 0xf6, 0xe3],
            Self::Bad => [0xa1, 0x2a, 0x22],
            Self::BadSoft => [0xfb, 0xf0, 0xee],
        }
    }

    /// Of text that is meant so.
    pub(crate) fn of(tone: Tone) -> Self {
        match tone {
            Tone::Plain => Self::Black,
            Tone::Quiet => Self::Grey,
            Tone::Good => Self::Good,
            Tone::Warn => Self::Warn,
            Tone::Bad => Self::Bad,
        }
    }
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark {
    /// A line of text, from its left end, on its base line.
    Text {
        x: f32,
        y: f32,
        line: Line,
        style: Style,
        /// What it is part of; without one it is of the page, not of the text.
        node: Option<usize>,
    },
    /// A filled rectangle.
    Fill {
        x: f32,
        y: f32,
        wide: f32,
        high: f32,
        round: f32,
        ink: Ink,
    },
}

/// One page.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Sheet {
    pub(crate) marks: Vec<Mark>,
}

/// What a piece of the text is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Section,
    Title(String),
    Heading(u8, String),
    Paragraph,
    Note,
    List,
    Item,
    Label,
    Body,
    Table,
    Head,
    Rows,
    Row,
    HeadCell,
    Cell,
}

/// The text's pieces, each with the one that it is in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<(Kind, Option<usize>)>,
}

impl Tree {
    pub(crate) fn add(&mut self, kind: Kind, parent: Option<usize>) -> usize {
        self.nodes.push((kind, parent));
        self.nodes.len() - 1
    }
}

/// A place in the list of contents.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) level: u8,
    pub(crate) text: String,
    pub(crate) sheet: usize,
    pub(crate) y: f32,
}

/// All of a paper, laid out.
#[derive(Debug, Clone)]
pub(crate) struct Sheets {
    pub(crate) form: Form,
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) tree: Tree,
    pub(crate) contents: Vec<Entry>,
}

/// The size of a page and of what stands on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Form {
    pub(crate) wide: f32,
    pub(crate) high: f32,
    pub(crate) left: f32,
    pub(crate) top: f32,
    /// Down to here.
    pub(crate) bottom: f32,
}

impl Form {
    pub(crate) fn new(wide: bool) -> Self {
        let (wide, high) = if wide { (LONG, SHORT) } else { (SHORT, LONG) };
        Self {
            wide,
            high,
            left: 62.0,
            top: 78.0,
            bottom: high - 76.0,
        }
    }

    /// How wide the text is.
    pub(crate) fn measure(&self) -> f32 {
        self.wide - 2.0 * self.left
    }
}
