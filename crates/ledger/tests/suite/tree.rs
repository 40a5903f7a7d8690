//! The tree of RFC 6962: known answers, another implementation, and every proof of trees up to 300 leaves.
//!
//! The reference tree of eight leaves and its proofs are those of the certificate-transparency project, as
//! transparency-dev/merkle passes them on.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ledger::Hash;
use ledger::evidence::tree::*;
use proptest::prelude::*;
use proptest::sample::Index;
use sha2::Sha256;

use crate::index::head;

const INPUTS: [&[u8]; 8] = [
    &[],
    &[0x00],
    &[0x10],
    &[0x20, 0x21],
    &[0x30, 0x31],
    &[0x40, 0x41, 0x42, 0x43],
    &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    &[
        0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e,
        0x6f,
    ],
];

const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

const LEAF_1: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const LEAF_4: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const LEAF_6: &str = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f";
const PAIR_2: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const PAIR_4: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
const PAIR_6: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const FOUR_4: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";

/// Place, size, path.
pub(crate) const INCLUSION: [(u64, u64, &[&str]); 7] = [
    (0, 1, &[]),
    (0, 2, &[LEAF_1]),
    (1, 2, &[ROOTS[1]]),
    (2, 3, &[ROOTS[2]]),
    (1, 5, &[ROOTS[1], PAIR_2, LEAF_4]),
    (0, 8, &[LEAF_1, PAIR_2, FOUR_4]),
    (5, 8, &[LEAF_4, PAIR_6, ROOTS[4]]),
];

/// Size before, size after, path.
pub(crate) const CONSISTENCY: [(u64, u64, &[&str]); 5] = [
    (1, 1, &[]),
    (1, 8, &[LEAF_1, PAIR_2, FOUR_4]),
    (2, 5, &[PAIR_2, LEAF_4]),
    (6, 7, &[PAIR_4, LEAF_6, ROOTS[4]]),
    (6, 8, &[PAIR_4, PAIR_6, ROOTS[4]]),
];

/// The hashes of the leaves of the reference tree.
pub(crate) fn reference() -> Vec<Hash> {
    INPUTS.map(leaf_hash).to_vec()
}

pub(crate) fn hashes(hex: &[&str]) -> Vec<Hash> {
    hex.iter().map(|hex| Hash::parse(hex).unwrap()).collect()
}

fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(|n| leaf_hash(&n.to_le_bytes())).collect()
}

fn inclusion(index: u64, leaves: &[Hash]) -> Vec<Hash> {
    prove_inclusion(index, leaves.len() as u64, leaves.iter().copied()).unwrap()
}

fn consistency(old: u64, leaves: &[Hash]) -> Vec<Hash> {
    prove_consistency(old, leaves.len() as u64, leaves.iter().copied()).unwrap()
}

/// The root as RFC 6962 defines it.
fn defined(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(b""),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&defined(left), &defined(right))
        }
    }
}

#[test]
fn leaves_and_nodes_are_hashed_apart() {
    assert_eq!(leaf_hash(b"").to_string(), ROOTS[1]);
    let leaf = "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56";
    assert_eq!(leaf_hash(b"L123456").to_string(), leaf);
    // a leaf that is spelled like a node is not that node
    let (left, right) = (leaf_hash(b"a"), leaf_hash(b"b"));
    let node = [left.0, right.0].concat();
    assert_ne!(leaf_hash(&node), node_hash(&left, &right));
    assert_ne!(node_hash(&right, &left), node_hash(&left, &right));
}

#[test]
fn the_tree_grows_as_the_reference_does() {
    let leaves = reference();
    for (size, root) in ROOTS.iter().enumerate() {
        assert_eq!(head(&leaves[..size]).root.to_string(), *root, "{size}");
    }
}

