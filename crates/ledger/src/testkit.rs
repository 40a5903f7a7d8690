//! Builders of signed entries, for the tests of this crate and of the gate.
//!
//! Bodies, sealed grants and X-Wing keys are placeholder bytes here: nothing in
//! this crate opens them.

use ed25519_dalek::{Signer, SigningKey};

use crate::entry::{
    Entry, Epoch, FORMAT, GrantRef, Head, Join, Manner, Member, MemberKind, Open, Public, Rights,
};
use crate::evidence::checkpoint::{Checkpoint, cosignature};
use crate::evidence::note::{KeyKind, KeyName, NoteSignature, VerifierKey};
use crate::fold::RoomFold;
use crate::http_sig::{KeyId, Message, Params, signature_header};
use crate::ids::{ChainId, Hash, MemberId, PublicKey, ScopeId, Signature};
use crate::limits;
use crate::refusal::Refusal;
use crate::signed::{Signed, Verified};
use crate::wrapped::Wrapped;

/// An Ed25519 key made of one number.
#[derive(Clone)]
pub struct Key(SigningKey);

impl Key {
    /// The key of this number.
    pub fn new(n: u64) -> Self {
        Self(SigningKey::from_bytes(&Hash::of(&n.to_le_bytes()).0))
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs bytes.
    pub fn sign(&self, bytes: &[u8]) -> Signature {
        Signature(self.0.sign(bytes).to_bytes())
    }

    /// Signs an entry whose author is set already (rightly or not).
    pub fn sign_entry(&self, entry: &Entry) -> Signed {
        let bytes = Signed::statement(entry);
        let signature = self.sign(&bytes);
        Signed::assemble(bytes, signature)
    }

    /// Wraps an entry as the server does.
    pub fn wrap(&self, signed: Signed, time: u64) -> Wrapped {
        let signature = self.sign(&Wrapped::statement(&signed, time));
        Wrapped::assemble(signed, time, signature)
    }

    /// Its public half under a name, as it signs notes.
    pub fn verifier(&self, name: &str, kind: KeyKind) -> VerifierKey {
        let name = KeyName::parse(name).expect("a key's name");
        VerifierKey::new(name, kind, self.public()).expect("a key")
    }

    /// Signs the text of a note, as a log does.
    pub fn sign_note(&self, name: &str, text: &str) -> NoteSignature {
        let key = self.verifier(name, KeyKind::Note);
        NoteSignature::assemble(&key, &self.sign(text.as_bytes()))
    }

    /// Signs a checkpoint at this time, as a witness does.
    pub fn cosign(&self, name: &str, checkpoint: &Checkpoint, time: u64) -> NoteSignature {
        let key = self.verifier(name, KeyKind::Cosigner);
        let statement = cosignature::statement(checkpoint, time).expect("a time");
        cosignature::assemble(&key, time, &self.sign(&statement))
    }

    /// The headers `signature-input` and `signature` of a request.
    pub fn sign_request(&self, message: &Message<'_>, params: &Params) -> (String, String) {
        let signature = self.sign(params.base(message).as_bytes());
        (
            params.input(message.content_digest.is_some()),
            signature_header(&signature),
        )
    }
}

/// An id made of one number.
pub fn chain(n: u64) -> ChainId {
    let mut id = [0x77; ChainId::LEN];
    id[..8].copy_from_slice(&n.to_le_bytes());
    ChainId(id)
}

/// Bytes in place of an X-Wing public key.
pub fn kem(n: u64) -> Vec<u8> {
    Hash::of(&n.to_le_bytes())
        .0
        .iter()
        .copied()
        .cycle()
        .take(limits::KEM)
        .collect()
}

/// A grant to read, with a hash that nothing has.
pub fn grant(scope: ScopeId, epoch: u32, expires: Option<u64>) -> GrantRef {
    GrantRef {
        scope,
        epoch,
        rights: Rights::Read,
        expires,
        hash: Hash([scope.0[0]; 32]),
    }
}

/// A roster entry for a person, invite or link with its usual fields.
pub fn member(id: MemberId, kind: MemberKind, key: &Key, grants: Vec<GrantRef>) -> Member {
    Member {
        member: id,
        kind,
        key: key.public(),
        state: (kind != MemberKind::Person).then(|| state_key(id).public()),
        expires: grants.iter().filter_map(|grant| grant.expires).max(),
        join_by: None,
        opens: None,
        grants,
        manner: Manner::default(),
    }
}

/// The state key of a link or an invite made by [`member`].
pub fn state_key(id: MemberId) -> Key {
    Key::new(u64::from_le_bytes([
        1, id.0[0], id.0[1], id.0[2], id.0[3], id.0[4], 2, 3,
    ]))
}

/// A room that takes entries as the gate does, and remembers them.
#[derive(Clone)]
pub struct TestRoom {
    /// The state.
    pub fold: RoomFold,
    /// Every entry, in the order of the appends.
    pub log: Vec<Wrapped>,
    /// The clock.
    pub now: u64,
    /// Wraps entries.
    pub server: Key,
    /// Owns the room.
    pub owner: Key,
    /// The owner's device.
    pub device: Key,
}

impl TestRoom {
    /// The owner's chain.
    pub const OWNER: MemberId = ChainId([9; 16]);
    /// The root folder.
    pub const ROOT: ScopeId = ChainId([10; 16]);

