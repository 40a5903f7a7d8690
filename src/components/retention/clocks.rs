//! Every clock in words, with what it means now; and the day of closing.

use leptos::prelude::*;

use super::clock_form::ClockDialog;
use super::words::{cause_words, clock_words, keep_name, means_words, period};
use crate::browser::page::time;
use crate::components::dialog::{Confirm, Dialog, titled};
use crate::components::icon::{Glyph, Icon};
use crate::components::information::words::tier_text;
use crate::components::notes::{Empty, WorkFailure};
use crate::components::submit::Submit;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::retention::{Retention, set_clock};
use crate::tasks::work::Work;
use crate::vault::messages::{ClockMeans, ClockSaid, ClockView, KeepRef, Millis, Tier};

/// What is changed.
#[derive(Debug, Clone, PartialEq)]
enum Over {
    Nothing,
    Clock(Vec<KeepRef>, Option<ClockSaid>),
    End(KeepRef, String),
    Closing,
}

/// The list, and the ways to change it.
#[component]
pub(crate) fn Clocks(retention: Retention, manages: Signal<bool>) -> impl IntoView {
    let over = RwSignal::new(Over::Nothing);
    let list = move || {
        let view = retention.view()?;
        if view.clocks.is_empty() && view.levels.is_empty() {
            return Some(
                view! { <Empty glyph=Glyph::Clock title=Text::NoClocksTitle text=Text::NoClocksText test="no-clocks" /> }
                    .into_any(),
            );
        }
        let closing = view.closing;
        let levels = view.levels.iter().cloned();
        let levels: Vec<_> = levels
            .map(|(tier, name, days, means)| {
                view! { <LevelLine tier=tier name=name days=days means=means /> }
            })
            .collect();
        let clocks = view.clocks.iter().cloned();
        let clocks: Vec<_> = clocks
            .map(|one| view! { <Line retention=retention one=one closing=closing manages=manages over=over /> })
            .collect();
        Some(view! { <ul class="policy" data-test="clocks">{clocks}{levels}</ul> }.into_any())
    };
    let closing = move || {
        let day = retention.view()?.closing;
        Some(match day {
            Some(day) => lang().closing_is(&format::day(day)),
            None => tr(Text::ClosingUnsaid)().to_owned(),
        })
    };
    let close = Callback::new(move |()| over.set(Over::Nothing));
    view! {
        {list}
        <Show when=move || manages.get()>
            <div class="step__buttons">
                <button type="button" class="button" data-test="clock-new" on:click=move |_| over.set(Over::Clock(Vec::new(), None))>
                    <Icon glyph=Glyph::Plus />
                    {tr(Text::ClockNew)}
                </button>
                <button type="button" class="button button--quiet" data-test="closing-set" on:click=move |_| over.set(Over::Closing)>
                    {tr(Text::ClosingSet)}
                </button>
            </div>
        </Show>
        <p class="field__hint" data-test="closing">{closing}</p>
        {move || match over.get() {
            Over::Nothing => ().into_any(),
            Over::Clock(of, clock) => view! { <ClockDialog room=retention.room of=of clock=clock close=close /> }.into_any(),
            Over::End(of, name) => view! { <EndClock retention=retention of=of name=name close=close /> }.into_any(),
            Over::Closing => view! { <ClosingDialog retention=retention close=close /> }.into_any(),
        }}
    }
}

