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
//! | draft a form of the law, sign it, file it, see which there are | [`Room::draft`], [`Room::sign_form`], [`Room::file_form`], [`Room::forms`] |
//! | see what is due, have something looked at again | [`Room::due_until`], [`Room::set_review`], [`Room::reviewed`] |
//! | see who holds what is not the newest | [`Room::outdated_readers`] |
//! | follow findings to their end | [`Room::raise_finding`], [`Room::finding_step`], [`Room::findings`] |
//! | log what persons ask for by their rights | [`Room::log_right`], [`Room::right_step`], [`Room::rights`] |
//! | write notices to many from a template and a table | [`notice`], [`MailMerge`] |
//! | report to the auditors alone, take reports | [`Room::seal_report`], [`open_answer`], [`Room::open_channel`], [`Room::open_report`] |
//! | decide by two | [`Room::ask`], [`Room::requests`], [`Room::decide_request`], [`Room::carry_out`] |
//! | say how long something is kept, see what is due | [`Room::set_clock`], [`Room::retention`] |
//! | hold something for a case, lift a hold | [`Room::place_hold`], [`Room::lift_hold`], [`Room::holds`] |
//! | destroy for good, with a certificate, verify one | [`Room::destroy`], [`Room::certify_destruction`], [`Room::ask_destruction`], [`retention::verify`] |
//! | propose, answer | [`Room::propose`], [`Room::withdraw_proposal`], [`Room::proposals`], [`Room::answer`] |
//! | take back | [`Room::end`], [`Room::delete`] |
//! | be told outside the app that something is new, have others told | [`Room::tell_me`], [`Room::have_told`] |
//! | say for how long one looked | [`Room::looking`], [`Room::looked`], [`Room::tell_of_looks`] |
//! | see what happened | [`Room::read_activity`], [`Room::activity`], [`Room::opened_by`], [`Room::activity_csv`] |
//! | report on it | [`Room::report`], [`Room::sign_report`] |
//! | audit it | [`Room::audits`], [`Room::read_audit`], [`Room::audit`], [`Room::audit_csv`], [`Room::stamps`] |
//! | show one entry to a stranger, and verify what was shown | [`Room::disclose`], [`verify_disclosure`] |
//! | have the index witnessed, compare it with another one's | [`Room::ask_witness`], [`Room::take_cosignature`], [`Room::witnessed`], [`Room::compare_checkpoint`] |
//! | be a witness | [`witness`] |
//! | see what is new | [`Home::look`], [`Home::news`], [`Home::mark_news`] |
//! | lock, freeze, set an end | [`Room::set_room_state`], [`Room::set_room_end`] |
//! | keep out for now, give other dates | [`Room::suspend`], [`Room::set_dates`] |
//! | keep the seed on a device, open and wipe it | [`doors`] |
//! | see, name and revoke one's devices | [`Home::devices`], [`Home::revoke_device`] |
//! | bring the seed to another device | [`pair`] |
//! | have one's seed given back by others | [`Room::entrust`], [`Room::tell_share`], [`Home::tell_share`] |
//! | give up a key that others know | [`Home::take_over`], [`Home::disown`] |
//! | check everything from the beginning | [`Room::verify`] |
//! | sign what is made of a room for others, see who signed | [`Room::sign_artefact`], [`artefact`] |
//! | meet an incident, keep its evidence, draft notices, drill | [`Room::open_incident`], [`Room::step_incident`], [`Room::incident_evidence`], [`Room::draft_notice`], [`incident`] |
//! | copy a room into an archive, check one | [`Room::back_up`], [`archive::ArchiveCheck`] |
//! | keep the list of rooms as a file, put it back to a store that lost it | [`Home::to_file`], [`Home::put_back`] |
//! | bring a room into another store, make it fit to be used, confirm that | [`Home::restore`], [`Room::finish_restore`], [`Home::confirm`] |
//! | try whether archives can be restored | [`Room::drill`] |
//! | hand it over: list, sign over, bind what each role takes along | [`handover`] |
//!
//! The store, this device's storage, time and randomness come in through [`Host`], content
//! through [`Carrier`]; so it all runs the same in a browser's worker and in a terminal.
//! Whatever the store answers is checked here against what was signed and what this device
//! has seen: the result is right, or an error, or an [`Alarm`] beside what is right.
//!
//! Absent on purpose: a clock, a network, a runtime, and the bytes of documents.

mod access;
mod activity;
mod agreements;
pub mod artefact;
mod audit;
mod backup;
mod body;
pub mod carrier;
mod chains;
mod channel;
mod control;
mod dates;
mod docs;
mod error;
mod forms;
pub mod handover;
mod hex;
mod home;
mod host;
pub mod incident;
mod information;
mod intake;
pub mod names;
mod notices;
mod people;
mod registers;
mod replay;
pub mod reports;
mod restore;
pub mod retention;
mod retry;
mod room;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod samples;
mod session;
mod share;
#[cfg(feature = "testkit")]
pub mod testkit;
mod view;

