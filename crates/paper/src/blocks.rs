//! Blocks: headings, facts, notes, and those who signed. Tables are beside it.

use crate::PaperError;
use crate::flow::Flow;
use crate::model::{Block, Cell, Face, SignedBy, Tone};
use crate::sheet::{Entry, Ink, Kind, Mark, Style};
use crate::styles::{BODY, FACT, HEADING, LABEL, LEAST, LESSER, NOTE, faced};

/// Lines of what a fact is called.
const NAME: usize = 6;

/// How a heading looks, and the space above and below it.
fn heading_style(level: u8) -> (Style, f32, f32) {
    match level {
        1 => (HEADING, 20.0, 5.0),
        2 => (LESSER, 12.0, 3.0),
        _ => (LEAST, 9.0, 2.0),
    }
}

impl Flow<'_> {
    /// Writes it. `rest` is what follows: nothing of it is separated from its heading.
    pub(crate) fn block(&mut self, block: &Block, rest: &[Block]) -> Result<(), PaperError> {
        let (left, measure) = (self.form.left, self.form.measure());
        match block {
            Block::Heading { level, text } => self.heading(*level, text, rest)?,
            Block::Text(text) => {
                self.y += 6.0;
                let text = self.breaker.clean(Face::Text, text);
                let node = self.tree.add(Kind::Paragraph, self.parent);
                self.paragraph(&text, BODY, left, measure, node, true)?;
                self.y += 2.0;
            }
            Block::Facts(facts) => self.facts(facts)?,
            Block::Table(table) => crate::table::table(self, table)?,
            Block::Note { tone, text } => self.note(*tone, text)?,
            Block::Signed(all) => {
                for one in all {
                    self.signed(one)?;
                }
            }
            Block::SignHere(lines) => self.sign_here(lines)?,
        }
        Ok(())
    }

    /// How much of the beginning of these stands on one page.
    fn begin(&mut self, blocks: &[Block]) -> f32 {
        match blocks {
            [Block::Heading { level, .. }, rest @ ..] => {
                let (style, above, below) = heading_style(*level);
                above + style.lead + below + self.begin(rest)
            }
            [Block::Table(table), ..] => crate::table::begin(self, table),
            _ => 64.0,
        }
    }

    fn heading(&mut self, level: u8, text: &str, rest: &[Block]) -> Result<(), PaperError> {
        let (style, above, below) = heading_style(level);
        // never alone at the end of a page
        let rest = self.begin(rest);
        self.need(above + style.lead + below + rest)?;
        if self.y > self.form.top {
            self.y += above;
        }
        let text = self.breaker.clean(Face::Text, text);
        let level = level.clamp(1, 3) + 1;
        self.contents.push(Entry {
            level,
            text: text.clone(),
            sheet: self.sheets.len() - 1,
            y: self.y,
        });
        let node = self
            .tree
            .add(Kind::Heading(level, text.clone()), self.parent);
        let (left, measure) = (self.form.left, self.form.measure());
        self.paragraph(&text, style, left, measure, node, false)?;
        self.y += below;
        Ok(())
    }

    fn facts(&mut self, facts: &[(String, Cell)]) -> Result<(), PaperError> {
        let (left, measure) = (self.form.left, self.form.measure());
        let names: Vec<String> = facts
            .iter()
            .map(|(name, _)| self.breaker.clean(Face::Text, name))
            .collect();
        let widest = names
            .iter()
            .map(|name| self.breaker.width(Face::Text, name) * LABEL.size)
            .fold(72.0_f32, f32::max);
        let names_wide = widest.min(measure * 0.34);
        let list = self.tree.add(Kind::List, self.parent);
        self.y += 4.0;
        for (name, (_, cell)) in names.iter().zip(facts) {
            let style = Style {
                ink: Ink::of(cell.tone),
                ..faced(FACT, cell.face)
            };
            let text = self.breaker.clean(cell.face, &cell.text);
            let x = left + names_wide + 16.0;
            let names = self
                .breaker
                .lines(Face::Text, name, names_wide / LABEL.size, false);
            let lines =
                self.breaker
                    .lines(cell.face, &text, (left + measure - x) / style.size, false);
            let high = names.len().min(NAME).max(lines.len().min(3)) as f32 * FACT.lead + 8.0;
            self.need(high)?;
            let item = self.tree.add(Kind::Item, Some(list));
            let label = self.tree.add(Kind::Label, Some(item));
            let body = self.tree.add(Kind::Body, Some(item));
            let begun = self.y;
            self.y += 4.0;
            for line in names.into_iter().take(NAME) {
                self.line(line, LABEL, left, label);
            }
            let end = self.y;
            let sheet = self.sheets.len();
            self.y = begun + 4.0;
            self.many(lines, style, x, body)?;
            if self.sheets.len() == sheet {
                self.y = self.y.max(end);
            }
            self.y += 4.0;
            self.rule(left, self.y, measure, 0.4, Ink::Rule);
        }
        self.y += 6.0;
        Ok(())
    }

    pub(crate) fn note(&mut self, tone: Tone, text: &str) -> Result<(), PaperError> {
        let (left, measure) = (self.form.left, self.form.measure());
        let (bar, soft) = match tone {
            Tone::Plain | Tone::Quiet => (Ink::Accent, Ink::AccentSoft),
            Tone::Good => (Ink::Good, Ink::GoodSoft),
            Tone::Warn => (Ink::Warn, Ink::WarnSoft),
            Tone::Bad => (Ink::Bad, Ink::BadSoft),
        };
        let text = self.breaker.clean(Face::Text, text);
        let wide = (measure - 26.0) / NOTE.size;
        let mut lines = self.breaker.lines(Face::Text, &text, wide, true);
        let node = self.tree.add(Kind::Note, self.parent);
        self.y += 8.0;
        while !lines.is_empty() {
            let rest = lines.len().min(2) as f32;
            self.need(rest * NOTE.lead + 16.0)?;
            let fit = ((self.form.bottom - self.y - 16.0) / NOTE.lead) as usize;
            let later = lines.split_off(fit.clamp(1, lines.len()));
            let high = lines.len() as f32 * NOTE.lead + 16.0;
            for (x, wide, ink) in [(left, measure, soft), (left, 2.4, bar)] {
                self.mark(Mark::Fill {
                    x,
                    y: self.y,
                    wide,
                    high,
                    round: 0.0,
                    ink,
                });
            }
            self.y += 8.0;
            for line in lines {
                self.line(line, NOTE, left + 14.0, node);
            }
            self.y += 8.0;
            lines = later;
        }
        self.y += 8.0;
        Ok(())
    }

    fn signed(&mut self, one: &SignedBy) -> Result<(), PaperError> {
        let left = self.form.left;
        self.need(44.0 + one.facts.len() as f32 * 24.0)?;
        self.y += 8.0;
        self.mark(Mark::Fill {
            x: left,
            y: self.y + 3.0,
            wide: 9.0,
            high: 9.0,
            round: 1.2,
            ink: Ink::Seal,
        });
        let name = self.breaker.clean(Face::Text, &one.name);
        let node = self.tree.add(Kind::Paragraph, self.parent);
        let measure = self.form.measure() - 16.0;
        self.paragraph(&name, LESSER, left + 16.0, measure, node, false)?;
        self.facts(&one.facts)
    }

    /// Two lines for hands beside each other.
    fn sign_here(&mut self, lines: &[String]) -> Result<(), PaperError> {
        let (left, measure) = (self.form.left, self.form.measure());
        let wide = (measure - 32.0) / 2.0;
        for pair in lines.chunks(2) {
            self.need(84.0)?;
            self.y += 58.0;
            let top = self.y;
            let mut end = top;
            for (place, text) in pair.iter().enumerate() {
                let x = left + (wide + 32.0) * place as f32;
                self.y = top;
                self.rule(x, top, wide, 0.7, Ink::Black);
                self.y += 3.0;
                let text = self.breaker.clean(Face::Text, text);
                let node = self.tree.add(Kind::Paragraph, self.parent);
                self.put(&text, LABEL, x, wide, Some(node), false);
                end = end.max(self.y);
            }
            self.y = end + 4.0;
        }
        Ok(())
    }
}
