//! From what is planned to what is so: entries that bring keys and grants to what the plan says.
//!
//! Each phase is a function of the state alone, so any manager's client finds what another one began
//! and goes on, and a crash between any two entries loses nothing:
//!
//! ```text
//! 1  who is to hold less: Withdraw, which binds the gate at once and names what is to rotate; Drops, for
//!    who may send in less; what takes two and no rule gives any more; and who is no longer to grant in a clean team's folder leaves its list
//! 2  new keys, from the top down, for what rotates and for what is sealed under another folder
//! 3  folders listed below the one under whose key they are sealed now, and taken out where they do not lie any
//!    more, before anybody comes to read there
//! 4  grants: to who stays, to who is to hold more, to who holds an office, with the end that holds now
//! 5  who is to grant in a clean team's folder comes into its list; writers, and where documents with rights
//!    of their own lie
//! 6  inboxes, who may send there, and that they are told where
//! 7  who lost something is told
//! ```

mod grants;

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::{MemberKind, Office, Public, Rights, ScopeEpoch};
use ledger::fold::RosterMember;
use ledger::ids::{ChainId, MemberId, PublicKey, ScopeId};

use crate::access::Target;
use crate::body::Level;
use crate::chains::append::Draft;
use crate::chains::care::{Care, Phase};
use crate::chains::rotate::{Rotation, pending};
use crate::error::Error;
use crate::host::Host;
use crate::replay::State;
use crate::room::Room;

pub(crate) use grants::grants_drafts;

impl<H: Host> Room<H> {
    /// The next entries, phase by phase; asked again until there is nothing left.
    pub(crate) fn reconcile_drafts(
        &self,
        state: &State,
        rotation: &mut Rotation,
        care: &Care,
    ) -> Result<Vec<Draft>, Error> {
        let now = self.now();
        let target = Target::of(state, now);
        let waiting = pending(state, now);
        // one after the other: a later phase costs much, and what it finds before its turn is of no use
        let rotation = core::cell::RefCell::new(rotation);
        let phases: [Phase<'_>; 13] = [
            &mut || {
                let mut less = self.withdraw_drafts(state, &target, &waiting)?;
                less.extend(self.unsend_drafts(state, &target)?);
                less.extend(self.unclear_drafts(state)?);
                Ok(less)
            },
            &mut || self.granter_drafts(state, &target, false),
            &mut || self.rotation_drafts(state, &target, &waiting, &mut rotation.borrow_mut()),
            &mut || self.listing_drafts(state, &target),
            &mut || Ok(unlisting_drafts(state)),
            &mut || self.grant_drafts(state, &target),
            &mut || self.granter_drafts(state, &target, true),
            &mut || self.writer_drafts(state, &target),
            &mut || self.home_drafts(state, &target),
            &mut || self.missing_inbox_drafts(state, &target, &mut rotation.borrow_mut()),
            &mut || self.sender_drafts(state, &target),
            &mut || self.tell_drafts(state),
            &mut || Ok(self.withdrawn_drafts(state)),
        ];
        care.first(phases)
    }

