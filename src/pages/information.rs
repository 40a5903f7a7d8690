//! The customers' information in a room: how it is classified, what that asks for, on what bases it is given, what
//! waits for a second manager.

use leptos::prelude::*;

use crate::components::information::against::{AgainstList, AskSecond};
use crate::components::information::bases::Bases;
use crate::components::information::classify::{ClassifyDialog, What};
use crate::components::information::levels::Levels;
use crate::components::information::requests::Requests;
use crate::components::notes::{Loading, Retry};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::information::{Information as Task, use_information};
use crate::tasks::room::Room;
use crate::vault::messages::{AskedFor, Overview, Standing};

/// The place.
#[component]
pub(crate) fn Information(room: Room) -> impl IntoView {
    let information = use_information(room);
    let again = Callback::new(move |()| information.load());
    let ready = Memo::new(move |_| match information.state() {
        None => None,
        Some(Ok(_)) => Some(Ok(())),
        Some(Err(failure)) => Some(Err(failure)),
    });
    view! {
        <section class="place" data-test="page-information">
            <header class="place__head">
                <h2>{tr(Text::InformationTab)}</h2>
            </header>
            <p class="place__text">{tr(Text::InformationText)}</p>
            {move || match ready.get() {
                None => view! { <Loading text=Text::LoadingInformation /> }.into_any(),
                Some(Err(failure)) => view! { <Retry failure=failure again=again /> }.into_any(),
                Some(Ok(())) => view! { <Parts room=room information=information /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Parts(room: Room, information: Task) -> impl IntoView {
    let manages =
        Signal::derive(move || room.view().is_some_and(|view| view.manage && !view.frozen));
    view! {
        <Summary room=room information=information manages=manages />
        <Wrong room=room information=information manages=manages />
        <section class="place__part" aria-labelledby="levels-title">
            <h3 class="place__title" id="levels-title">{tr(Text::LevelsTitle)}</h3>
            <p class="field__hint">{tr(Text::LevelsText)}</p>
            <Levels information=information manages=manages />
        </section>
        <section class="place__part" aria-labelledby="bases-title">
            <h3 class="place__title" id="bases-title">{tr(Text::BasesTitle)}</h3>
            <p class="field__hint">{tr(Text::BasesText)}</p>
            <Bases information=information manages=manages />
        </section>
        <section class="place__part" aria-labelledby="asked-title">
            <h3 class="place__title" id="asked-title">{tr(Text::RequestsTitle)}</h3>
            <p class="field__hint">{tr(Text::RequestsText)}</p>
            <Requests information=information />
        </section>
    }
}

/// How many documents hold what, and the way to those at which nobody has looked.
#[component]
fn Summary(room: Room, information: Task, manages: Signal<bool>) -> impl IntoView {
    let looking = RwSignal::new(None::<What>);
    let fact = |name: Text, test: &'static str, value: fn(&Overview) -> String| {
        let value = move || information.overview().map(|all| value(&all));
        view! {
            <div class="details__fact">
                <dt>{tr(name)}</dt>
                <dd data-test=test>{value}</dd>
            </div>
        }
    };
    let unknown = Memo::new(move |_| information.overview().map_or(0, |all| all.unknown.len()));
    let look = move |_| {
        let docs = untrack(|| information.overview()).map(|all| all.unknown.clone());
        looking.set(docs.map(What::Docs));
    };
    view! {
        <dl class="details__facts">
            {fact(Text::HoldsPersonal, "info-personal", |all| lang().document_count(all.personal as usize))}
            {fact(Text::HoldsSensitive, "info-sensitive", |all| lang().document_count(all.sensitive as usize))}
            {fact(Text::PersonsColumn, "info-persons", |all| format::number(all.persons as f64))}
            {fact(Text::WhetherUnknown, "info-unknown", |all| lang().document_count(all.unknown.len()))}
        </dl>
        <Show when=move || manages.get() && unknown.get() != 0>
            <div class="step__buttons">
                <button type="button" class="button button--primary" data-test="look-unknown" on:click=look>
                    {move || lang().look_unknown(unknown.get())}
                </button>
            </div>
        </Show>
        {move || looking.get().map(|what| view! {
            <ClassifyDialog room=room what=what close=Callback::new(move |()| looking.set(None)) />
        })}
    }
}

/// What is against the policy.
#[component]
fn Wrong(room: Room, information: Task, manages: Signal<bool>) -> impl IntoView {
    let granted = move || {
        let against = information.overview()?.granted.clone();
        (against.count > 0).then(|| {
            view! {
                <section class="note note--bad" data-test="info-granted">
                    <p>{tr(Text::AgainstGranted)}</p>
                    <AgainstList against=against test="granted-list" />
                </section>
            }
        })
    };
    let held = move || {
        let all = information.overview()?;
        let against = all.held_back.clone();
        // who asked already is answered below, in the list of requests
        let waits = all
            .requests
            .iter()
            .any(|one| matches!(one.standing, Standing::Open | Standing::Approved));
        let ask = (all.by_two && !waits && manages.get()).then(|| {
            let asked = Callback::new(|()| AskedFor::KeptBack);
            let done = Callback::new(move |()| information.load());
            view! {
                <p>{tr(Text::HeldByTwo)}</p>
                <AskSecond room=room asked=asked done=done />
            }
        });
        (against.count > 0).then(|| {
            view! {
                <details class="held" data-test="info-held">
                    <summary>{lang().held_back(against.count as usize)}</summary>
                    <AgainstList against=against test="held-list" />
                    {ask}
                </details>
            }
        })
    };
    view! {
        {granted}
        {held}
    }
}
