//! The answer to a proposal: what it means, who is invited with it, and the links of those invites.

use leptos::html::Textarea;
use leptos::prelude::*;

use super::proposals::WishList;
use super::review::{Outcomes, ShownAnew};
use crate::components::dialog::Dialog;
use crate::components::handed_out::HandedOut;
use crate::components::invite_dialog::{InviteFields, InviteTerms};
use crate::components::notes::{FailureNote, Loading, WorkFailure};
use crate::i18n::{Text, lang, tr};
use crate::tasks::access::Access;
use crate::tasks::proposals::Proposals;
use crate::tasks::work::Work;
use crate::vault::messages::{
    Change, Failure, Invitation, InviteWish, Outcome, Proposal, WhoRef, Wishes,
};

/// What an answer would give and take.
type Found = LocalResource<Result<Option<Vec<Outcome>>, Failure>>;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Look,
    /// What this one of those who are to be invited is to get.
    Invite(usize),
    /// The link of this one.
    Made(usize),
}

/// An answer that is being given.
#[derive(Clone, Copy)]
struct Answering {
    access: Access,
    proposals: Proposals,
    one: StoredValue<Proposal>,
    yes: bool,
    step: RwSignal<Step>,
    reason: StoredValue<String>,
    /// What was chosen for each invite so far.
    invites: StoredValue<Vec<InviteWish>>,
    made: StoredValue<Vec<Invitation>>,
    /// It means something else by now than was shown.
    changed: RwSignal<bool>,
    found: Found,
    work: Work,
    close: Callback<()>,
}

impl Answering {
    /// How many are to be invited.
    fn due(self) -> usize {
        match self.yes {
            true => self.one.with_value(|one| one.wishes.invites.len()),
            false => 0,
        }
    }

    /// Goes on to the next invite, or answers when there is none left.
    fn go_on(self) {
        let chosen = self.invites.with_value(Vec::len);
        match chosen < self.due() {
            true => self.step.set(Step::Invite(chosen)),
            false => self.send(),
        }
    }

    fn send(self) {
        let Some(Ok(shown)) = self.found.get_untracked() else {
            return;
        };
        let id = self.one.with_value(|one| one.id.clone());
        let (reason, invites) = (self.reason.get_value(), self.invites.get_value());
        let answer = self.proposals.answer(id, shown, reason, invites);
        let job = async move {
            match answer.await {
                // somebody decided something since: what it means by now is shown
                Err(Failure::ServerBusy) if self.yes => Ok(None),
                other => other.map(Some),
            }
        };
        self.work.run(job, move |answered| match answered {
            None => self.look_again(),
            Some(made) if made.is_empty() => self.close.run(()),
            Some(made) => {
                self.made.set_value(made);
                self.step.set(Step::Made(0));
            }
        });
    }

    fn look_again(self) {
        self.found.refetch();
        self.changed.set(true);
        self.invites.set_value(Vec::new());
        self.step.set(Step::Look);
    }

    fn next_link(self, at: usize) {
        match at + 1 < self.made.with_value(Vec::len) {
            true => self.step.set(Step::Made(at + 1)),
            false => self.close.run(()),
        }
    }
}

/// Says yes or no, and why; a yes invites those who are wished for.
#[component]
pub(super) fn AnswerDialog(
    access: Access,
    proposals: Proposals,
    one: Proposal,
    yes: bool,
    close: Callback<()>,
) -> impl IntoView {
    let changes = StoredValue::new(one.wishes.changes.clone());
    let answering = Answering {
        access,
        proposals,
        one: StoredValue::new(one),
        yes,
        step: RwSignal::new(Step::Look),
        reason: StoredValue::new(String::new()),
        invites: StoredValue::new(Vec::new()),
        made: StoredValue::new(Vec::new()),
        changed: RwSignal::new(false),
        // what one says no to means nothing
        found: LocalResource::new(move || async move {
            match yes {
                true => access.preview_of(changes.get_value()).await.map(Some),
                false => Ok(None),
            }
        }),
        work: Work::new(),
        close,
    };
    // what is left to do then is to hand out the links, each of which is shown once
    let done = Signal::derive(move || matches!(answering.step.get(), Step::Made(_)));
    let title = Signal::derive(move || {
        let title = match (done.get(), yes) {
            (true, _) => Text::ProposalAccepted,
            (false, true) => Text::ProposalAcceptTitle,
            (false, false) => Text::ProposalRefuseTitle,
        };
        tr(title)().to_owned()
    });
    view! {
        <Dialog title=title close=close test="answer-dialog" firm=done>
            {move || match answering.step.get() {
                Step::Look => view! { <Look answering=answering /> }.into_any(),
                Step::Invite(at) => view! { <Invite answering=answering at=at /> }.into_any(),
                Step::Made(at) => view! { <Made answering=answering at=at /> }.into_any(),
            }}
        </Dialog>
    }
}

