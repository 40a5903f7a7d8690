//! Folders by groups and people: in each cell what is allowed there and below.

use std::sync::Arc;

use leptos::prelude::*;

use super::stages::StageSelect;
use super::{level_text, may_text};
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, lang, tr};
use crate::tasks::access::Access;
use crate::vault::messages::{Change, FolderRef, Level, Matrix, MatrixFolder, MatrixRow};

/// Deeper folders stand at this depth; the sheet has a class for each.
const DEEPEST: usize = 8;
/// Columns that are shown at once.
const MOST: usize = 24;

/// Which columns are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) groups: bool,
    pub(crate) find: String,
}

/// The table.
#[component]
pub(crate) fn MatrixTable(access: Access, shown: Signal<Shown>) -> impl IntoView {
    let table = move || {
        let matrix = access.matrix()?;
        let shown = shown.get();
        let find = shown.find.to_lowercase();
        let fits =
            |row: &&MatrixRow| row.group == shown.groups && row.name.to_lowercase().contains(&find);
        let all: Vec<MatrixRow> = matrix.rows.iter().filter(fits).cloned().collect();
        let more = all.len().saturating_sub(MOST);
        let rows: Arc<[MatrixRow]> = all.into_iter().take(MOST).collect();
        Some(view! {
            {(more > 0).then(|| view! { <p class="field__hint" data-test="matrix-more">{lang().matrix_more(more)}</p> })}
            <div class="matrix__scroll" tabindex="0" role="region" aria-label=tr(Text::AccessTitle)>
                <table class="matrix" data-test="matrix">
                    <thead>
                        <tr>
                            <th scope="col" class="matrix__corner">{tr(Text::Folders)}</th>
                            {rows.iter().map(|row| view! { <th scope="col" class="matrix__who"><bdi>{name_of(row)}</bdi></th> }).collect_view()}
                        </tr>
                    </thead>
                    <tbody>
                        {lines(access, &matrix, &rows)}
                    </tbody>
                </table>
            </div>
        })
    };
    view! { {table} }
}

/// A name, or what stands for none.
pub(crate) fn name_of(row: &MatrixRow) -> String {
    match row.name.as_str() {
        "" => tr(Text::Nameless)().to_owned(),
        name => name.to_owned(),
    }
}

fn lines(access: Access, matrix: &Arc<Matrix>, rows: &Arc<[MatrixRow]>) -> impl IntoView + use<> {
    let lines = matrix.folders.iter().enumerate().map(|(at, folder)| {
        let cells = rows.iter().map(|row| {
            let now = matrix.levels.get(row.levels).and_then(|all| all.get(at));
            let now = now.copied().unwrap_or(Level::Nothing);
            match fixed(row, folder, now) {
                Some(text) => view! { <td class="matrix__cell" data-test="matrix-fixed">{text}</td> }.into_any(),
                None => view! { <Cell access=access row=row.clone() folder=folder.folder.clone() name=folder.name.clone() now=now takes_in=!folder.clean && !folder.doc /> }.into_any(),
            }
        });
        let depth = depth_of(matrix, folder).min(DEEPEST);
        view! {
            <tr>
                <th scope="row" class=format!("matrix__folder matrix__folder--{depth}")>
                    <FolderHead access=access folder=folder.clone() />
                </th>
                {cells.collect_view()}
            </tr>
        }
    });
    lines.collect_view()
}

/// What a rule cannot change: who manages holds all but a clean team's folder, and that is one piece.
fn fixed(row: &MatrixRow, folder: &MatrixFolder, now: Level) -> Option<String> {
    match (folder.clean, &folder.parent) {
        (false, _) => row.manages.then(|| tr(Text::LevelByOffice)().to_owned()),
        (true, None) => None,
        (true, Some(_)) => Some(lang().level_by_team(tr(level_text(now))())),
    }
}

