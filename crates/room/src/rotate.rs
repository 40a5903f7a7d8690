//! Rotation: new keys for scopes, from the top down.
//!
//! Each call of the plan says what can be written next; what waits for it comes with the
//! next call, when the state shows that it is there. See [`crate::end`] for the order.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::{Epoch, MemberGrant, MemberKind, Public, ScopeEpoch};
use ledger::fold::RosterMember;
use ledger::ids::{ChainId, MemberId, PublicKey, ScopeId};
use seal::card::LinkCard;
use seal::context::{Context, Kind};
use seal::grant::{self, Terms};
use seal::kem::KemPublic;
use seal::scope::ScopeKey;

use crate::append::Draft;
use crate::body::{self, Child, Children, EpochBody, Keys, ScopeKeyOf};
use crate::error::{Error, What};
use crate::host::Host;
use crate::make::{refer, rights};
use crate::replay::State;
use crate::room::Room;

/// Grants of one entry at most.
const GRANTS: usize = 256;

/// Scopes to be given new keys, and what those are.
#[derive(Default)]
pub(crate) struct Rotation {
    keys: BTreeMap<(ScopeId, u32), ScopeKey>,
}

impl<H: Host> Room<H> {
    /// The next entries of what is pending, parents first. Asked again until there is nothing left.
    pub(crate) fn rotation_drafts(
        &self,
        state: &State,
        rotation: &mut Rotation,
    ) -> Result<Vec<Draft>, Error> {
        let waiting = pending(state, self.now());
        let turn: BTreeSet<ScopeId> = waiting
            .iter()
            .filter(|one| {
                state
                    .scope(&one.scope)
                    .is_ok_and(|scope| scope.fold.epoch() <= Some(one.epoch))
            })
            .map(|one| one.scope)
            .collect();
        let mut drafts = Vec::new();
        // a scope whose parent turns as well waits for it: its new key is sealed under the parent's new one
        let first = turn
            .iter()
            .filter(|id| !above(state, id).iter().any(|parent| turn.contains(parent)));
        let mut by_parent: BTreeMap<ScopeId, Vec<ScopeId>> = BTreeMap::new();
        for id in first {
            match state.scope(id)?.fold.parent() {
                Some(parent) => by_parent.entry(parent).or_default().push(*id),
                None => {
                    drafts.push(self.keys_draft(state, *id, rotation)?);
                    drafts.push(self.epoch_draft(state, *id, rotation)?);
                }
            }
        }
        for (parent, children) in by_parent {
            drafts.push(self.children_draft(state, parent, &children, rotation)?);
            for child in children {
                drafts.push(self.epoch_draft(state, child, rotation)?);
            }
        }
        if drafts.is_empty() {
            drafts = self.grant_drafts(state, &waiting)?;
        }
        Ok(drafts)
    }

    /// The key of a scope's next epoch: the one that somebody who manages now has sealed for those above
    /// before a crash, or a new one. One that came in a grant, or from a former manager, others may know.
    fn next_key(
        &self,
        state: &State,
        id: ScopeId,
        rotation: &mut Rotation,
    ) -> Result<(u32, ScopeKey), Error> {
        let epoch = state.scope(&id)?.fold.epoch().ok_or(Error::NotFound)? + 1;
        let manages = |by: &PublicKey| state.front.manages(by, &state.front.head());
        if let Some(known) = state.keys.planned(&id, epoch, manages) {
            return Ok((epoch, known.clone()));
        }
        let key = rotation
            .keys
            .entry((id, epoch))
            .or_insert_with(|| ScopeKey::make(&mut self.host.rng()));
        Ok((epoch, key.clone()))
    }

    fn keys_draft(
        &self,
        state: &State,
        id: ScopeId,
        rotation: &mut Rotation,
    ) -> Result<Draft, Error> {
        let (next, key) = self.next_key(state, id, rotation)?;
        let keys = vec![ScopeKeyOf {
            scope: id,
            epoch: next,
            key: (&key).into(),
        }];
        let said = body::encode(&Keys {
            keys,
            selection: state.selections.contains(&id),
            bin: state.bins.contains(&id).then_some(true),
        });
        let (epoch, roster) = state.current(&ChainId::ROSTER)?;
        let context = Context::new(Kind::Keys, self.session.room.0, ChainId::ROSTER.0, epoch);
        let sealed = roster.seal(&context, &said, &mut self.host.rng());
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
            let (epoch, key) = self.next_key(state, *id, rotation)?;
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
        let (epoch, key) = state.current(&parent)?;
        let context = Context::new(Kind::Children, self.session.room.0, parent.0, epoch);
        let sealed = key.seal(
            &context,
            &body::encode(&Children { folders }),
            &mut self.host.rng(),
        );
        Ok(Draft::new(
            parent,
            epoch,
            Public::Children(children.to_vec()),
            Some(sealed),
        ))
    }

