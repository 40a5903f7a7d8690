//! The record of a room, as far as it is looked at.

mod words;

use std::sync::Arc;

use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::{App, use_app};
use super::room::Room;
use super::work::Work;
use crate::browser::page::files::Picked;
use crate::browser::page::{content, time};
use crate::i18n::lang_now;
use crate::vault::messages::{
    AuditFilter, AuditReply, AuditRequest, Failure, IndexView, RecordLine, RecordView, Reply,
    Request, RoomRef,
};

use words::words;
pub(crate) use words::{act_text, place_text};

/// Entries that are shown at first, and more each time that more are asked for.
const STEP: u32 = 2_000;

/// How far a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Far {
    /// Chains that were read.
    pub(crate) chains: u32,
    /// Chains that are known.
    pub(crate) total: u32,
    /// Entries that were taken in.
    pub(crate) entries: u32,
}

/// How far the reading of a room's record is.
#[derive(Clone, Copy)]
pub(crate) struct AuditProgress(RwSignal<Option<(RoomRef, Far)>>);

impl AuditProgress {
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(None))
    }

    pub(crate) fn set(self, room: RoomRef, far: Far) {
        self.0.set(Some((room, far)));
    }

    pub(super) fn clear(self) {
        self.0.try_set(None);
    }

    /// Of this room; tracked.
    pub(super) fn of(self, room: &RoomRef) -> Option<Far> {
        let all = self.0.get();
        all.filter(|(one, _)| one == room).map(|(_, far)| far)
    }
}

/// Whether the room's record may be read here.
pub(crate) fn use_may_audit(room: Room) -> ReadSignal<bool> {
    let (may, set_may) = signal(false);
    let app = use_app();
    let mine = Memo::new(move |_| room.view().map(|view| (view.manage, view.owes)));
    Effect::new(move |_| match mine.get() {
        Some((true, false)) => set_may.set(true),
        Some((false, false)) => {
            // again with each reading, until the answer is yes: one may be lost
            room.reads();
            if may.get_untracked() {
                return;
            }
            let request = Request::Audit(AuditRequest::May { room: room.id() });
            spawn_local(async move {
                if let Ok(AuditReply::May(yes)) = app.vault.audit(request).await {
                    set_may.try_set(yes);
                }
            });
        }
        _ => set_may.set(false),
    });
    may
}

/// What is known of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum AuditState {
    Loading,
    Ready(Arc<RecordView>),
    /// The person stopped the reading.
    Stopped,
    Failed(Failure),
}

/// The record on the screen.
#[derive(Clone, Copy)]
pub(crate) struct AuditTask {
    app: App,
    room: StoredValue<RoomRef>,
    state: RwSignal<AuditState>,
    filter: RwSignal<AuditFilter>,
    most: RwSignal<u32>,
    /// The number of the last question: an answer to an older one is late.
    asked: StoredValue<u32>,
    /// The reading that runs, by the time at which it began.
    reading: RwSignal<Option<f64>>,
    /// The saving of the table.
    pub(crate) saving: Work,
}

/// Reads it, and shows it anew when something else is looked at. Leaving the screen stops a reading.
pub(crate) fn use_audit(room: Room) -> AuditTask {
    let task = AuditTask {
        app: use_app(),
        room: StoredValue::new(room.id()),
        state: RwSignal::new(AuditState::Loading),
        filter: RwSignal::new(AuditFilter::default()),
        most: RwSignal::new(STEP),
        asked: StoredValue::new(0),
        reading: RwSignal::new(None),
        saving: Work::new(),
    };
    Effect::new(move |read: Option<()>| {
        let (filter, most) = (task.filter.get(), task.most.get());
        task.load(filter, most, read.is_none());
    });
    on_cleanup(move || task.stop());
    task
}

impl AuditTask {
    /// Tracked.
    pub(crate) fn state(self) -> AuditState {
        self.state.get()
    }

    /// Tracked.
    pub(crate) fn record(self) -> Option<Arc<RecordView>> {
        match self.state.get() {
            AuditState::Ready(record) => Some(record),
            _ => None,
        }
    }

    /// How far a reading is; tracked.
    pub(crate) fn progress(self) -> Option<Far> {
        self.app.audit_progress.of(&self.room.get_value())
    }

    /// Tracked.
    pub(crate) fn is_reading(self) -> bool {
        self.reading.get().is_some()
    }

    /// What is looked at; tracked.
    pub(crate) fn filter(self) -> AuditFilter {
        self.filter.get()
    }

    /// Looks at something else.
    pub(crate) fn look(self, change: impl FnOnce(&mut AuditFilter)) {
        self.most.set(STEP);
        self.filter.update(change);
    }

