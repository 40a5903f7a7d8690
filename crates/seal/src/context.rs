//! Context: the one place that a sealed body belongs to.
//!
//! It goes into the key derivation and the associated data of an envelope, and
//! into the `info` of a box, so that what is moved to another kind, room, chain,
//! epoch or id does not open there.
//!
//! ```text
//! [kind u8][room 32][chain 16][epoch u32 LE][id 32, zeros where there is none]
//! ```

/// What a sealed body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Front: the room's title and its managers' cards.
    Title = 1,
    /// Scope: the predecessor's key under the new one.
    Epoch = 2,
    /// Scope: child folders' names and keys.
    Children = 3,
    /// Scope: records of documents.
    Docs = 4,
    /// Scope: what is said of a deletion.
    Delete = 5,
    /// Roster: what managers know of a member.
    Member = 6,
    /// Roster: what managers know of grants.
    Grants = 7,
    /// Roster: why a member ended.
    End = 8,
    /// Roster: keys of scopes for managers.
    Keys = 9,
    /// Front: managers certified or removed.
    Manager = 10,
    /// Roster: what a coordinator or manager proposes.
    Propose = 11,
    /// Roster: groups, the matrix, texts.
    Plan = 12,
    /// Scope: what documents are called and where they are ordered.
    Edit = 13,
    /// Scope: its own name, place and order.
    Label = 14,
    /// Box to a link's or invite's card: the issuer's note.
    Issued = 32,
    /// Box to the roster: the newcomer's card.
    Join = 33,
    /// Box to the roster: what a visitor says of themselves.
    Visitor = 34,
    /// Box to the roster: a device's name.
    Device = 35,
    /// Box to a member's card: a text to be agreed to.
    Nda = 36,
    /// Box to the roster, and one to the member's own card: what was agreed to.
    Agree = 37,
    /// Box to a scope: records of documents that are dropped.
    Drop = 38,
    /// Box to a member's card: where it may drop documents.
    Sendto = 39,
    /// Box to a manager's card: the next key of a scope.
    Next = 40,
    /// Box to a member's card: what became of the documents that it dropped.
    Discard = 41,
    /// Front: why the room was restored.
    Restored = 42,
    /// Box to a trustee's card: a share of an owner's seed.
    Trustee = 60,
    /// Box to an auditor's card: a report.
    Report = 65,
    /// Box to a reporter's key: what an auditor answers.
    Reply = 66,
}

/// Kind, room, chain, epoch and, where one chain holds several of a kind, an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// What it is.
    pub kind: Kind,
    /// The room.
    pub room: [u8; 32],
    /// The chain whose entry names the body.
    pub chain: [u8; 16],
    /// The epoch of the key that seals it; 0 in a box.
    pub epoch: u32,
    /// Zeros, or what tells it from others of its kind in its chain.
    pub id: [u8; 32],
}

impl Context {
    /// Length of the bytes that are bound.
    pub const LEN: usize = 85;

    /// A context without an id.
    pub fn new(kind: Kind, room: [u8; 32], chain: [u8; 16], epoch: u32) -> Self {
        Self {
            kind,
            room,
            chain,
            epoch,
            id: [0; 32],
        }
    }

    /// The bytes that are bound.
    pub fn bytes(&self) -> [u8; Self::LEN] {
        let mut out = [0; Self::LEN];
        out[0] = self.kind as u8;
        out[1..33].copy_from_slice(&self.room);
        out[33..49].copy_from_slice(&self.chain);
        out[49..53].copy_from_slice(&self.epoch.to_le_bytes());
        out[53..].copy_from_slice(&self.id);
        out
    }
}
