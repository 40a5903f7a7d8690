//! For how long a document is looked at: while the page can be seen and somebody is there.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;

use super::app::use_app;
use crate::browser::page::time;
use crate::vault::messages::{ActivityRequest, DocRef, Request, RoomRef};

/// Without a touch for so long, nobody reads any more, in milliseconds.
const IDLE: f64 = 120_000.0;

/// The length so far is kept on this device so often, in milliseconds: a tab that is closed says nothing.
const KEPT: f64 = 15_000.0;

thread_local! {
    /// The number of the last look.
    static LAST: Cell<u32> = const { Cell::new(0) };
}

/// Counts while `shown` says that the document is there, and reports when it is left.
pub(crate) fn use_watch(room: RoomRef, doc: DocRef, shown: impl Fn() -> bool + 'static) {
    let vault = use_app().vault;
    let look = LAST.get().wrapping_add(1);
    LAST.set(look);
    let seconds = StoredValue::new(0_u32);
    let tell = move |over: bool| {
        let seconds = seconds.try_get_value().unwrap_or_default();
        if seconds > 0 {
            vault.tell(Request::Activity(ActivityRequest::Looked {
                room: room.clone(),
                doc: doc.clone(),
                look,
                seconds,
                over,
            }));
        }
    };
    let touches = time::Touches::listen();
    let began = time::now();
    let keep = tell.clone();
    let kept = Cell::new(began);
    let tick = time::every(Duration::from_secs(1), move || {
        let there = time::now() - touches.last().max(began) < IDLE;
        if there && time::is_seen() && shown() {
            seconds.try_update_value(|seconds| *seconds = seconds.saturating_add(1));
        }
        // also of one that nobody looks at now: it shows that this page lives
        if time::now() - kept.get() >= KEPT {
            kept.set(time::now());
            keep(false);
        }
    });
    let left = {
        let tell = tell.clone();
        time::on_leave(move || tell(false))
    };
    let alive = StoredValue::new_local(Some((tick, left)));
    on_cleanup(move || {
        drop(alive.try_update_value(Option::take));
        tell(true);
    });
}
