//! My rooms, and those that others share with me.

use leptos::prelude::*;

use crate::browser::page::dialog::{focus, set_title};
use crate::components::bell::RoomNewsBadge;
use crate::components::dialog::{Dialog, titled};
use crate::components::expiry::TimeLeft;
use crate::components::field::{Complaint, Field, InputRef, PassphraseField, judged, value_of};
use crate::components::icon::{Glyph, Icon};
use crate::components::nav_link::NavLink;
use crate::components::notes::{Empty, Loading, Retry, WorkFailure};
use crate::components::restore::lost::RoomsLost;
use crate::components::submit::Submit;
use crate::i18n::{Text, format, lang, tr};
use crate::routes::Route;
use crate::tasks::app::use_app;
use crate::tasks::limits;
use crate::tasks::rooms::{RoomsState, use_rooms};
use crate::tasks::work::{Work, WorkState};
use crate::vault::messages::{Failure, Request, RoomSummary};

/// The list, and the way to a new one.
#[component]
pub(crate) fn Rooms() -> impl IntoView {
    let rooms = use_rooms();
    let creating = RwSignal::new(false);
    let again = Callback::new(move |()| rooms.load());
    Effect::new(move |_| set_title(&lang().page_title(tr(Text::Rooms)())));
    let list = move || {
        match rooms.state() {
        RoomsState::Loading => view! { <Loading text=Text::LoadingRooms /> }.into_any(),
        RoomsState::Failed(Failure::RoomsLost) => view! { <RoomsLost done=again /> }.into_any(),
        RoomsState::Failed(failure) => view! { <Retry failure=failure again=again /> }.into_any(),
        RoomsState::Ready(list) if list.is_empty() => view! {
            <Empty glyph=Glyph::Folder title=Text::NoRoomsTitle text=Text::NoRoomsText test="no-rooms">
                <NewRoom creating=creating />
                <RestoreLink />
            </Empty>
        }
        .into_any(),
        RoomsState::Ready(list) => {
            let cards = list.into_iter().map(|room| view! { <RoomCard room=room /> }).collect_view();
            view! { <ul class="rooms__list" data-test="rooms">{cards}</ul> }.into_any()
        }
    }
    };
    view! {
        <section class="rooms" data-test="page-rooms">
            <header class="rooms__head">
                <h1>{tr(Text::Rooms)}</h1>
                <Show when=move || matches!(rooms.state(), RoomsState::Ready(list) if !list.is_empty())>
                    <RestoreLink />
                    <NewRoom creating=creating />
                </Show>
            </header>
            {list}
        </section>
        <Show when=move || creating.get()>
            <CreateDialog close=Callback::new(move |()| creating.set(false)) />
        </Show>
    }
}

#[component]
fn NewRoom(creating: RwSignal<bool>) -> impl IntoView {
    view! {
        <button type="button" class="button button--primary" data-test="new-room" on:click=move |_| creating.set(true)>
            <Icon glyph=Glyph::FolderAdd />
            {tr(Text::NewRoom)}
        </button>
    }
}

#[component]
fn RestoreLink() -> impl IntoView {
    view! {
        <NavLink to=Signal::stored(Route::Restore) class="button button--quiet" test="restore-link">
            {tr(Text::RoomRestoreAct)}
        </NavLink>
    }
}

#[component]
fn RoomCard(room: RoomSummary) -> impl IntoView {
    let (mine, owner, opened) = (room.mine, room.owner, room.last_opened);
    let whose = move || {
        if mine {
            tr(Text::MyRoom)().to_owned()
        } else {
            lang().shared_by(&owner)
        }
    };
    view! {
        <li>
            <NavLink to=Signal::stored(Route::documents(&room.room, None)) class="room-card" test="room-card">
                <Icon glyph=Glyph::Folder />
                <span class="room-card__title"><bdi>{room.title}</bdi></span>
                <span class="room-card__under">{whose}</span>
                <span class="room-card__under">{move || lang().last_opened(&format::date_time(opened))}</span>
                <RoomNewsBadge room=room.room.clone() />
                {room.expires.map(|expires| view! { <TimeLeft expires=expires /> })}
            </NavLink>
        </li>
    }
}

/// Asks for a title, and for the operator's token if the page does not know it.
#[component]
fn CreateDialog(close: Callback<()>) -> impl IntoView {
    let app = use_app();
    let (work, title, token) = (Work::new(), InputRef::new(), InputRef::new());
    let complaint = Complaint::new(None);
    let known = RwSignal::new(app.secrets.token().is_some());
    title.on_load(|_| request_animation_frame(|| request_animation_frame(|| focus("room-title"))));
    let create = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let fits = |text: &str| limits::fits(text, limits::TITLE).map(|()| text.to_owned());
        let Some(title) = judged(title, "room-title", complaint, fits) else {
            return;
        };
        let token = app
            .secrets
            .token()
            .unwrap_or_else(|| value_of(token).trim().to_owned());
        let kept = token.clone();
        if title.is_empty() {
            return work.fail(Failure::BadName);
        }
        work.run(
            app.vault.room(Request::CreateRoom { title, token }),
            move |room| {
                app.secrets.keep_token(kept);
                close.run(());
                app.navigation.go(Route::documents(&room.room, None));
            },
        );
    };
    // a token that the server does not take is asked for again
    Effect::new(move |_| {
        if work.state() == WorkState::Failed(Failure::WrongToken) {
            app.secrets.forget_token();
            known.set(false);
        }
    });
    view! {
        <Dialog title=titled(Text::NewRoom) close=close test="room-dialog">
            <form class="form" on:submit=create>
                <Field
                    label=Text::RoomTitle
                    node=title
                    id="room-title"
                    hint=Text::RoomTitleHint
                    complaint=complaint
                    judge=|text| limits::fits(text, limits::TITLE).err()
                />
                <Show when=move || !known.get()>
                    <PassphraseField label=Text::Token node=token id="token" hint=Text::TokenHint autocomplete="off" />
                </Show>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::CreateRoom busy=Text::CreateRoomBusy work=work test="create-room" />
                </div>
            </form>
        </Dialog>
    }
}
