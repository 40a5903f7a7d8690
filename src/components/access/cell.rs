//! One cell of the matrix: a rule, or what holds without one.

use std::sync::Arc;

use leptos::prelude::*;

use super::level_text;
use super::matrix::name_of;
use crate::i18n::{Text, lang, tr};
use crate::tasks::access::Access;
use crate::vault::messages::{Change, FolderRef, Level, Matrix, MatrixRow};

/// Chooses what a row of the matrix may do in a folder and below.
#[component]
pub(super) fn Cell(
    access: Access,
    matrix: StoredValue<Arc<Matrix>>,
    row: usize,
    line: usize,
    column: usize,
) -> impl IntoView {
    let at = Spot { matrix, row, line };
    let (label, now, there) = at
        .with(|matrix, row, folder| {
            let name = matrix.folders.get(line).map_or("", |it| it.name.as_str());
            let levels = matrix.levels.get(row.levels);
            let now = levels.and_then(|all| all.get(line)).copied();
            let own = row.rules.iter().find(|(at, _)| at == folder);
            let label = format!("{}: {name}", name_of(row));
            (
                label,
                now.unwrap_or(Level::Nothing),
                own.map(|(_, level)| *level),
            )
        })
        .unwrap_or((String::new(), Level::Nothing, None));
    let rule = move || at.with(|_, row, folder| access.rule(row, folder)).flatten();
    let changed = move || rule() != there;
    let choose = move |event| {
        let level = parse(&event_target_value(&event));
        let ids = at.with(|_, row, folder| (row.who.clone(), folder.clone()));
        if let Some((who, folder)) = ids {
            access.mean(Change::Access { who, folder, level });
        }
    };
    let inherits = move || lang().level_inherits(tr(level_text(now))());
    let option = move |level: Level| {
        view! {
            <option value=value(Some(level)) prop:selected=move || rule() == Some(level)>{tr(level_text(level))}</option>
        }
    };
    view! {
        <td
            class="matrix__cell"
            class:matrix__cell--changed=changed
            class:matrix__cell--reads=now != Level::Nothing
            aria-colindex=(column + 2).to_string()
        >
            <select class="matrix__select" aria-label=label data-test="matrix-cell" on:change=choose>
                <option value=value(None) prop:selected=move || rule().is_none()>
                    {move || if there.is_none() { inherits() } else { tr(Text::LevelAsAbove)().to_owned() }}
                </option>
                {option(Level::Nothing)}
                {option(Level::Read)}
                {option(Level::Write)}
            </select>
        </td>
    }
}

/// Whose rule, and where.
#[derive(Clone, Copy)]
struct Spot {
    matrix: StoredValue<Arc<Matrix>>,
    row: usize,
    line: usize,
}

impl Spot {
    fn with<T>(self, f: impl FnOnce(&Matrix, &MatrixRow, &FolderRef) -> T) -> Option<T> {
        self.matrix.with_value(|matrix| {
            let folder = &matrix.folders.get(self.line)?.folder;
            Some(f(matrix, matrix.rows.get(self.row)?, folder))
        })
    }
}

fn value(level: Option<Level>) -> &'static str {
    match level {
        None => "above",
        Some(Level::Nothing) => "nothing",
        Some(Level::Read) => "read",
        Some(Level::Write) => "write",
    }
}

fn parse(value: &str) -> Option<Level> {
    match value {
        "nothing" => Some(Level::Nothing),
        "read" => Some(Level::Read),
        "write" => Some(Level::Write),
        _ => None,
    }
}
