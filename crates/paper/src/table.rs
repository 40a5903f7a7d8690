//! Tables: how wide their columns are, and their rows over pages.

use crate::PaperError;
use crate::flow::Flow;
use crate::lines::Line;
use crate::model::{Align, Cell, Face, Table};
use crate::sheet::{Ink, Kind, Style};
use crate::styles::{BODY, faced};

/// The most rows of one table.
const ROWS: usize = 200_000;
/// The most columns.
const COLUMNS: usize = 16;
/// Rows by which columns are measured.
const MEASURED: usize = 2_000;
/// Above and below the text of a cell.
const PAD: f32 = 4.2;
/// Between columns.
const GUTTER: f32 = 11.0;
/// How much of a page a column that cannot be broken may take.
const UNBROKEN: f32 = 0.3;
/// Lines of a head: it stands on every page.
const TITLE: usize = 5;
/// Rows above which their cells are no pieces of their own for who reads aloud: each would be an object.
const TOLD: usize = 4_000;

const CELL: Style = Style {
    size: 8.6,
    lead: 13.0,
    ..BODY
};
const HEAD: Style = Style {
    size: 8.2,
    lead: 12.0,
    ink: Ink::Grey,
    bold: true,
    ..BODY
};

/// A cell that is to be drawn.
struct Wrapped {
    lines: Vec<Line>,
    style: Style,
    align: Align,
    node: usize,
}

struct Grid {
    x: Vec<f32>,
    wide: Vec<f32>,
}

pub(crate) fn table(flow: &mut Flow<'_>, table: &Table) -> Result<(), PaperError> {
    if table.rows.len() > ROWS || table.columns.len() > COLUMNS {
        return Err(PaperError::TooLong);
    }
    if table.columns.is_empty() {
        return Ok(());
    }
    let grid = grid(flow, table);
    let node = flow.tree.add(Kind::Table, flow.parent);
    let told = table.rows.len() <= TOLD;
    let head = flow.tree.add(Kind::Head, Some(node));
    let row = flow.tree.add(Kind::Row, Some(head));
    let titles: Vec<(Wrapped, usize)> = (0..table.columns.len())
        .map(|place| {
            let node = flow.tree.add(Kind::HeadCell, Some(row));
            (title(flow, &grid, table, place, node), node)
        })
        .collect();
    flow.y += 4.0;
    // a head does not stand alone at the end of a page
    let first = first_high(flow, &grid, table);
    flow.need(head_high(&titles) + first)?;
    draw_head(flow, &grid, &titles, true);
    let body = flow.tree.add(Kind::Rows, Some(node));
    let empty = Cell::default();
    for row in &table.rows {
        let node = flow.tree.add(Kind::Row, Some(body));
        let whole = (!told).then(|| flow.tree.add(Kind::Cell, Some(node)));
        let cells: Vec<Wrapped> = table
            .columns
            .iter()
            .enumerate()
            .map(|(place, column)| {
                let cell = row.get(place).unwrap_or(&empty);
                let node = whole.unwrap_or_else(|| flow.tree.add(Kind::Cell, Some(node)));
                wrap(flow, &grid, place, cell, style(cell), column.align, node)
            })
            .collect();
        draw_row(flow, &grid, &titles, cells)?;
    }
    flow.y += 8.0;
    Ok(())
}

/// How much of the beginning of a table stands on one page: its head, and its first row.
pub(crate) fn begin(flow: &mut Flow<'_>, table: &Table) -> f32 {
    if table.columns.is_empty() {
        return 0.0;
    }
    let grid = grid(flow, table);
    let titles: Vec<(Wrapped, usize)> = (0..table.columns.len())
        .map(|place| (title(flow, &grid, table, place, 0), 0))
        .collect();
    4.0 + head_high(&titles) + first_high(flow, &grid, table)
}

/// What stands above a column.
fn title(flow: &mut Flow<'_>, grid: &Grid, table: &Table, place: usize, node: usize) -> Wrapped {
    let column = table.columns.get(place);
    let (text, align) = column.map_or((String::new(), Align::Left), |column| {
        (column.title.clone(), column.align)
    });
    let mut wrapped = wrap(flow, grid, place, &Cell::text(text), HEAD, align, node);
    wrapped.lines.truncate(TITLE);
    wrapped
}

