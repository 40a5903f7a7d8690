//! The documents of a room, with the folder in the path.

use leptos::prelude::*;

use crate::components::browse::Browse;
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
    view! { <Browse room=room asked=asked open=open /> }
}
