//! One thing that a button starts and that takes a while.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::vault::messages::Failure;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum WorkState {
    #[default]
    Idle,
    Running,
    Failed(Failure),
}

/// Runs one job at a time and remembers why the last one failed.
#[derive(Clone, Copy)]
pub(crate) struct Work {
    state: RwSignal<WorkState>,
}

impl Work {
    pub(crate) fn new() -> Self {
        Self {
            state: RwSignal::new(WorkState::Idle),
        }
    }

    /// Starts the job unless one runs; `done` gets what came of it.
    pub(crate) fn run<T: 'static>(
        self,
        job: impl Future<Output = Result<T, Failure>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.state.get_untracked() == WorkState::Running {
            return;
        }
        self.state.set(WorkState::Running);
        spawn_local(async move {
            // the screen may be gone by now, hence `try_set`
            match job.await {
                Ok(value) => {
                    self.state.try_set(WorkState::Idle);
                    done(value);
                }
                Err(failure) => {
                    self.state.try_set(WorkState::Failed(failure));
                }
            }
        });
    }

    /// Tracked.
    pub(crate) fn state(self) -> WorkState {
        self.state.get()
    }

    pub(crate) fn is_running(self) -> bool {
        self.state.get() == WorkState::Running
    }

    pub(crate) fn is_running_untracked(self) -> bool {
        self.state.get_untracked() == WorkState::Running
    }

    /// Why the last job failed; tracked.
    pub(crate) fn failure(self) -> Option<Failure> {
        match self.state.get() {
            WorkState::Failed(failure) => Some(failure),
            _ => None,
        }
    }

    /// Shows a failure that was found before asking.
    pub(crate) fn fail(self, failure: Failure) {
        self.state.set(WorkState::Failed(failure));
    }

    /// Forgets a failure, when the person corrects what was wrong.
    pub(crate) fn forgive(self) {
        if self.state.get_untracked() != WorkState::Running {
            self.state.set(WorkState::Idle);
        }
    }
}
