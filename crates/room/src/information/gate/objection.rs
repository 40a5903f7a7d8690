//! Why something is not to be given, as a person is told.

use ledger::ids::{MemberId, ScopeId};

use crate::replay::Spot;

/// How many are listed.
const MOST: usize = 100;

/// Why a document, or what lies in a folder, is not to be given to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Reason {
    /// It holds personal information.
    #[error("it holds personal information, and no legal basis is recorded for this recipient")]
    NoBasis,
    /// There is one, and not for this.
    #[error("it holds sensitive personal information, and the legal basis is not for that")]
    NotForSensitive,
    /// There is one, and not for these kinds of data.
    #[error("it holds kinds of data that the legal basis does not name")]
    KindsNotNamed,
    /// By its level.
    #[error("what is of this level is not given to this recipient")]
    NotForThem,
    /// By its level.
    #[error("what is of this level is given only to those who may save nothing")]
    MaySave,
    /// By its level.
    #[error("what is of this level takes a second manager")]
    TakesTwo,
    /// By its level.
    #[error("it is older than what is of this level is to be kept")]
    TooOld,
    /// A folder would lie where what is in it is handled with less care.
    #[error("it would be handled with less care there than where it is")]
    Loosens,
    /// What levels ask for is changed by two, once one of them takes two.
    #[error("what levels ask for is changed by two managers")]
    RuleTakesTwo,
    /// A level would take two, and there is one.
    #[error("there is no second manager who could approve anything")]
    NobodyElse,
}

/// One thing that is not to be given, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// To whom; none if it is about nobody in particular.
    pub member: Option<MemberId>,
    /// The folder or other scope that would be given, or that it is about.
    pub scope: ScopeId,
    /// The document; none: whatever lies in the folder, also what comes later.
    pub doc: Option<Spot>,
    /// What it is called.
    pub name: String,
    /// Why.
    pub reason: Reason,
    /// So by what somebody suggested, and nobody who manages decided.
    pub suggested: bool,
    /// A variant of the document that tells no person apart, which may be given instead.
    pub variant: Option<Spot>,
}

/// What is not to be given: the first of it, and how much it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Against {
    /// 100 at most.
    pub list: Vec<Objection>,
    /// All of them.
    pub count: usize,
}

/// What is against the room's policy as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Breaches {
    /// What members hold although it is not to be given to them.
    pub granted: Against,
    /// What rules give them, and is kept from them for that.
    pub held_back: Against,
}

impl Against {
    pub(crate) fn push(&mut self, one: impl FnOnce() -> Objection) {
        self.count += 1;
        if self.list.len() < MOST {
            self.list.push(one());
        }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

impl core::fmt::Display for Against {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "it is against the room's policy ({})", self.count)
    }
}
