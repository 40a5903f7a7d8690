//! A list of all folders, of which one is chosen.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::i18n::{Text, tr};
use crate::tasks::listing::trail;
use crate::tasks::room::Room;
use crate::vault::messages::FolderRef;

/// Deeper folders stand at this depth; the sheet has a class for each.
const DEEPEST: usize = 8;

/// Radio buttons, so that arrow keys go from one to the next.
#[component]
pub(crate) fn FolderPicker(room: Room, chosen: RwSignal<Option<FolderRef>>) -> impl IntoView {
    let lines = move || {
        let view = room.view();
        let mut lines = Vec::new();
        if let Some(view) = view {
            for folder in &view.folders {
                let trail = trail(&view, &folder.folder);
                let path: Vec<String> = trail.iter().map(|step| step.name.to_lowercase()).collect();
                lines.push((path, trail.len().saturating_sub(1), folder.clone()));
            }
        }
        lines.sort_by(|a, b| a.0.cmp(&b.0));
        let line = |(_, depth, folder): (
            Vec<String>,
            usize,
            crate::vault::messages::FolderView,
        )| {
            let id = StoredValue::new(folder.folder);
            view! {
                <li class=format!("picker__item picker__item--{}", depth.min(DEEPEST))>
                    <label class="picker__label">
                        <input
                            type="radio"
                            name="folder"
                            data-test="pick-target"
                            data-name=folder.name.clone()
                            prop:checked=move || chosen.with(|chosen| id.with_value(|id| chosen.as_ref() == Some(id)))
                            on:change=move |_| chosen.set(Some(id.get_value()))
                        />
                        <Icon glyph=Glyph::Folder />
                        <bdi>{folder.name}</bdi>
                    </label>
                </li>
            }
        };
        lines.into_iter().map(line).collect_view()
    };
    view! {
        <fieldset class="picker" data-test="folder-picker">
            <legend class="hidden">{tr(Text::Folders)}</legend>
            <ul class="picker__list">{lines}</ul>
        </fieldset>
    }
}
