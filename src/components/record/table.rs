//! Entry by entry, newest first. A long table draws only the rows that are seen: the rest is two empty rows of the
//! right height, and `aria-rowcount` tells a screen reader the whole.

use std::sync::Arc;

use leptos::prelude::*;

use super::{party_at, party_name, place_name};
use crate::browser::page::dialog::{height_of, scroll_of};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::Empty;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::audit::{AuditTask, act_text};
use crate::tasks::listing::{WHOLE, window};
use crate::vault::messages::{RecordLine, RecordView};

/// The table, and the way to more of it.
#[component]
pub(crate) fn RecordTable(task: AuditTask) -> impl IntoView {
    let size = Memo::new(move |_| {
        let record = task.record()?;
        Some((record.lines.len(), record.total as usize))
    });
    move || {
        let (shown, total) = size.get()?;
        if shown == 0 {
            return Some(
                view! {
                    <Empty glyph=Glyph::Clock title=Text::RecordEmptyTitle text=Text::RecordEmptyText test="record-empty" />
                }
                .into_any(),
            );
        }
        Some(
            view! {
                <Rows task=task />
                <p class="history__count" data-test="record-count">{move || lang().events_shown(shown, &total.to_string())}</p>
                {(shown < total).then(|| view! {
                    <div class="setting__buttons">
                        <button type="button" class="button" data-test="record-more" on:click=move |_| task.more()>
                            <Icon glyph=Glyph::Plus />
                            {tr(Text::ShowMore)}
                        </button>
                    </div>
                })}
            }
            .into_any(),
        )
    }
}

#[component]
fn Rows(task: AuditTask) -> impl IntoView {
    let scrolled = RwSignal::new((0.0, 800.0));
    let row_height = RwSignal::new(56.0);
    let count = Memo::new(move |_| task.record().map_or(0, |record| record.lines.len()));
    let seen = Memo::new(move |_| {
        let (top, height) = scrolled.get();
        window(count.get(), top, height, row_height.get())
    });
    let scroll = move |event: leptos::ev::Event| {
        if let Some(height) = height_of(".record__row") {
            row_height.set(height);
        }
        if let Some(now) = scroll_of(&event) {
            scrolled.set(now);
        }
    };
    let rows = move || {
        let (record, seen) = (task.record()?, seen.get());
        let lines = record.lines.get(seen.from..seen.to).unwrap_or_default();
        let rows = lines.iter().zip(seen.from..);
        Some(
            rows.map(|(line, at)| row(task, &record, line, at + 2))
                .collect_view(),
        )
    };
    view! {
        <div
            class="record"
            class:record--long=move || { count.get() > WHOLE }
            tabindex="0"
            role="region"
            aria-label=tr(Text::Record)
            on:scroll=scroll
            data-test="record"
        >
            <table class="record__table" aria-rowcount=move || (count.get() + 1).to_string()>
                <caption class="hidden">{tr(Text::Record)}</caption>
                <thead class="record__head">
                    <tr aria-rowindex="1">
                        <th scope="col" class="record__time">{tr(Text::TableTime)}</th>
                        <th scope="col" class="record__who">{tr(Text::TableWho)}</th>
                        <th scope="col" class="record__did">{tr(Text::TableDid)}</th>
                        <th scope="col" class="record__prove"><span class="hidden">{tr(Text::ProveEntry)}</span></th>
                        <th scope="col" class="record__whom">{tr(Text::TableWhom)}</th>
                        <th scope="col" class="record__where">{tr(Text::RecordWhere)}</th>
                        <th scope="col" class="record__ids">{tr(Text::RecordIds)}</th>
                    </tr>
                </thead>
                <tbody>
                    <tr class="record__gap" aria-hidden="true" style:height=move || format!("{}px", seen.get().above)></tr>
                    {rows}
                    <tr class="record__gap" aria-hidden="true" style:height=move || format!("{}px", seen.get().below)></tr>
                </tbody>
            </table>
        </div>
    }
}

fn row(
    task: AuditTask,
    record: &Arc<RecordView>,
    line: &RecordLine,
    index: usize,
) -> impl IntoView + use<> {
    let who = party_at(record, line.by);
    let whom = party_at(record, line.about);
    let begin = |id: &str| id.chars().take(8).collect::<String>();
    let ids = [
        who.map(|one| begin(&one.id)),
        whom.map(|one| begin(&one.id)),
        Some(line.place.id.clone()),
    ];
    let ids: Vec<String> = ids.into_iter().flatten().collect();
    let who = who.map_or_else(|| lang().text(Text::RecordUnknown).to_owned(), party_name);
    let whom = whom.map(party_name).unwrap_or_default();
    let place = lang().record_at(&line.entry.to_string(), &place_name(&line.place));
    // on a phone the row says in two lines what has columns of its own at a desk
    let under = if whom.is_empty() {
        place.clone()
    } else {
        format!("{whom} · {place}")
    };
    let (act, proven) = (line.act, StoredValue::new(line.clone()));
    let prove = move |_| proven.with_value(|line| task.disclose(line));
    view! {
        <tr class="record__row" aria-rowindex=index.to_string() data-test="record-row" data-act=format!("{act:?}")>
            <td class="record__time"><time>{format::date_time(line.time)}</time></td>
            <td class="record__who" data-test="record-who"><bdi>{who}</bdi></td>
            <td class="record__did">
                <span class="record__act" data-test="record-act">{lang().text(act_text(act))}</span>
                <span class="record__more">{facts(line)}</span>
                <bdi class="record__under">{under}</bdi>
            </td>
            <td class="record__prove">
                <button type="button" class="icon-button" aria-label=tr(Text::ProveEntry) title=tr(Text::ProveEntry) data-test="record-prove" on:click=prove>
                    <Icon glyph=Glyph::Download />
                </button>
            </td>
            <td class="record__whom" data-test="record-whom"><bdi>{whom}</bdi></td>
            <td class="record__where">{place}</td>
            <td class="record__ids">{ids.join(" · ")}</td>
        </tr>
    }
}

/// How many, for how long, until when.
fn facts(line: &RecordLine) -> String {
    let mut facts = Vec::new();
    if line.docs > 0 {
        facts.push(lang().record_docs(line.docs as usize));
    }
    if line.folders > 0 {
        facts.push(lang().record_folders(line.folders as usize));
    }
    if line.people > 0 {
        facts.push(lang().record_people(line.people as usize));
    }
    if line.seconds > 0 {
        facts.push(lang().looked_for(&format::span(f64::from(line.seconds))));
    }
    if let Some(until) = line.until {
        facts.push(lang().record_until(&format::date_time(until)));
    }
    facts.join(" · ")
}
