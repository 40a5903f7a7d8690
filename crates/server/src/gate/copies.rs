//! What those who look after a room take for an archive of it: parts as they are sealed, and how links were opened.
//!
//! Parts come by a receipt, as they do for who reads them; many small ones in one answer, large ones by URLs.

use blobs::StoreError;
use blobs::wire::{Code, Copied, Copies, CopiesGiven, Opens, OpensSeen, Sealed, encode, limits};
use ledger::{ChainId, Hash, KeyId, RoomId};

use super::rooms::Room;
use super::urls::Op;
use super::{Denial, Gate, opens};

impl Gate {
    /// `POST /v1/rooms/R/copies`.
    pub async fn copies(
        &self,
        room: &RoomId,
        by: &KeyId,
        asked: &Copies,
    ) -> Result<CopiesGiven, Denial> {
        if asked.parts.len() > limits::PARTS {
            return Err(Denial::new(Code::TooLarge, "too many parts in one request"));
        }
        let (entered, actor) = self.enter(room, by).await?;
        let named = entered.fold().await.copied(&actor, asked.receipt)?;
        let until = self.now() + limits::URL_MS;
        let (mut given, mut weight) = (CopiesGiven::default(), 0);
        for part in &asked.parts {
            let part = Hash(part.0);
            let copied = match named.get(&part) {
                None => Copied::Absent,
                Some(len) if *len > limits::SMALL => {
                    Copied::At(self.url(room, Op::Get, &part, until))
                }
                Some(len) => {
                    weight += *len;
                    if weight > limits::READ as u64 && !given.parts.is_empty() {
                        break;
                    }
                    self.small(&entered, &part).await?
                }
            };
            given.parts.push(copied);
        }
        Ok(given)
    }

    async fn small(&self, room: &Room, part: &Hash) -> Result<Copied, Denial> {
        match self.engine().read(&room.layout.part(part)?, None).await {
            Ok(bytes) => Ok(Copied::There(Sealed(bytes.to_vec()))),
            Err(StoreError::Absent) => Ok(Copied::Absent),
            Err(other) => Err(other.into()),
        }
    }

    /// `POST /v1/rooms/R/opens`.
    pub async fn openings(
        &self,
        room: &RoomId,
        by: &KeyId,
        asked: &Opens,
    ) -> Result<OpensSeen, Denial> {
        let (room, actor) = self.enter(room, by).await?;
        let link = ChainId(asked.link.0);
        room.fold().await.may_count(&actor, &link)?;
        let all = opens::all(self.engine(), &room, &link).await?;
        let rest = all.get(asked.from as usize..).unwrap_or_default();
        let some = rest.iter().take(limits::VISITORS);
        Ok(OpensSeen {
            opens: some.map(|opening| Sealed(encode(opening))).collect(),
            more: rest.len() > limits::VISITORS,
        })
    }
}
