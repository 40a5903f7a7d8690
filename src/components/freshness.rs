//! As of when a room is shown, and the way to read it again.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::room::Room;

/// Time and button. The button stays where it is while the room changes, so that it keeps the focus.
#[component]
pub(crate) fn Freshness(room: Room) -> impl IntoView {
    let as_of = Memo::new(move |_| room.view().map(|view| view.as_of));
    view! {
        <span class="freshness">
            {move || as_of.get().map(|as_of| view! {
                <span data-test="as-of">{move || lang().as_of(&format::date_time(as_of))}</span>
            })}
            <button
                type="button"
                class="icon-button freshness__again"
                aria-label=tr(Text::Refresh)
                title=tr(Text::Refresh)
                aria-busy=move || room.is_refreshing().to_string()
                data-test="refresh"
                on:click=move |_| room.refresh()
            >
                <Icon glyph=Glyph::Retry />
            </button>
        </span>
    }
}
