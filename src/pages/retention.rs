//! For how long documents are kept, what has to be kept, what was destroyed.

use leptos::prelude::*;

use crate::components::notes::{Loading, Retry};
use crate::components::retention::asked::Asked;
use crate::components::retention::clocks::Clocks;
use crate::components::retention::done::DoneList;
use crate::components::retention::due::DueDocs;
use crate::components::retention::holds::Holds;
use crate::i18n::{Text, tr};
use crate::tasks::retention::{Retention as Task, use_retention};
use crate::tasks::room::Room;

/// The place.
#[component]
pub(crate) fn Retention(room: Room) -> impl IntoView {
    let retention = use_retention(room);
    let again = Callback::new(move |()| retention.load());
    let ready = Memo::new(move |_| match retention.state() {
        None => None,
        Some(Ok(_)) => Some(Ok(())),
        Some(Err(failure)) => Some(Err(failure)),
    });
    view! {
        <section class="place" data-test="page-retention">
            <header class="place__head">
                <h2>{tr(Text::RetentionTab)}</h2>
            </header>
            <p class="place__text">{tr(Text::RetentionText)}</p>
            {move || match ready.get() {
                None => view! { <Loading text=Text::LoadingRetention /> }.into_any(),
                Some(Err(failure)) => view! { <Retry failure=failure again=again /> }.into_any(),
                Some(Ok(())) => view! { <Parts room=room retention=retention /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Parts(room: Room, retention: Task) -> impl IntoView {
    let manages =
        Signal::derive(move || room.view().is_some_and(|view| view.manage && !view.frozen));
    view! {
        <section class="place__part" aria-labelledby="due-title">
            <h3 class="place__title" id="due-title">{tr(Text::DueTitle)}</h3>
            <p class="field__hint">{tr(Text::DueText)}</p>
            <DueDocs retention=retention manages=manages />
        </section>
        <section class="place__part" aria-labelledby="doom-title">
            <h3 class="place__title" id="doom-title">{tr(Text::DoomTitle)}</h3>
            <p class="field__hint">{tr(Text::DoomText)}</p>
            <Asked retention=retention />
        </section>
        <section class="place__part" aria-labelledby="clocks-title">
            <h3 class="place__title" id="clocks-title">{tr(Text::ClocksTitle)}</h3>
            <p class="field__hint">{tr(Text::ClocksText)}</p>
            <Clocks retention=retention manages=manages />
        </section>
        <section class="place__part" aria-labelledby="holds-title">
            <h3 class="place__title" id="holds-title">{tr(Text::HoldsTitle)}</h3>
            <p class="field__hint">{tr(Text::HoldsText)}</p>
            <Holds retention=retention manages=manages />
        </section>
        <section class="place__part" aria-labelledby="done-title">
            <h3 class="place__title" id="done-title">{tr(Text::DestroyedTitle)}</h3>
            <p class="field__hint">{tr(Text::DestroyedText)}</p>
            <DoneList retention=retention manages=manages />
        </section>
    }
}
