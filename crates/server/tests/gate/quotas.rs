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
    let Setup { mut world, .. } = with_quotas(of(500_000)).await;
    let (link, key) = world.link(200, &[ROOT], T0 + 100_000, None).await;
    let mut told = Vec::new();
    for n in 0..20 {
        let device = Key::new(300 + n);
        let at = ChainId::of_visitor(&device.public());
        let visitor = Public::Visitor(link, device.public());
        let (_, item) = world.next(at, &key, visitor, &[n as u8; 60_000]);
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
    let mut setup = with_quotas(of(40_000)).await;
    setup.world.upload(1, ROOT, &[1; 10_000]).await;
    let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&setup.engine);
    let other = Local::with(shared, T0, of(40_000), &[7; 32]).api();
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
