//! Handing a room over: its parts, and what more than one of them needs.

mod bible;
mod folders;
mod list;
mod list_table;
mod make_list;
mod offer;
mod pass;
mod refuse;

pub(crate) use bible::BiblePart;
pub(crate) use list::ListPart;
pub(crate) use pass::PassPart;

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::browser::page::dialog::click;
use crate::browser::page::files;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::closing::Closing;
use crate::vault::messages::ClosingPaper;

/// How far a list or check is, and the way to stop it.
#[component]
fn Far(closing: Closing) -> impl IntoView {
    let far = move || {
        let far = closing.far()?;
        let says = {
            let far = far.clone();
            move || {
                lang().closing_far(
                    &far.of.to_string(),
                    &format::size(far.bytes),
                    &far.docs.to_string(),
                    &format::size(far.total),
                )
            }
        };
        Some(view! {
            <p class="me__progress">
                <progress max=far.total.max(1.0).to_string() value=far.bytes.to_string() aria-label=tr(Text::ClosingReading)></progress>
                <span>{says}</span>
            </p>
        })
    };
    view! {
        <Show when=move || closing.is_reading()>
            <div class="closing__far" role="status" data-test="closing-far">
                <p class="setting__text">{tr(Text::ClosingReading)}</p>
                {far}
                <div class="setting__buttons">
                    <button type="button" class="button" data-test="closing-stop" on:click=move |_| closing.stop()>
                        {tr(Text::ClosingStop)}
                    </button>
                </div>
            </div>
        </Show>
    }
}

/// Opens a paper that was handed over. There is one on the page.
#[component]
fn OpenPaper(closing: Closing) -> impl IntoView {
    const FIELD: &str = "closing-paper";
    let take = move |event: leptos::ev::Event| {
        let picked = files::of_input(&event);
        if !picked.is_empty() {
            closing.open(picked);
        }
    };
    view! {
        <input class="hidden" id=FIELD type="file" accept=".json" tabindex="-1" aria-hidden="true" data-test=FIELD on:change=take />
        <button
            type="button"
            class="button"
            data-test="closing-open"
            disabled=move || closing.work.is_running() || closing.is_reading()
            title=tr(Text::ClosingOpenHint)
            on:click=move |_| click(FIELD)
        >
            <Icon glyph=Glyph::Folder />
            {tr(Text::ClosingOpen)}
        </button>
    }
}

/// Saves a paper as a file.
#[component]
fn SavePaper(
    closing: Closing,
    paper: ClosingPaper,
    text: Text,
    test: &'static str,
    /// It is what comes next.
    #[prop(into, default = Signal::stored(false))]
    next: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button"
            class:button--primary=move || next.get()
            data-test=test
            disabled=move || closing.work.is_running()
            on:click=move |_| closing.save(paper)
        >
            <Icon glyph=Glyph::Download />
            {tr(text)}
        </button>
    }
}

/// Folders as people read them.
fn paths(folders: &[String]) -> String {
    let named = |path: &String| match path.is_empty() {
        true => tr(Text::ClosingAll)().to_owned(),
        false => path.clone(),
    };
    let all: Vec<String> = folders.iter().map(named).collect();
    all.join(" · ")
}
