//! Who may see what: the matrix on the screen, and what the person means to change in it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::{App, use_app};
use super::room::{Room, passes};
use crate::i18n::{Text, lang_now};
use crate::vault::messages::{
    AccessReply, AccessRequest, Change, DocRef, Failure, FolderRef, Level, Matrix, MatrixRow,
    MemberRef, OfficeKind, Outcome, Reply, Request, Seen, WhoRef,
};

/// What is known of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum AccessState {
    Loading,
    Ready(Arc<Matrix>),
    Failed(Failure),
}

/// The matrix of a room, and changes that wait to be looked at.
#[derive(Clone, Copy)]
pub(crate) struct Access {
    app: App,
    room: Room,
    state: RwSignal<AccessState>,
    changes: RwSignal<Vec<Change>>,
}

/// Reads it, and again whenever the room was read again.
pub(crate) fn use_access(room: Room) -> Access {
    let access = Access {
        app: use_app(),
        room,
        state: RwSignal::new(AccessState::Loading),
        changes: RwSignal::new(Vec::new()),
    };
    Effect::new(move |_| {
        room.reads();
        access.load();
    });
    access
}

impl Access {
    /// Tracked.
    pub(crate) fn state(self) -> AccessState {
        self.state.get()
    }

    /// Tracked.
    pub(crate) fn matrix(self) -> Option<Arc<Matrix>> {
        match self.state.get() {
            AccessState::Ready(matrix) => Some(matrix),
            _ => None,
        }
    }

    /// The room.
    pub(crate) fn room(self) -> Room {
        self.room
    }

    /// What waits; tracked.
    pub(crate) fn changes(self) -> Vec<Change> {
        self.changes.get()
    }

    /// Forgets what waits.
    pub(crate) fn discard(self) {
        self.changes.set(Vec::new());
    }

    /// Reads it again. What did not change is left as it stands.
    pub(crate) fn load(self) {
        let request = AccessRequest::Matrix {
            room: self.room.id(),
        };
        spawn_local(async move {
            let old = self.state.try_get_untracked();
            let state = match self.ask(request).await {
                Ok(AccessReply::Matrix(matrix)) => AccessState::Ready(Arc::new(matrix)),
                Ok(_) => AccessState::Failed(Failure::Internal),
                Err(failure) if passes(failure) && matches!(old, Some(AccessState::Ready(_))) => {
                    return;
                }
                Err(failure) => AccessState::Failed(failure),
            };
            if old.is_some_and(|old| old != state) {
                self.state.try_set(state);
            }
        });
    }

    /// The rule of a row in a folder, as it will be; tracked.
    pub(crate) fn rule(self, row: &MatrixRow, folder: &FolderRef) -> Option<Level> {
        let waiting = self.changes.with(|changes| {
            changes.iter().rev().find_map(|change| match change {
                Change::Access {
                    who,
                    folder: at,
                    level,
                    ..
                } if *who == row.who && at == folder => Some(*level),
                _ => None,
            })
        });
        let there = || row.rules.iter().find(|(at, _)| at == folder);
        waiting.unwrap_or_else(|| there().map(|(_, level)| *level))
    }

    /// Whether a row has the rule to send in for a folder, as it will be; tracked.
    pub(crate) fn sends(self, row: &MatrixRow, folder: &FolderRef) -> bool {
        let waiting = self.changes.with(|changes| {
            changes.iter().rev().find_map(|change| match change {
                Change::Access {
                    who,
                    folder: at,
                    sends,
                    ..
                } if *who == row.who && at == folder => *sends,
                _ => None,
            })
        });
        waiting.unwrap_or_else(|| row.sends.contains(folder))
    }

    /// Whether a folder is closed, as it will be; tracked.
    pub(crate) fn closed(self, folder: &FolderRef, now: bool) -> bool {
        let waiting = self.changes.with(|changes| {
            changes.iter().rev().find_map(|change| match change {
                Change::Closed { folder: at, yes } if at == folder => Some(*yes),
                _ => None,
            })
        });
        waiting.unwrap_or(now)
    }

    /// The stage of a folder, as it will be; tracked.
    pub(crate) fn stage(self, folder: &FolderRef, now: Option<u32>) -> Option<u32> {
        let waiting = self.changes.with(|changes| {
            changes.iter().rev().find_map(|change| match change {
                Change::Stage { folder: at, stage } if at == folder => Some(*stage),
                _ => None,
            })
        });
        waiting.unwrap_or(now)
    }

    /// Whether a member is in a group, as it will be; tracked.
    pub(crate) fn belongs(self, member: &MemberRef, group: &WhoRef, now: bool) -> bool {
        let waiting = self.changes.with(|changes| {
            changes.iter().rev().find_map(|change| match change {
                Change::Belongs {
                    member: who,
                    group: at,
                    yes,
                } if who == member && at == group => Some(*yes),
                _ => None,
            })
        });
        waiting.unwrap_or(now)
    }

