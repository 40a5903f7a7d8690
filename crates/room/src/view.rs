//! What there is to show: folders, documents, who owns it, what is wrong.

use std::collections::{BTreeMap, BTreeSet};

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
    /// The server's clock minus this device's, in milliseconds, where they differ by more than [`APART`].
    pub clock: Option<i64>,
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
    /// It is no folder, but holds the documents that were given one by one, whose folders one does not
    /// see. Without a name.
    pub loose: bool,
    /// The stage in which it is disclosed; for managers.
    pub stage: Option<u32>,
}

/// A document.
#[derive(Debug, Clone)]
pub struct Doc {
    /// What it is asked for by: no other document has this.
    pub at: Spot,
    /// The folder in which it is shown.
    pub folder: ScopeId,
    /// The scope of its own, if it has rights of its own.
    pub own: Option<ScopeId>,
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
    /// Whether one may add a version.
    pub may_add: bool,
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
            clock: self.clock_apart(),
            owner_fingerprint: state.owner.as_ref().map(seal::card::Card::fingerprint),
            manage,
            coordinates: self.is_officer(&state) && !manage,
            view_only: state.view_only,
            owns: self.is_owner(&state),
            policy: state.front.policy(),
            owes: state.owes().is_some(),
            drops: self.drops_to(),
            expires: state.expires,
            as_of: state.as_of,
            unproven: state.unproven.is_some(),
            folders: Vec::new(),
            docs: Vec::new(),
            bin: Vec::new(),
            alarms: state.told().collect(),
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
        let (apart, places): (Vec<_>, Vec<_>) =
            places.into_iter().partition(|(id, _)| state.is_apart(id));
        let mut below: BTreeMap<ScopeId, Vec<ScopeId>> = BTreeMap::new();
        let mut tops = Vec::new();
        for (id, parent) in &places {
            match parent {
                Some(parent) => below.entry(*parent).or_default().push(*id),
                None => tops.push(*id),
            }
        }
        // documents with rights of their own: in their folders, or by themselves
        let mut own: BTreeMap<ScopeId, Vec<ScopeId>> = BTreeMap::new();
        let mut loose = Vec::new();
        let shown: BTreeSet<ScopeId> = places.iter().map(|(id, _)| *id).collect();
        for (id, _) in apart.iter().filter(|(id, _)| state.is_lived(id)) {
            let home = state.home(id);
            match home.filter(|home| shown.contains(home)) {
                Some(home) => own.entry(home).or_default().push(*id),
                None => loose.push(*id),
            }
        }
        let mut numbers = Numbers::default();
        // the room's own folder has no number
        let many = tops.len() + usize::from(!loose.is_empty()) > 1;
        if many && !manage {
            numbers.count_tops(&state, &tops);
        }
        for (id, parent) in places {
            let below = below.get(&id).map_or(&[][..], Vec::as_slice);
            let own = own.get(&id).map_or(&[][..], Vec::as_slice);
            numbers.count(&state, &id, below, own);
            self.add(&state, &mut view, &numbers, id, parent);
            for scope in own {
                self.add_docs(&state, &mut view, &numbers, scope, id);
            }
        }
        if let Some(first) = loose.first() {
            if many {
                numbers.set(first, tops.len() + 1);
            }
            numbers.count(&state, first, &[], loose.get(1..).unwrap_or_default());
            view.folders.push(Folder {
                id: *first,
                parent: None,
                name: String::new(),
                number: numbers.of(first),
                description: String::new(),
                made: 0,
                may_add: false,
                loose: true,
                stage: None,
            });
            for scope in &loose {
                self.add_docs(&state, &mut view, &numbers, scope, *first);
            }
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
            number: numbers.of(&id),
            description: names::text(scope.described()),
            made: scope.made,
            may_add: self.may_add(state, &id),
            loose: false,
            stage: state.plan.stages.get(&id).copied(),
        });
        self.add_docs(state, view, numbers, &id, id);
    }

    /// The documents of a scope, shown in a folder.
    fn add_docs(
        &self,
        state: &State,
        view: &mut View,
        numbers: &Numbers,
        id: &ScopeId,
        folder: ScopeId,
    ) {
        let Some(scope) = state.scopes.get(id) else {
            return;
        };
        let docs = scope.docs.iter();
        view.docs.extend(docs.map(|one| Doc {
            folder,
            ..self.shown(state, scope, one, numbers)
        }));
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
            number: numbers.of_doc(&spot),
            description: names::text(&said.description),
            tags: said.tags.iter().map(|tag| names::shown(tag)).collect(),
            versions: shown.versions.len(),
            added: first.map_or(shown.added, since),
            changed: newest.map_or(shown.added, since),
            sure,
            may_edit: self.may_edit(state, &spot),
            may_add: self.may_add(state, &spot.scope),
            own: state.is_apart(&spot.scope).then_some(spot.scope),
            from: record.from.map(|from| state.folder_of(&from)),
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
