//! For how long something is kept, what has to be kept, and why something was destroyed: as managers say it.

use ledger::ids::{Hash, ScopeId};
use minicbor::{Decode, Encode};

use crate::names;

/// The longest words of a clock, a hold or a destruction, in bytes.
pub const MAX_WORDS: usize = 1024;
/// Documents that one request to destroy names at most.
pub(crate) const MAX_DOOMED: usize = 16_384;
/// The longest retention in days: a thousand years.
const MAX_DAYS: u32 = 365_250;

/// What a clock or a hold is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum Kept {
    /// One document, wherever managers move it: its origin.
    #[n(0)]
    Doc(#[n(0)] Hash),
    /// A folder with what is below it, also what is added later.
    #[n(1)]
    Folder(#[n(0)] ScopeId),
    /// The room.
    #[n(2)]
    Room,
}

/// For how long something is kept, and why no longer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Clock {
    /// From when it counts.
    #[n(0)]
    pub from: ClockFrom,
    /// For how long.
    #[n(1)]
    pub lasts: ClockLasts,
    /// Why what is older is destroyed.
    #[n(2)]
    pub why: Why,
    /// In words: a statute, a contract.
    #[n(3)]
    pub words: String,
}

/// From when a clock counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum ClockFrom {
    /// When the information was collected.
    #[n(0)]
    Collected(#[n(0)] u64),
    /// When each document was added to the room first.
    #[n(1)]
    Added,
    /// The day of closing, once it is said; until then it does not run.
    #[n(2)]
    Closing,
    /// This date.
    #[n(3)]
    Given(#[n(0)] u64),
}

/// For how long a clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum ClockLasts {
    /// So many days.
    #[n(0)]
    Days(#[n(0)] u32),
    /// Until this millisecond, whatever it counts from.
    #[n(1)]
    Until(#[n(0)] u64),
}

/// Why something is destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Why {
    /// What it was collected for is done.
    #[n(0)]
    PurposeMet,
    /// The period is over for which it was to be kept.
    #[n(1)]
    PeriodOver,
    /// The persons withdrew their consent.
    #[n(2)]
    ConsentWithdrawn,
    /// A statute asks for it.
    #[n(3)]
    Statutory,
    /// A contract asks for it, or is over.
    #[n(4)]
    Contract,
    /// The persons asked for it.
    #[n(5)]
    AskedFor,
    /// Another reason, which the words say.
    #[n(6)]
    Other,
}

/// What is said of a legal hold.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum HoldWord {
    /// It begins: for what, the case, and why.
    #[n(0)]
    Begins(#[n(0)] Kept, #[n(1)] String, #[n(2)] String),
    /// Somebody is for lifting it, and why.
    #[n(1)]
    Ends(#[n(0)] String),
}

/// What is to be destroyed, as a plan says it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Doom {
    /// Documents by their origins, in order, each once; none: the whole room.
    #[n(0)]
    pub docs: Vec<Hash>,
    /// Why.
    #[n(1)]
    pub why: Why,
    /// In words.
    #[n(2)]
    pub words: String,
}

/// Names what a clock or hold is about by where it is seen: a document's origin is worked out here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    /// A document.
    Doc(crate::Wanted),
    /// A folder with what is below it.
    Folder(ScopeId),
    /// The room.
    Room,
}

impl Clock {
    /// The same with words as they may be.
    pub(crate) fn check(&self) -> Result<Self, names::BadName> {
        let words = words(&self.words)?;
        let days = match self.lasts {
            ClockLasts::Days(days) => days <= MAX_DAYS,
            ClockLasts::Until(_) => true,
        };
        if !days {
            return Err(names::BadName::Long);
        }
        if self.why == Why::Other && words.is_empty() {
            return Err(names::BadName::Empty);
        }
        Ok(Self {
            words,
            ..self.clone()
        })
    }
}

impl Doom {
    /// The same with words as they may be.
    pub(crate) fn check(&self) -> Result<Self, names::BadName> {
        let words = words(&self.words)?;
        if self.why == Why::Other && words.is_empty() {
            return Err(names::BadName::Empty);
        }
        if self.docs.len() > MAX_DOOMED {
            return Err(names::BadName::Long);
        }
        Ok(Self {
            words,
            ..self.clone()
        })
    }
}

/// Words as they may be said.
pub(crate) fn words(text: &str) -> Result<String, names::BadName> {
    let text = text.trim();
    if text.len() > MAX_WORDS {
        return Err(names::BadName::Long);
    }
    match text.contains(|c| c != '\n' && names::hidden(c)) {
        true => Err(names::BadName::Control),
        false => Ok(text.to_owned()),
    }
}
