//! What a new link gives or asks for, and how it may be used.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::check_field::CheckField;
use super::link_dialog::{FolderField, first_folder, what_of};
use crate::i18n::{Text, tr};
use crate::tasks::listing::path;
use crate::tasks::room::Room;
use crate::vault::messages::{FolderRef, Shared};

/// What is chosen.
#[derive(Clone, Copy)]
pub(crate) struct Gives {
    /// It asks for files instead of showing any.
    pub(crate) requests: RwSignal<bool>,
    /// Into which folder.
    into: RwSignal<FolderRef>,
    /// Which folders it shows, where none were chosen before.
    folders: RwSignal<BTreeSet<FolderRef>>,
}

impl Gives {
    pub(crate) fn new(room: Room) -> Self {
        let first = first_folder(room);
        Self {
            requests: RwSignal::new(false),
            into: RwSignal::new(first.clone()),
            folders: RwSignal::new(BTreeSet::from([first])),
        }
    }

    /// What the link is to give; none while nothing is chosen.
    pub(crate) fn chosen(self, what: Option<&Shared>) -> Option<Shared> {
        if self.requests.get_untracked() {
            return Some(match what {
                Some(Shared::Folder(folder)) => Shared::Requests(folder.clone()),
                _ => Shared::Requests(self.into.get_untracked()),
            });
        }
        if let Some(what) = what {
            return Some(what.clone());
        }
        let mut folders: Vec<FolderRef> = self.folders.get_untracked().into_iter().collect();
        match folders.len() {
            0 => None,
            1 => folders.pop().map(Shared::Folder),
            _ => Some(Shared::Several(folders, Vec::new())),
        }
    }
}

/// Shows documents, or asks for files; and which.
#[component]
pub(crate) fn GivesField(room: Room, what: Option<Shared>, gives: Gives) -> impl IntoView {
    let may_request = !matches!(what, Some(Shared::Docs(_) | Shared::Several(..)));
    let what = StoredValue::new(what);
    let one = move |requests: bool, label: Text, test: &'static str| {
        let on = move || gives.requests.get() == requests;
        view! {
            <label class="choice" class:choice--on=on>
                <input
                    class="choice__input"
                    type="radio"
                    name="link-kind"
                    prop:checked=on
                    data-test=test
                    on:change=move |_| gives.requests.set(requests)
                />
                {tr(label)}
            </label>
        }
    };
    let chosen = move || match (what.get_value(), gives.requests.get()) {
        (Some(Shared::Folder(folder)), true) => said(room, Shared::Requests(folder)).into_any(),
        (_, true) => {
            view! { <FolderField room=room folder=gives.into id="link-folder" /> }.into_any()
        }
        (Some(what), false) => said(room, what).into_any(),
        (None, false) => view! { <FoldersField room=room folders=gives.folders /> }.into_any(),
    };
    view! {
        {may_request.then(|| view! {
            <fieldset class="field field--group">
                <legend class="field__label">{tr(Text::LinkKind)}</legend>
                <div class="choices">
                    {one(false, Text::LinkShows, "link-shows")}
                    {one(true, Text::LinkAsksFiles, "link-requests-files")}
                </div>
            </fieldset>
        })}
        {chosen}
    }
}

fn said(room: Room, what: Shared) -> impl IntoView {
    view! { <p class="form__what" data-test="link-what">{move || what_of(room, &what)}</p> }
}

/// Any number of folders.
#[component]
fn FoldersField(room: Room, folders: RwSignal<BTreeSet<FolderRef>>) -> impl IntoView {
    let all = Memo::new(move |_| {
        let view = room.view();
        view.map(|view| {
            let all = view.folders.iter();
            all.map(|one| (one.folder.clone(), path(&view, &one.folder)))
                .collect::<Vec<_>>()
        })
        .unwrap_or_default()
    });
    let line = move |(id, name): (FolderRef, String)| {
        let (id, kept) = (StoredValue::new(id.clone()), id);
        let on = move || id.with_value(|id| folders.with(|all| all.contains(id)));
        let toggle = move |_| {
            folders.update(|all| {
                if !all.remove(&kept) {
                    all.insert(kept.clone());
                }
            });
        };
        view! {
            <label class="pick__line">
                <input class="check__input" type="checkbox" prop:checked=on data-test="link-pick-folder" on:change=toggle />
                <bdi>{name}</bdi>
            </label>
        }
    };
    view! {
        <fieldset class="field field--group">
            <legend class="field__label">{tr(Text::WhichFolders)}</legend>
            <div class="pick" data-test="link-folders">{move || all.get().into_iter().map(line).collect_view()}</div>
            <p class="field__hint">{tr(Text::WhichFoldersHint)}</p>
        </fieldset>
    }
}

/// How a link may be used.
#[derive(Clone, Copy)]
pub(crate) struct Ways {
    pub(crate) bound: RwSignal<bool>,
    pub(crate) asks: RwSignal<bool>,
    pub(crate) view_only: RwSignal<bool>,
}

impl Ways {
    pub(crate) fn new() -> Self {
        Self {
            bound: RwSignal::new(false),
            asks: RwSignal::new(false),
            view_only: RwSignal::new(false),
        }
    }
}

/// Lets a person choose.
#[component]
pub(crate) fn WaysField(ways: Ways, requests: RwSignal<bool>) -> impl IntoView {
    view! {
        <fieldset class="field field--group">
            <legend class="field__label">{tr(Text::LinkWays)}</legend>
            <CheckField label=Text::LinkBound on=ways.bound id="link-bound" hint=Text::LinkBoundHint />
            <CheckField label=Text::LinkAsksName on=ways.asks id="link-asks" hint=Text::LinkAsksNameHint />
            <Show when=move || !requests.get()>
                <CheckField label=Text::LinkViewOnly on=ways.view_only id="link-view-only" hint=Text::LinkViewOnlyHint />
            </Show>
        </fieldset>
    }
}
