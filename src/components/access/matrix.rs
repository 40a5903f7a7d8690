//! Folders by groups and people: in each cell what is allowed there and below.
//!
//! A large table draws only the columns and lines that are seen: the rest is empty cells of the right
//! size, and `aria-colcount`, `aria-rowcount` tell a screen reader the whole.

use std::sync::Arc;

use leptos::prelude::*;

use super::cell::Cell;
use super::level_text;
use super::stages::StageSelect;
use crate::browser::page::dialog::{Area, area_of, size_of};
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, lang, tr};
use crate::tasks::access::Access;
use crate::tasks::listing::{Window, part};
use crate::vault::messages::{Change, Level, Matrix, MatrixFolder, MatrixRow};

/// Deeper folders stand at this depth; the sheet has a class for each.
const DEEPEST: usize = 8;
/// Up to so many columns and lines are drawn whole; beyond, those seen with a margin.
const COLUMNS: (usize, usize) = (16, 3);
const LINES: (usize, usize) = (40, 6);

/// Which columns are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) groups: bool,
    pub(crate) find: String,
}

/// What is drawn of the table.
#[derive(Clone, Copy)]
struct Drawn {
    access: Access,
    matrix: StoredValue<Arc<Matrix>>,
    /// Rows of the matrix that are columns of the table.
    columns: StoredValue<Vec<usize>>,
    across: Memo<Window>,
    down: Memo<Window>,
}

/// The table.
#[component]
pub(crate) fn MatrixTable(access: Access, shown: Signal<Shown>) -> impl IntoView {
    let area = RwSignal::new(Area {
        left: 0.0,
        top: 0.0,
        width: 1280.0,
        height: 800.0,
    });
    // a column's width and a line's height, as the sheet has them
    let each = RwSignal::new((160.0, 68.0));
    let scroll = move |event: leptos::ev::Event| {
        if let Some(column) = size_of(".matrix__who") {
            let line = size_of(".matrix__line").map_or(each.get_untracked().1, |line| line.1);
            each.set((column.0, line));
        }
        if let Some(now) = area_of(&event) {
            area.set(now);
        }
    };
    let table = move || {
        let matrix = access.matrix()?;
        let columns = columns_of(&matrix, &shown.get());
        let (count, lines) = (columns.len(), matrix.folders.len());
        let drawn = Drawn {
            access,
            matrix: StoredValue::new(matrix),
            columns: StoredValue::new(columns),
            across: Memo::new(move |_| {
                let (area, each) = (area.get(), each.get());
                part(count, area.left, area.width, each.0, COLUMNS)
            }),
            down: Memo::new(move |_| {
                let (area, each) = (area.get(), each.get());
                part(lines, area.top, area.height, each.1, LINES)
            }),
        };
        Some(view! { <Table drawn=drawn count=count lines=lines /> })
    };
    view! {
        <div class="matrix__scroll" tabindex="0" role="region" aria-label=tr(Text::AccessTitle) on:scroll=scroll>
            {table}
        </div>
    }
}

fn columns_of(matrix: &Matrix, shown: &Shown) -> Vec<usize> {
    let find = shown.find.to_lowercase();
    let fits = |row: &MatrixRow| {
        row.group == shown.groups && (find.is_empty() || row.name.to_lowercase().contains(&find))
    };
    let rows = matrix.rows.iter().enumerate();
    rows.filter(|(_, row)| fits(row))
        .map(|(at, _)| at)
        .collect()
}