    pub(crate) fn withdraw_drafts(
        &self,
        state: &State,
        target: &Target,
        waiting: &[ScopeEpoch],
    ) -> Result<Vec<Draft>, Error> {
        let (epoch, _) = state.current(&ChainId::ROSTER)?;
        let waits: BTreeSet<(ScopeId, u32)> =
            waiting.iter().map(|one| (one.scope, one.epoch)).collect();
        let mut drafts = Vec::new();
        // many members hold the same
        let mut held: BTreeMap<BTreeSet<ScopeId>, Vec<ScopeEpoch>> = BTreeMap::new();
        for member in state.roster.members().values() {
            let id = member.member.member;
            let office = state.front.office(&id, &state.front.head());
            let open = state.is_open(member, self.now());
            // of who manages, and of who is over, clean teams' folders alone are asked after: an end that
            // another manager wrote does not name those
            let whole = open && office < Some(Office::Manager);
            let asked = |scope: &ScopeId| whole || state.is_named(scope);
            let reads = |scope: &ScopeId| open && target.reads(&id, scope);
            let scopes = member.grants.keys().filter(|scope| {
                open && asked(scope) && !may_hold(state, target, &id, office, scope)
            });
            let scopes: Vec<ScopeId> = scopes.copied().collect();
            let mut tops = handed(state, member, office);
            // who is over keeps its grants in the roster: one of an older key is no reason for another one
            let now = |scope: &ScopeId| {
                let held = member.grants.get(scope).map(|held| held.grant.epoch);
                let epoch = state.scopes.get(scope).and_then(|scope| scope.fold.epoch());
                open || held == epoch
            };
            tops.retain(|scope| asked(scope) && now(scope));
            let all = held
                .entry(tops)
                .or_insert_with_key(|tops| with_below(state, tops));
            let lost = all.iter().filter(|one| {
                let due = !waits.contains(&(one.scope, one.epoch));
                due && state.tended(&one.scope).is_ok() && !reads(&one.scope)
            });
            let rotate: Vec<ScopeEpoch> = lost.copied().collect();
            if scopes.is_empty() && rotate.is_empty() {
                continue;
            }
            let withdraw = Public::Withdraw(id, scopes, rotate);
            drafts.push(Draft::new(ChainId::ROSTER, epoch, withdraw, None));
        }
        Ok(drafts)
    }

    fn writer_drafts(&self, state: &State, target: &Target) -> Result<Vec<Draft>, Error> {
        let mut drafts = Vec::new();
        let mut writers: BTreeMap<ScopeId, Vec<(MemberId, PublicKey)>> = BTreeMap::new();
        // a chain says whom a key is once, and one of two members is enough
        let doubles = state.doubles(self.now());
        for (id, levels) in &target.levels {
            // who manages writes by office
            let officer = state.front.is_manager(id, &state.front.head());
            let once = !officer && !doubles.contains(id);
            let Some(key) = person_key(state, id).filter(|_| once) else {
                continue;
            };
            for (scope, _) in levels.iter().filter(|(_, level)| **level == Level::Write) {
                writers.entry(*scope).or_default().push((*id, key));
            }
        }
        for id in target.tree.folders() {
            let Ok((epoch, _)) = state.tended(id) else {
                continue;
            };
            let there = state.scope(id)?.fold.writers();
            let wanted = writers.get(id).map_or(&[][..], Vec::as_slice);
            let gone = there
                .iter()
                .filter(|(member, key)| !wanted.contains(&(**member, **key)))
                // of one who is not the one that was approved this client knows nothing
                .filter(|(member, _)| !state.is_other(member))
                .map(|(member, _)| Public::Unwriter(*member));
            let new = wanted
                .iter()
                .filter(|(member, key)| there.get(member) != Some(key))
                .map(|(member, key)| Public::Writer(*member, *key));
            drafts.extend(
                gone.chain(new)
                    .map(|public| Draft::new(*id, epoch, public, None)),
            );
        }
        Ok(drafts)
    }

    /// Members who were not told yet what they lost.
    fn withdrawn_drafts(&self, state: &State) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for member in state.roster.members().values() {
            let id = member.member.member;
            let Some(chain) = state.person(&id) else {
                continue;
            };
            let begun = chain.tip().head().next > 0;
            if !begun || !state.is_open(member, self.now()) {
                continue;
            }
            let gone = |scope: &ScopeId| {
                !member.grants.contains_key(scope) && !chain.withdrawn().contains(scope)
            };
            let lost: BTreeSet<ScopeId> = member
                .ever
                .iter()
                .map(|grant| grant.scope)
                .filter(gone)
                .collect();
            if !lost.is_empty() {
                let told = Public::Withdrawn(lost.into_iter().collect());
                drafts.push(Draft::new(id, 0, told, None));
            }
        }
        drafts
    }
}

