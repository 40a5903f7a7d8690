//! Restoring a room from its backup, and rehearsing that. It outlives the screen on which it was started.

use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::App;
use super::room::Room;
use super::vault::Vault;
use crate::browser::page::{content, files::Picked, time};
use crate::i18n::{Text, lang_now};
use crate::vault::messages::{
    AsksView, CheckedRow, DrilledView, Failure, FinishedView, Reply, Request, RestoreFar,
    RestoreReply, RestoreRequest,
};

/// What the list of rooms is called as a file.
const LIST: &str = "sealroom-rooms.sealed";

/// How far it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RestoreState {
    /// Files are to be chosen.
    Idle,
    /// These files are read.
    Checking(Vec<String>),
    /// They do not hold, or are not to be restored here.
    Refused(Vec<String>, Failure),
    /// They hold; what to do with them is to be said. The last try may have failed.
    Checked(Box<CheckedRow>, Option<Failure>),
    /// It is done.
    Running(Box<CheckedRow>, Aim),
    Finished(Box<FinishedView>),
    Drilled(Box<DrilledView>),
}

/// What for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aim {
    Restore,
    Rehearse,
}

/// One at a time.
#[derive(Clone, Copy)]
pub(crate) struct Restoring {
    vault: Vault,
    state: RwSignal<RestoreState>,
    far: RwSignal<Option<RestoreFar>>,
    run: StoredValue<f64>,
    picked: StoredValue<Picked, LocalStorage>,
    /// The signed report of a rehearsal.
    report: StoredValue<Array, LocalStorage>,
}

impl Restoring {
    pub(crate) fn new(vault: Vault, far: RwSignal<Option<RestoreFar>>) -> Self {
        Self {
            vault,
            state: RwSignal::new(RestoreState::Idle),
            far,
            run: StoredValue::new(0.0),
            picked: StoredValue::new_local(Picked::default()),
            report: StoredValue::new_local(Array::new()),
        }
    }

    /// Tracked.
    pub(crate) fn state(self) -> RestoreState {
        self.state.get()
    }

    /// Tracked.
    pub(crate) fn far(self) -> Option<RestoreFar> {
        self.far.get()
    }

    /// Does it get on? Leaving the page would stop it.
    pub(crate) fn is_running_untracked(self) -> bool {
        self.state.with_untracked(|state| {
            matches!(state, RestoreState::Checking(_) | RestoreState::Running(..))
        })
    }

    /// Checks these files.
    pub(crate) fn check(self, picked: Picked) {
        let names: Vec<String> = picked.files.iter().map(|file| file.path.clone()).collect();
        let run = self.begin(RestoreState::Checking(names.clone()));
        self.picked.set_value(picked.clone());
        spawn_local(async move {
            let request = Request::Restore(RestoreRequest::Check { run });
            let answer = self.vault.ask_with(request, picked.handles).await;
            self.end(
                run,
                match answer {
                    Ok((Reply::Restore(RestoreReply::Checked(row)), _)) => {
                        RestoreState::Checked(row, None)
                    }
                    Ok(_) => RestoreState::Refused(names, Failure::Internal),
                    Err(Failure::Cancelled) => RestoreState::Idle,
                    Err(failure) => RestoreState::Refused(names, failure),
                },
            );
        });
    }

    /// Restores the room from what was checked, or rehearses it. `done` hears that the token was right.
    pub(crate) fn bring(
        self,
        row: CheckedRow,
        aim: Aim,
        token: String,
        reason: String,
        done: impl FnOnce() + 'static,
    ) {
        let row = Box::new(row);
        let run = self.begin(RestoreState::Running(row.clone(), aim));
        let handles = self.picked.with_value(|picked| picked.handles.clone());
        spawn_local(async move {
            let request = Request::Restore(match aim {
                Aim::Restore => RestoreRequest::Bring { run, token, reason },
                Aim::Rehearse => RestoreRequest::Drill { run, token },
            });
            let answer = self.vault.ask_with(request, handles).await;
            self.end(
                run,
                match answer {
                    Ok((Reply::Restore(RestoreReply::Finished(view)), _)) => {
                        done();
                        RestoreState::Finished(view)
                    }
                    Ok((Reply::Restore(RestoreReply::Drilled(view)), report)) => {
                        done();
                        self.report.try_set_value(report);
                        RestoreState::Drilled(view)
                    }
                    Ok(_) => RestoreState::Checked(row, Some(Failure::Internal)),
                    Err(failure) => RestoreState::Checked(row, Some(failure)),
                },
            );
        });
    }

