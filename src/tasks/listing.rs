//! What a folder's table shows: pure functions from a room's view to rows.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::hash::{Hash, Hasher};

use crate::vault::messages::{DocRef, DocView, FolderRef, FolderView, RoomView};

/// A line of the table. Folders stand before documents.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Row {
    Folder(FolderView),
    /// With the path of its folder, when it was found by a search.
    Doc(DocView, Option<String>),
}

impl Row {
    /// What it is called by in the room.
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Folder(folder) => &folder.folder,
            Self::Doc(doc, _) => &doc.doc,
        }
    }
}

/// A row that changed is another row: the table then draws it anew.
impl Eq for Row {}

impl Hash for Row {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id().hash(state);
    }
}

/// What a name can be given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Thing {
    Doc(DocRef),
    Folder(FolderRef),
}

/// The column to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Name,
    Number,
    Size,
    Added,
    By,
    Kind,
}

/// The order of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) column: Column,
    pub(crate) down: bool,
}

impl Order {
    /// A click on a column's head: the other direction, or this column.
    pub(crate) fn clicked(self, column: Column) -> Self {
        Self {
            column,
            down: self.column == column && !self.down,
        }
    }
}

/// The folder to show: the one asked for if it is there, else the first.
pub(crate) fn folder_or_first(view: &RoomView, asked: Option<&str>) -> Option<FolderRef> {
    let found = asked.filter(|asked| view.folders.iter().any(|folder| folder.folder == *asked));
    found
        .map(str::to_owned)
        .or_else(|| view.folders.first().map(|folder| folder.folder.clone()))
}

/// The folders from the top to this one.
pub(crate) fn trail(view: &RoomView, folder: &str) -> Vec<FolderView> {
    let mut trail = Vec::new();
    let mut next = Some(folder.to_owned());
    // a hostile store may serve a ring: each folder stands in a trail once
    while let Some(here) = next.take().filter(|_| trail.len() <= view.folders.len()) {
        if let Some(found) = view.folders.iter().find(|folder| folder.folder == here) {
            next.clone_from(&found.parent);
            trail.push(found.clone());
        }
    }
    trail.reverse();
    trail
}

/// The rows of a folder; with words to find, those of everything below it that has them.
pub(crate) fn rows(
    view: &RoomView,
    folder: &str,
    find: &str,
    order: Order,
    by_name: impl Fn(&str, &str) -> Ordering,
) -> Vec<Row> {
    let find = find.trim().to_lowercase();
    let inside = if find.is_empty() {
        HashSet::from([folder.to_owned()])
    } else {
        below(view, folder)
    };
    let has = |text: &str| text.to_lowercase().contains(&find);
    let fits = |name: &str| find.is_empty() || has(name);
    let doc_fits = |doc: &DocView| {
        fits(&doc.name) || has(&doc.description) || doc.tags.iter().any(|tag| has(tag))
    };
    let mut folders: Vec<&FolderView> = view
        .folders
        .iter()
        .filter(|one| {
            one.parent
                .as_ref()
                .is_some_and(|parent| inside.contains(parent))
                && fits(&one.name)
        })
        .collect();
    let mut docs: Vec<&DocView> = view
        .docs
        .iter()
        .filter(|doc| inside.contains(&doc.folder) && doc_fits(doc))
        .collect();
    if order.column == Column::Number {
        folders.sort_by_key(|one| digits(&one.number));
        docs.sort_by_key(|one| digits(&one.number));
        return numbered(view, folders, docs, !find.is_empty(), order.down);
    }
    folders.sort_by(|a, b| by_name(&a.name, &b.name));
    docs.sort_by(|a, b| compare(a, b, order.column, &by_name));
    if order.down {
        docs.reverse();
        if order.column == Column::Name {
            folders.reverse();
        }
    }
    let place = |doc: &DocView| (!find.is_empty()).then(|| path(view, &doc.folder));
    folders
        .into_iter()
        .map(|folder| Row::Folder(folder.clone()))
        .chain(
            docs.into_iter()
                .map(|doc| Row::Doc(doc.clone(), place(doc))),
        )
        .collect()
}

/// Folders and documents among each other, by their index numbers.
fn numbered(
    view: &RoomView,
    folders: Vec<&FolderView>,
    docs: Vec<&DocView>,
    found: bool,
    down: bool,
) -> Vec<Row> {
    let place = |doc: &DocView| found.then(|| path(view, &doc.folder));
    let folders = folders
        .into_iter()
        .map(|one| (digits(&one.number), Row::Folder(one.clone())));
    let docs = docs
        .into_iter()
        .map(|one| (digits(&one.number), Row::Doc(one.clone(), place(one))));
    let mut all: Vec<(Vec<u32>, Row)> = folders.chain(docs).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    if down {
        all.reverse();
    }
    all.into_iter().map(|(_, row)| row).collect()
}

/// `1.10` comes after `1.2`.
fn digits(number: &str) -> Vec<u32> {
    number
        .split('.')
        .filter_map(|part| part.parse().ok())
        .collect()
}

/// The document that a picked path names already.
pub(crate) fn doc_at<'v>(view: &'v RoomView, folder: &str, path: &str) -> Option<&'v DocView> {
    let mut here = folder.to_owned();
    let (above, name) = match path.rsplit_once('/') {
        Some((above, name)) => (Some(above), name),
        None => (None, path),
    };
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    for step in above.into_iter().flat_map(|above| above.split('/')) {
        let mut folders = view.folders.iter();
        let next =
            folders.find(|one| one.parent.as_ref() == Some(&here) && same(&one.name, step))?;
        here.clone_from(&next.folder);
    }
    let mut docs = view.docs.iter();
    docs.find(|doc| doc.folder == here && same(&doc.name, name))
}