fn depth_of(matrix: &Matrix, folder: &MatrixFolder) -> usize {
    let above = |folder: &MatrixFolder| {
        let parent = folder.parent.as_ref()?;
        matrix.folders.iter().find(|it| it.folder == *parent)
    };
    core::iter::successors(above(folder), |it| above(it))
        .take(DEEPEST)
        .count()
}

/// The folder's name, and whether what is allowed above holds in it.
#[component]
fn FolderHead(access: Access, folder: MatrixFolder) -> impl IntoView {
    let kept = StoredValue::new(folder.clone());
    let closed = move || kept.with_value(|folder| access.closed(&folder.folder, folder.closed));
    let toggle = move |_| {
        let folder = kept.with_value(|folder| folder.folder.clone());
        let yes = !untrack(closed);
        access.mean(Change::Closed { folder, yes });
    };
    let root = folder.parent.is_none() && !folder.clean && !folder.closed;
    let glyph = if folder.doc {
        Glyph::File
    } else {
        Glyph::Folder
    };
    let named = folder.name.clone();
    let staged = folder.stage;
    let stage =
        Signal::derive(move || kept.with_value(|folder| access.stage(&folder.folder, staged)));
    let choose = Callback::new(move |stage| {
        let folder = kept.with_value(|folder| folder.folder.clone());
        access.mean(Change::Stage { folder, stage });
    });
    // only what is prepared is disclosed by stages
    let stages = move || (closed() || stage.get().is_some()) && !folder.doc && !folder.clean;
    view! {
        <span class="matrix__name" data-test=if folder.doc { "matrix-doc" } else { "matrix-folder" }>
            <Icon glyph=glyph />
            <bdi>{folder.name}</bdi>
            {folder.doc.then(|| view! { <span class="hidden">{tr(Text::MatrixDoc)}</span> })}
        </span>
        {(folder.clean && folder.parent.is_none()).then(|| view! { <span class="badge">{tr(Text::CleanBadge)}</span> })}
        {(!root && !folder.clean).then(|| view! {
            <button
                type="button"
                class="link-button matrix__closed"
                aria-pressed=move || closed().to_string()
                data-test="folder-closed"
                on:click=toggle
            >
                {move || closed().then(|| view! { <Icon glyph=Glyph::Lock /> })}
                {move || if closed() { tr(Text::ClosedYes)() } else { tr(Text::ClosedNo)() }}
            </button>
        })}
        <Show when=stages>
            <StageSelect
                value=stage
                label=Signal::derive({ let named = named.clone(); move || lang().stage_of(&named) })
                test="folder-stage"
                on_choice=choose
            />
        </Show>
    }
}

#[component]
fn Cell(
    access: Access,
    row: MatrixRow,
    folder: FolderRef,
    name: String,
    now: Level,
    /// Files may be sent in for it: it is no clean team's.
    takes_in: bool,
) -> impl IntoView {
    let label = format!("{}: {name}", name_of(&row));
    let (row, folder) = (StoredValue::new(row), StoredValue::new(folder));
    let rule = move || row.with_value(|row| folder.with_value(|folder| access.rule(row, folder)));
    let there = row.with_value(|row| {
        let own = row.rules.iter();
        folder.with_value(|folder| {
            own.clone()
                .find(|(at, _)| at == folder)
                .map(|(_, level)| *level)
        })
    });
    let sends = move || row.with_value(|row| folder.with_value(|folder| access.sends(row, folder)));
    let (sent, may_send) = row.with_value(|row| {
        folder.with_value(|at| (row.sends.contains(at), row.may_send.contains(at)))
    });
    // one who reads by another rule may send in besides: that stands in the text
    let only_sends = move || sends() && rule() == Some(Level::Nothing);
    let changed = move || rule() != there || sends() != sent;
    let choose = move |event| {
        let chosen = event_target_value(&event);
        let send = chosen == SEND;
        access.mean(Change::Access {
            who: row.with_value(|row| row.who.clone()),
            folder: folder.get_value(),
            level: if send {
                Some(Level::Nothing)
            } else {
                parse(&chosen)
            },
            sends: (send || sent).then_some(send),
        });
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
