//! The rules between chains, which hold at the moment of the append only.
//!
//! A client that replays later cannot judge them again (what was current then
//! is not current now), so only the gate asks.

mod people;
mod restored;

use super::member::MemberFold;
use super::room::RoomFold;
use super::scope::ScopeFold;
use crate::entry::{Action, DocVersion, Entry, GrantRef, Office, Part, Public, ScopeEpoch};
use crate::ids::{ChainId, Hash, MemberId, ScopeId};
use crate::limits;
use crate::refusal::Refusal;
use crate::signed::Verified;

/// What the store has to look up before an entry that was judged may be appended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Must be there with this length, and be leased for the entry's chain; parts that a scope
    /// refers to already are not listed.
    pub parts: Vec<Part>,
    /// Sealed grants with these hashes must be stored for these members.
    pub grants: Vec<(MemberId, Hash)>,
}

impl RoomFold {
    /// Judges an entry at the gate, at the time with which it will be wrapped
    /// ([`RoomFold::time_for`]), and says what the store has to look up.
    ///
    /// [`Refusal::NotNext`] means that another entry stands there (or the same one already:
    /// compare hashes). A body, if one is named, must be stored under that hash too.
    pub fn judge(&self, verified: &Verified, time: u64) -> Result<Needs, Refusal> {
        self.judge_chain(verified, time)?;
        let entry = verified.entry();
        if entry.front != self.front.head() {
            return Err(Refusal::StaleFront);
        }
        self.judge_author(entry, time)?;
        let mut needs = Needs::default();
        self.judge_between(entry, time, &mut needs)?;
        Ok(needs)
    }

    /// Whoever holds an office and whose own time has run out appends nothing more.
    fn judge_author(&self, entry: &Entry, time: u64) -> Result<(), Refusal> {
        let Some((id, office)) = self.front.officer(&entry.author, &entry.front) else {
            return Ok(());
        };
        self.judge_admitted(&id, time)?;
        let owes = office < Office::Owner && self.owes(&id, &id).is_some();
        if owes && entry.chain != id {
            Err(Refusal::Nda)
        } else {
            Ok(())
        }
    }

