//! Fields that several of these forms have.

use leptos::html::{Input, Select, Textarea};
use leptos::prelude::*;

use super::words::{KINDS, kind_text};
use crate::browser::page::time;
use crate::i18n::{Text, tr};
use crate::vault::messages::{IncidentKind, Millis};

/// The longest text, in characters: the room takes 4 KiB.
const LONGEST: &str = "1300";

/// Several lines.
#[component]
pub(crate) fn TextField(
    label: Text,
    node: NodeRef<Textarea>,
    id: &'static str,
    #[prop(optional)] hint: Option<Text>,
    #[prop(optional)] value: String,
    #[prop(default = false)] required: bool,
    #[prop(default = LONGEST)] max: &'static str,
) -> impl IntoView {
    let hint_id = hint.map(|_| format!("{id}-hint"));
    view! {
        <div class="field">
            <label class="field__label" for=id>{tr(label)}</label>
            <textarea
                class="field__input field__input--area"
                id=id
                rows="3"
                required=required
                maxlength=max
                dir="auto"
                data-test=id
                aria-describedby=hint_id.clone()
                node_ref=node
            >
                {value}
            </textarea>
            {hint.map(|hint| view! { <p class="field__hint" id=hint_id>{tr(hint)}</p> })}
        </div>
    }
}

/// What stands in it, without spaces around it.
pub(crate) fn text_of(node: NodeRef<Textarea>) -> String {
    let text = node.get_untracked().map(|node| node.value());
    text.unwrap_or_default().trim().to_owned()
}

/// A day and a time.
#[component]
pub(crate) fn TimeField(
    label: Text,
    node: NodeRef<Input>,
    id: &'static str,
    #[prop(optional)] hint: Option<Text>,
    #[prop(into, default = None)] value: Option<Millis>,
    #[prop(default = false)] required: bool,
) -> impl IntoView {
    let hint_id = hint.map(|_| format!("{id}-hint"));
    view! {
        <div class="field">
            <label class="field__label" for=id>{tr(label)}</label>
            <input
                class="field__input"
                id=id
                type="datetime-local"
                required=required
                value=value.map(time::to_local)
                data-test=id
                aria-describedby=hint_id.clone()
                node_ref=node
            />
            {hint.map(|hint| view! { <p class="field__hint" id=hint_id>{tr(hint)}</p> })}
        </div>
    }
}

/// The time that stands in it, if any.
pub(crate) fn time_of(node: NodeRef<Input>) -> Option<Millis> {
    let text = node.get_untracked().map(|node| node.value())?;
    time::parse_local(&text)
}

/// Which kind it is.
#[component]
pub(crate) fn KindField(
    node: NodeRef<Select>,
    #[prop(optional)] chosen: Option<IncidentKind>,
) -> impl IntoView {
    let options = KINDS.iter().enumerate().map(|(at, kind)| {
        let selected = chosen == Some(*kind);
        view! { <option value=at.to_string() selected=selected>{tr(kind_text(*kind))}</option> }
    });
    view! {
        <div class="field">
            <label class="field__label" for="incident-kind">{tr(Text::IncidentKind)}</label>
            <select class="field__input" id="incident-kind" data-test="incident-kind" node_ref=node>{options.collect_view()}</select>
        </div>
    }
}

pub(crate) fn kind_of(node: NodeRef<Select>) -> IncidentKind {
    let value = node.get_untracked().map(|node| node.value());
    let at = value.and_then(|value| value.parse::<usize>().ok());
    at.and_then(|at| KINDS.get(at).copied())
        .unwrap_or(IncidentKind::Other)
}
