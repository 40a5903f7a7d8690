//! Why a use-case did not do what was asked.
//!
//! One list, because the person's sentence is made from it in one place. What is
//! said of sealed things is deliberately little: [`Error::Tampered`] names what
//! kind of thing did not fit, never which check failed.

use blobs::ApiError;
use blobs::wire::Code;
use seal::OpenError;

/// Why a use-case did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing is known about whether the request was carried out.
    #[error("the store cannot be reached")]
    Unreachable,
    /// The store refuses, for a reason that has no variant of its own here.
    #[error("the store refuses: {0:?}")]
    Refused(Code),
    /// Something that the store served is not what was signed.
    #[error("what the store serves was changed: {0}")]
    Tampered(What),
    /// The store serves an older or another history than was seen before.
    #[error("the store serves an older or another history of this room than this device has seen")]
    RolledBack,
    /// The room goes on in another store, or from an archive, and this person did not confirm it yet.
    #[error("the room was restored from an archive: confirm it first")]
    Restored(Box<crate::restore::Restoration>),
    /// A newer version made it.
    #[error("this was made by a newer version of Sealroom")]
    Newer,
    /// Another party's key is not the one that was seen before.
    #[error("the other party's key is not the one seen before")]
    KeyChanged,
    /// What is stored for a member is not what the roster says it was given.
    #[error("what the store has for a member is not what was granted")]
    GrantDiffers,
    /// Something is not to be given to somebody, by its level or for want of a legal basis.
    #[error("{0}")]
    Against(Box<crate::information::gate::Against>),
    /// A legal hold covers it.
    #[error("a legal hold covers it: nothing of it is moved, deleted or destroyed")]
    Held,
    /// Its level takes a second manager, who has not approved this.
    #[error("its level takes a second manager's approval")]
    TakesTwo,
    /// Neither the room's keys nor its chains allow it.
    #[error("this is not allowed with the rights held here")]
    NotAllowed,
    /// A room keeps an owner: somebody else has to become one first.
    #[error("this room has no other owner")]
    LastOwner,
    /// Somebody decided it before, or took it back.
    #[error("this was answered or taken back already")]
    Decided,
    /// There is no such thing here.
    #[error("there is no such thing in this room")]
    NotFound,
    /// Its time is over.
    #[error("the time is over")]
    Expired,
    /// A manager ended it.
    #[error("access was ended")]
    Ended,
    /// Owners have locked the room for everybody else.
    #[error("the owners have locked the room")]
    RoomLocked,
    /// Owners have frozen the room: everybody else reads only.
    #[error("the owners have made the room read only")]
    Frozen,
    /// Kept out for now; may be let in again.
    #[error("access was suspended")]
    Suspended,
    /// Opened as often as it may be, or accepted by someone.
    #[error("it was used as often as it may be")]
    UsedUp,
    /// Too many wrong tries; later again.
    #[error("a wrong passphrase was tried too often; try again later")]
    TriedTooOften,
    /// The passphrase of a link.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// A link that asks for one.
    #[error("a passphrase is needed")]
    PassphraseNeeded,
    /// A link that asks who opens it.
    #[error("the link asks for a name and an e-mail address")]
    NameNeeded,
    /// A text that is to be agreed to first.
    #[error("a text is to be agreed to first")]
    Owes,
    /// The operator's token.
    #[error("the operator's token is missing or wrong")]
    WrongToken,
    /// Text that is no link, or a damaged or truncated one.
    #[error(transparent)]
    Link(#[from] seal::fragment::FragmentError),
    /// Text that is no pairing code, or a mistyped one.
    #[error(transparent)]
    PairCode(#[from] seal::pair::CodeError),
    /// Shares for trustees, or from them.
    #[error(transparent)]
    Shares(#[from] seal::slip39::ShareError),
    /// A store's receipt that is none.
    #[error(transparent)]
    Receipt(#[from] ledger::evidence::erasure::NotAnErasure),
    /// A certificate, list or form that is none.
    #[error(transparent)]
    Artefact(#[from] crate::artefact::ArtefactError),
    /// A form that is not one, or does not follow the one before.
    #[error(transparent)]
    Form(#[from] crate::forms::FormError),
    /// The link is for something else than was asked (an invite instead of a link, or the reverse).
    #[error("this is another kind of link")]
    OtherKind,
    /// A name that files or people may not have.
    #[error("the name is not allowed: {0}")]
    BadName(#[from] crate::names::BadName),
    /// Something in the same folder is called so.
    #[error("there is something of this name already")]
    NameTaken,
    /// A file that changed between its first byte and its last.
    #[error("the file changed while it was read")]
    FileChanged,
    /// A file that is no longer there.
    #[error("the file is no longer there")]
    FileVanished,
    /// The file cannot be read, or the place to save to not be written.
    #[error("reading or writing failed on this device: {0}")]
    Local(String),
    /// This device's storage.
    #[error("this device's storage refuses")]
    ShelfRefused,
    /// Not every byte arrived: what was saved is not the whole document.
    #[error("the document did not arrive complete")]
    Incomplete,
    /// Stopped by the person.
    #[error("cancelled")]
    Cancelled,
    /// The store's disk.
    #[error("the store is full")]
    StoreFull,
    /// What a room or an upload may hold.
    #[error("the quota is used up")]
    Quota,
    /// Larger than a limit.
    #[error("too large")]
    TooLarge,
    /// The store has too much to do.
    #[error("the store has too much to do; try again later")]
    Busy,
    /// Others wrote at the same places again and again.
    #[error("others changed the same thing again and again; try again")]
    Contended,
    /// The machine has not the memory.
    #[error("this machine has not enough memory for it")]
    NoMemory,
}

/// What kind of thing did not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum What {
    /// An entry: signature, author, place, wrap or time.
    #[error("an entry of the room's records")]
    Entry,
    /// An entry that should be there and is not.
    #[error("an entry is missing")]
    MissingEntry,
    /// A sealed body.
    #[error("the content of an entry")]
    Body,
    /// A sealed body that should be there and is not.
    #[error("the content of an entry is missing")]
    MissingBody,
    /// A grant.
    #[error("a key that was handed out")]
    Grant,
    /// A card.
    #[error("a person's card")]
    Card,
    /// A part of a document.
    #[error("a part of a document")]
    Part,
    /// A home object.
    #[error("the sealed list of rooms")]
    Home,
    /// A link's own chain.
    #[error("the link's own record")]
    Link,
    /// An answer of the gate.
    #[error("an answer that no store gives")]
    Answer,
    /// What this device kept sealed.
    #[error("what this device kept sealed")]
    Shelf,
    /// A trustee's share.
    #[error("a trustee's share")]
    Share,
    /// A report, or its answer.
    #[error("a report")]
    Report,
}

impl Error {
    /// An open failure of this kind of thing.
    pub(crate) fn open(what: What) -> impl Fn(OpenError) -> Self {
        move |e| match e {
            OpenError::Newer => Self::Newer,
            OpenError::NotMine | OpenError::Broken => Self::Tampered(what),
        }
    }

    /// Whether the same request may succeed later, by itself.
    #[must_use]
    pub fn passes(&self) -> bool {
        matches!(self, Self::Unreachable | Self::Busy)
    }
}

impl From<ApiError> for Error {
    fn from(e: ApiError) -> Self {
        match e {
            ApiError::Unreachable(_) => Self::Unreachable,
            ApiError::Nonsense => Self::Tampered(What::Answer),
            ApiError::Refused { code, .. } => code.into(),
        }
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        match code {
            Code::Absent => Self::NotFound,
            Code::Token => Self::WrongToken,
            Code::Rule | Code::Signature => Self::NotAllowed,
            Code::Nda => Self::Owes,
            Code::Expired => Self::Expired,
            Code::Ended => Self::Ended,
            Code::Used => Self::UsedUp,
            Code::RoomLocked => Self::RoomLocked,
            Code::Frozen => Self::Frozen,
            Code::Suspended => Self::Suspended,
            Code::Locked => Self::TriedTooOften,
            Code::TooLarge => Self::TooLarge,
            Code::Rate => Self::Busy,
            Code::Quota => Self::Quota,
            Code::Full => Self::StoreFull,
            Code::Internal => Self::Busy,
            Code::Outdated => Self::Contended,
            other => Self::Refused(other),
        }
    }
}
