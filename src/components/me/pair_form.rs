//! Brings an identity here from another device, by the code that it shows.

use leptos::prelude::*;

use crate::components::field::{Field, InputRef, PassphraseField, StrengthHint, value_of};
use crate::components::notes::{Loading, WorkFailure};
use crate::components::safety_words::SafetyWords;
use crate::components::submit::Submit;
use crate::i18n::{Text, lang, tr};
use crate::routes::Route;
use crate::tasks::app::use_app;
use crate::tasks::pairing::{AnswerState, AnswerTask, use_answer};
use crate::tasks::strength::Strength;
use crate::tasks::work::Work;
use crate::vault::messages::Answered;

/// Ends with an open identity, which the session then shows.
#[component]
pub(crate) fn PairForm(
    work: Work,
    /// Other ways, while the code is asked for.
    children: ChildrenFn,
) -> impl IntoView {
    let answer = use_answer(work);
    let step = move || match answer.state() {
        AnswerState::Asking => view! { <AskCode answer=answer work=work /> }.into_any(),
        AnswerState::Shown(Answered::Waiting) => {
            view! { <Loading text=Text::PairWaiting /> }.into_any()
        }
        AnswerState::Shown(Answered::Words(words)) => view! {
            <h2 class="step__title">{tr(Text::PairCompareTitle)}</h2>
            <SafetyWords words=words hint=Text::PairCompareText />
            <Loading text=Text::PairConfirmThere />
        }
        .into_any(),
        AnswerState::Shown(Answered::Given(name)) => {
            view! { <Keep answer=answer work=work name=name /> }.into_any()
        }
    };
    view! {
        <div class="form" data-test="pair-form">{step}</div>
        <Show when=move || answer.state() == AnswerState::Asking>
            <div class="step__buttons">{children()}</div>
        </Show>
    }
}

#[component]
fn AskCode(answer: AnswerTask, work: Work) -> impl IntoView {
    let secrets = use_app().secrets;
    let node = InputRef::new();
    node.on_load(move |input| {
        // it came by the picture that the other device shows
        if let Some(code) = secrets.fragment() {
            input.set_value(&code);
            secrets.forget_fragment();
        }
    });
    let enter = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        answer.enter(value_of(node));
    };
    view! {
        <form class="form" on:submit=enter on:input=move |_| work.forgive()>
            <h2 class="step__title">{tr(Text::PairTitle)}</h2>
            <p>{tr(Text::PairText)}</p>
            <Field label=Text::PairCodeLabel node=node id="pair-code-field" hint=Text::PairCodeHint />
            <WorkFailure work=work />
            <div class="step__buttons">
                <Submit act=Text::PairAct busy=Text::PairBusy work=work test="enter-code" />
            </div>
        </form>
    }
}

#[component]
fn Keep(answer: AnswerTask, work: Work, name: String) -> impl IntoView {
    let app = use_app();
    let passphrase = InputRef::new();
    let (strength, judged) = signal(Strength::Empty);
    let keep = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        answer.keep(value_of(passphrase), move || {
            if app.navigation.route_untracked() == Route::Pair {
                app.navigation.replace(Route::Home);
            }
            app.session.refresh();
        });
    };
    view! {
        <form class="form" data-test="pair-keep" on:submit=keep on:input=move |_| work.forgive()>
            <h2 class="step__title">{move || lang().pair_given(&name)}</h2>
            <p>{tr(Text::PairKeepText)}</p>
            <PassphraseField
                label=Text::NewPassphrase
                node=passphrase
                id="new-passphrase"
                hint=Text::NewPassphraseHint
                autocomplete="new-password"
                judged=judged
            />
            <StrengthHint strength=strength />
            <WorkFailure work=work />
            <div class="step__buttons">
                <Submit
                    act=Text::PairKeepAct
                    busy=Text::RestoreBusy
                    work=work
                    test="keep-identity"
                    disabled=Signal::derive(move || strength.get() < Strength::Fair)
                />
            </div>
        </form>
    }
}
