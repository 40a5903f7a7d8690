//! What can be asked of forms and notices.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum Forms {
    /// Draft one: JSON with what the room knows; the rest is to be filled
    Draft {
        /// Title or id
        room: String,
        /// Which, such as processing-record or impact-assessment
        form: Option<String>,
        /// The version before: what was written into it by hand is taken over
        #[arg(long, value_name = "FILE")]
        after: Option<PathBuf>,
        /// Where to [default: standard output]
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Check and sign one
    Sign {
        /// Title or id
        room: String,
        /// The draft
        draft: PathBuf,
        /// The version that it follows
        #[arg(long, value_name = "FILE")]
        after: Option<PathBuf>,
        /// Where to
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Say that a document in the room, which `put` sent, is a signed form
    File {
        /// Title or id
        room: String,
        /// The document
        path: String,
        /// The same, here
        form: PathBuf,
    },
    /// List those of a room, due ones first
    List {
        /// Title or id
        room: String,
    },
    /// List all that is due: forms, reviews, findings, requests
    Due {
        /// Title or id
        room: String,
        /// Within so many days
        #[arg(long, default_value_t = 30)]
        days: u64,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Notices {
    /// List the templates
    List,
    /// Make a notice of each row of a table
    Merge(Merge),
}

#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// transfer, change or breach
    pub(crate) notice: String,
    /// zh-CN or en
    #[arg(long, default_value = "zh-CN")]
    pub(crate) language: String,
    /// Another text, with places such as {{name}}
    #[arg(long, value_name = "FILE")]
    pub(crate) template: Option<PathBuf>,
    /// The table: CSV in UTF-8, with a head
    #[arg(long, value_name = "FILE")]
    pub(crate) table: PathBuf,
    /// What is the same in every notice
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) say: Vec<String>,
    /// A new table with the notices in it
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// A folder for a text of each row
    #[arg(long, value_name = "FOLDER", conflicts_with = "output")]
    pub(crate) texts: Option<PathBuf>,
}
