//! Files that were sent in and wait: a line above the documents, and the list behind it.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::dialog::{Confirm, Dialog, titled};
use super::icon::{Glyph, Icon};
use super::notes::WorkFailure;
use super::preview::Preview;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::links::{Board, use_waiting};
use crate::tasks::listing::{Row, path};
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{DocRef, WaitingDoc};

/// What is open.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Over {
    Nothing,
    List,
    Look(DocRef),
}

/// Says that files wait; nothing is shown while none do.
#[component]
pub(crate) fn WaitingFiles(room: Room) -> impl IntoView {
    let board = use_waiting(room);
    let over = RwSignal::new(Over::Nothing);
    let waiting = Memo::new(move |_| board.ready().unwrap_or_default());
    let count = move || waiting.with(Vec::len);
    let rows = Memo::new(move |_| {
        let waiting = waiting.get().into_iter();
        waiting.map(|it| Row::Doc(it.doc, None)).collect::<Vec<_>>()
    });
    // the last one was decided on
    Effect::new(move |_| {
        if count() == 0 && over.get_untracked() == Over::List {
            over.set(Over::Nothing);
        }
    });
    view! {
        <Show when=move || { count() > 0 }>
            <p class="note note--warning waiting" data-test="waiting-files">
                <Icon glyph=Glyph::Upload />
                <span>{move || lang().files_wait(count())}</span>
                <button type="button" class="button" data-test="waiting-open" on:click=move |_| over.set(Over::List)>
                    {tr(Text::ViewWaiting)}
                </button>
            </p>
        </Show>
        {move || match over.get() {
            Over::Nothing => ().into_any(),
            Over::List => view! { <WaitingDialog board=board waiting=waiting over=over /> }.into_any(),
            Over::Look(doc) => {
                let back = Callback::new(move |()| over.set(Over::List));
                view! { <Preview room=room.id() rows=rows first=doc saves=true close=back /> }.into_any()
            }
        }}
    }
}

#[component]
fn WaitingDialog(
    board: Board<Vec<WaitingDoc>>,
    waiting: Memo<Vec<WaitingDoc>>,
    over: RwSignal<Over>,
) -> impl IntoView {
    let (work, ticked) = (Work::new(), RwSignal::new(BTreeSet::<DocRef>::new()));
    let refusing = RwSignal::new(false);
    let close = Callback::new(move |()| over.set(Over::Nothing));
    let all =
        move || waiting.with(|list| list.iter().map(|it| it.doc.doc.clone()).collect::<Vec<_>>());
    // what was decided on meanwhile is no longer ticked
    let chosen = move || {
        let all = all();
        ticked.with(|ticked| {
            let chosen = all.into_iter().filter(|doc| ticked.contains(doc));
            chosen.collect::<Vec<_>>()
        })
    };
    let none = move || chosen().is_empty();
    let take = move |_| {
        work.run(board.take_in(untrack(chosen)), move |()| {
            ticked.set(BTreeSet::new());
        });
    };
    let every = move || !all().is_empty() && chosen().len() == all().len();
    view! {
        <Dialog title=titled(Text::WaitingTitle) close=close test="waiting-dialog">
            <p class="dialog__text">{tr(Text::WaitingText)}</p>
            <label class="check__label">
                <input
                    class="check__input"
                    type="checkbox"
                    data-test="waiting-all"
                    prop:checked=every
                    on:change=move |event| ticked.set(if event_target_checked(&event) { all().into_iter().collect() } else { BTreeSet::new() })
                />
                {tr(Text::SelectAll)}
            </label>
            <ul class="members" data-test="waiting-list">
                {move || waiting.get().into_iter().map(|one| view! { <WaitingLine one=one room=board.room ticked=ticked over=over /> }).collect_view()}
            </ul>
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <button type="button" class="button button--danger" data-test="waiting-refuse" disabled=move || none() || work.is_running() on:click=move |_| refusing.set(true)>
                    {tr(Text::RefuseFiles)}
                </button>
                <button type="button" class="button button--primary" data-test="waiting-take" disabled=move || none() || work.is_running() on:click=take>
                    {tr(Text::TakeFiles)}
                </button>
            </div>
        </Dialog>
        <Show when=move || refusing.get()>
            <RefuseQuestion board=board docs=Signal::derive(chosen) refusing=refusing />
        </Show>
    }
}

#[component]
fn RefuseQuestion(
    board: Board<Vec<WaitingDoc>>,
    docs: Signal<Vec<DocRef>>,
    refusing: RwSignal<bool>,
) -> impl IntoView {
    let work = Work::new();
    let close = Callback::new(move |()| refusing.set(false));
    let refuse = Callback::new(move |()| {
        work.run(board.refuse(docs.get_untracked()), move |()| close.run(()));
    });
    view! {
        <Confirm
            title=Text::RefuseFiles
            text=titled(Text::RefuseText)
            act=Text::RefuseFiles
            close=close
            work=work
            on_yes=refuse
        />
    }
}

#[component]
fn WaitingLine(
    one: WaitingDoc,
    room: Room,
    ticked: RwSignal<BTreeSet<DocRef>>,
    over: RwSignal<Over>,
) -> impl IntoView {
    let id = StoredValue::new(one.doc.doc.clone());
    let is_ticked = move || id.with_value(|id| ticked.with(|ticked| ticked.contains(id)));
    let toggle = move |_| {
        ticked.update(|ticked| {
            let id = id.get_value();
            if !ticked.remove(&id) {
                ticked.insert(id);
            }
        });
    };
    let name = one.doc.name.clone();
    let tick_label = move || lang().select_named(&name);
    let (size, added) = (one.doc.size, one.doc.added);
    let from = [one.from.clone(), one.label.clone()];
    let mut from: Vec<String> = from.into_iter().filter(|text| !text.is_empty()).collect();
    // a member is often called by its own name
    from.dedup();
    let member = one.member;
    let folder = one.doc.folder.clone();
    let facts = move || {
        let view = room.view();
        let place = view.map(|view| path(&view, &folder)).unwrap_or_default();
        let mut facts = vec![format::size(size), format::date_time(added)];
        if !from.is_empty() {
            let from = from.join(" · ");
            facts.push(match member {
                true => lang().sent_by_member(&from),
                false => lang().sent_by(&from),
            });
        }
        facts.push(lang().goes_into(&place));
        facts.join(" · ")
    };
    view! {
        <li class="member" data-test="waiting-doc">
            <input class="check__input" type="checkbox" aria-label=tick_label prop:checked=is_ticked data-test="waiting-tick" on:change=toggle />
            <div class="member__what">
                <p class="member__name"><bdi>{one.doc.name.clone()}</bdi></p>
                <p class="member__under">{facts}</p>
            </div>
            <button type="button" class="button" data-test="waiting-look" on:click=move |_| over.set(Over::Look(id.get_value()))>
                <Icon glyph=Glyph::Eye />
                {tr(Text::LookAt)}
            </button>
        </li>
    }
}
