//! Where somebody checks a file that was given to him: a backup, or a certificate, list, report or form.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::page::dialog::{click, set_title};
use crate::browser::page::files::{self, Picked};
use crate::components::icon::{Glyph, Icon};
use crate::components::nav_link::NavLink;
use crate::components::notes::FailureNote;
use crate::components::verified::Holds;
use crate::i18n::{Text, format, lang, tr};
use crate::routes::Route;
use crate::tasks::verify::{VerifyState, VerifyTask, use_verify};

/// The field behind the button.
const FIELD: &str = "verify-files";

/// A place for files, and below it what they prove.
#[component]
pub(crate) fn Verify() -> impl IntoView {
    let task = use_verify();
    Effect::new(move |_| set_title(&lang().page_title(tr(Text::VerifyTitle)())));
    let outcome = move || match task.state() {
        VerifyState::Idle => ().into_any(),
        VerifyState::Running(_) => view! { <Running task=task /> }.into_any(),
        VerifyState::Done(names, verified) => {
            view! { <Holds names=names verified=*verified /> }.into_any()
        }
        VerifyState::Failed(names, failure) => view! {
            <section class="sheet verify__outcome" data-test="verify-failed">
                <p class="verify__files"><bdi>{names.join(", ")}</bdi></p>
                <FailureNote failure=Signal::stored(Some(failure)) />
            </section>
        }
        .into_any(),
    };
    view! {
        <div class="verify" data-test="page-verify">
            <header class="verify__head">
                <h1>{tr(Text::VerifyTitle)}</h1>
                <p>{tr(Text::VerifyText)}</p>
            </header>
            <Choose task=task />
            <div aria-live="polite">{outcome}</div>
            <NavLink to=Signal::stored(Route::Home) class="button" test="go-home">
                {tr(Text::GoHome)}
            </NavLink>
        </div>
    }
}

/// By choosing them, or by dropping them here.
#[component]
fn Choose(task: VerifyTask) -> impl IntoView {
    let hovering = RwSignal::new(false);
    let check = move |picked: Picked| {
        let picked = picked.by_name();
        if !picked.files.is_empty() {
            task.check(picked);
        }
    };
    let over = move |event: leptos::ev::DragEvent| {
        if files::has_files(&event) {
            event.prevent_default();
            hovering.set(true);
        }
    };
    let drop = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        hovering.set(false);
        let dropped = files::of_drop(&event);
        spawn_local(async move { check(files::walk(dropped).await) });
    };
    view! {
        <section
            class="drop-in"
            class:drop-in--over=move || hovering.get()
            on:dragover=over
            on:dragleave=move |_| hovering.set(false)
            on:drop=drop
        >
            <Icon glyph=Glyph::Search />
            <h2>{tr(Text::VerifyChoose)}</h2>
            <p>{tr(Text::VerifyChooseText)}</p>
            <input
                class="hidden"
                id=FIELD
                type="file"
                multiple=true
                tabindex="-1"
                aria-hidden="true"
                data-test="verify-files"
                on:change=move |event| check(files::of_input(&event))
            />
            <button type="button" class="button button--primary" data-test="verify-pick" on:click=move |_| click(FIELD)>
                <Icon glyph=Glyph::File />
                {tr(Text::ChooseFiles)}
            </button>
            <p class="field__hint">{tr(Text::VerifyHere)}</p>
        </section>
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
