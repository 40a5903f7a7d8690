//! The judge of archives: objects in, one by one, and what is wrong with them out.
//!
//! It holds the fold and the names of what was there, never content. What an archive lacks is found at its manifest,
//! which has to say the same; so a row that was judged is a room, but for what its maker says was not there.

use std::collections::{BTreeMap, BTreeSet};

use super::flaw::{ArchiveReport, Flaw};
use super::manifest::{Missing, SignedManifest};
use super::name::{ObjectName, list_line};
use super::stage::{Stage, rank};
use crate::cbor;
use crate::entry::{Entry, Office, Public};
use crate::fold::RoomFold;
use crate::ids::{ChainId, DocId, Hash, MemberId, PublicKey, RoomId};
use crate::limits;
use crate::opening::Opening;
use crate::pieces::{self, About, Piece, Pieces};
use crate::refusal::Refusal;
use crate::wrapped::Wrapped;

/// An object that comes next, before its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Announced {
    name: ObjectName,
    len: u64,
}

impl Announced {
    /// How many bytes it has.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// No object is empty.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether its hash is enough ([`Verifier::digest`]), so that its bytes need not be in memory at once.
    pub fn by_digest(&self) -> bool {
        matches!(self.name, ObjectName::Part(_) | ObjectName::List(_))
    }
}

/// Judges a row of archives.
#[derive(Debug, Default)]
pub struct Verifier {
    room: Option<RoomId>,
    fold: Option<RoomFold>,
    bodies: BTreeSet<Hash>,
    grants: BTreeSet<(MemberId, Hash)>,
    opens: BTreeMap<MemberId, u32>,
    parts: BTreeSet<Hash>,
    /// Bodies that no archive of the row holds.
    lacking: BTreeSet<Hash>,
    /// Bodies of which pieces are not there, with the chain and the documents that have to be destroyed.
    cut: Vec<(ChainId, Vec<DocId>)>,
    /// Chains that entries name, and that have none themselves.
    unbegun: BTreeSet<ChainId>,
    last: Option<ArchiveReport>,
    stage: Option<Stage>,
    /// The manifest was read; nothing comes behind it.
    ended: bool,
}

impl Verifier {
    /// Judges archives of whatever room the first one is of.
    pub fn new() -> Self {
        Self::default()
    }

    /// Judges archives of this room only.
    pub fn of(room: RoomId) -> Self {
        Self {
            room: Some(room),
            ..Self::default()
        }
    }

    /// The room as it was when the last archive was made.
    pub fn fold(&self) -> Option<&RoomFold> {
        self.fold.as_ref()
    }

    /// The object that comes next. What cannot come next is refused before its bytes are read.
    pub fn announce(&mut self, path: &str, len: u64) -> Result<Announced, Flaw> {
        let (room, name) = ObjectName::parse(path).ok_or(Flaw::Name)?;
        if self.room.is_some_and(|known| known != room) {
            return Err(Flaw::Elsewhere);
        }
        if len == 0 || len > name.most() {
            return Err(Flaw::Length);
        }
        if self.ended {
            return Err(Flaw::Order);
        }
        let begins = name == ObjectName::Entry(ChainId::FRONT, 0);
        if self.fold.is_none() && !begins {
            return Err(Flaw::Predecessor);
        }
        let stage = self.stage.get_or_insert_default();
        stage.judge_order(&name)?;
        if matches!(name, ObjectName::List(_)) && len != stage.list.len() {
            return Err(Flaw::List);
        }
        self.room = Some(room);
        if rank(&name) > 0 {
            self.end_chains();
        }
        Ok(Announced { name, len })
    }

    /// Takes the bytes of the object that was announced.
    pub fn bytes(&mut self, announced: Announced, bytes: &[u8]) -> Result<(), Flaw> {
        let Announced { name, len } = announced;
        if bytes.len() as u64 != len {
            return Err(Flaw::Length);
        }
        match name {
            ObjectName::Entry(chain, seq) => self.entry(chain, seq, bytes)?,
            ObjectName::Body(hash) => self.body(hash, bytes)?,
            ObjectName::Grant(member, hash) => self.grant(member, hash, bytes)?,
            ObjectName::Open(link, n) => self.opening(link, n, bytes)?,
            ObjectName::Manifest(n) => return self.manifest(n, bytes),
            ObjectName::Part(_) | ObjectName::List(_) => {
                return self.digest(announced, Hash::of(bytes));
            }
        }
        self.note(announced, &Hash::of(bytes));
        Ok(())
    }

