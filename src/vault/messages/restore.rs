//! Rooms that go on from their backups: restored by their owners, confirmed by everybody else.

use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::Reply;
use super::{Millis, RoomRef, RowView};

/// What the page asks.
#[derive(Clone, Serialize, Deserialize)]
pub enum RestoreRequest {
    /// What there is to confirm of a room that was restored. Answers [`RestoreReply::Asks`].
    Asks { room: RoomRef },
    /// The person goes on in this lineage. Answers [`Reply::Room`].
    Confirm { room: RoomRef, lineage: String },
    /// Titles of the rooms that this device remembers, where the store has lost the list. Answers [`RestoreReply::Kept`].
    Kept,
    /// Puts that list back. Answers `Done`.
    PutBack,
    /// The sealed list as a file, which rides beside the answer `Done`.
    ListFile,
    /// Checks the files that ride beside it: a row of archives, and perhaps the sealed list. Answers
    /// [`RestoreReply::Checked`].
    Check { run: f64 },
    /// Brings the room to this store from the same files and makes it fit to be used. Answers [`RestoreReply::Finished`].
    Bring {
        run: f64,
        token: String,
        reason: String,
    },
    /// Brings it to this store, which is thrown away, and reads everything. Answers [`RestoreReply::Drilled`]; the signed
    /// report rides beside it.
    Drill { run: f64, token: String },
    /// Goes on where making a restored room fit to be used stopped. Answers [`RestoreReply::Finished`].
    Finish { room: RoomRef },
    /// Stops what runs under this number.
    Stop { run: f64 },
}

/// What the vault answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RestoreReply {
    Asks(Box<AsksView>),
    Kept(Vec<String>),
    Checked(Box<CheckedRow>),
    Finished(Box<FinishedView>),
    Drilled(Box<DrilledView>),
}

/// A restored room that the person has not confirmed yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AsksView {
    pub title: String,
    /// What tells this restoration from any other, in hex.
    pub lineage: String,
    /// How often the room was restored by now.
    pub number: u32,
    /// The owner's name and safety words, where the room says whose they are.
    pub owner: Option<String>,
    pub owner_words: Vec<String>,
    pub at: Millis,
    /// None if the store does not hand out the key to it.
    pub reason: Option<String>,
    /// When the backup was made, by the owner's word.
    pub made: Option<Millis>,
    /// Something that was seen here is not in it.
    pub newer: bool,
    /// Entries about the room, and the person's own, that were seen here and are gone.
    pub lost: u32,
    pub lost_own: u32,
}

/// Archives that hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckedRow {
    pub row: RowView,
    /// What the room is called, if the person's list of rooms names it.
    pub title: Option<String>,
    /// Owned by this person, as that list has it.
    pub owned: bool,
    /// The store has it already.
    pub here: bool,
}

/// A room that goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FinishedView {
    pub room: RoomRef,
    pub title: String,
    /// Links and invites that ended.
    pub links: u32,
    /// People whose access was ended again.
    pub members: u32,
    /// Documents that were erased again.
    pub documents: Vec<String>,
    /// Keys that were turned, and that others have to turn.
    pub turned: u32,
    pub left: u32,
    /// What the archives lack.
    pub missing: u32,
}

/// What came of a rehearsal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrilledView {
    pub title: String,
    pub holds: bool,
    pub documents: u32,
    pub opened: u32,
    pub parts: u32,
    pub bytes: f64,
    pub missing: u32,
    pub alarms: u32,
    /// Documents that could not be read.
    pub failed: Vec<String>,
    /// What the report is called as a file.
    pub file: String,
}

/// How far restoring is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RestoreFar {
    pub step: RestoreStep,
    pub done: f64,
    pub of: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RestoreStep {
    /// Bytes of the files.
    Checking,
    /// Bytes of them.
    Sending,
    /// The store cannot be reached.
    Waiting,
    /// Links end, keys are turned; it is not counted.
    Finishing,
    /// Documents of a rehearsal.
    Reading,
}
