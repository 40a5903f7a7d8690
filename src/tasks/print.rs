//! A document on paper. Its receipt comes first: what the gate refuses is not printed.

use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use super::app::use_app;
use super::vault::Vault;
use super::work::Work;
use crate::browser::page::content::BlobUrl;
use crate::browser::page::paper::Sheets;
use crate::browser::page::pdf_client::PdfClient;
use crate::vault::messages::{ActivityRequest, DocRef, Failure, Request, RoomRef};

/// Pixels of a page's width: about 150 to an inch.
const WIDTH: u32 = 1240;

/// Prints what a preview shows.
#[derive(Clone, Copy)]
pub(crate) struct Print {
    vault: Vault,
    room: StoredValue<RoomRef>,
    pub(crate) work: Work,
    /// What the button does, once the document is there.
    pub(crate) ready: RwSignal<Option<Callback<()>>>,
    /// The page of a PDF that is drawn for the printer.
    pub(crate) page: RwSignal<Option<usize>>,
}

/// For documents of a room that may be printed.
pub(crate) fn use_print(room: RoomRef) -> Print {
    Print {
        vault: use_app().vault,
        room: StoredValue::new(room),
        work: Work::new(),
        ready: RwSignal::new(None),
        page: RwSignal::new(None),
    }
}

impl Print {
    /// Says what the button does, for as long as what asks this is there.
    pub(crate) fn offer(self, act: impl Fn() + Send + Sync + 'static) {
        self.ready.set(Some(Callback::new(move |()| act())));
        on_cleanup(move || {
            let _ = self.ready.try_set(None);
        });
    }

    /// Prints a text.
    pub(crate) fn text(self, doc: DocRef, text: Arc<str>) {
        self.run(doc, move |sheets| async move {
            sheets.text(&text)?;
            Some(sheets)
        });
    }

    /// Prints a picture.
    pub(crate) fn picture(self, doc: DocRef, picture: Arc<BlobUrl>) {
        self.run(doc, move |sheets| async move {
            sheets.picture(picture.as_str()).await?;
            Some(sheets)
        });
    }

    /// Prints the pages of a PDF; one that cannot be drawn is left out, as it is on the screen.
    pub(crate) fn pages(self, doc: DocRef, pdf: Rc<PdfClient>, count: usize) {
        self.run(doc, move |mut sheets| async move {
            for page in 0..count {
                if self.page.try_set(Some(page + 1)).is_some() {
                    // the preview was closed meanwhile
                    return None;
                }
                let drawn = pdf.draw(u32::try_from(page).ok()?, WIDTH, || true).await?;
                if let Ok(drawn) = drawn {
                    let (width, height) = (drawn.width, drawn.height);
                    sheets.page(width, height, &drawn.pixels).await?;
                }
            }
            Some(sheets)
        });
    }

    fn run<F: Future<Output = Option<Sheets>> + 'static>(
        self,
        doc: DocRef,
        fill: impl FnOnce(Sheets) -> F + 'static,
    ) {
        let room = self.room.get_value();
        let receipt = Request::Activity(ActivityRequest::Printed { room, doc });
        let job = async move {
            self.vault.ask(receipt).await?;
            let sheets = Sheets::new().ok_or(Failure::Internal)?;
            let filled = fill(sheets).await.ok_or(Failure::Internal);
            self.page.try_set(None);
            filled
        };
        self.work.run(job, Sheets::print);
    }
}
