//! The links that lead into the room, those that ended included.

use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::components::link_dialog::LinkDialog;
use crate::components::link_list::LinkList;
use crate::components::notes::Empty;
use crate::i18n::{Text, tr};
use crate::tasks::links::use_links;
use crate::tasks::room::Room;

/// The list, and the way to a new one.
#[component]
pub(crate) fn Links(room: Room) -> impl IntoView {
    let links = use_links(room);
    let making = RwSignal::new(false);
    view! {
        <section class="place" data-test="page-links">
            <header class="place__head">
                <h2>{tr(Text::Links)}</h2>
                <button type="button" class="button button--primary" data-test="new-link" on:click=move |_| making.set(true)>
                    <Icon glyph=Glyph::Link />
                    {tr(Text::NewLink)}
                </button>
            </header>
            <LinkList
                links=links
                empty=|| view! { <Empty glyph=Glyph::Link title=Text::NoLinksTitle text=Text::NoLinksText test="no-links" /> }
            />
        </section>
        <Show when=move || making.get()>
            <LinkDialog
                room=room
                what=None
                close=Callback::new(move |()| making.set(false))
                on_made=Callback::new(move |()| links.load())
            />
        </Show>
    }
}
