//! A link that was just made: to copy, or to be scanned from the screen.

use leptos::prelude::*;

use super::copy_button::CopyButton;
use super::notes::{Note, Weight};
use super::qr::Qr;
use crate::browser::page::address::origin;
use crate::i18n::{Text, format, lang, tr};
use crate::vault::messages::Invitation;

/// Shows the link. It is the key: it cannot be shown again.
#[component]
pub(crate) fn HandedOut(made: Invitation, hint: Text, close: Callback<()>) -> impl IntoView {
    let url = format!("{}{}", origin(), made.url);
    let until = made.expires.map(
        |at| view! { <p class="handed__until">{move || lang().until(&format::date_time(at))}</p> },
    );
    view! {
        <div class="handed" data-test="handed-out">
            <p>{tr(hint)}</p>
            <div class="handed__link">
                <input
                    class="field__input handed__url"
                    readonly=true
                    aria-label=tr(Text::TheLink)
                    value=url.clone()
                    data-test="made-url"
                />
                <CopyButton text=url.clone() label=Text::CopyLink test="copy-link" />
            </div>
            {until}
            <details class="handed__qr">
                <summary>{tr(Text::ShowQr)}</summary>
                <Qr text=url />
            </details>
            <Note weight=Weight::Warning text=Text::LinkIsKey test="link-is-key" />
            <div class="dialog__buttons">
                <button type="button" class="button button--primary" data-test="handed-done" on:click=move |_| close.run(())>
                    {tr(Text::Done)}
                </button>
            </div>
        </div>
    }
}
