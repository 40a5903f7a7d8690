//! Folders that are chosen, several of them.

use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, tr};
use crate::tasks::listing::trail;
use crate::tasks::room::Room;
use crate::vault::messages::FolderRef;

/// Deeper folders stand at this depth; the sheet has a class for each.
const DEEPEST: usize = 8;

/// Every folder below the top, with a box.
#[component]
pub(super) fn Folders(room: Room, chosen: RwSignal<Vec<FolderRef>>) -> impl IntoView {
    let lines = untrack(|| room.view()).map(|view| {
        let folders = view.folders.iter();
        let folders = folders.filter(|folder| folder.parent.is_some() && !folder.loose);
        let lines = folders.map(|folder| {
            let depth = trail(&view, &folder.folder).len().saturating_sub(2);
            let id = StoredValue::new(folder.folder.clone());
            let name = folder.name.clone();
            let on = move || chosen.with(|all| id.with_value(|id| all.contains(id)));
            let set = move |event: leptos::ev::Event| {
                let on = event_target_checked(&event);
                chosen.update(|all| {
                    let id = id.get_value();
                    all.retain(|one| *one != id);
                    if on {
                        all.push(id);
                    }
                });
            };
            view! {
                <li class=format!("picker__item picker__item--{}", depth.min(DEEPEST))>
                    <label class="picker__label">
                        <input type="checkbox" data-test="closing-folder" data-name=name.clone() prop:checked=on on:change=set />
                        <Icon glyph=Glyph::Folder />
                        <bdi>{name}</bdi>
                    </label>
                </li>
            }
        });
        lines.collect_view()
    });
    view! {
        <fieldset class="picker" data-test="closing-folders-choice">
            <legend class="hidden">{tr(Text::Folders)}</legend>
            <ul class="picker__list">{lines}</ul>
        </fieldset>
    }
}
