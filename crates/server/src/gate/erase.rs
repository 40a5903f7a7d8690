//! Erasing at once what a Destroy entry destroyed, and the receipt for it.
//!
//! What is to go follows from the chains alone, so any process goes on where another one stopped, and asking again
//! looks for everything again. A tombstone comes before a part goes, so that no upload of another process refers to
//! it. A body of which something stays is written anew before the old one goes: `rests/<body>/<seq>`, by the newest
//! entry of its chain that destroyed something, so every process writes the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

use blobs::wire::{Code, Erase, Erased, Gone, UrlsGiven, limits};
use blobs::{Bytes, Engine, Key, StoreError};
use futures::future::try_join_all;
use ledger::evidence::erasure::{Erasure, OBJECTS, Object, ObjectName, ObjectState};
use ledger::{ChainId, Entry, GrantRef, Hash, KeyId, MemberId, Pieces, RoomFold, RoomId, Wrapped};

use super::rooms::Room;
use super::urls::Op;
use super::{Denial, Gate, Layout, lease};

/// Objects that are looked at at once.
const AT_ONCE: usize = 16;

/// What is to go by one entry.
#[derive(Default)]
struct Doomed {
    entry: Option<Hash>,
    /// With whether something that is there has it, too.
    parts: BTreeMap<Hash, bool>,
    /// With the entries that name it; none: all of it goes.
    bodies: BTreeMap<Hash, Vec<Entry>>,
    grants: BTreeSet<(MemberId, Hash)>,
}

impl Gate {
    /// `POST /v1/rooms/R/erase`.
    pub async fn erase(&self, room: &RoomId, by: &KeyId, asked: &Erase) -> Result<Erased, Denial> {
        let (room, actor) = self.enter(room, by).await?;
        let place = (ChainId(asked.chain.0), asked.seq);
        let fold = room.refresh_all(self.engine()).await?;
        let known = actor.manages() && fold.destructions().contains(&place);
        drop(fold);
        if !known {
            return Err(Denial::absent());
        }
        let receipt = self.erase_one(&room, place).await?;
        Ok(Erased {
            receipt: self.key.erasure(&receipt).encode(),
        })
    }

    /// `POST /v1/rooms/R/gone`: the way to what is not to be there any more.
    pub async fn gone(&self, room: &RoomId, by: &KeyId, asked: &Gone) -> Result<UrlsGiven, Denial> {
        if asked.parts.len() > limits::PARTS {
            return Err(Denial::new(Code::TooLarge, "too many parts in one request"));
        }
        let id = *room;
        let (room, actor) = self.enter(room, by).await?;
        let fold = room.fold().await;
        let parts: Vec<Hash> = asked.parts.iter().map(|part| Hash(part.0)).collect();
        let whole = fold.front().destroyed().is_some();
        let gone = |part: &Hash| whole || fold.has_erased_part(part);
        if !actor.manages() || !parts.iter().all(gone) {
            return Err(Denial::absent());
        }
        let until = self.now() + limits::URL_MS;
        let urls = parts.iter().map(|part| self.url(&id, Op::Get, part, until));
        Ok(UrlsGiven {
            urls: urls.collect(),
            until,
        })
    }

    /// Erases what was destroyed and nobody asked to have erased.
    pub(crate) async fn erase_left(&self, room: &Room) -> Result<(), Denial> {
        let mut due = room.fold().await.destructions();
        {
            let known = room.erased.lock().unwrap_or_else(PoisonError::into_inner);
            due.retain(|place| !known.contains(place));
        }
        if due.is_empty() {
            return Ok(());
        }
        // what another process did, or this one before it was started again
        for meta in self.engine().list(&room.layout.all_erased()?).await? {
            let name = meta.key.name().split_once('-');
            let place = name.and_then(|(chain, seq)| {
                Some((ChainId::parse(chain).ok()?, seq.parse::<u64>().ok()?))
            });
            if let Some(place) = place {
                due.remove(&place);
                note(room, place);
            }
        }
        for place in due {
            self.erase_one(room, place).await?;
            tracing::info!(room = %room.layout.0, "what was destroyed was erased");
        }
        Ok(())
    }

