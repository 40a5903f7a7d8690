//! The bin: what managers put away, to be taken out again or deleted for good.

use std::collections::HashSet;

use leptos::prelude::*;

use super::dialog::{Confirm, Dialog, titled};
use super::icon::Glyph;
use super::notes::{Empty, WorkFailure};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::listing::path;
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{DocRef, DocView};

/// The list; several can be ticked.
#[component]
pub(crate) fn BinDialog(room: Room, close: Callback<()>) -> impl IntoView {
    let (work, ticked) = (Work::new(), RwSignal::new(HashSet::<DocRef>::new()));
    let asking = RwSignal::new(None::<Vec<DocRef>>);
    let docs = Memo::new(move |_| room.view().map(|view| view.bin.clone()).unwrap_or_default());
    let chosen = move || {
        let ticked = ticked.get();
        let docs = docs.get().into_iter().map(|doc| doc.doc);
        docs.filter(|doc| ticked.contains(doc)).collect::<Vec<_>>()
    };
    let restore = move |_| {
        work.run(room.unbin(untrack(chosen)), move |()| {
            ticked.try_set(HashSet::new());
        });
    };
    let none = Signal::derive(move || chosen().is_empty());
    let asked = Callback::new(move |()| {
        if let Some(docs) = asking.get_untracked() {
            work.run(room.delete(docs), move |()| {
                asking.try_set(None);
                ticked.try_set(HashSet::new());
            });
        }
    });
    let lines = move || {
        let lines = docs.get().into_iter();
        lines
            .map(|doc| view! { <BinLine room=room doc=doc ticked=ticked /> })
            .collect_view()
    };
    view! {
        <Dialog title=titled(Text::Bin) close=close test="bin-dialog">
            <Show
                when=move || !docs.with(Vec::is_empty)
                fallback=|| view! { <Empty glyph=Glyph::Trash title=Text::BinEmptyTitle text=Text::BinEmptyText test="bin-empty" /> }
            >
                <p class="dialog__text">{tr(Text::BinText)}</p>
                <ul class="bin" data-test="bin">{lines}</ul>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <button type="button" class="button" data-test="empty-bin" disabled=move || work.is_running() on:click=move |_| {
                        asking.set(Some(docs.get_untracked().into_iter().map(|doc| doc.doc).collect()));
                    }>
                        {tr(Text::EmptyBin)}
                    </button>
                    <button type="button" class="button button--danger" data-test="delete-binned" disabled=move || none.get() || work.is_running() on:click=move |_| asking.set(Some(untrack(chosen)))>
                        {tr(Text::DeleteForGood)}
                    </button>
                    <button type="button" class="button button--primary" data-test="restore-binned" disabled=move || none.get() || work.is_running() on:click=restore>
                        {tr(Text::Restore)}
                    </button>
                </div>
            </Show>
        </Dialog>
        {move || asking.get().map(|docs| view! {
            <Confirm
                title=Text::DeleteTitle
                text=Signal::derive(move || lang().delete_text(docs.len()))
                act=Text::DeleteForGood
                close=Callback::new(move |()| asking.set(None))
                work=work
                on_yes=asked
            />
        })}
    }
}

#[component]
fn BinLine(room: Room, doc: DocView, ticked: RwSignal<HashSet<DocRef>>) -> impl IntoView {
    let id = StoredValue::new(doc.doc);
    let (size, name) = (doc.size, doc.name.clone());
    let from = room
        .view()
        .zip(doc.from)
        .map(|(view, from)| path(&view, &from))
        .filter(|path| !path.is_empty());
    let toggle = move |_| {
        ticked.update(|ticked| {
            let id = id.get_value();
            if !ticked.remove(&id) {
                ticked.insert(id);
            }
        });
    };
    view! {
        <li class="bin__line" data-test="bin-line" data-name=doc.name>
            <label class="bin__label">
                <input
                    type="checkbox"
                    data-test="bin-tick"
                    prop:checked=move || ticked.with(|ticked| id.with_value(|id| ticked.contains(id)))
                    on:change=toggle
                />
                <span class="bin__what">
                    <bdi>{name}</bdi>
                    <small class="versions__facts">
                        {move || format::size(size)}
                        {from.map(|from| view! { " · " <bdi>{from}</bdi> })}
                    </small>
                </span>
            </label>
        </li>
    }
}
