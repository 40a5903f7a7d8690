//! Another passphrase, by the old one or by the passkey.

use leptos::prelude::*;

use crate::components::dialog::{Dialog, titled};
use crate::components::field::{InputRef, PassphraseField, StrengthHint, value_of};
use crate::components::notes::WorkFailure;
use crate::components::submit::Submit;
use crate::i18n::{Text, lang_now, tr};
use crate::tasks::app::use_app;
use crate::tasks::me::MePlace;
use crate::tasks::strength::Strength;
use crate::tasks::work::Work;

/// Asks for the old one, unless a passkey may say that it is the person.
#[component]
pub(crate) fn PassphraseDialog(
    place: MePlace,
    has_passkey: bool,
    close: Callback<()>,
) -> impl IntoView {
    let toasts = use_app().toasts;
    let work = Work::new();
    let by_passkey = RwSignal::new(false);
    let (old, new) = (InputRef::new(), InputRef::new());
    let (strength, judged) = signal(Strength::Empty);
    let change = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let known = (!by_passkey.get_untracked()).then(|| value_of(old));
        work.run(place.change_passphrase(known, value_of(new)), move |()| {
            toasts.good(lang_now().text(Text::PassphraseChanged));
            close.run(());
        });
    };
    let forgot = move |_| {
        work.forgive();
        by_passkey.set(true);
    };
    view! {
        <Dialog title=titled(Text::ChangePassphrase) close=close test="passphrase-dialog">
            <form class="form" data-test="passphrase-form" on:submit=change on:input=move |_| work.forgive()>
                <Show
                    when=move || by_passkey.get()
                    fallback=move || view! { <PassphraseField label=Text::OldPassphrase node=old id="old-passphrase" /> }
                >
                    <p class="dialog__text">{tr(Text::PasskeyWillBeAsked)}</p>
                </Show>
                <PassphraseField
                    label=Text::NewPassphrase
                    node=new
                    id="new-passphrase"
                    hint=Text::ChangedPassphraseHint
                    autocomplete="new-password"
                    judged=judged
                />
                <StrengthHint strength=strength />
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Show when=move || has_passkey && !by_passkey.get()>
                        <button type="button" class="button button--quiet" data-test="by-passkey" on:click=forgot>
                            {tr(Text::ForgotUsePasskey)}
                        </button>
                    </Show>
                    <Submit
                        act=Text::ChangePassphrase
                        busy=Text::ChangePassphraseBusy
                        work=work
                        test="passphrase-change"
                        disabled=Signal::derive(move || strength.get() < Strength::Fair)
                    />
                </div>
            </form>
        </Dialog>
    }
}
