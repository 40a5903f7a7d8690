//! The documents of a room, for its owner, a member or the opener of a link.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::breadcrumb::Breadcrumb;
use super::doc_bin::BinDialog;
use super::doc_change::{MoveDialog, MoveFolderDialog, RenameDialog, TagDialog};
use super::doc_details::{self, DetailActs, DocDetails};
use super::doc_dialogs::{AgainDialog, DescribeFolderDialog, NewFolderDialog};
use super::doc_rights::RightsDialog;
use super::doc_row::RowActs;
use super::doc_same::SameNameDialog;
use super::doc_table::DocTable;
use super::doc_toolbar::{BarAct, DocToolbar};
use super::folder_tree::FolderTree;
use super::icon::Glyph;
use super::information::classify::{ClassifyDialog, What};
use super::link_dialog::LinkDialog;
use super::notes::Empty;
use super::preview::{Preview, VersionPreview};
use super::retention::keep::KeepDialog;
use super::waiting::WaitingFiles;
use crate::browser::page::files::{self, Picked};
use crate::browser::page::intl::Collator;
use crate::i18n::{Text, lang, tr};
use crate::tasks::app::use_app;
use crate::tasks::listing::{
    Column, Order, Row, Thing, doc_at, docs_below, folder_or_first, orders_by_name, rows,
};
use crate::tasks::room::Room;
use crate::tasks::selection::Selection;
use crate::vault::messages::{
    DocRef, DocView, FolderRef, FolderView, KeepRef, PickedFile, Shared, VersionRef,
};

