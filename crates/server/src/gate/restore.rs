//! The last step of an import: everything that was put is judged as an archive is, and an owner's entry makes it a room
//! of this server.
//!
//! What is judged is what lies in the engine, in the order of the archives' own lists, by the same
//! [`Verifier`] that `sealroom verify` has. Of parts their lengths are asked: each was hashed when it was put.

use blobs::wire::{self, Code, Restore};
use blobs::{Bytes, Created, StoreError};
use ledger::archive::{Announced, ArchiveReport, Flaw, ObjectName, Sum, Verifier};
use ledger::{ChainId, Entry, Hash, KeyId, Public, Refusal, RoomFold, RoomId, Verified, pieces};

use super::append::signed;
use super::import::{Begun, claim};
use super::quota::Usage;
use super::{Denial, Gate, Layout};

/// Bytes of a line of a list, at most.
const LINE: usize = 512;

impl Gate {
    /// `POST /v1/rooms/R/restore`. That the token is right was checked before.
    pub async fn restore(
        &self,
        room: &RoomId,
        by: &KeyId,
        asked: Restore,
    ) -> Result<wire::Stored, Denial> {
        let layout = Layout(*room);
        let entry = signed(&asked.item).verify().map_err(Refusal::from)?;
        if let Some(stored) = self.restored(room, &entry, &asked).await? {
            return Ok(stored);
        }
        let mine = claim(by, Hash(asked.archive.0))?;
        self.judge_mine(layout, &mine).await?;
        let (fold, opens) = self.judge_archives(layout, &mine).await?;
        self.judge_nothing_else(layout, &fold, opens).await?;
        let usage = Usage::measure(self.engine(), layout).await?;
        usage.claim(0, &self.quotas)?;
        let time = fold.time_for(&ChainId::FRONT, self.now());
        self.judge_entry(&fold, &mine, &entry, time)?;
        let body = asked.item.body.as_deref().unwrap_or_default();
        if pieces::named(&entry.entry().public, body) != entry.entry().body
            || body.len() > ledger::limits::body(&entry.entry().public)
        {
            return Err(Denial::new(
                Code::Digest,
                "the body is not the one that the entry names",
            ));
        }
        let named = entry.entry().body.ok_or_else(Denial::malformed)?;
        let bytes = Bytes::copy_from_slice(body);
        self.engine().create(&layout.body(&named)?, bytes).await?;
        let wrapped = self.key.wrap(signed(&asked.item), time).encode();
        let place = layout.entry(&ChainId::FRONT, entry.entry().seq)?;
        match self.engine().create(&place, wrapped.clone().into()).await? {
            Created::New => {}
            Created::Exists => {
                // the same request in another process, or another one of the same owner
                let stored = self.restored(room, &entry, &asked).await?;
                return stored.ok_or_else(|| Denial::new(Code::Exists, "restored otherwise"));
            }
        }
        let opened = self.room(room).await?;
        self.index(&opened).await?;
        tracing::info!(%room, archive = %mine.archive, "a room was restored");
        Ok(wire::Stored {
            wrapped,
            body: asked.item.body,
        })
    }

    /// The entry as it is stored, if the room came here by it: an answer may have been lost.
    async fn restored(
        &self,
        room: &RoomId,
        entry: &Verified,
        asked: &Restore,
    ) -> Result<Option<wire::Stored>, Denial> {
        let here = match self.room(room).await {
            Ok(here) => here,
            Err(denial) if denial.code == Code::Absent => return Ok(None),
            Err(denial) => return Err(denial),
        };
        let lineage = here.fold().await.front().lineage().copied();
        match lineage.filter(|one| one.entry == entry.hash()) {
            Some(lineage) => {
                let place = here.layout.entry(&ChainId::FRONT, lineage.seq)?;
                let wrapped = self.engine().read(&place, None).await?.to_vec();
                let body = asked.item.body.clone();
                Ok(Some(wire::Stored { wrapped, body }))
            }
            None => Err(Denial::new(Code::Exists, "the room is here already")),
        }
    }

    /// An owner's, by the front that was imported: this very row goes on, here, and was never here.
    fn judge_entry(
        &self,
        fold: &RoomFold,
        mine: &Begun,
        verified: &Verified,
        time: u64,
    ) -> Result<(), Denial> {
        let entry: &Entry = verified.entry();
        let Public::Restored(restored) = &entry.public else {
            return Err(Refusal::Misplaced.into());
        };
        if entry.chain != ChainId::FRONT {
            return Err(Refusal::Misplaced.into());
        }
        if restored.archive != mine.archive || restored.server != self.key.public() {
            return Err(Denial::new(
                Code::Rule,
                "the entry names another archive or another server",
            ));
        }
        Ok(fold.judge_chain(verified, time)?)
    }

    /// Judges the row of archives that was put. The room, and how often its links were opened.
    async fn judge_archives(
        &self,
        layout: Layout,
        mine: &Begun,
    ) -> Result<(RoomFold, u64), Denial> {
        let mut verifier = Verifier::of(layout.0);
        let mut opens = 0;
        for n in 0.. {
            let place = layout.import_manifest(n)?;
            let manifest = self.imported(self.engine().read(&place, None).await)?;
            let report = self
                .judge_archive(layout, &mut verifier, n, &manifest)
                .await?;
            opens += report.opens;
            if report.hash == mine.archive {
                break;
            }
        }
        let fold = verifier.fold().cloned().ok_or_else(Denial::malformed)?;
        Ok((fold, opens))
    }

