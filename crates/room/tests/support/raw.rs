//! The store's own view: every object, without the gate; and entries that the gate refused.

use std::sync::Arc;

use blobs::http::HttpApi;
use blobs::wire::{
    Append, Appended, ChainPart, Id, IndexLeaf, Item, Read, Reading, Released, Sealed, Stored,
};
use blobs::{Api, Engine, Key, Memory, Signer, Unsigned};
use ledger::entry::{Entry, FORMAT, Head, Public};
use ledger::evidence::checkpoint::Checkpoint;
use ledger::evidence::index::{Leaf, Row, log_key};
use ledger::evidence::note::{Note, NoteSignature};
use ledger::evidence::tree::{Tree, leaf_hash};
use ledger::http_sig::{KeyId, Message as Request, Params, signature_header};
use ledger::ids::{ChainId, Hash, PublicKey, RoomId, Signature};
use ledger::{Piece, Pieces, Signed, Wrapped};
use seal::sign::{Message, SigningKey};
use server::local::Local;

use super::{Recorder, World};

/// All that a store holds.
#[derive(Clone)]
pub struct Raw {
    engine: Arc<Memory>,
    room: RoomId,
}

impl Raw {
    pub fn new(world: &World, room: RoomId) -> Self {
        Self {
            engine: Arc::clone(&world.engine),
            room,
        }
    }

