//! Telling people outside the app that something is new: by an e-mail, or by a request to the operator's own system.
//!
//! ```text
//! entry stored ─> news: whom it concerns, by public parts alone ─> due: an object for each of them who asked to be told
//! beat ─> due, and nobody told it within the hour ─> told: claimed by one process ─> post
//! ```
//!
//! What is sent is one fixed text. It names no room, no person, no document and no reason; there are two subjects, of
//! which one is urgent. Nobody is sent anything but a code before it has said that code here. An address lies in the
//! store under a key of the server's, and in no log.
//!
//! | | |
//! |---|---|
//! | `notify/to/<room>/<member>/<n>` | where a member is told, sealed; the newest holds |
//! | `notify/due/<room>-<member>-<urgent>` | something is to be told |
//! | `notify/told/<room>-<member>-<urgent>/<hour>` | since when it was told |
//! | `notify/asked/<address's MAC>/<day>-<n>` | codes that were sent there |

mod address;
mod hook;
mod mail;
mod news;
mod post;
mod record;
mod rounds;
mod sealed;
mod settings;
mod stop;
mod text;

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use blobs::wire::{Code, NotifyChannel};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use ledger::RoomId;

use crate::gate::{Denial, Gate};

pub(crate) use address::Address;
pub(crate) use news::{Concerns, News, of as news_of};
pub(crate) use post::Letter;
pub(crate) use record::{CODES_A_DAY, CodeName, Record, Records, TRIES, WHILE};
pub(crate) use sealed::Private;
pub use settings::{Settings, Unusable};
pub(crate) use stop::Stop;
pub(crate) use text::page;

/// How often what is due is looked at.
const BEAT: Duration = Duration::from_secs(20);
/// News that wait for the next beat.
const WAITING: usize = 10_000;

/// Who tells people outside the app.
pub struct Desk {
    mail: Option<mail::Mail>,
    hook: Option<hook::Hook>,
    /// The app's address, which every message says.
    link: String,
    /// How long the first pause before a second try is.
    pause: Duration,
    waiting: Mutex<VecDeque<News>>,
    woken: tokio::sync::Notify,
    all: DefaultDirectRateLimiter,
    rooms: DefaultKeyedRateLimiter<RoomId>,
}

impl Desk {
    /// By these settings. `link`: the app's address, scheme and authority.
    pub fn new(settings: &Settings, link: &str) -> Result<Self, Unusable> {
        let rate = |an_hour: NonZeroU32| Quota::per_hour(an_hour).allow_burst(an_hour);
        Ok(Self {
            mail: settings.mail(link)?,
            hook: settings.hook()?,
            link: link.to_owned(),
            pause: settings.pause,
            waiting: Mutex::default(),
            woken: tokio::sync::Notify::new(),
            all: RateLimiter::direct(rate(settings.all_rate)),
            rooms: RateLimiter::keyed(rate(settings.room_rate)),
        })
    }

    /// The ways that there are.
    pub(crate) fn offers(&self) -> Vec<NotifyChannel> {
        let mail = self.mail.as_ref().map(|_| NotifyChannel::Mail);
        let hook = self.hook.as_ref().map(|_| NotifyChannel::Hook);
        mail.into_iter().chain(hook).collect()
    }

    /// Notes that something happened; nobody waits for it.
    pub(crate) fn hear(&self, news: News) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= WAITING {
            tracing::warn!("more is new than can be told of: some of it is not told");
            return;
        }
        waiting.push_back(news);
        drop(waiting);
        self.woken.notify_one();
    }

    fn heard(&self) -> Vec<News> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.drain(..).collect()
    }

    /// Whether one message more may leave for somebody of this room.
    pub(crate) fn judge(&self, room: &RoomId) -> Result<(), Denial> {
        let many = || Denial::new(Code::Rate, "too many messages; later again");
        self.rooms.check_key(room).map_err(|_| many())?;
        self.all.check().map_err(|_| many())
    }

    /// Sends one message, tried a few times.
    pub(crate) async fn send(&self, to: &Address, letter: &Letter) -> Result<(), Unsent> {
        let mut pause = self.pause;
        let mut sent = Err(Unsent);
        for attempt in 0..post::ATTEMPTS {
            if attempt > 0 {
                tokio::time::sleep(pause).await;
                pause *= 4;
            }
            sent = match (to.channel, &self.mail, &self.hook) {
                (NotifyChannel::Mail, Some(mail), _) => mail.send(to, letter).await,
                (NotifyChannel::Hook, _, Some(hook)) => hook.send(to, letter).await,
                // the operator has taken that way away
                _ => return Err(Unsent),
            };
            if sent.is_ok() {
                break;
            }
        }
        sent
    }

    /// A link by which whoever gets a message gets no more of them.
    pub(crate) fn stop_link(&self, token: &str) -> String {
        format!("{}/v1/unsubscribe?t={token}", self.link)
    }
}

/// A message that did not leave. Why may name an address, so it is said nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unsent;

/// Tells what is due until the process ends.
pub async fn run(gate: Arc<Gate>) {
    let Some(desk) = gate.desk() else { return };
    loop {
        if let Err(error) = round(&gate).await {
            tracing::warn!(%error, "not everybody was told");
        }
        // what is due later is looked for without being woken
        drop(tokio::time::timeout(BEAT, desk.woken.notified()).await);
    }
}

/// Takes down what happened, and tells what is due by now.
pub async fn round(gate: &Gate) -> Result<(), Denial> {
    let Some(desk) = gate.desk() else {
        return Ok(());
    };
    let noted = rounds::note(gate, desk.heard()).await;
    rounds::deliver(gate, desk).await?;
    noted
}

/// Says whose time is over soon, and forgets where those are told who are in a room no more.
pub async fn tidy(gate: &Gate) -> Result<(), Denial> {
    match gate.desk() {
        Some(desk) => {
            desk.rooms.retain_recent();
            rounds::tidy(gate, desk).await
        }
        None => Ok(()),
    }
}
