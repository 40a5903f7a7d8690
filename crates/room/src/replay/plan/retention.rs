//! Clocks, holds and what was decided to be destroyed, as the changes so far make them.

use std::collections::BTreeMap;

use ledger::FrontFold;
use ledger::entry::{Head, Office};
use ledger::ids::{Hash, HoldId, MemberId, PublicKey};

use super::Voice;
use crate::body::{Clock, Doom, HoldWord, Kept};

/// What managers said of how long something is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Retention {
    pub(crate) clocks: BTreeMap<Kept, SetClock>,
    pub(crate) holds: BTreeMap<HoldId, SaidHold>,
    /// The day of closing.
    pub(crate) closing: Option<u64>,
    /// In the order in which it was decided.
    pub(crate) dooms: Vec<SaidDoom>,
}

/// A clock, since when and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SetClock {
    pub(crate) clock: Clock,
    pub(crate) by: Option<PublicKey>,
    pub(crate) time: u64,
}

/// A legal hold, and who is for lifting it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SaidHold {
    pub(crate) of: Kept,
    pub(crate) case: String,
    pub(crate) why: String,
    pub(crate) by: Option<PublicKey>,
    pub(crate) time: u64,
    pub(crate) ends: Vec<SaidEnd>,
}

/// Somebody's word that a hold is to be lifted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SaidEnd {
    pub(crate) by: PublicKey,
    pub(crate) at: Head,
    pub(crate) time: u64,
    pub(crate) why: String,
}

/// What was decided to be destroyed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SaidDoom {
    /// The entry that decided it: by one, or the one that applies the request of two.
    pub(crate) id: Hash,
    pub(crate) request: Option<Hash>,
    pub(crate) doom: Doom,
    pub(crate) by: Option<PublicKey>,
    pub(crate) time: u64,
    /// Two said it.
    pub(crate) approved: bool,
}

impl SaidHold {
    /// Whether it stands: as the ledger has it, an owner's word lifts it, of managers it takes two.
    pub(crate) fn stands(&self, front: &FrontFold) -> bool {
        let mut by: Vec<MemberId> = Vec::new();
        for end in &self.ends {
            match front.officer(&end.by, &end.at) {
                Some((_, Office::Owner)) => return false,
                Some((member, Office::Manager)) if !by.contains(&member) => by.push(member),
                _ => {}
            }
        }
        by.len() < 2
    }
}

impl Retention {
    pub(super) fn clock(&mut self, of: Kept, clock: Option<&Clock>, voice: Voice) {
        match clock {
            None => _ = self.clocks.remove(&of),
            Some(clock) => {
                let set = SetClock {
                    clock: clock.clone(),
                    by: voice.by,
                    time: voice.time,
                };
                self.clocks.insert(of, set);
            }
        }
    }

    pub(super) fn hold(&mut self, id: HoldId, word: &HoldWord, voice: Voice) {
        match word {
            HoldWord::Begins(of, case, why) => {
                let said = || SaidHold {
                    of: *of,
                    case: case.clone(),
                    why: why.clone(),
                    by: voice.by,
                    time: voice.time,
                    ends: Vec::new(),
                };
                self.holds.entry(id).or_insert_with(said);
            }
            HoldWord::Ends(why) => {
                let known = self.holds.get_mut(&id);
                if let (Some(known), Some(by), Some(at)) = (known, voice.by, voice.at) {
                    let time = voice.time;
                    let why = why.clone();
                    known.ends.push(SaidEnd { by, at, time, why });
                }
            }
        }
    }

    pub(super) fn doom(&mut self, doom: &Doom, voice: Voice) {
        // what is only thought of destroys nothing
        let Some(id) = voice.id else { return };
        self.dooms.push(SaidDoom {
            id,
            request: voice.request,
            doom: doom.clone(),
            by: voice.by,
            time: voice.time,
            approved: voice.approved,
        });
    }
}
