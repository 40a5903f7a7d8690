//! How often and how long, by person and by document.

use leptos::prelude::*;

use super::{doc_at, doc_name, person_at};
use crate::i18n::{Text, format, tr};
use crate::tasks::activity::ActivityTask;
use crate::vault::messages::Opens;

/// What each person opened.
#[component]
pub(crate) fn PersonSums(task: ActivityTask) -> impl IntoView {
    let rows = move || {
        let seen = task.timeline()?;
        let rows = seen.by_person.iter();
        Some(
            rows.map(|(who, opens)| (person_at(&seen, *who), String::new(), *opens))
                .collect(),
        )
    };
    view! {
        <Sums
            caption=Text::SumsByPerson
            first=Text::TableWho
            different=Text::SumDocuments
            test="sums-people"
            rows=Signal::derive(move || rows().unwrap_or_default())
        />
    }
}

/// How each document was opened.
#[component]
pub(crate) fn DocSums(task: ActivityTask) -> impl IntoView {
    let rows = move || {
        let seen = task.timeline()?;
        let rows = seen.by_doc.iter().filter_map(|(doc, opens)| {
            let doc = doc_at(&seen, *doc)?;
            Some((doc_name(doc), doc.folder.clone(), *opens))
        });
        Some(rows.collect())
    };
    view! {
        <Sums
            caption=Text::SumsByDocument
            first=Text::TableDocument
            different=Text::SumPeople
            test="sums-documents"
            rows=Signal::derive(move || rows().unwrap_or_default())
        />
    }
}

#[component]
fn Sums(
    caption: Text,
    first: Text,
    different: Text,
    test: &'static str,
    rows: Signal<Vec<(String, String, Opens)>>,
) -> impl IntoView {
    let lines = move || {
        let rows = rows.get().into_iter();
        rows.map(|(name, under, opens)| view! { <SumRow name=name under=under opens=opens /> })
            .collect_view()
    };
    view! {
        <div class="table" tabindex="0" role="region" aria-label=tr(caption)>
            <table class="table__inside" data-test=test>
                <caption class="hidden">{tr(caption)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{tr(first)}</th>
                        <th scope="col" class="table__number">{tr(Text::SumOpened)}</th>
                        <th scope="col" class="table__number">{tr(different)}</th>
                        <th scope="col" class="table__number">{tr(Text::SumViews)}</th>
                        <th scope="col" class="table__number">{tr(Text::SumDownloads)}</th>
                        <th scope="col" class="table__number">{tr(Text::SumPrints)}</th>
                        <th scope="col" class="table__number">{tr(Text::SumTime)}</th>
                        <th scope="col">{tr(Text::SumLast)}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}

#[component]
fn SumRow(name: String, under: String, opens: Opens) -> impl IntoView {
    let time = move || match opens.seconds {
        none if none < 1.0 => "–".to_owned(),
        seconds => format::span(seconds),
    };
    let label = name.clone();
    view! {
        <tr data-test="sum" data-name=label>
            <th scope="row">
                <bdi>{name}</bdi>
                {(!under.is_empty()).then(|| view! { <span class="table__under"><bdi>{under}</bdi></span> })}
            </th>
            <td class="table__number" data-test="sum-opened">{opens.all()}</td>
            <td class="table__number">{opens.different}</td>
            <td class="table__number">{opens.views}</td>
            <td class="table__number">{opens.downloads}</td>
            <td class="table__number">{opens.prints}</td>
            <td class="table__number">{time}</td>
            <td>{move || format::date_time(opens.last)}</td>
        </tr>
    }
}
