//! `sealroomd` as it runs: over sockets, killed, started again.
#![allow(clippy::unwrap_used)]

mod kit;
mod wired;

use std::sync::Arc;
use std::time::Duration;

use blobs::contract::{self, Fixture, pattern};
use blobs::http::{HomeStore, HttpApi, UrlStore};
use blobs::wire::{Id, Outcome, Read, ReadFrom};
use blobs::{Api, Bytes, Key as Place};
use kit::{By, ROOT, World, docs};
use ledger::testkit::Key;
use ledger::{ChainId, Hash, KeyId, RoomId, Wrapped};
use server::engine::Objects;
use server::gate::Op;
use server::http::{Rates, Site, router};
use server::{Gate, Quotas, ServerKey, SystemClock};
use wired::{Daemon, Wire};

#[tokio::test(flavor = "multi_thread")]
async fn the_http_client_keeps_the_contract_for_home_objects() {
    let data = tempfile::tempdir().unwrap();
    let daemon = Daemon::start(data.path());
    let by = By::home(&Key::new(1));
    let api = HttpApi::new(Wire::new(), &daemon.origin);
    contract::all(&HomeStore::new(&api, &by), &Home(by.keyid)).await;
    // and the newest is the one that a home is restored from
    let newest = api.home(&by, &Id(by.keyid.key().0)).await.unwrap().unwrap();
    assert_eq!(newest[..8], 40u64.to_le_bytes());
    let other = By::home(&Key::new(2));
    assert_eq!(
        api.home(&other, &Id(other.keyid.key().0)).await.unwrap(),
        None
    );
    assert!(
        api.home(&other, &Id(by.keyid.key().0))
            .await
            .unwrap()
            .is_none(),
        "another's looks like none"
    );
}

/// `home/<key>/<n>`, each beginning with its number.
struct Home(KeyId);

impl Fixture for Home {
    fn object(&self, n: u64, size: usize) -> (Place, Bytes) {
        let place = Place::parse(format!("home/{}/{n:012}", self.0.key())).unwrap();
        (
            place,
            [&n.to_le_bytes()[..], &[0; 64], &pattern(n, size)]
                .concat()
                .into(),
        )
    }

    fn rival(&self, n: u64, size: usize) -> Option<Bytes> {
        Some(
            [&n.to_le_bytes()[..], &[1; 64], &pattern(n, size)]
                .concat()
                .into(),
        )
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_http_client_keeps_the_contract_for_parts() {
    let data = tempfile::tempdir().unwrap();
    let engine = Arc::new(Objects::in_folder(data.path()).unwrap());
    let gate = Arc::new(Gate::new(
        engine,
        Arc::new(SystemClock),
        ServerKey::from_seed(&[3; 32]),
        Quotas::default(),
    ));
    let mut site = Site::new(Arc::clone(&gate), "token");
    site.rates = Rates::unlimited();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move { axum::serve(listener, router(Arc::new(site))).await });

    let world = World::make(HttpApi::new(Wire::new(), &origin), "token").await;
    let room = RoomId(world.id().0);
    let fixture = Named { room };
    let urls = |key: &Place, op: &'static str| {
        let part = Hash::parse(key.name()).unwrap();
        let op = if op == "get" {
            Op::Get
        } else {
            Op::Put {
                len: fixture.len(&part),
            }
        };
        gate.url(&room, op, &part, gate.now() + 60_000)
    };
    contract::all(&UrlStore::new(&world.api, urls), &fixture).await;
    serving.abort();
}

/// `rooms/<room>/parts/<hash>`.
struct Named {
    room: RoomId,
}

impl Named {
    /// What the suite asks for, by hash.
    fn len(&self, part: &Hash) -> u64 {
        let asked = [
            (1, 1),
            (2, 257),
            (3, 100_000),
            (10, 10),
            (20, 1000),
            (30, 5000),
            (40, 50_000),
        ];
        let found = asked
            .iter()
            .find(|(n, size)| Hash::of(&pattern(*n, *size)) == *part);
        found.map_or(0, |(_, size)| *size as u64)
    }
}

impl Fixture for Named {
    fn object(&self, n: u64, size: usize) -> (Place, Bytes) {
        let bytes = pattern(n, size);
        (
            Place::parse(format!("rooms/{}/parts/{}", self.room, Hash::of(&bytes))).unwrap(),
            bytes,
        )
    }

    fn rival(&self, _: u64, _: usize) -> Option<Bytes> {
        None
    }
}

