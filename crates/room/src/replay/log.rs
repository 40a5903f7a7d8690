//! What was done and when, as far as the folds do not remember the time of it.
//!
//! Receipts stand in the folds of members' chains with their times; everything else that a history
//! of the room tells of is noted here when its entry is taken in.

use ledger::entry::{Entry, MemberGrant, MemberKind, Office, Policy, Public};
use ledger::ids::{ChainId, DocId, MemberId, PublicKey, ScopeId, VersionId};

use super::State;

/// One thing that somebody did.
#[derive(Debug, Clone)]
pub(crate) struct Deed {
    /// The server's time of the entry.
    pub(crate) time: u64,
    /// Its chain, and the place there.
    pub(crate) place: (ChainId, u64),
    /// Who signed it.
    pub(crate) by: PublicKey,
    pub(crate) what: Done,
}

#[derive(Debug, Clone)]
pub(crate) enum Done {
    Docs(ScopeId, Vec<(DocId, VersionId)>),
    Deleted(ScopeId, Vec<DocId>),
    Entered(MemberId, MemberKind),
    Granted(Vec<MemberId>),
    Ended(MemberId),
    Suspended(MemberId, bool),
    Dated(MemberId, Option<u64>),
    Office(MemberId, Option<Office>),
    Policy(Policy),
    Proposed,
    /// In whose chain: a member's or a visitor's.
    Dropped(ChainId, usize),
    Agreed(ChainId),
}

impl Deed {
    /// The order in which deeds are told. At the same time something is put elsewhere before it is
    /// taken away.
    pub(crate) fn order(&self) -> (u64, bool, (ChainId, u64)) {
        let taken = matches!(self.what, Done::Deleted(..));
        (self.time, taken, self.place)
    }
}

impl State {
    /// Notes an entry that was accepted.
    pub(super) fn log_entry(&mut self, entry: &Entry, time: u64) {
        let what = match &entry.public {
            Public::Docs(docs) => Done::Docs(
                entry.chain,
                docs.iter().map(|doc| (doc.doc, doc.version)).collect(),
            ),
            Public::Delete(docs) | Public::Destroy(docs) if !docs.is_empty() => {
                Done::Deleted(entry.chain, docs.clone())
            }
            Public::Member(member) => Done::Entered(member.member, member.kind),
            Public::Grants(given) => {
                // a new key of what was held already gives nothing new
                let first = |one: &&MemberGrant| {
                    let ever = self.roster.member(&one.member).map(|member| &member.ever);
                    let same = ever.into_iter().flatten();
                    let scope = one.grant.scope;
                    same.filter(|grant| grant.scope == scope).count() == 1
                };
                let mut to: Vec<MemberId> =
                    given.iter().filter(first).map(|one| one.member).collect();
                to.sort_unstable();
                to.dedup();
                if to.is_empty() {
                    return;
                }
                Done::Granted(to)
            }
            Public::End(member, _) => Done::Ended(*member),
            Public::Suspend(member, on) => Done::Suspended(*member, *on),
            Public::Dates(dates) => Done::Dated(dates.member, dates.expires),
            Public::Manager(member, _, office) => Done::Office(*member, Some(*office)),
            Public::Unmanage(member) => Done::Office(*member, None),
            Public::Handover(over) => {
                // one entry, of which a history tells both halves
                self.log.push(Deed {
                    time,
                    place: (entry.chain, entry.seq),
                    by: entry.author,
                    what: Done::Office(over.from, None),
                });
                Done::Office(over.to, Some(Office::Owner))
            }
            Public::Policy(policy) => Done::Policy(*policy),
            // it shuts the room until what is to be done is done
            Public::Restored(_) => Done::Policy(self.front.policy()),
            Public::Propose => Done::Proposed,
            Public::Drop(_, docs) => Done::Dropped(entry.chain, docs.len()),
            Public::Agree(..) => Done::Agreed(entry.chain),
            _ => return,
        };
        self.log.push(Deed {
            time,
            place: (entry.chain, entry.seq),
            by: entry.author,
            what,
        });
    }
}
