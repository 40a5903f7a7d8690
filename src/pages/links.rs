//! The links that lead into the room, those that ended included.

use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::components::link_dialog::LinkDialog;
use crate::components::member_list::MemberList;
use crate::components::notes::Empty;
use crate::i18n::{Text, tr};
use crate::tasks::members::use_members;
use crate::tasks::room::Room;
use crate::vault::messages::MemberKind;

/// The list, and the way to a new one.
#[component]
pub(crate) fn Links(room: Room) -> impl IntoView {
    let members = use_members(room);
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
            <MemberList
                members=members
                kinds=&[MemberKind::Link]
                empty=|| view! { <Empty glyph=Glyph::Link title=Text::NoLinksTitle text=Text::NoLinksText test="no-links" /> }
            />
        </section>
        <Show when=move || making.get()>
            <LinkDialog
                room=room
                what=None
                close=Callback::new(move |()| making.set(false))
                on_made=Callback::new(move |()| members.load())
            />
        </Show>
    }
}
