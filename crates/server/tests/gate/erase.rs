//! What was destroyed is erased at once: its parts, its pieces of bodies, superseded keys; and a receipt says so.

use blobs::ApiError;
use blobs::wire::{Erase, Gone};
use ledger::evidence::erasure::{Erasure, ObjectName, ObjectState, SignedErasure};
use ledger::{DocId, DocVersion, Part, Piece, Pieces, ScopeId, VersionId};

use super::*;
use kit::item;

const NAMES: [&[u8]; 3] = [b"stays here", b"is destroyed", b"is there"];

fn id(n: u8) -> DocId {
    DocId([n; 16])
}

async fn erase(setup: &Setup, by: &By, scope: ScopeId, seq: u64) -> Result<Erasure, ApiError> {
    let asked = Erase {
        chain: Id(scope.0),
        seq,
    };
    let world = &setup.world;
    let answer = world.api.erase(by, &world.id(), &asked).await?;
    let receipt = SignedErasure::parse(&answer.receipt).unwrap();
    Ok(receipt.verify(&setup.local.key()).unwrap())
}

/// Three documents of a part each in one entry, the first two with one part more that both have; with a body of pieces.
async fn three(setup: &mut Setup, scope: ScopeId) -> (Vec<Hash>, Hash, Vec<u8>) {
    let world = &mut setup.world;
    let (by, owner) = (world.owner(), world.room.owner.clone());
    let bytes: Vec<Vec<u8>> = (0..4).map(|n| vec![n; 100]).collect();
    let sent = blobs::wire::Parts {
        scope: Id(scope.0),
        parts: bytes.iter().cloned().map(blobs::wire::Sealed).collect(),
    };
    world.api.parts(&by, &world.id(), &sent).await.unwrap();
    let parts: Vec<Hash> = bytes.iter().map(|bytes| Hash::of(bytes)).collect();
    let part = |n: usize| Part {
        hash: parts[n],
        len: 100,
    };
    let docs = [
        vec![part(0), part(3)],
        vec![part(1), part(3)],
        vec![part(2)],
    ];
    let docs = docs.into_iter().zip(1..).map(|(parts, n)| DocVersion {
        doc: id(n),
        version: VersionId([n; 16]),
        parts,
    });
    let public = Public::Docs(docs.collect());
    let mut entry = world.room.entry(scope, &owner, public);
    entry.at = world.api.server_now();
    let body = Pieces::new(NAMES.map(<[u8]>::to_vec)).encode();
    let named = ledger::pieces::named(&entry.public, &body).unwrap();
    entry.body = Some(named);
    let signed = owner.sign_entry(&entry);
    let batch = Append {
        items: vec![item(&signed, Some(body.clone()))],
        grants: vec![],
    };
    let outcome = one(world.api.append(&by, &world.id(), &batch).await.unwrap());
    assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");
    world.room.append(signed).unwrap();
    (parts, named, body)
}

async fn destroy(setup: &mut Setup, scope: ScopeId, n: u8) -> u64 {
    let seq = setup.world.room.fold.tip(&scope).head().next;
    let public = Public::Destroy(vec![id(n)]);
    setup.world.own(scope, public, vec![], b"").await;
    seq
}

async fn has(setup: &Setup, part: &Hash) -> bool {
    let key = format!("rooms/{}/parts/{part}", setup.world.id());
    let key = blobs::Key::parse(key).unwrap();
    let engine: &dyn Engine = &*setup.engine;
    engine.meta(&key).await.is_ok()
}

/// Whether any object holds these bytes.
async fn anywhere(setup: &Setup, what: &[u8]) -> bool {
    let engine: &dyn Engine = &*setup.engine;
    for (key, _) in contents(&setup.engine).await {
        let bytes = engine.read(&key, None).await.unwrap();
        if bytes.windows(what.len()).any(|some| some == what) {
            return true;
        }
    }
    false
}

