//! Verification: a room, its index beside it, and an entry that was shown by itself.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use blobs::Bytes;
use blobs::http::{Request, Transport};
use ledger::PublicKey;
use ledger::evidence::policy::{PolicyFile, WitnessAt};
use ledger::evidence::proof::{FIRST, PROOF};
use room::{AuditFilter, Control, Finding, FindingKind, Room, Unproven, verify_disclosure};
use serde_json::{Value, json};

use super::look::{alarm, warn};
use super::{Context, archives, bible, papers, stamps};
use crate::archive::Place;
use crate::error::Error;
use crate::host::Machine;
use crate::net::Net;

/// What is asked of a verification.
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// Title or id of a room; archives in their order, or a folder of them, also s3://bucket/folder; a closing bible, packed or not; a signed paper; a folder of checkpoints with time stamps; or a file with an entry
    #[arg(required = true, value_name = "ROOM-or-FILES")]
    what: Vec<PathBuf>,
    /// For archives: the id of the room that they must be of
    #[arg(long, value_name = "ID")]
    room: Option<String>,
    /// For a file with an entry, a certificate, or a folder of checkpoints: the store's key, in hex, from somebody you trust
    #[arg(long, value_name = "HEX")]
    key: Option<String>,
    /// Witnesses who have to have signed the index (C2SP tlog-policy). Those with an address are asked
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// For a room: a checkpoint that the store showed to somebody else
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// For a room: a folder in which to save the checkpoints that an authority has stamped, with its tokens
    #[arg(long, value_name = "FOLDER")]
    stamps: Option<PathBuf>,
    /// For a room, or such a folder: the certificates (PEM) of the authority whose word on times counts
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
    /// For a room: where to save the checkpoint, to compare it elsewhere
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
}

pub(super) async fn verify(context: &Context, asked: &Verify) -> Result<(), Error> {
    match asked.what.as_slice() {
        some if some.iter().any(|one| Place::is_bucket(one)) => {
            archives::verify(context, some, asked.room.as_deref()).await
        }
        [one] if shows_entry(one)? => {
            let policy = asked.policy.as_deref().map(policy).transpose()?;
            file(context, one, asked.key.as_deref(), policy.as_ref())
        }
        [one] if papers::is_paper(one)? => {
            let key = key(asked.key.as_deref())?;
            papers::verify(context, one, key.as_ref())
        }
        [one] if stamps::is_saved(one)? => {
            let authority = asked.authority.as_deref();
            let authority = authority.ok_or_else(|| {
                Error::usage("say whose word on times counts: --authority with its certificates")
            })?;
            let (authority, key) = (stamps::authority(authority)?, key(asked.key.as_deref())?);
            stamps::verify(context, one, &authority, key.as_ref())
        }
        [one] if bible::is_bible(one)? => bible::verify(context, one),
        // a room's name is seldom that of a file here
        [one] if asked.room.is_none() && !one.exists() => {
            whole_room(context, &one.to_string_lossy(), asked).await
        }
        archives => archives::verify(context, archives, asked.room.as_deref()).await,
    }
}

/// Whether a file is a disclosure: those are text, and say so first.
fn shows_entry(path: &Path) -> Result<bool, Error> {
    if !path.is_file() {
        return Ok(false);
    }
    let mut head = Vec::new();
    let most = u64::try_from(FIRST.len()).unwrap_or(u64::MAX);
    fs::File::open(path)?.take(most).read_to_end(&mut head)?;
    Ok(head == FIRST.as_bytes())
}

