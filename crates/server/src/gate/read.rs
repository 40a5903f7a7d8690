//! Reading chains, and the release of grants.

use blobs::wire::{ChainPart, Code, Read, Reading, Released, Sealed, Stored, limits};
use blobs::{Bytes, StoreError};
use futures::stream::{self, StreamExt};
use ledger::{ChainId, GrantRef, Hash, KeyId, Role, RoomId, Sight, Wrapped};

use super::rooms::Room;
use super::{Denial, Gate, opens};

/// Objects that one request reads at once.
const AT_ONCE: usize = 16;

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
            let sight = fold.sight(&actor, chain, now);
            sight.map(|sight| (fold.tip(chain).head().next, sight == Sight::Whole))
        });
        // what one may not read looks like what is not there
        let seen: Vec<(u64, bool)> = seen.map(|seen| seen.unwrap_or((0, false))).collect();
        drop(fold);

        let mut reading = Reading::default();
        let mut budget = limits::READ;
        for ((wanted, chain), (end, whole)) in read.chains.iter().zip(&chains).zip(seen) {
            let mut part = ChainPart {
                chain: wanted.chain,
                entries: Vec::new(),
            };
            let entries =
                stream::iter(wanted.from..end).map(|seq| self.entry(&room, chain, seq, whole));
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

    /// One entry, with its body if that is wanted; the body may have been erased.
    pub(super) async fn entry(
        &self,
        room: &Room,
        chain: &ChainId,
        seq: u64,
        whole: bool,
    ) -> Result<Stored, Denial> {
        let bytes = self
            .engine()
            .read(&room.layout.entry(chain, seq)?, None)
            .await?;
        let wrapped = Wrapped::parse(&bytes).map_err(Denial::internal)?;
        let verified = wrapped.signed().verify().map_err(Denial::internal)?;
        let body = match &verified.entry().body {
            Some(hash) if whole => self.body(room, hash).await?,
            _ => None,
        };
        Ok(super::append::with_body(
            bytes.to_vec(),
            body.map(|body| body.to_vec()),
        ))
    }

    async fn body(&self, room: &Room, hash: &Hash) -> Result<Option<Bytes>, Denial> {
        optional(self.engine().read(&room.layout.body(hash)?, None).await)
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

fn optional(read: Result<Bytes, StoreError>) -> Result<Option<Bytes>, Denial> {
    match read {
        Ok(bytes) => Ok(Some(bytes)),
        Err(StoreError::Absent) => Ok(None),
        Err(other) => Err(other.into()),
    }
}
