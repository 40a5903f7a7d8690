//! Appending: entries are judged, and what they refer to is stored before them.
//!
//! Order on disk: grants and bodies first, then the entry by create-if-absent. A crash between
//! leaves an object that nothing refers to, never an entry that refers to nothing. An entry that
//! stands there already, byte for byte, is answered as stored: a lost answer may be asked for again.

use std::collections::HashMap;

use blobs::wire::{self, Append, Appended, Code, Item, Outcome, limits};
use blobs::{Bytes, Created, StoreError};
use ledger::{
    Actor, ChainId, Entry, Hash, KeyId, MemberId, Needs, Public, PublicKey, Refusal, RoomId,
    Signature, Signed, Verified, Wrapped,
};

use super::rooms::Room;
use super::{Denial, Gate, lease};

/// The grants that came with a request, by member and hash.
type Grants = HashMap<(MemberId, Hash), Bytes>;

/// Why an item was not stored.
enum Stop {
    Conflict(u64, Hash),
    Denied(Denial),
}

impl From<Denial> for Stop {
    fn from(denial: Denial) -> Self {
        Self::Denied(denial)
    }
}

impl Gate {
    /// `POST /v1/rooms/R/append`.
    pub async fn append(
        &self,
        room: &RoomId,
        by: &KeyId,
        batch: Append,
    ) -> Result<Appended, Denial> {
        let grants = check(&batch)?;
        let (room, actor) = self.enter(room, by).await?;
        self.quotas.judge_reader(&room, &actor).await?;
        Ok(self.apply(&room, Some(&actor), &batch.items, &grants).await)
    }

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
        ledger::FrontFold::start(first, time)?;
        let wrapped = self.key.wrap(signed(item), time).encode();
        let layout = super::Layout(RoomId(first.hash().0));
        let place = layout.entry(&ChainId::FRONT, 0)?;
        match self.engine().create(&place, wrapped.clone().into()).await? {
            Created::New => Ok(wrapped),
            // its id is its hash, so it is the same one
            Created::Exists => Ok(self.engine().read(&place, None).await?.to_vec()),
        }
    }

    /// Applies items in order, up to the first that is not stored.
    pub(super) async fn apply(
        &self,
        room: &Room,
        actor: Option<&Actor>,
        items: &[Item],
        grants: &Grants,
    ) -> Appended {
        let mut outcomes = Vec::with_capacity(items.len());
        for item in items {
            match self.append_one(room, actor, item, grants).await {
                Ok(wrapped) => outcomes.push(Outcome::Stored(wrapped)),
                Err(Stop::Conflict(next, hash)) => {
                    outcomes.push(Outcome::Conflict(next, hash.0.into()));
                    break;
                }
                Err(Stop::Denied(denial)) => {
                    outcomes.push(Outcome::Refused(denial.code, denial.message));
                    break;
                }
            }
        }
        Appended { outcomes }
    }

    async fn append_one(
        &self,
        room: &Room,
        actor: Option<&Actor>,
        item: &Item,
        grants: &Grants,
    ) -> Result<Vec<u8>, Stop> {
        let verified = signed(item)
            .verify()
            .map_err(|error| Denial::from(Refusal::from(error)))?;
        let entry = verified.entry();
        let _turn = room.appending.lock().await;
        // a refusal by the chains that matter may mean that another one has changed: then all are asked
        let mut judged = self.judge(room, actor, &verified, false).await;
        let mut whole = match &judged {
            Ok((needs, _)) => self.has_parts(room, entry, needs).await?,
            Err(refusal) => *refusal == Refusal::NotNext,
        };
        if !whole {
            judged = self.judge(room, actor, &verified, true).await;
            whole = match &judged {
                Ok((needs, _)) => self.has_parts(room, entry, needs).await?,
                Err(_) => true,
            };
        }
        let (needs, time) = match judged {
            Ok(judged) => judged,
            Err(Refusal::NotNext) => return self.meet(room, actor, &verified).await,
            Err(refusal) => return Err(Denial::from(refusal).into()),
        };
        if !whole {
            let missing = "a part is not stored, or not leased for this folder";
            return Err(Denial::new(Code::Missing, missing).into());
        }
        self.store_body(room, entry, item).await?;
        self.store_grants(room, &needs, grants).await?;
        let wrapped = self.key.wrap(signed(item), time).encode();
        let place = room.layout.entry(&entry.chain, entry.seq)?;
        match self
            .engine()
            .create(&place, wrapped.clone().into())
            .await
            .map_err(Denial::from)?
        {
            Created::New => {
                room.take_in(&verified, time).await;
                lease::settle(self.engine(), room.layout, &needs.parts).await;
                Ok(wrapped)
            }
            Created::Exists => self.meet(room, actor, &verified).await,
        }
    }

    /// Judges an entry, after looking at the chains that matter to it, or at all of them.
    async fn judge(
        &self,
        room: &Room,
        actor: Option<&Actor>,
        verified: &Verified,
        all: bool,
    ) -> Result<(Needs, u64), Refusal> {
        let entry = verified.entry();
        let fold = match all {
            false => room.refresh(self.engine(), &matters(entry)).await,
            true => room.refresh_all(self.engine()).await,
        };
        // what failed is in the log
        let fold = fold.map_err(|_| Refusal::UnknownFront)?;
        if let Some(actor) = actor {
            fold.may_append(actor, entry)?;
        }
        let time = fold.time_for(&entry.chain, self.now());
        Ok((fold.judge(verified, time)?, time))
    }

    async fn has_parts(&self, room: &Room, entry: &Entry, needs: &Needs) -> Result<bool, Denial> {
        lease::has(
            self.engine(),
            room.layout,
            &entry.chain,
            &needs.parts,
            self.now(),
        )
        .await
    }

    /// Another entry stands there: the same one, or one that this one has to follow.
    async fn meet(
        &self,
        room: &Room,
        actor: Option<&Actor>,
        verified: &Verified,
    ) -> Result<Vec<u8>, Stop> {
        let entry = verified.entry();
        let fold = room.refresh(self.engine(), &[entry.chain]).await?;
        let head = fold.tip(&entry.chain).head();
        let may = actor.is_none_or(|actor| fold.may_append(actor, entry).is_ok());
        drop(fold);
        if !may {
            return Err(Denial::from(Refusal::NotAllowed).into());
        }
        if entry.seq < head.next {
            let bytes = self
                .engine()
                .read(&room.layout.entry(&entry.chain, entry.seq)?, None)
                .await;
            let bytes = bytes.map_err(Denial::from)?;
            let there = Wrapped::parse(&bytes).map_err(Denial::internal)?;
            if there.signed().hash() == verified.hash() {
                return Ok(bytes.to_vec());
            }
        }
        Err(Stop::Conflict(head.next, head.hash))
    }

    async fn store_body(&self, room: &Room, entry: &Entry, item: &Item) -> Result<(), Denial> {
        match (&entry.body, &item.body) {
            (None, None) => Ok(()),
            (None, Some(_)) => Err(Denial::malformed()),
            (Some(hash), None) => match self.engine().meta(&room.layout.body(hash)?).await {
                Ok(_) => Ok(()),
                Err(StoreError::Absent) => {
                    Err(Denial::new(Code::Missing, "the body is not stored"))
                }
                Err(other) => Err(other.into()),
            },
            (Some(hash), Some(body)) => {
                if Hash::of(body) != *hash {
                    return Err(Denial::new(
                        Code::Digest,
                        "the body is not the one that the entry names",
                    ));
                }
                let len = body.len() as u64;
                room.usage.claim(len, &self.quotas)?;
                match self
                    .engine()
                    .create(&room.layout.body(hash)?, Bytes::copy_from_slice(body))
                    .await
                {
                    Ok(Created::New) => Ok(()),
                    other => {
                        room.usage.give_back(len);
                        other.map(drop).map_err(Denial::from)
                    }
                }
            }
        }
    }

    async fn store_grants(
        &self,
        room: &Room,
        needs: &Needs,
        grants: &Grants,
    ) -> Result<(), Denial> {
        for need in &needs.grants {
            let place = room.layout.grant(&need.0, &need.1)?;
            match grants.get(need) {
                Some(bytes) => {
                    self.engine().create(&place, bytes.clone()).await?;
                }
                None => match self.engine().meta(&place).await {
                    Ok(_) => {}
                    Err(StoreError::Absent) => {
                        return Err(Denial::new(Code::Missing, "a grant is not stored"));
                    }
                    Err(other) => return Err(other.into()),
                },
            }
        }
        Ok(())
    }
}

