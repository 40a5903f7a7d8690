//! What requests hold in memory, and who waits for whom.

use std::time::Duration;

use blobs::wire::{Parts, Sealed};
use server::http::{Memory as Budget, Pool};

use super::*;

fn pool(kib: u32) -> Pool {
    Pool::new(kib, Duration::from_secs(30), Duration::from_secs(600))
}

/// A room on an engine whose door can be shut, with little memory.
async fn narrow(bodies: u32, strangers: u32) -> (World<Local>, Local, Arc<Watched>) {
    let engine = Arc::new(Watched::default());
    let shared: Arc<dyn Engine> = Arc::<Watched>::clone(&engine);
    let local = Local::changed(shared, T0, Quotas::default(), &[7; 32], |site| {
        site.behind_proxy = true;
        site.memory = Budget {
            bodies: pool(bodies),
            strangers: pool(strangers),
            answers: pool(64 << 10),
        };
    });
    let world = World::make(local.api(), Local::TOKEN).await;
    (world, local, engine)
}

fn parts(n: u8, len: usize) -> Parts {
    Parts {
        scope: Id(ROOT.0),
        parts: vec![Sealed(vec![n; len])],
    }
}

/// A home object put by somebody at this address; its status.
async fn home(local: &Local, who: u64, address: &str, len: usize) -> u16 {
    let by = By::home(&Key::new(who));
    let path = format!("/v1/home/{}/1", by.keyid.key());
    let object = [&1u64.to_le_bytes()[..], &vec![7; len]].concat();
    let mut request = kit::signed_as("PUT", &local.api(), &by, &path, object);
    request
        .headers
        .push(("x-forwarded-for", address.to_owned()));
    local.send(request).await.unwrap().status
}

/// Bodies count until their request is done, not until they were read.
#[tokio::test(start_paused = true)]
async fn memory_is_given_back_when_the_request_is_done() {
    let (world, _, engine) = narrow(400, 400).await;
    let (by, id) = (world.owner(), world.id());
    let door = engine.door.write().await;
    let (first, second) = (parts(1, 90 << 10), parts(2, 90 << 10));
    let working = world.api.parts(&by, &id, &first);
    let mut working = std::pin::pin!(working);
    // one key has a quarter of what there is
    let told = tokio::select! {
        biased;
        _ = &mut working => panic!("the door is shut"),
        told = world.api.parts(&by, &id, &second) => told,
        _ = tokio::time::sleep(Duration::from_secs(60)) => panic!("it was read, too"),
    };
    assert_eq!(code(told), Code::Rate);
    drop(door);
    working.await.unwrap();
    world.api.parts(&by, &id, &second).await.unwrap();
}

/// Strangers fill what is theirs; those who are somebody do not notice, nor do strangers elsewhere.
#[tokio::test(start_paused = true)]
async fn strangers_stop_neither_members_nor_strangers_elsewhere() {
    let (world, local, engine) = narrow(4_000, 400).await;
    let door = engine.door.write().await;
    let flood = (0..50).map(|n| home(&local, 100 + n, "203.0.113.7", 90 << 10));
    let mut flood = std::pin::pin!(join_all(flood));
    let elsewhere = home(&local, 1, "198.51.100.1", 90 << 10);
    let mut elsewhere = std::pin::pin!(elsewhere);
    let wait = tokio::time::sleep(Duration::from_secs(20));
    tokio::select! {
        biased;
        _ = &mut flood => panic!("the door is shut"),
        _ = &mut elsewhere => panic!("the door is shut"),
        _ = wait => {}
    }
    // a member is served as ever
    let before = tokio::time::Instant::now();
    assert!(world.reads(&world.owner(), ChainId::FRONT).await.unwrap() > 0);
    assert!(before.elapsed() < Duration::from_secs(1));
    drop(door);
    assert_eq!(elsewhere.await, 200);
    let flood = flood.await;
    let counted = |status| flood.iter().filter(|told| **told == status).count();
    assert_eq!((counted(200), counted(429)), (1, 49));
}

/// What is read counts while it is put together and until it was taken.
#[tokio::test(start_paused = true)]
async fn long_answers_count_as_well() {
    let engine = Arc::new(Watched::default());
    let shared: Arc<dyn Engine> = Arc::<Watched>::clone(&engine);
    let local = Local::changed(shared, T0, Quotas::default(), &[7; 32], |site| {
        site.behind_proxy = true;
        // a share is what one reading takes
        site.memory.answers = pool((4 * 16) << 10);
    });
    let world = World::make(local.api(), Local::TOKEN).await;
    let read = Read {
        chains: vec![ReadFrom {
            chain: Id(ChainId::FRONT.0),
            from: 0,
        }],
    };
    let ask = async |address: &str| {
        let path = format!("/v1/rooms/{}/read", world.id());
        let by = world.owner();
        let body = blobs::wire::encode(&read);
        let mut request = kit::signed_as("POST", &local.api(), &by, &path, body);
        request
            .headers
            .push(("x-forwarded-for", address.to_owned()));
        local.send(request).await.unwrap().status
    };
    let closed = engine.shelf.write().await;
    let first = ask("203.0.113.7");
    let mut first = std::pin::pin!(first);
    let told = tokio::select! {
        biased;
        _ = &mut first => panic!("nothing is read"),
        told = ask("203.0.113.7") => told,
        _ = tokio::time::sleep(Duration::from_secs(60)) => panic!("it is read, too"),
    };
    assert_eq!(told, 429);
    drop(closed);
    assert_eq!(first.await, 200);
    assert_eq!(ask("203.0.113.7").await, 200);
}
