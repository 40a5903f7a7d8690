//! What the vault says without being asked.

use serde::{Deserialize, Serialize};

use super::{BackedUp, ClosingFar, DestroyStep, Failure, RestoreFar, RoomRef, TransferId};

/// What happens without being asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Event {
    /// The vault has started.
    Ready,
    Transfer {
        transfer: TransferId,
        state: TransferState,
    },
    /// A download without a sink: a Blob rides beside it.
    Saved { transfer: TransferId, name: String },
    /// A room changed (an upload's entry was written, a pending rotation finished).
    RoomChanged { room: RoomRef },
    /// How far something is that is done room by room.
    RoomsDone { done: u32, total: u32 },
    /// How far the reading of a room's record is.
    AuditProgress {
        room: RoomRef,
        chains: u32,
        total: u32,
        entries: u32,
    },
    /// How far destroying something is.
    Destroying { room: RoomRef, step: DestroyStep },
    /// A backup was made; the file comes as [`Event::Saved`].
    BackedUp(BackedUp),
    /// How far the reading for a handover's list is.
    Closing(ClosingFar),
    /// How far a check of files is.
    VerifyProgress { bytes: f64, total: f64 },
    /// How far restoring a room is.
    Restoring(RestoreFar),
    /// Locked after idling, or by another tab that signed out.
    Locked,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum TransferState {
    Running(Progress),
    Paused(Progress),
    /// The connection is lost; it goes on by itself.
    Waiting(Progress),
    Done(Progress),
    Cancelled,
    Failed(Failure, Progress),
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub files: Vec<FileProgress>,
    pub bytes: f64,
    pub total: f64,
    pub files_done: u32,
    pub files_total: u32,
    /// Bytes per second over the last seconds.
    pub speed: f64,
    pub seconds_left: Option<f64>,
}

/// The files that move now, and those that failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileProgress {
    pub name: String,
    pub bytes: f64,
    pub total: f64,
    pub failure: Option<Failure>,
}
