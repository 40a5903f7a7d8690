//! Who has to be told by when, and how much time is left.

use leptos::prelude::*;

use super::words::audience_text;
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Lang, Text, format, lang, tr};
use crate::tasks::ticking::use_now;
use crate::vault::messages::{DateStanding, DateView, Millis};

/// One line for each rule.
#[component]
pub(crate) fn Dates(dates: Vec<DateView>, over: bool) -> impl IntoView {
    let now = use_now();
    let none = dates.is_empty();
    let lines: Vec<_> = dates
        .into_iter()
        .map(|date| {
            let (due, standing) = (date.due, date.standing);
            let late = move || standing == DateStanding::Open && !over && due.is_some_and(|due| now.get() > due);
            let said = move || match (standing, due) {
                (DateStanding::Open, None) => tr(Text::IncidentAtOnce)().to_owned(),
                (DateStanding::Open, Some(due)) => {
                    left(now.get(), due, Lang::incident_left, Lang::incident_over)
                }
                (DateStanding::Met(at), _) => lang().incident_met(&format::date_time(at)),
                (DateStanding::Late(at), _) => lang().incident_late(&format::date_time(at)),
                (DateStanding::GivenUp, _) => tr(Text::IncidentUntold)().to_owned(),
            };
            let done = matches!(standing, DateStanding::Met(_));
            view! {
                <li class="policy__line" class:incident__line--bad=late data-test="incident-date" data-law=date.law.clone()>
                    <div class="policy__what">
                        <p class="policy__name">{tr(audience_text(date.to))}" · "{date.law.clone()}</p>
                        <p class="incident__when">
                            {done.then(|| view! { <Icon glyph=Glyph::Check /> })}
                            {move || late().then(|| view! { <Icon glyph=Glyph::Warning /> })}
                            <span>{said}</span>
                        </p>
                        <p class="field__hint" dir="auto">{date.source.clone()}</p>
                    </div>
                </li>
            }
        })
        .collect();
    view! {
        {none.then(|| view! { <p class="field__hint">{tr(Text::IncidentNoDates)}</p> })}
        <ul class="policy" class:incident__empty=none>{lines}</ul>
    }
}

/// A time that is still to come, or is over; tracked.
pub(super) fn left(
    now: Millis,
    due: Millis,
    to_come: fn(Lang, &str, &str) -> String,
    over: fn(Lang, &str, &str) -> String,
) -> String {
    let (span, time) = (
        format::span((due - now).abs() / 1000.0),
        format::date_time(due),
    );
    match now > due {
        true => over(lang(), &span, &time),
        false => to_come(lang(), &span, &time),
    }
}

/// A rule, before anything happened; tracked.
pub(super) fn rule_words(rule: &DateView) -> String {
    let when = match rule.hours {
        Some(hours) => lang().incident_within(hours as usize),
        None => tr(Text::IncidentAtOnce)().to_owned(),
    };
    format!("{} · {} · {when}", rule.law, tr(audience_text(rule.to))())
}
