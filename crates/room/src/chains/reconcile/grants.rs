//! Grants: what each member lacks of what it is to hold, sealed to its card and named in the roster.

use std::collections::BTreeMap;

use ledger::entry::{MemberGrant, Office, Public, Rights};
use ledger::fold::RosterMember;
use ledger::ids::{ChainId, MemberId, ScopeId};
use seal::grant::{self, Grant, Terms};
use seal::kem::KemPublic;

use crate::access::Target;
use crate::chains::append::Draft;
use crate::error::Error;
use crate::home::make::{refer, rights};
use crate::host::Host;
use crate::replay::State;
use crate::room::Room;

/// Grants of one entry at most.
const GRANTS: usize = 256;

/// A grant that is to be made.
struct Due {
    member: MemberId,
    to: KemPublic,
    scope: ScopeId,
    rights: Rights,
    expires: Option<u64>,
}

impl<H: Host> Room<H> {
    pub(super) fn grant_drafts(&self, state: &State, target: &Target) -> Result<Vec<Draft>, Error> {
        let now = self.now();
        let (epoch, _) = state.current(&ChainId::ROSTER)?;
        let mut sealed: Vec<(MemberId, Rights, Grant)> = Vec::new();
        for member in state.roster.members().values() {
            if !state.is_open(member, now) {
                continue;
            }
            for due in self.due(state, target, member) {
                // a scope whose key was not handed to this manager is another one's to grant
                let Ok((epoch, key)) = state.tended(&due.scope) else {
                    continue;
                };
                let terms = Terms {
                    room: self.session.room.0,
                    scope: due.scope.0,
                    epoch,
                    recipient: due.member.0,
                    rights: rights(due.rights),
                    expires: due.expires,
                };
                let made = grant::seal(&terms, key, &due.to, &self.session.keys()?.sign);
                sealed.push((due.member, due.rights, made));
            }
        }
        Ok(grants_drafts(epoch, &sealed))
    }

    /// What a member lacks: grants under the current epoch and with the end that holds now.
    fn due(&self, state: &State, target: &Target, member: &RosterMember) -> Vec<Due> {
        let id = member.member.member;
        let office = state.front.office(&id, &state.front.head());
        let most = state.most(&id);
        let mut wanted: BTreeMap<ScopeId, Rights> = BTreeMap::new();
        // whoever holds one stays with it: what it should not hold was withdrawn before
        let kept = |scope: &ScopeId| !state.is_named(scope) || target.reads(&id, scope);
        for (scope, held) in member.grants.iter().filter(|(scope, _)| kept(scope)) {
            // the front's stay as they were given, but for what an office gave that is held no more
            let rights = match *scope {
                ChainId::FRONT => held.grant.rights.min(most),
                _ if office.is_some() => most,
                _ => held.grant.rights.min(most),
            };
            let folder = !matches!(*scope, ChainId::FRONT | ChainId::ROSTER);
            if !(folder && office == Some(Office::Coordinator)) {
                wanted.insert(*scope, rights);
            }
        }
        // one whose document is gone is given to nobody anew
        let tops = target.tops(&id).into_iter();
        for scope in tops.filter(|scope| !state.is_dormant(scope)) {
            wanted
                .entry(scope)
                .or_insert(if office.is_some() { most } else { Rights::Read });
        }
        if office.is_some() {
            wanted.insert(ChainId::ROSTER, most);
        }
        if office >= Some(Office::Manager) {
            wanted.insert(state.desk(), most);
        }
        let expires = member.member.expires;
        let lacks = |(scope, _): &(ScopeId, Rights)| {
            let epoch = state.current(scope).map(|(epoch, _)| epoch);
            let held = member.grants.get(scope).map(|held| held.grant);
            epoch.is_ok_and(|epoch| {
                held.is_none_or(|held| held.epoch < epoch || held.expires != expires)
            })
        };
        let lacking: Vec<(ScopeId, Rights)> = wanted.into_iter().filter(lacks).collect();
        if lacking.is_empty() {
            return Vec::new();
        }
        // one whose card the store keeps back gets nothing, and has an alarm
        let Ok(to) = self.card_of(state, member) else {
            return Vec::new();
        };
        let due = |(scope, rights)| Due {
            member: id,
            to: to.clone(),
            scope,
            rights,
            expires,
        };
        lacking.into_iter().map(due).collect()
    }
}

/// Grants as entries.
pub(crate) fn grants_drafts(roster_epoch: u32, sealed: &[(MemberId, Rights, Grant)]) -> Vec<Draft> {
    let entries = sealed.chunks(GRANTS).map(|some| {
        let given = some.iter().map(|(member, rights, grant)| MemberGrant {
            member: *member,
            grant: refer(grant, *rights),
        });
        let public = Public::Grants(given.collect());
        let draft = Draft::new(ChainId::ROSTER, roster_epoch, public, None);
        let each = some.iter();
        each.fold(draft, |draft, (member, _, grant)| {
            draft.with(*member, grant)
        })
    });
    entries.collect()
}
