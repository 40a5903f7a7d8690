//! The record of a room: every entry of every chain, without what is sealed in it.
//!
//! Whoever audits a room ([`Manner::audits`](ledger::entry::Manner)) holds no key but the front's and what it was given,
//! and may read all of its chains without bodies; so may those who manage. From that this makes a record of who did
//! what and when, in which people and folders have numbers instead of names, and a list of what is wrong with it.
//!
//! Reading goes on where the last one ended, also one that was cancelled. How far it came is kept on this device, so
//! that a store that serves less the next time is found out. It asks for as many chains at once as one request holds,
//! and keeps of an entry what the record says of it.
//!
//! Beside the chains the index of the room is read ([`log`]), which the store signed for everybody: it leads to chains
//! that no other one names, and what the one has and the other has not is a finding.

mod acts;
mod chains;
mod csv;
pub(crate) mod evidence;
mod findings;
mod log;
mod pins;
pub(crate) mod stamps;
pub(crate) mod verify;
mod who;
mod whole;
pub mod witness;

use core::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::MemberKind;
use ledger::ids::ChainId;

use crate::activity::People;
use crate::chains::read::LEVEL;
use crate::control::Control;
use crate::error::Error;
use crate::host::Host;
use crate::room::Room;
use crate::session::Who;

pub use acts::{Act, ActGroup};
use chains::Deed;
pub(crate) use chains::Everything;
pub use csv::{AUDIT_COLUMNS, AuditWords};
pub use findings::{Finding, FindingKind};
pub(crate) use who::Places;
pub use who::{Party, PartyKind, Place, PlaceKind};

/// Entries that are verified before somebody else may have a turn.
const PIECE: usize = 256;
/// The most people that a list to choose from names.
const LISTED: usize = 1_000;

/// What of a record is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only acts of this group.
    pub group: Option<ActGroup>,
    /// Only what this member or visitor did, or what was done with it.
    pub party: Option<ChainId>,
}

/// How far a reading is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AuditProgress {
    /// Chains that were read.
    pub chains: usize,
    /// Chains that are known by now.
    pub of: usize,
    /// Entries that were taken in.
    pub entries: usize,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// The server's time.
    pub time: u64,
    /// In which chain.
    pub place: Place,
    /// Where in it, from 0.
    pub seq: u64,
    /// Who signed it.
    pub by: Option<ChainId>,
    /// What was done.
    pub act: Act,
    /// To whom, or in whose chain.
    pub about: Option<ChainId>,
    /// To how many, if not to one.
    pub people: u32,
    /// With how many documents.
    pub docs: u32,
    /// With how many folders.
    pub scopes: u32,
    /// For how long, as a reader's program says.
    pub seconds: u32,
    /// Until when.
    pub until: Option<u64>,
}

/// A room's record, as far as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// How many chains were read.
    pub chains: usize,
    /// How many of their entries were verified and judged.
    pub entries: usize,
    /// When the last reading of all of it began, by the server's clock.
    pub read_at: u64,
    /// The server's time of the newest entry.
    pub last: u64,
    /// What is wrong, or unfinished.
    pub findings: Vec<Finding>,
    /// Newest first.
    pub lines: Vec<AuditLine>,
    /// How many there are in all.
    pub total: usize,
    /// Those who signed anything, as many as a list holds, and whom the lines name.
    pub parties: Vec<Party>,
}

impl<H: Host> Room<H> {
    /// Whether the room's record may be read here. Whoever does not manage asks the gate.
    pub async fn audits(&self) -> Result<bool, Error> {
        let _turn = self.auditing.lock().await;
        match self.read_heads(&|| {}, &Control::new()).await {
            Ok(()) => Ok(true),
            Err(Error::NotAllowed) => Ok(false),
            // whoever asks for the record is told
            Err(Error::Tampered(_) | Error::RolledBack) => {
                self.audited.take();
                Ok(true)
            }
            Err(other) => Err(other),
        }
    }

