//! Taking evidence, and reading it: who opened what, and whom that touches.

use std::sync::Arc;

use leptos::html::{Input, Select};
use leptos::prelude::*;

use super::fields::{TimeField, time_of};
use crate::browser::page::time;
use crate::components::check_field::CheckField;
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::WorkFailure;
use crate::components::submit::Submit;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::incident::{IncidentTask, Wanted};
use crate::tasks::members::{MembersState, use_members};
use crate::tasks::work::Work;
use crate::vault::messages::{
    EvidenceView, IncidentRef, MemberKind, MemberView, OpenedLine, TouchedView,
};

/// What is to be kept, and what was.
#[component]
pub(crate) fn Evidence(task: IncidentTask, id: StoredValue<IncidentRef>) -> impl IntoView {
    let (work, names) = (Work::new(), RwSignal::new(true));
    let (who, from) = (NodeRef::<Select>::new(), NodeRef::<Input>::new());
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let person = who.get_untracked().map(|node| node.value());
        let wanted = Wanted {
            names: names.get_untracked(),
            person: person.filter(|id| !id.is_empty()),
            from: time_of(from),
        };
        work.run(task.evidence(id.get_value(), wanted), |()| ());
    };
    let seen = move || {
        let seen = task.seen(&id.get_value())?;
        Some(view! { <Seen seen=seen /> })
    };
    view! {
        <form class="form incident__evidence" data-test="evidence-form" on:submit=go on:input=move |_| work.forgive()>
            <div class="incident__pair">
                <WhoField task=task node=who />
                <TimeField label=Text::IncidentEvidenceFrom node=from id="evidence-from" hint=Text::IncidentEvidenceFromHint />
            </div>
            <CheckField label=Text::IncidentEvidenceNames on=names id="evidence-names" hint=Text::IncidentEvidenceNamesHint />
            <div class="setting__buttons">
                <Submit act=Text::IncidentEvidenceAct busy=Text::IncidentEvidenceBusy work=work test="evidence-take" />
                <Show when=move || task.is_reading()>
                    <button type="button" class="button" data-test="evidence-stop" on:click=move |_| task.stop()>
                        {tr(Text::RecordStop)}
                    </button>
                </Show>
            </div>
            <Reading task=task />
            <WorkFailure work=work />
        </form>
        {seen}
    }
}

#[component]
fn WhoField(task: IncidentTask, node: NodeRef<Select>) -> impl IntoView {
    let members = use_members(task.room);
    let options = move || {
        let kinds = [MemberKind::Owner, MemberKind::Person, MemberKind::Link];
        let MembersState::Ready(all) = members.of(&kinds) else {
            return None;
        };
        let option = |one: MemberView| {
            let called = one.name.unwrap_or(one.label);
            view! { <option value=one.member>{called}</option> }
        };
        Some(all.into_iter().map(option).collect_view())
    };
    view! {
        <div class="field">
            <label class="field__label" for="evidence-who">{tr(Text::IncidentEvidenceWho)}</label>
            <select class="field__input" id="evidence-who" data-test="evidence-who" node_ref=node>
                <option value="">{tr(Text::IncidentEvidenceAll)}</option>
                {options}
            </select>
        </div>
    }
}

/// How far a reading is that takes a while.
#[component]
fn Reading(task: IncidentTask) -> impl IntoView {
    move || {
        let far = task.progress()?;
        let says = move || {
            let (chains, entries, total) = (far.chains, far.entries, far.total);
            lang().record_progress(
                &chains.to_string(),
                &entries.to_string(),
                &total.to_string(),
            )
        };
        Some(view! {
            <p class="me__progress" data-test="evidence-progress">
                <progress max=far.total.to_string() value=far.chains.to_string() aria-label=tr(Text::IncidentEvidenceBusy)></progress>
                <span>{says}</span>
            </p>
        })
    }
}

