//! The index: each stored entry has one place in it, whoever stored it, and only who may is told of it.

use super::*;
use blobs::wire::{Consistency, Inclusion, IndexLeaf, Leaves, Stamps};
use ledger::evidence::checkpoint::Checkpoint;
use ledger::evidence::index::{IndexFold, Leaf, TILE, log_key};
use ledger::evidence::note::Note;
use ledger::evidence::tree::{Tree, TreeHead, verify_consistency, verify_inclusion};
use ledger::{Manner, Office, RoomId, Wrapped};
use std::collections::BTreeMap;

/// What is served of the index, checked as a client does: order, tree, signature.
struct Seen {
    leaves: Vec<Leaf>,
    head: TreeHead,
}

async fn seen<T: Transport>(api: &HttpApi<T>, by: &By, world: &World<Local>) -> Seen {
    let room = world.id();
    let note = api.log(by, &room).await.unwrap().checkpoint;
    let note = Note::parse(&note).unwrap();
    let server = ledger::PublicKey::parse(&api.server().await.unwrap().key).unwrap();
    let key = log_key(&RoomId(room.0), &server).unwrap();
    assert_eq!(note.verify(&[key]).unwrap().len(), 1);
    let head = *Checkpoint::parse(note.text()).unwrap().head();
    let mut leaves = Vec::new();
    loop {
        let from = leaves.len() as u64;
        let more = api.leaves(by, &room, &Leaves { from }).await.unwrap();
        leaves.extend(more.leaves.iter().map(leaf));
        if !more.more {
            break;
        }
    }
    let mut fold = IndexFold::default();
    leaves.iter().for_each(|leaf| fold.take(leaf).unwrap());
    assert_eq!(fold.head(), head);
    Seen { leaves, head }
}

fn leaf(line: &IndexLeaf) -> Leaf {
    Leaf {
        chain: ChainId(line.chain.0),
        seq: line.seq,
        entry: Hash(line.entry.0),
        time: line.time,
    }
}

/// Every entry that the store has, with the number of front entries that it names.
async fn stored(engine: &Memory, world: &World<Local>) -> BTreeMap<(ChainId, u64), (Leaf, u64)> {
    let folder = blobs::Key::parse(format!("rooms/{}/chains", world.id())).unwrap();
    let mut all = BTreeMap::new();
    for meta in engine.list(&folder).await.unwrap() {
        let bytes = Engine::read(engine, &meta.key, None).await.unwrap();
        let wrapped = Wrapped::parse(&bytes).unwrap();
        let verified = wrapped.signed().verify().unwrap();
        let leaf = Leaf::of(&verified, wrapped.time());
        all.insert((leaf.chain, leaf.seq), (leaf, verified.entry().front.next));
    }
    all
}

/// The index has each stored entry, once, and the front's before those that name them.
async fn holds(setup: &Setup, seen: &Seen) {
    let stored = stored(&setup.engine, &setup.world).await;
    let mut front = 0;
    for leaf in &seen.leaves {
        let (entry, names) = &stored[&(leaf.chain, leaf.seq)];
        assert_eq!(leaf, entry);
        assert!(
            *names <= front,
            "{leaf:?} names the front's {names} at {front}"
        );
        front += u64::from(leaf.chain == ChainId::FRONT);
    }
    // IndexFold refused what stands there twice
    assert_eq!(seen.leaves.len(), stored.len());
}

async fn objects(setup: &Setup, folder: &str) -> Vec<blobs::Key> {
    let key = blobs::Key::parse(format!("rooms/{}/{folder}", setup.world.id())).unwrap();
    let found = setup.engine.list(&key).await.unwrap();
    let mut found: Vec<blobs::Key> = found.into_iter().map(|meta| meta.key).collect();
    found.sort();
    found
}

async fn titles(world: &mut World<Local>, n: usize) {
    for n in 0..n {
        let body = n.to_le_bytes();
        world
            .own(ChainId::FRONT, Public::Title, vec![], &body)
            .await;
    }
}

