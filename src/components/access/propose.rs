//! Proposing: what is wished, one line after the other, and a note.

use leptos::html::{Select, Textarea};
use leptos::prelude::*;

use super::matrix::name_of;
use super::proposals::words;
use crate::browser::page::time;
use crate::components::dialog::{Dialog, titled};
use crate::components::field::{InputRef, value_of};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::WorkFailure;
use crate::i18n::{Text, lang, tr};
use crate::tasks::access::Access;
use crate::tasks::proposals::Proposals;
use crate::tasks::work::Work;
use crate::vault::messages::{Change, MatrixRow, Wishes};

/// Writes a proposal.
#[component]
pub(crate) fn ProposeDialog(
    access: Access,
    proposals: Proposals,
    close: Callback<()>,
) -> impl IntoView {
    let (work, note) = (Work::new(), NodeRef::<Textarea>::new());
    let wishes = RwSignal::new(Wishes::default());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let said = note.get_untracked().map(|node| node.value());
        let all = Wishes {
            note: said.unwrap_or_default(),
            ..wishes.get_untracked()
        };
        work.run(proposals.propose(all), move |()| close.run(()));
    };
    view! {
        <Dialog title=titled(Text::ProposeTitle) close=close test="propose-dialog">
            <p class="dialog__text">{tr(Text::ProposeText)}</p>
            <AddWish access=access wishes=wishes />
            <Wished access=access wishes=wishes />
            <form class="form" on:submit=send on:input=move |_| work.forgive()>
                <label class="field__label" for="propose-note">{tr(Text::ProposeNote)}</label>
                <textarea class="field__input details__area" id="propose-note" rows="3" maxlength="1000" node_ref=note data-test="propose-note" dir="auto"></textarea>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <button type="button" class="button" data-test="propose-cancel" on:click=move |_| close.run(())>{tr(Text::Cancel)}</button>
                    <button type="submit" class="button button--primary" data-test="propose-send" disabled=move || work.is_running() aria-busy=move || work.is_running().to_string()>
                        {tr(Text::ProposeSend)}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}

/// What is wished so far, and the way to take it out again.
#[component]
fn Wished(access: Access, wishes: RwSignal<Wishes>) -> impl IntoView {
    let lines = move || {
        let matrix = access.matrix().unwrap_or_default();
        let lines = wishes.with(|wishes| words(&matrix, wishes));
        let line = |(at, line): (usize, String)| {
            let label = lang().remove_named(&line);
            view! {
                <li class="wish">
                    <span>{line}</span>
                    <button type="button" class="icon-button" aria-label=label data-test="wish-remove" on:click=move |_| wishes.update(|all| remove(all, at))>
                        <Icon glyph=Glyph::Close />
                    </button>
                </li>
            }
        };
        lines.into_iter().enumerate().map(line).collect_view()
    };
    view! { <ul class="wishes" aria-live="polite" data-test="wishes">{lines}</ul> }
}

/// In the order in which they are told.
fn remove(wishes: &mut Wishes, at: usize) {
    let (changes, invites) = (wishes.changes.len(), wishes.invites.len());
    if at < changes {
        wishes.changes.remove(at);
    } else if at < changes + invites {
        wishes.invites.remove(at - changes);
    } else if at < changes + invites + wishes.dates.len() {
        wishes.dates.remove(at - changes - invites);
    }
}

/// What a line can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Into,
    Out,
    Group,
    Invite,
    Until,
}

const KINDS: [(Kind, &str, Text); 5] = [
    (Kind::Into, "into", Text::WishKindInto),
    (Kind::Out, "out", Text::WishKindOut),
    (Kind::Invite, "invite", Text::WishKindInvite),
    (Kind::Until, "until", Text::WishKindUntil),
    (Kind::Group, "group", Text::WishKindGroup),
];

/// The fields of the next line.
#[derive(Clone, Copy)]
struct Fields {
    person: NodeRef<Select>,
    group: NodeRef<Select>,
    name: InputRef,
    until: InputRef,
}

