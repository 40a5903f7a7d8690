//! An invite: who asks me into what, my identity if I have none yet, and into the room.

use leptos::prelude::*;

use super::link_states::DeadEndPage;
use crate::browser::page::dialog::set_title;
use crate::components::expiry::TimeLeft;
use crate::components::identity_form::{IdentityForm, IdentityStep};
use crate::components::nav_link::NavLink;
use crate::components::notes::{Loading, WorkFailure};
use crate::components::safety_words::SafetyWords;
use crate::components::unlock_form::UnlockForm;
use crate::i18n::{Text, lang, tr};
use crate::routes::Route;
use crate::tasks::app::use_app;
use crate::tasks::peek::{PeekTask, use_peek};
use crate::tasks::session::Identity;
use crate::tasks::work::Work;
use crate::vault::messages::{MemberKind, Peek, Request};

/// From the invite to the room without a dead end, unless the invite is one.
#[component]
pub(crate) fn Invite() -> impl IntoView {
    let peek = use_peek();
    let again = Callback::new(move |()| peek.load());
    Effect::new(move |_| set_title(&lang().page_title(tr(Text::InvitePage)())));
    let navigation = use_app().navigation;
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
        Some(Err(end)) => view! { <DeadEndPage end=end again=again /> }.into_any(),
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
        Stage::Join => view! { <JoinButton /> }.into_any(),
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
    let over = Callback::new(move |()| task.expire());
    view! {
        <header class="join__note">
            <p class="join__sender" data-test="invite-sender">{move || lang().invites_you(&sender)}</p>
            <h1 class="join__title" data-test="invite-title"><bdi>{title}</bdi></h1>
            {peek.contents.map(|contents| view! { <p class="join__contents"><bdi>{contents}</bdi></p> })}
            {peek.expires.map(|expires| view! { <TimeLeft expires=expires on_over=over /> })}
            <SafetyWords words=peek.sender_words hint=Text::SenderWordsHint />
        </header>
    }
}

#[component]
fn JoinButton() -> impl IntoView {
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
    let name = move || app.session.me().map(|me| me.name).unwrap_or_default();
    view! {
        <p class="join__as">{move || lang().join_as(&name())}</p>
        <WorkFailure work=work />
        <button type="button" class="button button--primary" data-test="join" disabled=move || work.is_running() on:click=join>
            {move || if work.is_running() { tr(Text::JoinBusy)() } else { tr(Text::JoinAct)() }}
        </button>
    }
}
