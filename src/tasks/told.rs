//! Where the person is told outside the app, room by room.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::{App, use_app};
use super::work::Work;
use crate::i18n::{Lang, lang_now};
use crate::vault::messages::{Failure, Request, RoomRef, ToldRequest, ToldView};

/// How it stands in one room.
#[derive(Clone, Copy)]
pub(crate) struct Told {
    app: App,
    room: StoredValue<RoomRef>,
    state: RwSignal<Option<Result<ToldView, Failure>>>,
}

/// Asks how it stands.
pub(crate) fn use_told(room: RoomRef) -> Told {
    let told = Told {
        app: use_app(),
        room: StoredValue::new(room.clone()),
        state: RwSignal::new(None),
    };
    spawn_local(async move {
        if let Err(failure) = told.ask(ToldRequest::Look { room }).await {
            told.state.try_set(Some(Err(failure)));
        }
    });
    told
}

impl Told {
    /// None until it is known; tracked.
    pub(crate) fn state(self) -> Option<Result<ToldView, Failure>> {
        self.state.get()
    }

    /// Tracked.
    pub(crate) fn view(self) -> Option<ToldView> {
        self.state.get().and_then(Result::ok)
    }

    /// There from now on, once the code was said.
    pub(crate) async fn set(self, mail: bool, to: String) -> Result<(), Failure> {
        let (room, chinese) = (self.room.get_value(), lang_now() == Lang::Zh);
        self.ask(ToldRequest::Set {
            room,
            mail,
            to,
            chinese,
        })
        .await
    }

    /// Says the code that came.
    pub(crate) async fn confirm(self, code: String) -> Result<(), Failure> {
        let room = self.room.get_value();
        self.ask(ToldRequest::Confirm { room, code }).await
    }

    /// Has one message sent; `done` says so.
    pub(crate) fn send_one(self, work: Work, done: impl FnOnce(App) + 'static) {
        let room = self.room.get_value();
        work.run(self.ask(ToldRequest::Try { room }), move |()| {
            done(self.app);
        });
    }

    /// Nowhere any more.
    pub(crate) fn stop(self, work: Work, done: impl FnOnce(App) + 'static) {
        let room = self.room.get_value();
        work.run(self.ask(ToldRequest::Stop { room }), move |()| {
            done(self.app);
        });
    }

    async fn ask(self, request: ToldRequest) -> Result<(), Failure> {
        let view = self.app.vault.told(Request::Told(request)).await?;
        self.state.try_set(Some(Ok(view)));
        Ok(())
    }
}
