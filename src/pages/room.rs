//! A room: one bar, and its places below.

use leptos::prelude::*;

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
use crate::components::nav_link::NavLink;
use crate::components::notes::{Loading, Note, Retry, Weight};
use crate::components::restore::{
    asks::{AskToGoOn, TurnedBack},
    lost::RoomsLost,
    unfinished::Unfinished,
};
use crate::components::room_state::RoomStateChip;
use crate::components::shared_by::SharedBy;
use crate::i18n::{Text, format, lang, tr};
use crate::routes::{Duty, Place, Route};
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
        Route::Room {
            place: Place::People,
            ..
        } => Tab::People,
        Route::Room {
            place: Place::Access,
            ..
        } => Tab::Access,
        Route::Room {
            place: Place::Links,
            ..
        } => Tab::Links,
        Route::Room {
            place: Place::Activity,
            ..
        } => Tab::Activity,
        Route::Room {
            place: Place::Settings,
            ..
        } => Tab::Settings,
        Route::Room {
            place: Place::Agreements,
            ..
        } => Tab::Agreements,
        Route::Room {
            place: Place::Information,
            ..
        } => Tab::Information,
        Route::Room {
            place: Place::Incident,
            ..
        } => Tab::Incident,
        Route::Room {
            place: Place::Reports,
            ..
        } => Tab::Reports,
        Route::Room {
            place: Place::Closing,
            ..
        } => Tab::Closing,
        Route::Room {
            place: Place::Retention,
            ..
        } => Tab::Retention,
        Route::Room {
            place: Place::Compliance(_),
            ..
        } => Tab::Compliance,
        _ => Tab::Documents,
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
fn Places(room: Room, place: Memo<Tab>) -> impl IntoView {
    let coordinates = Memo::new(move |_| room.view().is_some_and(|view| view.coordinates));
    let navigation = use_app().navigation;
    let duty = Memo::new(move |_| match navigation.route() {
        Route::Room {
            place: Place::Compliance(duty),
            ..
        } => duty,
        _ => Duty::Forms,
    });
    view! {
            <Tabs room=room place=place />
            {move || match place.get() {
                Tab::Documents => view! { <Documents room=room /> }.into_any(),
                Tab::People => view! { <People room=room /> }.into_any(),
                Tab::Access if coordinates.get() => view! { <Coordinate room=room /> }.into_any(),
                Tab::Access => view! { <Access room=room /> }.into_any(),
                Tab::Links => view! { <Links room=room /> }.into_any(),
                Tab::Activity => view! { <Activity room=room /> }.into_any(),
                Tab::Settings => view! { <Settings room=room /> }.into_any(),
                Tab::Agreements => view! { <Agreements room=room /> }.into_any(),
                Tab::Information => view! { <Information room=room /> }.into_any(),
                Tab::Incident => view! { <Incident room=room /> }.into_any(),
                Tab::Reports => view! { <Reports room=room /> }.into_any(),
                Tab::Closing => view! { <Closing room=room /> }.into_any(),
                Tab::Retention => view! { <Retention room=room /> }.into_any(),
                Tab::Compliance => view! { <Compliance room=room duty=duty /> }.into_any(),
            }}
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Documents,
    People,
    Access,
    Links,
    Activity,
    Settings,
    Agreements,
    Information,
    Closing,
    Compliance,
    Incident,
    Reports,
    Retention,
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

#[component]
fn Tabs(room: Room, place: Memo<Tab>) -> impl IntoView {
    let manage = move || room.view().is_some_and(|view| view.manage);
    let coordinates = move || room.view().is_some_and(|view| view.coordinates);
    let tab = move |tab: Tab, to: Place, text: Text, test: &'static str| {
        view! {
            <NavLink
                to=Signal::stored(Route::room(&room.id(), to))
                class="tabs__tab"
                test=test
                current=Signal::derive(move || place.get() == tab)
            >
                {tr(text)}
            </NavLink>
        }
    };
    view! {
        <nav class="tabs" aria-label=tr(Text::Places)>
            {tab(Tab::Documents, Place::Documents { folder: None }, Text::Documents, "tab-documents")}
            <Show when=move || manage() || coordinates()>
                {tab(Tab::People, Place::People, Text::People, "tab-people")}
            </Show>
            <Show when=coordinates>
                {tab(Tab::Access, Place::Access, Text::Proposals, "tab-proposals")}
            </Show>
            <Show when=manage>
                {tab(Tab::Access, Place::Access, Text::AccessTab, "tab-access")}
                {tab(Tab::Links, Place::Links, Text::Links, "tab-links")}
                {tab(Tab::Agreements, Place::Agreements, Text::Agreement, "tab-agreements")}
                {tab(Tab::Information, Place::Information, Text::InformationTab, "tab-information")}
                {tab(Tab::Incident, Place::Incident, Text::IncidentTab, "tab-incident")}
                {tab(Tab::Retention, Place::Retention, Text::RetentionTab, "tab-retention")}
            </Show>
            <Show when=move || manage() || coordinates()>
                {tab(Tab::Compliance, Place::Compliance(Duty::Forms), Text::ComplianceTab, "tab-compliance")}
            </Show>
            {tab(Tab::Activity, Place::Activity, Text::Activity, "tab-activity")}
            <Show when=manage>{tab(Tab::Reports, Place::Reports, Text::ReportsTab, "tab-reports")}</Show>
            <Show when=move || !coordinates()>{tab(Tab::Closing, Place::Closing, Text::ClosingTab, "tab-closing")}</Show>
            <Show when=move || !manage() && !coordinates()>
                {tab(Tab::Compliance, Place::Compliance(Duty::Channel), Text::ChannelTitle, "tab-channel")}
            </Show>
            <Show when=manage>{tab(Tab::Settings, Place::Settings, Text::Settings, "tab-settings")}</Show>
        </nav>
    }
}
