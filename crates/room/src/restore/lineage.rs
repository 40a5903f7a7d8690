//! Lineages as a person meets them: which one was seen, and whether another one is to be confirmed.
//!
//! | the front says | seen before | |
//! |---|---|---|
//! | the same lineage | whatever | pins hold, as ever |
//! | a lineage | nothing | taken as it is, like a room that one sees for the first time |
//! | another lineage, by an owner | the front up to it, or more, and that owner | the person is asked |
//! | another lineage, by somebody else | more than it has | rolled back |
//! | none | a lineage | rolled back |

use blobs::wire::Stored;
use futures::future::LocalBoxFuture;
use ledger::FrontFold;
use ledger::Wrapped;
use ledger::ids::{ChainId, Hash, RoomId};
use seal::context::{Context, Kind};

use super::Restoration;
use crate::body::{self, RestoredBody};
use crate::error::Error;
use crate::home::Home;
use crate::home::shelf::RoomShelf;
use crate::host::Host;
use crate::names;
use crate::room::Room;
use crate::session::Me;

/// How a front stands to what was seen of the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// The lineage that was seen.
    Same,
    /// Nothing was seen.
    Fresh,
    /// Another one.
    Other {
        /// More was seen than it has.
        newer: bool,
    },
}

/// The lineage that an open room is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineageView {
    /// The hash of the owner's entry.
    pub lineage: Hash,
    /// How often the room was restored by now.
    pub number: u32,
    /// When, by the server's clock.
    pub at: u64,
    /// The manifest of the archive from which it was made.
    pub archive: Hash,
    /// Whether it is still to be made fit to be used by others; see [`Room::finish_restore`].
    pub unfinished: bool,
}

/// Compares a front, read whole, with what was seen of the room.
pub(crate) fn judge_lineage(front: &FrontFold, kept: &RoomShelf) -> Result<Known, Error> {
    let Some(lineage) = front.lineage() else {
        return match kept.lineage {
            None => Ok(Known::Same),
            Some(_) => Err(Error::RolledBack),
        };
    };
    if kept.lineage == Some(lineage.entry) {
        return Ok(Known::Same);
    }
    if kept.lineage.is_none() && kept.is_fresh() {
        return Ok(Known::Fresh);
    }
    let pin = kept.front();
    let newer = pin.is_some_and(|pin| pin.next > lineage.seq || !front.knows(&pin));
    // whoever owned the room once, and has an archive of then, still owns it by that archive
    if newer && !kept.owners().contains(&lineage.author) {
        return Err(Error::RolledBack);
    }
    Ok(Known::Other { newer })
}

impl<H: Host> Room<H> {
    /// What there is to confirm. Beside the front the own chain is read, by which grants are judged, and the grants, of
    /// which the front's opens the reason.
    pub(crate) fn ask_to_confirm<'a>(
        &'a self,
        newer: bool,
        stored: &'a [Stored],
    ) -> LocalBoxFuture<'a, Result<Restoration, Error>> {
        // on the heap: it is asked seldom, and would be a part of every opening
        Box::pin(async move {
            // without it the question stands without its reason
            if self.fetch(self.first_chains()).await.is_ok() {
                drop(self.release().await);
                self.state.borrow_mut().open_up(&self.session);
            }
            let state = self.state.borrow();
            let lineage = state.front.lineage().ok_or(Error::NotFound)?;
            let before = ledger::entry::Head {
                next: lineage.seq,
                hash: Hash::ZERO,
            };
            let (by, _) = state
                .front
                .officer(&lineage.author, &before)
                .ok_or(Error::NotFound)?;
            let body = usize::try_from(lineage.seq).ok().and_then(|at| {
                let stored = stored.iter().find(|one| is_at(one, at as u64))?;
                stored.body.as_deref()
            });
            let key = state.keys.get(&ChainId::FRONT, 0);
            let said = body.zip(key).and_then(|(body, key)| {
                let plain = key.open(&place(&self.session.room), body).ok()?;
                body::decode::<RestoredBody>(&plain).ok()
            });
            let card = state.owner.as_ref();
            let owner = card.filter(|card| *card.sign_key() == lineage.author.0);
            let pins = self.kept.borrow().pins();
            let lacks = |chain: &ChainId, has: u64| {
                let seen = pins.get(chain).map_or(0, |pin| pin.next);
                seen.saturating_sub(has)
            };
            let own = state
                .heads()
                .get(&self.session.chain)
                .map_or(0, |it| it.next);
            Ok(Restoration {
                room: self.session.room,
                lineage: lineage.entry,
                number: lineage.restored.lineage,
                by,
                owner: owner.map(|card| (card.name().to_owned(), card.fingerprint())),
                at: lineage.time,
                reason: said.as_ref().map(|said| names::shown(&said.reason)),
                archive: lineage.restored.archive,
                made: said.and_then(|said| said.made),
                lost: lacks(&ChainId::FRONT, lineage.seq),
                lost_own: lacks(&self.session.chain, own),
                newer,
            })
        })
    }

    /// The lineage that the room is in, if it was ever restored.
    pub fn lineage(&self) -> Option<LineageView> {
        let state = self.state.borrow();
        let lineage = state.front.lineage()?;
        Some(LineageView {
            lineage: lineage.entry,
            number: lineage.restored.lineage,
            at: lineage.time,
            archive: lineage.restored.archive,
            unfinished: state.is_unfinished(),
        })
    }
}

impl<H: Host> Home<H> {
    /// The person has read what [`Error::Restored`] says, and goes on in this lineage: what was seen of the room in
    /// another one is held against it no more, on any device.
    pub async fn confirm(&self, me: &Me, room: &RoomId, lineage: &Hash) -> Result<(), Error> {
        let known = self.room(room).ok_or(Error::NotFound)?;
        let (session, kept) = self.session(me, &known).await?;
        let local = me.seed.local("room");
        let asks = Room::load_own(
            std::rc::Rc::clone(&self.host),
            session,
            local.clone(),
            kept.clone(),
        );
        match asks.await {
            Err(Error::Restored(asks)) if asks.lineage == *lineage => {}
            // it is another one by now
            Err(Error::Restored(asks)) => return Err(Error::Restored(asks)),
            Err(other) => return Err(other),
            Ok(_) => return Ok(()),
        }
        self.restart_room(room, *lineage).await?;
        let mut kept = kept;
        kept.restart(Some(*lineage));
        kept.save(&*self.host, &local, room, &known.member).await
    }

    /// Writes down that a room goes on in this lineage.
    pub(crate) async fn restart_room(&self, room: &RoomId, lineage: Hash) -> Result<(), Error> {
        self.change(|body| {
            for known in body.rooms.iter_mut().filter(|known| known.room == *room) {
                known.lineage = Some(lineage);
                known.owners = None;
                known.pins.clear();
            }
        })
        .await
    }
}

/// Where the reason is sealed.
pub(crate) fn place(room: &RoomId) -> Context {
    Context::new(Kind::Restored, room.0, ChainId::FRONT.0, 0)
}

fn is_at(stored: &Stored, seq: u64) -> bool {
    let entry = Wrapped::parse(&stored.wrapped).ok();
    let entry = entry.and_then(|wrapped| wrapped.signed().verify().ok());
    entry.is_some_and(|verified| verified.entry().seq == seq)
}
