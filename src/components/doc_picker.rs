//! Finds a document of the room by its name, and takes it.

use leptos::prelude::*;

use crate::i18n::{Text, tr};
use crate::tasks::room::Room;
use crate::vault::messages::DocRef;

/// Documents that are offered at once.
const OFFERED: usize = 8;

/// A field to type a part of the name into, and what is called so.
#[component]
pub(crate) fn DocPicker(
    room: Room,
    /// Gets the document and what it is called.
    chosen: Callback<(DocRef, String)>,
    id: String,
    label: Text,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let part = typed.with(|typed| typed.trim().to_lowercase());
        if part.is_empty() {
            return Vec::new();
        }
        let view = room.view();
        let docs = view.iter().flat_map(|view| &view.docs);
        let named = docs.filter(|doc| doc.name.to_lowercase().contains(&part));
        let named = named.map(|doc| (doc.doc.clone(), doc.name.clone()));
        named.take(OFFERED).collect::<Vec<_>>()
    });
    let offer = move |(doc, name): (DocRef, String)| {
        let shown = name.clone();
        let take = move |_| {
            typed.set(String::new());
            chosen.run((doc.clone(), name.clone()));
        };
        view! {
            <li><button type="button" class="button button--quiet" data-test="doc-take" on:click=take><bdi>{shown}</bdi></button></li>
        }
    };
    let list = move || found.get().into_iter().map(offer).collect_view();
    let none = move || typed.with(|typed| !typed.trim().is_empty()) && found.with(Vec::is_empty);
    view! {
        <input class="field__input" type="search" id=id.clone() data-test=id aria-label=tr(label) placeholder=tr(label) autocomplete="off"
            prop:value=move || typed.get() on:input=move |event| typed.set(event_target_value(&event)) />
        <ul class="chosen">{list}</ul>
        <Show when=none><p class="field__hint" role="status">{tr(Text::NoSuchDoc)}</p></Show>
    }
}
