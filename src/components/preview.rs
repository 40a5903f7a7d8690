//! A document over the whole screen, with the way to the ones before and after it.

use std::sync::Arc;

use leptos::prelude::*;

use super::artefact::Artefact;
use super::compliance::form_open::PaperOf;
use super::dialog::Dialog;
use super::icon::{Glyph, Icon};
use super::notes::{FailureNote, Loading, WorkFailure};
use super::pdf_view::PdfView;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::app::use_app;
use crate::tasks::artefact::Given;
use crate::tasks::compliance::is_draft;
use crate::tasks::listing::Row;
use crate::tasks::preview::{PreviewState, use_preview};
use crate::tasks::print::{Print, use_print};
use crate::tasks::watch::use_watch;
use crate::vault::messages::{DocRef, DocView, RoomRef, VersionRef};

/// Shows documents of a table, one at a time.
#[component]
pub(crate) fn Preview(
    room: RoomRef,
    rows: Memo<Vec<Row>>,
    first: DocRef,
    /// Whether what is shown may be saved.
    saves: bool,
    close: Callback<()>,
) -> impl IntoView {
    let app = use_app();
    let room = StoredValue::new(room);
    let docs = StoredValue::new(rows.with_untracked(|rows| docs_of(rows)));
    let start = docs.with_value(|docs| docs.iter().position(|doc| doc.doc == first));
    let at = RwSignal::new(start.unwrap_or_default());
    let count = docs.with_value(Vec::len);
    let doc = move || docs.with_value(|docs| docs.get(at.get()).cloned());
    let title = Signal::derive(move || doc().map(|doc| doc.name).unwrap_or_default());
    let step = move |by: isize| {
        at.update(|at| *at = at.saturating_add_signed(by).min(count.saturating_sub(1)))
    };
    let keys = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "ArrowLeft" => step(-1),
        "ArrowRight" => step(1),
        _ => {}
    };
    let print = saves.then(|| use_print(room.get_value()));
    let listening = window_event_listener(leptos::ev::keydown, keys);
    on_cleanup(move || listening.remove());
    let download =
        Callback::new(move |doc: DocRef| app.transfers.download(room.get_value(), vec![doc]));
    view! {
        <Dialog title=title close=close test="preview" full=true>
            <div class="preview">
                <div class="preview__bar">
                    <Step label=Text::Previous glyph=Glyph::Left test="preview-previous" enabled=Signal::derive(move || at.get() > 0) go=Callback::new(move |()| step(-1)) />
                    <span class="preview__at">{move || lang().one_of(at.get() + 1, &count.to_string())}</span>
                    <Step label=Text::Next glyph=Glyph::Right test="preview-next" enabled=Signal::derive(move || at.get() + 1 < count) go=Callback::new(move |()| step(1)) />
                    <span class="preview__facts">{move || doc().map(|doc| format::size(doc.size))}</span>
                    {saves.then(|| view! {
                        <button type="button" class="button" data-test="preview-download" on:click=move |_| download.run(doc().map(|doc| doc.doc).unwrap_or_default())>
                            <Icon glyph=Glyph::Download />
                            {tr(Text::Download)}
                        </button>
                    })}
                    {print.map(|print| view! { <PrintButton print=print /> })}
                    {(!saves).then(|| view! { <span class="preview__facts" data-test="preview-view-only">{tr(Text::ViewOnlyHere)}</span> })}
                </div>
                {print.map(|print| view! { <WorkFailure work=print.work /> })}
                {move || doc().map(|doc| view! { <Content room=room.get_value() doc=doc version=None print=print /> })}
            </div>
        </Dialog>
    }
}

/// Shows one version of a document.
#[component]
pub(crate) fn VersionPreview(
    room: RoomRef,
    doc: DocView,
    version: VersionRef,
    close: Callback<()>,
) -> impl IntoView {
    let title = Signal::stored(doc.name.clone());
    view! {
        <Dialog title=title close=close test="preview" full=true>
            <div class="preview">
                <Content room=room doc=doc version=Some(version) print=None />
            </div>
        </Dialog>
    }
}

fn docs_of(rows: &[Row]) -> Vec<DocView> {
    let only_docs = |row: &Row| match row {
        Row::Doc(doc, _) => Some(doc.clone()),
        Row::Folder(_) => None,
    };
    rows.iter().filter_map(only_docs).collect()
}

#[component]
fn Step(
    label: Text,
    glyph: Glyph,
    test: &'static str,
    enabled: Signal<bool>,
    go: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label=tr(label)
            data-test=test
            disabled=move || !enabled.get()
            on:click=move |_| go.run(())
        >
            <Icon glyph=glyph />
        </button>
    }
}

