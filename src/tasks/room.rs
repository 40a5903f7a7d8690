//! One room: what it holds, and the changes that a person makes to it.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::{App, use_app};
use crate::browser::page::files::Picked;
use crate::browser::page::time;
use crate::i18n::{Text, lang, lang_now};
use crate::vault::messages::{
    AccessRequest, DocRef, Failure, FolderKind, FolderRef, Request, RoomRef, RoomView,
};

/// What is known of a room.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RoomState {
    Loading,
    Ready(Arc<RoomView>),
    Failed(Failure),
}

/// A room on the screen is read again when it was last read so long ago, in milliseconds,
const FRESH: f64 = 60_000.0;
/// which is looked at this often.
const LOOK: Duration = Duration::from_secs(2);

/// Tells screens that a room changed.
#[derive(Clone, Copy)]
pub(crate) struct RoomNews {
    last: RwSignal<(u32, RoomRef)>,
}

impl RoomNews {
    pub(crate) fn new() -> Self {
        Self {
            last: RwSignal::new((0, RoomRef::new())),
        }
    }

    pub(crate) fn tell(self, room: RoomRef) {
        self.last.update(|last| *last = (last.0 + 1, room));
    }
}

/// A room that is shown.
#[derive(Clone, Copy)]
pub(crate) struct Room {
    pub(super) app: App,
    id: StoredValue<RoomRef>,
    state: RwSignal<RoomState>,
    /// How often it was read, so that what else shows it follows.
    reads: RwSignal<u32>,
    /// The person asked to read it again.
    refreshing: RwSignal<bool>,
    /// When it was read last, or tried to.
    tried: StoredValue<f64>,
}

/// Opens a room and keeps it fresh.
pub(crate) fn use_room(id: RoomRef) -> Room {
    let room = Room::over(id, RoomState::Loading);
    room.load();
    room.stay_fresh();
    room
}

/// A room that a link opened: it has no path of its own.
pub(crate) fn use_opened(view: RoomView) -> Room {
    let room = Room::over(view.room.clone(), RoomState::Ready(Arc::new(named(view))));
    room.stay_fresh();
    room
}

impl Room {
    fn over(id: RoomRef, state: RoomState) -> Self {
        let state = RwSignal::new(state);
        // names of this program's follow the language
        Effect::new(move |before: Option<()>| {
            lang();
            let has = |view: &RoomView| view.folders.iter().any(|folder| folder.loose);
            if let (Some(()), RoomState::Ready(view)) = (before, state.get_untracked())
                && has(&view)
            {
                state.set(RoomState::Ready(Arc::new(named((*view).clone()))));
            }
        });
        Self {
            app: use_app(),
            id: StoredValue::new(id),
            state,
            reads: RwSignal::new(0),
            refreshing: RwSignal::new(false),
            tried: StoredValue::new(time::now()),
        }
    }

    pub(crate) fn app(self) -> App {
        self.app
    }

    pub(crate) fn id(self) -> RoomRef {
        self.id.get_value()
    }

    /// Tracked.
    pub(crate) fn state(self) -> RoomState {
        self.state.get()
    }

    /// What the room holds, when it is open; tracked.
    pub(crate) fn view(self) -> Option<Arc<RoomView>> {
        match self.state.get() {
            RoomState::Ready(view) => Some(view),
            _ => None,
        }
    }

    /// Changes whenever it was read; tracked.
    pub(crate) fn reads(self) -> u32 {
        self.reads.get()
    }

    /// Is it read again because the person asked? Tracked.
    pub(crate) fn is_refreshing(self) -> bool {
        self.refreshing.get()
    }

    /// Replays the room's chains; what is shown stays until the answer.
    pub(crate) fn load(self) {
        self.read(|room, failure| room.app.toasts.bad(failure), |_| ());
    }

    /// The same because the person asked, who hears that nothing newer is there.
    pub(crate) fn refresh(self) {
        if self.refreshing.get_untracked() {
            return;
        }
        self.refreshing.set(true);
        self.read(
            |room, failure| {
                room.refreshing.try_set(false);
                room.app.toasts.bad(failure);
            },
            |room| {
                room.refreshing.try_set(false);
                room.app.toasts.good(lang_now().text(Text::UpToDate));
            },
        );
    }

    /// A room on the screen is not taken away by a lost connection: `lost` may say so.
    fn read(self, lost: fn(Self, Failure), done: fn(Self)) {
        let request = Request::OpenRoom { room: self.id() };
        self.tried.try_set_value(time::now());
        spawn_local(async move {
            match self.app.vault.room(request).await {
                Ok(view) => {
                    self.show(*view);
                    self.app.bell.look(self.id());
                    done(self);
                }
                Err(failure) if self.is_shown() && passes(failure) => lost(self, failure),
                Err(failure) => {
                    self.refreshing.try_set(false);
                    self.state.try_set(RoomState::Failed(failure));
                }
            }
        });
    }

