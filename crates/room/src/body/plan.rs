//! What managers agree on among themselves: groups, the matrix, texts. Changes, never whole states, so
//! that two who plan at once lose nothing.

use ledger::ids::{Hash, HoldId, MemberId, ScopeId};
use minicbor::{Decode, Encode};

use super::{
    Basis, BasisId, Clock, Cover, Doom, Filed, FindingId, FindingStep, HoldWord, Incident,
    IncidentId, Kept, Review, RightId, RightStep, Step, Tier, TierRule, Turn,
};

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
pub enum Op {
    /// A group is made or renamed; without a name it is dissolved.
    #[n(0)]
    Group(#[n(0)] Principal, #[n(1)] Option<String>),
    /// A member comes into a group, or leaves it.
    #[n(1)]
    Belongs(#[n(0)] Principal, #[n(1)] Principal, #[n(2)] bool),
    /// What a group or member may do in a folder and below; none: what it may above.
    #[n(2)]
    Access(#[n(0)] Principal, #[n(1)] ScopeId, #[n(2)] Option<Level>),
    /// Whether nothing that is allowed above holds in a folder: a stage that is not disclosed yet.
    #[n(3)]
    Closed(#[n(0)] ScopeId, #[n(1)] bool),
    /// Whether a newcomer waits for approval; it is given nothing until then. What lifts it names the hash of the
    /// card whose safety words were compared: another one is given nothing, whoever shows it.
    #[n(4)]
    Await(#[n(0)] Principal, #[n(1)] bool, #[n(2)] Option<Hash>),
    /// Where a folder lies that has no parent, or is to be moved to; none: beside the root.
    #[n(5)]
    Place(#[n(0)] ScopeId, #[n(1)] Option<ScopeId>),
    /// A text to be agreed to, in Chinese and in English, by a group or by everybody else in the room; said
    /// again it is a new version.
    #[n(6)]
    Text(
        #[cbor(n(0), with = "minicbor::bytes")] [u8; 16],
        #[n(1)] Option<Principal>,
        #[n(2)] String,
        #[n(3)] String,
    ),
    /// The key of an epoch to come of a scope which none above it keeps, sealed to each manager who is to hold
    /// it: before the epoch stands in its chain, so that each of them can go on.
    #[n(7)]
    Next(#[n(0)] ScopeId, #[n(1)] u32, #[n(2)] Vec<NextKey>),
    /// Whether a group or member may send documents in for a folder, reading there or not. For this folder
    /// alone, nothing below it.
    #[n(8)]
    Sends(#[n(0)] Principal, #[n(1)] ScopeId, #[n(2)] bool),
    /// A proposal, by its entry's hash, was accepted or refused, and why. The first answer holds.
    #[n(9)]
    Answered(#[n(0)] Hash, #[n(1)] bool, #[n(2)] String),
    /// The stage in which a prepared folder is disclosed; none: no stage.
    #[n(10)]
    Stage(#[n(0)] ScopeId, #[n(1)] Option<u32>),
    /// What a level asks for. Once one asks for a second manager, only what was approved changes any of them.
    #[n(11)]
    Tier(#[n(0)] Tier, #[n(1)] TierRule),
    /// A legal basis is recorded.
    #[n(12)]
    Basis(#[n(0)] BasisId, #[n(1)] Box<Basis>),
    /// It holds no more, and why.
    #[n(13)]
    Unbasis(#[n(0)] BasisId, #[n(1)] String),
    /// These changes, a Plan's bytes, are to be made if a second manager approves, for this reason. Named by the
    /// entry's hash, of which it is all.
    #[n(14)]
    Request(
        #[cbor(n(0), with = "minicbor::bytes")] Vec<u8>,
        #[n(1)] String,
    ),
    /// A request is approved or refused, and why. The first that counts holds.
    #[n(15)]
    Decide(#[n(0)] Hash, #[n(1)] bool, #[n(2)] String),
    /// The changes of an approved request hold from here on.
    #[n(16)]
    Applied(#[n(0)] Hash),
    /// A member may hold a folder although what it holds takes two. In an approved request only.
    #[n(17)]
    Clear(#[n(0)] MemberId, #[n(1)] ScopeId),
    /// The label at this place of a folder's chain counts, although it lowers a level that takes two. In an approved
    /// request only.
    #[n(18)]
    Lower(#[n(0)] ScopeId, #[n(1)] u64),
    /// What [`Op::Clear`] said counts no more: no rule gives it, and one that does later takes two again.
    #[n(19)]
    Unclear(#[n(0)] MemberId, #[n(1)] ScopeId),
    /// An incident is opened. One that is open stays what it is.
    #[n(24)]
    Incident(#[n(0)] IncidentId, #[n(1)] Box<Incident>),
    /// How one phase of it stands.
    #[n(25)]
    Step(#[n(0)] IncidentId, #[n(1)] Box<Step>),
    /// What else is said of it.
    #[n(26)]
    Turn(#[n(0)] IncidentId, #[n(1)] Turn),
    /// A document, by its origin, holds this version of a form.
    #[n(27)]
    Form(#[n(0)] Hash, #[n(1)] Box<Filed>),
    /// When a document or folder is to be looked at again; none: no more.
    #[n(28)]
    Review(#[n(0)] Cover, #[n(1)] Option<Review>),
    /// What was found wrong, and what is done about it, step by step.
    #[n(29)]
    Finding(#[n(0)] FindingId, #[n(1)] Box<FindingStep>),
    /// What a person asked for by its rights, and what became of it, step by step.
    #[n(30)]
    Right(#[n(0)] RightId, #[n(1)] Box<RightStep>),
    /// For how long something is kept; none: as what lies above it.
    #[n(20)]
    Clock(#[n(0)] Kept, #[n(1)] Option<Box<Clock>>),
    /// What is said of a legal hold. What binds the gate stands in the chains that it covers.
    #[n(21)]
    Hold(#[n(0)] HoldId, #[n(1)] HoldWord),
    /// The day of closing, from which some clocks count.
    #[n(22)]
    Closing(#[n(0)] Option<u64>),
    /// Documents, or the whole room, are destroyed, and why. Of a level that takes two in an approved request only.
    #[n(23)]
    Destroy(#[n(0)] Box<Doom>),
}

/// A key of an epoch to come, for one manager.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct NextKey {
    /// Whose.
    #[n(0)]
    pub member: MemberId,
    /// A box to its card.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
}

/// What one may do in a folder; each more than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Level {
    /// Nothing; the folder does not exist for them.
    #[n(0)]
    Nothing,
    /// Read.
    #[n(1)]
    Read,
    /// Read and add.
    #[n(2)]
    Write,
}

impl Principal {
    /// A member.
    pub fn member(id: &MemberId) -> Self {
        Self(id.0)
    }
}
