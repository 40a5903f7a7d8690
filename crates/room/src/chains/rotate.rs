//! Rotation: new keys for scopes, from the top down.
//!
//! Each call of the plan says what can be written next; what waits for it comes with the
//! next call, when the state shows that it is there. See [`crate::people::end`] for the order.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::{Epoch, MemberKind, Public, ScopeEpoch};
use ledger::fold::RosterMember;
use ledger::ids::{ChainId, MemberId, PublicKey, ScopeId};
use seal::card::LinkCard;
use seal::context::{Context, Kind};
use seal::kem::KemPublic;
use seal::scope::ScopeKey;
use seal::sealbox;

use crate::access::Target;
use crate::body::{self, Child, EpochBody, Keys, NextKey, Op, ScopeKeyOf};
use crate::chains::append::Draft;
use crate::error::{Error, What};
use crate::host::Host;
use crate::intake::drops::Inbox;
use crate::replay::{State, next_place};
use crate::room::Room;

/// Scopes to be made or given new keys, and what those are.
#[derive(Default)]
pub(crate) struct Rotation {
    keys: BTreeMap<(ScopeId, u32), ScopeKey>,
    /// By the folder that each is for.
    pub(crate) inboxes: BTreeMap<ScopeId, Inbox>,
}

impl<H: Host> Room<H> {
    /// New keys for what waits for them and for what is to be sealed elsewhere, parents first.
    pub(crate) fn rotation_drafts(
        &self,
        state: &State,
        target: &Target,
        waiting: &[ScopeEpoch],
        rotation: &mut Rotation,
    ) -> Result<Vec<Draft>, Error> {
        let epoch = |id: &ScopeId| match *id {
            ChainId::ROSTER => state.roster.epoch(),
            _ => state.scope(id).ok().and_then(|scope| scope.fold.epoch()),
        };
        let waits = waiting
            .iter()
            .filter(|one| epoch(&one.scope).is_some_and(|epoch| epoch <= one.epoch))
            .map(|one| one.scope);
        // one whose key this manager does not have is another one's to turn
        let mut turn: BTreeSet<ScopeId> = waits.chain(target.moves(state)).collect();
        turn.retain(|id| state.tended(id).is_ok());
        // the desk and the roster first: nothing new is sealed under what somebody lost
        let own = [ChainId::ROSTER, state.desk()]
            .into_iter()
            .chain(turn.iter().copied());
        if let Some(id) = own
            .into_iter()
            .find(|id| turn.contains(id) && state.keeps_itself(id))
        {
            return self.own_epoch_drafts(state, target, id, rotation);
        }
        let parent = |id: &ScopeId| match target.tree.knows(id) {
            true => target.parent(id),
            false => None,
        };
        // a scope whose parent turns as well waits for it: its new key is sealed under the parent's new one
        let waits_for = |id: &ScopeId| {
            let above = core::iter::successors(parent(id), parent).take(ledger::limits::DEPTH);
            above.into_iter().any(|above| turn.contains(&above))
        };
        let mut drafts = Vec::new();
        let mut by_parent: BTreeMap<ScopeId, Vec<ScopeId>> = BTreeMap::new();
        for id in turn.iter().filter(|id| !waits_for(id)) {
            let now = state.scope(id)?.fold.parent();
            match parent(id) {
                Some(above) if now == Some(above) => by_parent.entry(above).or_default().push(*id),
                above => {
                    if let (Some(now), None, false) =
                        (now, above, state.plan.places.contains_key(id))
                    {
                        drafts.push(self.plan_draft(state, vec![Op::Place(*id, Some(now))])?);
                    }
                    drafts.push(self.keys_draft(state, *id, rotation)?);
                    drafts.push(self.epoch_draft(state, *id, above, rotation)?);
                }
            }
        }
        for (parent, children) in by_parent {
            drafts.push(self.children_draft(state, parent, &children, rotation)?);
            for child in children {
                drafts.push(self.epoch_draft(state, child, Some(parent), rotation)?);
            }
        }
        Ok(drafts)
    }

