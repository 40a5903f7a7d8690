//! A page composes what a path shows. [`Root`] chooses it from the route and the identity.

mod access;
mod activity;
mod agreements;
mod closing;
mod compliance;
mod coordinate;
mod documents;
mod incident;
mod information;
mod insecure;
mod invite;
mod link;
pub(crate) mod link_states;
mod links;
mod me;
mod people;
mod record;
mod reports;
mod restore;
mod retention;
mod room;
mod room_over;
mod rooms;
mod settings;
mod unlock;
mod verify;
mod welcome;

use leptos::prelude::*;

use crate::browser::page::{address, dialog::set_title, files, time};
use crate::components::dialog::{Dialog, titled};
use crate::components::go_home::GoHome;
use crate::components::header::Header;
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{Loading, Note, Weight};
use crate::components::toaster::Toaster;
use crate::components::transfer_panel::TransferPanel;
use crate::i18n::{Text, lang, tr};
use crate::routes::Route;
use crate::tasks::app::{App, use_app};
use crate::tasks::idle_lock::{Presence, use_idle_lock};
use crate::tasks::session::Identity;

/// The whole page.
#[component]
pub(crate) fn Root() -> impl IntoView {
    if !address::is_secure() {
        return view! { <insecure::Insecure /> }.into_any();
    }
    let app = App::start();
    time::guard_leaving(move || {
        app.transfers.open_untracked() > 0 || app.restoring.is_running_untracked()
    });
    files::guard_drops();
    view! {
        <a class="skip" href="#main">{tr(Text::SkipToMain)}</a>
        <Header />
        <main class="main" id="main" tabindex="-1">
            <Screen />
        </main>
        <TransferPanel />
        <Toaster />
        <IdleWarning app=app />
    }
    .into_any()
}

/// Which screen: a link needs no identity, an invite leads to one, all else waits for one.
#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Starting,
    Broken,
    Welcome,
    Unlock,
    Rooms,
    Room(String),
    Invite,
    Link,
    Me,
    Verify,
    Restore,
    /// A code was shown to a device that has an identity already.
    Paired,
    NotFound,
}

fn shown(route: &Route, identity: &Identity) -> Shown {
    match (route, identity) {
        (_, Identity::Broken) => Shown::Broken,
        (_, Identity::Starting) => Shown::Starting,
        (Route::NotFound, _) => Shown::NotFound,
        (Route::Link, _) => Shown::Link,
        (Route::Invite, _) => Shown::Invite,
        // whoever checks something needs no identity
        (Route::Verify, _) => Shown::Verify,
        (_, Identity::None) => Shown::Welcome,
        (_, Identity::Locked) => Shown::Unlock,
        (Route::Home, Identity::Unlocked(_)) => Shown::Rooms,
        (Route::Me, Identity::Unlocked(_)) => Shown::Me,
        (Route::Restore, Identity::Unlocked(_)) => Shown::Restore,
        (Route::Pair, Identity::Unlocked(_)) => Shown::Paired,
        (Route::Room { room, .. }, Identity::Unlocked(_)) => Shown::Room(room.clone()),
    }
}

#[component]
fn Screen() -> impl IntoView {
    let app = use_app();
    let now = Memo::new(move |_| shown(&app.navigation.route(), &app.session.identity()));
    // rooms, links and invites name the window themselves
    Effect::new(move |_| {
        if !matches!(
            now.get(),
            Shown::Rooms
                | Shown::Room(_)
                | Shown::Invite
                | Shown::Link
                | Shown::Me
                | Shown::Verify
                | Shown::Restore
        ) {
            set_title(tr(Text::ProductName)());
        }
    });
    move || match now.get() {
        Shown::Starting => view! { <Loading text=Text::Starting /> }.into_any(),
        Shown::Broken => view! { <Broken /> }.into_any(),
        Shown::Welcome => view! { <welcome::Welcome /> }.into_any(),
        Shown::Unlock => view! { <unlock::Unlock /> }.into_any(),
        Shown::Rooms => view! { <rooms::Rooms /> }.into_any(),
        Shown::Room(room) => view! { <room::RoomPage id=room /> }.into_any(),
        Shown::Invite => view! { <invite::Invite /> }.into_any(),
        Shown::Link => view! { <link::Link /> }.into_any(),
        Shown::Me => view! { <me::MePage /> }.into_any(),
        Shown::Verify => view! { <verify::Verify /> }.into_any(),
        Shown::Restore => view! { <restore::Restore /> }.into_any(),
        Shown::Paired => view! { <Paired /> }.into_any(),
        Shown::NotFound => view! { <NotFound /> }.into_any(),
    }
}

#[component]
fn Broken() -> impl IntoView {
    view! {
        <section class="sheet" data-test="page-broken">
            <Note weight=Weight::Alarm text=Text::Broken test="broken" />
            <button type="button" class="button button--primary" on:click=move |_| address::reload()>
                <Icon glyph=Glyph::Retry />
                {tr(Text::Reload)}
            </button>
        </section>
    }
}

/// A pairing code on a device that has an identity: nothing is changed by it.
#[component]
fn Paired() -> impl IntoView {
    view! {
        <section class="sheet" data-test="page-paired">
            <h1>{tr(Text::PairTitle)}</h1>
            <p>{tr(Text::PairTaken)}</p>
            <GoHome />
        </section>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    view! {
        <section class="sheet" data-test="page-not-found">
            <h1>{tr(Text::PageNotFound)}</h1>
            <p>{tr(Text::PageNotFoundText)}</p>
            <GoHome />
        </section>
    }
}

/// Says that it will lock soon; any touch keeps it open.
#[component]
fn IdleWarning(app: App) -> impl IntoView {
    let presence = use_idle_lock(app);
    let left = move || match presence.get() {
        Presence::Leaving(seconds) => Some(seconds),
        Presence::There | Presence::Gone => None,
    };
    let warn = Memo::new(move |_| left().is_some());
    let stay = Callback::new(|()| ());
    let text = move || {
        let left = left().unwrap_or(0) as usize;
        match app.session.me() {
            Some(_) => lang().idle_text(left),
            None => lang().idle_visit_text(left),
        }
    };
    view! {
        <Show when=move || warn.get()>
            <Dialog title=titled(Text::IdleTitle) close=stay test="idle-warning">
                <p class="dialog__text">{text}</p>
                <div class="dialog__buttons">
                    <button type="button" class="button button--primary" data-test="stay">{tr(Text::IdleStay)}</button>
                </div>
            </Dialog>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::{Shown, shown};
    use crate::routes::Route;
    use crate::tasks::session::{Identity, Me};

    #[test]
    fn a_link_needs_no_identity_and_a_room_does() {
        let me = Me {
            name: String::new(),
            safety_words: Vec::new(),
            persisted: true,
        };
        let room = Route::documents("ab", None);
        assert_eq!(shown(&Route::Link, &Identity::None), Shown::Link);
        assert_eq!(shown(&Route::Invite, &Identity::Locked), Shown::Invite);
        assert_eq!(shown(&room, &Identity::None), Shown::Welcome);
        assert_eq!(shown(&room, &Identity::Locked), Shown::Unlock);
        assert_eq!(
            shown(&room, &Identity::Unlocked(me.clone())),
            Shown::Room("ab".to_owned())
        );
        assert_eq!(shown(&Route::Home, &Identity::Unlocked(me)), Shown::Rooms);
        assert_eq!(shown(&room, &Identity::Broken), Shown::Broken);
    }
}
