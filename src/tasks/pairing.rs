//! Two devices that are about to share an identity: each looks again and again for what the
//! other said. The code itself is kept in a plain value.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::{App, use_app};
use super::work::Work;
use crate::browser::page::time;
use crate::vault::messages::{Answered, Failure, MeReply, MeRequest, Offered, PairCode, Request};

/// How often they look.
const BEAT: Duration = Duration::from_millis(1500);

/// The device that shows the code.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum OfferState {
    Starting,
    /// The code is there.
    Shown(Offered),
    Failed(Failure),
}

/// A handle on that.
#[derive(Clone, Copy)]
pub(crate) struct OfferTask {
    app: App,
    code: StoredValue<Option<PairCode>>,
    state: RwSignal<OfferState>,
}

/// Makes a code, and withdraws it when the screen is left.
pub(crate) fn use_offer() -> OfferTask {
    let task = OfferTask {
        app: use_app(),
        code: StoredValue::new(None),
        state: RwSignal::new(OfferState::Starting),
    };
    task.start();
    on_cleanup(move || stop(task.app));
    task
}

impl OfferTask {
    /// Tracked.
    pub(crate) fn state(self) -> OfferState {
        self.state.get()
    }

    /// What to show.
    pub(crate) fn code(self) -> Option<PairCode> {
        self.code.get_value()
    }

    /// A new code.
    pub(crate) fn start(self) {
        self.state.set(OfferState::Starting);
        spawn_local(async move {
            match self.app.vault.me(MeRequest::Offer).await {
                Ok(MeReply::Code(code)) => {
                    self.code.try_set_value(Some(code));
                    self.state.try_set(OfferState::Shown(Offered::Waiting));
                    self.watch().await;
                }
                Ok(_) => self.fail(Failure::Internal),
                Err(failure) => self.fail(failure),
            }
        });
    }

    /// The words are the same on both.
    pub(crate) fn give(self, work: Work) {
        let give = async move { self.app.vault.me(MeRequest::Give).await };
        work.run(give, move |_| {
            self.state.try_set(OfferState::Shown(Offered::Given));
        });
    }

    /// The words are not the same: the code is over.
    pub(crate) fn refuse(self) {
        stop(self.app);
        self.fail(Failure::PairingStopped);
    }

    async fn watch(self) {
        loop {
            time::sleep(BEAT).await;
            // the screen may be gone, or it ended here
            match self.state.try_get_untracked() {
                Some(OfferState::Shown(Offered::Done)) | None => return,
                Some(OfferState::Shown(_)) => {}
                Some(_) => return,
            }
            match self.app.vault.me(MeRequest::LookOffered).await {
                Ok(MeReply::Offered(now)) => self.show(now),
                Ok(_) => return self.fail(Failure::Internal),
                // looked for again
                Err(Failure::Unreachable | Failure::ServerBusy) => {}
                Err(failure) => return self.fail(failure),
            }
        }
    }

    fn show(self, now: Offered) {
        let before = self.state.try_get_untracked();
        let now = OfferState::Shown(now);
        // what was given is not shown as asked for again by an answer that crossed with it
        let given = before == Some(OfferState::Shown(Offered::Given));
        let back = matches!(now, OfferState::Shown(Offered::Answered { .. }));
        if before.is_some_and(|before| before != now) && !(given && back) {
            self.state.try_set(now);
        }
    }

    fn fail(self, failure: Failure) {
        self.code.try_set_value(None);
        self.state.try_set(OfferState::Failed(failure));
    }
}

/// The device on which the code is entered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum AnswerState {
    /// The code is asked for.
    Asking,
    Shown(Answered),
}

/// A handle on that.
#[derive(Clone, Copy)]
pub(crate) struct AnswerTask {
    app: App,
    state: RwSignal<AnswerState>,
    work: Work,
}

/// Withdraws when the screen is left.
pub(crate) fn use_answer(work: Work) -> AnswerTask {
    let task = AnswerTask {
        app: use_app(),
        state: RwSignal::new(AnswerState::Asking),
        work,
    };
    on_cleanup(move || stop(task.app));
    task
}

impl AnswerTask {
    /// Tracked.
    pub(crate) fn state(self) -> AnswerState {
        self.state.get()
    }

    /// Enters the code.
    pub(crate) fn enter(self, code: String) {
        let enter = async move { self.app.vault.me(MeRequest::EnterCode { code }).await };
        self.work.run(enter, move |_| {
            self.state.try_set(AnswerState::Shown(Answered::Waiting));
            spawn_local(self.watch());
        });
    }

    /// Keeps what was given, under this passphrase.
    pub(crate) fn keep(self, passphrase: String, done: impl FnOnce() + 'static) {
        let app = self.app;
        let request = Request::Me(MeRequest::KeepGiven { passphrase });
        self.work
            .run(async move { app.vault.ask(request).await }, move |_| done());
    }

    async fn watch(self) {
        loop {
            time::sleep(BEAT).await;
            match self.state.try_get_untracked() {
                Some(AnswerState::Shown(Answered::Given(_)) | AnswerState::Asking) | None => return,
                Some(AnswerState::Shown(_)) => {}
            }
            match self.app.vault.me(MeRequest::LookAnswered).await {
                Ok(MeReply::Answered(now)) => {
                    let now = AnswerState::Shown(now);
                    if self
                        .state
                        .try_get_untracked()
                        .is_some_and(|before| before != now)
                    {
                        self.state.try_set(now);
                    }
                }
                Err(Failure::Unreachable | Failure::ServerBusy) => {}
                Ok(_) => return self.fail(Failure::Internal),
                Err(failure) => return self.fail(failure),
            }
        }
    }

    fn fail(self, failure: Failure) {
        if self.state.try_set(AnswerState::Asking).is_none() {
            self.work.fail(failure);
        }
    }
}

fn stop(app: App) {
    app.vault.tell(Request::Me(MeRequest::StopPairing));
}
