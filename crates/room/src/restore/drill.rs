//! A drill: archives are brought to a store that is thrown away, the room is opened there with the owner's own keys, and
//! everything in it is read. What came of it is an artefact, which the person signs.

use ledger::archive::ArchiveReport;
use ledger::entry::Action;
use ledger::ids::Hash;
use serde::{Deserialize, Serialize};

use super::import::Brought;
use crate::artefact::Artefact;
use crate::backup::archive::{ArchiveError, ArchiveSink, Former};
use crate::carrier::Carrier;
use crate::control::Control;
use crate::dates::utc;
use crate::error::Error;
use crate::host::Host;
use crate::replay::Alarm;
use crate::room::Room;

/// The kind of the artefact.
pub const DRILL: &str = "restore-drill";
/// Documents that are named which could not be read.
const NAMED: usize = 1000;

/// What came of a drill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Drill {
    /// Of which room.
    pub room: DrilledRoom,
    /// When it was made, and by whom.
    pub made: DrillMade,
    /// The row of archives.
    pub archives: Vec<DrilledArchive>,
    /// What the last of them says that it lacks.
    pub missing: u64,
    /// Where it was restored.
    pub store: DrillStore,
    /// The hash of the entry by which it went on there.
    pub lineage: String,
    /// Documents that the room shows.
    pub documents: u64,
    /// Those whose newest version was opened, every byte of it.
    pub opened: u64,
    /// Bytes in them.
    pub bytes: u64,
    /// Those that could not be.
    pub failed: Vec<DrillFailure>,
    /// Parts of all versions that were fetched from the store, each compared with its hash.
    pub parts: u64,
    /// Records of the room that are missing or broken.
    pub alarms: u64,
    /// Whether nothing is missing, and everything was read.
    pub holds: bool,
}

/// The room of a drill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DrilledRoom {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// Who made a drill, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DrillMade {
    /// RFC 3339, UTC.
    pub at: String,
    /// The name on the card.
    pub by: String,
}

/// An archive of a drill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DrilledArchive {
    /// Its number.
    pub n: u64,
    /// The hash of its manifest.
    pub manifest: String,
    /// When it was made, by its maker's clock: RFC 3339, UTC.
    pub at: String,
    /// Objects in it.
    pub objects: u64,
    /// Bytes of them.
    pub bytes: u64,
}

/// Where a drill went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DrillStore {
    /// The store's address.
    pub origin: String,
    /// The key by which it signs.
    pub key: String,
}

/// A document that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DrillFailure {
    /// Its id.
    pub document: String,
    /// What it is called.
    pub name: String,
    /// Why not.
    pub why: String,
}

impl<H: Host> Room<H> {
    /// Reads everything in a room that was restored into a store to be thrown away: every chain, every part of every
    /// version, and each document's newest version to its last byte. Signs what came of it.
    pub async fn drill<C: Carrier>(
        &self,
        carrier: &C,
        sink: impl Fn() -> Result<C::Sink, Error>,
        brought: &Brought,
        control: &Control,
        watch: &dyn Fn(usize, usize),
    ) -> Result<(Drill, Artefact), ArchiveError> {
        // a backup asks for every part and compares each
        let copied = self
            .back_up(&Former::new(), &mut Nowhere, control, &|_| {})
            .await?;
        let docs = self.view().docs;
        let (mut opened, mut bytes, mut failed) = (0, 0, Vec::new());
        for (n, doc) in docs.iter().enumerate() {
            watch(n, docs.len());
            let mut sink = sink()?;
            let read = self.open_doc(carrier, doc.at, Action::View, &mut sink, control, &|_| {});
            match read.await {
                Ok(()) => {
                    opened += 1;
                    bytes += doc.record.size;
                }
                Err(Error::Cancelled) => return Err(Error::Cancelled.into()),
                Err(why) => failed.push(DrillFailure {
                    document: doc.at.doc.to_string(),
                    name: doc.name.clone(),
                    why: why.to_string(),
                }),
            }
        }
        watch(docs.len(), docs.len());
        let alarms: Vec<Alarm> = self.view().alarms;
        let (server, title) = {
            let state = self.state.borrow();
            let title = state.title.clone().unwrap_or_default();
            (state.front.server_key(), title)
        };
        let whole = brought.missing == 0 && copied.manifest.missing.is_empty();
        let unread = failed.len();
        failed.truncate(NAMED);
        let drill = Drill {
            room: DrilledRoom {
                id: self.session.room.to_string(),
                title,
            },
            made: DrillMade {
                at: utc(self.now()),
                by: self.session.card()?.name().to_owned(),
            },
            archives: brought.archives.iter().map(archive).collect(),
            missing: brought.missing as u64,
            store: DrillStore {
                origin: self.host.origin().to_owned(),
                key: server.to_string(),
            },
            lineage: brought.lineage.to_string(),
            documents: docs.len() as u64,
            opened,
            bytes,
            failed,
            parts: copied.parts as u64,
            alarms: alarms.len() as u64,
            holds: whole && unread == 0 && alarms.is_empty(),
        };
        let artefact = self.sign_artefact(DRILL, &drill)?;
        Ok((drill, artefact))
    }
}

fn archive(report: &ArchiveReport) -> DrilledArchive {
    let hash: Hash = report.hash;
    DrilledArchive {
        n: report.manifest.n,
        manifest: hash.to_string(),
        at: utc(report.manifest.at),
        objects: report.manifest.objects,
        bytes: report.bytes,
    }
}

/// An archive that nobody keeps.
struct Nowhere;

impl ArchiveSink for Nowhere {
    async fn write(&mut self, _: &[u8]) -> Result<(), Error> {
        Ok(())
    }
}
