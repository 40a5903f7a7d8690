use super::*;
use crate::vault::messages::RoomStanding;

fn folder(id: &str, parent: Option<&str>, name: &str) -> FolderView {
    FolderView {
        folder: id.to_owned(),
        parent: parent.map(str::to_owned),
        name: name.to_owned(),
        ..FolderView::default()
    }
}

fn doc(id: &str, folder: &str, name: &str, size: f64) -> DocView {
    DocView {
        doc: id.to_owned(),
        folder: folder.to_owned(),
        name: name.to_owned(),
        size,
        added: size,
        ..DocView::default()
    }
}

fn view() -> RoomView {
    RoomView {
        room: "aa".to_owned(),
        title: String::new(),
        owner: String::new(),
        owner_words: Vec::new(),
        view_only: false,
        owes: false,
        drops: Vec::new(),
        manage: true,
        coordinates: false,
        owns: true,
        standing: RoomStanding::Open,
        ends: None,
        frozen: false,
        expires: None,
        as_of: 0.0,
        clock: None,
        unfinished: false,
        unproven: false,
        folders: vec![
            folder("1", None, "Room"),
            folder("2", Some("1"), "B"),
            folder("3", Some("1"), "A"),
            folder("4", Some("2"), "Deep"),
        ],
        docs: vec![
            doc("a", "1", "z.pdf", 1.0),
            doc("b", "1", "a.txt", 3.0),
            doc("c", "4", "contract.pdf", 2.0),
        ],
        bin: Vec::new(),
        alarms: Vec::new(),
    }
}

fn ids(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(Row::id).collect()
}

const NAME: Order = Order {
    column: Column::Name,
    down: false,
};

#[test]
fn folders_stand_before_documents_and_both_are_sorted() {
    assert_eq!(
        ids(&rows(&view(), "1", "", NAME, str::cmp)),
        ["3", "2", "b", "a"]
    );
    let size = Order {
        column: Column::Size,
        down: true,
    };
    assert_eq!(
        ids(&rows(&view(), "1", "", size, str::cmp)),
        ["3", "2", "b", "a"]
    );
    assert_eq!(
        ids(&rows(
            &view(),
            "1",
            "",
            NAME.clicked(Column::Name),
            str::cmp
        )),
        ["2", "3", "a", "b"]
    );
}

#[test]
fn a_search_looks_below_the_folder_and_says_where() {
    let found = rows(&view(), "1", "CONTRACT", NAME, str::cmp);
    assert!(
        matches!(&found[..], [Row::Doc(doc, Some(place))] if doc.doc == "c" && place == "Room / B / Deep")
    );
    assert!(rows(&view(), "3", "contract", NAME, str::cmp).is_empty());
}

#[test]
fn a_trail_ends_even_in_a_ring() {
    let mut ring = view();
    ring.folders[0].parent = Some("4".to_owned());
    assert!(trail(&ring, "4").len() <= ring.folders.len() + 1);
    let names: Vec<_> = trail(&view(), "4")
        .into_iter()
        .map(|folder| folder.name)
        .collect();
    assert_eq!(names, ["Room", "B", "Deep"]);
}

#[test]
fn the_tree_shows_what_is_open() {
    let closed = branches(&view(), &HashSet::new(), str::cmp);
    assert_eq!(closed.len(), 1);
    let open = HashSet::from(["1".to_owned(), "2".to_owned()]);
    let lines: Vec<_> = branches(&view(), &open, str::cmp)
        .into_iter()
        .map(|line| (line.folder.folder, line.depth))
        .collect();
    let expected =
        [("1", 0), ("3", 1), ("2", 1), ("4", 2)].map(|(id, depth)| (id.to_owned(), depth));
    assert_eq!(lines, expected);
}

#[test]
fn a_missing_folder_leads_to_the_first() {
    assert_eq!(folder_or_first(&view(), Some("9")).as_deref(), Some("1"));
    assert_eq!(folder_or_first(&view(), Some("4")).as_deref(), Some("4"));
}

#[test]
fn everything_below_is_fetched() {
    assert_eq!(docs_below(&view(), "2"), ["c"]);
    assert_eq!(docs_below(&view(), "1").len(), 3);
}

#[test]
fn a_window_covers_what_is_seen() {
    assert_eq!(window(300, 0.0, 500.0, 40.0).to, 300);
    let far = window(10_000, 40_000.0, 400.0, 40.0);
    assert!(far.from <= 1000 && far.to >= 1011 && far.to - far.from < 80);
    assert!((far.above + far.below + (far.to - far.from) as f64 * 40.0 - 400_000.0).abs() < 1.0);
    assert_eq!(window(1000, 1e9, 400.0, 40.0).to, 1000);
}

#[test]
fn extensions_are_short_and_follow_a_name() {
    assert_eq!(extension("a.PDF"), "pdf");
    assert_eq!(extension(".gitignore"), "");
    assert_eq!(extension("no dot"), "");
}
