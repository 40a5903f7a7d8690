//! What is due, comes due, or is held; and from there to destroying it.

use std::collections::HashSet;

use leptos::prelude::*;

use super::destroy::DestroyDialog;
use super::holds::HoldDialog;
use super::words::keep_name;
use crate::components::icon::{Glyph, Icon};
use crate::components::information::words::tier_text;
use crate::components::notes::Empty;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::listing::path;
use crate::tasks::retention::Retention;
use crate::vault::messages::{DocRef, DueDoc, DueStanding, KeepRef, RetentionView};

/// What stands over the list.
#[derive(Debug, Clone, PartialEq)]
enum Over {
    Nothing,
    Destroy(Vec<KeepRef>),
    Hold(Vec<KeepRef>),
}

/// How much, and which.
#[component]
pub(crate) fn DueDocs(retention: Retention, manages: Signal<bool>) -> impl IntoView {
    let ticked = RwSignal::new(HashSet::<DocRef>::new());
    let over = RwSignal::new(Over::Nothing);
    let close = Callback::new(move |()| {
        over.set(Over::Nothing);
        ticked.set(HashSet::new());
    });
    let chosen = move || {
        let view = retention.view();
        let due = view.iter().flat_map(|view| &view.due);
        let all = ticked.get();
        due.filter(|one| all.contains(&one.doc))
            .map(|one| KeepRef::Doc(one.doc.clone()))
            .collect::<Vec<_>>()
    };
    let all_due = move || {
        let view = retention.view();
        let due = view.iter().flat_map(|view| &view.due_now).cloned();
        due.map(KeepRef::Doc).collect::<Vec<_>>()
    };
    let list = move || {
        let view = retention.view()?;
        if view.due.is_empty() {
            return Some(
                view! { <Empty glyph=Glyph::Check title=Text::NothingDueTitle text=Text::NothingDueText test="nothing-due" /> }
                    .into_any(),
            );
        }
        let more = (view.due_now.len() + view.in_90_days as usize + view.held as usize)
            .saturating_sub(view.due.len());
        let lines: Vec<_> = view
            .due
            .iter()
            .cloned()
            .map(|one| view! { <Line retention=retention one=one ticked=ticked manages=manages /> })
            .collect();
        Some(
            view! {
                <ul class="policy" data-test="due-list">{lines}</ul>
                {(more > 0).then(|| view! { <p class="field__hint">{move || lang().and_more(more)}</p> })}
            }
            .into_any(),
        )
    };
    let none = Signal::derive(move || chosen().is_empty());
    let due = Signal::derive(move || retention.view().map_or(0, |view| view.due_now.len()));
    view! {
        <Facts retention=retention />
        {list}
        <Show when=move || manages.get() && retention.view().is_some_and(|view| !view.due.is_empty())>
            <div class="step__buttons">
                <button type="button" class="button button--danger" data-test="destroy-ticked" disabled=move || none.get() on:click=move |_| over.set(Over::Destroy(untrack(chosen)))>
                    <Icon glyph=Glyph::Trash />
                    {tr(Text::DestroyTicked)}
                </button>
                <button type="button" class="button" data-test="hold-ticked" disabled=move || none.get() on:click=move |_| over.set(Over::Hold(untrack(chosen)))>
                    <Icon glyph=Glyph::Lock />
                    {tr(Text::HoldTicked)}
                </button>
                <Show when=move || { due.get() > 1 }>
                    <button type="button" class="button button--quiet" data-test="destroy-due" on:click=move |_| over.set(Over::Destroy(untrack(all_due)))>
                        {move || lang().destroy_due(due.get())}
                    </button>
                </Show>
            </div>
        </Show>
        {move || match over.get() {
            Over::Nothing => ().into_any(),
            Over::Destroy(what) => view! { <DestroyDialog room=retention.room what=what close=close /> }.into_any(),
            Over::Hold(of) => view! { <HoldDialog room=retention.room of=of close=close /> }.into_any(),
        }}
    }
}

