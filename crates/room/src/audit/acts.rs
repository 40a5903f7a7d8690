//! What an entry does, by its public part alone.

use std::collections::BTreeSet;

use ledger::RoomFold;
use ledger::entry::{Action, Entry, MemberKind, Office, Public, RoomState};
use ledger::ids::{ChainId, MemberId, ScopeId};
use serde::{Deserialize, Serialize};

/// What was done. What exactly, under which name and with which words, is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// The room began.
    RoomOpened,
    /// The room was given its title, or another one.
    Titled,
    /// Somebody became an owner.
    MadeOwner,
    /// Somebody became a manager.
    MadeManager,
    /// Somebody became a coordinator.
    MadeCoordinator,
    /// An office was taken away.
    NoOffice,
    /// The room is open; until when, if that is said.
    Unlocked,
    /// The room may be read only.
    Frozen,
    /// The room is locked.
    Locked,
    /// A person was entered.
    MadePerson,
    /// An invite was entered.
    MadeInvite,
    /// A link was entered.
    MadeLink,
    /// The first entry of an invite's or a link's own chain.
    Issued,
    /// Folders were given to somebody who did not have them.
    Granted,
    /// Folders were taken from somebody who stays.
    Withdrawn,
    /// Somebody's access, an invite or a link was ended.
    Ended,
    /// Somebody was kept out for now.
    Suspended,
    /// Somebody was let in again.
    Resumed,
    /// Somebody's time was changed.
    Dated,
    /// Somebody may send files in, or no more.
    MaySend,
    /// Somebody was told what it no longer has, or where it may send files.
    Told,
    /// An invite was accepted.
    Joined,
    /// A device came by a link.
    Visited,
    /// A device of a person was certified.
    DeviceAdded,
    /// A device was revoked.
    DeviceRevoked,
    /// Somebody gave up its key.
    Disowned,
    /// Somebody may add to a folder.
    WriterMade,
    /// Somebody may add to a folder no more.
    WriterGone,
    /// Something was proposed.
    Proposed,
    /// Groups, rules, texts or names of members were decided.
    Planned,
    /// A folder began.
    FolderMade,
    /// Folders were put below this one, or their keys sealed anew.
    FoldersListed,
    /// Folders are below this one no more.
    FoldersUnlisted,
    /// A folder was named, described or ordered.
    Labelled,
    /// Documents were added.
    Added,
    /// New versions of documents were added.
    Versioned,
    /// Documents were named, described or tagged.
    Edited,
    /// Documents were taken away: deleted, or put elsewhere.
    Deleted,
    /// Documents were destroyed for good: the store erases them.
    Destroyed,
    /// The whole room was destroyed.
    RoomDestroyed,
    /// A legal hold keeps documents, a folder, or the room.
    Held,
    /// Somebody is for lifting a legal hold.
    HoldLifted,
    /// Documents were sent in.
    SentIn,
    /// Whoever sent something in was told what became of it.
    Received,
    /// What was sent in was taken into a folder.
    TakenIn,
    /// What was sent in was refused.
    Refused,
    /// Documents were shown.
    Viewed,
    /// Documents were saved.
    Downloaded,
    /// Every byte of them arrived, as the reader's program says.
    Completed,
    /// Documents were printed.
    Printed,
    /// Documents are shown no more, after so long.
    Closed,
    /// A text is to be agreed to.
    Asked,
    /// A text was agreed to.
    Agreed,
    /// A folder got a new key; the roster and the desk their first one, too.
    Turned,
    /// New keys of what they have already were given to those who stay.
    Renewed,
    /// Keys were put where those who manage find them.
    KeysKept,
    /// Who alone decides about a clean team's folder was named.
    GrantersNamed,
}

/// Acts that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActGroup {
    /// How the room stands, and who holds an office.
    Room,
    /// Who is in it, and what they may do.
    People,
    /// Documents and folders.
    Documents,
    /// Documents were opened.
    Opened,
    /// Texts to be agreed to.
    Texts,
    /// Keys.
    Keys,
}

