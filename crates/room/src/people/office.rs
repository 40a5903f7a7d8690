//! Offices: who owns, manages, or coordinates the room.
//!
//! The front says who holds one, since when and until when; the keys that go with it follow as grants,
//! and are rotated when it is taken away (see [`crate::chains::reconcile`]).

use ledger::entry::{MemberKind, Office, Public};
use ledger::ids::{ChainId, MemberId};

use crate::chains::append::Draft;
use crate::error::Error;
use crate::host::Host;
use crate::room::Room;

impl<H: Host> Room<H> {
    /// Gives a person who joined an office, or another one. By owners.
    ///
    /// Refused with [`Error::GrantDiffers`] while what the person holds is not what the roster says.
    pub async fn appoint(&self, member: &MemberId, office: Office) -> Result<(), Error> {
        if !self.is_owner(&self.state.borrow()) {
            return Err(Error::NotAllowed);
        }
        self.judge_grants(&[*member]).await?;
        self.append(|state| {
            if !self.is_owner(state) {
                return Err(Error::NotAllowed);
            }
            let entered = state.roster.member(member).ok_or(Error::NotFound)?;
            if !state.is_open(entered, self.now()) {
                return Err(Error::Ended);
            }
            if state.front.office(member, &state.front.head()) == Some(office) {
                return Ok(Vec::new());
            }
            if office == Office::Owner && entered.member.expires.is_some() {
                return Err(Error::Expired);
            }
            let chain = state.person(member).ok_or(Error::NotFound)?;
            let person = entered.member.kind == MemberKind::Person || chain.joined().is_some();
            if !person || state.plan.awaits.contains(member) {
                return Err(Error::NotAllowed);
            }
            if state.is_other(member) {
                return Err(Error::KeyChanged);
            }
            let key = chain.key(&entered.subject());
            let public = Public::Manager(*member, key, office);
            Ok(vec![Draft::new(ChainId::FRONT, 0, public, None)])
        })
        .await?;
        self.settle().await
    }

    /// Takes an office away; the person stays in the room with what the plan gives it. By owners, and of
    /// another than oneself.
    pub async fn dismiss(&self, member: &MemberId) -> Result<(), Error> {
        // as one turn: see [`crate::people::end`]
        let _turn = self.turn.lock().await;
        self.write_all(|state| {
            if !self.is_owner(state) || *member == self.session.member {
                return Err(Error::NotAllowed);
            }
            if state.front.office(member, &state.front.head()).is_none() {
                return Ok(Vec::new());
            }
            let public = Public::Unmanage(*member);
            Ok(vec![Draft::new(ChainId::FRONT, 0, public, None)])
        })
        .await?;
        self.settle_now().await
    }
}
