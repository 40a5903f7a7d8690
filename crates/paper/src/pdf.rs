//! From sheets to bytes: PDF 1.7 by PDF/A-3a (for archives, tagged, with attachments) and PDF/UA-1 (for who hears it).
//! The library checks what it can of both and refuses the rest.

use core::num::NonZeroU16;

use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder, PdfVersion};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node, SpanTag, TableHeaderScope,
    Tag, TagGroup, TagKind, TagTree,
};
use krilla::text::{GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use crate::PaperError;
use crate::fonts::Fonts;
use crate::lines::{Line, Set, set};
use crate::model::{Attached, Date, Paper};
use crate::sheet::{Entry, Ink, Kind, Mark, Sheets, Style, Tree};

/// How much bolder letters are than those of the font, which has none that are bold.
const BOLD: f32 = 0.028;
/// Characters of what stands in the metadata.
const WORDS: usize = 1_000;
/// Headings of this level stand at the top of the list of contents.
const FLAT: u8 = 2;

pub(crate) fn write(paper: &Paper, fonts: &Fonts, sheets: Sheets) -> Result<Vec<u8>, PaperError> {
    let configuration = ConfigurationBuilder::new()
        .with_version(PdfVersion::Pdf17)
        .with_archival_validator(Archival::A3_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|_| PaperError::Pdf("no such standard".to_owned()))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        enable_tagging: true,
        ..SerializeSettings::default()
    });
    let mut parts: Vec<Vec<Identifier>> = vec![Vec::new(); sheets.tree.nodes.len()];
    for sheet in &sheets.sheets {
        let settings = PageSettings::from_wh(sheets.form.wide, sheets.form.high);
        let settings = settings.ok_or_else(|| PaperError::Pdf("no such page".to_owned()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in &sheet.marks {
            draw(&mut surface, fonts, mark, &mut parts);
        }
        surface.finish();
        page.finish();
    }
    // the standard asks for a date, also where nobody said one
    let date = paper
        .date
        .map_or_else(|| DateTime::new(1970).month(1).day(1), date);
    for attached in &paper.attached {
        let file = embedded(attached, date)?;
        let new = document.embed_file(file);
        new.ok_or_else(|| PaperError::Pdf("two files of one name".to_owned()))?;
    }
    document.set_metadata(metadata(paper, date));
    document.set_outline(outline(&sheets.contents));
    document.set_tag_tree(tagged(&sheets.tree, parts, paper));
    document
        .finish()
        .map_err(|error| PaperError::Pdf(format!("{error}: {error:?}").chars().take(400).collect()))
}

fn draw(surface: &mut Surface<'_>, fonts: &Fonts, mark: &Mark, parts: &mut [Vec<Identifier>]) {
    match mark {
        Mark::Fill {
            x,
            y,
            wide,
            high,
            round,
            ink,
        } => {
            let Some(path) = rectangle([*x, *y, *wide, *high], *round) else {
                return;
            };
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
                ArtifactType::Layout,
            )));
            surface.set_stroke(None);
            surface.set_fill(Some(fill(*ink)));
            surface.draw_path(&path);
            surface.end_tagged();
        }
        Mark::Text {
            x,
            y,
            line,
            style,
            node,
        } => {
            let part = node.and_then(|node| parts.get_mut(node));
            let tag = match &part {
                Some(_) => ContentTag::Span(SpanTag::empty()),
                None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)),
            };
            let id = surface.start_tagged(tag);
            text(surface, fonts, Point::from_xy(*x, *y), line, style);
            surface.end_tagged();
            if let Some(part) = part {
                part.push(id);
            }
        }
    }
}

fn text(surface: &mut Surface<'_>, fonts: &Fonts, at: Point, line: &Line, style: &Style) {
    surface.set_fill(Some(fill(style.ink)));
    surface.set_stroke(style.bold.then(|| Stroke {
        paint: color(style.ink).into(),
        width: style.size * BOLD,
        ..Stroke::default()
    }));
    // a space at the end of each line, so that who copies two lines gets two words
    let text = format!("{} ", line.text);
    let mut all = set(fonts, style.face, &text, line.stretch).peekable();
    let mut x = at.x;
    while let Some(first) = all.next() {
        let face = first.letter.face;
        let mut wide = first.advance;
        let mut glyphs = vec![glyph(&first)];
        while let Some(next) = all.next_if(|next| next.letter.face == face) {
            wide += next.advance;
            glyphs.push(glyph(&next));
        }
        if let Some(font) = fonts.font(face) {
            let start = Point::from_xy(x, at.y);
            surface.draw_glyphs(start, &glyphs, font.clone(), &text, style.size, false);
        }
        x += wide * style.size;
    }
}

fn glyph(set: &Set) -> KrillaGlyph {
    let id = GlyphId::new(u32::from(set.letter.glyph));
    KrillaGlyph::new(
        id,
        set.advance,
        set.letter.shift,
        0.0,
        0.0,
        set.range.clone(),
        None,
    )
}

fn color(ink: Ink) -> rgb::Color {
    let [red, green, blue] = ink.rgb();
    rgb::Color::new(red, green, blue)
}

fn fill(ink: Ink) -> Fill {
    Fill {
        paint: color(ink).into(),
        opacity: NormalizedF32::ONE,
        rule: Default::default(),
    }
}

