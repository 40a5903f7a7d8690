//! Everything that a member's keys open, without the use-cases: for members whose program is their own.

use std::collections::BTreeMap;

use ledger::entry::{Entry, Public};
use ledger::ids::{ChainId, RoomId};
use ledger::{Piece, Pieces, Wrapped};
use minicbor::bytes::ByteArray;
use seal::Plain;
use seal::context::{Context, Kind};
use seal::grant::Grant;
use seal::identity::RoomKeys;
use seal::kem::KemSecret;
use seal::scope::ScopeKey;

use super::Raw;

type Listed = (ChainId, u32, ByteArray<32>);
type Child = (ChainId, String, u32, ByteArray<32>);

fn in_pieces(kind: Kind) -> bool {
    matches!(kind, Kind::Children | Kind::Docs | Kind::Edit)
}

/// Scope keys by scope and epoch.
pub struct Keyring {
    raw: Raw,
    room: RoomId,
    keys: BTreeMap<(ChainId, u32), ScopeKey>,
    member: ChainId,
    kem: KemSecret,
}

impl Keyring {
    pub fn of(raw: &Raw, room: RoomId, member: ChainId, keys: &RoomKeys) -> Self {
        let mut ring = Self {
            raw: raw.clone(),
            room,
            keys: BTreeMap::new(),
            member,
            kem: keys.kem.clone(),
        };
        for sealed in raw.grants(member).grants {
            let grant = Grant::parse(&sealed.0).unwrap();
            if let Ok(key) = grant.open(&room.0, &member.0, &keys.kem) {
                let terms = grant.terms();
                ring.keys.insert((ChainId(terms.scope), terms.epoch), key);
            }
        }
        let mut at = 0;
        while let Some(scope) = ring.keys.keys().nth(at).map(|(scope, _)| *scope) {
            let before = ring.keys.len();
            ring.read(scope);
            at = if ring.keys.len() > before { 0 } else { at + 1 };
        }
        ring
    }

    /// The scope that managers hold and coordinators do not.
    pub fn desk(room: RoomId) -> ChainId {
        let hash = ledger::ids::Hash::of(&[b"sealroom/1/desk".as_slice(), &room.0].concat()).0;
        ChainId(hash[..16].try_into().unwrap())
    }

    pub fn key(&self, scope: ChainId, epoch: u32) -> &ScopeKey {
        &self.keys[&(scope, epoch)]
    }

    /// Whether there is a key of an epoch.
    pub fn has(&self, scope: ChainId, epoch: u32) -> bool {
        self.keys.contains_key(&(scope, epoch))
    }

    /// Whether there is a key for a chain as it is now.
    pub fn holds(&self, scope: ChainId) -> bool {
        self.keys.contains_key(&(scope, self.raw.epoch(scope)))
    }

    /// Seals a body for the end of a chain; each of the things that it says something of by itself.
    pub fn seal(&self, kind: Kind, chain: ChainId, epoch: u32, plain: &[u8]) -> Vec<u8> {
        let context = self.context(kind, chain, epoch);
        if !in_pieces(kind) {
            return self.seal_for(&context, plain);
        }
        let mut said = minicbor::Decoder::new(plain);
        said.array().unwrap();
        let things = said.array().unwrap().unwrap();
        let sealed = (0..things).map(|_| {
            let start = said.position();
            said.skip().unwrap();
            self.seal_for(&context, &plain[start..said.position()])
        });
        Pieces::new(sealed).encode()
    }

    /// Opens a body; of one in pieces what is there of it.
    fn open(key: &ScopeKey, context: &Context, entry: &Entry, body: &[u8]) -> Option<Plain> {
        if !in_pieces(context.kind) {
            return key.open(context, body).ok();
        }
        let pieces = Pieces::parse(&entry.public, body).unwrap();
        let mut things = Vec::new();
        for piece in pieces.iter() {
            if let Piece::There(sealed) = piece {
                things.push(key.open(context, sealed).ok()?);
            }
        }
        let mut plain = vec![0x81];
        let mut head = minicbor::Encoder::new(&mut plain);
        head.array(things.len() as u64).unwrap();
        things
            .iter()
            .for_each(|thing| plain.extend_from_slice(thing));
        Some(plain.into())
    }

