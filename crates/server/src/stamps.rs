//! Time stamps of an authority (RFC 3161) on checkpoints.
//!
//! Nobody waits for them: a task of its own looks for rooms whose index has grown since the last stamp, at most every
//! so often for each, and asks the authority for one. It is told the SHA-256 of a checkpoint, and from which address
//! that comes, and nothing else. An authority that does not answer, or not with what was asked for, is asked again
//! later, and ever more seldom; the room goes on without. What it answered is verified before it is kept.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ledger::{Hash, RoomId};
use stamp::{Authority, Invalid, Policy, Query, TOKEN};

use crate::gate::{Denial, Gate, Newest, layout};

const CONNECT: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(30);
/// How often the rooms in memory are looked at,
const OFTEN: Duration = Duration::from_secs(30);
/// and after how many of these all rooms.
const SELDOM: u32 = 120;
/// The longest pause after one that failed.
const LONGEST: Duration = Duration::from_secs(3600);

/// What the operator sets.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the authority is asked: an HTTP or HTTPS URL. What comes back is signed, so HTTP is enough.
    pub url: String,
    /// Certificates to which its own ones have to lead.
    pub authority: Authority,
    /// The policy that is asked for.
    pub policy: Option<Policy>,
    /// The shortest time between two stamps of one room.
    pub every: Duration,
}

/// Settings that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("--stamp-url is no http or https URL, or has a password in clear")]
pub struct Unusable;

/// Who asks an authority.
pub struct Stamper {
    settings: Settings,
    client: reqwest::Client,
    /// The newest stamp of each room that was looked at.
    newest: Mutex<HashMap<RoomId, Newest>>,
}

impl fmt::Debug for Stamper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // the URL may have a password in it
        f.write_str("Stamper")
    }
}

/// Why the authority gave no stamp. It names neither a room nor a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unstamped {
    /// It was not reached, or broke off.
    #[error("it cannot be reached")]
    Unreachable,
    /// It answered with this status.
    #[error("it answered with HTTP status {0}")]
    Status(u16),
    /// It answered with something else than was asked for.
    #[error("its answer is {0}")]
    Invalid(#[from] Invalid),
    /// There is no randomness.
    #[error("there is no randomness to ask it with")]
    Random,
}

/// What went wrong with one room.
enum Trouble {
    Authority(Unstamped),
    Room(Denial),
}

impl From<Denial> for Trouble {
    fn from(denial: Denial) -> Self {
        Self::Room(denial)
    }
}

impl Stamper {
    /// By these settings.
    pub fn new(settings: Settings) -> Result<Self, Unusable> {
        let fits = match settings.url.split_once("://") {
            Some(("https", rest)) => !rest.is_empty(),
            Some(("http", rest)) => !rest.is_empty() && !rest.contains('@'),
            _ => false,
        };
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT)
            .timeout(PATIENCE)
            .build();
        let client = client.ok().filter(|_| fits).ok_or(Unusable)?;
        Ok(Self {
            settings,
            client,
            newest: Mutex::default(),
        })
    }

    /// Asks for a stamp over a checkpoint. What comes back was verified.
    async fn ask(&self, checkpoint: &str) -> Result<Vec<u8>, Unstamped> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|_| Unstamped::Random)?;
        let hash = Hash::of(checkpoint.as_bytes()).0;
        let query = Query::new(hash, self.settings.policy, random);
        let request = self
            .client
            .post(&self.settings.url)
            .header("content-type", "application/timestamp-query")
            .header("accept", "application/timestamp-reply")
            .body(query.encode()?);
        let lost = |_| Unstamped::Unreachable;
        let mut answer = request.send().await.map_err(lost)?;
        if !answer.status().is_success() {
            return Err(Unstamped::Status(answer.status().as_u16()));
        }
        let mut bytes = Vec::new();
        while let Some(more) = answer.chunk().await.map_err(lost)? {
            if bytes.len() + more.len() > TOKEN {
                return Err(Invalid::Malformed.into());
            }
            bytes.extend_from_slice(&more);
        }
        let (token, _) = query.accept(&bytes, &self.settings.authority)?;
        Ok(token.as_bytes().to_vec())
    }

    fn known(&self, room: &RoomId) -> Option<Newest> {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.get(room).copied()
    }

    fn remember(&self, room: RoomId, one: Newest) {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.insert(room, one);
    }

    /// Whether a room may be stamped again.
    fn due(&self, newest: Newest, now: u64) -> bool {
        let every = u64::try_from(self.settings.every.as_millis()).unwrap_or(u64::MAX);
        newest.size == 0 || now >= newest.at.saturating_add(every)
    }
}

/// Has checkpoints stamped until the process ends.
pub async fn run(gate: Arc<Gate>) {
    let Some(stamper) = gate.stamper() else {
        return;
    };
    let often = OFTEN.min(stamper.settings.every);
    let (mut pause, mut left) = (often, 0);
    loop {
        match round(&gate, left == 0).await {
            Ok(()) => {
                pause = often;
                left = if left == 0 { SELDOM } else { left - 1 };
            }
            Err(error) => {
                tracing::warn!(%error, "the authority gave no time stamp: later again");
                pause = (pause * 2).min(LONGEST);
            }
        }
        tokio::time::sleep(pause).await;
    }
}

/// Has what has grown stamped: in the rooms that are in memory, or in all of them. The first failure of the authority
/// ends it.
pub async fn round(gate: &Gate, all: bool) -> Result<(), Unstamped> {
    let Some(stamper) = gate.stamper() else {
        return Ok(());
    };
    let rooms = match all {
        true => every_room(gate).await,
        false => Ok(gate
            .rooms()
            .loaded()
            .iter()
            .map(|room| room.layout.0)
            .collect()),
    };
    let rooms: Vec<RoomId> = rooms.unwrap_or_else(|error: Denial| {
        tracing::warn!(%error, "the rooms could not be listed");
        Vec::new()
    });
    for room in rooms {
        match stamp_room(gate, stamper, &room).await {
            Ok(()) => {}
            Err(Trouble::Authority(error)) => return Err(error),
            // one broken room does not keep the others from being stamped
            Err(Trouble::Room(error)) => tracing::warn!(%error, "a room was not stamped"),
        }
    }
    Ok(())
}

async fn every_room(gate: &Gate) -> Result<Vec<RoomId>, Denial> {
    let names = gate.engine().folders(&layout::rooms()?).await?;
    let rooms = names.iter().filter_map(|name| RoomId::parse(name).ok());
    Ok(rooms.collect())
}

async fn stamp_room(gate: &Gate, stamper: &Stamper, id: &RoomId) -> Result<(), Trouble> {
    let known = stamper.known(id);
    if known.is_some_and(|known| !stamper.due(known, gate.now())) {
        return Ok(());
    }
    let room = gate.room(id).await?;
    let (size, checkpoint) = gate.checkpoint(&room).await?;
    if known.is_some_and(|known| known.size >= size) {
        return Ok(());
    }
    // another process may have had it stamped
    let stored = gate.newest_stamp(&room).await?;
    stamper.remember(*id, stored);
    if stored.size >= size || !stamper.due(stored, gate.now()) {
        return Ok(());
    }
    let token = stamper.ask(&checkpoint).await;
    let token = token.map_err(Trouble::Authority)?;
    gate.keep_stamp(&room, size, checkpoint, token).await?;
    let at = gate.now();
    stamper.remember(*id, Newest { size, at });
    Ok(())
}
