//! Where members are told, in the store: create-if-absent row after row, of which the newest holds.

use blobs::wire::{self, Code, NotifyChannel, NotifyLanguage};
use blobs::{Created, Engine, Key, StoreError};
use ledger::{Hash, MemberId, RoomId};
use minicbor::{Decode, Encode};

use super::{Address, Private};
use crate::gate::Denial;

/// Codes that are sent to one address in a day, whoever asks,
pub(crate) const CODES_A_DAY: u32 = 3;
/// and how often one may be said wrongly.
pub(crate) const TRIES: u32 = 5;
/// How long a code holds.
pub(crate) const WHILE: u64 = 3600 * 1000;
const DAY: u64 = 24 * 3600 * 1000;

/// Where a member is told, or that it is not.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Record {
    /// Since when.
    #[n(0)]
    pub(crate) at: u64,
    #[n(1)]
    pub(crate) channel: NotifyChannel,
    /// Empty: nowhere.
    #[n(2)]
    pub(crate) to: String,
    #[n(3)]
    pub(crate) language: NotifyLanguage,
    /// The code that is to be said, by its name, and how often it may be said; none once it was.
    #[n(4)]
    pub(crate) code: Option<(CodeName, u64, u32)>,
}

/// A code, as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub(crate) struct CodeName(#[cbor(n(0), with = "minicbor::bytes")] pub(crate) [u8; 32]);

impl Record {
    pub(crate) fn address(&self) -> Option<Address> {
        Address::parse(self.channel, &self.to, self.language)
    }

    /// Where something may be sent that is no code.
    pub(crate) fn confirmed(&self) -> Option<Address> {
        self.address().filter(|_| self.code.is_none())
    }

    /// Nowhere any more.
    pub(crate) fn gone(at: u64) -> Self {
        Self {
            at,
            channel: NotifyChannel::Mail,
            to: String::new(),
            language: NotifyLanguage::English,
            code: None,
        }
    }
}

/// The rows, with the key under which they lie.
#[derive(Clone, Copy)]
pub(crate) struct Records<'a> {
    pub(crate) engine: &'a dyn Engine,
    pub(crate) private: &'a Private,
}

impl Records<'_> {
    /// The newest row and its number.
    pub(crate) async fn newest(
        &self,
        room: &RoomId,
        member: &MemberId,
    ) -> Result<Option<(u64, Record)>, Denial> {
        let rows = self.rows(room, member).await?;
        let Some(n) = rows.last().copied() else {
            return Ok(None);
        };
        let place = row(room, member, n)?;
        let sealed = match self.engine.read(&place, None).await {
            Ok(sealed) => sealed,
            Err(StoreError::Absent) => return Ok(None),
            Err(other) => return Err(other.into()),
        };
        // under another server's key, or moved here from elsewhere: it is nobody's
        let opened = self.private.open(place.as_str(), &sealed);
        Ok(Some((n, opened.unwrap_or_else(|| Record::gone(0)))))
    }

    /// Writes the row behind this one, and removes those before. Of two who do, one has to look again.
    pub(crate) async fn put(
        &self,
        room: &RoomId,
        member: &MemberId,
        behind: Option<u64>,
        record: &Record,
    ) -> Result<(), Denial> {
        let n = behind.map_or(0, |n| n + 1);
        let place = row(room, member, n)?;
        let sealed = self.private.seal(place.as_str(), record);
        let sealed = sealed.ok_or_else(|| Denial::internal("nothing can be sealed"))?;
        if self.engine.create(&place, sealed.into()).await? == Created::Exists {
            let why = "it was changed at the same time: look again";
            return Err(Denial::new(Code::Outdated, why));
        }
        for old in self.rows(room, member).await? {
            if old < n {
                self.engine.delete(&row(room, member, old)?).await?;
            }
        }
        Ok(())
    }

    /// Forgets where a member is told. The last row says so until it is swept, so that nobody writes behind an old one.
    pub(crate) async fn forget(
        &self,
        room: &RoomId,
        member: &MemberId,
        now: u64,
    ) -> Result<(), Denial> {
        const ROUNDS: usize = 4;
        for _ in 0..ROUNDS {
            let Some((n, record)) = self.newest(room, member).await? else {
                return Ok(());
            };
            if record.to.is_empty() {
                return Ok(());
            }
            let gone = self.put(room, member, Some(n), &Record::gone(now)).await;
            match gone {
                Err(denial) if denial.code == Code::Outdated => {}
                other => return other,
            }
        }
        Err(Denial::internal(
            "where somebody is told changes faster than it is forgotten",
        ))
    }

    /// Removes the last row of one who is told nowhere since a day.
    pub(crate) async fn sweep(
        &self,
        room: &RoomId,
        member: &MemberId,
        now: u64,
    ) -> Result<(), Denial> {
        if let Some((n, record)) = self.newest(room, member).await?
            && record.to.is_empty()
            && now >= record.at.saturating_add(DAY)
        {
            self.engine.delete(&row(room, member, n)?).await?;
        }
        Ok(())
    }

    /// Counts one code more for an address; none if it had enough of them today.
    pub(crate) async fn count_code(&self, address: &Address, now: u64) -> Result<bool, Denial> {
        let name = self.private.name(&address.folded());
        let day = now / DAY;
        for n in 0..CODES_A_DAY {
            let place = asked(&name, day, n)?;
            let created = self.engine.create(&place, wire::encode(&now).into());
            if created.await? == Created::New {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The members of a room of whom there is a row.
    pub(crate) async fn members(&self, room: &RoomId) -> Result<Vec<MemberId>, Denial> {
        let folder = key(format!("notify/to/{room}"))?;
        let names = self.engine.folders(&folder).await?;
        let ids = names.iter().filter_map(|name| MemberId::parse(name).ok());
        Ok(ids.collect())
    }

    /// The rooms of which there is one.
    pub(crate) async fn rooms(&self) -> Result<Vec<RoomId>, Denial> {
        let names = self.engine.folders(&key("notify/to".to_owned())?).await?;
        let ids = names.iter().filter_map(|name| RoomId::parse(name).ok());
        Ok(ids.collect())
    }

    async fn rows(&self, room: &RoomId, member: &MemberId) -> Result<Vec<u64>, Denial> {
        let folder = key(format!("notify/to/{room}/{member}"))?;
        let found = self.engine.list(&folder).await?;
        let mut rows: Vec<u64> = found
            .iter()
            .filter_map(|meta| meta.key.name().parse().ok())
            .collect();
        rows.sort_unstable();
        Ok(rows)
    }
}

fn row(room: &RoomId, member: &MemberId, n: u64) -> Result<Key, Denial> {
    key(format!("notify/to/{room}/{member}/{n:012}"))
}

fn asked(name: &Hash, day: u64, n: u32) -> Result<Key, Denial> {
    key(format!("notify/asked/{name}/{day:08}-{n}"))
}

/// The counters of codes that are not today's are counted no more.
pub(super) async fn sweep_asked(engine: &dyn Engine, now: u64) -> Result<(), Denial> {
    let today = format!("{:08}", now / DAY);
    for meta in engine.list(&key("notify/asked".to_owned())?).await? {
        if !meta.key.name().starts_with(&today) {
            engine.delete(&meta.key).await?;
        }
    }
    Ok(())
}

pub(super) fn key(text: String) -> Result<Key, Denial> {
    // hex, digits and our own words: always a key
    Key::parse(text).map_err(Denial::internal)
}
