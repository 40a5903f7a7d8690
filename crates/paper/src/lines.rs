//! Text as lines: what is printed of it, where a line may end, and how wide it is.
//!
//! A line ends where UAX 14 allows it: so no closing mark begins a line of Chinese and no opening one ends one
//! (避头尾). Between Chinese and Latin stands a little space, two full-width marks in a row are set closer, and what
//! is longer than a line is broken anywhere.

use core::ops::Range;

use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed, options::LineBreakOptions};
use unicode_normalization::UnicodeNormalization;

use crate::fonts::{CLOSING, Fonts, Letter, Missing, OPENING};
use crate::model::Face;

/// What stands for a character that no font has.
const GETA: char = '〓';
/// Between Chinese and Latin, where the font's size is 1.
const BETWEEN: f32 = 0.15;
/// By how much two full-width marks are set closer.
const CLOSER: f32 = 0.5;
/// A letter that is wider than this is as wide as it is high.
const FULL: f32 = 0.9;
/// The most by which letters of a justified line are set apart.
const STRETCH: f32 = 0.14;

/// One line of text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// Without spaces at its end.
    pub(crate) text: String,
    /// How wide it is, where the font's size is 1.
    pub(crate) wide: f32,
    /// What is added between two letters of Chinese, and to spaces.
    pub(crate) stretch: f32,
}

/// A letter on its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Set {
    pub(crate) letter: Letter,
    /// How far the next one is.
    pub(crate) advance: f32,
    pub(crate) range: Range<usize>,
}

/// Breaks texts into lines.
pub(crate) struct Breaker<'f> {
    fonts: &'f Fonts,
    segmenter: LineSegmenterBorrowed<'static>,
    pub(crate) missing: Missing,
}

impl<'f> Breaker<'f> {
    pub(crate) fn new(fonts: &'f Fonts) -> Self {
        Self {
            fonts,
            segmenter: LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default()),
            missing: Missing::new(),
        }
    }

    /// What is printed of a text: one spelling, nothing that cannot be seen, and only letters that are there.
    pub(crate) fn clean(&mut self, face: Face, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.nfc() {
            match c {
                '\n' | '\u{2028}' | '\u{2029}' => out.push('\n'),
                c if c.is_whitespace() && c != '\u{3000}' => out.push(' '),
                c if is_hidden(c) => {}
                c if self.fonts.letter(face, c).is_some() && !is_private(c) => out.push(c),
                c => {
                    *self.missing.entry(c).or_default() += 1;
                    let has = |c: &char| self.fonts.letter(face, *c).is_some();
                    out.push([GETA, '\u{fffd}'].into_iter().find(has).unwrap_or('?'));
                }
            }
        }
        out
    }

    /// The lines of a clean text, none wider than `wide` where the font's size is 1.
    pub(crate) fn lines(&self, face: Face, text: &str, wide: f32, justify: bool) -> Vec<Line> {
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            let begun = lines.len();
            self.fill(face, paragraph, wide, &mut lines);
            let last = lines.len().saturating_sub(1);
            for line in lines.get_mut(begun..last).unwrap_or_default() {
                if justify {
                    line.stretch = stretch(line, wide);
                }
            }
        }
        lines
    }

    fn fill(&self, face: Face, text: &str, wide: f32, lines: &mut Vec<Line>) {
        let mut begin = 0;
        let mut end = 0;
        let mut put = |piece: &str| {
            let text = piece.trim_end_matches(' ').to_owned();
            lines.push(Line {
                wide: self.width(face, &text),
                text,
                stretch: 0.0,
            });
        };
        let fits = |piece: &str| self.fits(face, piece.trim_end_matches(' '), wide);
        for at in self.segmenter.segment_str(text) {
            let piece = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
            if at == 0 {
                continue;
            }
            if fits(piece(begin, at)) {
                end = at;
                continue;
            }
            if end > begin {
                put(piece(begin, end));
                begin = end;
            }
            // one piece that is longer than a line
            while !fits(piece(begin, at)) {
                let cut = self.cut(face, piece(begin, at), wide);
                put(piece(begin, begin + cut));
                begin += cut;
            }
            end = at;
        }
        if end > begin || text.is_empty() {
            put(text.get(begin..).unwrap_or_default());
        }
    }

    /// Measures no more than it must: a piece may be all that there is.
    fn fits(&self, face: Face, text: &str, wide: f32) -> bool {
        let mut used = 0.0;
        set(self.fonts, face, text, 0.0).all(|set| {
            used += set.advance;
            used <= wide
        })
    }

    /// How many bytes of a piece fit on a line; one letter does.
    fn cut(&self, face: Face, text: &str, wide: f32) -> usize {
        let mut used = 0.0;
        let mut cut = 0;
        for set in set(self.fonts, face, text, 0.0) {
            used += set.advance;
            if used > wide && cut > 0 {
                break;
            }
            cut = set.range.end;
        }
        if cut == 0 { text.len() } else { cut }
    }

    /// How wide a text is on one line.
    pub(crate) fn width(&self, face: Face, text: &str) -> f32 {
        set(self.fonts, face, text, 0.0)
            .map(|set| set.advance)
            .sum()
    }

    /// The widest piece of a text that is not broken.
    pub(crate) fn widest_piece(&self, face: Face, text: &str) -> f32 {
        let mut begin = 0;
        let mut widest: f32 = 0.0;
        for at in self.segmenter.segment_str(text) {
            let piece = text.get(begin..at).unwrap_or_default();
            widest = widest.max(self.width(face, piece.trim_end()));
            begin = at;
        }
        widest
    }

    /// A text on one line of at most this width, with … where it goes on.
    pub(crate) fn shortened(&self, face: Face, text: &str, wide: f32) -> String {
        let text = text.replace('\n', " ");
        if self.width(face, &text) <= wide {
            return text;
        }
        let more = ['…', '.'].into_iter();
        let more = more.filter(|c| self.fonts.letter(face, *c).is_some());
        let more: String = more.take(1).collect();
        let room = wide - self.width(face, &more);
        let cut = self.cut(face, &text, room.max(0.0));
        format!("{}{more}", text.get(..cut).unwrap_or_default().trim_end())
    }
}

