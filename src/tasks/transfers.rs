//! Files on their way up and down.
//!
//! The vault moves them and tells how far it is; this keeps the list that the panel shows. A
//! transfer outlives the screen that started it.

use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::toasts::Toasts;
use super::vault::Vault;
use crate::browser::page::{content, files::Picked};
use crate::i18n::lang_now;
use crate::vault::messages::{
    BackedUp, DocRef, Failure, FolderRef, LinksRequest, Progress, Reply, Request, RoomRef,
    TransferId, TransferState,
};

/// Which way it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Up,
    Down,
    /// Down and up again, under new keys.
    Again,
    /// The whole room into an archive.
    Backup,
    /// What a role opens into a closing bible.
    Bible,
}

/// One transfer, as the panel shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Transfer {
    pub(crate) id: TransferId,
    pub(crate) way: RwSignal<Way>,
    pub(crate) state: RwSignal<TransferState>,
}

/// The list alone, which events change before the vault is there to be asked.
#[derive(Clone, Copy)]
pub(crate) struct TransferList {
    list: RwSignal<Vec<Transfer>>,
    /// The last one that the vault spoke of, and the last one that locking ended.
    last: StoredValue<(TransferId, TransferId)>,
    /// Locking ended some that were not over.
    locked: RwSignal<bool>,
    owner: StoredValue<Owner>,
    toasts: Toasts,
}

impl TransferList {
    /// Takes in what the vault says of a transfer. The first event may come before the answer
    /// to the request that started it.
    pub(crate) fn update(self, id: TransferId, state: TransferState) {
        if self.is_gone(id) || (!is_open(&state) && self.find(id).is_none()) {
            // what ended was taken off the list already
            return;
        }
        let transfer = self.entry(id);
        match &state {
            TransferState::Done(progress) if transfer.way.get_untracked() == Way::Up => {
                self.toasts
                    .good(lang_now().upload_done(progress.files_done as usize));
            }
            TransferState::Done(progress) if transfer.way.get_untracked() == Way::Again => {
                self.toasts
                    .good(lang_now().again_done(progress.files_done as usize));
            }
            TransferState::Failed(failure, _) => self.toasts.bad(*failure),
            _ => {}
        }
        transfer.state.set(state);
    }

    /// Hands a finished download to the browser.
    pub(crate) fn saved(self, name: &str, attachments: &Array) {
        if content::save(&attachments.get(0), name) {
            self.toasts.good(lang_now().download_done(name));
        } else {
            self.toasts.bad(Failure::Incomplete);
        }
    }

    /// A backup was made: says what the store did not have of the room.
    pub(crate) fn backed_up(self, made: BackedUp) {
        if made.missing > 0 {
            let lacks = lang_now().backup_missing(made.missing as usize);
            self.toasts.notice(lacks);
        }
        if made.without_grants > 0 {
            let lacks = lang_now().backup_grants(made.without_grants as usize);
            self.toasts.notice(lacks);
        }
    }

    /// Locking ended them all, and takes their names off the screen.
    pub(crate) fn lock(self) {
        if self.open() > 0 {
            self.locked.set(true);
        }
        self.last.update_value(|last| last.1 = last.0);
        self.list.set(Vec::new());
    }

    /// What the vault said of it was on its way when the page locked.
    fn is_gone(self, id: TransferId) -> bool {
        self.last.with_value(|(_, gone)| id <= *gone)
    }

    fn open(self) -> usize {
        let list = self.list.get_untracked();
        list.iter()
            .filter(|one| one.state.with_untracked(is_open))
            .count()
    }

    fn find(self, id: TransferId) -> Option<Transfer> {
        self.list
            .with_untracked(|list| list.iter().find(|one| one.id == id).copied())
    }

    fn started(self, id: TransferId, way: Way) {
        if !self.is_gone(id) {
            self.entry(id).way.set(way);
        }
    }

    fn entry(self, id: TransferId) -> Transfer {
        self.find(id).unwrap_or_else(|| {
            // made outside of any screen, so that it outlives the one that asked
            let fresh = self.owner.get_value().with(|| Transfer {
                id,
                way: RwSignal::new(Way::Down),
                state: RwSignal::new(TransferState::Running(Progress::default())),
            });
            self.list.update(|list| list.push(fresh));
            self.last.update_value(|last| last.0 = last.0.max(id));
            fresh
        })
    }
}

/// Starts transfers and steers them.
#[derive(Clone, Copy)]
pub(crate) struct Transfers {
    vault: Vault,
    pub(super) inner: TransferList,
}

impl Transfers {
    pub(crate) fn list(toasts: Toasts) -> TransferList {
        let owner = Owner::current().unwrap_or_default();
        TransferList {
            list: RwSignal::new(Vec::new()),
            last: StoredValue::new((0, 0)),
            locked: RwSignal::new(false),
            owner: StoredValue::new(owner),
            toasts,
        }
    }