    /// Takes the SHA-256 of the bytes of a part, or of the list, that was announced.
    pub fn digest(&mut self, announced: Announced, hash: Hash) -> Result<(), Flaw> {
        let stage = self.stage.as_mut().ok_or(Flaw::Order)?;
        match announced.name {
            ObjectName::Part(name) => {
                if hash != name {
                    return Err(Flaw::Part);
                }
                let wanted = stage.wanted.as_mut().and_then(|all| all.remove(&hash));
                match wanted {
                    None => return Err(Flaw::Superfluous),
                    Some(len) if len != announced.len => return Err(Flaw::Part),
                    Some(_) => {}
                }
                self.parts.insert(hash);
                self.note(announced, &hash);
                Ok(())
            }
            ObjectName::List(_) => {
                if hash != stage.list.hash() {
                    return Err(Flaw::List);
                }
                stage.list_hash = Some(hash);
                Ok(())
            }
            _ => Err(Flaw::Order),
        }
    }

    /// An archive is over.
    pub fn end(&mut self) -> Result<&ArchiveReport, Flaw> {
        match (core::mem::take(&mut self.ended), &self.last) {
            (true, Some(last)) => Ok(last),
            _ => Err(Flaw::Cut),
        }
    }

    /// Notes an object in the list.
    fn note(&mut self, announced: Announced, hash: &Hash) {
        let (Some(room), Some(stage)) = (self.room, self.stage.as_mut()) else {
            return;
        };
        let line = list_line(&room, &announced.name, announced.len, hash);
        stage.list.add(line.as_bytes());
        stage.bytes += announced.len;
        let kind = match announced.name {
            ObjectName::Entry(..) => 0,
            ObjectName::Body(_) => 1,
            ObjectName::Grant(..) => 2,
            ObjectName::Open(..) => 3,
            _ => 4,
        };
        stage.counts[kind] += 1;
    }

    fn entry(&mut self, chain: ChainId, seq: u64, bytes: &[u8]) -> Result<(), Flaw> {
        self.skip_body();
        let refused = |why| Flaw::Entry { chain, seq, why };
        let wrapped = Wrapped::parse(bytes).map_err(|why| refused(why.into()))?;
        let verified = match &self.fold {
            Some(fold) => fold.front().verify(&wrapped).map_err(refused)?,
            None => {
                let server = opens(&wrapped).ok_or(refused(Refusal::Misplaced))?;
                wrapped.verify(&server).map_err(|why| refused(why.into()))?
            }
        };
        let entry = verified.entry();
        if (entry.chain, entry.seq) != (chain, seq) {
            return Err(refused(Refusal::Elsewhere));
        }
        match &mut self.fold {
            Some(fold) => fold.accept(&verified, wrapped.time()).map_err(refused)?,
            None => {
                if self.room.is_some_and(|room| room.0 != verified.hash().0) {
                    return Err(Flaw::Elsewhere);
                }
                let fold = RoomFold::start(&verified, wrapped.time()).map_err(refused)?;
                self.unbegun.insert(fold.front().founder());
                self.fold = Some(fold);
            }
        }
        self.note_names(entry);
        let body = entry.body.filter(|hash| !self.bodies.contains(hash));
        if let Some(stage) = &mut self.stage {
            stage.awaited = body.map(|hash| (hash, chain, entry.public.clone()));
        }
        Ok(())
    }

    fn note_names(&mut self, entry: &Entry) {
        self.unbegun.remove(&entry.chain);
        let Some(fold) = &self.fold else { return };
        entry.public.names(|chain| {
            if fold.tip(&chain).head().next == 0 {
                self.unbegun.insert(chain);
            }
        });
    }

    fn body(&mut self, name: Hash, bytes: &[u8]) -> Result<(), Flaw> {
        let awaited = self.stage.as_mut().and_then(|stage| stage.awaited.take());
        let (hash, chain, public) = awaited.ok_or(Flaw::Superfluous)?;
        let kept = kept_back(&public, bytes).ok_or(Flaw::Body)?;
        let same = name == hash && pieces::named(&public, bytes) == Some(hash);
        if !same || bytes.len() > limits::body(&public) {
            return Err(Flaw::Body);
        }
        if !kept.is_empty() {
            self.cut.push((chain, kept));
        }
        self.lacking.remove(&hash);
        self.bodies.insert(hash);
        Ok(())
    }

    /// The last entry's body did not come.
    fn skip_body(&mut self) {
        let awaited = self.stage.as_mut().and_then(|stage| stage.awaited.take());
        self.lacking.extend(awaited.map(|(hash, ..)| hash));
    }

    /// From here on the fold is the room's state, and says what else there has to be.
    fn end_chains(&mut self) {
        self.skip_body();
        let (Some(stage), Some(fold)) = (self.stage.as_mut(), &self.fold) else {
            return;
        };
        if stage.wanted.is_none() {
            let parts = fold.part_lengths();
            let new = parts
                .into_iter()
                .filter(|(hash, _)| !self.parts.contains(hash));
            stage.wanted = Some(new.collect());
        }
    }

