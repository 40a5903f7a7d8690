//! Forms of the law, registers, notices, reports: what the page asks of the vault about them.

pub(crate) mod channel;
pub(crate) mod editor;
pub(crate) mod notices;
pub(crate) mod registers;

use std::sync::Arc;

use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::App;
use super::room::{Room, passes};
use crate::i18n::{Lang, lang};
use crate::vault::messages::compliance::{
    Bilingual, ComplianceReply, ComplianceRequest, FormKindView, FormsReply, FormsRequest, Paper,
};
use crate::vault::messages::{
    DocRef, DocsReply, DocsRequest, Failure, Reply, Request, RoomRef, VersionRef, VersionView,
};

impl Bilingual {
    /// In the reader's language; tracked.
    pub(crate) fn here(&self) -> String {
        match lang() {
            Lang::Zh => self.zh.clone(),
            Lang::En => self.en.clone(),
        }
    }
}

/// Something of a room that is read again whenever the room was.
pub(crate) struct Followed<T: Send + Sync + 'static>(
    pub(crate) RwSignal<Option<Result<Arc<T>, Failure>>>,
);

impl<T: Send + Sync + 'static> Clone for Followed<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Followed<T> {}

impl<T: PartialEq + Send + Sync + 'static> Followed<T> {
    /// What was read, or why not; none until then. Tracked.
    pub(crate) fn get(self) -> Option<Result<Arc<T>, Failure>> {
        self.0.get()
    }

    /// Takes an answer. What did not change is left as it stands, and a lost connection takes nothing away.
    fn take(self, answer: Result<T, Failure>) {
        let there = self.0.try_get_untracked().flatten();
        match answer {
            Err(failure) if matches!(there, Some(Ok(_))) && passes(failure) => {}
            Ok(new) if matches!(&there, Some(Ok(old)) if **old == new) => {}
            answer => {
                self.0.try_set(Some(answer.map(Arc::new)));
            }
        }
    }
}

/// Reads something of a room, and again whenever the room was read again.
fn follow<T, F>(room: Room, read: impl Fn() -> F + Copy + Send + Sync + 'static) -> Followed<T>
where
    T: PartialEq + Send + Sync + 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let state = Followed(RwSignal::new(None));
    Effect::new(move |_| {
        room.reads();
        let job = read();
        spawn_local(async move { state.take(job.await) });
    });
    state
}

/// The forms that there are, and what of each lies in the room.
pub(crate) fn use_forms(room: Room) -> Followed<Vec<FormKindView>> {
    let app = room.app();
    follow(room, move || {
        let request = FormsRequest::List { room: room.id() };
        async move {
            match forms(app, request).await? {
                FormsReply::List(list) => Ok(list),
                _ => Err(Failure::Internal),
            }
        }
    })
}

/// A new draft: of a form, or of the next version of one that was signed.
pub(crate) async fn draft(
    room: Room,
    kind: String,
    after: Option<DocRef>,
) -> Result<Paper, Failure> {
    let request = FormsRequest::Draft {
        room: room.id(),
        kind,
        after,
    };
    paper(room.app(), request).await
}

/// A form that lies in a room.
pub(crate) async fn open(
    app: App,
    room: RoomRef,
    doc: DocRef,
    version: Option<VersionRef>,
) -> Result<Paper, Failure> {
    paper(app, FormsRequest::Open { room, doc, version }).await
}

/// Signs what others signed.
pub(crate) async fn cosign(room: Room, doc: DocRef) -> Result<(), Failure> {
    let request = FormsRequest::Cosign {
        room: room.id(),
        doc,
    };
    let request = Request::Compliance(ComplianceRequest::Forms(request));
    let done = room.app().vault.ask(request).await;
    room.load();
    match done? {
        Reply::Done => Ok(()),
        _ => Err(Failure::Internal),
    }
}

/// How a document is named as evidence.
pub(crate) async fn evidence(room: Room, doc: DocRef) -> Result<String, Failure> {
    let request = FormsRequest::Evidence {
        room: room.id(),
        doc,
    };
    match forms(room.app(), request).await? {
        FormsReply::Evidence(code) => Ok(code),
        _ => Err(Failure::Internal),
    }
}

async fn paper(app: App, request: FormsRequest) -> Result<Paper, Failure> {
    match forms(app, request).await? {
        FormsReply::Paper(paper) => Ok(*paper),
        _ => Err(Failure::Internal),
    }
}

async fn forms(app: App, request: FormsRequest) -> Result<FormsReply, Failure> {
    let request = ComplianceRequest::Forms(request);
    match ask(app, request, Array::new()).await?.0 {
        ComplianceReply::Forms(reply) => Ok(reply),
        _ => Err(Failure::Internal),
    }
}

async fn ask(
    app: App,
    request: ComplianceRequest,
    beside: Array,
) -> Result<(ComplianceReply, Array), Failure> {
    let request = Request::Compliance(request);
    match app.vault.ask_with(request, beside).await? {
        (Reply::Compliance(reply), beside) => Ok((reply, beside)),
        _ => Err(Failure::Internal),
    }
}

/// The versions of a form's document, oldest first.
pub(crate) async fn versions(room: Room, doc: DocRef) -> Result<Vec<VersionView>, Failure> {
    let request = DocsRequest::Details {
        room: room.id(),
        doc,
    };
    match room.app().vault.docs(Request::Docs(request)).await? {
        DocsReply::Details(details) => Ok(details.versions),
        _ => Err(Failure::Internal),
    }
}

/// Whether a document of this type is a form that nobody has signed yet; one that was signed is read as any signed file.
pub(crate) fn is_draft(mime: &str) -> bool {
    mime.starts_with("application/vnd.sealroom.form-draft+json")
}