fn style(cell: &Cell) -> Style {
    Style {
        ink: Ink::of(cell.tone),
        ..faced(CELL, cell.face)
    }
}

/// How high the first row is; of one that is higher than most of a page, a few lines stand for it.
fn first_high(flow: &mut Flow<'_>, grid: &Grid, table: &Table) -> f32 {
    let lines = table.rows.first().map_or(0, |row| {
        let cells = row.iter().take(table.columns.len()).enumerate();
        let lines = cells.map(|(place, cell)| {
            let wrapped = wrap(flow, grid, place, cell, style(cell), Align::Left, 0);
            wrapped.lines.len()
        });
        lines.max().unwrap_or(0)
    });
    let high = lines.max(1) as f32 * CELL.lead + 2.0 * PAD;
    if high > 0.6 * (flow.form.bottom - flow.form.top) {
        5.0 * CELL.lead
    } else {
        high
    }
}

fn wrap(
    flow: &mut Flow<'_>,
    grid: &Grid,
    place: usize,
    cell: &Cell,
    style: Style,
    align: Align,
    node: usize,
) -> Wrapped {
    let wide = grid.wide.get(place).copied().unwrap_or(40.0);
    let text = flow.breaker.clean(style.face, &cell.text);
    let lines = flow
        .breaker
        .lines(style.face, &text, wide / style.size, false);
    Wrapped {
        lines,
        style,
        align,
        node,
    }
}

/// The head is text where it stands first, and of the page where it stands again.
fn draw_head(flow: &mut Flow<'_>, grid: &Grid, titles: &[(Wrapped, usize)], first: bool) {
    let (left, measure) = (flow.form.left, flow.form.measure());
    let high = head_high(titles) - 2.0 * PAD - 0.9;
    let top = flow.y + PAD;
    for (place, (cell, _)) in titles.iter().enumerate() {
        // short titles stand at the rule
        flow.y = top + high - cell.lines.len() as f32 * HEAD.lead;
        for line in &cell.lines {
            draw(flow, grid, place, cell, line.clone(), first);
        }
    }
    flow.y = top + high + PAD;
    flow.rule(left, flow.y, measure, 0.9, Ink::Black);
    flow.y += 0.9;
}

fn head_high(titles: &[(Wrapped, usize)]) -> f32 {
    let most = titles.iter().map(|(cell, _)| cell.lines.len()).max();
    most.unwrap_or(1) as f32 * HEAD.lead + 2.0 * PAD + 0.9
}

fn draw_row(
    flow: &mut Flow<'_>,
    grid: &Grid,
    titles: &[(Wrapped, usize)],
    mut cells: Vec<Wrapped>,
) -> Result<(), PaperError> {
    let (left, measure) = (flow.form.left, flow.form.measure());
    let lead = CELL.lead;
    // where the first row of a page begins
    let begin = flow.form.top + head_high(titles) + 0.5;
    loop {
        let most = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0);
        let high = most.max(1) as f32 * lead + 2.0 * PAD;
        let room = flow.form.bottom - flow.y;
        let page = flow.form.bottom - begin;
        if high > room && (high <= page || room < 5.0 * lead) && flow.y > begin {
            flow.turn()?;
            draw_head(flow, grid, titles, false);
            continue;
        }
        // a row that is higher than a page goes on on the next
        let fit = ((room - 2.0 * PAD) / lead).max(1.0) as usize;
        let top = flow.y + PAD;
        let mut used = top;
        let mut later = false;
        for (place, cell) in cells.iter_mut().enumerate() {
            let rest = cell.lines.split_off(fit.min(cell.lines.len()));
            flow.y = top;
            for line in core::mem::take(&mut cell.lines) {
                draw(flow, grid, place, cell, line, true);
            }
            used = used.max(flow.y);
            later |= !rest.is_empty();
            cell.lines = rest;
        }
        flow.y = used.max(top + lead) + PAD;
        flow.rule(left, flow.y, measure, 0.4, Ink::Rule);
        if !later {
            return Ok(());
        }
        flow.turn()?;
        draw_head(flow, grid, titles, false);
    }
}

