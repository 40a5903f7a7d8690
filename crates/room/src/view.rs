//! What there is to show: folders, documents, who owns it, what is wrong.

use ledger::entry::{Policy, RoomState};
use ledger::ids::{DocId, RoomId, ScopeId};
use seal::identity::Fingerprint;

use crate::body::Record;
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::replay::{Alarm, Shown, State};
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
    /// Nothing is to be saved or printed: the gate takes no receipt for it.
    pub view_only: bool,
    /// Whether one is an owner.
    pub owns: bool,
    /// How the room stands for all but its owners.
    pub policy: Policy,
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
}

/// A document.
#[derive(Debug, Clone)]
pub struct Doc {
    /// Its folder.
    pub folder: ScopeId,
    /// Its newest version. `record.name` is as it was written; see [`Doc::name`].
    pub record: Record,
    /// Fit to be shown and saved.
    pub name: String,
    /// The server's time of its first version.
    pub added: u64,
}

impl<H: Host> Room<H> {
    /// The room as it was last read.
    pub fn view(&self) -> View {
        let state = self.state.borrow();
        let manage = self.is_manager(&state);
        let tops: Vec<ScopeId> = state
            .tops
            .iter()
            .filter(|top| !manage || !state.selections.contains(top))
            .copied()
            .collect();
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
            view_only: state.view_only,
            owns: self.is_owner(&state),
            policy: state.front.policy(),
            expires: state.expires,
            as_of: state.as_of,
            unproven: state.unproven.is_some(),
            folders: Vec::new(),
            docs: Vec::new(),
            alarms: state.alarms.union(&state.missing).copied().collect(),
        };
        for top in tops {
            for id in state.subtree(&top) {
                if view.folders.iter().all(|folder| folder.id != id) {
                    view.add(&state, id, id == top);
                }
            }
        }
        view
    }

    /// A document of the view.
    pub fn doc(&self, id: &DocId) -> Result<Doc, Error> {
        self.view()
            .docs
            .into_iter()
            .find(|doc| doc.record.doc == *id)
            .ok_or(Error::NotFound)
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

    fn add(&mut self, state: &State, id: ScopeId, top: bool) {
        let Some(scope) = state.scopes.get(&id) else {
            return;
        };
        let parent = scope.fold.parent().filter(|_| !top);
        let said = parent.and_then(|parent| state.scopes.get(&parent)?.children.get(&id));
        let name = said.unwrap_or(&scope.name);
        let name = if name.is_empty() {
            String::new()
        } else {
            names::safe(name)
        };
        self.folders.push(Folder { id, parent, name });
        let owner = state.owner.as_ref();
        let docs = scope
            .docs
            .values()
            .map(|shown| doc(id, shown, state, owner.map(seal::card::Card::name)));
        self.docs.extend(docs);
    }
}

fn doc(folder: ScopeId, shown: &Shown, state: &State, owner: Option<&str>) -> Doc {
    let mut record = shown.record.clone();
    record.added_by = names::shown(&record.added_by);
    record.mime = names::media_type(&record.mime);
    // the one who signed it is the one who added it, whatever the record says
    if let Some(owner) = owner.filter(|_| shown.author == state.front.founder_key()) {
        owner.clone_into(&mut record.added_by);
    }
    Doc {
        folder,
        name: names::safe(&record.name),
        record,
        added: shown.added,
    }
}
