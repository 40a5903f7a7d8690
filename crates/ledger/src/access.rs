//! Who asks, and what it may have: the gate's answers to requests.
//!
//! A request is signed with a key and names the chain that certifies it.
//! [`RoomFold::actor`] says who that is now; everything else asks the actor.
//! What has expired is refused from its millisecond on. What one may not have
//! and what does not exist give the same answer, [`Refusal::NotFound`].

mod copy;
mod link;

use crate::entry::{Entry, GrantRef, Manner, MemberKind, Office, Opened, Public};
use crate::fold::{MemberFold, RoomFold, Version};
use crate::ids::{ChainId, Hash, MemberId, PublicKey, ScopeId};
use crate::refusal::Refusal;

pub use link::{LinkState, LinkView};

/// Who signed a request; made by [`RoomFold::actor`] only, for one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    member: MemberId,
    chain: ChainId,
    key: PublicKey,
    role: Role,
    device: bool,
    manner: Manner,
    owes: Option<Hash>,
    until: Option<u64>,
}

/// What an actor is in the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// An owner, by the current front.
    Owner,
    /// A manager, by the current front.
    Manager,
    /// A coordinator, by the current front: reads front, roster and members' chains, no folder.
    Coordinator,
    /// A person who reads what it was granted.
    Person,
    /// An invite that nobody took yet: may read its own chain and the front, and join.
    Invite,
    /// A link's own key: may read its own chain and the front.
    Link,
    /// The device that opened a link.
    Visitor,
}

impl Actor {
    /// The member of the roster that the actor acts for: for a visitor, its link.
    pub fn member(&self) -> MemberId {
        self.member
    }

    /// The chain that certifies the key.
    pub fn chain(&self) -> ChainId {
        self.chain
    }

    /// The key.
    pub fn key(&self) -> PublicKey {
        self.key
    }

    /// What the actor is.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Whether the key is a device's, which receipts and content need.
    pub fn is_device(&self) -> bool {
        self.device
    }

    /// From when on it is nobody.
    pub fn until(&self) -> Option<u64> {
        self.until
    }

    /// Whether nothing may be saved or printed.
    pub fn is_view_only(&self) -> bool {
        self.manner.view_only
    }

    /// The text that is to be agreed to before anything is released or read.
    pub fn owes(&self) -> Option<Hash> {
        self.owes
    }

    pub(crate) fn judge_owes(&self) -> Result<(), Refusal> {
        self.owes.map_or(Ok(()), |_| Err(Refusal::Nda))
    }

    /// Whether the actor holds an office that opens folders.
    pub fn manages(&self) -> bool {
        matches!(self.role, Role::Owner | Role::Manager)
    }

    fn coordinates(&self) -> bool {
        self.manages() || self.role == Role::Coordinator
    }
}

/// How much of a chain one may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Entries without their bodies.
    Public,
    /// Entries with their bodies.
    Whole,
}

impl RoomFold {
    /// Who a request is from, if that one is somebody now.
    pub fn actor(&self, chain: &ChainId, key: &PublicKey, now: u64) -> Result<Actor, Refusal> {
        let actor = self.would_be(chain, key, now)?;
        self.judge_admitted(&actor.member, now)?;
        Ok(actor)
    }

    /// Who that would be, if it were let in again: one that is suspended, or whom a locked room keeps out, holds what
    /// it held.
    pub fn would_be(&self, chain: &ChainId, key: &PublicKey, now: u64) -> Result<Actor, Refusal> {
        let fold = self.member(chain);
        let member = fold.and_then(MemberFold::visits).unwrap_or(*chain);
        let subject = self.subject(&member).ok_or(Refusal::NotAllowed)?;
        let device = fold.is_some_and(|fold| fold.device(key).is_some());
        let own = fold.map_or(subject.key, |fold| fold.key(&subject)) == *key;
        let visitor = member != *chain;
        if !device && (visitor || !own) {
            return Err(Refusal::NotAllowed);
        }
        self.judge_open(&member, now)?;
        let joined = fold.is_some_and(|fold| fold.joined().is_some());
        let role = match subject.kind {
            _ if visitor => Role::Visitor,
            MemberKind::Link => Role::Link,
            MemberKind::Invite if !joined => Role::Invite,
            _ => match self.front().office(&member, &self.front().head()) {
                Some(Office::Owner) => Role::Owner,
                Some(Office::Manager) => Role::Manager,
                Some(Office::Coordinator) => Role::Coordinator,
                None => Role::Person,
            },
        };
        let entered = self.roster().member(&member).map(|entered| &entered.member);
        let ends = entered.and_then(|entered| entered.expires);
        let mut manner = entered.map(|entered| entered.manner).unwrap_or_default();
        // one who only holds the invite is no auditor yet
        manner.audits &= role != Role::Invite;
        let closes = self.front().policy().ends.filter(|_| role != Role::Owner);
        let until = [ends, closes].into_iter().flatten().min();
        let asked = !matches!(role, Role::Owner | Role::Invite | Role::Link);
        let owes = self.owes(&member, chain).filter(|_| asked);
        Ok(Actor {
            member,
            chain: *chain,
            key: *key,
            role,
            device,
            manner,
            owes,
            until,
        })
    }

