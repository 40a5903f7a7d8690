//! Use-cases of a room: what a person's program does, without a page, a terminal or a network.
//!
//! | to | use |
//! |---|---|
//! | find one's rooms again, make one, join one | [`Home`] |
//! | see where a link or invite leads | [`peek`] |
//! | open a link | [`visit`], [`visit_as`] |
//! | see what is in a room | [`Room::view`], [`Room::refresh`] |
//! | add | [`Room::make_folders`], [`Room::upload`] |
//! | open | [`Room::open_doc`], or [`Room::announce`] and [`Room::fetch_doc`] for many |
//! | rename, describe, tag | [`Room::edit`], [`Room::rename_folder`], [`Room::describe_folder`] |
//! | add and restore versions | [`Room::upload_onto`], [`Room::versions`], [`Room::open_version`], [`Room::restore_version`] |
//! | move, bin, order | [`Room::shift`], [`Room::bin`], [`Room::unbin`], [`Room::set_order`], [`Room::renumber`] |
//! | see who did what | [`Room::history`], [`Room::folder_history`] |
//! | encrypt again after someone left | [`Room::encrypt_again`] |
//! | share | [`Room::invite`], [`Room::link`], [`Room::members`] |
//! | decide who may do what | [`Room::matrix`], [`Room::preview`], [`Room::apply`], [`Room::approve`] |
//! | see it with another one's keys | [`Room::view_as`] |
//! | share the work | [`Room::appoint`], [`Room::dismiss`] |
//! | see who came by links | [`Room::links`] |
//! | have a text agreed to first, agree to one | [`Room::set_text`], [`Room::asked`], [`Room::agree`], [`Room::signed_copies`] |
//! | have files sent in, send some, take them in | [`Shared::Requests`], [`Op::Sends`], [`Room::send_in`], [`Room::sent`], [`Room::quarantine`], [`Room::take_in`] |
//! | classify, suggest, see how something is classified | [`Room::classify`], [`Room::suggest_marks`], [`Room::classified`], [`Room::label_history`] |
//! | say what levels ask for, see what is against it | [`Room::set_tier`], [`Room::objections`], [`Room::breaches`] |
//! | record and withdraw legal bases | [`Room::record_basis`], [`Room::withdraw_basis`], [`Room::bases`], [`Room::country_counts`] |
//! | decide by two | [`Room::ask`], [`Room::requests`], [`Room::decide_request`], [`Room::carry_out`] |
//! | propose, answer | [`Room::propose`], [`Room::withdraw_proposal`], [`Room::proposals`], [`Room::answer`] |
//! | take back | [`Room::end`], [`Room::delete`] |
//! | say for how long one looked | [`Room::looking`], [`Room::looked`], [`Room::tell_of_looks`] |
//! | see what happened | [`Room::read_activity`], [`Room::activity`], [`Room::opened_by`], [`Room::activity_csv`] |
//! | audit it | [`Room::audits`], [`Room::read_audit`], [`Room::audit`], [`Room::audit_csv`] |
//! | show one entry to a stranger, and verify what was shown | [`Room::disclose`], [`verify_disclosure`] |
//! | have the index witnessed, compare it with another one's | [`Room::ask_witness`], [`Room::take_cosignature`], [`Room::witnessed`], [`Room::compare_checkpoint`] |
//! | be a witness | [`witness`] |
//! | see what is new | [`Home::look`], [`Home::news`], [`Home::mark_news`] |
//! | lock, freeze, set an end | [`Room::set_room_state`], [`Room::set_room_end`] |
//! | keep out for now, give other dates | [`Room::suspend`], [`Room::set_dates`] |
//! | keep the seed on a device, open and wipe it | [`doors`] |
//! | see, name and revoke one's devices | [`Home::devices`], [`Home::revoke_device`] |
//! | bring the seed to another device | [`pair`] |
//! | have one's seed given back by others | [`Room::entrust`], [`Room::tell_share`] |
//! | give up a key that others know | [`Home::take_over`], [`Home::disown`] |
//! | check everything from the beginning | [`Room::verify`] |
//! | look for personal information in a document | [`detect`] |
//! | copy a room into an archive, check one | [`Room::back_up`], [`archive::ArchiveCheck`] |
//!
//! The store, this device's storage, time and randomness come in through [`Host`], content
//! through [`Carrier`]; so it all runs the same in a browser's worker and in a terminal.
//! Whatever the store answers is checked here against what was signed and what this device
//! has seen: the result is right, or an error, or an [`Alarm`] beside what is right.
//!
//! Absent on purpose: a clock, a network, a runtime, and the bytes of documents.