    /// Erases what one entry destroyed, and says of every object what became of it.
    async fn erase_one(&self, room: &Room, place: (ChainId, u64)) -> Result<Erasure, Denial> {
        let (chain, seq) = place;
        let doomed = match chain {
            ChainId::FRONT => self.whole_room(room, seq).await?,
            scope => self.documents(room, scope, seq).await?,
        };
        let entry = doomed.entry.ok_or_else(Denial::absent)?;
        let mut objects = self.erase_parts(room, &doomed.parts).await?;
        let last = match chain {
            ChainId::FRONT => seq,
            scope => {
                let fold = room.fold().await;
                let known = fold.scope(&scope);
                let newest = known.and_then(|scope| scope.destructions().last().copied());
                newest.unwrap_or(seq)
            }
        };
        for (body, entries) in &doomed.bodies {
            let state = self.cut(room, body, entries, last).await?;
            let name = ObjectName::Body(*body);
            objects.push(Object { name, state });
        }
        let grants: Vec<_> = doomed.grants.iter().copied().collect();
        for (member, hash) in &grants {
            self.remove(room, &room.layout.grant(member, hash)?).await?;
            let name = ObjectName::Grant(*member, *hash);
            let state = ObjectState::Gone;
            objects.push(Object { name, state });
        }
        objects.sort_by_key(|one| one.name);
        let unlisted = objects.len().saturating_sub(OBJECTS) as u64;
        objects.truncate(OBJECTS);
        // what is shared goes with the last document that has it
        self.engine()
            .create(&room.layout.erased(&chain, seq)?, Bytes::new())
            .await?;
        note(room, place);
        Ok(Erasure {
            format: 1,
            room: room.layout.0,
            chain,
            seq,
            entry,
            time: self.now(),
            engine: self.facts.clone(),
            objects,
            unlisted,
        })
    }

    /// What there is of the documents of an entry in a scope, and keys of the scope that were superseded.
    async fn documents(&self, room: &Room, scope: ChainId, seq: u64) -> Result<Doomed, Denial> {
        let mut doomed = Doomed::default();
        let mut said: BTreeMap<Hash, BTreeSet<u64>> = BTreeMap::new();
        {
            let fold = room.fold().await;
            let known = fold.scope(&scope).ok_or_else(Denial::absent)?;
            for (_, doc) in known.destroyed_by(seq) {
                let parts = doc.versions.iter().flat_map(|version| &version.parts);
                let shared = |hash: &Hash| fold.part(hash).is_some();
                let parts = parts.map(|part| (part.hash, shared(&part.hash)));
                doomed.parts.extend(parts);
                for (at, body) in &doc.said {
                    said.entry(*body).or_default().insert(*at);
                }
            }
            let old = |grant: &GrantRef| {
                grant.scope == scope && Some(grant.epoch) < fold.epoch_of(&scope)
            };
            doomed.grants = grants(&fold)
                .filter(|(_, grant)| old(grant))
                .map(named)
                .collect();
        }
        for (body, at) in said {
            let mut entries = Vec::new();
            for seq in at {
                entries.push(self.said(room, &scope, seq).await?.1);
            }
            doomed.bodies.insert(body, entries);
        }
        doomed.entry = Some(self.said(room, &scope, seq).await?.0);
        Ok(doomed)
    }

