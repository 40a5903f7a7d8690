//! Incidents and drills: the page's wishes as use-cases, and their papers as files.

mod papers;
mod view;

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use room::artefact::Artefact;
use room::incident::{EvidenceFilter, Notice, Paper as Read};
use room::{
    ChainId, Control, Deadline, Incident, IncidentId, Outcome, Principal, Room, Step, Turn,
};

use self::papers::{file_name, folder_name, folders, kept};
use self::view::{audience, evidence, kind, list, notice, phase, said};
use super::audit;
use super::messages::{
    Audience, Content, Failure, IncidentReply, IncidentRequest, Millis, Paper, PaperKind, Reply,
    StepOutcome, StepSaid,
};
use super::session::Vault;
use crate::browser::host::Device;

/// Answers one request.
pub(crate) async fn answer(
    vault: &Rc<Vault>,
    request: IncidentRequest,
) -> Result<(Reply, Array), Failure> {
    match request {
        IncidentRequest::List { room } => listed(&vault.room(&room)?),
        IncidentRequest::Evidence {
            room,
            incident,
            reading,
            names,
            person,
            from,
            chinese,
        } => {
            let filter = EvidenceFilter {
                from: from.map(millis),
                person: person.as_deref().map(member).transpose()?,
                names,
                ..EvidenceFilter::default()
            };
            let (open, id) = (vault.room(&room)?, incident_id(&incident)?);
            let control = Control::new();
            vault.auditing.replace((reading, control.clone()));
            let tell = audit::telling(vault, &room);
            let signed = open
                .incident_evidence(&id, &filter, &control, &tell)
                .await?;
            let Some(Read::Evidence(paper)) = Read::read(&signed).map_err(room::Error::from)?
            else {
                return Err(Failure::Internal);
            };
            let seen = evidence(&paper, &open.incident_receipts(&filter)?);
            let (paper, bytes) = filed(&open, &signed, chinese).await?;
            let reply = IncidentReply::Evidence(paper, Box::new(seen));
            Ok((Reply::Incident(reply), bytes))
        }
        IncidentRequest::Draft {
            room,
            incident,
            to,
            offset,
        } => {
            let open = vault.room(&room)?;
            let (_, draft) = drafted(vault, &open, &incident, to, offset).await?;
            let reply = IncidentReply::Notice(Box::new(notice(&draft, to)));
            Ok((Reply::Incident(reply), Array::new()))
        }
        IncidentRequest::Sign {
            room,
            incident,
            to,
            said: words,
            chinese,
        } => {
            let (open, id) = (vault.room(&room)?, incident_id(&incident)?);
            let (before, draft) = drafted(vault, &open, &incident, to, 0).await?;
            let filled = Notice {
                said: said(words),
                ..draft
            };
            let signed = open.sign_notice(&id, &filled, before.as_ref())?;
            paper(&open, &signed, chinese).await
        }
        IncidentRequest::Report {
            room,
            incident,
            chinese,
        } => {
            let (open, id) = (vault.room(&room)?, incident_id(&incident)?);
            let mut all = Vec::new();
            for one in kept(&open, &folders(&open)?, &incident) {
                // an earlier report is no part of the next
                if one.kind != PaperKind::Report {
                    all.extend(papers::read(vault, &open, &one.doc, &incident).await?);
                }
            }
            let signed = open.incident_report(&id, &all)?;
            paper(&open, &signed, chinese).await
        }
        other => act(vault, other).await,
    }
}

