//! What came of it: a room that is back, or a rehearsal's report.

use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, format, lang, tr};
use crate::routes::Route;
use crate::tasks::app::use_app;
use crate::vault::messages::{DrilledView, FinishedView};

/// The room is back: what was done, and what comes next.
#[component]
pub(crate) fn IsBack(done: FinishedView) -> impl IntoView {
    let app = use_app();
    let room = done.room.clone();
    let open = move |_| {
        app.restoring.forget();
        app.navigation.go(Route::documents(&room, None));
    };
    let (links, members, turned) = (
        done.links as usize,
        done.members as usize,
        done.turned as usize,
    );
    let (left, missing) = (done.left as usize, done.missing as usize);
    let names = done.documents.join(", ");
    let some = |count: usize, text: fn(usize) -> String| {
        (count > 0).then(|| view! { <li>{move || text(count)}</li> })
    };
    let next = [
        Text::RestoreNextTell,
        Text::RestoreNextLook,
        Text::RestoreNextLinks,
        Text::RestoreNextBackup,
    ];
    let next = next.map(|text| view! { <li>{tr(text)}</li> });
    view! {
        <section class="sheet restore__part" data-test="restore-done">
            <h2 class="restore__room">{tr(Text::RestoreDoneTitle)}</h2>
            <p class="sheet__about"><bdi>{done.title}</bdi></p>
            <ul class="restore__list" data-test="restore-did">
                {some(links, |n| lang().restore_did_links(n))}
                {some(members, |n| lang().restore_did_members(n))}
                {(!names.is_empty()).then(|| view! { <li>{move || lang().restore_did_documents(&names)}</li> })}
                {some(turned, |n| lang().restore_did_keys(n))}
                {some(left, |n| lang().restore_did_left(n))}
            </ul>
            {(missing > 0).then(|| view! {
                <p class="note note--warning">
                    <Icon glyph=Glyph::Warning />
                    <span>{move || lang().backup_missing(missing)}</span>
                </p>
            })}
            <h3 class="setting__title">{tr(Text::RestoreNextTitle)}</h3>
            <ol class="restore__list">{next.into_iter().collect_view()}</ol>
            <div class="step__buttons">
                <button type="button" class="button button--primary" data-test="restore-open" on:click=open>
                    {tr(Text::RestoreOpen)}
                </button>
            </div>
        </section>
    }
}

/// What a rehearsal found.
#[component]
pub(crate) fn Rehearsed(drill: DrilledView) -> impl IntoView {
    let task = use_app().restoring;
    let file = StoredValue::new(drill.file.clone());
    let saved = RwSignal::new(false);
    let save = move |_| saved.set(file.with_value(|name| task.save_report(name)));
    let (note, glyph, text) = match drill.holds {
        true => ("note note--good", Glyph::Check, Text::DrillHolds),
        false => ("note note--bad", Glyph::Warning, Text::DrillFails),
    };
    let number = |count: u32| move || format::number(f64::from(count));
    let (opened, documents, bytes) = (
        f64::from(drill.opened),
        f64::from(drill.documents),
        drill.bytes,
    );
    let failed = drill.failed.clone();
    let none = failed.is_empty();
    let failed = failed
        .into_iter()
        .map(|name| view! { <li><bdi>{name}</bdi></li> });
    view! {
        <section class="sheet restore__part" data-test="drill-done">
            <h2 class="restore__room"><bdi>{drill.title}</bdi></h2>
            <p class=note>
                <Icon glyph=glyph />
                <span>{tr(text)}</span>
            </p>
            <dl class="details__facts">
                <div class="details__fact"><dt>{tr(Text::DrillDocuments)}</dt><dd data-test="drill-read">{move || lang().amounts(&format::number(opened), &format::number(documents))}</dd></div>
                <div class="details__fact"><dt>{tr(Text::VerifyBytes)}</dt><dd>{move || format::size(bytes)}</dd></div>
                <div class="details__fact"><dt>{tr(Text::DrillParts)}</dt><dd>{number(drill.parts)}</dd></div>
                <div class="details__fact"><dt>{tr(Text::DrillMissing)}</dt><dd>{number(drill.missing)}</dd></div>
                <div class="details__fact"><dt>{tr(Text::DrillAlarms)}</dt><dd>{number(drill.alarms)}</dd></div>
            </dl>
            <div hidden=none>
                <h3 class="setting__title">{tr(Text::DrillFailed)}</h3>
                <ul class="restore__list">{failed.collect_view()}</ul>
            </div>
            <p class="setting__text">{tr(Text::DrillAfter)}</p>
            <div class="step__buttons">
                <button type="button" class="button button--primary" data-test="drill-save" on:click=save>
                    <Icon glyph=Glyph::Download />
                    {move || tr(if saved.get() { Text::TrusteesSavedShare } else { Text::DrillSave })()}
                </button>
            </div>
        </section>
    }
}
