//! Who is who in a history: members, and the visitors of links.

use std::collections::{BTreeMap, BTreeSet};

use ledger::MemberFold;
use ledger::ids::{ChainId, MemberId, PublicKey};

use super::Someone;
use crate::host::Host;
use crate::names;
use crate::people::members::Role;
use crate::replay::State;
use crate::room::Room;

/// Everybody by chain, and members by the key that they sign with.
pub(crate) struct People {
    all: BTreeMap<ChainId, Someone>,
    keys: BTreeMap<PublicKey, MemberId>,
    me: ChainId,
}

impl People {
    pub(crate) fn of<H: Host>(room: &Room<H>, state: &State) -> Self {
        let me = room.session.chain;
        let mut people = Self {
            all: BTreeMap::new(),
            keys: BTreeMap::new(),
            me,
        };
        for certificate in state.front.certificates() {
            people.keys.insert(certificate.key, certificate.member);
        }
        for (id, member) in state.roster.members() {
            let view = room.member_view(state, member);
            if let Some(chain) = state.person(id) {
                people.keys.insert(chain.key(&member.subject()), *id);
            }
            let someone = Someone {
                id: *id,
                kind: view.kind,
                link: None,
                name: view.name.unwrap_or_default(),
                label: view.label,
                me: *id == me,
            };
            people.all.insert(*id, someone);
        }
        for (id, visitor) in &state.visitors {
            let link = people.all.get(&visitor.link);
            let someone = Someone {
                id: *id,
                kind: Role::Link,
                link: Some(visitor.link),
                name: visitor
                    .said
                    .as_ref()
                    .map(|said| names::shown(&said.name))
                    .unwrap_or_default(),
                label: link.map(|link| link.label.clone()).unwrap_or_default(),
                me: false,
            };
            people.all.insert(*id, someone);
        }
        // a reader knows nobody's chain but its own
        people.all.entry(me).or_insert_with(|| Someone {
            id: me,
            kind: Role::Person,
            link: None,
            name: room
                .session
                .card()
                .map(|card| names::shown(card.name()))
                .unwrap_or_default(),
            label: String::new(),
            me: true,
        });
        people
    }

    pub(crate) fn show(&self, id: &ChainId) -> Option<Someone> {
        self.all.get(id).cloned()
    }

    /// Who signs with this key.
    pub(super) fn by_key(&self, key: &PublicKey) -> Option<MemberId> {
        self.keys.get(key).copied()
    }

    /// Whether this is the person that is asked for, or came by the link that is.
    pub(crate) fn fits(&self, id: &ChainId, asked: &ChainId) -> bool {
        id == asked || self.all.get(id).and_then(|one| one.link).as_ref() == Some(asked)
    }

    /// The chains whose receipts are shown: everybody's, or one's own.
    pub(crate) fn chains<'s>(
        &self,
        state: &'s State,
        everybody: bool,
    ) -> Vec<(ChainId, &'s MemberFold)> {
        let mut chains = vec![(self.me, &state.own)];
        if everybody {
            let others = state.people.iter().map(|(id, note)| (*id, &note.fold));
            let others = others.filter(|(id, _)| *id != self.me);
            let visitors = state.visitors.iter();
            chains.extend(others.chain(visitors.map(|(id, one)| (*id, &one.fold))));
        }
        chains
    }

    /// Those who have opened anything.
    pub(super) fn active(&self, state: &State) -> BTreeSet<ChainId> {
        let chains = self.chains(state, true).into_iter();
        let active = chains.filter(|(_, fold)| !fold.receipts().is_empty());
        active.map(|(id, _)| id).collect()
    }
}
