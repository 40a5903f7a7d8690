//! The pieces in which an index is kept, its order, its name, and the file of a policy.

use ledger::evidence::index::*;
use ledger::evidence::note::KeyKind;
use ledger::evidence::policy::{FILE, NotAPolicy, PolicyFile};
use ledger::evidence::tree::{Tree, root_of};
use ledger::testkit::{Key, chain};
use ledger::*;
use proptest::prelude::*;

use crate::evidence_vectors::said;
use crate::index::*;
use crate::vectors::{checked, hex};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct RowCase {
    name: String,
    kind: String,
    bytes: String,
    expect: String,
    first: Option<u64>,
    leaves: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct OriginCase {
    room: String,
    server: String,
    key: String,
}

fn leaf(n: u64, seq: u64) -> Leaf {
    Leaf {
        chain: chain(n),
        seq,
        entry: Hash::of(&[n, seq].map(u64::to_le_bytes).concat()),
        time: 1_000_000,
    }
}

fn row(from: u64, leaves: Vec<Leaf>) -> Row {
    Row { from, leaves }
}

#[test]
fn rows_and_tiles() {
    for case in checked("row.json", row_cases()) {
        let bytes = crate::vectors::unhex(&case.bytes);
        let found = if case.kind == "row" {
            Row::parse(&bytes).map(|row| (row.from, row.leaves.len()))
        } else {
            Tile::parse(&bytes).map(|tile| (tile.row, tile.leaves.len()))
        };
        assert_eq!(said(&found), case.expect, "{}", case.name);
        let found = found.ok();
        assert_eq!(found.map(|found| found.0), case.first, "{}", case.name);
        assert_eq!(found.map(|found| found.1), case.leaves, "{}", case.name);
    }
}

#[test]
fn origins() {
    for case in checked("origin.json", origin_cases()) {
        let room = RoomId::parse(&case.room).unwrap();
        let server = PublicKey::parse(&case.server).unwrap();
        let key = log_key(&room, &server).unwrap();
        assert_eq!(key.to_string(), case.key);
        assert_eq!(key.name().as_str(), origin(&room));
    }
}

fn row_cases() -> Vec<RowCase> {
    let short = row(7, vec![leaf(1, 0), leaf(1, 1), leaf(2, 0)]).encode();
    let case = |name: &str, kind: &str, bytes: &[u8], ok: Option<(u64, usize)>| RowCase {
        name: name.into(),
        kind: kind.into(),
        bytes: hex(bytes),
        expect: if ok.is_some() { "ok" } else { "malformed" }.into(),
        first: ok.map(|ok| ok.0),
        leaves: ok.map(|ok| ok.1),
    };
    let tile = |row: u64, n: u64| Tile {
        row,
        leaves: (0..n).map(|seq| leaf(1, seq)).collect(),
    };
    let longer = [&[0x83], &short[1..], &[0]].concat();
    // the number 7 in two bytes
    let spelled = [&[0x82, 0x18, 7], &short[2..]].concat();
    vec![
        case("three leaves", "row", &short, Some((7, 3))),
        case("no leaf", "row", &row(7, vec![]).encode(), None),
        case("cut", "row", &short[..short.len() - 1], None),
        case(
            "something behind",
            "row",
            &[&short[..], &[0]].concat(),
            None,
        ),
        case("a field more", "row", &longer, None),
        case("a number that is spelled longer", "row", &spelled, None),
        case("a tile", "tile", &tile(9, 256).encode(), Some((9, 256))),
        case("a row as a tile", "tile", &short, None),
    ]
}

fn origin_cases() -> Vec<OriginCase> {
    let case = |n: u8| {
        let (room, server) = (RoomId([n; 32]), Key::new(n.into()).public());
        OriginCase {
            room: room.to_string(),
            server: server.to_string(),
            key: log_key(&room, &server).unwrap().to_string(),
        }
    };
    vec![case(1), case(2)]
}

#[test]
fn no_row_is_longer_than_a_row_may_be() {
    let most = u64::try_from(ROW).unwrap();
    let widest = |n: u64| Leaf {
        seq: u64::MAX - 1,
        time: u64::MAX,
        ..leaf(n, 0)
    };
    let of = |n: u64| row(u64::MAX, (0..n).map(widest).collect());
    assert_eq!(Row::parse(&of(most).encode()), Ok(of(most)));
    assert_eq!(
        Row::parse(&of(most + 1).encode()),
        Err(IndexError::Malformed)
    );
    assert!(cbor::encode(&widest(0)).len() <= LEAF);
    for n in [0, 255, 257] {
        let leaves = (0..n).map(|seq| leaf(1, seq)).collect();
        let tile = Tile { row: 9, leaves };
        assert_eq!(Tile::parse(&tile.encode()), Err(IndexError::Malformed));
    }
}

#[test]
fn an_index_has_each_entry_once_and_in_order() {
    let mut fold = IndexFold::default();
    for leaf in [leaf(1, 0), leaf(2, 0), leaf(1, 1)] {
        fold.take(&leaf).unwrap();
    }
    let before = fold.clone();
    // twice, out of order, with one left out, a chain that does not begin
    for bad in [
        leaf(1, 1),
        leaf(1, 0),
        leaf(1, 3),
        leaf(3, 1),
        leaf(2, u64::MAX),
    ] {
        assert_eq!(fold.take(&bad), Err(IndexError::Order));
    }
    // a row whole or not at all
    let rows = [
        row(2, vec![leaf(1, 2)]),
        row(4, vec![leaf(1, 2)]),
        row(3, vec![leaf(1, 2), leaf(1, 2)]),
        row(3, vec![leaf(1, 2), leaf(1, 4)]),
        row(3, vec![leaf(4, 0), leaf(1, 1)]),
    ];
    for bad in rows {
        assert_eq!(fold.take_row(&bad), Err(IndexError::Order));
    }
    assert_eq!(fold, before);
    fold.take_row(&row(3, vec![leaf(4, 0), leaf(1, 2), leaf(4, 1)]))
        .unwrap();
    assert_eq!(
        (fold.size(), fold.next(&chain(4)), fold.next(&chain(9))),
        (6, 2, 0)
    );
}

/// A witness that knows one room's log learns nothing of another's, and one key signs for one log only.
#[test]
fn a_log_is_called_after_its_room_by_a_hash() {
    let (one, other) = (RoomId([1; 32]), RoomId([2; 32]));
    assert_ne!(origin(&one), origin(&other));
    assert!(!origin(&one).contains(&one.to_string()));
    let key = Key::new(1).public();
    let (a, b) = (log_key(&one, &key).unwrap(), log_key(&other, &key).unwrap());
    assert_ne!(a.id(), b.id());
    // a key of small order is none
    assert!(log_key(&one, &PublicKey([0; 32])).is_err());
}

proptest! {
    /// What a store knows of whole subtrees and of the rest gives the same root as all leaves.
    #[test]
    fn a_root_is_that_of_its_parts(size in 0usize..1200, width in prop::sample::select(vec![1usize, 4, 256])) {
        let leaves: Vec<Hash> = (0..size as u64).map(|n| Hash::of(&n.to_le_bytes())).collect();
        let tree = |nodes: &[Hash]| {
            let mut tree = Tree::new();
            nodes.iter().for_each(|node| tree.push(*node).unwrap());
            tree
        };
        let whole = tree(&leaves);
        let parts: Vec<Hash> = leaves.chunks_exact(width).map(|part| tree(part).root()).collect();
        let rest = &leaves[parts.len() * width..];
        let peaks = [tree(&parts).peaks(), tree(rest).peaks()].concat();
        prop_assert_eq!(root_of(&peaks), whole.root());
    }
}

fn file(lines: &[&str]) -> String {
    let index = Index::new();
    let mut text = lines.join("\n") + "\n";
    text = text.replace("LOG", &index.log_key().to_string());
    for n in 0..3 {
        text = text.replace(&format!("KEY{n}"), &witness_key(n).to_string());
    }
    text
}

fn parsed(lines: &[&str]) -> Result<PolicyFile, NotAPolicy> {
    PolicyFile::parse(&file(lines))
}

const THREE: [&str; 3] = [
    "witness W0 KEY0 https://witness.example/0",
    "\twitness  W1\tKEY1 ",
    "witness W2 KEY2",
];

#[test]
fn a_policy_file_says_whose_signatures_are_enough() {
    let with = |more: &[&'static str]| parsed(&[&THREE[..], more].concat());
    let two = with(&[
        "# two of three",
        "",
        "log LOG",
        "group g 2 W0 W1 W2",
        "quorum g",
    ])
    .unwrap();
    assert_eq!((two.logs.len(), two.witnesses.len(), two.quorum), (1, 3, 2));
    let url = two.witnesses[0].url.as_deref();
    assert_eq!(url, Some("https://witness.example/0"));
    let index = Index::new();
    let policy = two.policy(index.log_key()).unwrap();
    assert!(policy.open(&index.note(2)).is_ok());
    assert!(policy.open(&index.note(1)).is_err());
    // a file that names logs names this one
    let other = Key::new(7).verifier("other", KeyKind::Note);
    assert_eq!(two.policy(other.clone()), Err(NotAPolicy));
    let none = with(&["quorum none"]).unwrap();
    assert_eq!((none.witnesses.len(), none.quorum), (0, 0));
    assert!(none.policy(other).is_ok());
    let one = with(&["quorum W1"]).unwrap();
    assert_eq!((&one.witnesses[0].key, one.quorum), (&witness_key(1), 1));
    for (word, k) in [("any", 1), ("all", 2), ("2", 2)] {
        let group = format!("group g {word} W0 W2");
        let text = file(&[&THREE[..], &[group.as_str(), "quorum g"]].concat());
        let read = PolicyFile::parse(&text).unwrap();
        assert_eq!((read.quorum, read.witnesses.len()), (k, 2));
    }
}

#[test]
fn what_is_no_policy_is_refused_whole() {
    let bad: [&[&str]; 19] = [
        &[],
        &["quorum W9"],
        &["quorum none", "quorum none"],
        &["quorum none", "log KEY0"],
        &["quorum none", "witness W9 LOG"],
        &["quorum none", "witness W0 KEY0"],
        &["quorum none", "log LOG", "log LOG"],
        &["quorum none", "witness none LOG"],
        &["quorum none", "word"],
        &["quorum"],
        &["quorum none more"],
        &["group g 0 W0", "quorum g"],
        &["group g 2 W0", "quorum g"],
        &["group g 02 W0 W1", "quorum g"],
        &["group g some W0", "quorum g"],
        &["group g any", "quorum g"],
        &["group g 2 W0 W0", "quorum g"],
        // a rule that this has not
        &["group g any W0", "group h all g W1", "quorum h"],
        &["quorum g", "group g any W0"],
    ];
    for lines in bad {
        let read = parsed(&[&THREE[..], lines].concat());
        assert_eq!(read, Err(NotAPolicy), "{lines:?}");
    }
    for text in [
        "quorum none\r\n",
        "quorum\u{7f}none\n",
        "quorum none\u{0}\n",
    ] {
        assert_eq!(PolicyFile::parse(text), Err(NotAPolicy), "{text:?}");
    }
    let long = format!("quorum none\n#{}\n", "x".repeat(FILE));
    assert_eq!(PolicyFile::parse(&long), Err(NotAPolicy));
    // the last line needs no newline, and names may be of any letters
    assert!(PolicyFile::parse("#\u{e9}\nquorum none").is_ok());
}
