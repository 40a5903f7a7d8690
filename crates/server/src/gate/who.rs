//! Who asks.

use std::sync::Arc;

use ledger::{Actor, ChainId, KeyId, MemberKind, PublicKey, RoomFold, RoomId};

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
        let guarded = room
            .refresh(self.engine(), &[*chain])
            .await
            .map(|fold| guess(&fold, chain, key))?;
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

    /// Whether the signer is somebody in the room, before its request is read.
    pub(crate) async fn knows(&self, room: &RoomId, by: &KeyId) -> bool {
        let KeyId::Member { chain, key } = by else {
            return false;
        };
        let Ok(room) = self.room(room).await else {
            return false;
        };
        let known = |fold: &RoomFold| fold.actor(chain, key, self.now()).is_ok();
        if known(&*room.fold().await) {
            return true;
        }
        room.refresh(self.engine(), &[*chain])
            .await
            .is_ok_and(|fold| known(&fold))
    }

    /// A room of this server.
    pub(crate) async fn room(&self, room: &RoomId) -> Result<Arc<Room>, Denial> {
        self.rooms
            .get(self.engine(), *room, self.key.public())
            .await
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
