//! What is wrong with an archive, and what is in one.

use super::manifest::{Manifest, ManifestError};
use crate::ids::{ChainId, Hash};
use crate::refusal::Refusal;

/// What is wrong with an archive.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// No name of an object of a room.
    #[error("something that is no object of a room")]
    Name,
    /// Longer than such an object can be, or empty.
    #[error("an object of a length that it cannot have")]
    Length,
    /// Of another room.
    #[error("an object of another room")]
    Elsewhere,
    /// Not where it belongs, or there twice.
    #[error("an object that does not come next")]
    Order,
    /// An entry whose signature, place, time or author does not hold.
    #[error("entry {seq} of chain {chain}: {why}")]
    Entry {
        /// Its chain.
        chain: ChainId,
        /// Its place.
        seq: u64,
        /// What does not hold.
        why: Refusal,
    },
    /// A body that is not the one that its entry names.
    #[error("the body of an entry is not the one that was signed")]
    Body,
    /// A grant that is not the one that the roster names.
    #[error("a grant that no entry names")]
    Grant,
    /// An opening that no visitor of the link can have made, or one is left out.
    #[error("an opening that no visitor of the link made")]
    Opening,
    /// A part that is not what it is called.
    #[error("a part of a document is not the one that was signed")]
    Part,
    /// Nothing names it, or it was there before.
    #[error("an object that nothing names, or that was there already")]
    Superfluous,
    /// The list is not one of what is there.
    #[error("the list of objects is not one of what is there")]
    List,
    /// The manifest is none.
    #[error("{0}")]
    Manifest(#[from] ManifestError),
    /// The manifest says other ends of chains than there are.
    #[error("a chain does not end where the manifest says")]
    Heads,
    /// The manifest says of something that it is missing, or that it is not, and that is not so.
    #[error("something is missing that the manifest does not say, or the other way round")]
    Missing,
    /// By somebody who does not manage the room.
    #[error("the manifest is signed by somebody who does not manage the room")]
    NotManager,
    /// It follows another archive.
    #[error("the archive does not follow the one before, or the one before is not there")]
    Predecessor,
    /// It ends before its manifest.
    #[error("the archive ends too early")]
    Cut,
}

/// What an archive holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveReport {
    /// Its manifest.
    pub manifest: Manifest,
    /// The hash by which the next one names it.
    pub hash: Hash,
    /// Entries in it.
    pub entries: u64,
    /// Bodies.
    pub bodies: u64,
    /// Grants.
    pub grants: u64,
    /// Openings of links.
    pub opens: u64,
    /// Parts.
    pub parts: u64,
    /// The bytes of these.
    pub bytes: u64,
}