/// What stands above the table.
#[derive(Debug, Clone, PartialEq)]
enum Over {
    Nothing,
    NewFolder(FolderRef),
    MoveFolder(FolderRef),
    Share(Shared),
    Preview(DocRef),
    Version(DocRef, VersionRef),
    Details(DocRef),
    Rename(Thing, String),
    Describe(FolderRef),
    Rights(DocRef),
    Move(Vec<DocRef>),
    Tag(Vec<DocRef>),
    Again(Vec<DocRef>),
    Classify(What),
    Keep(Vec<KeepRef>),
    Bin,
    /// Files that were picked are called like documents that are there.
    Same(Vec<String>),
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
    let (over, menu) = (RwSignal::new(Over::Nothing), RwSignal::new(false));
    let folder = Memo::new(move |_| folder_or_first(&*room.view()?, asked.get().as_deref()));
    let manage =
        Signal::derive(move || room.view().is_some_and(|view| view.manage && !view.frozen));
    let may_add = Signal::derive(move || {
        let here = folder.get().and_then(|folder| folder_of(room, &folder));
        let frozen = room.view().is_none_or(|view| view.frozen);
        !frozen && here.is_some_and(|here| here.may_add)
    });
    let saves = Signal::derive(move || room.view().is_some_and(|view| !view.view_only));
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
    // picked files that wait for an answer
    let waiting = StoredValue::new_local(None::<(FolderRef, Picked, Vec<Option<DocRef>>)>);
    let upload = Callback::new(move |picked: Picked| {
        let Some(folder) = folder.get_untracked().filter(|_| !picked.is_empty()) else {
            return;
        };
        let onto = known(room, &folder, &picked);
        let names: Vec<String> = onto.iter().flatten().map(|doc| doc.name.clone()).collect();
        if names.is_empty() {
            room.add(folder, picked);
        } else {
            let onto = onto.into_iter().map(|doc| Some(doc?.doc)).collect();
            waiting.set_value(Some((folder, picked, onto)));
            over.set(Over::Same(names));
        }
    });
    let chosen = Callback::new(move |versions: bool| {
        over.set(Over::Nothing);
        let Some((folder, picked, onto)) = waiting.try_update_value(Option::take).flatten() else {
            return;
        };
        if versions {
            room.add_onto(folder, picked, onto);
        } else {
            room.add(folder, picked);
        }
    });
    let bin = Callback::new(move |docs: Vec<DocRef>| put_away(room, docs));
    let act = Callback::new(move |act| match (act, folder.get_untracked()) {
        (BarAct::NewFolder, Some(folder)) => over.set(Over::NewFolder(folder)),
        (BarAct::ShareFolder, Some(folder)) => over.set(Over::Share(Shared::Folder(folder))),
        (BarAct::ShareTicked, _) => over.set(Over::Share(Shared::Docs(selection.docs()))),
        (BarAct::MoveTicked, _) => over.set(Over::Move(selection.docs())),
        (BarAct::TagTicked, _) => over.set(Over::Tag(selection.docs())),
        (BarAct::ClassifyTicked, _) => over.set(Over::Classify(What::Docs(selection.docs()))),
        (BarAct::KeepTicked, _) => {
            let docs = selection.docs().into_iter().map(KeepRef::Doc);
            over.set(Over::Keep(docs.collect()));
        }
        (BarAct::KeepFolder, Some(folder)) => {
            over.set(Over::Keep(vec![KeepRef::Folder(folder)]));
        }
        (BarAct::ClassifyFolder, Some(folder)) => over.set(Over::Classify(What::Folder(folder))),
        (BarAct::BinTicked, _) => {
            bin.run(selection.docs());
            selection.clear();
        }
        (BarAct::ShowBin, _) => over.set(Over::Bin),
        (BarAct::DescribeFolder, Some(folder)) => over.set(Over::Describe(folder)),
        (BarAct::RenameFolder, Some(folder)) => {
            let name = untrack(|| folder_of(room, &folder)).map(|one| one.name);
            over.set(Over::Rename(
                Thing::Folder(folder),
                name.unwrap_or_default(),
            ));
        }
        (BarAct::MoveFolder, Some(folder)) => over.set(Over::MoveFolder(folder)),
        (BarAct::Renumber, Some(folder)) => renumber(room, &folder),
        (BarAct::EncryptAgain, Some(folder)) => {
            if let Some(view) = untrack(|| room.view()) {
                over.set(Over::Again(docs_below(&view, &folder)));
            }
        }
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
        details: Callback::new(move |doc| over.set(Over::Details(doc))),
        version: Callback::new(move |(doc, folder, picked)| room.add_version(folder, doc, picked)),
        manage,
        saves,
    };
    let detail_acts = DetailActs {
        view: Callback::new(move |(doc, version): (DocRef, Option<VersionRef>)| {
            over.set(match version {
                Some(version) => Over::Version(doc, version),
                None => Over::Preview(doc),
            });
        }),
        download,
        rename: Callback::new(move |doc: DocRef| {
            let name = untrack(|| doc_details::find(room, &doc)).map(|doc| doc.name);
            over.set(Over::Rename(Thing::Doc(doc), name.unwrap_or_default()));
        }),
        shift: Callback::new(move |docs| over.set(Over::Move(docs))),
        classify: Callback::new(move |doc| over.set(Over::Classify(What::Docs(vec![doc])))),
        rights: Callback::new(move |doc| over.set(Over::Rights(doc))),
        bin: Callback::new(move |docs| {
            over.set(Over::Nothing);
            bin.run(docs);
        }),
    };
    let top = Signal::derive(move || {
        let here = folder.get().and_then(|folder| folder_of(room, &folder));
        here.is_none_or(|here| here.parent.is_none())
    });
    let said = Memo::new(move |_| {
        let here = folder.get().and_then(|folder| folder_of(room, &folder))?;
        (!here.description.is_empty()).then_some(here.description)
    });
    let binned = Signal::derive(move || room.view().map_or(0, |view| view.bin.len()));
    view! {
        <div class="browse">
            <FolderTree room=room folder=folder open=open />
            <DropZone enabled=may_add on_files=upload>
                <Show when=move || manage.get()>
                    <WaitingFiles room=room />
                </Show>
                <Breadcrumb room=room folder=folder open=open />
                {move || said.get().map(|said| view! { <p class="browse__said" dir="auto" data-test="folder-description">{said}</p> })}
                <DocToolbar manage=manage may_add=may_add saves=saves top=top binned=binned nothing=nothing menu=menu selection=selection find=find on_files=upload on_act=act />
                <Show
                    when=move || !rows.with(Vec::is_empty)
                    fallback=move || view! { <NothingHere room=room searching=Signal::derive(move || !find.with(String::is_empty)) manage=may_add /> }
                >
                    <DocTable rows=rows order=order covered=menu selection=selection acts=acts />
                </Show>
            </DropZone>
        </div>
        <OverBrowse over=over room=room selection=selection rows=rows acts=detail_acts chosen=chosen />
    }
}

/// A folder of the room; tracked.
fn folder_of(room: Room, folder: &str) -> Option<FolderView> {
    let view = room.view()?;
    let mut folders = view.folders.iter();
    folders.find(|one| one.folder == folder).cloned()
}

/// For each picked file the document of the same name that is there.
fn known(room: Room, folder: &str, picked: &Picked) -> Vec<Option<DocView>> {
    let view = untrack(|| room.view());
    let find = |file: &PickedFile| doc_at(view.as_ref()?, folder, &file.path).cloned();
    picked.files.iter().map(find).collect()
}

fn put_away(room: Room, docs: Vec<DocRef>) {
    spawn_local(async move {
        if let Err(failure) = room.bin(docs).await {
            room.app().toasts.bad(failure);
        }
    });
}

/// Orders a folder by name, as this reader's language orders names.
fn renumber(room: Room, folder: &str) {
    let Some(view) = untrack(|| room.view()) else {
        return;
    };
    let names = Collator::new(crate::i18n::lang_now().tag());
    let orders = orders_by_name(&view, folder, |a, b| names.compare(a, b));
    spawn_local(async move {
        if let Err(failure) = room.order(orders).await {
            room.app().toasts.bad(failure);
        }
    });
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
    acts: DetailActs,
    chosen: Callback<bool>,
) -> impl IntoView {
    let close = Callback::new(move |()| over.set(Over::Nothing));
    let untick = Callback::new(move |()| selection.clear());
    let keep_close = Callback::new(move |()| {
        selection.clear();
        over.set(Over::Nothing);
    });
    move || {
        match over.get() {
        Over::Nothing => ().into_any(),
        Over::MoveFolder(folder) => view! { <MoveFolderDialog room=room folder=folder close=close /> }.into_any(),
        Over::NewFolder(parent) => view! { <NewFolderDialog room=room parent=parent close=close /> }.into_any(),
        Over::Details(doc) => view! { <DocDetails room=room doc=doc acts=acts close=close /> }.into_any(),
        Over::Rename(what, name) => view! { <RenameDialog room=room what=what name=name close=close /> }.into_any(),
        Over::Move(docs) => view! { <MoveDialog room=room docs=docs close=close on_done=untick /> }.into_any(),
        Over::Tag(docs) => view! { <TagDialog room=room docs=docs close=close /> }.into_any(),
        Over::Again(docs) => view! { <AgainDialog room=room docs=docs close=close /> }.into_any(),
        Over::Rights(doc) => view! { <RightsDialog room=room doc=doc close=close /> }.into_any(),
        Over::Classify(what) => view! { <ClassifyDialog room=room what=what close=close /> }.into_any(),
        Over::Keep(of) => view! { <KeepDialog room=room of=of close=keep_close /> }.into_any(),
        Over::Bin => view! { <BinDialog room=room close=close /> }.into_any(),
        Over::Same(names) => view! { <SameNameDialog names=names close=close on_choice=chosen /> }.into_any(),
        Over::Describe(folder) => untrack(|| folder_of(room, &folder))
            .map(|folder| view! { <DescribeFolderDialog room=room folder=folder close=close /> })
            .into_any(),
        Over::Version(doc, version) => untrack(|| doc_details::find(room, &doc))
            .map(|doc| view! { <VersionPreview room=room.id() doc=doc version=version close=close /> })
            .into_any(),
        Over::Share(what) => {
            view! { <LinkDialog room=room what=Some(what) close=close on_made=Callback::new(|()| ()) /> }.into_any()
        }
        Over::Preview(doc) => view! { <Preview room=room.id() rows=rows first=doc saves=untrack(|| room.view().is_some_and(|view| !view.view_only)) close=close /> }.into_any(),
    }
    }
}

#[component]
fn NothingHere(
    room: Room,
    #[prop(into)] searching: Signal<bool>,
    manage: Signal<bool>,
) -> impl IntoView {
    // who joined and was given nothing yet
    let waits = Memo::new(move |_| room.view().is_some_and(|view| view.folders.is_empty()));
    // who is there for the people, and is given no folder at all
    let coordinates = Memo::new(move |_| room.view().is_some_and(|view| view.coordinates));
    move || match (searching.get(), manage.get()) {
        (false, false) if waits.get() && coordinates.get() => {
            view! { <Empty glyph=Glyph::Person title=Text::CoordinatesTitle text=Text::CoordinatesText test="coordinates" /> }
        }
        (false, false) if waits.get() => {
            view! { <Empty glyph=Glyph::Clock title=Text::JoinedWaitsTitle text=Text::JoinedWaits test="joined-waits" /> }
        }
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
        hovering.set(false);
        // a document took it as its new version
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
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
