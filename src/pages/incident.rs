//! Incidents of a room: locking it, what is done by whom until when, evidence, notices, and the end.

use leptos::prelude::*;

use crate::components::dialog::{Confirm, titled};
use crate::components::icon::Glyph;
use crate::components::incident::Asked;
use crate::components::incident::begin::{Begin, BeginDialog};
use crate::components::incident::case::CaseView;
use crate::components::incident::end::{CloseDialog, CorrectDialog};
use crate::components::incident::notice::NoticeDialog;
use crate::components::incident::step_form::StepDialog;
use crate::components::notes::{Empty, Loading, Retry};
use crate::i18n::{Text, tr};
use crate::tasks::incident::{IncidentTask, use_incidents};
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::IncidentRef;

/// The place.
#[component]
pub(crate) fn Incident(room: Room) -> impl IntoView {
    let task = use_incidents(room);
    let again = Callback::new(move |()| task.load());
    let ready = Memo::new(move |_| match task.state() {
        None => None,
        Some(Ok(_)) => Some(Ok(())),
        Some(Err(failure)) => Some(Err(failure)),
    });
    view! {
        <section class="place" data-test="page-incident">
            <header class="place__head">
                <h2>{tr(Text::IncidentTab)}</h2>
            </header>
            <p class="place__text">{tr(Text::IncidentText)}</p>
            {move || match ready.get() {
                None => view! { <Loading text=Text::LoadingIncidents /> }.into_any(),
                Some(Err(failure)) => view! { <Retry failure=failure again=again /> }.into_any(),
                Some(Ok(())) => view! { <Cases task=task /> }.into_any(),
            }}
        </section>
    }
}

/// Those that go on, the way to open one, and those that are over.
#[component]
fn Cases(task: IncidentTask) -> impl IntoView {
    let asked = RwSignal::new(None::<Asked>);
    let may = Signal::derive(move || {
        let view = task.room.view();
        view.is_some_and(|view| view.manage && !view.frozen)
    });
    let owns = Signal::derive(move || task.room.view().is_some_and(|view| view.owns));
    let of = move |open: bool| {
        Memo::new(move |_| {
            let all = task.all().map(|all| all.all.clone()).unwrap_or_default();
            let some = all.into_iter().filter(|one| one.closed.is_none() == open);
            some.map(|one| one.incident).collect::<Vec<IncidentRef>>()
        })
    };
    let (open, over) = (of(true), of(false));
    let case = move |id: IncidentRef| {
        view! { <CaseView task=task id=id asked=asked may=may /> }
    };
    view! {
        <Show when=move || open.with(Vec::is_empty)>
            <Empty glyph=Glyph::Lock title=Text::IncidentNoneTitle text=Text::IncidentNoneText test="no-incident">
                <Show when=move || may.get()>
                    <Begin asked=asked owns=owns first=true />
                </Show>
            </Empty>
        </Show>
        <For each=move || open.get() key=Clone::clone children=case />
        <Show when=move || may.get() && !open.with(Vec::is_empty)>
            <Begin asked=asked owns=owns first=false />
        </Show>
        <Show when=move || !over.with(Vec::is_empty)>
            <details class="held" data-test="incidents-over">
                <summary>{tr(Text::IncidentEarlier)}</summary>
                <For each=move || over.get() key=Clone::clone children=case />
            </details>
        </Show>
        {move || asked.get().map(|what| view! { <Ask task=task what=what asked=asked owns=owns /> })}
    }
}

/// The dialog of what the person is about to do.
#[component]
fn Ask(
    task: IncidentTask,
    what: Asked,
    asked: RwSignal<Option<Asked>>,
    owns: Signal<bool>,
) -> impl IntoView {
    let close = Callback::new(move |()| asked.set(None));
    match what {
        Asked::Begin(drill) => {
            let owns = owns.get_untracked();
            view! { <BeginDialog task=task drill=drill owns=owns close=close /> }.into_any()
        }
        Asked::Correct(id) => view! { <CorrectDialog task=task id=id close=close /> }.into_any(),
        Asked::Step(id, phase) => {
            view! { <StepDialog task=task id=id phase=phase close=close /> }.into_any()
        }
        Asked::Notice(id, to) => {
            view! { <NoticeDialog task=task id=id to=to close=close /> }.into_any()
        }
        Asked::Close(id) => view! { <CloseDialog task=task id=id close=close /> }.into_any(),
        Asked::Unlock => {
            let work = Work::new();
            let yes = Callback::new(move |()| work.run(task.unlock(), move |()| close.run(())));
            view! {
                <Confirm
                    title=Text::IncidentUnlockTitle
                    text=titled(Text::IncidentUnlockText)
                    act=Text::IncidentUnlockAct
                    close=close
                    work=work
                    on_yes=yes
                />
            }
            .into_any()
        }
    }
}