    /// Saves the report of a rehearsal.
    pub(crate) fn save_report(self, name: &str) -> bool {
        let report = self.report.with_value(|report| report.get(0));
        content::save_bytes(&report, "application/vnd.sealroom.artefact+json", name)
    }

    /// Stops what runs; what was sent stays, and is not sent again.
    pub(crate) fn stop(self) {
        let run = self.run.get_value();
        self.vault
            .tell(Request::Restore(RestoreRequest::Stop { run }));
    }

    /// Forgets what was chosen, and what came of it.
    pub(crate) fn forget(self) {
        self.run.set_value(0.0);
        self.picked.set_value(Picked::default());
        self.report.set_value(Array::new());
        self.state.set(RestoreState::Idle);
    }

    fn begin(self, state: RestoreState) -> f64 {
        let run = time::now();
        self.run.set_value(run);
        self.far.set(None);
        self.state.set(state);
        run
    }

    fn end(self, run: f64, state: RestoreState) {
        // locked, or begun anew
        if self.run.get_value() == run {
            self.state.set(state);
        }
    }
}

/// What there is to confirm of a room.
pub(crate) async fn asks(room: Room) -> Result<AsksView, Failure> {
    let request = RestoreRequest::Asks { room: room.id() };
    match room.app().vault.ask(Request::Restore(request)).await? {
        Reply::Restore(RestoreReply::Asks(asks)) => Ok(*asks),
        _ => Err(Failure::Internal),
    }
}

/// Goes on in this lineage.
pub(crate) async fn confirm(room: Room, lineage: String) -> Result<(), Failure> {
    let request = RestoreRequest::Confirm {
        room: room.id(),
        lineage,
    };
    let vault = room.app().vault;
    room.show(*vault.room(Request::Restore(request)).await?);
    Ok(())
}

/// Goes on where making a restored room fit to be used stopped.
pub(crate) async fn finish(room: Room) -> Result<FinishedView, Failure> {
    let request = RestoreRequest::Finish { room: room.id() };
    match room.app().vault.ask(Request::Restore(request)).await? {
        Reply::Restore(RestoreReply::Finished(done)) => Ok(*done),
        _ => Err(Failure::Internal),
    }
}

/// Titles of the rooms that this device remembers.
pub(crate) async fn kept(vault: Vault) -> Result<Vec<String>, Failure> {
    match vault.ask(Request::Restore(RestoreRequest::Kept)).await? {
        Reply::Restore(RestoreReply::Kept(titles)) => Ok(titles),
        _ => Err(Failure::Internal),
    }
}

/// Puts the list of rooms back that this device remembers.
pub(crate) async fn put_back(vault: Vault) -> Result<(), Failure> {
    let request = Request::Restore(RestoreRequest::PutBack);
    vault.ask(request).await.map(drop)
}

/// Saves the sealed list of rooms as a file.
pub(crate) async fn save_list(app: App) -> Result<(), Failure> {
    let request = Request::Restore(RestoreRequest::ListFile);
    let (_, file) = app.vault.ask_with(request, Array::new()).await?;
    match content::save_bytes(&file.get(0), "application/octet-stream", LIST) {
        true => {
            app.toasts.good(lang_now().text(Text::RestoreListSaved));
            Ok(())
        }
        false => Err(Failure::Incomplete),
    }
}
