//! A certificate of destruction before a stranger: no room open, no store asked, no key but those in it.
//!
//! **What it proves.** These persons, who managed this room by its own front, signed it. Each entry that destroyed was
//! signed by the one who is said to have decided, and stored by the store of this room at that time; where it takes two,
//! another manager's entry approved what a third entry applied. For each entry the store signed that it looked for every
//! part that the certificate lists and did not find it, and the certificate lists every part that the store names.
//!
//! **What it does not**: that the store told the truth, that names, levels and numbers are right, that the parts are those
//! documents', and whatever [`Uncovered`] says.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ledger::entry::Public;
use ledger::evidence::erasure::{EngineFacts, NotAnErasure, ObjectState, SignedErasure};
use ledger::ids::{ChainId, DocId, Hash, PublicKey, RoomId};
use ledger::{FrontFold, Verified, Wrapped};

use super::certificate::{Certificate, KIND, Uncovered, What};
use super::certify::is_plan;
use super::erasing::destroys;
use crate::artefact::{Artefact, ArtefactError, Signer};

/// What a certificate proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What it says.
    pub said: Certificate,
    /// The room.
    pub room: RoomId,
    /// The key of the store that has the room, by the room's own front. Compare it with the one that you know.
    pub server: PublicKey,
    /// Who signed.
    pub signers: Vec<Signer>,
    /// The server's time of the first entry that destroyed.
    pub destroyed: u64,
    /// When the store had looked for everything last.
    pub erased: u64,
    /// Parts of which the store says that they are gone.
    pub gone: usize,
    /// Parts that something which was not destroyed has, too.
    pub shared: usize,
    /// Objects that the store erased and does not name.
    pub unlisted: u64,
    /// What the store's engine keeps, by each receipt; the same ones once.
    pub engines: Vec<EngineFacts>,
    /// Who approved it has signed it, or it does not take two.
    pub countersigned: bool,
}

impl Report {
    /// Nothing of it is left at the store, as far as store and signers say: nothing is shared, unnamed or still served.
    pub fn complete(&self) -> bool {
        let looked = &self.said.looked;
        let served = !looked.still_served.is_empty() || looked.words_still_served > 0;
        self.shared == 0 && self.unlisted == 0 && !served
    }

    /// What it does not cover.
    pub fn uncovered(&self) -> &Uncovered {
        &self.said.uncovered
    }
}