    fn epoch_draft(
        &self,
        state: &State,
        id: ScopeId,
        rotation: &mut Rotation,
    ) -> Result<Draft, Error> {
        let (_, before) = state.current(&id)?;
        let (epoch, key) = self.next_key(state, id, rotation)?;
        let scope = state.scope(&id)?;
        let said = body::encode(&EpochBody {
            name: scope.name.clone(),
            before: Some(before.into()),
        });
        let context = Context::new(Kind::Epoch, self.session.room.0, id.0, epoch);
        let sealed = key.seal(&context, &said, &mut self.host.rng());
        let public = Epoch {
            parent: scope.fold.parent(),
            kem: key.kem_public().as_bytes().to_vec(),
        };
        Ok(Draft::new(id, epoch, Public::Epoch(public), Some(sealed)))
    }

    /// Grants of the new keys to those who held the old ones and stay.
    fn grant_drafts(&self, state: &State, waiting: &[ScopeEpoch]) -> Result<Vec<Draft>, Error> {
        let now = self.now();
        let (roster_epoch, _) = state.current(&ChainId::ROSTER)?;
        let mut sealed = Vec::new();
        for one in waiting {
            let (epoch, key) = state.current(&one.scope)?;
            for member in state
                .roster
                .members()
                .values()
                .filter(|member| state.is_open(member, now))
            {
                let Some(held) = member.grants.get(&one.scope).map(|granted| granted.grant) else {
                    continue;
                };
                if held.epoch >= epoch || held.expires.is_some_and(|end| now >= end) {
                    continue;
                }
                let terms = Terms {
                    room: self.session.room.0,
                    scope: one.scope.0,
                    epoch,
                    recipient: member.member.member.0,
                    rights: rights(held.rights),
                    expires: held.expires,
                };
                // one whose card the store keeps back gets nothing, and has an alarm
                let Ok(to) = card_of(state, member) else {
                    continue;
                };
                sealed.push((
                    member.member.member,
                    held.rights,
                    grant::seal(&terms, key, &to, &self.session.keys()?.sign),
                ));
            }
        }
        let drafts = sealed.chunks(GRANTS).map(|some| {
            let given = some.iter().map(|(member, rights, grant)| MemberGrant {
                member: *member,
                grant: refer(grant, *rights),
            });
            let draft = Draft::new(
                ChainId::ROSTER,
                roster_epoch,
                Public::Grants(given.collect()),
                None,
            );
            some.iter().fold(draft, |draft, (member, _, grant)| {
                draft.with(*member, grant)
            })
        });
        Ok(drafts.collect())
    }
}

/// Scopes that wait: their epoch did not move yet, or someone who stays has no key for it.
pub(crate) fn pending(state: &State, now: u64) -> Vec<ScopeEpoch> {
    let epoch = |scope: &ScopeId| state.scope(scope).ok()?.fold.epoch();
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

fn above(state: &State, id: &ScopeId) -> Vec<ScopeId> {
    let parent = |id: &ScopeId| state.scopes.get(id).and_then(|scope| scope.fold.parent());
    core::iter::successors(parent(id), parent)
        .take(ledger::limits::DEPTH)
        .collect()
}

/// The key that a member's grants are sealed to: its own card's, never one that only the store says.
pub(crate) fn card_of(state: &State, member: &RosterMember) -> Result<KemPublic, Error> {
    let id = member.member.member;
    let joined = state
        .people
        .get(&id)
        .is_some_and(|note| note.fold.joined().is_some());
    if joined || member.member.kind == MemberKind::Person {
        let card = state.people.get(&id).and_then(|note| note.card.as_ref());
        return card
            .map(|card| card.kem().clone())
            .ok_or(Error::Tampered(What::Card));
    }
    let note = state.notes.get(&id).ok_or(Error::Tampered(What::Body))?;
    LinkCard::parse(&note.card)
        .map(|card| card.kem)
        .map_err(Error::open(What::Card))
}
