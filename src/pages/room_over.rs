//! A room that does not open any more: why, the way home, and the way off the list.

use leptos::prelude::*;

use crate::components::dialog::{Confirm, titled};
use crate::components::go_home::GoHome;
use crate::components::icon::{Glyph, Icon};
use crate::components::nav_link::NavLink;
use crate::i18n::{Text, failure::sentence, tr};
use crate::routes::Route;
use crate::tasks::app::use_app;
use crate::tasks::rooms::{RoomsState, use_rooms};
use crate::tasks::work::Work;
use crate::vault::messages::{Failure, Request, RoomRef};

/// Is the way into the room closed, rather than in the way of trouble that passes?
pub(crate) fn is_over(failure: Failure) -> bool {
    matches!(
        failure,
        Failure::Ended
            | Failure::Expired
            | Failure::NotFound
            | Failure::NotAllowed
            | Failure::RoomLocked
            | Failure::Suspended
    )
}

/// Says it.
#[component]
pub(crate) fn RoomOver(id: RoomRef, failure: Failure, again: Callback<()>) -> impl IntoView {
    let rooms = use_rooms();
    let (title, text) = match failure {
        Failure::Ended => (Text::RoomEndedTitle, Text::RoomEndedText),
        Failure::Expired => (Text::RoomExpiredTitle, Text::RoomExpiredText),
        Failure::RoomLocked => (Text::RoomLockedTitle, Text::RoomLockedText),
        Failure::Suspended => (Text::RoomSuspendedTitle, Text::RoomSuspendedText),
        other => (Text::RoomGoneTitle, sentence(other)),
    };
    let passes = matches!(failure, Failure::RoomLocked | Failure::Suspended);
    let lost = failure == Failure::NotFound;
    let wanted = id.clone();
    let listed = Memo::new(move |_| match rooms.state() {
        RoomsState::Ready(list) => list.into_iter().find(|room| room.room == wanted),
        RoomsState::Loading | RoomsState::Failed(_) => None,
    });
    let id = StoredValue::new(id);
    view! {
        <section class="sheet sheet--narrow" data-test="room-over" data-state=format!("{failure:?}")>
            <Icon glyph=Glyph::Lock />
            <h1>{tr(title)}</h1>
            {move || listed.get().map(|room| view! { <p class="sheet__about"><bdi>{room.title}</bdi></p> })}
            <p>{tr(text)}</p>
            <div class="step__buttons">
                <GoHome />
                <button type="button" class="button" data-test="try-again" on:click=move |_| again.run(())>
                    <Icon glyph=Glyph::Retry />
                    {tr(Text::TryAgain)}
                </button>
                <Show when=move || lost && listed.get().is_some_and(|room| room.mine)>
                    <NavLink to=Signal::stored(Route::Restore) class="button" test="restore-link">
                        {tr(Text::RoomRestoreAct)}
                    </NavLink>
                </Show>
                // what passes is no reason to throw the keys away
                <Show when=move || !passes && listed.get().is_some_and(|room| !room.mine)>
                    <ForgetRoom room=id.get_value() />
                </Show>
            </div>
        </section>
    }
}

/// Takes it off the list, after asking: its keys go with it.
#[component]
fn ForgetRoom(room: RoomRef) -> impl IntoView {
    let app = use_app();
    let (asked, work) = (RwSignal::new(false), Work::new());
    let room = StoredValue::new(room);
    let forget = Callback::new(move |()| {
        let request = Request::ForgetRoom {
            room: room.get_value(),
        };
        work.run(async move { app.vault.ask(request).await }, move |_| {
            app.navigation.replace(Route::Home);
        });
    });
    view! {
        <button type="button" class="button button--quiet" data-test="forget-room" on:click=move |_| asked.set(true)>
            <Icon glyph=Glyph::Trash />
            {tr(Text::ForgetRoomAct)}
        </button>
        <Show when=move || asked.get()>
            <Confirm
                title=Text::ForgetRoomTitle
                text=titled(Text::ForgetRoomText)
                act=Text::ForgetRoomAct
                close=Callback::new(move |()| asked.set(false))
                work=work
                on_yes=forget
            />
        </Show>
    }
}
