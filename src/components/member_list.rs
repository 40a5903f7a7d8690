//! People, invites and links, each with its state and the way to end it. Of a long list a piece is drawn, and
//! it can be searched by name.

mod line;

use leptos::prelude::*;

use super::access::approve::ApproveDialog;
use super::access::dates::DatesDialog;
use super::access::office::OfficeDialog;
use super::access::seen::SeenDialog;
use super::activity::opened_before::OpenedBefore;
use super::dialog::Confirm;
use super::find::Find;
use super::notes::{Loading, Retry};
use crate::i18n::{Text, lang, tr};
use crate::tasks::members::{Members, MembersState};
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{MemberKind, MemberView};
pub(crate) use line::kind_text;
use line::{MemberLine, end_text};

/// Lines drawn at first, and with every further step.
const STEP: usize = 50;
/// Above so many lines there is a field to search them.
const FEW: usize = 6;

/// What is done with a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    End,
    Approve,
    Office,
    SeeAs,
    Dates,
}

/// Which act stands above the list.
type Over = RwSignal<Option<(Act, MemberView)>>;

/// The members of some kinds.
#[component]
pub(crate) fn MemberList(
    room: Room,
    members: Members,
    kinds: &'static [MemberKind],
    /// Shown when there are none.
    #[prop(into)]
    empty: ViewFn,
) -> impl IntoView {
    let over: Over = RwSignal::new(None);
    let (find, shown) = (RwSignal::new(String::new()), RwSignal::new(STEP));
    let owns = Memo::new(move |_| room.view().is_some_and(|view| view.owns));
    let manages = Memo::new(move |_| room.view().is_some_and(|view| view.manage));
    let again = Callback::new(move |()| members.load());
    let list = move || match members.of(kinds) {
        MembersState::Loading => view! { <Loading text=Text::LoadingMembers /> }.into_any(),
        MembersState::Failed(failure) => view! { <Retry failure=failure again=again /> }.into_any(),
        MembersState::Ready(list) if list.is_empty() => empty.run(),
        MembersState::Ready(list) => {
            let owners = list
                .iter()
                .filter(|member| member.kind == MemberKind::Owner)
                .count();
            let acts = Acts {
                members,
                over,
                owns: owns.get(),
                manages: manages.get(),
                several: owners > 1,
            };
            view! { <Lines list=list acts=acts find=find shown=shown /> }.into_any()
        }
    };
    // it stays while the list is read again, so that it keeps the focus
    let long = Memo::new(move |_| match members.of(kinds) {
        MembersState::Ready(list) => list.len() > FEW || !find.with(String::is_empty),
        _ => false,
    });
    Effect::new(move |before: Option<()>| {
        find.track();
        if before.is_some() {
            shown.set(STEP);
        }
    });
    view! {
        <Show when=move || long.get()>
            <Find find=find test="members-find" />
        </Show>
        {list}
        {move || over.get().map(|(act, member)| above(room, members, act, member, over))}
    }
}

/// The lines whose name says what is searched, and the way to more of them.
#[component]
fn Lines(
    list: Vec<MemberView>,
    acts: Acts,
    find: RwSignal<String>,
    shown: RwSignal<usize>,
) -> impl IntoView {
    let list = StoredValue::new(list);
    let found = Memo::new(move |_| find.with(|find| list.with_value(|list| positions(list, find))));
    let lines = move || {
        let at = found.get();
        let seen = at.iter().take(shown.get());
        let one = |at: &usize| list.with_value(|list| list.get(*at).cloned());
        let lines = seen.filter_map(one);
        lines
            .map(|member| view! { <MemberLine member=member acts=acts /> })
            .collect_view()
    };
    let total = move || found.with(Vec::len);
    view! {
        <Show when=move || { total() > 0 } fallback=move || view! { <p class="note" role="status" data-test="members-none">{tr(Text::NoneFound)}</p> }>
            <ul class="members" data-test="members">{lines}</ul>
        </Show>
        <Show when=move || { total() > shown.get() }>
            <p class="history__count" role="status">{move || lang().events_shown(shown.get(), &total().to_string())}</p>
            <div class="setting__buttons">
                <button type="button" class="button" data-test="members-more" on:click=move |_| shown.update(|shown| *shown += STEP)>
                    {tr(Text::ShowMore)}
                </button>
            </div>
        </Show>
    }
}

/// Where in the list the members stand whose name or label holds what is searched.
fn positions(list: &[MemberView], find: &str) -> Vec<usize> {
    let find = find.trim().to_lowercase();
    let says = |member: &MemberView| {
        let name = member.name.as_deref().unwrap_or_default();
        [name, &member.label]
            .iter()
            .any(|text| text.to_lowercase().contains(&find))
    };
    let found = list.iter().enumerate().filter(|(_, member)| says(member));
    found.map(|(at, _)| at).collect()
}

/// What a line may do.
#[derive(Clone, Copy)]
struct Acts {
    members: Members,
    over: Over,
    /// The reader owns the room.
    owns: bool,
    /// The reader manages it.
    manages: bool,
    /// There is more than one owner.
    several: bool,
}

fn above(room: Room, members: Members, act: Act, member: MemberView, over: Over) -> AnyView {
    let close = Callback::new(move |()| over.set(None));
    let done = Callback::new(move |()| members.load());
    match act {
        Act::End => view! { <EndDialog members=members member=member close=close /> }.into_any(),
        Act::Approve => {
            view! { <ApproveDialog room=room member=member close=close on_done=done /> }.into_any()
        }
        Act::Office => {
            view! { <OfficeDialog room=room member=member close=close on_done=done /> }.into_any()
        }
        Act::Dates => {
            view! { <DatesDialog room=room members=members member=member close=close /> }.into_any()
        }
        Act::SeeAs => view! { <SeenDialog room=room member=member close=close /> }.into_any(),
    }
}

#[component]
fn EndDialog(members: Members, member: MemberView, close: Callback<()>) -> impl IntoView {
    let work = Work::new();
    let id = StoredValue::new(member.member);
    let end = Callback::new(move |()| {
        work.run(members.end(id.get_value()), move |()| close.run(()));
    });
    view! {
        <Confirm
            title=end_text(member.kind)
            text=super::dialog::titled(end_means(member.kind))
            act=end_text(member.kind)
            close=close
            work=work
            on_yes=end
        >
            // an invite that nobody took has opened nothing
            {(member.kind != MemberKind::Invite).then(|| view! { <OpenedBefore room=members.room_id() member=id.get_value() /> })}
        </Confirm>
    }
}

fn end_means(kind: MemberKind) -> Text {
    match kind {
        MemberKind::Invite => Text::EndInviteText,
        MemberKind::Link => Text::EndLinkText,
        MemberKind::Owner | MemberKind::Person => Text::EndPersonText,
    }
}
