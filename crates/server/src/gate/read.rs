//! Reading chains, and the release of grants.

use blobs::wire::{ChainPart, Code, Read, Reading, Released, Sealed, Stored, limits};
use blobs::{Bytes, StoreError};
use futures::stream::{self, StreamExt};
use ledger::{
    About, ChainId, Entry, GrantRef, Hash, KeyId, Pieces, Role, RoomFold, RoomId, Sight, Wrapped,
    pieces,
};

use super::rooms::Room;
use super::{Denial, Gate, erase, opens};

/// Objects that one request reads at once.
const AT_ONCE: usize = 16;

/// How much of the bodies is served.
#[derive(Debug, Clone, Copy)]
pub(super) enum Bodies {
    None,
    /// Nothing of what is gone by the entries before this one: who comes later learns nothing of it.
    Present(u64),
    /// To those who manage.
    All,
}

impl Gate {
    /// `POST /v1/rooms/R/read`.
    pub async fn read(&self, room: &RoomId, by: &KeyId, read: &Read) -> Result<Reading, Denial> {
        if read.chains.len() > limits::CHAINS {
            return Err(Denial::new(
                Code::TooLarge,
                "too many chains in one request",
            ));
        }
        let (room, actor) = self.enter(room, by).await?;
        let chains: Vec<ChainId> = read
            .chains
            .iter()
            .map(|wanted| ChainId(wanted.chain.0))
            .collect();
        let fold = room.refresh_above(self.engine(), &chains).await?;
        let now = self.now();
        let seen = chains.iter().map(|chain| {
            let end = fold.tip(chain).head().next;
            match fold.sight(&actor, chain, now) {
                Ok(Sight::Whole) if actor.manages() => (end, Bodies::All),
                Ok(Sight::Whole) => (end, Bodies::Present(end)),
                Ok(Sight::Public) => (end, Bodies::None),
                // what one may not read looks like what is not there
                Err(_) => (0, Bodies::None),
            }
        });
        let seen: Vec<(u64, Bodies)> = seen.collect();
        drop(fold);

        let mut reading = Reading::default();
        let mut budget = limits::READ;
        for ((wanted, chain), (end, bodies)) in read.chains.iter().zip(&chains).zip(seen) {
            let mut part = ChainPart {
                chain: wanted.chain,
                entries: Vec::new(),
            };
            let entries =
                stream::iter(wanted.from..end).map(|seq| self.entry(&room, chain, seq, bodies));
            let mut entries = std::pin::pin!(entries.buffered(AT_ONCE));
            while budget > 0 && part.entries.len() < limits::ENTRIES {
                let Some(entry) = entries.next().await else {
                    break;
                };
                let entry = entry?;
                let size = entry.wrapped.len() + entry.body.as_ref().map_or(0, Vec::len);
                budget = budget.saturating_sub(size);
                part.entries.push(entry);
            }
            reading.more |= wanted.from + (part.entries.len() as u64) < end;
            reading.chains.push(part);
        }
        Ok(reading)
    }

    /// `POST /v1/rooms/R/release`. For a visitor this is what counts as opening the link.
    pub async fn release(&self, room: &RoomId, by: &KeyId) -> Result<Released, Denial> {
        let (room, actor) = self.enter(room, by).await?;
        let now = self.now();
        let fold = room.fold().await;
        let grants = fold.grants(&actor, now);
        let limits = opens::limits(&fold, &actor);
        drop(fold);
        if actor.role() == Role::Visitor {
            match actor.owes() {
                // it reads nothing yet, so it opens nothing yet; but nobody agrees for nothing
                Some(_) => opens::judge_left(self.engine(), &room, &actor, limits, now).await?,
                None => opens::open(self.engine(), &room, &actor, limits, now).await?,
            }
        }
        self.sealed(&room, actor.member(), grants).await
    }

    /// The grants of a member, as far as they are stored.
    pub(super) async fn sealed(
        &self,
        room: &Room,
        member: ChainId,
        grants: Vec<GrantRef>,
    ) -> Result<Released, Denial> {
        let wanted = stream::iter(grants).map(|grant| self.grant(room, member, grant));
        let found: Vec<_> = wanted.buffered(AT_ONCE).collect().await;
        let mut released = Released::default();
        for grant in found {
            released
                .grants
                .extend(grant?.map(|bytes| Sealed(bytes.to_vec())));
        }
        Ok(released)
    }

    /// One entry, with its body as far as that is wanted; the body may have been erased.
    pub(super) async fn entry(
        &self,
        room: &Room,
        chain: &ChainId,
        seq: u64,
        bodies: Bodies,
    ) -> Result<Stored, Denial> {
        let bytes = self
            .engine()
            .read(&room.layout.entry(chain, seq)?, None)
            .await?;
        let wrapped = Wrapped::parse(&bytes).map_err(Denial::internal)?;
        let verified = wrapped.signed().verify().map_err(Denial::internal)?;
        let body = match (&verified.entry().body, bodies) {
            (None, _) | (_, Bodies::None) => None,
            (Some(hash), _) => self.body(room, hash).await?.map(|body| body.to_vec()),
        };
        let body = match (body, bodies) {
            (Some(body), Bodies::Present(end)) => {
                present(&*room.fold().await, verified.entry(), body, end)
            }
            (Some(body), Bodies::All) => left(&*room.fold().await, verified.entry(), body),
            (body, _) => body,
        };
        Ok(super::append::with_body(bytes.to_vec(), body))
    }

    /// A body, or what is left of it.
    async fn body(&self, room: &Room, hash: &Hash) -> Result<Option<Bytes>, Denial> {
        let whole = optional(self.engine().read(&room.layout.body(hash)?, None).await)?;
        if whole.is_some() || !room.fold().await.has_erased_body(hash) {
            return Ok(whole);
        }
        erase::rest(self.engine(), room.layout, hash).await
    }

    async fn grant(
        &self,
        room: &Room,
        member: ChainId,
        grant: GrantRef,
    ) -> Result<Option<Bytes>, Denial> {
        optional(
            self.engine()
                .read(&room.layout.grant(&member, &grant.hash)?, None)
                .await,
        )
    }
}

/// A body without the pieces that are about what is gone.
fn present(fold: &RoomFold, entry: &Entry, body: Vec<u8>, end: u64) -> Option<Vec<u8>> {
    let Some(scope) = fold.scope(&entry.chain) else {
        return Some(body);
    };
    without(entry, body, |about| scope.is_gone(about, entry.seq, end))
}

/// A body without what was destroyed, which is served to nobody: also while it is being erased, and should somebody
/// bring it back.
fn left(fold: &RoomFold, entry: &Entry, body: Vec<u8>) -> Option<Vec<u8>> {
    match fold.scope(&entry.chain) {
        Some(scope) => without(entry, body, |about| scope.is_destroyed(about)),
        None => Some(body),
    }
}

fn without(entry: &Entry, body: Vec<u8>, gone: impl Fn(&About) -> bool) -> Option<Vec<u8>> {
    let named = pieces::about(&entry.public).unwrap_or_default();
    if !named.iter().any(&gone) {
        return Some(body);
    }
    let mut pieces = Pieces::parse(&entry.public, &body).ok()?;
    pieces.keep_back(&entry.public, gone);
    Some(pieces.encode())
}

fn optional(read: Result<Bytes, StoreError>) -> Result<Option<Bytes>, Denial> {
    match read {
        Ok(bytes) => Ok(Some(bytes)),
        Err(StoreError::Absent) => Ok(None),
        Err(other) => Err(other.into()),
    }
}
