//! One room: what it holds, and the changes that a person makes to it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::{App, use_app};
use crate::vault::messages::{DocRef, Failure, FolderRef, Request, RoomRef, RoomView};

/// What is known of a room.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RoomState {
    Loading,
    Ready(Arc<RoomView>),
    Failed(Failure),
}

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
    app: App,
    id: StoredValue<RoomRef>,
    state: RwSignal<RoomState>,
}

/// Opens a room and keeps it fresh.
pub(crate) fn use_room(id: RoomRef) -> Room {
    let room = Room::over(id, RoomState::Loading);
    room.load();
    room.follow_news();
    room
}

/// A room that a link opened: it has no path of its own, and is read once more only on news.
pub(crate) fn use_opened(view: RoomView) -> Room {
    let room = Room::over(view.room.clone(), RoomState::Ready(Arc::new(named(view))));
    room.follow_news();
    room
}

impl Room {
    fn over(id: RoomRef, state: RoomState) -> Self {
        Self {
            app: use_app(),
            id: StoredValue::new(id),
            state: RwSignal::new(state),
        }
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

    /// Replays the room's chains; what is shown stays until the answer.
    pub(crate) fn load(self) {
        spawn_local(async move {
            let answer = self
                .app
                .vault
                .room(Request::OpenRoom { room: self.id() })
                .await;
            match answer {
                Ok(view) => self.show(*view),
                Err(failure) => self.could_not_load(failure),
            }
        });
    }

    /// Shows what an answer of the vault holds.
    pub(crate) fn show(self, view: RoomView) {
        self.state.try_set(RoomState::Ready(Arc::new(named(view))));
    }

    /// Makes a folder.
    pub(crate) async fn create_folder(
        self,
        parent: FolderRef,
        name: String,
    ) -> Result<(), Failure> {
        let request = Request::CreateFolder {
            room: self.id(),
            parent,
            name,
        };
        self.show(*self.app.vault.room(request).await?);
        Ok(())
    }

    /// Deletes documents for everybody.
    pub(crate) async fn delete(self, docs: Vec<DocRef>) -> Result<(), Failure> {
        let request = Request::DeleteDocs {
            room: self.id(),
            docs,
        };
        self.show(*self.app.vault.room(request).await?);
        Ok(())
    }

    /// A room on the screen is not taken away by a lost connection: that is only said.
    fn could_not_load(self, failure: Failure) {
        let shown = matches!(self.state.try_get_untracked(), Some(RoomState::Ready(_)));
        if shown && matches!(failure, Failure::Unreachable | Failure::ServerBusy) {
            self.app.toasts.bad(failure);
        } else {
            self.state.try_set(RoomState::Failed(failure));
        }
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

/// The top folder has no name of its own: it is called like the room.
fn named(mut view: RoomView) -> RoomView {
    let title = view.title.clone();
    for folder in view
        .folders
        .iter_mut()
        .filter(|folder| folder.name.is_empty())
    {
        folder.name.clone_from(&title);
    }
    view
}
