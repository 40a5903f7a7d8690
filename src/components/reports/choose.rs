//! Which report, and of which time.

use leptos::html;
use leptos::prelude::*;

use crate::browser::page::time;
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, tr};
use crate::tasks::reports::Reports;
use crate::vault::messages::ReportWhat;

const DAY: f64 = 86_400_000.0;

/// What it is called, and what it says.
fn words(what: ReportWhat) -> (Text, Text) {
    match what {
        ReportWhat::Matrix => (Text::ReportMatrix, Text::ReportMatrixText),
        ReportWhat::Audit => (Text::ReportAudit, Text::ReportAuditText),
        ReportWhat::Transparency => (Text::ReportTransparency, Text::ReportTransparencyText),
        ReportWhat::Activity => (Text::ReportActivity, Text::ReportActivityText),
        ReportWhat::Training => (Text::ReportTraining, Text::ReportTrainingText),
        ReportWhat::Responsibilities => (Text::ReportDuties, Text::ReportDutiesText),
    }
}

fn test(what: ReportWhat) -> &'static str {
    match what {
        ReportWhat::Matrix => "report-matrix",
        ReportWhat::Audit => "report-audit",
        ReportWhat::Transparency => "report-transparency",
        ReportWhat::Activity => "report-activity",
        ReportWhat::Training => "report-training",
        ReportWhat::Responsibilities => "report-duties",
    }
}

/// Those who audit have no keys to what the others are made of.
fn may(what: ReportWhat, manages: bool) -> bool {
    manages || matches!(what, ReportWhat::Matrix | ReportWhat::Audit)
}

/// What is so now has no time.
fn timed(what: ReportWhat) -> bool {
    matches!(
        what,
        ReportWhat::Audit | ReportWhat::Transparency | ReportWhat::Activity
    )
}

/// The time of which something is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    All,
    Days(u32),
    Between,
}

/// The form.
#[component]
pub(crate) fn Choose(task: Reports, manages: Memo<bool>) -> impl IntoView {
    let what = RwSignal::new(ReportWhat::Audit);
    let span = RwSignal::new(Span::All);
    let (from, until) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let day = |node: NodeRef<html::Input>| {
        let value = node.get_untracked()?.value();
        time::parse_local(&format!("{value}T00:00"))
    };
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let what = what.get_untracked();
        let (from, until) = match span.get_untracked() {
            _ if !timed(what) => (None, None),
            Span::All => (None, None),
            Span::Days(days) => (Some(time::now() - f64::from(days) * DAY), None),
            // the last day is among them
            Span::Between => (day(from), day(until).map(|day| day + DAY)),
        };
        task.make(what, from, until);
    };
    let list = move || {
        let all = ReportWhat::ALL.into_iter();
        let all = all.filter(|one| may(*one, manages.get()));
        all.map(|one| view! { <One what=one chosen=what /> })
            .collect_view()
    };
    let busy = move || task.is_making();
    view! {
        <form class="reports" data-test="report-form" on:submit=make>
            <fieldset class="field field--group">
                <legend class="field__label">{tr(Text::ReportWhich)}</legend>
                <div class="reports__list">{list}</div>
            </fieldset>
            <Show
                when=move || timed(what.get())
                fallback=move || view! { <p class="field__hint">{tr(Text::ReportNow)}</p> }
            >
                <Period span=span from=from until=until />
            </Show>
            <div class="step__buttons">
                <button
                    type="submit"
                    class="button button--primary"
                    data-test="report-make"
                    disabled=busy
                    aria-busy=move || busy().to_string()
                >
                    <Icon glyph=Glyph::Text />
                    {tr(Text::ReportMake)}
                </button>
            </div>
        </form>
    }
}

#[component]
fn One(what: ReportWhat, chosen: RwSignal<ReportWhat>) -> impl IntoView {
    let (name, says) = words(what);
    let on = move || chosen.get() == what;
    view! {
        <label class="reports__one" class:reports__one--on=on>
            <input type="radio" name="report" prop:checked=on data-test=test(what) on:change=move |_| chosen.set(what) />
            <span>
                <span class="reports__name">{tr(name)}</span>
                <span class="reports__says">{tr(says)}</span>
            </span>
        </label>
    }
}

#[component]
fn Period(
    span: RwSignal<Span>,
    from: NodeRef<html::Input>,
    until: NodeRef<html::Input>,
) -> impl IntoView {
    let choose = move |value: String| {
        span.set(match value.as_str() {
            "between" => Span::Between,
            days => days.parse().map_or(Span::All, Span::Days),
        });
    };
    let date = |label: Text, node: NodeRef<html::Input>, test: &'static str| {
        view! {
            <label class="filters__field">
                <span class="field__label">{tr(label)}</span>
                <input class="field__input" type="date" required node_ref=node data-test=test />
            </label>
        }
    };
    view! {
        <div class="filters" role="group" aria-label=tr(Text::ReportPeriod)>
            <label class="filters__field">
                <span class="field__label">{tr(Text::ReportPeriod)}</span>
                <select class="field__input" data-test="report-period" on:change=move |event| choose(event_target_value(&event))>
                    <option value="" selected=move || span.get() == Span::All>{tr(Text::FilterEveryTime)}</option>
                    <option value="30" selected=move || span.get() == Span::Days(30)>{tr(Text::LastMonth)}</option>
                    <option value="365" selected=move || span.get() == Span::Days(365)>{tr(Text::ReportLastYear)}</option>
                    <option value="between" selected=move || span.get() == Span::Between>{tr(Text::ReportBetween)}</option>
                </select>
            </label>
            <Show when=move || span.get() == Span::Between>
                {date(Text::ReportFrom, from, "report-from")}
                {date(Text::ReportUntil, until, "report-until")}
            </Show>
        </div>
    }
}