    /// A room with roster, owner, the owner's device and a root folder, at time 1,000,000.
    pub fn new() -> Self {
        let (server, owner, device) = (Key::new(1), Key::new(2), Key::new(3));
        Self::with(server, owner, device, 1_000_000)
    }

    /// The same with these keys and this clock.
    pub fn with(server: Key, owner: Key, device: Key, now: u64) -> Self {
        let first = owner.sign_entry(&first_entry(&owner, &server.public(), now));
        let verified = first.verify().expect("a signed first entry");
        let fold = RoomFold::start(&verified, now).expect("a first entry");
        let log = vec![server.wrap(first, now)];
        let mut room = Self {
            fold,
            log,
            now,
            server,
            owner: owner.clone(),
            device,
        };
        let device = room.device.public();
        for (chain, public) in room_entries(&owner, &device) {
            room.push(chain, &owner, public)
                .expect("an entry of a new room");
        }
        room
    }

    /// The entry that the author would make next in a chain, with a body where there must be one.
    pub fn entry(&self, chain: ChainId, author: &Key, public: Public) -> Entry {
        let tip = self.fold.tip(&chain);
        let next = tip.head().next;
        let epoch = match public {
            Public::Epoch(_) => u32::try_from(next).map_or(0, |_| {
                self.fold.epoch_of(&chain).map_or(0, |epoch| epoch + 1)
            }),
            _ if chain == ChainId::FRONT => 0,
            Public::Drop(scope, _) => self.fold.epoch_of(&scope).unwrap_or(0),
            _ => self.fold.epoch_of(&chain).unwrap_or(0),
        };
        Entry {
            format: FORMAT,
            room: Some(self.fold.room()),
            chain,
            seq: next,
            prev: tip.head().hash,
            front: self.fold.front().head(),
            author: author.public(),
            at: self.now,
            epoch,
            body: has_body(&public).then(|| Hash::of(&next.to_le_bytes())),
            public,
        }
    }

    /// The same, signed.
    pub fn signed(&self, chain: ChainId, author: &Key, public: Public) -> Signed {
        author.sign_entry(&self.entry(chain, author, public))
    }

    /// Judges an entry as the gate does, and appends it.
    pub fn append(&mut self, signed: Signed) -> Result<Verified, Refusal> {
        let verified = signed.verify()?;
        let time = self.fold.time_for(&verified.entry().chain, self.now);
        self.fold.judge(&verified, time)?;
        self.fold.apply(&verified, time);
        self.log.push(self.server.wrap(signed, time));
        Ok(verified)
    }

