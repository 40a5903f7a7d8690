//! Notes in the flow of a page: why something failed, what to know, that nothing is there yet.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::i18n::{Text, failure::sentence, tr};
use crate::tasks::work::Work;
use crate::vault::messages::Failure;

/// Why something did not happen; read out at once.
#[component]
pub(crate) fn FailureNote(
    /// Nothing is shown without one.
    #[prop(into)]
    failure: Signal<Option<Failure>>,
) -> impl IntoView {
    view! {
        <div role="alert">
            {move || {
                failure.get().map(|failure| view! {
                    <p class="note note--bad" data-test="failure" data-failure=format!("{failure:?}")>
                        <Icon glyph=Glyph::Warning />
                        <span>{tr(sentence(failure))}</span>
                    </p>
                })
            }}
        </div>
    }
}

/// Why the last try failed.
#[component]
pub(crate) fn WorkFailure(work: Work) -> impl IntoView {
    view! { <FailureNote failure=Signal::derive(move || work.failure()) /> }
}

/// How much a note matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Warning,
    Alarm,
}

/// Something to know.
#[component]
pub(crate) fn Note(weight: Weight, text: Text, test: &'static str) -> impl IntoView {
    let (class, glyph) = match weight {
        Weight::Warning => ("note note--warning", Glyph::Warning),
        Weight::Alarm => ("note note--bad", Glyph::Warning),
    };
    view! {
        <p class=class data-test=test>
            <Icon glyph=glyph />
            <span>{tr(text)}</span>
        </p>
    }
}

/// Nothing is there yet, and what to do about it.
#[component]
pub(crate) fn Empty(
    glyph: Glyph,
    title: Text,
    text: Text,
    test: &'static str,
    /// What to do.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty" data-test=test>
            <Icon glyph=glyph />
            <p class="empty__title">{tr(title)}</p>
            <p class="empty__text">{tr(text)}</p>
            {children.map(|children| view! { <div class="empty__buttons">{children()}</div> })}
        </div>
    }
}

/// Something is on its way.
#[component]
pub(crate) fn Loading(text: Text) -> impl IntoView {
    view! {
        <p class="loading" role="status" data-test="loading">
            <span class="loading__ring" aria-hidden="true"></span>
            {tr(text)}
        </p>
    }
}

/// It could not be read; try again.
#[component]
pub(crate) fn Retry(failure: Failure, again: Callback<()>) -> impl IntoView {
    view! {
        <div class="empty" data-test="retry">
            <FailureNote failure=Signal::stored(Some(failure)) />
            <div class="empty__buttons">
                <button type="button" class="button" data-test="try-again" on:click=move |_| again.run(())>
                    <Icon glyph=Glyph::Retry />
                    {tr(Text::TryAgain)}
                </button>
            </div>
        </div>
    }
}
