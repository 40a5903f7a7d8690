//! A room's index as a store may keep it, the log's key, and three witnesses.

use ledger::evidence::checkpoint::Checkpoint;
use ledger::evidence::disclosure::Disclosure;
use ledger::evidence::index::Leaf;
use ledger::evidence::note::{KeyKind, Note, VerifierKey};
use ledger::evidence::policy::Policy;
use ledger::evidence::tree::{Tree, TreeHead, prove_inclusion};
use ledger::testkit::{Key, TestRoom};
use ledger::*;

use crate::support::Cast;

pub(crate) const ORIGIN: &str = "rooms.example/index";
/// When the witnesses sign, in seconds.
pub(crate) const TIME: u64 = 1_700_000_000;

pub(crate) struct Index {
    pub(crate) room: TestRoom,
    pub(crate) leaves: Vec<Hash>,
    pub(crate) log: Key,
}

impl Index {
    pub(crate) fn new() -> Self {
        let room = Cast::new().room;
        let leaf = |wrapped: &Wrapped| {
            let entry = wrapped.verify(&room.server.public()).unwrap();
            Leaf::of(&entry, wrapped.time()).hash()
        };
        let leaves = room.log.iter().map(leaf).collect();
        Self {
            room,
            leaves,
            log: Key::new(1000),
        }
    }

    pub(crate) fn id(&self) -> RoomId {
        self.room.fold.room()
    }

    pub(crate) fn server(&self) -> PublicKey {
        self.room.server.public()
    }

    pub(crate) fn checkpoint(&self) -> Checkpoint {
        Checkpoint::new(ORIGIN, head(&self.leaves)).unwrap()
    }

    /// The checkpoint as a note, signed by so many witnesses.
    pub(crate) fn note(&self, witnesses: u64) -> Note {
        let checkpoint = self.checkpoint();
        let text = checkpoint.text();
        let by_log = self.log.sign_note(ORIGIN, &text);
        let by_witness = |n| witness(n).cosign(&witness_name(n), &checkpoint, TIME + n);
        let signatures = std::iter::once(by_log).chain((0..witnesses).map(by_witness));
        Note::assemble(text, signatures.collect()).unwrap()
    }

    pub(crate) fn log_key(&self) -> VerifierKey {
        self.log.verifier(ORIGIN, KeyKind::Note)
    }

    /// Knows the log and three witnesses, and wants so many of them.
    pub(crate) fn policy(&self, quorum: usize) -> Policy {
        let witnesses = (0..3).map(witness_key).collect();
        Policy::new(vec![self.log_key()], witnesses, quorum).unwrap()
    }

    pub(crate) fn path(&self, index: usize) -> Vec<Hash> {
        let leaves = self.leaves.iter().copied();
        prove_inclusion(index as u64, self.leaves.len() as u64, leaves).unwrap()
    }

    pub(crate) fn disclose(&self, index: usize, note: Note) -> Disclosure {
        let wrapped = self.room.log[index].clone();
        Disclosure::assemble(wrapped, index as u64, self.path(index), note).unwrap()
    }
}

pub(crate) fn head(leaves: &[Hash]) -> TreeHead {
    let mut tree = Tree::new();
    for leaf in leaves {
        tree.push(*leaf).unwrap();
    }
    tree.head()
}

pub(crate) fn witness(n: u64) -> Key {
    Key::new(2000 + n)
}

pub(crate) fn witness_name(n: u64) -> String {
    format!("witness.example/w{n}")
}

pub(crate) fn witness_key(n: u64) -> VerifierKey {
    witness(n).verifier(&witness_name(n), KeyKind::Cosigner)
}
