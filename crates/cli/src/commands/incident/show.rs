//! Incidents and their papers, as people and programs get to see them.

use room::artefact::Artefact;
use room::incident::{DeadlineStanding, IncidentView, Paper};
use room::{ChainId, IncidentId, Outcome};
use serde_json::{Value, json};

use crate::commands::papers::About;
use crate::error::Error;

/// A paper of an incident, verified offline: what it says of itself, in lines.
pub(in crate::commands) fn about(artefact: &Artefact) -> Result<Option<About>, Error> {
    let Some(paper) = Paper::read(artefact).map_err(room::Error::from)? else {
        return Ok(None);
    };
    let about = paper.incident();
    let mut lines = vec![format!(
        "{} {}, known since {}, recorded {}",
        if about.drill { "a drill:" } else { "incident" },
        about.kind,
        about.knew_since,
        about.opened
    )];
    let value = match &paper {
        Paper::Evidence(evidence) => {
            let whole = if evidence.whole { "whole" } else { "NOT WHOLE" };
            lines.push(format!(
                "{} receipts, {} chains; {whole}",
                evidence.receipts.len(),
                evidence.heads.len()
            ));
            json!({ "whole": evidence.whole, "receipts": evidence.receipts.len() })
        }
        Paper::Notice(notice) => {
            let lacks = notice.missing.join(", ");
            lines.push(format!("revision {}, for {}", notice.revision, notice.to));
            if !lacks.is_empty() {
                lines.push(format!("not filled in: {lacks}"));
            }
            json!({ "to": notice.to, "revision": notice.revision, "missing": notice.missing })
        }
        Paper::Report(report) => {
            let closed = report.closed.as_ref().map(|closed| closed.at.as_str());
            lines.push(format!(
                "{} lines, {}",
                report.timeline.len(),
                closed.unwrap_or("goes on")
            ));
            json!({ "lines": report.timeline.len(), "closed": closed })
        }
    };
    let value = json!({ "drill": about.drill, "incident": about.id, "says": value });
    Ok(Some(About {
        holds: true,
        value,
        lines,
    }))
}

pub(super) fn name(id: &IncidentId) -> String {
    ChainId(id.0).to_string()
}

pub(super) fn value(seen: &IncidentView) -> Value {
    let steps = seen.steps.iter().map(|one| {
        json!({ "phase": format!("{:?}", one.step.phase).to_lowercase(), "who": one.who, "due": one.step.due,
            "outcome": outcome(one.step.outcome), "words": one.step.words, "overdue": one.overdue })
    });
    let dates = seen.deadlines.iter().map(|one| {
        json!({ "law": one.deadline.law, "source": one.deadline.source, "due": one.due, "standing": standing(one.standing) })
    });
    json!({ "incident": name(&seen.id), "drill": seen.incident.drill, "summary": seen.incident.summary,
        "knew": seen.incident.knew, "opened": seen.time, "by": seen.by.name, "closed": seen.closed.as_ref().map(|one| one.1),
        "asks_lock": seen.asks_lock, "steps": steps.collect::<Vec<_>>(), "deadlines": dates.collect::<Vec<_>>() })
}

pub(super) fn lines(seen: &IncidentView) -> Vec<String> {
    let drill = if seen.incident.drill { "drill " } else { "" };
    let over = if seen.closed.is_some() {
        "over"
    } else {
        "open"
    };
    let id = &name(&seen.id)[..12];
    let mut lines = vec![format!("{id}  {drill}{over}  {}", seen.incident.summary)];
    for one in &seen.steps {
        let late = if one.overdue { " OVERDUE" } else { "" };
        let phase = format!("{:?}", one.step.phase).to_lowercase();
        let (what, words) = (outcome(one.step.outcome), &one.step.words);
        lines.push(format!(
            "  {phase:<12} {what:<8} {}{late}  {words}",
            one.who
        ));
    }
    for one in &seen.deadlines {
        let (law, standing) = (&one.deadline.law, standing(one.standing));
        lines.push(format!("  {law:<12} {standing}  {}", one.deadline.source));
    }
    lines
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Open => "open",
        Outcome::Done(_) => "done",
        Outcome::GivenUp => "given up",
    }
}

fn standing(standing: DeadlineStanding) -> String {
    let span = |millis: u64| format!("{} h {} min", millis / 3_600_000, millis / 60_000 % 60);
    match standing {
        DeadlineStanding::AtOnce => "at once".to_owned(),
        DeadlineStanding::DueIn(left) => format!("due in {}", span(left)),
        DeadlineStanding::Overdue(over) => format!("OVERDUE since {}", span(over)),
        DeadlineStanding::Met(_) => "told".to_owned(),
        DeadlineStanding::Late(_) => "told late".to_owned(),
        DeadlineStanding::GivenUp => "given up".to_owned(),
    }
}
