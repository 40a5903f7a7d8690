//! What an invite or a link leads to, before it is used. Looking counts as no opening.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::{App, use_app};
use crate::pages::link_states::DeadEnd;
use crate::vault::messages::{Failure, Peek, Request};

/// The look behind a fragment.
#[derive(Clone, Copy)]
pub(crate) struct PeekTask {
    app: App,
    result: RwSignal<Option<Result<Peek, DeadEnd>>>,
}

/// Looks, and looks again when another link is pasted.
pub(crate) fn use_peek() -> PeekTask {
    let task = PeekTask {
        app: use_app(),
        result: RwSignal::new(None),
    };
    let secrets = task.app.secrets;
    Effect::new(move |_| {
        secrets.count();
        task.load();
    });
    task
}

impl PeekTask {
    /// What was seen, once it is; tracked.
    pub(crate) fn result(self) -> Option<Result<Peek, DeadEnd>> {
        self.result.get()
    }

    /// Looks again.
    pub(crate) fn load(self) {
        let Some(fragment) = self.app.secrets.fragment() else {
            self.result.set(Some(Err(DeadEnd::Missing)));
            return;
        };
        self.result.set(None);
        spawn_local(async move {
            let seen = match self.app.vault.peek(Request::Peek { fragment }).await {
                Ok(peek) => match DeadEnd::of(peek.state) {
                    // who joined has used the invite up, and is in the room
                    Some(end) if !peek.joined => Err(end),
                    _ => Ok(peek),
                },
                Err(failure) => Err(DeadEnd::Failed(failure)),
            };
            self.result.try_set(Some(seen));
        });
    }

    /// Its time ran out while it was shown.
    pub(crate) fn expire(self) {
        self.fail(Failure::Expired);
    }

    /// Nobody was there: what it opened is no longer shown.
    pub(crate) fn leave(self) {
        self.result.set(Some(Err(DeadEnd::Left)));
    }

    /// It turned out to lead nowhere.
    pub(crate) fn fail(self, failure: Failure) {
        self.result.set(Some(Err(DeadEnd::Failed(failure))));
    }
}
