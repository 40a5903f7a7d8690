//! Fields with their labels. A field keeps its own value: it is read when the form is sent, so
//! that a passphrase never stands in a signal.

use leptos::{html, prelude::*};

use super::icon::{Glyph, Icon};
use crate::browser::page::dialog::focus;
use crate::i18n::{Text, tr};
use crate::tasks::limits::Wrong;
use crate::tasks::strength::{Strength, strength};

/// A field of a form.
pub(crate) type InputRef = NodeRef<html::Input>;

/// What the person typed.
pub(crate) fn value_of(node: InputRef) -> String {
    node.get_untracked()
        .map(|input| input.value())
        .unwrap_or_default()
}

/// What is wrong with what was typed; `None` while nothing is.
pub(crate) type Complaint = RwSignal<Option<Wrong>>;

/// What was typed, without spaces around it; or a complaint and the focus for the field with this id.
pub(crate) fn judged<T>(
    node: InputRef,
    id: &str,
    complaint: Complaint,
    judge: impl Fn(&str) -> Result<T, Wrong>,
) -> Option<T> {
    let judged = judge(value_of(node).trim());
    complaint.set(judged.as_ref().err().copied());
    if judged.is_err() {
        focus(id);
    }
    judged.ok()
}

/// One line of text.
#[component]
pub(crate) fn Field(
    label: Text,
    node: InputRef,
    /// Ties label and field together; once on a page.
    id: &'static str,
    #[prop(default = "text")] inputmode: &'static str,
    #[prop(optional)] hint: Option<Text>,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(default = true)] required: bool,
    /// The most characters; a field that complains of its length takes any.
    #[prop(default = "200")]
    max: &'static str,
    /// What stands in it at first.
    #[prop(optional)]
    value: String,
    /// Shown below the field.
    #[prop(optional)]
    complaint: Option<Complaint>,
    /// Tells while it is typed what is wrong with it.
    #[prop(optional)]
    judge: Option<fn(&str) -> Option<Wrong>>,
) -> impl IntoView {
    let hint_id = hint.map(|_| format!("{id}-hint"));
    let wrong_id = complaint.map(|_| format!("{id}-wrong"));
    let described: Vec<String> = [hint_id.clone(), wrong_id.clone()]
        .into_iter()
        .flatten()
        .collect();
    let wrong = move || complaint.and_then(|complaint| complaint.get());
    let typed = move |_| {
        if let Some(complaint) = complaint {
            complaint.set(judge.and_then(|judge| judge(&value_of(node))));
        }
    };
    view! {
        <div class="field">
            <label class="field__label" for=id>{tr(label)}</label>
            <input
                class="field__input"
                id=id
                name=id
                type="text"
                inputmode=inputmode
                node_ref=node
                value=value
                autocomplete=autocomplete
                required=required
                maxlength=complaint.is_none().then_some(max)
                aria-describedby=(!described.is_empty()).then(|| described.join(" "))
                aria-invalid=move || wrong().map(|_| "true")
                data-test=id
                on:input=typed
            />
            {wrong_id.map(|wrong_id| view! {
                <p class="field__wrong" id=wrong_id role="alert" data-test="field-wrong">
                    {move || wrong().map(Wrong::sentence)}
                </p>
            })}
            {hint.map(|hint| view! { <p class="field__hint" id=hint_id>{tr(hint)}</p> })}
        </div>
    }
}

/// A passphrase that can be looked at.
#[component]
pub(crate) fn PassphraseField(
    label: Text,
    node: InputRef,
    id: &'static str,
    #[prop(optional)] hint: Option<Text>,
    #[prop(default = "current-password")] autocomplete: &'static str,
    #[prop(default = true)] required: bool,
    /// Gets how strong it is, while it is typed.
    #[prop(optional)]
    judged: Option<WriteSignal<Strength>>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let hint_id = hint.map(|_| format!("{id}-hint"));
    let typed = move |_| {
        if let Some(judged) = judged {
            judged.set(strength(&value_of(node)));
        }
    };
    view! {
        <div class="field">
            <label class="field__label" for=id>{tr(label)}</label>
            <div class="field__row">
                <input
                    class="field__input"
                    id=id
                    name=id
                    type=move || if shown.get() { "text" } else { "password" }
                    node_ref=node
                    autocomplete=autocomplete
                    autocapitalize="off"
                    spellcheck="false"
                    required=required
                    maxlength="1000"
                    aria-describedby=hint_id.clone()
                    data-test=id
                    on:input=typed
                />
                <button
                    type="button"
                    class="icon-button"
                    aria-label=tr(Text::ShowPassphrase)
                    aria-pressed=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    <Icon glyph=Glyph::Eye />
                </button>
            </div>
            {hint.map(|hint| view! { <p class="field__hint" id=hint_id>{tr(hint)}</p> })}
        </div>
    }
}

/// How strong the passphrase is.
#[component]
pub(crate) fn StrengthHint(strength: ReadSignal<Strength>) -> impl IntoView {
    let text = move || match strength.get() {
        Strength::Empty => Text::StrengthEmpty,
        Strength::Weak => Text::StrengthWeak,
        Strength::Fair => Text::StrengthFair,
        Strength::Good => Text::StrengthGood,
        Strength::Strong => Text::StrengthStrong,
    };
    view! {
        <div class="strength" data-test="strength" data-level=move || format!("{:?}", strength.get())>
            <meter
                class="strength__meter"
                min="0"
                max="4"
                low="2"
                high="3"
                optimum="4"
                value=move || (strength.get() as u8).to_string()
                aria-label=tr(Text::Strength)
            ></meter>
            <p class="field__hint" aria-live="polite">{move || tr(text())()}</p>
        </div>
    }
}