/// Kill -9 in the middle of writes, again and again: what was acknowledged is there, whole, and
/// what is there is whole.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_by_a_kill() {
    let data = tempfile::tempdir().unwrap();
    let daemon = Daemon::start(data.path());
    let mut world = World::make(
        HttpApi::new(Wire::new(), &daemon.origin),
        &Daemon::token(data.path()),
    )
    .await;
    let mut daemon = Some(daemon);
    let mut acknowledged = Vec::new();
    for round in 0..5u64 {
        let running = daemon.take().unwrap();
        world.api = HttpApi::new(Wire::new(), &running.origin);
        world.api.server().await.unwrap();
        let killer = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(60 + 70 * round)).await;
            running.kill();
        });
        let (by, author) = (world.owner(), world.room.owner.clone());
        for n in 0u64.. {
            let bytes = pattern(round * 1000 + n, 200_000);
            let parts = blobs::wire::Parts {
                scope: Id(ROOT.0),
                parts: vec![blobs::wire::Sealed(bytes.to_vec())],
            };
            let Ok(hashes) = world.api.parts(&by, &world.id(), &parts).await else {
                break;
            };
            let part = Hash(hashes[0].0);
            let (_, item) = world.next(
                ROOT,
                &author,
                docs(round * 40 + n, part, 200_000),
                b"record",
            );
            let batch = blobs::wire::Append {
                items: vec![item],
                grants: vec![],
            };
            let Ok(mut done) = world.api.append(&by, &world.id(), &batch).await else {
                break;
            };
            let Outcome::Stored(wrapped) = done.outcomes.remove(0) else {
                panic!()
            };
            let signed = Wrapped::parse(&wrapped).unwrap().signed();
            world.room.now = world.api.server_now();
            world.room.append(signed).unwrap();
            acknowledged.push(wrapped);
        }
        killer.await.unwrap();

        let restarted = Daemon::start(data.path());
        world.api = HttpApi::new(Wire::new(), &restarted.origin);
        world.api.server().await.unwrap();
        let read = Read {
            chains: vec![ReadFrom {
                chain: Id(ROOT.0),
                from: 1,
            }],
        };
        let entries = world
            .api
            .read(&by, &world.id(), &read)
            .await
            .unwrap()
            .chains
            .remove(0)
            .entries;
        let there: Vec<&Vec<u8>> = entries.iter().map(|entry| &entry.wrapped).collect();
        for wrapped in &acknowledged {
            assert!(there.contains(&wrapped), "an acknowledged entry was lost");
        }
        // an entry that was stored, but not acknowledged, is whole, and is taken in now
        for entry in &entries[acknowledged.len()..] {
            world.room.now = world.api.server_now();
            world
                .room
                .append(Wrapped::parse(&entry.wrapped).unwrap().signed())
                .unwrap();
            acknowledged.push(entry.wrapped.clone());
        }
        let record = ledger::Pieces::new([b"record".to_vec()]).encode();
        assert!(
            entries
                .iter()
                .all(|entry| entry.body.as_ref() == Some(&record))
        );
        daemon = Some(restarted);
    }
    drop(daemon);
    assert!(!acknowledged.is_empty());
    // every part is what its name says; half-written files are never published
    let parts = data
        .path()
        .join(format!("store/rooms/{}/parts", world.id()));
    for file in std::fs::read_dir(parts).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        if !name.contains('#') {
            assert_eq!(
                Hash::of(&std::fs::read(file.path()).unwrap()).to_string(),
                name
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_printed_once_and_a_signal_ends_it_well() {
    let data = tempfile::tempdir().unwrap();
    let first = Daemon::start(data.path());
    let token = Daemon::token(data.path());
    assert!(first.lines[0].ends_with(&format!("/#token={token}")));
    terminate(&first);
    assert!(first.wait(), "ended well");
    let again = Daemon::start(data.path());
    assert!(again.lines.iter().all(|line| !line.contains(&token)));
    assert!(again.lines[1].contains("operator.token"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_headers_that_keep_the_app_to_itself() {
    let data = tempfile::tempdir().unwrap();
    let daemon = Daemon::start(data.path());
    let wire = Wire::new();
    for path in [
        "/",
        "/healthz",
        "/v1/server",
        "/v1/nowhere",
        "/missing.js",
        "/l",
    ] {
        let answer = wire
            .plain("GET", &format!("{}{path}", daemon.origin), &[])
            .await;
        let header = |name: &str| {
            answer
                .headers()
                .get(name)
                .map_or("", |value| value.to_str().unwrap())
        };
        assert!(
            header("content-security-policy").contains("default-src 'none'"),
            "{path}"
        );
        assert!(
            header("content-security-policy").contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(
            !header("content-security-policy").contains("unsafe-inline"),
            "{path}"
        );
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(
            header("cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert_eq!(
            header("cross-origin-embedder-policy"),
            "require-corp",
            "{path}"
        );
        assert_eq!(
            answer
                .headers()
                .get_all("content-security-policy")
                .iter()
                .count(),
            1
        );
    }
    let page = wire
        .plain("GET", &format!("{}/r/0f/documents", daemon.origin), &[])
        .await;
    assert_eq!(page.status(), 200);
    assert!(
        page.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/html")
    );
    assert_eq!(
        wire.plain("GET", &format!("{}/missing.js", daemon.origin), &[])
            .await
            .status(),
        404
    );
    assert_eq!(
        wire.plain("GET", &format!("{}/v1/nowhere", daemon.origin), &[])
            .await
            .status(),
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_asks_too_often_is_told_so_but_gets_the_app() {
    let data = tempfile::tempdir().unwrap();
    let daemon = Daemon::with(data.path(), &["--peer-rate", "2"]);
    let wire = Wire::new();
    let mut last = 0;
    for _ in 0..12 {
        last = wire
            .plain("GET", &format!("{}/v1/server", daemon.origin), &[])
            .await
            .status()
            .as_u16();
    }
    assert_eq!(last, 429);
    assert_eq!(
        wire.plain("GET", &format!("{}/", daemon.origin), &[])
            .await
            .status(),
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_another_server_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let daemon = Daemon::start(data.path());
    let world = World::make(
        HttpApi::new(Wire::new(), &daemon.origin),
        &Daemon::token(data.path()),
    )
    .await;
    daemon.kill();
    std::fs::remove_file(data.path().join("server.key")).unwrap();
    let other = Daemon::start(data.path());
    let api = HttpApi::new(Wire::new(), &other.origin);
    let read = Read {
        chains: vec![ReadFrom {
            chain: Id(ChainId::FRONT.0),
            from: 0,
        }],
    };
    assert!(api.read(&world.owner(), &world.id(), &read).await.is_err());
}

fn terminate(daemon: &Daemon) {
    let done = std::process::Command::new("kill")
        .args(["-TERM", &daemon.id().to_string()])
        .status()
        .unwrap();
    assert!(done.success());
}