/// What changes an incident.
async fn act(vault: &Rc<Vault>, request: IncidentRequest) -> Result<(Reply, Array), Failure> {
    let open = match request {
        IncidentRequest::Open {
            room,
            kind: which,
            summary,
            knew,
            drill,
            rules,
        } => {
            let open = vault.room(&room)?;
            let mut usual: Vec<Option<Deadline>> =
                Deadline::usual().into_iter().map(Some).collect();
            let mut taken = |rule: &u32| usual.get_mut(*rule as usize).and_then(Option::take);
            let incident = Incident {
                kind: kind(which),
                summary: summary.trim().to_owned(),
                // a clock that is ahead, or a minute that is not over
                knew: millis(knew).min(open.now()),
                drill,
                deadlines: rules.iter().filter_map(&mut taken).collect(),
            };
            open.open_incident(&incident).await?;
            open
        }
        IncidentRequest::Lock { room, incident } => {
            let open = vault.room(&room)?;
            open.lock_for_incident(&incident_id(&incident)?).await?;
            open
        }
        IncidentRequest::Step {
            room,
            incident,
            step,
        } => {
            let open = vault.room(&room)?;
            let step = stepped(&open, &step)?;
            open.step_incident(&incident_id(&incident)?, &step).await?;
            open
        }
        IncidentRequest::Tell {
            room,
            incident,
            kind: which,
            summary,
            knew,
        } => {
            let open = vault.room(&room)?;
            let knew = millis(knew).min(open.now());
            let turn = Turn::Told(kind(which), summary.trim().to_owned(), knew);
            open.turn_incident(&incident_id(&incident)?, &turn).await?;
            open
        }
        IncidentRequest::Close {
            room,
            incident,
            words,
        } => {
            let open = vault.room(&room)?;
            let turn = Turn::Closed(words.trim().to_owned());
            open.turn_incident(&incident_id(&incident)?, &turn).await?;
            open
        }
        // answered above
        _ => return Err(Failure::Internal),
    };
    listed(&open)
}

fn listed(open: &Rc<Room<Device>>) -> Result<(Reply, Array), Failure> {
    let reply = IncidentReply::List(list(open)?);
    Ok((Reply::Incident(reply), Array::new()))
}

/// A notice as it would be now, with the words of the one before, and that one.
async fn drafted(
    vault: &Rc<Vault>,
    open: &Rc<Room<Device>>,
    incident: &str,
    to: Audience,
    offset: i32,
) -> Result<(Option<Artefact>, Notice), Failure> {
    open.read_activity().await?;
    let id = incident_id(incident)?;
    let mut draft = open.draft_notice(&id, audience(to), &EvidenceFilter::default(), offset)?;
    let wanted = match to {
        Audience::Authority => PaperKind::NoticeAuthority,
        Audience::Persons => PaperKind::NoticePersons,
    };
    let all = kept(open, &folders(open)?, incident);
    let Some(newest) = all.iter().find(|one| one.kind == wanted) else {
        return Ok((None, draft));
    };
    let before = papers::read(vault, open, &newest.doc, incident).await?;
    if let Some(before) = &before
        && let Some(Read::Notice(earlier)) = Read::read(before).map_err(room::Error::from)?
    {
        draft.said = earlier.said;
        draft.revision = earlier.revision.saturating_add(1);
    }
    Ok((before, draft))
}

async fn paper(
    open: &Rc<Room<Device>>,
    signed: &Artefact,
    chinese: bool,
) -> Result<(Reply, Array), Failure> {
    let (paper, bytes) = filed(open, signed, chinese).await?;
    Ok((Reply::Incident(IncidentReply::Paper(paper)), bytes))
}

/// The file, and the folder for it, which is prepared if there is none.
async fn filed(
    open: &Rc<Room<Device>>,
    signed: &Artefact,
    chinese: bool,
) -> Result<(Paper, Array), Failure> {
    let bytes = signed.encode().map_err(room::Error::from)?;
    let folder = open.incident_folder(folder_name(chinese)).await?;
    let file = Content {
        name: file_name(signed)?,
        mime: papers::MIME.to_owned(),
        size: bytes.len() as f64,
    };
    let paper = Paper {
        file,
        folder: folder.to_string(),
    };
    let bytes = Uint8Array::from(bytes.as_slice());
    Ok((paper, Array::of1(&bytes.buffer())))
}

fn stepped(open: &Room<Device>, said: &StepSaid) -> Result<Step, Failure> {
    let member = said.member.as_deref().map(member).transpose()?;
    Ok(Step {
        phase: phase(said.phase),
        member: member.map(|member| Principal::member(&member)),
        name: said.name.trim().to_owned(),
        due: said.due.map(millis),
        outcome: match said.outcome {
            StepOutcome::Open => Outcome::Open,
            StepOutcome::Done(at) => Outcome::Done(millis(at).min(open.now())),
            StepOutcome::GivenUp => Outcome::GivenUp,
        },
        words: said.words.trim().to_owned(),
    })
}

fn member(id: &str) -> Result<ChainId, Failure> {
    ChainId::parse(id).map_err(|_| Failure::NotFound)
}

fn incident_id(id: &str) -> Result<IncidentId, Failure> {
    Ok(IncidentId(member(id)?.0))
}

/// Times are whole and not before 1970.
fn millis(time: Millis) -> u64 {
    time.max(0.0) as u64
}