    /// Makes, judges and appends an entry.
    pub fn push(
        &mut self,
        chain: ChainId,
        author: &Key,
        public: Public,
    ) -> Result<Verified, Refusal> {
        self.append(self.signed(chain, author, public))
    }

    /// Enters a member and, for an invite or link, issues its chain.
    pub fn add(&mut self, member: Member) -> Result<(), Refusal> {
        let (id, kind) = (member.member, member.kind);
        let owner = self.owner.clone();
        self.push(ChainId::ROSTER, &owner, Public::Member(member))?;
        if kind != MemberKind::Person {
            self.push(id, &owner, Public::Issued)?;
        }
        Ok(())
    }

    /// What a newcomer appends to an invite's chain.
    pub fn join(&self, id: MemberId, invite: &Key, key: &Key, device: &Key) -> Public {
        let grants = self
            .fold
            .roster()
            .member(&id)
            .map(|member| member.grants.values().map(|held| held.grant).collect());
        let (grants, proof) = (grants.unwrap_or_default(), Signature([0; 64]));
        let mut join = Join {
            key: key.public(),
            device: device.public(),
            grants,
            proof,
        };
        join.proof = key.sign(&join.statement(&self.fold.room(), &id, &invite.public()));
        Public::Join(join)
    }

    /// The `keyid` of the owner's device.
    pub fn keyid(&self) -> KeyId {
        KeyId::Member {
            chain: Self::OWNER,
            key: self.device.public(),
        }
    }
}

impl Default for TestRoom {
    fn default() -> Self {
        Self::new()
    }
}

/// The first entry of a room; the room's id is the hash of its signed bytes.
pub fn first_entry(owner: &Key, server: &PublicKey, at: u64) -> Entry {
    let open = Open {
        server: *server,
        owner: TestRoom::OWNER,
        roster: kem(0),
    };
    Entry {
        format: FORMAT,
        room: None,
        chain: ChainId::FRONT,
        seq: 0,
        prev: Hash::ZERO,
        front: Head {
            next: 0,
            hash: Hash::ZERO,
        },
        author: owner.public(),
        at,
        epoch: 0,
        public: Public::Open(open),
        body: None,
    }
}

fn room_entries(owner: &Key, device: &PublicKey) -> Vec<(ChainId, Public)> {
    let own = |scope| GrantRef {
        rights: Rights::Own,
        ..grant(scope, 0, None)
    };
    let grants = vec![own(ChainId::FRONT), own(ChainId::ROSTER)];
    let person = member(TestRoom::OWNER, MemberKind::Person, owner, grants);
    vec![
        (
            ChainId::ROSTER,
            Public::Epoch(Epoch {
                parent: None,
                kem: kem(0),
            }),
        ),
        (TestRoom::OWNER, Public::Device(*device)),
        (ChainId::ROSTER, Public::Member(person)),
        (
            TestRoom::ROOT,
            Public::Epoch(Epoch {
                parent: None,
                kem: kem(1),
            }),
        ),
        (ChainId::ROSTER, Public::Keys(vec![TestRoom::ROOT])),
        (ChainId::FRONT, Public::Title),
    ]
}

fn has_body(public: &Public) -> bool {
    !matches!(
        public,
        Public::Open(_)
            | Public::Manager(..)
            | Public::Unmanage(_)
            | Public::Policy(_)
            | Public::Suspend(..)
            | Public::Dates(_)
            | Public::Writer(..)
            | Public::Unwriter(_)
            | Public::Unchild(_)
            | Public::Disown
            | Public::Drops(..)
            | Public::Discard(_)
            | Public::Withdraw(..)
            | Public::Withdrawn(_)
            | Public::Granters(_)
            | Public::Handover(_)
            | Public::Undevice(_)
            | Public::Destroy(_)
            | Public::Hold(_)
            | Public::Receipt(_)
    ) && !matches!(public, Public::Sendto(scopes) if scopes.is_empty())
}
