//! How much there is, how old it is, and whether it holds.

use leptos::prelude::*;

use crate::i18n::{Text, format, tr};
use crate::tasks::audit::AuditTask;

/// Five facts.
#[component]
pub(crate) fn Summary(task: AuditTask) -> impl IntoView {
    let facts = move || {
        let record = task.record()?;
        let fact = |text: Text, test: &'static str, value: String| {
            view! {
                <div class="record__fact">
                    <dt class="record__term">{tr(text)}</dt>
                    <dd class="record__value" data-test=test>{value}</dd>
                </div>
            }
        };
        Some(view! {
            <dl class="record__facts" data-test="record-summary">
                {fact(Text::RecordChains, "record-chains", record.chains.to_string())}
                {fact(Text::RecordEntries, "record-entries", record.entries.to_string())}
                {fact(Text::RecordFindings, "record-findings", record.findings.len().to_string())}
                {fact(Text::RecordChecked, "record-checked", format::date_time(record.read_at))}
                {fact(Text::RecordLast, "record-last", format::date_time(record.last))}
            </dl>
        })
    };
    view! { {facts} }
}
