//! A form that is being filled: its fields, when it is to be looked at again, and the ways to keep and to sign it.

use leptos::prelude::*;

use super::form_field::FieldBlock;
use super::words::{laws_text, why_text};
use crate::browser::page::dialog::focus;
use crate::components::dialog::{Dialog, titled};
use crate::components::folder_picker::FolderPicker;
use crate::components::notes::WorkFailure;
use crate::components::submit::Submit;
use crate::i18n::{Text, lang, tr};
use crate::tasks::compliance::editor::{Editor, element};
use crate::tasks::work::Work;
use crate::vault::messages::{DocRef, FolderRef};

/// What is to be done once a folder is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Save,
    Sign,
}

/// The form.
#[component]
pub(crate) fn FormEditor(
    editor: Editor,
    /// It was signed: here it is.
    signed: Callback<DocRef>,
) -> impl IntoView {
    let (saving, asking) = (Work::new(), RwSignal::new(None::<Act>));
    let next = editor.paper.with_value(|paper| paper.after.is_some());
    let save = move |_| match editor.draft.get_untracked() {
        Some(_) => saving.run(editor.save(None), |()| ()),
        None => asking.set(Some(Act::Save)),
    };
    let sign = move |_| match editor.first_missing() {
        Some(wrong) => {
            let id = element(&wrong.place);
            editor.wrong.set(Some(wrong));
            // what was folded opens first
            request_animation_frame(move || focus(&id));
        }
        None => asking.set(Some(Act::Sign)),
    };
    let missing = move || {
        let count = editor.missing();
        (count > 0).then(|| view! { <p class="field__hint" data-test="form-missing">{lang().form_missing(count)}</p> })
    };
    let wrong = move || {
        let wrong = editor.wrong.get()?;
        Some(view! {
            <p class="note note--bad" data-test="form-wrong">{lang().form_wrong(tr(why_text(wrong.why))())}</p>
        })
    };
    let kept = move || {
        let text = match (editor.dirty.get(), editor.draft.get()) {
            (true, _) => Text::FormNotKept,
            (false, Some(_)) => Text::FormKeptNow,
            (false, None) => Text::FormNotKeptYet,
        };
        tr(text)()
    };
    view! {
        <div class="form-editor" data-test="form-editor">
            <Head editor=editor />
            {next.then(|| view! { <p class="note" data-test="form-next">{tr(Text::FormNextText)}</p> })}
            <Fields editor=editor />
            <div class="field">
                <label class="field__label" for="form-review">{tr(Text::FormReview)}</label>
                <input class="field__input form-cell__short" type="date" id="form-review" data-test="form-review-day" aria-describedby="form-review-hint"
                    prop:value=move || editor.review.get() on:change=move |event| { editor.review.set(event_target_value(&event)); editor.dirty.set(true); } />
                <p class="field__hint" id="form-review-hint">{tr(Text::FormReviewHint)}</p>
            </div>
            <div role="alert">{wrong}</div>
            <WorkFailure work=saving />
            <footer class="form-editor__foot">
                <div class="form-editor__state" aria-live="polite">
                    <p class="field__hint" data-test="form-kept">{kept}</p>
                    {missing}
                </div>
                <div class="step__buttons">
                    <button type="button" class="button" data-test="form-save" disabled=move || saving.is_running() on:click=save>
                        {move || tr(if saving.is_running() { Text::SaveBusy } else { Text::FormSave })()}
                    </button>
                    <button type="button" class="button button--primary" data-test="form-sign" disabled=move || saving.is_running() on:click=sign>
                        {tr(Text::FormSign)}
                    </button>
                </div>
            </footer>
            {move || asking.get().map(|act| view! {
                <ActDialog editor=editor act=act next=next signed=signed close=Callback::new(move |()| asking.set(None)) />
            })}
        </div>
    }
}

/// What it is, by which law, and what the room did.
#[component]
fn Head(editor: Editor) -> impl IntoView {
    let paper = editor.paper.get_value();
    let years = paper.keep_years as usize;
    let filled = paper.fields.iter().filter(|field| field.filled).count();
    view! {
        <header class="form-paper__head">
            <h2 class="form-paper__title">{let title = paper.title; move || title.here()}</h2>
            <p class="place__text">{let about = paper.about; move || about.here()}</p>
            <p class="field__hint">{let law = paper.law; move || laws_text(&law)}{(years > 0).then(|| view! { " · "{move || lang().form_kept_years(years)} })}</p>
            {(filled > 0).then(|| view! { <p class="note" data-test="form-filled-count">{move || lang().form_filled_fields(filled)}</p> })}
        </header>
    }
}

#[component]
fn Fields(editor: Editor) -> impl IntoView {
    let fields = editor.paper.with_value(|paper| paper.fields.clone());
    let blocks = fields
        .into_iter()
        .enumerate()
        .map(|(number, field)| view! { <FieldBlock editor=editor number=number field=field /> });
    view! { <div class="form-editor__fields">{blocks.collect_view()}</div> }
}

/// Where it goes, and what signing means.
#[component]
fn ActDialog(
    editor: Editor,
    act: Act,
    /// A next version goes where the one before is.
    next: bool,
    signed: Callback<DocRef>,
    close: Callback<()>,
) -> impl IntoView {
    let (work, folder) = (Work::new(), RwSignal::new(None::<FolderRef>));
    let places = act == Act::Save || !next;
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let to = folder.get_untracked();
        match act {
            Act::Save => work.run(editor.save(to), move |()| close.run(())),
            Act::Sign => work.run(editor.sign(to), move |doc| {
                close.run(());
                match doc {
                    Some(doc) => signed.run(doc),
                    None => {
                        if let Some(wrong) = editor.wrong.get_untracked() {
                            focus(&element(&wrong.place));
                        }
                    }
                }
            }),
        }
    };
    let (title, text, button) = match act {
        Act::Save => (Text::FormSaveTitle, Text::FormSaveText, Text::FormSave),
        Act::Sign => (Text::FormSignTitle, Text::FormSignText, Text::FormSign),
    };
    let years = editor.paper.with_value(|paper| paper.keep_years as usize);
    let unchosen = Signal::derive(move || places && folder.with(Option::is_none));
    view! {
        <Dialog title=titled(title) close=close test="form-act">
            <form class="form" on:submit=go>
                <p class="dialog__text">{tr(text)}</p>
                {(act == Act::Sign && years > 0).then(|| view! { <p class="dialog__text">{move || lang().form_sign_kept(years)}</p> })}
                {places.then(|| view! {
                    <fieldset class="field">
                        <legend class="field__label">{tr(Text::FormFolder)}</legend>
                        <p class="field__hint">{tr(Text::FormFolderHint)}</p>
                        <FolderPicker room=editor.room chosen=folder />
                    </fieldset>
                })}
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <button type="button" class="button" on:click=move |_| close.run(())>{tr(Text::Cancel)}</button>
                    <Submit act=button busy=Text::SaveBusy work=work test="form-act-go" disabled=unchosen />
                </div>
            </form>
        </Dialog>
    }
}