#[test]
fn the_tree_proves_as_the_reference_does() {
    let leaves = reference();
    for (index, size, path) in INCLUSION {
        let leaves = &leaves[..size as usize];
        let found = inclusion(index, leaves);
        assert_eq!(found, hashes(path), "{index} of {size}");
        let leaf = &leaves[index as usize];
        assert_eq!(verify_inclusion(leaf, index, &head(leaves), &found), Ok(()));
    }
    for (old, new, path) in CONSISTENCY {
        let leaves = &leaves[..new as usize];
        let found = consistency(old, leaves);
        assert_eq!(found, hashes(path), "{old} to {new}");
        let before = head(&leaves[..old as usize]);
        assert_eq!(verify_consistency(&before, &head(leaves), &found), Ok(()));
    }
}

/// The tree of seven that the specification draws (RFC 6962, 2.1.3).
#[test]
fn the_tree_of_seven_proves_as_it_is_drawn() {
    let all = leaves(7);
    let [a, b, c, d, e, f, g] = all[..] else {
        panic!("seven leaves");
    };
    let (h, i, j) = (node_hash(&a, &b), node_hash(&c, &d), node_hash(&e, &f));
    let (k, l) = (node_hash(&h, &i), node_hash(&j, &g));
    assert_eq!(head(&all).root, node_hash(&k, &l));
    assert_eq!(inclusion(0, &all), [b, i, l]);
    assert_eq!(inclusion(3, &all), [c, h, l]);
    assert_eq!(inclusion(4, &all), [f, g, k]);
    assert_eq!(inclusion(6, &all), [j, k]);
    assert_eq!(consistency(3, &all), [c, d, h, l]);
    assert_eq!(consistency(4, &all), [l]);
    assert_eq!(consistency(6, &all), [j, g, k]);
}

#[test]
fn a_tree_goes_on_from_what_it_kept() {
    let leaves = leaves(70);
    for size in 0..leaves.len() {
        let mut tree = Tree::new();
        for leaf in &leaves[..size] {
            tree.push(*leaf).unwrap();
        }
        let peaks = tree.peaks().to_vec();
        let mut again = Tree::resume(tree.size(), peaks.clone()).unwrap();
        assert_eq!(again, tree);
        for leaf in &leaves[size..] {
            again.push(*leaf).unwrap();
        }
        assert_eq!(again.head(), head(&leaves));
        // not with more or fewer peaks than the size has
        let more = [peaks.as_slice(), &leaves[..1]].concat();
        assert_eq!(Tree::resume(size as u64, more), Err(TreeError::Length));
        if let Some((_, fewer)) = peaks.split_last() {
            let found = Tree::resume(size as u64, fewer.to_vec());
            assert_eq!(found, Err(TreeError::Length));
        }
    }
}

#[test]
fn row_40_a_tree_has_no_more_leaves_than_a_proof_may_reach() {
    let leaf = leaf_hash(b"");
    let mut full = Tree::resume(LEAVES, vec![leaf]).unwrap();
    assert_eq!(full.push(leaf), Err(TreeError::Range));
    let over = LEAVES + 1;
    assert_eq!(Tree::resume(over, vec![leaf; 2]), Err(TreeError::Range));
    assert_eq!(inclusion_ranges(0, over), Err(TreeError::Range));
    assert_eq!(consistency_ranges(1, over), Err(TreeError::Range));
    for size in [LEAVES, LEAVES - 1, LEAVES / 2 + 1] {
        for place in [0, 1, size / 2, size - 1] {
            assert!(inclusion_ranges(place, size).unwrap().len() < PATH);
            assert!(consistency_ranges(place + 1, size).unwrap().len() <= PATH);
        }
    }
}

#[test]
fn row_40_what_a_proof_claims_costs_no_more_than_its_length() {
    let (leaf, root) = (leaf_hash(b"a"), leaf_hash(b"b"));
    let sizes = [
        0,
        1,
        2,
        3,
        7,
        LEAVES - 1,
        LEAVES,
        LEAVES + 1,
        u64::MAX - 1,
        u64::MAX,
    ];
    for size in sizes {
        let head = TreeHead { size, root };
        for length in [0, 1, 2, 61, 62, 63, 64, 65, 1000] {
            let path = vec![root; length];
            for index in sizes {
                assert!(verify_inclusion(&leaf, index, &head, &path).is_err());
                let old = TreeHead {
                    size: index,
                    root: leaf,
                };
                assert!(verify_consistency(&old, &head, &path).is_err());
            }
        }
    }
}

