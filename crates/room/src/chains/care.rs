//! Writing what can be written, although something else cannot be.
//!
//! A plan says in a row what is still to be done, for people and for documents that strangers wrote. An entry
//! that the gate refuses, or that does not help although it was stored, must not keep the others from being
//! written: it is left out, and told.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::Public;
use ledger::ids::{ChainId, Hash};

use crate::body;
use crate::chains::append::Draft;
use crate::error::Error;

/// How often the same may be asked for after it was stored.
const REPEATS: usize = 3;
/// How much is left out at most before one gives up.
const LEFT: usize = 256;

/// What became of the entries of one plan.
#[derive(Debug, Default)]
pub(crate) struct Care {
    spares: bool,
    left: BTreeSet<Hash>,
    stored: BTreeMap<Hash, usize>,
    /// Chains of what was left out,
    pub(crate) chains: BTreeSet<ChainId>,
    /// and why the first one was.
    pub(crate) why: Option<Error>,
    /// The plan itself could not be made: that says nothing about the store.
    pub(crate) unplanned: bool,
}

/// What a phase would write.
pub(crate) type Phase<'p> = &'p mut dyn FnMut() -> Result<Vec<Draft>, Error>;

impl Care {
    /// One that leaves out what is refused. The default is to end with the first refusal.
    pub(crate) fn sparing() -> Self {
        Self {
            spares: true,
            ..Self::default()
        }
    }

    /// How many things one entry is to say: fewer, each time that one is left out, so that what is in order
    /// does not stay with what is not.
    pub(crate) fn most(&self, usual: usize) -> usize {
        let halvings = u32::try_from(2 * self.left.len()).unwrap_or(u32::MAX);
        usual.checked_shr(halvings).unwrap_or_default().max(1)
    }

    /// These without what was left out. A new key is used only once those above have it: where keys are turned
    /// nothing follows what is left out.
    pub(crate) fn spare(&self, mut drafts: Vec<Draft>) -> Vec<Draft> {
        let left = |draft: &Draft| self.left.contains(&mark([draft]));
        if drafts
            .iter()
            .any(|draft| matches!(draft.public, Public::Epoch(_)))
        {
            let whole = drafts.iter().position(left).unwrap_or(drafts.len());
            drafts.truncate(whole);
        } else {
            drafts.retain(|draft| !left(draft));
        }
        drafts
    }

    /// The first of these phases in which there is something to do; those after it are not asked.
    pub(crate) fn first<'p>(
        &self,
        phases: impl IntoIterator<Item = Phase<'p>>,
    ) -> Result<Vec<Draft>, Error> {
        for phase in phases {
            let due = self.spare(phase()?);
            if !due.is_empty() {
                return Ok(due);
            }
        }
        Ok(Vec::new())
    }

    /// Leaves a draft out, if that is how one goes on.
    pub(crate) fn leave(&mut self, draft: &Draft, why: Error) -> Result<(), Error> {
        if !self.spares || concerns_all(&why) || self.left.len() >= LEFT {
            return Err(why);
        }
        self.left.insert(mark([draft]));
        self.chains.insert(draft.chain);
        self.why.get_or_insert(why);
        Ok(())
    }

    /// Takes note of what was stored. A plan that asks for just the same again and again has no end.
    pub(crate) fn count(&mut self, drafts: &[Draft]) -> Result<(), Error> {
        let times = self.stored.entry(mark(drafts)).or_default();
        *times += 1;
        if *times <= REPEATS {
            return Ok(());
        }
        let mut all = drafts.iter();
        all.try_for_each(|draft| self.leave(draft, Error::Contended))
    }
}

/// By which the same entries are known again: bodies are sealed anew each time.
fn mark<'d>(drafts: impl IntoIterator<Item = &'d Draft>) -> Hash {
    let said: Vec<_> = drafts
        .into_iter()
        .map(|draft| (draft.chain, draft.epoch, &draft.public))
        .collect();
    Hash::of(&body::encode(&said))
}

/// What the next entry would meet as well.
fn concerns_all(why: &Error) -> bool {
    why.passes()
        || matches!(
            why,
            Error::Quota
                | Error::StoreFull
                | Error::RoomLocked
                | Error::Frozen
                | Error::Suspended
                | Error::Ended
                | Error::Expired
                | Error::Owes
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::entry::Epoch;

    fn draft(chain: u8, public: Public) -> Draft {
        Draft::new(ChainId([chain; 16]), 0, public, None)
    }

    fn epoch() -> Public {
        Public::Epoch(Epoch {
            parent: None,
            kem: vec![0; ledger::limits::KEM],
        })
    }

    fn chains(drafts: &[Draft]) -> Vec<u8> {
        drafts.iter().map(|draft| draft.chain.0[0]).collect()
    }

    #[test]
    fn what_is_refused_is_left_out_and_the_rest_is_not() {
        let mut care = Care::sparing();
        let all = || vec![draft(1, Public::Label), draft(2, Public::Label)];
        assert_eq!(care.most(128), 128);
        assert_eq!(
            care.leave(&draft(1, Public::Label), Error::NotAllowed),
            Ok(())
        );
        assert_eq!((chains(&care.spare(all())), care.most(128)), (vec![2], 32));
        let phases: [Phase<'_>; 3] = [
            &mut || Ok(vec![draft(1, Public::Label)]),
            &mut || Ok(all()),
            &mut || Err(Error::NotFound),
        ];
        assert_eq!(care.first(phases).map(|due| chains(&due)), Ok(vec![2]));
        // what would meet all the others too ends it
        let full = care.leave(&draft(2, Public::Label), Error::StoreFull);
        assert_eq!(full, Err(Error::StoreFull));
        let strict = Care::default().leave(&draft(1, Public::Label), Error::NotAllowed);
        assert_eq!(strict, Err(Error::NotAllowed));
    }

    #[test]
    fn no_new_key_is_used_that_was_not_sealed_for_those_above() {
        let mut care = Care::sparing();
        let keys = || draft(1, Public::Keys(vec![ChainId([2; 16])]));
        care.leave(&keys(), Error::NotAllowed).unwrap_or_default();
        let rotation = vec![draft(3, Public::Plan), keys(), draft(2, epoch())];
        assert_eq!(chains(&care.spare(rotation)), [3]);
    }

    #[test]
    fn what_is_asked_for_again_and_again_ends() {
        for (mut care, told) in [
            (Care::default(), Err(Error::Contended)),
            (Care::sparing(), Ok(())),
        ] {
            let asked = [draft(1, Public::Label)];
            for _ in 0..REPEATS {
                assert_eq!(care.count(&asked), Ok(()));
                // something else in between
                assert_eq!(care.count(&[draft(2, Public::Label)]), Ok(()));
            }
            assert_eq!(care.count(&asked), told);
            assert_eq!(care.spare(asked.into()).is_empty(), told.is_ok());
        }
    }
}
