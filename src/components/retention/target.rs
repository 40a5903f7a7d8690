//! What a clock or a hold is about: chosen, or known already.

use leptos::{html, prelude::*};

use super::words::keep_name;
use crate::components::doc_details;
use crate::i18n::{Text, lang, tr};
use crate::tasks::listing::path;
use crate::tasks::room::Room;
use crate::vault::messages::KeepRef;

/// The room or one of its folders.
const ROOM: &str = "room";

/// What it is about. `of` names what was chosen before; none: one chooses.
#[component]
pub(crate) fn TargetField(
    room: Room,
    of: RwSignal<Vec<KeepRef>>,
    fixed: bool,
    id: &'static str,
) -> impl IntoView {
    if fixed {
        return view! { <p class="dialog__text" data-test=id><bdi>{move || names(room, &of.get())}</bdi></p> }.into_any();
    }
    let node = NodeRef::<html::Select>::new();
    let choose = move |_| {
        let value = node.get_untracked().map(|node| node.value());
        of.set(match value.as_deref() {
            None | Some("") => Vec::new(),
            Some(ROOM) => vec![KeepRef::Room],
            Some(folder) => vec![KeepRef::Folder(folder.to_owned())],
        });
    };
    let folders = move || {
        let view = untrack(|| room.view())?;
        let mut all: Vec<(String, String)> = view
            .folders
            .iter()
            .filter(|folder| folder.parent.is_some() && !folder.loose)
            .map(|folder| (path(&view, &folder.folder), folder.folder.clone()))
            .collect();
        all.sort();
        let option = |(path, id): (String, String)| view! { <option value=id>{path}</option> };
        Some(all.into_iter().map(option).collect_view())
    };
    view! {
        <div class="field">
            <label class="field__label" for=id>{tr(Text::KeepWhat)}</label>
            <select class="field__input" id=id data-test=id node_ref=node on:change=choose required>
                <option value="">{tr(Text::Choose)}</option>
                <option value=ROOM>{tr(Text::WholeRoom)}</option>
                {folders}
            </select>
            <p class="field__hint">{tr(Text::KeepWhatHint)}</p>
        </div>
    }
    .into_any()
}

/// What these are called; tracked.
pub(crate) fn names(room: Room, of: &[KeepRef]) -> String {
    match of {
        [one] => {
            let name = match one {
                KeepRef::Doc(doc) => doc_details::find(room, doc).map(|doc| doc.name),
                _ => None,
            };
            keep_name(room.view().as_deref(), one, &name.unwrap_or_default())
        }
        many => lang().document_count(many.len()),
    }
}
