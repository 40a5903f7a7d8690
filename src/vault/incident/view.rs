//! Incidents as the page shows them.

use std::collections::BTreeMap;
use std::rc::Rc;

use ledger::ids::ScopeId;
use room::incident::{
    DeadlineStanding, DeadlineView, Evidence, Notice, ReceiptLine, Said, Touched,
};
use room::{ChainId, Deadline, Outcome, Room};

use super::super::messages::{
    Audience, DateStanding, DateView, EvidenceView, Failure, IncidentKind, IncidentView, Incidents,
    NoticeSaid, NoticeView, OpenedLine, Phase, StepOutcome, StepSaid, StepView, TouchedView,
};
use super::papers;
use crate::browser::host::Device;

/// The most lines of who opened what.
const MOST: usize = 2_000;
/// Of an id, as much as stands for somebody without a name.
const BEGIN: usize = 8;
const HOUR: f64 = 60.0;

pub(super) fn list(open: &Rc<Room<Device>>) -> Result<Incidents, Failure> {
    // a coordinator reads no folder
    let folders = match papers::folders(open) {
        Err(Failure::NotAllowed) => Vec::new(),
        folders => folders?,
    };
    let all = open.incidents()?.into_iter();
    let rules = Deadline::usual().into_iter().map(|deadline| {
        date(&DeadlineView {
            deadline,
            due: None,
            standing: DeadlineStanding::AtOnce,
        })
    });
    Ok(Incidents {
        all: all.map(|one| incident(open, &folders, &one)).collect(),
        rules: rules.collect(),
    })
}

fn incident(
    open: &Rc<Room<Device>>,
    folders: &[ScopeId],
    one: &room::incident::IncidentView,
) -> IncidentView {
    let id = ChainId(one.id.0).to_string();
    let said = &one.incident;
    let settled = |step: &room::incident::StepView| step.step.outcome != Outcome::Open;
    IncidentView {
        papers: papers::kept(open, folders, &id),
        incident: id,
        kind: kind_view(said.kind),
        summary: said.summary.clone(),
        knew: said.knew as f64,
        drill: said.drill,
        by: one.by.name.clone(),
        time: one.time as f64,
        steps: one.steps.iter().map(step).collect(),
        dates: one.deadlines.iter().map(date).collect(),
        closed: one
            .closed
            .as_ref()
            .map(|(by, time, words)| (by.name.clone(), *time as f64, words.clone())),
        asks_lock: one.asks_lock,
        settled: one.steps.iter().all(settled),
    }
}

fn step(one: &room::incident::StepView) -> StepView {
    let said = &one.step;
    StepView {
        said: StepSaid {
            phase: phase_view(said.phase),
            member: said.member.map(|member| ChainId(member.0).to_string()),
            name: said.name.clone(),
            due: said.due.map(|due| due as f64),
            outcome: match said.outcome {
                Outcome::Open => StepOutcome::Open,
                Outcome::Done(at) => StepOutcome::Done(at as f64),
                Outcome::GivenUp => StepOutcome::GivenUp,
            },
            words: said.words.clone(),
        },
        who: one.who.clone(),
        by: one
            .by
            .as_ref()
            .map(|(by, time)| (by.name.clone(), *time as f64)),
    }
}

fn date(one: &DeadlineView) -> DateView {
    DateView {
        to: audience_view(one.deadline.to),
        law: one.deadline.law.clone(),
        source: one.deadline.source.clone(),
        due: one.due.map(|due| due as f64),
        hours: one.deadline.minutes.map(|minutes| minutes as f64 / HOUR),
        standing: match one.standing {
            DeadlineStanding::AtOnce
            | DeadlineStanding::DueIn(_)
            | DeadlineStanding::Overdue(_) => DateStanding::Open,
            DeadlineStanding::Met(at) => DateStanding::Met(at as f64),
            DeadlineStanding::Late(at) => DateStanding::Late(at as f64),
            DeadlineStanding::GivenUp => DateStanding::GivenUp,
        },
    }
}

