//! Destroys for good: what goes and what stays, why, a word to be typed, how far it is, and the certificate.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::clock_form::{CauseField, WORDS};
use super::doomed::Doomed;
use super::words::step_words;
use crate::components::check_field::CheckField;
use crate::components::dialog::{Dialog, titled};
use crate::components::field::{Complaint, Field, InputRef, judged, value_of};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{FailureNote, Loading, WorkFailure};
use crate::i18n::{Text, lang, tr};
use crate::tasks::limits;
use crate::tasks::retention::{By, ask, destroy, far, preview, save};
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{Cause, Destroyed, DoomedView, Failure, KeepRef};

/// What was destroyed, with its file.
pub(crate) type Outcome = RwSignal<Option<(Destroyed, JsValue)>, LocalStorage>;

/// The dialog, over documents or folders.
#[component]
pub(crate) fn DestroyDialog(room: Room, what: Vec<KeepRef>, close: Callback<()>) -> impl IntoView {
    let (work, done) = (Work::new(), Outcome::new_local(None));
    let what = StoredValue::new(what);
    let found = LocalResource::new(move || preview(room, what.get_value()));
    let inside = move || match (done.get(), found.get()) {
        (Some((done, file)), _) => {
            view! { <Done room=room done=done file=file close=close /> }.into_any()
        }
        (None, None) => view! { <Loading text=Text::ReviewWorking /> }.into_any(),
        (None, Some(Err(failure))) => {
            view! { <FailureNote failure=Signal::stored(Some(failure)) /> }.into_any()
        }
        (None, Some(Ok(found))) if found.count == 0 => view! { <AllHeld found=found /> }.into_any(),
        (None, Some(Ok(found))) => {
            view! { <Form room=room found=found work=work done=done close=close /> }.into_any()
        }
    };
    view! {
        <Dialog
            title=titled(Text::DestroyTitle)
            close=Callback::new(move |()| if !work.is_running_untracked() { close.run(()) })
            test="destroy-dialog"
            firm=Signal::derive(move || work.is_running() || done.with(Option::is_some))
        >
            {inside}
        </Dialog>
    }
}

/// There is nothing to destroy: a hold keeps all of it.
#[component]
fn AllHeld(found: DoomedView) -> impl IntoView {
    let held = found.held_count as usize;
    view! {
        <p class="note note--warning" data-test="all-held">
            <Icon glyph=Glyph::Lock />
            <span>{move || lang().all_held(held)}</span>
        </p>
        <p class="dialog__text"><bdi>{found.held.join(" · ")}</bdi></p>
    }
}

#[component]
fn Form(
    room: Room,
    found: DoomedView,
    work: Work,
    done: Outcome,
    close: Callback<()>,
) -> impl IntoView {
    let two = found.takes_two;
    let what = StoredValue::new(found.what.clone());
    let cause = RwSignal::new(Cause::PeriodOver);
    let (words, words_wrong) = (InputRef::new(), Complaint::new(None));
    let note = InputRef::new();
    let (names, people) = (RwSignal::new(true), RwSignal::new(false));
    let typed = RwSignal::new(String::new());
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let fits = |text: &str| limits::fits(text, WORDS).map(|()| text.to_owned());
        let Some(words) = judged(words, "destroy-words", words_wrong, fits) else {
            return;
        };
        let cause = cause.get_untracked();
        if cause == Cause::Other && words.is_empty() {
            return work.fail(Failure::BadName);
        }
        let what = what.get_value();
        if two {
            let note = value_of(note);
            let job = ask(room, what, (cause, words), note);
            return work.run(job, move |()| close.run(()));
        }
        let by = By::One(what, cause, words);
        let job = destroy(room, by, names.get_untracked(), people.get_untracked());
        work.run(job, move |made| done.set(Some(made)));
    };
    view! {
        <form class="form" on:submit=go on:input=move |_| work.forgive()>
            <p class="dialog__text">{tr(Text::DestroyText)}</p>
            <Doomed view=found />
            <CauseField cause=cause id="destroy-why" />
            <Field label=Text::DestroyWords node=words id="destroy-words" required=false complaint=words_wrong hint=Text::DestroyWordsHint />
            {two.then(|| view! {
                <p class="note note--warning" data-test="takes-two">
                    <Icon glyph=Glyph::Person />
                    <span>{tr(Text::DestroyTakesTwo)}</span>
                </p>
                <Field label=Text::AskNote node=note id="destroy-note" required=false />
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <button type="submit" class="button button--primary" data-test="destroy-ask" disabled=move || work.is_running()>
                        {tr(Text::AskSecond)}
                    </button>
                </div>
            })}
            {(!two).then(|| view! {
                <PaperFields names=names people=people />
                <Final room=room work=work typed=typed close=close />
            })}
        </form>
    }
}

