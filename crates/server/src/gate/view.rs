//! What those who look after a room may see of the others: who came by its links, and what exactly
//! a member was given.

use std::collections::{BTreeSet, HashMap};
use std::ops::Bound;

use blobs::wire::{Grants, GrantsOf, Visitor, Visitors, VisitorsSeen, limits};
use ledger::{
    Actor, ChainId, GrantRef, KeyId, MemberId, MemberKind, Refusal, Role, RoomFold, RoomId,
};

use super::rooms::Room;
use super::{Denial, Gate, opens};

impl Gate {
    /// `POST /v1/rooms/R/visitors`: the visitors of every link whose chain the signer may read. Those
    /// who only read documents may read none, and their list is empty.
    pub async fn visitors(
        &self,
        room: &RoomId,
        by: &KeyId,
        asked: &Visitors,
    ) -> Result<VisitorsSeen, Denial> {
        let (room, actor) = self.enter(room, by).await?;
        let links = links(&*room.fold().await, &actor, self.now());
        if links.is_empty() {
            // nobody has all chains read for nothing
            return Ok(VisitorsSeen::default());
        }
        let after = asked
            .after
            .map_or(Bound::Unbounded, |chain| Bound::Excluded(ChainId(chain.0)));
        let fold = room.refresh_all(self.engine()).await?;
        let mut found: Vec<(MemberId, ChainId)> = fold
            .members()
            .range((after, Bound::Unbounded))
            .filter_map(|(chain, fold)| Some((fold.visits()?, *chain)))
            .filter(|(link, _)| links.contains(link))
            .take(limits::VISITORS + 1)
            .collect();
        drop(fold);
        let more = found.len() > limits::VISITORS;
        found.truncate(limits::VISITORS);
        let first = self.first_openings(&room, &found).await?;
        let visitors = found.iter().map(|(link, chain)| Visitor {
            link: link.0.into(),
            chain: chain.0.into(),
            first: first.get(chain).copied(),
        });
        Ok(VisitorsSeen {
            visitors: visitors.collect(),
            more,
        })
    }

    /// When each of these visitors opened its link for the first time.
    async fn first_openings(
        &self,
        room: &Room,
        visitors: &[(MemberId, ChainId)],
    ) -> Result<HashMap<ChainId, u64>, Denial> {
        let links: BTreeSet<MemberId> = visitors.iter().map(|(link, _)| *link).collect();
        let mut first = HashMap::new();
        for link in &links {
            for opening in opens::all(self.engine(), room, link).await?.iter() {
                first.entry(opening.chain).or_insert(opening.time);
            }
        }
        Ok(first)
    }

    /// `POST /v1/rooms/R/grants`, by those who manage: the sealed grants that members have now, of as many as
    /// one answer holds. One who is not let in any more stops it, as it would be stopped itself; one who is kept out
    /// for now does not.
    pub async fn stored_grants(
        &self,
        room: &RoomId,
        by: &KeyId,
        asked: &Grants,
    ) -> Result<GrantsOf, Denial> {
        let (room, actor) = self.enter(room, by).await?;
        let members: Vec<MemberId> = asked.members.iter().map(|name| ChainId(name.0)).collect();
        let fold = room.refresh(self.engine(), &members).await?;
        if !matches!(actor.role(), Role::Owner | Role::Manager) {
            return Err(Denial::absent());
        }
        let now = self.now();
        let each = members.iter().map(|member| fold.held(member, now));
        let each: Vec<Vec<GrantRef>> = each.collect::<Result<_, Refusal>>()?;
        drop(fold);
        let (mut answer, mut weight) = (GrantsOf::default(), 0);
        for (member, grants) in members.into_iter().zip(each) {
            weight += grants.len() * limits::GRANT;
            if weight > limits::READ && !answer.members.is_empty() {
                break;
            }
            answer
                .members
                .push(self.sealed(&room, member, grants).await?);
        }
        Ok(answer)
    }
}

/// The links whose visitors somebody may know of: those whose own chains it may read, with bodies or
/// without, unless it came by one itself.
fn links(fold: &RoomFold, actor: &Actor, now: u64) -> BTreeSet<MemberId> {
    if matches!(actor.role(), Role::Visitor | Role::Link | Role::Invite) {
        return BTreeSet::new();
    }
    let members = fold
        .roster()
        .members()
        .values()
        .map(|member| &member.member);
    let links = members.filter(|member| member.kind == MemberKind::Link);
    links
        .map(|link| link.member)
        .filter(|link| fold.sight(actor, link, now).is_ok())
        .collect()
}
