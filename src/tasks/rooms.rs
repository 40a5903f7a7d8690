//! The rooms of this identity.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::use_app;
use super::vault::Vault;
use crate::vault::messages::{Failure, Request, RoomSummary};

/// What is known of the rooms.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RoomsState {
    Loading,
    Ready(Vec<RoomSummary>),
    Failed(Failure),
}

/// The rooms, and the way to read them again.
#[derive(Clone, Copy)]
pub(crate) struct Rooms {
    vault: Vault,
    state: RwSignal<RoomsState>,
}

/// Reads the rooms.
pub(crate) fn use_rooms() -> Rooms {
    let rooms = Rooms {
        vault: use_app().vault,
        state: RwSignal::new(RoomsState::Loading),
    };
    rooms.load();
    rooms
}

impl Rooms {
    /// Tracked.
    pub(crate) fn state(self) -> RoomsState {
        self.state.get()
    }

    /// Reads them again.
    pub(crate) fn load(self) {
        spawn_local(async move {
            let state = match self.vault.rooms(Request::Rooms).await {
                Ok(mut rooms) => {
                    rooms.sort_by(|a, b| b.last_opened.total_cmp(&a.last_opened));
                    RoomsState::Ready(rooms)
                }
                Err(failure) => RoomsState::Failed(failure),
            };
            self.state.try_set(state);
        });
    }
}
