//! The folders of a room, as a tree beside the table.

use std::collections::HashSet;

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::browser::page::intl::Collator;
use crate::i18n::{Text, lang, tr};
use crate::tasks::listing::{Branch, branches, trail};
use crate::tasks::room::Room;
use crate::vault::messages::FolderRef;

/// Deeper folders stand at this depth; the sheet has a class for each.
const DEEPEST: usize = 8;

/// The tree; the folders above the shown one are open.
#[component]
pub(crate) fn FolderTree(
    room: Room,
    #[prop(into)] folder: Signal<Option<FolderRef>>,
    open: Callback<FolderRef>,
) -> impl IntoView {
    let opened = RwSignal::new(HashSet::<FolderRef>::new());
    Effect::new(move |_| {
        if let (Some(view), Some(here)) = (room.view(), folder.get()) {
            opened.update(|opened| {
                opened.extend(trail(&view, &here).into_iter().map(|step| step.folder))
            });
        }
    });
    let lines = move || {
        let Some(view) = room.view() else {
            return Vec::new();
        };
        let names = Collator::new(lang().tag());
        branches(&view, &opened.get(), |a, b| names.compare(a, b))
    };
    view! {
        <nav class="tree" aria-label=tr(Text::Folders) data-test="folder-tree">
            <ul class="tree__list">
                <For
                    each=lines
                    key=|line| (line.folder.clone().folder, line.folder.name.clone(), line.folder.stage, line.depth, line.children)
                    children=move |line| view! { <TreeLine line=line folder=folder opened=opened open=open /> }
                />
            </ul>
        </nav>
    }
}

#[component]
fn TreeLine(
    line: Branch,
    folder: Signal<Option<FolderRef>>,
    opened: RwSignal<HashSet<FolderRef>>,
    open: Callback<FolderRef>,
) -> impl IntoView {
    let id = StoredValue::new(line.folder.folder);
    let is_open = move || opened.with(|opened| id.with_value(|id| opened.contains(id)));
    let current = move || folder.with(|folder| id.with_value(|id| folder.as_ref() == Some(id)));
    let toggle = move |_| {
        opened.update(|opened| {
            if !opened.remove(&id.get_value()) {
                opened.insert(id.get_value());
            }
        });
    };
    let (name, stage) = (line.folder.name, line.folder.stage);
    view! {
        <li class=format!("tree__item tree__item--{}", line.depth.min(DEEPEST)) class:tree__item--current=current>
            <button
                type="button"
                class="tree__toggle"
                class:tree__toggle--open=is_open
                class:tree__toggle--leaf=!line.children
                aria-label=tr(Text::ShowSubfolders)
                aria-expanded=move || is_open().to_string()
                disabled=!line.children
                on:click=toggle
            >
                <Icon glyph=Glyph::Right />
            </button>
            <button
                type="button"
                class="tree__name"
                aria-current=move || current().then_some("true")
                data-test="tree-folder"
                on:click=move |_| open.run(id.get_value())
            >
                <Icon glyph=Glyph::Folder />
                <bdi>{name}</bdi>
                {stage.map(|n| view! { <span class="badge" data-test="tree-stage">{move || lang().stage_n(n as usize)}</span> })}
            </button>
        </li>
    }
}
