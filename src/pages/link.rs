//! A share link: from whom, what, until when; then the documents.

use leptos::prelude::*;

use super::link_states::{DeadEndPage, Way};
use super::room::{Alarms, RoomFacts};
use crate::browser::page::dialog::set_title;
use crate::components::agree::Agree;
use crate::components::browse::Browse;
use crate::components::expiry::TimeLeft;
use crate::components::field::{Field, InputRef, PassphraseField, value_of};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{Loading, WorkFailure};
use crate::components::safety_words::SafetyWords;
use crate::components::send_in::SendIn;
use crate::components::submit::Submit;
use crate::i18n::{Text, lang, tr};
use crate::routes::Route;
use crate::tasks::app::use_app;
use crate::tasks::peek::{PeekTask, use_peek};
use crate::tasks::room::{Room, RoomState, use_opened};
use crate::tasks::work::{Work, WorkState};
use crate::vault::messages::{
    Failure, FolderRef, LinksRequest, MemberKind, Peek, Request, RoomView,
};

/// Closed, opened, or at a dead end.
#[component]
pub(crate) fn Link() -> impl IntoView {
    let peek = use_peek();
    let opened = RwSignal::new(None::<RoomView>);
    let again = Callback::new(move |()| peek.load());
    Effect::new(move |_| set_title(&lang().page_title(tr(Text::LinkPage)())));
    Effect::new(move |_| {
        // another link was pasted
        if peek.result().is_none() {
            opened.set(None);
        }
    });
    let app = use_app();
    Effect::new(move |_| {
        // nobody was there
        if app.visit.has_left() {
            app.visit.end();
            app.secrets.forget_fragment();
            peek.leave();
            opened.set(None);
        }
    });
    Effect::new(move |_| {
        // an invite's secret behind a link's path: the person should still get in
        if peek
            .result()
            .is_some_and(|seen| seen.is_ok_and(|seen| seen.kind == MemberKind::Invite))
        {
            app.navigation.replace(Route::Invite);
        }
    });
    move || match (opened.get(), peek.result()) {
        (_, Some(Err(end))) => {
            view! { <DeadEndPage end=end way=Way::Link again=again /> }.into_any()
        }
        (Some(view), _) => view! { <Opened view=view task=peek /> }.into_any(),
        (None, None) => view! { <Loading text=Text::ReadingLink /> }.into_any(),
        (None, Some(Ok(seen))) => view! { <Closed peek=seen task=peek opened=opened /> }.into_any(),
    }
}

/// What is known before opening.
#[component]
fn Closed(peek: Peek, task: PeekTask, opened: RwSignal<Option<RoomView>>) -> impl IntoView {
    let sender = peek.sender.clone();
    // the whole room is called like the room
    let contents = peek.contents.filter(|it| Some(it) != peek.title.as_ref());
    let over = Callback::new(move |()| task.expire());
    let from = move || match &sender {
        Some(sender) => lang().shares_with_you(sender),
        None => tr(Text::SenderSealed)().to_owned(),
    };
    view! {
        <section class="sheet" data-test="page-link">
            <header class="join__note">
                <p class="join__sender" data-test="link-sender">{from}</p>
                <h1 class="join__title" data-test="link-title">
                    <bdi>{move || peek.title.clone().unwrap_or_else(|| tr(Text::LinkSealedTitle)().to_owned())}</bdi>
                </h1>
                {contents.map(|contents| view! { <p class="join__contents"><bdi>{contents}</bdi></p> })}
                {peek.requests.then(|| view! { <p class="join__contents" data-test="link-requests">{tr(Text::LinkRequests)}</p> })}
                <p class="join__limits">
                    {peek.expires.map(|expires| view! { <TimeLeft expires=expires on_over=Some(over) /> })}
                    {peek.opens_left.map(|left| view! {
                        <span data-test="opens-left">{move || lang().opens_left(left as usize)}</span>
                    })}
                </p>
                <SafetyWords words=peek.sender_words hint=Text::SenderWordsHint />
            </header>
            <OpenForm
                passphrase_needed=peek.needs_passphrase
                asks=peek.asks
                counted=peek.opens_left.is_some()
                task=task
                opened=opened
            />
        </section>
    }
}

