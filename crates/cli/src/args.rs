//! What can be asked.

mod forms;
mod handover;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::commands::{Destroy, Printing, ReportOf, Restore, Told, Verify, incident};

pub(crate) use forms::{Forms, Merge, Notices};
pub(crate) use handover::Handover;

/// A data room in which the server never holds a key.
#[derive(Debug, Parser)]
#[command(name = "sealroom", version, about)]
pub(crate) struct Args {
    /// Where identity and device data are kept [default: the system's folder for configuration]
    #[arg(long, global = true, env = "SEALROOM_HOME", value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// The store, such as https://rooms.example [default: the one used last]
    #[arg(long, global = true, env = "SEALROOM_SERVER", value_name = "URL")]
    pub(crate) server: Option<String>,
    /// A certificate to trust besides the system's (PEM), such as a local authority's
    #[arg(long, global = true, env = "SEALROOM_CA", value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Reads the identity's passphrase from a file instead of asking; SEALROOM_PASSPHRASE works too
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Results as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// No progress
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Who you are
    #[command(subcommand)]
    Identity(Identity),
    /// Have your identity given back by others, when every device and the words are lost
    #[command(subcommand)]
    Trustees(Trustees),
    /// Make and list rooms
    #[command(subcommand)]
    Room(Room),
    /// Send files and folders into a room
    Put {
        /// Title or id (its beginning is enough)
        room: String,
        /// Files and folders
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The folder in the room; made if it is not there
        #[arg(long, value_name = "PATH", default_value = "")]
        to: String,
    },
    /// List a room, or a folder of it
    Ls {
        /// Title or id
        room: String,
        /// A folder
        #[arg(default_value = "")]
        path: String,
    },
    /// Save a document or a folder
    Get {
        /// Title or id
        room: String,
        /// A document or folder; everything if it is left out
        #[arg(default_value = "")]
        path: String,
        /// Where to [default: its name, here]
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Delete documents
    Rm {
        /// Title or id
        room: String,
        /// Documents
        #[arg(required = true)]
        paths: Vec<String>,
    },
    /// What is due to be destroyed, comes due, or is held. Ends with code 9 if something is due
    Retention {
        /// Title or id
        room: String,
        /// Also what comes due within so many days
        #[arg(long, value_name = "DAYS", default_value = "30")]
        within: u32,
    },
    /// Destroy documents, folders or the room for good, with a certificate
    Destroy(Destroy),
    /// Make an invite: whoever holds it becomes a member, once
    Invite {
        /// Title or id
        room: String,
        /// What to share
        #[arg(long, value_name = "PATH", default_value = "")]
        folder: String,
        /// What you call it
        #[arg(long, default_value = "")]
        label: String,
        /// To be accepted within (30m, 24h, 7d)
        #[arg(long, value_name = "TIME", default_value = "7d")]
        within: String,
        /// Access ends after
        #[arg(long, value_name = "TIME")]
        expires: Option<String>,
        /// For an auditor: reads every chain without its content, and no folder
        #[arg(long)]
        audits: bool,
    },
    /// Accept an invite
    Join {
        /// The whole address, or what stands after #
        url: String,
    },
    /// Make a link: whoever holds it reads what it gives, until it ends
    Link {
        /// Title or id
        room: String,
        /// One folder, or documents
        #[arg(default_value = "")]
        paths: Vec<String>,
        /// What you call it
        #[arg(long, default_value = "")]
        label: String,
        /// Ends after (30s, 30m, 24h, 7d)
        #[arg(long, value_name = "TIME", default_value = "24h")]
        expires: String,
        /// How many devices may open it
        #[arg(long, value_name = "N")]
        opens: Option<u32>,
        /// A file with a passphrase for the link; SEALROOM_LINK_PASSPHRASE works too
        #[arg(long, value_name = "FILE")]
        link_passphrase_file: Option<PathBuf>,
    },
    /// Open a link: list what it gives, or save it
    Open {
        /// The whole address, or what stands after #
        url: String,
        /// A document or folder to save; `.` for everything
        #[arg(long, value_name = "PATH")]
        get: Option<String>,
        /// Where to
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        /// A file with the link's passphrase; SEALROOM_LINK_PASSPHRASE works too
        #[arg(long, value_name = "FILE")]
        link_passphrase_file: Option<PathBuf>,
    },
    /// People, invites and links of a room
    Members {
        /// Title or id
        room: String,
    },
    /// End a person's, invite's or link's access, and rotate what it held
    End {
        /// Title or id
        room: String,
        /// The member's id (its beginning is enough)
        member: String,
    },
    /// Copy a whole room, as it is sealed, into an archive
    Backup {
        /// Title or id
        room: String,
        /// A new file; or a folder, or s3://bucket/folder, into which what came since its last archive is written
        #[arg(value_name = "FILE-or-FOLDER")]
        to: PathBuf,
    },
    /// Bring a room that you own to a store that does not have it, from its archives, and make it fit to be used there
    Restore(Restore),
    /// An incident: lock, keep evidence, tell those who have to know, and drills of it
    #[command(subcommand)]
    Incident(incident::What),
    /// Be told outside the app that something is new
    Notify(Told),
    /// Hand a room over: what both check and sign, and the office that passes
    #[command(subcommand)]
    Handover(Handover),
    /// Bind everything that somebody can open into one zip that opens, and verifies itself, offline
    Bible {
        /// Title or id
        room: String,
        /// A new zip file
        #[arg(value_name = "OUT.zip")]
        to: PathBuf,
        /// Whose: a member's label or id [default: your own]
        #[arg(long = "as", value_name = "MEMBER")]
        member: Option<String>,
        /// Who is to sign it, too [default: whose it is]
        #[arg(long, value_name = "MEMBER")]
        with: Option<String>,
        /// The handover's list
        #[arg(long, value_name = "FILE")]
        list: Option<PathBuf>,
        /// Other signed papers of the handover
        #[arg(long = "paper", value_name = "FILE")]
        papers: Vec<PathBuf>,
    },
    /// Sign a paper, or a closing bible that holds, beside who signed it already
    Countersign {
        /// Title or id
        room: String,
        /// The paper or the zip file
        file: PathBuf,
    },
    /// Check everything: a room from its beginning and its index, archives without any key, a closing bible, a signed paper, or an entry that was shown in a file
    Verify(Verify),
    /// Make a report of a room: who holds what, what an audit found, counts for the public, who opened what
    Report(ReportOf),
    /// Print an artefact (a certificate, a list, a report) as PDF, with the file that proves it inside
    Print {
        /// The artefact's file
        file: PathBuf,
        /// Where to
        #[arg(long, value_name = "FILE")]
        pdf: PathBuf,
        #[command(flatten)]
        how: Printing,
    },
    /// List every entry of a room, for who manages or audits it
    Log {
        /// Title or id
        room: String,
    },
    /// Write one entry with its proof into a file, for who manages or audits
    Disclose {
        /// Title or id
        room: String,
        /// CHAIN:NUMBER, as `log` shows it
        entry: String,
        /// Where to
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Forms of the law: filled from a room, signed, filed, and when they are due
    #[command(subcommand)]
    Forms(Forms),
    /// Notices to many persons, from a template and a table, on this machine alone
    #[command(subcommand)]
    Notices(Notices),
    /// Be a witness: sign that indexes only grow
    Witness {
        /// What it is called, by custom its address without https://
        #[arg(long)]
        name: String,
        /// Where it listens
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8090")]
        listen: SocketAddr,
        /// The logs that it signs for (C2SP tlog-policy)
        #[arg(long, value_name = "FILE")]
        policy: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Identity {
    /// Make one; prints the recovery words, once
    New {
        /// The name that others see
        #[arg(long)]
        name: String,
    },
    /// Restore one from its 24 recovery words, read from standard input
    Restore {
        /// The name that others see
        #[arg(long)]
        name: String,
    },
    /// Get one back by the words of trustees, read from standard input: a line for each share
    Recover {
        /// The name that others see
        #[arg(long)]
        name: String,
        /// Only say whose it is, and keep nothing
        #[arg(long)]
        rehearse: bool,
    },
    /// Name and safety words
    Show,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Trustees {
    /// Split your own identity among members of a room: a sealed file for each of them
    Give {
        /// Title or id
        room: String,
        /// Members, by their labels or ids
        #[arg(required = true)]
        members: Vec<String>,
        /// How many of them give it back
        #[arg(long, value_name = "N")]
        need: u8,
        /// The folder for the files
        #[arg(long, value_name = "FOLDER")]
        to: PathBuf,
    },
    /// Open the file that somebody gave you: the words to tell that person, and nobody else
    Tell {
        /// Title or id of the room in which you know each other
        room: String,
        /// The file
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Room {
    /// Make one, with the operator's token
    Create {
        /// What it is called
        title: String,
        /// The operator's token
        #[arg(
            long,
            env = "SEALROOM_TOKEN",
            hide_env_values = true,
            allow_hyphen_values = true
        )]
        token: String,
    },
    /// List yours and those shared with you
    List,
    /// Take a room along to the store where it was restored: the one that --server names
    Follow {
        /// Title or id
        room: String,
        /// The store that had it; it may be lost
        #[arg(long, value_name = "URL")]
        from: String,
    },
    /// Go on in a room that was restored, after reading what its owner says of it
    Confirm {
        /// Title or id
        room: String,
        /// What the program says of it when the room is opened
        restoration: String,
    },
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::Args;

    #[test]
    fn a_token_may_begin_with_a_hyphen() {
        let token = ["--token", "-NrqVLTbczNHrqHfBQoSP73KpvOxWjLa"];
        let create = ["sealroom", "room", "create", "Lotus"];
        Args::try_parse_from(create.iter().chain(&token)).unwrap();
        let restore = [
            "sealroom",
            "restore",
            "/backups",
            "--to=https://a.example",
            "--reason=Lost",
        ];
        Args::try_parse_from(restore.iter().chain(&token)).unwrap();
    }
}