#[component]
fn Line(
    retention: Retention,
    one: ClockView,
    closing: Option<Millis>,
    manages: Signal<bool>,
    over: RwSignal<Over>,
) -> impl IntoView {
    let one = StoredValue::new(one);
    let with = move |say: fn(&ClockView) -> String| move || one.with_value(say);
    let name = move || {
        let view = retention.room.view();
        one.with_value(|one| keep_name(view.as_deref(), &one.of, &one.name))
    };
    let said = move || one.with_value(|one| clock_words(&one.clock, closing));
    let buttons = move || {
        let change = move |_| {
            one.with_value(|one| {
                over.set(Over::Clock(vec![one.of.clone()], Some(one.clock.clone())))
            })
        };
        let end = move |_| one.with_value(|one| over.set(Over::End(one.of.clone(), untrack(name))));
        view! {
            <div class="policy__acts">
                <button type="button" class="button" data-test="clock-change" on:click=change>{tr(Text::ClockChange)}</button>
                <button type="button" class="button button--quiet" data-test="clock-end" on:click=end>{tr(Text::ClockEndAct)}</button>
            </div>
        }
    };
    view! {
        <li class="policy__line" data-test="clock">
            <div class="policy__what">
                <p class="policy__name"><bdi>{name}</bdi></p>
                <p class="policy__text" data-test="clock-said">{said}</p>
                <p class="field__hint" dir="auto">{with(|one| cause_words(one.clock.why, &one.clock.words))}</p>
                <p class="field__hint" data-test="clock-means">{with(|one| means_words(one.means))}</p>
                <p class="field__hint">{with(|one| lang().set_by(&one.by, &format::date_time(one.time)))}</p>
            </div>
            {move || {
                // one whose document is gone has nothing to be changed
                let there = one.with_value(|one| one.of != KeepRef::Doc(String::new()));
                (manages.get() && there).then(buttons)
            }}
        </li>
    }
}

#[component]
fn LevelLine(tier: Tier, name: Option<String>, days: u32, means: ClockMeans) -> impl IntoView {
    let name = move || {
        let name = name.clone();
        let name = name.unwrap_or_else(|| tr(tier_text(tier))().to_owned());
        lang().clock_of_level(&name)
    };
    view! {
        <li class="policy__line" data-test="clock-level">
            <div class="policy__what">
                <p class="policy__name"><bdi>{name}</bdi></p>
                <p class="policy__text">{move || lang().clock_after_added(&period(days))}</p>
                <p class="field__hint">{move || means_words(means)}</p>
                <p class="field__hint">{tr(Text::ClockLevelHint)}</p>
            </div>
        </li>
    }
}

#[component]
fn EndClock(retention: Retention, of: KeepRef, name: String, close: Callback<()>) -> impl IntoView {
    let (work, of) = (Work::new(), StoredValue::new(of));
    let yes = Callback::new(move |()| {
        let job = set_clock(retention.room, vec![of.get_value()], None);
        work.run(job, move |()| close.run(()));
    });
    view! {
        <Confirm
            title=Text::ClockEndTitle
            text=Signal::derive(move || lang().clock_end_text(&name))
            act=Text::ClockEndAct
            close=close
            work=work
            on_yes=yes
        />
    }
}

/// Asks for the day from which some clocks count.
#[component]
fn ClosingDialog(retention: Retention, close: Callback<()>) -> impl IntoView {
    let now = untrack(|| retention.view()).and_then(|view| view.closing);
    let day = now.map(|at| time::to_local(at).chars().take(10).collect::<String>());
    let (work, day) = (Work::new(), RwSignal::new(day.unwrap_or_default()));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let day = time::parse_local(&format!("{}T00:00", day.get_untracked()));
        work.run(retention.set_closing(day), move |()| close.run(()));
    };
    view! {
        <Dialog title=titled(Text::ClosingDayTitle) close=close test="closing-dialog">
            <form class="form" on:submit=save on:input=move |_| work.forgive()>
                <p class="dialog__text">{tr(Text::ClosingDayText)}</p>
                <div class="field">
                    <label class="field__label" for="closing-day">{tr(Text::ClockDay)}</label>
                    <input
                        class="field__input"
                        type="date"
                        id="closing-day"
                        data-test="closing-day"
                        prop:value=move || day.get()
                        on:input=move |event| day.set(event_target_value(&event))
                    />
                    <p class="field__hint">{tr(Text::ClosingHint)}</p>
                </div>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::Save busy=Text::SaveBusy work=work test="closing-save" />
                </div>
            </form>
        </Dialog>
    }
}
