//! Another identity, when others may know the key of this one.

use leptos::prelude::*;

use super::rooms_done::RoomsProgress;
use crate::components::field::{InputRef, PassphraseField, StrengthHint, value_of};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{Loading, WorkFailure};
use crate::components::recovery_words::{ConfirmWords, ShowWords};
use crate::components::submit::Submit;
use crate::i18n::{Text, tr};
use crate::tasks::app::use_app;
use crate::tasks::me::MePlace;
use crate::tasks::strength::Strength;
use crate::tasks::work::Work;
use crate::vault::messages::{GivenUpRoom, MeRequest, MeView, Request};

/// The steps to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NewKeyStep {
    /// Not asked for.
    None,
    /// What it means, and a passphrase.
    Ask,
    Words,
    Confirm,
    /// It goes through the rooms.
    Running,
}

/// Asks in the place, and what is left to do.
#[component]
pub(crate) fn NewKeyPart(
    place: MePlace,
    view: MeView,
    step: RwSignal<NewKeyStep>,
) -> impl IntoView {
    let work = Work::new();
    let unfinished = !view.given_up.is_empty() && !view.given_up_done;
    let rooms = view
        .given_up
        .iter()
        .cloned()
        .map(|room| view! { <LeftRoom room=room /> })
        .collect_view();
    let any = !view.given_up.is_empty();
    view! {
        <section class="me__part" data-test="me-new-key">
            <h2 class="me__title">{tr(Text::NewKeyTitle)}</h2>
            {any.then(|| view! {
                <p class="me__text">{tr(if unfinished { Text::GivenUpOpen } else { Text::GivenUpDone })}</p>
                <ul class="me__list" data-test="given-up">{rooms}</ul>
            })}
            {unfinished.then(|| view! {
                <RoomsProgress />
                <WorkFailure work=work />
                <div class="step__buttons">
                    <button
                        type="button"
                        class="button button--primary"
                        data-test="go-on-disowning"
                        disabled=move || work.is_running()
                        on:click=move |_| place.run(work, MeRequest::Disown, || ())
                    >
                        {tr(Text::GoOn)}
                    </button>
                </div>
            })}
            <p class="me__text">{tr(Text::NewKeyText)}</p>
            <div class="step__buttons">
                <button type="button" class="button" data-test="new-key" on:click=move |_| step.set(NewKeyStep::Ask)>
                    {tr(Text::NewKeyOpen)}
                </button>
            </div>
        </section>
    }
}

#[component]
fn LeftRoom(room: GivenUpRoom) -> impl IntoView {
    let text = match (room.done, room.back, room.mine) {
        (_, true, _) => Text::LeftRoomBack,
        (true, false, _) => Text::LeftRoomDone,
        (false, false, true) => Text::LeftRoomMine,
        (false, false, false) => Text::LeftRoomOpen,
    };
    view! {
        <li class="me__row" data-test="given-up-room" data-done=room.done.to_string() data-back=room.back.to_string()>
            <Icon glyph=if room.done { Glyph::Check } else { Glyph::Clock } />
            <div class="me__what">
                <p class="me__label"><bdi>{room.title}</bdi></p>
                <p class="me__under">
                    {(!room.owner.is_empty()).then_some(room.owner).map(|owner| view! { <bdi>{owner}</bdi>" · " })}
                    {tr(text)}
                </p>
            </div>
        </li>
    }
}

/// The steps, in place of everything else.
#[component]
pub(crate) fn NewKey(place: MePlace, step: RwSignal<NewKeyStep>) -> impl IntoView {
    let app = use_app();
    let work = Work::new();
    // plain, not a signal: recovery words are the identity
    let words = StoredValue::new(Vec::<String>::new());
    on_cleanup(move || drop(words.try_set_value(Vec::new())));
    let begun = Callback::new(move |new: Vec<String>| {
        words.set_value(new);
        step.set(NewKeyStep::Words);
    });
    let confirm = Callback::new(move |()| {
        step.set(NewKeyStep::Running);
        work.run(place.ask(MeRequest::ConfirmNew), move |()| {
            app.session.refresh();
            step.try_set(NewKeyStep::None);
        });
    });
    let again = move |_| {
        app.session.refresh();
        place.load();
        step.set(NewKeyStep::None);
    };
    move || {
        match step.get() {
        NewKeyStep::None => ().into_any(),
        NewKeyStep::Ask => view! { <Ask work=work step=step begun=begun /> }.into_any(),
        NewKeyStep::Words => view! {
            <ShowWords words=words.get_value() on_written=Callback::new(move |()| step.set(NewKeyStep::Confirm)) />
        }
        .into_any(),
        NewKeyStep::Confirm => view! {
            <ConfirmWords
                words=words.get_value()
                work=work
                on_back=Callback::new(move |()| step.set(NewKeyStep::Words))
                on_right=confirm
            />
        }
        .into_any(),
        NewKeyStep::Running => view! {
            <Show when=move || work.is_running()>
                <Loading text=Text::NewKeyRunning />
            </Show>
            <RoomsProgress />
            <WorkFailure work=work />
            <Show when=move || work.failure().is_some()>
                <div class="step__buttons">
                    <button type="button" class="button" data-test="new-key-back" on:click=again>{tr(Text::BackToPlace)}</button>
                </div>
            </Show>
        }
        .into_any(),
    }
    }
}

#[component]
fn Ask(work: Work, step: RwSignal<NewKeyStep>, begun: Callback<Vec<String>>) -> impl IntoView {
    let vault = use_app().vault;
    let passphrase = InputRef::new();
    let (strength, judged) = signal(Strength::Empty);
    let begin = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let passphrase = value_of(passphrase);
        let request = Request::Me(MeRequest::BeginNew { passphrase });
        work.run(vault.words(request), move |words| begun.run(words));
    };
    let points = [
        Text::NewKeyPoint1,
        Text::NewKeyPoint2,
        Text::NewKeyPoint3,
        Text::NewKeyPoint4,
    ];
    let points = points
        .map(|point| view! { <li>{tr(point)}</li> })
        .collect_view();
    view! {
        <form class="form" data-test="new-key-form" on:submit=begin on:input=move |_| work.forgive()>
            <h2 class="step__title">{tr(Text::NewKeyTitle)}</h2>
            <p>{move || tr(Text::NewKeyMeans)()}</p>
            <ul class="me__points">{points}</ul>
            <PassphraseField
                label=Text::NewPassphrase
                node=passphrase
                id="new-passphrase"
                hint=Text::NewKeyPassphraseHint
                autocomplete="new-password"
                judged=judged
            />
            <StrengthHint strength=strength />
            <WorkFailure work=work />
            <div class="step__buttons">
                <button type="button" class="button" data-test="new-key-no" on:click=move |_| step.set(NewKeyStep::None)>
                    {tr(Text::Cancel)}
                </button>
                <Submit
                    act=Text::NewKeyAct
                    busy=Text::MakeBusy
                    work=work
                    test="new-key-begin"
                    disabled=Signal::derive(move || strength.get() < Strength::Fair)
                />
            </div>
        </form>
    }
}
