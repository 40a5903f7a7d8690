//! How the room stands, in one chip, and how long it is still there.

use leptos::prelude::*;

use super::expiry::TimeLeft;
use super::icon::{Glyph, Icon};
use crate::i18n::{Lang, Text, tr};
use crate::tasks::room::Room;
use crate::vault::messages::RoomStanding;

/// Open, read only or locked; and until when, if the room ends.
#[component]
pub(crate) fn RoomStateChip(room: Room) -> impl IntoView {
    let standing = Memo::new(move |_| room.view().map(|view| (view.standing, view.ends)));
    move || {
        let (standing, ends) = standing.get()?;
        let class = match standing {
            RoomStanding::Open => "badge badge--live",
            RoomStanding::ReadOnly => "badge badge--waiting",
            RoomStanding::Locked => "badge badge--locked",
        };
        Some(view! {
            <span class=class data-test="room-state" data-state=format!("{standing:?}")>
                {(standing == RoomStanding::Locked).then(|| view! { <Icon glyph=Glyph::Lock /> })}
                {tr(standing_text(standing))}
            </span>
            {ends.map(|ends| view! { <TimeLeft expires=ends words=Lang::room_ends_in /> })}
        })
    }
}

/// What it is called.
pub(crate) fn standing_text(standing: RoomStanding) -> Text {
    match standing {
        RoomStanding::Open => Text::StandingOpen,
        RoomStanding::ReadOnly => Text::StandingReadOnly,
        RoomStanding::Locked => Text::StandingLocked,
    }
}
