//! Which screen is shown.

use leptos::prelude::*;

use super::secrets::Secrets;
use crate::browser::page::{address, dialog::focus};
use crate::routes::Route;

/// The route, and the way to another.
#[derive(Clone, Copy)]
pub(crate) struct Navigation {
    route: RwSignal<Route>,
}

impl Navigation {
    /// Follows the address bar.
    pub(crate) fn start(secrets: Secrets) -> Self {
        let route = RwSignal::new(Route::parse(&address::path()));
        address::on_change(move || {
            secrets.take_again();
            let now = Route::parse(&address::path());
            if route.get_untracked() != now {
                route.set(now);
            }
        });
        Self { route }
    }

    /// The route that is shown; tracked.
    pub(crate) fn route(self) -> Route {
        self.route.get()
    }

    /// The same, not tracked.
    pub(crate) fn route_untracked(self) -> Route {
        self.route.get_untracked()
    }

    /// Goes to another screen.
    pub(crate) fn go(self, to: Route) {
        if self.route.get_untracked() == to {
            return;
        }
        address::push(&to.path());
        self.route.set(to);
        address::scroll_to_top();
        // a screen reader goes on where the new screen begins
        focus("main");
    }

    /// Goes there without a step back to here.
    pub(crate) fn replace(self, to: Route) {
        address::replace(&to.path());
        self.route.set(to);
    }
}
