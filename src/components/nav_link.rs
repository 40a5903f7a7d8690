//! A link to another screen: a real one, so that it opens in a new tab as well.

use leptos::prelude::*;

use crate::routes::Route;
use crate::tasks::app::use_app;

/// Goes to a route without loading the page anew.
#[component]
pub(crate) fn NavLink(
    /// Where it leads.
    #[prop(into)]
    to: Signal<Route>,
    /// Its look.
    class: &'static str,
    /// Its name for the end-to-end tests.
    test: &'static str,
    /// Is it where we are? It is read out as the current page.
    #[prop(into, default = Signal::stored(false))]
    current: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let navigation = use_app().navigation;
    let follow = move |event: leptos::ev::MouseEvent| {
        let plain =
            !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0);
        if plain {
            event.prevent_default();
            navigation.go(to.get_untracked());
        }
    };
    view! {
        <a
            class=class
            href=move || to.get().path()
            aria-current=move || current.get().then_some("page")
            data-test=test
            on:click=follow
        >
            {children()}
        </a>
    }
}
