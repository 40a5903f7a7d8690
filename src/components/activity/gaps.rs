//! Where the record has holes, and what that means.

use leptos::prelude::*;

use super::person_at;
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, lang, tr};
use crate::tasks::activity::ActivityTask;
use crate::vault::messages::Gap;

/// Nothing, where nothing is missing.
#[component]
pub(crate) fn Gaps(task: ActivityTask) -> impl IntoView {
    let gaps = Memo::new(move |_| {
        let seen = task.timeline()?;
        let gaps = seen.gaps.iter();
        let gaps: Vec<_> = gaps
            .map(|(who, gap)| (person_at(&seen, *who), *gap))
            .collect();
        (!gaps.is_empty() || seen.lost > 0).then_some((gaps, seen.lost as usize))
    });
    move || {
        let (gaps, lost) = gaps.get()?;
        let lines = gaps.into_iter().map(|(name, gap)| {
            view! { <li data-test="gap" data-kind=kind(gap)>{move || sentence(&name, gap)}</li> }
        });
        Some(view! {
            <div class="note note--bad gaps" role="alert" data-test="gaps">
                <Icon glyph=Glyph::Warning />
                <div>
                    <p>{tr(Text::GapsText)}</p>
                    <ul class="gaps__list">
                        {lines.collect_view()}
                        {(lost > 0).then(|| view! { <li data-test="gap" data-kind="Lost">{move || lang().gap_lost(lost)}</li> })}
                    </ul>
                </div>
            </div>
        })
    }
}

fn kind(gap: Gap) -> &'static str {
    match gap {
        Gap::Skipped { .. } => "Skipped",
        Gap::Missing => "Missing",
        Gap::Forged => "Forged",
    }
}

fn sentence(name: &str, gap: Gap) -> String {
    match gap {
        // shown as people count
        Gap::Skipped { expected, found } => lang().gap_skipped(
            &(expected + 1.0).to_string(),
            &(found + 1.0).to_string(),
            name,
        ),
        Gap::Missing => lang().gap_missing(name),
        Gap::Forged => lang().gap_forged(name),
    }
}
