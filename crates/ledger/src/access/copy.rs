//! What those who look after a room may copy as it is sealed, for an archive of it.

use std::collections::BTreeMap;

use super::Actor;
use crate::entry::{Action, MemberKind, Opened};
use crate::fold::{RoomFold, Version};
use crate::ids::{Hash, MemberId};
use crate::refusal::Refusal;

impl RoomFold {
    /// Whether the actor may copy a version of a document that is there, or that waits in the chain of its sender.
    pub fn may_copy(&self, actor: &Actor, opened: &Opened) -> Result<&Version, Refusal> {
        self.judge_keeper(actor)?;
        let there = self
            .scope(&opened.scope)
            .and_then(|scope| scope.version(&opened.doc, &opened.version));
        let waits = || {
            let dropped = self.member(&opened.scope)?.dropped().get(&opened.doc)?;
            let mut versions = dropped.versions.iter();
            let found = versions.find(|one| one.version == opened.version);
            found.filter(|_| dropped.discarded.is_none())
        };
        there.or_else(waits).ok_or(Refusal::NotFound)
    }

    /// The parts that the actor's device may have by its receipt at this place of its own chain, with their lengths:
    /// those of the versions that are still there.
    pub fn copied(&self, actor: &Actor, receipt: u64) -> Result<BTreeMap<Hash, u64>, Refusal> {
        self.judge_keeper(actor)?;
        let taken = self.member(&actor.chain());
        let taken = taken.and_then(|fold| fold.receipt(receipt));
        let taken = taken.ok_or(Refusal::Receipt)?;
        if taken.device != actor.key() || taken.receipt.action != Action::Copy {
            return Err(Refusal::Receipt);
        }
        let docs = taken.receipt.docs.iter();
        let versions = docs.filter_map(|opened| self.may_copy(actor, opened).ok());
        let parts = versions.flat_map(|version| &version.parts);
        Ok(parts.map(|part| (part.hash, part.len)).collect())
    }

    /// Refuses one who may not know how often which device opened this link.
    pub fn may_count(&self, actor: &Actor, link: &MemberId) -> Result<(), Refusal> {
        self.judge_keeper(actor)?;
        let entered = self.roster().member(link);
        match entered.is_some_and(|entered| entered.member.kind == MemberKind::Link) {
            true => Ok(()),
            false => Err(Refusal::NotFound),
        }
    }

    /// What only those who manage may have looks to others like what is not there.
    fn judge_keeper(&self, actor: &Actor) -> Result<(), Refusal> {
        match actor.manages() {
            true => actor.judge_owes(),
            false => Err(Refusal::NotFound),
        }
    }
}