    /// Reads what is new in every chain of the room.
    pub async fn read_audit(
        &self,
        control: &Control,
        progress: &dyn Fn(AuditProgress),
    ) -> Result<(), Error> {
        let read = control.or_cancelled(async {
            let _turn = self.auditing.lock().await;
            let read = self.read_everything(control, progress).await;
            if matches!(read, Err(Error::Tampered(_) | Error::RolledBack)) {
                // nothing of what such a store served stays
                self.audited.take();
            }
            read
        });
        read.await?
    }

    /// The record as it was read last ([`Room::read_audit`]): so many of the entries after the first `skip`.
    pub fn audit(&self, filter: &AuditFilter, skip: usize, most: usize) -> Result<Audit, Error> {
        let read = self.audited.borrow();
        let Some(read_at) = read.read_at else {
            return Err(Error::NotFound);
        };
        let (places, parties) = self.parties(&read);
        let deeds: Vec<&Deed> = deeds(&read, filter).collect();
        let lines = deeds.iter().skip(skip).take(most);
        let lines: Vec<AuditLine> = lines.map(|deed| line(&read, &places, deed)).collect();
        let findings = findings::all(&read, &places, self.now());
        let mut named: BTreeSet<ChainId> = active(&read).into_iter().take(LISTED).collect();
        named.extend(
            lines
                .iter()
                .flat_map(|line| line.by.into_iter().chain(line.about)),
        );
        Ok(Audit {
            chains: read.fold.iter().flat_map(ledger::RoomFold::chains).count(),
            entries: read.deeds.len(),
            read_at,
            last: read.deeds.iter().map(|deed| deed.time).max().unwrap_or(0),
            findings,
            total: deeds.len(),
            parties: named
                .iter()
                .filter_map(|id| parties.get(id).cloned())
                .collect(),
            lines,
        })
    }

    /// The same record as a table for a spreadsheet, one line an entry. The words come from outside.
    pub fn audit_csv(
        &self,
        filter: &AuditFilter,
        offset: i32,
        head: &[String; AUDIT_COLUMNS],
        words: &AuditWords<'_>,
    ) -> Result<String, Error> {
        let read = self.audited.borrow();
        if read.read_at.is_none() {
            return Err(Error::NotFound);
        }
        let (places, parties) = self.parties(&read);
        let lines = deeds(&read, filter).map(|deed| line(&read, &places, deed));
        Ok(csv::write(lines, &parties, offset, head, words))
    }

    /// The front and the roster, which say whether one may read the rest.
    async fn read_heads(&self, between: &dyn Fn(), control: &Control) -> Result<(), Error> {
        let Who::Person { .. } = &self.session.who else {
            return Err(Error::NotAllowed);
        };
        if self.audited.borrow().fold.is_none() {
            let pins = self.read_audit_pins().await?;
            self.audited.borrow_mut().pins = pins;
        }
        let heads = vec![ChainId::FRONT, ChainId::ROSTER];
        self.fetch_audit(heads, between, control).await?;
        let read = self.audited.borrow();
        let fold = read.fold.as_ref().ok_or(Error::NotFound)?;
        // who may not read the roster is answered as if there were none
        if fold.roster().tip().head().next == 0 {
            return Err(Error::NotAllowed);
        }
        let back = |chain: &ChainId| {
            let pin = read.pins.get(chain);
            pin.is_some_and(|pin| read.head(chain).next < pin.next)
        };
        if back(&ChainId::FRONT) || back(&ChainId::ROSTER) {
            return Err(Error::RolledBack);
        }
        let me = fold.roster().member(&self.session.member);
        let audits = me.is_some_and(|me| me.member.manner.audits);
        if !audits && !self.is_manager(&self.state.borrow()) {
            return Err(Error::NotAllowed);
        }
        Ok(())
    }