async fn body(setup: &Setup, by: &By, scope: ScopeId, seq: u64) -> Vec<u8> {
    let read = Read {
        chains: vec![ReadFrom {
            chain: Id(scope.0),
            from: seq,
        }],
    };
    let world = &setup.world;
    let mut read = world.api.read(by, &world.id(), &read).await.unwrap();
    read.chains.remove(0).entries.remove(0).body.unwrap()
}

#[tokio::test]
async fn what_was_destroyed_is_gone_and_the_rest_is_there() {
    let mut setup = setup().await;
    let folder = setup.world.folder(50, ROOT, b"folder").await;
    let seq = setup.world.room.fold.tip(&folder).head().next;
    let (parts, named, whole) = three(&mut setup, folder).await;
    let (_, reader) = setup.world.person(100, &[folder], b"reader").await;
    let owner = setup.world.owner();
    let at = destroy(&mut setup, folder, 2).await;
    // nobody but those who manage has it erased, and nothing but what was destroyed
    assert_eq!(code(erase(&setup, &reader, folder, at).await), Code::Absent);
    assert_eq!(code(erase(&setup, &owner, folder, seq).await), Code::Absent);
    let said = erase(&setup, &owner, folder, at).await.unwrap();
    assert_eq!((said.chain, said.seq, said.unlisted), (folder, at, 0));
    let state = |part: usize| said.state(&ObjectName::Part(parts[part]));
    assert_eq!(state(1), Some(ObjectState::Gone));
    assert_eq!(state(3), Some(ObjectState::Shared));
    assert_eq!((state(0), state(2)), (None, None));
    assert_eq!(said.state(&ObjectName::Body(named)), Some(ObjectState::Cut));
    for (n, there) in [true, false, true, true].into_iter().enumerate() {
        assert_eq!(has(&setup, &parts[n]).await, there);
    }
    assert!(!anywhere(&setup, NAMES[1]).await && anywhere(&setup, NAMES[0]).await);
    // another process, and this one, serve what is left of the body under its name
    let other = another_process(&setup);
    for by in [&owner, &reader] {
        let served = body(&setup, by, folder, seq).await;
        let public = setup.world.room.log.iter().find_map(|one| {
            let entry = one.signed().verify().unwrap().entry().clone();
            (entry.body == Some(named)).then_some(entry.public)
        });
        let public = public.unwrap();
        assert_eq!(ledger::pieces::named(&public, &served), Some(named));
        let pieces = Pieces::parse(&public, &served).unwrap();
        let kept: Vec<bool> = pieces
            .iter()
            .map(|one| matches!(one, Piece::Kept(_)))
            .collect();
        assert_eq!(kept, [false, true, false]);
    }
    let read = Read {
        chains: vec![ReadFrom {
            chain: Id(folder.0),
            from: seq,
        }],
    };
    let served = other.read(&owner, &setup.world.id(), &read).await.unwrap();
    assert!(served.chains[0].entries[0].body.is_some());
    // asked again it is looked for again
    let again = erase(&setup, &owner, folder, at).await.unwrap();
    assert_eq!(again.objects, said.objects);
    // the way to what is gone leads nowhere, and there is none to what is not
    let gone = |part: Hash| Gone {
        parts: vec![Id(part.0)],
    };
    let world = &setup.world;
    let way = world
        .api
        .gone(&owner, &world.id(), &gone(parts[1]))
        .await
        .unwrap();
    assert_eq!(code(world.api.get(&way.urls[0], None).await), Code::Absent);
    for part in [parts[0], parts[3]] {
        let way = world.api.gone(&owner, &world.id(), &gone(part)).await;
        assert_eq!(code(way), Code::Absent);
    }
    let way = world.api.gone(&reader, &world.id(), &gone(parts[1])).await;
    assert_eq!(code(way), Code::Absent);
    // the body does not come back by another entry, nor the part by an upload
    let key = blobs::Key::parse(format!("rooms/{}/bodies/{named}", world.id())).unwrap();
    let engine: &dyn Engine = &*setup.engine;
    assert!(engine.meta(&key).await.is_err());
    engine.create(&key, whole.into()).await.unwrap();
    let served = body(&setup, &owner, folder, seq).await;
    assert!(!served.windows(12).any(|some| some == NAMES[1]));
    engine.delete(&key).await.unwrap();
    let lease = Lease {
        scope: Id(folder.0),
        parts: vec![PartName {
            hash: Id(parts[1].0),
            len: 100,
        }],
    };
    assert_eq!(
        code(
            setup
                .world
                .api
                .lease(&owner, &setup.world.id(), &lease)
                .await
        ),
        Code::Missing
    );
    // the next one takes the shared part along, and the last one the body
    let at = destroy(&mut setup, folder, 1).await;
    let said = erase(&setup, &owner, folder, at).await.unwrap();
    assert_eq!(
        said.state(&ObjectName::Part(parts[3])),
        Some(ObjectState::Gone)
    );
    assert!(!has(&setup, &parts[3]).await && !anywhere(&setup, NAMES[0]).await);
    let at = destroy(&mut setup, folder, 3).await;
    let said = erase(&setup, &owner, folder, at).await.unwrap();
    assert_eq!(
        said.state(&ObjectName::Body(named)),
        Some(ObjectState::Gone)
    );
    let rests = contents(&setup.engine).await;
    assert!(
        !rests
            .iter()
            .any(|(key, _)| key.as_str().contains("/rests/"))
    );
}

