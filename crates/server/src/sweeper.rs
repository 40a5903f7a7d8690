//! Deletes what has run out.
//!
//! Refusing what has expired is the gate's work and happens to the millisecond; this makes it final:
//! the sealed grants of members, links and invites that ended or expired are deleted, so that the
//! store could not release them even if it wanted to. Parts that nothing refers to go in three
//! steps, each a good while after the one before, so that no append ever refers to what is going:
//! a tombstone, which appends look for; the part; the tombstone. What an entry destroyed, and nobody asked to have
//! erased, goes at once. What a process that died had stored and
//! not indexed gets its place in the index.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use blobs::Engine;
use ledger::{Hash, MemberId, RoomFold, RoomId};

use crate::gate::{Denial, Gate, Layout, Room, layout, lease, tries};
use crate::http::Site;
use crate::notify;

/// How often the rooms in memory are looked at for what has expired.
const OFTEN: Duration = Duration::from_secs(2);
/// Every so many of these, all rooms and their parts are looked at.
const SELDOM: u32 = 1800;
/// From the tombstone to the part's end, and from there to the tombstone's.
const GRACE_MS: u64 = 3600 * 1000;

/// Sweeps until the process ends.
pub async fn run(site: Arc<Site>) {
    let mut beat = tokio::time::interval(OFTEN);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for n in 0u32.. {
        beat.tick().await;
        site.rates.tidy();
        let swept = match n % SELDOM {
            0 => match sweep_all(&site.gate).await {
                Ok(()) => notify::tidy(&site.gate).await,
                failed => failed,
            },
            _ => sweep_expired(&site.gate).await,
        };
        if let Err(error) = swept {
            tracing::warn!(%error, "a sweep did not finish");
        }
    }
}

/// Deletes the keys of what has expired, in the rooms that are in memory.
pub async fn sweep_expired(gate: &Gate) -> Result<(), Denial> {
    for room in gate.rooms().loaded() {
        let fold = room.refresh(gate.engine(), &[]).await?;
        let mut stale = stale(&fold, gate.now());
        drop(fold);
        // what is gone already is not looked for every other second
        stale.retain(|_, hashes| !room.are_cleared(hashes));
        delete_grants(gate.engine(), room.layout, &stale).await?;
        room.clear(stale.into_values().flatten());
        if let Err(error) = gate.erase_left(&room).await {
            // the others' keys do not wait for an engine that does not delete
            tracing::warn!(%error, room = %room.layout.0, "what was destroyed was not erased");
        }
        gate.index(&room).await?;
    }
    Ok(())
}

/// Looks at every room: expired keys, parts that nothing refers to, counters of the past.
pub async fn sweep_all(gate: &Gate) -> Result<(), Denial> {
    gate.homes().measure(gate.engine()).await?;
    for name in gate.engine().folders(&layout::rooms()?).await? {
        let Ok(id) = RoomId::parse(&name) else {
            continue;
        };
        if let Err(error) = sweep_room(gate, &id).await {
            // one broken room does not keep the others from being swept
            tracing::warn!(%error, room = %id, "a room was not swept");
        }
    }
    Ok(())
}

async fn sweep_room(gate: &Gate, id: &RoomId) -> Result<(), Denial> {
    let (engine, now) = (gate.engine(), gate.now());
    let room = gate.room(id).await?;
    let fold = room.refresh_all(engine).await?;
    let stale = stale(&fold, now);
    let members = fold.roster().members().values().map(|held| &held.member);
    let links = members.filter(|member| member.state.is_some());
    let links: Vec<MemberId> = links.map(|member| member.member).collect();
    drop(fold);
    delete_grants(engine, room.layout, &stale).await?;
    for link in links {
        tries::sweep(engine, room.layout, &link, now).await?;
    }
    gate.erase_left(&room).await?;
    collect(engine, &room, now).await?;
    gate.index(&room).await?;
    room.usage.measure_again(engine, room.layout).await
}

