//! Members: people, invites and links, and how each stands.

use blobs::Api;
use blobs::wire::Id;
use ledger::entry::{MemberKind, Office};
use ledger::fold::RosterMember;
use ledger::ids::{DocId, MemberId};
use seal::identity::Fingerprint;
use seal::sign::SigningKey;

use crate::body::Principal;
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::replay::State;
use crate::room::Room;
use crate::session::KeySigner;

/// A member as managers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberView {
    /// Its chain.
    pub member: MemberId,
    /// What it is.
    pub kind: Role,
    /// How it stands.
    pub standing: MemberStanding,
    /// What the issuer called it.
    pub label: String,
    /// The name on the card, of one who joined.
    pub name: Option<String>,
    /// Who that is.
    pub fingerprint: Option<Fingerprint>,
    /// What was shared.
    pub what: String,
    /// A selection's documents.
    pub docs: Vec<DocId>,
    /// The server's time at which it was entered.
    pub added: u64,
    /// When it ends.
    pub expires: Option<u64>,
    /// How many devices may open it.
    pub opens: Option<u32>,
    /// How many did, as far as the gate counts.
    pub opened: u32,
    /// Whether a passphrase is part of its key.
    pub passphrase: bool,
    /// When the member itself gave up its key.
    pub disowned: Option<u64>,
    /// What it may do beyond reading.
    pub office: Option<Office>,
    /// Its groups.
    pub groups: Vec<Principal>,
    /// It joined and waits for approval; or will, once it joins.
    pub awaits: bool,
    /// Reads every chain.
    pub audits: bool,
    /// Saves and prints nothing.
    pub view_only: bool,
    /// Kept out for now.
    pub suspended: bool,
}

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Made the room.
    Owner,
    /// Joined.
    Person,
    /// Not accepted yet.
    Invite,
    /// Read by visitors.
    Link,
}

/// How a member stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberStanding {
    /// May read.
    Live,
    /// Kept out for now; may be let in again.
    Suspended,
    /// Its time is over.
    Expired,
    /// A manager ended it.
    Ended,
    /// Opened as often as it may be.
    UsedUp,
    /// Gave up its key, which others may know: whoever it is needs another invite.
    Disowned,
}

impl<H: Host> Room<H> {
    /// Everybody in the room; for managers.
    pub async fn members(&self) -> Result<Vec<MemberView>, Error> {
        let (mut views, asked) = {
            let state = self.state.borrow();
            if !self.is_officer(&state) {
                return Err(Error::NotAllowed);
            }
            let members = state.roster.members().values();
            let views: Vec<MemberView> = members
                .map(|member| self.member_view(&state, member))
                .collect();
            let counted = |view: &&MemberView| {
                view.kind == Role::Link
                    && view.opens.is_some()
                    && view.standing == MemberStanding::Live
            };
            let asked: Vec<_> = views
                .iter()
                .filter(counted)
                .filter_map(|view| self.state_key(&state, view))
                .collect();
            (views, asked)
        };
        for (member, key) in asked {
            let by = KeySigner::state(member, &key);
            let answer = self
                .host
                .api()
                .link_state(&by, &Id(self.session.room.0), &Id(member.0))
                .await?;
            for view in views.iter_mut().filter(|view| view.member == member) {
                let left = answer.opens_left.unwrap_or_default();
                view.opened = view.opens.unwrap_or_default().saturating_sub(left);
                if left == 0 {
                    view.standing = MemberStanding::UsedUp;
                }
            }
        }
        views.sort_by_key(|view| view.added);
        Ok(views)
    }

    pub(crate) fn member_view(&self, state: &State, member: &RosterMember) -> MemberView {
        let entered = &member.member;
        let note = state.notes.get(&entered.member);
        let person = state.people.get(&entered.member);
        let own = entered.member == self.session.member;
        let card = if own {
            self.session.card().ok()
        } else {
            card(state, &entered.member)
        };
        let joined = state
            .person(&entered.member)
            .is_some_and(|fold| fold.joined().is_some());
        let kind = match entered.kind {
            _ if state.front.is_owner(&entered.member, &state.front.head()) => Role::Owner,
            MemberKind::Link => Role::Link,
            MemberKind::Invite if !joined => Role::Invite,
            _ => Role::Person,
        };
        let chain = state.person(&entered.member);
        let disowned = chain.and_then(ledger::MemberFold::disowned);
        let standing = match member.judge_open(chain, self.now()) {
            // managers' programs end it by themselves; why stays to be seen
            _ if disowned.is_some() => MemberStanding::Disowned,
            Err(ledger::Refusal::Ended) => MemberStanding::Ended,
            Err(_) => MemberStanding::Expired,
            Ok(()) if member.suspended => MemberStanding::Suspended,
            Ok(()) => MemberStanding::Live,
        };
        MemberView {
            member: entered.member,
            kind,
            standing,
            label: note
                .map(|note| names::shown(&note.label))
                .unwrap_or_default(),
            name: card.map(|card| card.name().to_owned()),
            fingerprint: card.map(seal::card::Card::fingerprint),
            what: note
                .map(|note| names::shown(&note.what))
                .unwrap_or_default(),
            docs: note.map(|note| note.docs.clone()).unwrap_or_default(),
            added: person.map_or_else(
                || {
                    let times = member.grants.values().map(|granted| granted.time);
                    times.min().unwrap_or_default()
                },
                // grants are sealed again when their end is moved
                |note| note.since,
            ),
            expires: if kind == Role::Invite {
                entered.join_by
            } else {
                entered.expires
            },
            opens: entered.opens,
            opened: 0,
            passphrase: note.is_some_and(|note| note.passphrase),
            disowned,
            office: state.front.office(&entered.member, &state.front.head()),
            groups: state.plan.groups_of(&entered.member).collect(),
            awaits: state.plan.awaits.contains(&entered.member),
            audits: entered.manner.audits,
            view_only: entered.manner.view_only,
            suspended: member.suspended,
        }
    }

    /// What managers call a member: by the card of who joined, or by the label.
    pub(crate) fn member_name(&self, state: &State, id: &MemberId) -> String {
        if *id == self.session.member {
            let own = self.session.card().ok();
            return own.map(|card| card.name().to_owned()).unwrap_or_default();
        }
        let card = card(state, id);
        let label = || state.notes.get(id).map(|note| names::shown(&note.label));
        card.map(|card| card.name().to_owned())
            .or_else(label)
            .unwrap_or_default()
    }

    fn state_key(&self, state: &State, view: &MemberView) -> Option<(MemberId, SigningKey)> {
        let key = SigningKey::parse(state.notes.get(&view.member)?.state.expose()).ok()?;
        Some((view.member, key))
    }
}

/// The card of a person who joined, or of the founder.
fn card<'s>(state: &'s State, id: &MemberId) -> Option<&'s seal::card::Card> {
    let joined = state.card(id);
    let founder = state.owner.as_ref();
    joined.or(founder.filter(|_| *id == state.front.founder()))
}
