//! Keys of scopes: offered by a grant or a parent, held once the chain's commitment was compared.

use std::collections::BTreeMap;

use ledger::ids::{PublicKey, ScopeId};
use seal::scope::ScopeKey;

/// Keys by scope and epoch.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    held: BTreeMap<(ScopeId, u32), ScopeKey>,
    offered: BTreeMap<(ScopeId, u32), Vec<Offer>>,
}

/// A key that was not compared with its chain yet.
#[derive(Debug)]
struct Offer {
    key: ScopeKey,
    by: Source,
}

/// Who says that this is a scope's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// A grant, or a later epoch that gives the key of the one before.
    Handed,
    /// An entry of the parent's or the roster's chain, by this author: a key that may be the next one.
    Entry(PublicKey),
    /// A box to this one's card, by this author: the same, of a scope that none above keeps. One that the chain
    /// does not come to is no harm: whoever meant it was not the first, or is gone.
    Planned(PublicKey),
}

impl Keys {
    /// A key that was compared with the chain.
    pub(crate) fn get(&self, scope: &ScopeId, epoch: u32) -> Option<&ScopeKey> {
        self.held.get(&(*scope, epoch))
    }

    /// Holds a key that its holder made or compared.
    pub(crate) fn hold(&mut self, scope: ScopeId, epoch: u32, key: ScopeKey) {
        self.offered.remove(&(scope, epoch));
        self.held.insert((scope, epoch), key);
    }

    /// A key that may not be compared yet; the latest that was offered.
    pub(crate) fn any(&self, scope: &ScopeId, epoch: u32) -> Option<&ScopeKey> {
        self.get(scope, epoch).or_else(|| {
            let offers = self.offered.get(&(*scope, epoch))?;
            offers.last().map(|offer| &offer.key)
        })
    }

    /// The key that an entry by one of these authors sealed for an epoch to come; the latest.
    ///
    /// Not one from a grant: whoever may hand out keys could plant one that others know.
    pub(crate) fn planned(
        &self,
        scope: &ScopeId,
        epoch: u32,
        author: impl Fn(&PublicKey) -> bool,
    ) -> Option<&ScopeKey> {
        let offers = self.offered.get(&(*scope, epoch))?;
        let fits = |offer: &&Offer| match &offer.by {
            Source::Entry(by) | Source::Planned(by) => author(by),
            Source::Handed => false,
        };
        offers.iter().rev().find(fits).map(|offer| &offer.key)
    }

    /// Remembers a key until the chain can be asked.
    pub(crate) fn offer(&mut self, scope: ScopeId, epoch: u32, key: ScopeKey, by: Source) {
        if self.held.contains_key(&(scope, epoch)) {
            return;
        }
        let offers = self.offered.entry((scope, epoch)).or_default();
        offers.retain(|offer| (&offer.key, offer.by) != (&key, by));
        offers.push(Offer { key, by });
    }

    /// The newest epoch of which a key is held or was handed out; what is planned for one to come does not
    /// count, for anybody may plan far ahead.
    pub(crate) fn newest(&self, scope: &ScopeId) -> Option<u32> {
        let handed = |offers: &[Offer]| offers.iter().any(|offer| offer.by == Source::Handed);
        let offered = self.offered.iter().filter(|(_, offers)| handed(offers));
        let all = self.held.keys().chain(offered.map(|(place, _)| place));
        all.filter(|(id, _)| id == scope)
            .map(|(_, epoch)| *epoch)
            .max()
    }

    /// Whether the key of this epoch or of a later one is held.
    pub(crate) fn holds_from(&self, scope: &ScopeId, epoch: u32) -> bool {
        let from = self.held.range((*scope, epoch)..);
        from.take_while(|((id, _), _)| id == scope).next().is_some()
    }

