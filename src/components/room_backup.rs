//! The room's backup: all of it as one file, or what is new since the files that were made before.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::nav_link::NavLink;
use super::notes::WorkFailure;
use crate::browser::page::dialog::click;
use crate::browser::page::files::{self, Picked};
use crate::i18n::{Text, tr};
use crate::routes::Route;
use crate::tasks::app::use_app;
use crate::tasks::restore::save_list;
use crate::tasks::room::Room;
use crate::tasks::work::Work;

/// The field behind the second button.
const FORMER: &str = "backup-former";

/// What a backup is, and the buttons that make one.
#[component]
pub(crate) fn RoomBackup(room: Room) -> impl IntoView {
    let (app, work) = (use_app(), Work::new());
    let transfers = app.transfers;
    let list = move |_| work.run(save_list(app), |()| ());
    let whole = move |_| transfers.back_up(room.id(), Picked::default());
    let more = move |event: leptos::ev::Event| {
        let picked = files::of_input(&event).by_name();
        if !picked.is_empty() {
            transfers.back_up(room.id(), picked);
        }
    };
    view! {
        <section class="setting" aria-labelledby="room-backup-title" data-test="setting-backup">
            <h3 class="setting__title" id="room-backup-title">{tr(Text::BackupTitle)}</h3>
            <p class="setting__text">{tr(Text::BackupText)}</p>
            <div class="setting__buttons">
                <button type="button" class="button button--primary" data-test="backup-whole" on:click=whole>
                    <Icon glyph=Glyph::Download />
                    {tr(Text::BackupWhole)}
                </button>
                <input class="hidden" id=FORMER type="file" multiple=true accept=".tar" tabindex="-1" aria-hidden="true" data-test="backup-former" on:change=more />
                <button type="button" class="button" data-test="backup-more" on:click=move |_| click(FORMER)>
                    <Icon glyph=Glyph::Plus />
                    {tr(Text::BackupMore)}
                </button>
                <button type="button" class="button" data-test="rooms-file" disabled=move || work.is_running() on:click=list>
                    {tr(Text::RestoreListAct)}
                </button>
                <NavLink to=Signal::stored(Route::Restore) class="button button--quiet" test="drill-link">
                    {tr(Text::DrillLink)}
                </NavLink>
                <NavLink to=Signal::stored(Route::Verify) class="button button--quiet" test="backup-verify">
                    {tr(Text::BackupVerify)}
                </NavLink>
            </div>
            <WorkFailure work=work />
            <p class="field__hint">{tr(Text::BackupMoreHint)}</p>
            <p class="field__hint">{tr(Text::RestoreListHint)}</p>
        </section>
    }
}
