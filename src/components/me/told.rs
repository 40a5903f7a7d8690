//! Where the person is told outside the app, what that says, and who learns what by it.

use leptos::prelude::*;

use crate::components::dialog::Dialog;
use crate::components::field::{Field, InputRef, value_of};
use crate::components::notes::{Loading, Retry, WorkFailure};
use crate::components::submit::Submit;
use crate::i18n::{Text, failure::sentence, lang, lang_now, tr};
use crate::tasks::rooms::{RoomsState, use_rooms};
use crate::tasks::told::{Told, use_told};
use crate::tasks::work::Work;
use crate::vault::messages::{Failure, RoomSummary, ToldView};

/// Every room with how it stands there.
#[component]
pub(crate) fn ToldPart() -> impl IntoView {
    let rooms = use_rooms();
    let again = Callback::new(move |()| rooms.load());
    let list = move || match rooms.state() {
        RoomsState::Loading => view! { <Loading text=Text::LoadingRooms /> }.into_any(),
        RoomsState::Failed(failure) => view! { <Retry failure=failure again=again /> }.into_any(),
        RoomsState::Ready(list) if list.is_empty() => {
            view! { <p class="me__text" data-test="told-no-rooms">{tr(Text::ToldNoRooms)}</p> }
                .into_any()
        }
        RoomsState::Ready(list) => {
            let rows: Vec<_> = list
                .into_iter()
                .map(|room| view! { <Row room=room /> })
                .collect();
            view! { <ul class="me__list" data-test="told-rooms">{rows}</ul> }.into_any()
        }
    };
    view! {
        <section class="me__part" data-test="me-told">
            <h2 class="me__title">{tr(Text::ToldTitle)}</h2>
            <p class="me__text">{tr(Text::ToldText)}</p>
            <p class="me__text">{tr(Text::ToldSays)}</p>
            <p class="me__text">{tr(Text::ToldLearns)}</p>
            {list}
        </section>
    }
}

/// What the dialog asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Address,
    Code,
}

#[component]
fn Row(room: RoomSummary) -> impl IntoView {
    let told = use_told(room.room);
    let asked = RwSignal::new(None::<Asked>);
    let title = StoredValue::new(room.title);
    let work = Work::new();
    let state = Memo::new(move |_| told.state());
    let words = move || match state.get() {
        None => Text::ToldBusy,
        Some(Err(Failure::NotFound)) => Text::ToldUnset,
        Some(Err(failure)) => sentence(failure),
        Some(Ok(view)) => match view.told {
            None => Text::ToldOff,
            Some((_, false)) => Text::ToldWaits,
            Some((true, true)) => Text::ToldByMail,
            Some((false, true)) => Text::ToldByHook,
        },
    };
    let name = move || match state.get() {
        None => "asking",
        Some(Err(_)) => "none",
        Some(Ok(ToldView { told: None, .. })) => "off",
        Some(Ok(ToldView {
            told: Some((_, false)),
            ..
        })) => "waits",
        Some(Ok(_)) => "on",
    };
    let buttons = move || {
        let view = state.get().and_then(Result::ok)?;
        Some(view! { <Buttons told=told view=view work=work asked=asked /> })
    };
    view! {
        <li class="me__row" data-test="told-room" data-state=name>
            <div class="me__what">
                <p class="me__label"><bdi>{title.get_value()}</bdi></p>
                <p class="me__under" data-test="told-state">{move || tr(words())()}</p>
            </div>
            {buttons}
            <WorkFailure work=work />
            {move || asked.get().map(|what| view! {
                <SetDialog told=told title=title.get_value() what=what asked=asked />
            })}
        </li>
    }
}