async fn whole_room(context: &Context, name: &str, asked: &Verify) -> Result<(), Error> {
    let policy = asked.policy.as_deref().map(policy).transpose()?;
    let (_, open) = context.enter(name).await?;
    let report = open.verify().await?;
    warn(context, &report.alarms);
    let heads: Vec<Value> = report
        .chains
        .iter()
        .map(|(chain, head)| json!({ "chain": chain.to_string(), "entries": head.next, "head": head.hash.to_string() }))
        .collect();
    let parts = match report.missing_parts {
        Some(0) => format!("{} parts, all stored", report.parts),
        Some(missing) => format!("{} parts, {missing} of them missing", report.parts),
        None => format!("{} parts (asked for only when opened)", report.parts),
    };
    let mut lines = vec![
        format!(
            "{} entries in {} chains: signatures, order, times and rights hold",
            report.entries,
            report.chains.len()
        ),
        format!("{} documents, {parts}", report.docs),
    ];
    // whoever neither manages nor audits is shown no index
    let saves = asked.checkpoint.is_some() || asked.stamps.is_some();
    let compares = asked.policy.is_some() || asked.against.is_some() || asked.authority.is_some();
    let wants = saves || compares;
    let record = match open.audits().await? {
        true => Some(record(context, &open, asked, policy.as_ref(), &mut lines).await?),
        false if wants => return Err(room::Error::NotAllowed.into()),
        false => None,
    };
    let holds = report.holds() && record.as_ref().is_none_or(|(holds, _)| *holds);
    let value = json!({ "holds": holds, "chains": heads, "entries": report.entries, "docs": report.docs,
        "parts": report.parts, "missing_parts": report.missing_parts,
        "alarms": report.alarms.iter().map(alarm).collect::<Vec<_>>(), "as_of": report.as_of,
        "record": record.map(|(_, record)| record) });
    context.out.result(&value, &lines)?;
    if holds { Ok(()) } else { Err(Error::Unsound) }
}

/// Every chain without keys, and the index over them. Whether it holds, and what was found.
async fn record(
    context: &Context,
    open: &Room<Machine>,
    asked: &Verify,
    policy: Option<&PolicyFile>,
    lines: &mut Vec<String>,
) -> Result<(bool, Value), Error> {
    let (control, out) = (Control::new(), context.out);
    let say = |progress: room::AuditProgress| {
        let (entries, chains) = (progress.entries, progress.chains);
        out.progress(&format!("{entries} entries in {chains} chains"));
    };
    open.read_audit(&control, &say).await?;
    context.out.progress("");
    let audit = open.audit(&AuditFilter::default(), 0, 0)?;
    let findings: Vec<String> = audit.findings.iter().map(finding).collect();
    findings
        .iter()
        .for_each(|found| context.out.warn(&format!("finding: {found}")));
    // a rotation that waits for a manager's program is no lie
    let lie = |found: &Finding| found.kind != FindingKind::Unfinished;
    let mut holds = !audit.findings.iter().any(lie);
    let (mut witnesses, mut wrong) = (Vec::new(), Vec::new());
    if let Some(policy) = policy {
        for witness in &policy.witnesses {
            if let Err(why) = ask(open, context, witness).await {
                // one that was shown another history is enough to doubt this one
                holds &= !matches!(why, Unproven::Forked | Unproven::Older);
                let name = witness.key.name();
                wrong.push(format!("witness {name}: {why}"));
            }
        }
        match open.witnessed(policy) {
            Ok(witnessed) => witnesses = witnessed.witnesses,
            Err(why) => wrong.push(why.to_string()),
        }
        holds &= open.witnessed(policy).is_ok();
    }
    if let Some(other) = &asked.against
        && let Err(why) = open.compare_checkpoint(&text(other)?)
    {
        holds = false;
        wrong.push(why.to_string());
    }
    let checkpoint = open.checkpoint().ok();
    let mut stamped = Value::Null;
    if let Some(checkpoint) = &checkpoint
        && (asked.stamps.is_some() || asked.authority.is_some())
    {
        match stamped_by(open, asked, checkpoint, lines).await {
            Ok((proven, value)) => {
                stamped = value;
                if !proven {
                    holds = false;
                    wrong.push(Error::Unstamped.to_string());
                }
            }
            Err(Error::Unproven(why)) => {
                holds = false;
                wrong.push(format!("time stamps: {why}"));
            }
            Err(other) => return Err(other),
        }
    }
    wrong.iter().for_each(|why| context.out.warn(why));
    if let (Some(to), Some(checkpoint)) = (&asked.checkpoint, &checkpoint) {
        fs::write(to, checkpoint)?;
    }
    let key = open.log_key().map_err(Error::from)?;
    if let Some(checkpoint) = &checkpoint {
        let mut said = checkpoint.lines().skip(1);
        let (size, root) = (said.next().unwrap_or(""), said.next().unwrap_or(""));
        lines.push(format!("{size} entries in the index, root {root}"));
    }
    lines.push(format!("store's key {}", key.key()));
    for (name, time) in &witnesses {
        lines.push(format!("witnessed by {name} at {time}"));
    }
    let witnesses: Vec<Value> = witnesses
        .iter()
        .map(|(name, time)| json!({ "name": name.as_str(), "time": time }))
        .collect();
    let value = json!({ "chains": audit.chains, "entries": audit.entries, "findings": findings, "wrong": wrong,
        "checkpoint": checkpoint,
        "stamped": stamped, "contradiction": open.contradiction(), "log": key.to_string(), "key": key.key().to_string(), "witnesses": witnesses });
    Ok((holds, value))
}