#[test]
fn a_tree_without_leaves_has_one_root_and_no_proof() {
    let leaves = leaves(3);
    let (none, some) = (head(&[]), head(&leaves));
    let false_none = TreeHead { size: 0, ..some };
    assert_eq!(verify_consistency(&none, &none, &[]), Ok(()));
    assert_eq!(verify_consistency(&none, &some, &[]), Ok(()));
    assert_eq!(
        verify_consistency(&none, &some, &leaves),
        Err(TreeError::Length)
    );
    assert_eq!(
        verify_consistency(&false_none, &some, &[]),
        Err(TreeError::Root)
    );
    let found = verify_consistency(&false_none, &false_none, &[]);
    assert_eq!(found, Err(TreeError::Root));
    assert_eq!(verify_consistency(&some, &none, &[]), Err(TreeError::Range));
    assert_eq!(
        verify_inclusion(&leaves[0], 0, &none, &[]),
        Err(TreeError::Range)
    );
    assert_eq!(prove_inclusion(0, 0, []), Err(TreeError::Range));
}

#[test]
fn leaves_that_end_too_early_prove_nothing() {
    let leaves = leaves(9);
    for size in 0..leaves.len() as u64 {
        let some = leaves.iter().copied().take(size as usize);
        assert_eq!(prove_inclusion(3, 9, some.clone()), Err(TreeError::Length));
        assert_eq!(prove_consistency(3, 9, some), Err(TreeError::Length));
    }
    // more than it takes do no harm
    let path = prove_inclusion(3, 7, leaves.iter().copied()).unwrap();
    assert_eq!(
        verify_inclusion(&leaves[3], 3, &head(&leaves[..7]), &path),
        Ok(())
    );
}

/// All places and all trees before, of one tree.
fn prove_all(leaves: &[Hash]) {
    let head_of_all = head(leaves);
    assert_eq!(head_of_all.root, defined(leaves));
    for (index, leaf) in leaves.iter().enumerate() {
        let path = inclusion(index as u64, leaves);
        let found = verify_inclusion(leaf, index as u64, &head_of_all, &path);
        assert_eq!(found, Ok(()), "{index} of {}", leaves.len());
    }
    for old in 0..=leaves.len() {
        let path = consistency(old as u64, leaves);
        let found = verify_consistency(&head(&leaves[..old]), &head_of_all, &path);
        assert_eq!(found, Ok(()), "{old} to {}", leaves.len());
    }
}

#[test]
fn every_proof_of_a_small_tree_verifies() {
    for size in 0..=66 {
        prove_all(&leaves(size));
    }
}

proptest! {
    // each of them some hundred thousand hashes
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(8) })]

    #[test]
    fn every_proof_of_a_tree_verifies(size in 67..=300u64) {
        prove_all(&leaves(size));
    }
}

/// Every proof with a bit changed, a hash too few, too many, or in another's place.
fn changed(path: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for at in 0..path.len() {
        for bit in 0..256 {
            let mut other = path.to_vec();
            other[at].0[bit / 8] ^= 1 << (bit % 8);
            all.push(other);
        }
        let mut fewer = path.to_vec();
        let hash = fewer.remove(at);
        all.push(fewer);
        let mut more = path.to_vec();
        more.insert(at, hash);
        all.push(more);
        let mut turned = path.to_vec();
        turned.swap(0, at);
        if turned != path {
            all.push(turned);
        }
    }
    all.push([path, &[Hash([7; 32])]].concat());
    all
}

