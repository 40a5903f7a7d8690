//! The page's end of the line to a reader: a worker that is given one document, and is not trusted with it.
//!
//! One request at a time, each with a time to be answered in; a reader that does not answer, or
//! dies, is told by the same way.

use std::time::Duration;

use futures::channel::mpsc;
use futures::future::{Either, select};
use futures::{StreamExt, pin_mut};
use gloo::events::EventListener;
use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::pdf::messages::{Fault, Reply, Request};
use crate::pdf::wire;

/// The program and the font come over the network.
pub(super) const TO_LOAD: Duration = Duration::from_secs(120);

/// A running reader.
pub(super) struct Line {
    pub(super) worker: Worker,
    heard: mpsc::UnboundedReceiver<Heard>,
    _listeners: [EventListener; 2],
}

/// A reply with what rides beside it, or that the reader died.
pub(super) type Heard = Result<(Reply, Option<ArrayBuffer>), Fault>;

impl Line {
    /// Starts a reader; the sender ends whatever waits for it. The reader says [`Reply::Ready`] when it has started.
    pub(super) fn new(address: &str) -> Option<(Self, mpsc::UnboundedSender<Heard>)> {
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

    /// Asks, with bytes that are copied, and waits for the answer.
    pub(super) async fn ask(
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

    /// Waits for what the reader says next.
    pub(super) async fn hear(&mut self, limit: Duration) -> Heard {
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
