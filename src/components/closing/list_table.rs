//! Each document of a list, and what the check found of it.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::closing::Closing;
use crate::vault::messages::{ClosingDoc, ClosingLevel, ClosingList, DeviationKind};

/// Rows that are drawn at first, and more each time that more are asked for.
const STEP: usize = 100;

/// A row: what is listed, or what is there and is not; and what was found of it, if it was looked at.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    path: String,
    doc: Option<ClosingDoc>,
    found: Option<Vec<DeviationKind>>,
}

/// Differences first: they are what one looks for.
fn rows(list: &ClosingList) -> Vec<Row> {
    let mut found: BTreeMap<&str, Vec<DeviationKind>> = BTreeMap::new();
    for one in list.checked.iter().flatten() {
        found.entry(&one.path).or_default().push(one.kind);
    }
    let checked = list.checked.is_some();
    let mut all: Vec<Row> = list
        .docs
        .iter()
        .map(|doc| Row {
            path: doc.path.clone(),
            found: checked.then(|| found.get(&*doc.path).cloned().unwrap_or_default()),
            doc: Some(doc.clone()),
        })
        .collect();
    let listed = |path: &str| list.docs.iter().any(|doc| doc.path == path);
    let more = found.iter().filter(|(path, _)| !listed(path));
    all.extend(more.map(|(path, kinds)| Row {
        path: (*path).to_owned(),
        doc: None,
        found: Some(kinds.clone()),
    }));
    all.sort_by_key(|row| row.found.as_ref().is_none_or(Vec::is_empty));
    all
}

/// The table, and the way to more of it.
#[component]
pub(super) fn ListTable(closing: Closing) -> impl IntoView {
    let most = RwSignal::new(STEP);
    let all = Memo::new(move |_| closing.list().map(|list| rows(&list)).unwrap_or_default());
    let drawn = move || {
        all.with(|all| {
            let some = all.iter().take(most.get());
            some.map(|row| view! { <Line row=row.clone() /> })
                .collect_view()
        })
    };
    let count = move || all.with(Vec::len);
    let shown = move || {
        let (all, shown) = (count(), most.get().min(count()));
        lang().closing_shown(&all.to_string(), &shown.to_string())
    };
    view! {
        <div class="closing__scroll" role="region" tabindex="0" aria-label=tr(Text::ClosingDocuments)>
            <table class="closing__table" data-test="closing-table">
                <thead>
                    <tr>
                        <th scope="col">{tr(Text::ClosingResult)}</th>
                        <th scope="col">{tr(Text::ClosingDocument)}</th>
                        <th scope="col" class="closing__number">{tr(Text::ClosingSize)}</th>
                        <th scope="col">{tr(Text::ClosingLevel)}</th>
                        <th scope="col" class="closing__number">{tr(Text::ClosingPersons)}</th>
                        <th scope="col">{tr(Text::ClosingFingerprint)}</th>
                    </tr>
                </thead>
                <tbody>{drawn}</tbody>
            </table>
        </div>
        <p class="field__hint" data-test="closing-shown">{shown}</p>
        <Show when=move || { most.get() < count() }>
            <div class="setting__buttons">
                <button type="button" class="button" data-test="closing-more" on:click=move |_| most.update(|most| *most += STEP)>
                    <Icon glyph=Glyph::Plus />
                    {tr(Text::ShowMore)}
                </button>
            </div>
        </Show>
    }
}

#[component]
fn Line(row: Row) -> impl IntoView {
    let state = match &row.found {
        None => "open",
        Some(found) if found.is_empty() => "holds",
        Some(_) => "differs",
    };
    let found = row.found.clone();
    let says = move || match &found {
        None => tr(Text::ClosingNotChecked)().to_owned(),
        Some(found) if found.is_empty() => tr(Text::ClosingHolds)().to_owned(),
        Some(found) => {
            let all: Vec<&str> = found.iter().map(|kind| tr(text(*kind))()).collect();
            all.join(" · ")
        }
    };
    let doc = row.doc.clone();
    let level = doc
        .as_ref()
        .and_then(|doc| doc.level)
        .map(|level| match level {
            ClosingLevel::Public => Text::TierPublic,
            ClosingLevel::Internal => Text::TierInternal,
            ClosingLevel::Sensitive => Text::TierSensitive,
        });
    let number = doc.as_ref().map(|doc| doc.number.clone());
    let number = number.filter(|number| !number.is_empty());
    let name = row.path.clone();
    view! {
        <tr class="closing__row" data-test="closing-row" data-state=state data-name=name>
            <td class=format!("closing__result closing__result--{state}")>
                {(state != "open").then(|| view! {
                    <Icon glyph=if state == "holds" { Glyph::Check } else { Glyph::Warning } />
                })}
                <span>{says}</span>
            </td>
            <td class="closing__path">
                {number.map(|number| view! { <span class="closing__index">{number}</span>" " })}
                <bdi>{row.path}</bdi>
            </td>
            <td class="closing__number">{doc.as_ref().map(|doc| format::size(doc.size))}</td>
            <td>{level.map(tr)}</td>
            <td class="closing__number">{doc.as_ref().and_then(|doc| doc.persons).map(format::number)}</td>
            <td class="closing__hash">{doc.map(|doc| doc.sha256)}</td>
        </tr>
    }
}

fn text(kind: DeviationKind) -> Text {
    match kind {
        DeviationKind::Missing => Text::ClosingMissing,
        DeviationKind::Size => Text::ClosingDiffersSize,
        DeviationKind::Content => Text::ClosingDiffersContent,
        DeviationKind::Unreadable => Text::ClosingUnreadable,
        DeviationKind::Name => Text::ClosingDiffersName,
        DeviationKind::Unlisted => Text::ClosingUnlisted,
        DeviationKind::Totals => Text::ClosingTotals,
    }
}
