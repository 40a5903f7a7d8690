//! How an invite becomes a person.

use super::{MemberFold, Subject, allow};
use crate::entry::{Entry, GrantRef, Join};
use crate::refusal::Refusal;

impl MemberFold {
    pub(super) fn judge_join(
        &self,
        join: &Join,
        entry: &Entry,
        time: u64,
        subject: &Subject<'_>,
    ) -> Result<(), Refusal> {
        if self.joined.is_some() {
            return Err(Refusal::Used);
        }
        allow(entry.author == subject.key)?;
        if subject.join_by.is_some_and(|join_by| time >= join_by) {
            return Err(Refusal::Expired);
        }
        if join.key == subject.key || join.device == subject.key || join.device == join.key {
            return Err(Refusal::Malformed);
        }
        if !join.is_proven(&self.tip.room(), &entry.chain, &subject.key) {
            return Err(Refusal::Signature);
        }
        let given = |grant: &GrantRef| {
            subject
                .grants
                .is_none_or(|given| given.iter().any(|from| covers(from, grant)))
        };
        if join.grants.iter().all(given) {
            Ok(())
        } else {
            Err(Refusal::TooMuch)
        }
    }
}

/// The same scope and epoch, no more rights, no later end.
pub(in crate::fold) fn covers(from: &GrantRef, grant: &GrantRef) -> bool {
    let no_longer = match (from.expires, grant.expires) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(from), Some(grant)) => grant <= from,
    };
    (from.scope, from.epoch) == (grant.scope, grant.epoch)
        && grant.rights <= from.rights
        && no_longer
}
