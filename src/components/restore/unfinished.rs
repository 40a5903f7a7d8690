//! A room that was brought back, and is shut for others until an owner finishes that.

use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::components::notes::WorkFailure;
use crate::i18n::{Text, lang_now, tr};
use crate::tasks::restore::finish;
use crate::tasks::room::Room;
use crate::tasks::work::Work;

/// Says so to owners, with the way to finish it; nothing is shown otherwise.
#[component]
pub(crate) fn Unfinished(room: Room) -> impl IntoView {
    let work = Work::new();
    let shown = Memo::new(move |_| room.view().is_some_and(|it| it.unfinished && it.owns));
    let go = move |_| {
        work.run(finish(room), move |_| {
            room.app()
                .toasts
                .good(lang_now().text(Text::RestoredFinished));
            room.load();
        });
    };
    view! {
        <Show when=move || shown.get()>
            <div class="note note--warning restored__unfinished" data-test="restore-unfinished">
                <Icon glyph=Glyph::Warning />
                <span>{tr(Text::RestoredUnfinished)}</span>
                <button type="button" class="button" data-test="restore-finish" disabled=move || work.is_running() on:click=go>
                    {tr(Text::RestoredFinish)}
                </button>
            </div>
            <WorkFailure work=work />
        </Show>
    }
}
