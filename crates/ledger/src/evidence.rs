//! Evidence: one history for all, and an entry's place in it, shown to somebody who sees nothing else.
//!
//! A chain by itself shows nothing of the other chains, and a store could keep one for you and another one for me.
//! So the store orders the heads of all chains of a room in an index, hashes the index into a [`tree`], and signs
//! the tree's head as a [`checkpoint`]: a [`note`] that witnesses sign after it. Two histories would need two
//! checkpoints of which neither extends the other, and whoever sees both has the proof in hand. One entry is shown
//! by a [`disclosure`]: the entry, its path to the root, and the checkpoint.
//!
//! | module | says | after |
//! |---|---|---|
//! | [`tree`] | hashes, proofs that an entry is in and that nothing was taken out | RFC 6962, RFC 9162 |
//! | [`note`] | a text with signatures, and keys with names | C2SP signed-note |
//! | [`checkpoint`] | a tree's head as a note, and what a witness signs | C2SP tlog-checkpoint, tlog-cosignature |
//! | [`policy`] | whose signatures are enough, and the file that says so | C2SP tlog-policy, its simplest rule |
//! | [`witness`] | what a witness is asked, and when it signs | C2SP tlog-witness |
//! | [`proof`] | a place in a log, in a file | C2SP tlog-proof |
//! | [`disclosure`] | the same with one entry of a room | ours, inside of tlog-proof |
//! | [`artefact`] | what a certificate, a list or a report is signed by | ours, inside of signed-note |
//! | [`erasure`] | what a store says that it has erased | ours |
//! | [`index`] | what the leaves are, in which order, under which name they are signed | ours |
//!
//! All of it is public data. Nothing here signs, waits or asks the time; whoever holds a key signs what a
//! `statement` function gives.
//!
//! # Why these formats
//!
//! They are what witnesses and auditors of other logs speak: tools that know nothing of rooms verify our
//! checkpoints and paths, and any witness of that kind can sign them. Only the leaf is ours ([`index::Leaf`]).
//!
//! # Why not a library
//!
//! - `ct-merkle` 0.3 is kept up and of this RustCrypto generation. It is what our tree is tested against. But it
//!   grows a tree only from all of its leaves in memory, while a store should append with the few hashes that it
//!   kept; it takes leaves and not their hashes; and its provers panic where they are asked for what is not there.
//!   What would be left of it is the 40 lines that follow RFC 9162 step by step, which an auditor can hold beside it.
//! - `signed_note` 0.2 and `tlog_tiles` (of one family, of a log operator) want `ed25519-dalek` 2 and `sha2` 0.10: a
//!   second set of ciphers in every program that verifies.
//! - `sigsum` verifies another format, with other leaves.
//!
//! # What is left out
//!
//! ML-DSA-44 (signature type 0x06), which C2SP recommends for new witnesses, since nothing else in the ledger
//! verifies such signatures. It can be added beside Ed25519: signatures of unknown types are ignored.

pub mod artefact;
pub mod checkpoint;
pub mod disclosure;
pub mod erasure;
pub mod index;
pub mod note;
pub mod policy;
pub mod proof;
pub mod tree;
pub mod witness;

mod text;
