//! How far restoring is, and the way to stop it.

use leptos::prelude::*;

use crate::i18n::{Text, format, lang, tr};
use crate::tasks::app::use_app;
use crate::vault::messages::{RestoreFar, RestoreStep};

/// A bar for each step that is counted.
#[component]
pub(crate) fn Running() -> impl IntoView {
    let task = use_app().restoring;
    let step = Memo::new(move |_| task.far().map(|far| far.step));
    let text = move || {
        tr(match step.get() {
            None | Some(RestoreStep::Checking) => Text::RestoreChecking,
            Some(RestoreStep::Sending) => Text::RestoreSending,
            Some(RestoreStep::Waiting) => Text::RestoreWaiting,
            Some(RestoreStep::Finishing) => Text::RestoreFinishing,
            Some(RestoreStep::Reading) => Text::RestoreReading,
        })()
    };
    let far = move || task.far().filter(is_counted);
    let (done, of) = (
        move || far().map_or(0.0, |far| far.done),
        move || far().map_or(1.0, |far| far.of.max(1.0)),
    );
    let amounts = move || {
        let far = far()?;
        let shown = match far.step {
            RestoreStep::Reading => format::number,
            _ => format::size,
        };
        Some(lang().amounts(&shown(far.done), &shown(far.of)))
    };
    // what is not counted goes to its end, or another device's program goes on with it
    let stops = move || step.get() != Some(RestoreStep::Finishing);
    view! {
        <section class="sheet restore__part" data-test="restore-running">
            <h2 class="setting__title" role="status">{text}</h2>
            <p class="me__progress">
                <Show when=move || far().is_some() fallback=move || view! { <progress aria-label=text></progress> }>
                    <progress max=move || of().to_string() prop:value=done aria-label=text></progress>
                </Show>
                <span>{amounts}</span>
            </p>
            <p class="field__hint">{tr(Text::RestoreStoppedHint)}</p>
            <Show when=stops>
                <div class="setting__buttons">
                    <button type="button" class="button" data-test="restore-stop" on:click=move |_| task.stop()>
                        {tr(Text::Cancel)}
                    </button>
                </div>
            </Show>
        </section>
    }
}

fn is_counted(far: &RestoreFar) -> bool {
    !matches!(far.step, RestoreStep::Waiting | RestoreStep::Finishing)
}
