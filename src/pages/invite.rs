//! An invite: who asks me into what, my identity if I have none yet, and into the room.

use leptos::prelude::*;

use super::link_states::{DeadEndPage, Way};
use crate::browser::page::dialog::set_title;
use crate::components::expiry::TimeLeft;
use crate::components::icon::{Glyph, Icon};
use crate::components::identity_form::{IdentityForm, IdentityStep};
use crate::components::nav_link::NavLink;
use crate::components::notes::{Loading, WorkFailure};
use crate::components::safety_words::SafetyWords;
use crate::components::unlock_form::UnlockForm;
use crate::i18n::{Lang, Text, lang, tr};
use crate::routes::Route;
use crate::tasks::app::use_app;
use crate::tasks::peek::{PeekTask, use_peek};
use crate::tasks::session::Identity;
use crate::tasks::work::{Work, WorkState};
use crate::vault::messages::{Failure, MemberKind, Peek, Request};

/// From the invite to the room without a dead end, unless the invite is one.
#[component]
pub(crate) fn Invite() -> impl IntoView {
    let peek = use_peek();
    let again = Callback::new(move |()| peek.load());
    Effect::new(move |_| set_title(&lang().page_title(tr(Text::InvitePage)())));
    let (navigation, session) = (use_app().navigation, use_app().session);
    let locked = Memo::new(move |_| session.identity() == Identity::Locked);
    let unlocked = Memo::new(move |_| session.me().is_some());
    Effect::new(move |before: Option<bool>| {
        // who is in the room already is known only now
        if before == Some(false) && unlocked.get() {
            peek.load();
        }
        unlocked.get()
    });
    Effect::new(move |_| {
        // a link's secret behind an invite's path: the person should still get in
        if peek
            .result()
            .is_some_and(|seen| seen.is_ok_and(|seen| seen.kind == MemberKind::Link))
        {
            navigation.replace(Route::Link);
        }
    });
    move || match peek.result() {
        None => view! { <Loading text=Text::ReadingLink /> }.into_any(),
        Some(Err(end)) if end.may_be_joined() && locked.get() => {
            view! { <UnlockFirst /> }.into_any()
        }
        Some(Err(end)) => view! { <DeadEndPage end=end way=Way::Invite again=again /> }.into_any(),
        Some(Ok(seen)) if seen.joined => view! { <Joined peek=seen /> }.into_any(),
        Some(Ok(seen)) => view! { <Asked peek=seen task=peek /> }.into_any(),
    }
}

#[component]
fn Joined(peek: Peek) -> impl IntoView {
    view! {
        <section class="sheet sheet--narrow" data-test="already-joined">
            <h1>{tr(Text::AlreadyJoined)}</h1>
            <NavLink to=Signal::stored(Route::documents(&peek.room, None)) class="button button--primary" test="go-room">
                {tr(Text::OpenRoom)}
            </NavLink>
        </section>
    }
}

/// The invite is over: perhaps because it led this person into the room.
#[component]
fn UnlockFirst() -> impl IntoView {
    view! {
        <section class="sheet sheet--narrow" data-test="unlock-first">
            <Icon glyph=Glyph::Lock />
            <h1>{tr(Text::UnlockTitle)}</h1>
            <p>{tr(Text::InviteUnlockFirst)}</p>
            <UnlockForm />
        </section>
    }
}

#[component]
fn Asked(peek: Peek, task: PeekTask) -> impl IntoView {
    let session = use_app().session;
    let step = RwSignal::new(IdentityStep::Make);
    // drawn anew only when the kind of step changes, so that nothing typed is lost
    let stage = Memo::new(move |_| match session.identity() {
        Identity::None => Stage::Make,
        Identity::Locked => Stage::Unlock,
        _ => Stage::Join,
    });
    let below = move || match stage.get() {
        Stage::Make => {
            view! { <p class="join__step">{tr(Text::JoinMakeFirst)}</p><IdentityForm step=step /> }
                .into_any()
        }
        Stage::Unlock => {
            view! { <p class="join__step">{tr(Text::JoinUnlockFirst)}</p><UnlockForm /> }.into_any()
        }
        Stage::Join => view! { <JoinButton task=task /> }.into_any(),
    };
    view! {
        <div class="join" data-test="page-invite">
            <section class="sheet">
                <Note peek=peek task=task />
                {below}
            </section>
        </div>
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Make,
    Unlock,
    Join,
}

/// Who invites to what.
#[component]
fn Note(peek: Peek, task: PeekTask) -> impl IntoView {
    let sender = peek.sender.unwrap_or_default();
    let title = peek.title.unwrap_or_default();
    // the whole room is called like the room
    let contents = peek.contents.filter(|contents| *contents != title);
    let over = Callback::new(move |()| task.expire());
    view! {
        <header class="join__note">
            <p class="join__sender" data-test="invite-sender">{move || lang().invites_you(&sender)}</p>
            <h1 class="join__title" data-test="invite-title"><bdi>{title}</bdi></h1>
            {contents.map(|contents| view! { <p class="join__contents"><bdi>{contents}</bdi></p> })}
            {peek.expires.map(|expires| view! { <TimeLeft expires=expires words=Lang::time_to_join on_over=Some(over) /> })}
            <SafetyWords words=peek.sender_words hint=Text::SenderWordsHint />
        </header>
    }
}

#[component]
fn JoinButton(task: PeekTask) -> impl IntoView {
    let app = use_app();
    let work = Work::new();
    let join = move |_| {
        let Some(fragment) = app.secrets.fragment() else {
            return;
        };
        work.run(app.vault.room(Request::Join { fragment }), move |room| {
            app.navigation.replace(Route::documents(&room.room, None));
        });
    };
    // what ends the invite ends this page
    Effect::new(move |_| {
        if let WorkState::Failed(failure @ (Failure::Expired | Failure::Ended | Failure::UsedUp)) =
            work.state()
        {
            task.fail(failure);
        }
    });
    let name = move || app.session.me().map(|me| me.name).unwrap_or_default();
    view! {
        <p class="join__as">{move || lang().join_as(&name())}</p>
        <WorkFailure work=work />
        <button type="button" class="button button--primary" data-test="join" disabled=move || work.is_running() on:click=join>
            {move || if work.is_running() { tr(Text::JoinBusy)() } else { tr(Text::JoinAct)() }}
        </button>
    }
}
