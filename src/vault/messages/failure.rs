//! Why something did not happen.

use serde::{Deserialize, Serialize};

/// The person's sentence is made in one place, from this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Failure {
    WrongPassphrase,
    WrongWords,
    Locked,
    NoIdentity,
    LinkDamaged,
    LinkTruncated,
    LinkNewer,
    NotALink,
    ForeignInvite,
    Expired,
    Ended,
    /// Owners have locked the room for everybody else.
    RoomLocked,
    /// Owners have made the room read only.
    Frozen,
    /// Kept out for now.
    Suspended,
    UsedUp,
    TriedTooOften,
    /// A link asks who opens it.
    NameNeeded,
    /// Another text is to be agreed to first.
    Owes,
    /// The name or the tick is missing.
    NotSigned,
    /// A link would give nothing.
    NothingChosen,
    /// A text stands in one language only.
    BothLanguages,
    NotFound,
    NotAllowed,
    WrongToken,
    Unreachable,
    ServerBusy,
    StoreFull,
    DiskFull,
    QuotaReached,
    TooLarge,
    FileChanged,
    FileVanished,
    BadName,
    NameTooLong,
    DuplicateName,
    StorageRefused,
    InsecureContext,
    /// Bytes that the store serves are not what was signed.
    Tampered,
    /// The store serves an older or another history than was seen before.
    RolledBack,
    /// The room was restored, which is to be confirmed first.
    Restored,
    /// The store has no list of this person's rooms any more, or an older one.
    RoomsLost,
    /// A file that is no list of this person's rooms.
    RoomsFile,
    /// A backup of a room that the list of rooms does not name.
    RestoreUnknown,
    /// Only owners restore.
    RestoreNotOwner,
    /// The room is at this store, or another restore of it was begun there.
    RestoreHere,
    Incomplete,
    /// The other party's key changed.
    KeyChanged,
    /// What is stored for a member is not what it was granted.
    GrantDiffers,
    /// Something is not to be given to somebody, by its level or for want of a legal basis.
    Against,
    /// A legal hold keeps it.
    Held,
    /// Two managers decide about it.
    TakesTwo,
    /// A certificate, list or form that is none, or was changed.
    Artefact,
    /// A paper of a handover that belongs elsewhere.
    ClosingOther,
    /// One that is not signed by whom it says, or by others, too.
    ClosingForeign,
    /// There is no list that both have signed.
    ClosingNoList,
    /// A list that was not checked, or does not hold.
    ClosingUnchecked,
    /// A backup that is none, or was changed.
    Archive,
    /// No address, or none that this server takes.
    NoAddress,
    /// A code that is not the one that was sent.
    WrongCode,
    /// A code that holds no more.
    CodeOver,
    /// Enough was sent to this address today, or it could not be sent.
    NotSent,
    /// Words that are no shares, or not of one identity.
    WrongShares,
    /// A file that is no share.
    NotAShare,
    /// A share that was made for somebody else, or in another room.
    NotMyShare,
    /// A report or an answer that is sealed to others, or another key than the one for it.
    NotForYou,
    /// The store has signed two histories.
    IndexForked,
    /// Somebody else was shown more than the store shows here.
    IndexOlder,
    /// A file that is no checkpoint of this room.
    NotACheckpoint,
    /// A proof that proves nothing, or not with this key.
    NotProven,
    /// A proof needs the store's key.
    KeyNeeded,
    /// One such file at a time.
    OneByOne,
    /// A proposal was answered, or taken back.
    Decided,
    Cancelled,
    TooManyFiles,
    /// A room keeps an owner.
    LastOwner,
    /// The last way to the identity stays.
    LastDoor,
    /// Another identity was put on this device meanwhile.
    OtherIdentity,
    /// This browser or authenticator cannot keep an identity.
    NoPrf,
    /// The passkey was not shown, or it is not the one.
    PasskeyRefused,
    PairCodeWrong,
    PairCodeUnknown,
    PairCodeExpired,
    PairCodeUsed,
    PairingStopped,
    Internal,
}