fn other(hash: &Hash) -> Hash {
    let mut other = *hash;
    other.0[31] ^= 1;
    other
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn row_40_no_changed_inclusion_proof_verifies(size in 1..=300u64, at in any::<Index>()) {
        let leaves = leaves(size);
        let (index, head) = (at.index(leaves.len()) as u64, head(&leaves));
        let (leaf, path) = (leaves[index as usize], inclusion(index, &leaves));
        for path in changed(&path) {
            prop_assert!(verify_inclusion(&leaf, index, &head, &path).is_err());
        }
        prop_assert!(verify_inclusion(&other(&leaf), index, &head, &path).is_err());
        let elsewhere = TreeHead { root: other(&head.root), ..head };
        prop_assert!(verify_inclusion(&leaf, index, &elsewhere, &path).is_err());
        for place in (0..size + 2).filter(|place| *place != index) {
            prop_assert!(verify_inclusion(&leaf, place, &head, &path).is_err());
        }
    }

    #[test]
    fn row_40_no_changed_consistency_proof_verifies(size in 2..=300u64, at in any::<Index>()) {
        let leaves = leaves(size);
        let (old, new) = (1 + at.index(leaves.len() - 1), head(&leaves));
        let (before, path) = (head(&leaves[..old]), consistency(old as u64, &leaves));
        for path in changed(&path) {
            prop_assert!(verify_consistency(&before, &new, &path).is_err());
        }
        let elsewhere = |head: TreeHead| TreeHead { root: other(&head.root), ..head };
        prop_assert!(verify_consistency(&elsewhere(before), &new, &path).is_err());
        prop_assert!(verify_consistency(&before, &elsewhere(new), &path).is_err());
        prop_assert!(verify_consistency(&new, &before, &path).is_err());
        for size in (0..size + 2).filter(|size| *size != old as u64) {
            let resized = TreeHead { size, ..before };
            prop_assert!(verify_consistency(&resized, &new, &path).is_err());
        }
        // a history in which one leaf was exchanged
        for changed in (0..old).step_by(1 + old / 8) {
            let mut other_leaves = leaves.clone();
            other_leaves[changed] = other(&leaves[changed]);
            let other_path = consistency(old as u64, &other_leaves);
            let other_head = head(&other_leaves);
            prop_assert!(verify_consistency(&before, &other_head, &other_path).is_err());
        }
    }

    #[test]
    fn the_tree_is_that_of_another_implementation(size in 1..=300u64, a in any::<Index>(), b in any::<Index>()) {
        let leaves = leaves(size);
        let mut other = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        (0..size).for_each(|n| other.push(n.to_le_bytes().to_vec()));
        let head = head(&leaves);
        prop_assert_eq!(head.root.0.to_vec(), other.root().as_bytes().to_vec());
        let bytes = |path: Vec<Hash>| path.iter().flat_map(|hash| hash.0).collect::<Vec<u8>>();
        let index = a.index(leaves.len());
        let path = inclusion(index as u64, &leaves);
        prop_assert_eq!(bytes(path), other.prove_inclusion(index).as_bytes().to_vec());
        let old = 1 + b.index(leaves.len());
        let path = consistency(old as u64, &leaves);
        let theirs = other.prove_consistency(leaves.len() - old);
        prop_assert_eq!(bytes(path), theirs.as_bytes().to_vec());
    }

    #[test]
    fn row_40_random_proofs_verify_nothing(
        sizes in any::<(u64, u64)>(), small in any::<bool>(), path in prop::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        let (a, b) = if small { (sizes.0 % 300, sizes.1 % 300) } else { sizes };
        let path: Vec<Hash> = path.into_iter().map(Hash).collect();
        let (leaf, root) = (leaf_hash(b"a"), leaf_hash(b"b"));
        let head = TreeHead { size: b, root };
        prop_assert!(verify_inclusion(&leaf, a, &head, &path).is_err());
        let old = TreeHead { size: a, root: leaf };
        prop_assert!(verify_consistency(&old, &head, &path).is_err());
    }
}