#[tokio::test]
async fn every_entry_that_was_answered_has_one_place() {
    let mut setup = setup().await;
    let world = &mut setup.world;
    world.folder(300, ROOT, b"folder").await;
    world.person(100, &[ROOT], b"reader").await;
    let (link, key) = world.link(200, &[ROOT], T0 + 1000, None).await;
    world.visit(link, &key, &Key::new(201)).await.unwrap();
    world.upload(1, ROOT, b"bytes").await;
    let rows = objects(&setup, "index").await.len();
    let by = setup.world.owner();
    let first = seen(&setup.local.api(), &by, &setup.world).await;
    holds(&setup, &first).await;
    // everything had its place before anybody asked
    assert_eq!(objects(&setup, "index").await.len(), rows);
    // one request of many entries is one row
    let making = objects(&setup, "index").await[0].clone();
    let bytes = Engine::read(&*setup.engine, &making, None).await.unwrap();
    let row = ledger::evidence::index::Row::parse(&bytes).unwrap();
    assert_eq!((row.from, row.leaves.len()), (0, 7));
}

#[tokio::test]
async fn only_who_manages_or_audits_is_told_of_the_log() {
    let mut setup = setup().await;
    let world = &mut setup.world;
    let (_, reader) = world.person(100, &[ROOT], b"reader").await;
    let (manager, office) = world.person(110, &[ROOT], b"manager").await;
    let (coordinator, other) = world.person(120, &[], b"coordinator").await;
    for (member, n, office) in [
        (manager, 110, Office::Manager),
        (coordinator, 120, Office::Coordinator),
    ] {
        let named = Public::Manager(member, Key::new(n).public(), office);
        world.own(ChainId::FRONT, named, vec![], b"").await;
    }
    let (id, key, device) = (chain(130), Key::new(130), Key::new(131));
    let audits = |member: &mut ledger::Member| {
        member.manner = Manner {
            audits: true,
            ..Manner::default()
        };
    };
    world
        .admit(
            id,
            ledger::MemberKind::Person,
            &key,
            &[],
            None,
            b"auditor",
            audits,
        )
        .await;
    let device_entry = Public::Device(device.public());
    let by = By::member(id, &key);
    world.push(&by, id, &key, device_entry, vec![], b"").await;
    let auditor = By::member(id, &device);
    let (link, key) = world.link(200, &[ROOT], T0 + 1000, None).await;
    let visitor = world.visit(link, &key, &Key::new(201)).await.unwrap();
    let stranger = By::member(chain(999), &Key::new(999));

    let (api, room) = (setup.local.api(), setup.world.id());
    let (leaves, inclusion) = (Leaves { from: 0 }, Inclusion { index: 0, size: 1 });
    let consistency = Consistency { old: 1, size: 2 };
    let stamps = Stamps { from: 0 };
    let one = seen(&api, &setup.world.owner(), &setup.world).await;
    for by in [&office, &auditor] {
        let other = seen(&api, by, &setup.world).await;
        assert_eq!(other.head, one.head, "the same tree for all");
        assert!(api.inclusion(by, &room, &inclusion).await.is_ok());
        assert!(api.stamps(by, &room, &stamps).await.is_ok());
        assert!(api.consistency(by, &room, &consistency).await.is_ok());
    }
    let nowhere = Id([9; 32]);
    for by in [&reader, &other, &visitor, &stranger] {
        let absent = api.log(by, &nowhere).await;
        assert_eq!(api.log(by, &room).await, absent);
        assert_eq!(code(api.log(by, &room).await), Code::Absent);
        assert_eq!(code(api.leaves(by, &room, &leaves).await), Code::Absent);
        assert_eq!(code(api.stamps(by, &room, &stamps).await), Code::Absent);
        let answer = api.inclusion(by, &room, &inclusion).await;
        assert_eq!(code(answer), Code::Absent);
        let answer = api.consistency(by, &room, &consistency).await;
        assert_eq!(code(answer), Code::Absent);
    }
}

