//! Opening an incident: what stops for whom, what happened, and which rules hold.

use leptos::html::{Input, Select, Textarea};
use leptos::prelude::*;

use super::Asked;
use super::dates::rule_words;
use super::fields::{KindField, TextField, TimeField, kind_of, text_of, time_of};
use crate::browser::page::time;
use crate::components::dialog::{Dialog, titled};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::WorkFailure;
use crate::components::submit::Submit;
use crate::i18n::{Text, lang, tr};
use crate::tasks::incident::IncidentTask;
use crate::tasks::members::{MembersState, use_members};
use crate::tasks::work::Work;
use crate::vault::messages::{MemberKind, MemberState, OfficeKind};

/// The buttons with which it begins.
#[component]
pub(crate) fn Begin(
    asked: RwSignal<Option<Asked>>,
    owns: Signal<bool>,
    /// Nothing is open: this is what to do here.
    #[prop(into)]
    first: Signal<bool>,
) -> impl IntoView {
    let act = move || match (first.get(), owns.get()) {
        (false, _) => Text::IncidentBeginMore,
        (true, true) => Text::IncidentBeginOwner,
        (true, false) => Text::IncidentBeginManager,
    };
    view! {
        <div class="setting__buttons">
            <button
                type="button"
                class="button"
                class:button--danger=move || first.get()
                class:button--quiet=move || !first.get()
                data-test="incident-begin"
                on:click=move |_| asked.set(Some(Asked::Begin(false)))
            >
                <Show when=move || first.get()>
                    <Icon glyph=Glyph::Lock />
                </Show>
                {move || tr(act())()}
            </button>
            <button
                type="button"
                class="button"
                class:button--quiet=move || !first.get()
                data-test="incident-drill"
                on:click=move |_| asked.set(Some(Asked::Begin(true)))
            >
                {tr(Text::IncidentBeginDrill)}
            </button>
        </div>
    }
}

/// Says what will be, and asks what was.
#[component]
pub(crate) fn BeginDialog(
    task: IncidentTask,
    drill: bool,
    owns: bool,
    close: Callback<()>,
) -> impl IntoView {
    let work = Work::new();
    let (kind, summary) = (NodeRef::<Select>::new(), NodeRef::<Textarea>::new());
    let knew = NodeRef::<Input>::new();
    let rules = task.all().map(|all| all.rules.clone()).unwrap_or_default();
    let chosen = RwSignal::new((0..).zip(&rules).map(|(at, _)| at).collect::<Vec<u32>>());
    let (title, act) = match (drill, owns) {
        (true, _) => (Text::IncidentAskDrill, Text::IncidentActDrill),
        (false, true) => (Text::IncidentAskOwner, Text::IncidentActOwner),
        (false, false) => (Text::IncidentAskManager, Text::IncidentActManager),
    };
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let knew = time_of(knew).unwrap_or_else(time::now);
        let job = task.open(
            kind_of(kind),
            text_of(summary),
            knew,
            drill,
            chosen.get_untracked(),
        );
        work.run(job, move |()| close.run(()));
    };
    let ticks = (0..).zip(rules).map(move |(at, rule): (u32, _)| {
        let set = move |event: leptos::ev::Event| {
            let on = event_target_checked(&event);
            chosen.update(|all| {
                all.retain(|one| *one != at);
                if on {
                    all.push(at);
                    all.sort_unstable();
                }
            });
        };
        let source = rule.source.clone();
        view! {
            <label class="tick">
                <input type="checkbox" prop:checked=move || chosen.with(|all| all.contains(&at)) on:change=set />
                <span>
                    {move || rule_words(&rule)}
                    <span class="field__hint incident__source" dir="auto">{source}</span>
                </span>
            </label>
        }
    });
    view! {
        <Dialog title=titled(title) close=close test="incident-dialog">
            <form class="form" on:submit=go on:input=move |_| work.forgive()>
                {match (drill, owns) {
                    (true, _) => view! { <p class="dialog__text">{tr(Text::IncidentDrillDoes)}</p> }.into_any(),
                    (false, true) => view! { <Stops task=task /> }.into_any(),
                    (false, false) => view! { <p class="dialog__text">{tr(Text::IncidentManagerDoes)}</p> }.into_any(),
                }}
                <KindField node=kind />
                <TextField label=Text::IncidentSummary node=summary id="incident-summary" hint=Text::IncidentSummaryHint required=true />
                <TimeField label=Text::IncidentKnew node=knew id="incident-knew" hint=Text::IncidentKnewHint value=time::now() required=true />
                <fieldset class="ticks">
                    <legend class="field__label">{tr(Text::IncidentRules)}</legend>
                    <p class="field__hint">{tr(Text::IncidentRulesHint)}</p>
                    <div class="incident__rules">{ticks.collect_view()}</div>
                </fieldset>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <button type="button" class="button" data-test="incident-no" on:click=move |_| close.run(())>
                        {tr(Text::Cancel)}
                    </button>
                    <Submit act=act busy=Text::ToldBusy work=work test="incident-go" />
                </div>
            </form>
        </Dialog>
    }
}

/// What stops for whom, and how that is undone.
#[component]
fn Stops(task: IncidentTask) -> impl IntoView {
    let members = use_members(task.room);
    let count = move |kinds: &[MemberKind]| match members.of(kinds) {
        MembersState::Ready(all) => {
            let stops = |one: &&crate::vault::messages::MemberView| {
                one.state == MemberState::Live && one.office != Some(OfficeKind::Owner)
            };
            all.iter().filter(stops).count()
        }
        MembersState::Loading | MembersState::Failed(_) => 0,
    };
    let people = move || count(&[MemberKind::Person]);
    let links = move || count(&[MemberKind::Link, MemberKind::Invite]);
    view! {
        <div class="note note--warning incident__stops" data-test="incident-stops">
            <Icon glyph=Glyph::Lock />
            <div>
                <p>{move || lang().incident_stops(&lang().incident_links(links()), &lang().incident_people(people()))}</p>
                <p>{tr(Text::IncidentUndo)}</p>
            </div>
        </div>
    }
}
