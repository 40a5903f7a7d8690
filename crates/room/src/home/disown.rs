//! Disown: another identity instead of one whose key others may know.
//!
//! The new identity's home takes down the old seed and the old rooms; then the old key
//! says in each room's chain that it is not to be believed any more, and that is its last
//! word. The new home is where it goes on after a crash, on any device of the new
//! identity: the old home is left as it is, because whoever else knows the old seed can
//! change it.
//!
//! In a room the newcomer is somebody else: a manager invites again, and sees that the old
//! member gave up its key. A room keeps an owner, so where the old identity is the only one
//! the new one becomes an owner first (`succeed`).

use std::rc::Rc;

use ledger::entry::Public;
use ledger::ids::RoomId;
use seal::identity::Seed;

use crate::body::{Before, HomeRoom, KeyBytes, LeftRoom};
use crate::chains::append::Draft;
use crate::docs::upload::Plans;
use crate::error::{Error, What};
use crate::home::Home;
use crate::home::devices::LeftOver;
use crate::home::shelf::RoomShelf;
use crate::host::Host;
use crate::room::Room;
use crate::session::Me;

/// So many identities that were given up stay in the list.
const REMEMBERED: usize = 4;

/// An identity that was given up for this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    /// Whether it is disowned wherever it can be.
    pub finished: bool,
    /// Its rooms.
    pub rooms: Vec<GivenUpRoom>,
}

/// A room of such an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUpRoom {
    /// Which.
    pub room: RoomId,
    /// As last seen by the old identity.
    pub title: String,
    /// Whose it is, as last seen.
    pub owner: String,
    /// Made by the old identity.
    pub mine: bool,
    /// Since when the old key is of no use there.
    pub done: Option<u64>,
    /// The new identity is in it again.
    pub back: bool,
}

impl<H: Host> Home<H> {
    /// Begins: this home, of a new identity, takes down what is to be disowned. The old identity must
    /// be another one. Nothing is said in any room yet.
    pub async fn take_over(&self, old: &Self, me: &Me) -> Result<(), Error> {
        let rooms = old.seen.borrow().body.rooms.clone();
        // of one that is given up while it still takes over from another
        let before = old.seen.borrow().body.before.clone();
        let taken = Before {
            seed: Some(KeyBytes::new(me.seed.expose())),
            name: me.name.clone(),
            rooms: rooms
                .into_iter()
                .filter(|room| room.done)
                .map(left)
                .collect(),
        };
        if old.is_same(self) {
            return Err(Error::NotAllowed);
        }
        self.change(|body| {
            if body.name.is_empty() {
                body.name.clone_from(&taken.name);
            }
            if body.before.iter().all(|known| known.seed != taken.seed) {
                body.before.extend(before.iter().cloned());
                body.before.push(taken.clone());
            }
            while body.before.len() > REMEMBERED
                && body
                    .before
                    .first()
                    .is_some_and(|oldest| oldest.seed.is_none())
            {
                body.before.remove(0);
            }
        })
        .await
    }

    /// What this identity was taken for, the newest last.
    pub fn given_up(&self) -> Vec<GivenUp> {
        let seen = self.seen.borrow();
        let here = |room: &RoomId| {
            let mut rooms = seen.body.rooms.iter();
            rooms.any(|known| known.room == *room && known.done)
        };
        let room = |left: &LeftRoom| GivenUpRoom {
            room: left.room.room,
            title: left.room.title.clone(),
            owner: left.room.owner_name.clone(),
            mine: left.room.owner,
            done: left.done,
            back: here(&left.room.room),
        };
        let all = seen.body.before.iter();
        all.map(|before| GivenUp {
            finished: before.seed.is_none(),
            rooms: before.rooms.iter().map(room).collect(),
        })
        .collect()
    }

    /// Disowns the old identities in every room where that is not done; answers the rooms that are
    /// left, and why. `progress` hears how many rooms are done, and of how many.
    pub async fn disown(
        &self,
        me: &Me,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Vec<LeftOver>, Error> {
        let todo = self.to_disown()?;
        let mut leftover = Vec::new();
        for (at, (old, known)) in todo.iter().enumerate() {
            progress(at, todo.len());
            match self.disown_in(me, old, known).await {
                // where the old key has no access any more, there is nothing to disown
                Ok(()) | Err(Error::Ended | Error::Expired | Error::NotFound) => {
                    self.is_disowned(known).await?;
                }
                Err(why) => leftover.push((known.room, why)),
            }
        }
        progress(todo.len() - leftover.len(), todo.len());
        let over = |before: &Before| before.rooms.iter().all(|room| room.done.is_some());
        let forget = |before: &Before| before.seed.is_some() && over(before);
        if self.seen.borrow().body.before.iter().any(forget) {
            self.change(|body| {
                for before in body.before.iter_mut().filter(|before| over(before)) {
                    before.seed = None;
                }
            })
            .await?;
        }
        Ok(leftover)
    }

    async fn disown_in(&self, me: &Me, old: &Me, known: &HomeRoom) -> Result<(), Error> {
        match self.open_own(old, known).await?.disown().await {
            Err(Error::LastOwner) => {
                self.succeed(me, old, known).await?;
                self.open_own(old, known).await?.disown().await
            }
            other => other,
        }
    }

    /// Written down room by room: the next run begins after it.
    async fn is_disowned(&self, known: &HomeRoom) -> Result<(), Error> {
        let now = self.host.now();
        self.change(|body| {
            let rooms = body.before.iter_mut().flat_map(|before| &mut before.rooms);
            let same = |left: &&mut LeftRoom| {
                (left.room.room, left.room.member) == (known.room, known.member)
            };
            for left in rooms.filter(same) {
                left.done = left.done.or(Some(now));
            }
        })
        .await?;
        RoomShelf::remove(&*self.host, &known.room, &known.member).await?;
        Plans::remove(&*self.host, &known.room).await
    }

    fn to_disown(&self) -> Result<Vec<(Me, HomeRoom)>, Error> {
        let seen = self.seen.borrow();
        let mut all = Vec::new();
        for before in &seen.body.before {
            let Some(seed) = &before.seed else { continue };
            let seed = Seed::parse(seed.expose()).map_err(|_| Error::Tampered(What::Home))?;
            let me = Me {
                seed,
                name: before.name.clone(),
            };
            let open = before.rooms.iter().filter(|left| left.done.is_none());
            all.extend(open.map(|left| (me.clone(), left.room.clone())));
        }
        Ok(all)
    }

    fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.host, &other.host) && self.key() == other.key()
    }
}

impl<H: Host> Room<H> {
    /// The last word of one's key in this room.
    async fn disown(&self) -> Result<(), Error> {
        self.append(|state| {
            if state.own.disowned().is_some() {
                return Ok(Vec::new());
            }
            let head = state.front.head();
            let me = self.session.member;
            let mut others = state.front.owners(&head).filter(|owner| *owner != me);
            if state.front.is_owner(&me, &head) && others.next().is_none() {
                return Err(Error::LastOwner);
            }
            let draft = Draft::new(self.session.chain, 0, Public::Disown, None);
            Ok(vec![draft])
        })
        .await
    }
}

fn left(room: HomeRoom) -> LeftRoom {
    LeftRoom { room, done: None }
}
