//! Keys of scopes: offered by a grant or a parent, held once the chain's commitment was compared.

use std::collections::BTreeMap;

use ledger::ids::ScopeId;
use seal::scope::ScopeKey;

/// Keys by scope and epoch.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    held: BTreeMap<(ScopeId, u32), ScopeKey>,
    offered: BTreeMap<(ScopeId, u32), ScopeKey>,
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

    /// A key that may not be compared yet.
    pub(crate) fn any(&self, scope: &ScopeId, epoch: u32) -> Option<&ScopeKey> {
        self.get(scope, epoch)
            .or_else(|| self.offered.get(&(*scope, epoch)))
    }

    /// Remembers a key until the chain can be asked.
    pub(crate) fn offer(&mut self, scope: ScopeId, epoch: u32, key: ScopeKey) {
        if !self.held.contains_key(&(scope, epoch)) {
            self.offered.insert((scope, epoch), key);
        }
    }

    /// The newest epoch of which there is any key.
    pub(crate) fn newest(&self, scope: &ScopeId) -> Option<u32> {
        let all = self.held.keys().chain(self.offered.keys());
        all.filter(|(id, _)| id == scope)
            .map(|(_, epoch)| *epoch)
            .max()
    }

    /// Compares what was offered for a scope with what its chain commits to. Answers the epochs
    /// whose key is now held, and whether one was wrong.
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
            if let Some(key) = self.offered.remove(&(*scope, epoch)) {
                if key.check(committed).is_ok() {
                    self.held.insert((*scope, epoch), key);
                    good.push(epoch);
                } else {
                    wrong = true;
                }
            }
        }
        (good, wrong)
    }

    /// Whether a key was offered for an epoch that the chain does not show.
    pub(crate) fn waits(&self, scope: &ScopeId) -> bool {
        self.offered.keys().any(|(id, _)| id == scope)
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
        keys.offer(scope, 0, other.clone());
        assert_eq!(
            (keys.settle(&scope, kem), keys.get(&scope, 0)),
            ((vec![], true), None)
        );
        keys.offer(scope, 0, right.clone());
        assert_eq!(
            (keys.settle(&scope, kem), keys.get(&scope, 0)),
            ((vec![0], false), Some(&right))
        );
        // what is held is not exchanged, what the chain does not show yet waits
        keys.offer(scope, 0, other.clone());
        keys.offer(scope, 1, other);
        assert_eq!(
            (keys.settle(&scope, kem), keys.waits(&scope)),
            ((vec![], false), true)
        );
        assert_eq!(keys.get(&scope, 0), Some(&right));
        assert_eq!(keys.get(&scope, 1), None);
    }
}
