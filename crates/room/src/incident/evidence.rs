//! Evidence: what the room knows of who opened what, with everything that shows whether that is all.
//!
//! It is as whole as the store serves it, and says so. Chains that end too early, receipts that are left out, an index
//! that has more than is served: each stands in it, and with any of them it does not call itself whole.

mod lines;

use ledger::entry::{Action, MemberKind};
use ledger::fold::RosterMember;
use ledger::ids::{ChainId, Hash};
use serde::{Deserialize, Serialize};

use super::case::Case;
use super::paper::{self, EVIDENCE, Made, OfRoom, Subject};
use super::touched::Touched;
use crate::activity::{Filter, People, Places};
use crate::artefact::Artefact;
use crate::audit::{AuditFilter, AuditProgress, FindingKind};
use crate::body::IncidentId;
use crate::control::Control;
use crate::dates::utc;
use crate::error::Error;
use crate::host::Host;
use crate::replay::{Alarm, AlarmKind, Spot, State};
use crate::room::Room;
pub use lines::{
    AlarmLine, FindingLine, GapLine, HeadLine, LinkLine, OpenedLine, ReceiptLine, VisitorLine,
    Window,
};

/// What is to be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EvidenceFilter {
    /// Receipts from this millisecond on,
    pub from: Option<u64>,
    /// and before this one.
    pub until: Option<u64>,
    /// Only of this member or visitor; of a link, its visitors.
    pub person: Option<ChainId>,
    /// With the names of people, documents and the room: the owner's own copy.
    pub names: bool,
    /// The manifest of an archive that was made of the room, by its hash.
    pub archive: Option<Hash>,
}

impl EvidenceFilter {
    pub(super) fn receipts(&self) -> Filter {
        Filter {
            person: self.person,
            from: self.from,
            until: self.until,
            ..Filter::default()
        }
    }
}

/// What the room knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Evidence {
    /// The room.
    pub room: OfRoom,
    /// When and by whom it was made.
    pub made: Made,
    /// The incident.
    pub incident: Subject,
    /// Nothing is known to be missing.
    pub whole: bool,
    /// Why it is not, as far as one thing says it for all: the record of the room was refused.
    pub trouble: Vec<String>,
    /// The receipts that were looked at: from, until, of whom.
    pub window: Window,
    /// The newest signed checkpoint of the room's index, as a note.
    pub checkpoint: Option<String>,
    /// The end of every chain.
    pub heads: Vec<HeadLine>,
    /// What the audit found.
    pub findings: Vec<FindingLine>,
    /// Members' and visitors' chains in which receipts may be missing.
    pub gaps: Vec<GapLine>,
    /// Chains that this device has seen and that are not served any more.
    pub lost: u64,
    /// What the maker's program was alarmed by.
    pub alarms: Vec<AlarmLine>,
    /// Who opened what, the earliest first.
    pub receipts: Vec<ReceiptLine>,
    /// Every link, also those that are over.
    pub links: Vec<LinkLine>,
    /// Whom that touches.
    pub touched: Touched,
    /// The hash of the manifest of an archive, if one was made.
    pub archive: Option<String>,
}

impl Evidence {
    /// Whether it names nothing that is missing.
    pub fn is_whole(&self) -> bool {
        let none = self.trouble.is_empty() && self.findings.is_empty() && self.gaps.is_empty();
        none && self.lost == 0 && self.alarms.is_empty() && self.checkpoint.is_some()
    }
}

impl<H: Host> Room<H> {
    /// Reads everything that the store serves, and signs what it says and what it does not.
    pub async fn incident_evidence(
        &self,
        id: &IncidentId,
        filter: &EvidenceFilter,
        control: &Control,
        progress: &dyn Fn(AuditProgress),
    ) -> Result<Artefact, Error> {
        self.judge_manager()?;
        let mut trouble = Vec::new();
        note(self.read_activity().await, "activity", &mut trouble)?;
        let audited = self.read_audit(control, progress).await;
        let read = audited.is_ok();
        note(audited, "record", &mut trouble)?;
        let findings = match read {
            true => self.finding_lines()?,
            false => Vec::new(),
        };
        let state = self.state.borrow();
        let case: Case = state.case(id)?;
        let receipts = filter.receipts();
        let mut heads = state.heads();
        if read {
            heads.extend(self.audited.borrow().heads());
        }
        let heads = heads.into_iter().map(|(chain, head)| HeadLine {
            chain: chain.to_string(),
            entries: head.next,
            head: head.hash.to_string(),
        });
        let gaps = state.gaps.iter().map(|(chain, kind)| {
            let (kind, numbers) = paper::gap(*kind);
            GapLine {
                chain: chain.to_string(),
                kind: kind.to_owned(),
                numbers,
            }
        });
        // that access was changed, or is to be settled, is nothing that somebody keeps back
        let lies = |alarm: &Alarm| !matches!(alarm.kind, AlarmKind::NoKey | AlarmKind::Unsettled);
        let alarms = state.told().filter(lies).map(|alarm| AlarmLine {
            chain: alarm.chain.to_string(),
            kind: paper::alarm(alarm.kind).to_owned(),
        });
        let mut evidence = Evidence {
            room: self.of_room(&state, filter.names),
            made: self.keyed_made()?,
            incident: Subject::of(id, &case, filter.names),
            whole: false,
            trouble,
            window: Window {
                from: filter.from.map(utc),
                until: filter.until.map(utc),
                of: filter.person.map(|person| person.to_string()),
                names: filter.names,
            },
            checkpoint: self.checkpoint().ok().filter(|_| read),
            heads: heads.collect(),
            findings,
            gaps: gaps.collect(),
            lost: state.lost() as u64,
            alarms: alarms.collect(),
            receipts: self.receipt_lines(&state, &receipts, filter.names),
            links: self.link_lines(&state, filter.names),
            touched: self.touched(&state, &receipts),
            archive: filter.archive.map(|hash| hash.to_string()),
        };
        evidence.whole = evidence.is_whole();
        if !evidence.whole {
            evidence.touched.at_most = None;
        }
        self.sign_artefact(EVIDENCE, &evidence)
    }

