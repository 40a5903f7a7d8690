//! Who holds what: by the grants that the gate releases, folder by folder down to where keys lead.
//!
//! People and folders have the numbers of the record ([`crate::audit`]), so that a matrix and an audit report speak of
//! the same ones, whoever made them. Names stand beside them where whoever makes it has the keys to names.

use std::collections::{BTreeMap, BTreeSet};

use ledger::RoomFold;
use ledger::entry::{MemberKind, Office};
use ledger::fold::RosterMember;
use ledger::ids::{ChainId, MemberId, ScopeId};
use serde::{Deserialize, Serialize};

use super::head::{Made, RoomNamed};
use crate::access::Tree;
use crate::audit::{AuditFilter, PartyKind};
use crate::body::{BasisKind, Cover, Principal};
use crate::dates::utc;
use crate::error::Error;
use crate::host::Host;
use crate::information::gate::Gate;
use crate::names;
use crate::replay::State;
use crate::room::Room;

/// Who holds what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PermissionMatrix {
    /// The room.
    pub room: RoomNamed,
    /// By whom, and when.
    pub made: Made,
    /// `names` of who manages, `numbers` of who audits.
    pub view: String,
    /// How much is wrong with the record that this was taken from: the audit report says what.
    pub findings: usize,
    /// Who holds what, by places and holders.
    pub rights: Vec<Held>,
    /// Everybody who may come in, and who holds nothing, too.
    pub holders: Vec<Holder>,
    /// Everything that can be held.
    pub places: Vec<HeldPlace>,
}

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Holder {
    /// By which the record names it: of people, or of links.
    pub number: u32,
    /// `person`, `invite` or `link`.
    pub kind: String,
    /// The name.
    pub name: Option<String>,
    /// `owner`, `manager`, `coordinator`, `auditor`, or none.
    pub office: Option<String>,
    /// Those to which it belongs.
    pub groups: Vec<String>,
    /// `live`, or `suspended`.
    pub standing: String,
    /// Until when it may come in.
    pub until: Option<String>,
    /// What it opens it neither saves nor prints.
    pub view_only: bool,
    /// How many places it holds; of one who manages, all but clean teams'.
    pub held: usize,
}

/// Something that can be held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct HeldPlace {
    /// By which the record names it: of folders, or of inboxes.
    pub number: u32,
    /// `folder`, `document`, `bin`, `inbox` or `clean-team`. Without names a document with rights of its own is a folder.
    pub kind: String,
    /// Its path.
    pub name: Option<String>,
    /// How many documents are in it.
    pub documents: usize,
    /// How many hold it, those who manage left out.
    pub holders: usize,
}

/// One who holds something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Held {
    /// Its number; none for everything but clean teams' folders.
    pub place: Option<u32>,
    /// As of [`HeldPlace`], or `everything`.
    pub place_kind: String,
    /// Its path.
    pub place_name: Option<String>,
    /// The holder's number.
    pub holder: u32,
    /// As of [`Holder`].
    pub holder_kind: String,
    /// The name.
    pub holder_name: Option<String>,
    /// `read`, `write`, or `manage`.
    pub level: String,
    /// Since when it was given.
    pub since: Option<String>,
    /// Until when.
    pub until: Option<String>,
    /// By which legal bases, as far as any are recorded that cover it.
    pub bases: Vec<BasisSaid>,
}

/// A legal basis.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BasisSaid {
    /// `consent`, `contract`, `duty`, `public`, `merger` or `other`.
    pub basis: String,
    /// What for.
    pub purpose: String,
    /// To which country.
    pub country: String,
    /// Until when.
    pub until: Option<String>,
}

/// What names are taken from.
struct Named<'s> {
    state: &'s State,
    tree: Tree,
    gate: Gate,
    now: u64,
}

struct Walk<'w> {
    fold: &'w RoomFold,
    named: Option<Named<'w>>,
    inboxes: BTreeSet<ScopeId>,
    desk: ScopeId,
}