#[tokio::test]
async fn the_sweeper_erases_what_nobody_asked_for() {
    let mut setup = setup().await;
    let folder = setup.world.folder(50, ROOT, b"folder").await;
    let (parts, ..) = three(&mut setup, folder).await;
    destroy(&mut setup, folder, 3).await;
    sweeper::sweep_expired(setup.local.gate()).await.unwrap();
    assert!(!has(&setup, &parts[2]).await && has(&setup, &parts[1]).await);
    // once
    let marks = contents(&setup.engine).await;
    let marks = marks
        .iter()
        .filter(|(key, _)| key.as_str().contains("/erased/"));
    assert_eq!(marks.count(), 1);
    sweeper::sweep_all(setup.local.gate()).await.unwrap();
    sweeper::sweep_expired(setup.local.gate()).await.unwrap();
}

#[tokio::test]
async fn of_a_room_nothing_is_left_but_what_was_done() {
    let mut setup = setup().await;
    let folder = setup.world.folder(50, ROOT, b"folder").await;
    three(&mut setup, folder).await;
    let (_, reader) = setup.world.person(100, &[folder], b"reader").await;
    let owner = setup.world.owner();
    let front = ledger::ChainId::FRONT;
    let seq = setup.world.room.fold.tip(&front).head().next;
    setup
        .world
        .own(front, Public::Destroy(vec![]), vec![], b"")
        .await;
    let said = erase(&setup, &owner, front, seq).await.unwrap();
    assert!(
        said.objects
            .iter()
            .all(|one| one.state == ObjectState::Gone)
    );
    let left = contents(&setup.engine).await;
    let gone = ["/parts/", "/rests/", "/leases/"];
    assert!(
        !left
            .iter()
            .any(|(key, _)| gone.iter().any(|one| key.as_str().contains(one)))
    );
    let bodies = left
        .iter()
        .filter(|(key, _)| key.as_str().contains("/bodies/"));
    assert_eq!(bodies.count(), 1, "the title");
    for name in NAMES {
        assert!(!anywhere(&setup, name).await);
    }
    let world = &setup.world;
    assert_eq!(code(world.release(&reader).await), Code::Ended);
    assert_eq!(world.release(&owner).await.unwrap().len(), 1, "the front's");
    // asked again it names the same
    let again = erase(&setup, &owner, front, seq).await.unwrap();
    assert_eq!(again.objects, said.objects);
}
