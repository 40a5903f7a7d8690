//! What a member, its dates and its grants may be, whoever else there is.

use crate::entry::{Dates, Entry, GrantRef, Manner, Member, MemberKind, Office, Rights};
use crate::fold::front::FrontFold;
use crate::ids::ChainId;
use crate::refusal::Refusal;

/// The fields that this kind of member has.
pub(super) fn judge_fields(member: &Member, front: &FrontFold) -> Result<(), Refusal> {
    let founder = member.member == front.founder();
    let (bound, asks) = (member.manner.bound, member.manner.asks);
    let fits = match member.kind {
        MemberKind::Person => {
            let plain = member.state.is_none() && member.join_by.is_none();
            plain && member.opens.is_none() && !bound && !asks
        }
        MemberKind::Invite => member.state.is_some() && member.opens.is_none() && !bound && !asks,
        MemberKind::Link => {
            let ends = member.expires.is_some() && member.opens != Some(0);
            ends && member.state.is_some() && member.join_by.is_none() && !member.manner.audits
        }
    };
    let anchored = member.kind == MemberKind::Person
        && member.key == front.founder_key()
        && member.expires.is_none()
        && member.manner == Manner::default();
    if fits && (anchored || !founder) {
        Ok(())
    } else {
        Err(Refusal::Malformed)
    }
}

/// Dates that fit the kind of member, and from a coordinator none that is farther than before.
pub(super) fn judge_dates(member: &Member, dates: &Dates, author: Office) -> Result<(), Refusal> {
    let fits = match member.kind {
        MemberKind::Person => dates.join_by.is_none(),
        MemberKind::Invite => true,
        MemberKind::Link => dates.join_by.is_none() && dates.expires.is_some(),
    };
    if !fits {
        return Err(Refusal::Malformed);
    }
    if (member.expires, member.join_by) == (dates.expires, dates.join_by) {
        return Err(Refusal::Exists);
    }
    // none is the farthest
    let end = |date: Option<u64>| date.unwrap_or(u64::MAX);
    let nearer =
        end(dates.expires) <= end(member.expires) && end(dates.join_by) <= end(member.join_by);
    if nearer || author >= Office::Manager {
        Ok(())
    } else {
        Err(Refusal::TooMuch)
    }
}

/// No more rights than the office in the front, no longer than the member's own time; the roster's
/// key for those in office only, and no folder's for a coordinator.
pub(super) fn judge_grant(
    member: &Member,
    grant: &GrantRef,
    entry: &Entry,
    front: &FrontFold,
) -> Result<(), Refusal> {
    let office = front.office(&member.member, &entry.front);
    let most = match office {
        Some(Office::Owner) => Rights::Own,
        Some(Office::Manager) => Rights::Manage,
        Some(Office::Coordinator) => Rights::Coordinate,
        None => Rights::Read,
    };
    let too_long = match (member.expires, grant.expires) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(member), Some(grant)) => grant > member,
    };
    let fits = match grant.scope {
        ChainId::FRONT => true,
        ChainId::ROSTER => office.is_some(),
        _ => office != Some(Office::Coordinator) && grant.rights != Rights::Coordinate,
    };
    if grant.rights > most || too_long || !fits {
        return Err(Refusal::TooMuch);
    }
    if grant.scope == ChainId::FRONT && grant.epoch != 0 {
        Err(Refusal::Epoch)
    } else {
        Ok(())
    }
}
