//! The pieces of a paper as elements: headings, facts, tables, notes.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::i18n::lang;
use crate::pdf::sheet::{Sheet, SheetBlock, SheetCell, SheetTable, SheetTone};

/// All of them, in their order.
#[component]
pub(super) fn Blocks(sheet: Arc<Sheet>) -> impl IntoView {
    let mut named = sheet.title.clone();
    let blocks = sheet.blocks.iter().cloned().map(|block| match block {
        SheetBlock::Heading(level, text) => {
            named.clone_from(&text);
            heading(level, text)
        }
        SheetBlock::Text(text) => view! { <p class="artefact__text">{text}</p> }.into_any(),
        SheetBlock::Facts(all) => view! { <Facts all=all /> }.into_any(),
        SheetBlock::Table(table) => view! { <Rows table=table called=named.clone() /> }.into_any(),
        SheetBlock::Note(tone, text) => note(tone, text),
    });
    blocks.collect_view()
}

fn heading(level: u8, text: String) -> AnyView {
    match level {
        1 => view! { <h3 class="artefact__heading">{text}</h3> }.into_any(),
        2 => view! { <h4 class="artefact__lesser">{text}</h4> }.into_any(),
        _ => view! { <h5 class="artefact__least">{text}</h5> }.into_any(),
    }
}

fn note(tone: SheetTone, text: String) -> AnyView {
    let (class, glyph) = match tone {
        SheetTone::Plain | SheetTone::Quiet => {
            return view! { <p class="artefact__text artefact__quiet">{text}</p> }.into_any();
        }
        SheetTone::Good => ("note note--good", Glyph::Check),
        SheetTone::Warn => ("note note--warning", Glyph::Warning),
        SheetTone::Bad => ("note note--bad", Glyph::Warning),
    };
    view! {
        <p class=class>
            <Icon glyph=glyph />
            <span>{text}</span>
        </p>
    }
    .into_any()
}

/// Names with what they name.
#[component]
fn Facts(all: Vec<(String, SheetCell)>) -> impl IntoView {
    let facts = all.into_iter().map(|(name, cell)| {
        let class = class(&cell);
        view! {
            <div class="artefact__fact">
                <dt>{name}</dt>
                <dd class=class><bdi>{cell.text}</bdi></dd>
            </div>
        }
    });
    view! { <dl class="artefact__facts">{facts.collect_view()}</dl> }
}

/// A table; wider than the screen it is scrolled, by keys as well.
#[component]
fn Rows(table: SheetTable, called: String) -> impl IntoView {
    let more = table.more as usize;
    let columns = table.columns.iter().map(|(title, number)| {
        let (title, number) = (title.clone(), *number);
        view! { <th scope="col" class:artefact__number=number>{title}</th> }
    });
    let columns = columns.collect_view();
    let numbers: Vec<bool> = table.columns.iter().map(|(_, number)| *number).collect();
    let rows = table.rows.into_iter().map(|row| {
        let cells = row.into_iter().zip(&numbers).map(|(cell, number)| {
            let (class, number) = (class(&cell), *number);
            view! { <td class=class class:artefact__number=number><bdi>{cell.text}</bdi></td> }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    // arrows scroll it, and do not go to the next document
    let keys = |event: leptos::ev::KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
            event.stop_propagation();
        }
    };
    view! {
        <div class="artefact__scroll" role="group" tabindex="0" aria-label=called on:keydown=keys>
            <table class="artefact__table">
                <thead><tr>{columns}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        {(more > 0).then(|| view! { <p class="field__hint">{move || lang().artefact_more(more)}</p> })}
    }
}

fn class(cell: &SheetCell) -> &'static str {
    match (cell.mono, cell.tone) {
        (true, _) => "artefact__mono",
        (false, SheetTone::Plain) => "",
        (false, SheetTone::Quiet) => "artefact__quiet",
        (false, SheetTone::Good) => "artefact__good",
        (false, SheetTone::Warn) => "artefact__warn",
        (false, SheetTone::Bad) => "artefact__bad",
    }
}
