//! People, invites and links of a room.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::{App, use_app};
use super::room::{Room, passes};
use crate::vault::messages::{
    ActivityRequest, Failure, MemberKind, MemberRef, MemberView, Millis, Request, RoomRef,
};

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

/// Reads them, and again whenever the room was read again.
pub(crate) fn use_members(room: Room) -> Members {
    let members = Members {
        app: use_app(),
        room: StoredValue::new(room.id()),
        state: RwSignal::new(MembersState::Loading),
    };
    Effect::new(move |_| {
        room.reads();
        members.load();
    });
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

    /// The room whose they are.
    pub(crate) fn room_id(self) -> RoomRef {
        self.room.get_value()
    }

    /// Reads them again. What did not change is left as it stands.
    pub(crate) fn load(self) {
        let request = Request::Members {
            room: self.room.get_value(),
        };
        spawn_local(async move {
            let answer = self.app.vault.members(request).await;
            let old = self.state.try_get_untracked();
            let state = match (answer, &old) {
                (Ok(list), _) => MembersState::Ready(list),
                // a list on the screen is not taken away by a lost connection
                (Err(failure), Some(MembersState::Ready(_))) if passes(failure) => return,
                (Err(failure), _) => MembersState::Failed(failure),
            };
            if old.is_some_and(|old| old != state) {
                self.state.try_set(state);
            }
        });
    }

    /// Keeps a member out for now, or lets it in again.
    pub(crate) async fn suspend(self, member: MemberRef, on: bool) -> Result<(), Failure> {
        let room = self.room.get_value();
        let request = ActivityRequest::Suspend { room, member, on };
        self.app.vault.ask(Request::Activity(request)).await?;
        self.load();
        Ok(())
    }

    /// Gives a member another end.
    pub(crate) async fn set_dates(
        self,
        member: MemberRef,
        expires: Option<Millis>,
    ) -> Result<(), Failure> {
        let room = self.room.get_value();
        let request = ActivityRequest::SetDates {
            room,
            member,
            expires,
        };
        self.app.vault.ask(Request::Activity(request)).await?;
        self.load();
        Ok(())
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
