//! People, invites and links, each with its state and the way to end it.

use leptos::prelude::*;

use super::activity::opened_before::OpenedBefore;
use super::dialog::Confirm;
use super::icon::{Glyph, Icon};
use super::notes::{Loading, Retry};
use super::safety_words::SafetyWords;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::members::{Members, MembersState};
use crate::tasks::work::Work;
use crate::vault::messages::{MemberKind, MemberState, MemberView};

/// The members of some kinds.
#[component]
pub(crate) fn MemberList(
    members: Members,
    kinds: &'static [MemberKind],
    /// Shown when there are none.
    #[prop(into)]
    empty: ViewFn,
) -> impl IntoView {
    let ending = RwSignal::new(None::<MemberView>);
    let again = Callback::new(move |()| members.load());
    let list = move || match members.of(kinds) {
        MembersState::Loading => view! { <Loading text=Text::LoadingMembers /> }.into_any(),
        MembersState::Failed(failure) => view! { <Retry failure=failure again=again /> }.into_any(),
        MembersState::Ready(list) if list.is_empty() => empty.run(),
        MembersState::Ready(list) => {
            let lines = list
                .into_iter()
                .map(|member| view! { <MemberLine member=member ending=ending /> });
            view! { <ul class="members" data-test="members">{lines.collect_view()}</ul> }.into_any()
        }
    };
    view! {
        {list}
        {move || ending.get().map(|member| view! { <EndDialog members=members member=member ending=ending /> })}
    }
}

#[component]
fn MemberLine(member: MemberView, ending: RwSignal<Option<MemberView>>) -> impl IntoView {
    let can_end = member.state == MemberState::Live && member.kind != MemberKind::Owner;
    let title = member
        .name
        .clone()
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| member.label.clone());
    let under = (title != member.label && !member.label.is_empty()).then(|| member.label.clone());
    let glyph = if member.kind == MemberKind::Link {
        Glyph::Link
    } else {
        Glyph::Person
    };
    let kept = StoredValue::new(member.clone());
    view! {
        <li class="member" data-test="member" data-state=format!("{:?}", member.state) data-kind=format!("{:?}", member.kind)>
            <Icon glyph=glyph />
            <div class="member__what">
                <p class="member__name">
                    <bdi>{move || if title.is_empty() { tr(kind_text(member.kind))().to_owned() } else { title.clone() }}</bdi>
                    <StateBadge state=member.state kind=member.kind />
                </p>
                {under.map(|label| view! { <p class="member__under"><bdi>{label}</bdi></p> })}
                <p class="member__under">{move || kept.with_value(facts)}</p>
                <SafetyWords words=member.safety_words hint=Text::MemberWordsHint />
            </div>
            {can_end.then(|| view! {
                <button type="button" class="button" data-test="end-member" on:click=move |_| ending.set(Some(kept.get_value()))>
                    {tr(end_text(member.kind))}
                </button>
            })}
        </li>
    }
}

/// What is known, in one line.
fn facts(member: &MemberView) -> String {
    let mut facts = vec![tr(kind_text(member.kind))().to_owned()];
    if !member.what.is_empty() {
        facts.push(member.what.clone());
    }
    facts.push(lang().added_on(&format::date_time(member.added)));
    if let Some(expires) = member.expires {
        facts.push(lang().until(&format::date_time(expires)));
    }
    if let Some(at) = member.disowned {
        facts.push(lang().gave_up_key(&format::day(at)));
    }
    if member.kind == MemberKind::Link {
        // only openings that are limited are counted, and only as long as there is something to open
        let counts = matches!(member.state, MemberState::Live | MemberState::UsedUp);
        if let Some(limit) = member.opens.filter(|_| counts) {
            facts.push(lang().opened_of(member.opened as usize, &limit.to_string()));
        }
        if member.passphrase {
            facts.push(tr(Text::WithPassphrase)().to_owned());
        }
    }
    facts.join(" · ")
}

#[component]
fn StateBadge(state: MemberState, kind: MemberKind) -> impl IntoView {
    let (text, class) = match (state, kind) {
        (MemberState::Live, MemberKind::Invite) => (Text::StateWaiting, "badge badge--waiting"),
        (MemberState::Live, _) => (Text::StateLive, "badge badge--live"),
        (MemberState::Suspended, _) => (Text::StateSuspended, "badge badge--waiting"),
        (MemberState::Expired, _) => (Text::StateExpired, "badge"),
        (MemberState::Disowned, _) => (Text::StateDisowned, "badge"),
        (MemberState::Ended, _) => (Text::StateEnded, "badge"),
        (MemberState::UsedUp, MemberKind::Invite) => (Text::StateJoined, "badge"),
        (MemberState::UsedUp, _) => (Text::StateUsedUp, "badge"),
    };
    view! { <span class=class data-test="member-state">{tr(text)}</span> }
}

#[component]
fn EndDialog(
    members: Members,
    member: MemberView,
    ending: RwSignal<Option<MemberView>>,
) -> impl IntoView {
    let work = Work::new();
    let close = Callback::new(move |()| ending.set(None));
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

fn kind_text(kind: MemberKind) -> Text {
    match kind {
        MemberKind::Owner => Text::KindOwner,
        MemberKind::Person => Text::KindPerson,
        MemberKind::Invite => Text::KindInvite,
        MemberKind::Link => Text::KindLink,
    }
}

fn end_means(kind: MemberKind) -> Text {
    match kind {
        MemberKind::Invite => Text::EndInviteText,
        MemberKind::Link => Text::EndLinkText,
        MemberKind::Owner | MemberKind::Person => Text::EndPersonText,
    }
}

fn end_text(kind: MemberKind) -> Text {
    match kind {
        MemberKind::Invite => Text::EndInvite,
        MemberKind::Link => Text::EndLink,
        MemberKind::Owner | MemberKind::Person => Text::EndPerson,
    }
}