impl Act {
    /// The group that it belongs to.
    #[must_use]
    pub fn group(self) -> ActGroup {
        match self {
            Self::RoomOpened
            | Self::Titled
            | Self::MadeOwner
            | Self::MadeManager
            | Self::MadeCoordinator
            | Self::NoOffice
            | Self::Unlocked
            | Self::Frozen
            | Self::Locked
            | Self::RoomDestroyed => ActGroup::Room,
            Self::MadePerson
            | Self::MadeInvite
            | Self::MadeLink
            | Self::Issued
            | Self::Granted
            | Self::Withdrawn
            | Self::Ended
            | Self::Suspended
            | Self::Resumed
            | Self::Dated
            | Self::MaySend
            | Self::Told
            | Self::Joined
            | Self::Visited
            | Self::DeviceAdded
            | Self::DeviceRevoked
            | Self::Disowned
            | Self::WriterMade
            | Self::WriterGone
            | Self::Proposed
            | Self::Planned => ActGroup::People,
            Self::FolderMade
            | Self::FoldersListed
            | Self::FoldersUnlisted
            | Self::Labelled
            | Self::Added
            | Self::Versioned
            | Self::Edited
            | Self::Deleted
            | Self::Destroyed
            | Self::Held
            | Self::HoldLifted
            | Self::SentIn
            | Self::Received
            | Self::TakenIn
            | Self::Refused => ActGroup::Documents,
            Self::Viewed | Self::Downloaded | Self::Completed | Self::Printed | Self::Closed => {
                ActGroup::Opened
            }
            Self::Asked | Self::Agreed => ActGroup::Texts,
            Self::Turned | Self::Renewed | Self::KeysKept | Self::GrantersNamed => ActGroup::Keys,
        }
    }
}

/// What was done, to whom and with how much.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub(super) act: Act,
    pub(super) about: Option<MemberId>,
    /// To how many, if not to one.
    pub(super) people: u32,
    pub(super) docs: u32,
    pub(super) scopes: u32,
    pub(super) seconds: u32,
    pub(super) until: Option<u64>,
}

impl Said {
    fn new(act: Act) -> Self {
        Self {
            act,
            about: None,
            people: 0,
            docs: 0,
            scopes: 0,
            seconds: 0,
            until: None,
        }
    }

    fn about(self, member: MemberId) -> Self {
        Self {
            about: Some(member),
            ..self
        }
    }

    fn docs(self, docs: usize) -> Self {
        Self {
            docs: count(docs),
            ..self
        }
    }

    fn scopes(self, scopes: usize) -> Self {
        Self {
            scopes: count(scopes),
            ..self
        }
    }

    fn until(self, until: Option<u64>) -> Self {
        Self { until, ..self }
    }