    async fn read_everything(
        &self,
        control: &Control,
        progress: &dyn Fn(AuditProgress),
    ) -> Result<(), Error> {
        let began = self.now();
        // what did not hold is asked for again: perhaps it is served whole now
        self.audited.borrow_mut().broken.clear();
        let (done, known) = (Cell::new(0), Cell::new(2));
        let say = || {
            progress(AuditProgress {
                chains: done.get(),
                of: known.get(),
                entries: self.audited.borrow().deeds.len(),
            });
        };
        self.read_heads(&say, control).await?;
        self.meet_all().await?;
        let mut asked = BTreeSet::from([ChainId::FRONT, ChainId::ROSTER]);
        let mut logged = false;
        loop {
            let mut new: Vec<ChainId> = {
                let wanted = self.audited.borrow().wanted();
                wanted.difference(&asked).copied().collect()
            };
            if new.is_empty() && logged {
                break;
            }
            if new.is_empty() {
                logged = true;
                self.read_log(&say, control).await?;
                // what came meanwhile, or was kept back, is asked for once more
                new = self.audited.borrow().behind();
            }
            let unknown = new.iter().filter(|chain| !asked.contains(chain));
            known.set(asked.len() + unknown.count());
            for level in new.chunks(LEVEL) {
                done.set(asked.len());
                self.fetch_audit(level.to_vec(), &say, control).await?;
                asked.extend(level);
            }
        }
        let heads = {
            let mut read = self.audited.borrow_mut();
            read.settle();
            read.read_at = Some(began);
            read.heads()
        };
        self.keep_audit_pins(&heads).await
    }

    async fn fetch_audit(
        &self,
        chains: Vec<ChainId>,
        between: &dyn Fn(),
        control: &Control,
    ) -> Result<(), Error> {
        self.fetch_into(&self.audited, chains, PIECE, async || {
            control.go().await?;
            between();
            self.host.sleep(0).await;
            Ok(())
        })
        .await
    }

    /// Asks who came by links.
    async fn meet_all(&self) -> Result<(), Error> {
        let links = {
            let read = self.audited.borrow();
            let members = read.fold.iter().flat_map(|fold| fold.roster().members());
            let mut kinds = members.map(|(_, member)| member.member.kind);
            kinds.any(|kind| kind == MemberKind::Link)
        };
        if !links {
            return Ok(());
        }
        self.ask_visitors(|visitor| {
            let chain = ChainId(visitor.chain.0);
            self.audited.borrow_mut().met.insert(chain);
        })
        .await
    }

    /// What chains and people are called: those who manage know names, everybody knows the founder's.
    pub(crate) fn parties(&self, read: &Everything) -> (Places, BTreeMap<ChainId, Party>) {
        let state = self.state.borrow();
        let places = Places::of_all(read);
        let people = self.is_manager(&state).then(|| People::of(self, &state));
        let name = |id: &ChainId| match &people {
            Some(people) => {
                let someone = people.show(id)?;
                let name = Some(someone.name).filter(|name| !name.is_empty());
                name.or(Some(someone.label).filter(|_| someone.link.is_none()))
            }
            None => {
                let founder = state
                    .owner
                    .as_ref()
                    .filter(|_| *id == state.front.founder());
                founder.map(|card| card.name().to_owned())
            }
        };
        let name = |id: &ChainId| name(id).filter(|name| !name.is_empty());
        let parties = places.parties(read, &self.session.member, name);
        (places, parties)
    }
}

/// Those that fit, newest first.
fn deeds<'r>(read: &'r Everything, filter: &'r AuditFilter) -> impl Iterator<Item = &'r Deed> {
    let all = read.order.iter();
    let all = all.filter_map(|place| read.deeds.get(*place as usize));
    all.filter(|deed| {
        let group = filter
            .group
            .is_none_or(|group| deed.said.act.group() == group);
        let party = filter
            .party
            .is_none_or(|party| deed.said.about == Some(party) || read.author(deed) == Some(party));
        group && party
    })
}

/// Those who signed anything.
fn active(read: &Everything) -> BTreeSet<ChainId> {
    let all = read.deeds.iter();
    all.filter_map(|deed| read.author(deed)).collect()
}

fn line(read: &Everything, places: &Places, deed: &Deed) -> AuditLine {
    let said = &deed.said;
    AuditLine {
        time: deed.time,
        place: places.of(&deed.chain),
        seq: deed.seq,
        by: read.author(deed),
        act: said.act,
        about: said.about,
        people: said.people,
        docs: said.docs,
        scopes: said.scopes,
        seconds: said.seconds,
        until: said.until,
    }
}