    /// Means to change something: what waited for the same place is replaced.
    pub(crate) fn mean(self, change: Change) {
        self.changes.update(|changes| {
            changes.retain(|known| !same_place(known, &change));
            changes.push(change);
        });
    }

    /// What the changes would give and take.
    pub(crate) async fn preview(self) -> Result<Vec<Outcome>, Failure> {
        self.preview_of(self.changes.get_untracked()).await
    }

    /// What some changes would give and take.
    pub(crate) async fn preview_of(self, changes: Vec<Change>) -> Result<Vec<Outcome>, Failure> {
        let request = AccessRequest::Preview {
            room: self.room.id(),
            changes,
        };
        match self.ask(request).await? {
            AccessReply::Outcomes(found) => Ok(found),
            _ => Err(Failure::Internal),
        }
    }

    /// Brings the changes about, if they mean what was shown.
    pub(crate) async fn apply(self, shown: Vec<Outcome>) -> Result<(), Failure> {
        let request = AccessRequest::Apply {
            room: self.room.id(),
            changes: self.changes.get_untracked(),
            shown,
        };
        let view = self.app.vault.room(Request::Access(request)).await?;
        self.changes.set(Vec::new());
        self.room.show(*view);
        let done = lang_now().text(Text::AccessApplied);
        self.app.toasts.good(done);
        Ok(())
    }

    /// Makes a group.
    pub(crate) async fn make_group(self, name: String) -> Result<(), Failure> {
        let room = self.room.id();
        self.ask(AccessRequest::MakeGroup { room, name }).await?;
        self.load();
        Ok(())
    }

    async fn ask(self, request: AccessRequest) -> Result<AccessReply, Failure> {
        self.app.vault.access(Request::Access(request)).await
    }
}

/// Whether two changes are about the same.
fn same_place(one: &Change, other: &Change) -> bool {
    match (one, other) {
        (Change::Group { group: a, .. }, Change::Group { group: b, .. }) => a == b,
        (
            Change::Belongs {
                member: a,
                group: in_a,
                ..
            },
            Change::Belongs {
                member: b,
                group: in_b,
                ..
            },
        ) => (a, in_a) == (b, in_b),
        (
            Change::Access {
                who: a,
                folder: in_a,
                ..
            },
            Change::Access {
                who: b,
                folder: in_b,
                ..
            },
        ) => (a, in_a) == (b, in_b),
        (Change::Closed { folder: a, .. }, Change::Closed { folder: b, .. })
        | (Change::Stage { folder: a, .. }, Change::Stage { folder: b, .. }) => a == b,
        _ => false,
    }
}

/// Who may do what, once.
pub(crate) async fn read_matrix(app: App, room: Room) -> Result<Matrix, Failure> {
    let request = AccessRequest::Matrix { room: room.id() };
    match app.vault.access(Request::Access(request)).await? {
        AccessReply::Matrix(matrix) => Ok(matrix),
        _ => Err(Failure::Internal),
    }
}

/// Who would gain and lose by taking a document's own rights.
pub(crate) async fn preview_taking(
    app: App,
    room: Room,
    doc: DocRef,
) -> Result<Vec<Outcome>, Failure> {
    let request = AccessRequest::PreviewTaking {
        room: room.id(),
        doc,
    };
    match app.vault.access(Request::Access(request)).await? {
        AccessReply::Outcomes(found) => Ok(found),
        _ => Err(Failure::Internal),
    }
}

/// The room with another one's keys.
pub(crate) async fn view_as(app: App, room: Room, member: MemberRef) -> Result<Seen, Failure> {
    let request = AccessRequest::ViewAs {
        room: room.id(),
        member,
    };
    match app.vault.access(Request::Access(request)).await? {
        AccessReply::Seen(seen) => Ok(*seen),
        _ => Err(Failure::Internal),
    }
}

/// Gives an office or takes it.
pub(crate) async fn appoint(
    app: App,
    room: Room,
    member: MemberRef,
    office: Option<OfficeKind>,
) -> Result<(), Failure> {
    let room = room.id();
    tell(
        app,
        AccessRequest::Appoint {
            room,
            member,
            office,
        },
    )
    .await
}

/// Lets a newcomer in whose safety words were compared.
pub(crate) async fn approve(
    app: App,
    room: Room,
    member: MemberRef,
    words: Vec<String>,
) -> Result<(), Failure> {
    let room = room.id();
    tell(
        app,
        AccessRequest::Approve {
            room,
            member,
            words,
        },
    )
    .await
}

async fn tell(app: App, request: AccessRequest) -> Result<(), Failure> {
    match app.vault.ask(Request::Access(request)).await? {
        Reply::Done => Ok(()),
        _ => Err(Failure::Internal),
    }
}
