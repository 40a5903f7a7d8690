//! The report, and the end of an incident.

use leptos::html::{Input, Select, Textarea};
use leptos::prelude::*;

use super::Asked;
use super::case::DrillNote;
use super::fields::{KindField, TextField, TimeField, kind_of, text_of, time_of};
use crate::browser::page::time;
use crate::components::dialog::{Dialog, titled};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::WorkFailure;
use crate::components::submit::Submit;
use crate::i18n::{Text, tr};
use crate::tasks::incident::IncidentTask;
use crate::tasks::work::Work;
use crate::vault::messages::IncidentRef;

/// Both buttons; the second waits until every step is over.
#[component]
pub(crate) fn End(
    task: IncidentTask,
    id: StoredValue<IncidentRef>,
    asked: RwSignal<Option<Asked>>,
) -> impl IntoView {
    let work = Work::new();
    let state = Memo::new(move |_| {
        let one = task.one(&id.get_value())?;
        Some((one.closed.is_none(), one.settled, one.drill))
    });
    let open = move || state.get().is_some_and(|(open, ..)| open);
    let waits = move || {
        state
            .get()
            .is_some_and(|(open, settled, _)| open && !settled)
    };
    let act = move || match state.get() {
        Some((_, _, true)) => Text::IncidentCloseDrill,
        _ => Text::IncidentClose,
    };
    view! {
        <div class="setting__buttons">
            <button
                type="button"
                class="button"
                data-test="incident-report"
                disabled=move || work.is_running()
                on:click=move |_| work.run(task.report(id.get_value()), |()| ())
            >
                <Icon glyph=Glyph::Download />
                {tr(Text::IncidentReportMake)}
            </button>
            <Show when=open>
                <button
                    type="button"
                    class="button button--primary"
                    data-test="incident-close"
                    disabled=waits
                    on:click=move |_| asked.set(Some(Asked::Close(id.get_value())))
                >
                    {move || tr(act())()}
                </button>
            </Show>
        </div>
        <Show when=waits>
            <p class="field__hint" data-test="incident-close-waits">{tr(Text::IncidentCloseWaits)}</p>
        </Show>
        <WorkFailure work=work />
    }
}

/// Asks before: nothing is added afterwards.
#[component]
pub(crate) fn CloseDialog(
    task: IncidentTask,
    id: IncidentRef,
    close: Callback<()>,
) -> impl IntoView {
    let (work, words) = (Work::new(), NodeRef::<Textarea>::new());
    let id = StoredValue::new(id);
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let job = task.close(id.get_value(), text_of(words));
        work.run(job, move |()| close.run(()));
    };
    view! {
        <Dialog title=titled(Text::IncidentCloseTitle) close=close test="incident-close-dialog">
            <form class="form" on:submit=go on:input=move |_| work.forgive()>
                <DrillNote task=task id=id />
                <p class="dialog__text">{tr(Text::IncidentCloseText)}</p>
                <TextField label=Text::IncidentCloseWords node=words id="incident-close-words" required=true />
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::IncidentCloseAct busy=Text::SaveBusy work=work test="incident-close-go" />
                </div>
            </form>
        </Dialog>
    }
}

/// Says something else of it.
#[component]
pub(crate) fn CorrectDialog(
    task: IncidentTask,
    id: IncidentRef,
    close: Callback<()>,
) -> impl IntoView {
    let before = untrack(|| task.one(&id));
    let work = Work::new();
    let (kind, summary) = (NodeRef::<Select>::new(), NodeRef::<Textarea>::new());
    let knew = NodeRef::<Input>::new();
    let id = StoredValue::new(id);
    let since = before.as_ref().map_or_else(time::now, |one| one.knew);
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        // a field has minutes: what was not changed stays to the second
        let knew = time_of(knew).filter(|at| time::to_local(*at) != time::to_local(since));
        let job = task.correct(
            id.get_value(),
            kind_of(kind),
            text_of(summary),
            knew.unwrap_or(since),
        );
        work.run(job, move |()| close.run(()));
    };
    let (said, chosen) = before
        .map(|one| (one.summary, one.kind))
        .unwrap_or((String::new(), crate::vault::messages::IncidentKind::Other));
    view! {
        <Dialog title=titled(Text::IncidentCorrectTitle) close=close test="incident-correct-dialog">
            <form class="form" on:submit=go on:input=move |_| work.forgive()>
                <p class="dialog__text">{tr(Text::IncidentCorrectText)}</p>
                <KindField node=kind chosen=chosen />
                <TextField label=Text::IncidentSummary node=summary id="incident-summary" value=said required=true />
                <TimeField label=Text::IncidentKnew node=knew id="incident-knew" hint=Text::IncidentKnewHint value=since required=true />
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::IncidentCorrectAct busy=Text::SaveBusy work=work test="incident-correct-go" />
                </div>
            </form>
        </Dialog>
    }
}
