//! A line of the documents' table.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::{Glyph, Icon};
use crate::browser::page::files::{self, Picked};
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
    /// All that is known of it, and what else can be done.
    pub(crate) details: Callback<DocRef>,
    /// A file that is dropped on a document becomes its new version.
    pub(crate) version: Callback<(DocRef, FolderRef, Picked)>,
    pub(crate) manage: Signal<bool>,
    /// Whether documents may be saved.
    pub(crate) saves: Signal<bool>,
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
            <td class="docs__number">{folder.number}</td>
            <td class="docs__name">
                <button type="button" class="docs__open" data-test="open-folder" on:click=move |_| acts.open_folder.run(id.clone())>
                    <Icon glyph=Glyph::Folder />
                    <span class="docs__label">
                        <bdi>{folder.name}</bdi>
                        {folder.stage.map(|n| view! { <span class="docs__marks"><span class="tag tag--small tag--plain" data-test="row-stage">{move || lang().stage_n(n as usize)}</span></span> })}
                    </span>
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
    let folder = StoredValue::new(doc.folder);
    let versions = (doc.versions > 1).then_some(doc.versions as usize);
    let tags = doc
        .tags
        .into_iter()
        .map(|tag| view! { <span class="tag tag--small"><bdi>{tag}</bdi></span> });
    let detailed = doc.name.clone();
    let details = move || lang().details_named(&detailed);
    let may = doc.may_add;
    let own = doc.own.is_some() && acts.manage.get_untracked();
    let drop = move |event: leptos::ev::DragEvent| {
        if may && files::has_files(&event) {
            event.prevent_default();
            let dropped = files::of_drop(&event);
            spawn_local(async move {
                let picked = files::walk(dropped).await;
                acts.version
                    .run((id.get_value(), folder.get_value(), picked));
            });
        }
    };
    let (size, added) = (doc.size, doc.added);
    let ticked = move || id.with_value(|id| selection.has(id));
    let placed = place.is_some();
    let name = doc.name.clone();
    let label = move || lang().select_named(&name);
    let fetched = doc.name.clone();
    let fetch = move || lang().download_named(&fetched);
    view! {
        <tr class="docs__row" class:docs__row--ticked=ticked data-test="doc-row" data-name=doc.name.clone() on:drop=drop>
            <td class="docs__tick">
                <input
                    type="checkbox"
                    aria-label=label
                    data-test="doc-tick"
                    prop:checked=ticked
                    on:change=move |_| id.with_value(|id| selection.toggle(id))
                />
            </td>
            <td class="docs__number">{doc.number}</td>
            <td class="docs__name">
                <button type="button" class="docs__open" data-test="open-doc" on:click=move |_| acts.view.run(id.get_value())>
                    <Icon glyph=glyph_of(&doc.name) />
                    <span class="docs__label" class:docs__label--placed=placed>
                        <bdi>{doc.name.clone()}</bdi>
                        <small class="docs__under">
                            {move || format!("{} · {}", format::size(size), format::day(added))}
                        </small>
                        <span class="docs__marks">
                            {versions.map(|n| view! { <span class="tag tag--small tag--plain" data-test="row-versions">{move || lang().version_n(n)}</span> })}
                            {own.then(|| view! { <span class="tag tag--small tag--plain" data-test="row-own">{tr(Text::OwnRights)}</span> })}
                            {tags.collect_view()}
                        </span>
                        {place.map(|place| view! { <small class="docs__place"><bdi>{place}</bdi></small> })}
                    </span>
                </button>
            </td>
            <td class="docs__size">{move || format::size(size)}</td>
            <td class="docs__added" title=move || format::date_time(added)>{move || format::day(added)}</td>
            <td class="docs__by"><bdi>{doc.added_by}</bdi></td>
            <td class="docs__kind">{extension(&doc.name).to_uppercase()}</td>
            <td class="docs__acts">
                <Show when=move || acts.saves.get()>
                    <button
                        type="button"
                        class="icon-button"
                        aria-label=fetch.clone()
                        data-test="doc-download"
                        on:click=move |_| acts.download.run(vec![id.get_value()])
                    >
                        <Icon glyph=Glyph::Download />
                    </button>
                </Show>
                <button
                    type="button"
                    class="icon-button"
                    aria-label=details
                    data-test="doc-more"
                    on:click=move |_| acts.details.run(id.get_value())
                >
                    <Icon glyph=Glyph::More />
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
