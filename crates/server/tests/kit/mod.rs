//! A room on a gate, for tests: an owner who appends, readers, links and devices.
//!
//! Sealed things are marked bytes here; what matters is who gets which.
#![allow(dead_code, unused_imports, unreachable_pub, clippy::unwrap_used)]

mod build;
mod watched;

pub use build::*;
pub use watched::{Watched, plant};

use blobs::http::{HttpApi, Transport};
use blobs::wire::{
    Append, Appended, Code, Digest, Id, Item, Outcome, Parts, Read, ReadFrom, Sealed, SealedGrant,
    Urls, UrlsGiven, Visit,
};
use blobs::{Api, ApiError, Bytes, Signer, Unsigned};
use ledger::http_sig::{Message, Params};
use ledger::testkit::{self, Key, TestRoom, kem, member, state_key};
use ledger::{
    Action, ChainId, DocId, DocVersion, Epoch, GrantRef, Hash, KeyId, Member, MemberGrant,
    MemberId, MemberKind, Opened, Part, Pieces, Public, PublicKey, Receipt, Rights, RoomFold,
    ScopeId, Signed, VersionId, pieces,
};

/// A room, as its owner sees it.
pub struct World<T> {
    pub api: HttpApi<T>,
    pub room: TestRoom,
}

pub const ROOT: ScopeId = TestRoom::ROOT;
pub const OWNER: MemberId = TestRoom::OWNER;

/// A document of one part that was uploaded.
#[derive(Debug, Clone)]
pub struct Doc {
    pub opened: Opened,
    pub part: Hash,
}

impl<T: Transport> World<T> {
    /// Makes a room on a server.
    pub async fn make(api: HttpApi<T>, token: &str) -> Self {
        let (mut room, batch) = new_room(&api).await;
        room.now = api.server_now();
        let by = By::member(OWNER, &room.device);
        let appended = api.make_room(&by, token, &batch).await.unwrap();
        assert!(
            appended
                .outcomes
                .iter()
                .all(|o| matches!(o, Outcome::Stored(_))),
            "{appended:?}"
        );
        Self { api, room }
    }

    pub fn id(&self) -> Digest {
        Id(self.room.fold.room().0)
    }

    /// The owner's device.
    pub fn owner(&self) -> By {
        By::member(OWNER, &self.room.device)
    }

    /// Signs the next entry of a chain, with a body if it needs one.
    pub fn next(
        &self,
        chain: ChainId,
        author: &Key,
        public: Public,
        body: &[u8],
    ) -> (Signed, Item) {
        let mut entry = self.room.entry(chain, author, public);
        entry.at = self.api.server_now();
        let each = |things: usize| Pieces::new((0..things).map(|_| body.to_vec())).encode();
        let about = pieces::about(&entry.public).map(|about| each(about.len()));
        let body = entry.body.map(|_| about.unwrap_or(body.to_vec()));
        // one that is too long for any entry is named by its bytes
        let named = |body| pieces::named(&entry.public, body).unwrap_or_else(|| Hash::of(body));
        entry.body = body.as_deref().map(named);
        let signed = author.sign_entry(&entry);
        let item = item(&signed, body);
        (signed, item)
    }

    /// Appends one entry and remembers it if it was stored.
    pub async fn push(
        &mut self,
        by: &By,
        chain: ChainId,
        author: &Key,
        public: Public,
        grants: Vec<SealedGrant>,
        body: &[u8],
    ) -> Outcome {
        let (signed, item) = self.next(chain, author, public, body);
        let batch = Append {
            items: vec![item],
            grants,
        };
        let outcome = match self.api.append(by, &self.id(), &batch).await {
            Ok(appended) => one(appended),
            Err(ApiError::Refused { code, message }) => Outcome::Refused(code, message),
            Err(other) => panic!("{other:?}"),
        };
        if matches!(outcome, Outcome::Stored(_)) {
            self.room.now = self.api.server_now();
            self.room.append(signed).unwrap();
        }
        outcome
    }

