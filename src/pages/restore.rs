//! Where an owner brings a room back from its backup, or rehearses that.

use leptos::prelude::*;

use crate::browser::page::dialog::set_title;
use crate::browser::page::files::Picked;
use crate::components::dialog::titled;
use crate::components::files_place::FilesPlace;
use crate::components::icon::Glyph;
use crate::components::nav_link::NavLink;
use crate::components::notes::FailureNote;
use crate::components::restore::form::CheckedFiles;
use crate::components::restore::lost::RoomsLost;
use crate::components::restore::outcome::{IsBack, Rehearsed};
use crate::components::restore::running::Running;
use crate::i18n::{Text, lang, tr};
use crate::routes::Route;
use crate::tasks::app::use_app;
use crate::tasks::restore::RestoreState;
use crate::vault::messages::Failure;

/// A place for files, then what they are, then what becomes of them.
#[component]
pub(crate) fn Restore() -> impl IntoView {
    let task = use_app().restoring;
    Effect::new(move |_| set_title(&lang().page_title(tr(Text::RoomRestoreTitle)())));
    let inside = move || match task.state() {
        RestoreState::Idle => view! { <Choose /> }.into_any(),
        RestoreState::Checking(names) => view! { <Names names=names /> <Running /> }.into_any(),
        RestoreState::Refused(_, Failure::RoomsLost) => {
            let again = Callback::new(move |()| task.forget());
            view! { <RoomsLost done=again /> }.into_any()
        }
        RestoreState::Refused(names, failure) => view! {
            <Choose />
            <section class="sheet restore__part" data-test="restore-refused">
                <Names names=names />
                <FailureNote failure=Signal::stored(Some(failure)) />
            </section>
        }
        .into_any(),
        RestoreState::Checked(row, failure) => {
            view! { <CheckedFiles row=*row failure=failure /> }.into_any()
        }
        RestoreState::Running(..) => view! { <Running /> }.into_any(),
        RestoreState::Finished(done) => view! { <IsBack done=*done /> }.into_any(),
        RestoreState::Drilled(drill) => view! { <Rehearsed drill=*drill /> }.into_any(),
    };
    view! {
        <div class="restore" data-test="page-restore">
            <header class="restore__head">
                <h1>{tr(Text::RoomRestoreTitle)}</h1>
                <p>{tr(Text::RoomRestoreText)}</p>
            </header>
            {inside}
            <NavLink to=Signal::stored(Route::Home) class="button" test="go-home">
                {tr(Text::GoHome)}
            </NavLink>
        </div>
    }
}

#[component]
fn Choose() -> impl IntoView {
    let task = use_app().restoring;
    let check = Callback::new(move |picked: Picked| task.check(picked.by_name()));
    view! {
        <FilesPlace
            id="restore-field".to_owned()
            glyph=Glyph::Upload
            title=titled(Text::RestoreChoose)
            text=Text::RestoreChooseText
            hint=Text::RestoreHereHint
            test="restore"
            on_picked=check
        />
    }
}

#[component]
fn Names(names: Vec<String>) -> impl IntoView {
    view! { <p class="restore__files"><bdi>{names.join(", ")}</bdi></p> }
}
