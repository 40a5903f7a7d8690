//! Who may see what: the page's wishes as use-cases, and back.

use std::collections::BTreeMap;

use ledger::ids::{ChainId, MemberId};
use room::{InviteTerms, Level as RoomLevel, Office, Op, Principal};

use super::identity::safety_words;
use super::messages::{
    AccessReply, AccessRequest, Change, Difference, Failure, FolderKind, InviteWish, Level, Matrix,
    MatrixFolder, MatrixRow, Mismatch, MismatchKind, OfficeKind, Outcome, Reply, Seen,
};
use super::proposals;
use super::rooms::{doc_at, folder_id, make_folder, show, shown};
use super::session::Vault;
use super::sharing::{invitation, millis};

/// Answers one request.
pub(crate) async fn answer(vault: &Vault, request: AccessRequest) -> Result<Reply, Failure> {
    let reply = match request {
        AccessRequest::Matrix { room } => {
            let open = vault.room(&room)?;
            let title = open.view().title;
            AccessReply::Matrix(matrix(open.matrix()?, &title))
        }
        AccessRequest::Preview { room, changes } => {
            let found = vault.room(&room)?.preview(&ops(changes)?)?;
            AccessReply::Outcomes(outcomes(found))
        }
        AccessRequest::PreviewTaking { room, doc } => {
            let found = vault.room(&room)?.preview_taking(doc_at(&doc)?)?;
            AccessReply::Outcomes(outcomes(found))
        }
        AccessRequest::Apply {
            room,
            changes,
            shown,
        } => {
            let open = vault.room(&room)?;
            let shown = was_shown(&shown)?;
            open.apply_shown(&ops(changes)?, &shown).await?;
            return Ok(show(&open));
        }
        AccessRequest::MakeGroup { room, name } => {
            let made = vault.room(&room)?.make_group(name.trim()).await?;
            AccessReply::Group(ChainId(made.0).to_string())
        }
        AccessRequest::ViewAs { room, member } => {
            let seen = vault.room(&room)?.view_as(&member_id(&member)?).await?;
            AccessReply::Seen(Box::new(Seen {
                view: shown(seen.view),
                mismatches: seen.mismatches.into_iter().map(mismatch).collect(),
            }))
        }
        AccessRequest::Appoint {
            room,
            member,
            office,
        } => {
            let (open, member) = (vault.room(&room)?, member_id(&member)?);
            match office {
                Some(kind) => open.appoint(&member, office_of(kind)).await?,
                None => open.dismiss(&member).await?,
            }
            return Ok(Reply::Done);
        }
        AccessRequest::Approve {
            room,
            member,
            words,
        } => {
            let (open, member) = (vault.room(&room)?, member_id(&member)?);
            // the words that the person compared name the card; another card has others
            let members = open.members().await?;
            let seen = members.into_iter().find(|it| it.member == member);
            let seen = seen
                .and_then(|it| it.fingerprint)
                .ok_or(Failure::NotFound)?;
            if safety_words(&seen.0) != words {
                return Err(Failure::KeyChanged);
            }
            open.approve(&member, &seen).await?;
            return Ok(Reply::Done);
        }
        AccessRequest::Invite { room, terms } => return invite(vault, &room, terms).await,
        AccessRequest::Proposals { room } => {
            let open = vault.room(&room)?;
            AccessReply::Proposals(proposals::list(&open)?)
        }
        AccessRequest::Propose { room, wishes } => {
            let open = vault.room(&room)?;
            open.propose(&proposals::wishes(&open, wishes)?).await?;
            AccessReply::Proposals(proposals::list(&open)?)
        }
        AccessRequest::TakeBack { room, proposal } => {
            let open = vault.room(&room)?;
            open.withdraw_proposal(&proposals::id(&proposal)?).await?;
            AccessReply::Proposals(proposals::list(&open)?)
        }
        AccessRequest::Answer {
            room,
            proposal,
            yes,
            reason,
            shown,
            invites,
        } => {
            let open = vault.room(&room)?;
            let (id, reason) = (proposals::id(&proposal)?, reason.trim());
            let mut made = Vec::new();
            if yes {
                let terms = invites.iter().map(terms).collect::<Result<Vec<_>, _>>()?;
                let shown = was_shown(&shown)?;
                made = open.accept_shown(&id, reason, &shown, &terms).await?;
            } else {
                open.answer(&id, false, reason).await?;
            }
            let made = made.iter().map(invitation).collect();
            AccessReply::Answered(proposals::list(&open)?, made)
        }
        AccessRequest::MakeFolder {
            room,
            parent,
            name,
            kind,
            stage,
        } => {
            let open = vault.room(&room)?;
            room::names::check(name.trim()).map_err(room::Error::from)?;
            match kind {
                FolderKind::Plain => return make_folder(vault, &room, &parent, &name).await,
                FolderKind::Prepared => {
                    open.prepare_stage(folder_id(&parent)?, name.trim(), stage)
                        .await?;
                }
                FolderKind::Clean => {
                    open.clean_folder(name.trim()).await?;
                }
            }
            return Ok(show(&open));
        }
        AccessRequest::MoveFolder { room, folder, to } => {
            let open = vault.room(&room)?;
            open.move_folder(folder_id(&folder)?, folder_id(&to)?)
                .await?;
            return Ok(show(&open));
        }
    };
    Ok(Reply::Access(reply))
}

