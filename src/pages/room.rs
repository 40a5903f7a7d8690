//! A room: one bar, and its places below.

mod tabs;

use leptos::prelude::*;

use self::tabs::Tabs;
use super::coordinate::Coordinate;
use super::room_over::{RoomOver, is_over};
use super::{
    access::Access,
    activity::Activity,
    agreements::{Agreements, OwnCopies},
    closing::Closing,
    compliance::Compliance,
    documents::Documents,
    incident::Incident,
    information::Information,
    links::Links,
    people::People,
    reports::Reports,
    retention::Retention,
    settings::Settings,
};
use crate::browser::page::dialog::set_title;
use crate::components::agree::Agree;
use crate::components::expiry::TimeLeft;
use crate::components::freshness::Freshness;
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{Loading, Note, Retry, Weight};
use crate::components::restore::{
    asks::{AskToGoOn, TurnedBack},
    lost::RoomsLost,
    unfinished::Unfinished,
};
use crate::components::room_state::RoomStateChip;
use crate::components::shared_by::SharedBy;
use crate::i18n::{Text, format, lang};
use crate::routes::{Place, Route};
use crate::tasks::app::use_app;
use crate::tasks::room::{Room, RoomState, use_room};
use crate::vault::messages::{Alarm, Failure, RoomRef};

/// Opens the room and shows the place that the path names.
#[component]
pub(crate) fn RoomPage(id: RoomRef) -> impl IntoView {
    let room = use_room(id);
    let again = Callback::new(move |()| room.load());
    let stage = Memo::new(move |_| match room.state() {
        RoomState::Loading => Stage::Loading,
        RoomState::Failed(failure) => Stage::Failed(failure),
        RoomState::Ready(_) => Stage::Ready,
    });
    move || match stage.get() {
        Stage::Loading => view! { <Loading text=Text::OpeningRoom /> }.into_any(),
        Stage::Failed(Failure::Restored) => view! { <AskToGoOn room=room /> }.into_any(),
        Stage::Failed(Failure::RolledBack) => view! { <TurnedBack again=again /> }.into_any(),
        Stage::Failed(Failure::RoomsLost) => view! { <RoomsLost done=again /> }.into_any(),
        Stage::Failed(failure) if is_over(failure) => {
            view! { <RoomOver id=room.id() failure=failure again=again /> }.into_any()
        }
        Stage::Failed(failure) => view! { <Retry failure=failure again=again /> }.into_any(),
        Stage::Ready => view! { <OpenRoom room=room /> }.into_any(),
    }
}

/// What is drawn anew; a room that only changed inside is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    Failed(Failure),
    Ready,
}

#[component]
fn OpenRoom(room: Room) -> impl IntoView {
    let navigation = use_app().navigation;
    let place = Memo::new(move |_| match navigation.route() {
        Route::Room { place, .. } => place.bare(),
        _ => Place::Documents { folder: None },
    });
    let title = Memo::new(move |_| {
        room.view()
            .map(|view| view.title.clone())
            .unwrap_or_default()
    });
    let owes = Memo::new(move |_| room.view().is_some_and(|view| view.owes));
    Effect::new(move |_| set_title(&lang().page_title(&title.get())));
    view! {
        <section class="room" data-test="page-room">
            <RoomBar room=room title=title />
            <Show when=move || owes.get() fallback=move || view! { <Places room=room place=place /> }>
                <Agree room=room />
            </Show>
        </section>
    }
}