impl State {
    /// The most that a grant may give a member: what its office does, and without one to read.
    pub(crate) fn most(&self, id: &MemberId) -> Rights {
        match self.front.office(id, &self.front.head()) {
            Some(Office::Owner) => Rights::Own,
            Some(Office::Manager) => Rights::Manage,
            Some(Office::Coordinator) => Rights::Coordinate,
            None => Rights::Read,
        }
    }
}

/// Folders that are listed where they do not lie: from then on nobody who comes is served a word of them there.
fn unlisting_drafts(state: &State) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (id, scope) in &state.scopes {
        let elsewhere = |child: &&ScopeId| {
            let child = state.scopes.get(*child);
            child.is_some_and(|child| {
                child.fold.epoch().is_some() && child.fold.parent() != Some(*id)
            })
        };
        let listed = scope.fold.children().iter();
        let gone: Vec<ScopeId> = listed.filter(elsewhere).copied().collect();
        if let (Ok((epoch, _)), false) = (state.tended(id), gone.is_empty()) {
            drafts.push(Draft::new(*id, epoch, Public::Unchild(gone), None));
        }
    }
    drafts
}

/// The room key of a person who joined.
pub(crate) fn person_key(state: &State, id: &MemberId) -> Option<PublicKey> {
    let member = state.roster.member(id)?;
    let chain = state.person(id)?;
    let person = member.member.kind == MemberKind::Person || chain.joined().is_some();
    (person && !state.is_other(id)).then(|| chain.key(&member.subject()))
}

impl State {
    /// Members who are let in and speak with the key of another one who is, and who joined before them. No gate
    /// lets anybody join so.
    pub(crate) fn doubles(&self, now: u64) -> BTreeSet<MemberId> {
        let joined = |id: &MemberId| Some(self.person(id)?.joined()?.1);
        let all = self.roster.members().iter();
        let mut all: Vec<(Option<u64>, MemberId, PublicKey)> = all
            .filter(|(_, member)| self.is_open(member, now))
            .filter_map(|(id, _)| Some((joined(id), *id, person_key(self, id)?)))
            .collect();
        all.sort_unstable();
        let mut keys = BTreeSet::new();
        let again = all.into_iter().filter(|(_, _, key)| !keys.insert(*key));
        again.map(|(_, id, _)| id).collect()
    }
}

/// Whether a member may keep a grant of this scope. What is not known here is another manager's to judge.
fn may_hold(
    state: &State,
    target: &Target,
    id: &MemberId,
    office: Option<Office>,
    scope: &ScopeId,
) -> bool {
    match *scope {
        ChainId::FRONT => true,
        ChainId::ROSTER => office.is_some(),
        desk if desk == state.desk() => false,
        _ if state.tended(scope).is_err() => true,
        _ => target.reads(id, scope),
    }
}

/// The scopes that a member was handed the keys of: its grants, and all that the desk knows for who holds
/// the desk.
pub(crate) fn handed(
    state: &State,
    member: &RosterMember,
    office: Option<Office>,
) -> BTreeSet<ScopeId> {
    let given = member.grants.keys();
    let mut tops: BTreeSet<ScopeId> = given
        .filter(|scope| **scope != ChainId::FRONT)
        .copied()
        .collect();
    if tops.contains(&state.desk()) {
        tops.extend(&state.listed);
    }
    // the roster's is no loss to who stays in office
    if office.is_some() {
        tops.remove(&ChainId::ROSTER);
    }
    tops
}

/// These scopes and all below them, at their current epochs.
pub(crate) fn with_below(state: &State, tops: &BTreeSet<ScopeId>) -> Vec<ScopeEpoch> {
    let mut all: BTreeSet<ScopeId> = tops.clone();
    all.extend(tops.iter().flat_map(|top| state.subtree(top)));
    let epoch = |scope: &ScopeId| match *scope {
        ChainId::ROSTER => state.roster.epoch(),
        _ => state.scope(scope).ok()?.fold.epoch(),
    };
    all.into_iter()
        .filter_map(|scope| epoch(&scope).map(|epoch| ScopeEpoch { scope, epoch }))
        .collect()
}
