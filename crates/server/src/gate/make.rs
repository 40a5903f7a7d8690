//! Making a room: its first entries, all the owner's, with the operator's token.

use blobs::Created;
use blobs::wire::{Append, Appended, Code, Item, Outcome};
use ledger::{
    ChainId, Entry, FrontFold, KeyId, MemberId, Public, PublicKey, Refusal, RoomId, Verified,
};

use super::append::{check, signed};
use super::{Denial, Gate, Layout};

impl Gate {
    /// `POST /v1/rooms`: the first entry makes the room, and all others are the owner's.
    /// That the token is right was checked before; the signer is a device of the batch.
    pub async fn make_room(&self, by: &KeyId, batch: Append) -> Result<Appended, Denial> {
        let grants = check(&batch)?;
        let mut entries = batch.items.iter().map(|item| signed(item).verify());
        let first = entries
            .next()
            .ok_or_else(Denial::malformed)?
            .map_err(Refusal::from)?;
        let Public::Open(open) = &first.entry().public else {
            return Err(Denial::malformed());
        };
        if open.server != self.key.public() {
            return Err(Denial::new(
                Code::Rule,
                "the room names another server's key",
            ));
        }
        let mut known = false;
        for entry in entries {
            let entry = entry.map_err(Refusal::from)?;
            if entry.entry().author != first.entry().author {
                return Err(Denial::new(Code::Rule, "a room is made by its owner alone"));
            }
            known |= *by == certified(entry.entry(), open.owner);
        }
        if !known {
            return Err(Denial::new(
                Code::Signature,
                "the signer is no device of the new room",
            ));
        }
        let made = self.open_room(&first, &batch.items[0]).await?;
        let room = self.room(&RoomId(first.hash().0)).await?;
        let mut appended = self.apply(&room, None, &batch.items[1..], &grants).await;
        appended.outcomes.insert(0, Outcome::Stored(made));
        Ok(appended)
    }

    async fn open_room(&self, first: &Verified, item: &Item) -> Result<Vec<u8>, Denial> {
        let time = self.now();
        // everything that can be wrong with a first entry, before it is written
        FrontFold::start(first, time)?;
        let wrapped = self.key.wrap(signed(item), time).encode();
        let layout = Layout(RoomId(first.hash().0));
        let place = layout.entry(&ChainId::FRONT, 0)?;
        match self.engine().create(&place, wrapped.clone().into()).await? {
            Created::New => Ok(wrapped),
            // its id is its hash, so it is the same one
            Created::Exists => Ok(self.engine().read(&place, None).await?.to_vec()),
        }
    }
}

/// The key that an entry certifies as a device of the owner's.
fn certified(entry: &Entry, owner: MemberId) -> KeyId {
    let key = match &entry.public {
        Public::Device(device) if entry.chain == owner => *device,
        _ => PublicKey([0; 32]),
    };
    KeyId::Member { chain: owner, key }
}
