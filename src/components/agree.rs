//! The agreement that stands before everything else: read, then sign.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::check_field::CheckField;
use super::field::{Field, InputRef, value_of};
use super::markdown::Markdown;
use super::notes::{Empty, Loading, Retry, WorkFailure};
use super::submit::Submit;
use crate::components::icon::Glyph;
use crate::i18n::{Lang, Text, lang, lang_now, tr};
use crate::tasks::app::use_app;
use crate::tasks::links::Beside;
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{AgreementText, Asked, Failure};

/// Asks for the text, and shows it until it is signed.
#[component]
pub(crate) fn Agree(room: Room) -> impl IntoView {
    let vault = use_app().vault;
    let asked = RwSignal::new(Beside::<Option<Asked>>::Loading);
    let load = move || {
        spawn_local(async move {
            let state = match vault.asked(room).await {
                Ok(it) => Beside::Ready(it),
                Err(failure) => Beside::Failed(failure),
            };
            asked.try_update(|old| {
                if *old != state {
                    *old = state;
                }
            });
        });
    };
    Effect::new(move |_| {
        room.reads();
        load();
    });
    let again = Callback::new(move |()| load());
    move || {
        match asked.get() {
        Beside::Loading | Beside::Ready(None) => {
            view! { <Loading text=Text::OpeningRoom /> }.into_any()
        }
        Beside::Failed(failure) => view! { <Retry failure=failure again=again /> }.into_any(),
        Beside::Ready(Some(Asked { hash, text: Some(text) })) => {
            view! { <Sign room=room hash=hash text=text /> }.into_any()
        }
        Beside::Ready(Some(Asked { text: None, .. })) => view! {
            <Empty glyph=Glyph::Clock title=Text::AgreementLaterTitle text=Text::AgreementLaterText test="agreement-later">
                <button type="button" class="button" data-test="agreement-again" on:click=move |_| room.refresh()>
                    {tr(Text::Refresh)}
                </button>
            </Empty>
        }
        .into_any(),
    }
    }
}

#[component]
fn Sign(room: Room, hash: String, text: AgreementText) -> impl IntoView {
    let app = use_app();
    let (work, name, read) = (Work::new(), InputRef::new(), RwSignal::new(false));
    let hash = StoredValue::new(hash);
    let sign = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = value_of(name).trim().to_owned();
        if name.is_empty() || !read.get_untracked() {
            return work.fail(Failure::NotSigned);
        }
        work.run(app.vault.agree(room, hash.get_value(), name), move |view| {
            room.show(*view)
        });
    };
    // another text is asked for by now
    Effect::new(move |_| {
        if work.failure() == Some(Failure::Owes) {
            room.load();
        }
    });
    view! {
        <section class="agree" data-test="agree">
            <h2>{tr(Text::AgreeTitle)}</h2>
            <p>{tr(Text::AgreeText)}</p>
            <BothTexts text=text />
            <form class="form" on:submit=sign on:input=move |_| work.forgive()>
                <Field label=Text::AgreeName node=name id="agree-name" hint=Text::AgreeNameHint autocomplete="name" required=false />
                <CheckField label=Text::AgreeRead on=read id="agree-read" />
                <WorkFailure work=work />
                <div class="step__buttons">
                    <Submit act=Text::AgreeAct busy=Text::AgreeBusy work=work test="agree-act" />
                </div>
            </form>
        </section>
    }
}

/// A text in the reader's language, with the way to the other one: both are signed.
#[component]
pub(crate) fn BothTexts(
    text: AgreementText,
    /// Where several stand on a page: who is asked for this one.
    #[prop(optional, into)]
    whose: Option<Signal<String>>,
) -> impl IntoView {
    let shown = RwSignal::new(lang_now());
    let text = StoredValue::new(text);
    let one = move |which: Lang, label: Text| {
        let on = move || shown.get() == which;
        view! {
            <button
                type="button"
                class="choice"
                class:choice--on=on
                aria-pressed=move || on().to_string()
                data-test=format!("text-{}", which.tag())
                on:click=move |_| shown.set(which)
            >
                {tr(label)}
            </button>
        }
    };
    let body = move || {
        text.with_value(|text| match shown.get() {
            Lang::Zh => text.zh.clone(),
            Lang::En => text.en.clone(),
        })
    };
    let version = text.with_value(|text| text.version);
    let label = move || match whose {
        Some(whose) => format!("{} · {}", tr(Text::AgreementText)(), whose.get()),
        None => tr(Text::AgreementText)().to_owned(),
    };
    view! {
        <div class="choices">
            {one(Lang::Zh, Text::InChinese)}
            {one(Lang::En, Text::InEnglish)}
        </div>
        <div class="agree__text" tabindex="0" role="region" aria-label=label data-test="agreement-text">
            <div lang=move || shown.get().tag()>{move || view! { <Markdown text=body() /> }}</div>
        </div>
        <p class="field__hint">{move || lang().agreement_version(version as usize)}</p>
    }
}
