//! My identity: who I am, the ways to it, my devices, and the ways out.

use leptos::prelude::*;

use crate::browser::page::dialog::set_title;
use crate::components::icon::{Glyph, Icon};
use crate::components::me::devices::{Devices, LockedIsEnough};
use crate::components::me::doors::Doors;
use crate::components::me::leave::Leave;
use crate::components::me::new_key::{NewKey, NewKeyPart, NewKeyStep};
use crate::components::me::offer::OfferDialog;
use crate::components::me::share::TellShare;
use crate::components::me::told::ToldPart;
use crate::components::notes::{Loading, Note, Retry, Weight};
use crate::components::safety_words::SafetyWords;
use crate::i18n::{Text, lang, tr};
use crate::tasks::app::use_app;
use crate::tasks::me::{MePlace, MeState, use_me};
use crate::vault::messages::MeView;

/// The place.
#[component]
pub(crate) fn MePage() -> impl IntoView {
    let place = use_me();
    let step = RwSignal::new(NewKeyStep::None);
    Effect::new(move |_| set_title(&lang().page_title(tr(Text::MeTitle)())));
    let again = Callback::new(move |()| place.load());
    let parts = move || match place.state() {
        MeState::Loading => view! { <Loading text=Text::LoadingMe /> }.into_any(),
        MeState::Failed(failure) => view! { <Retry failure=failure again=again /> }.into_any(),
        MeState::Ready(view) => view! { <Parts place=place view=*view step=step /> }.into_any(),
    };
    let quiet = move || step.get() == NewKeyStep::None;
    view! {
        <section class="me" data-test="page-me">
            <Show when=quiet fallback=move || view! { <h1 class="hidden">{tr(Text::MeTitle)}</h1> }>
                <Head />
            </Show>
            <Show when=move || !quiet()>
                <section class="sheet"><NewKey place=place step=step /></section>
            </Show>
            <div class="me__parts" hidden=move || !quiet()>{parts}</div>
        </section>
    }
}

#[component]
fn Head() -> impl IntoView {
    let session = use_app().session;
    view! {
        <h1>{tr(Text::MeTitle)}</h1>
        {move || session.me().map(|me| view! {
            <section class="me__part">
                <p class="me__name"><bdi>{me.name}</bdi></p>
                <SafetyWords words=me.safety_words hint=Text::MeWordsHint />
                {(!me.persisted).then(|| view! { <Note weight=Weight::Warning text=Text::NotPersisted test="not-persisted" /> })}
            </section>
        })}
    }
}

#[component]
fn Parts(place: MePlace, view: MeView, step: RwSignal<NewKeyStep>) -> impl IntoView {
    view! {
        <Doors place=place view=view.clone() />
        <Devices place=place view=view.clone() />
        <AddDevice place=place />
        <LockedIsEnough />
        <TellShare />
        <ToldPart />
        <NewKeyPart place=place view=view step=step />
        <Leave />
    }
}

#[component]
fn AddDevice(place: MePlace) -> impl IntoView {
    let open = RwSignal::new(false);
    let close = Callback::new(move |()| {
        open.set(false);
        place.load();
    });
    view! {
        <section class="me__part" data-test="me-add-device">
            <h2 class="me__title">{tr(Text::AddDevice)}</h2>
            <p class="me__text">{tr(Text::AddDeviceText)}</p>
            <div class="step__buttons">
                <button type="button" class="button" data-test="add-device" on:click=move |_| open.set(true)>
                    <Icon glyph=Glyph::Plus />
                    {tr(Text::AddDeviceAct)}
                </button>
            </div>
        </section>
        <Show when=move || open.get()>
            <OfferDialog close=close />
        </Show>
    }
}
