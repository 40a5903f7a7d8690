//! Says for how long something is kept, and why no longer.

use leptos::{html, prelude::*};

use super::target::TargetField;
use super::words::{CAUSES, Unit, cause_text, in_units};
use crate::browser::page::time;
use crate::components::dialog::{Dialog, titled};
use crate::components::field::{Complaint, Field, InputRef, judged, value_of};
use crate::components::notes::WorkFailure;
use crate::components::submit::Submit;
use crate::i18n::{Text, tr};
use crate::tasks::limits;
use crate::tasks::retention::set_clock;
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{Cause, ClockFrom, ClockLasts, ClockSaid, KeepRef, Millis};

/// The longest words, in bytes.
pub(crate) const WORDS: usize = 1024;

/// From when a clock counts, or when it ends, as one chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    Added,
    Collected,
    Closing,
    Given,
    Until,
}

const STARTS: [(Start, Text, &str); 5] = [
    (Start::Added, Text::FromAdded, "added"),
    (Start::Collected, Text::FromCollected, "collected"),
    (Start::Closing, Text::FromClosing, "closing"),
    (Start::Given, Text::FromGiven, "given"),
    (Start::Until, Text::FromUntil, "until"),
];

/// The dialog; what it changes is known, or chosen in it.
#[component]
pub(crate) fn ClockDialog(
    room: Room,
    of: Vec<KeepRef>,
    /// As it is now.
    clock: Option<ClockSaid>,
    close: Callback<()>,
) -> impl IntoView {
    let (work, fixed) = (Work::new(), !of.is_empty());
    let of = RwSignal::new(of);
    let (from, day, lasts) = parts(clock.as_ref());
    let (from, day) = (RwSignal::new(from), RwSignal::new(day));
    let (n, unit) = in_units(lasts.unwrap_or_else(|| Unit::Years.days(3)));
    let (number, words) = (InputRef::new(), InputRef::new());
    let (number_wrong, words_wrong) = (Complaint::new(None), Complaint::new(None));
    let units = NodeRef::<html::Select>::new();
    let cause = RwSignal::new(clock.as_ref().map_or(Cause::PeriodOver, |clock| clock.why));
    let missing = RwSignal::new(None::<Text>);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        missing.set(None);
        let at = |text: String| time::parse_local(&format!("{text}T00:00"));
        let day = at(day.get_untracked());
        let chosen = from.get_untracked();
        let lasts = match chosen {
            Start::Until => day.map(ClockLasts::Until),
            _ => {
                let Some(n) = judged(number, "clock-number", number_wrong, limits::count) else {
                    return;
                };
                let unit = units
                    .get_untracked()
                    .and_then(|node| node.value().parse().ok());
                let unit = unit.and_then(|at: usize| Unit::ALL.get(at).copied());
                n.zip(unit).map(|(n, unit)| ClockLasts::Days(unit.days(n)))
            }
        };
        let from = match chosen {
            Start::Added | Start::Until => Some(ClockFrom::Added),
            Start::Closing => Some(ClockFrom::Closing),
            Start::Collected => day.map(ClockFrom::Collected),
            Start::Given => day.map(ClockFrom::Given),
        };
        let fits = |text: &str| limits::fits(text, WORDS).map(|()| text.to_owned());
        let Some(words) = judged(words, "clock-words", words_wrong, fits) else {
            return;
        };
        let why = cause.get_untracked();
        let (Some(from), Some(lasts)) = (from, lasts) else {
            return missing.set(Some(Text::ClockMissing));
        };
        if of.with_untracked(Vec::is_empty) || (why == Cause::Other && words.is_empty()) {
            return missing.set(Some(Text::ClockMissing));
        }
        let clock = ClockSaid {
            from,
            lasts,
            why,
            words,
        };
        let job = set_clock(room, of.get_untracked(), Some(clock));
        work.run(job, move |()| close.run(()));
    };
    let dated = move || matches!(from.get(), Start::Collected | Start::Given | Start::Until);
    let lasting = move || from.get() != Start::Until;
    let unit_options = Unit::ALL.into_iter().enumerate().map(move |(at, one)| {
        view! { <option value=at.to_string() selected=one == unit>{tr(one.text())}</option> }
    });
    let said = clock.map(|clock| clock.words).unwrap_or_default();
    let number_value = n.to_string();
    view! {
        <Dialog title=titled(Text::ClockTitle) close=close test="clock-dialog">
            <form class="form" on:submit=save on:input=move |_| work.forgive()>
                <p class="dialog__text">{tr(Text::ClockText)}</p>
                <TargetField room=room of=of fixed=fixed id="clock-of" />
                <FromField from=from />
                <Show when=dated>
                    <div class="field">
                        <label class="field__label" for="clock-day">{move || tr(if from.get() == Start::Until { Text::ClockEnd } else { Text::ClockDay })()}</label>
                        <input
                            class="field__input"
                            type="date"
                            id="clock-day"
                            data-test="clock-day"
                            required
                            prop:value=move || day.get()
                            on:input=move |event| day.set(event_target_value(&event))
                        />
                    </div>
                </Show>
                <div class="clock__lasts" hidden=move || !lasting()>
                    <Field label=Text::ClockNumber node=number id="clock-number" inputmode="numeric" required=false complaint=number_wrong value=number_value />
                    <div class="field">
                        <label class="field__label" for="clock-unit">{tr(Text::ClockUnit)}</label>
                        <select class="field__input" id="clock-unit" data-test="clock-unit" node_ref=units>{unit_options.collect_view()}</select>
                    </div>
                </div>
                <CauseField cause=cause id="clock-why" />
                <Field label=Text::ClockWords node=words id="clock-words" required=false complaint=words_wrong hint=Text::ClockWordsHint value=said />
                <p class="field__hint">{tr(Text::ClockTells)}</p>
                <div role="alert">
                    {move || missing.get().map(|text| view! { <p class="note note--bad" data-test="clock-missing">{tr(text)}</p> })}
                </div>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::Save busy=Text::SaveBusy work=work test="clock-save" />
                </div>
            </form>
        </Dialog>
    }
}

