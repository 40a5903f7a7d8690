//! What happened in a room, as far as it is looked at.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::{App, use_app};
use super::room::{Room, passes};
use super::work::Work;
use crate::browser::page::{content, time};
use crate::i18n::{Text, lang_now};
use crate::vault::messages::{
    ActivityFilter, ActivityReply, ActivityRequest, Deed, Failure, MemberRef, OpenedDoc, Reply,
    Request, RoomRef, TableWords, Timeline,
};

/// Events that are shown at first, and more each time that more are asked for.
const STEP: u32 = 100;

/// What is known of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ActivityState {
    Loading,
    Ready(Arc<Timeline>),
    Failed(Failure),
}

/// The history of a room on the screen.
#[derive(Clone, Copy)]
pub(crate) struct ActivityTask {
    app: App,
    room: StoredValue<RoomRef>,
    state: RwSignal<ActivityState>,
    filter: RwSignal<ActivityFilter>,
    most: RwSignal<u32>,
    /// The saving of the table.
    pub(crate) saving: Work,
}

/// Reads it, and again whenever the room was read again or something else is looked at.
pub(crate) fn use_activity(room: Room) -> ActivityTask {
    let task = ActivityTask {
        app: use_app(),
        room: StoredValue::new(room.id()),
        state: RwSignal::new(ActivityState::Loading),
        filter: RwSignal::new(ActivityFilter {
            offset: time::offset_minutes(),
            ..ActivityFilter::default()
        }),
        most: RwSignal::new(STEP),
        saving: Work::new(),
    };
    Effect::new(move |read: Option<bool>| {
        room.reads();
        task.load(task.filter.get(), task.most.get(), read.is_none());
        true
    });
    task
}

impl ActivityTask {
    /// Tracked.
    pub(crate) fn state(self) -> ActivityState {
        self.state.get()
    }

    /// Tracked.
    pub(crate) fn timeline(self) -> Option<Arc<Timeline>> {
        match self.state.get() {
            ActivityState::Ready(timeline) => Some(timeline),
            _ => None,
        }
    }

    /// What is looked at; tracked.
    pub(crate) fn filter(self) -> ActivityFilter {
        self.filter.get()
    }

    /// Looks at something else.
    pub(crate) fn look(self, change: impl FnOnce(&mut ActivityFilter)) {
        self.most.set(STEP);
        self.filter.update(change);
    }

    /// Shows more events.
    pub(crate) fn more(self) {
        self.most.update(|most| *most = most.saturating_add(STEP));
    }

    /// Reads it again.
    pub(crate) fn again(self) {
        let (filter, most) = (self.filter.get_untracked(), self.most.get_untracked());
        self.load(filter, most, true);
    }

    fn load(self, filter: ActivityFilter, most: u32, fresh: bool) {
        let request = Request::Activity(ActivityRequest::Timeline {
            room: self.room.get_value(),
            filter,
            skip: 0,
            most,
            fresh,
        });
        spawn_local(async move {
            let state = match self.app.vault.activity(request).await {
                Ok(ActivityReply::Timeline(timeline)) => ActivityState::Ready(timeline.into()),
                Ok(_) => ActivityState::Failed(Failure::Internal),
                // what is on the screen is not taken away by a lost connection
                Err(failure) if passes(failure) && self.is_ready() => return,
                Err(failure) => ActivityState::Failed(failure),
            };
            if self.state.try_with_untracked(|old| *old == state) == Some(false) {
                self.state.try_set(state);
            }
        });
    }

    fn is_ready(self) -> bool {
        let ready = |state: &ActivityState| matches!(state, ActivityState::Ready(_));
        self.state.try_with_untracked(ready).unwrap_or_default()
    }

    /// Saves what is looked at as a table for a spreadsheet.
    pub(crate) fn save(self) {
        let request = Request::Activity(ActivityRequest::Table {
            room: self.room.get_value(),
            filter: self.filter.get_untracked(),
            words: words(),
        });
        let app = self.app;
        let job = async move {
            let (reply, attachments) = app.vault.ask_with(request, js_sys::Array::new()).await?;
            match reply {
                Reply::Content(made)
                    if content::save_bytes(&attachments.get(0), &made.mime, &made.name) =>
                {
                    Ok(made.name)
                }
                _ => Err(Failure::Internal),
            }
        };
        self.saving.run(job, move |name| {
            app.toasts.good(lang_now().table_saved(&name));
        });
    }
}

/// What a member, or the visitors of a link, had opened.
pub(crate) async fn opened_by(
    app: App,
    room: RoomRef,
    member: MemberRef,
) -> Result<Vec<OpenedDoc>, Failure> {
    let request = Request::Activity(ActivityRequest::OpenedBy { room, member });
    match app.vault.activity(request).await? {
        ActivityReply::Opened(docs) => Ok(docs),
        _ => Err(Failure::Internal),
    }
}

/// How each happening is called.
pub(crate) fn deed_text(deed: Deed) -> Text {
    match deed {
        Deed::Viewed => Text::DidViewed,
        Deed::Downloaded => Text::DidDownloaded,
        Deed::Completed => Text::DidCompleted,
        Deed::Printed => Text::DidPrinted,
        Deed::Closed => Text::DidClosed,
        Deed::Joined => Text::DidJoined,
        Deed::Visited => Text::DidVisited,
        Deed::MadePerson => Text::DidMadePerson,
        Deed::MadeInvite => Text::DidMadeInvite,
        Deed::MadeLink => Text::DidMadeLink,
        Deed::Granted => Text::DidGranted,
        Deed::Ended => Text::DidEnded,
        Deed::Suspended => Text::DidSuspended,
        Deed::Resumed => Text::DidResumed,
        Deed::Dated => Text::DidDated,
        Deed::MadeOwner => Text::DidMadeOwner,
        Deed::MadeManager => Text::DidMadeManager,
        Deed::MadeCoordinator => Text::DidMadeCoordinator,
        Deed::NoOffice => Text::DidNoOffice,
        Deed::Opened => Text::DidOpened,
        Deed::Frozen => Text::DidFrozen,
        Deed::Locked => Text::DidLocked,
        Deed::Added => Text::DidAdded,
        Deed::Versioned => Text::DidVersioned,
        Deed::Moved => Text::DidMoved,
        Deed::Deleted => Text::DidDeleted,
        Deed::Dropped => Text::DidDropped,
        Deed::Agreed => Text::DidAgreed,
        Deed::Proposed => Text::DidProposed,
    }
}

fn words() -> TableWords {
    let columns = [
        Text::TableTime,
        Text::TableWho,
        Text::TableLabel,
        Text::TableDid,
        Text::TableWhom,
        Text::TableDocument,
        Text::TableFolder,
        Text::TableVersion,
        Text::TableSeconds,
        Text::TableDevice,
        Text::TableReceipt,
    ];
    let word = |text: Text| lang_now().text(text).to_owned();
    TableWords {
        name: lang_now().table_name(&time::to_local(time::now()).replace(['T', ':'], "-")),
        columns: columns.into_iter().map(word).collect(),
        deeds: Deed::ALL
            .into_iter()
            .map(|deed| (deed, word(deed_text(deed))))
            .collect(),
    }
}
