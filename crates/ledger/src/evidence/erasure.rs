//! What a store says that it erased: its receipt for a Destroy entry, signed by its key.
//!
//! It names every object that it had of what was destroyed, says of each that it looked for it afterwards and did not
//! find it, or why it is still there, and what its engine may keep besides. Whoever has the receipt and the store's
//! key verifies it, as part of a certificate of destruction.
//!
//! ```text
//! receipt = [[statement, signature]], signature over "sealroom/1/erasure" ‖ statement
//! statement = [1, room, chain, seq, entry's hash, time, engine, [object…], how many more]
//! engine = [what it is, versions, locks, replicas, the operator's words or null]
//! object = [name, state], name = [0, [part]] | [1, [body]] | [2, [member, grant]]
//! ```
//!
//! **What it does not prove**: that no copy is left. A store can lie about what it deletes, and signs it then.

use minicbor::{Decode, Encode};

use crate::ids::{ChainId, Hash, MemberId, PublicKey, RoomId, Signature};
use crate::{cbor, verify_strict};

const LABEL: &[u8] = b"sealroom/1/erasure";
const FORMAT: u8 = 1;
/// Objects that one receipt names.
pub const OBJECTS: usize = 1 << 17;
/// Bytes of a receipt.
pub const RECEIPT: usize = 10 << 20;
/// Bytes of what an operator says of the engine,
pub const WORDS: usize = 1000;
/// and of what the engine is called.
const CALLED: usize = 64;

/// A receipt that was read, and whose form is right. Whose it is [`SignedErasure::verify`] says.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedErasure {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    statement: Vec<u8>,
    #[n(1)]
    signature: Signature,
}

/// What a store says of a Destroy entry.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Erasure {
    /// The format, 1.
    #[n(0)]
    pub format: u8,
    /// The room.
    #[n(1)]
    pub room: RoomId,
    /// The chain of the entry,
    #[n(2)]
    pub chain: ChainId,
    /// its place there,
    #[n(3)]
    pub seq: u64,
    /// and its hash.
    #[n(4)]
    pub entry: Hash,
    /// When the store had looked for everything, in milliseconds since 1970.
    #[n(5)]
    pub time: u64,
    /// Where it lay.
    #[n(6)]
    pub engine: EngineFacts,
    /// Every object, in the order of their names, each once.
    #[n(7)]
    pub objects: Vec<Object>,
    /// Objects that were erased as well, and are too many to be named.
    #[n(8)]
    pub unlisted: u64,
}

/// What is known of the engine beneath a store, of which nothing that is deleted tells.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct EngineFacts {
    /// What it is: `folder`, `memory`, `s3`.
    #[n(0)]
    pub kind: String,
    /// Whether it keeps earlier versions of what is deleted.
    #[n(1)]
    pub versions: Fact,
    /// Whether it may lock objects against deletion.
    #[n(2)]
    pub locks: Fact,
    /// Whether there are copies elsewhere: replicas, snapshots, backups.
    #[n(3)]
    pub replicas: Fact,
    /// What the operator says of it.
    #[n(4)]
    pub words: Option<String>,
}

/// Whether something is so, and who says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Fact {
    /// Nobody says.
    #[n(0)]
    Unknown,
    /// It is not: the engine is of that kind, or says so.
    #[n(1)]
    No,
    /// It is: likewise.
    #[n(2)]
    Yes,
    /// It is not, says the operator.
    #[n(3)]
    SaidNo,
    /// It is, says the operator.
    #[n(4)]
    SaidYes,
}

/// An object of the store, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Object {
    /// Which.
    #[n(0)]
    pub name: ObjectName,
    /// Whether it is there.
    #[n(1)]
    pub state: ObjectState,
}

/// The name of an object that holds something of what was destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum ObjectName {
    /// A part of a document.
    #[n(0)]
    Part(#[n(0)] Hash),
    /// A sealed body, by the hash in its entry.
    #[n(1)]
    Body(#[n(0)] Hash),
    /// A sealed grant.
    #[n(2)]
    Grant(#[n(0)] MemberId, #[n(1)] Hash),
}

/// What became of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum ObjectState {
    /// It is not there: looked for after it was deleted.
    #[n(0)]
    Gone,
    /// A body of which the pieces about what was destroyed are not there, and others are.
    #[n(1)]
    Cut,
    /// A document that is there has it too, or somebody is uploading it.
    #[n(2)]
    Shared,
}

/// Bytes that are no receipt of this store, or over a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnErasure {
    /// Not the one encoding of a receipt.
    #[error("not a store's receipt")]
    Malformed,
    /// Signed by somebody else, or something else was signed.
    #[error("the store's receipt is not signed by the store")]
    Signature,
}

impl EngineFacts {
    /// An engine of which nobody says anything.
    pub fn unknown(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            versions: Fact::Unknown,
            locks: Fact::Unknown,
            replicas: Fact::Unknown,
            words: None,
        }
    }

    /// Whether nothing is known to be kept: neither unknown nor yes.
    pub fn keeps_nothing(&self) -> bool {
        let no = |fact: &Fact| matches!(fact, Fact::No | Fact::SaidNo);
        [self.versions, self.locks, self.replicas].iter().all(no)
    }

    fn fits(&self) -> bool {
        let words = self.words.as_ref().map_or(0, String::len);
        self.kind.len() <= CALLED && words <= WORDS
    }
}

impl Erasure {
    /// The bytes that are signed behind [`SignedErasure::message`].
    pub fn statement(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// Reads a statement, which whoever signed it.
    pub fn parse(statement: &[u8]) -> Result<Self, NotAnErasure> {
        let said: Self = cbor::decode(statement, RECEIPT).map_err(|_| NotAnErasure::Malformed)?;
        match said.fits() {
            true => Ok(said),
            false => Err(NotAnErasure::Malformed),
        }
    }

    /// What became of an object, if the receipt names it.
    pub fn state(&self, name: &ObjectName) -> Option<ObjectState> {
        let at = self.objects.binary_search_by_key(name, |one| one.name);
        at.ok()
            .and_then(|at| self.objects.get(at))
            .map(|one| one.state)
    }

    fn fits(&self) -> bool {
        let mut pairs = self.objects.iter().zip(self.objects.iter().skip(1));
        let ordered = pairs.all(|(one, next)| one.name < next.name);
        let body =
            |one: &Object| one.state != ObjectState::Cut || matches!(one.name, ObjectName::Body(_));
        self.format == FORMAT
            && self.engine.fits()
            && self.objects.len() <= OBJECTS
            && ordered
            && self.objects.iter().all(body)
    }
}

impl SignedErasure {
    /// What the store signs, for a statement.
    pub fn message(statement: &[u8]) -> Vec<u8> {
        [LABEL, statement].concat()
    }

    /// Puts together a statement and the signature over [`SignedErasure::message`].
    pub fn assemble(statement: Vec<u8>, signature: Signature) -> Self {
        Self {
            statement,
            signature,
        }
    }

    /// Reads the one encoding.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotAnErasure> {
        cbor::decode(bytes, RECEIPT).map_err(|_| NotAnErasure::Malformed)
    }

    /// The one encoding.
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// What this store says.
    pub fn verify(&self, server: &PublicKey) -> Result<Erasure, NotAnErasure> {
        let message = Self::message(&self.statement);
        if !verify_strict(server, &message, &self.signature) {
            return Err(NotAnErasure::Signature);
        }
        Erasure::parse(&self.statement)
    }
}
