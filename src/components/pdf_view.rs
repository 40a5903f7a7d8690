//! A PDF to read: its pages one below another, drawn as they come into sight.

use std::rc::Rc;

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::notes::{Loading, Note, Weight};
use super::pdf_page::PdfPage;
use crate::browser::page::pdf_client::PdfClient;
use crate::i18n::{Text, failure::of_pdf, lang, tr};
use crate::tasks::pdf::{Paper, PdfTask, Zoom, use_pdf};
use crate::tasks::print::Print;
use crate::vault::messages::DocRef;

/// Shows the document for as long as it is mounted.
#[component]
pub(crate) fn PdfView(
    pdf: Rc<PdfClient>,
    #[prop(into)] name: String,
    /// For one who may print it.
    print: Option<(DocRef, Print)>,
) -> impl IntoView {
    let task = use_pdf(pdf);
    let name = StoredValue::new(name);
    let opening = Memo::new(move |_| task.paper.with(|paper| matches!(paper, Paper::Opening)));
    let failed = Memo::new(move |_| {
        task.paper.with(|paper| match paper {
            Paper::Failed(fault) => Some(*fault),
            Paper::Opening | Paper::Open(_) => None,
        })
    });
    let open = Memo::new(move |_| task.paper.with(|paper| matches!(paper, Paper::Open(_))));
    Effect::new(move |_| {
        if let (true, Some((doc, print))) = (open.get(), print.clone()) {
            let pages = shown_pages(task);
            print.offer(move || {
                if let Some(pdf) = task.client() {
                    print.pages(doc.clone(), pdf, pages);
                }
            });
        }
    });
    view! {
        {move || opening.get().then(|| view! { <div class="preview__stage"><Loading text=Text::PdfOpening /></div> })}
        {move || failed.get().map(|fault| view! {
            <div class="preview__stage" role="alert" data-test="pdf-failed" data-fault=format!("{fault:?}")>
                <p class="preview__none"><Icon glyph=Glyph::Warning />{tr(of_pdf(fault))}</p>
            </div>
        })}
        {move || open.get().then(|| view! {
            <PdfBar task=task />
            <PdfNotes task=task />
            <Stage task=task name=name />
        })}
    }
}

/// The pages, and the keys that work on them; arrows and page keys scroll by themselves.
#[component]
fn Stage(task: PdfTask, name: StoredValue<String>) -> impl IntoView {
    let keys = move |event: leptos::ev::KeyboardEvent| {
        // the browser's own zoom stays the browser's
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "+" | "=" => task.step(true),
            "-" => task.step(false),
            "0" => task.set_zoom(Zoom::FitWidth),
            _ => {}
        }
    };
    view! {
        <div
            class="paper__stage"
            tabindex="0"
            role="region"
            aria-label=move || name.get_value()
            data-test="preview-pdf"
            node_ref=task.stage
            on:scroll=move |_| task.look()
            on:keydown=keys
        >
            <div class="paper__pages" style:height=move || format!("{}px", task.height())>
                <For each=move || task.present() key=|page| *page let:page>
                    <PdfPage task=task page=page />
                </For>
            </div>
        </div>
    }
}

/// Which page is read, and how large.
#[component]
fn PdfBar(task: PdfTask) -> impl IntoView {
    let pages = shown_pages(task);
    let current = Memo::new(move |_| task.current() + 1);
    let go = move |event: leptos::ev::Event| {
        if let Ok(page) = event_target_value(&event).trim().parse::<usize>() {
            task.go(page.clamp(1, pages) - 1);
        }
    };
    view! {
        <div class="paper__bar" role="group" aria-label=tr(Text::PdfTools)>
            <label class="paper__at">
                <span>{tr(Text::PdfPage)}</span>
                <input
                    class="paper__number"
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    data-test="pdf-page-number"
                    prop:value=move || current.get().to_string()
                    on:change=go
                    // arrows move the cursor here, not to another document
                    on:keydown=move |event| event.stop_propagation()
                />
                <span data-test="pdf-page-count">{move || lang().pdf_of(pages)}</span>
            </label>
            <button type="button" class="icon-button" aria-label=tr(Text::PdfSmaller) data-test="pdf-smaller" on:click=move |_| task.step(false)>
                <Icon glyph=Glyph::Minus />
            </button>
            <span class="paper__scale" aria-live="polite" data-test="pdf-scale">{move || format!("{:.0}%", task.scale() * 100.0)}</span>
            <button type="button" class="icon-button" aria-label=tr(Text::PdfLarger) data-test="pdf-larger" on:click=move |_| task.step(true)>
                <Icon glyph=Glyph::Plus />
            </button>
            <button type="button" class="button" data-test="pdf-fit" on:click=move |_| task.set_zoom(Zoom::FitWidth)>
                {tr(Text::PdfFitWidth)}
            </button>
        </div>
    }
}

/// What the reader should know about what is not shown.
#[component]
fn PdfNotes(task: PdfTask) -> impl IntoView {
    let (shown, all) = (
        shown_pages(task),
        task.paper.with_untracked(|paper| match paper {
            Paper::Open(outline) => outline.pages as usize,
            Paper::Opening | Paper::Failed(_) => 0,
        }),
    );
    view! {
        {move || task.incomplete.get().then(|| view! {
            <Note weight=Weight::Warning text=Text::PdfIncomplete test="pdf-incomplete" />
        })}
        {(all > shown).then(|| view! {
            <p class="note note--warning" data-test="pdf-cut">
                <Icon glyph=Glyph::Warning />
                <span>{move || lang().pdf_cut(shown, &all.to_string())}</span>
            </p>
        })}
    }
}

fn shown_pages(task: PdfTask) -> usize {
    task.paper.with_untracked(|paper| match paper {
        Paper::Open(outline) => outline.sizes.len(),
        Paper::Opening | Paper::Failed(_) => 0,
    })
}
