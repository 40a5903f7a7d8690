//! What an audit found: what is wrong, what was done how often and by whom, and where each chain ends.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::Office;
use ledger::evidence::checkpoint::Checkpoint;
use ledger::evidence::note::Note;
use ledger::ids::ChainId;
use serde::{Deserialize, Serialize};

use super::head::{Made, Period, RoomNamed, Span};
use crate::audit::{Act, ActGroup, AuditFilter, Finding, FindingKind, Party, PartyKind, PlaceKind};
use crate::dates::utc;
use crate::error::Error;
use crate::host::Host;
use crate::room::Room;

/// What an audit found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AuditReport {
    /// The room.
    pub room: RoomNamed,
    /// By whom, and when.
    pub made: Made,
    /// Of when acts are counted.
    pub period: Span,
    /// What was read.
    pub reading: Reading,
    /// What is wrong, or unfinished, now.
    pub findings: Vec<FindingSaid>,
    /// What was done how often.
    pub acts: Vec<ActCount>,
    /// By whom.
    pub people: Vec<SomebodysActs>,
    /// What the store signed over all of it; none if it does not hold.
    pub checkpoint: Option<CheckpointSaid>,
    /// Where each chain ends.
    pub chains: Vec<ChainEnd>,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reading {
    /// When, by the server's clock.
    pub read_at: String,
    /// Chains.
    pub chains: usize,
    /// Entries whose signatures, order and rights were checked.
    pub entries: usize,
    /// Those of the period.
    pub entries_in_period: usize,
    /// The server's time of the newest one.
    pub newest: Option<String>,
}

/// Something that is wrong, or unfinished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct FindingSaid {
    /// What.
    pub finding: String,
    /// In which kind of chain,
    pub chain_kind: PlaceKind,
    /// with which number, where there are several.
    pub chain_number: Option<u32>,
    /// At which entry, from 0.
    pub at: u64,
    /// What was due, where that is known.
    pub expected: Option<u64>,
    /// What there is.
    pub found: Option<u64>,
    /// Its id.
    pub chain: String,
}

/// How often something was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ActCount {
    /// With what it belongs together.
    pub group: ActGroup,
    /// What.
    pub act: Act,
    /// Entries.
    pub count: usize,
    /// Documents in them.
    pub documents: u64,
}

/// What somebody did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SomebodysActs {
    /// What it is,
    pub kind: PartyKind,
    /// with which number; a visitor came by that link.
    pub number: u32,
    /// The link that a visitor came by.
    pub link: Option<u32>,
    /// The name, where that is known.
    pub name: Option<String>,
    /// The office that it holds now.
    pub office: Option<String>,
    /// Entries that it signed.
    pub acts: usize,
    /// Of them receipts: shown, saved, printed.
    pub opened: usize,
    /// Entries that changed documents or folders.
    pub changed: usize,
    /// Entries about people and the room.
    pub decided: usize,
    /// The server's time of the last one.
    pub last: Option<String>,
}

/// A checkpoint that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CheckpointSaid {
    /// Entries in the index.
    pub size: u64,
    /// The root of its tree.
    pub root: String,
    /// Names of those whose signatures stand below it: the store's log first, then witnesses.
    pub signatures: Vec<String>,
    /// All of it, for who verifies the signatures.
    pub note: String,
}

/// Where a chain ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ChainEnd {
    /// What it is,
    pub kind: PlaceKind,
    /// with which number, where there are several.
    pub number: Option<u32>,
    /// Entries.
    pub entries: u64,
    /// The hash of the last one.
    pub head: String,
    /// Its id.
    pub chain: String,
}