    fn wait<T>(future: impl Future<Output = T>) -> T {
        use std::task::{Context, Poll, Waker};
        let mut future = std::pin::pin!(future);
        // memory never waits
        match future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            Poll::Ready(done) => done,
            Poll::Pending => panic!("memory waits"),
        }
    }

    fn object(&self, path: &str) -> Option<Vec<u8>> {
        let key = Key::parse(format!("rooms/{}/{path}", self.room)).unwrap();
        let engine: &dyn Engine = &*self.engine;
        Self::wait(engine.read(&key, None))
            .ok()
            .map(|bytes| bytes.to_vec())
    }

    /// An object by its name in the room.
    pub fn named(&self, path: &str) -> Option<Vec<u8>> {
        self.object(path)
    }

    /// The store loses an object.
    pub fn lose(&self, path: &str) {
        let key = Key::parse(format!("rooms/{}/{path}", self.room)).unwrap();
        let engine: &dyn Engine = &*self.engine;
        Self::wait(engine.delete(&key)).unwrap();
    }

    /// The store finds one again.
    pub fn keep(&self, path: &str, bytes: Vec<u8>) {
        let key = Key::parse(format!("rooms/{}/{path}", self.room)).unwrap();
        let engine: &dyn Engine = &*self.engine;
        Self::wait(engine.create(&key, bytes.into())).unwrap();
    }

    /// The entries of a chain with their bodies.
    pub fn chain(&self, chain: ChainId) -> Vec<Stored> {
        let entry = |seq: u64| {
            let wrapped = self.object(&format!("chains/{chain}/{seq:012}"))?;
            let named = Wrapped::parse(&wrapped)
                .unwrap()
                .signed()
                .verify()
                .unwrap()
                .entry()
                .body;
            let body = named.and_then(|hash| self.object(&format!("bodies/{hash}")));
            Some(Stored { wrapped, body })
        };
        (0..).map_while(entry).collect()
    }

    /// Whatever is sealed in a chain's bodies.
    pub fn pieces(&self, chain: ChainId) -> Vec<Vec<u8>> {
        let mut all = Vec::new();
        for stored in self.chain(chain) {
            let signed = Wrapped::parse(&stored.wrapped).unwrap().signed();
            let public = signed.verify().unwrap().entry().public.clone();
            let Some(body) = stored.body else { continue };
            match Pieces::parse(&public, &body) {
                Err(_) => all.push(body),
                Ok(pieces) => all.extend(pieces.iter().filter_map(|piece| match piece {
                    Piece::There(sealed) => Some(sealed.to_vec()),
                    Piece::Kept(_) => None,
                })),
            }
        }
        all
    }

    /// The epoch under which a chain's next body is sealed.
    pub fn epoch(&self, chain: ChainId) -> u32 {
        let epoch = |stored: &Stored| {
            let signed = Wrapped::parse(&stored.wrapped).unwrap().signed();
            signed.verify().unwrap().entry().epoch
        };
        self.chain(chain).last().map_or(0, epoch)
    }

    pub fn head(&self, chain: ChainId) -> Head {
        let entries = self.chain(chain);
        let last = entries
            .last()
            .map(|last| Wrapped::parse(&last.wrapped).unwrap().signed().hash());
        Head {
            next: entries.len() as u64,
            hash: last.unwrap_or(Hash::ZERO),
        }
    }

    /// The room's index.
    pub fn index(&self) -> Vec<IndexLeaf> {
        let rows = (0..).map_while(|n: u64| self.object(&format!("index/{n:012}")));
        let leaves = rows.flat_map(|row| Row::parse(&row).unwrap().leaves);
        let line = |leaf: Leaf| IndexLeaf {
            chain: Id(leaf.chain.0),
            seq: leaf.seq,
            entry: Id(leaf.entry.0),
            time: leaf.time,
        };
        leaves.map(line).collect()
    }

    /// The store signs whatever tree it likes.
    pub fn checkpoint(&self, leaves: &[IndexLeaf]) -> String {
        self.checkpoint_by(&[7; 32], leaves)
    }

    pub fn checkpoint_by(&self, seed: &[u8; 32], leaves: &[IndexLeaf]) -> String {
        use ed25519_dalek::Signer as _;
        let mut tree = Tree::new();
        for leaf in leaves {
            // the bytes of a line are those of a leaf
            tree.push(leaf_hash(&blobs::wire::encode(leaf))).unwrap();
        }
        let server = ed25519_dalek::SigningKey::from_bytes(seed);
        let public = PublicKey(server.verifying_key().to_bytes());
        let key = log_key(&self.room, &public).unwrap();
        let checkpoint = Checkpoint::new(key.name().as_str(), tree.head()).unwrap();
        let text = checkpoint.text();
        let signature = Signature(server.sign(text.as_bytes()).to_bytes());
        let line = NoteSignature::assemble(&key, &signature);
        Note::assemble(text, vec![line]).unwrap().encode()
    }

    /// What a store without a gate answers.
    pub fn read(&self, read: &Read) -> Reading {
        let chains = read.chains.iter().map(|wanted| ChainPart {
            chain: wanted.chain,
            entries: self
                .chain(ChainId(wanted.chain.0))
                .into_iter()
                .skip(wanted.from as usize)
                .collect(),
        });
        Reading {
            chains: chains.collect(),
            more: false,
        }
    }

    pub fn has_part(&self, part: &Hash) -> bool {
        self.object(&format!("parts/{part}")).is_some()
    }

    /// Every grant that was ever stored for a member.
    pub fn grants(&self, member: ChainId) -> Released {
        let folder = Key::parse(format!("rooms/{}/grants/{member}", self.room)).unwrap();
        let engine: &dyn Engine = &*self.engine;
        let listed = Self::wait(engine.list(&folder)).unwrap();
        let bytes = |key: &Key| Self::wait(engine.read(key, None)).unwrap().to_vec();
        Released {
            grants: listed.iter().map(|meta| Sealed(bytes(&meta.key))).collect(),
        }
    }

    /// The newest home object of a key.
    pub fn newest_home(&self, key: &[u8; 32]) -> Vec<u8> {
        let folder = Key::parse(format!("home/{}", PublicKey(*key))).unwrap();
        let engine: &dyn Engine = &*self.engine;
        let listed = Self::wait(engine.list(&folder)).unwrap();
        let newest = listed.into_iter().map(|meta| meta.key).max().unwrap();
        Self::wait(engine.read(&newest, None)).unwrap().to_vec()
    }

    /// Every byte of every object, with its key.
    pub fn everything(&self) -> Vec<u8> {
        let engine: &dyn Engine = &*self.engine;
        let mut out = Vec::new();
        for top in ["rooms", "home"] {
            for meta in Self::wait(engine.list(&Key::parse(top).unwrap())).unwrap() {
                out.extend_from_slice(meta.key.as_str().as_bytes());
                out.extend_from_slice(&Self::wait(engine.read(&meta.key, None)).unwrap());
            }
        }
        out
    }

    /// An entry at the end of a chain, signed by whoever.
    pub fn forge(
        &self,
        key: &SigningKey,
        chain: ChainId,
        epoch: u32,
        public: Public,
        body: Option<Vec<u8>>,
        at: u64,
    ) -> Item {
        let head = self.head(chain);
        // what is no body at all is named by its bytes
        let named = |body: &[u8]| {
            let named = ledger::pieces::named(&public, body);
            named.unwrap_or_else(|| Hash::of(body))
        };
        let named = body.as_deref().map(named);
        let entry = Entry {
            format: FORMAT,
            room: Some(self.room),
            chain,
            seq: head.next,
            prev: head.hash,
            front: self.head(ChainId::FRONT),
            author: PublicKey(key.public()),
            at,
            epoch,
            public,
            body: named,
        };
        let bytes = Signed::statement(&entry);
        Item {
            sig: Id(key.sign(Message::Entry(&bytes)).unwrap()),
            entry: bytes,
            body,
        }
    }

    /// The same entry with a change, signed again.
    pub fn resign(item: &Item, key: &SigningKey, change: impl FnOnce(&mut Vec<u8>)) -> Item {
        let mut entry = item.entry.clone();
        change(&mut entry);
        Item {
            sig: Id(key.sign(Message::Entry(&entry)).unwrap()),
            entry,
            body: item.body.clone(),
        }
    }

    /// The store wraps it with its own key, which no client can prevent.
    pub fn wrap(&self, item: &Item, time: u64) -> Stored {
        let signed = Signed::assemble(item.entry.clone(), Signature(item.sig.0));
        Stored {
            wrapped: Self::wrap_by([7; 32], signed, time),
            body: item.body.clone(),
        }
    }

    /// As a server with this key wraps an entry.
    pub fn wrap_by(server: [u8; 32], signed: Signed, time: u64) -> Vec<u8> {
        use ed25519_dalek::Signer as _;
        let server = ed25519_dalek::SigningKey::from_bytes(&server);
        let signature = Signature(server.sign(&Wrapped::statement(&signed, time)).to_bytes());
        Wrapped::assemble(signed, time, signature).encode()
    }
}

