//! What leads from one chain to others.

use super::Public;
use crate::ids::ChainId;

impl Public {
    /// The chains that an entry names: of members whom it enters, and of scopes.
    pub fn names(&self, mut say: impl FnMut(ChainId)) {
        match self {
            Self::Epoch(epoch) => epoch.parent.into_iter().for_each(say),
            Self::Children(scopes)
            | Self::Unchild(scopes)
            | Self::Keys(scopes)
            | Self::Drops(_, scopes)
            | Self::Withdrawn(scopes) => scopes.iter().copied().for_each(say),
            Self::Member(member) => {
                say(member.member);
                member.grants.iter().for_each(|grant| say(grant.scope));
            }
            Self::Join(join) => join.grants.iter().for_each(|grant| say(grant.scope)),
            Self::Grants(given) => given.iter().for_each(|one| say(one.grant.scope)),
            Self::End(_, scopes) | Self::Sendto(scopes) => {
                scopes.iter().for_each(|one| say(one.scope));
            }
            Self::Withdraw(_, held, turned) => {
                held.iter().copied().for_each(&mut say);
                turned.iter().for_each(|one| say(one.scope));
            }
            Self::Receipt(receipt) => receipt.docs.iter().for_each(|one| say(one.scope)),
            Self::Drop(scope, _) => say(*scope),
            _ => {}
        }
    }
}
