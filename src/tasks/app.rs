//! What the whole page shares, put into Leptos' context once.

use leptos::prelude::*;

use super::navigation::Navigation;
use super::room::RoomNews;
use super::secrets::Secrets;
use super::session::Session;
use super::toasts::Toasts;
use super::transfers::Transfers;
use super::vault::Vault;
use crate::browser::page::vault_client::Unasked;
use crate::vault::messages::Event;

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
}

impl App {
    /// Starts the vault and puts the handles into the context.
    pub(crate) fn start() -> Self {
        let secrets = Secrets::take_from_address();
        let navigation = Navigation::start(secrets);
        let (toasts, news, state) = (Toasts::new(), RoomNews::new(), Session::state());
        let list = Transfers::list(toasts);
        let vault = Vault::start(state, move |unasked| match unasked {
            Unasked::Event(event, attachments) => match event {
                Event::Ready => {}
                Event::Transfer { transfer, state } => list.update(transfer, state),
                Event::Saved { transfer, name } => list.saved(transfer, &name, &attachments),
                Event::RoomChanged { room } => news.tell(room),
                Event::Locked => state.lock(),
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
        };
        provide_context(app);
        session.refresh();
        app
    }
}

/// The handles of the page.
pub(crate) fn use_app() -> App {
    expect_context()
}
