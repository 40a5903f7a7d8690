//! For how long a document is looked at: while the page can be seen and somebody is there.

use std::time::Duration;

use leptos::prelude::*;

use super::app::use_app;
use crate::browser::page::time;
use crate::vault::messages::{ActivityRequest, DocRef, Request, RoomRef};

/// Without a touch for so long, nobody reads any more, in milliseconds.
const IDLE: f64 = 120_000.0;

/// Counts while `shown` says that the document is there, and reports when it is left.
pub(crate) fn use_watch(room: RoomRef, doc: DocRef, shown: impl Fn() -> bool + 'static) {
    let vault = use_app().vault;
    let seconds = StoredValue::new(0_u32);
    let touches = time::Touches::listen();
    let began = time::now();
    let tick = time::every(Duration::from_secs(1), move || {
        let there = time::now() - touches.last().max(began) < IDLE;
        if there && time::is_seen() && shown() {
            seconds.try_update_value(|seconds| *seconds = seconds.saturating_add(1));
        }
    });
    let tick = StoredValue::new_local(Some(tick));
    on_cleanup(move || {
        drop(tick.try_update_value(Option::take));
        let seconds = seconds.try_get_value().unwrap_or_default();
        if seconds > 0 {
            vault.tell(Request::Activity(ActivityRequest::Closed {
                room,
                doc,
                seconds,
            }));
        }
    });
}
