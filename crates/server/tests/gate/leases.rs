//! Leases: what counts as an unfinished upload, and what is collected when nobody finishes it.

use super::*;
use blobs::wire::{Parts, Sealed};

const DAY: u64 = 24 * 3_600_000;

fn lease(parts: &[(Hash, u64)]) -> Lease {
    let name = |(hash, len): &(Hash, u64)| PartName {
        hash: Id(hash.0),
        len: *len,
    };
    Lease {
        scope: Id(ROOT.0),
        parts: parts.iter().map(name).collect(),
    }
}

fn small(quota: u64) -> Quotas {
    Quotas {
        unfinished: quota,
        ..Quotas::default()
    }
}

async fn leases(engine: &dyn Engine, world: &World<Local>) -> usize {
    let folder = blobs::Key::parse(format!("rooms/{}/leases", world.id())).unwrap();
    engine.list(&folder).await.unwrap().len()
}

/// Whoever verifies a room asks for every part of it.
#[tokio::test]
async fn asking_for_parts_that_documents_name_leases_nothing() {
    let Setup {
        mut world, engine, ..
    } = with_quotas(small(1_000)).await;
    let (by, id) = (world.owner(), world.id());
    let mut named = Vec::new();
    for n in 0..5 {
        let bytes = [n; 800];
        let doc = world.upload(n.into(), ROOT, &bytes).await;
        named.push((doc.part, 800));
    }
    let slots = world
        .api
        .lease(&by, &id, &lease(&named))
        .await
        .unwrap()
        .slots;
    assert!(slots.iter().all(|slot| *slot == Slot::Have));
    assert_eq!(leases(&*engine, &world).await, 0);
    let new = (Hash([1; 32]), 1_000);
    world.api.lease(&by, &id, &lease(&[new])).await.unwrap();
}

/// A large file that is resumed on the next day is one file.
#[tokio::test]
async fn what_is_leased_again_counts_once() {
    let Setup { world, local, .. } = with_quotas(small(1_000)).await;
    let (by, id) = (world.owner(), world.id());
    let file = [(Hash([1; 32]), 300), (Hash([2; 32]), 300)];
    for _ in 0..3 {
        world.api.lease(&by, &id, &lease(&file)).await.unwrap();
    }
    local.clock().advance(DAY);
    world.api.lease(&by, &id, &lease(&file)).await.unwrap();
    // the same part twice in one request, too
    let twice = [(Hash([3; 32]), 400), (Hash([3; 32]), 400)];
    world.api.lease(&by, &id, &lease(&twice)).await.unwrap();
    let more = world
        .api
        .lease(&by, &id, &lease(&[(Hash([4; 32]), 1)]))
        .await;
    assert_eq!(code(more), Code::Quota);
}

/// The other half of the rule: what one member has leased does not let another append.
#[tokio::test]
async fn a_lease_is_its_members_and_its_scopes() {
    let Setup {
        mut world, engine, ..
    } = setup().await;
    let by = world.owner();
    let parts = Parts {
        scope: Id(ROOT.0),
        parts: vec![Sealed(b"mine".to_vec())],
    };
    world.api.parts(&by, &world.id(), &parts).await.unwrap();
    // the same lease, but another member's
    let folder = blobs::Key::parse(format!("rooms/{}/leases/{OWNER}", world.id())).unwrap();
    let held = engine.list(&folder).await.unwrap().remove(0);
    engine.delete(&held.key).await.unwrap();
    let other = held
        .key
        .as_str()
        .replace(&OWNER.to_string(), &chain(5).to_string());
    let other = blobs::Key::parse(other).unwrap();
    Engine::create(&*engine, &other, Bytes::new())
        .await
        .unwrap();
    let author = world.room.owner.clone();
    let add = docs(1, Hash::of(b"mine"), 4);
    let outcome = world.push(&by, ROOT, &author, add, vec![], b"x").await;
    assert_eq!(refused(outcome), Code::Missing);
}

/// The folders of leases are those of members: nothing stays for each part that ever was.
#[tokio::test]
async fn uploads_leave_no_folders_behind() {
    let folder = tempfile::tempdir().unwrap();
    let engine = server::engine::Objects::in_folder(folder.path()).unwrap();
    let local = Local::new(Arc::new(engine), T0);
    let mut world = World::make(local.api(), Local::TOKEN).await;
    for n in 0..5 {
        world.upload(n, ROOT, &[n as u8; 100]).await;
    }
    let leases = folder.path().join(format!("rooms/{}/leases", world.id()));
    let count = |path: &std::path::Path| std::fs::read_dir(path).unwrap().count();
    assert_eq!(count(&leases), 1);
    assert_eq!(count(&leases.join(OWNER.to_string())), 0);
}