/// Grants that nobody may be given any more, by member.
fn stale(fold: &RoomFold, now: u64) -> BTreeMap<MemberId, Vec<Hash>> {
    let members = fold.roster().members().values().map(|member| {
        let chain = fold.member(&member.member.member);
        let joined = chain.and_then(|chain| chain.joined());
        let own = joined
            .map(|(join, _)| join.grants.as_slice())
            .unwrap_or_default();
        // also an invite that nobody took in time
        let over = member.judge_open(chain, now).is_err();
        let expired = |expires: Option<u64>| expires.is_some_and(|expires| now >= expires);
        let grants = member.ever.iter().chain(own);
        let stale = grants
            .filter(|grant| over || expired(grant.expires))
            .map(|grant| grant.hash);
        (member.member.member, stale.collect::<Vec<_>>())
    });
    members.filter(|(_, stale)| !stale.is_empty()).collect()
}

async fn delete_grants(
    engine: &dyn Engine,
    layout: Layout,
    stale: &BTreeMap<MemberId, Vec<Hash>>,
) -> Result<(), Denial> {
    for (member, hashes) in stale {
        // one listing instead of a deletion for each grant that went long ago
        let there = engine.list(&layout.grants(member)?).await?;
        for meta in there {
            if Hash::parse(meta.key.name()).is_ok_and(|hash| hashes.contains(&hash)) {
                engine.delete(&meta.key).await?;
                tracing::info!(room = %layout.0, %member, "an expired grant was deleted");
            }
        }
    }
    Ok(())
}

/// Brings parts that nothing refers to one step nearer to their end.
///
/// The order matters, because uploads go on meanwhile. A part is leased before it is stored, and
/// leased until an entry names it: so of a part that was seen, first the lease is looked for and
/// then the entry. And nothing is deleted that was not looked for again after its tombstone stood.
async fn collect(engine: &dyn Engine, room: &Room, now: u64) -> Result<(), Denial> {
    let layout = room.layout;
    let parts = engine.list(&layout.parts()?).await?;
    let tombs = tombs(engine, layout).await?;
    let leased = leased(engine, layout, now).await?;
    let named = room.refresh_all(engine).await?.parts();
    for meta in parts {
        let Ok(part) = Hash::parse(meta.key.name()) else {
            continue;
        };
        let wanted = named.contains(&part) || leased.contains(&part);
        match tombs.get(&part) {
            // an append or an upload was faster than the tombstone
            Some(_) if wanted => engine.delete(&layout.tomb(&part)?).await?,
            Some(since) if now >= since.saturating_add(GRACE_MS) => {
                engine.delete(&meta.key).await?
            }
            None if !wanted => {
                engine
                    .create(&layout.tomb(&part)?, blobs::wire::encode(&now).into())
                    .await?;
            }
            _ => {}
        }
    }
    for (part, since) in tombs {
        if now >= since.saturating_add(2 * GRACE_MS) {
            engine.delete(&layout.tomb(&part)?).await?;
        }
    }
    Ok(())
}

/// The tombstones, with their times.
async fn tombs(engine: &dyn Engine, layout: Layout) -> Result<BTreeMap<Hash, u64>, Denial> {
    let mut tombs = BTreeMap::new();
    for meta in engine.list(&layout.tombs()?).await? {
        let Ok(part) = Hash::parse(meta.key.name()) else {
            continue;
        };
        let text = engine.read(&meta.key, None).await?;
        tombs.insert(part, blobs::wire::decode(&text).map_err(Denial::internal)?);
    }
    Ok(tombs)
}

/// The parts for which a lease holds; leases that do not are deleted.
async fn leased(engine: &dyn Engine, layout: Layout, now: u64) -> Result<BTreeSet<Hash>, Denial> {
    let mut leased = BTreeSet::new();
    for meta in engine.list(&layout.leases()?).await? {
        match lease::Terms::parse(meta.key.name()) {
            Some(terms) if terms.holds(now) => {
                leased.insert(terms.part.hash);
            }
            _ => engine.delete(&meta.key).await?,
        }
    }
    Ok(leased)
}
