//! From blocks to sheets: what stands where.

use crate::PaperError;
use crate::fonts::Fonts;
use crate::lines::{Breaker, Line};
use crate::model::{Face, Lang, Paper, Tone};
use crate::sheet::{Entry, Form, Ink, Kind, Mark, Sheet, Sheets, Style, Tree};
use crate::styles::{LEAD, MARK, SMALL, SUBTITLE, TITLE, faced};

/// The most pages of one PDF.
const PAGES: usize = 20_000;
/// The most missing characters that the note at the end names.
const NAMED: usize = 24;

pub(crate) struct Flow<'p> {
    pub(crate) breaker: Breaker<'p>,
    pub(crate) form: Form,
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) tree: Tree,
    pub(crate) y: f32,
    pub(crate) contents: Vec<Entry>,
    /// What is open: all of the text, or a section of it.
    pub(crate) parent: Option<usize>,
}

pub(crate) fn flow(paper: &Paper, fonts: &Fonts) -> Result<Sheets, PaperError> {
    let form = Form::new(paper.wide);
    let mut flow = Flow {
        breaker: Breaker::new(fonts),
        form,
        sheets: vec![Sheet::default()],
        tree: Tree::default(),
        y: 56.0,
        contents: Vec::new(),
        parent: None,
    };
    flow.parent = Some(flow.tree.add(Kind::Section, None));
    flow.head(paper);
    let mut blocks = paper.blocks.as_slice();
    while let [block, rest @ ..] = blocks {
        flow.block(block, rest)?;
        blocks = rest;
    }
    let words = Furniture::of(paper.lang);
    flow.say_missing(&words)?;
    flow.furnish(paper, &words);
    Ok(Sheets {
        form,
        sheets: flow.sheets,
        tree: flow.tree,
        contents: flow.contents,
    })
}

