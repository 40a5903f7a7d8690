//! Locks when nobody is there: the identity, and documents that a link opened.
//!
//! After fourteen minutes without a touch the page warns; after fifteen it locks. A transfer
//! that moves counts as being there, because locking would end it; a paused one does not.

use std::time::Duration;

use leptos::prelude::*;

use super::app::App;
use crate::browser::page::time;

const WARN: f64 = 14.0 * 60.0;
const LOCK: f64 = 15.0 * 60.0;
/// The vault, which locks by itself when it hears nothing, hears of a touch this often at most.
const PING: f64 = 60_000.0;

/// Whether the person is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    There,
    /// Locks in so many seconds.
    Leaving(u32),
    Gone,
}

/// Judges by the seconds since the last touch.
pub(crate) fn presence(idle: f64) -> Presence {
    if idle >= LOCK {
        Presence::Gone
    } else if idle >= WARN {
        // at most a minute
        Presence::Leaving((LOCK - idle).ceil() as u32)
    } else {
        Presence::There
    }
}

/// Watches; the signal is `Leaving` while a warning is to be shown.
pub(crate) fn use_idle_lock(app: App) -> ReadSignal<Presence> {
    let (shown, set_shown) = signal(Presence::There);
    let touched = time::last_touch();
    let (told, needed) = (StoredValue::new(time::now()), StoredValue::new(time::now()));
    let interval = time::every(Duration::from_secs(1), move || {
        let (open, now) = (app.is_open_untracked(), time::now());
        let moves = app.transfers.any_moving_untracked() || app.restoring.is_running_untracked();
        if !open || moves {
            needed.set_value(now);
        }
        if open && touched.get() > told.get_value() && now - told.get_value() > PING {
            told.set_value(now);
            app.session.is_there();
        }
        let judged = presence((now - touched.get().max(needed.get_value())) / 1000.0);
        if judged == Presence::Gone {
            app.lock();
        }
        if shown.get_untracked() != judged {
            set_shown.set(judged);
        }
    });
    // it lives as long as the page
    StoredValue::new_local(interval);
    shown
}

#[cfg(test)]
mod tests {
    use super::{Presence, presence};

    #[test]
    fn warns_for_a_minute_and_then_locks() {
        assert_eq!(presence(0.0), Presence::There);
        assert_eq!(presence(839.9), Presence::There);
        assert_eq!(presence(840.0), Presence::Leaving(60));
        assert_eq!(presence(899.5), Presence::Leaving(1));
        assert_eq!(presence(900.0), Presence::Gone);
    }
}
