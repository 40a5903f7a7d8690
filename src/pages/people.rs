//! Who is in the room, and who is invited.

use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::components::invite_dialog::InviteDialog;
use crate::components::member_list::MemberList;
use crate::components::notes::{Empty, Note, Weight};
use crate::i18n::{Text, tr};
use crate::tasks::members::{Members, MembersState, use_members};
use crate::tasks::room::Room;
use crate::vault::messages::{MemberKind, MemberView};

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
                <Show when=move || room.view().is_some_and(|view| view.manage)>
                    <button type="button" class="button button--primary" data-test="invite" on:click=move |_| inviting.set(true)>
                        <Icon glyph=Glyph::Person />
                        {tr(Text::InviteAct)}
                    </button>
                </Show>
            </header>
            <OneOwner room=room members=members />
            <MemberList
                room=room
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

/// Advises a second owner: with the only one's key, the room would lose who locks it and gives offices.
#[component]
fn OneOwner(room: Room, members: Members) -> impl IntoView {
    let alone = Memo::new(move |_| {
        let owns = room.view().is_some_and(|view| view.owns);
        let one = |list: &[MemberView]| {
            let owners = list.iter().filter(|it| it.kind == MemberKind::Owner);
            owners.count() == 1
        };
        owns && matches!(members.of(KINDS), MembersState::Ready(list) if one(&list))
    });
    view! {
        <Show when=move || alone.get()>
            <Note weight=Weight::Warning text=Text::OneOwner test="one-owner" />
        </Show>
    }
}
