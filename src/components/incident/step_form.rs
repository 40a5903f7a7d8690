//! Says how a step stands.

use leptos::html::{Input, Select, Textarea};
use leptos::prelude::*;

use super::case::DrillNote;
use super::fields::{TextField, TimeField, text_of, time_of};
use super::words::phase_text;
use crate::browser::page::time;
use crate::components::dialog::Dialog;
use crate::components::field::{Field, InputRef, value_of};
use crate::components::notes::WorkFailure;
use crate::components::submit::Submit;
use crate::i18n::{Text, lang, tr};
use crate::tasks::incident::IncidentTask;
use crate::tasks::members::{MembersState, use_members};
use crate::tasks::work::Work;
use crate::vault::messages::{
    IncidentRef, MemberKind, MemberState, Phase, StepOutcome, StepSaid, StepView,
};

/// What came of a step, as it is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
    GivenUp,
}

const STATES: [(State, Text, &str); 3] = [
    (State::Open, Text::IncidentStepOpen, "step-open"),
    (State::Done, Text::IncidentStepIsDone, "step-done"),
    (State::GivenUp, Text::IncidentStepGiven, "step-given"),
];

/// The form; what stood before stands in it.
#[component]
pub(crate) fn StepDialog(
    task: IncidentTask,
    id: IncidentRef,
    phase: Phase,
    close: Callback<()>,
) -> impl IntoView {
    let steps = untrack(|| task.one(&id)).map(|one| one.steps);
    let before = steps
        .into_iter()
        .flatten()
        .find(|one: &StepView| one.said.phase == phase);
    let said = before.map(|one| one.said);
    let work = Work::new();
    let state = RwSignal::new(match said.as_ref().map(|said| said.outcome) {
        Some(StepOutcome::Done(_)) => State::Done,
        Some(StepOutcome::GivenUp) => State::GivenUp,
        _ => State::Open,
    });
    let done_at = match said.as_ref().map(|said| said.outcome) {
        Some(StepOutcome::Done(at)) => at,
        _ => time::now(),
    };
    let chosen = RwSignal::new(said.as_ref().and_then(|said| said.member.clone()));
    let (member, name) = (NodeRef::<Select>::new(), InputRef::new());
    let (due, at) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let words = NodeRef::<Textarea>::new();
    let id = StoredValue::new(id);
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let member = chosen.get_untracked();
        let name = match member {
            Some(_) => String::new(),
            None => value_of(name).trim().to_owned(),
        };
        let step = StepSaid {
            phase,
            member,
            name,
            due: time_of(due),
            outcome: match state.get_untracked() {
                State::Open => StepOutcome::Open,
                State::Done => StepOutcome::Done(time_of(at).unwrap_or_else(time::now)),
                State::GivenUp => StepOutcome::GivenUp,
            },
            words: text_of(words),
        };
        work.run(task.step(id.get_value(), step), move |()| close.run(()));
    };
    let title = Signal::derive(move || lang().incident_step_title(tr(phase_text(phase).0)()));
    let choices = STATES.map(|(one, text, test)| {
        view! {
            <label class="tick">
                <input
                    type="radio"
                    name="step-state"
                    data-test=test
                    prop:checked=move || state.get() == one
                    on:change=move |_| state.set(one)
                />
                <span>{tr(text)}</span>
            </label>
        }
    });
    let given = said.unwrap_or(StepSaid {
        phase,
        member: None,
        name: String::new(),
        due: None,
        outcome: StepOutcome::Open,
        words: String::new(),
    });
    let called = StoredValue::new(given.name);
    view! {
        <Dialog title=title close=close test="step-dialog">
            <form class="form" on:submit=go on:input=move |_| work.forgive()>
                <DrillNote task=task id=id />
                <p class="field__hint">{tr(phase_text(phase).1)}</p>
                <MemberField task=task node=member chosen=chosen />
                <Show when=move || chosen.with(Option::is_none)>
                    <Field label=Text::IncidentStepName node=name id="step-name" required=false max="60" value=called.get_value() />
                </Show>
                <TimeField label=Text::IncidentStepUntil node=due id="step-due" hint=Text::IncidentStepUntilHint value=given.due />
                <fieldset class="ticks">
                    <legend class="field__label">{tr(Text::IncidentStepState)}</legend>
                    <div class="incident__rules">{choices.collect_view()}</div>
                </fieldset>
                <Show when=move || state.get() == State::Done>
                    <TimeField label=Text::IncidentStepAt node=at id="step-at" value=done_at />
                </Show>
                <TextField label=Text::IncidentStepWords node=words id="step-words" hint=Text::IncidentStepWordsHint value=given.words />
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::IncidentStepSave busy=Text::SaveBusy work=work test="step-save" />
                </div>
            </form>
        </Dialog>
    }
}

/// Somebody of the room, or else.
#[component]
fn MemberField(
    task: IncidentTask,
    node: NodeRef<Select>,
    chosen: RwSignal<Option<String>>,
) -> impl IntoView {
    let members = use_members(task.room);
    let options = move || {
        let MembersState::Ready(all) = members.of(&[MemberKind::Owner, MemberKind::Person]) else {
            return None;
        };
        let live = all.into_iter().filter(|one| one.state == MemberState::Live);
        let option = |one: crate::vault::messages::MemberView| {
            let selected = chosen.with_untracked(|id| id.as_ref() == Some(&one.member));
            let called = one.name.unwrap_or(one.label);
            view! { <option value=one.member selected=selected>{called}</option> }
        };
        Some(live.map(option).collect_view())
    };
    let choose = move |event| {
        let value = event_target_value(&event);
        chosen.set(Some(value).filter(|value| !value.is_empty()));
    };
    view! {
        <div class="field">
            <label class="field__label" for="step-member">{tr(Text::IncidentStepMember)}</label>
            <select class="field__input" id="step-member" data-test="step-member" node_ref=node on:change=choose>
                <option value="">{tr(Text::IncidentStepSomebody)}</option>
                {options}
            </select>
        </div>
    }
}
