//! The code for another device: shown here, and confirmed here when the words are the same.

use leptos::prelude::*;

use crate::browser::page::address;
use crate::components::copy_button::CopyButton;
use crate::components::dialog::{Dialog, titled};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{FailureNote, Loading, WorkFailure};
use crate::components::qr::Qr;
use crate::components::safety_words::SafetyWords;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::pairing::{OfferState, OfferTask, use_offer};
use crate::tasks::work::Work;
use crate::vault::messages::Offered;

/// From the code to the device that has the identity.
#[component]
pub(crate) fn OfferDialog(close: Callback<()>) -> impl IntoView {
    let offer = use_offer();
    let work = Work::new();
    let step = move || {
        match offer.state() {
        OfferState::Starting => view! { <Loading text=Text::OfferStarting /> }.into_any(),
        OfferState::Shown(Offered::Waiting) => view! { <Code offer=offer /> }.into_any(),
        OfferState::Shown(Offered::Answered { device, words }) => {
            view! { <Compare offer=offer work=work device=device words=words /> }.into_any()
        }
        OfferState::Shown(Offered::Given) => {
            view! { <Loading text=Text::OfferGiven /> }.into_any()
        }
        OfferState::Shown(Offered::Done) => view! {
            <p class="dialog__text" role="status" data-test="offer-done">
                <Icon glyph=Glyph::Check />
                {tr(Text::OfferDone)}
            </p>
            <div class="dialog__buttons">
                <button type="button" class="button button--primary" data-test="offer-close" on:click=move |_| close.run(())>
                    {tr(Text::Done)}
                </button>
            </div>
        }
        .into_any(),
        OfferState::Failed(failure) => view! {
            <FailureNote failure=Signal::stored(Some(failure)) />
            <div class="dialog__buttons">
                <button type="button" class="button" data-test="offer-again" on:click=move |_| offer.start()>
                    {tr(Text::OfferAgain)}
                </button>
            </div>
        }
        .into_any(),
    }
    };
    view! {
        <Dialog title=titled(Text::AddDevice) close=close test="offer-dialog" firm=Signal::stored(true)>
            {step}
        </Dialog>
    }
}

#[component]
fn Code(offer: OfferTask) -> impl IntoView {
    offer.code().map(|shown| {
        let (until, url) = (shown.until, format!("{}{}", address::origin(), shown.url));
        view! {
            <p class="dialog__text">{tr(Text::OfferText)}</p>
            <Qr text=url />
            <p class="me__code" data-test="pair-code" translate="no">{shown.code.clone()}</p>
            <p class="me__under">{move || lang().offer_until(&format::date_time(until))}</p>
            <p class="note note--warning">
                <Icon glyph=Glyph::Warning />
                <span>{tr(Text::OfferWarning)}</span>
            </p>
            <div class="dialog__buttons">
                <CopyButton text=shown.code label=Text::Copy test="copy-code" />
            </div>
        }
    })
}

#[component]
fn Compare(offer: OfferTask, work: Work, device: String, words: Vec<String>) -> impl IntoView {
    let name = StoredValue::new(device);
    view! {
        <div class="me__compare" data-test="compare">
            <p class="dialog__text">{move || name.with_value(|name| lang().compare_text(name))}</p>
            <SafetyWords words=words hint=Text::CompareHint />
            <p class="dialog__text">{tr(Text::CompareElse)}</p>
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <button type="button" class="button button--danger" data-test="words-differ" on:click=move |_| offer.refuse()>
                    {tr(Text::WordsDiffer)}
                </button>
                <button
                    type="button"
                    class="button button--primary"
                    data-test="words-same"
                    disabled=move || work.is_running()
                    on:click=move |_| offer.give(work)
                >
                    {tr(Text::WordsSame)}
                </button>
            </div>
        </div>
    }
}
