//! A share of somebody else's identity, opened to be told to that person.

use leptos::prelude::*;

use crate::browser::page::dialog::click;
use crate::browser::page::files;
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::WorkFailure;
use crate::components::room_trustees::needed;
use crate::components::safety_words::SafetyWords;
use crate::i18n::{Text, tr};
use crate::tasks::app::use_app;
use crate::tasks::trustees::tell;
use crate::tasks::work::Work;
use crate::vault::messages::ToldShare;

/// The field behind the button.
const FIELD: &str = "share-file";

/// What a share is, and the way to its words.
#[component]
pub(crate) fn TellShare() -> impl IntoView {
    let (work, vault) = (Work::new(), use_app().vault);
    // plain, not a signal: the words are a part of somebody's identity
    let told = StoredValue::new(None::<ToldShare>);
    let there = RwSignal::new(false);
    let open = move |event: leptos::ev::Event| {
        let mut picked = files::of_input(&event);
        picked.keep_first();
        if picked.is_empty() {
            return;
        }
        there.set(false);
        work.run(tell(vault, picked), move |share| {
            told.set_value(Some(share));
            there.set(true);
        });
    };
    on_cleanup(move || {
        told.try_set_value(None);
    });
    let shown = move || {
        there.get().then(|| {
            let share = told.get_value();
            share.map(|share| view! { <Told share=share /> })
        })
    };
    view! {
        <section class="me__part" data-test="me-share">
            <h2 class="me__title">{tr(Text::ShareTitle)}</h2>
            <p class="me__text">{tr(Text::ShareText)}</p>
            <div class="step__buttons">
                <input class="hidden" id=FIELD type="file" tabindex="-1" aria-hidden="true" data-test="share-file" on:change=open />
                <button type="button" class="button" data-test="share-open" disabled=move || work.is_running() on:click=move |_| click(FIELD)>
                    <Icon glyph=Glyph::File />
                    {tr(Text::ShareOpen)}
                </button>
            </div>
            <WorkFailure work=work />
            {shown}
        </section>
    }
}

/// Whose it is first: the words are for nobody else.
#[component]
fn Told(share: ToldShare) -> impl IntoView {
    let sure = RwSignal::new(false);
    let (words, need) = (StoredValue::new(share.words), share.need);
    view! {
        <SafetyWords words=share.owner hint=Text::ShareOwner />
        <Show
            when=move || sure.get()
            fallback=move || view! {
                <button type="button" class="button" data-test="share-show" on:click=move |_| sure.set(true)>
                    <Icon glyph=Glyph::Eye />
                    {tr(Text::ShareShow)}
                </button>
            }
        >
            <p class="share__words" data-test="share-words">{words.get_value()}</p>
            <p class="field__hint">{move || needed(need)}</p>
        </Show>
    }
}