impl Flow<'_> {
    /// The sheet's mark, the title and what stands below it.
    fn head(&mut self, paper: &Paper) {
        let left = self.form.left;
        if self.breaker.clean(Face::Text, "缄") == "缄" {
            self.mark(Mark::Fill {
                x: left,
                y: self.y,
                wide: 25.0,
                high: 25.0,
                round: 3.0,
                ink: Ink::Seal,
            });
            self.artifact(left + 4.0, self.y + 18.6, "缄", MARK);
            let name = self.breaker.clean(Face::Text, "缄室 Sealroom");
            self.artifact(left + 34.0, self.y + 16.2, &name, LEAD);
        }
        self.breaker.missing.clear();
        self.y += 58.0;
        let measure = self.form.measure();
        let title = self.breaker.clean(Face::Text, &paper.title);
        self.contents.push(Entry {
            level: 1,
            text: title.clone(),
            sheet: 0,
            y: self.y,
        });
        let node = self.tree.add(Kind::Title(title.clone()), self.parent);
        self.put(&title, TITLE, left, measure, Some(node), false);
        for (text, style) in [(&paper.subtitle, SUBTITLE), (&paper.lead, LEAD)] {
            if !text.is_empty() {
                self.y += 3.0;
                let text = self.breaker.clean(Face::Text, text);
                let node = self.tree.add(Kind::Paragraph, self.parent);
                self.put(&text, style, left, measure, Some(node), false);
            }
        }
        self.y += 12.0;
        self.rule(left, self.y, measure, 1.1, Ink::Black);
        self.y += 6.0;
    }

    fn say_missing(&mut self, words: &Furniture) -> Result<(), PaperError> {
        if self.breaker.missing.is_empty() {
            return Ok(());
        }
        let all = &self.breaker.missing;
        let named = all.keys().take(NAMED);
        let mut list: Vec<String> = named.map(|c| format!("U+{:04X}", u32::from(*c))).collect();
        if all.len() > NAMED {
            list.push("…".to_owned());
        }
        let text = format!("{}{}", words.missing, list.join(words.comma));
        self.note(Tone::Plain, &text)
    }

    /// Heads, feet and numbers of all pages, when it is known how many there are.
    fn furnish(&mut self, paper: &Paper, words: &Furniture) {
        let (form, all) = (self.form, self.sheets.len());
        let (left, measure) = (form.left, form.measure());
        let title = self.breaker.clean(Face::Text, &paper.title);
        let subtitle = self.breaker.clean(Face::Text, &paper.subtitle);
        let half = measure / 2.0 - 12.0;
        let title = self
            .breaker
            .shortened(Face::Text, &title, half / SMALL.size);
        let subtitle = self
            .breaker
            .shortened(Face::Text, &subtitle, half / SMALL.size);
        let foot = self.breaker.clean(Face::Mono, &paper.foot);
        let foot_style = faced(SMALL, Face::Mono);
        let foot = self
            .breaker
            .shortened(Face::Mono, &foot, (measure - 110.0) / foot_style.size);
        let back = self.sheets.len() - 1;
        for n in 0..all {
            // marks go to the sheet that is last in the list
            self.sheets.swap(n, back);
            if n > 0 {
                self.artifact(left, 48.0, &title, SMALL);
                let x = left + measure - self.breaker.width(Face::Text, &subtitle) * SMALL.size;
                self.artifact(x, 48.0, &subtitle, SMALL);
                self.rule(left, 56.0, measure, 0.4, Ink::Rule);
            }
            let y = form.high - 42.0;
            self.rule(left, y - 14.0, measure, 0.4, Ink::Rule);
            self.artifact(left, y, &foot, foot_style);
            let number = words.page(n + 1, all);
            let number = self.breaker.clean(Face::Text, &number);
            let x = left + measure - self.breaker.width(Face::Text, &number) * SMALL.size;
            self.artifact(x, y, &number, SMALL);
            self.sheets.swap(n, back);
        }
    }

    /// Goes to a new page unless so much fits.
    pub(crate) fn need(&mut self, high: f32) -> Result<(), PaperError> {
        if self.y + high > self.form.bottom && self.y > self.form.top {
            self.turn()?;
        }
        Ok(())
    }

    pub(crate) fn turn(&mut self) -> Result<(), PaperError> {
        if self.sheets.len() == PAGES {
            return Err(PaperError::TooLong);
        }
        self.sheets.push(Sheet::default());
        self.y = self.form.top;
        Ok(())
    }

    pub(crate) fn paragraph(
        &mut self,
        text: &str,
        style: Style,
        x: f32,
        wide: f32,
        node: usize,
        justify: bool,
    ) -> Result<(), PaperError> {
        let lines = self
            .breaker
            .lines(style.face, text, wide / style.size, justify);
        self.many(lines, style, x, node)
    }

    /// Lines, over pages: no page begins or ends with a single one of many.
    pub(crate) fn many(
        &mut self,
        mut lines: Vec<Line>,
        style: Style,
        x: f32,
        node: usize,
    ) -> Result<(), PaperError> {
        while !lines.is_empty() {
            let fit = ((self.form.bottom - self.y) / style.lead).max(0.0) as usize;
            let mut now = fit.min(lines.len());
            if now < lines.len() && lines.len() - now == 1 && now > 2 {
                now -= 1;
            }
            if now < 2 && now < lines.len() && self.y > self.form.top {
                self.turn()?;
                continue;
            }
            let later = lines.split_off(now.max(1).min(lines.len()));
            for line in lines {
                self.line(line, style, x, node);
            }
            lines = later;
        }
        Ok(())
    }

    /// Lines that have to fit.
    pub(crate) fn put(
        &mut self,
        text: &str,
        style: Style,
        x: f32,
        wide: f32,
        node: Option<usize>,
        justify: bool,
    ) {
        let lines = self
            .breaker
            .lines(style.face, text, wide / style.size, justify);
        // a title of a page is none
        for line in lines.into_iter().take(6) {
            self.text(line, style, x, node);
        }
    }

    pub(crate) fn line(&mut self, line: Line, style: Style, x: f32, node: usize) {
        self.text(line, style, x, Some(node));
    }

    /// A line at the current height, and on to the next.
    pub(crate) fn text(&mut self, line: Line, style: Style, x: f32, node: Option<usize>) {
        // the letters stand in the middle of their line
        let y = self.y + style.lead * 0.5 + style.size * 0.36;
        if !line.text.is_empty() {
            self.mark(Mark::Text {
                x,
                y,
                line,
                style,
                node,
            });
        }
        self.y += style.lead;
    }

    fn artifact(&mut self, x: f32, y: f32, text: &str, style: Style) {
        if text.is_empty() {
            return;
        }
        let line = Line {
            text: text.to_owned(),
            wide: self.breaker.width(style.face, text),
            stretch: 0.0,
        };
        self.mark(Mark::Text {
            x,
            y,
            line,
            style,
            node: None,
        });
    }

    pub(crate) fn rule(&mut self, x: f32, y: f32, wide: f32, high: f32, ink: Ink) {
        self.mark(Mark::Fill {
            x,
            y,
            wide,
            high,
            round: 0.0,
            ink,
        });
    }

    pub(crate) fn mark(&mut self, mark: Mark) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.marks.push(mark);
        }
    }
}

/// Words that belong to the page.
struct Furniture {
    missing: &'static str,
    comma: &'static str,
    lang: Lang,
}

impl Furniture {
    fn of(lang: Lang) -> Self {
        let (missing, comma) = match lang {
            Lang::Chinese => ("〓 处为字体中没有的字符：", "、"),
            Lang::English => ("〓 stands for a character that the font lacks: ", ", "),
        };
        Self {
            missing,
            comma,
            lang,
        }
    }

    fn page(&self, n: usize, of: usize) -> String {
        match self.lang {
            Lang::Chinese => format!("第 {n} 页，共 {of} 页"),
            Lang::English => format!("Page {n} of {of}"),
        }
    }
}