/// The order by name of a folder and of every folder below it: folders first, then documents.
pub(crate) fn orders_by_name(
    view: &RoomView,
    folder: &str,
    by_name: impl Fn(&str, &str) -> Ordering,
) -> Vec<(FolderRef, Vec<String>)> {
    let inside = below(view, folder);
    let order = |here: &FolderRef| {
        let mut folders: Vec<&FolderView> = view
            .folders
            .iter()
            .filter(|one| one.parent.as_ref() == Some(here))
            .collect();
        let mut docs: Vec<&DocView> = view.docs.iter().filter(|doc| doc.folder == *here).collect();
        folders.sort_by(|a, b| by_name(&a.name, &b.name));
        docs.sort_by(|a, b| by_name(&a.name, &b.name));
        let folders = folders.into_iter().map(|one| one.folder.clone());
        let ids = folders.chain(docs.into_iter().map(|doc| doc.doc.clone()));
        (here.clone(), ids.collect::<Vec<String>>())
    };
    let all = view.folders.iter().map(|one| &one.folder);
    all.filter(|one| inside.contains(*one))
        .map(order)
        .filter(|(_, ids)| !ids.is_empty())
        .collect()
}

/// A folder's names from the top, for people.
pub(crate) fn path(view: &RoomView, folder: &str) -> String {
    let names: Vec<String> = trail(view, folder)
        .into_iter()
        .map(|folder| folder.name)
        .collect();
    names.join(" / ")
}

/// The documents that a download of everything fetches.
pub(crate) fn docs_below(view: &RoomView, folder: &str) -> Vec<DocRef> {
    let inside = below(view, folder);
    let docs = view.docs.iter().filter(|doc| inside.contains(&doc.folder));
    docs.map(|doc| doc.doc.clone()).collect()
}

/// The folder and all below it. Parents stand before their children in a view.
fn below(view: &RoomView, folder: &str) -> HashSet<FolderRef> {
    let mut inside = HashSet::from([folder.to_owned()]);
    for one in &view.folders {
        if one
            .parent
            .as_ref()
            .is_some_and(|parent| inside.contains(parent))
        {
            inside.insert(one.folder.clone());
        }
    }
    inside
}

fn compare(
    a: &DocView,
    b: &DocView,
    column: Column,
    by_name: &impl Fn(&str, &str) -> Ordering,
) -> Ordering {
    let first = match column {
        Column::Name | Column::Number => Ordering::Equal,
        Column::Size => a.size.total_cmp(&b.size),
        Column::Added => a.added.total_cmp(&b.added),
        Column::By => by_name(&a.added_by, &b.added_by),
        Column::Kind => extension(&a.name).cmp(&extension(&b.name)),
    };
    first.then_with(|| by_name(&a.name, &b.name))
}

/// What follows the last dot, in lower case; empty if there is none.
pub(crate) fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() && end.len() <= 8 => end.to_lowercase(),
        _ => String::new(),
    }
}

/// A line of the folder tree.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Branch {
    pub(crate) folder: FolderView,
    pub(crate) depth: usize,
    pub(crate) children: bool,
}

/// The lines of the tree that are to be seen: those whose ancestors are all open.
pub(crate) fn branches(
    view: &RoomView,
    open: &HashSet<FolderRef>,
    by_name: impl Fn(&str, &str) -> Ordering,
) -> Vec<Branch> {
    let mut lines = Vec::new();
    let mut stack: Vec<(&FolderView, usize)> = Vec::new();
    let known: HashSet<&str> = view
        .folders
        .iter()
        .map(|folder| folder.folder.as_str())
        .collect();
    let is_top = |folder: &&FolderView| {
        folder
            .parent
            .as_deref()
            .is_none_or(|parent| !known.contains(parent))
    };
    stack.extend(view.folders.iter().rev().filter(is_top).map(|top| (top, 0)));
    while let Some((folder, depth)) = stack.pop() {
        let mut children: Vec<&FolderView> = view
            .folders
            .iter()
            .filter(|one| one.parent.as_deref() == Some(folder.folder.as_str()))
            .collect();
        lines.push(Branch {
            folder: folder.clone(),
            depth,
            children: !children.is_empty(),
        });
        if open.contains(&folder.folder) {
            children.sort_by(|a, b| by_name(&b.name, &a.name));
            stack.extend(children.into_iter().map(|child| (child, depth + 1)));
        }
    }
    lines
}

/// Which rows of a long table to draw, and how much room the others take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Window {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) above: f64,
    pub(crate) below: f64,
}

/// Tables up to this many rows are drawn whole.
pub(crate) const WHOLE: usize = 300;

/// The window for a scrolling box of this height, with a margin on both sides.
pub(crate) fn window(count: usize, scrolled: f64, height: f64, row: f64) -> Window {
    part(count, scrolled, height, row, (WHOLE, 20))
}

/// The window along either side of a scrolling box: `whole` many are all drawn, of more those that are
/// seen with a margin before and behind.
pub(crate) fn part(
    count: usize,
    scrolled: f64,
    extent: f64,
    each: f64,
    (whole, margin): (usize, usize),
) -> Window {
    if count <= whole {
        return Window {
            from: 0,
            to: count,
            above: 0.0,
            below: 0.0,
        };
    }
    // positions of a table, far below 2^53
    let first = (scrolled / each).max(0.0) as usize;
    let seen = (extent / each).ceil() as usize + 1;
    let from = first.saturating_sub(margin).min(count);
    let to = (first + seen + margin).min(count);
    Window {
        from,
        to,
        above: from as f64 * each,
        below: (count - to) as f64 * each,
    }
}

#[cfg(test)]
mod tests;
