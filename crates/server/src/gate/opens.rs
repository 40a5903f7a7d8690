//! Openings of a link: counted when its grants are first released to a device's key.
//!
//! `opens/<link>/<n>` is created if absent, so of any number of devices at once no more than the
//! limit get in, and none is counted twice. It names the visitor's chain, the device and the time:
//! that device may come again for a day without being counted again, so neither a broken download
//! nor a preview bot (which has no device) burns one. They stay when the link has ended: who opened
//! it is asked afterwards, too.

use std::collections::HashMap;
use std::sync::Arc;

use blobs::wire::{self, Code};
use blobs::{Bytes, Created, Engine, StoreError};
use futures::stream::{self, StreamExt};
use ledger::{Actor, MemberId, Opening, RoomFold};

use super::Denial;
use super::rooms::Room;

const RESUME_MS: u64 = 24 * 3600 * 1000;
/// Objects that are looked at at once.
const AT_ONCE: usize = 16;

/// The openings of a room's links that were looked at already: they never change, and have no gaps.
#[derive(Debug, Default)]
pub(super) struct Openings(HashMap<MemberId, Arc<Vec<Opening>>>);

/// Who may open the link behind an actor.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Limits {
    /// How many devices, each for a day.
    pub(super) opens: Option<u32>,
    /// None but the first that ever did.
    bound: bool,
}

/// The limits of the link behind an actor.
pub(super) fn limits(fold: &RoomFold, actor: &Actor) -> Limits {
    let entered = fold.roster().member(&actor.member());
    entered.map_or(Limits::default(), |entered| Limits {
        opens: entered.member.opens,
        bound: entered.member.manner.bound,
    })
}

/// Lets a device in: again within a day, or by taking one of the openings that are left.
pub(super) async fn open(
    engine: &dyn Engine,
    room: &Room,
    actor: &Actor,
    limits: Limits,
    now: u64,
) -> Result<(), Denial> {
    let link = actor.member();
    loop {
        let taken = all(engine, room, &link).await?;
        let Some(n) = left(&taken, actor, limits, now)? else {
            return Ok(());
        };
        let mine = Opening {
            chain: actor.chain(),
            device: actor.key(),
            time: now,
        };
        let mine = Bytes::from(wire::encode(&mine));
        // who was faster is seen in the next round: perhaps this very device, in another request
        if engine.create(&room.layout.open(&link, n)?, mine).await? == Created::New {
            return Ok(());
        }
    }
}

/// Refuses a device that could not be let in, without letting it in.
pub(super) async fn judge_left(
    engine: &dyn Engine,
    room: &Room,
    actor: &Actor,
    limits: Limits,
    now: u64,
) -> Result<(), Denial> {
    let taken = all(engine, room, &actor.member()).await?;
    left(&taken, actor, limits, now).map(drop)
}

/// The number of the opening that this device would take; none if it comes again.
fn left(taken: &[Opening], actor: &Actor, limits: Limits, now: u64) -> Result<Option<u32>, Denial> {
    let first = taken.first().map(|first| first.device);
    if limits.bound && first.is_some_and(|first| first != actor.key()) {
        return Err(Denial::new(
            Code::Used,
            "it is for the device that opened it first",
        ));
    }
    if taken.iter().any(|taken| resumes(taken, actor, now)) {
        return Ok(None);
    }
    let n = u32::try_from(taken.len()).unwrap_or(u32::MAX);
    if limits.opens.is_some_and(|most| n >= most) {
        return Err(Denial::new(
            Code::Used,
            "it was opened as often as it may be",
        ));
    }
    Ok(Some(n))
}

/// Refuses a device that was not let in, or too long ago.
pub(super) async fn judge_open(
    engine: &dyn Engine,
    room: &Room,
    actor: &Actor,
    now: u64,
) -> Result<(), Denial> {
    let taken = all(engine, room, &actor.member()).await?;
    if taken.iter().any(|taken| resumes(taken, actor, now)) {
        return Ok(());
    }
    Err(Denial::new(
        Code::Used,
        "this device did not open the link, or too long ago",
    ))
}

/// How often a link was opened.
pub(super) async fn count(
    engine: &dyn Engine,
    room: &Room,
    link: &MemberId,
) -> Result<u32, Denial> {
    let taken = all(engine, room, link).await?.len();
    Ok(u32::try_from(taken).unwrap_or(u32::MAX))
}

/// Every opening of a link, in order.
pub(super) async fn all(
    engine: &dyn Engine,
    room: &Room,
    link: &MemberId,
) -> Result<Arc<Vec<Opening>>, Denial> {
    let known = room.openings().0.get(link).map(Arc::clone);
    let known = known.unwrap_or_default();
    let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let begin = place(known.len());
    let Some(next) = read(engine, room, link, begin).await? else {
        return Ok(known);
    };
    let mut openings = known.to_vec();
    openings.push(next);
    let reading = stream::iter(begin.saturating_add(1)..).map(|n| read(engine, room, link, n));
    let mut reading = std::pin::pin!(reading.buffered(AT_ONCE));
    while let Some(Some(opening)) = reading.next().await.transpose()? {
        openings.push(opening);
    }
    let openings = Arc::new(openings);
    let mut held = room.openings();
    let held = held.0.entry(*link).or_default();
    if held.len() < openings.len() {
        *held = Arc::clone(&openings);
    }
    Ok(openings)
}

fn resumes(taken: &Opening, actor: &Actor, now: u64) -> bool {
    taken.device == actor.key() && now < taken.time.saturating_add(RESUME_MS)
}

async fn read(
    engine: &dyn Engine,
    room: &Room,
    link: &MemberId,
    n: u32,
) -> Result<Option<Opening>, Denial> {
    match engine.read(&room.layout.open(link, n)?, None).await {
        Ok(bytes) => wire::decode(&bytes).map(Some).map_err(Denial::internal),
        Err(StoreError::Absent) => Ok(None),
        Err(other) => Err(other.into()),
    }
}
