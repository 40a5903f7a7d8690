//! Asking before something is given: by a change of the plan, by an invite or link, by moving a document.

use std::collections::BTreeMap;

use ledger::entry::Office;
use ledger::ids::{ChainId, MemberId, PublicKey, ScopeId};

use super::{Against, Demand, Gate, Objection, Reason, Who, is_overdue};
use crate::access::{Target, Thought};
use crate::body::{Edit, Level, Marking, Op, Principal};
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::replay::{Plan, Spot, State, Wanted};
use crate::room::Room;

/// Somebody who is about to be entered.
pub(crate) struct Newcomer<'n> {
    pub(crate) who: Who,
    /// What it is given at once,
    pub(crate) scopes: &'n [ScopeId],
    /// and documents, in a selection that is about to be.
    pub(crate) docs: &'n [Spot],
}

/// Why one demand is not met.
pub(crate) struct Raised<'d> {
    pub(crate) who: &'d Who,
    pub(crate) demand: &'d Demand,
    pub(crate) reason: Reason,
    pub(crate) suggested: bool,
}

impl Demand {
    /// Says why this is not to be given to somebody, also by what is only suggested and by its age.
    pub(super) fn raise<'d>(
        &'d self,
        plan: &Plan,
        who: &'d Who,
        now: u64,
        say: &mut dyn FnMut(Raised<'d>),
    ) {
        let mut reasons: BTreeMap<Reason, bool> = BTreeMap::new();
        let (decided, strict) = (&self.decided, &self.strict);
        if decided != strict {
            strict.reasons(plan, who, self, now, &mut |reason| {
                reasons.insert(reason, true);
            });
        }
        decided.reasons(plan, who, self, now, &mut |reason| {
            reasons.insert(reason, false);
        });
        if is_overdue(plan, strict.tier.max(decided.tier), self.added, now) {
            reasons.insert(Reason::TooOld, false);
        }
        for (reason, suggested) in reasons {
            say(Raised {
                who,
                demand: self,
                reason,
                suggested,
            });
        }
    }
}

impl Gate {
    /// How a document is classified where it lies: by what was decided, and with what is suggested.
    pub(crate) fn classified(&self, state: &State, plan: &Plan, spot: &Spot) -> [Marking; 2] {
        let above = self.marking(&spot.scope);
        let own = state.scopes.get(&spot.scope);
        let own = own.map(|scope| scope.marks_of(&spot.doc, plan, above.tier(), &[]));
        let own = own.unwrap_or_default();
        let decided = own.decided.under(above);
        [decided.clone(), decided.with(&own.suggested)]
    }

    /// What has to be said of a document in a new place, so that it is what it was: its own label, and what it had
    /// from folders that asked for more care.
    pub(crate) fn carried(&self, state: &State, from: &Spot, to: &Spot) -> Edit {
        let above = self.marking(&from.scope);
        let own = state.scopes.get(&from.scope);
        let own = own.map(|scope| scope.marks_of(&from.doc, &state.plan, above.tier(), &[]));
        let own = own.unwrap_or_default();
        let was = own.decided.clone().under(above);
        let mut marks = own.decided;
        let lost = was.stricter_than(&marks.clone().under(self.marking(&to.scope)));
        marks.hear(&lost);
        let said = |marks: Marking| (!marks.is_empty()).then_some(marks);
        Edit {
            marks: said(marks),
            suggested: said(own.suggested),
            ..Edit::of(to.doc)
        }
    }

    /// How a folder is classified.
    pub(crate) fn marking(&self, folder: &ScopeId) -> &Marking {
        const NOTHING: &Marking = &Marking::NOTHING;
        self.folders.get(folder).map_or(NOTHING, |known| known)
    }
}

impl<H: Host> Room<H> {
    /// Why these changes would be refused: what they give that is not to be given, to whom and why.
    pub fn objections(&self, changes: &[Op]) -> Result<Against, Error> {
        self.judge_manager()?;
        self.against(&self.state.borrow(), changes)
    }

