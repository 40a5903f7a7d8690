//! Control: pause, go on or cancel a transfer that is running.

use core::cell::{Cell, RefCell};
use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::{Poll, Waker};
use std::rc::Rc;

use futures::future::{Either, select};

use crate::Error;

/// A handle to a running transfer; clones are the same handle.
#[derive(Debug, Clone, Default)]
pub struct Control(Rc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    wish: Cell<Wish>,
    waiting: RefCell<Vec<Waker>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Wish {
    #[default]
    Go,
    Pause,
    Cancel,
}

impl Control {
    /// A handle that lets everything go on.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins nothing new until [`Control::resume`]; what is on its way arrives.
    pub fn pause(&self) {
        if self.0.wish.get() == Wish::Go {
            self.set(Wish::Pause);
        }
    }

    /// Goes on.
    pub fn resume(&self) {
        if self.0.wish.get() == Wish::Pause {
            self.set(Wish::Go);
        }
    }

    /// Stops for good.
    pub fn cancel(&self) {
        self.set(Wish::Cancel);
    }

    /// Whether it is paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.0.wish.get() == Wish::Pause
    }

    /// Waits while paused.
    pub(crate) async fn go(&self) -> Result<(), Error> {
        self.when(|wish| match wish {
            Wish::Go => Some(Ok(())),
            Wish::Pause => None,
            Wish::Cancel => Some(Err(Error::Cancelled)),
        })
        .await
    }

    /// Runs a future, or drops it when cancelled.
    pub(crate) async fn or_cancelled<T>(&self, work: impl Future<Output = T>) -> Result<T, Error> {
        let cancelled = pin!(self.when(|wish| (wish == Wish::Cancel).then_some(())));
        match select(cancelled, pin!(work)).await {
            Either::Left(_) => Err(Error::Cancelled),
            Either::Right((done, _)) => Ok(done),
        }
    }

    fn set(&self, wish: Wish) {
        self.0.wish.set(wish);
        self.0.waiting.take().into_iter().for_each(Waker::wake);
    }

    async fn when<T>(&self, decide: impl Fn(Wish) -> Option<T>) -> T {
        poll_fn(|task| match decide(self.0.wish.get()) {
            Some(done) => Poll::Ready(done),
            None => {
                let mut waiting = self.0.waiting.borrow_mut();
                if !waiting.iter().any(|waker| waker.will_wake(task.waker())) {
                    waiting.push(task.waker().clone());
                }
                Poll::Pending
            }
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use futures::future::pending;

    #[test]
    fn pause_resume_cancel() {
        let control = Control::new();
        assert_eq!(control.go().now_or_never(), Some(Ok(())));
        control.pause();
        assert_eq!(control.go().now_or_never(), None);
        control.resume();
        assert_eq!(control.go().now_or_never(), Some(Ok(())));
        assert_eq!(
            control.or_cancelled(async { 7 }).now_or_never(),
            Some(Ok(7))
        );
        control.cancel();
        control.resume();
        assert_eq!(control.go().now_or_never(), Some(Err(Error::Cancelled)));
        assert_eq!(
            control.or_cancelled(pending::<()>()).now_or_never(),
            Some(Err(Error::Cancelled))
        );
    }
}
