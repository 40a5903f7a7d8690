//! One transfer: how far it is, how fast, and what can be done about it.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::i18n::{Text, failure::sentence, format, lang, tr};
use crate::tasks::app::use_app;
use crate::tasks::transfers::{Transfer, Way, is_open, progress};
use crate::vault::messages::{FileProgress, Progress, TransferState};

/// A line of the panel.
#[component]
pub(crate) fn TransferLine(transfer: Transfer) -> impl IntoView {
    let state = transfer.state;
    let total = Memo::new(move |_| {
        state
            .with(|state| progress(state).cloned())
            .unwrap_or_default()
    });
    let files = move || total.get().files;
    view! {
        <li class="transfer" data-test="transfer" data-state=move || state.with(name_of)>
            <div class="transfer__head">
                {move || view! { <Icon glyph=glyph_of(transfer.way.get()) /> }}
                <p class="transfer__title">{move || title_of(transfer.way.get(), &total.get())}</p>
                <Steer transfer=transfer />
            </div>
            <progress
                class="transfer__bar"
                max=move || total.get().total.max(1.0).to_string()
                prop:value=move || total.get().bytes
                aria-label=tr(Text::TransferProgress)
            ></progress>
            <p class="transfer__facts" data-test="transfer-facts">{move || state.with(|state| facts_of(transfer.way.get(), state))}</p>
            <ul class="transfer__files">
                <For each=files key=|file| file.name.clone() children=move |file| view! { <FileLine file=file total=total /> } />
            </ul>
        </li>
    }
}

/// A file that moves now, or that failed.
#[component]
fn FileLine(file: FileProgress, total: Memo<Progress>) -> impl IntoView {
    let name = file.name.clone();
    let now = Memo::new(move |_| {
        total.with(|total| total.files.iter().find(|one| one.name == name).cloned())
    });
    let bytes = move || now.get().map_or(0.0, |file| file.bytes);
    let failed = move || now.get().and_then(|file| file.failure);
    view! {
        <li class="transfer__file" data-test="transfer-file">
            <span class="transfer__name"><bdi>{file.name}</bdi></span>
            <progress max=file.total.max(1.0).to_string() prop:value=bytes></progress>
            <span class="transfer__percent">{move || format::percent(bytes(), file.total)}</span>
            {move || failed().map(|failure| view! { <span class="transfer__failed">{tr(sentence(failure))}</span> })}
        </li>
    }
}

/// The buttons that its state allows.
#[component]
fn Steer(transfer: Transfer) -> impl IntoView {
    let transfers = use_app().transfers;
    let can_pause = move || {
        transfer
            .state
            .with(|state| matches!(state, TransferState::Running(_) | TransferState::Waiting(_)))
    };
    let paused = move || {
        transfer
            .state
            .with(|state| matches!(state, TransferState::Paused(_)))
    };
    let failed = move || {
        transfer
            .state
            .with(|state| matches!(state, TransferState::Failed(..)))
    };
    let open = move || transfer.state.with(is_open);
    let button = move |shown: Signal<bool>, glyph, label, test, act: Callback<()>| {
        view! {
            <Show when=move || shown.get()>
                <button type="button" class="icon-button" aria-label=tr(label) title=tr(label) data-test=test on:click=move |_| act.run(())>
                    <Icon glyph=glyph />
                </button>
            </Show>
        }
    };
    let resume = Callback::new(move |()| transfers.resume(transfer.id));
    view! {
        {button(Signal::derive(can_pause), Glyph::Pause, Text::Pause, "transfer-pause", Callback::new(move |()| transfers.pause(transfer.id)))}
        {button(Signal::derive(paused), Glyph::Play, Text::Resume, "transfer-resume", resume)}
        {button(Signal::derive(failed), Glyph::Retry, Text::TryAgain, "transfer-retry", resume)}
        {button(Signal::derive(open), Glyph::Close, Text::Cancel, "transfer-cancel", Callback::new(move |()| transfers.cancel(transfer.id)))}
    }
}

fn glyph_of(way: Way) -> Glyph {
    match way {
        Way::Up => Glyph::Upload,
        Way::Down => Glyph::Download,
        Way::Again => Glyph::Lock,
        Way::Backup | Way::Bible => Glyph::Copy,
    }
}

fn title_of(way: Way, progress: &Progress) -> String {
    let (done, all) = (
        progress.files_done.to_string(),
        progress.files_total as usize,
    );
    match way {
        Way::Up => lang().sending(all, &done),
        Way::Down => lang().fetching(all, &done),
        Way::Again => lang().encrypting_again(all, &done),
        Way::Backup => tr(Text::BackingUp)().to_owned(),
        Way::Bible => tr(Text::ClosingBinding)().to_owned(),
    }
}

/// State, amounts, speed and time left, in one line.
fn facts_of(way: Way, state: &TransferState) -> String {
    let text = |text| tr(text)().to_owned();
    match state {
        TransferState::Running(progress) => {
            let mut facts = vec![amounts(way, progress)];
            if progress.speed > 0.0 {
                facts.push(format::speed(progress.speed));
            }
            facts.extend(
                progress
                    .seconds_left
                    .map(|left| lang().time_left(&format::span(left))),
            );
            facts.join(" · ")
        }
        TransferState::Paused(progress) => {
            format!("{} · {}", text(Text::Paused), amounts(way, progress))
        }
        TransferState::Waiting(progress) => {
            format!("{} · {}", text(Text::Waiting), amounts(way, progress))
        }
        TransferState::Done(progress) => format!(
            "{} · {}",
            text(Text::TransferDone),
            format::size(progress.total)
        ),
        TransferState::Cancelled => text(Text::Cancelled),
        TransferState::Failed(failure, _) => text(sentence(*failure)),
    }
}

fn amounts(way: Way, progress: &Progress) -> String {
    // how much a room is turns out when it was read
    if way == Way::Backup && progress.total == 0.0 {
        return tr(Text::BackupReading)().to_owned();
    }
    lang().amounts(&format::size(progress.bytes), &format::size(progress.total))
}

fn name_of(state: &TransferState) -> &'static str {
    match state {
        TransferState::Running(_) => "running",
        TransferState::Paused(_) => "paused",
        TransferState::Waiting(_) => "waiting",
        TransferState::Done(_) => "done",
        TransferState::Cancelled => "cancelled",
        TransferState::Failed(..) => "failed",
    }
}