pub use access::matrix::{Matrix, MatrixFolder, MatrixRow};
pub use access::plan::Difference;
pub use access::view_as::{Mismatch, Seen};
pub use activity::receipts::LONGEST;
pub use activity::{
    Activity, CSV_COLUMNS, Event, Filter, Group, Happening, Map, Place, Someone, Sum, Touched,
};
pub use agreements::copies::{AgreementView, SignedCopy, SignedText};
pub use agreements::nda::{Asked, MAX_TEXT, TextView};
pub use audit::evidence::{Proven, Unproven, verify_disclosure};
pub use audit::stamps::Stamped;
pub use audit::verify::Report;
pub use audit::witness;
pub use audit::{
    AUDIT_COLUMNS, Act, ActGroup, Audit, AuditFilter, AuditLine, AuditProgress, AuditWords,
    Finding, FindingKind, Party, PartyKind, Place as RecordPlace, PlaceKind,
};
pub use backup::archive;
pub use backup::{BackedUp, BackupProgress};
pub use body::{
    Allowed, Answer, Audience, Basis, BasisId, BasisKind, Clock, ClockFrom, ClockLasts, Cover,
    DataKind, Deadline, DeviceId, Doom, Evidence, Filed, FindingId, FindingStep, Found, FoundKind,
    HoldWord, Incident, IncidentId, IncidentKind, Introduction, Keep, Kept, Level, MAX_BASIS_TEXT,
    MAX_DESCRIPTION, MAX_FORM_TEXT, MAX_MARK, MAX_PURPOSE, MAX_TAG, MAX_TAGS, MAX_WORDS, Mark,
    Marking, Matter, NdaText, NextKey, Op, Outcome, Phase, PlaceId, Principal, Raised, Received,
    Record, Review, RightId, RightKind, RightStep, Step, Subject, Tier, TierRule, Turn, WantedDate,
    Why, Wish, Wishes,
};
pub use carrier::{Carrier, CarrierError};
pub use channel::{
    CHANNEL, CHANNEL_MIME, MAX_REPORT, REPORT_MIME, ReportAnswer, ReportView, SealedReport,
    channel_text, open_answer,
};
pub use control::Control;
pub use docs::open::{Progress, RECEIPT, Ticket};
pub use docs::upload::{Picked, UploadEvent, Uploaded};
pub use docs::{Author, Change, Crossed, DocEvent, Happened, Moved, VersionView};
pub use error::{Error, What};
pub use forms::{
    Abroad, Both, Choice, Field, FieldKind, Form, FormError, FormKind, FormStanding, FormView,
    Made, RightsDeadline, RoomOf, Schema, abroad, choices, day, deadline, deadlines, parse_day,
};
pub use home::disown::{GivenUp, GivenUpRoom};
pub use home::make::{MAX_TITLE, check_title};
pub use home::news::{News, NewsKind};
pub use home::trustees::ToldShare;
pub use home::{Home, RoomSummary};
pub use home::{devices, doors, pair};
pub use host::{Host, Shelf};
pub use information::bases::{BasisView, CountryCount};
pub use information::classify::{Classified, Labelled, Lowering, MarkEvent};
pub use information::gate::{Against, Breaches, Objection, Reason};
pub use information::requests::{RequestStanding, RequestView};
pub use intake::quarantine::Waiting;
pub use intake::sends::{Fate, SentView};
pub use notices::{
    Limit, MailMerge, MergeError, Merged, Notice, NoticeKind, Skipped, Template, notice, notices,
};
pub use people::members::{MemberStanding, MemberView, Role};
pub use registers::findings::{
    FindingNote, FindingState, FindingView, evidence_text, parse_evidence,
};
pub use registers::outdated::OutdatedReader;
pub use registers::reviews::{Due, DueKind, DuePlace};
pub use registers::rights::{RightDone, RightView};
pub use replay::{Alarm, AlarmKind, GapKind, Spot, Wanted};
pub use restore::drill::{DRILL, Drill, DrillStore, DrilledArchive};
pub use restore::finish::{Finished, Repeat};
pub use restore::import::{Archives, Brought, MAX_REASON, RestoreProgress, RestoreTerms};
pub use restore::{Restoration, lineage::LineageView};
pub use room::{APART, Room};
pub use session::Me;
pub use share::Invitation;
pub use share::invite::InviteTerms;
pub use share::link::{Limits, Shared};
pub use share::links::{LinkView, VisitorView};
pub use share::peek::{Note, Peek, parse_fragment, peek};
pub use share::proposals::{AnswerView, ProposalStanding, ProposalView};
pub use share::visit::{check_introduction, visit, visit_as};
pub use view::{Doc, Folder, View};

// what those who call this crate name of the crates below
pub use blobs::wire::{NotifyChannel, NotifyLanguage, NotifyState, NotifyTold, Standing, TellCode};
pub use ledger::entry::{Action, Office, Policy, RoomState};
pub use ledger::ids::{
    ChainId, DocId, Hash, HoldId, MemberId, PublicKey, RoomId, ScopeId, VersionId,
};
pub use seal::fragment::{Fragment, LinkKind};
pub use seal::identity::{Fingerprint, Seed};
pub use seal::passkey::{Passkey, PrfOutput};
pub use seal::passphrase::{Kdf, UnlockError};
pub use seal::report::ReplyKey;
pub use seal::words::Language;
