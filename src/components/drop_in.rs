//! Sending files to where one does not read.

use leptos::prelude::*;

use super::files_place::FilesPlace;
use super::icon::Glyph;
use crate::browser::page::files::Picked;
use crate::i18n::{Text, lang};
use crate::tasks::app::use_app;
use crate::tasks::room::Room;
use crate::vault::messages::FolderRef;

/// One place that takes files.
#[component]
pub(crate) fn DropPlace(
    room: Room,
    /// Where to, and what it is called.
    to: (FolderRef, String),
    /// Tells its field from another one's on the page.
    id: String,
    /// Who sees what is sent.
    seen: Text,
) -> impl IntoView {
    let transfers = use_app().transfers;
    let (scope, name) = to;
    let scope = StoredValue::new(scope);
    let send = Callback::new(move |picked: Picked| {
        transfers.send_in(room.id(), scope.get_value(), picked);
    });
    view! {
        <FilesPlace
            id=id
            glyph=Glyph::Upload
            title=Signal::derive(move || lang().send_into(&name))
            text=Text::DropInText
            hint=seen
            test="drop-in"
            on_picked=send
        />
    }
}
