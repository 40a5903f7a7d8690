//! Reports of a room: made with progress, kept on the screen until another one is made.

use js_sys::{Array, ArrayBuffer};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::app::{App, use_app};
use super::artefact::{failure, sheet_lang};
use super::audit::Far;
use super::room::Room;
use super::work::Work;
use crate::browser::page::sheet_client::SheetClient;
use crate::browser::page::{content, time};
use crate::i18n::lang_now;
use crate::vault::messages::{
    ARTEFACT, AuditRequest, Failure, FolderRef, MadeReport, Millis, Reply, ReportTerms, ReportWhat,
    ReportsReply, ReportsRequest, Request, RoomRef,
};

/// A report and its file.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) report: MadeReport,
    pub(crate) file: ArrayBuffer,
}

/// How far it is.
#[derive(Clone)]
pub(crate) enum ReportState {
    Idle,
    Making,
    Stopped,
    Ready(Made),
    Failed(Failure),
}

/// Reports on this screen.
#[derive(Clone, Copy)]
pub(crate) struct Reports {
    app: App,
    room: StoredValue<RoomRef>,
    state: RwSignal<ReportState, LocalStorage>,
    /// The reading that runs, by the time at which it began.
    reading: StoredValue<f64>,
    /// The saving of a table.
    pub(crate) saving: Work,
    /// The last report lies in the room.
    stored: RwSignal<bool>,
}

/// Leaving the screen stops what is being made.
pub(crate) fn use_reports(room: Room) -> Reports {
    let task = Reports {
        app: use_app(),
        room: StoredValue::new(room.id()),
        state: RwSignal::new_local(ReportState::Idle),
        reading: StoredValue::new(0.0),
        saving: Work::new(),
        stored: RwSignal::new(false),
    };
    on_cleanup(move || task.stop());
    task
}

impl Reports {
    /// Tracked.
    pub(crate) fn state(self) -> ReportState {
        self.state.get()
    }

    /// Tracked.
    pub(crate) fn is_making(self) -> bool {
        self.state
            .with(|state| matches!(state, ReportState::Making))
    }

    /// How far the reading of the record is; tracked.
    pub(crate) fn progress(self) -> Option<Far> {
        self.app.audit_progress.of(&self.room.get_value())
    }

    /// Whether it was put into the room; tracked.
    pub(crate) fn is_stored(self) -> bool {
        self.stored.get()
    }

    /// Makes one.
    pub(crate) fn make(self, what: ReportWhat, from: Option<Millis>, until: Option<Millis>) {
        if untrack(|| self.is_making()) {
            return;
        }
        let reading = time::now();
        self.reading.set_value(reading);
        self.state.set(ReportState::Making);
        self.stored.set(false);
        self.saving.forgive();
        let request = Request::Reports(ReportsRequest::Make {
            room: self.room.get_value(),
            what,
            from,
            until,
            reading,
        });
        spawn_local(async move {
            let answer = self.app.vault.ask_with(request, Array::new()).await;
            self.app.audit_progress.clear();
            // the screen was left, or another one begun
            if self.reading.try_get_value() != Some(reading) {
                return;
            }
            self.state.try_set(match answer {
                Ok((Reply::Reports(ReportsReply::Made(report)), beside)) => {
                    match beside.get(0).dyn_into::<ArrayBuffer>() {
                        Ok(file) => ReportState::Ready(Made { report, file }),
                        Err(_) => ReportState::Failed(Failure::Internal),
                    }
                }
                Ok(_) => ReportState::Failed(Failure::Internal),
                Err(Failure::Cancelled) => ReportState::Stopped,
                Err(failure) => ReportState::Failed(failure),
            });
        });
    }

    /// Stops what is being made.
    pub(crate) fn stop(self) {
        let making = |state: &ReportState| matches!(state, ReportState::Making);
        if self.state.try_with_untracked(making) == Some(true) {
            let reading = self.reading.get_value();
            let stop = AuditRequest::Stop { reading };
            self.app.vault.tell(Request::Audit(stop));
        }
    }

    /// Saves it as a table for a spreadsheet, in the reader's language.
    pub(crate) fn table(self, made: &Made) {
        let (app, room, kind) = (self.app, self.room.get_value(), made.report.kind.clone());
        let stem = made.report.name.strip_suffix(".json").map(str::to_owned);
        let name = format!("{}.csv", stem.unwrap_or_default());
        let lang = sheet_lang(lang_now());
        let job = async move {
            let words = SheetClient::default().words(kind, lang).await;
            let words = words.map_err(failure)?;
            let request = Request::Reports(ReportsRequest::Table {
                room,
                words: ReportTerms {
                    fields: words.fields,
                    codes: words.codes,
                },
            });
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

    /// Puts it into a folder of the room, as a document like others.
    pub(crate) fn store(self, made: &Made, folder: FolderRef) {
        match content::file(&made.file, &made.report.name, ARTEFACT) {
            Some(picked) => {
                let room = self.room.get_value();
                self.app.transfers.upload(room, folder, picked);
                self.stored.set(true);
            }
            None => self.saving.fail(Failure::Internal),
        }
    }
}