    /// The owner appends, and it has to be stored.
    pub async fn own(
        &mut self,
        chain: ChainId,
        public: Public,
        grants: Vec<SealedGrant>,
        body: &[u8],
    ) {
        let (by, author) = (self.owner(), self.room.owner.clone());
        let outcome = self.push(&by, chain, &author, public, grants, body).await;
        assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");
    }

    /// A folder below another.
    pub async fn folder(&mut self, n: u64, parent: ScopeId, marker: &[u8]) -> ScopeId {
        let scope = testkit::chain(n);
        self.own(
            scope,
            Public::Epoch(Epoch {
                parent: Some(parent),
                kem: kem(n),
            }),
            Vec::new(),
            marker,
        )
        .await;
        self.own(parent, Public::Children(vec![scope]), Vec::new(), marker)
            .await;
        scope
    }

    /// A person with a device, who may read these folders.
    pub async fn person(&mut self, n: u64, scopes: &[ScopeId], marker: &[u8]) -> (MemberId, By) {
        let (id, key, device) = (testkit::chain(n), Key::new(n), Key::new(n + 1));
        self.admit(id, MemberKind::Person, &key, scopes, None, marker, |_| {})
            .await;
        let by = By::member(id, &key);
        let outcome = self
            .push(
                &by,
                id,
                &key,
                Public::Device(device.public()),
                Vec::new(),
                marker,
            )
            .await;
        assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");
        (id, By::member(id, &device))
    }

    /// A link to these folders.
    pub async fn link(
        &mut self,
        n: u64,
        scopes: &[ScopeId],
        expires: u64,
        opens: Option<u32>,
    ) -> (MemberId, Key) {
        let (id, key) = (testkit::chain(n), Key::new(n));
        self.admit(
            id,
            MemberKind::Link,
            &key,
            scopes,
            Some(expires),
            b"note",
            |m| m.opens = opens,
        )
        .await;
        (id, key)
    }

    /// An invite to these folders.
    pub async fn invite(
        &mut self,
        n: u64,
        scopes: &[ScopeId],
        join_by: Option<u64>,
    ) -> (MemberId, Key) {
        let (id, key) = (testkit::chain(n), Key::new(n));
        self.admit(id, MemberKind::Invite, &key, scopes, None, b"note", |m| {
            m.join_by = join_by
        })
        .await;
        (id, key)
    }

    /// A member of any kind.
    #[allow(clippy::too_many_arguments)]
    pub async fn admit(
        &mut self,
        id: MemberId,
        kind: MemberKind,
        key: &Key,
        scopes: &[ScopeId],
        expires: Option<u64>,
        marker: &[u8],
        change: impl Fn(&mut Member),
    ) {
        let (refs, sealed) = self.grants(id, scopes, expires, marker);
        let mut entered = member(id, kind, key, refs);
        entered.expires = expires;
        change(&mut entered);
        self.own(ChainId::ROSTER, Public::Member(entered), sealed, marker)
            .await;
        if kind != MemberKind::Person {
            self.own(id, Public::Issued, Vec::new(), marker).await;
        }
    }

    /// Grants to a member, with its marker in them.
    pub fn grants(
        &self,
        id: MemberId,
        scopes: &[ScopeId],
        expires: Option<u64>,
        marker: &[u8],
    ) -> (Vec<GrantRef>, Vec<SealedGrant>) {
        let scopes = [&[ChainId::FRONT], scopes].concat();
        let each = scopes.iter().map(|scope| {
            let epoch = self.room.fold.epoch_of(scope).unwrap();
            let bytes = [marker, b" grant ", &id.0, &scope.0, &epoch.to_le_bytes()].concat();
            let grant = GrantRef {
                scope: *scope,
                epoch,
                rights: Rights::Read,
                expires,
                hash: Hash::of(&bytes),
            };
            (
                grant,
                SealedGrant {
                    member: Id(id.0),
                    bytes,
                },
            )
        });
        each.unzip()
    }