    /// Refuses changes that give what is not to be given.
    pub(crate) fn judge_gate(&self, state: &State, changes: &[Op]) -> Result<(), Error> {
        refuse(self.against(state, changes)?)
    }

    fn against(&self, state: &State, changes: &[Op]) -> Result<Against, Error> {
        self.against_if(state, changes, false, &mut |_| false)
    }

    /// What is against changes; `approved`: that a second manager approved. What `settles` takes is left out.
    pub(crate) fn against_if(
        &self,
        state: &State,
        changes: &[Op],
        approved: bool,
        settles: &mut dyn FnMut(&Raised<'_>) -> bool,
    ) -> Result<Against, Error> {
        let mut against = Against::default();
        let me = PublicKey(self.session.keys()?.sign.public());
        let mut about = |scope: ScopeId, reason| {
            against.push(|| Objection {
                member: None,
                scope,
                doc: None,
                name: names::safe(&state.folder_name(&scope)),
                reason,
                suggested: false,
                variant: None,
            });
        };
        for op in changes {
            match op {
                Op::Tier(..) if state.plan.takes_two() && !approved => {
                    about(ChainId::ROSTER, Reason::RuleTakesTwo);
                }
                Op::Tier(_, rule) if rule.second && state.managers().count() < 2 => {
                    about(ChainId::ROSTER, Reason::NobodyElse);
                }
                _ => {}
            }
        }
        let (before, after) = self.by_rules(state, (&me, changes), approved);
        for op in changes {
            if let Op::Place(folder, _) = op
                && before.gate.folders.contains_key(folder)
            {
                let (was, is) = (before.gate.marking(folder), after.gate.marking(folder));
                if !was.stricter_than(is).is_empty() {
                    about(*folder, Reason::Loosens);
                }
            }
        }
        // a rule that is said again is given again: what was kept back although it stood is asked about once more
        let said: Vec<(&Principal, &ScopeId)> = changes
            .iter()
            .filter_map(|op| match op {
                Op::Access(who, folder, Some(level)) if *level >= Level::Read => {
                    Some((who, folder))
                }
                _ => None,
            })
            .collect();
        let again = |who: &Who, scope: &ScopeId| {
            let mut said = said.iter();
            said.any(|(to, folder)| {
                let ruling = after
                    .plan()
                    .and_then(|plan| after.gate.ruling(plan, to, scope));
                who.is(to) && ruling == Some(**folder)
            })
        };
        self.gains(state, &before, &after, &again, &mut |raised| {
            if !settles(&raised) {
                against.push(|| told(state, &after.gate, &raised));
            }
        });
        Ok(against)
    }

    /// What the rules give now and with these changes, whatever is barred.
    pub(crate) fn by_rules(
        &self,
        state: &State,
        said: (&PublicKey, &[Op]),
        approved: bool,
    ) -> (Target, Target) {
        let rules = Thought {
            rules: true,
            ..Thought::default()
        };
        let with = Thought {
            said: Some(said),
            approved,
            ..rules
        };
        let now = self.now();
        (
            Target::thought(state, rules, now),
            Target::thought(state, with, now),
        )
    }

    /// What is given anew, or `again`, that is not to be given.
    fn gains(
        &self,
        state: &State,
        before: &Target,
        after: &Target,
        again: &dyn Fn(&Who, &ScopeId) -> bool,
        say: &mut dyn FnMut(Raised<'_>),
    ) {
        let now = self.now();
        let Some(plan) = after.plan().filter(|_| !after.gate.is_open()) else {
            return;
        };
        for (id, levels) in &after.levels {
            let Some(who) = recipient(state, plan, id) else {
                continue;
            };
            let read = levels.iter().filter(|(_, level)| **level >= Level::Read);
            let new = read
                .filter(|(scope, _)| before.level(id, scope) < Level::Read || again(&who, scope));
            for demand in new.flat_map(|(scope, _)| after.gate.demands(scope)) {
                demand.raise(plan, &who, now, say);
            }
        }
    }

    /// Refuses somebody who would be entered with what is not to be given to it. `with`: what is planned with that.
    pub(crate) fn judge_newcomer(
        &self,
        state: &State,
        new: &Newcomer<'_>,
        with: &[Op],
    ) -> Result<(), Error> {
        let me = PublicKey(self.session.keys()?.sign.public());
        let (_, after) = self.by_rules(state, (&me, with), false);
        let Some(plan) = after.plan().filter(|_| !after.gate.is_open()) else {
            return Ok(());
        };
        let most = if new.who.link {
            Level::Read
        } else {
            Level::Write
        };
        let given = after.given(new.scopes, &new.who.groups, most);
        let read = given.iter().filter(|(_, level)| **level >= Level::Read);
        let asked = read.flat_map(|(scope, _)| after.gate.demands(scope));
        let docs = after.gate.of_docs(new.docs, ChainId::ROSTER);
        let mut against = Against::default();
        for demand in asked.chain(&docs) {
            demand.raise(plan, &new.who, self.now(), &mut |raised| {
                against.push(|| told(state, &after.gate, &raised));
            });
        }
        refuse(against)
    }

    /// Refuses documents that would come where somebody reads them who is not to be given them. What takes two is
    /// moved to nobody's eyes, and then asked for there.
    pub(crate) fn judge_moves(
        &self,
        state: &State,
        moves: &[(Wanted, ScopeId)],
    ) -> Result<(), Error> {
        let target = Target::of(state, self.now());
        let Some(plan) = target.plan() else {
            return Ok(());
        };
        let (index, mut against) = (state.index(), Against::default());
        let ids = target.levels.keys();
        let all: Vec<Who> = ids.filter_map(|id| recipient(state, plan, id)).collect();
        for (doc, to) in moves {
            let Some(spot) = index.follow(doc).filter(|spot| spot.scope != *to) else {
                continue;
            };
            let Some(demand) = target.gate.moved(state, plan, &spot, to) else {
                continue;
            };
            let comes = |who: &&Who| {
                let reads = |scope| target.reads(&who.member, scope);
                reads(to) && !reads(&spot.scope)
            };
            for who in all.iter().filter(comes) {
                demand.raise(plan, who, self.now(), &mut |raised| {
                    against.push(|| Objection {
                        scope: *to,
                        ..told(state, &target.gate, &raised)
                    });
                });
            }
        }
        refuse(against)
    }
}

impl Gate {
    /// What a document asks that comes into a scope: it keeps what it is, and lies below other folders.
    fn moved(&self, state: &State, plan: &Plan, spot: &Spot, to: &ScopeId) -> Option<Demand> {
        let shown = state.shown(spot)?;
        let [decided, strict] = self.classified(state, plan, spot);
        Some(Demand {
            scope: spot.scope,
            doc: Some(*spot),
            origin: Some(shown.origin()),
            added: Some(super::demand::since(shown)),
            above: self.path(to),
            decided: super::Needs::of(&decided),
            strict: super::Needs::of(&strict),
        })
    }
}

/// Whom something would be given to: owners and managers hold everything by office.
pub(super) fn recipient(state: &State, plan: &Plan, id: &MemberId) -> Option<Who> {
    let office = state.front.office(id, &state.front.head());
    let member = state.roster.member(id)?;
    (office < Some(Office::Manager)).then(|| Who::of(plan, member))
}

pub(super) fn told(state: &State, gate: &Gate, raised: &Raised<'_>) -> Objection {
    let demand = raised.demand;
    let name = match demand.doc {
        Some(spot) => {
            let scope = state.scopes.get(&spot.scope);
            scope.map(|scope| scope.said(&spot.doc).name)
        }
        None => Some(state.folder_name(&demand.scope)),
    };
    Objection {
        member: Some(raised.who.member),
        scope: demand.scope,
        doc: demand.doc,
        name: names::safe(&name.unwrap_or_default()),
        reason: raised.reason,
        suggested: raised.suggested,
        variant: gate.variant(demand.origin),
    }
}

fn refuse(against: Against) -> Result<(), Error> {
    match against.is_empty() {
        true => Ok(()),
        false => Err(Error::Against(Box::new(against))),
    }
}
