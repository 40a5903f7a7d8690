//! What is taken down, told, and forgotten.

use std::collections::{BTreeMap, BTreeSet};

use blobs::wire::{self, TellCode};
use blobs::{Created, Engine, StoreError};
use futures::stream::{self, StreamExt};
use ledger::{MemberId, RoomId};

use super::record::{Records, key, sweep_asked};
use super::{Desk, Letter, News, Stop, news};
use crate::gate::{Denial, Gate};

const HOUR: u64 = 3600 * 1000;
/// How long before the end of its time somebody is told of it.
const SOON: u64 = 3 * 24 * HOUR;
/// Messages that are under way at once.
const AT_ONCE: usize = 8;
/// Hours in which a message is tried.
const HOURS: u32 = 24;

/// Something that is to be told, by its name in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    room: RoomId,
    member: MemberId,
    urgent: bool,
}

impl Due {
    fn of(room: RoomId, member: MemberId, code: TellCode) -> Self {
        Self {
            room,
            member,
            urgent: code.is_urgent(),
        }
    }

    fn name(&self) -> String {
        format!("{}-{}-{}", self.room, self.member, u8::from(self.urgent))
    }

    fn parse(name: &str) -> Option<Self> {
        let mut words = name.split('-');
        let (room, member, urgent) = (words.next()?, words.next()?, words.next()?);
        let due = Self {
            room: RoomId::parse(room).ok()?,
            member: MemberId::parse(member).ok()?,
            urgent: urgent == "1",
        };
        (due.name() == name).then_some(due)
    }

    fn place(&self) -> Result<blobs::Key, Denial> {
        key(format!("notify/due/{}", self.name()))
    }

    fn told(&self) -> Result<blobs::Key, Denial> {
        key(format!("notify/told/{}", self.name()))
    }
}

fn records(gate: &Gate) -> Records<'_> {
    Records {
        engine: gate.engine(),
        private: gate.private(),
    }
}

/// Takes down for whom something is due.
pub(super) async fn note(gate: &Gate, heard: Vec<News>) -> Result<(), Denial> {
    let mut rooms: BTreeMap<RoomId, Vec<News>> = BTreeMap::new();
    for one in heard {
        rooms.entry(one.room).or_default().push(one);
    }
    for (room, all) in rooms {
        let told = records(gate).members(&room).await?;
        if told.is_empty() {
            continue;
        }
        let known = gate.room(&room).await?;
        let mut due: BTreeMap<Due, TellCode> = BTreeMap::new();
        {
            let fold = known.fold().await;
            let now = gate.now();
            for one in &all {
                let others = told.iter().filter(|id| one.by != Some(**id));
                for id in others.filter(|id| one.whom.is(&fold, id, now)) {
                    due.entry(Due::of(room, *id, one.code)).or_insert(one.code);
                }
            }
        }
        for (one, code) in due {
            add(gate, &one, code, 0).await?;
        }
    }
    Ok(())
}

/// Says that something is due, if that is not said already.
async fn add(gate: &Gate, due: &Due, code: TellCode, hours: u32) -> Result<(), Denial> {
    let said = wire::encode(&(code, hours));
    gate.engine().create(&due.place()?, said.into()).await?;
    Ok(())
}

/// Tells what is due and was not told within the hour.
pub(super) async fn deliver(gate: &Gate, desk: &Desk) -> Result<(), Denial> {
    let found = gate.engine().list(&key("notify/due".to_owned())?).await?;
    let due: BTreeSet<Due> = found
        .iter()
        .filter_map(|meta| Due::parse(meta.key.name()))
        .collect();
    let each = stream::iter(due).map(|one| tell(gate, desk, one));
    let mut each = std::pin::pin!(each.buffer_unordered(AT_ONCE));
    let mut first = Ok(());
    while let Some(told) = each.next().await {
        // one who cannot be told keeps nobody else from it
        first = first.and(told);
    }
    first
}

