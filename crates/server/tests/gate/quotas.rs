//! What counts in a room's space, and in a reader's.

use super::*;
use ledger::{Action, Receipt};

fn of(room: u64) -> Quotas {
    Quotas {
        room,
        ..Quotas::default()
    }
}

/// Entries without bodies, one after the other, were free.
#[tokio::test]
async fn entries_count_in_the_rooms_space() {
    let Setup { mut world, .. } = with_quotas(of(20_000)).await;
    let (by, owner) = (world.owner(), world.room.owner.clone());
    let mut refused_as = None;
    for n in 0..100 {
        let device = Public::Device(Key::new(5_000 + n).public());
        match world.push(&by, OWNER, &owner, device, vec![], b"").await {
            Outcome::Stored(_) => {}
            other => {
                refused_as = Some((n, refused(other)));
                break;
            }
        }
    }
    assert!(
        matches!(refused_as, Some((10..50, Code::Quota))),
        "{refused_as:?}"
    );
}

/// Visitors cost the link's holder a signature each.
#[tokio::test]
async fn visitors_and_what_they_say_count_in_the_rooms_space() {
    let Setup { mut world, .. } = with_quotas(of(65_000)).await;
    let (link, key) = world.link(200, &[ROOT], T0 + 100_000, None).await;
    let mut told = Vec::new();
    for n in 0..20 {
        let device = Key::new(300 + n);
        let at = ChainId::of_visitor(&device.public());
        let visitor = Public::Visitor(link, device.public());
        let (_, item) = world.next(at, &key, visitor, &[n as u8; 6_000]);
        let visit = blobs::wire::Visit { item };
        let by = By::state(link);
        told.push(world.api.visit(&by, &world.id(), &visit).await.map(drop));
    }
    let in_time = told.iter().take_while(|told| told.is_ok()).count();
    assert!((6..9).contains(&in_time), "{in_time}");
    assert_eq!(code(told.remove(in_time)), Code::Quota);
}

/// Grants are stored for each member, four kilobytes at most.
#[tokio::test]
async fn grants_count_in_the_rooms_space() {
    let Setup { mut world, .. } = with_quotas(of(30_000)).await;
    let (id, _) = world.person(100, &[ROOT], b"reader").await;
    let (by, owner) = (world.owner(), world.room.owner.clone());
    let mut outcomes = Vec::new();
    for n in 0..20u8 {
        let (refs, sealed) = world.grants(id, &[ROOT], None, &[n; 4_000]);
        let given = refs
            .into_iter()
            .map(|grant| ledger::MemberGrant { member: id, grant });
        let given = Public::Grants(given.collect());
        outcomes.push(
            world
                .push(&by, ChainId::ROSTER, &owner, given, sealed, b"x")
                .await,
        );
    }
    let stored = outcomes
        .iter()
        .take_while(|o| matches!(o, Outcome::Stored(_)))
        .count();
    assert!(stored < 5, "{stored}");
    assert_eq!(refused(outcomes.remove(stored)), Code::Quota);
}

/// What is counted along is what a process finds that begins anew.
#[tokio::test]
async fn a_new_process_measures_what_was_counted() {
    let mut setup = with_quotas(of(31_000)).await;
    setup.world.upload(1, ROOT, &[1; 10_000]).await;
    let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&setup.engine);
    let other = Local::with(shared, T0, of(31_000), &[7; 32]).api();
    let parts = |len| blobs::wire::Parts {
        scope: Id(ROOT.0),
        parts: vec![blobs::wire::Sealed(vec![2; len])],
    };
    let (by, id) = (setup.world.owner(), setup.world.id());
    // the chains and grants take more than two thousand bytes
    assert_eq!(
        code(other.parts(&by, &id, &parts(18_000)).await),
        Code::Quota
    );
    other.parts(&by, &id, &parts(10_000)).await.unwrap();
}

/// A reader's chain ends, so that one who only reads does not use up the space of all.
#[tokio::test]
async fn a_readers_chain_does_not_take_the_room() {
    let quotas = Quotas {
        reader_bytes: 5_000,
        ..Quotas::default()
    };
    let Setup { mut world, .. } = with_quotas(quotas).await;
    let (id, reader) = world.person(100, &[ROOT], b"reader").await;
    let doc = world.upload(1, ROOT, b"bytes").await;
    let mut stored = 0;
    let last = loop {
        let receipt = Receipt {
            n: stored,
            action: Action::View,
            docs: vec![doc.opened],
            seconds: 0,
        };
        let key = reader.key.clone();
        let receipt = Public::Receipt(receipt);
        match world.push(&reader, id, &key, receipt, vec![], b"").await {
            Outcome::Stored(_) if stored < 100 => stored += 1,
            other => break refused(other),
        }
    };
    assert_eq!(last, Code::Quota);
    assert!((10..30).contains(&stored), "{stored}");
    // the owner is not stopped by that
    world.upload(2, ROOT, &[1; 10_000]).await;
}

