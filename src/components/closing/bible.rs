//! What a role takes along: what is in it, whose it is, and the button that makes it.

use leptos::prelude::*;

use crate::components::check_field::CheckField;
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::closing::Closing;
use crate::tasks::members::{MembersState, use_members};
use crate::tasks::room::Room;
use crate::vault::messages::{MemberKind, MemberRef, MemberState, MemberView};

/// The third part.
#[component]
pub(crate) fn BiblePart(room: Room, closing: Closing) -> impl IntoView {
    let view_only = Memo::new(move |_| room.view().is_some_and(|view| view.view_only));
    view! {
        <section class="place__part" aria-labelledby="closing-bible-title" data-test="closing-bible-part">
            <h3 class="place__title" id="closing-bible-title">{tr(Text::ClosingBibleTitle)}</h3>
            <Show
                when=move || !view_only.get()
                fallback=|| view! { <p class="setting__text">{tr(Text::ClosingBibleViewOnly)}</p> }
            >
                <p class="setting__text">{tr(Text::ClosingBibleText)}</p>
                <Make room=room closing=closing />
            </Show>
        </section>
    }
}

#[component]
fn Make(room: Room, closing: Closing) -> impl IntoView {
    let whose = RwSignal::new(None::<MemberView>);
    let own = Memo::new(move |_| whose.with(Option::is_none));
    // the papers go to who manages, or has signed
    let may = Memo::new(move |_| {
        let manages = room.view().is_some_and(|view| view.manage);
        let signed = |list: &crate::vault::messages::ClosingList| {
            [&list.from, &list.to]
                .iter()
                .any(|party| party.me && party.signed)
        };
        let list = closing.list();
        list.is_some_and(|list| manages || signed(&list))
    });
    let papers = RwSignal::new(true);
    let with = Memo::new(move |_| own.get() && may.get() && papers.get());
    let manages = Memo::new(move |_| room.view().is_some_and(|view| view.manage));
    let size = Memo::new(move |_| {
        let view = room.view()?;
        let bytes: f64 = view.docs.iter().map(|doc| doc.size).sum();
        Some((view.docs.len(), bytes))
    });
    let files = move || {
        let (count, bytes) = size.get().unwrap_or_default();
        lang().closing_bible_files(&format::number(count as f64), &format::size(bytes))
    };
    let theirs = move || {
        let named = |one: &MemberView| one.name.clone().unwrap_or_else(|| one.label.clone());
        whose.with(|whose| {
            whose
                .as_ref()
                .map(|one| lang().closing_bible_theirs(&named(one)))
        })
    };
    let make = move |_| {
        let member: Option<MemberRef> = whose.get_untracked().map(|one| one.member);
        closing.bind(member, with.get_untracked());
    };
    view! {
        <Show when=move || manages.get()>
            <Whose room=room whose=whose />
        </Show>
        {move || theirs().map(|says| view! { <p class="note" data-test="bible-theirs"><span>{says}</span></p> })}
        <p class="field__label" id="closing-in">{tr(Text::ClosingBibleIn)}</p>
        <ul class="closing__in" aria-labelledby="closing-in" data-test="bible-in">
            <Show when=move || own.get()>
                <li>{files}</li>
            </Show>
            <li>{tr(Text::ClosingBibleIndex)}</li>
            <Show when=move || with.get()>
                <li>{tr(Text::ClosingBiblePapersIn)}</li>
            </Show>
            <li>{tr(Text::ClosingBibleAgreements)}</li>
            <li>{tr(Text::ClosingBibleActivity)}</li>
            <li>{tr(Text::ClosingBibleLedger)}</li>
            <li>{tr(Text::ClosingBibleVerifier)}</li>
        </ul>
        <Show when=move || own.get() && may.get()>
            <CheckField label=Text::ClosingBiblePapersIn on=papers id="bible-papers" />
        </Show>
        <div class="setting__buttons">
            <button type="button" class="button button--primary" data-test="bible-make" on:click=make>
                <Icon glyph=Glyph::Download />
                {tr(Text::ClosingBibleMake)}
            </button>
        </div>
        <p class="field__hint">{tr(Text::ClosingBibleReceipt)}</p>
    }
}

/// For whom it is made: who manages makes those of others as well.
#[component]
fn Whose(room: Room, whose: RwSignal<Option<MemberView>>) -> impl IntoView {
    let members = use_members(room);
    let others = Memo::new(move |_| match members.of(&[MemberKind::Person]) {
        MembersState::Ready(mut list) => {
            list.retain(|one| {
                one.state == MemberState::Live && !one.view_only && one.office.is_none()
            });
            list
        }
        _ => Vec::new(),
    });
    let choose = move |event: leptos::ev::Event| {
        let id = event_target_value(&event);
        whose.set(others.with_untracked(|all| all.iter().find(|one| one.member == id).cloned()));
    };
    view! {
        <label class="field">
            <span class="field__label">{tr(Text::ClosingBibleWhose)}</span>
            <select class="field__input" data-test="bible-whose" on:change=choose>
                <option value="">{tr(Text::ClosingBibleMine)}</option>
                <For each=move || others.get() key=|one| one.member.clone() let:one>
                    <option value=one.member.clone()>{one.name.unwrap_or(one.label)}</option>
                </For>
            </select>
        </label>
    }
}
