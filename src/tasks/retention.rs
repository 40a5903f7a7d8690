//! How long a room's documents are kept, what has to be kept, and destroying them.

use std::sync::Arc;

use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::app::{App, use_app};
use super::room::{Room, passes};
use crate::browser::page::content;
use crate::i18n::{Text, lang_now};
use crate::vault::messages::{
    Cause, CertificatePaper, CertificateView, ClockSaid, DestroyStep, Destroyed, DocRef,
    DoomedView, Failure, InfoRequest, KeepRef, Millis, Reply, Request, RetentionReply,
    RetentionRequest, RetentionView,
};

/// What is known of it, read again whenever the room was.
#[derive(Clone, Copy)]
pub(crate) struct Retention {
    app: App,
    pub(crate) room: Room,
    state: RwSignal<Option<Result<Arc<RetentionView>, Failure>>>,
}

/// Reads it.
pub(crate) fn use_retention(room: Room) -> Retention {
    let retention = Retention {
        app: use_app(),
        room,
        state: RwSignal::new(None),
    };
    Effect::new(move |_| {
        room.reads();
        retention.load();
    });
    retention
}

impl Retention {
    /// None until it was read; tracked.
    pub(crate) fn state(self) -> Option<Result<Arc<RetentionView>, Failure>> {
        self.state.get()
    }

    /// Tracked.
    pub(crate) fn view(self) -> Option<Arc<RetentionView>> {
        self.state.get().and_then(Result::ok)
    }

    /// Reads it again. What did not change is left as it stands.
    pub(crate) fn load(self) {
        let request = RetentionRequest::Overview {
            room: self.room.id(),
        };
        spawn_local(async move {
            let answer = self.app.vault.retention(Request::Retention(request)).await;
            let answer = match answer {
                Ok(RetentionReply::Overview(view)) => Ok(Arc::new(*view)),
                Ok(_) => Err(Failure::Internal),
                Err(failure) => Err(failure),
            };
            let there = self.state.try_get_untracked().flatten();
            let keeps = matches!(there, Some(Ok(_)));
            match answer {
                Err(failure) if keeps && passes(failure) => {}
                answer if there.as_ref() == Some(&answer) => {}
                answer => {
                    self.state.try_set(Some(answer));
                }
            }
        });
    }

    /// Says which day is the day of closing.
    pub(crate) async fn set_closing(self, day: Option<Millis>) -> Result<(), Failure> {
        let room = self.room.id();
        let done = tell(self.room, RetentionRequest::SetClosing { room, day }).await;
        self.load();
        done
    }

    /// Says that a hold is to be lifted.
    pub(crate) async fn lift(self, hold: String, why: String) -> Result<(), Failure> {
        let room = self.room.id();
        let done = tell(self.room, RetentionRequest::Lift { room, hold, why }).await;
        self.load();
        done
    }

    /// Approves a request or refuses it.
    pub(crate) async fn decide(
        self,
        request: String,
        yes: bool,
        reason: String,
    ) -> Result<(), Failure> {
        let request = InfoRequest::Decide {
            room: self.room.id(),
            request,
            yes,
            reason,
        };
        let done = self.app.vault.ask(Request::Info(request)).await.map(drop);
        // also when another one was faster
        self.room.load();
        self.load();
        done
    }
}

/// Says for how long these are kept.
pub(crate) async fn set_clock(
    room: Room,
    of: Vec<KeepRef>,
    clock: Option<ClockSaid>,
) -> Result<(), Failure> {
    let id = room.id();
    let request = RetentionRequest::SetClock {
        room: id,
        of,
        clock,
    };
    tell(room, request).await?;
    room.app().toasts.good(lang_now().text(Text::ClockSaved));
    Ok(())
}

/// Holds these for a case.
pub(crate) async fn hold(
    room: Room,
    of: Vec<KeepRef>,
    case: String,
    why: String,
) -> Result<(), Failure> {
    let id = room.id();
    let request = RetentionRequest::Hold {
        room: id,
        of,
        case,
        why,
    };
    tell(room, request).await?;
    room.app().toasts.good(lang_now().text(Text::HoldPlaced));
    Ok(())
}

