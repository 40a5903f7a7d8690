//! Registers: findings, persons' requests, days of review, older versions that somebody holds.

use ledger::ids::MemberId;
use room::{
    Error, FindingId, FindingStep, FormKind, Labelled, MemberStanding, Review, RightId, RightStep,
    Role, Room, deadline, deadlines, parse_day,
};

use super::super::messages::compliance::{
    FindingLine, FindingState, FindingWish, OutdatedLine, Registers, RegistersRequest, ReviewLine,
    RightKind, RightLine, RightWish,
};
use super::super::messages::{Failure, Marked};
use super::super::rooms::{doc_at, doc_ref, folder_id};
use super::super::session::Vault;
use super::{forms, on_day, said::both};
use crate::browser::host::Device;

/// The most documents with older versions that are told.
const OUTDATED: usize = 200;
/// Documents to be looked at: all of them.
const EVER: u64 = u64::MAX;

/// Does what is asked, and says how everything stands then.
pub(super) async fn answer(vault: &Vault, request: RegistersRequest) -> Result<Registers, Failure> {
    let room = match request {
        RegistersRequest::Read { room } => room,
        RegistersRequest::Raise {
            room,
            text,
            law,
            responsible,
            due,
        } => {
            let (who, due) = (member(&responsible)?, day(&due)?);
            let open = vault.room(&room)?;
            open.raise_finding(&text, &law, who, due).await?;
            room
        }
        RegistersRequest::Finding {
            room,
            finding,
            step,
        } => {
            let open = vault.room(&room)?;
            let id = FindingId(id(&finding)?);
            open.finding_step(&id, &finding_step(&open, step)?).await?;
            room
        }
        RegistersRequest::LogRight {
            room,
            reference,
            kind,
            law,
            received,
        } => {
            let open = vault.room(&room)?;
            // whoever asks on a day has until the end of the last one
            let received = end(&received)?.min(open.now());
            deadline(&law).ok_or(Failure::NotFound)?;
            open.log_right(&reference, right_kind(kind), &law, received)
                .await?;
            room
        }
        RegistersRequest::Right { room, right, step } => {
            let open = vault.room(&room)?;
            let step = match step {
                RightWish::Verified(yes, how) => RightStep::Verified(yes, how),
                RightWish::Extended(until, why) => {
                    let known = open.rights()?;
                    let mut known = known.iter().filter(|one| hex(&one.id.0) == right);
                    let latest = known.next().ok_or(Failure::NotFound)?.latest;
                    RightStep::Extended(end(&until)?.min(latest), why)
                }
                RightWish::Answered(text) => RightStep::Answered(open.now(), text),
                RightWish::Refused(why) => RightStep::Refused(open.now(), why),
            };
            open.right_step(&RightId(id(&right)?), &step).await?;
            room
        }
        RegistersRequest::SetReview {
            room,
            of,
            next,
            every_days,
        } => {
            let next = next.as_deref().map(day).transpose()?;
            let review = next.map(|next| Review { next, every_days });
            vault
                .room(&room)?
                .set_review(labelled(&of)?, review)
                .await?;
            room
        }
        RegistersRequest::Reviewed { room, of } => {
            vault.room(&room)?.reviewed(labelled(&of)?).await?;
            room
        }
    };
    let open = vault.room(&room)?;
    all(&open).await
}

async fn all(open: &Room<Device>) -> Result<Registers, Failure> {
    let laws = deadlines().iter().map(|one| {
        let named = room::choices("deadline-law").iter();
        let mut named = named.filter(|choice| choice.code == one.law);
        let name = named.next().map(|choice| room::Both {
            zh: choice.zh.clone(),
            en: choice.en.clone(),
        });
        let name = name.map(|name| both(&name)).unwrap_or_default();
        (one.law.clone(), name, both(&one.source))
    });
    let papers = forms::list(open)?.into_iter().filter(|one| {
        let risks = FormKind::RiskRegister.code();
        let checks = FormKind::ComplianceChecklist.code();
        one.kind == risks || one.kind == checks
    });
    Ok(Registers {
        findings: findings(open)?,
        rights: rights(open)?,
        reviews: reviews(open)?,
        laws: laws.collect(),
        people: people(open).await?,
        outdated: outdated(open),
        papers: papers.collect(),
    })
}

fn findings(open: &Room<Device>) -> Result<Vec<FindingLine>, Failure> {
    let line = |one: room::FindingView| FindingLine {
        finding: hex(&one.id.0),
        text: one.text,
        law: one.law,
        responsible: (one.responsible.0.to_string(), one.responsible.1),
        due: on_day(open, one.due),
        raised: (one.raised.by.name, one.raised.time as f64),
        remedies: one
            .remedies
            .into_iter()
            .map(|note| (note.text, note.by.name, note.time as f64))
            .collect(),
        evidence: one
            .evidence
            .iter()
            .map(|(evidence, there)| match open.evidence_place(evidence) {
                Some((at, name)) => (Some(doc_ref(&at)), name, true),
                None => (None, String::new(), there.unwrap_or(true)),
            })
            .collect(),
        state: match one.state {
            room::FindingState::Open => FindingState::Open,
            room::FindingState::Shown => FindingState::Shown,
            room::FindingState::Closed => FindingState::Closed,
        },
        closed: one
            .closed
            .map(|note| (note.text, note.by.name, note.time as f64)),
        may_close: one.may_close,
    };
    Ok(open.findings()?.into_iter().map(line).collect())
}

