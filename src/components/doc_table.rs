//! The documents of a folder. A long table draws only the rows that are seen: the rest is two
//! empty rows of the right height, and `aria-rowcount` tells a screen reader the whole.

use leptos::prelude::*;

use super::doc_row::{RowActs, RowLine};
use crate::browser::page::dialog::{height_of, scroll_of};
use crate::i18n::{Text, tr};
use crate::tasks::listing::{Column, Order, Row, WHOLE, window};
use crate::tasks::selection::Selection;

/// The table.
#[component]
pub(crate) fn DocTable(
    rows: Memo<Vec<Row>>,
    order: RwSignal<Order>,
    /// Whether a list lies over it.
    #[prop(into)]
    covered: Signal<bool>,
    selection: Selection,
    acts: RowActs,
) -> impl IntoView {
    let scrolled = RwSignal::new((0.0, 800.0));
    let row_height = RwSignal::new(48.0);
    let seen = Memo::new(move |_| {
        let (top, height) = scrolled.get();
        window(rows.with(Vec::len), top, height, row_height.get())
    });
    let drawn = move || {
        let seen = seen.get();
        rows.with(|rows| rows.get(seen.from..seen.to).unwrap_or_default().to_vec())
    };
    let scroll = move |event: leptos::ev::Event| {
        if let Some(height) = height_of(".docs__row") {
            row_height.set(height);
        }
        if let Some(now) = scroll_of(&event) {
            scrolled.set(now);
        }
    };
    view! {
        <div class="docs" class:docs--long=move || { rows.with(Vec::len) > WHOLE } inert=move || covered.get() on:scroll=scroll data-test="docs">
            <table class="docs__table" aria-rowcount=move || (rows.with(Vec::len) + 1).to_string()>
                <Head rows=rows order=order selection=selection />
                <tbody>
                    <tr class="docs__gap" aria-hidden="true" style:height=move || format!("{}px", seen.get().above)></tr>
                    <For
                        each=drawn
                        key=Clone::clone
                        children=move |row| view! { <RowLine row=row selection=selection acts=acts /> }
                    />
                    <tr class="docs__gap" aria-hidden="true" style:height=move || format!("{}px", seen.get().below)></tr>
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Head(rows: Memo<Vec<Row>>, order: RwSignal<Order>, selection: Selection) -> impl IntoView {
    let docs = move || {
        let only_docs = |row: &Row| matches!(row, Row::Doc(..)).then(|| row.id().to_owned());
        rows.with(|rows| rows.iter().filter_map(only_docs).collect::<Vec<_>>())
    };
    let all = move || {
        let docs = docs();
        !docs.is_empty() && docs.iter().all(|doc| selection.has(doc))
    };
    view! {
        <thead class="docs__head">
            <tr>
                <th class="docs__tick" scope="col">
                    <input
                        type="checkbox"
                        aria-label=tr(Text::SelectAll)
                        data-test="tick-all"
                        prop:checked=all
                        on:change=move |_| selection.toggle_all(docs())
                    />
                </th>
                <SortHead column=Column::Number text=Text::ColumnNumber class="docs__number" test="sort-number" order=order />
                <SortHead column=Column::Name text=Text::ColumnName class="docs__name" test="sort-name" order=order />
                <SortHead column=Column::Size text=Text::ColumnSize class="docs__size" test="sort-size" order=order />
                <SortHead column=Column::Added text=Text::ColumnAdded class="docs__added" test="sort-added" order=order />
                <SortHead column=Column::By text=Text::ColumnBy class="docs__by" test="sort-by" order=order />
                <SortHead column=Column::Kind text=Text::ColumnKind class="docs__kind" test="sort-kind" order=order />
                <th class="docs__acts" scope="col"><span class="hidden">{tr(Text::Download)}</span></th>
            </tr>
        </thead>
    }
}

#[component]
fn SortHead(
    column: Column,
    text: Text,
    class: &'static str,
    test: &'static str,
    order: RwSignal<Order>,
) -> impl IntoView {
    let sorted = move || {
        let order = order.get();
        let direction = if order.down {
            "descending"
        } else {
            "ascending"
        };
        (order.column == column).then_some(direction)
    };
    view! {
        <th class=class scope="col" aria-sort=sorted>
            <button type="button" class="docs__sort" data-test=test on:click=move |_| order.update(|order| *order = order.clicked(column))>
                {tr(text)}
                <span class="docs__arrow" aria-hidden="true">
                    {move || match sorted() {
                        Some("ascending") => "↑",
                        Some(_) => "↓",
                        None => "",
                    }}
                </span>
            </button>
        </th>
    }
}
