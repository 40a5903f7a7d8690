//! A closing bible verified with nothing but the bible: no room, no key, no network.
//!
//! Whoever reads the archive gives the manifest, then each file's length and hash, and the texts that are asked for
//! ([`BibleCheck::wants`]), the front's first. What is verified: every signature on the manifest and on the papers in
//! it, that each file is the one that was signed and no other is there, and of each chain its entries' signatures,
//! their links, and the store's.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ledger::Verified;
use ledger::Wrapped;
use ledger::entry::{Office, Public};
use ledger::fold::FrontFold;
use ledger::ids::{ChainId, Hash, PublicKey, RoomId};

use super::bible::{BIBLE, Bible, BoundFile};
use super::list::{LIST, read_list};
use super::pass::{OFFER, read_offer, text_of};
use super::said::{Signatures, odd};
use crate::artefact::{Artefact, ArtefactError};
use crate::names;

/// Where the manifest lies.
pub const MANIFEST: &str = "manifest.json";
/// Where the handover's list does.
const LISTED: &str = "handover-list.json";

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flaw {
    /// Its path; empty for what is wrong with the whole.
    pub path: String,
    /// What.
    pub kind: FlawKind,
}

/// What can be wrong with a bible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlawKind {
    /// The manifest names it, and it is not there.
    Missing,
    /// It is there, and the manifest does not name it.
    Added,
    /// It is not the one that was signed.
    Changed,
    /// It would leave the folder, or two are the same to some systems.
    Path,
    /// A chain of which a signature, a link or an entry is not right, or no front.
    Ledger,
    /// A paper that proves nothing, of another room, or another list than the manifest says.
    Paper,
    /// Who signed is not who is named, or held no office in the room.
    Stranger,
    /// Who made it has not signed it.
    Unsigned,
}

/// A check that goes on.
#[derive(Debug)]
pub struct BibleCheck {
    room: RoomId,
    bible: Bible,
    signed: Signatures,
    expected: BTreeMap<String, BoundFile>,
    seen: BTreeSet<String>,
    front: Option<FrontFold>,
    list: Option<Signatures>,
    chains: usize,
    entries: u64,
    flaws: BTreeSet<Flaw>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BibleReport {
    /// What the manifest says.
    pub bible: Bible,
    /// Who has signed it.
    pub signed: Signatures,
    /// Who has signed the handover's list in it.
    pub list: Option<Signatures>,
    /// Chains that were verified,
    pub chains: usize,
    /// with so many entries.
    pub entries: u64,
    /// Nothing, if it holds.
    pub flaws: Vec<Flaw>,
}

impl BibleReport {
    /// Whether every file is the one that its maker signed, and everything in it is right.
    pub fn holds(&self) -> bool {
        self.flaws.is_empty()
    }

    /// Whether both parties have signed it as well.
    pub fn is_complete(&self) -> bool {
        self.holds() && self.signed.is_complete()
    }
}

impl BibleCheck {
    /// Begins with the manifest.
    pub fn begin(manifest: &[u8]) -> Result<Self, ArtefactError> {
        let artefact = Artefact::parse(manifest)?;
        let bible: Bible = artefact.read(BIBLE)?;
        if bible.room.id != artefact.room().to_string() {
            return Err(odd("another room"));
        }
        let signed = Signatures::of(&artefact, &bible.from, bible.to.as_ref());
        let mut check = Self {
            room: artefact.room(),
            expected: BTreeMap::new(),
            seen: BTreeSet::new(),
            front: None,
            list: None,
            chains: 0,
            entries: 0,
            flaws: BTreeSet::new(),
            signed,
            bible,
        };
        let mut folded = BTreeSet::from([names::fold(MANIFEST)]);
        for file in check.bible.files.clone() {
            let same = !folded.insert(names::fold(&file.path));
            if same || names::path(&file.path).is_err() {
                check.flaw(&file.path, FlawKind::Path);
            }
            check.expected.insert(file.path.clone(), file);
        }
        if !check.signed.from {
            check.flaw(MANIFEST, FlawKind::Unsigned);
        }
        if !check.signed.others.is_empty() {
            check.flaw(MANIFEST, FlawKind::Stranger);
        }
        Ok(check)
    }

    /// Where the front lies: it is given first.
    pub fn front_path() -> String {
        format!("ledger/{}.txt", ChainId::FRONT)
    }

    /// Whether this file's whole text is asked for.
    pub fn wants(path: &str) -> bool {
        chain_of(path).is_some() || is_paper(path)
    }

    /// A file of the archive but the manifest: its length, and the hash of its bytes.
    pub fn file(&mut self, path: &str, size: u64, hash: &Hash) {
        if !self.seen.insert(path.to_owned()) || names::path(path).is_err() {
            return self.flaw(path, FlawKind::Path);
        }
        let kind = match self.expected.get(path) {
            None => FlawKind::Added,
            Some(file) if (file.size, &file.sha256) != (size, &hash.to_string()) => {
                FlawKind::Changed
            }
            Some(_) => return,
        };
        self.flaw(path, kind);
    }

    /// The text of a file that is asked for.
    pub fn text(&mut self, path: &str, text: &[u8]) {
        let kind = match chain_of(path) {
            Some(chain) => match self.chain(chain, text) {
                Some(entries) => {
                    self.chains += 1;
                    self.entries += entries;
                    return;
                }
                None => FlawKind::Ledger,
            },
            None if is_paper(path) => match self.paper(path, text) {
                Ok(()) => return,
                Err(_) => FlawKind::Paper,
            },
            None => return,
        };
        self.flaw(path, kind);
    }