    /// The grants that are released to the actor: the latest of each scope that has not expired.
    ///
    /// To a link's own key none are: they are counted when a visitor's device gets them. The
    /// roster's is for those in office now, and a coordinator's are the front's and the roster's. To who
    /// has not agreed to the text that is asked for, the front's alone.
    pub fn grants(&self, actor: &Actor, now: u64) -> Vec<GrantRef> {
        if actor.role == Role::Link {
            return Vec::new();
        }
        let Some(member) = self.roster().member(&actor.member) else {
            return Vec::new();
        };
        let mut grants: Vec<GrantRef> = member.newest(self.member(&actor.member)).collect();
        grants.retain(|grant| {
            let fits = match grant.scope {
                ChainId::FRONT => true,
                _ if actor.owes.is_some() => false,
                ChainId::ROSTER => actor.coordinates(),
                _ => actor.role != Role::Coordinator,
            };
            fits && grant.expires.is_none_or(|expires| now < expires)
        });
        grants
    }

    /// What is released to a member now, or to the visitors of a link. What a suspended one holds is looked at as
    /// well: it is to be let in again.
    pub fn held(&self, member: &MemberId, now: u64) -> Result<Vec<GrantRef>, Refusal> {
        let subject = self.subject(member).ok_or(Refusal::NotFound)?;
        if subject.kind == MemberKind::Link {
            let held = self.roster().member(member).ok_or(Refusal::NotFound)?;
            held.judge_live(now)?;
            let grants = held.grants.values().map(|held| held.grant);
            let live = |grant: &GrantRef| grant.expires.is_none_or(|expires| now < expires);
            return Ok(grants.filter(live).collect());
        }
        let fold = self.member(member);
        let key = fold.map_or(subject.key, |fold| fold.key(&subject));
        let actor = self.would_be(member, &key, now)?;
        Ok(self.grants(&actor, now))
    }

    /// Whether the actor holds a scope, by a grant for it or for a folder above; until when.
    pub fn holds(&self, actor: &Actor, scope: &ScopeId, now: u64) -> Result<Option<u64>, Refusal> {
        if self.epoch_of(scope).is_none() {
            return Err(Refusal::NotFound);
        }
        if actor.manages() {
            return actor.judge_owes().map(|()| actor.until);
        }
        if !matches!(actor.role, Role::Person | Role::Visitor) {
            return Err(Refusal::NotFound);
        }
        let path = self.path(scope);
        // what one would hold is told from what is not there, agreed or not
        let agreed = Actor {
            owes: None,
            ..*actor
        };
        let grants = self.grants(&agreed, now);
        let held = grants.iter().filter(|grant| path.contains(&grant.scope));
        let longest = held.map(|grant| grant.expires.unwrap_or(u64::MAX)).max();
        let until = longest
            .ok_or(Refusal::NotFound)?
            .min(actor.until.unwrap_or(u64::MAX));
        actor.judge_owes()?;
        Ok(Some(until).filter(|until| *until < u64::MAX))
    }

    /// How much of a chain the actor may read: an auditor everything but the bodies of what it does not
    /// hold.
    pub fn sight(&self, actor: &Actor, chain: &ChainId, now: u64) -> Result<Sight, Refusal> {
        match self.may_read(actor, chain, now) {
            Ok(()) => Ok(Sight::Whole),
            Err(Refusal::NotFound)
                if actor.manner.audits
                    && actor.owes.is_none()
                    && self.tip(chain).head().next > 0 =>
            {
                Ok(Sight::Public)
            }
            Err(refusal) => Err(refusal),
        }
    }

    /// Whether the actor may read a chain with its bodies.
    pub fn may_read(&self, actor: &Actor, chain: &ChainId, now: u64) -> Result<(), Refusal> {
        let own = *chain == actor.chain || *chain == actor.member;
        if *chain == ChainId::FRONT || own {
            return Ok(());
        }
        if actor.manages() {
            return actor.judge_owes();
        }
        if actor.role == Role::Coordinator {
            actor.judge_owes()?;
            let people = *chain == ChainId::ROSTER || self.member(chain).is_some();
            return if people {
                Ok(())
            } else {
                Err(Refusal::NotFound)
            };
        }
        if *chain == ChainId::ROSTER {
            return Err(Refusal::NotFound);
        }
        self.holds(actor, chain, now).map(|_| ())
    }

