//! What a coordinator proposes, and what became of it.

use ledger::ids::{ChainId, Hash};
use room::{Op, ProposalStanding, ProposalView, Room, WantedDate, Wish, Wishes as RoomWishes};

use super::access::{member_id, ops, principal, who};
use super::messages::{Change, Failure, Proposal, ProposalState, Wishes};
use super::sharing::millis;
use crate::browser::host::Device;

/// Every proposal of a room.
pub(super) fn list(open: &Room<Device>) -> Result<Vec<Proposal>, Failure> {
    Ok(open.proposals()?.into_iter().map(proposal).collect())
}

/// A proposal's name.
pub(super) fn id(id: &str) -> Result<Hash, Failure> {
    Hash::parse(id).map_err(|_| Failure::NotFound)
}

/// What the page wishes; a group without a name of its own is a new one.
pub(super) fn wishes(open: &Room<Device>, mut wishes: Wishes) -> Result<RoomWishes, Failure> {
    for change in &mut wishes.changes {
        if let Change::Group { group, .. } = change
            && group.is_empty()
        {
            *group = who(&open.fresh_group());
        }
    }
    let invite = |(name, groups): (String, Vec<String>)| {
        let groups = groups.iter().map(|id| principal(id));
        Ok::<_, Failure>(Wish {
            name: name.trim().to_owned(),
            groups: groups.collect::<Result<_, _>>()?,
        })
    };
    let date = |(member, expires): (String, Option<f64>)| {
        Ok::<_, Failure>(WantedDate {
            member: member_id(&member)?,
            expires: expires.map(millis),
        })
    };
    Ok(RoomWishes {
        note: wishes.note.trim().to_owned(),
        changes: ops(wishes.changes)?,
        invites: wishes
            .invites
            .into_iter()
            .map(invite)
            .collect::<Result<_, _>>()?,
        dates: wishes
            .dates
            .into_iter()
            .map(date)
            .collect::<Result<_, _>>()?,
    })
}

fn proposal(view: ProposalView) -> Proposal {
    let wishes = view.wishes;
    Proposal {
        id: view.id.to_string(),
        by: view.by,
        mine: view.mine,
        time: view.time as f64,
        wishes: Wishes {
            note: wishes.note,
            changes: wishes.changes.iter().filter_map(change).collect(),
            invites: wishes
                .invites
                .into_iter()
                .map(|it| (it.name, it.groups.iter().map(who).collect()))
                .collect(),
            dates: wishes
                .dates
                .iter()
                .map(|it| (it.member.to_string(), it.expires.map(|end| end as f64)))
                .collect(),
        },
        state: match view.standing {
            ProposalStanding::Open => ProposalState::Open,
            ProposalStanding::Accepted => ProposalState::Accepted,
            ProposalStanding::Refused => ProposalState::Refused,
            ProposalStanding::Withdrawn => ProposalState::Withdrawn,
            ProposalStanding::Void => ProposalState::Void,
        },
        answer: view.answer.map(|it| (it.by, it.time as f64, it.reason)),
    }
}

/// Nothing else than these is proposed.
fn change(op: &Op) -> Option<Change> {
    match op {
        Op::Group(group, name) => Some(Change::Group {
            group: who(group),
            name: name.as_deref().map(room::names::shown),
        }),
        Op::Belongs(member, group, yes) => Some(Change::Belongs {
            member: ChainId(member.0).to_string(),
            group: who(group),
            yes: *yes,
        }),
        _ => None,
    }
}