fn rectangle([x, y, wide, high]: [f32; 4], round: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    if round <= 0.0 {
        path.push_rect(Rect::from_xywh(x, y, wide, high)?);
        return path.finish();
    }
    let (right, bottom) = (x + wide, y + high);
    path.move_to(x + round, y);
    path.line_to(right - round, y);
    path.quad_to(right, y, right, y + round);
    path.line_to(right, bottom - round);
    path.quad_to(right, bottom, right - round, bottom);
    path.line_to(x + round, bottom);
    path.quad_to(x, bottom, x, bottom - round);
    path.line_to(x, y + round);
    path.quad_to(x, y, x + round, y);
    path.close();
    path.finish()
}

fn embedded(attached: &Attached, date: DateTime) -> Result<EmbeddedFile, PaperError> {
    let mime = MimeType::new(&attached.mime);
    Ok(EmbeddedFile {
        path: attached.name.clone(),
        mime_type: Some(mime.ok_or_else(|| PaperError::Pdf("no media type".to_owned()))?),
        description: Some(plain(&attached.about)),
        association_kind: match attached.source {
            true => AssociationKind::Source,
            false => AssociationKind::Supplement,
        },
        data: attached.bytes.clone().into(),
        modification_date: Some(date),
        compress: None,
        location: None,
    })
}

fn metadata(paper: &Paper, date: DateTime) -> Metadata {
    let title = match plain(&paper.title) {
        title if title.is_empty() => "Sealroom".to_owned(),
        title => title,
    };
    let mut metadata = Metadata::new()
        .title(title)
        .language(paper.lang.tag().to_owned())
        .creator("Sealroom".to_owned())
        .producer("Sealroom".to_owned())
        .creation_date(date);
    if !paper.subtitle.is_empty() {
        metadata = metadata.description(plain(&paper.subtitle));
    }
    metadata
}

/// Words in metadata: short, and nothing that XML could not hold.
fn plain(text: &str) -> String {
    let letters = text.chars().filter(|c| {
        !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}') && !crate::lines::is_hidden(*c)
    });
    letters.take(WORDS).collect()
}

fn date(date: Date) -> DateTime {
    DateTime::new(date.year)
        .month(date.month)
        .day(date.day)
        .hour(date.hour)
        .minute(date.minute)
        .second(date.second)
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

/// The list of contents: the title, with the headings below it.
fn outline(contents: &[Entry]) -> Outline {
    let node = |entry: &Entry| {
        let at = Point::from_xy(0.0, (entry.y - 12.0).max(0.0));
        OutlineNode::new(plain(&entry.text), XyzDestination::new(entry.sheet, at)).with_open(true)
    };
    let mut outline = Outline::new();
    let mut open: Option<OutlineNode> = None;
    for entry in contents {
        match (&mut open, entry.level) {
            (Some(above), level) if level > FLAT => {
                above.push_child(node(entry));
            }
            _ => {
                if let Some(done) = open.replace(node(entry)) {
                    outline.push_child(done);
                }
            }
        }
    }
    if let Some(done) = open {
        outline.push_child(done);
    }
    outline
}

/// The tree of pieces. Children stand behind what they are in, so it is put together from its end.
fn tagged(tree: &Tree, mut parts: Vec<Vec<Identifier>>, paper: &Paper) -> TagTree {
    let mut children: Vec<Vec<Node>> = (0..tree.nodes.len()).map(|_| Vec::new()).collect();
    let mut root = TagTree::new().with_lang(Some(paper.lang.tag().to_owned()));
    for place in (0..tree.nodes.len()).rev() {
        let Some((kind, parent)) = tree.nodes.get(place) else {
            continue;
        };
        let own = parts.get_mut(place).map(core::mem::take);
        let mut all: Vec<Node> = own
            .unwrap_or_default()
            .into_iter()
            .map(Node::from)
            .collect();
        let mut below = children
            .get_mut(place)
            .map(core::mem::take)
            .unwrap_or_default();
        below.reverse();
        all.append(&mut below);
        let group = TagGroup::with_children(role(kind), all);
        match parent.and_then(|parent| children.get_mut(parent)) {
            Some(above) => above.push(group.into()),
            None => root.push(group),
        }
    }
    root
}

fn role(kind: &Kind) -> TagKind {
    let heading = |level: u16, title: &String| {
        let title = plain(title);
        // of no words there is no heading
        if title.trim().is_empty() {
            return TagKind::from(Tag::P);
        }
        let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
        TagKind::from(Tag::Hn(level, Some(title)))
    };
    match kind {
        Kind::Section => Tag::Section.into(),
        Kind::Title(title) => heading(1, title),
        Kind::Heading(level, title) => heading(u16::from(*level), title),
        Kind::Paragraph => Tag::P.into(),
        Kind::Note => Tag::P.into(),
        Kind::List => Tag::L(ListNumbering::None).into(),
        Kind::Item => Tag::LI.into(),
        Kind::Label => Tag::Lbl.into(),
        Kind::Body => Tag::LBody.into(),
        Kind::Table => Tag::Table.into(),
        Kind::Head => Tag::THead.into(),
        Kind::Rows => Tag::TBody.into(),
        Kind::Row => Tag::TR.into(),
        Kind::HeadCell => Tag::TH(TableHeaderScope::Column).into(),
        Kind::Cell => Tag::TD.into(),
    }
}
