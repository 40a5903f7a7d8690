//! The forms in which a room's history is shown.

pub(crate) mod filters;
pub(crate) mod gaps;
pub(crate) mod heat;
pub(crate) mod opened_before;
pub(crate) mod sums;
pub(crate) mod timeline;

use crate::components::member_list::kind_text;
use crate::i18n::{lang, tr};
use crate::vault::messages::{NamedDoc, Someone, Timeline};

/// What somebody is called here. Nobody has verified what a visitor says of itself.
pub(crate) fn person_name(one: &Someone) -> String {
    let name = if one.name.is_empty() {
        &one.label
    } else {
        &one.name
    };
    let shown = if name.is_empty() {
        tr(kind_text(one.kind))().to_owned()
    } else {
        name.clone()
    };
    match (one.visitor, one.me, one.name.is_empty()) {
        (_, true, _) => lang().that_is_me(&shown),
        (true, _, true) => lang().visitor_of(&shown),
        (true, _, false) => lang().says_to_be(&shown, &one.label),
        _ => shown,
    }
}

/// Somebody of the list.
pub(crate) fn person_at(seen: &Timeline, at: u32) -> String {
    let found = seen.people.get(at as usize);
    found.map(person_name).unwrap_or_default()
}

/// A document of the list.
pub(crate) fn doc_at(seen: &Timeline, at: u32) -> Option<&NamedDoc> {
    seen.docs.get(at as usize)
}

/// What it is called, and that it is gone if it is.
pub(crate) fn doc_name(doc: &NamedDoc) -> String {
    if doc.there {
        doc.name.clone()
    } else {
        lang().doc_gone(&doc.name)
    }
}
