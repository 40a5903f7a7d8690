//! What is signed, to be read: its signatures are verified in the vault, then it is laid out in the reader's language.
//! Only what verifies is shown, and printed.

use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Array, ArrayBuffer};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::app::{App, use_app};
use super::work::Work;
use crate::browser::page::content;
use crate::browser::page::sheet_client::SheetClient;
use crate::i18n::{Lang, lang, lang_now};
use crate::pdf::messages::Fault;
use crate::pdf::sheet::{Sheet, SheetLang, SheetOf, SheetSigner};
use crate::vault::messages::{
    ARTEFACT, ActivityRequest, ArtefactView, DocRef, Failure, Reply, Request, RoomRef, Verified,
    VerifyRequest,
};

/// What is to be read.
#[derive(Clone)]
pub(crate) enum Given {
    /// An artefact: a buffer, a blob or a file.
    Signed(JsValue),
    /// A text that nobody has signed, of this kind.
    Draft { kind: String, payload: String },
}

impl Given {
    /// A text as bytes.
    pub(crate) fn draft(kind: String, file: &ArrayBuffer) -> Self {
        let payload = content::text(file).unwrap_or_default();
        Self::Draft { kind, payload }
    }
}

/// Whether it holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ArtefactState {
    Checking,
    /// Its signatures hold; of a draft there are none.
    Holds(Arc<ArtefactView>),
    Failed(Failure),
}

/// How it reads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SheetState {
    Waiting,
    Ready(Arc<Sheet>),
    /// It holds, and cannot be laid out here.
    Failed(Failure),
}

/// An artefact on the screen.
#[derive(Clone, Copy)]
pub(crate) struct ArtefactTask {
    app: App,
    client: StoredValue<Rc<SheetClient>, LocalStorage>,
    file: StoredValue<Option<ArrayBuffer>, LocalStorage>,
    name: StoredValue<String>,
    /// The document that it is: printing it is told.
    document: StoredValue<Option<(RoomRef, DocRef)>>,
    state: RwSignal<ArtefactState>,
    sheet: RwSignal<SheetState>,
    /// Saving, and printing.
    pub(crate) saving: Work,
}

/// Verifies it and lays it out, again when the language changes.
pub(crate) fn use_artefact(
    given: Given,
    name: String,
    document: Option<(RoomRef, DocRef)>,
) -> ArtefactTask {
    let task = ArtefactTask {
        app: use_app(),
        client: StoredValue::new_local(Rc::default()),
        file: StoredValue::new_local(None),
        name: StoredValue::new(name),
        document: StoredValue::new(document),
        state: RwSignal::new(ArtefactState::Checking),
        sheet: RwSignal::new(SheetState::Waiting),
        saving: Work::new(),
    };
    spawn_local(task.check(given));
    Effect::new(move |_| {
        if let ArtefactState::Holds(view) = task.state.get() {
            spawn_local(task.lay_out(view, lang()));
        }
    });
    task
}

impl ArtefactTask {
    /// Tracked.
    pub(crate) fn state(self) -> ArtefactState {
        self.state.get()
    }

    /// Tracked.
    pub(crate) fn sheet(self) -> SheetState {
        self.sheet.get()
    }

    /// Saves it as PDF in this language, with the file that proves it inside.
    pub(crate) fn print(self, lang: Lang) {
        let ArtefactState::Holds(view) = self.state.get_untracked() else {
            return;
        };
        let (Some(client), Some(Some(file))) =
            (self.client.try_get_value(), self.file.try_get_value())
        else {
            return;
        };
        let name = format!("{}.{}.pdf", self.stem(), lang.tag());
        let (of, vault) = (self.of(&view, lang), self.app.vault);
        let document = self.document.get_value();
        let job = async move {
            // its receipt comes first: what the gate refuses is not printed
            if let Some((room, doc)) = document {
                vault
                    .ask(Request::Activity(ActivityRequest::Printed { room, doc }))
                    .await?;
            }
            let pdf = client.print(of, &file).await.map_err(failure)?;
            match content::save_bytes(&pdf, "application/pdf", &name) {
                true => Ok(name),
                false => Err(Failure::Internal),
            }
        };
        self.saved(job);
    }

