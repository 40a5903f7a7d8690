//! Wrong passphrases are counted: ten in a quarter of an hour, and the door stays shut until it is over.
//!
//! The passphrase of a link is part of its key, so a wrong one shows as a wrong key. A place among the
//! ten is taken (create-if-absent) before a wrong one is answered: however many guesses come at once,
//! no more than ten are answered. A right one takes none, so that those who have the passphrase do
//! not shut each other out. While the door is shut, both are answered alike and after the same work.

use blobs::wire::Code;
use blobs::{Bytes, Created, Engine, StoreError};
use ledger::MemberId;

use super::{Denial, Layout};

const TRIES: u32 = 10;
const WINDOW_MS: u64 = 15 * 60 * 1000;

/// Refuses while the door is shut, and takes a place for a wrong try.
pub(super) async fn take(
    engine: &dyn Engine,
    layout: Layout,
    link: &MemberId,
    now: u64,
    right: bool,
) -> Result<(), Denial> {
    let locked = || Denial::new(Code::Locked, "too many wrong tries; later again");
    if locked_until(engine, layout, link, now).await?.is_some() {
        return Err(locked());
    }
    if right {
        return Ok(());
    }
    for n in 0..TRIES {
        let place = layout.wrong_try(link, now / WINDOW_MS, n)?;
        if engine.create(&place, Bytes::new()).await? == Created::New {
            return Ok(());
        }
    }
    Err(locked())
}

/// Until when tries are refused.
pub(super) async fn locked_until(
    engine: &dyn Engine,
    layout: Layout,
    link: &MemberId,
    now: u64,
) -> Result<Option<u64>, Denial> {
    let window = now / WINDOW_MS;
    match engine
        .meta(&layout.wrong_try(link, window, TRIES - 1)?)
        .await
    {
        Ok(_) => Ok(Some((window + 1) * WINDOW_MS)),
        Err(StoreError::Absent) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// Forgets tries of earlier windows.
pub(crate) async fn sweep(
    engine: &dyn Engine,
    layout: Layout,
    link: &MemberId,
    now: u64,
) -> Result<(), Denial> {
    let current = format!("{:012}-", now / WINDOW_MS);
    for meta in engine.list(&layout.tries(link)?).await? {
        if meta.key.name() < current.as_str() {
            engine.delete(&meta.key).await?;
        }
    }
    Ok(())
}
