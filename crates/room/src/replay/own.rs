//! One's own chain: how one became a member, one's devices and receipts.

use ledger::entry::{MemberKind, Public};
use ledger::ids::PublicKey;
use ledger::{Refusal, Subject, Verified};

use super::State;
use crate::session::{Session, Who};

impl State {
    /// A member knows itself without the roster: the owner from the front, a visitor from its link,
    /// a newcomer by the proof that its own key signed.
    pub(super) fn accept_own(
        &mut self,
        session: &Session,
        verified: &Verified,
        time: u64,
    ) -> Result<(), Refusal> {
        let subject = self.own_subject(session, verified)?;
        self.own.accept(verified, time, &self.front, &subject)
    }

    fn own_subject(
        &self,
        session: &Session,
        verified: &Verified,
    ) -> Result<Subject<'static>, Refusal> {
        let person = |key| Subject {
            member: session.chain,
            kind: MemberKind::Person,
            key,
            join_by: None,
            grants: None,
        };
        let invite = |key| Subject {
            kind: MemberKind::Invite,
            ..person(key)
        };
        match &session.who {
            Who::Visitor { keys } => {
                let key = PublicKey(keys.sign.public());
                Ok(Subject {
                    member: session.member,
                    kind: MemberKind::Link,
                    key,
                    join_by: None,
                    grants: None,
                })
            }
            Who::Invite { keys } => Ok(invite(PublicKey(keys.sign.public()))),
            Who::Person { keys, .. } if session.chain == self.front.founder() => {
                Ok(person(PublicKey(keys.sign.public())))
            }
            Who::Person { keys, .. } => {
                let key = PublicKey(keys.sign.public());
                match &verified.entry().public {
                    // the proof inside is by this key, over the author's
                    Public::Join(join) if join.key != key => Err(Refusal::NotAllowed),
                    Public::Join(_) => Ok(invite(verified.entry().author)),
                    _ => Ok(invite(
                        self.own
                            .joined()
                            .map_or(PublicKey([0; 32]), |(join, _)| join.key),
                    )),
                }
            }
        }
    }
}
