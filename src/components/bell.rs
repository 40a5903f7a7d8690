//! What is new: a bell with a number, a panel with sentences, a badge for each room.

use leptos::prelude::*;

use super::dialog::{Dialog, titled};
use super::icon::{Glyph, Icon};
use super::nav_link::NavLink;
use crate::i18n::{Text, format, lang, tr};
use crate::routes::Route;
use crate::tasks::app::use_app;
use crate::vault::messages::{Failure, NewsItem, NewsKind, NewsOf, RoomRef};

/// The bell in the header; opens the panel.
#[component]
pub(crate) fn BellButton() -> impl IntoView {
    let bell = use_app().bell;
    let open = RwSignal::new(false);
    let count = Memo::new(move |_| bell.count());
    let label = move || match count.get() {
        0 => tr(Text::BellLabel)().to_owned(),
        count => lang().bell_label_new(count),
    };
    view! {
        <button type="button" class="icon-button bell" aria-label=label data-test="bell" on:click=move |_| open.set(true)>
            <Icon glyph=Glyph::Bell />
            <Show when=move || { count.get() > 0 }>
                <span class="bell__count" aria-hidden="true" data-test="bell-count">{move || count.get()}</span>
            </Show>
        </button>
        <Show when=move || open.get()>
            <Panel close=Callback::new(move |()| open.set(false)) />
        </Show>
    }
}

#[component]
fn Panel(close: Callback<()>) -> impl IntoView {
    let bell = use_app().bell;
    let rooms = Memo::new(move |_| bell.rooms());
    view! {
        <Dialog title=titled(Text::BellTitle) close=close test="bell-dialog">
            <Show
                when=move || !rooms.with(Vec::is_empty)
                fallback=|| view! { <p class="dialog__text" data-test="bell-none">{tr(Text::BellNone)}</p> }
            >
                <ul class="news" data-test="news">
                    {move || rooms.get().into_iter().map(|room| view! { <OfRoom news=room close=close /> }).collect_view()}
                </ul>
            </Show>
        </Dialog>
    }
}

#[component]
fn OfRoom(news: NewsOf, close: Callback<()>) -> impl IntoView {
    let bell = use_app().bell;
    let room = StoredValue::new(news.room.clone());
    let failure = news.failure.and_then(shut_text);
    let any = !news.items.is_empty();
    let items = news.items.into_iter().map(|item| {
        let kind = format!("{:?}", item.kind);
        view! { <li class="news__item" data-test="news-item" data-kind=kind>{move || sentence(&item)}</li> }
    });
    view! {
        <li class="news__room" data-test="news-room">
            <div class="news__head" on:click=move |_| close.run(())>
                <NavLink to=Signal::stored(Route::documents(&news.room, None)) class="news__title" test="news-title">
                    <bdi>{news.title}</bdi>
                </NavLink>
            </div>
            <ul class="news__items">
                {items.collect_view()}
                {failure.map(|text| view! { <li class="news__item" data-test="news-shut">{tr(text)}</li> })}
            </ul>
            {any.then(|| view! {
                <button type="button" class="button button--quiet" data-test="mark-read" on:click=move |_| bell.mark_read(room.get_value())>
                    <Icon glyph=Glyph::Check />
                    {tr(Text::MarkRead)}
                </button>
            })}
        </li>
    }
}

/// How much is new in a room, and what first.
#[component]
pub(crate) fn RoomNewsBadge(room: RoomRef) -> impl IntoView {
    let bell = use_app().bell;
    let news = Memo::new(move |_| bell.of(&room));
    move || {
        let news = news.get()?;
        if let Some(text) = news.failure.and_then(shut_text) {
            return Some(
                view! { <span class="room-card__news" data-test="room-shut">{tr(text)}</span> }
                    .into_any(),
            );
        }
        let first = news.items.first().cloned()?;
        let count = news.items.len();
        Some(
            view! {
                <span class="room-card__news" data-test="room-news">
                    <span class="badge badge--waiting">{lang().news_count(count)}</span>
                    <bdi>{sentence(&first)}</bdi>
                </span>
            }
            .into_any(),
        )
    }
}

/// What an owner did to the room is worth knowing; a lost connection is no news.
fn shut_text(failure: Failure) -> Option<Text> {
    match failure {
        Failure::RoomLocked => Some(Text::NewsRoomLocked),
        Failure::Suspended => Some(Text::NewsSuspended),
        _ => None,
    }
}

fn sentence(item: &NewsItem) -> String {
    let name = item.names.join(tr(Text::Comma)());
    let count = item.count as usize;
    let until = item.until.map(format::date_time).unwrap_or_default();
    match item.kind {
        NewsKind::Documents => lang().news_documents(count, &name),
        NewsKind::Versions => lang().news_versions(count, &name),
        NewsKind::Outdated => lang().news_outdated(&name),
        NewsKind::Dropped => lang().news_dropped(count, &name),
        NewsKind::Joined => lang().news_joined(&name),
        NewsKind::Proposed => lang().news_proposed(&name),
        NewsKind::Answered => lang().news_answered(&name),
        NewsKind::Text => tr(Text::NewsText)().to_owned(),
        NewsKind::EndsMine => lang().news_ends_mine(&until),
        NewsKind::EndsMember => lang().news_ends_member(&name, &until),
        NewsKind::EndsRoom => lang().news_ends_room(&until),
        NewsKind::Due => lang().news_due(count, &name),
        NewsKind::DueSoon => lang().news_due_soon(count, &name, &until),
        NewsKind::Asked => lang().news_asked(&name),
        NewsKind::ReadOnly => tr(Text::NewsReadOnly)().to_owned(),
    }
}