    fn grant(&mut self, member: MemberId, name: Hash, bytes: &[u8]) -> Result<(), Flaw> {
        let fold = self.fold.as_ref().ok_or(Flaw::Order)?;
        if Hash::of(bytes) != name || !fold.names_grant(&member, &name) {
            return Err(Flaw::Grant);
        }
        match self.grants.insert((member, name)) {
            true => Ok(()),
            false => Err(Flaw::Superfluous),
        }
    }

    fn opening(&mut self, link: MemberId, n: u32, bytes: &[u8]) -> Result<(), Flaw> {
        let fold = self.fold.as_ref().ok_or(Flaw::Order)?;
        let opening: Opening = cbor::decode(bytes, limits::OPENING).map_err(|_| Flaw::Opening)?;
        let next = self.opens.entry(link).or_default();
        if n != *next || !fold.may_have_opened(&link, &opening) {
            return Err(Flaw::Opening);
        }
        *next += 1;
        Ok(())
    }

    fn manifest(&mut self, n: u64, bytes: &[u8]) -> Result<(), Flaw> {
        let (Some(stage), Some(fold)) = (self.stage.as_ref(), &self.fold) else {
            return Err(Flaw::Order);
        };
        let manifest = SignedManifest::verify(bytes)?;
        if manifest.room != fold.room() {
            return Err(Flaw::Elsewhere);
        }
        let last = self.last.as_ref();
        let due = last.map_or((0, None), |last| (last.manifest.n + 1, Some(last.hash)));
        if (manifest.n, manifest.before) != due || n != manifest.n {
            return Err(Flaw::Predecessor);
        }
        let list = (stage.counts.iter().sum(), stage.list.len(), stage.list_hash);
        if (manifest.objects, manifest.listed, Some(manifest.list)) != list {
            return Err(Flaw::List);
        }
        judge_signer(fold, &manifest.member, &manifest.author)?;
        // what is not there of a body was destroyed later in its chain
        let destroyed = |(chain, docs): &(ChainId, Vec<DocId>)| {
            let scope = fold.scope(chain);
            let gone = |doc: &DocId| scope.is_some_and(|one| one.is_destroyed(&About::Doc(*doc)));
            docs.iter().all(gone)
        };
        if !self.cut.iter().all(destroyed) {
            return Err(Flaw::Body);
        }
        let tips = fold.chains();
        let tips: BTreeMap<ChainId, _> = tips.map(|tip| (tip.chain(), tip.head())).collect();
        let said = manifest.heads.iter().map(|one| (one.chain, one.head));
        if !tips.into_iter().eq(said) {
            return Err(Flaw::Heads);
        }
        let bodies = self.lacking.iter().copied().map(Missing::Body);
        let parts = stage.wanted.iter().flat_map(BTreeMap::keys);
        let missing = bodies.chain(parts.copied().map(Missing::Part));
        let missing = missing.chain(self.unbegun.iter().copied().map(Missing::Chain));
        if !missing.eq(manifest.missing.iter().copied()) {
            return Err(Flaw::Missing);
        }
        let [entries, bodies, grants, opens, parts] = stage.counts;
        self.last = Some(ArchiveReport {
            manifest,
            hash: Hash::of(bytes),
            entries,
            bodies,
            grants,
            opens,
            parts,
            bytes: stage.bytes,
        });
        (self.stage, self.ended) = (None, true);
        Ok(())
    }
}

/// The server key that a room's first entry names, not verified yet.
fn opens(wrapped: &Wrapped) -> Option<PublicKey> {
    let signed = wrapped.signed();
    match &signed.verify().ok()?.entry().public {
        Public::Open(open) => Some(open.server),
        _ => None,
    }
}

/// The documents of which a body says nothing, because the store had it no more. None if it is no such body.
fn kept_back(public: &Public, bytes: &[u8]) -> Option<Vec<DocId>> {
    let Some(named) = pieces::about(public) else {
        return Some(Vec::new());
    };
    let pieces = Pieces::parse(public, bytes).ok()?;
    let pairs = pieces.iter().zip(named);
    let kept = pairs.filter(|(piece, _)| matches!(piece, Piece::Kept(_)));
    let doc = |(_, about)| match about {
        About::Doc(doc) => Some(doc),
        About::Folder(_) => None,
    };
    kept.map(doc).collect()
}

/// Whether this member's key is an owner's or a manager's by the front as it is.
fn judge_signer(fold: &RoomFold, member: &MemberId, key: &PublicKey) -> Result<(), Flaw> {
    let front = fold.front();
    match front.officer(key, &front.head()) {
        Some((of, office)) if of == *member && office >= Office::Manager => Ok(()),
        _ => Err(Flaw::NotManager),
    }
}
