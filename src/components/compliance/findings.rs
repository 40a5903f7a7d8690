//! Findings: what is not as it should be, followed to its end; and the signed forms that are registers themselves.

use leptos::prelude::*;

use super::finding_dialogs::{RaiseDialog, StepDialog};
use super::words::{day_class, day_left, finding_text, form_state};
use crate::components::icon::{Glyph, Icon};
use crate::components::nav_link::NavLink;
use crate::components::notes::Empty;
use crate::i18n::{Text, format, lang, tr};
use crate::routes::{Duty, Place, Route};
use crate::tasks::compliance::registers::Registers;
use crate::vault::messages::compliance::{FindingLine, FindingState, FormKindView};

/// Which are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Open,
    Late,
    All,
}

/// The register.
#[component]
pub(crate) fn Findings(registers: Registers, manages: Signal<bool>) -> impl IntoView {
    let (raising, acting) = (RwSignal::new(false), RwSignal::new(None::<FindingLine>));
    let (shown, whose) = (RwSignal::new(Shown::Open), RwSignal::new(String::new()));
    let lines = Memo::new(move |_| {
        let all = registers.get().map(|all| all.findings.clone());
        let mut all = all.unwrap_or_default();
        let (shown, whose) = (shown.get(), whose.get());
        all.retain(|one| {
            let open = one.state != FindingState::Closed;
            let fits = match shown {
                Shown::All => true,
                Shown::Open => open,
                Shown::Late => open && one.due.left < 0,
            };
            fits && (whose.is_empty() || one.responsible.0 == whose)
        });
        all
    });
    let any = Memo::new(move |_| registers.get().is_some_and(|all| !all.findings.is_empty()));
    let people = Memo::new(move |_| {
        let all = registers.get();
        let all = all.iter().flat_map(|all| &all.findings);
        let mut all: Vec<_> = all.map(|one| one.responsible.clone()).collect();
        all.sort();
        all.dedup();
        all
    });
    let list = move || {
        let lines = lines.get();
        if lines.is_empty() {
            return view! { <p class="field__hint">{tr(Text::RegistersNoneHere)}</p> }.into_any();
        }
        let line = |one| view! { <Line one=one manages=manages acting=acting /> };
        view! { <ul class="policy" data-test="findings">{lines.into_iter().map(line).collect_view()}</ul> }.into_any()
    };
    let choice = move |to: Shown, text: Text, test: &'static str| {
        let on = move || shown.get() == to;
        view! {
            <label class="choice" class:choice--on=on>
                <input class="choice__input" type="radio" name="findings-shown" prop:checked=on data-test=test on:change=move |_| shown.set(to) />
                {tr(text)}
            </label>
        }
    };
    let options = move || {
        let option = |(id, name): (String, String)| view! { <option value=id>{name}</option> };
        people.get().into_iter().map(option).collect_view()
    };
    view! {
        <section class="place__part" aria-labelledby="findings-title">
            <h3 class="place__title" id="findings-title">{tr(Text::FindingsTitle)}</h3>
            <p class="field__hint">{tr(Text::FindingsText)}</p>
            <Show when=move || manages.get()>
                <div class="step__buttons">
                    <button type="button" class="button" data-test="finding-raise" on:click=move |_| raising.set(true)>
                        <Icon glyph=Glyph::Plus />
                        {tr(Text::FindingRaise)}
                    </button>
                </div>
            </Show>
            <Show when=move || any.get() fallback=|| view! { <Empty glyph=Glyph::Check title=Text::NoFindingsTitle text=Text::NoFindingsText test="no-findings" /> }>
                <fieldset class="field field--group">
                    <legend class="hidden">{tr(Text::FilterLabel)}</legend>
                    <div class="choices">
                        {choice(Shown::Open, Text::RegistersOpen, "findings-open")}
                        {choice(Shown::Late, Text::RegistersLate, "findings-late")}
                        {choice(Shown::All, Text::RegistersAll, "findings-all")}
                        <select class="field__input form-cell__short" aria-label=tr(Text::FindingResponsible) data-test="findings-whose" on:change=move |event| whose.set(event_target_value(&event))>
                            <option value="">{tr(Text::FindingAnybody)}</option>
                            {options}
                        </select>
                    </div>
                </fieldset>
                {list}
            </Show>
            <Papers registers=registers />
            <Show when=move || raising.get()>
                <RaiseDialog registers=registers close=Callback::new(move |()| raising.set(false)) />
            </Show>
            {move || acting.get().map(|one| view! {
                <StepDialog registers=registers one=one close=Callback::new(move |()| acting.set(None)) />
            })}
        </section>
    }
}