    fn judge_between(&self, entry: &Entry, time: u64, needs: &mut Needs) -> Result<(), Refusal> {
        match &entry.public {
            Public::Manager(id, key, office) => {
                self.judge_owner_left(entry, id, time)?;
                self.judge_certificate(id, key, *office, time)
            }
            Public::Unmanage(id) => self.judge_owner_left(entry, id, time),
            Public::Policy(policy) => self.judge_opened(policy, time),
            // a room that is here goes on here; where it comes to, its archives are judged first
            Public::Restored(_) => Err(Refusal::NotAllowed),
            Public::Handover(over) => {
                self.judge_open(&over.from, time)?;
                self.judge_certificate(&over.to, &entry.author, Office::Owner, time)
            }
            Public::Epoch(epoch) => self.judge_parent(&entry.chain, epoch.parent.as_ref()),
            Public::Children(children) => {
                self.judge_stays(entry, &entry.chain)?;
                let below = |c: &ScopeId| {
                    self.scope(c)
                        .is_some_and(|scope| scope.parent() == Some(entry.chain))
                };
                if children.iter().all(below) {
                    Ok(())
                } else {
                    Err(Refusal::NotFound)
                }
            }
            Public::Docs(docs) => {
                self.judge_writer(entry, time)?;
                self.judge_stays(entry, &entry.chain)?;
                docs.iter()
                    .try_for_each(|doc| self.need_parts(doc, entry, needs))
            }
            Public::Edit(_) => {
                self.judge_writer(entry, time)?;
                self.judge_stays(entry, &entry.chain)
            }
            Public::Label => self.judge_stays(entry, &entry.chain),
            Public::Delete(_) | Public::Destroy(_) => self.judge_held(entry),
            Public::Drops(_, scopes) => {
                let there = |scope: &ScopeId| self.scope(scope).is_some();
                if scopes.iter().all(there) {
                    Ok(())
                } else {
                    Err(Refusal::NotFound)
                }
            }
            Public::Drop(scope, docs) => {
                self.judge_dropped(scope, entry, time)?;
                docs.iter()
                    .try_for_each(|doc| self.need_parts(doc, entry, needs))
            }
            Public::Writer(id, key) => self.judge_key(id, key, time),
            Public::Member(member) => {
                // The founder's chain may begin before the roster knows it.
                let founder = member.member == self.front.founder();
                let taken = self.speaks_for_another(&member.key, &member.member);
                if taken || (!founder && !self.is_free(&member.member)) {
                    return Err(Refusal::Exists);
                }
                self.need_grants(&member.member, &member.grants, needs)
            }
            Public::Grants(given) => given.iter().try_for_each(|given| {
                self.judge_open(&given.member, time)?;
                self.need_grants(&given.member, &[given.grant], needs)
            }),
            Public::End(_, scopes) | Public::Withdraw(_, _, scopes) => {
                scopes.iter().try_for_each(|scope| {
                    let current = self.epoch_of(&scope.scope) == Some(scope.epoch);
                    if current { Ok(()) } else { Err(Refusal::Epoch) }
                })
            }
            Public::Keys(scopes) => {
                self.judge_stays(entry, &ChainId::of_desk(&self.front.room()))?;
                let there = |scope: &ScopeId| self.epoch_of(scope).is_some();
                if !scopes.iter().all(there) {
                    return Err(Refusal::NotFound);
                }
                // what names its granters is not the other managers' to keep
                let named = |scope: &ScopeId| self.scope(scope).and_then(ScopeFold::granters);
                match scopes.iter().any(|scope| named(scope).is_some()) {
                    true => Err(Refusal::NotAllowed),
                    false => Ok(()),
                }
            }
            Public::Granters(list) => list
                .iter()
                .try_for_each(|granter| self.judge_open(&granter.member, time)),
            Public::Join(join) => self.judge_join(join, entry, time, needs),
            Public::Visitor(link, _) => {
                self.judge_admitted(link, time)?;
                let asks = self
                    .roster
                    .member(link)
                    .is_some_and(|m| m.member.manner.asks);
                if asks && entry.body.is_none() {
                    return Err(Refusal::Malformed);
                }
                Ok(())
            }
            Public::Issued | Public::Nda(_) | Public::Withdrawn(_) => {
                self.judge_open(&entry.chain, time)
            }
            Public::Sendto(scopes) => {
                self.judge_open(&entry.chain, time)?;
                self.judge_sendto(scopes, &entry.chain)
            }
            Public::Agree(text, _) => self.judge_agreed(text, entry, time),
            Public::Disown => {
                self.judge_open(&entry.chain, time)?;
                match self.front.is_owner(&entry.chain, &entry.front) {
                    true => self.judge_owner_left(entry, &entry.chain, time),
                    false => Ok(()),
                }
            }
            Public::Device(_) | Public::Undevice(_) => self.judge_admitted(&entry.chain, time),
            Public::Receipt(receipt) => {
                let actor = self.actor(&entry.chain, &entry.author, time)?;
                if actor.is_view_only() && receipt.action.keeps() {
                    return Err(Refusal::NotAllowed);
                }
                let copies = receipt.action == Action::Copy;
                receipt.docs.iter().try_for_each(|opened| match copies {
                    true => self.may_copy(&actor, opened).map(|_| ()),
                    false => self.may_open(&actor, opened, time).map(|_| ()),
                })
            }
            _ => Ok(()),
        }
    }

    /// Whoever writes without managing is let in and holds the scope now.
    fn judge_writer(&self, entry: &Entry, time: u64) -> Result<(), Refusal> {
        if self.front.manages(&entry.author, &entry.front) {
            return Ok(());
        }
        let scope = self.scope(&entry.chain).ok_or(Refusal::NotFound)?;
        let member = scope.writer(&entry.author).ok_or(Refusal::NotAllowed)?;
        let actor = self.actor(&member, &entry.author, time)?;
        self.holds(&actor, &entry.chain, time).map(|_| ())
    }

    /// Whoever can turn a key that somebody is to have no more turns it before sealing anything under it. A writer
    /// cannot, and is not kept from writing until somebody does.
    fn judge_stays(&self, entry: &Entry, scope: &ScopeId) -> Result<(), Refusal> {
        let manages = self.front.manages(&entry.author, &entry.front);
        let granters = self.scope(scope).and_then(ScopeFold::granters);
        let turns = granters.is_none_or(|list| list.values().any(|key| *key == entry.author));
        let epoch = self.epoch_of(scope);
        let waits = epoch.is_some_and(|epoch| self.roster.waits(scope, epoch));
        if manages && turns && waits {
            Err(Refusal::Epoch)
        } else {
            Ok(())
        }
    }

    /// Nobody is told of a scope into which the roster does not let it drop, nor of an old key of one.
    fn judge_sendto(&self, scopes: &[ScopeEpoch], member: &MemberId) -> Result<(), Refusal> {
        let may = self.drops(member);
        scopes.iter().try_for_each(|told| {
            if !may.contains(&told.scope) {
                Err(Refusal::NotAllowed)
            } else if self.epoch_of(&told.scope) == Some(told.epoch) {
                Ok(())
            } else {
                Err(Refusal::Epoch)
            }
        })
    }

