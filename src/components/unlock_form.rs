//! Opens the identity that this device keeps.

use leptos::prelude::*;

use super::dialog::Confirm;
use super::field::{InputRef, PassphraseField, value_of};
use super::notes::WorkFailure;
use super::submit::Submit;
use crate::browser::page::dialog::focus;
use crate::i18n::{Text, tr};
use crate::tasks::app::use_app;
use crate::tasks::me::{passkey_opens, unlock_by_passkey};
use crate::tasks::work::Work;
use crate::vault::messages::Request;

/// Asks for the passphrase; what is wrong with it stays in the field to be corrected.
#[component]
pub(crate) fn UnlockForm() -> impl IntoView {
    let app = use_app();
    let work = Work::new();
    let passphrase = InputRef::new();
    passphrase.on_load(|_| request_animation_frame(|| focus("passphrase")));
    let opens = passkey_opens(app);
    let by_passkey = move |_| work.run(unlock_by_passkey(app), move |()| app.session.refresh());
    let unlock = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let request = Request::Unlock {
            passphrase: value_of(passphrase),
        };
        work.run(async move { app.vault.ask(request).await }, move |_| {
            app.session.refresh()
        });
    };
    view! {
        <form class="form" data-test="unlock-form" on:submit=unlock on:input=move |_| work.forgive()>
            <PassphraseField label=Text::Passphrase node=passphrase id="passphrase" />
            <WorkFailure work=work />
            <Show when=move || opens.get()>
                <button
                    type="button"
                    class="button"
                    data-test="unlock-passkey"
                    disabled=move || work.is_running()
                    on:click=by_passkey
                >
                    {tr(Text::UnlockByPasskey)}
                </button>
            </Show>
            <div class="step__buttons">
                <Submit act=Text::UnlockAct busy=Text::UnlockBusy work=work test="unlock" />
                <Forget />
            </div>
        </form>
    }
}

/// For who has forgotten the passphrase but kept the words.
#[component]
fn Forget() -> impl IntoView {
    let app = use_app();
    let (asked, work) = (RwSignal::new(false), Work::new());
    let close = Callback::new(move |()| asked.set(false));
    let forget = Callback::new(move |()| {
        work.run(
            async move { app.vault.ask(Request::ForgetIdentity).await },
            move |_| app.session.refresh(),
        );
    });
    view! {
        <button type="button" class="button button--quiet" data-test="forget" on:click=move |_| asked.set(true)>
            {tr(Text::ForgotPassphrase)}
        </button>
        <Show when=move || asked.get()>
            <Confirm
                title=Text::ForgetTitle
                text=super::dialog::titled(Text::ForgetText)
                act=Text::ForgetAct
                close=close
                work=work
                on_yes=forget
            />
        </Show>
    }
}