/// What it means, and a reason.
#[component]
fn Look(answering: Answering) -> impl IntoView {
    let (work, reason) = (answering.work, NodeRef::<Textarea>::new());
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let why = reason.get_untracked().map(|node| node.value());
        answering.reason.set_value(why.unwrap_or_default());
        answering.go_on();
    };
    let ready = move || matches!(answering.found.get(), Some(Ok(_)));
    let act = match (answering.yes, answering.due()) {
        (false, _) => Text::ProposalRefuse,
        (true, 0) => Text::ProposalAccept,
        (true, _) => Text::ProposalInvite,
    };
    let wishes = answering.one.with_value(|one| one.wishes.clone());
    view! {
        <form class="form" on:submit=go on:input=move |_| work.forgive()>
            <WishList access=answering.access wishes=wishes />
            {answering.yes.then(|| view! { <Means access=answering.access found=answering.found /> })}
            <ShownAnew when=answering.changed />
            {(answering.due() > 0).then(|| view! { <p class="note">{tr(Text::ProposalInvites)}</p> })}
            <label class="field__label" for="answer-reason">{tr(Text::ProposalReason)}</label>
            <textarea class="field__input details__area" id="answer-reason" rows="3" maxlength="1000" node_ref=reason prop:value=answering.reason.get_value() data-test="answer-reason" dir="auto"></textarea>
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <button type="button" class="button" data-test="answer-cancel" on:click=move |_| answering.close.run(())>{tr(Text::Cancel)}</button>
                <button type="submit" class="button button--primary" data-test="answer-send" disabled=move || work.is_running() || !ready() aria-busy=move || work.is_running().to_string()>
                    {tr(act)}
                </button>
            </div>
        </form>
    }
}

/// What one of those who are to be invited is to get: what was wished stands there already.
#[component]
fn Invite(answering: Answering, at: usize) -> impl IntoView {
    let (work, room) = (answering.work, answering.access.room());
    let (name, groups, coming) = answering.one.with_value(|one| wished(&one.wishes, at));
    let fields = InviteFields::new(room, &name, groups);
    let last = at + 1 == answering.due();
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(terms) = fields.read() else { return };
        answering.invites.update_value(|invites| {
            invites.truncate(at);
            invites.push(terms);
        });
        answering.go_on();
    };
    let act = match last {
        true => Text::ProposalInviteAccept,
        false => Text::ProposalInvite,
    };
    view! {
        <form class="form" data-test="answer-invite" on:submit=go on:input=move |_| work.forgive()>
            <p>{move || lang().proposal_invite_for(&name)}</p>
            <InviteTerms room=room fields=fields coming=coming />
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <button type="button" class="button" data-test="answer-cancel" on:click=move |_| answering.close.run(())>{tr(Text::Cancel)}</button>
                <button type="submit" class="button button--primary" data-test="answer-invite-next" disabled=move || work.is_running() aria-busy=move || work.is_running().to_string()>
                    {tr(act)}
                </button>
            </div>
        </form>
    }
}

/// The link of an invite: it is shown once.
#[component]
fn Made(answering: Answering, at: usize) -> impl IntoView {
    let name = answering
        .invites
        .with_value(|invites| invites.get(at).map(|one| one.label.clone()));
    let made = answering.made.with_value(|made| made.get(at).cloned());
    let done = Callback::new(move |()| answering.next_link(at));
    view! {
        {name.map(|name| view! { <h3 class="drop-in__head"><bdi>{name}</bdi></h3> })}
        {made.map(|made| view! { <HandedOut made=made hint=Text::InviteMadeHint close=done /> })}
    }
}

/// Who is to be invited, into which groups, and the groups that the proposal makes.
fn wished(wishes: &Wishes, at: usize) -> (String, Vec<WhoRef>, Vec<(WhoRef, String)>) {
    let (name, groups) = wishes.invites.get(at).cloned().unwrap_or_default();
    let coming = wishes.changes.iter().filter_map(|change| match change {
        Change::Group {
            group,
            name: Some(name),
        } => Some((group.clone(), name.clone())),
        _ => None,
    });
    (name, groups, coming.collect())
}

/// What it would give and take.
#[component]
fn Means(access: Access, found: Found) -> impl IntoView {
    move || match found.get() {
        None => view! { <Loading text=Text::ReviewWorking /> }.into_any(),
        Some(Err(failure)) => {
            view! { <FailureNote failure=Signal::stored(Some(failure)) /> }.into_any()
        }
        Some(Ok(found)) => {
            let found = found.unwrap_or_default();
            match found.is_empty() {
                true => view! { <p class="field__hint" data-test="review-nothing">{tr(Text::ReviewNothing)}</p> }.into_any(),
                false => view! { <Outcomes access=access found=found /> }.into_any(),
            }
        }
    }
}