impl<H: Host> Room<H> {
    pub(super) fn audit_report(&self, period: &Period) -> Result<AuditReport, Error> {
        let (room, made) = self.report_head()?;
        let audit = self.audit(&AuditFilter::default(), 0, usize::MAX)?;
        let lines: Vec<_> = audit
            .lines
            .iter()
            .filter(|line| period.spans(line.time))
            .collect();
        let mut acts: BTreeMap<Act, (usize, u64)> = BTreeMap::new();
        let mut people: BTreeMap<ChainId, SomebodysActs> = BTreeMap::new();
        let parties: BTreeMap<ChainId, &Party> = audit
            .parties
            .iter()
            .map(|party| (party.id, party))
            .collect();
        for line in &lines {
            let (count, documents) = acts.entry(line.act).or_default();
            *count += 1;
            *documents = documents.saturating_add(u64::from(line.docs));
            let Some(party) = line.by.and_then(|by| parties.get(&by)) else {
                continue;
            };
            let one = people
                .entry(party.id)
                .or_insert_with(|| nothing_done(party));
            one.acts += 1;
            match line.act.group() {
                ActGroup::Opened => one.opened += 1,
                ActGroup::Documents => one.changed += 1,
                ActGroup::Room | ActGroup::People => one.decided += 1,
                ActGroup::Texts | ActGroup::Keys => {}
            }
            // newest first
            one.last.get_or_insert_with(|| utc(line.time));
        }
        let mut people: Vec<SomebodysActs> = people.into_values().collect();
        people.sort_by_key(|one| (one.kind, one.number));
        let read = self.audited.borrow();
        let (places, _) = self.parties(&read);
        let mut chains: Vec<(PlaceKind, u32, ChainEnd)> = read
            .heads()
            .into_iter()
            .map(|(chain, head)| {
                let place = places.of(&chain);
                let end = ChainEnd {
                    kind: place.kind,
                    number: number(place.number),
                    entries: head.next,
                    head: head.hash.to_string(),
                    chain: chain.to_string(),
                };
                (place.kind, place.number, end)
            })
            .collect();
        chains.sort_by_key(|(kind, number, _)| (*kind, *number));
        let newest = Some(audit.last).filter(|last| *last > 0);
        Ok(AuditReport {
            room,
            made,
            period: period.said(),
            reading: Reading {
                read_at: utc(audit.read_at),
                chains: audit.chains,
                entries: audit.entries,
                entries_in_period: lines.len(),
                newest: newest.map(utc),
            },
            findings: audit.findings.iter().map(finding).collect(),
            acts: acts
                .into_iter()
                .map(|(act, (count, documents))| ActCount {
                    group: act.group(),
                    act,
                    count,
                    documents,
                })
                .collect(),
            people,
            checkpoint: read.log.checkpoint.as_ref().and_then(checkpoint),
            chains: chains.into_iter().map(|(_, _, end)| end).collect(),
        })
    }
}

fn nothing_done(party: &Party) -> SomebodysActs {
    let office = party.office.map(|office| match office {
        Office::Owner => "owner",
        Office::Manager => "manager",
        Office::Coordinator => "coordinator",
    });
    SomebodysActs {
        kind: party.kind,
        number: party.number,
        link: party.link,
        name: party.name.clone(),
        office: office.map(str::to_owned),
        acts: 0,
        opened: 0,
        changed: 0,
        decided: 0,
        last: None,
    }
}

fn number(number: u32) -> Option<u32> {
    Some(number).filter(|number| *number > 0)
}

fn finding(finding: &Finding) -> FindingSaid {
    let (code, expected, found) = match finding.kind {
        FindingKind::Missing => ("missing", None, None),
        FindingKind::Forged => ("forged", None, None),
        FindingKind::Void => ("void", None, None),
        FindingKind::Skipped { expected, found } => ("skipped", Some(expected), Some(found)),
        FindingKind::Unserved => ("unserved", None, None),
        FindingKind::Shortened { seen } => ("shortened", Some(seen), Some(finding.at)),
        FindingKind::Unindexed => ("unindexed", None, None),
        FindingKind::Otherwise => ("otherwise", None, None),
        FindingKind::Withheld { indexed } => ("withheld", Some(indexed), Some(finding.at)),
        FindingKind::Disorder => ("disorder", None, None),
        FindingKind::Unlogged => ("unlogged", None, None),
        FindingKind::Shrunk { seen } => ("shrunk", Some(seen), Some(finding.at)),
        FindingKind::Forked => ("forked", None, None),
        FindingKind::Unfinished => ("unfinished", None, None),
    };
    FindingSaid {
        finding: code.to_owned(),
        chain_kind: finding.place.kind,
        chain_number: number(finding.place.number),
        at: finding.at,
        expected,
        found,
        chain: finding.place.chain.to_string(),
    }
}

fn checkpoint(note: &Note) -> Option<CheckpointSaid> {
    let head = *Checkpoint::parse(note.text()).ok()?.head();
    let mut told = BTreeSet::new();
    let names = note
        .signatures()
        .iter()
        .map(|line| line.name().as_str().to_owned());
    Some(CheckpointSaid {
        size: head.size,
        root: head.root.to_string(),
        signatures: names.filter(|name| told.insert(name.clone())).collect(),
        note: note.encode(),
    })
}
