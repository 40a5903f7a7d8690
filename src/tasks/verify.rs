//! The check of files that somebody was given.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::{App, use_app};
use crate::browser::page::{files::Picked, time};
use crate::vault::messages::{Failure, Reply, Request, Verified, VerifyRequest};

/// How far it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum VerifyState {
    Idle,
    /// These files are read.
    Running(Vec<String>),
    Done(Vec<String>, Box<Verified>),
    /// They do not hold, or could not be read.
    Failed(Vec<String>, Failure),
}

/// One check at a time.
#[derive(Clone, Copy)]
pub(crate) struct VerifyTask {
    app: App,
    state: RwSignal<VerifyState>,
    run: StoredValue<f64>,
    /// What is checked, to be checked again with a key.
    picked: StoredValue<Picked, LocalStorage>,
}

/// A check on this screen; leaving it stops what runs.
pub(crate) fn use_verify() -> VerifyTask {
    let task = VerifyTask {
        app: use_app(),
        state: RwSignal::new(VerifyState::Idle),
        run: StoredValue::new(0.0),
        picked: StoredValue::new_local(Picked::default()),
    };
    on_cleanup(move || task.stop());
    task
}

impl VerifyTask {
    /// Tracked.
    pub(crate) fn state(self) -> VerifyState {
        self.state.get()
    }

    /// What was checked last.
    pub(crate) fn picked(self) -> Picked {
        self.picked.get_value()
    }

    /// Bytes that were read, and of how many; tracked.
    pub(crate) fn far(self) -> Option<(f64, f64)> {
        self.app.verified.get()
    }

    /// Checks these files.
    pub(crate) fn check(self, picked: Picked, key: String) {
        self.stop();
        let run = time::now();
        self.run.set_value(run);
        self.app.verified.set(None);
        self.picked.set_value(picked.clone());
        let names: Vec<String> = picked.files.iter().map(|file| file.path.clone()).collect();
        self.state.set(VerifyState::Running(names.clone()));
        spawn_local(async move {
            let request = Request::Verify(VerifyRequest::Check { run, key });
            let answer = self.app.vault.ask_with(request, picked.handles).await;
            // a newer check goes on here
            if self.run.try_get_value() != Some(run) {
                return;
            }
            self.state.try_set(match answer {
                Ok((Reply::Verified(verified), _)) => VerifyState::Done(names, verified),
                Ok(_) => VerifyState::Failed(names, Failure::Internal),
                Err(Failure::Cancelled) => VerifyState::Idle,
                Err(failure) => VerifyState::Failed(names, failure),
            });
        });
    }

    /// Checks the same again, with the key of a store.
    pub(crate) fn again(self, key: String) {
        self.check(self.picked.get_value(), key);
    }

    /// Stops what runs.
    pub(crate) fn stop(self) {
        if matches!(
            self.state.try_get_untracked(),
            Some(VerifyState::Running(_))
        ) {
            let run = self.run.get_value();
            self.app
                .vault
                .tell(Request::Verify(VerifyRequest::Stop { run }));
        }
    }
}