impl Fields {
    /// The line, if its fields say one.
    fn add(self, kind: Kind, wishes: &mut Wishes) -> bool {
        let chosen = |node: NodeRef<Select>| {
            let value = node.get_untracked().map(|node| node.value());
            value.filter(|value| !value.is_empty())
        };
        let (person, group) = (chosen(self.person), chosen(self.group));
        let name = Some(value_of(self.name).trim().to_owned()).filter(|name| !name.is_empty());
        match (kind, person, group, name) {
            (Kind::Into | Kind::Out, Some(member), Some(group), _) => {
                let yes = kind == Kind::Into;
                let same = |change: &Change| matches!(change, Change::Belongs { member: m, group: g, .. } if *m == member && *g == group);
                wishes.changes.retain(|change| !same(change));
                wishes.changes.push(Change::Belongs { member, group, yes });
            }
            (Kind::Group, _, _, Some(name)) => wishes.changes.push(Change::Group {
                group: String::new(),
                name: Some(name),
            }),
            (Kind::Invite, _, group, Some(name)) => {
                wishes.invites.push((name, group.into_iter().collect()));
            }
            (Kind::Until, Some(member), ..) => match time::parse_local(&value_of(self.until)) {
                Some(end) if end > time::now() => {
                    wishes.dates.retain(|(known, _)| *known != member);
                    wishes.dates.push((member, Some(end)));
                }
                _ => return false,
            },
            _ => return false,
        }
        true
    }
}

#[component]
fn AddWish(access: Access, wishes: RwSignal<Wishes>) -> impl IntoView {
    let (kind, missing) = (RwSignal::new(Kind::Into), RwSignal::new(false));
    let fields = Fields {
        person: NodeRef::new(),
        group: NodeRef::new(),
        name: NodeRef::new(),
        until: NodeRef::new(),
    };
    let choose = move |event| {
        let value = event_target_value(&event);
        let found = KINDS.iter().find(|(_, name, _)| *name == value);
        kind.set(found.map_or(Kind::Into, |(kind, ..)| *kind));
        missing.set(false);
    };
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut all = wishes.get_untracked();
        let added = fields.add(kind.get_untracked(), &mut all);
        missing.set(!added);
        if added {
            wishes.set(all);
        }
    };
    let options = KINDS.map(|(_, value, text)| view! { <option value=value>{tr(text)}</option> });
    view! {
        <form class="form wish-form" on:submit=add>
            <label class="field__label" for="wish-kind">{tr(Text::WishKind)}</label>
            <select class="field__input" id="wish-kind" data-test="wish-kind" on:change=choose>{options.into_iter().collect_view()}</select>
            {move || view! { <WishFields access=access kind=kind.get() fields=fields /> }}
            <div role="alert">
                <Show when=move || missing.get()>
                    <p class="note note--bad" data-test="wish-missing">{tr(Text::WishMissing)}</p>
                </Show>
            </div>
            <button type="submit" class="button" data-test="wish-add">
                <Icon glyph=Glyph::Plus />
                {tr(Text::WishAdd)}
            </button>
        </form>
    }
}

#[component]
fn WishFields(access: Access, kind: Kind, fields: Fields) -> impl IntoView {
    let rows = move |groups: bool| {
        let matrix = access.matrix().unwrap_or_default();
        let fit = matrix.rows.iter().filter(|row| row.group == groups);
        fit.cloned().collect::<Vec<MatrixRow>>()
    };
    let options = move |groups: bool| {
        let option =
            |row: MatrixRow| view! { <option value=row.who.clone()>{name_of(&row)}</option> };
        rows(groups).into_iter().map(option).collect_view()
    };
    let person = matches!(kind, Kind::Into | Kind::Out | Kind::Until);
    let group = matches!(kind, Kind::Into | Kind::Out | Kind::Invite);
    let named = matches!(kind, Kind::Group | Kind::Invite);
    view! {
        {person.then(|| view! {
            <label class="field__label" for="wish-person">{tr(Text::WishPerson)}</label>
            <select class="field__input" id="wish-person" node_ref=fields.person data-test="wish-person">{options(false)}</select>
        })}
        {named.then(|| view! {
            <label class="field__label" for="wish-name">{tr(Text::WishName)}</label>
            <input class="field__input" id="wish-name" type="text" maxlength="80" autocomplete="off" node_ref=fields.name data-test="wish-name" />
        })}
        {group.then(|| view! {
            <label class="field__label" for="wish-group">{tr(Text::WishGroup)}</label>
            <select class="field__input" id="wish-group" node_ref=fields.group data-test="wish-group">
                {(kind == Kind::Invite).then(|| view! { <option value="">{tr(Text::WishNoGroup)}</option> })}
                {options(true)}
            </select>
        })}
        {(kind == Kind::Until).then(|| view! {
            <label class="field__label" for="wish-until">{tr(Text::DatesField)}</label>
            <input class="field__input" id="wish-until" type="datetime-local" node_ref=fields.until data-test="wish-until" />
        })}
    }
}
