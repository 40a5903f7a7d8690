//! Groups: one change for several people, and for those who come later.

use leptos::prelude::*;

use super::matrix::name_of;
use crate::components::dialog::{Dialog, titled};
use crate::components::field::{Field, InputRef, value_of};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::WorkFailure;
use crate::components::submit::Submit;
use crate::i18n::{Text, lang, tr};
use crate::tasks::access::Access;
use crate::tasks::work::Work;
use crate::vault::messages::{Change, MatrixRow, WhoRef};

/// The groups, each a button to its members, and the way to make one.
#[component]
pub(crate) fn Groups(access: Access) -> impl IntoView {
    let (open, making) = (RwSignal::new(None::<WhoRef>), RwSignal::new(false));
    let chips = move || {
        let matrix = access.matrix().unwrap_or_default();
        let groups: Vec<MatrixRow> = matrix
            .rows
            .iter()
            .filter(|row| row.group)
            .cloned()
            .collect();
        let chip = |group: MatrixRow| {
            let id = group.who.clone();
            view! {
                <li>
                    <button type="button" class="button" data-test="group" on:click=move |_| open.set(Some(id.clone()))>
                        <Icon glyph=Glyph::Person />
                        <bdi>{lang().group_count(group.with.len(), &name_of(&group))}</bdi>
                    </button>
                </li>
            }
        };
        groups.into_iter().map(chip).collect_view()
    };
    view! {
        <section class="groups" aria-labelledby="groups-title">
            <h3 id="groups-title" class="groups__title">{tr(Text::Groups)}</h3>
            <p class="field__hint">{tr(Text::GroupsText)}</p>
            <ul class="groups__list" data-test="groups">
                {chips}
                <li>
                    <button type="button" class="button" data-test="new-group" on:click=move |_| making.set(true)>
                        <Icon glyph=Glyph::Plus />
                        {tr(Text::NewGroup)}
                    </button>
                </li>
            </ul>
        </section>
        <Show when=move || making.get()>
            <NewGroup access=access close=Callback::new(move |()| making.set(false)) />
        </Show>
        {move || open.get().map(|group| view! { <GroupDialog access=access group=group close=Callback::new(move |()| open.set(None)) /> })}
    }
}

#[component]
fn NewGroup(access: Access, close: Callback<()>) -> impl IntoView {
    let (work, name) = (Work::new(), InputRef::new());
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        work.run(access.make_group(value_of(name)), move |()| close.run(()));
    };
    view! {
        <Dialog title=titled(Text::NewGroup) close=close test="group-dialog">
            <form class="form" on:submit=make on:input=move |_| work.forgive()>
                <Field label=Text::GroupName node=name id="group-name" hint=Text::GroupNameHint max="80" />
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::MakeGroup busy=Text::MakeFolderBusy work=work test="make-group" />
                </div>
            </form>
        </Dialog>
    }
}

/// Who is in it. What is ticked waits with the other changes.
#[component]
fn GroupDialog(access: Access, group: WhoRef, close: Callback<()>) -> impl IntoView {
    let group = StoredValue::new(group);
    let row = Memo::new(move |_| {
        let matrix = access.matrix()?;
        let found = matrix.rows.iter().find(|row| row.who == group.get_value());
        found.cloned()
    });
    let title = Signal::derive(move || row.get().map(|row| name_of(&row)).unwrap_or_default());
    let people = move || {
        let matrix = access.matrix().unwrap_or_default();
        let people: Vec<MatrixRow> = matrix
            .rows
            .iter()
            .filter(|row| !row.group)
            .cloned()
            .collect();
        if people.is_empty() {
            return view! { <p>{tr(Text::GroupNobody)}</p> }.into_any();
        }
        let line = |person: MatrixRow| view! { <PersonLine access=access group=group.get_value() person=person /> };
        let lines = people.into_iter().map(line).collect_view();
        view! { <ul class="groups__people">{lines}</ul> }.into_any()
    };
    let dissolve = move |_| {
        access.mean(Change::Group {
            group: group.get_value(),
            name: None,
        });
        close.run(());
    };
    view! {
        <Dialog title=title close=close test="group-members">
            <p>{tr(Text::GroupMembersText)}</p>
            {people}
            <div class="dialog__buttons">
                <button type="button" class="button button--danger" data-test="dissolve-group" on:click=dissolve>
                    {tr(Text::DissolveGroup)}
                </button>
                <button type="button" class="button button--primary" data-test="group-done" on:click=move |_| close.run(())>
                    {tr(Text::Done)}
                </button>
            </div>
        </Dialog>
    }
}

#[component]
fn PersonLine(access: Access, group: WhoRef, person: MatrixRow) -> impl IntoView {
    let now = person.with.contains(&group);
    let name = name_of(&person);
    let ids = StoredValue::new((person.who, group));
    let yes = move || ids.with_value(|(who, group)| access.belongs(who, group, now));
    let tick = move |event| {
        let (member, group) = ids.get_value();
        access.mean(Change::Belongs {
            member,
            group,
            yes: event_target_checked(&event),
        });
    };
    view! {
        <li>
            <label class="groups__person">
                <input type="checkbox" data-test="group-member" prop:checked=yes on:change=tick />
                <bdi>{name}</bdi>
            </label>
        </li>
    }
}