#[tokio::test]
async fn proofs_hold_across_tiles_and_outside_of_the_tree_there_are_none() {
    let mut setup = setup().await;
    titles(&mut setup.world, 2 * TILE + 40).await;
    let (api, by, room) = (setup.local.api(), setup.world.owner(), setup.world.id());
    let all = seen(&api, &by, &setup.world).await;
    assert_eq!(objects(&setup, "tiles").await.len(), 2);
    let hashes: Vec<Hash> = all.leaves.iter().map(Leaf::hash).collect();
    let head = |size: usize| {
        let mut tree = Tree::new();
        hashes[..size]
            .iter()
            .for_each(|leaf| tree.push(*leaf).unwrap());
        tree.head()
    };
    let end = hashes.len();
    let sizes = [1, 2, 7, 255, 256, 257, 300, 511, 512, 513, end - 1, end];
    // a process that knows the room, and one that has just started
    for api in [api, another_process(&setup)] {
        for (at, size) in sizes.into_iter().enumerate() {
            let tree = head(size);
            for index in [0, size / 2, size - 1] {
                let asked = Inclusion {
                    index: index as u64,
                    size: size as u64,
                };
                let path = api.inclusion(&by, &room, &asked).await.unwrap().hashes;
                let path: Vec<Hash> = path.iter().map(|hash| Hash(hash.0)).collect();
                verify_inclusion(&hashes[index], index as u64, &tree, &path).unwrap();
            }
            for old in &sizes[..=at] {
                let asked = Consistency {
                    old: *old as u64,
                    size: size as u64,
                };
                let path = api.consistency(&by, &room, &asked).await.unwrap().hashes;
                let path: Vec<Hash> = path.iter().map(|hash| Hash(hash.0)).collect();
                verify_consistency(&head(*old), &tree, &path).unwrap();
            }
        }
        for (index, size) in [(0, 0), (5, 5), (0, end as u64 + 1), (0, u64::MAX)] {
            let answer = api.inclusion(&by, &room, &Inclusion { index, size }).await;
            assert_eq!(code(answer), Code::Range);
        }
        for (old, size) in [(2, 1), (1, end as u64 + 1), (u64::MAX, u64::MAX)] {
            let asked = Consistency { old, size };
            let answer = api.consistency(&by, &room, &asked).await;
            assert_eq!(code(answer), Code::Range);
        }
        let behind = Leaves { from: u64::MAX };
        let answer = api.leaves(&by, &room, &behind).await.unwrap();
        assert_eq!(answer, Default::default());
    }
}

/// A process dies after an entry was created, and before its row was.
#[tokio::test]
async fn what_was_stored_and_not_indexed_is_indexed_by_who_comes_next() {
    let mut setup = setup().await;
    let by = setup.world.owner();
    setup.world.person(100, &[ROOT], b"reader").await;
    titles(&mut setup.world, 3).await;
    // the rows of the last entries were never written
    let rows = objects(&setup, "index").await;
    for row in &rows[rows.len() - 2..] {
        setup.engine.delete(row).await.unwrap();
    }
    // found with a checkpoint, by a process that has just started
    let next = another_process(&setup);
    let all = seen(&next, &by, &setup.world).await;
    holds(&setup, &all).await;

    // by one that knows the room, in chains that no request has led it to
    setup.world.folder(300, ROOT, b"folder").await;
    let rows = objects(&setup, "index").await;
    for row in &rows[rows.len() - 2..] {
        setup.engine.delete(row).await.unwrap();
    }
    let all = seen(&next, &by, &setup.world).await;
    holds(&setup, &all).await;

    // found with an append in another chain, by one that knows the room
    titles(&mut setup.world, 1).await;
    let rows = objects(&setup, "index").await;
    setup.engine.delete(rows.last().unwrap()).await.unwrap();
    let third = another_process(&setup);
    third.release(&by, &setup.world.id()).await.unwrap();
    let (_, item) = {
        let owner = setup.world.room.owner.clone();
        let epoch = Epoch {
            parent: Some(ROOT),
            kem: ledger::testkit::kem(5),
        };
        setup
            .world
            .next(chain(500), &owner, Public::Epoch(epoch), b"x")
    };
    let batch = Append {
        items: vec![item],
        grants: vec![],
    };
    let outcome = one(third.append(&by, &setup.world.id(), &batch).await.unwrap());
    assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");
    let bytes = objects(&setup, "index").await;
    let bytes = Engine::read(&*setup.engine, bytes.last().unwrap(), None).await;
    let row = ledger::evidence::index::Row::parse(&bytes.unwrap()).unwrap();
    let chains: Vec<ChainId> = row.leaves.iter().map(|leaf| leaf.chain).collect();
    assert_eq!(chains, [ChainId::FRONT, chain(500)]);

    // and by the sweeper
    let rows = objects(&setup, "index").await;
    setup.engine.delete(rows.last().unwrap()).await.unwrap();
    let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&setup.engine);
    let sweeping = Local::new(shared, T0);
    sweeper::sweep_all(sweeping.gate()).await.unwrap();
    assert_eq!(objects(&setup, "index").await.len(), rows.len());
    holds(&setup, &seen(&sweeping.api(), &by, &setup.world).await).await;
}