/// What can be done, as it stands.
#[component]
fn Buttons(
    told: Told,
    view: ToldView,
    work: Work,
    asked: RwSignal<Option<Asked>>,
) -> impl IntoView {
    let send = move |_| {
        told.send_one(work, |app| {
            app.toasts.good(lang_now().text(Text::ToldTried));
        });
    };
    let stop = move |_| {
        told.stop(work, |app| {
            app.toasts.good(lang_now().text(Text::ToldStopped));
        });
    };
    let is = view.told;
    let set = match is {
        None => Text::ToldSet,
        Some(_) => Text::ToldChange,
    };
    let (waits, sure) = (
        is.is_some_and(|(_, sure)| !sure),
        is.is_some_and(|(_, sure)| sure),
    );
    view! {
        <div class="setting__buttons">
            {waits.then(|| view! {
                <button type="button" class="button button--primary" data-test="told-type" on:click=move |_| asked.set(Some(Asked::Code))>
                    {tr(Text::ToldType)}
                </button>
            })}
            {sure.then(|| view! {
                <button type="button" class="button" data-test="told-try" disabled=move || work.is_running() on:click=send>
                    {tr(Text::ToldTry)}
                </button>
            })}
            <button type="button" class="button" data-test="told-set" on:click=move |_| asked.set(Some(Asked::Address))>{tr(set)}</button>
            {is.is_some().then(|| view! {
                <button type="button" class="button button--quiet" data-test="told-stop" disabled=move || work.is_running() on:click=stop>
                    {tr(Text::ToldStop)}
                </button>
            })}
        </div>
    }
}

/// Asks where, has a code sent there, and asks for that.
#[component]
fn SetDialog(
    told: Told,
    title: String,
    what: Asked,
    asked: RwSignal<Option<Asked>>,
) -> impl IntoView {
    let heading = StoredValue::new(title);
    let heading = Signal::derive(move || lang().told_dialog(&heading.get_value()));
    let close = Callback::new(move |()| asked.set(None));
    let inside = match what {
        Asked::Address => view! { <AddressForm told=told asked=asked /> }.into_any(),
        Asked::Code => view! { <CodeForm told=told close=close /> }.into_any(),
    };
    view! { <Dialog title=heading close=close test="told-dialog">{inside}</Dialog> }
}

#[component]
fn AddressForm(told: Told, asked: RwSignal<Option<Asked>>) -> impl IntoView {
    let (work, to) = (Work::new(), InputRef::new());
    let offers = untrack(|| told.view());
    let (mail, hook) = offers.map_or((true, false), |view| (view.mail, view.hook));
    let by_mail = RwSignal::new(mail);
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let job = told.set(by_mail.get_untracked(), value_of(to));
        work.run(job, move |()| asked.set(Some(Asked::Code)));
    };
    let way = move |mail: bool, text: Text, test: &'static str| {
        view! {
            <label class="tick">
                <input type="radio" name="told-way" data-test=test prop:checked=move || by_mail.get() == mail on:change=move |_| by_mail.set(mail) />
                <span>{tr(text)}</span>
            </label>
        }
    };
    let field = move || match by_mail.get() {
        true => {
            view! { <Field label=Text::ToldAddress node=to id="told-to" inputmode="email" autocomplete="email" max="254" /> }
        }
        false => view! { <Field label=Text::ToldName node=to id="told-to" max="128" /> },
    };
    view! {
        <form class="form" on:submit=go on:input=move |_| work.forgive()>
            <p class="dialog__text">{tr(Text::ToldSays)}</p>
            <p class="dialog__text">{tr(Text::ToldLearns)}</p>
            {(mail && hook).then(|| view! {
                <fieldset class="ticks">
                    <legend class="field__label">{tr(Text::ToldWay)}</legend>
                    {way(true, Text::ToldMail, "told-mail")}
                    {way(false, Text::ToldHook, "told-hook")}
                </fieldset>
            })}
            {field}
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <Submit act=Text::ToldSendCode busy=Text::ToldBusy work=work test="told-send" />
            </div>
        </form>
    }
}

#[component]
fn CodeForm(told: Told, close: Callback<()>) -> impl IntoView {
    let (work, code) = (Work::new(), InputRef::new());
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        work.run(told.confirm(value_of(code)), move |()| close.run(()));
    };
    view! {
        <form class="form" on:submit=go on:input=move |_| work.forgive()>
            <p class="dialog__text">{tr(Text::ToldWaits)}</p>
            <Field label=Text::ToldCode node=code id="told-code" inputmode="numeric" autocomplete="one-time-code" max="20" />
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <Submit act=Text::ToldConfirm busy=Text::ToldBusy work=work test="told-confirm" />
            </div>
        </form>
    }
}
