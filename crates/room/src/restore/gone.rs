//! What an owner's device remembers of what is no more, so that a room that is restored from an older archive can lose
//! it again: who was ended, and which documents were erased.
//!
//! A document counts as erased if nothing of its origin is left anywhere, and no document has its content: so not one
//! that was moved, put into the bin, taken in, or encrypted again. Kept is the hash of the first part of each version, by
//! which it is the same document wherever the archive has it.

use std::collections::BTreeSet;

use futures::future::LocalBoxFuture;
use ledger::ids::{Hash, MemberId};
use minicbor::{Decode, Encode};

use crate::body;
use crate::error::{Error, What};
use crate::home::shelf::gone;
use crate::host::{Host, Shelf};
use crate::replay::{Shown, State};
use crate::room::Room;

/// What is no more, sealed on the device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Gone {
    /// In which lineage it was seen last.
    #[n(0)]
    lineage: Option<Hash>,
    /// Whose access was ended.
    #[n(1)]
    pub(crate) members: BTreeSet<MemberId>,
    /// First parts of what was erased.
    #[n(2)]
    pub(crate) parts: BTreeSet<Hash>,
}

impl<H: Host> Room<H> {
    /// Writes down what was ended and erased since the last time.
    pub(crate) fn keep_gone(&self) -> LocalBoxFuture<'_, Result<(), Error>> {
        // on the heap: it follows everything that is written
        Box::pin(async move {
            let now = {
                let mut state = self.state.borrow_mut();
                // what a lineage has lost is not asked of it before it was erased there again
                if !self.is_owner(&state) || state.is_unfinished() {
                    return Ok(());
                }
                let losses = state.losses();
                let news = self.noted.replace(losses) != losses;
                if !news {
                    return Ok(());
                }
                // what was deleted just now stands among what is there until then
                state.unlock();
                state.gone()
            };
            let known = self.kept_gone().await?;
            // what was remembered of another lineage is not forgotten before it was done again
            let due = known.lineage != now.lineage && known != Gone::default();
            match known == now || due {
                true => Ok(()),
                false => self.save_gone(&now).await,
            }
        })
    }

    /// What this device remembers.
    pub(crate) async fn kept_gone(&self) -> Result<Gone, Error> {
        let name = gone(&self.session.room, &self.session.member);
        let Some(sealed) = self.host.shelf().get(&name).await? else {
            return Ok(Gone::default());
        };
        let plain = self.local.open(name.as_bytes(), &sealed);
        let plain = plain.map_err(Error::open(What::Shelf))?;
        body::decode(&plain).map_err(|_| Error::Tampered(What::Shelf))
    }

    pub(crate) async fn save_gone(&self, now: &Gone) -> Result<(), Error> {
        let name = gone(&self.session.room, &self.session.member);
        let plain = body::encode(now);
        let sealed = self
            .local
            .seal(name.as_bytes(), &plain, &mut self.host.rng());
        self.host.shelf().put(&name, sealed).await
    }
}

impl State {
    /// How much was ended and deleted so far: it only grows, whatever of it is read again.
    fn losses(&self) -> usize {
        let members = self.roster.members().values();
        let ended = members.filter(|member| member.ended.is_some()).count();
        let deleted = self.scopes.values().map(|scope| scope.deleted.len());
        ended + deleted.sum::<usize>()
    }

    pub(crate) fn gone(&self) -> Gone {
        let members = self.roster.members().iter();
        let ended = members.filter(|(_, member)| member.ended.is_some());
        let live: Vec<&Shown> = self.places().flat_map(|(_, it)| it.docs.values()).collect();
        let origins: BTreeSet<Hash> = live.iter().map(|shown| shown.origin()).collect();
        let held: BTreeSet<Hash> = live.iter().flat_map(|shown| first_parts(shown)).collect();
        let mut parts = BTreeSet::new();
        for (_, scope) in self.places() {
            let (left, erased): (Vec<&Shown>, Vec<&Shown>) = scope
                .gone
                .values()
                .partition(|shown| origins.contains(&shown.origin()));
            // one that was encrypted again came under another id, here, and in other parts
            let here = scope.docs.values().chain(left);
            let alike: BTreeSet<_> = here.flat_map(contents).collect();
            let erased = erased.into_iter();
            let erased = erased.filter(|shown| !contents(shown).any(|one| alike.contains(&one)));
            parts.extend(erased.flat_map(first_parts));
            // of what was destroyed no words are left by which to tell it: its parts stand in the chain
            parts.extend(scope.fold.erased_parts());
        }
        parts.retain(|part| !held.contains(part));
        Gone {
            lineage: self.front.lineage().map(|lineage| lineage.entry),
            members: ended.map(|(id, _)| *id).collect(),
            parts,
        }
    }
}

/// What a document's content is told by, however it is encrypted: the file's digest, or its name and length.
fn contents(shown: &Shown) -> impl Iterator<Item = (Option<Hash>, Option<(&str, u64)>)> {
    let all = shown.versions.iter().map(|kept| &kept.record);
    all.map(|record| match record.digest {
        Some(digest) => (Some(digest), None),
        None => (None, Some((record.name.as_str(), record.size))),
    })
}

/// By which a document's content is known, version by version.
pub(crate) fn first_parts(shown: &Shown) -> impl Iterator<Item = Hash> + use<'_> {
    let all = shown.versions.iter();
    all.filter_map(|kept| kept.record.parts.first().map(|part| part.hash))
}
