//! A room with documents, a buyer, a link and its visitor.

use ledger::testkit::{Key, TestRoom, chain, grant, kem, member};
use ledger::*;

pub(crate) const ROOT: ScopeId = TestRoom::ROOT;
pub(crate) const ROSTER: ChainId = ChainId::ROSTER;
pub(crate) const FRONT: ChainId = ChainId::FRONT;

/// When the link of [`Cast`] ends.
pub(crate) const LINK_ENDS: u64 = 2_000_000;

/// Everybody that a test may play.
#[derive(Clone)]
pub(crate) struct Cast {
    pub(crate) room: TestRoom,
    pub(crate) owner: Key,
    pub(crate) shared: ScopeId,
    pub(crate) secret: ScopeId,
    pub(crate) buyer: ChainId,
    pub(crate) buyer_key: Key,
    pub(crate) buyer_device: Key,
    pub(crate) link: ChainId,
    pub(crate) link_key: Key,
    pub(crate) visitor: ChainId,
    pub(crate) visitor_key: Key,
    pub(crate) stranger: Key,
}

impl Cast {
    /// Two folders below the root, a document in each; a buyer joined for one of them, and a
    /// link to the same with a visitor.
    pub(crate) fn new() -> Self {
        let mut room = TestRoom::new();
        let owner = room.owner.clone();
        let (shared, secret) = (chain(20), chain(21));
        for (n, scope) in [(20, shared), (21, secret)] {
            room.push(scope, &owner, epoch(Some(ROOT), n)).unwrap();
            room.push(ROOT, &owner, Public::Children(vec![scope]))
                .unwrap();
            room.push(scope, &owner, docs(n)).unwrap();
        }
        let (buyer, invite) = (chain(30), Key::new(30));
        let (buyer_key, buyer_device) = (Key::new(31), Key::new(32));
        let grants = vec![grant(FRONT, 0, None), grant(shared, 0, None)];
        room.add(member(buyer, MemberKind::Invite, &invite, grants))
            .unwrap();
        let join = room.join(buyer, &invite, &buyer_key, &buyer_device);
        room.push(buyer, &invite, join).unwrap();

        let (link, link_key, visitor_key) = (chain(40), Key::new(40), Key::new(41));
        let ends = Some(LINK_ENDS);
        let grants = vec![grant(FRONT, 0, ends), grant(shared, 0, ends)];
        room.add(member(link, MemberKind::Link, &link_key, grants))
            .unwrap();
        let visitor = ChainId::of_visitor(&visitor_key.public());
        room.push(
            visitor,
            &link_key,
            Public::Visitor(link, visitor_key.public()),
        )
        .unwrap();

        let stranger = Key::new(66);
        Self {
            room,
            owner,
            shared,
            secret,
            buyer,
            buyer_key,
            buyer_device,
            link,
            link_key,
            visitor,
            visitor_key,
            stranger,
        }
    }

    pub(crate) fn actor(&self, chain: ChainId, key: &Key) -> Result<Actor, Refusal> {
        self.room.fold.actor(&chain, &key.public(), self.room.now)
    }

    /// A manager with its own device, certified by the owner.
    pub(crate) fn hire(&mut self) -> (ChainId, Key) {
        self.appoint(50, Office::Manager)
    }

    /// A person in an office, whose device has the next number.
    pub(crate) fn appoint(&mut self, n: u64, office: Office) -> (ChainId, Key) {
        let (id, key) = (chain(n), Key::new(n));
        self.room
            .add(member(id, MemberKind::Person, &key, vec![]))
            .unwrap();
        self.room
            .push(id, &key, Public::Device(Key::new(n + 1).public()))
            .unwrap();
        self.room
            .push(
                FRONT,
                &self.owner,
                Public::Manager(id, key.public(), office),
            )
            .unwrap();
        (id, key)
    }
}

pub(crate) fn epoch(parent: Option<ScopeId>, n: u64) -> Public {
    Public::Epoch(Epoch {
        parent,
        kem: kem(n),
    })
}

pub(crate) fn doc(n: u64) -> DocId {
    DocId(chain(n).0)
}

pub(crate) fn version(n: u64) -> VersionId {
    VersionId(chain(n).0)
}

pub(crate) fn part(n: u64) -> Part {
    Part {
        hash: Hash::of(&n.to_be_bytes()),
        len: n + 1,
    }
}

/// Version `n` of document `n`, of one part.
pub(crate) fn docs(n: u64) -> Public {
    Public::Docs(vec![DocVersion {
        doc: doc(n),
        version: version(n),
        parts: vec![part(n)],
    }])
}

pub(crate) fn opened(scope: ScopeId, n: u64) -> Opened {
    Opened {
        scope,
        doc: doc(n),
        version: version(n),
    }
}

pub(crate) fn receipt(n: u64, docs: Vec<Opened>) -> Public {
    Public::Receipt(Receipt {
        n,
        action: Action::View,
        docs,
        seconds: 0,
    })
}
