//! Where one is told outside the app that something is new. Whoever keeps the store sends it, and says nothing in it.
//!
//! The store learns the address, which it keeps under a key of its own, and nothing by which it could tell that two
//! rooms are one person's but the address itself: so each room is asked for itself.

use blobs::Api;
use blobs::wire::{Id, Notify, NotifyChannel, NotifyLanguage, NotifyState, Tell, TellCode};
use ledger::entry::Office;
use ledger::ids::MemberId;

use crate::error::Error;
use crate::host::Host;
use crate::room::Room;
use crate::session::Who;

impl<H: Host> Room<H> {
    /// How one is told in this room, and which ways there are; [`Error::NotFound`] where the store tells nobody.
    pub async fn told(&self) -> Result<NotifyState, Error> {
        self.ask_told(&Notify::Look).await
    }

    /// There from now on, once the code that is sent there was said ([`Room::confirm_told`]).
    pub async fn tell_me(
        &self,
        channel: NotifyChannel,
        to: &str,
        language: NotifyLanguage,
    ) -> Result<NotifyState, Error> {
        let to = to.trim().to_owned();
        self.ask_told(&Notify::Set(channel, to, language)).await
    }

    /// Says the code that came.
    pub async fn confirm_told(&self, code: &str) -> Result<NotifyState, Error> {
        self.ask_told(&Notify::Confirm(code.trim().to_owned()))
            .await
    }

    /// Has one message sent to where one is told, to see that it comes.
    pub async fn try_told(&self) -> Result<NotifyState, Error> {
        self.ask_told(&Notify::Try).await
    }

    /// Nowhere any more: the store forgets the address.
    pub async fn tell_me_no_more(&self) -> Result<NotifyState, Error> {
        self.ask_told(&Notify::Stop).await
    }

    /// Has members told of what the store cannot see: that something waits for them to decide, or is not to be kept
    /// longer. For those who manage.
    pub async fn have_told(&self, code: TellCode, members: &[MemberId]) -> Result<(), Error> {
        self.judge_manager()?;
        let (signer, room) = (self.signer(), Id(self.session.room.0));
        for some in members.chunks(blobs::wire::limits::ASKED) {
            let tell = Tell {
                code,
                members: some.iter().map(|member| Id(member.0)).collect(),
            };
            self.host.api().tell(&signer, &room, &tell).await?;
        }
        Ok(())
    }

    /// Has the others told who hold at least this office that something waits for them. Nobody's work hangs on it: a
    /// store that tells nobody, or is not to be reached, is no error.
    pub(crate) async fn call(&self, office: Office) {
        let others: Vec<MemberId> = {
            let state = self.state.borrow();
            let head = state.front.head();
            let holds = |id: &&MemberId| {
                let held = state.front.office(id, &head);
                **id != self.session.member && held.is_some_and(|held| held >= office)
            };
            state
                .roster
                .members()
                .keys()
                .filter(holds)
                .copied()
                .collect()
        };
        if !others.is_empty() {
            drop(self.have_told(TellCode::Decide, &others).await);
        }
    }

    async fn ask_told(&self, asked: &Notify) -> Result<NotifyState, Error> {
        let Who::Person { .. } = &self.session.who else {
            return Err(Error::NotAllowed);
        };
        let (signer, room) = (self.signer(), Id(self.session.room.0));
        Ok(self.host.api().notify(&signer, &room, asked).await?)
    }
}
