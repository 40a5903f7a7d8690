//! The question before a restored room: what happened, by whose word, how to make sure of it.

use leptos::prelude::*;

use crate::components::go_home::GoHome;
use crate::components::icon::{Glyph, Icon};
use crate::components::nav_link::NavLink;
use crate::components::notes::{FailureNote, Loading, Retry, WorkFailure};
use crate::components::safety_words::SafetyWords;
use crate::i18n::{Text, format, lang, tr};
use crate::routes::Route;
use crate::tasks::restore::{asks, confirm};
use crate::tasks::room::Room;
use crate::tasks::work::{Work, WorkState};
use crate::vault::messages::{AsksView, Failure};

/// Asks what there is to confirm, and shows it.
#[component]
pub(crate) fn AskToGoOn(room: Room) -> impl IntoView {
    let (work, told) = (Work::new(), RwSignal::new(None::<AsksView>));
    let look = move || work.run(asks(room), move |view| told.set(Some(view)));
    look();
    // it was confirmed on another device meanwhile
    Effect::new(move |_| {
        if work.state() == WorkState::Failed(Failure::Decided) {
            room.load();
        }
    });
    let again = Callback::new(move |()| look());
    move || match (told.get(), work.failure()) {
        (Some(view), _) => view! { <Asks room=room asks=view again=again /> }.into_any(),
        (None, Some(failure)) => view! { <Retry failure=failure again=again /> }.into_any(),
        (None, None) => view! { <Loading text=Text::OpeningRoom /> }.into_any(),
    }
}

/// The store shows less than was seen, and no owner says why: it stays shut.
#[component]
pub(crate) fn TurnedBack(again: Callback<()>) -> impl IntoView {
    view! {
        <section class="sheet restored" data-test="room-turned-back">
            <Icon glyph=Glyph::Warning />
            <h1>{tr(Text::RoomGoneTitle)}</h1>
            <FailureNote failure=Signal::stored(Some(Failure::RolledBack)) />
            <p>{tr(Text::RestoredNoWord)}</p>
            <div class="step__buttons">
                <GoHome />
                <button type="button" class="button" data-test="try-again" on:click=move |_| again.run(())>
                    <Icon glyph=Glyph::Retry />
                    {tr(Text::TryAgain)}
                </button>
            </div>
        </section>
    }
}

#[component]
fn Asks(room: Room, asks: AsksView, again: Callback<()>) -> impl IntoView {
    let work = Work::new();
    let lineage = StoredValue::new(asks.lineage.clone());
    let go = move |_| work.run(confirm(room, lineage.get_value()), |()| ());
    // another restore came in between: that one is asked about
    Effect::new(move |_| {
        if work.state() == WorkState::Failed(Failure::Restored) {
            again.run(());
        }
    });
    view! {
        <section class="sheet restored" data-test="room-restored">
            <Icon glyph=Glyph::Clock />
            <h1>{tr(Text::RestoredTitle)}</h1>
            <p class="sheet__about"><bdi>{asks.title.clone()}</bdi></p>
            <p>{tr(Text::RestoredText)}</p>
            <Facts asks=asks.clone() />
            <Lost asks=asks.clone() />
            <h2 class="setting__title">{tr(Text::RestoredCheckTitle)}</h2>
            <p>{tr(Text::RestoredCheck)}</p>
            <SafetyWords words=asks.owner_words hint=Text::OwnerWordsHint />
            <p class="note note--warning">
                <Icon glyph=Glyph::Warning />
                <span>{tr(Text::RestoredDanger)}</span>
            </p>
            <p class="field__hint">{tr(Text::RestoredLinks)}</p>
            <WorkFailure work=work />
            <div class="step__buttons">
                <button
                    type="button"
                    class="button button--primary"
                    data-test="restored-go"
                    disabled=move || work.is_running()
                    aria-busy=move || work.is_running().to_string()
                    on:click=go
                >
                    {tr(Text::RestoredGo)}
                </button>
                <NavLink to=Signal::stored(Route::Home) class="button" test="restored-not-now">
                    {tr(Text::RestoredNotNow)}
                </NavLink>
            </div>
        </section>
    }
}

/// Who says so, when, from what, and why.
#[component]
fn Facts(asks: AsksView) -> impl IntoView {
    let (at, made, number) = (asks.at, asks.made, asks.number as usize);
    let by = move || {
        let name = asks.owner.clone();
        name.unwrap_or_else(|| tr(Text::RestoredByUnknown)().to_owned())
    };
    let made = move || match made {
        Some(made) => format::date_time(made),
        None => tr(Text::RestoredMadeUnknown)().to_owned(),
    };
    let reason = move || {
        let reason = asks.reason.clone();
        reason.unwrap_or_else(|| tr(Text::RestoredReasonUnknown)().to_owned())
    };
    view! {
        <dl class="details__facts">
            <div class="details__fact"><dt>{tr(Text::RestoredBy)}</dt><dd data-test="restored-by"><bdi>{by}</bdi></dd></div>
            <div class="details__fact"><dt>{tr(Text::RestoredAt)}</dt><dd>{move || format::date_time(at)}</dd></div>
            <div class="details__fact"><dt>{tr(Text::RestoredMade)}</dt><dd data-test="restored-made">{made}</dd></div>
        </dl>
        <div>
            <p class="field__hint">{tr(Text::RestoredReason)}</p>
            <blockquote class="restored__reason" dir="auto" data-test="restored-reason">{reason}</blockquote>
        </div>
        {(number > 1).then(|| view! { <p>{move || lang().restored_times(number)}</p> })}
    }
}

/// What this device has seen, and is there no more.
#[component]
fn Lost(asks: AsksView) -> impl IntoView {
    let (lost, own) = (asks.lost as usize, asks.lost_own as usize);
    let newer = asks.newer || own > 0;
    view! {
        <div class="restored__lost" data-test="restored-lost">
            <p>{tr(if newer { Text::RestoredNewer } else { Text::RestoredSame })}</p>
            <ul hidden=lost == 0 && own == 0>
                {(lost > 0).then(|| view! { <li>{move || lang().restored_lost(lost)}</li> })}
                {(own > 0).then(|| view! { <li>{move || lang().restored_own(own)}</li> })}
            </ul>
        </div>
    }
}
