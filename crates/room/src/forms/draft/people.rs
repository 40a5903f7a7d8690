//! Who is who, and who acknowledged what.

use ledger::entry::{MemberKind, Office};
use serde_json::{Value, json};

use super::{Filled, object};
use crate::agreements::copies::AgreementView;
use crate::error::Error;
use crate::forms::dates::day;
use crate::host::Host;
use crate::names;
use crate::room::Room;

impl<H: Host> Room<H> {
    pub(super) fn training_record(&self) -> Result<Filled, Error> {
        let all = self.agreements()?;
        let state = self.state.borrow();
        let group = |one: &AgreementView| {
            let name = one.group.and_then(|id| state.plan.groups.get(&id));
            name.map(|name| names::shown(name)).unwrap_or_default()
        };
        let mut signed: Vec<(u64, String, Value)> = Vec::new();
        let mut missing: Vec<String> = Vec::new();
        for one in &all {
            let called = if one.name.is_empty() {
                &one.label
            } else {
                &one.name
            };
            if one.agreed.is_none() {
                missing.push(called.clone());
            }
            for text in &one.signed {
                // what was signed before the newest text may have been another group's
                let newest = one.agreed == Some(text.time);
                let row = json!({ "person": text.name, "text": newest.then(|| group(one)),
                    "version": text.version, "hash": text.hash.to_string(), "date": day(text.time),
                    "newest": newest });
                signed.push((text.time, text.name.clone(), row));
            }
        }
        signed.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        missing.sort();
        let rows: Vec<Value> = signed.into_iter().map(|(.., row)| row).collect();
        Ok(object(
            json!({ "acknowledgements": rows, "missing": missing }),
        ))
    }

    pub(super) fn responsibilities(&self) -> Filled {
        let state = self.state.borrow();
        let (now, head) = (self.now(), state.front.head());
        let mut rows: Vec<(&'static str, String, Value)> = Vec::new();
        for (id, member) in state.roster.members() {
            let known = &member.member;
            let joined = state.person(id).is_some_and(|fold| fold.joined().is_some());
            let person = joined || known.kind == MemberKind::Person;
            if !person || !state.is_open(member, now) {
                continue;
            }
            let role = match state.front.office(id, &head) {
                Some(Office::Owner) => "owner",
                Some(Office::Manager) => "manager",
                Some(Office::Coordinator) => "coordinator",
                None if known.manner.audits => "auditor",
                None => "member",
            };
            let name = self.member_name(&state, id);
            let groups = state.plan.groups_of(id);
            let groups = groups.filter_map(|group| state.plan.groups.get(&group));
            let mut groups: Vec<String> = groups.map(|name| names::shown(name)).collect();
            groups.sort();
            let since = state.entered.get(id).map(|(_, time)| day(*time));
            let row = json!({ "role": role, "person": name, "groups": groups, "since": since });
            rows.push((role, name, row));
        }
        let order = ["owner", "manager", "coordinator", "auditor", "member"];
        let place = |role: &str| order.iter().position(|one| *one == role);
        rows.sort_by(|a, b| (place(a.0), &a.1).cmp(&(place(b.0), &b.1)));
        let rows: Vec<Value> = rows.into_iter().map(|(.., row)| row).collect();
        object(json!({ "roles": rows }))
    }
}