    /// Whether the actor may read the room's log: who manages, and auditors.
    pub fn may_read_log(&self, actor: &Actor) -> Result<(), Refusal> {
        if actor.manages() || actor.manner.audits {
            actor.judge_owes()
        } else {
            Err(Refusal::NotFound)
        }
    }

    /// Whether the entry is one of the actor's own, so that nobody appends in another's name.
    ///
    /// Whether that author may say it there is for [`RoomFold::judge`]. A link's own key appends
    /// nothing: it certifies visitors by a request of its own, which counts them and wrong keys.
    pub fn may_append(&self, actor: &Actor, entry: &Entry) -> Result<(), Refusal> {
        let subject = self.subject(&actor.member).ok_or(Refusal::NotAllowed)?;
        let own = match actor.role {
            Role::Visitor => entry.author == actor.key,
            _ => {
                let fold = self.member(&actor.member);
                let key = fold.map_or(subject.key, |fold| fold.key(&subject));
                entry.author == key || (actor.device && entry.author == actor.key)
            }
        };
        let fits = match actor.role {
            _ if actor.owes.is_some() && entry.chain != actor.chain => false,
            Role::Owner | Role::Manager => true,
            Role::Coordinator => [ChainId::ROSTER, actor.chain].contains(&entry.chain),
            Role::Person => entry.chain == actor.chain || self.writes(actor, &entry.chain),
            Role::Visitor => entry.chain == actor.chain,
            Role::Invite => entry.chain == actor.chain && matches!(entry.public, Public::Join(_)),
            Role::Link => false,
        };
        if own && fits {
            Ok(())
        } else {
            Err(Refusal::NotAllowed)
        }
    }

    /// Whether the actor may upload parts for a scope: managers, and its writers while they hold it; and
    /// for its own chain, who may drop documents.
    pub fn may_lease(&self, actor: &Actor, scope: &ScopeId, now: u64) -> Result<(), Refusal> {
        if *scope == actor.chain && actor.device && !self.drops(&actor.member).is_empty() {
            return actor.judge_owes();
        }
        match self.scope(scope) {
            Some(_) if actor.manages() => actor.judge_owes(),
            Some(_) if self.writes(actor, scope) => self.holds(actor, scope, now).map(|_| ()),
            Some(_) => Err(Refusal::NotAllowed),
            None => Err(Refusal::NotFound),
        }
    }

    /// Whether the person's room key is a writer's in this scope.
    fn writes(&self, actor: &Actor, scope: &ScopeId) -> bool {
        let key = self.subject(&actor.member).map(|subject| {
            let fold = self.member(&actor.member);
            fold.map_or(subject.key, |fold| fold.key(&subject))
        });
        let held = self.scope(scope).map(|scope| scope.writers());
        let held = held.and_then(|writers| writers.get(&actor.member));
        actor.role == Role::Person && held.is_some() && held == key.as_ref()
    }

    /// Whether the actor may open a version of a document that is there; until when.
    pub fn may_open(
        &self,
        actor: &Actor,
        opened: &Opened,
        now: u64,
    ) -> Result<(&Version, Option<u64>), Refusal> {
        let until = self.holds(actor, &opened.scope, now)?;
        let scope = self.scope(&opened.scope).ok_or(Refusal::NotFound)?;
        let version = scope
            .version(&opened.doc, &opened.version)
            .ok_or(Refusal::NotFound)?;
        Ok((version, until))
    }

    /// Whether the actor's device may have URLs for these parts: a receipt of the same device, at
    /// this place of its own chain, names the version that they belong to. Until when.
    pub fn may_get(
        &self,
        actor: &Actor,
        receipt: u64,
        opened: &Opened,
        parts: &[Hash],
        now: u64,
    ) -> Result<Option<u64>, Refusal> {
        let (version, until) = self.may_open(actor, opened, now)?;
        let taken = self
            .member(&actor.chain)
            .and_then(|fold| fold.receipt(receipt));
        let taken = taken.ok_or(Refusal::Receipt)?;
        let opens = taken.receipt.action.opens() && taken.receipt.docs.contains(opened);
        if taken.device != actor.key || !opens {
            return Err(Refusal::Receipt);
        }
        let listed = |hash: &Hash| version.parts.iter().any(|part| part.hash == *hash);
        if parts.iter().all(listed) {
            Ok(until)
        } else {
            Err(Refusal::NotFound)
        }
    }
}
