//! What is said of documents and folders beside their content: names, descriptions, tags, order.
//!
//! Field by field: what an entry leaves out stays as it was, and the newest entry of the chain that says
//! a field decides it. So two people who change different things at once lose nothing, and of two who
//! change the same thing the later one holds; the other stays in the history.

use ledger::ids::DocId;
use minicbor::{Decode, Encode};

use super::Marking;

/// The longest description, in bytes.
pub const MAX_DESCRIPTION: usize = 4096;
/// How many tags a document has at most,
pub const MAX_TAGS: usize = 32;
/// and how long one is at most, in bytes.
pub const MAX_TAG: usize = 64;
/// Folders and documents that one order lists at most.
pub(crate) const MAX_ORDER: usize = 16_384;

/// Edit, piece by piece: what is said of a document.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Edit {
    #[n(0)]
    pub(crate) doc: DocId,
    #[n(1)]
    pub(crate) name: Option<String>,
    /// Empty: none.
    #[n(2)]
    pub(crate) description: Option<String>,
    #[n(3)]
    #[cbor(decode_with = "few")]
    pub(crate) tags: Option<Vec<String>>,
    /// How those who manage classify it.
    #[n(4)]
    pub(crate) marks: Option<Marking>,
    /// How somebody else would, for one who manages to decide.
    #[n(5)]
    pub(crate) suggested: Option<Marking>,
}

/// Label: what a folder is called and says, and in which order it shows what lies in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Label {
    #[n(0)]
    pub(crate) name: Option<String>,
    #[n(1)]
    pub(crate) description: Option<String>,
    #[n(2)]
    pub(crate) order: Option<Vec<PlaceId>>,
    /// Of a document's own scope: in which folder it lies, so that only who knows that folder finds it;
    /// see [`crate::access::apart`].
    #[n(3)]
    pub(crate) home: Option<PlaceId>,
    /// How what lies in it is classified, as far as nothing else is said of that.
    #[n(4)]
    pub(crate) marks: Option<Marking>,
}

/// A folder or a document in an order: 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct PlaceId(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

impl Edit {
    /// Nothing in it is longer than it may be.
    pub(crate) fn fits(&self) -> bool {
        let short = |text: &Option<String>, most| text.as_ref().is_none_or(|t| t.len() <= most);
        let tags = self.tags.as_ref().is_none_or(|tags| {
            tags.len() <= MAX_TAGS && tags.iter().all(|tag| tag.len() <= MAX_TAG)
        });
        let marks = [&self.marks, &self.suggested].into_iter().flatten();
        short(&self.name, crate::names::MAX)
            && short(&self.description, MAX_DESCRIPTION)
            && tags
            && marks.into_iter().all(Marking::fits)
    }

    /// Of a document nothing yet.
    pub(crate) fn of(doc: DocId) -> Self {
        Self {
            doc,
            name: None,
            description: None,
            tags: None,
            marks: None,
            suggested: None,
        }
    }

    /// Takes over what a later one says of the same document.
    pub(crate) fn hear(&mut self, later: Self) {
        self.name = later.name.or(self.name.take());
        self.description = later.description.or(self.description.take());
        self.tags = later.tags.or(self.tags.take());
        for (known, said) in [
            (&mut self.marks, later.marks),
            (&mut self.suggested, later.suggested),
        ] {
            if let Some(said) = said {
                known.get_or_insert_default().hear(&said);
            }
        }
    }

    /// Whether it says anything.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::of(self.doc)
    }
}

/// Tags, of which no more are decoded than there may be.
fn few<C>(
    d: &mut minicbor::Decoder<'_>,
    context: &mut C,
) -> Result<Option<Vec<String>>, minicbor::decode::Error> {
    if d.datatype()? == minicbor::data::Type::Null {
        return d.null().map(|()| None);
    }
    let many = || minicbor::decode::Error::message("too many tags");
    let len = d.array()?.ok_or_else(many)?;
    if len > MAX_TAGS as u64 {
        return Err(many());
    }
    (0..len)
        .map(|_| String::decode(d, context))
        .collect::<Result<_, _>>()
        .map(Some)
}

impl Label {
    /// Nothing in it is longer than it may be.
    pub(crate) fn fits(&self) -> bool {
        let short = |text: &Option<String>, most| text.as_ref().is_none_or(|t| t.len() <= most);
        let order = self.order.as_ref();
        short(&self.name, crate::names::MAX)
            && short(&self.description, MAX_DESCRIPTION)
            && order.is_none_or(|order| order.len() <= MAX_ORDER)
            && self.marks.as_ref().is_none_or(Marking::fits)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::body;

    #[test]
    fn what_is_too_long_does_not_fit() {
        let edit = |name: usize, description: usize, tags: usize, tag: usize| Edit {
            name: Some("n".repeat(name)),
            description: Some("d".repeat(description)),
            tags: Some(vec!["t".repeat(tag); tags]),
            ..Edit::of(DocId([1; 16]))
        };
        assert!(edit(255, MAX_DESCRIPTION, MAX_TAGS, MAX_TAG).fits());
        for odd in [
            edit(256, 1, 1, 1),
            edit(1, MAX_DESCRIPTION + 1, 1, 1),
            edit(1, 1, MAX_TAGS + 1, 1),
            edit(1, 1, 1, MAX_TAG + 1),
        ] {
            assert!(!odd.fits(), "{odd:?}");
        }
        let label = |order: usize| Label {
            order: Some(vec![PlaceId([1; 16]); order]),
            ..Label::default()
        };
        assert!(label(MAX_ORDER).fits() && !label(MAX_ORDER + 1).fits());
    }

    #[test]
    fn what_is_left_out_is_null() {
        let label = Label {
            name: Some("a".to_owned()),
            ..Label::default()
        };
        let bytes = body::encode(&label);
        assert_eq!(bytes.as_slice(), [0x81, 0x61, b'a']);
        assert_eq!(body::decode::<Label>(&bytes).unwrap(), label);
        let edit = Edit {
            tags: Some(Vec::new()),
            ..Edit::of(DocId([7; 16]))
        };
        let bytes = body::encode(&edit);
        let head = [0x84, 0x50];
        assert!(bytes.starts_with(&head) && bytes.ends_with(&[0xf6, 0xf6, 0x80]));
    }
}