    /// Shows what an answer of the vault holds. What did not change is left as it stands.
    pub(crate) fn show(self, view: RoomView) {
        let view = named(view);
        let same = self
            .state
            .try_with_untracked(|state| matches!(state, RoomState::Ready(old) if **old == view));
        if same == Some(false) {
            self.state.try_set(RoomState::Ready(Arc::new(view)));
        }
        self.reads.try_update(|reads| *reads += 1);
    }

    /// Takes in what was picked or dropped: the empty folders first, then the files.
    pub(crate) fn add(self, folder: FolderRef, picked: Picked) {
        let (app, room) = (self.app, self.id());
        spawn_local(async move {
            if !picked.folders.is_empty() {
                let request = Request::CreateFolders {
                    room: room.clone(),
                    parent: folder.clone(),
                    paths: picked.folders.clone(),
                };
                match app.vault.room(request).await {
                    Ok(view) => self.show(*view),
                    Err(failure) => app.toasts.bad(failure),
                }
            }
            if !picked.files.is_empty() {
                app.transfers.upload(room, folder, picked);
            }
        });
    }

    /// Makes a folder.
    pub(crate) async fn create_folder(
        self,
        parent: FolderRef,
        name: String,
        kind: FolderKind,
        stage: Option<u32>,
    ) -> Result<(), Failure> {
        let request = AccessRequest::MakeFolder {
            room: self.id(),
            parent,
            name,
            kind,
            stage,
        };
        self.show(*self.app.vault.room(Request::Access(request)).await?);
        Ok(())
    }

    /// Moves a folder, with all that is below it.
    pub(crate) async fn move_folder(self, folder: FolderRef, to: FolderRef) -> Result<(), Failure> {
        let request = AccessRequest::MoveFolder {
            room: self.id(),
            folder,
            to,
        };
        self.show(*self.app.vault.room(Request::Access(request)).await?);
        Ok(())
    }

    /// Deletes documents for good.
    pub(crate) async fn delete(self, docs: Vec<DocRef>) -> Result<(), Failure> {
        let request = Request::DeleteDocs {
            room: self.id(),
            docs,
        };
        self.show(*self.app.vault.room(request).await?);
        Ok(())
    }

    fn is_shown(self) -> bool {
        self.state
            .try_with_untracked(|state| matches!(state, RoomState::Ready(_)))
            .unwrap_or_default()
    }

    /// Kept out for as long as an owner says so.
    fn is_shut(self) -> bool {
        let shut =
            |state: &RoomState| matches!(state, RoomState::Failed(failure) if is_shut(*failure));
        self.state.try_with_untracked(shut).unwrap_or_default()
    }

    /// Reads it again when the vault has news, and now and then as long as it can be seen. Then
    /// nothing is said of a lost connection, and nothing moves unless something changed.
    fn stay_fresh(self) {
        self.follow_news();
        let look = time::every(LOOK, move || {
            let old = self
                .tried
                .try_get_value()
                .is_some_and(|tried| time::now() - tried >= FRESH);
            let free = !self.app.transfers.any_moving_untracked();
            if old && free && (self.is_shown() || self.is_shut()) && time::is_seen() {
                self.read(|_, _| (), |_| ());
            }
        });
        let look = StoredValue::new_local(Some(look));
        on_cleanup(move || drop(look.try_update_value(Option::take)));
    }

    fn follow_news(self) {
        let news = self.app.news.last;
        Effect::new(move |seen: Option<u32>| {
            let (count, room) = news.get();
            if seen.is_some_and(|seen| seen != count) && room == self.id() {
                self.load();
            }
            count
        });
    }
}

/// Do owners keep people out for now?
fn is_shut(failure: Failure) -> bool {
    matches!(failure, Failure::RoomLocked | Failure::Suspended)
}

/// Does this go by itself?
pub(super) fn passes(failure: Failure) -> bool {
    matches!(failure, Failure::Unreachable | Failure::ServerBusy)
}

/// The top folder has no name of its own: it is called like the room. What was given one by one is called
/// so in the reader's language.
fn named(mut view: RoomView) -> RoomView {
    let title = view.title.clone();
    let loose = lang_now().text(Text::LooseDocs);
    for folder in view.folders.iter_mut() {
        if folder.loose {
            loose.clone_into(&mut folder.name);
        } else if folder.name.is_empty() {
            folder.name.clone_from(&title);
        }
    }
    view
}
