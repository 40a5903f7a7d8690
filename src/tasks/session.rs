//! Is there an identity on this device, and is it open?

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::vault::Vault;
use crate::browser::page::prefs;
use crate::vault::messages::{IdentityState, Request, Status};

/// The identity's state, as far as the page knows it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Identity {
    /// The vault has not answered yet.
    #[default]
    Starting,
    /// The vault could not start.
    Broken,
    None,
    Locked,
    Unlocked(Me),
}

/// The person whose identity is open.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Me {
    pub(crate) name: String,
    pub(crate) safety_words: Vec<String>,
    /// The browser promised to keep what is stored.
    pub(crate) persisted: bool,
}

/// The state alone, which events may change before the vault is there to be asked.
#[derive(Clone, Copy)]
pub(crate) struct SessionState {
    identity: RwSignal<Identity>,
    storage: RwSignal<bool>,
}

impl SessionState {
    /// An identity that is open is closed; where there is none, there is none afterwards.
    pub(crate) fn lock(self) {
        if matches!(self.identity.get_untracked(), Identity::Unlocked(_)) {
            self.identity.set(Identity::Locked);
        }
    }

    /// Nothing is kept here any more.
    pub(crate) fn leave(self) {
        self.identity.set(Identity::None);
    }

    pub(crate) fn fail(self) {
        self.identity.set(Identity::Broken);
    }

    fn is_kept(self) {
        self.identity.update(|identity| {
            if let Identity::Unlocked(me) = identity {
                me.persisted = true;
            }
        });
    }

    fn set(self, status: Status) {
        self.storage.set(status.storage);
        self.identity.set(match status.identity {
            IdentityState::None => Identity::None,
            IdentityState::Locked => Identity::Locked,
            IdentityState::Unlocked => Identity::Unlocked(Me {
                name: status.name.unwrap_or_default(),
                safety_words: status.safety_words,
                persisted: status.persisted,
            }),
        });
    }
}

/// The identity's state and what changes it.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    vault: Vault,
    pub(super) state: SessionState,
}

impl Session {
    pub(crate) fn state() -> SessionState {
        SessionState {
            identity: RwSignal::new(Identity::Starting),
            storage: RwSignal::new(true),
        }
    }

    pub(crate) fn new(vault: Vault, state: SessionState) -> Self {
        Self { vault, state }
    }

    /// Tracked.
    pub(crate) fn identity(self) -> Identity {
        self.state.identity.get()
    }

    pub(crate) fn identity_untracked(self) -> Identity {
        self.state.identity.get_untracked()
    }

    /// Is an identity on this device, open or not? Tracked.
    pub(crate) fn has_identity(self) -> bool {
        let identity = self.state.identity.get();
        matches!(identity, Identity::Locked | Identity::Unlocked(_))
    }

    /// Who I am, when unlocked; tracked.
    pub(crate) fn me(self) -> Option<Me> {
        match self.state.identity.get() {
            Identity::Unlocked(me) => Some(me),
            _ => None,
        }
    }

    /// My name, when unlocked.
    pub(crate) fn name_untracked(self) -> String {
        match self.state.identity.get_untracked() {
            Identity::Unlocked(me) => me.name,
            _ => String::new(),
        }
    }

    /// Does this browser let us store anything? Tracked.
    pub(crate) fn has_storage(self) -> bool {
        self.state.storage.get()
    }

    /// Asks the vault how it stands.
    pub(crate) fn refresh(self) {
        spawn_local(async move {
            match self.vault.status(Request::Status).await {
                Ok(status) => {
                    let ask = status.identity == IdentityState::Unlocked && !status.persisted;
                    self.state.set(status);
                    if ask && prefs::keep_storage().await {
                        self.state.is_kept();
                    }
                }
                Err(_) => self.state.fail(),
            }
        });
    }

    /// Tells the vault that somebody is there.
    pub(crate) fn is_there(self) {
        self.vault.tell(Request::Active);
    }

    /// The vault forgets every key.
    pub(super) fn lock_vault(self) {
        self.vault.tell(Request::Lock);
    }
}
