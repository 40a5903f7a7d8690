//! The ways to the identity on this device: passphrase and passkey.

use leptos::prelude::*;

use super::passphrase::PassphraseDialog;
use crate::browser::page::passkey;
use crate::components::dialog::{Confirm, titled};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::WorkFailure;
use crate::i18n::{Text, tr};
use crate::tasks::me::MePlace;
use crate::tasks::work::Work;
use crate::vault::messages::{MeRequest, MeView};

/// Both, and what can be done with them.
#[component]
pub(crate) fn Doors(place: MePlace, view: MeView) -> impl IntoView {
    let (changing, removing) = (RwSignal::new(false), RwSignal::new(false));
    let (work, removal) = (Work::new(), Work::new());
    let has_passkey = view.passkey;
    let state = move || match has_passkey {
        true => Text::PasskeyIsSet,
        false if passkey::is_known() => Text::PasskeyIsNot,
        false => Text::PasskeyUnknown,
    };
    let close = Callback::new(move |()| removing.set(false));
    let remove = Callback::new(move |()| {
        place.run(removal, MeRequest::RemovePasskey, move || {
            removing.try_set(false);
        });
    });
    view! {
        <section class="me__part" data-test="me-doors">
            <h2 class="me__title">{tr(Text::MeDoorsTitle)}</h2>
            <ul class="me__list">
                <li class="me__row">
                    <Icon glyph=Glyph::Text />
                    <div class="me__what">
                        <p class="me__label">{tr(Text::Passphrase)}</p>
                        <p class="me__under">{tr(Text::PassphraseIsSet)}</p>
                    </div>
                    <button type="button" class="button" data-test="change-passphrase" on:click=move |_| changing.set(true)>
                        {tr(Text::ChangePassphrase)}
                    </button>
                </li>
                <li class="me__row" data-test="passkey" data-set=has_passkey.to_string()>
                    <Icon glyph=Glyph::Lock />
                    <div class="me__what">
                        <p class="me__label">{tr(Text::Passkey)}</p>
                        <p class="me__under">{move || tr(state())()}</p>
                    </div>
                    {if has_passkey {
                        view! {
                            <button type="button" class="button" data-test="remove-passkey" on:click=move |_| removing.set(true)>
                                {tr(Text::RemovePasskey)}
                            </button>
                        }.into_any()
                    } else if passkey::is_known() {
                        view! {
                            <button
                                type="button"
                                class="button"
                                data-test="add-passkey"
                                disabled=move || work.is_running()
                                aria-busy=move || work.is_running().to_string()
                                on:click=move |_| place.add_passkey(work)
                            >
                                {move || if work.is_running() { tr(Text::AddPasskeyBusy)() } else { tr(Text::AddPasskey)() }}
                            </button>
                        }.into_any()
                    } else {
                        ().into_any()
                    }}
                </li>
            </ul>
            <WorkFailure work=work />
        </section>
        <Show when=move || changing.get()>
            <PassphraseDialog place=place has_passkey=has_passkey close=Callback::new(move |()| changing.set(false)) />
        </Show>
        <Show when=move || removing.get()>
            <Confirm
                title=Text::RemovePasskey
                text=titled(Text::RemovePasskeyText)
                act=Text::RemovePasskey
                close=close
                work=removal
                on_yes=remove
            />
        </Show>
    }
}
