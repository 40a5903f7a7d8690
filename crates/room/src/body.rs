//! Bodies: what entries say to those who hold a key.
//!
//! A body is a CBOR array, sealed by [`seal`] for the one place that its
//! [`seal::context::Context`] names. What stands in the entry's public part as
//! well (scopes, documents, parts) is compared when a body is opened, so that
//! neither can be exchanged without the other.

mod basis;
mod cbor;
mod doc;
mod edit;
mod forms;
mod front;
mod home;
mod incident;
mod key;
mod marking;
mod nda;
mod pieces;
mod plan;
mod propose;
mod retention;
mod roster;
mod scope;
mod visit;

pub(crate) use basis::MAX_LIST;
pub use basis::{Allowed, Basis, BasisId, BasisKind, Cover, MAX_BASIS_TEXT, TierRule};
pub(crate) use cbor::{decode, encode};
pub use doc::Record;
pub(crate) use doc::{MAX_PARTS, Records};
pub(crate) use edit::{Edit, Label, MAX_ORDER};
pub use edit::{MAX_DESCRIPTION, MAX_TAG, MAX_TAGS, PlaceId};
pub use forms::{
    Evidence, Filed, FindingId, FindingStep, MAX_FORM_TEXT, Raised, Received, Review, RightId,
    RightKind, RightStep,
};
pub(crate) use front::{RestoredBody, Title};
pub use home::DeviceId;
pub(crate) use home::{
    Before, HomeBody, HomeDevice, HomeRoom, LeftRoom, NewsMark, Pin, RoomDevice,
};
pub use incident::{
    Audience, Deadline, Incident, IncidentId, IncidentKind, Outcome, Phase, Step, Turn,
};
pub(crate) use key::{KeyBytes, ScopeKeyOf};
pub use marking::{
    Answer, DataKind, Found, FoundKind, MAX_MARK, MAX_PURPOSE, Mark, Marking, Matter, Subject, Tier,
};
pub use nda::NdaText;
pub(crate) use nda::{AgreeBoxes, Agreed};
pub(crate) use pieces::{open_each, seal_each};
pub(crate) use plan::Plan;
pub use plan::{Level, NextKey, Op, Principal};
pub(crate) use propose::Propose;
pub use propose::{WantedDate, Wish, Wishes};
pub(crate) use retention::MAX_DOOMED;
pub(crate) use retention::words as check_words;
pub use retention::{Clock, ClockFrom, ClockLasts, Doom, HoldWord, Keep, Kept, MAX_WORDS, Why};
pub(crate) use roster::{Issued, JoinCard, Keys, MemberNote};
pub(crate) use scope::{ApartBody, Child, EpochBody};
pub use visit::Introduction;
pub(crate) use visit::{Decision, DropTo, InboxBody, SendTo, TakenIn, Way};
