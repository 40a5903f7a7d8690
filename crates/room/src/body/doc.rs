//! Records of documents: everything about a file that only holders of its scope may know.

use ledger::entry::Part;
use ledger::ids::{DocId, Hash, VersionId};
use minicbor::{Decode, Encode};
use seal::content::Layout;
use seal::floe::{ContentKey, Params};

use super::KeyBytes;

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
}

impl Record {
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

/// Docs: records of one entry.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct Records {
    #[n(0)]
    pub(crate) records: Vec<Record>,
}