    /// Compares what was offered for a scope with what its chain commits to. Answers the epochs
    /// whose key is now held, and whether there is one of which only wrong ones were offered.
    pub(crate) fn settle<'k>(
        &mut self,
        scope: &ScopeId,
        kem: impl Fn(u32) -> Option<&'k [u8]>,
    ) -> (Vec<u32>, bool) {
        let waiting: Vec<u32> = self
            .offered
            .keys()
            .filter(|(id, _)| id == scope)
            .map(|(_, epoch)| *epoch)
            .collect();
        let (mut good, mut wrong) = (Vec::new(), false);
        for epoch in waiting {
            let Some(committed) = kem(epoch) else {
                continue;
            };
            let offers = self.offered.remove(&(*scope, epoch)).unwrap_or_default();
            let meant = |offer: &Offer| matches!(offer.by, Source::Planned(_));
            let only_meant = offers.iter().all(meant);
            let right = offers
                .into_iter()
                .find(|offer| offer.key.check(committed).is_ok());
            match right {
                Some(offer) => {
                    self.held.insert((*scope, epoch), offer.key);
                    good.push(epoch);
                }
                None => wrong |= !only_meant,
            }
        }
        (good, wrong)
    }

    /// Whether a key was handed out for an epoch that the chain does not show.
    pub(crate) fn waits(&self, scope: &ScopeId) -> bool {
        let said = |offer: &Offer| !matches!(offer.by, Source::Planned(_));
        let mut offered = self.offered.iter().filter(|((id, _), _)| id == scope);
        offered.any(|(_, offers)| offers.iter().any(said))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use ledger::ids::ChainId;

    #[test]
    fn row_33_a_key_that_the_chain_does_not_commit_to_is_not_held() {
        let scope = ChainId([1; 16]);
        let (right, other) = (
            ScopeKey::parse(&[1; 32]).unwrap(),
            ScopeKey::parse(&[2; 32]).unwrap(),
        );
        let committed = right.kem_public();
        let kem = |epoch| (epoch == 0).then_some(committed.as_bytes().as_slice());
        let mut keys = Keys::default();
        // a manager hands this one out, and commits to that one
        keys.offer(scope, 0, other.clone(), Source::Handed);
        assert_eq!(
            (keys.settle(&scope, kem), keys.get(&scope, 0)),
            ((vec![], true), None)
        );
        keys.offer(scope, 0, right.clone(), Source::Handed);
        assert_eq!(
            (keys.settle(&scope, kem), keys.get(&scope, 0)),
            ((vec![0], false), Some(&right))
        );
        // what is held is not exchanged, what the chain does not show yet waits
        keys.offer(scope, 0, other.clone(), Source::Handed);
        keys.offer(scope, 1, other, Source::Handed);
        assert_eq!(
            (keys.settle(&scope, kem), keys.waits(&scope)),
            ((vec![], false), true)
        );
        assert_eq!(keys.get(&scope, 0), Some(&right));
        assert_eq!(keys.get(&scope, 1), None);
    }

    #[test]
    fn only_what_an_entry_of_the_right_author_says_is_the_next_key() {
        let scope = ChainId([1; 16]);
        let key = |n: u8| ScopeKey::parse(&[n; 32]).unwrap();
        let (manager, removed) = (PublicKey([1; 32]), PublicKey([2; 32]));
        let mut keys = Keys::default();
        let planned = |keys: &Keys| keys.planned(&scope, 1, |by| *by == manager).cloned();
        keys.offer(scope, 1, key(1), Source::Entry(removed));
        keys.offer(scope, 1, key(2), Source::Handed);
        assert_eq!(planned(&keys), None);
        keys.offer(scope, 1, key(3), Source::Entry(manager));
        keys.offer(scope, 1, key(4), Source::Handed);
        assert_eq!(planned(&keys), Some(key(3)));
        // what was planted beside it is forgotten once the chain commits to the right one
        let committed = key(3).kem_public();
        let kem = |epoch| (epoch == 1).then_some(committed.as_bytes().as_slice());
        assert_eq!(keys.settle(&scope, kem), (vec![1], false));
        assert_eq!(keys.get(&scope, 1), Some(&key(3)));
    }
}