/// Uploads go on while the sweeper looks: a part that is leased after the sweeper looked at the
/// leases, and stored before it looks at the parts, is neither collected nor lost to its author.
#[tokio::test]
async fn a_part_that_arrives_during_a_sweep_is_not_collected() {
    let (mut world, local, engine) = watched(Quotas::default()).await;
    let (by, id) = (world.owner(), world.id());
    let room = format!("rooms/{id}");
    // how a lease is written
    let parts = Parts {
        scope: Id(ROOT.0),
        parts: vec![Sealed(b"first".to_vec())],
    };
    world.api.parts(&by, &id, &parts).await.unwrap();
    let folder = blobs::Key::parse(format!("{room}/leases")).unwrap();
    let held = engine.inner.list(&folder).await.unwrap().remove(0);
    let (first, second) = (Hash::of(b"first"), Hash::of(b"second"));
    let name = held
        .key
        .as_str()
        .replace(&first.to_string(), &second.to_string());
    let name = name.replace("-5", "-6");
    engine.after_listing(format!("{room}/leases"), async move |store: Arc<Memory>| {
        kit::plant(&store, &name, "").await;
        kit::plant(&store, &format!("{room}/parts/{second}"), "second").await;
    });
    sweeper::sweep_all(local.gate()).await.unwrap();
    let tombs = blobs::Key::parse(format!("rooms/{id}/tombs")).unwrap();
    assert_eq!(engine.inner.list(&tombs).await.unwrap(), []);
    // hours later, within the lease
    for _ in 0..3 {
        local.clock().advance(2 * 3_600_000);
        sweeper::sweep_all(local.gate()).await.unwrap();
    }
    let author = world.room.owner.clone();
    let add = docs(1, second, 6);
    let outcome = world.push(&by, ROOT, &author, add, vec![], b"x").await;
    assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");
}

/// A tombstone that stands beside a lease (each was written while the other was not seen) goes again.
#[tokio::test]
async fn a_tombstone_of_a_leased_part_is_taken_back() {
    let (mut world, local, engine) = watched(Quotas::default()).await;
    let (by, id) = (world.owner(), world.id());
    let parts = Parts {
        scope: Id(ROOT.0),
        parts: vec![Sealed(b"part".to_vec())],
    };
    world.api.parts(&by, &id, &parts).await.unwrap();
    let part = Hash::of(b"part");
    let tomb = format!("rooms/{id}/tombs/{part}");
    kit::plant(&engine.inner, &tomb, blobs::wire::encode(&T0)).await;
    local.clock().advance(2 * 3_600_000);
    sweeper::sweep_all(local.gate()).await.unwrap();
    let author = world.room.owner.clone();
    let add = docs(1, part, 4);
    let outcome = world.push(&by, ROOT, &author, add, vec![], b"x").await;
    assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");
}

/// A document is written while the sweeper looks: its part's lease is gone, and its name is there.
#[tokio::test]
async fn a_part_that_is_named_during_a_sweep_is_not_collected() {
    let (world, local, engine) = watched(Quotas::default()).await;
    let (by, id) = (world.owner(), world.id());
    let parts = Parts {
        scope: Id(ROOT.0),
        parts: vec![Sealed(b"part".to_vec())],
    };
    world.api.parts(&by, &id, &parts).await.unwrap();
    let part = Hash::of(b"part");
    // hours before the lease is over
    let before = T0 + 2 * DAY - T0 % DAY - 1;
    local.clock().set(before);
    let author = world.room.owner.clone();
    let (_, item) = world.next(ROOT, &author, docs(1, part, 4), b"record");
    let batch = Append {
        items: vec![item],
        grants: vec![],
    };
    engine.after_listing(
        format!("rooms/{id}/leases"),
        async move |store: Arc<Memory>| {
            let other = Local::new(store, before).api();
            let outcome = one(other.append(&by, &id, &batch).await.unwrap());
            assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");
        },
    );
    // which this process believes to be over
    local.clock().set(before + 1);
    sweeper::sweep_all(local.gate()).await.unwrap();
    let tombs = blobs::Key::parse(format!("rooms/{id}/tombs")).unwrap();
    assert_eq!(engine.inner.list(&tombs).await.unwrap(), []);
}

/// Who drops documents into a folder without reading there seals them to its current key: a process
/// that did not hear of a new one looks.
#[tokio::test]
async fn what_is_dropped_is_judged_by_the_folder_as_it_is_now() {
    let mut setup = setup().await;
    let other = another_process(&setup);
    let world = &mut setup.world;
    let (id, dropper) = world.person(100, &[], b"dropper").await;
    let drops = Public::Drops(id, vec![ROOT]);
    world.own(ChainId::ROSTER, drops, vec![], b"x").await;
    let parts = Parts {
        scope: Id(id.0),
        parts: vec![Sealed(b"part".to_vec())],
    };
    let room = world.id();
    other.parts(&dropper, &room, &parts).await.unwrap();
    let Public::Docs(docs) = docs(1, Hash::of(b"part"), 4) else {
        panic!()
    };
    let dropped = Public::Drop(ROOT, docs);
    let key = dropper.key.clone();
    let (_, old) = world.next(id, &key, dropped.clone(), b"record");
    let epoch = Epoch {
        parent: None,
        kem: ledger::testkit::kem(88),
    };
    world.own(ROOT, Public::Epoch(epoch), vec![], b"next").await;
    let (_, new) = world.next(id, &key, dropped, b"record");
    let batch = |item| Append {
        items: vec![item],
        grants: vec![],
    };
    let outcome = one(other.append(&dropper, &room, &batch(old)).await.unwrap());
    assert_eq!(refused(outcome), Code::Outdated);
    let outcome = one(other.append(&dropper, &room, &batch(new)).await.unwrap());
    assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");
    // and it stays, although no folder names it yet
    setup.local.clock().advance(3 * DAY);
    for _ in 0..3 {
        sweeper::sweep_all(setup.local.gate()).await.unwrap();
        setup.local.clock().advance(2 * 3_600_000);
    }
    let part = format!("rooms/{room}/parts/{}", Hash::of(b"part"));
    let part = blobs::Key::parse(part).unwrap();
    assert!(Engine::meta(&*setup.engine, &part).await.is_ok());
}