fn rights(open: &Room<Device>) -> Result<Vec<RightLine>, Failure> {
    let line = |one: room::RightView| RightLine {
        right: hex(&one.id.0),
        reference: one.reference,
        kind: shown_kind(one.kind),
        law: one.law,
        received: room::day(one.received),
        due: on_day(open, one.due),
        latest: room::day(one.latest),
        extends: one.done.is_none() && one.extended.is_none() && one.latest > one.due && !one.late,
        extended: one.extended,
        verified: one.verified,
        done: one
            .done
            .map(|done| (done.answered, done.at as f64, done.text, done.by.name)),
        late: one.late,
        by: one.by.name,
    };
    Ok(open.rights()?.into_iter().map(line).collect())
}

fn reviews(open: &Room<Device>) -> Result<Vec<ReviewLine>, Failure> {
    let due = open.due_until(EVER)?.into_iter();
    let due = due.filter(|one| one.what == room::DueKind::Review);
    let line = |one: room::Due| {
        let (of, labelled) = match one.place? {
            room::DuePlace::Folder(id) => (Marked::Folder(id.to_string()), Labelled::Folder(id)),
            room::DuePlace::Doc(at) => (Marked::Doc(doc_ref(&at)), Labelled::Doc(at.into())),
        };
        let every_days = open.review(labelled).ok()??.every_days;
        Some(ReviewLine {
            of,
            name: one.name,
            day: on_day(open, one.day),
            every_days,
        })
    };
    Ok(due.filter_map(line).collect())
}

/// Documents with a version that somebody opened, and not the newest; for managers.
fn outdated(open: &Room<Device>) -> Vec<OutdatedLine> {
    let several = open.view().docs.into_iter().filter(|doc| doc.versions > 1);
    let line = |doc: room::Doc| {
        let readers = open.outdated_readers(doc.at).ok()?;
        let readers = readers.into_iter().map(|one| {
            let number = |of| u32::try_from(of).unwrap_or(u32::MAX);
            (
                one.who.name,
                number(one.version),
                number(one.newest),
                one.saved,
            )
        });
        let readers: Vec<_> = readers.collect();
        (!readers.is_empty()).then(|| OutdatedLine {
            doc: doc_ref(&doc.at),
            name: doc.name,
            readers,
        })
    };
    several.filter_map(line).take(OUTDATED).collect()
}

/// People who are in the room now.
async fn people(open: &Room<Device>) -> Result<Vec<(String, String)>, Failure> {
    let members = match open.members().await {
        Ok(members) => members,
        // who coordinates reads the register, and makes nobody responsible
        Err(Error::NotAllowed) => Vec::new(),
        Err(other) => return Err(other.into()),
    };
    let here = members.into_iter().filter(|one| {
        matches!(one.kind, Role::Owner | Role::Person) && one.standing == MemberStanding::Live
    });
    let here = here.map(|one| {
        let name = one
            .name
            .filter(|name| !name.is_empty())
            .unwrap_or(one.label);
        (one.member.to_string(), name)
    });
    Ok(here.collect())
}

fn finding_step(open: &Room<Device>, step: FindingWish) -> Result<FindingStep, Failure> {
    Ok(match step {
        FindingWish::Assigned(who, due) => FindingStep::Assigned(member(&who)?, day(&due)?),
        FindingWish::Remedy(text) => FindingStep::Remedy(text),
        FindingWish::Evidence(doc, note) => {
            let origin = open.origin_of(doc_at(&doc)?)?;
            FindingStep::Evidence(vec![room::Evidence::Doc(origin)], note)
        }
        FindingWish::Closed(note) => FindingStep::Closed(note),
        FindingWish::Reopened(why) => FindingStep::Reopened(why),
    })
}

fn right_kind(kind: RightKind) -> room::RightKind {
    match kind {
        RightKind::Access => room::RightKind::Access,
        RightKind::Copy => room::RightKind::Copy,
        RightKind::Correction => room::RightKind::Correction,
        RightKind::Deletion => room::RightKind::Deletion,
        RightKind::Restriction => room::RightKind::Restriction,
        RightKind::Portability => room::RightKind::Portability,
        RightKind::Withdrawal => room::RightKind::Withdrawal,
        RightKind::Explanation => room::RightKind::Explanation,
    }
}

fn shown_kind(kind: room::RightKind) -> RightKind {
    match kind {
        room::RightKind::Access => RightKind::Access,
        room::RightKind::Copy => RightKind::Copy,
        room::RightKind::Correction => RightKind::Correction,
        room::RightKind::Deletion => RightKind::Deletion,
        room::RightKind::Restriction => RightKind::Restriction,
        room::RightKind::Portability => RightKind::Portability,
        room::RightKind::Withdrawal => RightKind::Withdrawal,
        room::RightKind::Explanation => RightKind::Explanation,
    }
}

fn labelled(of: &Marked) -> Result<Labelled, Failure> {
    Ok(match of {
        Marked::Folder(id) => Labelled::Folder(folder_id(id)?),
        Marked::Doc(doc) => Labelled::Doc(doc_at(doc)?.into()),
    })
}

fn member(id: &str) -> Result<MemberId, Failure> {
    MemberId::parse(id).map_err(|_| Failure::NothingChosen)
}

fn day(text: &str) -> Result<u64, Failure> {
    parse_day(text).ok_or(Failure::NothingChosen)
}

/// Its last moment.
fn end(text: &str) -> Result<u64, Failure> {
    Ok(day(text)? + 24 * 3600 * 1000 - 1)
}

fn hex(id: &[u8; 16]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn id(text: &str) -> Result<[u8; 16], Failure> {
    let number = u128::from_str_radix(text, 16).map_err(|_| Failure::NotFound)?;
    Ok(number.to_be_bytes())
}
