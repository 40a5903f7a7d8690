//! Makes an identity, or restores one by its words: the same steps on the first visit and on
//! the way into a room by an invite.

use leptos::{html, prelude::*};

use super::field::{Field, InputRef, PassphraseField, StrengthHint, value_of};
use super::me::pair_form::PairForm;
use super::notes::WorkFailure;
use super::recovery_words::{ConfirmWords, ShowWords};
use super::submit::Submit;
use crate::i18n::{Text, tr};
use crate::tasks::app::use_app;
use crate::tasks::strength::Strength;
use crate::tasks::work::Work;
use crate::vault::messages::Request;

/// The step that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdentityStep {
    Make,
    Words,
    Confirm,
    Restore,
    /// From another device, by the code that it shows.
    Pair,
}

/// Ends with an open identity, which the session then shows.
#[component]
pub(crate) fn IdentityForm(
    /// Where it begins; who shows the form may also look where it is.
    step: RwSignal<IdentityStep>,
) -> impl IntoView {
    let app = use_app();
    let work = Work::new();
    // plain, not a signal: recovery words are the identity
    let words = StoredValue::new(Vec::<String>::new());
    let made = Callback::new(move |new: Vec<String>| {
        words.set_value(new);
        step.set(IdentityStep::Words);
    });
    let confirm = Callback::new(move |()| {
        work.run(
            async move { app.vault.ask(Request::ConfirmIdentity).await },
            move |_| app.session.refresh(),
        );
    });
    on_cleanup(move || {
        words.try_set_value(Vec::new());
        // nothing, if it was confirmed
        app.vault.tell(Request::WithdrawIdentity);
    });
    move || {
        match step.get() {
        IdentityStep::Make => view! { <MakeForm work=work on_made=made step=step /> }.into_any(),
        IdentityStep::Words => view! {
            <ShowWords words=words.get_value() on_written=Callback::new(move |()| step.set(IdentityStep::Confirm)) />
        }
        .into_any(),
        IdentityStep::Confirm => view! {
            <ConfirmWords
                words=words.get_value()
                work=work
                on_back=Callback::new(move |()| step.set(IdentityStep::Words))
                on_right=confirm
            />
        }
        .into_any(),
        IdentityStep::Restore => view! { <RestoreForm work=work step=step /> }.into_any(),
        IdentityStep::Pair => view! {
            <PairForm work=work>
                <Other to=IdentityStep::Restore text=Text::GoRestore step=step work=work />
                <Other to=IdentityStep::Make text=Text::GoMake step=step work=work />
            </PairForm>
        }
        .into_any(),
    }
    }
}

#[component]
fn MakeForm(
    work: Work,
    on_made: Callback<Vec<String>>,
    step: RwSignal<IdentityStep>,
) -> impl IntoView {
    let vault = use_app().vault;
    let (name, passphrase) = (InputRef::new(), InputRef::new());
    let (strength, judged) = signal(Strength::Empty);
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let request = Request::MakeIdentity {
            name: value_of(name),
            passphrase: value_of(passphrase),
        };
        work.run(vault.words(request), move |words| on_made.run(words));
    };
    view! {
        <form class="form" data-test="make-form" on:submit=make on:input=move |_| work.forgive()>
            <h2 class="step__title">{tr(Text::MakeTitle)}</h2>
            <p>{tr(Text::MakeText)}</p>
            <Field label=Text::YourName node=name id="name" hint=Text::YourNameHint autocomplete="name" max="60" />
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
                    act=Text::MakeAct
                    busy=Text::MakeBusy
                    work=work
                    test="make-identity"
                    disabled=Signal::derive(move || strength.get() < Strength::Fair)
                />
                <Other to=IdentityStep::Restore text=Text::GoRestore step=step work=work />
                <Other to=IdentityStep::Pair text=Text::GoPair step=step work=work />
            </div>
        </form>
    }
}

#[component]
fn RestoreForm(work: Work, step: RwSignal<IdentityStep>) -> impl IntoView {
    let app = use_app();
    let words = NodeRef::<html::Textarea>::new();
    let (name, passphrase) = (InputRef::new(), InputRef::new());
    let (strength, judged) = signal(Strength::Empty);
    let restore = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let words = words
            .get_untracked()
            .map(|area| area.value())
            .unwrap_or_default();
        let request = Request::RestoreIdentity {
            words,
            name: value_of(name),
            passphrase: value_of(passphrase),
        };
        work.run(async move { app.vault.ask(request).await }, move |_| {
            app.session.refresh()
        });
    };
    view! {
        <form class="form" data-test="restore-form" on:submit=restore on:input=move |_| work.forgive()>
            <h2 class="step__title">{tr(Text::RestoreTitle)}</h2>
            <p>{tr(Text::RestoreText)}</p>
            <div class="field">
                <label class="field__label" for="restore-words">{tr(Text::RecoveryWords)}</label>
                <textarea
                    class="field__input field__input--area"
                    id="restore-words"
                    node_ref=words
                    rows="4"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    required=true
                    data-test="restore-words"
                ></textarea>
            </div>
            <Field label=Text::YourName node=name id="name" hint=Text::YourNameHint autocomplete="name" max="60" />
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
                    act=Text::RestoreAct
                    busy=Text::RestoreBusy
                    work=work
                    test="restore-identity"
                    disabled=Signal::derive(move || strength.get() < Strength::Fair)
                />
                <Other to=IdentityStep::Pair text=Text::GoPair step=step work=work />
                <Other to=IdentityStep::Make text=Text::GoMake step=step work=work />
            </div>
        </form>
    }
}

/// The way to the other form.
#[component]
fn Other(to: IdentityStep, text: Text, step: RwSignal<IdentityStep>, work: Work) -> impl IntoView {
    let go = move |_| {
        work.forgive();
        step.set(to);
    };
    view! {
        <button type="button" class="button button--quiet" data-test=match to {
            IdentityStep::Pair => "pair-instead",
            _ => "other-form",
        } on:click=go>{tr(text)}</button>
    }
}