async fn invite(vault: &Vault, room: &str, wish: InviteWish) -> Result<Reply, Failure> {
    let open = vault.room(room)?;
    let made = open.invite_with(&terms(&wish)?).await?;
    Ok(Reply::Url(invitation(&made)))
}

fn terms(wish: &InviteWish) -> Result<InviteTerms<'_>, Failure> {
    let folders = wish.folders.iter().map(|id| folder_id(id));
    let groups = wish.groups.iter().map(|id| principal(id));
    Ok(InviteTerms {
        label: wish.label.trim(),
        folders: folders.collect::<Result<_, _>>()?,
        groups: groups.collect::<Result<_, _>>()?,
        approval: wish.approval,
        audits: wish.audits,
        view_only: wish.view_only,
        join_by: millis(wish.join_by),
        expires: wish.expires.map(millis),
    })
}

pub(super) fn member_id(id: &str) -> Result<MemberId, Failure> {
    MemberId::parse(id).map_err(|_| Failure::NotFound)
}

pub(super) fn principal(id: &str) -> Result<Principal, Failure> {
    member_id(id).map(|id| Principal(id.0))
}

pub(super) fn ops(changes: Vec<Change>) -> Result<Vec<Op>, Failure> {
    let ops = |change| -> Result<Vec<Op>, Failure> {
        let op = match change {
            Change::Group { group, name } => {
                Op::Group(principal(&group)?, name.map(|name| name.trim().to_owned()))
            }
            Change::Belongs { member, group, yes } => {
                Op::Belongs(principal(&member)?, principal(&group)?, yes)
            }
            Change::Access {
                who,
                folder,
                level,
                sends,
            } => {
                let (who, folder) = (principal(&who)?, folder_id(&folder)?);
                let send = sends.map(|yes| Op::Sends(who, folder, yes));
                let level = Op::Access(who, folder, level.map(to_room));
                return Ok(send.into_iter().chain([level]).collect());
            }
            Change::Closed { folder, yes } => Op::Closed(folder_id(&folder)?, yes),
            Change::Stage { folder, stage } => Op::Stage(folder_id(&folder)?, stage),
        };
        Ok(vec![op])
    };
    let all: Vec<Vec<Op>> = changes
        .into_iter()
        .map(ops)
        .collect::<Result<_, Failure>>()?;
    Ok(all.into_iter().flatten().collect())
}

fn to_room(level: Level) -> RoomLevel {
    match level {
        Level::Nothing => RoomLevel::Nothing,
        Level::Read => RoomLevel::Read,
        Level::Write => RoomLevel::Write,
    }
}

fn level(level: RoomLevel) -> Level {
    match level {
        RoomLevel::Nothing => Level::Nothing,
        RoomLevel::Read => Level::Read,
        RoomLevel::Write => Level::Write,
    }
}

