//! People, invites and links of a room.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::{App, use_app};
use crate::vault::messages::{Failure, MemberKind, MemberRef, MemberView, Request, RoomRef};

/// What is known of them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum MembersState {
    Loading,
    Ready(Vec<MemberView>),
    Failed(Failure),
}

/// The members of a room.
#[derive(Clone, Copy)]
pub(crate) struct Members {
    app: App,
    room: StoredValue<RoomRef>,
    state: RwSignal<MembersState>,
}

/// Reads them.
pub(crate) fn use_members(room: RoomRef) -> Members {
    let members = Members {
        app: use_app(),
        room: StoredValue::new(room),
        state: RwSignal::new(MembersState::Loading),
    };
    members.load();
    members
}

impl Members {
    /// Those of some kinds, newest first; tracked.
    pub(crate) fn of(self, kinds: &[MemberKind]) -> MembersState {
        match self.state.get() {
            MembersState::Ready(mut list) => {
                list.retain(|member| kinds.contains(&member.kind));
                list.sort_by(|a, b| b.added.total_cmp(&a.added));
                MembersState::Ready(list)
            }
            other => other,
        }
    }

    /// Reads them again.
    pub(crate) fn load(self) {
        spawn_local(async move {
            let request = Request::Members {
                room: self.room.get_value(),
            };
            let state = match self.app.vault.members(request).await {
                Ok(list) => MembersState::Ready(list),
                Err(failure) => MembersState::Failed(failure),
            };
            self.state.try_set(state);
        });
    }

    /// Ends a link, an invite or a person's access.
    pub(crate) async fn end(self, member: MemberRef) -> Result<(), Failure> {
        self.app
            .vault
            .ask(Request::EndMember {
                room: self.room.get_value(),
                member,
            })
            .await?;
        self.load();
        Ok(())
    }
}
