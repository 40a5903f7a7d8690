//! Records of documents: everything about a file that only holders of its scope may know.

use ledger::entry::Part;
use ledger::ids::{DocId, Hash, ScopeId, VersionId};
use minicbor::{Decode, Encode};
use seal::content::Layout;
use seal::floe::{ContentKey, HEADER, Params};

use super::KeyBytes;
use crate::names;

/// Parts of one version at most, 48 GiB: an entry has room for them wherever the document comes to lie.
pub(crate) const MAX_PARTS: usize = 6144;

/// A version of a document: name, type, size, dates, and the key and parts of its content.
///
/// One sealed, signed record, so that none of it can be exchanged alone.
#[derive(Debug, Clone, Encode, Decode)]
pub struct Record {
    /// The document.
    #[n(0)]
    pub doc: DocId,
    /// This version.
    #[n(1)]
    pub version: VersionId,
    /// As its author wrote it; [`crate::names::safe`] before it is used as a file's name.
    #[n(2)]
    pub name: String,
    /// The media type that the author's system says.
    #[n(3)]
    pub mime: String,
    /// The true length.
    #[n(4)]
    pub size: u64,
    /// When the file was changed last, in milliseconds since 1970, as the author's system says.
    #[n(5)]
    pub modified: u64,
    /// The author's name.
    #[n(6)]
    pub added_by: String,
    #[n(7)]
    #[cbor(with = "minicbor::bytes")]
    pub(crate) header: Vec<u8>,
    #[n(8)]
    pub(crate) key: KeyBytes,
    #[n(9)]
    pub(crate) segment: u32,
    /// Its sealed parts, in order.
    #[n(10)]
    pub parts: Vec<Part>,
    /// SHA-256 over the digests of the parts' plain bytes, by which a copy is recognised.
    #[n(11)]
    pub(crate) digest: Option<Hash>,
    /// Under which ids the content was encrypted, where they are not this document and version: a deleted
    /// document does not come back into its folder, and a version that is restored is another one.
    #[n(12)]
    pub(crate) sealed: Option<Sealed>,
    /// When it was added at first, of a record that a manager moved: the entry says when that was.
    #[n(13)]
    pub(crate) added: Option<u64>,
    /// In the bin: the folder from which it came.
    #[n(14)]
    pub(crate) from: Option<ScopeId>,
    /// Of a record that a manager moved or copied: what names the place where the document was first.
    #[n(15)]
    pub(crate) origin: Option<Hash>,
}

/// The ids that the content's associated data holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub(crate) struct Sealed {
    #[n(0)]
    pub(crate) doc: DocId,
    #[n(1)]
    pub(crate) version: VersionId,
}

/// What [`Record::content`] is the hash of.
#[derive(Encode)]
struct Content<'a> {
    #[n(0)]
    sealed: Sealed,
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    header: &'a [u8],
    #[n(2)]
    key: &'a KeyBytes,
    #[n(3)]
    segment: u32,
    #[n(4)]
    size: u64,
    #[n(5)]
    parts: &'a [Part],
}

impl Record {
    /// Nothing in it is longer than it may be, so that whoever copies it can: the author may be a stranger.
    pub(crate) fn fits(&self) -> bool {
        self.name.len() <= names::MAX
            && self.mime.len() <= names::MAX_TYPE
            && self.added_by.len() <= names::MAX
            && self.header.len() as u64 == HEADER
            && self.parts.len() <= MAX_PARTS
    }

    /// Under which ids the content was encrypted.
    pub(crate) fn sealed(&self) -> Sealed {
        self.sealed.unwrap_or(Sealed {
            doc: self.doc,
            version: self.version,
        })
    }

    /// The same content as a version of another document, or as another version.
    pub(crate) fn under(&self, doc: DocId, version: VersionId) -> Self {
        let sealed = self.sealed();
        Self {
            doc,
            version,
            sealed: ((sealed.doc, sealed.version) != (doc, version)).then_some(sealed),
            ..self.clone()
        }
    }

    /// Names the content: equal only if every byte is, and opens with the same key under the same ids.
    pub(crate) fn content(&self) -> Hash {
        Hash::of(&super::encode(&Content {
            sealed: self.sealed(),
            header: &self.header,
            key: &self.key,
            segment: self.segment,
            size: self.size,
            parts: &self.parts,
        }))
    }

    /// Where every byte of the content is; `None` if the record contradicts itself.
    pub(crate) fn layout(&self) -> Option<Layout> {
        let layout = Layout::new(Params::new(self.segment).ok()?, self.size).ok()?;
        let fits = layout.parts() == self.parts.len() as u64
            && self
                .parts
                .iter()
                .zip(0..)
                .all(|(part, i)| layout.part(i).is_ok_and(|plan| plan.len == part.len));
        fits.then_some(layout)
    }

    pub(crate) fn content_key(&self) -> Option<ContentKey> {
        ContentKey::parse(self.key.expose()).ok()
    }
}

/// Drop: records of one entry. Docs has each in a piece of its own.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct Records {
    #[n(0)]
    pub(crate) records: Vec<Record>,
}
