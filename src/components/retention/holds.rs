//! Legal holds: what has to be kept for a case, whatever clocks say.

use leptos::{html::Textarea, prelude::*};

use super::clock_form::{WORDS, typed};
use super::target::TargetField;
use super::words::keep_name;
use crate::components::dialog::{Dialog, titled};
use crate::components::field::{Complaint, Field, InputRef, judged};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{Empty, WorkFailure};
use crate::components::submit::Submit;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::limits;
use crate::tasks::retention::{Retention, hold};
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{HoldView, KeepRef};

/// The list, those that stand first, and the way to place one.
#[component]
pub(crate) fn Holds(retention: Retention, manages: Signal<bool>) -> impl IntoView {
    let (placing, lifting) = (RwSignal::new(false), RwSignal::new(None::<HoldView>));
    let list = move || {
        let view = retention.view()?;
        if view.holds.is_empty() {
            return Some(
                view! { <Empty glyph=Glyph::Lock title=Text::NoHoldsTitle text=Text::NoHoldsText test="no-holds" /> }
                    .into_any(),
            );
        }
        let mut holds = view.holds.clone();
        holds.sort_by_key(|one| !one.stands);
        let lines: Vec<_> = holds
            .into_iter()
            .map(|one| view! { <Line retention=retention one=one manages=manages lifting=lifting /> })
            .collect();
        Some(view! { <ul class="policy" data-test="holds">{lines}</ul> }.into_any())
    };
    view! {
        {list}
        <Show when=move || manages.get()>
            <div class="step__buttons">
                <button type="button" class="button" data-test="hold-new" on:click=move |_| placing.set(true)>
                    <Icon glyph=Glyph::Lock />
                    {tr(Text::HoldNew)}
                </button>
            </div>
        </Show>
        <Show when=move || placing.get()>
            <HoldDialog room=retention.room of=Vec::new() close=Callback::new(move |()| placing.set(false)) />
        </Show>
        {move || lifting.get().map(|one| view! {
            <LiftDialog retention=retention one=one close=Callback::new(move |()| lifting.set(None)) />
        })}
    }
}

#[component]
fn Line(
    retention: Retention,
    one: HoldView,
    manages: Signal<bool>,
    lifting: RwSignal<Option<HoldView>>,
) -> impl IntoView {
    let stored = StoredValue::new(one.clone());
    let name = move || {
        let view = retention.room.view();
        stored.with_value(|one| keep_name(view.as_deref(), &one.of, &one.name))
    };
    let (stands, awaits) = (one.stands, one.awaits_me);
    let standing = if stands {
        Text::HoldStands
    } else {
        Text::HoldIsLifted
    };
    let ends = one.ends.clone().into_iter().map(|(who, time, why)| {
        view! { <p class="field__hint" dir="auto" data-test="hold-end">{move || lang().hold_lift_said(&who, &format::date_time(time), &why)}</p> }
    });
    let half = stands && !one.ends.is_empty();
    let (by, time) = (one.by.clone(), one.time);
    view! {
        <li class="policy__line" data-test="hold">
            <div class="policy__what">
                <p class="policy__name">
                    <bdi>{one.case.clone()}</bdi>
                    <span class="badge" class:badge--held=stands data-test="hold-standing">{tr(standing)}</span>
                </p>
                <p class="policy__text"><bdi>{move || lang().hold_covers(&name())}</bdi></p>
                {(!one.why.is_empty()).then(|| view! { <p class="field__hint" dir="auto">{one.why.clone()}</p> })}
                <p class="field__hint">{move || lang().set_by(&by, &format::date_time(time))}</p>
                {ends.collect_view()}
                {half.then(|| view! { <p class="field__hint">{tr(Text::HoldHalfLifted)}</p> })}
            </div>
            {move || (manages.get() && awaits).then(|| view! {
                <button type="button" class="button button--quiet" data-test="hold-lift" on:click=move |_| lifting.set(Some(stored.get_value()))>
                    {tr(Text::HoldLift)}
                </button>
            })}
        </li>
    }
}

/// Asks for what is held, for which case, and why.
#[component]
pub(crate) fn HoldDialog(room: Room, of: Vec<KeepRef>, close: Callback<()>) -> impl IntoView {
    let (work, fixed) = (Work::new(), !of.is_empty());
    let of = RwSignal::new(of);
    let (case, case_wrong) = (InputRef::new(), Complaint::new(None));
    let why = NodeRef::<Textarea>::new();
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let fits = |text: &str| limits::fits(text, WORDS);
        if judged(case, "hold-case", case_wrong, fits).is_none() {
            return;
        }
        let why = why.get_untracked().map(|node| node.value());
        let job = hold(
            room,
            of.get_untracked(),
            typed(case),
            why.unwrap_or_default(),
        );
        work.run(job, move |()| close.run(()));
    };
    view! {
        <Dialog title=titled(Text::HoldTitle) close=close test="hold-dialog">
            <form class="form" on:submit=save on:input=move |_| work.forgive()>
                <p class="dialog__text">{tr(Text::HoldText)}</p>
                <TargetField room=room of=of fixed=fixed id="hold-of" />
                <Field label=Text::HoldCase node=case id="hold-case" complaint=case_wrong hint=Text::HoldCaseHint />
                <label class="field">
                    <span class="field__label">{tr(Text::Reason)}</span>
                    <textarea class="field__input" rows="3" maxlength="300" data-test="hold-why" node_ref=why></textarea>
                    <span class="field__hint">{tr(Text::HoldWhyHint)}</span>
                </label>
                <p class="field__hint">{tr(Text::HoldShows)}</p>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::HoldPlace busy=Text::SaveBusy work=work test="hold-save" />
                </div>
            </form>
        </Dialog>
    }
}

/// Asks why, and says what follows.
#[component]
fn LiftDialog(retention: Retention, one: HoldView, close: Callback<()>) -> impl IntoView {
    let (work, reason) = (Work::new(), NodeRef::<Textarea>::new());
    let id = StoredValue::new(one.hold);
    let case = one.case;
    let owns = untrack(|| retention.room.view()).is_some_and(|view| view.owns);
    let last = owns || !one.ends.is_empty();
    let means = if last {
        Text::HoldLiftNow
    } else {
        Text::HoldLiftHalf
    };
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let why = reason.get_untracked().map(|node| node.value());
        let job = retention.lift(id.get_value(), why.unwrap_or_default());
        work.run(job, move |()| close.run(()));
    };
    view! {
        <Dialog title=titled(Text::HoldLiftTitle) close=close test="lift-dialog">
            <form class="form" on:submit=go on:input=move |_| work.forgive()>
                <p class="dialog__text"><strong><bdi>{case}</bdi></strong></p>
                <p class="dialog__text" data-test="lift-means">{tr(means)}</p>
                <label class="field">
                    <span class="field__label">{tr(Text::Reason)}</span>
                    <textarea class="field__input" rows="3" required maxlength="300" data-test="lift-why" node_ref=reason></textarea>
                </label>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::HoldLift busy=Text::SaveBusy work=work test="lift-go" />
                </div>
            </form>
        </Dialog>
    }
}
