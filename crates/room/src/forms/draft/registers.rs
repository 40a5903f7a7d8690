//! What was logged: findings beside the checklist, and persons' requests.

use serde_json::{Value, json};

use super::{Filled, object};
use crate::error::Error;
use crate::forms::dates::day;
use crate::forms::{codes, schema};
use crate::hex::hex;
use crate::host::Host;
use crate::registers::findings::{FindingState, evidence_text};
use crate::room::Room;

impl<H: Host> Room<H> {
    pub(super) fn checklist(&self) -> Result<Filled, Error> {
        let items = schema::choices("checklist").iter();
        let items: Vec<Value> = items
            .map(|one| json!({ "item": one.code, "state": "open" }))
            .collect();
        let findings = self.findings()?.into_iter().map(|one| {
            let remedies: Vec<_> = one.remedies.iter().map(|step| &step.text).collect();
            let evidence: Vec<_> = one
                .evidence
                .iter()
                .map(|(it, _)| evidence_text(it))
                .collect();
            let state = match one.state {
                FindingState::Open => "open",
                FindingState::Shown => "remedied",
                FindingState::Closed => "closed",
            };
            let closed = one.closed.as_ref();
            json!({ "id": hex(&one.id.0), "finding": one.text, "law": one.law,
                "responsible": one.responsible.1, "due": day(one.due), "remedy": remedies,
                "evidence": evidence, "state": state, "closed-by": closed.map(|step| &step.by.name),
                "closed": closed.map(|step| day(step.time)) })
        });
        let findings: Vec<Value> = findings.collect();
        Ok(object(json!({ "items": items, "findings": findings })))
    }

    pub(super) fn rights_log(&self) -> Result<Filled, Error> {
        let rows = self.rights()?.into_iter().map(|one| {
            let verified = match one.verified {
                Some(true) => "yes",
                Some(false) => "no",
                None => "open",
            };
            let done = one.done.as_ref();
            let state = match done.map(|done| done.answered) {
                Some(true) => "answered",
                Some(false) => "refused",
                None => "open",
            };
            json!({ "reference": one.reference, "request": codes::request(one.kind), "law": one.law,
                "received": day(one.received), "deadline": day(one.due), "extended": one.extended,
                "verified": verified, "state": state, "answer": done.map(|done| &done.text),
                "done": done.map(|done| day(done.at)), "late": one.late })
        });
        let rows: Vec<Value> = rows.collect();
        Ok(object(json!({ "requests": rows })))
    }
}