/// Rooms that are older than the index, and tiles that were not made.
#[tokio::test]
async fn a_room_without_index_gets_one_and_tiles_are_made_again() {
    let mut setup = setup().await;
    titles(&mut setup.world, TILE + 10).await;
    let by = setup.world.owner();
    for tile in objects(&setup, "tiles").await {
        setup.engine.delete(&tile).await.unwrap();
    }
    let next = another_process(&setup);
    let before = seen(&next, &by, &setup.world).await;
    assert_eq!(objects(&setup, "tiles").await.len(), 1);
    for folder in ["tiles", "index"] {
        for object in objects(&setup, folder).await {
            setup.engine.delete(&object).await.unwrap();
        }
    }
    let third = another_process(&setup);
    let all = seen(&third, &by, &setup.world).await;
    holds(&setup, &all).await;
    assert_eq!(all.head.size, before.head.size);
    assert_eq!(objects(&setup, "index").await.len(), 1);
    assert_eq!(objects(&setup, "tiles").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_processes_at_once_leave_no_entry_out_and_write_none_twice() {
    let mut setup = setup().await;
    let mut members = Vec::new();
    for n in 0..6 {
        let (id, _) = setup.world.person(100 + 10 * n, &[ROOT], b"reader").await;
        members.push((id, Key::new(100 + 10 * n)));
    }
    // each member's devices, in the order of its chain
    let mut batches: Vec<Vec<Append>> = Vec::new();
    for (n, (id, key)) in members.iter().enumerate() {
        let mut own = Vec::new();
        for device in 0..15 {
            let device = Key::new(10_000 + 100 * n as u64 + device).public();
            let (signed, item) = setup.world.next(*id, key, Public::Device(device), b"x");
            setup.world.room.append(signed).unwrap();
            own.push(Append {
                items: vec![item],
                grants: vec![],
            });
        }
        batches.push(own);
    }
    let room = setup.world.id();
    let processes: Vec<_> = (0..3).map(|_| another_process(&setup)).collect();
    let writers = members.iter().zip(batches).enumerate();
    let writing = writers.map(|(n, ((id, key), batches))| {
        let (api, by) = (
            HttpApi::new(processes[n % 3].transport().clone(), Local::ORIGIN),
            By::member(*id, key),
        );
        // each request runs in a task of its own
        async move {
            for batch in batches {
                let outcome = one(api.append(&by, &room, &batch).await.unwrap());
                assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");
            }
        }
    });
    join_all(writing.collect::<Vec<_>>()).await;
    let by = setup.world.owner();
    for api in processes.iter().chain([&another_process(&setup)]) {
        holds(&setup, &seen(api, &by, &setup.world).await).await;
    }
}

/// An append looks at no more of the index when there is more of it.
#[tokio::test]
async fn an_append_costs_one_row_however_long_the_index_is() {
    let (mut world, _, engine) = watched(Quotas::default()).await;
    let mut costs = Vec::new();
    for n in [20, TILE - 40, 100] {
        titles(&mut world, n).await;
        engine.calls();
        titles(&mut world, 1).await;
        let calls = engine.calls();
        let index = |call: &&String| call.contains("/index/") || call.contains("/tiles/");
        let of_index: Vec<&String> = calls.iter().filter(index).collect();
        assert_eq!(of_index.len(), 1, "{of_index:?}");
        assert!(of_index[0].starts_with("create "));
        costs.push(calls.len());
    }
    assert!(costs.iter().all(|cost| *cost == costs[0]), "{costs:?}");
}