mod access;
mod activity;
mod apart;
mod append;
pub mod archive;
mod audit;
mod backup;
mod bases;
mod body;
mod care;
pub mod carrier;
mod classify;
mod clean;
mod control;
mod copies;
mod dates;
mod delete;
mod desk;
pub mod detect;
pub mod devices;
mod disown;
mod docs;
pub mod doors;
mod drops;
mod end;
mod error;
mod evidence;
mod folder;
mod gate;
mod home;
mod host;
mod invite;
mod join;
mod link;
mod links;
mod load;
mod looks;
mod make;
mod matrix;
mod members;
pub mod names;
mod nda;
mod news;
mod office;
mod open;
pub mod pair;
mod peek;
mod plan;
mod policy;
mod proposals;
mod quarantine;
mod read;
mod receipts;
mod reconcile;
mod replay;
mod requests;
mod retry;
mod room;
mod rotate;
mod sends;
mod session;
mod share;
mod shelf;
mod stage;
mod succeed;
#[cfg(feature = "testkit")]
pub mod testkit;
mod trustees;
mod upload;
mod verify;
mod view;
mod view_as;
mod visit;
pub mod witness;

pub use activity::{
    Activity, CSV_COLUMNS, Event, Filter, Group, Happening, Map, Place, Someone, Sum, Touched,
};
pub use audit::{
    AUDIT_COLUMNS, Act, ActGroup, Audit, AuditFilter, AuditLine, AuditProgress, AuditWords,
    Finding, FindingKind, Party, PartyKind, Place as RecordPlace, PlaceKind,
};
pub use backup::{BackedUp, BackupProgress};
pub use bases::{BasisView, CountryCount};
pub use body::{
    Allowed, Answer, Basis, BasisId, BasisKind, Cover, DataKind, DeviceId, Found, FoundKind,
    Introduction, Level, MAX_BASIS_TEXT, MAX_DESCRIPTION, MAX_MARK, MAX_PURPOSE, MAX_TAG, MAX_TAGS,
    Mark, Marking, Matter, NdaText, NextKey, Op, PlaceId, Principal, Record, Subject, Tier,
    TierRule, WantedDate, Wish, Wishes,
};
pub use carrier::{Carrier, CarrierError};
pub use classify::{Classified, Labelled, Lowering, MarkEvent};
pub use control::Control;
pub use copies::{AgreementView, SignedCopy, SignedText};
pub use disown::{GivenUp, GivenUpRoom};
pub use docs::{Author, Change, Crossed, DocEvent, Happened, Moved, VersionView};
pub use error::{Error, What};
pub use evidence::{Proven, Unproven, verify_disclosure};
pub use gate::{Against, Breaches, Objection, Reason};
pub use home::{Home, RoomSummary};
pub use host::{Host, Shelf};
pub use invite::InviteTerms;
pub use link::{Limits, Shared};
pub use links::{LinkView, VisitorView};
pub use make::{MAX_TITLE, check_title};
pub use matrix::{Matrix, MatrixFolder, MatrixRow};
pub use members::{MemberStanding, MemberView, Role};
pub use nda::{Asked, MAX_TEXT, TextView};
pub use news::{News, NewsKind};
pub use open::{Progress, RECEIPT, Ticket};
pub use peek::{Note, Peek, parse_fragment, peek};
pub use plan::Difference;
pub use proposals::{AnswerView, ProposalStanding, ProposalView};
pub use quarantine::Waiting;
pub use receipts::LONGEST;
pub use replay::{Alarm, AlarmKind, GapKind, Spot, Wanted};
pub use requests::{RequestStanding, RequestView};
pub use room::{APART, Room};
pub use sends::{Fate, SentView};
pub use session::Me;
pub use share::Invitation;
pub use trustees::ToldShare;
pub use upload::{Picked, UploadEvent, Uploaded};
pub use verify::Report;
pub use view::{Doc, Folder, View};
pub use view_as::{Mismatch, Seen};
pub use visit::{check_introduction, visit, visit_as};

// what those who call this crate name of the crates below
pub use blobs::wire::Standing;
pub use ledger::entry::{Action, Office, Policy, RoomState};
pub use ledger::ids::{ChainId, DocId, Hash, MemberId, PublicKey, RoomId, ScopeId, VersionId};
pub use seal::fragment::{Fragment, LinkKind};
pub use seal::identity::{Fingerprint, Seed};
pub use seal::passkey::{Passkey, PrfOutput};
pub use seal::passphrase::{Kdf, UnlockError};
pub use seal::words::Language;