impl<H: Host> Room<H> {
    pub(super) fn permission_matrix(&self) -> Result<PermissionMatrix, Error> {
        let (room, made) = self.report_head()?;
        let findings = self.audit(&AuditFilter::default(), 0, 0)?.findings.len();
        let read = self.audited.borrow();
        let fold = read.fold().ok_or(Error::NotFound)?;
        let (places, parties) = self.parties(&read);
        let state = self.state.borrow();
        let now = self.now();
        let manages = self.is_manager(&state);
        let walk = Walk {
            fold,
            named: manages.then(|| {
                let tree = state.tree();
                Named {
                    gate: Gate::of(&state, &state.plan, &tree, &[]),
                    state: &state,
                    tree,
                    now,
                }
            }),
            inboxes: read.inboxes(),
            desk: ChainId::of_desk(&fold.room()),
        };
        let head = fold.front().head();
        let mut matrix = PermissionMatrix {
            room,
            made,
            view: if manages { "names" } else { "numbers" }.to_owned(),
            findings,
            rights: Vec::new(),
            holders: Vec::new(),
            places: Vec::new(),
        };
        let mut counts: BTreeMap<ScopeId, usize> = BTreeMap::new();
        for (id, member) in fold.roster().members() {
            let Some(party) = parties.get(id) else {
                continue;
            };
            if member.judge_open(fold.member(id), now).is_err() {
                continue;
            }
            let office = fold.front().office(id, &head);
            let joined = fold.member(id).is_some_and(|own| own.joined().is_some());
            let kind = match (party.kind, member.member.kind) {
                (PartyKind::Link, _) => "link",
                (_, MemberKind::Invite) if !joined => "invite",
                _ => "person",
            };
            let closes = fold.front().policy().ends;
            let ends = [
                member.member.expires,
                closes.filter(|_| office != Some(Office::Owner)),
            ];
            let until = ends.into_iter().flatten().min().map(utc);
            let held = walk.held(member);
            let holder = Holder {
                number: party.number,
                kind: kind.to_owned(),
                name: party.name.clone(),
                office: office_of(office, member).map(str::to_owned),
                groups: groups(&state, manages, id),
                standing: if member.suspended {
                    "suspended"
                } else {
                    "live"
                }
                .to_owned(),
                until: until.clone(),
                view_only: member.member.manner.view_only,
                held: held.len(),
            };
            let right = |place: Option<&ScopeId>, level: &str, since: Option<u64>| Held {
                place: place.map(|id| places.of(id).number),
                place_kind: place.map_or("everything", |id| walk.kind(id)).to_owned(),
                place_name: place.and_then(|id| walk.name(id)),
                holder: holder.number,
                holder_kind: holder.kind.clone(),
                holder_name: holder.name.clone(),
                level: level.to_owned(),
                since: since.map(utc),
                until: until.clone(),
                bases: place
                    .map(|id| walk.bases(&member.member.member, id))
                    .unwrap_or_default(),
            };
            let manager = office.is_some_and(|office| office >= Office::Manager);
            if manager {
                matrix.rights.push(right(None, "manage", None));
            }
            for (scope, since) in &held {
                let clean = walk.is_clean(scope);
                if manager && !clean {
                    continue;
                }
                *counts.entry(*scope).or_default() += 1;
                let writes = fold
                    .scope(scope)
                    .is_some_and(|it| it.writers().contains_key(id));
                let level = match (manager, writes) {
                    (true, _) => "manage",
                    (false, true) => "write",
                    (false, false) => "read",
                };
                matrix.rights.push(right(Some(scope), level, Some(*since)));
            }
            matrix.holders.push(holder);
        }
        for id in fold.scopes().keys().filter(|id| walk.counts(id)) {
            matrix.places.push(HeldPlace {
                number: places.of(id).number,
                kind: walk.kind(id).to_owned(),
                name: walk.name(id),
                documents: fold.scope(id).map_or(0, |scope| scope.docs().len()),
                holders: counts.get(id).copied().unwrap_or(0),
            });
        }
        matrix
            .holders
            .sort_by(|a, b| (&a.kind, a.number).cmp(&(&b.kind, b.number)));
        matrix
            .places
            .sort_by(|a, b| (&a.name, &a.kind, a.number).cmp(&(&b.name, &b.kind, b.number)));
        matrix.rights.sort_by(|a, b| {
            let key = |it: &Held| (it.place_name.clone(), it.place_kind.clone(), it.place);
            let who = |it: &Held| (it.holder_kind.clone(), it.holder);
            (a.place.is_some(), key(a), who(a)).cmp(&(b.place.is_some(), key(b), who(b)))
        });
        Ok(matrix)
    }
}

