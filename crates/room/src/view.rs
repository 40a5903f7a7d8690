//! What there is to show: folders, documents, who owns it, what is wrong.

use std::collections::BTreeMap;

use ledger::entry::{Policy, RoomState};
use ledger::ids::{DocId, RoomId, ScopeId};
use seal::identity::Fingerprint;

use crate::body::Record;
use crate::docs::Numbers;
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::replay::{Alarm, Kept, Scope, Shown, Spot, State, Wanted};
use crate::room::Room;

/// A room as it is to be shown.
#[derive(Debug, Clone)]
pub struct View {
    /// The room.
    pub room: RoomId,
    /// Its title.
    pub title: String,
    /// The owner's name.
    pub owner: String,
    /// Who the owner is; compared as safety words.
    pub owner_fingerprint: Option<Fingerprint>,
    /// Whether one may add, delete, invite and link.
    pub manage: bool,
    /// Whether one sees who is in the room and keeps people out, and opens nothing.
    pub coordinates: bool,
    /// Nothing is to be saved or printed: the gate takes no receipt for it.
    pub view_only: bool,
    /// Whether one is an owner.
    pub owns: bool,
    /// How the room stands for all but its owners.
    pub policy: Policy,
    /// A text is to be agreed to first: nothing else is shown; see [`Room::asked`].
    pub owes: bool,
    /// Where one may send files without reading, and what it is called.
    pub drops: Vec<(ScopeId, String)>,
    /// Until when one's grants hold.
    pub expires: Option<u64>,
    /// The server's time of the newest entry.
    pub as_of: u64,
    /// This device was restored, and no other person's word has arrived since: nothing shows yet that
    /// the store serves the newest state.
    pub unproven: bool,
    /// Parents before children. The first is the root, or what was granted.
    pub folders: Vec<Folder>,
    /// Documents of all folders.
    pub docs: Vec<Doc>,
    /// Documents in the bin; for managers.
    pub bin: Vec<Doc>,
    /// What was signed and is not there, or there and not what was signed.
    pub alarms: Vec<Alarm>,
}

/// A folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Its scope.
    pub id: ScopeId,
    /// The folder above, if one holds it.
    pub parent: Option<ScopeId>,
    /// Fit to be shown and saved; empty for the root.
    pub name: String,
    /// Its index number, counted among what one sees: `1.2`. Empty at the top.
    pub number: String,
    /// Fit to be shown.
    pub description: String,
    /// When it was made, by the server's time.
    pub made: u64,
    /// Whether one may add documents to it.
    pub may_add: bool,
}

/// A document.
#[derive(Debug, Clone)]
pub struct Doc {
    /// What it is asked for by: no other document has this.
    pub at: Spot,
    /// Its folder.
    pub folder: ScopeId,
    /// Its newest version. `record.name` is what the file was called; see [`Doc::name`].
    pub record: Record,
    /// What the document is called now: fit to be shown and saved.
    pub name: String,
    /// The server's time of its first version.
    pub added: u64,
    /// Its index number, counted among what one sees: `1.2.3`.
    pub number: String,
    /// Fit to be shown; may have several lines.
    pub description: String,
    /// Fit to be shown.
    pub tags: Vec<String>,
    /// How many versions there are.
    pub versions: usize,
    /// When the newest came, by the server's time.
    pub changed: u64,
    /// Whether a card that is known here says who added it; otherwise the record only.
    pub sure: bool,
    /// Whether one may rename, describe and tag it.
    pub may_edit: bool,
    /// In the bin: the folder from which it came.
    pub from: Option<ScopeId>,
}

impl<H: Host> Room<H> {
    /// The room as it was last read.
    pub fn view(&self) -> View {
        let state = self.state.borrow();
        let manage = self.is_manager(&state);
        let mut view = View {
            room: state.room(),
            title: state.title.clone().unwrap_or_default(),
            owner: state
                .owner
                .as_ref()
                .map(|card| card.name().to_owned())
                .unwrap_or_default(),
            owner_fingerprint: state.owner.as_ref().map(seal::card::Card::fingerprint),
            manage,
            coordinates: self.is_officer(&state) && !manage,
            view_only: state.view_only,
            owns: self.is_owner(&state),
            policy: state.front.policy(),
            owes: state.owes().is_some(),
            drops: state
                .drops_to
                .iter()
                .map(|to| (to.scope, names::shown(&to.name)))
                .collect(),
            expires: state.expires,
            as_of: state.as_of,
            unproven: state.unproven.is_some(),
            folders: Vec::new(),
            docs: Vec::new(),
            bin: Vec::new(),
            alarms: state.alarms.union(&state.missing).copied().collect(),
        };
        if view.owes {
            return view;
        }
        let places: Vec<(ScopeId, Option<ScopeId>)> = if manage {
            let tree = state.tree();
            let order = tree.in_order();
            order.into_iter().map(|id| (id, tree.place(&id))).collect()
        } else {
            state.seen()
        };
        let mut below: BTreeMap<ScopeId, Vec<ScopeId>> = BTreeMap::new();
        let mut tops = Vec::new();
        for (id, parent) in &places {
            match parent {
                Some(parent) => below.entry(*parent).or_default().push(*id),
                None => tops.push(*id),
            }
        }
        let mut numbers = Numbers::default();
        // the room's own folder has no number
        if tops.len() > 1 && !manage {
            numbers.count_tops(&state, &tops);
        }
        for (id, parent) in places {
            let below = below.get(&id).map_or(&[][..], Vec::as_slice);
            numbers.count(&state, &id, below);
            self.add(&state, &mut view, &numbers, id, parent);
        }
        for bin in &state.bins {
            let docs = state.scopes.get(bin).into_iter();
            let docs = docs.flat_map(|scope| scope.docs.iter().map(move |one| (scope, one)));
            let docs = docs.map(|(scope, one)| self.shown(&state, scope, one, &numbers));
            view.bin.extend(docs);
        }
        view
    }

