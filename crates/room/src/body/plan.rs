//! What managers agree on among themselves: groups, the matrix, texts. Changes, never whole states, so
//! that two who plan at once lose nothing.

use minicbor::{Decode, Encode};

/// Names a group, or a member by its chain: whom a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Principal(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

/// Plan: changes in the order in which they hold.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct Plan {
    #[n(0)]
    pub(crate) ops: Vec<Op>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Op {
    /// A text to be agreed to, in Chinese and in English, by a group or by everybody else in the room; said
    /// again it is a new version.
    #[n(7)]
    Text(
        #[cbor(n(0), with = "minicbor::bytes")] [u8; 16],
        #[n(1)] Option<Principal>,
        #[n(2)] String,
        #[n(3)] String,
    ),
}
