//! What is signed, as a page to read: what it is, what it says, who signed it. For whatever has the bytes of an
//! artefact: a document of a room, a file that somebody was given, a report that was just made.

mod blocks;

use std::sync::Arc;

use leptos::prelude::*;

use self::blocks::Blocks;
use super::icon::{Glyph, Icon};
use super::notes::{FailureNote, Loading, WorkFailure};
use super::safety_words::SafetyWords;
use crate::i18n::{Lang, Text, lang, tr};
use crate::pdf::sheet::Sheet;
use crate::tasks::artefact::{ArtefactState, ArtefactTask, Given, SheetState, use_artefact};
use crate::vault::messages::{ArtefactView, DocRef, RoomRef};

/// Verifies it, and shows it as a paper.
#[component]
pub(crate) fn Artefact(
    given: Given,
    /// What its file is called.
    name: String,
    /// May it be saved as PDF?
    #[prop(default = true)]
    prints: bool,
    /// Is the signed file offered, too? Not where there is another way to it.
    #[prop(optional)]
    saves: bool,
    /// The document of a room that it is: saving it as PDF is told there.
    #[prop(optional_no_strip)]
    document: Option<(RoomRef, DocRef)>,
) -> impl IntoView {
    let task = use_artefact(given, name, document);
    move || match task.state() {
        ArtefactState::Checking => view! { <Loading text=Text::ArtefactChecking /> }.into_any(),
        ArtefactState::Failed(failure) => view! {
            <div data-test="artefact-refused">
                <FailureNote failure=Signal::stored(Some(failure)) />
            </div>
        }
        .into_any(),
        ArtefactState::Holds(view) => {
            view! { <Held task=task view=view prints=prints saves=saves /> }.into_any()
        }
    }
}

#[component]
fn Held(task: ArtefactTask, view: Arc<ArtefactView>, prints: bool, saves: bool) -> impl IntoView {
    let signed = !view.signers.is_empty();
    let raw = Arc::clone(&view);
    let sheet = move || match task.sheet() {
        SheetState::Waiting => view! { <Loading text=Text::ArtefactLayingOut /> }.into_any(),
        SheetState::Ready(sheet) => view! { <Said sheet=sheet /> }.into_any(),
        SheetState::Failed(failure) => view! {
            <FailureNote failure=Signal::stored(Some(failure)) />
            <Exactly says=raw.says.clone() open=true />
        }
        .into_any(),
    };
    view! {
        <article class="artefact" data-test="artefact" data-kind=view.kind.clone()>
            {if signed {
                view! {
                    <p class="note note--good" role="status" data-test="artefact-holds">
                        <Icon glyph=Glyph::Check />
                        <span>{tr(Text::VerifyArtefactHolds)}</span>
                    </p>
                }.into_any()
            } else {
                view! {
                    <p class="note note--warning" role="status" data-test="artefact-unsigned">
                        <Icon glyph=Glyph::Warning />
                        <span>{tr(Text::ArtefactUnsigned)}</span>
                    </p>
                }.into_any()
            }}
            {(prints || saves).then(|| view! { <Buttons task=task prints=prints saves=saves /> })}
            <WorkFailure work=task.saving />
            <div class="artefact__paper">{sheet}</div>
            {signed.then(|| view! { <Signers view=Arc::clone(&view) /> })}
            {signed.then(|| view! { <Exactly says=view.says.clone() open=false /> })}
        </article>
    }
}

#[component]
fn Buttons(task: ArtefactTask, prints: bool, saves: bool) -> impl IntoView {
    let busy = move || task.saving.is_running();
    let other = move || match lang() {
        Lang::Zh => Lang::En,
        Lang::En => Lang::Zh,
    };
    view! {
        <div class="artefact__buttons">
            {saves.then(|| view! {
                <button type="button" class="button" data-test="artefact-save" disabled=busy on:click=move |_| task.save()>
                    <Icon glyph=Glyph::Download />
                    {tr(Text::ArtefactSave)}
                </button>
            })}
            {prints.then(|| view! {
                <button
                    type="button"
                    class="button"
                    data-test="artefact-pdf"
                    disabled=busy
                    aria-busy=move || busy().to_string()
                    on:click=move |_| task.print(untrack(lang))
                >
                    <Icon glyph=Glyph::Print />
                    {tr(Text::ArtefactPdf)}
                </button>
                <button
                    type="button"
                    class="button button--quiet"
                    data-test="artefact-pdf-other"
                    disabled=busy
                    on:click=move |_| task.print(untrack(other))
                >
                    {tr(Text::ArtefactPdfTranslated)}
                </button>
            })}
        </div>
    }
}

/// What it says.
#[component]
fn Said(sheet: Arc<Sheet>) -> impl IntoView {
    let lead = sheet.lead.clone();
    view! {
        <header class="artefact__head">
            <h2 class="artefact__title" data-test="artefact-title">{sheet.title.clone()}</h2>
            <p class="artefact__of"><bdi>{sheet.subtitle.clone()}</bdi></p>
            <p class="artefact__lead">{lead}</p>
        </header>
        <Blocks sheet=sheet />
    }
}

/// Who signed, and of which room.
#[component]
fn Signers(view: Arc<ArtefactView>) -> impl IntoView {
    let signers = view.signers.iter().cloned().map(|signer| {
        view! {
            <li class="verify__signer" data-test="verify-signer">
                <p class="review__name"><bdi>{signer.name}</bdi></p>
                <SafetyWords words=signer.safety_words hint=Text::VerifyWords />
                <p class="field__hint">{tr(Text::ArtefactKey)}</p>
                <p class="policy__hash">{signer.key}</p>
            </li>
        }
    });
    view! {
        <section class="artefact__signed" data-test="artefact-signed">
            <h3 class="setting__title">{tr(Text::VerifySigned)}</h3>
            <ul class="verify__signers">{signers.collect_view()}</ul>
            <p class="setting__text">{tr(Text::VerifyArtefactMeans)}</p>
            <p class="field__hint">{tr(Text::ArtefactHash)}</p>
            <p class="policy__hash" data-test="artefact-hash">{view.hash.clone()}</p>
            <p class="field__hint">{tr(Text::VerifyRoom)}</p>
            <p class="policy__hash" data-test="verify-room">{view.room.clone()}</p>
        </section>
    }
}

/// The text itself, as it was signed.
#[component]
fn Exactly(says: String, open: bool) -> impl IntoView {
    view! {
        <details class="artefact__exactly" open=open>
            <summary>{tr(Text::ArtefactExactly)}</summary>
            <pre class="verify__says" dir="auto" tabindex="0" aria-label=tr(Text::VerifySays) data-test="verify-says">{says}</pre>
        </details>
    }
}
