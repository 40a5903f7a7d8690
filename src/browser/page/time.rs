//! The clock, timers, and whether the person is still there.

use std::{cell::Cell, rc::Rc, time::Duration};

use gloo::events::{EventListener, EventListenerOptions};

/// Milliseconds since 1970.
pub(crate) fn now() -> f64 {
    js_sys::Date::now()
}

/// A `datetime-local` value, in the person's time zone, as milliseconds since 1970.
pub(crate) fn parse_local(value: &str) -> Option<f64> {
    let time = js_sys::Date::parse(value);
    time.is_finite().then_some(time)
}

/// A time as the value of a `datetime-local` field, to the minute.
pub(crate) fn to_local(time: f64) -> String {
    let date = js_sys::Date::new(&time.into());
    let shifted = time - date.get_timezone_offset() * 60_000.0;
    let iso = String::from(js_sys::Date::new(&shifted.into()).to_iso_string());
    iso.chars().take(16).collect()
}

/// Minutes that the person's clock is east of Greenwich, now.
pub(crate) fn offset_minutes() -> i32 {
    // a day has no more minutes than fit
    -(js_sys::Date::new_0().get_timezone_offset() as i32)
}

/// A number from 0 up to but not including `below`; not for secrets.
#[allow(
    clippy::disallowed_methods,
    reason = "which words to ask for is no secret"
)]
pub(crate) fn pick(below: usize) -> usize {
    // a random number below `below` fits
    (js_sys::Math::random() * below as f64) as usize
}

/// Waits.
pub(crate) async fn sleep(time: Duration) {
    gloo::timers::future::sleep(time).await;
}

/// Calls again and again, until the returned value is dropped.
pub(crate) fn every(
    time: Duration,
    call: impl FnMut() + 'static,
) -> gloo::timers::callback::Interval {
    let millis = u32::try_from(time.as_millis()).unwrap_or(u32::MAX);
    gloo::timers::callback::Interval::new(millis, call)
}

/// What shows that somebody is there.
const TOUCHES: [&str; 5] = [
    "pointerdown",
    "keydown",
    "wheel",
    "touchmove",
    "pointermove",
];

/// When the person last touched this page, in milliseconds since 1970.
pub(crate) fn last_touch() -> Rc<Cell<f64>> {
    let touched = Rc::new(Cell::new(now()));
    let options = EventListenerOptions::run_in_capture_phase();
    for event in TOUCHES {
        let touched = Rc::clone(&touched);
        let window = gloo::utils::window();
        EventListener::new_with_options(&window, event, options, move |_| touched.set(now()))
            .forget();
    }
    touched
}

/// Hears of touches for as long as it is kept.
pub(crate) struct Touches {
    last: Rc<Cell<f64>>,
    _listeners: Vec<EventListener>,
}

impl Touches {
    pub(crate) fn listen() -> Self {
        let last = Rc::new(Cell::new(now()));
        let options = EventListenerOptions::run_in_capture_phase();
        let window = gloo::utils::window();
        let listeners = TOUCHES.map(|event| {
            let touched = Rc::clone(&last);
            EventListener::new_with_options(&window, event, options, move |_| touched.set(now()))
        });
        Self {
            last,
            _listeners: listeners.into(),
        }
    }

    /// When the last one was, in milliseconds since 1970.
    pub(crate) fn last(&self) -> f64 {
        self.last.get()
    }
}

/// Can the page be seen, rather than another tab or window before it?
pub(crate) fn is_seen() -> bool {
    !gloo::utils::document().hidden()
}

/// Calls when the page is left, or put behind another: the last that it hears of before it is closed.
pub(crate) fn on_leave(call: impl Fn() + Clone + 'static) -> [EventListener; 2] {
    let hidden = call.clone();
    let document = gloo::utils::document();
    [
        EventListener::new(&document, "visibilitychange", move |_| {
            if !is_seen() {
                hidden();
            }
        }),
        EventListener::new(&gloo::utils::window(), "pagehide", move |_| call()),
    ]
}

/// Asks before the page is left, for as long as `busy` says so.
pub(crate) fn guard_leaving(busy: impl Fn() -> bool + 'static) {
    let options = EventListenerOptions::enable_prevent_default();
    let window = gloo::utils::window();
    EventListener::new_with_options(&window, "beforeunload", options, move |event| {
        if busy() {
            event.prevent_default();
        }
    })
    .forget();
}
