//! Who asks.

use std::sync::Arc;

use ledger::{Actor, ChainId, KeyId, MemberFold, MemberKind, PublicKey, Role, RoomFold, RoomId};

use super::rooms::Room;
use super::{Denial, Gate, tries};

impl Gate {
    /// The room and the member, visitor or manager behind a signature; or the answer that strangers get.
    pub(super) async fn enter(
        &self,
        room: &RoomId,
        by: &KeyId,
    ) -> Result<(Arc<Room>, Actor), Denial> {
        let KeyId::Member { chain, key } = by else {
            return Err(Denial::absent());
        };
        let room = self.room(room).await?;
        let fold = room.refresh(self.engine(), &[*chain]).await?;
        let guarded = guess(&fold, chain, key);
        let link = fold.member(chain).and_then(MemberFold::visits);
        drop(fold);
        if let Some(link) = link {
            // what holds for a link holds for those who came by it
            drop(room.refresh(self.engine(), &[link]).await?);
        }
        if let Some(right) = guarded {
            tries::take(self.engine(), room.layout, chain, self.now(), right).await?;
        }
        let actor = room
            .fold()
            .await
            .actor(chain, key, self.now())
            .map_err(Denial::of_stranger)?;
        Ok((room, actor))
    }

    /// What the signer is in the room, before its request is read. Where a passphrase may stand
    /// behind the key the answer is the same for every key: it is seen without being counted.
    pub(crate) async fn standing(&self, room: &RoomId, by: &KeyId) -> Standing {
        let KeyId::Member { chain, key } = by else {
            return Standing::Stranger;
        };
        let Ok(room) = self.room(room).await else {
            return Standing::Stranger;
        };
        let now = self.now();
        let known = standing(&*room.fold().await, chain, key, now);
        if known != Standing::Stranger {
            return known;
        }
        room.refresh(self.engine(), &[*chain])
            .await
            .map_or(Standing::Stranger, |fold| standing(&fold, chain, key, now))
    }

    /// A room of this server.
    pub(crate) async fn room(&self, room: &RoomId) -> Result<Arc<Room>, Denial> {
        self.rooms
            .get(self.engine(), *room, self.key.public())
            .await
    }
}

/// What the signer of a request is, as far as it matters for what is read of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody, or somebody whose key may be a guess.
    Stranger,
    /// A device that opened a link.
    Visitor,
    /// A person.
    Member,
}

fn standing(fold: &RoomFold, chain: &ChainId, key: &PublicKey, now: u64) -> Standing {
    if guess(fold, chain, key).is_some() {
        return Standing::Stranger;
    }
    match fold.actor(chain, key, now).map(|actor| actor.role()) {
        Err(_) | Ok(Role::Link | Role::Invite) => Standing::Stranger,
        Ok(Role::Visitor) => Standing::Visitor,
        Ok(_) => Standing::Member,
    }
}

/// Whether the key was right, where a passphrase may stand behind it: for links and for invites
/// that nobody took yet. Nothing to guess elsewhere.
fn guess(fold: &RoomFold, chain: &ChainId, key: &PublicKey) -> Option<bool> {
    let member = &fold.roster().member(chain)?.member;
    let joined = fold
        .member(chain)
        .is_some_and(|fold| fold.joined().is_some());
    (member.kind != MemberKind::Person && !joined).then(|| member.key == *key)
}
