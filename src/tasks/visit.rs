//! Documents that a link opened: are they on the screen?
//!
//! A visit needs no identity, so it locks by itself: when nobody is there, its documents leave the
//! screen and the link's key leaves the page.

use leptos::prelude::*;

/// How it stands with the visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed,
    Open,
    /// Locked; the link's page has not taken the documents away yet.
    Left,
}

/// The visit of this page, if there is one.
#[derive(Clone, Copy)]
pub(crate) struct Visit {
    state: RwSignal<State>,
}

impl Visit {
    pub(crate) fn new() -> Self {
        Self {
            state: RwSignal::new(State::Closed),
        }
    }

    /// Documents are shown.
    pub(crate) fn begin(self) {
        self.state.set(State::Open);
    }

    /// They are no longer.
    pub(crate) fn end(self) {
        self.state.set(State::Closed);
    }

    /// They are to be taken away.
    pub(crate) fn lock(self) {
        if self.is_open_untracked() {
            self.state.set(State::Left);
        }
    }

    pub(crate) fn is_open_untracked(self) -> bool {
        self.state.get_untracked() == State::Open
    }

    /// Tracked.
    pub(crate) fn has_left(self) -> bool {
        self.state.get() == State::Left
    }
}
