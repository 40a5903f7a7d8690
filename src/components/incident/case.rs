//! One incident: what it is, how the room stands, and everything that is done about it.

use leptos::prelude::*;

use super::Asked;
use super::dates::Dates;
use super::end::End;
use super::evidence::Evidence;
use super::papers::Papers;
use super::steps::Steps;
use super::words::kind_text;
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::WorkFailure;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::incident::IncidentTask;
use crate::tasks::work::Work;
use crate::vault::messages::{Audience, IncidentRef, IncidentView, RoomStanding};

/// The whole of it.
#[component]
pub(crate) fn CaseView(
    task: IncidentTask,
    id: IncidentRef,
    asked: RwSignal<Option<Asked>>,
    may: Signal<bool>,
) -> impl IntoView {
    let id = StoredValue::new(id);
    let one = Memo::new(move |_| task.one(&id.get_value()));
    let open = Memo::new(move |_| one.get().is_some_and(|one| one.closed.is_none()));
    let drill = Memo::new(move |_| one.get().is_some_and(|one| one.drill));
    let acts = Signal::derive(move || may.get() && open.get());
    let dates = Memo::new(move |_| one.get().map(|one| (one.dates, one.closed.is_some())));
    let part = |title: Text, text: Option<Text>| {
        view! {
            <h4 class="policy__sub">{tr(title)}</h4>
            {text.map(|text| view! { <p class="field__hint">{tr(text)}</p> })}
        }
    };
    view! {
        <article
            class="incident"
            class:incident--drill=move || drill.get()
            data-test="incident"
            data-drill=move || drill.get().to_string()
            data-open=move || open.get().to_string()
        >
            {move || one.get().map(|one| view! { <Head one=one asked=asked may=acts /> })}
            <Show when=move || acts.get() && !drill.get()>
                <Lock task=task id=id asked=asked />
            </Show>
            {part(Text::IncidentDates, None)}
            {move || dates.get().map(|(dates, over)| view! { <Dates dates=dates over=over /> })}
            {part(Text::IncidentSteps, None)}
            {move || one.get().map(|one| view! { <Steps one=one asked=asked may=acts.get() /> })}
            <Show when=move || may.get()>
                {part(Text::IncidentEvidence, Some(Text::IncidentEvidenceText))}
                <Evidence task=task id=id />
                {part(Text::IncidentNotices, Some(Text::IncidentNoticesText))}
                <NoticeButtons id=id asked=asked />
                {part(Text::IncidentPapers, Some(Text::IncidentPapersText))}
                {move || one.get().map(|one| view! { <Papers room=task.room papers=one.papers /> })}
                {part(Text::IncidentEnd, Some(Text::IncidentEndText))}
                <End task=task id=id asked=asked />
            </Show>
        </article>
    }
}

/// What happened, since when it is known, and who said so.
#[component]
fn Head(one: IncidentView, asked: RwSignal<Option<Asked>>, may: Signal<bool>) -> impl IntoView {
    let id = StoredValue::new(one.incident);
    let (knew, by) = (one.knew, (one.by, one.time));
    let closed = one.closed.clone();
    let state = match closed {
        None => (Text::IncidentIsOpen, "badge badge--waiting"),
        Some(_) => (Text::IncidentIsClosed, "badge"),
    };
    view! {
        <header class="incident__head">
            <h3 class="incident__title">
                {one.drill.then(|| view! { <span class="badge badge--locked" data-test="drill-badge">{tr(Text::IncidentDrill)}</span> })}
                <span>{tr(kind_text(one.kind))}</span>
                <span class=state.1>{tr(state.0)}</span>
            </h3>
            {one.drill.then(|| view! { <p class="note note--warning" data-test="drill-note">{tr(Text::IncidentDrillNote)}</p> })}
            <p class="policy__text" dir="auto" data-test="incident-said">{one.summary}</p>
            <p class="field__hint">
                {move || lang().incident_known(&format::date_time(knew))}" · "
                {move || lang().incident_recorded(&format::date_time(by.1), &by.0)}
            </p>
            {closed.map(|(who, time, words)| view! {
                <p class="field__hint" data-test="incident-closed">{move || lang().incident_closed_by(&format::date_time(time), &who)}</p>
                <p class="policy__text" dir="auto">{words}</p>
            })}
            <Show when=move || may.get()>
                <div class="setting__buttons">
                    <button type="button" class="button button--quiet" data-test="incident-correct" on:click=move |_| asked.set(Some(Asked::Correct(id.get_value())))>
                        {tr(Text::IncidentCorrect)}
                    </button>
                </div>
            </Show>
        </header>
    }
}

/// That it is a drill, where something is signed.
#[component]
pub(crate) fn DrillNote(task: IncidentTask, id: StoredValue<IncidentRef>) -> impl IntoView {
    let drill = Memo::new(move |_| task.one(&id.get_value()).is_some_and(|one| one.drill));
    view! {
        <Show when=move || drill.get()>
            <p class="note note--warning">{tr(Text::IncidentDrillNote)}</p>
        </Show>
    }
}

/// How the room stands, and the way to change that.
#[component]
fn Lock(
    task: IncidentTask,
    id: StoredValue<IncidentRef>,
    asked: RwSignal<Option<Asked>>,
) -> impl IntoView {
    let work = Work::new();
    let state = Memo::new(move |_| {
        let view = task.room.view()?;
        Some((view.standing == RoomStanding::Locked, view.owns))
    });
    let lock = move |_| work.run(task.lock(id.get_value()), |()| ());
    let inside = move || {
        let (locked, owns) = state.get()?;
        let (class, text) = match (locked, owns) {
            (true, _) => ("note note--bad incident__lock", Text::IncidentLocked),
            (false, true) => ("note note--warning incident__lock", Text::IncidentAsksLock),
            (false, false) => ("note note--warning incident__lock", Text::IncidentLockWaits),
        };
        Some(view! {
            <div class=class data-test="incident-lock-state" data-locked=locked.to_string()>
                <Icon glyph=if locked { Glyph::Lock } else { Glyph::Warning } />
                <span>{tr(text)}</span>
                {(owns && locked).then(|| view! {
                    <button type="button" class="button" data-test="incident-unlock" on:click=move |_| asked.set(Some(Asked::Unlock))>
                        {tr(Text::IncidentUnlock)}
                    </button>
                })}
                {(owns && !locked).then(|| view! {
                    <button type="button" class="button button--danger" data-test="incident-lock" disabled=move || work.is_running() on:click=lock>
                        {tr(Text::IncidentLock)}
                    </button>
                })}
            </div>
        })
    };
    view! {
        {inside}
        <WorkFailure work=work />
    }
}

#[component]
fn NoticeButtons(id: StoredValue<IncidentRef>, asked: RwSignal<Option<Asked>>) -> impl IntoView {
    let button = move |to: Audience, text: Text, test: &'static str| {
        view! {
            <button type="button" class="button" data-test=test on:click=move |_| asked.set(Some(Asked::Notice(id.get_value(), to)))>
                <Icon glyph=Glyph::Text />
                {tr(text)}
            </button>
        }
    };
    view! {
        <div class="setting__buttons">
            {button(Audience::Authority, Text::IncidentNoticeAuthority, "notice-authority")}
            {button(Audience::Persons, Text::IncidentNoticePersons, "notice-persons")}
        </div>
    }
}
