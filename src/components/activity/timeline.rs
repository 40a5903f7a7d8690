//! The history line by line, grouped by day, newest first.

use leptos::prelude::*;

use super::{doc_at, doc_name, person_at};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::Empty;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::activity::{ActivityTask, deed_text};
use crate::vault::messages::{Deed, Happened, Timeline};

/// Days with their lines, and the way to more of them.
#[component]
pub(crate) fn TimelineList(task: ActivityTask) -> impl IntoView {
    let list = move || {
        let seen = task.timeline()?;
        if seen.events.is_empty() {
            return Some(
                view! {
                    <Empty glyph=Glyph::Clock title=Text::NoActivityTitle text=Text::NoActivityText test="no-activity" />
                }
                .into_any(),
            );
        }
        let days = days(&seen).into_iter().map(|(day, lines)| {
            let lines = lines.into_iter().map(|event| line(&seen, event));
            view! {
                <li class="history__day">
                    <h3 class="history__date">{day}</h3>
                    <ol class="history__lines">{lines.collect_view()}</ol>
                </li>
            }
        });
        let (shown, total) = (seen.events.len(), seen.total as usize);
        Some(
            view! {
                <ol class="history" data-test="timeline">{days.collect_view()}</ol>
                <p class="history__count" data-test="timeline-count">{lang().events_shown(shown, &total.to_string())}</p>
                {(shown < total).then(|| view! {
                    <div class="setting__buttons">
                        <button type="button" class="button" data-test="timeline-more" on:click=move |_| task.more()>
                            <Icon glyph=Glyph::Plus />
                            {tr(Text::ShowMore)}
                        </button>
                    </div>
                })}
            }
            .into_any(),
        )
    };
    view! { {list} }
}

fn days(seen: &Timeline) -> Vec<(String, Vec<&Happened>)> {
    let mut days: Vec<(String, Vec<&Happened>)> = Vec::new();
    for event in &seen.events {
        let day = format::day(event.time);
        match days.last_mut().filter(|(last, _)| *last == day) {
            Some((_, lines)) => lines.push(event),
            None => days.push((day, vec![event])),
        }
    }
    days
}

fn line(seen: &Timeline, event: &Happened) -> impl IntoView + use<> {
    let who = event.who.map(|who| person_at(seen, who));
    let about = event.about.map(|about| person_at(seen, about));
    let (deed, facts) = (event.deed, facts(event));
    let docs: Vec<String> = event
        .docs
        .iter()
        .filter_map(|doc| doc_at(seen, *doc).map(doc_name))
        .collect();
    let more = (event.count as usize).saturating_sub(docs.len());
    view! {
        <li class="history__line" data-test="event" data-deed=format!("{deed:?}")>
            <time class="history__time">{format::clock(event.time)}</time>
            <Icon glyph=glyph(deed) />
            <p class="history__what">
                {who.map(|who| view! { <bdi class="history__who" data-test="event-who">{who}</bdi> })}
                <span class="history__did">{lang().text(deed_text(deed))}</span>
                {about.map(|about| view! { <bdi class="history__about">{about}</bdi> })}
                {docs.into_iter().map(|doc| view! { <bdi class="history__doc" data-test="event-doc">{doc}</bdi> }).collect_view()}
                {(more > 0).then(|| view! { <span>{lang().and_more(more)}</span> })}
                {(!facts.is_empty()).then(|| view! { <span class="history__facts">{facts}</span> })}
            </p>
        </li>
    }
}

/// Version, time, end and number, as far as there are any.
fn facts(event: &Happened) -> String {
    let mut facts = Vec::new();
    if let Some(version) = event.version.filter(|version| *version > 1) {
        facts.push(lang().version_number(version as usize));
    }
    if event.seconds > 0 {
        facts.push(lang().looked_for(&format::span(f64::from(event.seconds))));
    }
    if let Some(until) = event.until {
        facts.push(lang().until(&format::date_time(until)));
    }
    if let Some((device, n)) = event.receipt {
        facts.push(lang().receipt_number(device as usize, &n.to_string()));
    }
    facts.join(" · ")
}

fn glyph(deed: Deed) -> Glyph {
    match deed {
        Deed::Viewed | Deed::Closed => Glyph::Eye,
        Deed::Downloaded | Deed::Completed => Glyph::Download,
        Deed::Printed => Glyph::Print,
        Deed::MadeLink | Deed::Visited => Glyph::Link,
        Deed::Locked | Deed::Frozen | Deed::Opened => Glyph::Lock,
        Deed::Added | Deed::Versioned | Deed::Dropped => Glyph::FileAdd,
        Deed::Moved => Glyph::Folder,
        Deed::Deleted => Glyph::Trash,
        Deed::Agreed => Glyph::Check,
        Deed::Dated => Glyph::Clock,
        Deed::Joined
        | Deed::MadePerson
        | Deed::MadeInvite
        | Deed::Granted
        | Deed::Ended
        | Deed::Suspended
        | Deed::Resumed
        | Deed::MadeOwner
        | Deed::MadeManager
        | Deed::MadeCoordinator
        | Deed::NoOffice
        | Deed::Proposed => Glyph::Person,
    }
}
