//! Heat maps: a table with numbers in it, to which a colour is added.

use leptos::prelude::*;

use super::{doc_at, doc_name, person_at};
use crate::i18n::{Text, format, tr};
use crate::tasks::activity::ActivityTask;

/// Shades, none first.
const SHADES: u32 = 5;

/// What is drawn: heads and numbers.
#[derive(Debug, Clone, Default, PartialEq)]
struct Drawn {
    columns: Vec<String>,
    rows: Vec<(String, Vec<u32>)>,
}

/// People and documents.
#[component]
pub(crate) fn DocHeat(task: ActivityTask) -> impl IntoView {
    let drawn = move || {
        let seen = task.timeline()?;
        let name = |doc: &u32| doc_at(&seen, *doc).map(doc_name).unwrap_or_default();
        let rows = seen.map.rows.iter().map(|who| person_at(&seen, *who));
        Some(Drawn {
            columns: seen.map.columns.iter().map(name).collect(),
            rows: rows.zip(seen.map.cells.iter().cloned()).collect(),
        })
    };
    view! { <Heat caption=Text::HeatByDocument test="heat-documents" drawn=Signal::derive(move || drawn().unwrap_or_default()) /> }
}

/// People and days.
#[component]
pub(crate) fn DayHeat(task: ActivityTask) -> impl IntoView {
    let drawn = move || {
        let seen = task.timeline()?;
        let rows = seen.days.rows.iter().map(|who| person_at(&seen, *who));
        Some(Drawn {
            columns: seen
                .days
                .columns
                .iter()
                .map(|day| format::day(*day))
                .collect(),
            rows: rows.zip(seen.days.cells.iter().cloned()).collect(),
        })
    };
    view! { <Heat caption=Text::HeatByDay test="heat-days" drawn=Signal::derive(move || drawn().unwrap_or_default()) /> }
}

#[component]
fn Heat(caption: Text, test: &'static str, drawn: Signal<Drawn>) -> impl IntoView {
    let table = move || {
        let drawn = drawn.get();
        let most = drawn
            .rows
            .iter()
            .flat_map(|(_, cells)| cells)
            .copied()
            .max();
        let most = most.unwrap_or_default();
        let heads = drawn.columns.into_iter().map(|name| {
            view! { <th scope="col" class="heat__head" title=name.clone()><span class="heat__name"><bdi>{name.clone()}</bdi></span></th> }
        });
        let rows = drawn.rows.into_iter().map(|(name, cells)| {
            let cells = cells.into_iter().map(|count| {
                view! { <td class=shade(count, most) data-test="heat-cell">{count}</td> }
            });
            view! {
                <tr data-test="heat-row">
                    <th scope="row" class="heat__row"><bdi>{name}</bdi></th>
                    {cells.collect_view()}
                </tr>
            }
        });
        view! {
            <table class="table__inside heat" data-test=test>
                <caption class="hidden">{tr(caption)}</caption>
                <thead><tr><td class="heat__corner"></td>{heads.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        }
    };
    view! {
        <section class="heat__part">
            <h3 class="setting__title">{tr(caption)}</h3>
            <div class="table" tabindex="0" role="region" aria-label=tr(caption)>{table}</div>
            <p class="heat__legend">
                <span>{tr(Text::HeatLess)}</span>
                {(0..=SHADES).map(|n| view! { <span class=format!("heat__cell heat__cell--{n}") aria-hidden="true"></span> }).collect_view()}
                <span>{tr(Text::HeatMore)}</span>
            </p>
        </section>
    }
}

/// The colour of a number: none, or one of the shades by its part of the greatest.
fn shade(count: u32, most: u32) -> String {
    let shade = match (count, most) {
        (0, _) | (_, 0) => 0,
        (count, most) => (u64::from(count) * u64::from(SHADES)).div_ceil(u64::from(most)),
    };
    format!("heat__cell heat__cell--{shade}")
}

#[cfg(test)]
mod tests {
    use super::shade;

    #[test]
    fn the_greatest_number_has_the_darkest_shade() {
        let number = |class: String| class.chars().last();
        assert_eq!(number(shade(0, 9)), Some('0'));
        assert_eq!(number(shade(1, 1000)), Some('1'));
        assert_eq!(number(shade(5, 9)), Some('3'));
        assert_eq!(number(shade(9, 9)), Some('5'));
        assert_eq!(number(shade(u32::MAX, u32::MAX)), Some('5'));
    }
}