    /// Grants to somebody who is there.
    pub async fn give(&mut self, id: MemberId, scopes: &[ScopeId], expires: Option<u64>) {
        let (refs, sealed) = self.grants(id, scopes, expires, b"more");
        let given = refs
            .into_iter()
            .map(|grant| MemberGrant { member: id, grant })
            .collect();
        self.own(ChainId::ROSTER, Public::Grants(given), sealed, b"more")
            .await;
    }

    /// A document of one part.
    pub async fn upload(&mut self, n: u64, scope: ScopeId, bytes: &[u8]) -> Doc {
        let parts = Parts {
            scope: Id(scope.0),
            parts: vec![Sealed(bytes.to_vec())],
        };
        let hashes = self
            .api
            .parts(&self.owner(), &self.id(), &parts)
            .await
            .unwrap();
        let part = Hash(hashes[0].0);
        assert_eq!(part, Hash::of(bytes));
        // a record is short, whatever the content is
        let record = &bytes[..bytes.len().min(1000)];
        self.own(scope, docs(n, part, bytes.len() as u64), Vec::new(), record)
            .await;
        Doc {
            opened: Opened {
                scope,
                doc: DocId([n as u8; 16]),
                version: VersionId([n as u8; 16]),
            },
            part,
        }
    }

    /// A reader's receipt and URLs for a document.
    pub async fn urls(&mut self, by: &By, doc: &Doc) -> Result<UrlsGiven, ApiError> {
        let KeyId::Member { chain, .. } = by.keyid else {
            panic!("no reader")
        };
        let seq = self.room.fold.tip(&chain).head().next;
        let n = self
            .room
            .fold
            .member(&chain)
            .and_then(|m| m.device(&by.key.public()))
            .map_or(0, |d| d.receipts);
        let receipt = Receipt {
            n,
            action: Action::View,
            docs: vec![doc.opened],
            seconds: 0,
        };
        match self
            .push(
                by,
                chain,
                &by.key.clone(),
                Public::Receipt(receipt),
                Vec::new(),
                b"",
            )
            .await
        {
            Outcome::Stored(_) => {}
            Outcome::Refused(code, message) => return Err(ApiError::Refused { code, message }),
            other => panic!("{other:?}"),
        }
        self.api.urls(by, &self.id(), &urls_of(seq, doc)).await
    }

    /// A visitor's device opens a link.
    pub async fn visit(&mut self, link: MemberId, key: &Key, device: &Key) -> Result<By, ApiError> {
        let chain = ChainId::of_visitor(&device.public());
        let (signed, item) = self.next(
            chain,
            key,
            Public::Visitor(link, device.public()),
            b"visitor",
        );
        let item = Item { body: None, ..item };
        let mut entry = signed.verify().unwrap().entry().clone();
        entry.body = None;
        let signed = key.sign_entry(&entry);
        let item = Item {
            entry: signed.bytes().to_vec(),
            sig: Id(signed.signature().0),
            ..item
        };
        self.api
            .visit(&By::state(link), &self.id(), &Visit { item })
            .await?;
        self.room.now = self.api.server_now();
        self.room.append(signed).unwrap();
        Ok(By::member(chain, device))
    }

    /// The grants that somebody is given, as bytes.
    pub async fn release(&self, by: &By) -> Result<Vec<Vec<u8>>, ApiError> {
        let released = self.api.release(by, &self.id()).await?;
        Ok(released.grants.into_iter().map(|grant| grant.0).collect())
    }

    /// How many entries of a chain somebody may read.
    pub async fn reads(&self, by: &By, chain: ChainId) -> Result<usize, ApiError> {
        let read = Read {
            chains: vec![ReadFrom {
                chain: Id(chain.0),
                from: 0,
            }],
        };
        Ok(self
            .api
            .read(by, &self.id(), &read)
            .await?
            .chains
            .remove(0)
            .entries
            .len())
    }
}
