//! The room's lock: nobody but owners at once, or nobody but owners writes.

use leptos::prelude::*;

use super::dialog::{Confirm, titled};
use super::icon::{Glyph, Icon};
use super::notes::WorkFailure;
use super::room_state::standing_text;
use crate::i18n::{Text, tr};
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::RoomStanding;

/// Says how the room stands, and lets owners change it.
#[component]
pub(crate) fn RoomLock(room: Room) -> impl IntoView {
    let asked = RwSignal::new(None::<RoomStanding>);
    let opening = Work::new();
    let state = Memo::new(move |_| room.view().map(|view| (view.standing, view.owns)));
    let standing = move || {
        state
            .get()
            .map_or(RoomStanding::Open, |(standing, _)| standing)
    };
    let owns = move || state.get().is_some_and(|(_, owns)| owns);
    let open = move |_| opening.run(room.set_standing(RoomStanding::Open), |()| ());
    view! {
        <section class="setting" aria-labelledby="room-lock-title" data-test="setting-lock">
            <h3 class="setting__title" id="room-lock-title">{tr(Text::RoomLockTitle)}</h3>
            <p class="setting__now">
                <span data-test="standing">{move || tr(standing_text(standing()))()}</span>
            </p>
            <p class="setting__text">{move || tr(means(standing()))()}</p>
            <Show when=owns fallback=|| view! { <p class="setting__text">{tr(Text::OwnersOnly)}</p> }>
                <div class="setting__buttons">
                    <Show when=move || standing() != RoomStanding::Open>
                        <button type="button" class="button button--primary" data-test="room-open" disabled=move || opening.is_running() on:click=open>
                            {move || tr(if standing() == RoomStanding::Locked { Text::RoomUnlockAct } else { Text::RoomOpenAct })()}
                        </button>
                    </Show>
                    <Show when=move || standing() != RoomStanding::ReadOnly>
                        <button type="button" class="button" data-test="room-freeze" on:click=move |_| asked.set(Some(RoomStanding::ReadOnly))>
                            <Icon glyph=Glyph::Pause />
                            {tr(Text::RoomFreezeAct)}
                        </button>
                    </Show>
                    <Show when=move || standing() != RoomStanding::Locked>
                        <button type="button" class="button button--danger" data-test="room-lock" on:click=move |_| asked.set(Some(RoomStanding::Locked))>
                            <Icon glyph=Glyph::Lock />
                            {tr(Text::RoomLockAct)}
                        </button>
                    </Show>
                </div>
                <WorkFailure work=opening />
            </Show>
        </section>
        {move || asked.get().map(|to| view! { <Ask room=room to=to asked=asked /> })}
    }
}

/// Asks before others are kept out.
#[component]
fn Ask(room: Room, to: RoomStanding, asked: RwSignal<Option<RoomStanding>>) -> impl IntoView {
    let work = Work::new();
    let close = Callback::new(move |()| asked.set(None));
    let yes = Callback::new(move |()| work.run(room.set_standing(to), move |()| close.run(())));
    let (title, text, act) = match to {
        RoomStanding::Locked => (
            Text::RoomLockAskTitle,
            Text::RoomLockAskText,
            Text::RoomLockAct,
        ),
        _ => (
            Text::RoomFreezeAskTitle,
            Text::RoomFreezeAskText,
            Text::RoomFreezeAct,
        ),
    };
    view! {
        <Confirm title=title text=titled(text) act=act close=close work=work on_yes=yes />
    }
}

fn means(standing: RoomStanding) -> Text {
    match standing {
        RoomStanding::Open => Text::MeansOpen,
        RoomStanding::ReadOnly => Text::MeansReadOnly,
        RoomStanding::Locked => Text::MeansLocked,
    }
}