    pub fn seal_for(&self, context: &Context, plain: &[u8]) -> Vec<u8> {
        let key = self.key(ChainId(context.chain), context.epoch);
        key.seal(context, plain, &mut seal::rng::Platform::new().unwrap())
    }

    pub fn context(&self, kind: Kind, chain: ChainId, epoch: u32) -> Context {
        Context::new(kind, self.room.0, chain.0, epoch)
    }

    /// The newest body of a kind in a chain.
    pub fn newest(&self, kind: Kind, chain: ChainId, fits: fn(&Public) -> bool) -> Plain {
        let mut bodies = self.bodies(chain);
        bodies.retain(|(entry, _)| fits(&entry.public));
        let (entry, body) = bodies.pop().unwrap();
        let context = self.context(kind, chain, entry.epoch);
        Self::open(self.key(chain, entry.epoch), &context, &entry, &body).unwrap()
    }

    fn bodies(&self, chain: ChainId) -> Vec<(Entry, Vec<u8>)> {
        let entry = |wrapped: &[u8]| {
            let signed = Wrapped::parse(wrapped).unwrap().signed();
            signed.verify().unwrap().entry().clone()
        };
        let stored = self.raw.chain(chain).into_iter();
        stored
            .filter_map(|stored| Some((entry(&stored.wrapped), stored.body?)))
            .collect()
    }

    fn read(&mut self, chain: ChainId) {
        for (entry, body) in self.bodies(chain) {
            let kind = match entry.public {
                Public::Keys(_) => Kind::Keys,
                Public::Children(_) => Kind::Children,
                Public::Plan => Kind::Plan,
                Public::Epoch(_) => Kind::Epoch,
                _ => continue,
            };
            // the keys of scopes without a folder above are sealed under the desk's
            let by = match kind {
                Kind::Keys => Self::desk(self.room),
                _ => chain,
            };
            let opened = self.keys.iter().find_map(|((scope, epoch), key)| {
                let context = self.context(kind, by, *epoch);
                (*scope == by).then(|| Self::open(key, &context, &entry, &body))?
            });
            let Some(plain) = opened else {
                continue;
            };
            if kind == Kind::Plan {
                self.take_next(&plain);
                continue;
            }
            if kind == Kind::Epoch {
                self.take_before(&entry, &plain);
                continue;
            }
            let found: Vec<(ChainId, u32, ByteArray<32>)> = if kind == Kind::Keys {
                let mut said = minicbor::Decoder::new(&plain);
                said.array().unwrap();
                said.decode::<Vec<Listed>>().unwrap()
            } else {
                let (children,): (Vec<Child>,) = minicbor::decode(&plain).unwrap();
                let child = |(scope, _, epoch, key)| (scope, epoch, key);
                children.into_iter().map(child).collect()
            };
            for (scope, epoch, key) in found {
                let key = ScopeKey::parse(&*key).unwrap();
                self.keys.entry((scope, epoch)).or_insert(key);
            }
        }
    }

    /// The key of the epoch before.
    fn take_before(&mut self, entry: &Entry, plain: &[u8]) {
        let mut said = minicbor::Decoder::new(plain);
        let fields = said.array().unwrap().unwrap();
        said.skip().unwrap();
        if fields < 2 || said.datatype().unwrap() == minicbor::data::Type::Null {
            return;
        }
        let key = ScopeKey::parse(said.bytes().unwrap()).unwrap();
        let place = (entry.chain, entry.epoch - 1);
        self.keys.entry(place).or_insert(key);
    }

    /// Next keys that were sealed to this member's card.
    fn take_next(&mut self, plain: &[u8]) {
        let (ops,): (Vec<room::Op>,) = minicbor::decode(plain).unwrap();
        for op in ops {
            let room::Op::Next(scope, epoch, boxes) = op else {
                continue;
            };
            let mut place = Context::new(Kind::Next, self.room.0, scope.0, epoch);
            place.id[..16].copy_from_slice(&self.member.0);
            let mine = boxes.iter().filter(|one| one.member == self.member);
            for one in mine {
                // anybody who manages may put there what does not open
                let Ok(plain) = seal::sealbox::open(&self.kem, &place, &one.sealed) else {
                    continue;
                };
                let key = ScopeKey::parse(&plain).unwrap();
                self.keys.entry((scope, epoch)).or_insert(key);
            }
        }
    }
}