/// Saves what an authority has stamped, and judges it if one is named. Whether each token proves a time.
async fn stamped_by(
    open: &Room<Machine>,
    asked: &Verify,
    checkpoint: &str,
    lines: &mut Vec<String>,
) -> Result<(bool, Value), Error> {
    let found = open.stamps().await?;
    if let Some(to) = &asked.stamps {
        stamps::save(to, &found, checkpoint)?;
    }
    let Some(authority) = &asked.authority else {
        let said = format!("{} checkpoints with a time stamp, not judged", found.len());
        lines.push(said);
        return Ok((true, Value::Null));
    };
    let judged = stamps::judge(found, &stamps::authority(authority)?);
    let newest = judged.last().map(|(one, _)| one.checkpoint.lines().nth(1));
    let size = checkpoint.lines().nth(1);
    let unstamped = size.filter(|_| newest != Some(size));
    let unstamped: Vec<u64> = unstamped
        .and_then(|size| size.parse().ok())
        .into_iter()
        .collect();
    let (said, value) = stamps::report(&judged, &unstamped);
    lines.extend(said);
    let proven = !judged.is_empty() && judged.iter().all(|(_, stamp)| stamp.is_ok());
    Ok((proven, value))
}

/// Has a witness sign the newest checkpoint, if it says where it is asked.
async fn ask(open: &Room<Machine>, context: &Context, witness: &WitnessAt) -> Result<(), Unproven> {
    let Some(url) = &witness.url else {
        return Ok(());
    };
    let net = Net::new(context.ca()).map_err(|_| room::Error::Unreachable)?;
    let mut old = 0;
    // the first answer says where the witness is
    for _ in 0..2 {
        let request = Request {
            method: "POST",
            url: format!("{}/add-checkpoint", url.trim_end_matches('/')),
            headers: Vec::new(),
            body: Bytes::from(open.ask_witness(old).await?),
        };
        let answer = net.send(request).await;
        let answer = answer.map_err(|_| room::Error::Unreachable)?;
        let said = String::from_utf8_lossy(&answer.body);
        match answer.status {
            200 => return open.take_cosignature(&witness.key, &said).await,
            409 => match said.trim().parse() {
                Ok(size) if size != old => old = size,
                _ => return Err(Unproven::Forked),
            },
            422 => return Err(Unproven::Forked),
            _ => return Err(room::Error::Unreachable.into()),
        }
    }
    // another one asked it in between
    Err(room::Error::Busy.into())
}

/// An entry in a file: offline, without an identity.
fn file(
    context: &Context,
    path: &Path,
    key: Option<&str>,
    policy: Option<&PolicyFile>,
) -> Result<(), Error> {
    let key = self::key(key)?;
    let known = policy.is_some_and(|policy| !policy.logs.is_empty());
    if key.is_none() && !known {
        return Err(Error::usage(
            "say whose word counts: --key, or --policy with a line for the log",
        ));
    }
    let proven = verify_disclosure(&text(path)?, key, policy)?;
    let (shown, entry) = (&proven.shown, proven.shown.entry.entry());
    let witnesses = &shown.witnessed.witnesses;
    let size = shown.witnessed.checkpoint.head().size;
    let body = entry.body.map(|body| body.to_string());
    let value = json!({ "holds": true, "room": proven.room.to_string(), "key": proven.server.to_string(),
        "chain": entry.chain.to_string(), "seq": entry.seq, "entry": shown.entry.hash().to_string(),
        "author": entry.author.to_string(), "at": entry.at, "time": shown.time, "body": body,
        "says": format!("{:?}", entry.public), "index": shown.index, "size": size,
        "witnesses": witnesses.iter().map(|(name, time)| json!({ "name": name.as_str(), "time": time })).collect::<Vec<_>>() });
    let mut lines = vec![
        format!("room    {}", proven.room),
        format!("entry   {} of chain {}", entry.seq, entry.chain),
        format!("author  {}", entry.author),
        format!(
            "taken   at {} ms since 1970, by the store {}",
            shown.time, proven.server
        ),
        format!("place   {} of {size} in the room's index", shown.index),
        format!("body    {}", body.as_deref().unwrap_or("none")),
        format!("says    {:?}", entry.public),
    ];
    for (name, time) in witnesses {
        lines.push(format!("witness {name} at {time} s since 1970"));
    }
    context.out.result(&value, &lines)
}

