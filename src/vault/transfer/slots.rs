//! Turns: so many at a time, the others wait in the order in which they came.

use core::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use futures::channel::oneshot;

/// Places that are taken and given back.
#[derive(Debug, Clone)]
pub(crate) struct Slots(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    free: Cell<usize>,
    waiting: RefCell<VecDeque<oneshot::Sender<Slot>>>,
}

/// A place; given back when dropped.
#[derive(Debug)]
pub(crate) struct Slot(Option<Rc<Inner>>);

impl Slots {
    pub(crate) fn new(free: usize) -> Self {
        Self(Rc::new(Inner {
            free: Cell::new(free),
            waiting: RefCell::default(),
        }))
    }

    /// Waits for a place.
    pub(crate) async fn take(&self) -> Slot {
        if self.0.free.get() > 0 {
            self.0.free.set(self.0.free.get() - 1);
            return Slot(Some(Rc::clone(&self.0)));
        }
        let (give, get) = oneshot::channel();
        self.0.waiting.borrow_mut().push_back(give);
        match get.await {
            Ok(slot) => slot,
            // the sender lives as long as the places do
            Err(_) => Slot(None),
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let Some(inner) = self.0.take() else { return };
        loop {
            let next = inner.waiting.borrow_mut().pop_front();
            let Some(next) = next else { break };
            match next.send(Self(Some(Rc::clone(&inner)))) {
                Ok(()) => return,
                // who waited is gone: the next one, and this place is not given back twice
                Err(mut back) => back.0 = None,
            }
        }
        inner.free.set(inner.free.get() + 1);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use futures::FutureExt;

    #[test]
    fn the_third_waits_for_the_first_to_leave() {
        let slots = Slots::new(2);
        let first = slots.take().now_or_never().unwrap();
        let _second = slots.take().now_or_never().unwrap();
        let mut third = core::pin::pin!(slots.take());
        let gone = Box::pin(slots.take());
        assert!(third.as_mut().now_or_never().is_none());
        drop(gone);
        drop(first);
        let third = third.now_or_never().unwrap();
        assert!(slots.take().now_or_never().is_none());
        drop(third);
        assert!(slots.take().now_or_never().is_some());
    }
}
