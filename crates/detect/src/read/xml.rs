//! XML as Office writes it: elements and their text, without namespaces, entities of its own or a schema.

use std::io::BufRead;

use quick_xml::{
    Reader,
    events::{BytesRef, BytesStart, Event},
};
use zeroize::Zeroizing;

/// Who reads a part. Names are local: what stands before their colon is left out.
pub(super) trait Reads {
    /// An element begins.
    fn open(&mut self, name: &str, attributes: &Attributes<'_>);
    /// An element ends.
    fn close(&mut self, name: &str);
    /// Text; an element's may come in several pieces.
    fn text(&mut self, text: &str);
    /// Whether more is wanted.
    fn goes_on(&self) -> bool {
        true
    }
}

/// What stands in an element's tag.
pub(super) struct Attributes<'a>(&'a BytesStart<'a>);

impl Attributes<'_> {
    /// The value of an attribute, if it is written plainly.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        // names are not compared with one another: a tag may have a million
        let mut all = self.0.attributes();
        let found = all.with_checks(false).flatten();
        let mut found = found.filter(|it| it.key.local_name().as_ref() == name);
        found.next().map(|it| it.value.into_owned())
    }
}

/// Reads to the end; says whether it came there.
pub(super) fn read<R: BufRead>(source: R, depth: usize, reads: &mut dyn Reads) -> bool {
    let mut reader = Reader::from_reader(source);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    let mut buffer = Zeroizing::new(Vec::new());
    let mut inside = 0_usize;
    while reads.goes_on() {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) => {
                inside += 1;
                if inside > depth {
                    return false;
                }
                reads.open(start.local_name().as_ref(), &Attributes(&start));
            }
            Ok(Event::End(end)) => {
                inside = inside.saturating_sub(1);
                reads.close(end.local_name().as_ref());
            }
            Ok(Event::Text(text)) => reads.text(&text),
            Ok(Event::CData(text)) => reads.text(&text),
            Ok(Event::GeneralRef(reference)) => {
                if let Some(c) = character(&reference) {
                    reads.text(c.encode_utf8(&mut [0; 4]));
                }
            }
            // a part ends with its outermost element
            Ok(Event::Eof) => return inside == 0,
            Ok(_) => {}
            Err(_) => return false,
        }
        buffer.clear();
    }
    false
}

/// The character that a reference stands for; there are no others than XML's own here.
fn character(reference: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return Some(c);
    }
    match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}
