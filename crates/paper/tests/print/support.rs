//! The font of the app, and the reader of PDFs that it has.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use hayro::hayro_interpret::font::{GlyphRun, PositionedGlyph};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::util::RectExt;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Dict, Name, Stream};
use hayro::kurbo::{Affine, BezPath, Point};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use paper::Fonts;

/// As `cargo xtask` has fetched it, or as Debian installs it.
pub(crate) fn font_file() -> Vec<u8> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let debian = "usr/share/fonts/truetype/wqy/wqy-microhei.ttc";
    let fetched = root.join(".tools/fonts/fonts-wqy-microhei").join(debian);
    let installed = PathBuf::from("/").join(debian);
    let read = fs::read(fetched).or_else(|_| fs::read(installed));
    read.expect("the font is fetched by `cargo xtask setup`, or installed: fonts-wqy-microhei")
}

pub(crate) fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| Fonts::read(vec![font_file()]).unwrap())
}

/// A glyph where it stands on its page.
#[derive(Debug, Clone)]
pub(crate) struct Glyph {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) text: Option<String>,
}

#[derive(Default)]
struct Glyphs(Vec<Glyph>);

impl Glyphs {
    fn take(&mut self, glyph: &PositionedGlyph<'_>, page: Affine) {
        let at = page * glyph.transform() * Point::ZERO;
        let text = glyph.as_unicode().map(|text| match text {
            BfString::Char(one) => one.to_string(),
            BfString::String(some) => some,
        });
        self.0.push(Glyph {
            x: at.x,
            y: at.y,
            text,
        });
    }
}

impl<'a> Device<'a> for Glyphs {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        // what is filled and outlined comes twice
        if !matches!(mode, DrawMode::Stroke(_)) {
            for glyph in run.glyphs() {
                self.take(glyph, props.transform);
            }
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// The glyphs of each page.
pub(crate) fn glyphs(pdf: &[u8]) -> Vec<Vec<Glyph>> {
    let pdf = Pdf::new(pdf.to_vec()).unwrap();
    let pages = pdf.pages().iter().map(|page| {
        let mut glyphs = Glyphs::default();
        let mut context = Context::new(
            Affine::IDENTITY,
            page.intersected_crop_box().to_kurbo(),
            &InterpreterCache::new(),
            page.xref(),
            InterpreterSettings::default(),
        );
        interpret_page(page, &mut context, &mut glyphs);
        glyphs.0
    });
    pages.collect()
}

/// What all pages say, without an eye for lines.
pub(crate) fn text(pdf: &[u8]) -> String {
    let pages = glyphs(pdf).into_iter().flatten();
    pages.filter_map(|glyph| glyph.text).collect()
}

/// The same without spaces: lines end where they like.
pub(crate) fn dense(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Into a folder, if one is named, for who looks at it.
pub(crate) fn keep(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("PAPER_PICTURES").map(PathBuf::from) {
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{name}.pdf")), pdf).unwrap();
    }
}

/// Pages as pictures; into a folder, too, if one is named, for who looks at them.
pub(crate) fn look(name: &str, pdf: &[u8]) -> Vec<(u16, u16, Vec<u8>)> {
    let folder = std::env::var_os("PAPER_PICTURES").map(PathBuf::from);
    keep(name, pdf);
    let read = Pdf::new(pdf.to_vec()).unwrap();
    let (cache, settings) = (RenderCache::new(), InterpreterSettings::default());
    let pixmap = PixmapSettings {
        x_scale: 1.4,
        y_scale: 1.4,
        bg_color: WHITE,
    };
    let mut pictures = Vec::new();
    for (n, page) in read.pages().iter().take(6).enumerate() {
        let drawn = render(page, &cache, &settings, &RenderSettings::default(), &pixmap);
        pictures.push((
            drawn.width(),
            drawn.height(),
            drawn.data_as_u8_slice().to_vec(),
        ));
        if let Some(folder) = &folder {
            let path = folder.join(format!("{name}-{}.png", n + 1));
            fs::write(path, drawn.into_png().unwrap()).unwrap();
        }
    }
    pictures
}

/// A file in a PDF: its name, how it belongs to the text, and its bytes.
pub(crate) fn attached(pdf: &[u8]) -> Vec<(String, String, Vec<u8>)> {
    let pdf = Pdf::new(pdf.to_vec()).unwrap();
    let mut found = Vec::new();
    for object in pdf.objects() {
        let Some(file) = object.into_dict() else {
            continue;
        };
        let Some(inside) = file.get::<Dict<'_>>(b"EF") else {
            continue;
        };
        let stream: Stream<'_> = inside.get(b"F").unwrap();
        let name: hayro::hayro_syntax::object::String<'_> = file.get(b"F").unwrap();
        let how: Name<'_> = file.get(b"AFRelationship").unwrap();
        found.push((
            String::from_utf8_lossy(name.as_bytes()).into_owned(),
            String::from_utf8_lossy(how.as_ref()).into_owned(),
            stream.decoded().unwrap().into_owned(),
        ));
    }
    found
}
