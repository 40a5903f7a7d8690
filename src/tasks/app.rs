//! What the whole page shares, put into Leptos' context once.

use leptos::prelude::*;

use super::audit::{AuditProgress, Far};
use super::bell::Bell;
use super::me::RoomsDone;
use super::navigation::Navigation;
use super::restore::Restoring;
use super::room::RoomNews;
use super::secrets::Secrets;
use super::session::{Identity, Session, SessionState};
use super::toasts::Toasts;
use super::transfers::{TransferList, Transfers};
use super::vault::Vault;
use super::visit::Visit;
use crate::browser::page::vault_client::Unasked;
use crate::vault::messages::{ClosingFar, DestroyStep, Event, RoomRef};

/// Handles to everything that outlives a screen.
#[derive(Clone, Copy)]
pub(crate) struct App {
    pub(crate) vault: Vault,
    pub(crate) session: Session,
    pub(crate) navigation: Navigation,
    pub(crate) secrets: Secrets,
    pub(crate) toasts: Toasts,
    pub(crate) transfers: Transfers,
    pub(crate) news: RoomNews,
    pub(crate) visit: Visit,
    pub(crate) bell: Bell,
    pub(crate) rooms_done: RoomsDone,
    pub(crate) audit_progress: AuditProgress,
    /// How far the reading for a handover's list is.
    pub(crate) closing_far: RwSignal<Option<ClosingFar>>,
    /// How far a check of files is: bytes, and of how many.
    pub(crate) verified: RwSignal<Option<(f64, f64)>>,
    pub(crate) restoring: Restoring,
    /// How far destroying something is.
    pub(crate) destroying: RwSignal<Option<(RoomRef, DestroyStep)>>,
}

impl App {
    /// Starts the vault and puts the handles into the context.
    pub(crate) fn start() -> Self {
        let secrets = Secrets::take_from_address();
        let navigation = Navigation::start(secrets);
        let (toasts, news, visit) = (Toasts::new(), RoomNews::new(), Visit::new());
        let (list, state) = (Transfers::list(toasts), Session::state());
        let (verified, restored) = (RwSignal::new(None), RwSignal::new(None));
        let (closing_far, destroying) = (RwSignal::new(None), RwSignal::new(None));
        let (rooms_done, audit_progress) = (RoomsDone::new(), AuditProgress::new());
        let vault = Vault::start(state, move |unasked| match unasked {
            Unasked::Event(event, attachments) => match event {
                Event::Ready => {}
                Event::Transfer { transfer, state } => list.update(transfer, state),
                Event::Saved { name, .. } => list.saved(&name, &attachments),
                Event::RoomChanged { room } => news.tell(room),
                Event::RoomsDone { done, total } => rooms_done.set(done, total),
                Event::AuditProgress {
                    room,
                    chains,
                    total,
                    entries,
                } => {
                    let far = Far {
                        chains,
                        total,
                        entries,
                    };
                    audit_progress.set(room, far);
                }
                Event::Closing(far) => closing_far.set(Some(far)),
                Event::Destroying { room, step } => destroying.set(Some((room, step))),
                Event::BackedUp(made) => list.backed_up(made),
                Event::VerifyProgress { bytes, total } => verified.set(Some((bytes, total))),
                Event::Restoring(far) => restored.set(Some(far)),
                Event::Locked => close(list, visit, state),
            },
            Unasked::Broken => state.fail(),
        });
        let session = Session::new(vault, state);
        let transfers = Transfers::new(vault, list);
        let app = Self {
            vault,
            session,
            navigation,
            secrets,
            toasts,
            transfers,
            news,
            visit,
            bell: Bell::new(vault),
            rooms_done,
            audit_progress,
            closing_far,
            verified,
            restoring: Restoring::new(vault, restored),
            destroying,
        };
        provide_context(app);
        app.bell.follow(app);
        // what was chosen goes with the identity
        Effect::new(move |_| {
            if !matches!(app.session.identity(), Identity::Unlocked(_)) {
                app.restoring.forget();
            }
        });
        session.refresh();
        app
    }

    /// Is there anything that locking would close?
    pub(crate) fn is_open_untracked(self) -> bool {
        let unlocked = matches!(self.session.identity_untracked(), Identity::Unlocked(_));
        unlocked || self.visit.is_open_untracked()
    }

    /// The identity is gone from this device, and everything that was open with it.
    pub(crate) fn left(self) {
        close(self.transfers.inner, self.visit, self.session.state);
        self.session.state.leave();
    }

    /// Closes the identity and what a link opened; the vault forgets their keys.
    pub(crate) fn lock(self) {
        close(self.transfers.inner, self.visit, self.session.state);
        self.session.lock_vault();
    }
}

/// What the page does when the vault is locked: transfers hold keys as well, so they are over.
fn close(list: TransferList, visit: Visit, session: SessionState) {
    list.lock();
    visit.lock();
    session.lock();
}

/// The handles of the page.
pub(crate) fn use_app() -> App {
    expect_context()
}
