//! Backup files that hold: what they are, and what to do with them.

use leptos::html::Textarea;
use leptos::prelude::*;

use crate::components::field::{InputRef, PassphraseField, value_of};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::FailureNote;
use crate::components::verified::Row;
use crate::i18n::{Text, tr};
use crate::tasks::app::use_app;
use crate::tasks::restore::Aim;
use crate::vault::messages::{CheckedRow, Failure};

/// The room and its files; below, the ways on that there are.
#[component]
pub(crate) fn CheckedFiles(row: CheckedRow, failure: Option<Failure>) -> impl IntoView {
    let task = use_app().restoring;
    let barred = match &row {
        CheckedRow { here: true, .. } => Some(Text::RestoreIsHere),
        CheckedRow { title: None, .. } => Some(Text::FailRestoreUnknown),
        CheckedRow { owned: false, .. } => Some(Text::FailRestoreNotOwner),
        _ => None,
    };
    let title = row.title.clone();
    let ways = match barred {
        Some(text) => view! {
            <p class="note note--warning" data-test="restore-barred">
                <Icon glyph=Glyph::Warning />
                <span>{tr(text)}</span>
            </p>
        }
        .into_any(),
        None => view! { <Ways row=row.clone() /> }.into_any(),
    };
    view! {
        <section class="sheet restore__part" data-test="restore-checked">
            <h2 class="restore__room" data-test="restore-room">
                <bdi>{move || title.clone().unwrap_or_else(|| tr(Text::RestoreNoTitle)().to_owned())}</bdi>
            </h2>
            <p class="note note--good">
                <Icon glyph=Glyph::Check />
                <span>{tr(Text::VerifyRowHolds)}</span>
            </p>
            <Row row=row.row />
            <div class="setting__buttons">
                <button type="button" class="button button--quiet" data-test="restore-again" on:click=move |_| task.forget()>
                    {tr(Text::RestoreAgain)}
                </button>
            </div>
        </section>
        <FailureNote failure=Signal::stored(failure.filter(|it| *it != Failure::Cancelled)) />
        {ways}
    }
}

/// To restore, or only to rehearse it.
#[component]
fn Ways(row: CheckedRow) -> impl IntoView {
    let row = StoredValue::new(row);
    view! {
        <RestoreForm row=row />
        <details class="sheet restore__part" data-test="drill">
            <summary>{tr(Text::DrillTitle)}</summary>
            <DrillForm row=row />
        </details>
    }
}

#[component]
fn RestoreForm(row: StoredValue<CheckedRow>) -> impl IntoView {
    let (reason, token) = (NodeRef::<Textarea>::new(), InputRef::new());
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let why = reason.get_untracked().map(|node| node.value());
        let why = why.unwrap_or_default().trim().to_owned();
        if !why.is_empty() {
            begin(row, Aim::Restore, token, why);
        }
    };
    let means = [
        Text::RestoreMeansLost,
        Text::RestoreMeansGone,
        Text::RestoreMeansLinks,
        Text::RestoreMeansKeys,
        Text::RestoreMeansAsked,
    ];
    let means = means.map(|text| view! { <li>{tr(text)}</li> });
    view! {
        <section class="sheet restore__part" aria-labelledby="restore-form-title">
            <h2 class="setting__title" id="restore-form-title">{tr(Text::RestoreFormTitle)}</h2>
            <ul class="restore__list">{means.into_iter().collect_view()}</ul>
            <form class="form" data-test="restore-form" on:submit=go>
                <div class="field">
                    <label class="field__label" for="restore-reason">{tr(Text::RestoreReason)}</label>
                    <textarea
                        class="field__input field__input--area"
                        id="restore-reason"
                        rows="3"
                        maxlength="600"
                        required
                        aria-describedby="restore-reason-hint"
                        data-test="restore-reason"
                        node_ref=reason
                    ></textarea>
                    <p class="field__hint" id="restore-reason-hint">{tr(Text::RestoreReasonHint)}</p>
                </div>
                <Token node=token id="restore-token" />
                <div class="step__buttons">
                    <button type="submit" class="button button--primary" data-test="restore-go">{tr(Text::RestoreGo)}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn DrillForm(row: StoredValue<CheckedRow>) -> impl IntoView {
    let token = InputRef::new();
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        begin(row, Aim::Rehearse, token, String::new());
    };
    view! {
        <form class="form" data-test="drill-form" on:submit=go>
            <p class="setting__text">{tr(Text::DrillText)}</p>
            <label class="check__label">
                <input class="check__input" type="checkbox" required data-test="drill-scratch" />
                {tr(Text::DrillScratch)}
            </label>
            <Token node=token id="drill-token" />
            <div class="step__buttons">
                <button type="submit" class="button" data-test="drill-go">{tr(Text::DrillGo)}</button>
            </div>
        </form>
    }
}

/// Asks for the operator's token, if the page does not know it.
#[component]
fn Token(node: InputRef, id: &'static str) -> impl IntoView {
    let app = use_app();
    app.secrets.token().is_none().then(|| {
        view! { <PassphraseField label=Text::Token node=node id=id hint=Text::RestoreTokenHint autocomplete="off" /> }
    })
}

fn begin(row: StoredValue<CheckedRow>, aim: Aim, token: InputRef, reason: String) {
    let app = use_app();
    let token = app
        .secrets
        .token()
        .unwrap_or_else(|| value_of(token).trim().to_owned());
    let kept = token.clone();
    let row = row.get_value();
    app.restoring.bring(row, aim, token, reason, move || {
        app.secrets.keep_token(kept)
    });
}