/// What is in the room, once nothing is to be agreed to first.
#[component]
fn Places(room: Room, place: Memo<Place>) -> impl IntoView {
    let coordinates = Memo::new(move |_| room.view().is_some_and(|view| view.coordinates));
    view! {
            <Tabs room=room place=place />
            {move || match place.get() {
                Place::Documents { .. } => view! { <Documents room=room /> }.into_any(),
                Place::People => view! { <People room=room /> }.into_any(),
                Place::Access if coordinates.get() => view! { <Coordinate room=room /> }.into_any(),
                Place::Access => view! { <Access room=room /> }.into_any(),
                Place::Links => view! { <Links room=room /> }.into_any(),
                Place::Activity => view! { <Activity room=room /> }.into_any(),
                Place::Settings => view! { <Settings room=room /> }.into_any(),
                Place::Agreements => view! { <Agreements room=room /> }.into_any(),
                Place::Information => view! { <Information room=room /> }.into_any(),
                Place::Incident => view! { <Incident room=room /> }.into_any(),
                Place::Reports => view! { <Reports room=room /> }.into_any(),
                Place::Closing => view! { <Closing room=room /> }.into_any(),
                Place::Retention => view! { <Retention room=room /> }.into_any(),
                Place::Compliance(duty) => view! { <Compliance room=room duty=duty /> }.into_any(),
            }}
    }
}

/// Name, state and freshness.
#[component]
fn RoomBar(room: Room, title: Memo<String>) -> impl IntoView {
    // the gate's clock says whether it is
    let over = Callback::new(move |()| room.load());
    view! {
        <header class="room__bar">
            <h1 class="room__title" data-test="room-title-shown"><bdi>{move || title.get()}</bdi></h1>
            <RoomFacts room=room on_over=over />
            <Unfinished room=room />
            <Alarms room=room />
        </header>
    }
}

/// Whose it is, as of when, and until when. Each part is drawn anew only when it changes.
#[component]
pub(crate) fn RoomFacts(
    room: Room,
    /// The time is over.
    #[prop(optional)]
    on_over: Option<Callback<()>>,
) -> impl IntoView {
    let owner = Memo::new(move |_| {
        let view = room.view().filter(|view| !view.manage)?;
        Some((view.owner.clone(), view.owner_words.clone()))
    });
    let expires = Memo::new(move |_| room.view()?.expires);
    view! {
        <div class="room__facts">
            {move || owner.get().map(|(owner, words)| view! { <SharedBy owner=owner words=words /> })}
            <RoomStateChip room=room />
            <Freshness room=room />
            {move || expires.get().map(|expires| view! { <TimeLeft expires=expires on_over=on_over /> })}
            <Show when=move || room.view().is_some_and(|view| !view.manage)>
                <OwnCopies room=room />
            </Show>
        </div>
    }
}

/// What is wrong with what the store serves, in one sentence each.
#[component]
pub(crate) fn Alarms(room: Room) -> impl IntoView {
    let wrong = Memo::new(move |_| {
        let mut view = room
            .view()
            .map(|view| (view.unproven, view.alarms.clone()))?;
        view.1.dedup();
        Some(view)
    });
    let list = move || {
        let (unproven, alarms) = wrong.get()?;
        let alarms = alarms.into_iter().map(|alarm| {
            let text = match alarm {
                Alarm::MissingEntry => Text::AlarmMissingEntry,
                Alarm::MissingBody => Text::AlarmMissingBody,
                Alarm::BrokenRecord => Text::AlarmBrokenRecord,
                Alarm::MissingKey => Text::AlarmMissingKey,
                Alarm::ForgedEntry => Text::AlarmForgedEntry,
                Alarm::Unsettled => Text::AlarmUnsettled,
            };
            view! { <Note weight=Weight::Alarm text=text test="alarm" /> }
        });
        let unproven = unproven
            .then(|| view! { <Note weight=Weight::Warning text=Text::Unproven test="unproven" /> });
        Some(view! { {unproven} {alarms.collect_view()} })
    };
    view! {
        <Clocks room=room />
        {list}
    }
}

/// That this device's clock and the server's are apart, which decides until when something may be read.
#[component]
fn Clocks(room: Room) -> impl IntoView {
    let apart = Memo::new(move |_| room.view().and_then(|view| view.clock));
    let says = |apart: f64| {
        let by = format::span(apart.abs() / 1000.0);
        match apart > 0.0 {
            true => lang().clock_device_behind(&by),
            false => lang().clock_device_ahead(&by),
        }
    };
    move || {
        apart.get().map(|apart| {
            view! {
                <p class="note note--warning" role="status" data-test="clock-apart">
                    <Icon glyph=Glyph::Clock />
                    <span>{move || says(apart)}</span>
                </p>
            }
        })
    }
}
