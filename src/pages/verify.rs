//! Where somebody checks a file that was given to him: a backup, or a certificate, list, report or form.

use leptos::prelude::*;

use crate::browser::page::dialog::set_title;
use crate::browser::page::files::Picked;
use crate::components::dialog::titled;
use crate::components::field::{Field, InputRef, value_of};
use crate::components::files_place::FilesPlace;
use crate::components::icon::Glyph;
use crate::components::nav_link::NavLink;
use crate::components::notes::FailureNote;
use crate::components::verified::Holds;
use crate::i18n::{Text, format, lang, tr};
use crate::routes::Route;
use crate::tasks::verify::{VerifyState, VerifyTask, use_verify};
use crate::vault::messages::Failure;

/// A place for files, and below it what they prove.
#[component]
pub(crate) fn Verify() -> impl IntoView {
    let task = use_verify();
    let check = Callback::new(move |picked: Picked| task.check(picked.by_name(), String::new()));
    Effect::new(move |_| set_title(&lang().page_title(tr(Text::VerifyTitle)())));
    let outcome = move || {
        match task.state() {
        VerifyState::Idle => ().into_any(),
        VerifyState::Running(_) => view! { <Running task=task /> }.into_any(),
        VerifyState::Done(names, verified) => {
            view! { <Holds names=names verified=*verified picked=task.picked() /> }.into_any()
        }
        VerifyState::Failed(names, failure) => view! {
            <section class="sheet verify__outcome" data-test="verify-failed">
                <p class="verify__files"><bdi>{names.join(", ")}</bdi></p>
                {match failure {
                    Failure::KeyNeeded => view! { <KeyForm task=task /> }.into_any(),
                    failure => view! { <FailureNote failure=Signal::stored(Some(failure)) /> }.into_any(),
                }}
            </section>
        }
        .into_any(),
    }
    };
    view! {
        <div class="verify" data-test="page-verify">
            <header class="verify__head">
                <h1>{tr(Text::VerifyTitle)}</h1>
                <p>{tr(Text::VerifyText)}</p>
            </header>
            <FilesPlace
                id="verify-field".to_owned()
                glyph=Glyph::Search
                title=titled(Text::VerifyChoose)
                text=Text::VerifyChooseText
                hint=Text::VerifyHere
                test="verify"
                on_picked=check
            />
            <div aria-live="polite">{outcome}</div>
            <NavLink to=Signal::stored(Route::Home) class="button" test="go-home">
                {tr(Text::GoHome)}
            </NavLink>
        </div>
    }
}

/// A proof is worth as much as the key by which it is checked.
#[component]
fn KeyForm(task: VerifyTask) -> impl IntoView {
    let key = InputRef::new();
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        task.again(value_of(key));
    };
    view! {
        <form class="form" data-test="verify-key-form" on:submit=go>
            <p>{tr(Text::FailKeyNeeded)}</p>
            <Field label=Text::VerifyKey node=key id="verify-key" max="64" hint=Text::VerifyKeyHint />
            <div class="step__buttons">
                <button type="submit" class="button button--primary" data-test="verify-key-go">{tr(Text::VerifyAct)}</button>
            </div>
        </form>
    }
}

#[component]
fn Running(task: VerifyTask) -> impl IntoView {
    let far = move || task.far().unwrap_or((0.0, 0.0));
    view! {
        <section class="sheet verify__outcome" data-test="verify-running">
            <p class="me__progress">
                <progress
                    max=move || far().1.max(1.0).to_string()
                    prop:value=move || far().0
                    aria-label=tr(Text::VerifyTitle)
                ></progress>
                <span>{move || lang().amounts(&format::size(far().0), &format::size(far().1))}</span>
            </p>
            <div class="setting__buttons">
                <button type="button" class="button" data-test="verify-stop" on:click=move |_| task.stop()>
                    {tr(Text::Cancel)}
                </button>
            </div>
        </section>
    }
}
