//! Leases: parts that are stored before an entry names them.
//!
//! A lease is an object of its own, `leases/<member>/<part>-<day>-<scope>-<length>`, whose name says
//! everything. Without one a part is not taken; once the last has run out and no document refers
//! to the part, the sweeper writes a tombstone and, a good while later, deletes the part. An append
//! looks for the part, the author's lease and the tombstone, so it never refers to what is about to go.
//!
//! What a document refers to already needs no lease and gets none: leases count as unfinished uploads.

use std::collections::BTreeMap;

use blobs::wire::{Code, Lease, Leased, Parts, Slot, limits};
use blobs::{Bytes, Created, Engine, StoreError};
use futures::future::try_join_all;
use ledger::{ChainId, Hash, KeyId, MemberId, Part, RoomId, ScopeId};

use super::rooms::Room;
use super::{Denial, Gate, LEASE_MS, Layout, Op};

/// Objects that one request makes or looks at at once.
const AT_ONCE: usize = 16;
const DAY_MS: u64 = 24 * 3600 * 1000;

/// What the name of a lease says, beside whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Terms {
    pub(crate) part: Part,
    pub(crate) day: u64,
    pub(crate) scope: ScopeId,
}

impl Terms {
    fn name(&self) -> String {
        let Self { part, day, scope } = self;
        format!("{}-{day:08}-{scope}-{}", part.hash, part.len)
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        let mut fields = name.split('-');
        let hash = Hash::parse(fields.next()?).ok()?;
        let day = fields.next()?.parse().ok()?;
        let scope = ChainId::parse(fields.next()?).ok()?;
        let len = fields.next()?.parse().ok()?;
        let part = Part { hash, len };
        Some(Self { part, day, scope })
    }

    /// From the begin of the day on which it was given.
    pub(crate) fn holds(&self, now: u64) -> bool {
        now < self.day.saturating_mul(DAY_MS).saturating_add(LEASE_MS)
    }

    /// The leases of a part that may hold now: today's, and those of the days before.
    fn holding(part: Part, scope: ScopeId, now: u64) -> impl Iterator<Item = Self> {
        let today = now / DAY_MS;
        (0..LEASE_MS / DAY_MS).map(move |ago| Self {
            part,
            day: today.saturating_sub(ago),
            scope,
        })
    }
}

impl Gate {
    /// `POST /v1/rooms/R/lease`.
    pub async fn lease(&self, room: &RoomId, by: &KeyId, lease: &Lease) -> Result<Leased, Denial> {
        if lease.parts.len() > limits::PARTS {
            return Err(Denial::new(Code::TooLarge, "too many parts in one request"));
        }
        if lease
            .parts
            .iter()
            .any(|part| part.len == 0 || part.len > limits::PART)
        {
            return Err(Denial::new(Code::TooLarge, "a part is empty or too large"));
        }
        let (room_id, scope) = (*room, ChainId(lease.scope.0));
        let (room, member) = self.enter_to_write(room, by, &scope).await?;
        let parts: Vec<Part> = lease
            .parts
            .iter()
            .map(|part| Part {
                hash: Hash(part.hash.0),
                len: part.len,
            })
            .collect();
        self.grant_leases(&room, scope, member, &parts).await?;
        let mut slots = Vec::with_capacity(parts.len());
        for part in &parts {
            slots.push(
                match self.engine().meta(&room.layout.part(&part.hash)?).await {
                    Ok(_) => Slot::Have,
                    Err(StoreError::Absent) => {
                        let until = self.now() + limits::URL_MS;
                        Slot::Put(self.url(&room_id, Op::Put { len: part.len }, &part.hash, until))
                    }
                    Err(other) => return Err(other.into()),
                },
            );
        }
        Ok(Leased { slots })
    }

