//! Of which document this one is the variant that tells no person apart: it may be given where that one may not.

use leptos::prelude::*;

use super::marks_form::MarksForm;
use crate::components::doc_picker::DocPicker;
use crate::i18n::{Text, lang, tr};
use crate::tasks::room::Room;

/// The field.
#[component]
pub(crate) fn VariantOf(room: Room, form: MarksForm) -> impl IntoView {
    let value = form.variant;
    let chosen = move || {
        let (_, name) = value.get()?;
        Some(view! {
            <p class="form-field__known" data-test="marks-variant-chosen">
                <span>{move || lang().variant_of(&name)}</span>
                <button type="button" class="button button--quiet" data-test="marks-variant-clear" on:click=move |_| value.set(None)>
                    {tr(Text::MarkVariantNot)}
                </button>
            </p>
        })
    };
    view! {
        <div class="field">
            <label class="field__label" for="marks-variant">{tr(Text::MarkVariant)}</label>
            <DocPicker room=room chosen=Callback::new(move |one| value.set(Some(one))) id="marks-variant".to_owned() label=Text::MarkVariantFind />
            {chosen}
            <p class="field__hint">{tr(Text::MarkVariantHint)}</p>
        </div>
    }
}
