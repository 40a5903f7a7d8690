//! A document that is looked at without being saved.
//!
//! The type under which bytes are shown is ours, chosen from the name's end: the sender's claim
//! is never trusted with a type that could run. Pictures go into `<img>`, where an SVG cannot
//! run scripts; text is shown as text, HTML included.

use std::rc::Rc;
use std::sync::Arc;

use js_sys::ArrayBuffer;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::app::use_app;
use super::listing::extension;
use crate::browser::page::content::{self, BlobUrl};
use crate::browser::page::pdf_client::PdfClient;
use crate::vault::messages::{
    ARTEFACT, DocView, DocsRequest, Failure, Request, RoomRef, VersionRef,
};

/// How a document can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Image(&'static str),
    Text,
    Pdf,
    /// Something signed.
    Artefact,
    Other,
}

/// What the preview shows.
#[derive(Clone)]
pub(crate) enum PreviewState {
    Loading,
    Image(Arc<BlobUrl>),
    Text(Arc<str>),
    Pdf(Rc<PdfClient>),
    /// Something that may be signed; whoever shows it verifies it.
    Artefact(ArrayBuffer),
    /// No way to show this kind.
    None,
    /// Too large to be shown whole.
    TooLarge,
    Failed(Failure),
}

const LARGEST_TEXT: f64 = 4e6;
const LARGEST: f64 = 64.0 * 1024.0 * 1024.0;

/// How a document with this name can be shown.
pub(crate) fn kind(name: &str) -> Kind {
    match extension(name).as_str() {
        "png" => Kind::Image("image/png"),
        "jpg" | "jpeg" | "jfif" => Kind::Image("image/jpeg"),
        "gif" => Kind::Image("image/gif"),
        "webp" => Kind::Image("image/webp"),
        "avif" => Kind::Image("image/avif"),
        "bmp" => Kind::Image("image/bmp"),
        "svg" => Kind::Image("image/svg+xml"),
        "txt" | "md" | "csv" | "tsv" | "json" | "xml" | "html" | "htm" | "log" | "yaml" | "yml"
        | "toml" | "ini" | "sql" | "rs" | "py" | "js" | "ts" | "css" | "tex" | "eml" | "srt" => {
            Kind::Text
        }
        "pdf" => Kind::Pdf,
        _ => Kind::Other,
    }
}

/// How a document can be shown: what it says that it is counts only where that is verified.
fn kind_of(doc: &DocView) -> Kind {
    match doc.mime == ARTEFACT {
        true => Kind::Artefact,
        false => kind(&doc.name),
    }
}

/// Whether a text begins as artefacts do, whatever its file is called.
fn is_signed(text: &str) -> bool {
    let begin: String = text.chars().take(80).collect();
    let begin: String = begin.split_whitespace().collect();
    begin.starts_with("{\"sealroom\":\"artefact/")
}

/// Decrypts a document, or one version of it, for showing.
pub(crate) fn use_preview(
    room: RoomRef,
    doc: &DocView,
    version: Option<VersionRef>,
) -> ReadSignal<PreviewState, LocalStorage> {
    let (state, set_state) = signal_local(PreviewState::Loading);
    let kind = kind_of(doc);
    if kind == Kind::Other {
        set_state.set(PreviewState::None);
    } else if doc.size > LARGEST || (kind == Kind::Text && doc.size > LARGEST_TEXT) {
        set_state.set(PreviewState::TooLarge);
    } else {
        let vault = use_app().vault;
        let doc = doc.doc.clone();
        let request = match version {
            Some(version) => Request::Docs(DocsRequest::ViewVersion { room, doc, version }),
            None => Request::View { room, doc },
        };
        spawn_local(async move {
            let shown = match vault.ask_with(request, js_sys::Array::new()).await {
                Ok((_, attachments)) => show(kind, &attachments.get(0)),
                Err(failure) => PreviewState::Failed(failure),
            };
            set_state.try_set(shown);
        });
    }
    state
}

fn show(kind: Kind, bytes: &wasm_bindgen::JsValue) -> PreviewState {
    let shown = match kind {
        Kind::Image(mime) => {
            BlobUrl::of_bytes(bytes, mime).map(|url| PreviewState::Image(Arc::new(url)))
        }
        Kind::Text => content::text(bytes).map(|text| match bytes.dyn_ref::<ArrayBuffer>() {
            Some(bytes) if is_signed(&text) => PreviewState::Artefact(bytes.clone()),
            _ => PreviewState::Text(text.into()),
        }),
        Kind::Artefact => bytes
            .dyn_ref::<ArrayBuffer>()
            .map(|bytes| PreviewState::Artefact(bytes.clone())),
        Kind::Pdf => PdfClient::of_bytes(bytes).map(|pdf| PreviewState::Pdf(Rc::new(pdf))),
        Kind::Other => Some(PreviewState::None),
    };
    shown.unwrap_or(PreviewState::Failed(Failure::Internal))
}

#[cfg(test)]
mod tests {
    use super::{Kind, is_signed, kind, kind_of};
    use crate::vault::messages::{ARTEFACT, DocView};

    #[test]
    fn what_is_signed_is_shown_as_such_whatever_it_is_called() {
        let doc = |name: &str, mime: &str| DocView {
            name: name.to_owned(),
            mime: mime.to_owned(),
            ..DocView::default()
        };
        assert_eq!(kind_of(&doc("a.json", ARTEFACT)), Kind::Artefact);
        assert_eq!(kind_of(&doc("a.json", "text/html")), Kind::Text);
        assert!(is_signed("{\n  \"sealroom\": \"artefact/1\", "));
        assert!(!is_signed("{ \"sealroom\": 1 }") && !is_signed("artefact/"));
    }

    #[test]
    fn a_page_is_shown_as_text_and_what_is_unknown_not_at_all() {
        assert_eq!(kind("evil.html"), Kind::Text);
        assert_eq!(kind("合同.PDF"), Kind::Pdf);
        assert_eq!(kind("photo.JPG"), Kind::Image("image/jpeg"));
        assert_eq!(kind("book.xlsx"), Kind::Other);
        assert_eq!(kind("README"), Kind::Other);
    }
}
