//! Links and invites, for who has the secret but not (yet) a place in the room.

use blobs::wire::{Code, LinkKind, LinkState, Standing, Stored, Visit, limits};
use ledger::{ChainId, KeyId, LinkView, MemberId, MemberKind, Public, Refusal, RoomId};

use super::read::Bodies;
use super::rooms::Room;
use super::{Denial, Gate, append, denial, opens, quota, tries};

/// What a visitor says of itself, sealed.
const VISITOR_BODY: usize = 8 << 10;

impl Gate {
    /// `POST /v1/rooms/R/links/L/state`, for the link's state key.
    pub async fn link_state(
        &self,
        room: &RoomId,
        link: &MemberId,
        by: &KeyId,
    ) -> Result<LinkState, Denial> {
        let (room, view) = self.look(room, by).await?;
        if chain_of(by) != Some(*link) {
            return Err(Denial::absent());
        }
        let now = self.now();
        let locked_until = tries::locked_until(self.engine(), room.layout, link, now).await?;
        let opened = opens::count(self.engine(), &room, link).await?;
        let opens_left = view.opens.map(|limit| limit.saturating_sub(opened));
        let standing = match view.state {
            ledger::LinkState::Ended => Standing::Ended,
            ledger::LinkState::Expired => Standing::Expired,
            ledger::LinkState::Used => Standing::Used,
            ledger::LinkState::Live if locked_until.is_some() => Standing::Locked,
            ledger::LinkState::Live if opens_left == Some(0) => Standing::Used,
            ledger::LinkState::Live => Standing::Live,
        };
        // The fragment names this entry by its hash. Its body goes to the link's own key alone, by
        // `read`, which counts wrong keys: to whoever has the link but not its passphrase, it would
        // be something to try passphrases on.
        let issued = match (view.state, view.shut) {
            (ledger::LinkState::Live, None) => self.issued(&room, link).await?,
            _ => None,
        };
        Ok(LinkState {
            standing,
            kind: if view.kind == MemberKind::Link {
                LinkKind::Link
            } else {
                LinkKind::Invite
            },
            expires: [view.expires, view.join_by].into_iter().flatten().min(),
            opens_left,
            locked_until,
            issued,
            opened,
            shut: view.shut.map(denial::code),
        })
    }

    /// `POST /v1/rooms/R/visit`: the link's key certifies a device, whose chain begins. A wrong
    /// passphrase shows as an entry by another key: [`Code::Signature`], and it is counted.
    pub async fn visit(&self, room: &RoomId, by: &KeyId, visit: &Visit) -> Result<Stored, Denial> {
        let (room, view) = self.look(room, by).await?;
        let link = chain_of(by).ok_or_else(Denial::absent)?;
        if view.kind != MemberKind::Link {
            return Err(Denial::malformed());
        }
        let body = visit.item.body.as_ref().map_or(0, Vec::len);
        if visit.item.entry.len() > limits::ENTRY || body > VISITOR_BODY {
            return Err(Denial::new(
                Code::TooLarge,
                "a visitor's entry is too large",
            ));
        }
        match view.state {
            ledger::LinkState::Live => {}
            ledger::LinkState::Ended => return Err(Refusal::Ended.into()),
            ledger::LinkState::Expired | ledger::LinkState::Used => {
                return Err(Refusal::Expired.into());
            }
        }
        if let Some(refusal) = view.shut {
            return Err(refusal.into());
        }
        let right = match append::signed(&visit.item).verify() {
            Ok(verified) => {
                let entry = verified.entry();
                // the device's own chain, and no other: a conflict would tell of what stands there
                let own = matches!(&entry.public, Public::Visitor(of, device)
                    if *of == link && entry.chain == ChainId::of_visitor(device));
                if !own {
                    return Err(Denial::malformed());
                }
                let fold = room.fold().await;
                fold.roster()
                    .member(&link)
                    .is_some_and(|member| member.member.key == entry.author)
            }
            Err(ledger::SignedError::Malformed) => return Err(Denial::malformed()),
            Err(ledger::SignedError::Signature) => false,
        };
        tries::take(self.engine(), room.layout, &link, self.now(), right).await?;
        if !right {
            return Err(Denial::new(Code::Signature, "the passphrase is wrong"));
        }
        self.judge_visitors(&room, &link).await?;
        let size = quota::size(&visit.item);
        self.quotas.judge_link(&room, &link, size)?;
        let items = std::slice::from_ref(&visit.item);
        let outcome = self
            .apply(&room, None, items, &Default::default())
            .await
            .outcomes
            .pop();
        match outcome {
            Some(blobs::wire::Outcome::Stored(wrapped)) => Ok(append::with_body(wrapped, None)),
            Some(blobs::wire::Outcome::Refused(code, message)) => Err(Denial { code, message }),
            _ => Err(Denial::new(Code::Exists, "the device's chain has begun")),
        }
    }

    /// A link has many visitors, but not without end.
    async fn judge_visitors(&self, room: &Room, link: &MemberId) -> Result<(), Denial> {
        let fold = room.fold().await;
        let visitors = fold
            .members()
            .values()
            .filter(|chain| chain.visits() == Some(*link))
            .count();
        if visitors as u64 >= self.quotas.visitors {
            return Err(Denial::new(
                Code::Quota,
                "the link has had too many visitors",
            ));
        }
        Ok(())
    }

    /// What a state key may see, live or not.
    async fn look(
        &self,
        room: &RoomId,
        by: &KeyId,
    ) -> Result<(std::sync::Arc<Room>, LinkView), Denial> {
        let KeyId::State { chain, key } = by else {
            return Err(Denial::absent());
        };
        let room = self.room(room).await?;
        let view = room
            .refresh(self.engine(), &[*chain])
            .await?
            .link(chain, key, self.now());
        let view = view.map_err(|_| Denial::absent())?;
        Ok((room, view))
    }

    async fn issued(&self, room: &Room, link: &MemberId) -> Result<Option<Stored>, Denial> {
        match self.entry(room, link, 0, Bodies::None).await {
            Ok(stored) => Ok(Some(append::with_body(stored.wrapped, None))),
            Err(denial) if denial.code == Code::Absent => Ok(None),
            Err(other) => Err(other),
        }
    }
}

fn chain_of(by: &KeyId) -> Option<ChainId> {
    match by {
        KeyId::State { chain, .. } => Some(*chain),
        _ => None,
    }
}