    pub(crate) fn new(vault: Vault, inner: TransferList) -> Self {
        Self { vault, inner }
    }

    /// Tracked.
    pub(crate) fn all(self) -> Vec<Transfer> {
        self.inner.list.get()
    }

    /// How many are not at their end, paused ones included.
    pub(crate) fn open_untracked(self) -> usize {
        self.inner.open()
    }

    /// Does any of them get on, or try to?
    pub(crate) fn any_moving_untracked(self) -> bool {
        let moves = |state: &TransferState| {
            matches!(state, TransferState::Running(_) | TransferState::Waiting(_))
        };
        let list = self.inner.list.get_untracked();
        list.iter().any(|one| one.state.with_untracked(moves))
    }

    /// Did locking end some that were not over? Tracked.
    pub(crate) fn were_locked(self) -> bool {
        self.inner.locked.get()
    }

    /// The person was told of it.
    pub(crate) fn locking_was_told(self) {
        self.inner.locked.set(false);
    }

    /// Sends files into a folder.
    pub(crate) fn upload(self, room: RoomRef, folder: FolderRef, picked: Picked) {
        let request = Request::Upload {
            room,
            folder,
            files: picked.files,
        };
        self.begin(request, picked.handles, Way::Up);
    }

    /// Starts what sends files.
    pub(crate) fn send(self, request: Request, handles: Array) {
        self.begin(request, handles, Way::Up);
    }

    /// Starts what fetches one.
    pub(crate) fn fetch(self, request: Request) {
        self.begin(request, Array::new(), Way::Down);
    }

    /// Starts what fetches documents and sends them again.
    pub(crate) fn again(self, request: Request) {
        self.begin(request, Array::new(), Way::Again);
    }

    /// Makes an archive of the whole room, of what these archives of it do not have.
    pub(crate) fn back_up(self, room: RoomRef, former: Picked) {
        self.begin(Request::BackUp { room }, former.handles, Way::Backup);
    }

    /// Starts what binds a closing bible.
    pub(crate) fn bind(self, request: Request) {
        self.begin(request, Array::new(), Way::Bible);
    }

    /// Sends files where one may not read.
    pub(crate) fn send_in(self, room: RoomRef, to: FolderRef, picked: Picked) {
        let request = Request::Links(LinksRequest::SendIn {
            room,
            to,
            files: picked.files,
        });
        self.begin(request, picked.handles, Way::Up);
    }

    /// Fetches documents; several come as one zip.
    pub(crate) fn download(self, room: RoomRef, docs: Vec<DocRef>) {
        let zip = docs.len() > 1;
        self.begin(
            Request::Download { room, docs, zip },
            Array::new(),
            Way::Down,
        );
    }

    pub(crate) fn pause(self, transfer: TransferId) {
        self.steer(Request::Pause { transfer });
    }

    /// Goes on after a pause, or tries again after a failure.
    pub(crate) fn resume(self, transfer: TransferId) {
        self.steer(Request::Resume { transfer });
    }

    pub(crate) fn cancel(self, transfer: TransferId) {
        self.steer(Request::Cancel { transfer });
    }

    /// Takes those that ended off the panel; the vault forgets those that could be tried again.
    pub(crate) fn clear_ended(self) {
        let all = self.inner.list.get_untracked();
        let failed = |one: &&Transfer| {
            one.state
                .with_untracked(|state| matches!(state, TransferState::Failed(..)))
        };
        let failed: Vec<TransferId> = all.iter().filter(failed).map(|one| one.id).collect();
        self.inner
            .list
            .update(|list| list.retain(|one| one.state.with_untracked(is_open)));
        failed.into_iter().for_each(|id| self.cancel(id));
    }

    fn begin(self, request: Request, attachments: Array, way: Way) {
        let toasts = self.inner.toasts;
        spawn_local(async move {
            match self.vault.ask_with(request, attachments).await {
                Ok((Reply::Transfer(id), _)) => self.inner.started(id, way),
                Ok(_) => toasts.bad(Failure::Internal),
                Err(failure) => toasts.bad(failure),
            }
        });
    }

    fn steer(self, request: Request) {
        let toasts = self.inner.toasts;
        spawn_local(async move {
            if let Err(failure) = self.vault.ask(request).await {
                toasts.bad(failure);
            }
        });
    }
}

/// Not at its end yet.
pub(crate) fn is_open(state: &TransferState) -> bool {
    match state {
        TransferState::Running(_) | TransferState::Paused(_) | TransferState::Waiting(_) => true,
        TransferState::Done(_) | TransferState::Cancelled | TransferState::Failed(..) => false,
    }
}

/// How far a transfer is, whatever its state.
pub(crate) fn progress(state: &TransferState) -> Option<&Progress> {
    match state {
        TransferState::Running(progress)
        | TransferState::Paused(progress)
        | TransferState::Waiting(progress)
        | TransferState::Done(progress)
        | TransferState::Failed(_, progress) => Some(progress),
        TransferState::Cancelled => None,
    }
}
