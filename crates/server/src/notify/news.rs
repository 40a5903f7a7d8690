//! Whom an entry concerns, by its public part and the folds alone.

use blobs::wire::TellCode;
use ledger::{
    ChainId, Entry, MemberGrant, MemberId, MemberKind, Office, Policy, Public, RoomFold, RoomId,
    RoomState, ScopeId,
};

/// Something that happened in a room.
#[derive(Debug, Clone)]
pub(crate) struct News {
    pub(crate) room: RoomId,
    /// Who did it, and is told nothing of it.
    pub(crate) by: Option<MemberId>,
    pub(crate) whom: Concerns,
    pub(crate) code: TellCode,
}

/// Whom it concerns.
#[derive(Debug, Clone)]
pub(crate) enum Concerns {
    Member(MemberId),
    /// Owners and managers.
    Managers,
    /// Whoever holds this scope, and who manages.
    Holders(ScopeId),
    Everybody,
}

/// What an entry that was stored says to whom.
pub(crate) fn of(fold: &RoomFold, entry: &Entry) -> Vec<(Concerns, TellCode)> {
    use Concerns::{Everybody, Holders, Managers, Member};
    match &entry.public {
        Public::Grants(given) => {
            // a new key of what was held already gives nothing new
            let first = |one: &&MemberGrant| {
                let member = fold.roster().member(&one.member);
                let ever = member.into_iter().flat_map(|member| &member.ever);
                let same = ever.filter(|grant| grant.scope == one.grant.scope);
                same.count() <= 1
            };
            let mut to: Vec<MemberId> = given.iter().filter(first).map(|one| one.member).collect();
            to.sort_unstable();
            to.dedup();
            to.into_iter()
                .map(|id| (Member(id), TellCode::Given))
                .collect()
        }
        Public::Manager(id, ..) => vec![(Member(*id), TellCode::Given)],
        Public::Unmanage(id) | Public::End(id, _) => vec![(Member(*id), TellCode::Taken)],
        // who takes it over has written it
        Public::Handover(over) => vec![(Member(over.from), TellCode::Taken)],
        Public::Withdraw(id, scopes, _) if !scopes.is_empty() => {
            vec![(Member(*id), TellCode::Taken)]
        }
        Public::Suspend(id, kept_out) => {
            let code = if *kept_out {
                TellCode::Taken
            } else {
                TellCode::Given
            };
            vec![(Member(*id), code)]
        }
        Public::Destroy(_) if entry.chain == ChainId::FRONT => vec![(Everybody, TellCode::Taken)],
        Public::Dates(dates) => vec![(Member(dates.member), TellCode::Ending)],
        Public::Nda(_) => vec![(Member(entry.chain), TellCode::Asked)],
        Public::Propose => vec![(Managers, TellCode::Decide)],
        Public::Drop(..) => vec![(Managers, TellCode::Waiting)],
        Public::Docs(_) => vec![(Holders(entry.chain), TellCode::News)],
        Public::Policy(Policy {
            state: RoomState::Locked,
            ..
        }) => vec![(Everybody, TellCode::Locked)],
        _ => Vec::new(),
    }
}

impl Concerns {
    /// Whether it concerns this person.
    pub(crate) fn is(&self, fold: &RoomFold, id: &MemberId, now: u64) -> bool {
        let front = fold.front();
        let manages = || {
            let office = front.office(id, &front.head());
            office.is_some_and(|office| office >= Office::Manager)
        };
        match self {
            Self::Member(one) => one == id,
            Self::Managers => manages(),
            Self::Holders(scope) => {
                let path = fold.path(scope);
                let held = || fold.held(id, now).unwrap_or_default();
                manages() || held().iter().any(|grant| path.contains(&grant.scope))
            }
            Self::Everybody => true,
        }
    }
}

/// A person that is in the room: neither over, nor a link, nor an invite that nobody took. In a room that was destroyed
/// there is nobody.
pub(crate) fn is_person(fold: &RoomFold, id: &MemberId, now: u64) -> bool {
    if fold.front().destroyed().is_some() {
        return false;
    }
    let Some(member) = fold.roster().member(id) else {
        return *id == fold.front().founder();
    };
    let chain = fold.member(id);
    let joined = chain.is_some_and(|chain| chain.joined().is_some());
    let person = member.member.kind == MemberKind::Person || joined;
    person && member.judge_open(chain, now).is_ok()
}
