//! The documents of a room, for its owner, a member or the opener of a link.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::breadcrumb::Breadcrumb;
use super::doc_dialogs::{DeleteDialog, NewFolderDialog};
use super::doc_row::RowActs;
use super::doc_table::DocTable;
use super::doc_toolbar::{BarAct, DocToolbar};
use super::folder_tree::FolderTree;
use super::icon::Glyph;
use super::link_dialog::LinkDialog;
use super::notes::Empty;
use super::preview::Preview;
use crate::browser::page::files::{self, Picked};
use crate::browser::page::intl::Collator;
use crate::i18n::{Text, lang, tr};
use crate::tasks::app::use_app;
use crate::tasks::listing::{Column, Order, Row, docs_below, folder_or_first, rows};
use crate::tasks::room::Room;
use crate::tasks::selection::Selection;
use crate::vault::messages::{DocRef, FolderRef, Shared};

/// What stands above the table.
#[derive(Debug, Clone, PartialEq)]
enum Over {
    Nothing,
    NewFolder(FolderRef),
    Delete,
    Share(Shared),
    Preview(DocRef),
}

/// Tree, bar and table.
#[component]
pub(crate) fn Browse(
    room: Room,
    /// The folder that is asked for.
    #[prop(into)]
    asked: Signal<Option<FolderRef>>,
    open: Callback<FolderRef>,
) -> impl IntoView {
    let transfers = use_app().transfers;
    let (selection, find) = (Selection::new(), RwSignal::new(String::new()));
    let order = RwSignal::new(Order {
        column: Column::Name,
        down: false,
    });
    let over = RwSignal::new(Over::Nothing);
    let folder = Memo::new(move |_| folder_or_first(&*room.view()?, asked.get().as_deref()));
    let manage =
        Signal::derive(move || room.view().is_some_and(|view| view.manage && !view.frozen));
    let rows = Memo::new(move |_| table_of(room, folder.get(), &find.get(), order.get()));
    // what is ticked or searched is ticked or searched in this folder
    Effect::new(move |_| {
        folder.track();
        selection.clear();
        find.set(String::new());
    });
    let nothing = Memo::new(move |_| match (room.view(), folder.get()) {
        (Some(view), Some(folder)) => docs_below(&view, &folder).is_empty(),
        _ => true,
    });
    let download = Callback::new(move |docs: Vec<DocRef>| {
        if !docs.is_empty() {
            transfers.download(room.id(), docs);
        }
    });
    let upload = Callback::new(move |picked: Picked| {
        if let Some(folder) = folder.get_untracked().filter(|_| !picked.is_empty()) {
            room.add(folder, picked);
        }
    });
    let act = Callback::new(move |act| match (act, folder.get_untracked()) {
        (BarAct::NewFolder, Some(folder)) => over.set(Over::NewFolder(folder)),
        (BarAct::ShareFolder, Some(folder)) => over.set(Over::Share(Shared::Folder(folder))),
        (BarAct::ShareTicked, _) => over.set(Over::Share(Shared::Docs(selection.docs()))),
        (BarAct::DeleteTicked, _) => over.set(Over::Delete),
        (BarAct::DownloadTicked, _) => download.run(selection.docs()),
        (BarAct::DownloadAll, Some(folder)) => {
            if let Some(view) = untrack(|| room.view()) {
                download.run(docs_below(&view, &folder));
            }
        }
        (_, None) => {}
    });
    let view_doc = Callback::new(move |doc| over.set(Over::Preview(doc)));
    let acts = RowActs {
        open_folder: open,
        view: view_doc,
        download,
    };
    view! {
        <div class="browse">
            <FolderTree room=room folder=folder open=open />
            <DropZone enabled=manage on_files=upload>
                <Breadcrumb room=room folder=folder open=open />
                <DocToolbar manage=manage nothing=nothing selection=selection find=find on_files=upload on_act=act />
                <Show
                    when=move || !rows.with(Vec::is_empty)
                    fallback=move || view! { <NothingHere searching=Signal::derive(move || !find.with(String::is_empty)) manage=manage /> }
                >
                    <DocTable rows=rows order=order selection=selection acts=acts />
                </Show>
            </DropZone>
        </div>
        <OverBrowse over=over room=room selection=selection rows=rows />
    }
}

fn table_of(room: Room, folder: Option<FolderRef>, find: &str, order: Order) -> Vec<Row> {
    match (room.view(), folder) {
        (Some(view), Some(folder)) => {
            let names = Collator::new(lang().tag());
            rows(&view, &folder, find, order, |a, b| names.compare(a, b))
        }
        _ => Vec::new(),
    }
}

#[component]
fn OverBrowse(
    over: RwSignal<Over>,
    room: Room,
    selection: Selection,
    rows: Memo<Vec<Row>>,
) -> impl IntoView {
    let close = Callback::new(move |()| over.set(Over::Nothing));
    move || {
        match over.get() {
        Over::Nothing => ().into_any(),
        Over::NewFolder(parent) => view! { <NewFolderDialog room=room parent=parent close=close /> }.into_any(),
        Over::Delete => view! { <DeleteDialog room=room selection=selection close=close /> }.into_any(),
        Over::Share(what) => {
            view! { <LinkDialog room=room what=Some(what) close=close on_made=Callback::new(|()| ()) /> }.into_any()
        }
        Over::Preview(doc) => view! { <Preview room=room.id() rows=rows first=doc close=close /> }.into_any(),
    }
    }
}

#[component]
fn NothingHere(#[prop(into)] searching: Signal<bool>, manage: Signal<bool>) -> impl IntoView {
    move || match (searching.get(), manage.get()) {
        (true, _) => {
            view! { <Empty glyph=Glyph::Search title=Text::NotFoundTitle text=Text::NotFoundText test="no-match" /> }
        }
        (false, true) => {
            view! { <Empty glyph=Glyph::Upload title=Text::EmptyTitle text=Text::EmptyText test="empty-folder" /> }
        }
        (false, false) => {
            view! { <Empty glyph=Glyph::Folder title=Text::EmptyTitle text=Text::EmptyTextReader test="empty-folder" /> }
        }
    }
}

/// Takes files that are dropped anywhere on the documents.
#[component]
fn DropZone(
    enabled: Signal<bool>,
    on_files: Callback<Picked>,
    children: Children,
) -> impl IntoView {
    let hovering = RwSignal::new(false);
    let over = move |event: leptos::ev::DragEvent| {
        if enabled.get_untracked() && files::has_files(&event) {
            event.prevent_default();
            hovering.set(true);
        }
    };
    let drop = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        hovering.set(false);
        if enabled.get_untracked() {
            let dropped = files::of_drop(&event);
            spawn_local(async move { on_files.run(files::walk(dropped).await) });
        }
    };
    view! {
        <section
            class="browse__main"
            class:browse__main--drop=move || hovering.get()
            aria-label=tr(Text::Documents)
            data-test="drop-zone"
            on:dragover=over
            on:dragleave=move |_| hovering.set(false)
            on:drop=drop
        >
            {children()}
            <p class="browse__drop" aria-hidden="true">{tr(Text::DropHere)}</p>
        </section>
    }
}
