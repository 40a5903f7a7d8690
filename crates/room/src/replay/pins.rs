//! How far each chain was read, and was ever seen: what a store cannot take back.

use std::collections::BTreeMap;

use ledger::MemberFold;
use ledger::entry::Head;
use ledger::ids::{ChainId, Hash};

use super::State;
use crate::error::Error;

impl State {
    /// The end of a chain, also of one that was never read.
    pub(crate) fn head(&self, chain: &ChainId) -> Head {
        let tip = match *chain {
            ChainId::FRONT => Some(self.front.tip()),
            ChainId::ROSTER => Some(self.roster.tip()),
            other if other == self.own.tip().chain() => Some(self.own.tip()),
            other => self
                .scopes
                .get(&other)
                // one that did not begin is none: a visitor's chain may have been read as one
                .filter(|scope| scope.fold.epoch().is_some())
                .map(|scope| scope.fold.tip())
                .or_else(|| self.people.get(&other).map(|note| note.fold.tip()))
                .or_else(|| self.visitors.get(&other).map(|visitor| visitor.fold.tip()))
                .or_else(|| self.link.as_ref().map(MemberFold::tip))
                .filter(|tip| tip.chain() == other),
        };
        tip.map_or(
            Head {
                next: 0,
                hash: Hash::ZERO,
            },
            |tip| tip.head(),
        )
    }

    /// Every chain's head, to be pinned: where it was read to, or seen to be before that.
    pub(crate) fn heads(&self) -> BTreeMap<ChainId, Head> {
        let fixed = [self.front.tip(), self.roster.tip(), self.own.tip()];
        let scopes = self.scopes.iter();
        let scopes = scopes.filter(|(id, scope)| self.is_announced(id, scope));
        let scopes = scopes.map(|(_, scope)| scope.fold.tip());
        let people = self.people.values().map(|note| note.fold.tip());
        let visitors = self.visitors.values().map(|visitor| visitor.fold.tip());
        let link = self.link.as_ref().map(MemberFold::tip);
        let mut heads = self.pins.clone();
        let others = scopes.chain(people).chain(visitors).chain(link);
        for tip in fixed.into_iter().chain(others) {
            let (chain, read) = (tip.chain(), tip.head());
            if read.next > heads.get(&chain).map_or(0, |pin| pin.next) {
                heads.insert(chain, read);
            }
        }
        heads
    }

    /// Refuses a history that ends before what was seen, in those of these chains that were read.
    pub(crate) fn judge_pins(&self, read: impl Fn(&ChainId) -> bool) -> Result<(), Error> {
        let back =
            |(chain, pin): (&ChainId, &Head)| self.head(chain).next < pin.next && read(chain);
        if self.pins.iter().any(back) {
            Err(Error::RolledBack)
        } else {
            Ok(())
        }
    }
}