    async fn judge_archive(
        &self,
        layout: Layout,
        verifier: &mut Verifier,
        n: u64,
        manifest: &Bytes,
    ) -> Result<ArchiveReport, Denial> {
        let (mut rest, mut sum) = (Vec::new(), Sum::new());
        for piece in 0.. {
            let place = layout.import_list(n, piece)?;
            let bytes = match self.engine().read(&place, None).await {
                Err(StoreError::Absent) => break,
                read => self.imported(read)?,
            };
            sum.add(&bytes);
            rest.extend_from_slice(&bytes);
            let whole = rest.iter().rposition(|byte| *byte == b'\n');
            let behind = rest.split_off(whole.map_or(0, |last| last + 1));
            for line in rest.split_inclusive(|byte| *byte == b'\n') {
                self.judge_line(layout, verifier, line).await?;
            }
            rest = behind;
            if rest.len() > LINE {
                return Err(flawed(&Flaw::List));
            }
        }
        if !rest.is_empty() {
            return Err(flawed(&Flaw::List));
        }
        let list = ObjectName::List(n).path(&layout.0);
        let announced = verifier.announce(&list, sum.len());
        let listed = verifier.digest(announced.map_err(|flaw| flawed(&flaw))?, sum.hash());
        listed.map_err(|flaw| flawed(&flaw))?;
        let name = ObjectName::Manifest(n).path(&layout.0);
        let announced = verifier.announce(&name, manifest.len() as u64);
        let said = verifier.bytes(announced.map_err(|flaw| flawed(&flaw))?, manifest);
        said.map_err(|flaw| flawed(&flaw))?;
        let report = verifier.end().map_err(|flaw| flawed(&flaw))?;
        Ok(report.clone())
    }

    /// Judges the object that a line of a list is about. What else the line says is compared in the sum of all lines.
    async fn judge_line(
        &self,
        layout: Layout,
        verifier: &mut Verifier,
        line: &[u8],
    ) -> Result<(), Denial> {
        let line = core::str::from_utf8(line).map_err(|_| flawed(&Flaw::List))?;
        if line.starts_with('#') {
            return Ok(());
        }
        let mut words = line.trim_end().split(' ');
        let path = words.next().and_then(|word| word.strip_prefix("./"));
        let len = words.nth(1).and_then(|word| word.strip_prefix("size="));
        let len = len.and_then(|len| len.parse::<u64>().ok());
        let (path, len) = path.zip(len).ok_or_else(|| flawed(&Flaw::List))?;
        let announced: Announced = verifier.announce(path, len).map_err(|flaw| flawed(&flaw))?;
        let place = match ObjectName::parse(path) {
            Some((_, ObjectName::Part(hash))) => {
                let meta = self.imported(self.engine().meta(&layout.part(&hash)?).await)?;
                if meta.size != len {
                    return Err(flawed(&Flaw::Part));
                }
                return verifier
                    .digest(announced, hash)
                    .map_err(|flaw| flawed(&flaw));
            }
            Some((_, ObjectName::Entry(chain, seq))) => layout.entry(&chain, seq)?,
            Some((_, ObjectName::Body(hash))) => layout.body(&hash)?,
            Some((_, ObjectName::Grant(member, hash))) => layout.grant(&member, &hash)?,
            Some((_, ObjectName::Open(link, n))) => layout.open(&link, n)?,
            _ => return Err(flawed(&Flaw::List)),
        };
        let bytes = self.imported(self.engine().read(&place, None).await)?;
        verifier
            .bytes(announced, &bytes)
            .map_err(|flaw| flawed(&flaw))
    }

    /// Beyond the archives nothing lies where the room would take it for its own.
    async fn judge_nothing_else(
        &self,
        layout: Layout,
        fold: &RoomFold,
        opens: u64,
    ) -> Result<(), Denial> {
        let more = || Denial::new(Code::Rule, "there is more than the archives hold");
        for name in self.engine().folders(&layout.chains()?).await? {
            let chain = ChainId::parse(&name).map_err(|_| more())?;
            let head = fold.tip(&chain).head();
            let beyond = self.engine().meta(&layout.entry(&chain, head.next)?).await;
            match beyond {
                Err(StoreError::Absent) if head.next > 0 => {}
                Err(StoreError::Absent) | Ok(_) => return Err(more()),
                Err(other) => return Err(other.into()),
            }
        }
        let listed = self.engine().list(&layout.opens()?).await?.len() as u64;
        match listed == opens {
            true => Ok(()),
            false => Err(more()),
        }
    }

    fn imported<T>(&self, read: Result<T, StoreError>) -> Result<T, Denial> {
        match read {
            Err(StoreError::Absent) => Err(Denial::new(
                Code::Missing,
                "an object of the archives is not here yet",
            )),
            read => Ok(read?),
        }
    }
}

fn flawed(flaw: &Flaw) -> Denial {
    Denial::new(Code::Rule, format!("the archive does not hold: {flaw}"))
}
