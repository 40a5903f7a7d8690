//! What of the history is looked at: whose, which document, since when, what kind.

use leptos::prelude::*;

use super::{doc_name, person_name};
use crate::browser::page::time;
use crate::i18n::{Text, tr};
use crate::tasks::activity::ActivityTask;
use crate::vault::messages::ActivityGroup;

const DAY: f64 = 86_400_000.0;
/// Documents that a list to choose from has at most.
const LISTED: usize = 500;

/// Four fields, each of which narrows what is shown.
#[component]
pub(crate) fn Filters(task: ActivityTask, everybody: Memo<bool>) -> impl IntoView {
    let people = move || {
        let seen = task.timeline();
        let list = seen.iter().flat_map(|seen| &seen.people);
        let mut list: Vec<_> = list.map(|one| (one.id.clone(), person_name(one))).collect();
        list.sort_by(|a, b| a.1.cmp(&b.1));
        list
    };
    let docs = move || {
        let seen = task.timeline();
        let list = seen.iter().flat_map(|seen| &seen.docs).take(LISTED);
        let mut list: Vec<_> = list.map(|doc| (doc.id.clone(), doc_name(doc))).collect();
        list.sort_by(|a, b| a.1.cmp(&b.1));
        list
    };
    let person = move || task.filter().person.unwrap_or_default();
    let doc = move || task.filter().doc.unwrap_or_default();
    let some = |value: String| (!value.is_empty()).then_some(value);
    view! {
        <div class="filters" role="group" aria-label=tr(Text::FilterLabel)>
            <Show when=move || everybody.get()>
                <Choose
                    label=Text::FilterPerson
                    every=Text::FilterEverybody
                    test="filter-person"
                    list=Signal::derive(people)
                    chosen=Signal::derive(person)
                    on_choose=Callback::new(move |id| task.look(|filter| filter.person = some(id)))
                />
            </Show>
            <Choose
                label=Text::FilterDocument
                every=Text::FilterEveryDocument
                test="filter-document"
                list=Signal::derive(docs)
                chosen=Signal::derive(doc)
                on_choose=Callback::new(move |id| task.look(|filter| filter.doc = some(id)))
            />
            <Since task=task />
            <Show when=move || everybody.get()>
                <Kinds task=task />
            </Show>
        </div>
    }
}

#[component]
fn Choose(
    label: Text,
    every: Text,
    test: &'static str,
    list: Signal<Vec<(String, String)>>,
    chosen: Signal<String>,
    on_choose: Callback<String>,
) -> impl IntoView {
    view! {
        <label class="filters__field">
            <span class="field__label">{tr(label)}</span>
            <select
                class="field__input"
                data-test=test
                prop:value=move || chosen.get()
                on:change=move |event| on_choose.run(event_target_value(&event))
            >
                <option value="">{tr(every)}</option>
                {move || list.get().into_iter().map(|(id, name)| {
                    let is_chosen = id == chosen.get();
                    view! { <option value=id selected=is_chosen>{name}</option> }
                }).collect_view()}
            </select>
        </label>
    }
}

#[component]
fn Since(task: ActivityTask) -> impl IntoView {
    let choose = move |value: String| {
        let days: Option<f64> = value.parse().ok();
        task.look(|filter| filter.from = days.map(|days| time::now() - days * DAY));
    };
    view! {
        <label class="filters__field">
            <span class="field__label">{tr(Text::FilterTime)}</span>
            <select class="field__input" data-test="filter-time" on:change=move |event| choose(event_target_value(&event))>
                <option value="">{tr(Text::FilterEveryTime)}</option>
                <option value="1">{tr(Text::LastDay)}</option>
                <option value="7">{tr(Text::LastWeek)}</option>
                <option value="30">{tr(Text::LastMonth)}</option>
            </select>
        </label>
    }
}

#[component]
fn Kinds(task: ActivityTask) -> impl IntoView {
    let choose = move |value: String| {
        let group = match value.as_str() {
            "opened" => Some(ActivityGroup::Opened),
            "documents" => Some(ActivityGroup::Documents),
            "people" => Some(ActivityGroup::People),
            "room" => Some(ActivityGroup::Room),
            _ => None,
        };
        task.look(|filter| filter.groups = group.into_iter().collect());
    };
    view! {
        <label class="filters__field">
            <span class="field__label">{tr(Text::FilterKind)}</span>
            <select class="field__input" data-test="filter-kind" on:change=move |event| choose(event_target_value(&event))>
                <option value="">{tr(Text::FilterEveryKind)}</option>
                <option value="opened">{tr(Text::KindOpened)}</option>
                <option value="documents">{tr(Text::KindDocuments)}</option>
                <option value="people">{tr(Text::KindPeople)}</option>
                <option value="room">{tr(Text::KindRoom)}</option>
            </select>
        </label>
    }
}
