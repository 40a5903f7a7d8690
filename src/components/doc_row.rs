//! A line of the documents' table.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::listing::{Row, extension};
use crate::tasks::selection::Selection;
use crate::vault::messages::{DocRef, DocView, FolderRef, FolderView};

/// What a line can do.
#[derive(Clone, Copy)]
pub(crate) struct RowActs {
    pub(crate) open_folder: Callback<FolderRef>,
    pub(crate) view: Callback<DocRef>,
    pub(crate) download: Callback<Vec<DocRef>>,
}

/// A folder or a document.
#[component]
pub(crate) fn RowLine(row: Row, selection: Selection, acts: RowActs) -> impl IntoView {
    match row {
        Row::Folder(folder) => view! { <FolderLine folder=folder acts=acts /> }.into_any(),
        Row::Doc(doc, place) => {
            view! { <DocLine doc=doc place=place selection=selection acts=acts /> }.into_any()
        }
    }
}

#[component]
fn FolderLine(folder: FolderView, acts: RowActs) -> impl IntoView {
    let id = folder.folder;
    view! {
        <tr class="docs__row" data-test="folder-row">
            <td class="docs__tick"></td>
            <td class="docs__name">
                <button type="button" class="docs__open" data-test="open-folder" on:click=move |_| acts.open_folder.run(id.clone())>
                    <Icon glyph=Glyph::Folder />
                    <span class="docs__label"><bdi>{folder.name}</bdi></span>
                </button>
            </td>
            <td class="docs__size"></td>
            <td class="docs__added"></td>
            <td class="docs__by"></td>
            <td class="docs__kind">{tr(Text::Folder)}</td>
            <td class="docs__acts"></td>
        </tr>
    }
}

#[component]
fn DocLine(
    doc: DocView,
    place: Option<String>,
    selection: Selection,
    acts: RowActs,
) -> impl IntoView {
    let id = StoredValue::new(doc.doc);
    let (size, added) = (doc.size, doc.added);
    let ticked = move || id.with_value(|id| selection.has(id));
    let placed = place.is_some();
    let name = doc.name.clone();
    let label = move || lang().select_named(&name);
    let fetched = doc.name.clone();
    let fetch = move || lang().download_named(&fetched);
    view! {
        <tr class="docs__row" class:docs__row--ticked=ticked data-test="doc-row" data-name=doc.name.clone()>
            <td class="docs__tick">
                <input
                    type="checkbox"
                    aria-label=label
                    data-test="doc-tick"
                    prop:checked=ticked
                    on:change=move |_| id.with_value(|id| selection.toggle(id))
                />
            </td>
            <td class="docs__name">
                <button type="button" class="docs__open" data-test="open-doc" on:click=move |_| acts.view.run(id.get_value())>
                    <Icon glyph=glyph_of(&doc.name) />
                    <span class="docs__label" class:docs__label--placed=placed>
                        <bdi>{doc.name.clone()}</bdi>
                        <small class="docs__under">
                            {move || format!("{} · {}", format::size(size), format::day(added))}
                        </small>
                        {place.map(|place| view! { <small class="docs__place"><bdi>{place}</bdi></small> })}
                    </span>
                </button>
            </td>
            <td class="docs__size">{move || format::size(size)}</td>
            <td class="docs__added" title=move || format::date_time(added)>{move || format::day(added)}</td>
            <td class="docs__by"><bdi>{doc.added_by}</bdi></td>
            <td class="docs__kind">{extension(&doc.name).to_uppercase()}</td>
            <td class="docs__acts">
                <button
                    type="button"
                    class="icon-button"
                    aria-label=fetch
                    data-test="doc-download"
                    on:click=move |_| acts.download.run(vec![id.get_value()])
                >
                    <Icon glyph=Glyph::Download />
                </button>
            </td>
        </tr>
    }
}

fn glyph_of(name: &str) -> Glyph {
    match extension(name).as_str() {
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "bmp" | "svg" | "tif" | "tiff"
        | "heic" => Glyph::Picture,
        "xls" | "xlsx" | "ods" | "csv" | "tsv" => Glyph::Sheet,
        "pdf" | "doc" | "docx" | "odt" | "rtf" | "txt" | "md" | "html" | "htm" => Glyph::Text,
        _ => Glyph::File,
    }
}
