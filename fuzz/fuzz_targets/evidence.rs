//! Artefacts, notes, checkpoints, keys, policies, requests to witnesses, proofs, pieces of an index and receipts for what was erased, as others send them:
//! what is read is written alike, and what nobody signed proves nothing.
#![no_main]

use ledger::{Hash, PublicKey};
use ledger::evidence::artefact::Statement;
use ledger::evidence::checkpoint::Checkpoint;
use ledger::evidence::disclosure::Disclosure;
use ledger::evidence::erasure::{Erasure, SignedErasure};
use ledger::evidence::index::{IndexFold, Row, Tile};
use ledger::evidence::note::{Note, NoteError, VerifierKey};
use ledger::evidence::policy::PolicyFile;
use ledger::evidence::proof::Proof;
use ledger::evidence::tree::{TreeHead, leaf_hash, verify_consistency, verify_inclusion};
use ledger::evidence::witness::Request;
use libfuzzer_sys::fuzz_target;
use room::artefact::Artefact;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = core::str::from_utf8(bytes) {
        read(text);
    }
    verify(bytes);
    index(bytes);
    erasure(bytes);
});

/// What is read of a receipt is written alike, and signed by nobody.
fn erasure(bytes: &[u8]) {
    if let Ok(said) = Erasure::parse(bytes) {
        assert_eq!(said.statement(), bytes);
        assert!(said.objects.iter().all(|one| said.state(&one.name) == Some(one.state)));
    }
    if let Ok(receipt) = SignedErasure::parse(bytes) {
        assert_eq!(receipt.encode(), bytes);
        assert!(receipt.verify(&PublicKey([0; 32])).is_err());
    }
}

/// What is read of an index is written alike, and taken whole or not at all.
fn index(bytes: &[u8]) {
    if let Ok(tile) = Tile::parse(bytes) {
        assert_eq!(tile.encode(), bytes);
    }
    let Ok(row) = Row::parse(bytes) else {
        return;
    };
    assert_eq!(row.encode(), bytes);
    let mut fold = IndexFold::default();
    let taken = fold.take_row(&row).is_ok();
    assert_eq!(fold.size(), if taken { row.leaves.len() as u64 } else { 0 });
}

fn read(text: &str) {
    if let Ok(statement) = Statement::parse(text) {
        assert_eq!(statement.text(), text);
    }
    if let Ok(artefact) = Artefact::parse(text.as_bytes()) {
        let again = artefact.encode().map(|file| Artefact::parse(&file));
        assert_eq!(again, Ok(Ok(artefact)));
    }
    if let Ok(note) = Note::parse(text) {
        assert_eq!(note.encode(), text);
        assert_eq!(note.verify(&[]), Err(NoteError::Unsigned));
    }
    if let Ok(checkpoint) = Checkpoint::parse(text) {
        assert_eq!(checkpoint.text(), text);
    }
    if let Ok(key) = VerifierKey::parse(text) {
        assert_eq!(key.to_string(), text);
    }
    if let Ok(policy) = PolicyFile::parse(text) {
        assert!(policy.quorum <= policy.witnesses.len());
    }
    if let Ok(request) = Request::parse(text) {
        assert_eq!(request.encode(), text);
    }
    if let Ok(proof) = Proof::parse(text) {
        assert_eq!(proof.encode(), text);
    }
    if let Ok(disclosure) = Disclosure::parse(text) {
        assert_eq!(disclosure.encode(), text);
    }
}

/// Two numbers and a path from whatever came: no such path leads to a root that it does not know.
fn verify(bytes: &[u8]) {
    let Some((numbers, hashes)) = bytes.split_first_chunk::<16>() else {
        return;
    };
    let [a, b] = [0, 8].map(|at| {
        let number = numbers[at..].first_chunk().copied();
        u64::from_le_bytes(number.unwrap_or_default())
    });
    let path: Vec<Hash> = hashes.as_chunks().0.iter().copied().map(Hash).collect();
    let (leaf, root) = (leaf_hash(b"a"), leaf_hash(b"b"));
    // as they are, and small
    for (a, b) in [(a, b), (a % 300, b % 300)] {
        let head = TreeHead { size: b, root };
        assert!(verify_inclusion(&leaf, a, &head, &path).is_err());
        let old = TreeHead { size: a, root: leaf };
        assert!(verify_consistency(&old, &head, &path).is_err());
    }
}
