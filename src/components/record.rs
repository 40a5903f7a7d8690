//! A room's record: what is right and wrong with it, and entry by entry.

mod far;
mod filters;
mod findings;
mod index;
mod summary;
mod table;

pub(crate) use far::ChainsRead;
pub(crate) use filters::RecordFilters;
pub(crate) use findings::Findings;
pub(crate) use index::Index;
pub(crate) use summary::Summary;
pub(crate) use table::RecordTable;

use crate::i18n::{Text, lang, tr};
use crate::tasks::audit::place_text;
use crate::vault::messages::{
    OfficeKind, PartyKind, PlaceKind, RecordParty, RecordPlace, RecordView,
};

/// By name where it is known, else by number; with the office, if it holds one.
fn party_name(one: &RecordParty) -> String {
    let number = one.number as usize;
    let called = one.name.clone().unwrap_or_else(|| match one.kind {
        PartyKind::Person => lang().record_person(number),
        PartyKind::Link => lang().record_link(number),
        PartyKind::Visitor => lang().record_visitor(number),
    });
    let called = match one.link {
        Some(link) => lang().record_visitor_of(&link.to_string(), &called),
        None => called,
    };
    let office = one.office.map(|office| match office {
        OfficeKind::Owner => Text::OfficeOwner,
        OfficeKind::Manager => Text::OfficeManager,
        OfficeKind::Coordinator => Text::OfficeCoordinator,
    });
    let called = match office {
        Some(office) => lang().record_with_office(&called, lang().text(office)),
        None => called,
    };
    if one.me {
        lang().that_is_me(&called)
    } else {
        called
    }
}

/// Somebody of the list.
fn party_at(record: &RecordView, at: Option<u32>) -> Option<&RecordParty> {
    record.parties.get(at? as usize)
}

/// What a chain is called.
fn place_name(place: &RecordPlace) -> String {
    let number = place.number as usize;
    match place.kind {
        PlaceKind::Front | PlaceKind::Roster | PlaceKind::Desk => {
            tr(place_text(place.kind))().to_owned()
        }
        PlaceKind::Folder => lang().record_folder(number),
        PlaceKind::Inbox => lang().record_inbox(number),
        PlaceKind::Person => lang().record_person(number),
        PlaceKind::Link => lang().record_link(number),
        PlaceKind::Visitor => lang().record_visitor(number),
    }
}
