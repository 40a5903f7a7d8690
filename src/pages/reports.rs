//! Reports of a room: chosen, made, read, saved, and put into the room.

use leptos::prelude::*;

use crate::components::artefact::Artefact;
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{FailureNote, Loading, WorkFailure};
use crate::components::record::ChainsRead;
use crate::components::reports::choose::Choose;
use crate::components::reports::keep::Keep;
use crate::i18n::{Text, tr};
use crate::tasks::artefact::Given;
use crate::tasks::reports::{Made, ReportState, Reports as Task, use_reports};
use crate::tasks::room::Room;

/// The place.
#[component]
pub(crate) fn Reports(room: Room) -> impl IntoView {
    let task = use_reports(room);
    let manages = Memo::new(move |_| room.view().is_some_and(|view| view.manage));
    let outcome = move || {
        match task.state() {
        ReportState::Idle => ().into_any(),
        ReportState::Making => view! { <Making task=task /> }.into_any(),
        ReportState::Stopped => view! {
            <p class="place__text" role="status" data-test="report-stopped">{tr(Text::ReportStopped)}</p>
        }
        .into_any(),
        ReportState::Failed(failure) => view! { <FailureNote failure=Signal::stored(Some(failure)) /> }.into_any(),
        ReportState::Ready(made) => view! { <Ready room=room task=task made=made /> }.into_any(),
    }
    };
    view! {
        <section class="place" data-test="page-reports">
            <header class="place__head">
                <h2>{tr(Text::ReportsTab)}</h2>
            </header>
            <p class="place__text">{tr(Text::ReportsText)}</p>
            <Choose task=task manages=manages />
            <div class="reports__outcome">{outcome}</div>
        </section>
    }
}

/// How far it is, and the way to stop it.
#[component]
fn Making(task: Task) -> impl IntoView {
    let far = move || {
        let far = task.progress()?;
        Some(view! { <ChainsRead far=far label=Text::ReportMaking /> })
    };
    view! {
        <section class="sheet reports__making" data-test="report-making">
            <Loading text=Text::ReportMaking />
            {far}
            <div class="setting__buttons">
                <button type="button" class="button" data-test="report-stop" on:click=move |_| task.stop()>
                    {tr(Text::Cancel)}
                </button>
            </div>
        </section>
    }
}

/// The report, and what can be done with it.
#[component]
fn Ready(room: Room, task: Task, made: Made) -> impl IntoView {
    let report = made.report.clone();
    let given = match report.signed {
        true => Given::Signed(made.file.clone().into()),
        false => Given::draft(report.kind.clone(), &made.file),
    };
    let made = StoredValue::new_local(made);
    let busy = move || task.saving.is_running();
    view! {
        <section class="sheet reports__made" data-test="report-made" data-kind=report.kind.clone()>
            {(!report.signed).then(|| view! {
                <p class="setting__text" data-test="report-draft">{tr(Text::ReportDraft)}</p>
            })}
            <div class="setting__buttons">
                {report.tabular.then(|| view! {
                    <button
                        type="button"
                        class="button"
                        data-test="report-table"
                        disabled=busy
                        on:click=move |_| made.with_value(|made| task.table(made))
                    >
                        <Icon glyph=Glyph::Sheet />
                        {tr(Text::SaveTable)}
                    </button>
                })}
                {report.signed.then(|| view! { <Keep room=room task=task made=made /> })}
            </div>
            <WorkFailure work=task.saving />
            <Artefact given=given name=report.name.clone() saves=report.signed />
        </section>
    }
}
