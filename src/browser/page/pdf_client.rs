//! The page's end of the line to the PDF reader.
//!
//! Requests go out one at a time, each with a time to be answered in. A reader that does not
//! answer or dies is ended, and the next request starts another, which reads the document again:
//! one bad page costs that page only. After [`MOST_STARTS`] the document is given up.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use futures::channel::mpsc;
use futures::lock::Mutex;
use js_sys::ArrayBuffer;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Worker;

use super::pdf_program;
use super::reader_line::{Heard, Line, TO_LOAD};
use crate::pdf::messages::{Fault, Outline, Reply, Request};

/// A page that takes longer is made to take long.
const TO_DRAW: Duration = Duration::from_secs(20);
const MOST_STARTS: u32 = 6;

/// A document at its reader. The reader ends when this is dropped.
pub(crate) struct PdfClient {
    bytes: ArrayBuffer,
    line: Mutex<Option<Line>>,
    starts: Cell<u32>,
    /// Ends the reader that runs, whoever waits for it.
    running: RefCell<Option<Running>>,
}

type Running = (Worker, mpsc::UnboundedSender<Heard>);

/// A drawn page; its pixels are RGBA.
pub(crate) struct Picture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pixels: ArrayBuffer,
    /// Characters are missing for want of a font.
    pub(crate) incomplete: bool,
}

impl PdfClient {
    /// Keeps the document, an `ArrayBuffer`; nothing starts yet.
    pub(crate) fn of_bytes(bytes: &JsValue) -> Option<Self> {
        let bytes = bytes.dyn_ref::<ArrayBuffer>()?.clone();
        Some(Self {
            bytes,
            line: Mutex::new(None),
            starts: Cell::default(),
            running: RefCell::default(),
        })
    }

    /// Starts a reader and opens the document.
    pub(crate) async fn open(&self) -> Result<Outline, Fault> {
        let mut line = self.line.lock().await;
        let (started, outline) = self.start().await?;
        *line = Some(started);
        Ok(outline)
    }

    /// Draws a page, unless nobody wants it any more when its turn comes.
    pub(crate) async fn draw(
        &self,
        page: u32,
        width: u32,
        wanted: impl Fn() -> bool,
    ) -> Option<Result<Picture, Fault>> {
        let mut line = self.line.lock().await;
        if !wanted() {
            return None;
        }
        // a line that fails is not put back, and ends the reader
        let mut used = match line.take() {
            Some(used) => used,
            None => match self.start().await {
                Ok((started, _)) => started,
                Err(fault) => return Some(Err(fault)),
            },
        };
        let drawn = used.draw(page, width).await;
        if !matches!(drawn, Err(Fault::TooSlow | Fault::Crashed)) {
            *line = Some(used);
        }
        Some(drawn)
    }

    /// Ends the reader at once, and for good.
    pub(crate) fn end(&self) {
        self.starts.set(MOST_STARTS);
        if let Some((worker, tell)) = self.running.take() {
            worker.terminate();
            // who waits for an answer need not wait for its time to run out
            let _ = tell.unbounded_send(Err(Fault::Crashed));
        }
    }

    async fn start(&self) -> Result<(Line, Outline), Fault> {
        let address = pdf_program::address().await.ok_or(Fault::NotStarted)?;
        if self.starts.get() >= MOST_STARTS {
            return Err(Fault::Crashed);
        }
        self.starts.set(self.starts.get() + 1);
        let (mut line, tell) = Line::new(&address).ok_or(Fault::NotStarted)?;
        *self.running.borrow_mut() = Some((line.worker.clone(), tell));
        match line.hear(TO_LOAD).await {
            Ok((Reply::Ready, _)) => {}
            _ => return Err(Fault::NotStarted),
        }
        // copied, not moved: another reader may need it
        match line.ask(Request::Open, Some(&self.bytes), TO_DRAW).await? {
            (Reply::Opened(outline), _) => Ok((line, outline)),
            (Reply::Failed(fault), _) => Err(fault),
            _ => Err(Fault::Crashed),
        }
    }
}

impl Line {
    async fn draw(&mut self, page: u32, width: u32) -> Result<Picture, Fault> {
        let mut told = self
            .ask(Request::Draw { page, width }, None, TO_DRAW)
            .await?;
        if told.0 == Reply::WantsFont {
            self.ask(Request::Font, None, TO_LOAD).await?;
            told = self
                .ask(Request::Draw { page, width }, None, TO_DRAW)
                .await?;
        }
        match told {
            (
                Reply::Drawn {
                    width,
                    height,
                    incomplete,
                },
                Some(pixels),
            ) => Ok(Picture {
                width,
                height,
                pixels,
                incomplete,
            }),
            (Reply::Failed(fault), _) => Err(fault),
            _ => Err(Fault::Crashed),
        }
    }
}
