//! The way out of a page that leads nowhere.

use leptos::prelude::*;

use super::nav_link::NavLink;
use crate::i18n::{Text, tr};
use crate::routes::Route;

/// To the rooms.
#[component]
pub(crate) fn GoHome() -> impl IntoView {
    view! {
        <NavLink to=Signal::stored(Route::Home) class="button button--primary" test="go-home">
            {tr(Text::GoHome)}
        </NavLink>
    }
}