    /// Saves the signed file.
    pub(crate) fn save(self) {
        let (name, file) = (self.name.get_value(), self.file.get_value());
        let job = async move {
            let file = file.ok_or(Failure::Internal)?;
            match content::save_bytes(&file, ARTEFACT, &name) {
                true => Ok(name),
                false => Err(Failure::Internal),
            }
        };
        self.saved(job);
    }

    fn saved(self, job: impl Future<Output = Result<String, Failure>> + 'static) {
        let toasts = self.app.toasts;
        self.saving
            .run(job, move |name| toasts.good(lang_now().record_saved(&name)));
    }

    async fn check(self, given: Given) {
        let state = match given {
            Given::Signed(file) => match self.verify(&file).await {
                Ok(view) => ArtefactState::Holds(Arc::new(view)),
                Err(failure) => ArtefactState::Failed(failure),
            },
            Given::Draft { kind, payload } => {
                let file = content::encoded(&payload);
                let _ = self.file.try_update_value(|kept| *kept = Some(file));
                ArtefactState::Holds(Arc::new(ArtefactView {
                    kind,
                    hash: String::new(),
                    room: String::new(),
                    signers: Vec::new(),
                    says: payload,
                }))
            }
        };
        self.state.try_set(state);
    }

    /// The same bytes are verified, shown, printed and saved.
    async fn verify(self, file: &JsValue) -> Result<ArtefactView, Failure> {
        let bytes = content::bytes(file).await.ok_or(Failure::FileVanished)?;
        let beside = Array::of1(&content::copy(&bytes));
        let _ = self.file.try_update_value(|kept| *kept = Some(bytes));
        let request = Request::Verify(VerifyRequest::Artefact);
        match self.app.vault.ask_with(request, beside).await? {
            (Reply::Verified(verified), _) => match *verified {
                Verified::Artefact(view) => Ok(view),
                Verified::Row(_) | Verified::Entry(_) | Verified::Destruction(_) => {
                    Err(Failure::Internal)
                }
            },
            _ => Err(Failure::Internal),
        }
    }

    async fn lay_out(self, view: Arc<ArtefactView>, lang: Lang) {
        let Some(client) = self.client.try_get_value() else {
            return;
        };
        let sheet = client.sheet(self.of(&view, lang)).await;
        // another language was chosen meanwhile
        if lang_now() != lang {
            return;
        }
        self.sheet.try_set(match sheet {
            Ok(sheet) => SheetState::Ready(Arc::new(sheet)),
            Err(fault) => SheetState::Failed(failure(fault)),
        });
    }

    fn of(self, view: &ArtefactView, lang: Lang) -> SheetOf {
        let signers = view.signers.iter().map(|signer| SheetSigner {
            name: signer.name.clone(),
            words: signer.safety_words.join(" "),
            key: signer.key.clone(),
        });
        let signed = !view.signers.is_empty();
        SheetOf {
            kind: view.kind.clone(),
            payload: view.says.clone(),
            hash: view.hash.clone(),
            signers: signers.collect(),
            name: format!("{}.json", self.stem()),
            mime: if signed { ARTEFACT } else { "application/json" }.to_owned(),
            lang: sheet_lang(lang),
        }
    }

    fn stem(self) -> String {
        let name = self.name.try_get_value().unwrap_or_default();
        let stem = name.strip_suffix(".json").map(str::to_owned);
        stem.unwrap_or(name)
    }
}

/// The same language, for the reader.
pub(crate) fn sheet_lang(lang: Lang) -> SheetLang {
    match lang {
        Lang::Zh => SheetLang::Chinese,
        Lang::En => SheetLang::English,
    }
}

/// Why the reader did not do it.
pub(crate) fn failure(fault: Fault) -> Failure {
    match fault {
        Fault::NotStarted => Failure::Unreachable,
        Fault::TooSlow => Failure::TooLarge,
        Fault::Damaged | Fault::Locked | Fault::Crashed | Fault::Unknown => Failure::Internal,
    }
}
