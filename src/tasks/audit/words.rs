//! How acts, places and parties of a record are called, on the screen and in its table.

use crate::browser::page::time;
use crate::i18n::{Text, lang_now};
use crate::vault::messages::{AuditWords, PartyKind, PlaceKind, RecordAct};

/// How each act is called.
pub(crate) fn act_text(act: RecordAct) -> Text {
    match act {
        RecordAct::RoomOpened => Text::ActRoomOpened,
        RecordAct::Titled => Text::ActTitled,
        RecordAct::MadeOwner => Text::ActMadeOwner,
        RecordAct::MadeManager => Text::ActMadeManager,
        RecordAct::MadeCoordinator => Text::ActMadeCoordinator,
        RecordAct::NoOffice => Text::ActNoOffice,
        RecordAct::Unlocked => Text::ActUnlocked,
        RecordAct::Frozen => Text::ActFrozen,
        RecordAct::Locked => Text::ActLocked,
        RecordAct::MadePerson => Text::ActMadePerson,
        RecordAct::MadeInvite => Text::ActMadeInvite,
        RecordAct::MadeLink => Text::ActMadeLink,
        RecordAct::Issued => Text::ActIssued,
        RecordAct::Granted => Text::ActGranted,
        RecordAct::Withdrawn => Text::ActWithdrawn,
        RecordAct::Ended => Text::ActEnded,
        RecordAct::Suspended => Text::ActSuspended,
        RecordAct::Resumed => Text::ActResumed,
        RecordAct::Dated => Text::ActDated,
        RecordAct::MaySend => Text::ActMaySend,
        RecordAct::Told => Text::ActTold,
        RecordAct::Joined => Text::ActJoined,
        RecordAct::Visited => Text::ActVisited,
        RecordAct::DeviceAdded => Text::ActDeviceAdded,
        RecordAct::DeviceRevoked => Text::ActDeviceRevoked,
        RecordAct::Disowned => Text::ActDisowned,
        RecordAct::WriterMade => Text::ActWriterMade,
        RecordAct::WriterGone => Text::ActWriterGone,
        RecordAct::Proposed => Text::ActProposed,
        RecordAct::Planned => Text::ActPlanned,
        RecordAct::FolderMade => Text::ActFolderMade,
        RecordAct::FoldersListed => Text::ActFoldersListed,
        RecordAct::FoldersUnlisted => Text::ActFoldersUnlisted,
        RecordAct::Labelled => Text::ActLabelled,
        RecordAct::Added => Text::ActAdded,
        RecordAct::Versioned => Text::ActVersioned,
        RecordAct::Edited => Text::ActEdited,
        RecordAct::Deleted => Text::ActDeleted,
        RecordAct::Destroyed => Text::ActDestroyed,
        RecordAct::RoomDestroyed => Text::ActRoomDestroyed,
        RecordAct::Held => Text::ActHeld,
        RecordAct::HoldLifted => Text::ActHoldLifted,
        RecordAct::SentIn => Text::ActSentIn,
        RecordAct::Received => Text::ActReceived,
        RecordAct::TakenIn => Text::ActTakenIn,
        RecordAct::Refused => Text::ActRefused,
        RecordAct::Viewed => Text::ActViewed,
        RecordAct::Downloaded => Text::ActDownloaded,
        RecordAct::Completed => Text::ActCompleted,
        RecordAct::Printed => Text::ActPrinted,
        RecordAct::Closed => Text::ActClosed,
        RecordAct::Asked => Text::ActAsked,
        RecordAct::Agreed => Text::ActAgreed,
        RecordAct::Turned => Text::ActTurned,
        RecordAct::Renewed => Text::ActRenewed,
        RecordAct::KeysKept => Text::ActKeysKept,
        RecordAct::GrantersNamed => Text::ActGrantersNamed,
    }
}

/// How each kind of chain is called, without a number.
pub(crate) fn place_text(kind: PlaceKind) -> Text {
    match kind {
        PlaceKind::Front => Text::PlaceFront,
        PlaceKind::Roster => Text::PlaceRoster,
        PlaceKind::Desk => Text::PlaceDesk,
        PlaceKind::Folder => Text::WordFolder,
        PlaceKind::Inbox => Text::WordInbox,
        PlaceKind::Person => Text::WordPerson,
        PlaceKind::Link => Text::WordLink,
        PlaceKind::Visitor => Text::WordVisitor,
    }
}

pub(super) fn words() -> AuditWords {
    let columns = [
        Text::TableTime,
        Text::TableWho,
        Text::TableDid,
        Text::TableWhom,
        Text::TableChain,
        Text::TableEntry,
        Text::TableDocuments,
        Text::TableFolders,
        Text::TablePeople,
        Text::TableSeconds,
        Text::TableUntil,
        Text::TableWhoId,
        Text::TableWhomId,
        Text::TableChainId,
    ];
    let word = |text: Text| lang_now().text(text).to_owned();
    let party = |kind| match kind {
        PartyKind::Person => Text::WordPerson,
        PartyKind::Link => Text::WordLink,
        PartyKind::Visitor => Text::WordVisitor,
    };
    let acts = RecordAct::ALL.into_iter();
    let (parties, places) = (PartyKind::ALL.into_iter(), PlaceKind::ALL.into_iter());
    AuditWords {
        name: lang_now().record_table_name(&time::to_local(time::now()).replace(['T', ':'], "-")),
        columns: columns.into_iter().map(word).collect(),
        acts: acts.map(|act| (act, word(act_text(act)))).collect(),
        parties: parties.map(|kind| (kind, word(party(kind)))).collect(),
        places: places.map(|kind| (kind, word(place_text(kind)))).collect(),
    }
}
