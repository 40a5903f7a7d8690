//! The store has lost the person's list of rooms, and this device has a copy of it.

use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{Loading, WorkFailure};
use crate::i18n::{Text, lang, tr};
use crate::tasks::app::use_app;
use crate::tasks::restore::{kept, put_back};
use crate::tasks::work::Work;

/// Says so, and offers to put it back.
#[component]
pub(crate) fn RoomsLost(
    /// The list is there again.
    done: Callback<()>,
) -> impl IntoView {
    let vault = use_app().vault;
    let (looking, putting) = (Work::new(), Work::new());
    let titles = RwSignal::new(None::<Vec<String>>);
    looking.run(kept(vault), move |list| titles.set(Some(list)));
    let put = move |_| putting.run(put_back(vault), move |()| done.run(()));
    let list = move || match titles.get() {
        None if looking.failure().is_some() => {
            view! { <p data-test="rooms-lost-none">{tr(Text::RoomsLostNone)}</p> }.into_any()
        }
        None => view! { <Loading text=Text::LoadingRooms /> }.into_any(),
        Some(titles) => {
            let count = titles.len();
            let titles = titles
                .into_iter()
                .map(|title| view! { <li><bdi>{title}</bdi></li> });
            view! {
                <p>{move || lang().rooms_lost_kept(count)}</p>
                <ul class="restore__list" data-test="rooms-lost-kept">{titles.collect_view()}</ul>
                <p class="field__hint">{tr(Text::RoomsLostMeans)}</p>
                <WorkFailure work=putting />
                <div class="step__buttons">
                    <button
                        type="button"
                        class="button button--primary"
                        data-test="rooms-put-back"
                        disabled=move || putting.is_running()
                        on:click=put
                    >
                        {tr(Text::RoomsLostAct)}
                    </button>
                    <button type="button" class="button" data-test="try-again" on:click=move |_| done.run(())>
                        <Icon glyph=Glyph::Retry />
                        {tr(Text::TryAgain)}
                    </button>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <section class="sheet" data-test="rooms-lost">
            <Icon glyph=Glyph::Warning />
            <h1>{tr(Text::RoomsLostTitle)}</h1>
            <p>{tr(Text::RoomsLostText)}</p>
            {list}
        </section>
    }
}