/// What was taken down, and who opened what, with names: those who manage know them, whatever stands in the paper.
pub(super) fn evidence(paper: &Evidence, receipts: &[ReceiptLine]) -> EvidenceView {
    let mut by: BTreeMap<(&str, &str), OpenedLine> = BTreeMap::new();
    for line in receipts {
        for doc in &line.docs {
            let one = by.entry((&line.chain, &doc.origin)).or_insert_with(|| {
                let begin: String = line.chain.chars().take(BEGIN).collect();
                OpenedLine {
                    who: line.who.clone().unwrap_or(begin),
                    doc: doc.name.clone().unwrap_or_default(),
                    shown: 0,
                    saved: 0,
                    printed: 0,
                    seconds: 0.0,
                    first: line.at.clone(),
                    last: String::new(),
                }
            });
            match line.action.as_str() {
                "view" => one.shown += 1,
                "download" => one.saved += 1,
                "print" => one.printed += 1,
                _ => {}
            }
            one.seconds += f64::from(line.seconds);
            one.last.clone_from(&line.at);
        }
    }
    let mut opened: Vec<OpenedLine> = by.into_values().collect();
    opened.sort_by(|a, b| b.last.cmp(&a.last));
    let lines = opened.len();
    opened.truncate(MOST);
    EvidenceView {
        whole: paper.whole,
        lacks: [
            paper.findings.len() as f64,
            paper.gaps.len() as f64,
            paper.lost as f64,
            paper.alarms.len() as f64,
        ],
        refused: !paper.trouble.is_empty() || paper.checkpoint.is_none(),
        touched: touched(&paper.touched),
        receipts: paper.receipts.len() as f64,
        chains: paper.heads.len() as f64,
        opened,
        lines: lines as f64,
    }
}

fn touched(known: &Touched) -> TouchedView {
    TouchedView {
        documents: known.documents as f64,
        readers: known.readers as f64,
        personal: known.personal as f64,
        uncounted: known.uncounted as f64,
        at_least: known.at_least as f64,
        at_most: known.at_most.map(|most| most as f64),
        sensitive: known.sensitive,
        without_basis: known.without_basis as f64,
    }
}

pub(super) fn notice(draft: &Notice, to: Audience) -> NoticeView {
    let said = &draft.said;
    NoticeView {
        to,
        said: NoticeSaid {
            nature: said.nature.clone(),
            cause: said.cause.clone(),
            consequences: said.consequences.clone(),
            measures_taken: said.measures_taken.clone(),
            measures_for_persons: said.measures_for_persons.clone(),
            contact: said.contact.clone(),
            delay: said.delay.clone(),
        },
        touched: touched(&draft.known),
        missing: draft.missing.clone(),
        before: draft.revision.saturating_sub(1),
    }
}

pub(super) fn said(words: NoticeSaid) -> Said {
    Said {
        nature: words.nature,
        cause: words.cause,
        consequences: words.consequences,
        measures_taken: words.measures_taken,
        measures_for_persons: words.measures_for_persons,
        contact: words.contact,
        delay: words.delay,
    }
}

pub(super) fn audience(to: Audience) -> room::Audience {
    match to {
        Audience::Authority => room::Audience::Authority,
        Audience::Persons => room::Audience::Persons,
    }
}

fn audience_view(to: room::Audience) -> Audience {
    match to {
        room::Audience::Authority => Audience::Authority,
        room::Audience::Persons => Audience::Persons,
    }
}

pub(super) fn kind(kind: IncidentKind) -> room::IncidentKind {
    match kind {
        IncidentKind::DeviceLost => room::IncidentKind::DeviceLost,
        IncidentKind::LinkLeaked => room::IncidentKind::LinkLeaked,
        IncidentKind::WrongRecipient => room::IncidentKind::WrongRecipient,
        IncidentKind::StoreCompromised => room::IncidentKind::StoreCompromised,
        IncidentKind::KeyStolen => room::IncidentKind::KeyStolen,
        IncidentKind::Misuse => room::IncidentKind::Misuse,
        IncidentKind::Other => room::IncidentKind::Other,
    }
}

fn kind_view(kind: room::IncidentKind) -> IncidentKind {
    match kind {
        room::IncidentKind::DeviceLost => IncidentKind::DeviceLost,
        room::IncidentKind::LinkLeaked => IncidentKind::LinkLeaked,
        room::IncidentKind::WrongRecipient => IncidentKind::WrongRecipient,
        room::IncidentKind::StoreCompromised => IncidentKind::StoreCompromised,
        room::IncidentKind::KeyStolen => IncidentKind::KeyStolen,
        room::IncidentKind::Misuse => IncidentKind::Misuse,
        room::IncidentKind::Other => IncidentKind::Other,
    }
}

pub(super) fn phase(phase: Phase) -> room::Phase {
    match phase {
        Phase::Stop => room::Phase::Stop,
        Phase::Isolate => room::Phase::Isolate,
        Phase::Report => room::Phase::Report,
        Phase::Notify => room::Phase::Notify,
        Phase::Investigate => room::Phase::Investigate,
        Phase::Improve => room::Phase::Improve,
    }
}

fn phase_view(phase: room::Phase) -> Phase {
    match phase {
        room::Phase::Stop => Phase::Stop,
        room::Phase::Isolate => Phase::Isolate,
        room::Phase::Report => Phase::Report,
        room::Phase::Notify => Phase::Notify,
        room::Phase::Investigate => Phase::Investigate,
        room::Phase::Improve => Phase::Improve,
    }
}
