//! Short notes at the edge of the screen, which a screen reader hears as well.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::page::time;
use crate::i18n::{Text, failure::sentence, lang_now};
use crate::vault::messages::Failure;

/// How a note looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Good,
    Bad,
}

/// One note.
#[derive(Debug, Clone)]
pub(crate) struct Toast {
    pub(crate) id: u32,
    pub(crate) tone: Tone,
    pub(crate) text: String,
    /// What can be done about it.
    pub(crate) act: Option<(Text, Callback<()>)>,
}

/// The notes that are shown.
#[derive(Clone, Copy)]
pub(crate) struct Toasts {
    list: RwSignal<Vec<Toast>>,
    last: StoredValue<u32>,
}

impl Toasts {
    pub(crate) fn new() -> Self {
        Self {
            list: RwSignal::new(Vec::new()),
            last: StoredValue::new(0),
        }
    }

    /// Says that something was done.
    pub(crate) fn good(self, text: impl Into<String>) {
        self.show(Tone::Good, text.into(), None, Duration::from_secs(5));
    }

    /// Says that something was done, and offers to take it back or to go on.
    pub(crate) fn offer(self, text: impl Into<String>, act: Text, on_act: Callback<()>) {
        let act = Some((act, on_act));
        self.show(Tone::Good, text.into(), act, Duration::from_secs(15));
    }

    /// Says something that a person should have read.
    pub(crate) fn notice(self, text: impl Into<String>) {
        self.show(Tone::Bad, text.into(), None, Duration::from_secs(20));
    }

    /// Says that something was not done, and what to do.
    pub(crate) fn bad(self, failure: Failure) {
        let text = lang_now().text(sentence(failure)).to_owned();
        self.show(Tone::Bad, text, None, Duration::from_secs(15));
    }

    /// Tracked.
    pub(crate) fn list(self) -> Vec<Toast> {
        self.list.get()
    }

    pub(crate) fn dismiss(self, id: u32) {
        self.list.update(|list| list.retain(|toast| toast.id != id));
    }

    fn show(self, tone: Tone, text: String, act: Option<(Text, Callback<()>)>, stay: Duration) {
        let id = self.last.get_value() + 1;
        self.last.set_value(id);
        self.list.update(|list| {
            // said once is enough; what can be undone is each its own
            list.retain(|old| old.act.is_some() || old.text != text);
            list.push(Toast {
                id,
                tone,
                text,
                act,
            })
        });
        spawn_local(async move {
            time::sleep(stay).await;
            self.dismiss(id);
        });
    }
}
