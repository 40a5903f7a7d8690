//! Fonts: which letters they have, and how wide those are.
//!
//! Letters are set one by one, without shaping: Chinese and the scripts of Europe need none once a letter and its
//! accent are one character (NFC). Scripts whose letters join are printed unjoined, or as missing.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use krilla::text::Font;
use skrifa::instance::{LocationRef, Size};
use skrifa::raw::FileRef;
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

use crate::PaperError;
use crate::model::Face;

/// Brackets of Chinese that open,
pub(crate) const OPENING: &str = "（「『【《〈〔［｛";
/// and that close.
pub(crate) const CLOSING: &str = "）」』】》〉〕］｝";
/// Marks that Chinese and Latin share.
const QUOTES: &str = "“”‘’";
/// Between a bracket and what it embraces, where the font's size is 1.
const BEARING: f32 = 0.08;
/// The most fonts that a paper is printed with.
const MOST: usize = 8;

/// Fonts that papers are printed with. The first one that has a letter prints it.
#[derive(Debug, Clone)]
pub struct Fonts {
    faces: Vec<Loaded>,
    text: Vec<usize>,
    mono: Vec<usize>,
}

#[derive(Debug, Clone)]
struct Loaded {
    font: Font,
    glyphs: Arc<HashMap<char, (u16, f32)>>,
    /// How far full-width brackets are moved: to the side of what they embrace, where a font has them in the middle.
    shifts: Arc<HashMap<char, f32>>,
    /// How wide quotation marks are beside Latin, and how far they are moved then, where a font has them full-width.
    quotes: Arc<HashMap<char, (f32, f32)>>,
}

/// A letter of a font.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Letter {
    /// Which of the fonts.
    pub(crate) face: usize,
    /// Which of its glyphs.
    pub(crate) glyph: u16,
    /// How wide it is, where the font's size is 1.
    pub(crate) wide: f32,
    /// How far to the right it is drawn.
    pub(crate) shift: f32,
}

impl Fonts {
    /// Reads fonts: files of one (TrueType, OpenType) or of several (a collection). A face that is called mono is
    /// for hashes and keys; without one those are in the first.
    pub fn read(files: Vec<Vec<u8>>) -> Result<Self, PaperError> {
        let mut fonts = Self {
            faces: Vec::new(),
            text: Vec::new(),
            mono: Vec::new(),
        };
        for file in files {
            let file = Arc::new(file);
            let many = match FileRef::new(&file).map_err(|_| PaperError::Font)? {
                FileRef::Font(_) => 1,
                FileRef::Collection(all) => all.len(),
            };
            for index in 0..many {
                fonts.add(&file, index)?;
            }
        }
        if fonts.text.is_empty() {
            return Err(PaperError::Font);
        }
        // whatever a face for hashes lacks is in the others
        fonts.mono.extend(&fonts.text);
        Ok(fonts)
    }

    fn add(&mut self, file: &Arc<Vec<u8>>, index: u32) -> Result<(), PaperError> {
        if self.faces.len() == MOST {
            return Err(PaperError::Font);
        }
        let read = FontRef::from_index(file, index).map_err(|_| PaperError::Font)?;
        let metrics = read.glyph_metrics(Size::new(1.0), LocationRef::default());
        let all = read.charmap().mappings().filter_map(|(code, glyph)| {
            let letter = char::from_u32(code)?;
            let glyph = u16::try_from(glyph.to_u32()).ok().filter(|it| *it != 0)?;
            let wide = metrics.advance_width(glyph.into())?;
            (wide.is_finite() && wide >= 0.0).then_some((letter, (glyph, wide)))
        });
        let glyphs: HashMap<char, (u16, f32)> = all.collect();
        // at least what stands for what is missing
        if !glyphs.contains_key(&'?') {
            return Err(PaperError::Font);
        }
        let shifts = OPENING
            .chars()
            .map(|c| (c, true))
            .chain(CLOSING.chars().map(|c| (c, false)));
        let shifts = shifts.filter_map(|(c, opens)| {
            let (glyph, wide) = *glyphs.get(&c)?;
            let bounds = metrics.bounds(glyph.into())?;
            let shift = match opens {
                true => (wide - bounds.x_max - BEARING).max(0.0),
                false => (BEARING - bounds.x_min).min(0.0),
            };
            (wide > 0.9 && shift.is_finite()).then_some((c, shift))
        });
        let shifts = shifts.collect();
        let quotes = QUOTES.chars().filter_map(|c| {
            let (glyph, wide) = *glyphs.get(&c)?;
            let bounds = metrics.bounds(glyph.into())?;
            let ink = bounds.x_max - bounds.x_min;
            let narrow = (ink + 2.0 * BEARING, BEARING - bounds.x_min);
            (wide > 0.9 && ink.is_finite() && ink > 0.0).then_some((c, narrow))
        });
        let quotes = quotes.collect();
        let names = read.localized_strings(StringId::FAMILY_NAME);
        let mono = names.into_iter().any(|name| {
            let name: String = name.chars().collect();
            name.to_lowercase().contains("mono")
        });
        let font = Font::new(Arc::clone(file).into(), index).ok_or(PaperError::Font)?;
        let list = if mono { &mut self.mono } else { &mut self.text };
        list.push(self.faces.len());
        self.faces.push(Loaded {
            font,
            glyphs: Arc::new(glyphs),
            shifts: Arc::new(shifts),
            quotes: Arc::new(quotes),
        });
        Ok(())
    }

    /// The letter for a character.
    pub(crate) fn letter(&self, face: Face, c: char) -> Option<Letter> {
        let list = match face {
            Face::Text => &self.text,
            Face::Mono => &self.mono,
        };
        list.iter().find_map(|place| {
            let loaded = self.faces.get(*place)?;
            let (glyph, wide) = *loaded.glyphs.get(&c)?;
            Some(Letter {
                face: *place,
                glyph,
                wide,
                shift: loaded.shifts.get(&c).copied().unwrap_or(0.0),
            })
        })
    }

    /// A quotation mark as it stands beside Latin.
    pub(crate) fn beside_latin(&self, c: char, letter: Letter) -> Letter {
        let loaded = self.faces.get(letter.face);
        let narrow = loaded.and_then(|loaded| loaded.quotes.get(&c));
        narrow.map_or(letter, |(wide, shift)| Letter {
            wide: *wide,
            shift: *shift,
            ..letter
        })
    }

    /// The font of a letter.
    pub(crate) fn font(&self, face: usize) -> Option<&Font> {
        self.faces.get(face).map(|loaded| &loaded.font)
    }
}

/// Characters that no font has, and how often each was looked for.
pub(crate) type Missing = BTreeMap<char, usize>;
