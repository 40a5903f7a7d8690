//! Vector files of the tree's proofs, mostly failures.

use ledger::Hash;
use ledger::evidence::tree::*;
use serde::{Deserialize, Serialize};

use crate::evidence_vectors::said;
use crate::index::head;
use crate::tree::{CONSISTENCY, INCLUSION, hashes, reference};
use crate::vectors::checked;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct InclusionCase {
    name: String,
    leaf: String,
    index: u64,
    size: u64,
    root: String,
    path: Vec<String>,
    expect: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct ConsistencyCase {
    name: String,
    old_size: u64,
    old_root: String,
    new_size: u64,
    new_root: String,
    path: Vec<String>,
    expect: String,
}

#[test]
fn inclusion() {
    for case in checked("inclusion.json", inclusion_cases()) {
        let head = head_of(case.size, &case.root);
        let found = verify_inclusion(&one(&case.leaf), case.index, &head, &many(&case.path));
        assert_eq!(said(&found), case.expect, "{}", case.name);
    }
}

#[test]
fn consistency() {
    for case in checked("consistency.json", consistency_cases()) {
        let old = head_of(case.old_size, &case.old_root);
        let new = head_of(case.new_size, &case.new_root);
        let found = verify_consistency(&old, &new, &many(&case.path));
        assert_eq!(said(&found), case.expect, "{}", case.name);
    }
}

fn one(hex: &str) -> Hash {
    Hash::parse(hex).unwrap()
}

fn many(hex: &[String]) -> Vec<Hash> {
    hex.iter().map(|hex| one(hex)).collect()
}

fn hex(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(Hash::to_string).collect()
}

fn head_of(size: u64, root: &str) -> TreeHead {
    TreeHead {
        size,
        root: one(root),
    }
}

fn inclusion_cases() -> Vec<InclusionCase> {
    let leaves = reference();
    let mut cases = Vec::new();
    for (index, size, path) in INCLUSION {
        cases.push(InclusionCase {
            name: format!("leaf {index} of {size}"),
            leaf: leaves[index as usize].to_string(),
            index,
            size,
            root: head(&leaves[..size as usize]).root.to_string(),
            path: hex(&hashes(path)),
            expect: "ok".into(),
        });
    }
    let honest = cases[cases.len() - 1].clone();
    let mut bad = |name: &str, expect: &str, change: &dyn Fn(&mut InclusionCase)| {
        let mut case = honest.clone();
        change(&mut case);
        let (name, expect) = (name.into(), expect.into());
        cases.push(InclusionCase {
            name,
            expect,
            ..case
        });
    };
    let other = leaves[0].to_string();
    bad("another leaf", "root", &|c| c.leaf = other.clone());
    bad("another root", "root", &|c| c.root = other.clone());
    bad("another hash on the path", "root", &|c| {
        c.path[1] = other.clone()
    });
    bad("hashes turned", "root", &|c| c.path.swap(0, 1));
    bad("another place", "root", &|c| c.index = 4);
    bad("behind the end", "range", &|c| c.index = 8);
    bad("no path", "length", &|c| c.path.clear());
    bad("a hash too few", "length", &|c| c.path.truncate(2));
    bad("a hash too many", "length", &|c| c.path.push(other.clone()));
    bad("a hash before", "length", &|c| {
        c.path.insert(0, other.clone())
    });
    bad("the leaf for the root", "length", &|c| {
        c.root = c.leaf.clone();
        c.path.clear();
    });
    bad("in a tree without leaves", "range", &|c| {
        (c.index, c.size) = (0, 0)
    });
    bad("in a smaller tree", "range", &|c| c.size = 5);
    bad("in a larger tree", "length", &|c| c.size = 16);
    bad("in a tree that is too large", "range", &|c| {
        c.size = u64::MAX
    });
    bad("at the last place there is", "range", &|c| {
        c.index = u64::MAX
    });
    cases
}

fn consistency_cases() -> Vec<ConsistencyCase> {
    let leaves = reference();
    let root = |size: u64| head(&leaves[..size as usize]).root.to_string();
    let mut cases = Vec::new();
    for (old_size, new_size, path) in CONSISTENCY {
        cases.push(ConsistencyCase {
            name: format!("{old_size} to {new_size}"),
            old_size,
            old_root: root(old_size),
            new_size,
            new_root: root(new_size),
            path: hex(&hashes(path)),
            expect: "ok".into(),
        });
    }
    let honest = cases[cases.len() - 1].clone();
    let mut case = |name: &str, expect: &str, change: &dyn Fn(&mut ConsistencyCase)| {
        let mut case = honest.clone();
        change(&mut case);
        let (name, expect) = (name.into(), expect.into());
        cases.push(ConsistencyCase {
            name,
            expect,
            ..case
        });
    };
    let (none, other) = (root(0), leaves[0].to_string());
    case("after nothing", "ok", &|c| {
        (c.old_size, c.old_root) = (0, none.clone());
        c.path.clear();
    });
    case("nothing after nothing", "ok", &|c| {
        (c.old_size, c.old_root) = (0, none.clone());
        (c.new_size, c.new_root) = (0, none.clone());
        c.path.clear();
    });
    case("another root before", "root", &|c| {
        c.old_root = other.clone()
    });
    case("another root after", "root", &|c| {
        c.new_root = other.clone()
    });
    case("another hash on the path", "root", &|c| {
        c.path[1] = other.clone()
    });
    case("hashes turned", "root", &|c| c.path.swap(0, 1));
    case("no path", "length", &|c| c.path.clear());
    case("a hash too few", "length", &|c| c.path.truncate(2));
    case("a hash too many", "length", &|c| c.path.push(other.clone()));
    case("a hash before", "length", &|c| {
        c.path.insert(0, other.clone())
    });
    case("backwards", "range", &|c| {
        (c.old_size, c.new_size) = (8, 6);
        (c.old_root, c.new_root) = (c.new_root.clone(), c.old_root.clone());
    });
    case("of one size, another root", "root", &|c| {
        c.old_size = 8;
        c.path.clear();
    });
    case("of one size, with a path", "length", &|c| {
        (c.old_size, c.old_root) = (8, c.new_root.clone());
    });
    case("after nothing, with a path", "length", &|c| {
        (c.old_size, c.old_root) = (0, none.clone());
    });
    case("after nothing, which had a root", "root", &|c| {
        c.old_size = 0;
        c.path.clear();
    });
    case("to a tree that is too large", "range", &|c| {
        c.new_size = u64::MAX
    });
    cases
}