#[component]
fn Table(drawn: Drawn, count: usize, lines: usize) -> impl IntoView {
    let seen = move || {
        let down = drawn.down.get();
        (down.from..down.to).collect::<Vec<_>>()
    };
    view! {
        <table
            class="matrix"
            data-test="matrix"
            aria-colcount=(count + 1).to_string()
            aria-rowcount=(lines + 1).to_string()
        >
            <thead>
                <tr aria-rowindex="1">
                    <th scope="col" class="matrix__corner" aria-colindex="1">{tr(Text::Folders)}</th>
                    <td class="matrix__gap" aria-hidden="true" style:width=move || px(drawn.across.get().above)></td>
                    <For each=move || drawn.columns() key=|at| *at children=move |at| view! { <ColumnHead drawn=drawn at=at /> } />
                    <td class="matrix__gap" aria-hidden="true" style:width=move || px(drawn.across.get().below)></td>
                </tr>
            </thead>
            <tbody>
                <tr class="matrix__gap" aria-hidden="true" style:height=move || px(drawn.down.get().above)></tr>
                <For each=seen key=|line| *line children=move |line| view! { <Line drawn=drawn line=line /> } />
                <tr class="matrix__gap" aria-hidden="true" style:height=move || px(drawn.down.get().below)></tr>
            </tbody>
        </table>
    }
}

fn px(length: f64) -> String {
    format!("{length}px")
}

impl Drawn {
    /// The columns that are drawn, by their place among the columns; tracked.
    fn columns(self) -> Vec<usize> {
        let across = self.across.get();
        (across.from..across.to).collect()
    }

    fn with_row<T>(self, column: usize, f: impl FnOnce(usize, &MatrixRow) -> T) -> Option<T> {
        let row = self.columns.with_value(|all| all.get(column).copied())?;
        self.matrix
            .with_value(|matrix| Some(f(row, matrix.rows.get(row)?)))
    }
}

/// A name, or what stands for none.
pub(crate) fn name_of(row: &MatrixRow) -> String {
    match row.name.as_str() {
        "" => tr(Text::Nameless)().to_owned(),
        name => name.to_owned(),
    }
}

#[component]
fn ColumnHead(drawn: Drawn, at: usize) -> impl IntoView {
    let name = drawn
        .with_row(at, |_, row| name_of(row))
        .unwrap_or_default();
    view! {
        <th scope="col" class="matrix__who" aria-colindex=(at + 2).to_string() title=name.clone()>
            <bdi class="matrix__clip">{name.clone()}</bdi>
        </th>
    }
}

#[component]
fn Line(drawn: Drawn, line: usize) -> impl IntoView {
    let folder = drawn.matrix.with_value(|matrix| {
        let folder = matrix.folders.get(line)?;
        Some((folder.clone(), depth_of(matrix, folder).min(DEEPEST)))
    });
    folder.map(|(folder, depth)| {
        let kept = StoredValue::new(folder.clone());
        let cell = move |column: usize| {
            drawn.with_row(column, |at, row| {
                let now = drawn.matrix.with_value(|matrix| {
                    let levels = matrix.levels.get(row.levels);
                    levels.and_then(|all| all.get(line)).copied()
                });
                let now = now.unwrap_or(Level::Nothing);
                match kept.with_value(|folder| fixed(row, folder, now)) {
                    Some(text) => view! { <td class="matrix__cell" aria-colindex=(column + 2).to_string() data-test="matrix-fixed">{text}</td> }.into_any(),
                    None => view! { <Cell access=drawn.access matrix=drawn.matrix row=at line=line column=column /> }.into_any(),
                }
            })
        };
        view! {
            <tr class="matrix__line" aria-rowindex=(line + 2).to_string()>
                <th scope="row" class=format!("matrix__folder matrix__folder--{depth}") aria-colindex="1">
                    <FolderHead access=drawn.access folder=folder />
                </th>
                <td class="matrix__gap" aria-hidden="true"></td>
                <For each=move || drawn.columns() key=|at| *at children=cell />
                <td class="matrix__gap" aria-hidden="true"></td>
            </tr>
        }
    })
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
        <span class="matrix__name" title=folder.name.clone() data-test=if folder.doc { "matrix-doc" } else { "matrix-folder" }>
            <Icon glyph=glyph />
            <bdi class="matrix__clip">{folder.name.clone()}</bdi>
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
