//! What can be asked of a handover.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Handover {
    /// List what folders hold, with the hash that sha256sum gives, and sign that
    List {
        /// Title or id
        room: String,
        /// Who takes it over: a label or id
        #[arg(long, value_name = "MEMBER")]
        to: String,
        /// Folders; everything if they are left out
        folders: Vec<String>,
        /// Where to
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Compare a list with what you can open yourself
    Check {
        /// Title or id
        room: String,
        /// The list
        file: PathBuf,
        /// Sign it, if it holds
        #[arg(long)]
        sign: bool,
    },
    /// Sign the room over; nothing changes until the other one accepts
    Offer {
        /// Title or id
        room: String,
        /// Who takes it over: a label or id; becomes a manager now
        #[arg(long, value_name = "MEMBER")]
        to: String,
        /// The list that both have signed
        #[arg(long, value_name = "FILE")]
        list: Option<PathBuf>,
        /// A folder that you go on reading
        #[arg(long, value_name = "PATH")]
        keep: Vec<String>,
        /// For how long (30d)
        #[arg(long, value_name = "TIME")]
        until: Option<String>,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        /// Where to
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Take a room over as it was offered, and sign the offer
    Accept {
        /// Title or id
        room: String,
        /// The offer
        file: PathBuf,
    },
    /// Sign what became of your own copies
    Destroyed {
        /// Title or id
        room: String,
        /// The list of what was handed over
        #[arg(long, value_name = "FILE")]
        list: Option<PathBuf>,
        /// A copy, and how it was destroyed
        #[arg(long = "copy", value_name = "WHAT=HOW")]
        copies: Vec<String>,
        /// What is kept, and why
        #[arg(long, value_name = "WHAT=WHY")]
        kept: Vec<String>,
        /// It is not done yet: you undertake it
        #[arg(long)]
        undertaking: bool,
        /// Where to
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
}