/// What a clock says, as one would have chosen it: from when, which day, how many days.
fn parts(clock: Option<&ClockSaid>) -> (Start, String, Option<u32>) {
    let day = |at: Millis| time::to_local(at).chars().take(10).collect();
    let Some(clock) = clock else {
        return (Start::Added, String::new(), None);
    };
    match (clock.lasts, clock.from) {
        (ClockLasts::Until(end), _) => (Start::Until, day(end), None),
        (ClockLasts::Days(days), ClockFrom::Added) => (Start::Added, String::new(), Some(days)),
        (ClockLasts::Days(days), ClockFrom::Closing) => (Start::Closing, String::new(), Some(days)),
        (ClockLasts::Days(days), ClockFrom::Collected(at)) => {
            (Start::Collected, day(at), Some(days))
        }
        (ClockLasts::Days(days), ClockFrom::Given(at)) => (Start::Given, day(at), Some(days)),
    }
}

#[component]
fn FromField(from: RwSignal<Start>) -> impl IntoView {
    let options = STARTS.map(|(value, text, test)| {
        view! {
            <label class:choice--on=move || from.get() == value class="choice">
                <input
                    class="choice__input"
                    type="radio"
                    name="clock-from"
                    data-test=format!("clock-from-{test}")
                    prop:checked=move || from.get() == value
                    on:change=move |_| from.set(value)
                />
                {tr(text)}
            </label>
        }
    });
    view! {
        <fieldset class="field field--group">
            <legend class="field__label">{tr(Text::ClockFromField)}</legend>
            <div class="choices">{options.into_iter().collect_view()}</div>
        </fieldset>
    }
}

/// Why something is destroyed.
#[component]
pub(crate) fn CauseField(cause: RwSignal<Cause>, id: &'static str) -> impl IntoView {
    let node = NodeRef::<html::Select>::new();
    let choose = move |_| {
        let at = node
            .get_untracked()
            .and_then(|node| node.value().parse().ok());
        if let Some(chosen) = at.and_then(|at: usize| CAUSES.get(at).copied()) {
            cause.set(chosen);
        }
    };
    let now = cause.get_untracked();
    let options = CAUSES.into_iter().enumerate().map(move |(at, one)| {
        view! { <option value=at.to_string() selected=one == now>{tr(cause_text(one))}</option> }
    });
    view! {
        <div class="field">
            <label class="field__label" for=id>{tr(Text::CauseLabel)}</label>
            <select class="field__input" id=id data-test=id node_ref=node on:change=choose>{options.collect_view()}</select>
        </div>
    }
}

/// What was typed in a field, without spaces around it.
pub(crate) fn typed(node: InputRef) -> String {
    value_of(node).trim().to_owned()
}