/// Copies every object.
pub fn copy(from: &Memory, to: &Memory) {
    let (from, to): (&dyn Engine, &dyn Engine) = (from, to);
    for top in ["rooms", "home"] {
        for meta in Raw::wait(from.list(&Key::parse(top).unwrap())).unwrap() {
            let bytes = Raw::wait(from.read(&meta.key, None)).unwrap();
            Raw::wait(to.create(&meta.key, bytes)).unwrap();
        }
    }
}

/// Someone with a key, who says what they like.
pub struct Stranger {
    pub chain: ChainId,
    pub key: SigningKey,
}

impl Signer for Stranger {
    fn sign(&self, request: &Unsigned<'_>) -> (String, String) {
        let message = Request {
            method: request.method,
            target_uri: request.target_uri,
            authority: request.authority,
            content_digest: request.content_digest,
        };
        let keyid = KeyId::Member {
            chain: self.chain,
            key: PublicKey(self.key.public()),
        };
        let params = Params {
            created: request.created,
            keyid,
        };
        let signature = self
            .key
            .sign(Message::Request(params.base(&message).as_bytes()))
            .unwrap();
        (
            params.input(request.content_digest.is_some()),
            signature_header(&Signature(signature)),
        )
    }
}

impl Stranger {
    /// Asks the gate to store an entry.
    pub async fn append(
        &self,
        recorder: &Recorder,
        room: RoomId,
        batch: &Append,
    ) -> Result<Appended, blobs::ApiError> {
        HttpApi::new(recorder.clone(), Local::ORIGIN)
            .append(self, &Id(room.0), batch)
            .await
    }
}
