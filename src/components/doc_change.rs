//! The small dialogs that change documents and folders: a name, tags, a folder to move to.

use leptos::prelude::*;

use super::dialog::{Dialog, titled};
use super::doc_history::History;
use super::doc_said::split;
use super::field::{Complaint, Field, InputRef, judged, value_of};
use super::folder_picker::FolderPicker;
use super::notes::WorkFailure;
use super::submit::Submit;
use crate::browser::page::dialog::{focus, select};
use crate::i18n::{Text, lang, tr};
use crate::tasks::limits;
use crate::tasks::listing::Thing;
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{DocChange, DocDeed, DocRef, Failure, FolderRef, HistoryEvent};

/// Asks for another name.
#[component]
pub(crate) fn RenameDialog(
    room: Room,
    what: Thing,
    /// What it is called now.
    name: String,
    close: Callback<()>,
) -> impl IntoView {
    let (work, node, complaint) = (Work::new(), InputRef::new(), Complaint::new(None));
    let seen = StoredValue::new(name);
    node.on_load(move |input| {
        input.set_value(&seen.get_value());
        request_animation_frame(|| request_animation_frame(|| select("new-name")));
    });
    let (title, folder) = match &what {
        Thing::Doc(_) => (Text::RenameDoc, None),
        Thing::Folder(folder) => (Text::RenameFolder, Some(folder.clone())),
    };
    let what = StoredValue::new(what);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let fits = |text: &str| limits::fits(text, limits::NAME).map(|()| text.trim().to_owned());
        let Some(name) = judged(node, "new-name", complaint, fits) else {
            return;
        };
        if name.is_empty() {
            return work.fail(Failure::BadName);
        }
        let job = async move {
            match what.get_value() {
                Thing::Doc(doc) => {
                    let change = DocChange {
                        doc,
                        name: Some(name),
                        seen: Some(seen.get_value()),
                        ..DocChange::default()
                    };
                    room.change(vec![change]).await
                }
                Thing::Folder(folder) => room.rename_folder(folder, seen.get_value(), name).await,
            }
        };
        work.run(job, move |()| close.run(()));
    };
    view! {
        <Dialog title=titled(title) close=close test="rename-dialog">
            <form class="form" on:submit=save on:input=move |_| work.forgive()>
                <Field
                    label=Text::NewName
                    node=node
                    id="new-name"
                    complaint=complaint
                    judge=|text| limits::fits(text, limits::NAME).err()
                />
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::Save busy=Text::SaveBusy work=work test="save-name" />
                </div>
            </form>
            {folder.map(|folder| view! { <EarlierNames room=room folder=folder /> })}
        </Dialog>
    }
}

/// The names that a folder had, so that whoever lost against another sees it.
#[component]
fn EarlierNames(room: Room, folder: FolderRef) -> impl IntoView {
    let (events, set_events) = signal(Vec::<HistoryEvent>::new());
    leptos::task::spawn_local(async move {
        if let Ok(mut read) = room.folder_history(folder).await {
            read.retain(|event| matches!(event.what, DocDeed::Named(_)));
            set_events.try_set(read);
        }
    });
    move || {
        let events = events.get();
        (!events.is_empty()).then(|| view! { <History events=events /> })
    }
}

/// Asks for tags that several documents get.
#[component]
pub(crate) fn TagDialog(room: Room, docs: Vec<DocRef>, close: Callback<()>) -> impl IntoView {
    let (work, node) = (Work::new(), InputRef::new());
    node.on_load(|_| request_animation_frame(|| request_animation_frame(|| focus("bulk-tags"))));
    let count = docs.len();
    let docs = StoredValue::new(docs);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let tags = split(&value_of(node));
        if tags.is_empty() {
            return work.fail(Failure::BadName);
        }
        let change = |doc| DocChange {
            doc,
            tag: tags.clone(),
            ..DocChange::default()
        };
        let changes = docs.get_value().into_iter().map(change).collect();
        work.run(room.change(changes), move |()| close.run(()));
    };
    view! {
        <Dialog title=titled(Text::TagDocs) close=close test="tag-dialog">
            <form class="form" on:submit=save on:input=move |_| work.forgive()>
                <p class="dialog__text">{move || lang().tag_docs_text(count)}</p>
                <Field label=Text::NewTags node=node id="bulk-tags" hint=Text::NewTagsHint max="400" />
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::AddTag busy=Text::SaveBusy work=work test="save-tags" />
                </div>
            </form>
        </Dialog>
    }
}

/// Asks for the folder to which documents go.
#[component]
pub(crate) fn MoveDialog(
    room: Room,
    docs: Vec<DocRef>,
    close: Callback<()>,
    /// They are there.
    on_done: Callback<()>,
) -> impl IntoView {
    let (work, chosen) = (Work::new(), RwSignal::new(None::<FolderRef>));
    let count = docs.len();
    let docs = StoredValue::new(docs);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(folder) = chosen.get_untracked() {
            work.run(room.shift(docs.get_value(), folder), move |()| {
                on_done.run(());
                close.run(());
            });
        }
    };
    view! {
        <Dialog title=titled(Text::MoveDocs) close=close test="move-dialog">
            <form class="form" on:submit=save>
                <p class="dialog__text">{move || lang().move_docs_text(count)}</p>
                <FolderPicker room=room chosen=chosen />
                <p class="field__hint">{tr(Text::MoveHint)}</p>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::MoveHere busy=Text::MoveBusy work=work test="move-here" disabled=Signal::derive(move || chosen.with(Option::is_none)) />
                </div>
            </form>
        </Dialog>
    }
}

/// Chooses a folder for a folder. Who holds the new place holds it then.
#[component]
pub(crate) fn MoveFolderDialog(
    room: Room,
    folder: FolderRef,
    close: Callback<()>,
) -> impl IntoView {
    let (work, chosen) = (Work::new(), RwSignal::new(None::<FolderRef>));
    let folder = StoredValue::new(folder);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(to) = chosen.get_untracked() {
            let job = room.move_folder(folder.get_value(), to);
            work.run(job, move |()| close.run(()));
        }
    };
    view! {
        <Dialog title=titled(Text::MoveFolder) close=close test="move-folder-dialog">
            <form class="form" on:submit=save>
                <p class="dialog__text">{tr(Text::MoveFolderText)}</p>
                <FolderPicker room=room chosen=chosen />
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::MoveHere busy=Text::MoveBusy work=work test="move-folder-here" disabled=Signal::derive(move || chosen.with(Option::is_none)) />
                </div>
            </form>
        </Dialog>
    }
}
