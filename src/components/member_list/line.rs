//! One member: who it is, what is known of it, and what can be done with it.

use leptos::prelude::*;

use super::{Act, Acts};
use crate::components::access::office::office_text;
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::WorkFailure;
use crate::components::safety_words::SafetyWords;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::work::Work;
use crate::vault::messages::{MemberKind, MemberState, MemberView};

#[component]
pub(super) fn MemberLine(member: MemberView, acts: Acts) -> impl IntoView {
    let awaits = waits(&member);
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
                    {awaits.then(|| view! { <span class="badge badge--waiting" data-test="awaits">{tr(Text::StateAwaits)}</span> })}
                </p>
                {under.map(|label| view! { <p class="member__under"><bdi>{label}</bdi></p> })}
                <p class="member__under">{move || kept.with_value(facts)}</p>
                <SafetyWords words=member.safety_words hint=Text::MemberWordsHint />
            </div>
            <MemberActs member=kept acts=acts />
        </li>
    }
}

/// Whether it joined and is to be approved.
fn waits(member: &MemberView) -> bool {
    member.awaits && member.kind == MemberKind::Person && member.state == MemberState::Live
}

#[component]
fn MemberActs(member: StoredValue<MemberView>, acts: Acts) -> impl IntoView {
    let open = move |act: Act| acts.over.set(Some((act, member.get_value())));
    let button = move |act: Act, text: Text, test: &'static str, class: &'static str| {
        view! {
            <button type="button" class=class data-test=test on:click=move |_| open(act)>{tr(text)}</button>
        }
    };
    let work = Work::new();
    let keep_out = move |on: bool| {
        let id = member.with_value(|member| member.member.clone());
        work.run(acts.members.suspend(id, on), |()| ());
    };
    let one = member.get_value();
    let (live, out) = (
        one.state == MemberState::Live,
        one.state == MemberState::Suspended,
    );
    let person = one.kind == MemberKind::Person;
    let owner = one.kind == MemberKind::Owner;
    let office = acts.owns && live && !one.awaits && (person || (owner && acts.several));
    let below = one.office.is_none() || acts.owns;
    view! {
        <div class="member__acts">
            {(acts.manages && waits(&one)).then(|| button(Act::Approve, Text::ApproveAct, "approve-member", "button button--primary"))}
            {(acts.manages && live && person && one.office.is_none()).then(|| button(Act::SeeAs, Text::SeeAs, "see-as", "button"))}
            {office.then(|| button(Act::Office, Text::OfficeAct, "office-member", "button"))}
            {(live && person && below).then(|| button(Act::Dates, Text::DatesAct, "dates-member", "button"))}
            {(live && person && below).then(|| view! {
                <button type="button" class="button" data-test="suspend-member" disabled=move || work.is_running() on:click=move |_| keep_out(true)>
                    {tr(Text::SuspendAct)}
                </button>
            })}
            {out.then(|| view! {
                <button type="button" class="button" data-test="readmit-member" disabled=move || work.is_running() on:click=move |_| keep_out(false)>
                    {tr(Text::ReadmitAct)}
                </button>
            })}
            {(acts.manages && (live || out) && !owner).then(|| button(Act::End, end_text(one.kind), "end-member", "button"))}
            <WorkFailure work=work />
        </div>
    }
}

/// What is known, in one line.
fn facts(member: &MemberView) -> String {
    let office = member.office.map_or(kind_text(member.kind), office_text);
    let mut facts = vec![tr(office)().to_owned()];
    if member.audits {
        facts.push(tr(Text::FactAudits)().to_owned());
    }
    if member.view_only {
        facts.push(tr(Text::FactViewOnly)().to_owned());
    }
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

/// What a kind of member is called.
pub(crate) fn kind_text(kind: MemberKind) -> Text {
    match kind {
        MemberKind::Owner => Text::KindOwner,
        MemberKind::Person => Text::KindPerson,
        MemberKind::Invite => Text::KindInvite,
        MemberKind::Link => Text::KindLink,
    }
}

/// What ending it is called.
pub(super) fn end_text(kind: MemberKind) -> Text {
    match kind {
        MemberKind::Invite => Text::EndInvite,
        MemberKind::Link => Text::EndLink,
        MemberKind::Owner | MemberKind::Person => Text::EndPerson,
    }
}
