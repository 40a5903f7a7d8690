//! How a room's documents are classified, what that asks for, and what was decided about it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::{App, use_app};
use super::room::{Room, passes};
use crate::i18n::{Text, lang_now};
use crate::vault::messages::{
    Against, AskedFor, Change, DocRef, Failure, InfoReply, InfoRequest, Marked, Marks, MarksView,
    NewBasis, Outcome, Overview, Reply, Request, TierRule,
};

/// What is known of it, read again whenever the room was.
#[derive(Clone, Copy)]
pub(crate) struct Information {
    app: App,
    pub(crate) room: Room,
    state: RwSignal<Option<Result<Arc<Overview>, Failure>>>,
}

/// Reads it.
pub(crate) fn use_information(room: Room) -> Information {
    let information = Information {
        app: use_app(),
        room,
        state: RwSignal::new(None),
    };
    Effect::new(move |_| {
        room.reads();
        information.load();
    });
    information
}

impl Information {
    /// None until it was read; tracked.
    pub(crate) fn state(self) -> Option<Result<Arc<Overview>, Failure>> {
        self.state.get()
    }

    /// Tracked.
    pub(crate) fn overview(self) -> Option<Arc<Overview>> {
        self.state.get().and_then(Result::ok)
    }

    /// Reads it again. What did not change is left as it stands.
    pub(crate) fn load(self) {
        let request = InfoRequest::Overview {
            room: self.room.id(),
        };
        spawn_local(async move {
            let answer = match self.app.vault.info(Request::Info(request)).await {
                Ok(InfoReply::Overview(overview)) => Ok(Arc::new(*overview)),
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

    /// Says what a level asks for.
    pub(crate) async fn set_tier(self, rule: TierRule) -> Result<(), Failure> {
        let room = self.room.id();
        self.change(InfoRequest::SetTier { room, rule }).await
    }

    /// Records a legal basis.
    pub(crate) async fn record(self, basis: NewBasis) -> Result<(), Failure> {
        let room = self.room.id();
        self.change(InfoRequest::Record { room, basis }).await?;
        self.app.toasts.good(lang_now().text(Text::BasisRecorded));
        Ok(())
    }

    /// Withdraws one.
    pub(crate) async fn withdraw(self, basis: String, reason: String) -> Result<(), Failure> {
        let room = self.room.id();
        self.change(InfoRequest::Withdraw {
            room,
            basis,
            reason,
        })
        .await
    }

    /// What a request would give and take now.
    pub(crate) async fn preview_asked(self, request: String) -> Result<Vec<Outcome>, Failure> {
        let room = self.room.id();
        let request = InfoRequest::PreviewAsked { room, request };
        outcomes(self.app, request).await
    }

    /// Approves a request or refuses it.
    pub(crate) async fn decide(
        self,
        request: String,
        yes: bool,
        reason: String,
    ) -> Result<(), Failure> {
        let room = self.room.id();
        self.change(InfoRequest::Decide {
            room,
            request,
            yes,
            reason,
        })
        .await
    }

    /// Applies an approved one.
    pub(crate) async fn carry_out(self, request: String) -> Result<(), Failure> {
        let room = self.room.id();
        self.change(InfoRequest::CarryOut { room, request }).await
    }

    async fn change(self, request: InfoRequest) -> Result<(), Failure> {
        let done = tell(self.app, request).await;
        // also when another one was faster
        self.room.load();
        self.load();
        done
    }
}

/// How some things are classified.
pub(crate) async fn marks_of(room: Room, of: Vec<Marked>) -> Result<Vec<MarksView>, Failure> {
    let request = InfoRequest::Marks {
        room: room.id(),
        of,
    };
    match room.app().vault.info(Request::Info(request)).await? {
        InfoReply::Marks(marks) => Ok(marks),
        _ => Err(Failure::Internal),
    }
}

/// What labels would give and take.
pub(crate) async fn preview_marks(
    room: Room,
    marks: Vec<(Marked, Marks)>,
) -> Result<Vec<Outcome>, Failure> {
    let request = InfoRequest::PreviewMarks {
        room: room.id(),
        marks,
    };
    outcomes(room.app(), request).await
}

/// Classifies, and says what waits for a second manager.
pub(crate) async fn classify(room: Room, marks: Vec<(Marked, Marks)>) -> Result<(), Failure> {
    let app = room.app();
    let request = InfoRequest::Classify {
        room: room.id(),
        marks,
    };
    let done = app.vault.info(Request::Info(request)).await;
    room.load();
    match done? {
        InfoReply::Waiting(0) => app.toasts.good(lang_now().text(Text::Classified)),
        InfoReply::Waiting(_) => app.toasts.notice(lang_now().text(Text::ClassifiedWaits)),
        _ => return Err(Failure::Internal),
    }
    Ok(())
}

/// Suggests, for one who manages to decide.
pub(crate) async fn suggest(room: Room, marks: Vec<(DocRef, Marks)>) -> Result<(), Failure> {
    let request = InfoRequest::Suggest {
        room: room.id(),
        marks,
    };
    tell(room.app(), request).await?;
    let done = lang_now().text(Text::MarksSuggested);
    room.app().toasts.good(done);
    Ok(())
}

/// What is against changes of the matrix.
pub(crate) async fn objections(room: Room, changes: Vec<Change>) -> Result<Against, Failure> {
    let request = InfoRequest::Objections {
        room: room.id(),
        changes,
    };
    match room.app().vault.info(Request::Info(request)).await? {
        InfoReply::Against(against) => Ok(against),
        _ => Err(Failure::Internal),
    }
}

/// Asks a second manager.
pub(crate) async fn ask(room: Room, asked: AskedFor, note: String) -> Result<(), Failure> {
    let request = InfoRequest::Ask {
        room: room.id(),
        asked,
        note,
    };
    tell(room.app(), request).await?;
    let done = lang_now().text(Text::SecondAsked);
    room.app().toasts.good(done);
    room.load();
    Ok(())
}

async fn outcomes(app: App, request: InfoRequest) -> Result<Vec<Outcome>, Failure> {
    match app.vault.info(Request::Info(request)).await? {
        InfoReply::Outcomes(found) => Ok(found),
        _ => Err(Failure::Internal),
    }
}

async fn tell(app: App, request: InfoRequest) -> Result<(), Failure> {
    match app.vault.ask(Request::Info(request)).await? {
        Reply::Done => Ok(()),
        _ => Err(Failure::Internal),
    }
}
