//! What can be set, on the command line or in the environment.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use ledger::evidence::erasure::{EngineFacts, Fact, WORDS};
use stamp::Policy;
use zeroize::Zeroizing;

use crate::gate::Quotas;
use crate::http::parse_name;
use crate::notify::Settings;

/// Sealroom's server: keeps data rooms that it cannot read.
#[derive(Debug, Parser)]
#[command(name = "sealroomd", version, args_conflicts_with_subcommands = true)]
pub struct Config {
    /// What to do; serves if nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to serve.
    #[command(flatten)]
    pub serve: Serve,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve (the default).
    Serve(Box<Serve>),
    /// Make a local certificate authority, so that other machines reach this server over TLS.
    Ca(Authority),
}

/// How to serve.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// Where to listen.
    #[arg(long, env = "SEALROOM_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The data folder.
    #[arg(long, env = "SEALROOM_DATA", default_value = "data")]
    pub data: PathBuf,
    /// The URL by which clients call this server, where a proxy stands before it.
    #[arg(long, env = "SEALROOM_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// A further name or address by which clients call this server, without scheme and port. It knows
    /// `localhost`, the address on which it listens, and the names in its certificate. May be given often.
    #[arg(long, env = "SEALROOM_NAME", value_delimiter = ',', value_parser = parse_name)]
    pub name: Vec<String>,
    /// A proxy stands before this server: its header `x-forwarded-for` says whose request it is. Without
    /// such a proxy anybody may say that it is another.
    #[arg(long, env = "SEALROOM_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// A certificate chain (PEM). `sealroomd ca` makes one.
    #[arg(long, requires = "key")]
    pub cert: Option<PathBuf>,
    /// The certificate's key (PEM).
    #[arg(long, requires = "cert")]
    pub key: Option<PathBuf>,
    /// Hex of the server key's seed, so that several processes share it; else it lies in the data folder.
    #[arg(long, env = "SEALROOM_SERVER_KEY", hide_env_values = true, hide = true)]
    pub server_key: Option<String>,
    /// Bytes that one room may hold: documents, records and sealed keys.
    #[arg(long, default_value_t = Quotas::default().room)]
    pub room_quota: u64,
    /// Bytes that one member may be uploading at once.
    #[arg(long, default_value_t = Quotas::default().unfinished)]
    pub upload_quota: u64,
    /// Identities whose lists of rooms this server keeps, 2 MiB each at most.
    #[arg(long, default_value_t = Quotas::default().homes)]
    pub homes: u64,
    /// Requests a second that one address may make.
    #[arg(long, default_value = "200")]
    pub peer_rate: NonZeroU32,
    /// Requests a second that one key may make.
    #[arg(long, default_value = "100")]
    pub key_rate: NonZeroU32,
    /// A mail server by which people are told outside the app: `smtps://user:password@host`, or
    /// `smtp://user:password@host?tls=required`.
    #[arg(
        long,
        env = "SEALROOM_SMTP_URL",
        hide_env_values = true,
        requires = "mail_from"
    )]
    pub smtp_url: Option<String>,
    /// Whose name those mails bear, such as `Sealroom <no-reply@example.com>`.
    #[arg(long, env = "SEALROOM_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// A system of your own that tells people: an HTTPS URL. It needs SEALROOM_WEBHOOK_KEY.
    #[arg(long, env = "SEALROOM_WEBHOOK")]
    pub webhook: Option<String>,
    /// The key that signs requests to it, in base64.
    #[arg(
        long,
        env = "SEALROOM_WEBHOOK_KEY",
        hide_env_values = true,
        hide = true
    )]
    pub webhook_key: Option<String>,
    /// Messages an hour, in all.
    #[arg(long, default_value_t = defaults().all_rate)]
    pub message_rate: NonZeroU32,
    /// Messages an hour to the members of one room.
    #[arg(long, default_value_t = defaults().room_rate)]
    pub room_message_rate: NonZeroU32,
    /// An authority that stamps times (RFC 3161) on checkpoints of rooms: an HTTP or HTTPS URL. It learns a hash and
    /// your address.
    #[arg(
        long,
        env = "SEALROOM_STAMP_URL",
        hide_env_values = true,
        requires = "stamp_ca"
    )]
    pub stamp_url: Option<String>,
    /// The certificates to which the authority's own ones have to lead (PEM).
    #[arg(long, env = "SEALROOM_STAMP_CA")]
    pub stamp_ca: Option<PathBuf>,
    /// The authority's policy that is asked for, such as `1.3.6.1.4.1.13762.3`; else the one that it prefers.
    #[arg(long, env = "SEALROOM_STAMP_POLICY")]
    pub stamp_policy: Option<Policy>,
    /// Seconds between two stamps of one room, at least.
    #[arg(long, env = "SEALROOM_STAMP_EVERY", default_value = "3600")]
    pub stamp_every: NonZeroU32,
    /// Whether what holds the data folder keeps earlier versions of deleted files. It goes into receipts for what was
    /// destroyed, as your word.
    #[arg(
        long,
        env = "SEALROOM_KEEPS_VERSIONS",
        value_enum,
        value_name = "yes|no"
    )]
    pub keeps_versions: Option<YesNo>,
    /// Whether it may lock files against deletion. Likewise.
    #[arg(long, env = "SEALROOM_KEEPS_LOCKS", value_enum, value_name = "yes|no")]
    pub keeps_locks: Option<YesNo>,
    /// Whether there are copies elsewhere: replicas, snapshots, backups. Likewise.
    #[arg(long, env = "SEALROOM_KEEPS_COPIES", value_enum, value_name = "yes|no")]
    pub keeps_copies: Option<YesNo>,
    /// What else those who destroy something are to know of where it lay: for how long copies are kept, say. Likewise.
    #[arg(long, env = "SEALROOM_STORE_WORDS", value_parser = words)]
    pub store_words: Option<String>,
    /// The form of the log, which goes to standard error.
    #[arg(long, value_enum, default_value = "compact")]
    pub log: LogForm,
}