async fn tell(gate: &Gate, desk: &Desk, due: Due) -> Result<(), Denial> {
    let (engine, now) = (gate.engine(), gate.now());
    let known = records(gate).newest(&due.room, &due.member).await?;
    let Some((_, record)) = known.filter(|(_, record)| record.confirmed().is_some()) else {
        // nobody asked to be told, or did not say the code
        return Ok(engine.delete(&due.place()?).await?);
    };
    let said = match engine.read(&due.place()?, None).await {
        Ok(said) => said,
        Err(StoreError::Absent) => return Ok(()),
        Err(other) => return Err(other.into()),
    };
    let Ok((code, hours)) = wire::decode::<(TellCode, u32)>(&said) else {
        return Ok(engine.delete(&due.place()?).await?);
    };
    if last_told(engine, &due)
        .await?
        .is_some_and(|told| now < told.saturating_add(HOUR))
    {
        return Ok(());
    }
    if desk.judge(&due.room).is_err() {
        // it stays due
        return Ok(());
    }
    let slot = key(format!("{}/{:012}", due.told()?, now / HOUR))?;
    if engine.create(&slot, wire::encode(&now).into()).await? == Created::Exists {
        return Ok(());
    }
    // what comes from here on is due anew
    engine.delete(&due.place()?).await?;
    let Some(address) = record.confirmed() else {
        return Ok(());
    };
    let name = gate.private().name(&address.folded());
    let token = Stop::of(&due.room, &due.member, &name).token(gate.private());
    let token = token.ok_or_else(|| Denial::internal("nothing can be sealed"))?;
    let letter = Letter::News {
        code,
        stop: desk.stop_link(&token),
        at: now,
    };
    if desk.send(&address, &letter).await.is_err() {
        tracing::warn!(
            hours,
            "a message did not leave; it is tried again in an hour"
        );
        if hours < HOURS {
            add(gate, &due, code, hours + 1).await?;
        }
    }
    Ok(())
}

/// When somebody was told last.
async fn last_told(engine: &dyn Engine, due: &Due) -> Result<Option<u64>, Denial> {
    let mut last = None;
    for meta in engine.list(&due.told()?).await? {
        match engine.read(&meta.key, None).await {
            Ok(said) => last = last.max(wire::decode::<u64>(&said).ok()),
            Err(StoreError::Absent) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(last)
}

/// Whose time is over soon is told so, once; where somebody is told who is in the room no more is forgotten.
pub(super) async fn tidy(gate: &Gate, desk: &Desk) -> Result<(), Denial> {
    let (records, now) = (records(gate), gate.now());
    for room in records.rooms().await? {
        let told = records.members(&room).await?;
        let known = gate.room(&room).await?;
        let (mut over, mut soon) = (Vec::new(), Vec::new());
        {
            let fold = known.refresh_all(gate.engine()).await?;
            for id in &told {
                let member = fold.roster().member(id).map(|member| &member.member);
                let ends = member.and_then(|member| member.expires);
                match ends {
                    _ if !news::is_person(&fold, id, now) => over.push(*id),
                    Some(ends) if ends.saturating_sub(now) < SOON => soon.push((*id, ends)),
                    _ => {}
                }
            }
        }
        for (id, ends) in soon {
            let place = key(format!("notify/soon/{room}-{id}/{ends}"))?;
            let created = gate.engine().create(&place, wire::encode(&now).into());
            if created.await? == Created::New {
                let code = TellCode::Ending;
                add(gate, &Due::of(room, id, code), code, 0).await?;
            }
        }
        for id in &over {
            // that it is over is told first
            let due = [false, true].map(|urgent| Due {
                room,
                member: *id,
                urgent,
            });
            let mut waits = false;
            for one in due {
                waits |= gate.engine().meta(&one.place()?).await.is_ok();
            }
            if !waits {
                records.forget(&room, id, now).await?;
                let marks = key(format!("notify/soon/{room}-{id}"))?;
                for meta in gate.engine().list(&marks).await? {
                    gate.engine().delete(&meta.key).await?;
                }
            }
        }
        for id in &told {
            records.sweep(&room, id, now).await?;
        }
    }
    sweep_asked(gate.engine(), now).await?;
    for meta in gate.engine().list(&key("notify/told".to_owned())?).await? {
        let slot = meta.key.name().parse::<u64>().unwrap_or(0);
        if slot.saturating_add(2) < now / HOUR {
            gate.engine().delete(&meta.key).await?;
        }
    }
    deliver(gate, desk).await
}
