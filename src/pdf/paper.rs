//! An open document and its pages as pixels.
//!
//! - Never more than [`MOST_PAGES`] pages are counted out to the page, so that a list without end
//!   does not fill its memory.
//! - A picture has at most [`MOST_PIXELS`] pixels and [`LONGEST`] of them in a row or column,
//!   whatever size a page claims to be; browsers draw no larger canvas.
//! - The document is leaked: this program reads one and ends with it, and so its pages and the
//!   caches over them can borrow from it.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use hayro::hayro_interpret::font::{FontData, FontQuery};
use hayro::hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RectExt, interpret_page,
};
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use super::messages::{Fault, Outline};
use super::text::PageText;

/// As many pages as are shown.
const MOST_PAGES: usize = 5000;
const MOST_PIXELS: f32 = 16e6;
const LONGEST: f32 = 8192.0;
/// The caches only ever grow, so they are begun afresh after so many pictures.
const PICTURES_PER_CACHE: u32 = 64;

/// An open document.
pub(super) struct Paper {
    pdf: &'static Pdf,
    cache: RenderCache<'static>,
    pictures: u32,
    settings: InterpreterSettings,
    font: Arc<Fallback>,
}

/// A page as pixels.
pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    /// RGBA, row by row, opaque.
    pub(super) pixels: Vec<u8>,
    /// Characters are missing for want of a font.
    pub(super) wants_font: bool,
}

impl Paper {
    /// Reads a document.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Fault> {
        let pdf = Pdf::new(bytes).map_err(|error| match error {
            LoadPdfError::Decryption(_) => Fault::Locked,
            LoadPdfError::Invalid => Fault::Damaged,
        })?;
        if pdf.pages().is_empty() {
            return Err(Fault::Damaged);
        }
        let font = Arc::new(Fallback::default());
        Ok(Self {
            pdf: Box::leak(Box::new(pdf)),
            cache: RenderCache::new(),
            pictures: 0,
            settings: settings(&font),
            font,
        })
    }

    /// How many pages there are, and how large.
    pub(super) fn outline(&self) -> Outline {
        let pages = self.pdf.pages();
        let sizes = pages
            .iter()
            .take(MOST_PAGES)
            .map(|page| sane(page.render_dimensions()));
        Outline {
            pages: u32::try_from(pages.len()).unwrap_or(u32::MAX),
            sizes: sizes.collect(),
        }
    }

    /// Draws a page about `width` pixels wide.
    pub(super) fn draw(&mut self, page: u32, width: u32) -> Result<Picture, Fault> {
        let page = usize::try_from(page)
            .ok()
            .and_then(|page| self.pdf.pages().get(page))
            .ok_or(Fault::Damaged)?;
        if self.pictures == PICTURES_PER_CACHE {
            self.forget();
        }
        self.pictures += 1;
        let size = page.render_dimensions();
        let (x_scale, y_scale) = scales(size, width);
        self.font.wanted.store(false, Ordering::Relaxed);
        let pixmap = render(
            page,
            &self.cache,
            &self.settings,
            &RenderSettings::default(),
            &PixmapSettings {
                x_scale,
                y_scale,
                bg_color: WHITE,
            },
        );
        Ok(Picture {
            width: pixmap.width().into(),
            height: pixmap.height().into(),
            wants_font: self.font.wanted.load(Ordering::Relaxed),
            // over white, so nothing is transparent and nothing needs to be divided by its alpha
            pixels: pixmap.data_as_u8_slice().to_vec(),
        })
    }

    /// What a page says.
    pub(super) fn text(&mut self, page: u32) -> Result<PageText, Fault> {
        let page = usize::try_from(page)
            .ok()
            .and_then(|page| self.pdf.pages().get(page))
            .ok_or(Fault::Damaged)?;
        let mut text = PageText::default();
        let mut context = Context::new(
            Affine::IDENTITY,
            page.intersected_crop_box().to_kurbo(),
            &InterpreterCache::new(),
            page.xref(),
            self.settings.clone(),
        );
        self.font.wanted.store(false, Ordering::Relaxed);
        interpret_page(page, &mut context, &mut text);
        // what is written in a font that is not there comes as no character at all
        text.partial |= self.font.wanted.load(Ordering::Relaxed);
        Ok(text)
    }

    /// Gives the font for what the document does not bring along.
    pub(super) fn set_font(&mut self, font: Vec<u8>) {
        *self
            .font
            .data
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(font));
        // it remembers that there was none
        self.forget();
    }

    fn forget(&mut self) {
        self.cache = RenderCache::new();
        self.pictures = 0;
    }
}

/// The font that stands in for fonts of Chinese, Japanese and Korean.
#[derive(Default)]
struct Fallback {
    data: Mutex<Option<FontData>>,
    wanted: AtomicBool,
}

impl Fallback {
    fn get(&self) -> Option<(FontData, u32)> {
        let data = self
            .data
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        self.wanted.fetch_or(data.is_none(), Ordering::Relaxed);
        data.map(|data| (data, 0))
    }
}

/// Fonts within this program for what is Latin, the fallback for what has a character collection.
fn settings(font: &Arc<Fallback>) -> InterpreterSettings {
    let fallback = Arc::clone(font);
    InterpreterSettings {
        font_resolver: Arc::new(move |query| match query {
            FontQuery::Standard(font) => Some(font.get_font_data()),
            FontQuery::Fallback(query) if query.character_collection.is_some() => fallback.get(),
            FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
        }),
        ..InterpreterSettings::default()
    }
}

