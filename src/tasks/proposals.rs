//! What is proposed in a room: read, made, taken back, answered.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::{App, use_app};
use super::room::{Room, passes};
use crate::vault::messages::{
    AccessReply, AccessRequest, Failure, Invitation, InviteWish, Outcome, Proposal, Request, Wishes,
};

/// The proposals of a room, read again whenever the room was.
#[derive(Clone, Copy)]
pub(crate) struct Proposals {
    app: App,
    pub(crate) room: Room,
    state: RwSignal<Option<Result<Vec<Proposal>, Failure>>>,
}

/// Reads them.
pub(crate) fn use_proposals(room: Room) -> Proposals {
    let proposals = Proposals {
        app: use_app(),
        room,
        state: RwSignal::new(None),
    };
    Effect::new(move |_| {
        room.reads();
        proposals.load();
    });
    proposals
}

impl Proposals {
    /// None until they were read; tracked.
    pub(crate) fn state(self) -> Option<Result<Vec<Proposal>, Failure>> {
        self.state.get()
    }

    /// Reads them again. What did not change is left as it stands.
    pub(crate) fn load(self) {
        let room = self.room.id();
        spawn_local(async move {
            let answer = self.ask(AccessRequest::Proposals { room }).await;
            let there = self.state.try_get_untracked();
            let keeps = matches!(there, Some(Some(Ok(_))));
            match answer {
                Err(failure) if keeps && passes(failure) => {}
                answer => self.show(answer),
            }
        });
    }

    /// Proposes.
    pub(crate) async fn propose(self, wishes: Wishes) -> Result<(), Failure> {
        let room = self.room.id();
        self.change(AccessRequest::Propose { room, wishes }).await
    }

    /// Takes an own one back.
    pub(crate) async fn take_back(self, proposal: String) -> Result<(), Failure> {
        let room = self.room.id();
        self.change(AccessRequest::TakeBack { room, proposal })
            .await
    }

    /// Accepts one, if it means what was shown, or refuses it. Answers the invites that were made with it.
    pub(crate) async fn answer(
        self,
        proposal: String,
        shown: Option<Vec<Outcome>>,
        reason: String,
        invites: Vec<InviteWish>,
    ) -> Result<Vec<Invitation>, Failure> {
        let answer = AccessRequest::Answer {
            room: self.room.id(),
            proposal,
            yes: shown.is_some(),
            reason,
            shown: shown.unwrap_or_default(),
            invites,
        };
        let answered = self.app.vault.access(Request::Access(answer)).await;
        // also when another one was faster
        self.room.load();
        match answered? {
            AccessReply::Answered(list, made) => {
                self.show(Ok(list));
                Ok(made)
            }
            _ => Err(Failure::Internal),
        }
    }

    async fn change(self, request: AccessRequest) -> Result<(), Failure> {
        let list = self.ask(request).await?;
        self.show(Ok(list));
        Ok(())
    }

    fn show(self, answer: Result<Vec<Proposal>, Failure>) {
        let same = self
            .state
            .try_with_untracked(|state| state.as_ref() == Some(&answer));
        if same == Some(false) {
            self.state.try_set(Some(answer));
        }
    }

    async fn ask(self, request: AccessRequest) -> Result<Vec<Proposal>, Failure> {
        match self.app.vault.access(Request::Access(request)).await? {
            AccessReply::Proposals(list) => Ok(list),
            _ => Err(Failure::Internal),
        }
    }
}