#[component]
fn OpenForm(
    passphrase_needed: bool,
    /// The sender wants to know who opens it.
    asks: bool,
    /// Its openings are limited.
    counted: bool,
    task: PeekTask,
    opened: RwSignal<Option<RoomView>>,
) -> impl IntoView {
    let app = use_app();
    let (work, passphrase) = (Work::new(), InputRef::new());
    let (name, email) = (InputRef::new(), InputRef::new());
    let asks = RwSignal::new(asks);
    let open = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(fragment) = app.secrets.fragment() else {
            return;
        };
        let passphrase = passphrase_needed.then(|| value_of(passphrase));
        let says = asks
            .get_untracked()
            .then(|| (value_of(name), value_of(email)));
        let request = LinksRequest::Open {
            fragment,
            passphrase,
            says,
        };
        work.run(app.vault.room(Request::Links(request)), move |room| {
            opened.set(Some(*room));
        });
    };
    // what ends the link ends this page; what can be corrected stays
    Effect::new(move |_| {
        if let WorkState::Failed(
            failure @ (Failure::Expired
            | Failure::Ended
            | Failure::UsedUp
            | Failure::TriedTooOften
            | Failure::RoomLocked
            | Failure::Suspended),
        ) = work.state()
        {
            task.fail(failure);
        }
    });
    // behind a passphrase it is known only now that it asks
    Effect::new(move |_| {
        if work.failure() == Some(Failure::NameNeeded) {
            asks.set(true);
        }
    });
    view! {
        <form class="form" on:submit=open on:input=move |_| work.forgive()>
            {passphrase_needed.then(|| view! {
                <PassphraseField
                    label=Text::LinkPassphraseAsk
                    node=passphrase
                    id="open-passphrase"
                    hint=Text::LinkPassphraseAskHint
                    autocomplete="off"
                />
            })}
            <Show when=move || asks.get()>
                <p>{tr(Text::LinkAsks)}</p>
                <Field label=Text::YourName node=name id="visitor-name" autocomplete="name" required=false />
                <Field label=Text::YourEmail node=email id="visitor-email" hint=Text::YourEmailHint inputmode="email" autocomplete="email" required=false />
            </Show>
            <WorkFailure work=work />
            <div class="step__buttons">
                <Submit act=Text::OpenLinkAct busy=Text::OpenLinkBusy work=work test="open-link" />
            </div>
            <p class="field__hint">{tr(if counted { Text::OpenCounts } else { Text::OpeningsAreSeen })}</p>
        </form>
    }
}

/// What an opened link shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Agree,
    Send,
    Read,
}

/// The documents, until the time is over or nobody is there.
#[component]
fn Opened(view: RoomView, task: PeekTask) -> impl IntoView {
    let app = use_app();
    let title = view.title.clone();
    let room: Room = use_opened(view);
    let folder = RwSignal::new(None::<FolderRef>);
    let over = Callback::new(move |()| task.expire());
    let stage = Memo::new(move |_| match room.view() {
        Some(view) if view.owes => Stage::Agree,
        Some(view) if !view.drops.is_empty() => Stage::Send,
        _ => Stage::Read,
    });
    let view_only = move || room.view().is_some_and(|view| view.view_only);
    app.visit.begin();
    on_cleanup(move || {
        app.visit.end();
        app.vault.tell(Request::CloseVisit);
    });
    Effect::new(move |_| {
        if let RoomState::Failed(failure) = room.state() {
            task.fail(failure);
        }
    });
    view! {
        <section class="room" data-test="page-link-open">
            <header class="room__bar">
                <h1 class="room__title" data-test="room-title-shown"><bdi>{title}</bdi></h1>
                <RoomFacts room=room on_over=over />
                <p class="room__facts">
                    <span class="room__trace"><Icon glyph=Glyph::Eye />{tr(Text::OpeningsAreSeen)}</span>
                    <Show when=view_only>
                        <span class="room__trace" data-test="view-only"><Icon glyph=Glyph::Lock />{tr(Text::ViewOnlyHere)}</span>
                    </Show>
                </p>
                <Alarms room=room />
            </header>
            {move || match stage.get() {
                Stage::Agree => view! { <Agree room=room /> }.into_any(),
                Stage::Send => view! { <SendIn room=room seen=Text::DropInSeen /> }.into_any(),
                Stage::Read => view! {
                    <Browse room=room asked=folder open=Callback::new(move |to| folder.set(Some(to))) />
                }
                .into_any(),
            }}
        </section>
    }
}