/// The letters of a clean text on their places.
pub(crate) fn set<'t>(
    fonts: &'t Fonts,
    face: Face,
    text: &'t str,
    stretch: f32,
) -> impl Iterator<Item = Set> + 't {
    let mut chars = text.char_indices().peekable();
    let mut before = ' ';
    core::iter::from_fn(move || {
        loop {
            let (at, c) = chars.next()?;
            let last = core::mem::replace(&mut before, c);
            let Some(mut letter) = fonts.letter(face, c) else {
                continue;
            };
            if is_latin(last) || chars.peek().is_some_and(|(_, next)| is_latin(*next)) {
                letter = fonts.beside_latin(c, letter);
            }
            let mut advance = letter.wide;
            let full = letter.wide > FULL;
            // at the edge of a line the empty half of a mark is none
            if at == 0 && full && is_opening(c) {
                letter.shift -= CLOSER;
                advance -= CLOSER;
            }
            match chars.peek() {
                Some((_, next)) => {
                    advance += between(c, *next);
                    if gap(c, *next) {
                        advance += stretch;
                    }
                }
                None if full && is_closing(c) => advance -= CLOSER,
                None => {}
            }
            return Some(Set {
                letter,
                advance,
                range: at..at + c.len_utf8(),
            });
        }
    })
}

/// What is added between two characters, or taken away.
fn between(a: char, b: char) -> f32 {
    if (is_han(a) && is_latin(b)) || (is_latin(a) && is_han(b)) {
        return BETWEEN;
    }
    let (opens, closes) = (is_opening(a), is_closing(a));
    if (closes && (is_opening(b) || is_closing(b))) || (opens && is_opening(b)) {
        return -CLOSER;
    }
    0.0
}

/// Whether a justified line may be wider here.
fn gap(a: char, b: char) -> bool {
    a == ' ' || (is_wide(a) && is_wide(b))
}

fn stretch(line: &Line, wide: f32) -> f32 {
    let mut gaps = 0.0_f32;
    let mut chars = line.text.chars().peekable();
    while let Some(c) = chars.next() {
        if chars.peek().is_some_and(|next| gap(c, *next)) {
            gaps += 1.0;
        }
    }
    let each = (wide - line.wide) / gaps.max(1.0);
    // a line with few gaps stays as it is
    match (0.0..=STRETCH).contains(&each) {
        true => each,
        false => 0.0,
    }
}

fn is_latin(c: char) -> bool {
    c.is_alphanumeric() && !is_wide(c)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

fn is_wide(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3000}'..='\u{30ff}' | '\u{ff01}'..='\u{ff60}')
}

fn is_opening(c: char) -> bool {
    OPENING.contains(c)
}

fn is_closing(c: char) -> bool {
    CLOSING.contains(c) || matches!(c, '，' | '。' | '、')
}

/// Characters that are drawn by nobody, or turn a line around.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Characters that mean something else in each font, and no text in an archive.
fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' | '\u{fffe}' | '\u{ffff}')
}
