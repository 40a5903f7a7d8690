//! What happened in the room; to a reader, what it opened itself; to an auditor, the record of it all.

use leptos::prelude::*;

use crate::components::activity::filters::Filters;
use crate::components::activity::gaps::Gaps;
use crate::components::activity::heat::{DayHeat, DocHeat};
use crate::components::activity::sums::{DocSums, PersonSums};
use crate::components::activity::timeline::TimelineList;
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{Empty, Loading, Retry, WorkFailure};
use crate::i18n::{Text, tr};
use crate::pages::record::Record;
use crate::tasks::activity::{ActivityState, ActivityTask, use_activity};
use crate::tasks::audit::use_may_audit;
use crate::tasks::room::Room;
use crate::vault::messages::Failure;

/// How it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Timeline,
    People,
    Documents,
    Heat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    Failed(Failure),
    Ready,
}

/// What of it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    History,
    Record,
}

/// The history; and the record beside it, for those who may read that. An auditor came for the record.
#[component]
pub(crate) fn Activity(room: Room) -> impl IntoView {
    let manage = Memo::new(move |_| room.view().is_some_and(|view| view.manage));
    let (part, may) = (RwSignal::new(Part::History), use_may_audit(room));
    Effect::new(move |_| {
        let audits = may.get() && !manage.get_untracked();
        part.set(if audits { Part::Record } else { Part::History });
    });
    view! {
        <section class="place" data-test="page-activity">
            <Show when=move || may.get()>
                <Parts part=part manage=manage />
            </Show>
            {move || match part.get() {
                Part::History => view! { <History room=room manage=manage /> }.into_any(),
                Part::Record => view! { <Record room=room manage=manage /> }.into_any(),
            }}
        </section>
    }
}

/// History or record.
#[component]
fn Parts(part: RwSignal<Part>, manage: Memo<bool>) -> impl IntoView {
    let history = move || {
        let text = if manage.get() {
            Text::Activity
        } else {
            Text::ActivityOwn
        };
        tr(text)()
    };
    let choice = move |to: Part, text: AnyView, test: &'static str| {
        let on = move || part.get() == to;
        view! {
            <label class="choice" class:choice--on=on>
                <input class="choice__input" type="radio" name="activity-part" prop:checked=on data-test=test on:change=move |_| part.set(to) />
                {text}
            </label>
        }
    };
    view! {
        <fieldset class="field field--group">
            <legend class="hidden">{tr(Text::ActivityOrRecord)}</legend>
            <div class="choices">
                {choice(Part::History, view! { <span>{history}</span> }.into_any(), "part-history")}
                {choice(Part::Record, view! { <span>{tr(Text::Record)}</span> }.into_any(), "part-record")}
            </div>
        </fieldset>
    }
}

/// Filters, and the history in one of its forms.
#[component]
fn History(room: Room, manage: Memo<bool>) -> impl IntoView {
    let task = use_activity(room);
    let again = Callback::new(move |()| task.again());
    let stage = Memo::new(move |_| match task.state() {
        ActivityState::Loading => Stage::Loading,
        ActivityState::Failed(failure) => Stage::Failed(failure),
        ActivityState::Ready(_) => Stage::Ready,
    });
    view! {
        <header class="place__head">
            <h2>{move || tr(if manage.get() { Text::Activity } else { Text::ActivityOwn })()}</h2>
            <button
                type="button"
                class="button"
                data-test="save-table"
                disabled=move || task.saving.is_running() || stage.get() != Stage::Ready
                on:click=move |_| task.save()
            >
                <Icon glyph=Glyph::Download />
                {tr(Text::SaveTable)}
            </button>
        </header>
        <WorkFailure work=task.saving />
        <Show when=move || !manage.get()>
            <p class="setting__text">{tr(Text::ActivityOwnText)}</p>
        </Show>
        {move || match stage.get() {
            Stage::Loading => view! { <Loading text=Text::ActivityReading /> }.into_any(),
            Stage::Failed(failure) => view! { <Retry failure=failure again=again /> }.into_any(),
            Stage::Ready => view! { <Seen task=task /> }.into_any(),
        }}
    }
}

#[component]
fn Seen(task: ActivityTask) -> impl IntoView {
    let way = RwSignal::new(Way::Timeline);
    let everybody = Memo::new(move |_| task.timeline().is_some_and(|seen| seen.everybody));
    let nothing = Memo::new(move |_| task.timeline().is_some_and(|seen| seen.by_doc.is_empty()));
    let shown = move || {
        match (way.get(), nothing.get()) {
        (Way::Timeline, _) => view! { <TimelineList task=task /> }.into_any(),
        (_, true) => view! {
            <Empty glyph=Glyph::Eye title=Text::NothingOpenedTitle text=Text::NothingOpenedText test="nothing-opened" />
        }
        .into_any(),
        (Way::People, _) => view! { <PersonSums task=task /> }.into_any(),
        (Way::Documents, _) => view! { <DocSums task=task /> }.into_any(),
        (Way::Heat, _) => view! { <DocHeat task=task /> <DayHeat task=task /> }.into_any(),
    }
    };
    view! {
        <Gaps task=task />
        <Ways way=way everybody=everybody />
        <Filters task=task everybody=everybody />
        {shown}
    }
}

/// The forms, to choose from.
#[component]
fn Ways(way: RwSignal<Way>, everybody: Memo<bool>) -> impl IntoView {
    let choice = move |to: Way, text: Text, test: &'static str| {
        let on = move || way.get() == to;
        view! {
            <label class="choice" class:choice--on=on>
                <input class="choice__input" type="radio" name="activity-way" prop:checked=on data-test=test on:change=move |_| way.set(to) />
                {tr(text)}
            </label>
        }
    };
    view! {
        <fieldset class="field field--group">
            <legend class="hidden">{tr(Text::ActivityWays)}</legend>
            <div class="choices">
                {choice(Way::Timeline, Text::WayTimeline, "way-timeline")}
                <Show when=move || everybody.get()>
                    {choice(Way::People, Text::People, "way-people")}
                </Show>
                {choice(Way::Documents, Text::Documents, "way-documents")}
                <Show when=move || everybody.get()>
                    {choice(Way::Heat, Text::WayHeat, "way-heat")}
                </Show>
            </div>
        </fieldset>
    }
}