fn draw(flow: &mut Flow<'_>, grid: &Grid, place: usize, cell: &Wrapped, line: Line, told: bool) {
    let x = grid.x.get(place).copied().unwrap_or(flow.form.left);
    let wide = grid.wide.get(place).copied().unwrap_or(40.0);
    let x = match cell.align {
        Align::Left => x,
        Align::Right => x + (wide - line.wide * cell.style.size).max(0.0),
    };
    // letters of all faces stand on one line
    let style = Style {
        lead: if cell.style.bold {
            HEAD.lead
        } else {
            CELL.lead
        },
        ..cell.style
    };
    flow.text(line, style, x, told.then_some(cell.node));
}

/// How wide the columns are: as wide as what stands in them, or else each as much as it needs not to break words, and
/// of the rest more to where there is more.
fn grid(flow: &mut Flow<'_>, table: &Table) -> Grid {
    let measure = flow.form.measure();
    let count = table.columns.len();
    let room = measure - GUTTER * (count.saturating_sub(1)) as f32;
    let step = table.rows.len().div_ceil(MEASURED).max(1);
    let mut least = vec![0.0_f32; count];
    let mut most = vec![0.0_f32; count];
    let head = |title: &String| Cell::text(title.clone());
    let heads: Vec<Cell> = table.columns.iter().map(|it| head(&it.title)).collect();
    let missing = flow.breaker.missing.clone();
    for (nth, row) in core::iter::once(&heads)
        .chain(table.rows.iter().step_by(step))
        .enumerate()
    {
        for (place, cell) in row.iter().take(count).enumerate() {
            let style = if nth == 0 {
                HEAD
            } else {
                faced(CELL, cell.face)
            };
            let text = flow.breaker.clean(style.face, &cell.text);
            let piece = match cell.face {
                // a hash breaks anywhere
                Face::Mono => 0.12 * measure,
                Face::Text => flow.breaker.widest_piece(style.face, &text) * style.size,
            };
            let whole = text.split('\n');
            let whole = whole
                .map(|line| flow.breaker.width(style.face, line) * style.size)
                .fold(0.0_f32, f32::max);
            let (Some(least), Some(most)) = (least.get_mut(place), most.get_mut(place)) else {
                continue;
            };
            *most = most.max(whole);
            *least = least.max(piece.min(whole).min(UNBROKEN * measure));
        }
    }
    flow.breaker.missing = missing;
    let wide = share(room, &least, &most);
    let mut x = Vec::with_capacity(count);
    let mut at = flow.form.left;
    for wide in &wide {
        x.push(at);
        at += wide + GUTTER;
    }
    Grid { x, wide }
}

fn share(room: f32, least: &[f32], most: &[f32]) -> Vec<f32> {
    let sum = |all: &[f32]| all.iter().sum::<f32>();
    let slack = 0.5;
    let all_most: f32 = sum(most) + slack * most.len() as f32;
    if all_most <= room {
        // what is left goes to all alike, so that a table is as wide as the text
        let more = (room - all_most) / most.len().max(1) as f32;
        return most.iter().map(|most| most + slack + more).collect();
    }
    let all_least = sum(least);
    if all_least >= room {
        let scale = room / all_least.max(1.0);
        return least.iter().map(|least| least * scale).collect();
    }
    // the square root: one long text does not starve the others
    let wish: Vec<f32> = least
        .iter()
        .zip(most)
        .map(|(least, most)| (most - least).max(0.0).sqrt())
        .collect();
    let mut wide: Vec<f32> = least.to_vec();
    let mut rest = room - all_least;
    // what one does not need goes to the others
    for _ in 0..least.len() {
        let open: f32 = wish
            .iter()
            .zip(wide.iter().zip(most))
            .filter(|(_, (wide, most))| **wide < **most)
            .map(|(wish, _)| *wish)
            .sum();
        if open <= 0.0 || rest <= 0.1 {
            break;
        }
        let each = rest / open;
        for ((wide, most), wish) in wide.iter_mut().zip(most).zip(&wish) {
            let more = (wish * each).min((most + slack - *wide).max(0.0));
            *wide += more;
            rest -= more;
        }
    }
    wide
}