    /// `POST /v1/rooms/R/parts`.
    pub async fn parts(
        &self,
        room: &RoomId,
        by: &KeyId,
        parts: Parts,
    ) -> Result<Vec<Hash>, Denial> {
        let scope = ChainId(parts.scope.0);
        let large = parts
            .parts
            .iter()
            .any(|part| part.0.is_empty() || part.0.len() as u64 > limits::PART);
        if large || parts.parts.len() > limits::PARTS {
            return Err(Denial::new(
                Code::TooLarge,
                "a part is empty or too large, or there are too many",
            ));
        }
        let (room, member) = self.enter_to_write(room, by, &scope).await?;
        let named: Vec<(Part, Bytes)> = parts
            .parts
            .into_iter()
            .map(|part| {
                (
                    Part {
                        hash: Hash::of(&part.0),
                        len: part.0.len() as u64,
                    },
                    Bytes::from(part.0),
                )
            })
            .collect();
        let names: Vec<Part> = named.iter().map(|(part, _)| *part).collect();
        self.grant_leases(&room, scope, member, &names).await?;
        for some in named.chunks(AT_ONCE) {
            let stored = some
                .iter()
                .map(|(part, bytes)| self.store_part(&room, &part.hash, bytes.clone()));
            try_join_all(stored).await?;
        }
        Ok(names.iter().map(|part| part.hash).collect())
    }

    /// Stores a part whose digest is right, if the room has the space.
    pub(super) async fn store_part(
        &self,
        room: &Room,
        hash: &Hash,
        bytes: Bytes,
    ) -> Result<Created, Denial> {
        let len = bytes.len() as u64;
        room.usage.claim(len, &self.quotas)?;
        let created = self.engine().create(&room.layout.part(hash)?, bytes).await;
        if created != Ok(Created::New) {
            room.usage.give_back(len);
        }
        Ok(created?)
    }

    async fn enter_to_write(
        &self,
        room: &RoomId,
        by: &KeyId,
        scope: &ScopeId,
    ) -> Result<(std::sync::Arc<Room>, MemberId), Denial> {
        let (room, actor) = self.enter(room, by).await?;
        room.refresh_above(self.engine(), &[*scope])
            .await?
            .may_lease(&actor, scope, self.now())?;
        Ok((room, actor.member()))
    }

    async fn grant_leases(
        &self,
        room: &Room,
        scope: ScopeId,
        member: MemberId,
        parts: &[Part],
    ) -> Result<(), Denial> {
        let fold = room.fold().await;
        if parts.iter().any(|part| fold.has_erased_part(&part.hash)) {
            let why = "the part was destroyed: seal it again";
            return Err(Denial::new(Code::Missing, why));
        }
        let new = parts.iter().filter(|part| fold.part(&part.hash).is_none());
        let new: Vec<Part> = new.copied().collect();
        drop(fold);
        let held = self.unfinished(room, &member).await?;
        // each part once, whatever was said how often
        let more: BTreeMap<Hash, u64> = new
            .iter()
            .filter(|part| !held.contains_key(&part.hash))
            .map(|part| (part.hash, part.len))
            .collect();
        let bytes = |parts: &BTreeMap<Hash, u64>| parts.values().sum::<u64>();
        if bytes(&held).saturating_add(bytes(&more)) > self.quotas.unfinished {
            return Err(Denial::new(
                Code::Quota,
                "too much is being uploaded at once",
            ));
        }
        for some in new.chunks(AT_ONCE) {
            let granted = some
                .iter()
                .map(|part| self.grant_lease(room, scope, &member, part));
            try_join_all(granted).await?;
        }
        Ok(())
    }

    async fn grant_lease(
        &self,
        room: &Room,
        scope: ScopeId,
        member: &MemberId,
        part: &Part,
    ) -> Result<(), Denial> {
        let terms = Terms {
            part: *part,
            day: self.now() / DAY_MS,
            scope,
        };
        let tomb = room.layout.tomb(&part.hash)?;
        let judge = async || {
            if is_there(self.engine().meta(&tomb).await)? {
                let why = "the part was collected: seal it again";
                return Err(Denial::new(Code::Missing, why));
            }
            Ok(())
        };
        judge().await?;
        let place = room.layout.lease(member, &terms.name())?;
        self.engine().create(&place, Bytes::new()).await?;
        // a sweep that did not see the lease has written its tombstone by now, or will see it
        judge().await
    }

