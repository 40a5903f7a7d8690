//! What was proposed, and what those who manage said to it.

use leptos::prelude::*;

use super::answer::AnswerDialog;
use super::matrix::name_of;
use crate::components::notes::{FailureNote, Loading, WorkFailure};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::access::Access;
use crate::tasks::proposals::Proposals;
use crate::tasks::work::Work;
use crate::vault::messages::{Change, Matrix, Proposal, ProposalState, Wishes};

/// Which answer is being given.
type Answering = RwSignal<Option<(Proposal, bool)>>;

/// The list, the newest first; nothing while there are none.
#[component]
pub(crate) fn ProposalList(access: Access, proposals: Proposals) -> impl IntoView {
    let answering: Answering = RwSignal::new(None);
    let list = move || match proposals.state() {
        None => view! { <Loading text=Text::ProposalsLoading /> }.into_any(),
        Some(Err(failure)) => {
            view! { <FailureNote failure=Signal::stored(Some(failure)) /> }.into_any()
        }
        Some(Ok(list)) => {
            let card = |one: Proposal| view! { <Card access=access proposals=proposals one=one answering=answering /> };
            let cards = list.into_iter().map(card).collect_view();
            view! { <ul class="members" data-test="proposals">{cards}</ul> }.into_any()
        }
    };
    view! {
        {list}
        {move || answering.get().map(|(one, yes)| view! {
            <AnswerDialog access=access proposals=proposals one=one yes=yes close=Callback::new(move |()| answering.set(None)) />
        })}
    }
}

#[component]
fn Card(
    access: Access,
    proposals: Proposals,
    one: Proposal,
    answering: Answering,
) -> impl IntoView {
    let kept = StoredValue::new(one.clone());
    let (text, class) = state_text(one.state);
    let facts = move || lang().proposed_by(&one.by, &format::date_time(one.time));
    let answer = one.answer.map(|(by, time, reason)| {
        let said = move || lang().answered_by(&by, &format::date_time(time));
        view! {
            <p class="member__under">{said}</p>
            {(!reason.is_empty()).then(|| view! { <p class="proposal__said" dir="auto" data-test="proposal-reason">{reason}</p> })}
        }
    });
    view! {
        <li class="member" data-test="proposal" data-state=format!("{:?}", one.state)>
            <div class="member__what">
                <p class="member__under">{facts}" "<span class=class data-test="proposal-state">{tr(text)}</span></p>
                <WishList access=access wishes=one.wishes />
                {answer}
            </div>
            <CardActs access=access proposals=proposals one=kept answering=answering />
        </li>
    }
}

#[component]
fn CardActs(
    access: Access,
    proposals: Proposals,
    one: StoredValue<Proposal>,
    answering: Answering,
) -> impl IntoView {
    let work = Work::new();
    let manages = Memo::new(move |_| access.room().view().is_some_and(|view| view.manage));
    let (open, mine) = one.with_value(|one| (one.state == ProposalState::Open, one.mine));
    let take_back = move |_| {
        let id = one.with_value(|one| one.id.clone());
        work.run(proposals.take_back(id), |()| ());
    };
    let answers = move |yes: bool, text: Text, test: &'static str, class: &'static str| {
        view! {
            <button type="button" class=class data-test=test on:click=move |_| answering.set(Some((one.get_value(), yes)))>
                {tr(text)}
            </button>
        }
    };
    view! {
        <div class="member__acts">
            <Show when=move || open && manages.get()>
                {answers(true, Text::ProposalAccept, "proposal-accept", "button button--primary")}
                {answers(false, Text::ProposalRefuse, "proposal-refuse", "button")}
            </Show>
            {(open && mine).then(|| view! {
                <button type="button" class="button" data-test="proposal-back" disabled=move || work.is_running() on:click=take_back>
                    {tr(Text::ProposalBack)}
                </button>
            })}
            <WorkFailure work=work />
        </div>
    }
}

/// What is wished, in words.
#[component]
pub(super) fn WishList(access: Access, wishes: Wishes) -> impl IntoView {
    let note = wishes.note.clone();
    let kept = StoredValue::new(wishes);
    let lines = move || {
        let matrix = access.matrix().unwrap_or_default();
        let lines = kept.with_value(|wishes| words(&matrix, wishes));
        lines
            .into_iter()
            .map(|line| view! { <li>{line}</li> })
            .collect_view()
    };
    view! {
        {(!note.is_empty()).then(|| view! { <p class="proposal__said" dir="auto" data-test="proposal-note">{note}</p> })}
        <ul class="review__lines" data-test="proposal-lines">{lines}</ul>
    }
}

/// Each wish as a sentence.
pub(super) fn words(matrix: &Matrix, wishes: &Wishes) -> Vec<String> {
    let nameless = || tr(Text::Nameless)().to_owned();
    let known = |who: &str| matrix.rows.iter().find(|row| row.who == who).map(name_of);
    let made = |who: &str| {
        wishes.changes.iter().find_map(|change| match change {
            Change::Group { group, name } if group == who => name.clone(),
            _ => None,
        })
    };
    let name = |who: &str| known(who).or_else(|| made(who)).unwrap_or_else(nameless);
    let change = |change: &Change| match change {
        Change::Belongs {
            member,
            group,
            yes: true,
        } => Some(lang().wish_into(&name(group), &name(member))),
        Change::Belongs {
            member,
            group,
            yes: false,
        } => Some(lang().wish_out(&name(group), &name(member))),
        Change::Group {
            group,
            name: Some(to),
        } => Some(match known(group) {
            Some(from) => lang().wish_rename(&from, to),
            None => lang().wish_group_new(to),
        }),
        Change::Group { group, name: None } => Some(lang().wish_dissolve(&name(group))),
        _ => None,
    };
    let invite = |(who, groups): &(String, Vec<String>)| {
        let into: Vec<String> = groups.iter().map(|group| name(group)).collect();
        match into.is_empty() {
            true => lang().wish_invite(who),
            false => lang().wish_invite_into(&into.join(tr(Text::Comma)()), who),
        }
    };
    let date = |(member, end): &(String, Option<f64>)| match end {
        Some(end) => lang().wish_until(&name(member), &format::date_time(*end)),
        None => lang().wish_no_end(&name(member)),
    };
    let changes = wishes.changes.iter().filter_map(change);
    let invites = wishes.invites.iter().map(invite);
    changes
        .chain(invites)
        .chain(wishes.dates.iter().map(date))
        .collect()
}

fn state_text(state: ProposalState) -> (Text, &'static str) {
    match state {
        ProposalState::Open => (Text::ProposalOpen, "badge badge--waiting"),
        ProposalState::Accepted => (Text::ProposalAccepted, "badge badge--live"),
        ProposalState::Refused => (Text::ProposalRefused, "badge"),
        ProposalState::Withdrawn => (Text::ProposalWithdrawn, "badge"),
        ProposalState::Void => (Text::ProposalVoid, "badge"),
    }
}
