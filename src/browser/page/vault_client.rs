//! The page's end of the line to the vault.
//!
//! A request is posted with a number; the vault's one reply carries the same number and wakes the
//! future that waits for it. Events come without a number and go to one listener.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use futures::channel::oneshot;
use gloo::events::EventListener;
use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::vault::messages::{Event, Failure, Reply, Request};
use crate::vault::wire::{Answer, Call, transferables};

/// A line to the vault; clones share it.
#[derive(Clone)]
pub(crate) struct VaultClient {
    inner: Rc<Inner>,
}

struct Inner {
    worker: Worker,
    calls: RefCell<Calls>,
}

#[derive(Default)]
struct Calls {
    last: u32,
    waiting: HashMap<u32, oneshot::Sender<Answered>>,
}

type Answered = (Reply, Array);

/// What comes from the vault unasked.
pub(crate) enum Unasked {
    Event(Event, Array),
    /// The worker could not start, or died.
    Broken,
}

impl VaultClient {
    /// Starts the worker that `<meta name="sealroom-vault">` names.
    pub(crate) fn start(unasked: impl Fn(Unasked) + 'static) -> Result<Self, Failure> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&address().ok_or(Failure::Internal)?, &options)
            .map_err(|_| Failure::Internal)?;
        let inner = Rc::new(Inner {
            worker,
            calls: RefCell::default(),
        });
        listen(&inner, unasked);
        Ok(Self { inner })
    }

    /// Asks, and waits for the answer. What rides beside the request stands in `attachments`.
    pub(crate) async fn ask(
        &self,
        request: Request,
        attachments: Array,
    ) -> Result<Answered, Failure> {
        let answer = self.inner.post(request, attachments)?;
        match answer.await {
            Ok((Reply::Failed(failure), _)) => Err(failure),
            Ok(answered) => Ok(answered),
            Err(_) => Err(Failure::Internal),
        }
    }
}

impl Inner {
    fn post(
        &self,
        request: Request,
        attachments: Array,
    ) -> Result<oneshot::Receiver<Answered>, Failure> {
        let (wake, answer) = oneshot::channel();
        let mut calls = self.calls.borrow_mut();
        calls.last += 1;
        let id = calls.last;
        calls.waiting.insert(id, wake);
        drop(calls);
        let transfer = transferables(&attachments);
        let call = Call {
            id,
            request,
            attachments,
        };
        let message = call.encode().map_err(|_| Failure::Internal)?;
        self.worker
            .post_message_with_transfer(&message, &transfer)
            .map_err(|_| Failure::Internal)?;
        Ok(answer)
    }

    fn wake(&self, id: u32, answered: Answered) {
        if let Some(waiting) = self.calls.borrow_mut().waiting.remove(&id) {
            // who no longer waits has left the screen
            let _ = waiting.send(answered);
        }
    }

    fn drop_all(&self) {
        self.calls.borrow_mut().waiting.clear();
    }
}

fn listen(inner: &Rc<Inner>, unasked: impl Fn(Unasked) + 'static) {
    let unasked = Rc::new(unasked);
    let (own, tell) = (Rc::clone(inner), Rc::clone(&unasked));
    EventListener::new(&inner.worker, "message", move |event| {
        let Some(event) = event.dyn_ref::<MessageEvent>() else {
            return;
        };
        match Answer::decode(&event.data()) {
            Ok(Answer::Reply {
                id,
                reply,
                attachments,
            }) => own.wake(id, (reply, attachments)),
            Ok(Answer::Event { event, attachments }) => tell(Unasked::Event(event, attachments)),
            Err(_) => {}
        }
    })
    .forget();
    let own = Rc::clone(inner);
    EventListener::new(&inner.worker, "error", move |_| {
        own.drop_all();
        unasked(Unasked::Broken);
    })
    .forget();
}

fn address() -> Option<String> {
    let meta = gloo::utils::document()
        .query_selector("meta[name=sealroom-vault]")
        .ok()??;
    meta.get_attribute("content")
        .filter(|address| !address.is_empty())
}