    /// What was found.
    pub fn finish(mut self) -> BibleReport {
        let missing = self.expected.keys();
        let missing = missing.filter(|path| !self.seen.contains(*path));
        let missing: Vec<String> = missing.cloned().collect();
        missing
            .iter()
            .for_each(|path| self.flaw(path, FlawKind::Missing));
        // that key managed the room, by the room's own front
        let key = PublicKey::parse(&self.bible.from.key).ok();
        let managed = |front: &FrontFold| {
            let mut held = front.certificates().iter();
            held.any(|held| Some(held.key) == key && held.office >= Office::Manager)
        };
        let own = self.bible.role == self.bible.from.member;
        match &self.front {
            None => self.flaw(&Self::front_path(), FlawKind::Ledger),
            // one's own anybody binds; another one's who manages
            Some(front) if !own && !managed(front) => self.flaw(MANIFEST, FlawKind::Stranger),
            Some(_) => {}
        }
        if self.bible.list.is_some() && self.list.is_none() {
            self.flaw(LISTED, FlawKind::Paper);
        }
        BibleReport {
            bible: self.bible,
            signed: self.signed,
            list: self.list,
            chains: self.chains,
            entries: self.entries,
            flaws: self.flaws.into_iter().collect(),
        }
    }

    fn flaw(&mut self, path: &str, kind: FlawKind) {
        self.flaws.insert(Flaw {
            path: path.to_owned(),
            kind,
        });
    }

    /// The number of its entries, if every one is right.
    fn chain(&mut self, chain: ChainId, text: &[u8]) -> Option<u64> {
        let lines = str::from_utf8(text).ok()?.strip_suffix('\n')?.split('\n');
        // the front comes first, and once: it names the stores' keys
        if self.front.is_some() == (chain == ChainId::FRONT) {
            return None;
        }
        let mut check = ChainCheck::new(self.room, chain);
        for line in lines {
            let wrapped = STANDARD.decode(line).ok()?;
            let time = Wrapped::parse(&wrapped).ok()?.time();
            let verified = match &self.front {
                Some(front) => check.take(front, &wrapped).ok()?,
                None => check.first(&wrapped).ok()?,
            };
            if chain == ChainId::FRONT {
                match &mut self.front {
                    Some(front) => front.accept(&verified, time).ok()?,
                    None => self.front = Some(FrontFold::start(&verified, time).ok()?),
                }
            }
        }
        Some(check.next)
    }

    fn paper(&mut self, path: &str, text: &[u8]) -> Result<(), ArtefactError> {
        let paper = Artefact::parse(text)?;
        if paper.room() != self.room {
            return Err(odd("another room"));
        }
        match paper.kind() {
            LIST if path == LISTED => {
                let (_, signed) = read_list(&paper)?;
                if self.bible.list.as_deref() != Some(&text_of(&paper)) {
                    return Err(odd("another list"));
                }
                if !signed.others.is_empty() {
                    self.flaw(path, FlawKind::Stranger);
                }
                self.list = Some(signed);
            }
            _ if path == LISTED => return Err(odd("no list")),
            OFFER => drop(read_offer(&paper)?),
            _ => {}
        }
        Ok(())
    }
}

fn chain_of(path: &str) -> Option<ChainId> {
    let name = path.strip_prefix("ledger/")?.strip_suffix(".txt")?;
    ChainId::parse(name).ok()
}

fn is_paper(path: &str) -> bool {
    path == LISTED || (path.starts_with("handover/") && path.ends_with(".json"))
}

/// A chain's entries, one after the other: signatures, links and the store's time; not who may say what, for which
/// one needs what the chain is judged by.
#[derive(Debug)]
pub(super) struct ChainCheck {
    room: RoomId,
    chain: ChainId,
    next: u64,
    prev: Hash,
    time: u64,
}

/// An entry that does not belong where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotNext;

impl ChainCheck {
    pub(super) fn new(room: RoomId, chain: ChainId) -> Self {
        Self {
            room,
            chain,
            next: 0,
            prev: Hash::ZERO,
            time: 0,
        }
    }

    /// The first entry of the front: it names the store's key, and is what the room's id is the hash of.
    fn first(&mut self, wrapped: &[u8]) -> Result<Verified, NotNext> {
        let wrapped = Wrapped::parse(wrapped).map_err(|_| NotNext)?;
        let opens = wrapped.signed().verify().map_err(|_| NotNext)?;
        let Public::Open(open) = &opens.entry().public else {
            return Err(NotNext);
        };
        let verified = wrapped.verify(&open.server).map_err(|_| NotNext)?;
        self.follow(&wrapped, verified)
    }

    /// How many there were.
    pub(super) fn next(&self) -> u64 {
        self.next
    }

    /// The next one, which the store signed that had the room then.
    pub(super) fn take(&mut self, front: &FrontFold, wrapped: &[u8]) -> Result<Verified, NotNext> {
        let wrapped = Wrapped::parse(wrapped).map_err(|_| NotNext)?;
        let verified = front.verify_ahead(&wrapped).map_err(|_| NotNext)?;
        self.follow(&wrapped, verified)
    }

    fn follow(&mut self, wrapped: &Wrapped, verified: Verified) -> Result<Verified, NotNext> {
        let (entry, hash) = (verified.entry(), verified.hash());
        // the very first has no room yet: the room is its hash
        let room = match entry.room {
            None if (self.chain, self.next) == (ChainId::FRONT, 0) => RoomId(hash.0),
            None => return Err(NotNext),
            Some(room) => room,
        };
        let here = (room, entry.chain, entry.seq, entry.prev);
        if here != (self.room, self.chain, self.next, self.prev) || wrapped.time() < self.time {
            return Err(NotNext);
        }
        (self.next, self.prev, self.time) = (self.next + 1, hash, wrapped.time());
        Ok(verified)
    }
}