/// What an entry says of each document is short: a body is no longer than that, whoever wrote it.
#[tokio::test]
async fn a_body_is_no_longer_than_what_its_entry_says_can_be() {
    let Setup { mut world, .. } = setup().await;
    let doc = world.upload(1, ROOT, b"bytes").await.opened.doc;
    let (by, owner) = (world.owner(), world.room.owner.clone());
    let edit = Public::Edit(vec![doc]);
    let most = ledger::limits::body(&edit);
    assert!(most < 16_000);
    for (len, taken) in [(most + 1, false), (4 << 20, false), (most, true)] {
        // what a piece takes beside its bytes
        let body = vec![1; len - 7];
        let outcome = world
            .push(&by, ROOT, &owner, edit.clone(), vec![], &body)
            .await;
        match outcome {
            Outcome::Stored(_) => assert!(taken, "{len}"),
            other => assert_eq!((refused(other), taken), (Code::TooLarge, false)),
        }
    }
}

/// Of one link all devices together fill what one reader may: not each of them.
#[tokio::test]
async fn the_visitors_of_a_link_share_what_they_may_say() {
    let quotas = Quotas {
        link_bytes: 20_000,
        ..Quotas::default()
    };
    let mut setup = with_quotas(quotas).await;
    let (link, key) = setup.world.link(200, &[ROOT], T0 + 100_000, None).await;
    let (other, others) = setup.world.link(210, &[ROOT], T0 + 100_000, None).await;
    let come = async |world: &World<Local>, link: ledger::MemberId, key: &Key, n: u64| {
        let device = Key::new(n);
        let at = ChainId::of_visitor(&device.public());
        let visitor = Public::Visitor(link, device.public());
        let (_, item) = world.next(at, key, visitor, &[n as u8; 6_000]);
        let visit = blobs::wire::Visit { item };
        world.api.visit(&By::state(link), &world.id(), &visit).await
    };
    for n in 0..3 {
        come(&setup.world, link, &key, 300 + n).await.unwrap();
    }
    let more = come(&setup.world, link, &key, 310).await;
    assert_eq!(code(more), Code::Quota);
    // who came before says no more either
    let first = Key::new(300);
    let at = ChainId::of_visitor(&first.public());
    let agree = Public::Agree(Hash([1; 32]), Hash([2; 32]));
    let (_, item) = setup.world.next(at, &first, agree, &[1; 6_000]);
    let batch = Append {
        items: vec![item],
        grants: vec![],
    };
    let room = setup.world.id();
    let by = By::member(at, &first);
    let said = setup.world.api.append(&by, &room, &batch);
    assert_eq!(code(said.await), Code::Quota);
    // another link has its own; and a process that begins anew counts the bodies too
    come(&setup.world, other, &others, 320).await.unwrap();
    let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&setup.engine);
    setup.world.api = Local::with(shared, T0, quotas, &[7; 32]).api();
    let more = come(&setup.world, link, &key, 330).await;
    assert_eq!(code(more), Code::Quota);
    come(&setup.world, other, &others, 340).await.unwrap();
}

/// Nor does one who adds to a folder fill what all its readers read, and what is read is sent.
#[tokio::test]
async fn a_writer_does_not_fill_a_folder() {
    let quotas = Quotas {
        writer_bytes: 10_000,
        ..Quotas::default()
    };
    let mut setup = with_quotas(quotas).await;
    let world = &mut setup.world;
    let (id, key) = (chain(100), Key::new(100));
    world.person(100, &[ROOT], b"writer").await;
    let by = By::member(id, &key);
    let writer = Public::Writer(id, key.public());
    world.own(ROOT, writer, vec![], b"").await;
    let mut wrote = Vec::new();
    for n in 1..8 {
        let bytes = [n as u8; 4];
        let parts = blobs::wire::Parts {
            scope: Id(ROOT.0),
            parts: vec![blobs::wire::Sealed(bytes.to_vec())],
        };
        world.api.parts(&by, &world.id(), &parts).await.unwrap();
        let docs = docs(n, Hash::of(&bytes), 4);
        let outcome = world
            .push(&by, ROOT, &key, docs, vec![], &[n as u8; 3_300])
            .await;
        wrote.push(outcome);
    }
    let in_time = wrote
        .iter()
        .take_while(|it| matches!(it, Outcome::Stored(_)));
    assert_eq!(in_time.count(), 2, "{wrote:?}");
    assert_eq!(refused(wrote.remove(2)), Code::Quota);
    // a body that stands there already counts nothing, so it is not taken from him
    let mine = Public::Edit(vec![ledger::DocId([1; 16])]);
    let (_, item) = world.next(ROOT, &key, mine, &[1; 3_000]);
    let item = blobs::wire::Item { body: None, ..item };
    let batch = Append {
        items: vec![item],
        grants: vec![],
    };
    let room = world.id();
    let named = one(world.api.append(&by, &room, &batch).await.unwrap());
    assert_eq!(refused(named), Code::Missing);
    // the owner is not stopped by that, nor is a writer after a new process took over let off
    world.upload(50, ROOT, &[1; 10_000]).await;
    let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&setup.engine);
    setup.world.api = Local::with(shared, T0, quotas, &[7; 32]).api();
    let edit = Public::Edit(vec![ledger::DocId([1; 16])]);
    let world = &mut setup.world;
    let outcome = world.push(&by, ROOT, &key, edit, vec![], &[9; 5_000]).await;
    assert_eq!(refused(outcome), Code::Quota);
}