/// Why a certificate proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// No artefact of this kind, or its signatures are not right.
    #[error(transparent)]
    Artefact(#[from] ArtefactError),
    /// A receipt.
    #[error(transparent)]
    Receipt(#[from] NotAnErasure),
    /// The front is not this room's, or not by the store that was meant.
    #[error("the room's front does not hold, or is another store's")]
    Front,
    /// It is for another room than it is signed for.
    #[error("it is for another room")]
    Room,
    /// Somebody signed who did not manage the room, or it is not signed by who made it.
    #[error("it is signed by somebody who did not manage the room")]
    Signer,
    /// An entry is not signed, not stored, or not what it is said to be.
    #[error("an entry does not belong to it")]
    Entry,
    /// It takes two, and another manager's approval is not shown.
    #[error("it takes two, and the approval of another manager is not shown")]
    OneAlone,
    /// The store has given no receipt for an entry.
    #[error("an entry has no receipt of the store")]
    NoReceipt,
    /// The store's receipts do not name a part that is listed.
    #[error("the store's receipt does not name the part {0}")]
    Uncovered(Hash),
    /// The store's receipts name a part that is not listed.
    #[error("the part {0} is not listed")]
    Unlisted(Hash),
    /// What it says in one place is not what it says in another.
    #[error("it contradicts itself")]
    Contradiction,
}

/// An entry of a certificate, with the server's time.
struct Taken {
    verified: Verified,
    time: u64,
}

/// Verifies a certificate from a file. `server`: the store's key, where it is known.
pub fn verify_certificate(file: &[u8], server: Option<&PublicKey>) -> Result<Report, Invalid> {
    verify_artefact(&Artefact::parse(file)?, server)
}

/// Verifies a certificate that was read.
pub fn verify_artefact(artefact: &Artefact, server: Option<&PublicKey>) -> Result<Report, Invalid> {
    let said: Certificate = artefact.read(KIND)?;
    if said.room.id != artefact.room().to_string() {
        return Err(Invalid::Room);
    }
    let front = front(&said.front, &artefact.room(), server)?;
    let signers = artefact.signers();
    judge_signers(&said, &signers, &front)?;
    let entries = entries(&said, &front)?;
    judge_decision(&said, &front)?;
    let places = places(&said)?;
    judge_places(&said, &places, &entries)?;
    let receipts = receipts(&said, &front, &entries)?;
    let parts = judge_parts(&said, &receipts)?;
    let count = |state| parts.values().filter(|one| **one == state).count();
    let mut engines: Vec<EngineFacts> = Vec::new();
    for receipt in &receipts {
        if !engines.contains(&receipt.engine) {
            engines.push(receipt.engine.clone());
        }
    }
    let approver = said.decided.request.as_ref();
    let countersigned = approver.is_none_or(|request| {
        let mut keys = signers.iter().map(|signer| signer.key.to_string());
        keys.any(|key| key == request.approved_by.key)
    });
    Ok(Report {
        room: artefact.room(),
        server: front.server_key(),
        destroyed: entries.values().map(|taken| taken.time).min().unwrap_or(0),
        erased: receipts.iter().map(|one| one.time).max().unwrap_or(0),
        gone: count(ObjectState::Gone),
        shared: count(ObjectState::Shared),
        unlisted: receipts.iter().map(|one| one.unlisted).sum(),
        engines,
        countersigned,
        signers,
        said,
    })
}

/// The front from its first entry, whose hash is the room.
fn front(
    wrapped: &[String],
    room: &RoomId,
    server: Option<&PublicKey>,
) -> Result<FrontFold, Invalid> {
    let read = |text: &String| {
        let bytes = STANDARD.decode(text).map_err(|_| Invalid::Front)?;
        Wrapped::parse(&bytes).map_err(|_| Invalid::Front)
    };
    let (first, later) = wrapped.split_first().ok_or(Invalid::Front)?;
    let first = read(first)?;
    let said = first.signed().verify().map_err(|_| Invalid::Front)?;
    let Public::Open(open) = &said.entry().public else {
        return Err(Invalid::Front);
    };
    let begun = first.verify(&open.server).map_err(|_| Invalid::Front)?;
    let begun = FrontFold::start(&begun, first.time());
    let mut front = begun.map_err(|_| Invalid::Front)?;
    if front.room() != *room {
        return Err(Invalid::Room);
    }
    for one in later {
        let one = read(one)?;
        // by the store that had the room then
        let verified = front.verify(&one).map_err(|_| Invalid::Front)?;
        let taken = front.accept(&verified, one.time());
        taken.map_err(|_| Invalid::Front)?;
    }
    match server.is_some_and(|server| *server != front.server_key()) {
        true => Err(Invalid::Front),
        false => Ok(front),
    }
}

/// Who signs manages the room or did, and whoever made it is among them.
fn judge_signers(said: &Certificate, signers: &[Signer], front: &FrontFold) -> Result<(), Invalid> {
    let managed = |key: &PublicKey| {
        let mut held = front.certificates().iter();
        held.any(|one| one.key == *key && one.office >= ledger::Office::Manager)
    };
    let made = |signer: &Signer| signer.key.to_string() == said.made.by.key;
    match signers.iter().all(|signer| managed(&signer.key)) && signers.iter().any(made) {
        true => Ok(()),
        false => Err(Invalid::Signer),
    }
}

/// An entry of this room, stored by its store, by somebody who managed it then.
fn taken(text: &str, front: &FrontFold) -> Result<Taken, Invalid> {
    let bytes = STANDARD.decode(text).map_err(|_| Invalid::Entry)?;
    let wrapped = Wrapped::parse(&bytes).map_err(|_| Invalid::Entry)?;
    let verified = front.verify(&wrapped).map_err(|_| Invalid::Entry)?;
    let entry = verified.entry();
    let here = entry.room == Some(front.room()) && front.knows(&entry.front);
    match here && front.manages(&entry.author, &entry.front) {
        true => Ok(Taken {
            time: wrapped.time(),
            verified,
        }),
        false => Err(Invalid::Entry),
    }
}

/// The entries that destroyed, by their places.
fn entries(
    said: &Certificate,
    front: &FrontFold,
) -> Result<BTreeMap<(ChainId, u64), Taken>, Invalid> {
    let mut all = BTreeMap::new();
    for text in &said.entries {
        let one = taken(text, front)?;
        let entry = one.verified.entry();
        let whole = entry.chain == ChainId::FRONT;
        let fits = destroys(&entry.public).is_some() && whole == (said.what == What::Room);
        if !fits || entry.author.to_string() != said.decided.by.key {
            return Err(Invalid::Entry);
        }
        all.insert((entry.chain, entry.seq), one);
    }
    match all.is_empty() || all.len() != said.entries.len() {
        true => Err(Invalid::Entry),
        false => Ok(all),
    }
}

/// One alone said it in the plan, or two did: one asked, another one approved, and it was applied.
fn judge_decision(said: &Certificate, front: &FrontFold) -> Result<(), Invalid> {
    let planned = |text: &str| {
        let one = taken(text, front)?;
        let entry = one.verified.entry();
        match entry.chain == ChainId::ROSTER && is_plan(&entry.public) {
            true => Ok(one),
            false => Err(Invalid::Entry),
        }
    };
    let by = |one: &Taken, key: &str| one.verified.entry().author.to_string() == *key;
    let Some(request) = &said.decided.request else {
        if said.decided.takes_two {
            return Err(Invalid::OneAlone);
        }
        let entry = said.decided.entry.as_deref().ok_or(Invalid::Entry)?;
        return match by(&planned(entry)?, &said.decided.by.key) {
            true => Ok(()),
            false => Err(Invalid::Entry),
        };
    };
    let asked = planned(&request.asked)?;
    let approved = planned(&request.approved)?;
    let applied = planned(&request.applied)?;
    let asks = asked.verified.hash().to_string() == request.id && by(&asked, &request.asked_by.key);
    let two = request.asked_by.key != request.approved_by.key;
    if !two || !by(&approved, &request.approved_by.key) {
        return Err(Invalid::OneAlone);
    }
    let seq = |one: &Taken| one.verified.entry().seq;
    let ordered = seq(&asked) < seq(&approved) && seq(&approved) < seq(&applied);
    match asks && ordered {
        true => Ok(()),
        false => Err(Invalid::Entry),
    }
}

type Places = BTreeSet<(ChainId, DocId, u64)>;

/// Where the documents stood, with the entries that destroyed them there.
fn places(said: &Certificate) -> Result<Places, Invalid> {
    let mut all = BTreeSet::new();
    for place in said.documents.iter().flat_map(|document| &document.places) {
        let scope = ChainId::parse(&place.scope).map_err(|_| Invalid::Contradiction)?;
        let doc = DocId::parse(&place.document).map_err(|_| Invalid::Contradiction)?;
        match (place.entry, said.what) {
            (Some(seq), What::Documents) => _ = all.insert((scope, doc, seq)),
            (None, What::Room) => {}
            _ => return Err(Invalid::Contradiction),
        }
    }
    Ok(all)
}

/// Each document was destroyed by the entry that is named, and each that an entry names is listed.
fn judge_places(
    said: &Certificate,
    places: &Places,
    entries: &BTreeMap<(ChainId, u64), Taken>,
) -> Result<(), Invalid> {
    if said.what == What::Room {
        return Ok(());
    }
    let mut named: Places = BTreeSet::new();
    for ((chain, seq), one) in entries {
        let docs = destroys(&one.verified.entry().public).unwrap_or_default();
        named.extend(docs.iter().map(|doc| (*chain, *doc, *seq)));
    }
    let placed = |document: &super::certificate::Document| !document.places.is_empty();
    match *places == named && said.documents.iter().all(placed) {
        true => Ok(()),
        false => Err(Invalid::Contradiction),
    }
}

/// The store's receipts, one for each entry, none from before it.
fn receipts(
    said: &Certificate,
    front: &FrontFold,
    entries: &BTreeMap<(ChainId, u64), Taken>,
) -> Result<Vec<ledger::evidence::erasure::Erasure>, Invalid> {
    let mut all = Vec::new();
    let mut due: BTreeSet<(ChainId, u64)> = entries.keys().copied().collect();
    for text in &said.receipts {
        let bytes = STANDARD.decode(text).map_err(|_| NotAnErasure::Malformed)?;
        let receipt = SignedErasure::parse(&bytes)?.verify(&front.server_key())?;
        let place = (receipt.chain, receipt.seq);
        let entry = entries.get(&place).ok_or(Invalid::Contradiction)?;
        let of = receipt.room == front.room() && receipt.entry == entry.verified.hash();
        if !of || receipt.time < entry.time || !due.remove(&place) {
            return Err(Invalid::Contradiction);
        }
        all.push(receipt);
    }
    match due.is_empty() {
        true => Ok(all),
        false => Err(Invalid::NoReceipt),
    }
}

/// The store names every part that is listed, and no other one.
fn judge_parts(
    said: &Certificate,
    receipts: &[ledger::evidence::erasure::Erasure],
) -> Result<BTreeMap<Hash, ObjectState>, Invalid> {
    use ledger::evidence::erasure::ObjectName;
    let mut named: BTreeMap<Hash, ObjectState> = BTreeMap::new();
    for one in receipts.iter().flat_map(|receipt| &receipt.objects) {
        if let ObjectName::Part(part) = one.name {
            // of one that several entries name, the last one took it away
            let known = named.entry(part).or_insert(one.state);
            if one.state == ObjectState::Gone {
                *known = ObjectState::Gone;
            }
        }
    }
    let unlisted: u64 = receipts.iter().map(|one| one.unlisted).sum();
    let mut listed = BTreeSet::new();
    let versions = said
        .documents
        .iter()
        .flat_map(|document| &document.versions);
    for part in versions.flat_map(|version| &version.parts) {
        let part = Hash::parse(part).map_err(|_| Invalid::Contradiction)?;
        if !named.contains_key(&part) && unlisted == 0 {
            return Err(Invalid::Uncovered(part));
        }
        listed.insert(part);
    }
    // with the room goes also what no document named
    let other = named.keys().find(|part| !listed.contains(part));
    match other.filter(|_| said.what == What::Documents) {
        Some(part) => Err(Invalid::Unlisted(*part)),
        None => Ok(named),
    }
}
