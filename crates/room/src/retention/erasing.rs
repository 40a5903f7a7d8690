//! Having the store erase, reading its receipts, and looking for what is to be gone.
//!
//! A store says what it likes. What can be seen is whether it gives out what it says it has not: each part is asked
//! for by its own way, and each entry's body is read again.

use std::collections::{BTreeMap, BTreeSet};

use blobs::wire::{Code, Erase, Gone, Id, Read, ReadFrom, limits};
use blobs::{Api, ApiError};
use futures::StreamExt;
use futures::stream;
use ledger::evidence::erasure::{Erasure, ObjectName, ObjectState, SignedErasure};
use ledger::ids::{ChainId, Hash};
use ledger::pieces::{self, About, Piece, Pieces};
use ledger::{Wrapped, entry::Public};

use super::destroy::{Destroying, Watch};
use crate::error::{Error, What};
use crate::host::Host;
use crate::retry::Patience;
use crate::room::Room;

/// Parts of which the ways are asked for together: few enough that none runs out before it was taken.
const LOOKED: usize = limits::PARTS / 16;
/// Parts that are asked for at once.
const IN_FLIGHT: usize = 8;
/// How often the store is asked before it counts as out of reach.
const TRIES: usize = 5;

/// A receipt, and what it says.
pub(super) struct Receipt {
    pub(super) bytes: Vec<u8>,
    pub(super) said: Erasure,
}

impl<H: Host> Room<H> {
    /// Has what an entry destroyed erased. The receipt has to be this store's, for this very entry.
    pub(super) async fn erase(&self, place: (ChainId, u64), entry: Hash) -> Result<Receipt, Error> {
        let asked = Erase {
            chain: Id(place.0.0),
            seq: place.1,
        };
        let room = Id(self.session.room.0);
        let answer = self
            .patient(async || self.host.api().erase(&self.signer(), &room, &asked).await)
            .await?;
        let server = self.state.borrow().front.server_key();
        let said = SignedErasure::parse(&answer.receipt)?.verify(&server)?;
        let about = (said.room, (said.chain, said.seq), said.entry);
        if about != (self.session.room, place, entry) {
            return Err(Error::Tampered(What::Answer));
        }
        Ok(Receipt {
            bytes: answer.receipt,
            said,
        })
    }

    /// The parts of these that the store still gives out, by their own ways.
    pub(super) async fn still_served(
        &self,
        parts: &[Hash],
        watch: Watch<'_>,
    ) -> Result<Vec<Hash>, Error> {
        let room = Id(self.session.room.0);
        let mut found = Vec::new();
        for (n, some) in parts.chunks(LOOKED).enumerate() {
            watch(Destroying::Looking {
                done: n * LOOKED,
                of: parts.len(),
            });
            let asked = Gone {
                parts: some.iter().map(|part| Id(part.0)).collect(),
            };
            let given = self
                .patient(async || self.host.api().gone(&self.signer(), &room, &asked).await)
                .await?;
            if given.urls.len() != some.len() {
                return Err(Error::Tampered(What::Answer));
            }
            let look = async |part: Hash, url: String| -> Result<Option<Hash>, Error> {
                let got = self
                    .patient(async || match self.host.api().get(&url, Some(0..1)).await {
                        Ok(_) => Ok(true),
                        Err(ApiError::Refused {
                            code: Code::Absent, ..
                        }) => Ok(false),
                        Err(other) => Err(other),
                    })
                    .await?;
                Ok(got.then_some(part))
            };
            let all = some.iter().zip(given.urls);
            let all = stream::iter(all.map(|(part, url)| look(*part, url)));
            let looked: Vec<_> = all.buffered(IN_FLIGHT).collect().await;
            for one in looked {
                found.extend(one?);
            }
        }
        Ok(found)
    }

