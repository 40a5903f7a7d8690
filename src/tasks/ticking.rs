//! The time, for what counts down.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::page::time;

/// Milliseconds since 1970, set anew every second for as long as the screen is there.
pub(crate) fn use_now() -> ReadSignal<f64> {
    let (now, set_now) = signal(time::now());
    let interval = time::every(Duration::from_secs(1), move || {
        set_now.try_set(time::now());
    });
    let interval = StoredValue::new_local(Some(interval));
    on_cleanup(move || drop(interval.try_update_value(Option::take)));
    now
}
