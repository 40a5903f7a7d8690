//! What of a record is looked at: what kind, and whose.

use leptos::prelude::*;

use super::party_name;
use crate::i18n::{Text, tr};
use crate::tasks::audit::AuditTask;
use crate::vault::messages::{PartyKind, RecordGroup};

const GROUPS: [(&str, RecordGroup, Text); 6] = [
    ("room", RecordGroup::Room, Text::KindRoomOffices),
    ("people", RecordGroup::People, Text::KindPeopleAccess),
    (
        "documents",
        RecordGroup::Documents,
        Text::KindDocumentsFolders,
    ),
    ("opened", RecordGroup::Opened, Text::KindOpened),
    ("texts", RecordGroup::Texts, Text::KindTexts),
    ("keys", RecordGroup::Keys, Text::KindKeys),
];

/// Two fields, each of which narrows what is shown.
#[component]
pub(crate) fn RecordFilters(task: AuditTask) -> impl IntoView {
    let group = move |value: String| {
        let chosen = GROUPS.into_iter().find(|(name, ..)| *name == value);
        let chosen = chosen.map(|(_, group, _)| group);
        task.look(|filter| filter.group = chosen);
    };
    let chosen = move || {
        let group = task.filter().group;
        let known = GROUPS.into_iter().find(|(_, one, _)| Some(*one) == group);
        known.map(|(name, ..)| name).unwrap_or_default()
    };
    let options = GROUPS
        .into_iter()
        .map(|(name, _, text)| view! { <option value=name selected=move || chosen() == name>{tr(text)}</option> });
    view! {
        <div class="filters" role="group" aria-label=tr(Text::FilterLabel)>
            <label class="filters__field">
                <span class="field__label">{tr(Text::FilterKind)}</span>
                <select class="field__input" data-test="record-kind" prop:value=chosen on:change=move |event| group(event_target_value(&event))>
                    <option value="">{tr(Text::FilterEveryKind)}</option>
                    {options.collect_view()}
                </select>
            </label>
            <Whose task=task />
        </div>
    }
}

#[component]
fn Whose(task: AuditTask) -> impl IntoView {
    let people = Memo::new(move |_| {
        let record = task.record();
        let mut all: Vec<_> = record.iter().flat_map(|record| &record.parties).collect();
        let rank = |kind| match kind {
            PartyKind::Person => 0,
            PartyKind::Link => 1,
            PartyKind::Visitor => 2,
        };
        all.sort_by_key(|one| (rank(one.kind), one.number));
        let named = all.into_iter();
        named
            .map(|one| (one.id.clone(), party_name(one)))
            .collect::<Vec<_>>()
    });
    let chosen = move || task.filter().party.unwrap_or_default();
    let choose = move |id: String| {
        task.look(|filter| filter.party = (!id.is_empty()).then_some(id));
    };
    view! {
        <label class="filters__field">
            <span class="field__label">{tr(Text::FilterPerson)}</span>
            <select
                class="field__input"
                data-test="record-party"
                prop:value=chosen
                on:change=move |event| choose(event_target_value(&event))
            >
                <option value="">{tr(Text::FilterEverybody)}</option>
                {move || people.get().into_iter().map(|(id, name)| {
                    let is_chosen = id == chosen();
                    view! { <option value=id selected=is_chosen>{name}</option> }
                }).collect_view()}
            </select>
        </label>
    }
}