/// What destroying these would mean.
pub(crate) async fn preview(room: Room, what: Vec<KeepRef>) -> Result<DoomedView, Failure> {
    let id = room.id();
    let found = doomed(room, RetentionRequest::Preview { room: id, what }).await?;
    found.ok_or(Failure::NotFound)
}

/// What a request would destroy; none, if nothing of it is there any more.
pub(crate) async fn preview_asked(
    room: Room,
    request: String,
) -> Result<Option<DoomedView>, Failure> {
    let id = room.id();
    doomed(room, RetentionRequest::PreviewAsked { room: id, request }).await
}

/// Asks a second manager.
pub(crate) async fn ask(
    room: Room,
    what: Vec<KeepRef>,
    (why, words): (Cause, String),
    note: String,
) -> Result<(), Failure> {
    let request = RetentionRequest::Ask {
        room: room.id(),
        what,
        why,
        words,
        note,
    };
    tell(room, request).await?;
    room.app().toasts.good(lang_now().text(Text::DestroyAsked));
    Ok(())
}

/// By what something is destroyed.
#[derive(Debug, Clone)]
pub(crate) enum By {
    /// One alone.
    One(Vec<KeepRef>, Cause, String),
    /// What was asked for and approved.
    Two(String),
    /// What was decided before; only the certificate is made.
    Late(String),
}

/// Destroys; what came of it, and the certificate's file.
pub(crate) async fn destroy(
    room: Room,
    by: By,
    names: bool,
    people: bool,
) -> Result<(Destroyed, JsValue), Failure> {
    let app = room.app();
    app.destroying.set(None);
    let word = |text: Text| lang_now().text(text).to_owned();
    let paper = CertificatePaper {
        names,
        people,
        folder: word(Text::CertificateFolder),
        file: word(Text::CertificateFile),
    };
    let id = room.id();
    let request = match by {
        By::One(what, why, words) => RetentionRequest::Destroy {
            room: id,
            what,
            why,
            words,
            paper,
        },
        By::Two(request) => RetentionRequest::CarryOut {
            room: id,
            request,
            paper,
        },
        By::Late(decision) => RetentionRequest::Late {
            room: id,
            decision,
            paper,
        },
    };
    let answer = app
        .vault
        .ask_with(Request::Retention(request), Array::new())
        .await;
    // also when it stopped in the middle
    room.load();
    match answer? {
        (Reply::Retention(RetentionReply::Destroyed(done)), files) => Ok((done, files.get(0))),
        _ => Err(Failure::Internal),
    }
}

/// How far it is; tracked.
pub(crate) fn far(room: Room) -> Option<DestroyStep> {
    let far = room.app().destroying.get();
    far.filter(|(of, _)| *of == room.id()).map(|(_, step)| step)
}

/// Opens a certificate, and signs it as well if that is asked for; its file comes beside it.
pub(crate) async fn certificate(
    room: Room,
    doc: DocRef,
    sign: bool,
) -> Result<(CertificateView, JsValue), Failure> {
    let id = room.id();
    let request = match sign {
        true => RetentionRequest::Countersign { room: id, doc },
        false => RetentionRequest::Certificate { room: id, doc },
    };
    let vault = room.app().vault;
    let answer = vault
        .ask_with(Request::Retention(request), Array::new())
        .await?;
    match answer {
        (Reply::Retention(RetentionReply::Certificate(view)), files) => Ok((*view, files.get(0))),
        _ => Err(Failure::Internal),
    }
}

/// Hands a certificate's file to the browser.
pub(crate) fn save(room: Room, file: &JsValue, name: &str) {
    if !content::save_bytes(file, "application/json", name) {
        room.app().toasts.bad(Failure::Incomplete);
    }
}

async fn doomed(room: Room, request: RetentionRequest) -> Result<Option<DoomedView>, Failure> {
    let vault = room.app().vault;
    match vault.retention(Request::Retention(request)).await? {
        RetentionReply::Doomed(found) => Ok(found.map(|found| *found)),
        _ => Err(Failure::Internal),
    }
}

async fn tell(room: Room, request: RetentionRequest) -> Result<(), Failure> {
    let done = room.app().vault.ask(Request::Retention(request)).await;
    room.load();
    match done? {
        Reply::Done => Ok(()),
        _ => Err(Failure::Internal),
    }
}