    /// Folders that lie under another one which does not list them yet: those that were moved.
    pub(crate) fn listing_drafts(
        &self,
        state: &State,
        target: &Target,
    ) -> Result<Vec<Draft>, Error> {
        let mut drafts = Vec::new();
        for id in target.tree.folders() {
            let scope = state.scope(id)?;
            let Some(parent) = scope.fold.parent() else {
                continue;
            };
            let listed = |parent: &ScopeId| {
                let above = state.scopes.get(parent);
                above.is_none_or(|above| above.children.contains_key(id))
            };
            let (Ok((epoch, key)), false) = (state.tended(id), listed(&parent)) else {
                continue;
            };
            if state.tended(&parent).is_err() {
                continue;
            }
            let child = Child {
                scope: *id,
                name: scope.name.clone(),
                epoch,
                key: key.into(),
            };
            drafts.push(self.listing_draft(state, parent, vec![child])?);
        }
        Ok(drafts)
    }

    /// The next epoch of a scope that nothing above keeps: its key goes to every manager's card first, so that
    /// each of them can go on.
    fn own_epoch_drafts(
        &self,
        state: &State,
        target: &Target,
        id: ScopeId,
        rotation: &mut Rotation,
    ) -> Result<Vec<Draft>, Error> {
        let (before, old) = state.current(&id)?;
        let (epoch, key) = self.next_key(state, id, before, rotation);
        // one whose card the store keeps back gets nothing, and has an alarm
        let card = |id: MemberId| {
            let member = state.roster.member(&id)?;
            Some((id, self.card_of(state, member).ok()?))
        };
        let keepers = state.keepers(target, &id, self.now());
        let keepers: Vec<(MemberId, KemPublic)> = keepers.into_iter().filter_map(card).collect();
        let all: BTreeSet<MemberId> = keepers.iter().map(|(id, _)| *id).collect();
        let mut drafts = Vec::new();
        if !state.is_sealed_to(&id, epoch, &key, &all) {
            let boxes = keepers.iter().map(|(member, card)| {
                let place = next_place(self.session.room.0, &id, epoch, member);
                NextKey {
                    member: *member,
                    sealed: sealbox::seal(card, &place, key.expose(), &mut self.host.rng()),
                }
            });
            let next = Op::Next(id, epoch, boxes.collect());
            drafts.push(self.plan_draft(state, vec![next])?);
        }
        let name = state.scopes.get(&id).map(|scope| scope.name.clone());
        let said = body::encode(&EpochBody {
            name: name.unwrap_or_default(),
            before: Some(old.into()),
        });
        let context = Context::new(Kind::Epoch, self.session.room.0, id.0, epoch);
        let sealed = key.seal(&context, &said, &mut self.host.rng());
        let public = Epoch {
            parent: None,
            kem: key.kem_public().as_bytes().to_vec(),
        };
        drafts.push(Draft::new(id, epoch, Public::Epoch(public), Some(sealed)));
        Ok(drafts)
    }

    /// The key of a scope's next epoch: the one that somebody who manages now has sealed for those above, or for
    /// the other managers, before a crash; or a new one. One that came in a grant, or from a former manager,
    /// others may know.
    fn next_key(
        &self,
        state: &State,
        id: ScopeId,
        now: u32,
        rotation: &mut Rotation,
    ) -> (u32, ScopeKey) {
        let epoch = now + 1;
        let counts = |by: &PublicKey| state.turns(&id, by);
        if let Some(known) = state.keys.planned(&id, epoch, counts) {
            return (epoch, known.clone());
        }
        let key = rotation
            .keys
            .entry((id, epoch))
            .or_insert_with(|| ScopeKey::make(&mut self.host.rng()));
        (epoch, key.clone())
    }

    fn keys_draft(
        &self,
        state: &State,
        id: ScopeId,
        rotation: &mut Rotation,
    ) -> Result<Draft, Error> {
        let (now, _) = state.current(&id)?;
        let (next, key) = self.next_key(state, id, now, rotation);
        let keys = vec![ScopeKeyOf {
            scope: id,
            epoch: next,
            key: (&key).into(),
        }];
        let said = body::encode(&Keys {
            keys,
            selection: state.selections.contains(&id),
            bin: state.bins.contains(&id).then_some(true),
            inbox: None,
        });
        let (epoch, _) = state.current(&ChainId::ROSTER)?;
        let sealed = self.seal_keys(state, &said)?;
        Ok(Draft::new(
            ChainId::ROSTER,
            epoch,
            Public::Keys(vec![id]),
            Some(sealed),
        ))
    }