fn key(text: Option<&str>) -> Result<Option<PublicKey>, Error> {
    let key = text.map(PublicKey::parse).transpose();
    key.map_err(|_| Error::usage("--key is a key in 64 letters of hex"))
}

/// Writes one entry with its proof into a file.
pub(super) async fn disclose(
    context: &Context,
    room: &str,
    entry: &str,
    output: &Path,
) -> Result<(), Error> {
    let place = entry.split_once(':');
    let place = place.and_then(|(chain, seq)| {
        let chain = room::ChainId::parse(chain).ok()?;
        Some((chain, seq.parse().ok()?))
    });
    let (chain, seq) =
        place.ok_or_else(|| Error::usage("an entry is called CHAIN:NUMBER, as `log` shows it"))?;
    let (_, open) = context.enter(room).await?;
    open.read_audit(&Control::new(), &|_| {}).await?;
    let file = open.disclose(&chain, seq).await?;
    fs::write(output, &file)?;
    let key = open.log_key()?.key().to_string();
    let line = format!("{}: verified with --key {key}", output.display());
    let value = json!({ "file": output.display().to_string(), "key": key });
    context.out.result(&value, &[line])
}

/// Every entry of a room, the oldest first.
pub(super) async fn log(context: &Context, room: &str) -> Result<(), Error> {
    let (_, open) = context.enter(room).await?;
    open.read_audit(&Control::new(), &|_| {}).await?;
    let mut audit = open.audit(&AuditFilter::default(), 0, usize::MAX)?;
    audit.lines.reverse();
    let place = |line: &room::AuditLine| format!("{}:{}", line.place.chain, line.seq);
    let value = audit.lines.iter().map(|line| {
        json!({ "entry": place(line), "time": line.time, "act": format!("{:?}", line.act),
            "by": line.by.map(|by| by.to_string()) })
    });
    let said = audit.lines.iter();
    let lines: Vec<String> = said
        .map(|line| format!("{}  {:<40} {:?}", line.time, place(line), line.act))
        .collect();
    context.out.result(&value.collect(), &lines)
}

/// A policy from a file.
pub(super) fn policy(path: &Path) -> Result<PolicyFile, Error> {
    PolicyFile::parse(&text(path)?).map_err(|_| Error::usage("--policy names no policy file"))
}

/// A text that is no longer than one of ours may be.
fn text(path: &Path) -> Result<String, Error> {
    if fs::metadata(path)?.len() > PROOF as u64 {
        return Err(room::Error::TooLarge.into());
    }
    Ok(fs::read_to_string(path)?)
}

fn finding(finding: &Finding) -> String {
    let (chain, at) = (finding.place.chain, finding.at);
    match finding.kind {
        FindingKind::Missing => format!("chain {chain}: entry {at} is not served"),
        FindingKind::Forged => format!("chain {chain}: entry {at} is signed by nobody"),
        FindingKind::Void => format!("chain {chain}: entry {at} breaks a rule"),
        FindingKind::Skipped { expected, found } => {
            format!("chain {chain}: receipt {expected} was due, {found} came")
        }
        FindingKind::Unserved => format!("chain {chain} is named and not served"),
        FindingKind::Shortened { seen } => {
            format!("chain {chain}: {seen} entries were seen, {at} are served")
        }
        FindingKind::Unindexed => format!("chain {chain}: entry {at} is not in the index"),
        FindingKind::Otherwise => format!("chain {chain}: the index has another entry {at}"),
        FindingKind::Withheld { indexed } => {
            format!("chain {chain}: the index has {indexed} entries, {at} are served")
        }
        FindingKind::Disorder => format!("the index is out of order at {at}"),
        FindingKind::Unlogged => "the store signs no index, or another than it serves".to_owned(),
        FindingKind::Shrunk { seen } => format!("the index had {seen} entries, and has {at}"),
        FindingKind::Forked => "the store has signed two histories".to_owned(),
        FindingKind::Unfinished => format!("chain {chain}: a new key is still to come"),
    }
}
