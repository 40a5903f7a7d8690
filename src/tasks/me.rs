//! The person's own place: ways to the identity, devices, and what is not finished.

use leptos::prelude::*;

use super::app::{App, use_app};
use super::work::Work;
use crate::browser::page::passkey;
use crate::vault::messages::{
    Failure, MeReply, MeRequest, MeView, PrfBytes, Proof, Reply, Request,
};

/// What is known of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum MeState {
    Loading,
    Ready(Box<MeView>),
    Failed(Failure),
}

/// How many rooms are done, of something that goes room by room.
#[derive(Clone, Copy)]
pub(crate) struct RoomsDone(RwSignal<Option<(u32, u32)>>);

impl RoomsDone {
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Tracked.
    pub(crate) fn get(self) -> Option<(u32, u32)> {
        self.0.get()
    }

    pub(crate) fn set(self, done: u32, total: u32) {
        self.0.set(Some((done, total)));
    }

    /// Nothing of that kind runs.
    pub(crate) fn clear(self) {
        self.0.set(None);
    }
}

/// A handle on it.
#[derive(Clone, Copy)]
pub(crate) struct MePlace {
    app: App,
    state: RwSignal<MeState>,
}

/// Reads it once.
pub(crate) fn use_me() -> MePlace {
    let place = MePlace {
        app: use_app(),
        state: RwSignal::new(MeState::Loading),
    };
    place.load();
    place
}

impl MePlace {
    /// Tracked.
    pub(crate) fn state(self) -> MeState {
        self.state.get()
    }

    /// Reads it again.
    pub(crate) fn load(self) {
        leptos::task::spawn_local(async move {
            if let Err(failure) = self.ask(MeRequest::Overview).await {
                self.state.try_set(MeState::Failed(failure));
            }
        });
    }

    /// Asks for a change, and shows what it made of the place.
    pub(crate) async fn ask(self, request: MeRequest) -> Result<(), Failure> {
        let reply = self.app.vault.me(request).await;
        self.app.rooms_done.clear();
        match reply? {
            MeReply::Overview(view) => {
                self.state.try_set(MeState::Ready(view));
                Ok(())
            }
            _ => Err(Failure::Internal),
        }
    }

    /// The same as a button's work.
    pub(crate) fn run(self, work: Work, request: MeRequest, done: impl FnOnce() + 'static) {
        work.run(self.ask(request), move |()| done());
    }

    /// Makes a passkey and puts it beside the passphrase.
    pub(crate) fn add_passkey(self, work: Work) {
        let name = self.app.session.name_untracked();
        work.run(
            async move {
                let (passkey, prf) = passkey::make(&name).await?;
                self.ask(MeRequest::AddPasskey { passkey, prf }).await
            },
            |()| (),
        );
    }

    /// Another passphrase; without the old one the passkey says that it is the person.
    pub(crate) async fn change_passphrase(
        self,
        old: Option<String>,
        new: String,
    ) -> Result<(), Failure> {
        let by = match old {
            Some(old) => Proof::Passphrase(old),
            None => Proof::Passkey(ask_passkey(self.app).await?),
        };
        self.ask(MeRequest::ChangePassphrase { by, new }).await
    }
}

/// Opens the identity by its passkey.
pub(crate) async fn unlock_by_passkey(app: App) -> Result<(), Failure> {
    let prf = ask_passkey(app).await?;
    let request = Request::Me(MeRequest::UnlockByPasskey { prf });
    app.vault.ask(request).await.map(|_| ())
}

/// Does a passkey open the identity here, and does this browser know passkeys?
pub(crate) fn passkey_opens(app: App) -> ReadSignal<bool> {
    let (opens, set) = signal(false);
    leptos::task::spawn_local(async move {
        let there = app.vault.me(MeRequest::Passkey).await;
        let there = matches!(there, Ok(MeReply::Passkey(Some(_)))) && passkey::is_known();
        set.try_set(there);
    });
    opens
}

async fn ask_passkey(app: App) -> Result<PrfBytes, Failure> {
    match app.vault.me(MeRequest::Passkey).await? {
        MeReply::Passkey(Some(facts)) => passkey::open(&facts).await,
        _ => Err(Failure::NoIdentity),
    }
}

impl super::vault::Vault {
    /// Asks about the person's own place.
    pub(crate) async fn me(self, request: MeRequest) -> Result<MeReply, Failure> {
        match self.ask(Request::Me(request)).await? {
            Reply::Me(reply) => Ok(reply),
            _ => Err(Failure::Internal),
        }
    }
}