/// What was taken down.
#[component]
fn Seen(seen: Arc<EvidenceView>) -> impl IntoView {
    let touched = seen.touched.clone();
    let fact = |name: Text, test: &'static str, value: f64| {
        view! {
            <div class="details__fact">
                <dt>{tr(name)}</dt>
                <dd data-test=test>{move || format::number(value)}</dd>
            </div>
        }
    };
    let (shown, total) = (seen.opened.len() as f64, seen.lines);
    let (documents, readers) = (touched.documents, touched.readers);
    let without_basis = touched.without_basis;
    let nothing = seen.opened.is_empty();
    view! {
        <section class="incident__seen" data-test="evidence-seen" data-whole=seen.whole.to_string()>
            <Whole seen=Arc::clone(&seen) />
            <dl class="details__facts">
                {fact(Text::IncidentFactDocs, "evidence-docs", documents)}
                {fact(Text::IncidentFactReaders, "evidence-readers", readers)}
                <div class="details__fact">
                    <dt>{tr(Text::IncidentFactPersons)}</dt>
                    <dd data-test="evidence-persons">{move || persons(&touched)}</dd>
                </div>
                {fact(Text::IncidentFactBasis, "evidence-basis", without_basis)}
            </dl>
            <p class="field__hint">{tr(Text::IncidentPersonsHint)}</p>
            {nothing.then(|| view! { <p class="field__hint" data-test="evidence-nothing">{tr(Text::IncidentNothingOpened)}</p> })}
            {(!nothing).then(|| view! { <Opened lines=seen.opened.clone() /> })}
            {(total > shown).then(|| view! {
                <p class="field__hint">{move || lang().incident_lines_more(&format::number(shown), &format::number(total))}</p>
            })}
        </section>
    }
}

/// How many persons that may be; tracked.
pub(super) fn persons(touched: &TouchedView) -> String {
    let least = format::number(touched.at_least);
    match touched.at_most {
        None => lang().incident_persons_least(&least),
        Some(most) if most == touched.at_least => least,
        Some(most) => lang().incident_persons_between(&least, &format::number(most)),
    }
}

/// Whether that is all, and what lacks.
#[component]
fn Whole(seen: Arc<EvidenceView>) -> impl IntoView {
    if seen.whole {
        return view! {
            <p class="note note--good" data-test="evidence-whole">
                <Icon glyph=Glyph::Check />
                <span>{tr(Text::IncidentWhole)}</span>
            </p>
        }
        .into_any();
    }
    let lacks = move || {
        let words: [fn(crate::i18n::Lang, usize) -> String; 4] = [
            crate::i18n::Lang::incident_lacks_findings,
            crate::i18n::Lang::incident_lacks_gaps,
            crate::i18n::Lang::incident_lacks_lost,
            crate::i18n::Lang::incident_lacks_alarms,
        ];
        let some = seen.lacks.iter().zip(words);
        let some = some.filter(|(count, _)| **count > 0.0);
        let mut all: Vec<String> = some
            .map(|(count, words)| words(lang(), *count as usize))
            .collect();
        if seen.refused {
            all.push(tr(Text::IncidentLacksRefused)().to_owned());
        }
        all.into_iter()
            .map(|one| view! { <li>{one}</li> })
            .collect_view()
    };
    view! {
        <div class="note note--bad gaps" role="alert" data-test="evidence-not-whole">
            <Icon glyph=Glyph::Warning />
            <div>
                <p>{tr(Text::IncidentNotWhole)}</p>
                <ul class="gaps__list">{lacks}</ul>
            </div>
        </div>
    }
    .into_any()
}

/// Who opened what, the newest first.
#[component]
fn Opened(lines: Vec<OpenedLine>) -> impl IntoView {
    let count = |of: u32| move || format::number(f64::from(of));
    // a time that is none is shown as it is written
    let when =
        |at: String| move || time::parse_local(&at).map_or_else(|| at.clone(), format::date_time);
    let line = |one: OpenedLine| {
        let seconds = one.seconds;
        view! {
            <tr data-test="opened-line">
                <th scope="row"><bdi>{one.who}</bdi></th>
                <td class="incident__doc"><bdi>{one.doc}</bdi></td>
                <td>{count(one.shown)}</td>
                <td>{count(one.saved)}</td>
                <td>{count(one.printed)}</td>
                <td>{move || (seconds > 0.0).then(|| format::span(seconds))}</td>
                <td>{when(one.first)}</td>
                <td>{when(one.last)}</td>
            </tr>
        }
    };
    view! {
        <h5 class="incident__sub">{tr(Text::IncidentOpened)}</h5>
        <div class="policy__scroll" tabindex="0" role="region" aria-label=tr(Text::IncidentOpened)>
            <table class="policy__table">
                <thead>
                    <tr>
                        <th scope="col">{tr(Text::IncidentColWho)}</th>
                        <th scope="col">{tr(Text::IncidentColDoc)}</th>
                        <th scope="col">{tr(Text::IncidentColShown)}</th>
                        <th scope="col">{tr(Text::IncidentColSaved)}</th>
                        <th scope="col">{tr(Text::IncidentColPrinted)}</th>
                        <th scope="col">{tr(Text::IncidentColSpan)}</th>
                        <th scope="col">{tr(Text::IncidentColFirst)}</th>
                        <th scope="col">{tr(Text::IncidentColLast)}</th>
                    </tr>
                </thead>
                <tbody>{lines.into_iter().map(line).collect_view()}</tbody>
            </table>
        </div>
    }
}