    /// How many sealed words about destroyed documents the chains have, and how many of them the store still serves.
    pub(super) async fn words_served(
        &self,
        scopes: &BTreeSet<ChainId>,
    ) -> Result<(u64, u64), Error> {
        let (mut all, mut served) = (0, 0);
        for scope in scopes {
            for stored in self.served_from(*scope, 0, u64::MAX).await? {
                let wrapped = Wrapped::parse(&stored.wrapped);
                let entry = wrapped.ok().and_then(|one| one.signed().verify().ok());
                let entry = entry.ok_or(Error::Tampered(What::Entry))?;
                let public = &entry.entry().public;
                let Some(named) = pieces::about(public) else {
                    continue;
                };
                let body = stored.body.as_deref();
                let pieces = body.and_then(|body| Pieces::parse(public, body).ok());
                let state = self.state.borrow();
                let Some(fold) = state.scopes.get(scope).map(|scope| &scope.fold) else {
                    continue;
                };
                let mut each = pieces.iter().flat_map(Pieces::iter);
                for about in named {
                    let piece = each.next();
                    if matches!(about, About::Doc(_)) && fold.is_destroyed(&about) {
                        all += 1;
                        served += u64::from(matches!(piece, Some(Piece::There(_))));
                    }
                }
            }
        }
        Ok((all, served))
    }

    /// An entry as the store serves it, wrapped.
    pub(super) async fn wrapped_at(&self, chain: ChainId, seq: u64) -> Result<Vec<u8>, Error> {
        let mut served = self.served_from(chain, seq, 1).await?;
        if served.is_empty() {
            return Err(Error::Tampered(What::MissingEntry));
        }
        Ok(served.swap_remove(0).wrapped)
    }

    /// So many entries of a chain from there on, as they are served.
    pub(super) async fn served_from(
        &self,
        chain: ChainId,
        from: u64,
        most: u64,
    ) -> Result<Vec<blobs::wire::Stored>, Error> {
        let room = Id(self.session.room.0);
        let mut served = Vec::new();
        loop {
            let from = from + served.len() as u64;
            let asked = Read {
                chains: vec![ReadFrom {
                    chain: Id(chain.0),
                    from,
                }],
            };
            let reading = self
                .patient(async || self.host.api().read(&self.signer(), &room, &asked).await)
                .await?;
            let part = reading.chains.into_iter().next();
            let part = part.filter(|part| part.chain == Id(chain.0));
            let entries = part.ok_or(Error::Tampered(What::Answer))?.entries;
            let over = entries.is_empty() || !reading.more;
            served.extend(entries);
            if over || served.len() as u64 >= most {
                served.truncate(usize::try_from(most).unwrap_or(usize::MAX));
                return Ok(served);
            }
        }
    }

    async fn patient<T>(&self, ask: impl AsyncFn() -> Result<T, ApiError>) -> Result<T, Error> {
        let mut patience = Patience::new();
        for _ in 1..TRIES {
            match ask().await.map_err(Error::from) {
                Err(e) if e.passes() => patience.wait(&*self.host).await?,
                answer => return answer,
            }
        }
        Ok(ask().await?)
    }
}

/// What receipts say of parts; of one that several name, whether it is gone by any.
pub(super) fn parts_of(receipts: &[Receipt]) -> BTreeMap<Hash, ObjectState> {
    let mut parts: BTreeMap<Hash, ObjectState> = BTreeMap::new();
    for one in receipts.iter().flat_map(|receipt| &receipt.said.objects) {
        if let ObjectName::Part(part) = one.name {
            let known = parts.entry(part).or_insert(one.state);
            if one.state == ObjectState::Gone {
                *known = ObjectState::Gone;
            }
        }
    }
    parts
}

/// Whether an entry destroys, and which of the chain's documents.
pub(super) fn destroys(public: &Public) -> Option<&[ledger::ids::DocId]> {
    match public {
        Public::Destroy(docs) => Some(docs),
        _ => None,
    }
}
