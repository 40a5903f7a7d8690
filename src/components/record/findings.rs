//! What is wrong with a record, or that nothing is.

use leptos::prelude::*;

use super::place_name;
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, lang, tr};
use crate::tasks::audit::AuditTask;
use crate::vault::messages::{FindingKind, RecordFinding};

/// Findings that are listed.
const LISTED: usize = 100;

/// One sentence each.
#[component]
pub(crate) fn Findings(task: AuditTask) -> impl IntoView {
    let found = Memo::new(move |_| task.record().map(|record| record.findings.clone()));
    move || {
        let found = found.get()?;
        Some(if found.is_empty() {
            view! {
                <p class="note record__holds" data-test="record-holds">
                    <Icon glyph=Glyph::Check />
                    <span>{tr(Text::RecordHolds)}</span>
                </p>
            }
            .into_any()
        } else {
            list(found).into_any()
        })
    }
}

fn list(found: Vec<RecordFinding>) -> impl IntoView {
    let more = found.len() > LISTED;
    let lines = found.into_iter().take(LISTED).map(|finding| {
        let kind = kind(finding.kind);
        view! { <li data-test="record-finding" data-kind=kind>{move || sentence(&finding)}</li> }
    });
    view! {
        <div class="note note--bad gaps" role="alert" data-test="record-found">
            <Icon glyph=Glyph::Warning />
            <div>
                <p>{tr(Text::RecordFound)}</p>
                <ul class="gaps__list">{lines.collect_view()}</ul>
                {more.then(|| view! { <p>{move || lang().record_more_findings(&LISTED.to_string())}</p> })}
            </div>
        </div>
    }
}

fn kind(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Missing => "Missing",
        FindingKind::Forged => "Forged",
        FindingKind::Void => "Void",
        FindingKind::Skipped { .. } => "Skipped",
        FindingKind::Unserved => "Unserved",
        FindingKind::Shortened { .. } => "Shortened",
        FindingKind::Unindexed => "Unindexed",
        FindingKind::Otherwise => "Otherwise",
        FindingKind::Withheld { .. } => "Withheld",
        FindingKind::Disorder => "Disorder",
        FindingKind::Unlogged => "Unlogged",
        FindingKind::Shrunk { .. } => "Shrunk",
        FindingKind::Forked => "Forked",
        FindingKind::Unfinished => "Unfinished",
    }
}

fn sentence(finding: &RecordFinding) -> String {
    let (place, entry) = (place_name(&finding.place), finding.entry.to_string());
    match finding.kind {
        FindingKind::Missing => lang().finding_missing(&entry, &place),
        FindingKind::Forged => lang().finding_forged(&entry, &place),
        FindingKind::Void => lang().finding_void(&entry, &place),
        // shown as people count
        FindingKind::Skipped { expected, found } => lang().finding_skipped(
            &(expected + 1.0).to_string(),
            &(found + 1.0).to_string(),
            &place,
        ),
        FindingKind::Unserved => lang().finding_unserved(&place),
        FindingKind::Shortened { seen } => lang().finding_shortened(&place, &seen.to_string()),
        FindingKind::Unindexed => lang().finding_unindexed(&entry, &place),
        FindingKind::Otherwise => lang().finding_otherwise(&entry, &place),
        FindingKind::Withheld { indexed } => lang().finding_withheld(&indexed.to_string(), &place),
        FindingKind::Disorder => lang().finding_disorder(&entry),
        FindingKind::Unlogged => lang().text(Text::FindingUnlogged).to_owned(),
        FindingKind::Shrunk { seen } => lang().finding_shrunk(&seen.to_string()),
        FindingKind::Forked => lang().text(Text::FindingForked).to_owned(),
        FindingKind::Unfinished => lang().finding_unfinished(&place),
    }
}