    fn children_draft(
        &self,
        state: &State,
        parent: ScopeId,
        children: &[ScopeId],
        rotation: &mut Rotation,
    ) -> Result<Draft, Error> {
        let mut folders = Vec::new();
        for id in children {
            let (now, _) = state.current(id)?;
            let (epoch, key) = self.next_key(state, *id, now, rotation);
            let name = state
                .scope(&parent)?
                .children
                .get(id)
                .cloned()
                .unwrap_or_default();
            folders.push(Child {
                scope: *id,
                name,
                epoch,
                key: (&key).into(),
            });
        }
        self.listing_draft(state, parent, folders)
    }

    fn listing_draft(
        &self,
        state: &State,
        parent: ScopeId,
        folders: Vec<Child>,
    ) -> Result<Draft, Error> {
        let (epoch, key) = state.current(&parent)?;
        let listed = folders.iter().map(|child| child.scope).collect();
        let context = Context::new(Kind::Children, self.session.room.0, parent.0, epoch);
        let sealed = body::seal_each(key, &context, &folders, &mut self.host.rng());
        let public = Public::Children(listed);
        Ok(Draft::new(parent, epoch, public, Some(sealed)))
    }

    fn epoch_draft(
        &self,
        state: &State,
        id: ScopeId,
        parent: Option<ScopeId>,
        rotation: &mut Rotation,
    ) -> Result<Draft, Error> {
        let (now, before) = state.current(&id)?;
        let (epoch, key) = self.next_key(state, id, now, rotation);
        let scope = state.scope(&id)?;
        let said = body::encode(&EpochBody {
            name: scope.name.clone(),
            before: Some(before.into()),
        });
        let context = Context::new(Kind::Epoch, self.session.room.0, id.0, epoch);
        let sealed = key.seal(&context, &said, &mut self.host.rng());
        let public = Epoch {
            parent,
            kem: key.kem_public().as_bytes().to_vec(),
        };
        Ok(Draft::new(id, epoch, Public::Epoch(public), Some(sealed)))
    }
}

/// Scopes that wait: their epoch did not move yet, or someone who stays has no key for it.
pub(crate) fn pending(state: &State, now: u64) -> Vec<ScopeEpoch> {
    let epoch = |scope: &ScopeId| match *scope {
        ChainId::ROSTER => state.roster.epoch(),
        _ => state.scope(scope).ok()?.fold.epoch(),
    };
    let chain = |id: &MemberId| state.person(id);
    let waiting = state.roster.pending(now, &state.front, epoch, chain);
    let mut newest: BTreeMap<ScopeId, u32> = BTreeMap::new();
    for one in waiting {
        let epoch = newest.entry(one.scope).or_default();
        *epoch = (*epoch).max(one.epoch);
    }
    newest
        .into_iter()
        .map(|(scope, epoch)| ScopeEpoch { scope, epoch })
        .collect()
}

impl<H: Host> Room<H> {
    /// The key that a member's grants are sealed to: its own card's, never one that only the store says.
    pub(crate) fn card_of(&self, state: &State, member: &RosterMember) -> Result<KemPublic, Error> {
        let id = member.member.member;
        if let (true, Ok(own)) = (id == self.session.member, self.session.card()) {
            return Ok(own.kem().clone());
        }
        if id == state.front.founder() {
            let card = state.owner.as_ref().map(|card| card.kem().clone());
            return card.ok_or(Error::Tampered(What::Card));
        }
        // nor one that another newcomer has than the one who was approved, nor its invite's
        if state.is_other(&id) {
            return Err(Error::KeyChanged);
        }
        let joined = state
            .people
            .get(&id)
            .is_some_and(|note| note.fold.joined().is_some());
        if joined || member.member.kind == MemberKind::Person {
            return state
                .card(&id)
                .map(|card| card.kem().clone())
                .ok_or(Error::Tampered(What::Card));
        }
        let note = state.notes.get(&id).ok_or(Error::Tampered(What::Body))?;
        LinkCard::parse(&note.card)
            .map(|card| card.kem)
            .map_err(Error::open(What::Card))
    }
}