/// The limits of a batch.
fn check(batch: &Append) -> Result<Grants, Denial> {
    let large = |item: &Item| {
        item.entry.len() > limits::ENTRY
            || item
                .body
                .as_ref()
                .is_some_and(|body| body.len() > limits::BODY)
    };
    let many = batch.items.len() > limits::ITEMS || batch.grants.len() > limits::GRANTS;
    if many
        || batch.items.iter().any(large)
        || batch
            .grants
            .iter()
            .any(|grant| grant.bytes.len() > limits::GRANT)
    {
        return Err(Denial::new(
            Code::TooLarge,
            "over the limits of one request",
        ));
    }
    if batch.items.is_empty() {
        return Err(Denial::malformed());
    }
    let grants = batch.grants.iter().map(|grant| {
        let bytes = Bytes::copy_from_slice(&grant.bytes);
        ((ChainId(grant.member.0), Hash::of(&bytes)), bytes)
    });
    Ok(grants.collect())
}

pub(super) fn signed(item: &Item) -> Signed {
    Signed::assemble(item.entry.clone(), Signature(item.sig.0))
}

/// The key that an entry certifies as a device of the owner's.
fn certified(entry: &Entry, owner: MemberId) -> KeyId {
    let key = match &entry.public {
        Public::Device(device) if entry.chain == owner => *device,
        _ => PublicKey([0; 32]),
    };
    KeyId::Member { chain: owner, key }
}

/// The chains by which an entry is judged, besides front and roster.
fn matters(entry: &Entry) -> Vec<ChainId> {
    let mut chains = vec![entry.chain];
    match &entry.public {
        Public::Epoch(epoch) => chains.extend(epoch.parent),
        Public::Children(scopes) | Public::Keys(scopes) => chains.extend(scopes),
        Public::Member(member) => {
            chains.push(member.member);
            chains.extend(member.grants.iter().map(|grant| grant.scope));
        }
        Public::Manager(member, _) => chains.push(*member),
        Public::Grants(given) => chains.extend(given.iter().map(|given| given.grant.scope)),
        Public::End(_, scopes) => chains.extend(scopes.iter().map(|scope| scope.scope)),
        Public::Join(join) => chains.extend(join.grants.iter().map(|grant| grant.scope)),
        Public::Visitor(link, _) => chains.push(*link),
        Public::Receipt(receipt) => chains.extend(receipt.docs.iter().map(|opened| opened.scope)),
        _ => {}
    }
    chains
}

/// A message with one wrapped entry and its body.
pub(super) fn with_body(wrapped: Vec<u8>, body: Option<Vec<u8>>) -> wire::Stored {
    wire::Stored { wrapped, body }
}
