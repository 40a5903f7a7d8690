//! Texts that are to be agreed to before anything is read, and what is signed then.

use minicbor::{Decode, Encode};

/// A text in both languages. Exactly its encoding is hashed, sealed to whom it is asked of, and signed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct NdaText {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub(crate) id: [u8; 16],
    /// Counts from 1.
    #[n(1)]
    pub version: u32,
    /// In Chinese, as Markdown.
    #[n(2)]
    pub zh: String,
    /// In English, as Markdown.
    #[n(3)]
    pub en: String,
    /// Tells one that was sealed to a newcomer's own card from the same one sealed to its invite's.
    #[n(4)]
    pub(crate) again: u32,
}

/// What somebody signs: the exact text, under which name, and when by the own clock. The entry names its hash, which
/// everybody may see who sees the entry: so that nobody can try names on it, it holds something random.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Agreed {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub(crate) text: Vec<u8>,
    #[n(1)]
    pub(crate) name: String,
    #[n(2)]
    pub(crate) at: u64,
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub(crate) salt: [u8; 32],
}

/// Agree: the same twice, for those who manage and for the one who signs.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct AgreeBoxes {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub(crate) roster: Vec<u8>,
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub(crate) own: Vec<u8>,
}