/// What the certificate is to tell.
#[component]
pub(crate) fn PaperFields(names: RwSignal<bool>, people: RwSignal<bool>) -> impl IntoView {
    view! {
        <h3 class="dialog__part">{tr(Text::PaperTitle)}</h3>
        <p class="field__hint">{tr(Text::PaperText)}</p>
        <CheckField label=Text::PaperNames on=names id="paper-names" hint=Text::PaperNamesHint />
        <CheckField label=Text::PaperPeople on=people id="paper-people" />
    }
}

/// The word to be typed, the button, and how far it is.
#[component]
pub(crate) fn Final(
    room: Room,
    work: Work,
    typed: RwSignal<String>,
    close: Callback<()>,
) -> impl IntoView {
    let fits = move || {
        let word = tr(Text::DestroyWord)().to_lowercase();
        typed.get().trim().to_lowercase() == word
    };
    view! {
        <div class="field">
            <label class="field__label" for="destroy-confirm">{move || lang().destroy_confirm(tr(Text::DestroyWord)())}</label>
            <input
                class="field__input"
                type="text"
                id="destroy-confirm"
                data-test="destroy-confirm"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                disabled=move || work.is_running()
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
            />
        </div>
        <WorkFailure work=work />
        <Show when=move || work.failure().is_some()>
            <p class="field__hint" data-test="destroy-stopped">{tr(Text::DestroyStopped)}</p>
        </Show>
        <Show when=move || work.is_running()>
            <p class="me__progress" role="status" data-test="destroy-far">
                <span class="loading__ring" aria-hidden="true"></span>
                <span>{move || step_words(far(room))}</span>
            </p>
            <p class="field__hint">{tr(Text::DestroyNoWayBack)}</p>
        </Show>
        <div class="dialog__buttons">
            <button type="button" class="button" data-test="destroy-leave" disabled=move || work.is_running() on:click=move |_| close.run(())>
                {tr(Text::Cancel)}
            </button>
            <button type="submit" class="button button--danger" data-test="destroy-go" disabled=move || work.is_running() || !fits()>
                {move || if work.is_running() { tr(Text::DestroyBusy)() } else { tr(Text::DestroyAct)() }}
            </button>
        </div>
    }
}

/// It is gone: what to do with the certificate.
#[component]
pub(crate) fn Done(
    room: Room,
    done: Destroyed,
    file: JsValue,
    close: Callback<()>,
) -> impl IntoView {
    let file = StoredValue::new_local(file);
    let name = StoredValue::new(done.name.clone());
    let docs = done.docs as usize;
    let (class, glyph, means) = if done.complete {
        ("note note--good", Glyph::Check, Text::DestroyComplete)
    } else {
        ("note note--bad", Glyph::Warning, Text::DestroyIncomplete)
    };
    let stored = if done.doc.is_some() {
        Text::CertificateStored
    } else {
        Text::CertificateNotStored
    };
    view! {
        <div class="form" data-test="destroyed" data-complete=done.complete.to_string()>
            <p class=class>
                <Icon glyph=glyph />
                <span>{move || lang().destroyed_count(docs)}" "{tr(means)}</span>
            </p>
            <p class="dialog__text">{tr(stored)}</p>
            {done.second.then(|| view! { <p class="dialog__text" data-test="destroyed-second">{tr(Text::CertificateSecond)}</p> })}
            <div class="dialog__buttons">
                <button type="button" class="button button--primary" data-test="certificate-save" on:click=move |_| {
                    file.with_value(|file| save(room, file, &name.get_value()));
                }>
                    <Icon glyph=Glyph::Download />
                    {tr(Text::CertificateSave)}
                </button>
                <button type="button" class="button" data-test="destroyed-close" on:click=move |_| close.run(())>
                    {tr(Text::Done)}
                </button>
            </div>
        </div>
    }
}
