//! What the plan says of forms, dates of review, findings and persons' requests: that they are there, and what became of
//! them. Forms themselves are documents.

use ledger::ids::{ChainId, Hash, MemberId};
use minicbor::{Decode, Encode};

/// The longest text of a step, in bytes.
pub const MAX_FORM_TEXT: usize = 4096;

/// A version of a form that was put into the room.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Filed {
    /// Which form.
    #[n(0)]
    pub kind: String,
    /// SHA-256 of the text that was signed.
    #[n(1)]
    pub hash: Hash,
    /// The version before it.
    #[n(2)]
    pub previous: Option<Hash>,
    /// When it is to be looked at again.
    #[n(3)]
    pub review: Option<u64>,
    /// Until when it is to be kept at least.
    #[n(4)]
    pub keep_until: Option<u64>,
}

/// When something is to be looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Review {
    /// The next time.
    #[n(0)]
    pub next: u64,
    /// And again so many days after it was done.
    #[n(1)]
    pub every_days: Option<u32>,
}

/// Names a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct FindingId(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Raised {
    /// What.
    #[n(0)]
    pub text: String,
    /// By which article or item of a checklist.
    #[n(1)]
    pub law: String,
    /// Who is to remedy it.
    #[n(2)]
    pub responsible: MemberId,
    /// By when.
    #[n(3)]
    pub due: u64,
}

/// What shows that something was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Evidence {
    /// A document, by its origin.
    #[n(0)]
    Doc(#[n(0)] Hash),
    /// An entry: its chain, its number and its hash.
    #[n(1)]
    Entry(#[n(0)] ChainId, #[n(1)] u64, #[n(2)] Hash),
}

/// What is said of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum FindingStep {
    /// It was found.
    #[n(0)]
    Raised(#[n(0)] Raised),
    /// Somebody else is to remedy it, or by another day.
    #[n(1)]
    Assigned(#[n(0)] MemberId, #[n(1)] u64),
    /// What is done about it.
    #[n(2)]
    Remedy(#[n(0)] String),
    /// What shows it.
    #[n(3)]
    Evidence(#[n(0)] Vec<Evidence>, #[n(1)] String),
    /// It is remedied. Counts with evidence, and not by anybody who was responsible.
    #[n(4)]
    Closed(#[n(0)] String),
    /// It is not; what comes after takes evidence of its own.
    #[n(5)]
    Reopened(#[n(0)] String),
}

/// Names what a person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct RightId(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

/// What a person may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum RightKind {
    /// To see it.
    #[n(0)]
    Access,
    /// A copy.
    #[n(1)]
    Copy,
    /// To have it put right.
    #[n(2)]
    Correction,
    /// To have it deleted.
    #[n(3)]
    Deletion,
    /// That it is not processed, or less.
    #[n(4)]
    Restriction,
    /// To have it handed to another one.
    #[n(5)]
    Portability,
    /// Consent is withdrawn.
    #[n(6)]
    Withdrawal,
    /// How and why it is processed.
    #[n(7)]
    Explanation,
}

/// What came in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Received {
    /// What the operator calls the person: no name.
    #[n(0)]
    pub reference: String,
    /// What is asked for.
    #[n(1)]
    pub kind: RightKind,
    /// By which rule the period is counted.
    #[n(2)]
    pub law: String,
    /// When it came.
    #[n(3)]
    pub received: u64,
    /// When it has to be answered.
    #[n(4)]
    pub due: u64,
    /// Until when that can be put off; the same where it cannot.
    #[n(5)]
    pub latest: u64,
}

/// What is said of what a person asked for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum RightStep {
    /// It came.
    #[n(0)]
    Received(#[n(0)] Received),
    /// Whether it is the person itself who asks, and how that was found out.
    #[n(1)]
    Verified(#[n(0)] bool, #[n(1)] String),
    /// It takes until then, and why. Counts within the first period only.
    #[n(2)]
    Extended(#[n(0)] u64, #[n(1)] String),
    /// What was done, and when. Counts once the person is known to be the right one.
    #[n(3)]
    Answered(#[n(0)] u64, #[n(1)] String),
    /// It was refused, when and why.
    #[n(4)]
    Refused(#[n(0)] u64, #[n(1)] String),
}