/// A size that can be laid out: neither unbounded nor a hair's width.
fn sane((width, height): (f32, f32)) -> (f32, f32) {
    let side = |side: f32| {
        if side.is_finite() {
            side.clamp(1.0, 1e6)
        } else {
            1.0
        }
    };
    let (width, height) = (side(width), side(height));
    (width.max(height / 20.0), height.max(width / 20.0))
}

/// How much a page grows or shrinks to be `wanted` pixels wide, within the bounds of a picture.
fn scales((width, height): (f32, f32), wanted: u32) -> (f32, f32) {
    // widths of screens are exact
    let wanted = (wanted as f32).clamp(1.0, LONGEST);
    let (fit_wide, fit_high) = sane((width, height));
    let within = (MOST_PIXELS / (fit_wide * fit_high)).sqrt();
    let scale = (wanted / fit_wide).min(LONGEST / fit_high).min(within);
    // a pixel at least, and a half more, since the renderer cuts off what is no whole one
    let side = |size: f32, fit: f32| ((fit * scale).max(1.0) + 0.5) / size;
    (
        side(width, width.min(fit_wide)),
        side(height, height.min(fit_high)),
    )
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A document of one page with this size and content.
    fn document(size: &str, content: &str) -> Vec<u8> {
        let font = "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>]>>";
        format!(
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
             2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
             3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size}]/Contents 4 0 R/Resources<</Font<</F {font}>>>>>>endobj\n\
             4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\ntrailer<</Root 1 0 R>>\n",
            content.len()
        )
        .into_bytes()
    }

    fn draw(size: &str, content: &str, width: u32) -> Picture {
        Paper::open(document(size, content))
            .unwrap()
            .draw(0, width)
            .unwrap()
    }

    #[test]
    fn a_page_is_as_wide_as_asked_and_shows_what_is_on_it() {
        let picture = draw("200 100", "1 0 0 rg 0 0 100 100 re f", 400);
        assert_eq!((picture.width, picture.height), (400, 200));
        assert_eq!(picture.pixels.len(), 400 * 200 * 4);
        assert_eq!(picture.pixels[..4], [255, 0, 0, 255]);
        assert_eq!(picture.pixels[399 * 4..400 * 4], [255, 255, 255, 255]);
    }

    #[test]
    fn a_page_of_any_size_stays_within_the_bounds() {
        for size in [
            "2000000 2000000",
            "9999999999 1",
            "1 9999999999",
            "0 0",
            "-5 7",
            "0.001 0.001",
            "14400 3",
        ] {
            for width in [0, 1, 900, u32::MAX] {
                let picture = draw(size, "0 0 10 10 re f", width);
                let (wide, high) = (picture.width, picture.height);
                assert!(
                    wide >= 1 && high >= 1 && wide <= 8193 && high <= 8193,
                    "{size} {width}: {wide} {high}"
                );
                assert!(wide * high <= 16_100_000, "{size} {width}: {wide} {high}");
            }
        }
    }

    #[test]
    fn what_is_no_document_is_said_to_be_damaged() {
        for bytes in [&b""[..], b"hello", b"%PDF-1.7\n%%EOF"] {
            assert_eq!(Paper::open(bytes.to_vec()).err(), Some(Fault::Damaged));
        }
    }

    #[test]
    fn a_font_that_is_not_in_the_document_is_asked_for() {
        let text = "BT /F 40 Tf 10 30 Td <4E2D6587> Tj ET";
        assert!(draw("200 100", text, 200).wants_font);
        assert!(!draw("200 100", "0 0 9 9 re f", 200).wants_font);
    }

    /// A document whose page has this text in a font that every reader has.
    pub(in crate::pdf) fn written(content: &str) -> Vec<u8> {
        let document = String::from_utf8(document("200 100", content)).unwrap();
        let helvetica = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
        let from = document.find("<</Type/Font").unwrap();
        let to = document.find(">>>>>>endobj\n4 0 obj").unwrap();
        format!("{}{helvetica}{}", &document[..from], &document[to..]).into_bytes()
    }

    #[test]
    fn words_and_lines_are_told_apart_by_where_they_stand() {
        let text = "BT /F 10 Tf 10 80 Td (1380013) Tj (8000) Tj 30 0 Td (next) Tj 0 -12 Td [(b) -900 (low)] TJ ET";
        let page = Paper::open(written(text)).unwrap().text(0).unwrap();
        assert_eq!(page.text, "13800138000 next\nb low");
        assert!(!page.is_partial());
    }

    #[test]
    fn what_is_drawn_twice_is_read_once() {
        let text = "BT /F 10 Tf 2 Tr 10 80 Td (abc) Tj 0 Tr ET BT /F 10 Tf 10 60 Td (d) Tj ET BT /F 10 Tf 10 60 Td (d) Tj ET";
        let page = Paper::open(written(text)).unwrap().text(0).unwrap();
        assert_eq!(page.text, "abc\nd");
    }

    #[test]
    fn characters_without_a_name_are_told() {
        let text = "BT /F 40 Tf 10 30 Td <4E2D6587> Tj ET";
        let page = Paper::open(document("200 100", text))
            .unwrap()
            .text(0)
            .unwrap();
        assert!(page.text.is_empty() && page.is_partial(), "{:?}", page.text);
    }

    #[test]
    fn a_page_that_is_not_there_is_no_panic() {
        let mut paper = Paper::open(document("10 10", "")).unwrap();
        assert!(paper.draw(1, 100).is_err());
        assert_eq!(paper.outline().pages, 1);
    }
}
