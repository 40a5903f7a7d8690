//! The index of the room beside its chains: what the store signed as one history for all.
//!
//! ```text
//! chains are read ─> checkpoint ─> leaves up to its size ─> what the leaves name beyond is read ─> compared
//! ```
//!
//! The store promises that a checkpoint has every entry that was stored when it was asked for. So each entry that was
//! read before is in the index, each leaf is an entry that is served, and the tree extends the one of the checkpoint
//! that this device saw last, which it keeps sealed. What is otherwise is a finding; of a checkpoint that does not
//! hold nothing else is believed, and the older one stays, as the proof of it.

use std::collections::{BTreeMap, BTreeSet};

use blobs::wire::{IndexLeaf, Leaves};
use blobs::{Api, ApiError};
use ledger::evidence::checkpoint::Checkpoint;
use ledger::evidence::index::{IndexFold, Leaf, log_key};
use ledger::evidence::note::Note;
use ledger::evidence::policy::Policy;
use ledger::evidence::tree::{Tree, TreeHead};
use ledger::ids::{ChainId, Hash};

use super::PIECE;
use super::chains::Everything;
use super::findings::FindingKind;
use crate::control::Control;
use crate::error::Error;
use crate::host::Host;
use crate::room::Room;

/// The index as far as it was read.
#[derive(Debug, Default)]
pub(crate) struct LogRead {
    fold: IndexFold,
    /// Of each chain's entries, in their order, the leaf's number and hash.
    leaves: BTreeMap<ChainId, Vec<(u64, Hash)>>,
    /// The newest checkpoint, if it holds.
    pub(crate) checkpoint: Option<Note>,
    /// How many entries of each chain it has to have.
    due: BTreeMap<ChainId, u64>,
    /// What is wrong with the index as a whole.
    wrong: Option<(u64, FindingKind)>,
    /// The checkpoint that was seen, and the one that does not go on from it.
    pub(crate) contradiction: Option<[Note; 2]>,
}

/// Why the index was not read to its end.
enum Trouble {
    Error(Error),
    /// At this leaf.
    Wrong(u64, FindingKind),
    /// Likewise, and it is not what the device has seen: the store has signed this one, too.
    Against(u64, FindingKind, Box<Note>),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl LogRead {
    /// How many entries of a chain are in it.
    pub(super) fn next(&self, chain: &ChainId) -> u64 {
        self.fold.next(chain)
    }

    /// Every chain that is in it.
    pub(super) fn chains(&self) -> impl Iterator<Item = ChainId> {
        self.fold.chains().map(|(chain, _)| chain)
    }

    /// The number of an entry's leaf.
    pub(crate) fn place(&self, chain: &ChainId, seq: u64) -> Option<u64> {
        let leaves = self.leaves.get(chain)?;
        let (number, _) = leaves.get(usize::try_from(seq).ok()?)?;
        Some(*number)
    }

    /// The head that the tree had at a size, by the leaves that were read.
    pub(crate) fn head_at(&self, size: u64) -> Option<TreeHead> {
        self.heads_at([size].into()).pop()
    }

    /// The heads that it had at these sizes, as far as so many leaves were read, in order.
    pub(crate) fn heads_at(&self, sizes: BTreeSet<u64>) -> Vec<TreeHead> {
        let last = sizes.last().copied().unwrap_or(0);
        let leaves = self.leaves.values().flatten();
        let leaves = leaves.filter(|(number, _)| *number < last);
        let leaves: BTreeMap<u64, Hash> = leaves.copied().collect();
        let (mut tree, mut heads) = (Tree::new(), Vec::new());
        let mut due = sizes.into_iter().peekable();
        if due.next_if_eq(&0).is_some() {
            heads.push(tree.head());
        }
        for leaf in leaves.values() {
            if tree.push(*leaf).is_err() {
                break;
            }
            if due.next_if_eq(&tree.size()).is_some() {
                heads.push(tree.head());
            }
        }
        heads
    }

    fn take(&mut self, line: &IndexLeaf) -> Result<(), Trouble> {
        let leaf = Leaf {
            chain: ChainId(line.chain.0),
            seq: line.seq,
            entry: Hash(line.entry.0),
            time: line.time,
        };
        let number = self.fold.size();
        let taken = self.fold.take(&leaf);
        taken.map_err(|_| Trouble::Wrong(number, FindingKind::Disorder))?;
        let leaves = self.leaves.entry(leaf.chain).or_default();
        leaves.push((number, leaf.hash()));
        Ok(())
    }

    /// What is wrong with it, or with the chains by it.
    pub(super) fn findings(&self, read: &Everything) -> Vec<(ChainId, u64, FindingKind)> {
        if let Some((at, kind)) = self.wrong {
            return vec![(ChainId::FRONT, at, kind)];
        }
        let mut found = Vec::new();
        for (chain, due) in &self.due {
            if *due > self.next(chain) {
                found.push((*chain, self.next(chain), FindingKind::Unindexed));
            }
        }
        for (chain, leaves) in &self.leaves {
            let entries = read.entries.get(chain).map(Vec::as_slice);
            let entries = entries.unwrap_or_default();
            let both = (0..).zip(leaves.iter().zip(entries));
            let mut wrong = both.filter_map(|(seq, ((number, hash), entry))| {
                // what it names of the front comes first
                let named = entry.front.checked_sub(1);
                let named = named.map(|last| self.place(&ChainId::FRONT, last));
                let early = named.is_some_and(|front| front.is_none_or(|at| at > *number));
                if entry.leaf != *hash {
                    Some((seq, FindingKind::Otherwise))
                } else if early {
                    Some((*number, FindingKind::Disorder))
                } else {
                    None
                }
            });
            if let Some((at, kind)) = wrong.next() {
                found.push((*chain, at, kind));
            }
            let (served, indexed) = (entries.len() as u64, leaves.len() as u64);
            if served < indexed && !read.broken.contains_key(chain) {
                found.push((*chain, served, FindingKind::Withheld { indexed }));
            }
        }
        found
    }
}

impl<H: Host> Room<H> {
    /// Reads the index on, and compares it with what was seen of it before.
    pub(super) async fn read_log(
        &self,
        between: &dyn Fn(),
        control: &Control,
    ) -> Result<(), Error> {
        let kept = self.kept_audit().await?.note();
        {
            let read = &mut *self.audited.borrow_mut();
            let entries = read.entries.iter();
            let due = entries.map(|(chain, entries)| (*chain, entries.len() as u64));
            read.log.due = due.collect();
        }
        let followed = self.follow_log(kept.as_ref(), between, control).await;
        let (at, kind, against) = match followed {
            Ok(note) => return self.hold(kept, note).await,
            Err(Trouble::Error(error)) => return Err(error),
            Err(Trouble::Wrong(at, kind)) => (at, kind, None),
            Err(Trouble::Against(at, kind, note)) => (at, kind, Some(*note)),
        };
        // the next time from the beginning, against what was kept
        self.audited.borrow_mut().log = LogRead {
            wrong: Some((at, kind)),
            contradiction: kept.zip(against).map(<[Note; 2]>::from),
            ..LogRead::default()
        };
        Ok(())
    }