    /// The parts that a member holds leases for and that no document refers to, each once.
    async fn unfinished(
        &self,
        room: &Room,
        member: &MemberId,
    ) -> Result<BTreeMap<Hash, u64>, Denial> {
        let leases = self.engine().list(&room.layout.leases_of(member)?).await?;
        let now = self.now();
        let fold = room.fold().await;
        let held = leases
            .iter()
            .filter_map(|meta| Terms::parse(meta.key.name()))
            .filter(|terms| terms.holds(now) && fold.part(&terms.part.hash).is_none())
            .map(|terms| (terms.part.hash, terms.part.len));
        Ok(held.collect())
    }
}

/// Whether the parts are there with their lengths, leased by this member for this scope, and not
/// about to go.
pub(super) async fn has(
    engine: &dyn Engine,
    layout: Layout,
    member: &MemberId,
    scope: &ScopeId,
    parts: &[Part],
    now: u64,
) -> Result<bool, Denial> {
    for some in parts.chunks(AT_ONCE) {
        let whole = some
            .iter()
            .map(|part| is_whole(engine, layout, member, scope, part, now));
        if try_join_all(whole).await?.contains(&false) {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn is_whole(
    engine: &dyn Engine,
    layout: Layout,
    member: &MemberId,
    scope: &ScopeId,
    part: &Part,
    now: u64,
) -> Result<bool, Denial> {
    let mut leased = false;
    for terms in Terms::holding(*part, *scope, now) {
        let place = layout.lease(member, &terms.name())?;
        leased |= is_there(engine.meta(&place).await)?;
    }
    let stored = match engine.meta(&layout.part(&part.hash)?).await {
        Ok(meta) => meta.size == part.len,
        Err(StoreError::Absent) => false,
        Err(other) => return Err(other.into()),
    };
    Ok(leased && stored && !is_there(engine.meta(&layout.tomb(&part.hash)?).await)?)
}

/// The parts are named by an entry now: their leases have done their work.
pub(super) async fn settle(
    engine: &dyn Engine,
    layout: Layout,
    member: &MemberId,
    scope: &ScopeId,
    parts: &[Part],
    now: u64,
) {
    let remove = async |part: Part| -> Result<(), Denial> {
        for terms in Terms::holding(part, *scope, now) {
            let place = layout.lease(member, &terms.name())?;
            engine.delete(&place).await?;
        }
        Ok(())
    };
    for some in parts.chunks(AT_ONCE) {
        if let Err(denial) = try_join_all(some.iter().map(|part| remove(*part))).await {
            // the sweeper finds them
            tracing::warn!(error = %denial, "a lease stays behind");
        }
    }
}

pub(super) fn is_there(meta: Result<blobs::Meta, StoreError>) -> Result<bool, Denial> {
    match meta {
        Ok(_) => Ok(true),
        Err(StoreError::Absent) => Ok(false),
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_lease_says_its_terms() {
        let part = Part {
            hash: Hash([3; 32]),
            len: 77,
        };
        let terms = Terms {
            part,
            day: 20_000,
            scope: ChainId([1; 16]),
        };
        assert_eq!(Terms::parse(&terms.name()), Some(terms));
        assert_eq!(Terms::parse("20000-zz-1-2"), None);
        let end = 20_000 * DAY_MS + LEASE_MS;
        assert!(terms.holds(end - 1) && !terms.holds(end));
        for now in [20_000 * DAY_MS, end - 1] {
            assert!(Terms::holding(part, terms.scope, now).any(|held| held == terms));
        }
        let mut late = Terms::holding(part, terms.scope, end);
        assert!(late.all(|held| held != terms));
    }
}