    /// Shows more entries.
    pub(crate) fn more(self) {
        self.most.update(|most| *most = most.saturating_add(STEP));
    }

    /// Reads what is new.
    pub(crate) fn again(self) {
        let (filter, most) = (self.filter.get_untracked(), self.most.get_untracked());
        if !self.is_ready() {
            self.state.set(AuditState::Loading);
        }
        self.load(filter, most, true);
    }

    /// Stops a reading.
    pub(crate) fn stop(self) {
        if let Some(reading) = self.reading.try_get_untracked().flatten() {
            let stop = AuditRequest::Stop { reading };
            self.app.vault.tell(Request::Audit(stop));
        }
    }

    /// What the store signed last of the index.
    pub(crate) fn index(self) -> impl Future<Output = Result<IndexView, Failure>> {
        let (vault, room) = (self.app.vault, self.room.get_value());
        async move {
            match vault
                .audit(Request::Audit(AuditRequest::Index { room }))
                .await?
            {
                AuditReply::Index(index) => Ok(index),
                _ => Err(Failure::Internal),
            }
        }
    }

    /// Whether the index goes on from what somebody else was shown.
    pub(crate) fn compare(self, picked: Picked) -> impl Future<Output = Result<(), Failure>> {
        let (vault, room) = (self.app.vault, self.room.get_value());
        async move {
            let request = Request::Audit(AuditRequest::Compare { room });
            vault.ask_with(request, picked.handles).await.map(drop)
        }
    }

    /// Saves one entry with its proof, for somebody who sees nothing else of the room.
    pub(crate) fn disclose(self, line: &RecordLine) {
        let (app, room) = (self.app, self.room.get_value());
        let (chain, entry) = (line.chain.clone(), line.entry);
        let begin: String = chain.chars().take(8).collect();
        let name = format!(
            "{}.tlog-proof",
            lang_now().proof_file(&format!("{begin}-{entry}"))
        );
        let job = async move {
            let request = Request::Audit(AuditRequest::Disclose { room, chain, entry });
            match app.vault.ask_with(request, Array::new()).await? {
                (Reply::Content(made), bytes)
                    if content::save_bytes(&bytes.get(0), &made.mime, &name) =>
                {
                    Ok(name)
                }
                _ => Err(Failure::Internal),
            }
        };
        self.saving.run(job, move |name| {
            app.toasts.good(lang_now().record_saved(&name));
        });
    }

    fn load(self, filter: AuditFilter, most: u32, fresh: bool) {
        let asked = self.asked.get_value() + 1;
        self.asked.set_value(asked);
        let reading = fresh.then(time::now);
        let request = Request::Audit(AuditRequest::Show {
            room: self.room.get_value(),
            filter,
            most,
            fresh: reading,
        });
        if fresh {
            self.reading.set(reading);
        }
        spawn_local(async move {
            let answer = self.app.vault.audit(request).await;
            if fresh {
                self.app.audit_progress.clear();
                self.reading.try_set(None);
            }
            // the first reading may still run: its answer shows what is looked at by then
            let late = self.asked.try_get_value() != Some(asked);
            let state = match answer {
                Ok(AuditReply::Record(_)) if late => return self.show(),
                Ok(AuditReply::Record(record)) => AuditState::Ready(record.into()),
                Ok(AuditReply::May(_) | AuditReply::Index(_)) => {
                    AuditState::Failed(Failure::Internal)
                }
                Err(Failure::NotFound) if !fresh => return,
                // what is on the screen stays
                Err(Failure::Cancelled) if self.is_ready() => return,
                Err(Failure::Cancelled) => AuditState::Stopped,
                Err(failure) => AuditState::Failed(failure),
            };
            self.state.try_set(state);
        });
    }

    /// Shows what is looked at now, of what was read.
    fn show(self) {
        let filter = self.filter.try_get_untracked();
        let most = self.most.try_get_untracked();
        if let Some((filter, most)) = filter.zip(most) {
            self.load(filter, most, false);
        }
    }

    fn is_ready(self) -> bool {
        let ready = |state: &AuditState| matches!(state, AuditState::Ready(_));
        self.state.try_with_untracked(ready).unwrap_or_default()
    }

    /// Saves all that is looked at as a table for a spreadsheet.
    pub(crate) fn save(self) {
        let request = Request::Audit(AuditRequest::Table {
            room: self.room.get_value(),
            filter: self.filter.get_untracked(),
            offset: time::offset_minutes(),
            words: words(),
        });
        let app = self.app;
        let job = async move {
            let (reply, attachments) = app.vault.ask_with(request, Array::new()).await?;
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
            app.toasts.good(lang_now().record_saved(&name));
        });
    }
}