    /// Keeps a checkpoint that holds.
    async fn hold(&self, kept: Option<Note>, note: Note) -> Result<(), Error> {
        // witnesses may have signed the one that is kept
        let note = kept
            .filter(|kept| kept.text() == note.text())
            .unwrap_or(note);
        self.keep_checkpoint(&note).await?;
        let log = &mut self.audited.borrow_mut().log;
        (log.checkpoint, log.wrong, log.contradiction) = (Some(note), None, None);
        Ok(())
    }

    async fn follow_log(
        &self,
        kept: Option<&Note>,
        between: &dyn Fn(),
        control: &Control,
    ) -> Result<Note, Trouble> {
        let (signer, room) = (self.signer(), self.session.room.0.into());
        let answer = answered(self.host.api().log(&signer, &room).await)?;
        let unlogged = || Trouble::Wrong(0, FindingKind::Unlogged);
        let (note, head) = self
            .open_checkpoint(&answer.checkpoint)
            .ok_or_else(unlogged)?;
        let kept = kept.and_then(|kept| Checkpoint::parse(kept.text()).ok());
        let kept = kept.map(|kept| *kept.head());
        let before = self.audited.borrow().log.fold.size();
        let seen = before.max(kept.map_or(0, |kept| kept.size));
        let against = |at: u64, kind| Trouble::Against(at, kind, Box::new(note.clone()));
        if head.size < seen {
            return Err(against(head.size, FindingKind::Shrunk { seen }));
        }
        let forked = |size: u64| against(size, FindingKind::Forked);
        loop {
            let from = self.audited.borrow().log.fold.size();
            if from == head.size {
                break;
            }
            let asked = Leaves { from };
            let answer = answered(self.host.api().leaves(&signer, &room, &asked).await)?;
            if answer.leaves.is_empty() {
                return Err(unlogged());
            }
            for piece in answer.leaves.chunks(PIECE) {
                {
                    let log = &mut self.audited.borrow_mut().log;
                    for line in piece {
                        if log.fold.size() == head.size {
                            break;
                        }
                        log.take(line)?;
                        let now = |kept: &TreeHead| kept.size == log.fold.size();
                        let other = |kept: TreeHead| kept != log.fold.head();
                        if kept.filter(now).is_some_and(other) {
                            return Err(forked(log.fold.size()));
                        }
                    }
                }
                control.go().await?;
                between();
                self.host.sleep(0).await;
            }
        }
        let same = self.audited.borrow().log.fold.head() == head;
        match same {
            true => Ok(note),
            // leaves that are known already do not lead there
            false if before > 0 || kept.is_some_and(|kept| kept.size == head.size) => {
                Err(forked(head.size))
            }
            false => Err(unlogged()),
        }
    }

    /// A checkpoint of this room's log, if the store signed it.
    pub(crate) fn open_checkpoint(&self, note: &str) -> Option<(Note, TreeHead)> {
        let server = self.state.borrow().front.server_key();
        let key = log_key(&self.session.room, &server).ok()?;
        let policy = Policy::new(vec![key], Vec::new(), 0).ok()?;
        let note = Note::parse(note).ok()?;
        let head = *policy.open(&note).ok()?.checkpoint.head();
        Some((note, head))
    }
}

/// Whoever may read the record may read the index: a store that refuses it keeps it back.
fn answered<T>(answer: Result<T, ApiError>) -> Result<T, Trouble> {
    answer.map_err(|error| match Error::from(error) {
        error if error.passes() => error.into(),
        _ => Trouble::Wrong(0, FindingKind::Unlogged),
    })
}
