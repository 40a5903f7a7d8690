//! Short-lived URLs for parts: who holds one may move those bytes until it runs out, a minute at most.
//!
//! `/v1/blob/<room>/<part>?op=get&until=<ms>&mac=<hex>`, for PUT with `op=put&len=<bytes>`. The MAC
//! covers all of it, under a key that only servers have.

use blobs::wire::{Code, Urls, UrlsGiven, limits};
use blobs::{Bytes, Created, Key};
use core::ops::Range;
use ledger::{ChainId, DocId, Hash, KeyId, Opened, Role, RoomId, VersionId};

use super::{Denial, Gate, opens};

/// What a URL is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// Reading a part.
    Get,
    /// Storing a part of this length.
    Put {
        /// In bytes.
        len: u64,
    },
}

/// A URL's content, as it came; nothing in it is true until the gate has compared the MAC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// The room.
    pub room: RoomId,
    /// The part.
    pub part: Hash,
    /// What for.
    pub op: Op,
    /// Refused from this millisecond on.
    pub until: u64,
    /// The MAC over all of this.
    pub mac: Vec<u8>,
}

/// A part that a ticket allowed to read; made by [`Gate::part`] only.
#[derive(Debug)]
pub struct StoredPart {
    place: Key,
    len: u64,
}

impl StoredPart {
    /// In bytes.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Parts never are.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl Gate {
    /// `POST /v1/rooms/R/urls`.
    pub async fn urls(&self, room: &RoomId, by: &KeyId, urls: &Urls) -> Result<UrlsGiven, Denial> {
        if urls.parts.len() > limits::PARTS {
            return Err(Denial::new(Code::TooLarge, "too many parts in one request"));
        }
        let id = *room;
        let (room, actor) = self.enter(room, by).await?;
        let opened = Opened {
            scope: ChainId(urls.scope.0),
            doc: DocId(urls.doc.0),
            version: VersionId(urls.version.0),
        };
        let parts: Vec<Hash> = urls.parts.iter().map(|part| Hash(part.0)).collect();
        let now = self.now();
        let fold = room.refresh_above(self.engine(), &[opened.scope]).await?;
        let ends = fold.may_get(&actor, urls.receipt, &opened, &parts, now)?;
        let limits = opens::limits(&fold, &actor);
        drop(fold);
        if actor.role() == Role::Visitor {
            // without a limit coming again is counted here as well; with one, only by a release
            match limits.opens {
                None => opens::open(self.engine(), &room, &actor, limits, now).await?,
                Some(_) => opens::judge_open(self.engine(), &room, &actor, now).await?,
            }
        }
        let until = (now + limits::URL_MS).min(ends.unwrap_or(u64::MAX));
        let urls = parts
            .iter()
            .map(|part| self.url(&id, Op::Get, part, until))
            .collect();
        Ok(UrlsGiven { urls, until })
    }

    /// A URL of this server's.
    pub fn url(&self, room: &RoomId, op: Op, part: &Hash, until: u64) -> String {
        let mac: String = self
            .key
            .mac(&statement(room, op, part, until))
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        let op = match op {
            Op::Get => "get".to_owned(),
            Op::Put { len } => format!("put&len={len}"),
        };
        format!("/v1/blob/{room}/{part}?op={op}&until={until}&mac={mac}")
    }

    /// GET or HEAD of a part, if the ticket holds. What it allows may outlast it.
    pub async fn part(&self, ticket: &Ticket) -> Result<StoredPart, Denial> {
        self.punch(ticket, ticket.op == Op::Get)?;
        let place = super::Layout(ticket.room).part(&ticket.part)?;
        let len = self.engine().meta(&place).await?.size;
        Ok(StoredPart { place, len })
    }

    /// A range of a part that a ticket allowed.
    pub async fn read_part(&self, part: &StoredPart, range: Range<u64>) -> Result<Bytes, Denial> {
        Ok(self.engine().read(&part.place, Some(range)).await?)
    }

    /// PUT of a part: the length that the ticket allows, before a byte is read.
    pub fn may_put(&self, ticket: &Ticket) -> Result<u64, Denial> {
        match ticket.op {
            Op::Put { len } => self.punch(ticket, true).map(|()| len),
            Op::Get => self.punch(ticket, false).map(|()| 0),
        }
    }

    /// PUT of a part, which [`Gate::may_put`] allowed.
    pub async fn put_part(&self, ticket: &Ticket, bytes: Bytes) -> Result<Created, Denial> {
        let Op::Put { len } = ticket.op else {
            return Err(Denial::absent());
        };
        if bytes.len() as u64 != len || Hash::of(&bytes) != ticket.part {
            return Err(Denial::new(
                Code::Digest,
                "the bytes are not the part that was announced",
            ));
        }
        match self.room(&ticket.room).await {
            Ok(room) => self.store_part(&room, &ticket.part, bytes).await,
            Err(denial) if denial.code == Code::Absent => {
                self.import_part(&ticket.room, &ticket.part, bytes).await
            }
            Err(denial) => Err(denial),
        }
    }

    fn punch(&self, ticket: &Ticket, fits: bool) -> Result<(), Denial> {
        let statement = statement(&ticket.room, ticket.op, &ticket.part, ticket.until);
        if !fits || !self.key.has_mac(&statement, &ticket.mac) {
            return Err(Denial::absent());
        }
        if self.now() >= ticket.until {
            return Err(Denial::new(
                Code::Stale,
                "the URL has run out: ask for another",
            ));
        }
        Ok(())
    }
}

/// Fixed layout: operation, length, room, part, time.
fn statement(room: &RoomId, op: Op, part: &Hash, until: u64) -> Vec<u8> {
    let (op, len) = match op {
        Op::Get => (0u8, 0),
        Op::Put { len } => (1, len),
    };
    [
        &[op][..],
        &len.to_le_bytes(),
        &room.0,
        &part.0,
        &until.to_le_bytes(),
    ]
    .concat()
}
