//! Appending: entries are judged, and what they refer to is stored before them.
//!
//! Order on disk: grants and bodies first, then the entry by create-if-absent. A crash between
//! leaves an object that nothing refers to, never an entry that refers to nothing. An entry that
//! stands there already, byte for byte, is answered as stored: a lost answer may be asked for again.
//! Before a request is answered, what it stored has its place in the index ([`super::index`]).

use std::collections::HashMap;

use blobs::wire::{self, Append, Appended, Code, Item, Outcome, limits};
use blobs::{Bytes, Created, Key, StoreError};
use ledger::{
    Actor, ChainId, Entry, Hash, KeyId, MemberId, Needs, Pieces, Public, Refusal, Role, RoomFold,
    RoomId, Signature, Signed, Verified, Wrapped, pieces,
};
use tokio::sync::MutexGuard;

use super::rooms::Room;
use super::{Denial, Gate, lease, quota};

/// The grants that came with a request, by member and hash.
pub(super) type Grants = HashMap<(MemberId, Hash), Bytes>;

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
        self.quotas
            .judge_reader(&room, &actor, &batch.items)
            .await?;
        Ok(self.apply(&room, Some(&actor), &batch.items, &grants).await)
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
                Ok(wrapped) => {
                    self.note_news(room, actor, item).await;
                    outcomes.push(Outcome::Stored(wrapped));
                }
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
        // What is stored stays stored: what cannot be indexed now, which is in the log, whoever comes next does.
        drop(self.index(room).await);
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
        if let Some(actor) = actor {
            // who may not append waits for nobody, and nobody for him
            let may = room.fold().await.may_append(actor, entry);
            may.map_err(Denial::from)?;
            self.quotas.judge_writer(room, actor, entry, item)?;
        }
        let (_turn, judged) = self.judge_in_turn(room, actor, &verified).await?;
        let (needs, time) = match judged {
            Ok(judged) => judged,
            Err(Refusal::NotNext) => return self.meet(room, actor, &verified).await,
            Err(refusal) => return Err(Denial::from(refusal).into()),
        };
        self.store_body(room, entry, item).await?;
        self.store_grants(room, &needs, grants).await?;
        let wrapped = self.key.wrap(signed(item), time).encode();
        let place = room.layout.entry(&entry.chain, entry.seq)?;
        match self.create(room, &place, wrapped.clone().into()).await? {
            Created::New => {
                room.take_in(&verified, time, quota::size(item)).await;
                if let Some(member) = actor.map(Actor::member) {
                    let (engine, now) = (self.engine(), self.now());
                    lease::settle(
                        engine,
                        room.layout,
                        &member,
                        &entry.chain,
                        &needs.parts,
                        now,
                    )
                    .await;
                }
                Ok(wrapped)
            }
            Created::Exists => self.meet(room, actor, &verified).await,
        }
    }

    /// Judges an entry while nobody else appends. The chains that matter are looked at; a refusal
    /// that an entry in another one may have undone is judged again when all were looked at, during
    /// which others append. That is for officers: what a reader names is among the chains that matter.
    async fn judge_in_turn<'r>(
        &self,
        room: &'r Room,
        actor: Option<&Actor>,
        verified: &Verified,
    ) -> Result<(MutexGuard<'r, ()>, Result<(Needs, u64), Refusal>), Stop> {
        let entry = verified.entry();
        let office = |actor: &Actor| {
            matches!(
                actor.role(),
                Role::Owner | Role::Manager | Role::Coordinator
            )
        };
        let mut looked = !actor.is_none_or(office);
        if entry.chain == ChainId::FRONT && matches!(entry.public, Public::Destroy(_)) {
            // what is held anywhere keeps the room
            drop(room.refresh_all(self.engine()).await);
        }
        loop {
            let turn = room.appending.lock().await;
            let fold = room.refresh_above(self.engine(), &matters(entry)).await;
            let judged = match fold {
                Ok(fold) => judge(&fold, actor, verified, self.now()),
                // what failed is in the log
                Err(_) => Err(Refusal::UnknownFront),
            };
            let missing = match &judged {
                Ok((needs, _)) => !self.has_parts(room, actor, entry, needs).await?,
                Err(_) => false,
            };
            let elsewhere = matches!(
                judged,
                Err(Refusal::NotFound | Refusal::Epoch | Refusal::UnknownFront)
            );
            if missing && looked {
                let why = "a part is not stored, or not leased for this folder";
                return Err(Denial::new(Code::Missing, why).into());
            }
            if looked || !(missing || elsewhere) {
                return Ok((turn, judged));
            }
            drop(turn);
            looked = true;
            // a chain that does not fold is in the log, and is judged as it is
            drop(room.refresh_all(self.engine()).await);
        }
    }

    async fn has_parts(
        &self,
        room: &Room,
        actor: Option<&Actor>,
        entry: &Entry,
        needs: &Needs,
    ) -> Result<bool, Denial> {
        let Some(member) = actor.map(Actor::member) else {
            return Ok(needs.parts.is_empty());
        };
        let (engine, now) = (self.engine(), self.now());
        lease::has(
            engine,
            room.layout,
            &member,
            &entry.chain,
            &needs.parts,
            now,
        )
        .await
    }

    /// Creates an object that counts as the room's.
    async fn create(&self, room: &Room, place: &Key, bytes: Bytes) -> Result<Created, Denial> {
        let len = bytes.len() as u64;
        room.usage.claim(len, &self.quotas)?;
        let created = self.engine().create(place, bytes).await;
        if created != Ok(Created::New) {
            room.usage.give_back(len);
        }
        Ok(created?)
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
                Ok(meta) => judge_body(entry, meta.size),
                Err(StoreError::Absent) => {
                    Err(Denial::new(Code::Missing, "the body is not stored"))
                }
                Err(other) => Err(other.into()),
            },
            (Some(hash), Some(body)) => {
                judge_body(entry, body.len() as u64)?;
                judge_pieces(entry, body)?;
                if room.fold().await.has_erased_body(hash) {
                    return Err(Denial::new(Code::Missing, "the body was destroyed"));
                }
                if pieces::named(&entry.public, body) != Some(*hash) {
                    return Err(Denial::new(
                        Code::Digest,
                        "the body is not the one that the entry names",
                    ));
                }
                let place = room.layout.body(hash)?;
                let bytes = Bytes::copy_from_slice(body);
                self.create(room, &place, bytes).await.map(drop)
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
                    self.create(room, &place, bytes.clone()).await?;
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

/// Judges an entry by the chains that were looked at, and says with which time it is wrapped.
fn judge(
    fold: &RoomFold,
    actor: Option<&Actor>,
    verified: &Verified,
    now: u64,
) -> Result<(Needs, u64), Refusal> {
    let entry = verified.entry();
    if let Some(actor) = actor {
        fold.may_append(actor, entry)?;
    }
    let time = fold.time_for(&entry.chain, now);
    Ok((fold.judge(verified, time)?, time))
}

/// A body is no longer than what its entry says can be.
fn judge_body(entry: &Entry, len: u64) -> Result<(), Denial> {
    if len > ledger::limits::body(&entry.public) as u64 {
        return Err(Denial::new(
            Code::TooLarge,
            "the body is longer than what the entry says can be",
        ));
    }
    Ok(())
}

/// A body in pieces has all of them.
fn judge_pieces(entry: &Entry, body: &[u8]) -> Result<(), Denial> {
    if pieces::about(&entry.public).is_none() {
        return Ok(());
    }
    match Pieces::parse(&entry.public, body) {
        Ok(pieces) if pieces.is_whole() => Ok(()),
        _ => Err(Denial::malformed()),
    }
}

/// The limits of a batch.
pub(super) fn check(batch: &Append) -> Result<Grants, Denial> {
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
        Public::Manager(member, ..) | Public::Unmanage(member) | Public::Suspend(member, _) => {
            chains.push(*member);
        }
        Public::Handover(over) => chains.extend([over.from, over.to]),
        Public::Dates(dates) => chains.push(dates.member),
        Public::Writer(member, _) | Public::Unwriter(member) => chains.push(*member),
        Public::Granters(list) => chains.extend(list.iter().map(|granter| granter.member)),
        Public::Unchild(scopes) => chains.extend(scopes),
        Public::Drops(member, scopes) => {
            chains.push(*member);
            chains.extend(scopes);
        }
        Public::Drop(scope, _) => chains.push(*scope),
        Public::Grants(given) => chains.extend(given.iter().map(|given| given.grant.scope)),
        Public::End(_, scopes) => chains.extend(scopes.iter().map(|scope| scope.scope)),
        Public::Withdraw(member, _, scopes) => {
            chains.push(*member);
            chains.extend(scopes.iter().map(|scope| scope.scope));
        }
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
