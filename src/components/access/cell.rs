//! One cell of the matrix: a rule, or what holds without one.

use std::sync::Arc;

use leptos::prelude::*;

use super::matrix::name_of;
use super::{level_text, may_text};
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
    let (label, now, there, takes_in) = at
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
                // no clean team's, and no document's own
                matrix
                    .folders
                    .get(line)
                    .is_some_and(|it| !it.clean && !it.doc),
            )
        })
        .unwrap_or((String::new(), Level::Nothing, None, false));
    let (sent, may_send) = at
        .with(|_, row, folder| (row.sends.contains(folder), row.may_send.contains(folder)))
        .unwrap_or_default();
    let sends = move || at.with(|_, row, folder| access.sends(row, folder)) == Some(true);
    let rule = move || at.with(|_, row, folder| access.rule(row, folder)).flatten();
    // one who reads by another rule may send in besides: that stands in the text
    let only_sends = move || sends() && rule() == Some(Level::Nothing);
    let changed = move || rule() != there || sends() != sent;
    let choose = move |event| {
        let chosen = event_target_value(&event);
        let send = chosen == SEND;
        let level = if send {
            Some(Level::Nothing)
        } else {
            parse(&chosen)
        };
        let ids = at.with(|_, row, folder| (row.who.clone(), folder.clone()));
        if let Some((who, folder)) = ids {
            access.mean(Change::Access {
                who,
                folder,
                level,
                sends: (send || sent).then_some(send),
            });
        }
    };
    let inherits = move || lang().level_inherits(tr(may_text(now, may_send))());
    let option = move |level: Level| {
        view! {
            <option value=value(Some(level)) prop:selected=move || rule() == Some(level) && !only_sends()>{tr(level_text(level))}</option>
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
                {takes_in.then(|| view! { <option value=SEND prop:selected=only_sends>{tr(Text::LevelSend)}</option> })}
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

/// Sending in, without reading.
const SEND: &str = "send";

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