fn office_of(kind: OfficeKind) -> Office {
    match kind {
        OfficeKind::Coordinator => Office::Coordinator,
        OfficeKind::Manager => Office::Manager,
        OfficeKind::Owner => Office::Owner,
    }
}

/// How the page calls an office.
pub(crate) fn office(office: Office) -> OfficeKind {
    match office {
        Office::Coordinator => OfficeKind::Coordinator,
        Office::Manager => OfficeKind::Manager,
        Office::Owner => OfficeKind::Owner,
    }
}

/// A group's or member's id in hex.
pub(crate) fn who(who: &Principal) -> String {
    ChainId(who.0).to_string()
}

fn matrix(matrix: room::Matrix, title: &str) -> Matrix {
    let folder = |folder: room::MatrixFolder| MatrixFolder {
        folder: folder.id.to_string(),
        parent: folder.parent.map(|parent| parent.to_string()),
        // the root is the room
        name: match folder.name {
            name if name.is_empty() => title.to_owned(),
            name => name,
        },
        closed: folder.closed,
        clean: folder.clean,
        doc: folder.doc.is_some(),
        stage: folder.stage,
    };
    let row = |row: room::MatrixRow| MatrixRow {
        who: who(&row.who),
        group: row.group,
        manages: row.manages,
        name: row.name,
        with: row.with.iter().map(who).collect(),
        rules: row
            .rules
            .into_iter()
            .map(|(folder, held)| (folder.to_string(), level(held)))
            .collect(),
        levels: row.levels,
        sends: ids(&row.own_sends),
        may_send: ids(&row.sends),
    };
    let levels = matrix.levels.into_iter();
    Matrix {
        folders: matrix.folders.into_iter().map(folder).collect(),
        rows: matrix.rows.into_iter().map(row).collect(),
        levels: levels
            .map(|row| row.into_iter().map(level).collect())
            .collect(),
    }
}

fn ids(folders: &[room::ScopeId]) -> Vec<String> {
    folders.iter().map(ToString::to_string).collect()
}

/// Differences, those of several members once where they are the same.
pub(super) fn outcomes(found: Vec<room::Difference>) -> Vec<Outcome> {
    type Line = (ChainId, RoomLevel, RoomLevel, (bool, bool));
    let mut by_member: BTreeMap<MemberId, Vec<Line>> = BTreeMap::new();
    for one in found {
        let lines = by_member.entry(one.member).or_default();
        lines.push((one.folder, one.before, one.after, one.sends));
    }
    let mut alike: BTreeMap<Vec<Line>, Vec<MemberId>> = BTreeMap::new();
    for (member, lines) in by_member {
        alike.entry(lines).or_default().push(member);
    }
    let line = |(folder, before, after, sends): &Line| Difference {
        folder: folder.to_string(),
        before: level(*before),
        after: level(*after),
        sends: *sends,
    };
    let outcomes = alike.into_iter().map(|(lines, members)| Outcome {
        members: members.iter().map(ChainId::to_string).collect(),
        lines: lines.iter().map(line).collect(),
    });
    outcomes.collect()
}

/// The same, back.
fn was_shown(shown: &[Outcome]) -> Result<Vec<room::Difference>, Failure> {
    let mut out = Vec::new();
    for outcome in shown {
        for member in &outcome.members {
            let member = member_id(member)?;
            for line in &outcome.lines {
                out.push(room::Difference {
                    member,
                    folder: folder_id(&line.folder)?,
                    before: to_room(line.before),
                    after: to_room(line.after),
                    sends: line.sends,
                });
            }
        }
    }
    Ok(out)
}

fn mismatch(found: room::Mismatch) -> Mismatch {
    let (kind, folder) = match found {
        room::Mismatch::Unknown(it) => (MismatchKind::Unknown, it),
        room::Mismatch::Different(it) => (MismatchKind::Different, it),
        room::Mismatch::Unverified(it) => (MismatchKind::Unverified, it),
        room::Mismatch::Missing(it) => (MismatchKind::Missing, it),
        room::Mismatch::TooMuch(it) => (MismatchKind::TooMuch, it),
        room::Mismatch::TooLittle(it) => (MismatchKind::TooLittle, it),
    };
    Mismatch {
        kind,
        folder: folder.to_string(),
    }
}