/// What the operator says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum YesNo {
    /// It is so.
    Yes,
    /// It is not.
    No,
}

/// No longer than a receipt takes.
fn words(text: &str) -> Result<String, String> {
    match text.len() <= WORDS {
        true => Ok(text.to_owned()),
        false => Err(format!("over {WORDS} bytes")),
    }
}

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// For people.
    Compact,
    /// For machines.
    Json,
}

/// A local certificate authority.
#[derive(Debug, Clone, Args)]
pub struct Authority {
    /// The data folder.
    #[arg(long, env = "SEALROOM_DATA", default_value = "data")]
    pub data: PathBuf,
    /// Names and addresses by which other machines call this server, e.g. `room.lan` or `192.168.1.5`.
    #[arg(required = true)]
    pub names: Vec<String>,
}

impl Serve {
    /// By which ways people are told outside the app, if any is set.
    pub fn settings(&self) -> Option<Settings> {
        let secret = |text: &Option<String>| text.clone().map(Zeroizing::new);
        let settings = Settings {
            smtp: secret(&self.smtp_url),
            from: self.mail_from.clone(),
            hook: self.webhook.clone(),
            hook_key: secret(&self.webhook_key),
            all_rate: self.message_rate,
            room_rate: self.room_message_rate,
            ..Settings::default()
        };
        settings.is_some().then_some(settings)
    }

    /// What is known of the engine, for receipts. A folder keeps no versions by itself; what lies beneath it, and
    /// who copies it, only the operator knows.
    pub fn facts(&self) -> EngineFacts {
        let said = |said: Option<YesNo>, found| match said {
            Some(YesNo::Yes) => Fact::SaidYes,
            Some(YesNo::No) => Fact::SaidNo,
            None => found,
        };
        EngineFacts {
            kind: "folder".to_owned(),
            versions: said(self.keeps_versions, Fact::No),
            locks: said(self.keeps_locks, Fact::No),
            replicas: said(self.keeps_copies, Fact::Unknown),
            words: self.store_words.clone(),
        }
    }

    /// The limits on what rooms hold.
    pub fn quotas(&self) -> Quotas {
        Quotas {
            room: self.room_quota,
            unfinished: self.upload_quota,
            homes: self.homes,
            ..Quotas::default()
        }
    }
}

fn defaults() -> Settings {
    Settings::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_operator_sets_is_what_holds() {
        let set = |words: &[&str]| Config::try_parse_from([&["sealroomd"], words].concat());
        let serve = set(&["--homes", "5", "--room-quota", "6", "--upload-quota", "7"]);
        let quotas = serve.map(|config| config.serve.quotas()).expect("options");
        assert_eq!((quotas.homes, quotas.room, quotas.unfinished), (5, 6, 7));
        let serve = set(&["--name", "Room.lan", "--name", "10.0.0.5,[fd00::5]"]);
        let names = serve.expect("options").serve.name;
        assert_eq!(names, ["room.lan", "10.0.0.5", "fd00::5"]);
        assert!(set(&["--name", "https://room.lan"]).is_err());
        let told = ["--webhook", "https://hooks.example", "--message-rate", "9"];
        let told = set(&told).ok().and_then(|config| config.serve.settings());
        assert!(told.is_some_and(|told| told.all_rate.get() == 9 && told.smtp.is_none()));
        assert!(set(&[]).is_ok_and(|config| config.serve.settings().is_none()));
        assert!(set(&["--smtp-url", "smtps://mail.example"]).is_err());
        let facts = |words: &[&str]| set(words).expect("options").serve.facts();
        let found = facts(&[]);
        assert_eq!((found.versions, found.replicas), (Fact::No, Fact::Unknown));
        let said = facts(&["--keeps-copies", "no", "--store-words", "No snapshots"]);
        assert!(said.keeps_nothing() && said.replicas == Fact::SaidNo);
        assert!(!facts(&["--keeps-versions", "yes"]).keeps_nothing());
        assert!(set(&["--store-words", &"x".repeat(WORDS + 1)]).is_err());
        assert!(set(&["--stamp-url", "https://tsa.example"]).is_err());
        let stamped = ["--stamp-url", "https://tsa.example", "--stamp-ca", "ca.pem"];
        let more = [&stamped[..], &["--stamp-policy", "1.2.3.4"]].concat();
        assert!(set(&more).is_ok_and(|config| config.serve.stamp_every.get() == 3600));
        assert!(set(&[&stamped[..], &["--stamp-policy", "x"]].concat()).is_err());
        assert!(set(&["--behind-proxy"]).is_ok_and(|config| config.serve.behind_proxy));
    }
}
