//! What can be asked of incidents.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use room::{Audience, IncidentKind, Phase};

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// Open one: an owner locks the room by it. Prints its id
    Open {
        /// Title or id
        room: String,
        /// What happened
        summary: String,
        /// Of which kind
        #[arg(long, value_enum, default_value = "other")]
        kind: Kind,
        /// It is known since so long (30m, 24h) [default: now]
        #[arg(long, value_name = "TIME")]
        known_for: Option<String>,
        /// A drill: nothing is locked, and every paper says so
        #[arg(long)]
        drill: bool,
        /// A JSON file with the dates that hold: [{"to": "authority", "law": "...", "source": "...", "minutes": 4320}]
        #[arg(long, value_name = "FILE")]
        deadlines: Option<PathBuf>,
    },
    /// List them with their steps and dates
    List {
        /// Title or id
        room: String,
    },
    /// Lock the room for one that a manager recorded
    Lock {
        /// Title or id
        room: String,
        /// The incident
        incident: String,
    },
    /// Say how a step stands
    Step {
        /// Title or id
        room: String,
        /// The incident
        incident: String,
        /// Which
        #[arg(value_enum)]
        phase: Named,
        /// A member who answers for it, by label or id
        #[arg(long, value_name = "MEMBER", conflicts_with = "name")]
        member: Option<String>,
        /// Whoever else does
        #[arg(long)]
        name: Option<String>,
        /// To be done within
        #[arg(long, value_name = "TIME")]
        due: Option<String>,
        /// It is done
        #[arg(long)]
        done: bool,
        /// It is not done, for this reason
        #[arg(long, value_name = "WORDS", conflicts_with = "done")]
        give_up: Option<String>,
        /// In words
        #[arg(long, default_value = "", conflicts_with = "give_up")]
        words: String,
    },
    /// End it, once every step is done or given up
    Close {
        /// Title or id
        room: String,
        /// The incident
        incident: String,
        /// In words
        #[arg(long, default_value = "")]
        words: String,
    },
    /// Keep what the room knows: chains' ends, receipts, links, what is missing
    Evidence {
        /// Title or id
        room: String,
        /// The incident
        incident: String,
        #[command(flatten)]
        window: Window,
        /// With names: your own copy
        #[arg(long)]
        names: bool,
        /// The manifest's hash of an archive that was made
        #[arg(long, value_name = "HEX")]
        archive: Option<String>,
        /// Where to
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Draft a notice, or sign one that was filled in
    Notices {
        /// Title or id
        room: String,
        /// The incident
        incident: String,
        /// For whom
        #[arg(long, value_enum)]
        to: To,
        #[command(flatten)]
        window: Window,
        /// A JSON file with what a person says, as `said` of the draft
        #[arg(long, value_name = "FILE")]
        said: Option<PathBuf>,
        /// The signed notice whose place it takes
        #[arg(long, value_name = "FILE", requires = "said")]
        revises: Option<PathBuf>,
        /// Where to: the draft, or with --said the signed notice
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Sign the whole of it, with the papers that belong to it
    Report {
        /// Title or id
        room: String,
        /// The incident
        incident: String,
        /// Papers
        papers: Vec<PathBuf>,
        /// Where to
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
}

/// Which receipts are looked at.
#[derive(Debug, clap::Args)]
pub(crate) struct Window {
    /// Receipts since (24h, 7d) [default: all]
    #[arg(long, value_name = "TIME")]
    pub(super) since: Option<String>,
    /// Only of this member or link, by label or id
    #[arg(long, value_name = "MEMBER")]
    pub(super) of: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Kind {
    DeviceLost,
    LinkLeaked,
    WrongRecipient,
    StoreCompromised,
    KeyStolen,
    Misuse,
    Other,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Named {
    Stop,
    Isolate,
    Report,
    Notify,
    Investigate,
    Improve,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum To {
    Authority,
    Persons,
}

impl From<Kind> for IncidentKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::DeviceLost => Self::DeviceLost,
            Kind::LinkLeaked => Self::LinkLeaked,
            Kind::WrongRecipient => Self::WrongRecipient,
            Kind::StoreCompromised => Self::StoreCompromised,
            Kind::KeyStolen => Self::KeyStolen,
            Kind::Misuse => Self::Misuse,
            Kind::Other => Self::Other,
        }
    }
}

impl From<Named> for Phase {
    fn from(phase: Named) -> Self {
        match phase {
            Named::Stop => Self::Stop,
            Named::Isolate => Self::Isolate,
            Named::Report => Self::Report,
            Named::Notify => Self::Notify,
            Named::Investigate => Self::Investigate,
            Named::Improve => Self::Improve,
        }
    }
}

impl From<To> for Audience {
    fn from(to: To) -> Self {
        match to {
            To::Authority => Self::Authority,
            To::Persons => Self::Persons,
        }
    }
}
