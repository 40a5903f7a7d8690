//! Checkpoints that an authority has stamped: which one is next, what is kept, and who is told.
//!
//! `stamps/<size>` holds the checkpoint of the tree of that size, the token over it, and when it came. It is created if
//! absent: of two processes that asked at once, the token of one is dropped, and both are true.

use blobs::wire::{self, Stamped, Stamps, StampsOf, limits};
use blobs::{Bytes, Engine, StoreError};
use futures::stream::{self, StreamExt};
use ledger::{KeyId, RoomId};
use minicbor::{Decode, Encode};

use super::rooms::Room;
use super::{Denial, Gate, Layout};

/// Objects that are read at once.
const AT_ONCE: usize = 16;

/// What is kept of one stamp.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct Kept {
    #[n(0)]
    checkpoint: String,
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    token: Vec<u8>,
    /// When it came, by the server's clock.
    #[n(2)]
    at: u64,
}

/// The newest stamp of a room, by its tree's size and when it came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Newest {
    pub(crate) size: u64,
    pub(crate) at: u64,
}

impl Gate {
    /// `POST /v1/rooms/R/stamps`.
    pub async fn stamps(
        &self,
        room: &RoomId,
        by: &KeyId,
        asked: &Stamps,
    ) -> Result<StampsOf, Denial> {
        let room = self.enter_log(room, by).await?;
        let mut sizes = sizes(self.engine(), room.layout).await?;
        sizes.retain(|size| *size >= asked.from);
        let more = sizes.len() > limits::STAMPS;
        sizes.truncate(limits::STAMPS);
        let kept = stream::iter(sizes).map(|size| kept(self.engine(), room.layout, size));
        let mut kept = std::pin::pin!(kept.buffered(AT_ONCE));
        let mut answer = StampsOf {
            stamps: Vec::new(),
            more,
        };
        while let Some(one) = kept.next().await.transpose()? {
            answer.stamps.push(Stamped {
                checkpoint: one.checkpoint,
                token: one.token,
            });
        }
        Ok(answer)
    }

    /// The newest stamp of a room, by what is stored.
    pub(crate) async fn newest_stamp(&self, room: &Room) -> Result<Newest, Denial> {
        let sizes = sizes(self.engine(), room.layout).await?;
        let Some(size) = sizes.last().copied() else {
            return Ok(Newest::default());
        };
        let at = kept(self.engine(), room.layout, size).await?.at;
        Ok(Newest { size, at })
    }

    /// The checkpoint of now and its size.
    pub(crate) async fn checkpoint(&self, room: &Room) -> Result<(u64, String), Denial> {
        let head = self.whole_index(room).await?.head;
        let note = self.key.checkpoint(&room.layout.0, head);
        let note = note.ok_or_else(|| Denial::internal("no checkpoint can be made"))?;
        Ok((head.size, note.encode()))
    }

    /// Keeps a token that was verified.
    pub(crate) async fn keep_stamp(
        &self,
        room: &Room,
        size: u64,
        checkpoint: String,
        token: Vec<u8>,
    ) -> Result<(), Denial> {
        let kept = Kept {
            checkpoint,
            token,
            at: self.now(),
        };
        let bytes = Bytes::from(wire::encode(&kept));
        let place = room.layout.stamp(size)?;
        self.engine().create(&place, bytes).await?;
        Ok(())
    }
}

/// Sizes of the trees that are stamped, in order.
async fn sizes(engine: &dyn Engine, layout: Layout) -> Result<Vec<u64>, Denial> {
    let found = engine.list(&layout.stamps()?).await?;
    let sizes = found.iter().map(|meta| meta.key.name().parse::<u64>());
    let mut sizes: Vec<u64> = sizes.collect::<Result<_, _>>().map_err(Denial::internal)?;
    sizes.sort_unstable();
    Ok(sizes)
}

async fn kept(engine: &dyn Engine, layout: Layout, size: u64) -> Result<Kept, Denial> {
    match engine.read(&layout.stamp(size)?, None).await {
        Ok(bytes) => wire::decode(&bytes).map_err(Denial::internal),
        Err(StoreError::Absent) => Err(Denial::internal("a time stamp is missing")),
        Err(other) => Err(other.into()),
    }
}