    /// What an entry does to a room that has not taken it in yet.
    pub(super) fn of(entry: &Entry, room: &RoomFold) -> Self {
        let (chain, new) = (entry.chain, Self::new);
        match &entry.public {
            Public::Open(_) => new(Act::RoomOpened),
            Public::Title => new(Act::Titled),
            Public::Manager(member, _, office) => new(match office {
                Office::Owner => Act::MadeOwner,
                Office::Manager => Act::MadeManager,
                Office::Coordinator => Act::MadeCoordinator,
            })
            .about(*member),
            Public::Unmanage(member) => new(Act::NoOffice).about(*member),
            Public::Handover(over) => new(Act::MadeOwner).about(over.to),
            Public::Policy(policy) => new(match policy.state {
                RoomState::Open => Act::Unlocked,
                RoomState::ReadOnly => Act::Frozen,
                RoomState::Locked => Act::Locked,
            })
            .until(policy.ends),
            // it shuts the room until what is to be done is done
            Public::Restored(_) => new(Act::Locked),
            Public::Epoch(_) => {
                let kept = [ChainId::ROSTER, ChainId::of_desk(&room.room())].contains(&chain);
                new(match entry.seq {
                    0 if !kept => Act::FolderMade,
                    _ => Act::Turned,
                })
            }
            Public::Children(scopes) => new(Act::FoldersListed).scopes(scopes.len()),
            Public::Unchild(scopes) => new(Act::FoldersUnlisted).scopes(scopes.len()),
            Public::Label => new(Act::Labelled),
            Public::Docs(docs) => {
                let scope = room.scope(&chain);
                let known = |doc| scope.is_some_and(|scope| scope.docs().contains_key(doc));
                let all_known = docs.iter().all(|one| known(&one.doc));
                let act = if all_known {
                    Act::Versioned
                } else {
                    Act::Added
                };
                new(act).docs(docs.len())
            }
            Public::Edit(docs) => new(Act::Edited).docs(docs.len()),
            Public::Delete(docs) => new(Act::Deleted).docs(docs.len()),
            Public::Destroy(_) if chain == ChainId::FRONT => new(Act::RoomDestroyed),
            Public::Destroy(docs) => new(Act::Destroyed).docs(docs.len()),
            // why and for which case is sealed
            Public::Hold(hold) => new(match hold.stands {
                true => Act::Held,
                false => Act::HoldLifted,
            })
            .docs(hold.docs.len()),
            Public::Writer(member, _) => new(Act::WriterMade).about(*member),
            Public::Unwriter(member) => new(Act::WriterGone).about(*member),
            Public::Granters(list) => Self {
                people: count(list.len()),
                ..new(Act::GrantersNamed)
            },
            Public::Member(member) => new(match member.kind {
                MemberKind::Person => Act::MadePerson,
                MemberKind::Invite => Act::MadeInvite,
                MemberKind::Link => Act::MadeLink,
            })
            .about(member.member)
            .scopes(folders(member.grants.iter().map(|grant| grant.scope)))
            .until(member.expires.or(member.join_by)),
            Public::Grants(_) => Self::of_grants(entry, room),
            Public::End(member, scopes) => new(Act::Ended).about(*member).scopes(scopes.len()),
            Public::Withdraw(member, scopes, _) => {
                new(Act::Withdrawn).about(*member).scopes(scopes.len())
            }
            Public::Keys(scopes) => new(Act::KeysKept).scopes(scopes.len()),
            Public::Suspend(member, true) => new(Act::Suspended).about(*member),
            Public::Suspend(member, false) => new(Act::Resumed).about(*member),
            Public::Dates(dates) => new(Act::Dated)
                .about(dates.member)
                .until(dates.expires.or(dates.join_by)),
            Public::Propose => new(Act::Proposed),
            Public::Plan => new(Act::Planned),
            Public::Drops(member, scopes) => new(Act::MaySend).about(*member).scopes(scopes.len()),
            Public::Issued => new(Act::Issued).about(chain),
            Public::Join(join) => {
                let given = join.grants.iter().map(|grant| grant.scope);
                new(Act::Joined).scopes(folders(given))
            }
            Public::Device(_) => new(Act::DeviceAdded),
            Public::Undevice(_) => new(Act::DeviceRevoked),
            Public::Visitor(link, _) => new(Act::Visited).about(*link),
            Public::Receipt(receipt) => Self {
                seconds: receipt.seconds,
                ..new(match receipt.action {
                    Action::View => Act::Viewed,
                    Action::Download | Action::Copy => Act::Downloaded,
                    Action::Complete => Act::Completed,
                    Action::Print => Act::Printed,
                    Action::Closed => Act::Closed,
                })
                .docs(receipt.docs.len())
            },
            Public::Nda(_) => new(Act::Asked).about(chain),
            Public::Agree(..) => new(Act::Agreed),
            Public::Disown => new(Act::Disowned),
            Public::Drop(_, docs) => new(Act::SentIn).docs(docs.len()),
            Public::Discard(docs) => new(Act::Received).about(chain).docs(docs.len()),
            Public::Withdrawn(scopes) => new(Act::Told).about(chain).scopes(scopes.len()),
            Public::Sendto(scopes) => new(Act::Told).about(chain).scopes(scopes.len()),
        }
    }

    /// Who gets a scope for the first time is told from who gets a new key of what it had.
    fn of_grants(entry: &Entry, room: &RoomFold) -> Self {
        let Public::Grants(given) = &entry.public else {
            return Self::new(Act::Granted);
        };
        let had = |member: &MemberId, scope: &ScopeId| {
            let member = room.roster().member(member);
            member.is_some_and(|member| member.ever.iter().any(|grant| grant.scope == *scope))
        };
        let all: BTreeSet<(MemberId, ScopeId)> = given
            .iter()
            .map(|one| (one.member, one.grant.scope))
            .collect();
        let mut first = all.clone();
        first.retain(|(member, scope)| !had(member, scope));
        let (act, told) = if first.is_empty() {
            (Act::Renewed, all)
        } else {
            (Act::Granted, first)
        };
        let people: BTreeSet<MemberId> = told.iter().map(|(member, _)| *member).collect();
        let scopes: BTreeSet<ScopeId> = told.iter().map(|(_, scope)| *scope).collect();
        let said = Self::new(act).scopes(folders(scopes.into_iter()));
        match people.iter().next() {
            Some(one) if people.len() == 1 => said.about(*one),
            _ => Self {
                people: count(people.len()),
                ..said
            },
        }
    }
}

/// How many of them are folders: everybody has the front.
fn folders(scopes: impl Iterator<Item = ScopeId>) -> usize {
    scopes.filter(|scope| *scope != ChainId::FRONT).count()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
