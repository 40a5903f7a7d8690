//! The documents of a room, with the folder in the path.

use leptos::prelude::*;

use crate::components::browse::Browse;
use crate::components::send_in::SendIn;
use crate::i18n::Text;
use crate::routes::{Place, Route};
use crate::tasks::app::use_app;
use crate::tasks::room::Room;
use crate::vault::messages::FolderRef;

/// Follows the path.
#[component]
pub(crate) fn Documents(room: Room) -> impl IntoView {
    let navigation = use_app().navigation;
    let asked = Memo::new(move |_| match navigation.route() {
        Route::Room {
            place: Place::Documents { folder },
            ..
        } => folder,
        _ => None,
    });
    let open = Callback::new(move |folder: FolderRef| {
        navigation.go(Route::documents(&room.id(), Some(&folder)));
    });
    let view = move || room.view();
    let sends = Memo::new(move |_| view().is_some_and(|view| !view.manage && !view.coordinates));
    // who may only send in has no folder to look into
    let reads = Memo::new(move |_| {
        view().is_none_or(|view| view.drops.is_empty() || !view.folders.is_empty())
    });
    view! {
        <Show when=move || sends.get()>
            <SendIn room=room seen=Text::SendInSeen />
        </Show>
        <Show when=move || reads.get()>
            <Browse room=room asked=asked open=open />
        </Show>
    }
}