    /// Everything but the front, what the chains say in public, and the front's key for those who look at it.
    async fn whole_room(&self, room: &Room, seq: u64) -> Result<Doomed, Denial> {
        let (engine, layout) = (self.engine(), room.layout);
        let mut doomed = Doomed::default();
        let chains: Vec<(ChainId, u64)> = {
            let fold = room.refresh_all(engine).await?;
            let there = fold
                .scopes()
                .values()
                .flat_map(|scope| scope.docs().values());
            let versions = there.flat_map(|doc| &doc.versions);
            let sent = fold.members().values();
            let sent = sent.flat_map(|member| member.dropped().values());
            let versions = versions.chain(sent.flat_map(|dropped| &dropped.versions));
            let parts = versions.flat_map(|version| &version.parts);
            doomed.parts = parts.map(|part| (part.hash, false)).collect();
            let kept = |(_, grant): &(MemberId, GrantRef)| grant.scope == ChainId::FRONT;
            doomed.grants = grants(&fold).filter(|one| !kept(one)).map(named).collect();
            let tips = fold.chains().map(|tip| (tip.chain(), tip.head().next));
            tips.filter(|(chain, _)| *chain != ChainId::FRONT).collect()
        };
        let mut places: Vec<(ChainId, u64)> = Vec::new();
        for (chain, next) in chains {
            places.extend((0..next).map(|at| (chain, at)));
        }
        for some in places.chunks(AT_ONCE) {
            let said = some.iter().map(|(chain, at)| self.said(room, chain, *at));
            let bodies = try_join_all(said).await?.into_iter();
            let bodies = bodies.filter_map(|(_, entry)| entry.body);
            doomed.bodies.extend(bodies.map(|body| (body, Vec::new())));
        }
        // and what no entry names
        let hash = |meta: &blobs::Meta| Hash::parse(meta.key.name()).ok();
        let parts = engine.list(&layout.parts()?).await?;
        let parts = parts.iter().filter_map(hash);
        parts.for_each(|part| _ = doomed.parts.insert(part, false));
        let front = self.bodies_of_front(room).await?;
        let bodies = engine.list(&layout.bodies()?).await?;
        doomed.bodies.extend(
            bodies
                .iter()
                .filter_map(hash)
                .map(|body| (body, Vec::new())),
        );
        doomed.bodies.retain(|body, _| !front.contains(body));
        for meta in engine.list(&layout.leases()?).await? {
            engine.delete(&meta.key).await?;
        }
        doomed.entry = Some(self.said(room, &ChainId::FRONT, seq).await?.0);
        Ok(doomed)
    }

    async fn bodies_of_front(&self, room: &Room) -> Result<BTreeSet<Hash>, Denial> {
        let end = room.fold().await.front().head().next;
        let mut bodies = BTreeSet::new();
        for at in 0..end {
            bodies.extend(self.said(room, &ChainId::FRONT, at).await?.1.body);
        }
        Ok(bodies)
    }

    /// An entry and its hash.
    async fn said(&self, room: &Room, chain: &ChainId, seq: u64) -> Result<(Hash, Entry), Denial> {
        let place = room.layout.entry(chain, seq)?;
        let bytes = self.engine().read(&place, None).await?;
        let wrapped = Wrapped::parse(&bytes).map_err(Denial::internal)?;
        let verified = wrapped.signed().verify().map_err(Denial::internal)?;
        Ok((verified.hash(), verified.entry().clone()))
    }

    async fn erase_parts(
        &self,
        room: &Room,
        parts: &BTreeMap<Hash, bool>,
    ) -> Result<Vec<Object>, Denial> {
        let parts: Vec<(Hash, bool)> = parts
            .iter()
            .map(|(part, shared)| (*part, *shared))
            .collect();
        let mut done = Vec::with_capacity(parts.len());
        for some in parts.chunks(AT_ONCE) {
            let erased = some
                .iter()
                .map(|(part, shared)| self.erase_part(room, part, *shared));
            done.extend(try_join_all(erased).await?);
        }
        Ok(done)
    }

    async fn erase_part(&self, room: &Room, part: &Hash, shared: bool) -> Result<Object, Denial> {
        let name = ObjectName::Part(*part);
        if shared {
            let state = ObjectState::Shared;
            return Ok(Object { name, state });
        }
        let tomb = blobs::wire::encode(&self.now());
        let place = room.layout.tomb(part)?;
        self.engine().create(&place, tomb.into()).await?;
        self.remove(room, &room.layout.part(part)?).await?;
        let state = ObjectState::Gone;
        Ok(Object { name, state })
    }

