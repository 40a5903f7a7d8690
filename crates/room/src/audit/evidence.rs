//! Evidence for others: a room's checkpoint signed by witnesses, compared with another one's, and one entry shown by
//! itself to somebody who has no key and sees nothing else.
//!
//! All of it rests on the index as [`Room::read_audit`] has read it, by somebody who manages or audits.

use blobs::Api;
use blobs::wire::{Consistency, Id, Inclusion, Read, ReadFrom};
use ledger::Wrapped;
use ledger::evidence::checkpoint::Checkpoint;
use ledger::evidence::disclosure::{Disclosed, Disclosure, DisclosureError};
use ledger::evidence::index::{log_key, origin};
use ledger::evidence::note::{Note, NoteSignature, VerifierKey};
use ledger::evidence::policy::{Policy, PolicyFile, Unbelieved, Witnessed};
use ledger::evidence::tree::TreeHead;
use ledger::evidence::witness::Request;
use ledger::ids::{ChainId, Hash, PublicKey, RoomId};

use crate::error::{Error, What};
use crate::host::Host;
use crate::room::Room;

/// Why something is not proven.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// It could not be asked for, or there is none.
    #[error(transparent)]
    Room(#[from] Error),
    /// Not a checkpoint that this room's store has signed.
    #[error("not a checkpoint that this room's store has signed")]
    NotACheckpoint,
    /// The store has signed another index than it shows here: the two checkpoints together prove it.
    #[error("the store has signed this index and another one")]
    Forked,
    /// Somebody else was shown a later index than the store shows here.
    #[error("the store shows an older index here than it showed to others")]
    Older,
    /// The policy asks for more.
    #[error(transparent)]
    Unbelieved(#[from] Unbelieved),
    /// Keys that make no policy, or a policy that does not know this room's log.
    #[error("the policy does not know this room's log")]
    Policy,
    /// A file that proves nothing.
    #[error(transparent)]
    Disclosure(#[from] DisclosureError),
}

/// An entry that was shown by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The room.
    pub room: RoomId,
    /// The key of its store.
    pub server: PublicKey,
    /// The entry, its place, and who signed.
    pub shown: Disclosed,
}

/// Verifies an entry that was shown in a file, with nothing but the file and the store's key. A policy may ask for
/// witnesses, and may name the log instead of the key.
pub fn verify_disclosure(
    file: &str,
    server: Option<PublicKey>,
    policy: Option<&PolicyFile>,
) -> Result<Proven, Unproven> {
    let disclosure = Disclosure::parse(file)?;
    let room = disclosure.room()?;
    let named = || {
        let mut logs = policy?.logs.iter();
        let log = logs.find(|log| log.name().as_str() == origin(&room))?;
        Some(*log.key())
    };
    let server = server.or_else(named).ok_or(Unproven::Policy)?;
    let policy = policy_of(&room, &server, policy)?;
    let shown = disclosure.verify(&room, &server, &policy)?;
    Ok(Proven {
        room,
        server,
        shown,
    })
}

fn policy_of(
    room: &RoomId,
    server: &PublicKey,
    file: Option<&PolicyFile>,
) -> Result<Policy, Unproven> {
    let log = log_key(room, server).map_err(|_| Unproven::Policy)?;
    let policy = match file {
        Some(file) => file.policy(log),
        None => Policy::new(vec![log], Vec::new(), 0),
    };
    policy.map_err(|_| Unproven::Policy)
}

impl<H: Host> Room<H> {
    /// The key that signs this room's log, with its name.
    pub fn log_key(&self) -> Result<VerifierKey, Unproven> {
        let server = self.state.borrow().front.server_key();
        log_key(&self.session.room, &server).map_err(|_| Unproven::Policy)
    }

    /// The newest checkpoint that was read and held, as a note.
    pub fn checkpoint(&self) -> Result<String, Unproven> {
        Ok(self.held()?.0.encode())
    }

    /// Where the index does not go on from the one that this device has seen: the checkpoint of then, and the one that
    /// the store has signed now. Both bear its signature.
    pub fn contradiction(&self) -> Option<[String; 2]> {
        let read = self.audited.borrow();
        let notes = read.log.contradiction.as_ref()?;
        Some(notes.each_ref().map(Note::encode))
    }

    /// Opens the newest checkpoint by a policy, which may ask for witnesses.
    pub fn witnessed(&self, policy: &PolicyFile) -> Result<Witnessed, Unproven> {
        let server = self.state.borrow().front.server_key();
        let policy = policy_of(&self.session.room, &server, Some(policy))?;
        Ok(policy.open(&self.held()?.0)?)
    }

    /// What a witness is asked that has signed the tree of this size last, of the newest checkpoint.
    pub async fn ask_witness(&self, old: u64) -> Result<String, Unproven> {
        let (note, head) = self.held()?;
        let path = match old {
            _ if old > head.size => return Err(Unproven::Older),
            0 => Vec::new(),
            _ => self.consistency(old, head.size).await?,
        };
        let request = Request::assemble(old, path, note).ok_or(Unproven::NotACheckpoint)?;
        Ok(request.encode())
    }

    /// Takes what this witness answered, and keeps it with the checkpoint.
    pub async fn take_cosignature(
        &self,
        witness: &VerifierKey,
        answer: &str,
    ) -> Result<(), Unproven> {
        let (mut note, _) = self.held()?;
        let own = answer.lines().take(16).filter_map(NoteSignature::parse);
        let mut own = own.filter(|line| line.is_of(witness));
        let line = own.next().ok_or(Unbelieved::Quorum)?;
        let known = [witness.clone()];
        // asked again it signs with another time, and the newest one stays
        let others = note.signatures().iter().filter(|line| !line.is_of(witness));
        let signatures = others.cloned().chain([line]).collect();
        note = Note::assemble(note.text().to_owned(), signatures)
            .map_err(|_| Unproven::NotACheckpoint)?;
        note.verify(&known).map_err(Unbelieved::from)?;
        self.keep_checkpoint(&note).await?;
        self.audited.borrow_mut().log.checkpoint = Some(note);
        Ok(())
    }

    /// Compares the index with a checkpoint that the store showed to somebody else, by the leaves that were read here:
    /// nothing is asked of the store.
    pub fn compare_checkpoint(&self, other: &str) -> Result<(), Unproven> {
        let other = self.open_checkpoint(other);
        let (_, other) = other.ok_or(Unproven::NotACheckpoint)?;
        let (_, head) = self.held()?;
        if other.size > head.size {
            return Err(Unproven::Older);
        }
        let own = self.audited.borrow().log.head_at(other.size);
        if own == Some(other) {
            Ok(())
        } else {
            Err(Unproven::Forked)
        }
    }

    /// One entry with its proof, as a file that a stranger can verify ([`verify_disclosure`]).
    pub async fn disclose(&self, chain: &ChainId, seq: u64) -> Result<String, Unproven> {
        let (note, head) = self.held()?;
        let leaf = self.audited.borrow().log.place(chain, seq);
        let index = leaf.ok_or(Error::NotFound)?;
        let wrapped = self.wrapped(chain, seq).await?;
        let asked = Inclusion {
            index,
            size: head.size,
        };
        let (signer, room) = (self.signer(), Id(self.session.room.0));
        let path = self.host.api().inclusion(&signer, &room, &asked).await;
        let path = path.map_err(Error::from)?.hashes;
        let path = path.iter().map(|hash| Hash(hash.0)).collect();
        let disclosure = Disclosure::assemble(wrapped, index, path, note)?;
        // it proves what it says before anybody gets it; at this place stands what was audited
        let server = self.state.borrow().front.server_key();
        let policy = policy_of(&self.session.room, &server, None)?;
        disclosure.verify(&self.session.room, &server, &policy)?;
        Ok(disclosure.encode())
    }

    /// An entry as the store has it.
    pub(crate) async fn wrapped(&self, chain: &ChainId, seq: u64) -> Result<Wrapped, Error> {
        let chain = Id(chain.0);
        let read = Read {
            chains: vec![ReadFrom { chain, from: seq }],
        };
        let (signer, room) = (self.signer(), Id(self.session.room.0));
        let reading = self.host.api().read(&signer, &room, &read).await?;
        let part = reading.chains.first();
        let stored = part.and_then(|part| part.entries.first());
        let stored = stored.ok_or(Error::NotFound)?;
        Wrapped::parse(&stored.wrapped).map_err(|_| Error::Tampered(What::Entry))
    }

    async fn consistency(&self, old: u64, size: u64) -> Result<Vec<Hash>, Error> {
        let (signer, room) = (self.signer(), Id(self.session.room.0));
        let asked = Consistency { old, size };
        let path = self.host.api().consistency(&signer, &room, &asked).await?;
        Ok(path.hashes.iter().map(|hash| Hash(hash.0)).collect())
    }

    /// The newest checkpoint that was read and held, and the head in it.
    pub(super) fn held(&self) -> Result<(Note, TreeHead), Unproven> {
        let note = self.audited.borrow().log.checkpoint.clone();
        let note = note.ok_or(Error::NotFound)?;
        let checkpoint = Checkpoint::parse(note.text());
        let checkpoint = checkpoint.map_err(|_| Unproven::NotACheckpoint)?;
        Ok((note, *checkpoint.head()))
    }
}