impl Walk<'_> {
    /// What somebody was granted, and everything whose key lies under that, with the time at which it was given.
    fn held(&self, member: &RosterMember) -> BTreeMap<ScopeId, u64> {
        let mut held: BTreeMap<ScopeId, u64> = BTreeMap::new();
        let mut open: Vec<(ScopeId, u64)> = Vec::new();
        open.extend(
            member
                .grants
                .iter()
                .map(|(id, granted)| (*id, granted.time)),
        );
        while let Some((id, since)) = open.pop() {
            let Some(scope) = self.fold.scope(&id).filter(|_| self.counts(&id)) else {
                continue;
            };
            if held.get(&id).is_some_and(|known| *known <= since) {
                continue;
            }
            held.insert(id, since);
            open.extend(scope.children().iter().map(|child| (*child, since)));
        }
        held
    }

    /// Whether it holds anything for people: neither the desk nor what a deleted document leaves.
    fn counts(&self, id: &ScopeId) -> bool {
        let dormant = self
            .named
            .as_ref()
            .is_some_and(|it| it.state.is_dormant(id));
        *id != self.desk && !dormant && self.fold.scope(id).is_some()
    }

    fn is_clean(&self, id: &ScopeId) -> bool {
        self.fold
            .scope(id)
            .is_some_and(|it| it.granters().is_some())
    }

    fn kind(&self, id: &ScopeId) -> &'static str {
        if self.inboxes.contains(id) {
            return "inbox";
        }
        if self.is_clean(id) {
            return "clean-team";
        }
        match &self.named {
            Some(it) if it.state.bins.contains(id) => "bin",
            Some(it) if it.state.is_lived(id) => "document",
            _ => "folder",
        }
    }

    /// Its path, if one has the keys to names.
    fn name(&self, id: &ScopeId) -> Option<String> {
        let Named { state, tree, .. } = self.named.as_ref()?;
        let mut path = Vec::new();
        let mut at = Some(*id);
        while let Some(id) = at.filter(|_| path.len() < 64) {
            // the room's own folder has none
            let name = Some(state.line_name(&id)).filter(|name| !name.is_empty());
            path.extend(name.map(|name| names::safe(&name)));
            at = tree.place(&id);
        }
        path.reverse();
        Some(format!("/{}", path.join("/")))
    }

    /// Legal bases by which somebody may have what is in it.
    fn bases(&self, member: &MemberId, id: &ScopeId) -> Vec<BasisSaid> {
        let Some(it) = &self.named else {
            return Vec::new();
        };
        let groups: BTreeSet<Principal> = it.state.plan.groups_of(member).collect();
        let own = Principal::member(member);
        let path = it.gate.path(id);
        let origins: BTreeSet<_> = it
            .gate
            .demands(id)
            .iter()
            .filter_map(|it| it.origin)
            .collect();
        let covers = |cover: &Cover| match cover {
            Cover::Folder(folder) => path.contains(folder),
            Cover::Doc(origin) => origins.contains(origin),
        };
        let all = it.state.plan.bases.values();
        let fits = all.filter(|known| known.is_live(it.now)).filter(|known| {
            let to = &known.basis.recipient;
            (*to == own || groups.contains(to)) && known.basis.covers.iter().any(covers)
        });
        let said: BTreeSet<BasisSaid> = fits
            .map(|known| BasisSaid {
                basis: basis_kind(&known.basis.kind).to_owned(),
                purpose: names::text(&known.basis.purpose),
                country: known.basis.country.clone(),
                until: known.basis.until.map(utc),
            })
            .collect();
        said.into_iter().collect()
    }
}

fn groups(state: &State, manages: bool, id: &MemberId) -> Vec<String> {
    if !manages {
        return Vec::new();
    }
    let names = state.plan.groups_of(id);
    let names = names.filter_map(|group| state.plan.groups.get(&group));
    names.map(|name| names::shown(name)).collect()
}

fn office_of(office: Option<Office>, member: &RosterMember) -> Option<&'static str> {
    match office {
        Some(Office::Owner) => Some("owner"),
        Some(Office::Manager) => Some("manager"),
        Some(Office::Coordinator) => Some("coordinator"),
        None => member.member.manner.audits.then_some("auditor"),
    }
}

fn basis_kind(kind: &BasisKind) -> &'static str {
    match kind {
        BasisKind::Consent(_) => "consent",
        BasisKind::Contract => "contract",
        BasisKind::Duty => "duty",
        BasisKind::Public => "public",
        BasisKind::Merger => "merger",
        BasisKind::Other(_) => "other",
    }
}