    /// Deletes an object, and looks for it.
    async fn remove(&self, room: &Room, place: &Key) -> Result<(), Denial> {
        match self.engine().meta(place).await {
            Err(StoreError::Absent) => return Ok(()),
            Err(other) => return Err(other.into()),
            Ok(meta) => {
                self.engine().delete(place).await?;
                room.usage.give_back(meta.size);
            }
        }
        match lease::is_there(self.engine().meta(place).await)? {
            true => Err(Denial::internal("the engine deletes and does not")),
            false => Ok(()),
        }
    }

    /// Takes out of a body what was destroyed, by the chain as it is now.
    async fn cut(
        &self,
        room: &Room,
        body: &Hash,
        entries: &[Entry],
        last: u64,
    ) -> Result<ObjectState, Denial> {
        let (engine, layout) = (self.engine(), room.layout);
        let place = layout.body(body)?;
        let there = match engine.read(&place, None).await {
            Ok(bytes) => Some(bytes),
            Err(StoreError::Absent) => rest(engine, layout, body).await?,
            Err(other) => return Err(other.into()),
        };
        let left = match there {
            Some(bytes) if !entries.is_empty() => {
                let fold = room.fold().await;
                left_of(&fold, entries, &bytes)
            }
            _ => None,
        };
        if let Some(left) = &left {
            let bytes = Bytes::copy_from_slice(left);
            engine.create(&layout.rest(body, last)?, bytes).await?;
        }
        self.remove(room, &place).await?;
        for meta in engine.list(&layout.rests(body)?).await? {
            let newest = left.is_some() && meta.key == layout.rest(body, last)?;
            if !newest {
                self.remove(room, &meta.key).await?;
            }
        }
        Ok(match left {
            Some(_) => ObjectState::Cut,
            None => ObjectState::Gone,
        })
    }
}

fn note(room: &Room, place: (ChainId, u64)) {
    let mut erased = room.erased.lock().unwrap_or_else(PoisonError::into_inner);
    erased.insert(place);
}

/// The body without the pieces of what was destroyed; none if no piece is left.
fn left_of(fold: &RoomFold, entries: &[Entry], bytes: &[u8]) -> Option<Vec<u8>> {
    let entry = entries.first()?;
    let scope = fold.scope(&entry.chain)?;
    let mut pieces = Pieces::parse(&entry.public, bytes).ok()?;
    pieces.keep_back(&entry.public, |about| scope.is_destroyed(about));
    // somebody may have named the same body for other things: those have no word of their own in it
    let mut each = pieces.iter();
    let any = each.any(|piece| matches!(piece, ledger::Piece::There(_)));
    any.then(|| pieces.encode())
}

/// What is left of a body.
pub(super) async fn rest(
    engine: &dyn Engine,
    layout: Layout,
    body: &Hash,
) -> Result<Option<Bytes>, Denial> {
    // while it is cut once more there is an older one and a newer one, or the older one is gone
    for _ in 0..3 {
        let all = engine.list(&layout.rests(body)?).await?;
        let Some(newest) = all.into_iter().map(|meta| meta.key).max() else {
            return Ok(None);
        };
        match engine.read(&newest, None).await {
            Ok(bytes) => return Ok(Some(bytes)),
            Err(StoreError::Absent) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(None)
}

/// Every grant that the roster or a Join ever named.
fn grants(fold: &RoomFold) -> impl Iterator<Item = (MemberId, GrantRef)> {
    let members = fold.roster().members().values();
    members.flat_map(|member| {
        let id = member.member.member;
        let joined = fold.member(&id).and_then(|chain| chain.joined());
        let own = joined.map(|(join, _)| join.grants.as_slice());
        let all = member.ever.iter().chain(own.unwrap_or_default());
        all.map(move |grant| (id, *grant))
    })
}

fn named((member, grant): (MemberId, GrantRef)) -> (MemberId, Hash) {
    (member, grant.hash)
}
