//! What holds for the whole room. Each thing is a section of its own.

use leptos::prelude::*;

use crate::components::room_backup::RoomBackup;
use crate::components::room_end::RoomEnd;
use crate::components::room_lock::RoomLock;
use crate::components::room_trustees::RoomTrustees;
use crate::i18n::{Text, tr};
use crate::tasks::room::Room;

/// The sections, for those who manage.
#[component]
pub(crate) fn Settings(room: Room) -> impl IntoView {
    view! {
        <section class="place" data-test="page-settings">
            <header class="place__head">
                <h2>{tr(Text::Settings)}</h2>
            </header>
            <RoomLock room=room />
            <RoomEnd room=room />
            <RoomBackup room=room />
            <RoomTrustees room=room />
        </section>
    }
}
