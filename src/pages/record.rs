//! The room's record, for those who audit it and those who manage it.

use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::components::nav_link::NavLink;
use crate::components::notes::{Loading, Retry, WorkFailure};
use crate::components::record::{ChainsRead, Findings, Index, RecordFilters, RecordTable, Summary};
use crate::i18n::{Text, tr};
use crate::routes::{Place, Route};
use crate::tasks::audit::{AuditState, AuditTask, use_audit};
use crate::tasks::room::Room;
use crate::vault::messages::Failure;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    Stopped,
    Failed(Failure),
    Ready,
}

/// What it is, whether it holds, and what it says.
#[component]
pub(crate) fn Record(room: Room, #[prop(into)] manage: Signal<bool>) -> impl IntoView {
    let task = use_audit(room);
    let again = Callback::new(move |()| task.again());
    let stage = Memo::new(move |_| match task.state() {
        AuditState::Loading => Stage::Loading,
        AuditState::Stopped => Stage::Stopped,
        AuditState::Failed(failure) => Stage::Failed(failure),
        AuditState::Ready(_) => Stage::Ready,
    });
    let about = move || {
        tr(if manage.get() {
            Text::RecordTextManager
        } else {
            Text::RecordText
        })()
    };
    view! {
        <header class="place__head">
            <h2>{tr(Text::Record)}</h2>
            <Buttons room=room task=task ready=Signal::derive(move || stage.get() == Stage::Ready) />
        </header>
        <WorkFailure work=task.saving />
        <p class="setting__text">{about}</p>
        <Reading task=task />
        {move || match stage.get() {
            Stage::Loading => view! { <Loading text=Text::RecordReading /> }.into_any(),
            Stage::Stopped => view! { <Stopped again=again /> }.into_any(),
            Stage::Failed(failure) => view! { <Retry failure=failure again=again /> }.into_any(),
            Stage::Ready => view! {
                <Summary task=task />
                <Findings task=task />
                <Index task=task />
                <RecordFilters task=task />
                <RecordTable task=task />
            }
            .into_any(),
        }}
    }
}

#[component]
fn Buttons(room: Room, task: AuditTask, ready: Signal<bool>) -> impl IntoView {
    let reports = Route::room(&room.id(), Place::Reports);
    view! {
        <div class="setting__buttons">
            <NavLink to=Signal::stored(reports) class="button" test="record-report">
                {tr(Text::ReportsTab)}
            </NavLink>
            <button
                type="button"
                class="button"
                data-test="record-again"
                disabled=move || task.is_reading() || !ready.get()
                on:click=move |_| task.again()
            >
                <Icon glyph=Glyph::Retry />
                {tr(Text::RecordAgain)}
            </button>
            <button
                type="button"
                class="button"
                data-test="record-save"
                disabled=move || task.saving.is_running() || !ready.get()
                on:click=move |_| task.save()
            >
                <Icon glyph=Glyph::Download />
                {tr(Text::SaveTable)}
            </button>
        </div>
    }
}

/// How far a reading is that takes a while, and the way to stop it.
#[component]
fn Reading(task: AuditTask) -> impl IntoView {
    let far = move || {
        let far = task.progress().filter(|_| task.is_reading())?;
        Some(view! { <ChainsRead far=far label=Text::Record /> })
    };
    view! {
        <div data-test="record-progress">{far}</div>
        <Show when=move || task.is_reading() && task.progress().is_some()>
            <div class="setting__buttons">
                <button type="button" class="button" data-test="record-stop" on:click=move |_| task.stop()>
                    {tr(Text::RecordStop)}
                </button>
            </div>
        </Show>
    }
}

#[component]
fn Stopped(again: Callback<()>) -> impl IntoView {
    view! {
        <div class="empty" role="status" data-test="record-stopped">
            <p class="empty__text">{tr(Text::RecordStopped)}</p>
            <div class="empty__buttons">
                <button type="button" class="button" data-test="record-go-on" on:click=move |_| again.run(())>
                    <Icon glyph=Glyph::Retry />
                    {tr(Text::RecordGoOn)}
                </button>
            </div>
        </div>
    }
}
