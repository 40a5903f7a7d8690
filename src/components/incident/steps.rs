//! The six steps: who answers for each, until when, and what came of it.

use leptos::prelude::*;

use super::Asked;
use super::dates::left;
use super::words::{phase_name, phase_text};
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Lang, Text, format, lang, tr};
use crate::tasks::ticking::use_now;
use crate::vault::messages::{IncidentView, StepOutcome, StepView};

/// In their order.
#[component]
pub(crate) fn Steps(one: IncidentView, asked: RwSignal<Option<Asked>>, may: bool) -> impl IntoView {
    let id = StoredValue::new(one.incident);
    let lines: Vec<_> = one
        .steps
        .into_iter()
        .map(|step| view! { <Line step=step id=id asked=asked may=may /> })
        .collect();
    view! { <ol class="policy incident__steps" data-test="incident-steps">{lines}</ol> }
}

#[component]
fn Line(
    step: StepView,
    id: StoredValue<String>,
    asked: RwSignal<Option<Asked>>,
    may: bool,
) -> impl IntoView {
    let now = use_now();
    let (phase, outcome, due) = (step.said.phase, step.said.outcome, step.said.due);
    let (name, hint) = phase_text(phase);
    let open = outcome == StepOutcome::Open;
    let late = move || open && due.is_some_and(|due| now.get() > due);
    let state = move || match outcome {
        StepOutcome::Open => tr(Text::IncidentStepOpen)().to_owned(),
        StepOutcome::Done(at) => lang().incident_step_done(&format::date_time(at)),
        StepOutcome::GivenUp => tr(Text::IncidentStepGiven)().to_owned(),
    };
    let class = match outcome {
        StepOutcome::Open => "badge badge--waiting",
        StepOutcome::Done(_) => "badge badge--live",
        StepOutcome::GivenUp => "badge",
    };
    let who = step.who;
    let nobody = who.is_empty();
    let who = move || match nobody {
        true => tr(Text::IncidentStepNobody)().to_owned(),
        false => lang().incident_step_who(&who),
    };
    let until = move || {
        let due = due.filter(|_| open)?;
        Some(left(
            now.get(),
            due,
            Lang::incident_step_due,
            Lang::incident_step_over,
        ))
    };
    let state_name = match outcome {
        StepOutcome::Open => "open",
        StepOutcome::Done(_) => "done",
        StepOutcome::GivenUp => "given-up",
    };
    let label = move || lang().incident_step_of(tr(name)());
    view! {
        <li
            class="policy__line"
            class:incident__line--bad=late
            data-test="incident-step"
            data-phase=phase_name(phase)
            data-state=state_name
        >
            <div class="policy__what">
                <p class="policy__name">
                    {tr(name)}
                    <span class=class>{state}</span>
                    {move || late().then(|| view! { <span class="badge badge--locked"><Icon glyph=Glyph::Warning />{tr(Text::IncidentStepLate)}</span> })}
                </p>
                <p class="field__hint">{tr(hint)}</p>
                <p class="policy__text"><bdi>{who}</bdi></p>
                <p class="incident__when">{until}</p>
                {(!step.said.words.is_empty()).then(|| view! { <p class="policy__text" dir="auto">{step.said.words}</p> })}
                {step.by.map(|(who, time)| view! { <p class="field__hint">{move || lang().incident_step_said(&format::date_time(time), &who)}</p> })}
            </div>
            {may.then(|| view! {
                <button
                    type="button"
                    class="button"
                    aria-label=label
                    data-test="incident-step-change"
                    on:click=move |_| asked.set(Some(Asked::Step(id.get_value(), phase)))
                >
                    {tr(Text::IncidentStepChange)}
                </button>
            })}
        </li>
    }
}