/// How many are due, come due, are held, and have no clock.
#[component]
fn Facts(retention: Retention) -> impl IntoView {
    let fact = |name: Text, test: &'static str, value: fn(&RetentionView) -> usize| {
        let value = move || {
            let view = retention.view()?;
            Some(lang().document_count(value(&view)))
        };
        view! {
            <div class="details__fact">
                <dt>{tr(name)}</dt>
                <dd data-test=test>{value}</dd>
            </div>
        }
    };
    let room_due = move || {
        let end = retention.view()?.room_due?;
        Some(view! {
            <p class="note note--warning" data-test="room-due">
                <Icon glyph=Glyph::Clock />
                <span>{move || lang().room_due(&format::day(end))}</span>
            </p>
        })
    };
    view! {
        <dl class="details__facts">
            {fact(Text::DueNow, "due-now", |view| view.due_now.len())}
            {fact(Text::DueIn30, "due-30", |view| view.in_30_days as usize)}
            {fact(Text::DueIn90, "due-90", |view| view.in_90_days as usize)}
            {fact(Text::DueHeld, "due-held", |view| view.held as usize)}
            {fact(Text::DueWithout, "due-without", |view| view.without as usize)}
        </dl>
        {room_due}
    }
}

#[component]
fn Line(
    retention: Retention,
    one: DueDoc,
    ticked: RwSignal<HashSet<DocRef>>,
    manages: Signal<bool>,
) -> impl IntoView {
    let id = StoredValue::new(one.doc.clone());
    let on = move || ticked.with(|all| id.with_value(|id| all.contains(id)));
    let toggle = move |_| {
        ticked.update(|all| {
            let id = id.get_value();
            if !all.remove(&id) {
                all.insert(id);
            }
        });
    };
    let held = one.standing == DueStanding::Held;
    let due_now = one.standing == DueStanding::Due;
    let folder = one.folder.clone();
    let place = move || {
        let view = retention.room.view();
        view.map(|view| path(&view, &folder)).unwrap_or_default()
    };
    let (of, tier, due) = (one.of.clone(), one.tier, one.due);
    let when = move || {
        let Some(due) = due else {
            return tr(Text::DueNever)().to_owned();
        };
        let view = retention.room.view();
        let by = match (&of, tier) {
            (Some(KeepRef::Doc(_)), _) => tr(Text::ClockOwn)().to_owned(),
            (Some(of), _) => keep_name(view.as_deref(), of, ""),
            (None, Some(tier)) => lang().clock_of_level(tr(tier_text(tier))()),
            (None, None) => String::new(),
        };
        lang().due_by(&by, &format::day(due))
    };
    let cases = one.cases.join(" · ");
    let standing = match one.standing {
        DueStanding::Due => Text::StandsDue,
        DueStanding::In30 => Text::StandsIn30,
        DueStanding::In90 => Text::StandsIn90,
        DueStanding::Held => Text::StandsHeld,
    };
    let name = one.name.clone();
    view! {
        <li class="policy__line" data-test="due" data-name=one.name data-standing=format!("{:?}", one.standing)>
            <label class="due__label">
                // what is held is not to be ticked: nothing can be done to it
                {move || (manages.get() && !held).then(|| view! { <input type="checkbox" data-test="due-tick" prop:checked=on on:change=toggle /> })}
                <span class="policy__what">
                    <span class="policy__name">
                        <bdi>{name.clone()}</bdi>
                        <span class="badge" class:badge--held=held class:badge--waiting=due_now>{tr(standing)}</span>
                        {one.takes_two.then(|| view! { <span class="badge">{tr(Text::TakesTwoBadge)}</span> })}
                    </span>
                    <span class="field__hint"><bdi>{place}</bdi></span>
                    <span class="field__hint">{when}</span>
                    {held.then(|| view! { <span class="field__hint" data-test="due-case">{move || lang().held_for(&cases)}</span> })}
                </span>
            </label>
        </li>
    }
}
