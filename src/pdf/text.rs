//! The text of a page, for who looks for something in it: no picture is made.
//!
//! A PDF says where each character stands, and no more. Characters that follow one another on a
//! line are one word, as far as the first one's own width reaches; what stands further away is
//! another word, and what stands above or below another line.

use hayro::hayro_interpret::font::{Glyph, GlyphRun, PositionedGlyph};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};
use hayro::kurbo::{Affine, BezPath, Point, Vec2};

/// Fonts are measured in thousandths of their size.
const EM: f64 = 1000.0;
/// A gap of so much of the font's size parts two words.
const WORD: f64 = 0.15;
/// A character so much of the font's size above or below stands on another line.
const LINE: f64 = 0.4;
/// A page that says more is made to fill memory.
const LONGEST: usize = 4 << 20;

/// What a page says.
#[derive(Default)]
pub(super) struct PageText {
    /// Words and lines.
    pub(super) text: String,
    /// There are characters that the document does not name, or too many of all.
    pub(super) partial: bool,
    pictures: bool,
    last: Option<Spot>,
}

/// Where a character stood.
#[derive(Clone, Copy)]
struct Spot {
    /// Where its line begins to go on.
    from: Point,
    /// Where the next one is, if it belongs to it.
    end: Point,
}

impl PageText {
    /// Something on the page may say more than was read: a page of pictures alone is one that was scanned.
    pub(super) fn is_partial(&self) -> bool {
        self.partial || (self.pictures && self.text.trim().is_empty())
    }

    fn glyph(&mut self, glyph: &PositionedGlyph<'_>, page: Affine) {
        let place = page * glyph.transform();
        let from = place * Point::ZERO;
        let em = place * Point::new(EM, 0.0) - from;
        let size = em.hypot();
        if !(size.is_finite() && size > 0.0) {
            return;
        }
        let Some(named) = glyph.as_unicode() else {
            self.partial = true;
            return;
        };
        let width = match &**glyph {
            Glyph::Outline(glyph) => glyph.advance_width(),
            Glyph::Type3(glyph) => glyph.advance_width(),
        };
        let width = f64::from(width.unwrap_or(EM as f32)) / EM;
        match self.last.map(|last| parted(last, from, em / size, size)) {
            Some(Parted::Line) => self.push('\n'),
            Some(Parted::Word) => self.push(' '),
            Some(Parted::Same) => return,
            Some(Parted::No) | None => {}
        }
        match named {
            BfString::Char(one) => self.push(one),
            BfString::String(some) => some.chars().for_each(|one| self.push(one)),
        }
        self.last = Some(Spot {
            from,
            end: from + em * width,
        });
    }

    fn push(&mut self, one: char) {
        if self.text.len() >= LONGEST {
            self.partial = true;
            return;
        }
        self.text.push(one);
    }
}

enum Parted {
    No,
    Word,
    Line,
    /// It stands on the one before: bold by drawing twice.
    Same,
}

fn parted(last: Spot, from: Point, along: Vec2, size: f64) -> Parted {
    let near = size * 1e-3;
    if (from - last.from).hypot() < near {
        return Parted::Same;
    }
    let gap = from - last.end;
    if along.cross(gap).abs() > LINE * size {
        Parted::Line
    } else if gap.dot(along).abs() > WORD * size {
        Parted::Word
    } else {
        Parted::No
    }
}

impl<'a> Device<'a> for PageText {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        // what is filled and outlined comes twice, whole runs at a time
        let again = matches!(mode, DrawMode::Stroke(_))
            && run.glyphs().last().is_some_and(|glyph| {
                let from = props.transform * glyph.transform() * Point::ZERO;
                self.last
                    .is_some_and(|last| (last.from - from).hypot() < 1e-6)
            });
        if again {
            return;
        }
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform);
        }
    }

    /// What a picture shows is not read.
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.pictures = true;
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
