//! The page's end of the line to the PDF reader.
//!
//! Requests go out one at a time, each with a time to be answered in. A reader that does not
//! answer or dies is ended, and the next request starts another, which reads the document again:
//! one bad page costs that page only. After [`MOST_STARTS`] the document is given up.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use futures::channel::mpsc;
use futures::future::{Either, select};
use futures::lock::Mutex;
use futures::{StreamExt, pin_mut};
use gloo::events::EventListener;
use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use super::pdf_program;
use crate::pdf::messages::{Fault, Outline, Reply, Request};
use crate::pdf::wire;

/// The program and the font come over the network.
const TO_LOAD: Duration = Duration::from_secs(120);
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

/// A running reader.
struct Line {
    worker: Worker,
    heard: mpsc::UnboundedReceiver<Heard>,
    _listeners: [EventListener; 2],
}

/// A reply with what rides beside it, or that the reader died.
type Heard = Result<(Reply, Option<ArrayBuffer>), Fault>;

impl Line {
    fn new(address: &str) -> Option<(Self, mpsc::UnboundedSender<Heard>)> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(address, &options).ok()?;
        let (tell, heard) = mpsc::unbounded();
        let (tell_of_death, tell_of_end) = (tell.clone(), tell.clone());
        // who no longer listens has left the document
        let messages = EventListener::new(&worker, "message", move |event| {
            let told = event
                .dyn_ref::<MessageEvent>()
                .and_then(|event| wire::decode(&event.data()));
            let _ = tell.unbounded_send(told.ok_or(Fault::Crashed));
        });
        let errors = EventListener::new(&worker, "error", move |_| {
            let _ = tell_of_death.unbounded_send(Err(Fault::Crashed));
        });
        Some((
            Self {
                worker,
                heard,
                _listeners: [messages, errors],
            },
            tell_of_end,
        ))
    }

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

    async fn ask(
        &mut self,
        request: Request,
        bytes: Option<&ArrayBuffer>,
        limit: Duration,
    ) -> Heard {
        let message = wire::encode(&request, bytes).ok_or(Fault::Crashed)?;
        self.worker
            .post_message_with_transfer(&message, &Array::new())
            .map_err(|_| Fault::Crashed)?;
        self.hear(limit).await
    }

    async fn hear(&mut self, limit: Duration) -> Heard {
        let too_long = super::time::sleep(limit);
        pin_mut!(too_long);
        match select(self.heard.next(), too_long).await {
            Either::Left((heard, _)) => heard.unwrap_or(Err(Fault::Crashed)),
            Either::Right(_) => Err(Fault::TooSlow),
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}
