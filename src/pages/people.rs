//! Who is in the room, and who is invited.

use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::components::invite_dialog::InviteDialog;
use crate::components::member_list::MemberList;
use crate::components::notes::Empty;
use crate::i18n::{Text, tr};
use crate::tasks::members::use_members;
use crate::tasks::room::Room;
use crate::vault::messages::MemberKind;

const KINDS: &[MemberKind] = &[MemberKind::Owner, MemberKind::Person, MemberKind::Invite];

/// The list, and the way to invite.
#[component]
pub(crate) fn People(room: Room) -> impl IntoView {
    let members = use_members(room);
    let inviting = RwSignal::new(false);
    view! {
        <section class="place" data-test="page-people">
            <header class="place__head">
                <h2>{tr(Text::People)}</h2>
                <button type="button" class="button button--primary" data-test="invite" on:click=move |_| inviting.set(true)>
                    <Icon glyph=Glyph::Person />
                    {tr(Text::InviteAct)}
                </button>
            </header>
            <MemberList
                members=members
                kinds=KINDS
                empty=|| view! { <Empty glyph=Glyph::Person title=Text::NoPeopleTitle text=Text::NoPeopleText test="no-people" /> }
            />
        </section>
        <Show when=move || inviting.get()>
            <InviteDialog
                room=room
                close=Callback::new(move |()| inviting.set(false))
                on_made=Callback::new(move |()| members.load())
            />
        </Show>
    }
}
