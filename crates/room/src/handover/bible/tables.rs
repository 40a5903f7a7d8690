//! Tables of a bible.

use ledger::entry::Action;

use super::BibleDoc;
use crate::activity::Happening;
use crate::activity::csv::row;

/// The index as a table for a spreadsheet, in which nothing is a formula.
pub(super) fn csv(docs: &[BibleDoc]) -> String {
    let mut out = String::from("\u{feff}");
    let head = [
        "number",
        "name",
        "path",
        "size",
        "sha256",
        "media-type",
        "added",
    ];
    row(&mut out, head.into_iter());
    for doc in docs {
        let size = doc.size.to_string();
        let cells: [&str; 7] = [
            &doc.number,
            &doc.name,
            &doc.path,
            &size,
            &doc.sha256,
            &doc.media_type,
            &doc.added,
        ];
        row(&mut out, cells.into_iter());
    }
    out
}

/// What happened, in codes that belong to no language.
pub(super) fn happening(what: &Happening) -> String {
    let word = match what {
        Happening::Receipt(action) => match action {
            Action::View => "viewed",
            Action::Download => "downloaded",
            Action::Complete => "completed",
            Action::Print => "printed",
            Action::Closed => "closed",
            Action::Copy => "archived",
        },
        Happening::Joined => "joined",
        Happening::Visited => "visited",
        Happening::Entered(_) => "entered",
        Happening::Granted => "granted",
        Happening::Ended => "ended",
        Happening::Suspended(true) => "suspended",
        Happening::Suspended(false) => "let-in",
        Happening::Dated(_) => "dated",
        Happening::Office(Some(_)) => "office-given",
        Happening::Office(None) => "office-taken",
        Happening::Policy(_) => "room-state",
        Happening::Added => "added",
        Happening::Versioned => "versioned",
        Happening::Moved => "moved",
        Happening::Deleted => "deleted",
        Happening::Dropped => "sent-in",
        Happening::Agreed => "agreed",
        Happening::Proposed => "proposed",
    };
    word.to_owned()
}
