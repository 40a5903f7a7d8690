//! People whose programs are their own: they write what no honest one does, past the gate if it will not have it.

use blobs::http::HttpApi;
use blobs::wire::{Id, Item, Outcome, Parts, Sealed, Visit};
use blobs::{Api, Bytes, Engine, Key, Unsigned};
use ledger::Wrapped;
use ledger::entry::{DocVersion, Part, Public};
use ledger::http_sig::{KeyId, Message as Request, Params, signature_header};
use ledger::ids::{ChainId, DocId, PublicKey, Signature, VersionId};
use room::{Invitation, Record};
use seal::context::{Context, Kind};
use seal::kem::KemPublic;
use seal::sealbox;
use seal::sign::{Message, SigningKey};
use server::local::Local;

use super::{Raw, Stranger, TheRoom, World, fragment};

/// Somebody who writes in a chain.
pub struct Sender {
    pub chain: ChainId,
    pub key: SigningKey,
}

/// The holder of a link, before a device of its own is known.
struct Knocking {
    link: ChainId,
    key: SigningKey,
}

impl blobs::Signer for Knocking {
    fn sign(&self, request: &Unsigned<'_>) -> (String, String) {
        let message = Request {
            method: request.method,
            target_uri: request.target_uri,
            authority: request.authority,
            content_digest: request.content_digest,
        };
        let keyid = KeyId::State {
            chain: self.link,
            key: PublicKey(self.key.public()),
        };
        let created = request.created;
        let params = Params { created, keyid };
        let base = params.base(&message);
        let signature = self.key.sign(Message::Request(base.as_bytes())).unwrap();
        (
            params.input(request.content_digest.is_some()),
            signature_header(&Signature(signature)),
        )
    }
}

fn api(world: &World) -> HttpApi<super::Recorder> {
    HttpApi::new(world.recorder.clone(), Local::ORIGIN)
}

impl Sender {
    /// A visitor of a link without passphrase.
    pub async fn by_link(world: &World, room: &TheRoom, link: &Invitation, seed: u8) -> Self {
        let (text, device) = (fragment(link), SigningKey::parse(&[seed; 32]).unwrap());
        let public = PublicKey(device.public());
        let chain = ChainId::of_visitor(&public);
        let item = Raw::new(world, room.id()).forge(
            &text.secret.keys().sign,
            chain,
            0,
            Public::Visitor(link.member, public),
            None,
            world.now(),
        );
        let by = Knocking {
            link: link.member,
            key: text.secret.state_key(),
        };
        let visit = Visit { item };
        api(world)
            .visit(&by, &Id(room.id().0), &visit)
            .await
            .unwrap();
        Self { chain, key: device }
    }

    fn signer(&self) -> Stranger {
        Stranger {
            chain: self.chain,
            key: self.key.clone(),
        }
    }

    /// A record like another one, with a document, a version and content of its own: of one part.
    pub async fn record(
        &self,
        world: &World,
        room: &TheRoom,
        to: ChainId,
        like: &Record,
        ids: (DocId, VersionId),
    ) -> Record {
        let [part] = like.parts[..] else {
            panic!("one part");
        };
        let len = usize::try_from(part.len).unwrap();
        let block = [ids.0.0, ids.1.0].concat();
        let bytes: Vec<u8> = block.into_iter().cycle().take(len).collect();
        let hash = ledger::Hash::of(&bytes);
        let parts = Parts {
            scope: Id(to.0),
            parts: vec![Sealed(bytes)],
        };
        api(world)
            .parts(&self.signer(), &Id(room.id().0), &parts)
            .await
            .unwrap();
        let mut record = like.clone();
        (record.doc, record.version) = ids;
        let len = part.len;
        record.parts = vec![Part { hash, len }];
        record
    }

    /// Drops records, all in one entry.
    pub async fn send(&self, world: &World, room: &TheRoom, inbox: ChainId, records: &[Record]) {
        let raw = Raw::new(world, room.id());
        let first = raw.chain(inbox).remove(0);
        let wrapped = Wrapped::parse(&first.wrapped).unwrap();
        let Public::Epoch(epoch) = wrapped.signed().verify().unwrap().entry().public.clone() else {
            panic!("a scope begins with an epoch");
        };
        let mut context = Context::new(Kind::Drop, room.id().0, self.chain.0, 0);
        context.id[..16].copy_from_slice(&inbox.0);
        let kem = KemPublic::parse(&epoch.kem).unwrap();
        let mut rng = seal::rng::Platform::new().unwrap();
        let body = sealbox::seal(&kem, &context, &records_body(records), &mut rng);
        let public = Public::Drop(inbox, listed(records));
        let item = raw.forge(&self.key, self.chain, 0, public, Some(body), world.now());
        self.write(world, room, item).await;
    }

    /// Asks the gate for an entry at the end of a chain; one that it refuses stands there all the same, by a
    /// store that helps. Says whether the gate took it.
    pub async fn write(&self, world: &World, room: &TheRoom, item: Item) -> bool {
        let batch = blobs::wire::Append {
            items: vec![item.clone()],
            grants: Vec::new(),
        };
        let signer = self.signer();
        let asked = signer.append(&world.recorder, room.id(), &batch).await;
        let taken = asked.is_ok_and(|it| matches!(it.outcomes[..], [Outcome::Stored(_)]));
        if !taken {
            place(world, room, &item).await;
        }
        taken
    }
}

/// The body of Docs and Drop.
pub fn records_body(records: &[Record]) -> Vec<u8> {
    minicbor::to_vec((records,)).unwrap()
}

/// What of records stands in their entry.
pub fn listed(records: &[Record]) -> Vec<DocVersion> {
    let version = |record: &Record| DocVersion {
        doc: record.doc,
        version: record.version,
        parts: record.parts.clone(),
    };
    records.iter().map(version).collect()
}

/// Puts an entry with its body into the store, without the gate.
pub async fn place(world: &World, room: &TheRoom, item: &Item) {
    let raw = Raw::new(world, room.id());
    let signed = ledger::Signed::assemble(item.entry.clone(), Signature(item.sig.0));
    let entry = signed.verify().unwrap().entry().clone();
    let engine: &dyn Engine = &*world.engine;
    let at = |path: String| Key::parse(format!("rooms/{}/{path}", room.id())).unwrap();
    if let (Some(hash), Some(body)) = (entry.body, &item.body) {
        let body = Bytes::copy_from_slice(body);
        engine
            .create(&at(format!("bodies/{hash}")), body)
            .await
            .unwrap();
    }
    let wrapped = raw.wrap(item, world.now()).wrapped;
    let place = at(format!("chains/{}/{:012}", entry.chain, entry.seq));
    engine.create(&place, wrapped.into()).await.unwrap();
}