#[component]
fn PrintButton(print: Print) -> impl IntoView {
    let act = move |_| {
        if let Some(act) = print.ready.get_untracked() {
            act.run(());
        }
    };
    let label = move || match print.page.get() {
        Some(page) => lang().printing_page(page),
        None => tr(Text::Print)().to_owned(),
    };
    view! {
        <button
            type="button"
            class="button"
            data-test="preview-print"
            disabled=move || print.work.is_running() || print.ready.with(Option::is_none)
            aria-busy=move || print.work.is_running().to_string()
            on:click=act
        >
            <Icon glyph=Glyph::Print />
            {label}
        </button>
    }
}

/// A draft of a form is shown as one, anything else by its kind.
#[component]
fn Content(
    room: RoomRef,
    doc: DocView,
    version: Option<VersionRef>,
    print: Option<Print>,
) -> impl IntoView {
    if is_draft(&doc.mime) {
        return view! {
            <div class="preview__stage preview__stage--text" tabindex="0">
                <div class="preview__form"><PaperOf room=room doc=doc.doc version=version /></div>
            </div>
        }
        .into_any();
    }
    view! { <Shown room=room doc=doc version=version print=print /> }.into_any()
}

#[component]
fn Shown(
    room: RoomRef,
    doc: DocView,
    version: Option<VersionRef>,
    /// For one who may print it.
    print: Option<Print>,
) -> impl IntoView {
    let state = use_preview(room.clone(), &doc, version);
    let (at, id) = (
        StoredValue::new(room.clone()),
        StoredValue::new(doc.doc.clone()),
    );
    Effect::new(move |_| match (print, state.get()) {
        (Some(print), PreviewState::Text(text)) => {
            print.offer(move || print.text(id.get_value(), Arc::clone(&text)));
        }
        (Some(print), PreviewState::Image(picture)) => {
            print.offer(move || print.picture(id.get_value(), Arc::clone(&picture)));
        }
        _ => {}
    });
    let shown = move || {
        let shown = |state: &PreviewState| {
            matches!(
                state,
                PreviewState::Image(_)
                    | PreviewState::Text(_)
                    | PreviewState::Pdf(_)
                    | PreviewState::Artefact(_)
            )
        };
        state.try_with_untracked(shown).unwrap_or_default()
    };
    use_watch(room, doc.doc.clone(), shown);
    let whole = RwSignal::new(true);
    let name = doc.name;
    move || {
        match state.get() {
        PreviewState::Loading => view! { <div class="preview__stage"><Loading text=Text::Decrypting /></div> }.into_any(),
        PreviewState::Image(url) => view! {
            <div class="preview__stage" class:preview__stage--large=move || !whole.get() tabindex="0">
                <button type="button" class="preview__zoom" data-test="preview-zoom" aria-label=tr(Text::Zoom) on:click=move |_| whole.update(|whole| *whole = !*whole)>
                    <img class="preview__image" src=url.as_str().to_owned() alt=name.clone() data-test="preview-image" />
                </button>
            </div>
        }
        .into_any(),
        PreviewState::Text(text) => view! {
            <div class="preview__stage preview__stage--text" tabindex="0">
                <pre class="preview__text" data-test="preview-text" dir="auto">{text.to_string()}</pre>
            </div>
        }
        .into_any(),
        PreviewState::Pdf(pdf) => view! { <PdfView pdf=pdf name=name.clone() print=print.map(|print| (id.get_value(), print)) /> }.into_any(),
        PreviewState::Artefact(bytes) => {
            let given = Given::Signed(bytes.into());
            let document = Some((at.get_value(), id.get_value()));
            view! {
                <div class="preview__stage preview__stage--text" tabindex="0">
                    <Artefact given=given name=name.clone() prints=print.is_some() document=document />
                </div>
            }
            .into_any()
        }
        PreviewState::None => view! { <NoPreview text=Text::NoPreview /> }.into_any(),
        PreviewState::TooLarge => view! { <NoPreview text=Text::TooLargeToShow /> }.into_any(),
        PreviewState::Failed(failure) => {
            view! { <div class="preview__stage"><FailureNote failure=Signal::stored(Some(failure)) /></div> }.into_any()
        }
    }
    }
}

#[component]
fn NoPreview(text: Text) -> impl IntoView {
    view! {
        <div class="preview__stage">
            <p class="preview__none" data-test="no-preview">
                <Icon glyph=Glyph::File />
                {tr(text)}
            </p>
        </div>
    }
}