    fn add(
        &self,
        state: &State,
        view: &mut View,
        numbers: &Numbers,
        id: ScopeId,
        parent: Option<ScopeId>,
    ) {
        let Some(scope) = state.scopes.get(&id) else {
            return;
        };
        let name = state.folder_name(&id);
        view.folders.push(Folder {
            id,
            parent,
            name: if name.is_empty() {
                String::new()
            } else {
                names::safe(&name)
            },
            number: numbers.of(&id.0),
            description: names::text(scope.described()),
            made: scope.made,
            may_add: self.may_add(state, &id),
        });
        let docs = scope.docs.iter();
        view.docs
            .extend(docs.map(|one| self.shown(state, scope, one, numbers)));
    }

    fn shown(
        &self,
        state: &State,
        scope: &Scope,
        (id, shown): (&DocId, &Shown),
        numbers: &Numbers,
    ) -> Doc {
        let mut record = shown.record.clone();
        record.mime = names::media_type(&record.mime);
        let (first, newest) = (shown.versions.first(), shown.versions.last());
        let since = |kept: &Kept| kept.record.added.unwrap_or(kept.time);
        // the one who signed it is the one who added it, whatever the record says
        let by = newest.map(|kept| self.author_of(state, kept));
        let sure = by.as_ref().is_some_and(|by| by.sure);
        record.added_by = by.map(|by| by.name).unwrap_or_default();
        let said = scope.said(id);
        let spot = Spot {
            scope: scope.fold.scope(),
            doc: *id,
        };
        Doc {
            at: spot,
            folder: spot.scope,
            name: names::safe(&said.name),
            number: numbers.of(&id.0),
            description: names::text(&said.description),
            tags: said.tags.iter().map(|tag| names::shown(tag)).collect(),
            versions: shown.versions.len(),
            added: first.map_or(shown.added, since),
            changed: newest.map_or(shown.added, since),
            sure,
            may_edit: self.may_edit(state, &spot),
            from: record.from,
            record,
        }
    }

    /// A document of the view; for managers also one that waits in quarantine.
    pub fn doc(&self, wanted: impl Into<Wanted>) -> Result<Doc, Error> {
        let view = self.view();
        let state = self.state.borrow();
        let spot = state
            .locate(&state.index(), wanted)
            .ok_or(Error::NotFound)?;
        let mut all = view.docs.into_iter().chain(view.bin);
        if let Some(shown) = all.find(|doc| doc.at == spot) {
            return Ok(shown);
        }
        let inbox = state
            .scopes
            .get(&spot.scope)
            .filter(|scope| scope.inbox.is_some());
        let found = inbox.and_then(|scope| Some((scope, scope.docs.get_key_value(&spot.doc)?)));
        let found = found.filter(|_| self.is_manager(&state));
        let (scope, one) = found.ok_or(Error::NotFound)?;
        Ok(self.shown(&state, scope, one, &Numbers::default()))
    }
}

impl View {
    /// Whether the room's state lets one write nothing for now, whatever one's rights.
    pub fn is_frozen(&self) -> bool {
        !self.owns && self.policy.state != RoomState::Open
    }

    /// The folder at the top: the root, or the first that was granted.
    pub fn root(&self) -> Option<ScopeId> {
        self.folders.first().map(|folder| folder.id)
    }

    /// The path of a folder below the top, by names that can be saved.
    pub fn path(&self, folder: &ScopeId) -> Vec<String> {
        let mut path = Vec::new();
        let mut at = self.folders.iter().find(|known| known.id == *folder);
        while let Some(folder) = at.filter(|_| path.len() < ledger::limits::DEPTH) {
            if folder.parent.is_some() || !folder.name.is_empty() {
                path.push(folder.name.clone());
            }
            at = folder
                .parent
                .and_then(|parent| self.folders.iter().find(|known| known.id == parent));
        }
        path.reverse();
        path
    }
}
