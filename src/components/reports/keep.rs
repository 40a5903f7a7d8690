//! Puts a report into the room, into a folder that is chosen: who reads that folder reads the report.

use leptos::prelude::*;

use crate::components::dialog::{Dialog, titled};
use crate::components::folder_picker::FolderPicker;
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, tr};
use crate::tasks::reports::{Made, Reports};
use crate::tasks::room::Room;

/// The button and its dialog; for those who may add to the room.
#[component]
pub(crate) fn Keep(
    room: Room,
    task: Reports,
    made: StoredValue<Made, LocalStorage>,
) -> impl IntoView {
    let choosing = RwSignal::new(false);
    let may = move || room.view().is_some_and(|view| view.manage && !view.frozen);
    let close = Callback::new(move |()| choosing.set(false));
    view! {
        <Show when=may>
            <button
                type="button"
                class="button"
                data-test="report-keep"
                disabled=move || task.is_stored()
                on:click=move |_| choosing.set(true)
            >
                <Icon glyph=Glyph::FolderAdd />
                {move || tr(if task.is_stored() { Text::ReportKept } else { Text::ReportKeep })()}
            </button>
        </Show>
        <Show when=move || choosing.get()>
            <Where room=room task=task made=made close=close />
        </Show>
    }
}

#[component]
fn Where(
    room: Room,
    task: Reports,
    made: StoredValue<Made, LocalStorage>,
    close: Callback<()>,
) -> impl IntoView {
    let first = untrack(|| room.view()).and_then(|view| Some(view.folders.first()?.folder.clone()));
    let chosen = RwSignal::new(first);
    let go = move |_| {
        if let Some(folder) = chosen.get_untracked() {
            made.with_value(|made| task.store(made, folder));
            close.run(());
        }
    };
    view! {
        <Dialog title=titled(Text::ReportKeepTitle) close=close test="report-where">
            <p class="dialog__text">{tr(Text::ReportKeepText)}</p>
            <FolderPicker room=room chosen=chosen />
            <div class="dialog__buttons">
                <button type="button" class="button" on:click=move |_| close.run(())>{tr(Text::Cancel)}</button>
                <button
                    type="button"
                    class="button button--primary"
                    data-test="report-keep-go"
                    disabled=move || chosen.with(Option::is_none)
                    on:click=go
                >
                    {tr(Text::ReportKeepGo)}
                </button>
            </div>
        </Dialog>
    }
}