    /// The roster lets this one drop into that scope now, who has agreed to what is asked for, and it is
    /// sealed to the scope's current key.
    fn judge_dropped(&self, scope: &ScopeId, entry: &Entry, time: u64) -> Result<(), Refusal> {
        let actor = self.actor(&entry.chain, &entry.author, time)?;
        actor.judge_owes()?;
        if !self.drops(&actor.member()).contains(scope) {
            return Err(Refusal::NotAllowed);
        }
        if self.epoch_of(scope) == Some(entry.epoch) {
            Ok(())
        } else {
            Err(Refusal::Epoch)
        }
    }

    /// What lies in a folder that is held is held, whatever its own chain says; a room that holds something is not
    /// destroyed.
    fn judge_held(&self, entry: &Entry) -> Result<(), Refusal> {
        let (front, at) = (&self.front, &entry.front);
        let held = match entry.chain {
            ChainId::FRONT => {
                let mut scopes = self.scopes.values();
                scopes.any(|scope| scope.holds(front).next().is_some())
            }
            scope => {
                let path = self.path(&scope);
                let mut above = path.iter().filter_map(|id| self.scope(id));
                above.any(|scope| scope.is_held_whole(front, at))
            }
        };
        if held { Err(Refusal::Held) } else { Ok(()) }
    }

    /// What a visitor agrees to is what its link asks for now.
    fn judge_agreed(&self, text: &Hash, entry: &Entry, time: u64) -> Result<(), Refusal> {
        let visits = self.member(&entry.chain).and_then(MemberFold::visits);
        self.judge_admitted(&visits.unwrap_or(entry.chain), time)?;
        match visits {
            Some(link) if self.member(&link).and_then(MemberFold::nda) != Some(*text) => {
                Err(Refusal::Nda)
            }
            _ => Ok(()),
        }
    }

    /// The text that somebody is asked for and has not agreed to. `chain` is the own one, a visitor's
    /// for its link's member.
    pub(crate) fn owes(&self, member: &MemberId, chain: &ChainId) -> Option<Hash> {
        let text = self.member(member)?.nda()?;
        let own = self.member(chain);
        (!own.is_some_and(|own| own.has_agreed(&text))).then_some(text)
    }

    /// The folder above is there and not below this one, and nothing comes to lie too deep.
    fn judge_parent(&self, scope: &ScopeId, parent: Option<&ScopeId>) -> Result<(), Refusal> {
        let Some(parent) = parent else { return Ok(()) };
        if self.scope(parent).is_none() {
            return Err(Refusal::NotFound);
        }
        let above = self.path(parent);
        if above.contains(scope) {
            return Err(Refusal::Misplaced);
        }
        let below = |id: &ScopeId| self.path(id).iter().position(|above| above == scope);
        let height = self.scopes.keys().filter_map(below).max().unwrap_or(0) + 1;
        if above.len() + height <= limits::DEPTH {
            Ok(())
        } else {
            Err(Refusal::TooMuch)
        }
    }

    /// Parts that are there already may be named again in the same chain, and elsewhere by those with
    /// rights in both.
    fn need_parts(
        &self,
        doc: &DocVersion,
        entry: &Entry,
        needs: &mut Needs,
    ) -> Result<(), Refusal> {
        let manages = self.front.manages(&entry.author, &entry.front);
        let here = |hash| self.part_of(&entry.chain, hash);
        for part in &doc.parts {
            match self.part(&part.hash) {
                // nobody brings back what was destroyed
                None if self.has_erased_part(&part.hash) => return Err(Refusal::NotFound),
                None => needs.parts.push(*part),
                Some(len) if len != part.len => return Err(Refusal::Malformed),
                Some(_) if manages || here(&part.hash).is_some() => {}
                Some(_) => return Err(Refusal::NotAllowed),
            }
        }
        Ok(())
    }

    fn need_grants(
        &self,
        member: &MemberId,
        grants: &[GrantRef],
        needs: &mut Needs,
    ) -> Result<(), Refusal> {
        for grant in grants {
            match self.epoch_of(&grant.scope) {
                None => return Err(Refusal::NotFound),
                Some(current) if current != grant.epoch => return Err(Refusal::Epoch),
                Some(_) => needs.grants.push((*member, grant.hash)),
            }
        }
        Ok(())
    }
}