#[component]
fn Line(
    one: FindingLine,
    manages: Signal<bool>,
    acting: RwSignal<Option<FindingLine>>,
) -> impl IntoView {
    let stored = StoredValue::new(one.clone());
    let closed = one.state == FindingState::Closed;
    let (due, class) = (one.due.clone(), day_class(&one.due));
    let badge = match one.state {
        FindingState::Open => "badge badge--waiting",
        FindingState::Shown => "badge badge--live",
        FindingState::Closed => "badge",
    };
    let (responsible, raised) = (one.responsible.1.clone(), one.raised.clone());
    let note = |(text, by, time): (String, String, f64)| {
        view! {
            <li>
                <p class="policy__text" dir="auto">{text}</p>
                <p class="field__hint">{move || lang().form_by(&by, &format::date_time(time))}</p>
            </li>
        }
    };
    let evidence = |(doc, name, there): (Option<String>, String, bool)| {
        let text = match (&doc, there) {
            (Some(_), _) => None,
            (None, true) => Some(Text::FindingEntry),
            (None, false) => Some(Text::FindingGone),
        };
        view! {
            <li class="chosen__line"><Icon glyph=Glyph::File /><bdi class="chosen__name">{name}{text.map(|text| view! { {tr(text)} })}</bdi></li>
        }
    };
    let remedies = one.remedies.clone().into_iter().map(note).collect_view();
    let shown = one
        .evidence
        .clone()
        .into_iter()
        .map(evidence)
        .collect_view();
    let (has_remedies, has_evidence) = (!one.remedies.is_empty(), !one.evidence.is_empty());
    view! {
        <li class="policy__line" data-test="finding" data-state=format!("{:?}", one.state)>
            <div class="policy__what">
                <p class="policy__name" dir="auto">{one.text.clone()}" "<span class=badge data-test="finding-state">{tr(finding_text(one.state))}</span></p>
                {(!closed).then(|| view! { <p class=class>{move || day_left(&due)}</p> })}
                <p class="field__hint">{move || lang().finding_of(&responsible, &raised.0, &format::day(raised.1))}
                    {(!one.law.is_empty()).then(|| view! { " · "<bdi>{one.law.clone()}</bdi> })}</p>
                {has_remedies.then(|| view! { <details class="held"><summary>{tr(Text::FindingDone)}</summary><ul class="form-lines">{remedies}</ul></details> })}
                {has_evidence.then(|| view! { <p class="field__hint">{tr(Text::FindingEvidence)}</p><ul class="chosen" data-test="finding-evidence">{shown}</ul> })}
                {one.closed.clone().map(|(text, by, time)| view! {
                    <p class="policy__text" dir="auto">{text}</p>
                    <p class="field__hint">{move || lang().finding_closed_by(&by, &format::day(time))}</p>
                })}
            </div>
            <Show when=move || manages.get()>
                <button type="button" class="button" data-test="finding-act" on:click=move |_| acting.set(Some(stored.get_value()))>
                    {tr(Text::RightAct)}
                </button>
            </Show>
        </li>
    }
}

/// Risks and checks are forms: what is due of them, and the way there.
#[component]
fn Papers(registers: Registers) -> impl IntoView {
    let room = registers.room;
    let line = |kind: FormKindView| {
        let title = kind.title;
        let newest = kind
            .lines
            .into_iter()
            .find(|line| line.review.is_some() || line.doc.is_some());
        let state = newest.as_ref().map(|line| form_state(line.state));
        let review = newest.and_then(|line| line.review);
        let (text, class) = state.unwrap_or((Text::FormStateNone, "badge"));
        view! {
            <li class="form-line" data-test="register-paper">
                <span class="form-line__open">{move || title.here()}</span>
                <span class=class>{tr(text)}</span>
                {review.map(|on| {
                    let class = day_class(&on);
                    view! { <span class=class>{move || lang().form_review_on(&day_left(&on))}</span> }
                })}
            </li>
        }
    };
    let lines = move || {
        let all = registers.get().map(|all| all.papers.clone());
        all.unwrap_or_default().into_iter().map(line).collect_view()
    };
    view! {
        <h4 class="policy__sub">{tr(Text::RegisterPapers)}</h4>
        <p class="field__hint">{tr(Text::RegisterPapersText)}</p>
        <ul class="form-lines">{lines}</ul>
        <NavLink to=Signal::stored(Route::room(&room.id(), Place::Compliance(Duty::Forms))) class="button" test="to-forms">{tr(Text::RegisterToForms)}</NavLink>
    }
}
