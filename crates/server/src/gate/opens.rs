//! Openings of a link: counted when its grants are first released to a device's key.
//!
//! `opens/<link>/<n>` is created if absent, so of any number of devices at once no more than the
//! limit get in. It names the device and the time: that device may come again for a day without
//! being counted again, so neither a broken download nor a preview bot (which has no device) burns one.

use blobs::wire::{self, Code};
use blobs::{Bytes, Created, Engine, StoreError};
use ledger::{MemberId, PublicKey};

use super::{Denial, Layout};

const RESUME_MS: u64 = 24 * 3600 * 1000;

/// Lets a device in: again within a day, or by taking one of the openings that are left.
pub(super) async fn open(
    engine: &dyn Engine,
    layout: Layout,
    link: &MemberId,
    limit: u32,
    device: &PublicKey,
    now: u64,
) -> Result<(), Denial> {
    for n in 0..limit {
        let place = layout.open(link, n)?;
        match read(engine, layout, link, n).await? {
            Some(taken) if resumes(&taken, device, now) => return Ok(()),
            Some(_) => continue,
            None => {}
        }
        let mine = Bytes::from(wire::encode(&(PublicKey(device.0), now)));
        if engine.create(&place, mine).await? == Created::New {
            return Ok(());
        }
        // somebody was faster: perhaps this very device, in another request
        let taken = read(engine, layout, link, n).await?;
        if taken.is_some_and(|taken| resumes(&taken, device, now)) {
            return Ok(());
        }
    }
    Err(Denial::new(
        Code::Used,
        "it was opened as often as it may be",
    ))
}

/// Whether a device was let in and may still resume.
pub(super) async fn is_open(
    engine: &dyn Engine,
    layout: Layout,
    link: &MemberId,
    limit: u32,
    device: &PublicKey,
    now: u64,
) -> Result<bool, Denial> {
    for n in 0..limit {
        match read(engine, layout, link, n).await? {
            Some(taken) if resumes(&taken, device, now) => return Ok(true),
            Some(_) => {}
            None => return Ok(false),
        }
    }
    Ok(false)
}

/// How many openings are left.
pub(super) async fn left(
    engine: &dyn Engine,
    layout: Layout,
    link: &MemberId,
    limit: u32,
) -> Result<u32, Denial> {
    let taken = engine.list(&layout.opens(link)?).await?.len();
    Ok(limit.saturating_sub(u32::try_from(taken).unwrap_or(u32::MAX)))
}

type Taken = (PublicKey, u64);

fn resumes((device, at): &Taken, asking: &PublicKey, now: u64) -> bool {
    device == asking && now < at.saturating_add(RESUME_MS)
}

async fn read(
    engine: &dyn Engine,
    layout: Layout,
    link: &MemberId,
    n: u32,
) -> Result<Option<Taken>, Denial> {
    match engine.read(&layout.open(link, n)?, None).await {
        Ok(bytes) => wire::decode(&bytes).map(Some).map_err(Denial::internal),
        Err(StoreError::Absent) => Ok(None),
        Err(other) => Err(other.into()),
    }
}
