//! Who takes the room over, and what; then every document is read.

use leptos::prelude::*;

use super::Far;
use super::folders::Folders;
use crate::components::dialog::{Dialog, titled};
use crate::components::notes::{Loading, Retry, WorkFailure};
use crate::components::submit::Submit;
use crate::i18n::{Text, tr};
use crate::tasks::app::use_app;
use crate::tasks::closing::Closing;
use crate::tasks::members::{MembersState, use_members};
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{FolderRef, MemberKind, MemberState, MemberView};

/// Leaving it stops the reading.
#[component]
pub(super) fn MakeListDialog(room: Room, closing: Closing, close: Callback<()>) -> impl IntoView {
    let members = use_members(room);
    let again = Callback::new(move |()| members.load());
    let me = use_app().session.me();
    let own = StoredValue::new(me.map(|me| me.safety_words).unwrap_or_default());
    let leave = Callback::new(move |()| {
        closing.stop();
        close.run(());
    });
    // once they are there they stay: a choice, and a reading that runs, are not drawn anew
    let known = Memo::new(move |before: Option<&MembersState>| match before {
        Some(MembersState::Ready(list)) => MembersState::Ready(list.clone()),
        _ => members.of(&[MemberKind::Owner, MemberKind::Person]),
    });
    let inside = move || match known.get() {
        MembersState::Loading => view! { <Loading text=Text::LoadingMembers /> }.into_any(),
        MembersState::Failed(failure) => view! { <Retry failure=failure again=again /> }.into_any(),
        MembersState::Ready(mut list) => {
            list.retain(|one| {
                one.state == MemberState::Live
                    && one.expires.is_none()
                    && !one.awaits
                    && own.with_value(|own| one.safety_words != *own)
            });
            match list.is_empty() {
                true => view! { <p class="note note--warning" data-test="closing-nobody">{tr(Text::ClosingNobody)}</p> }.into_any(),
                false => view! { <Choose room=room closing=closing list=list close=close /> }.into_any(),
            }
        }
    };
    view! {
        <Dialog title=titled(Text::ClosingListTitle) close=leave test="closing-make-dialog" firm=Signal::derive(move || closing.is_reading())>
            {inside}
        </Dialog>
    }
}

#[component]
fn Choose(
    room: Room,
    closing: Closing,
    list: Vec<MemberView>,
    close: Callback<()>,
) -> impl IntoView {
    let only = (list.len() == 1).then(|| list.first().map(|one| one.member.clone()));
    let to = RwSignal::new(only.flatten());
    let (some, chosen) = (RwSignal::new(false), RwSignal::new(Vec::<FolderRef>::new()));
    let work = Work::new();
    let people = list.into_iter().map(|one| {
        let id = StoredValue::new(one.member);
        let name = one.name.unwrap_or(one.label);
        let on = move || to.with(|to| id.with_value(|id| to.as_ref() == Some(id)));
        view! {
            <label class="choice" class:choice--on=on>
                <input
                    class="choice__input"
                    type="radio"
                    name="closing-for"
                    data-test="closing-for"
                    prop:checked=on
                    on:change=move |_| to.set(Some(id.get_value()))
                />
                <bdi>{name}</bdi>
            </label>
        }
    });
    let people = people.collect_view();
    let part = move |value: bool, text: Text, test: &'static str| {
        view! {
            <label class="choice" class:choice--on=move || some.get() == value>
                <input
                    class="choice__input"
                    type="radio"
                    name="closing-what"
                    data-test=test
                    prop:checked=move || some.get() == value
                    on:change=move |_| some.set(value)
                />
                {tr(text)}
            </label>
        }
    };
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(to) = to.get_untracked() else { return };
        let folders = match some.get_untracked() {
            true => chosen.get_untracked(),
            false => top(room).into_iter().collect(),
        };
        work.run(closing.make_list(to, folders), move |()| close.run(()));
    };
    view! {
        <form class="form" on:submit=go on:input=move |_| work.forgive()>
            <p class="dialog__text">{tr(Text::ClosingListMakeText)}</p>
            <fieldset class="field field--group">
                <legend class="field__label">{tr(Text::ClosingFor)}</legend>
                <div class="choices">{people}</div>
                <p class="field__hint">{tr(Text::ClosingForHint)}</p>
            </fieldset>
            <fieldset class="field field--group">
                <legend class="field__label">{tr(Text::ClosingWhat)}</legend>
                <div class="choices">
                    {part(false, Text::ClosingAll, "closing-all")}
                    {part(true, Text::ClosingSome, "closing-some")}
                </div>
                <Show when=move || some.get()>
                    <Folders room=room chosen=chosen />
                </Show>
            </fieldset>
            <Far closing=closing />
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <Submit
                    act=Text::ClosingMakeAct
                    busy=Text::ClosingReading
                    work=work
                    test="closing-make-act"
                    disabled=Signal::derive(move || to.with(Option::is_none) || (some.get() && chosen.with(Vec::is_empty)))
                />
            </div>
        </form>
    }
}

/// The folder that holds all.
fn top(room: Room) -> Option<FolderRef> {
    let view = untrack(|| room.view())?;
    let top = view.folders.iter().find(|folder| folder.parent.is_none());
    top.map(|folder| folder.folder.clone())
}