    /// Who opened what, by name, as far as the receipts were read; for those who manage.
    pub fn incident_receipts(&self, filter: &EvidenceFilter) -> Result<Vec<ReceiptLine>, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        Ok(self.receipt_lines(&state, &filter.receipts(), true))
    }

    /// What the audit found that is no rotation which waits for somebody's program.
    fn finding_lines(&self) -> Result<Vec<FindingLine>, Error> {
        let audit = self.audit(&AuditFilter::default(), 0, 0)?;
        let found = audit.findings.iter();
        let found = found.filter(|found| found.kind != FindingKind::Unfinished);
        let line = |found: &crate::audit::Finding| {
            let (kind, due) = finding(found.kind);
            FindingLine {
                chain: found.place.chain.to_string(),
                at: found.at,
                kind: kind.to_owned(),
                due,
            }
        };
        Ok(found.map(line).collect())
    }

    fn receipt_lines(&self, state: &State, filter: &Filter, names: bool) -> Vec<ReceiptLine> {
        let (people, places) = (People::of(self, state), Places::of(self, state));
        let mut lines: Vec<(u64, ReceiptLine)> = Vec::new();
        for (chain, fold) in people.chains(state, true) {
            let asked = filter.person;
            if asked.is_some_and(|person| !people.fits(&chain, &person)) {
                continue;
            }
            let who = people.show(&chain).filter(|_| names);
            let who = who.map(|one| {
                if one.name.is_empty() {
                    one.label
                } else {
                    one.name
                }
            });
            let receipts = fold.receipts().iter();
            for (seq, taken) in receipts.filter(|(_, one)| filter.spans(one.time)) {
                let said = &taken.receipt;
                let docs = said.docs.iter().map(|one| {
                    let at = Spot {
                        scope: one.scope,
                        doc: one.doc,
                    };
                    let place = places.show(&at).filter(|_| names);
                    OpenedLine {
                        scope: one.scope.to_string(),
                        doc: one.doc.to_string(),
                        version: one.version.to_string(),
                        origin: state.origin_at(&at).to_string(),
                        name: place.map(|place| place.name),
                    }
                });
                let line = ReceiptLine {
                    at: utc(taken.time),
                    chain: chain.to_string(),
                    seq: *seq,
                    device: taken.device.to_string(),
                    n: said.n,
                    action: action(said.action).to_owned(),
                    seconds: said.seconds,
                    docs: docs.collect(),
                    who: who.clone(),
                };
                lines.push((taken.time, line));
            }
        }
        lines.sort_by(|a, b| (a.0, &a.1.chain, a.1.seq).cmp(&(b.0, &b.1.chain, b.1.seq)));
        lines.into_iter().map(|(_, line)| line).collect()
    }

    fn link_lines(&self, state: &State, names: bool) -> Vec<LinkLine> {
        let members = state.roster.members().values();
        let links = members.filter(|member| member.member.kind == MemberKind::Link);
        let line = |member: &RosterMember| {
            let link = self.link_view(state, member);
            let visitors = link.visitors.iter().map(|visitor| VisitorLine {
                chain: visitor.chain.to_string(),
                came: utc(visitor.came),
                opened: visitor.opened.map(utc),
                says: visitor
                    .says
                    .as_ref()
                    .filter(|_| names)
                    .map(|says| format!("{} <{}>", says.name, says.email)),
            });
            LinkLine {
                chain: link.member.to_string(),
                expires: link.expires.map(utc),
                over: link.standing != crate::MemberStanding::Live,
                opens: link.opens,
                label: Some(link.label).filter(|_| names),
                visitors: visitors.collect(),
            }
        };
        links.map(line).collect()
    }
}

/// That the store serves what nobody signed, or less than was seen, is evidence; anything else is an error.
fn note(read: Result<(), Error>, what: &str, trouble: &mut Vec<String>) -> Result<(), Error> {
    match read {
        Ok(()) => {}
        Err(Error::Tampered(_)) => trouble.push(format!("{what}-changed")),
        Err(Error::RolledBack) => trouble.push(format!("{what}-older")),
        Err(other) => return Err(other),
    }
    Ok(())
}

fn action(action: Action) -> &'static str {
    match action {
        Action::View => "view",
        Action::Download => "download",
        Action::Complete => "complete",
        Action::Print => "print",
        Action::Closed => "closed",
        Action::Copy => "copy",
    }
}

fn finding(kind: FindingKind) -> (&'static str, Option<u64>) {
    match kind {
        FindingKind::Missing => ("missing", None),
        FindingKind::Forged => ("forged", None),
        FindingKind::Void => ("void", None),
        FindingKind::Skipped { expected, .. } => ("skipped", Some(expected)),
        FindingKind::Unserved => ("unserved", None),
        FindingKind::Shortened { seen } => ("shortened", Some(seen)),
        FindingKind::Unindexed => ("unindexed", None),
        FindingKind::Otherwise => ("otherwise", None),
        FindingKind::Withheld { indexed } => ("withheld", Some(indexed)),
        FindingKind::Disorder => ("disorder", None),
        FindingKind::Unlogged => ("unlogged", None),
        FindingKind::Shrunk { seen } => ("shrunk", Some(seen)),
        FindingKind::Forked => ("forked", None),
        FindingKind::Unfinished => ("unfinished", None),
    }
}
