//! `sealroomd` under clients that mean no good: floods, slow ones, and relays.
#![allow(clippy::unwrap_used)]

mod kit;
mod wired;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use blobs::http::{HttpApi, Request};
use blobs::wire::{Code, Id, Lease, PartName, Slot};
use blobs::{Api, Bytes, contract};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use kit::{By, ROOT, World, docs};
use ledger::Hash;
use ledger::testkit::{Key, chain};
use server::connections::patient;
use server::engine::Objects;
use server::http::{Pool, Site, router};
use server::{Gate, Quotas, ServerKey, SystemClock};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use wired::{Daemon, Wire};

/// What a request says before its body.
fn head(request: &Request, host: &str, more: &str) -> String {
    let path = request.url.split('/').skip(3).collect::<Vec<_>>().join("/");
    let headers: String = request
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    format!(
        "{} /{path} HTTP/1.1\r\nhost: {host}\r\n{headers}{more}\r\n",
        request.method
    )
}

/// The status of an answer.
async fn status(stream: &mut TcpStream) -> u16 {
    let mut line = [0; 12];
    stream.read_exact(&mut line).await.unwrap();
    std::str::from_utf8(&line[9..]).unwrap().parse().unwrap()
}

async fn world(daemon: &Daemon, data: &std::path::Path) -> World<Wire> {
    let api = HttpApi::new(Wire::new(), &daemon.origin);
    World::make(api, &Daemon::token(data)).await
}

/// Half a million frames of one byte took all memory that there was by count, 3 MB on the wire.
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_tiny_frames_stops_nobody() {
    let data = tempfile::tempdir().unwrap();
    let daemon = Daemon::start(data.path());
    let mut world = world(&daemon, data.path()).await;
    // a stranger: any key signs for itself
    let by = By::state(chain(77));
    let path = format!("/v1/rooms/{}/links/{}/state", world.id(), chain(77));
    let request = kit::signed_as("POST", &world.api, &by, &path, "anything");
    let mut stream = TcpStream::connect(daemon.address()).await.unwrap();
    let host = daemon.origin.trim_start_matches("http://");
    let head = head(&request, host, "transfer-encoding: chunked\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let frames = b"1\r\nx\r\n".repeat(525_000);
    timeout(Duration::from_secs(120), stream.write_all(&frames))
        .await
        .unwrap()
        .unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let other = timeout(Duration::from_secs(4), async {
        world.upload(1, ROOT, b"bytes").await;
        let by = By::home(&Key::new(5));
        let object = [&1u64.to_le_bytes()[..], &[7; 100]].concat();
        let key = Id(by.keyid.key().0);
        world
            .api
            .put_home(&by, &key, 1, object.into())
            .await
            .unwrap();
    });
    other.await.expect("nobody waits for it");
    // it is still there, and may say more
    stream.write_all(b"1\r\nx\r\n").await.unwrap();
}

/// A thousand clients that ask for one part and take nothing held a thousand parts.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn who_takes_nothing_holds_a_piece_and_not_a_part() {
    const LEN: usize = 8 << 20;
    let data = tempfile::tempdir().unwrap();
    let daemon = Daemon::start(data.path());
    let mut world = world(&daemon, data.path()).await;
    let bytes = contract::pattern(1, LEN);
    let part = Hash::of(&bytes);
    let lease = Lease {
        scope: Id(ROOT.0),
        parts: vec![PartName {
            hash: Id(part.0),
            len: LEN as u64,
        }],
    };
    let owner = world.owner();
    let leased = world.api.lease(&owner, &world.id(), &lease).await.unwrap();
    let Slot::Put(url) = &leased.slots[0] else {
        panic!()
    };
    world.api.put(url, bytes.clone()).await.unwrap();
    world
        .own(ROOT, docs(1, part, LEN as u64), vec![], b"record")
        .await;
    let doc = kit::Doc {
        opened: ledger::Opened {
            scope: ROOT,
            doc: ledger::DocId([1; 16]),
            version: ledger::VersionId([1; 16]),
        },
        part,
    };
    let (_, reader) = world.person(100, &[ROOT], b"reader").await;
    let given = world.urls(&reader, &doc).await.unwrap();
    let url = &given.urls[0];

    let before = daemon.memory();
    let mut held = Vec::new();
    for _ in 0..60 {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let mut stream = socket.connect(daemon.address()).await.unwrap();
        let asked = format!("GET {url} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        stream.write_all(asked.as_bytes()).await.unwrap();
        assert_eq!(status(&mut stream).await, 200);
        held.push(stream);
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let more = daemon.memory().saturating_sub(before) >> 10;
    assert!(more < 120, "{more} MiB for 60 clients");
    // who takes what it asks for gets it, whole and in pieces
    assert_eq!(world.api.get(url, None).await.unwrap(), bytes);
    let len = LEN as u64;
    for range in [0..1, 262_143..262_145, 100..3_000_000, len - 5..len + 100] {
        let want = bytes.slice(range.start as usize..range.end.min(len) as usize);
        assert_eq!(world.api.get(url, Some(range)).await.unwrap(), want);
    }
}

/// Over HTTP/2 a client stalls each answer by itself, and the connection as such is alive.
#[tokio::test(flavor = "multi_thread")]
async fn who_stalls_single_answers_loses_the_connection() {
    let data = tempfile::tempdir().unwrap();
    let engine = Arc::new(Objects::in_folder(data.path()).unwrap());
    let key = ServerKey::from_seed(&[3; 32]);
    let gate = Gate::new(engine, Arc::new(SystemClock), key, Quotas::default());
    let mut site = Site::new(Arc::new(gate), "token");
    let seconds = Duration::from_secs;
    // memory for two answers of one address, which may be silent for a second
    site.memory.answers = Pool::new(4 * 1024, seconds(1), seconds(60));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let app = router(Arc::new(site)).into_make_service_with_connect_info::<SocketAddr>();
    let server = patient(axum_server::from_tcp(listener).unwrap());
    let serving = tokio::spawn(server.serve(app));

    let mut world = World::make(HttpApi::new(Wire::new(), &origin), "token").await;
    let (_, reader) = world.person(100, &[ROOT], b"reader").await;
    let bytes = contract::pattern(1, 600_000);
    let doc = world.upload(1, ROOT, &bytes).await;
    let given = world.urls(&reader, &doc).await.unwrap();
    let url = format!("{origin}{}", given.urls[0]);
    let client = Client::builder(TokioExecutor::new())
        .http2_only(true)
        .http2_initial_stream_window_size(1024)
        .build_http::<Full<Bytes>>();
    let mut stalled = Vec::new();
    for _ in 0..2 {
        let asked = client.get(url.parse().unwrap()).await.unwrap();
        assert_eq!(asked.status(), 200);
        stalled.push(asked.into_body());
    }
    let other = world.api.get(&given.urls[0], None).await.unwrap();
    assert_eq!(other, bytes);
    for body in stalled {
        assert!(body.collect().await.is_err());
    }
    serving.abort();
}

/// A store to which a person speaks as well passes on what was signed for it.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_signed_for_another_server_is_not_taken() {
    let data = tempfile::tempdir().unwrap();
    let daemon = Daemon::start(data.path());
    let (by, key) = {
        let by = By::home(&Key::new(5));
        let key = Id(by.keyid.key().0);
        (by, key)
    };
    let mine = HttpApi::new(Wire::new(), &daemon.origin);
    let object = |n: u64| Bytes::from([&n.to_le_bytes()[..], &[7; 100]].concat());
    mine.put_home(&by, &key, 1, object(1)).await.unwrap();

    let b = "http://b.example";
    let there = HttpApi::new(Wire::new(), b);
    let relay = async |daemon: &Daemon, method, n: u64, host: &str| {
        let path = format!("/v1/home/{key}/{n}");
        let body = if method == "PUT" {
            object(n)
        } else {
            Bytes::new()
        };
        let request = kit::signed_as(method, &there, &by, &path, body.clone());
        let more = format!("content-length: {}\r\n", body.len());
        let mut stream = TcpStream::connect(daemon.address()).await.unwrap();
        let said = [head(&request, host, &more).as_bytes(), &body].concat();
        stream.write_all(&said).await.unwrap();
        status(&mut stream).await
    };
    for (method, n) in [("GET", 1), ("PUT", 2)] {
        assert_eq!(
            relay(&daemon, method, n, "b.example").await,
            Code::Misdirected.status()
        );
        // under another name than the one that was signed
        assert_eq!(
            relay(&daemon, method, n, "localhost").await,
            Code::Signature.status()
        );
    }
    assert_eq!(mine.home(&by, &key).await.unwrap(), Some(object(1)));
    // unless the operator says that it is called so
    drop(daemon);
    let daemon = Daemon::with(data.path(), &["--name", "b.example"]);
    assert_eq!(relay(&daemon, "GET", 1, "b.example").await, 200);
    assert_eq!(
        relay(&daemon, "GET", 1, "B.Example:80").await,
        Code::Signature.status()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_machine_calls_its_own_server_by_any_of_its_names() {
    for (listen, hosts) in [
        ("127.0.0.1:0", &["127.0.0.1", "localhost"][..]),
        ("[::1]:0", &["[::1]"]),
    ] {
        let data = tempfile::tempdir().unwrap();
        let daemon = Daemon::at(listen, data.path(), &[]);
        let port = daemon.address().port();
        for host in hosts {
            let origin = format!("http://{host}:{port}");
            let api = HttpApi::new(Wire::new(), &origin);
            let made = World::make(api, &Daemon::token(data.path())).await;
            assert!(made.release(&made.owner()).await.is_ok(), "{origin}");
        }
    }
}

/// Behind a proxy everybody has the proxy's address; what it says of them is counted instead.
#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_the_proxys_word_only_where_there_is_one() {
    for (behind, other_is_told) in [(true, 200), (false, 429)] {
        let data = tempfile::tempdir().unwrap();
        let flags: &[&str] = if behind { &["--behind-proxy"] } else { &[] };
        let daemon = Daemon::with(data.path(), &[&["--peer-rate", "1"], flags].concat());
        let wire = Wire::new();
        let ask = async |from: &str| {
            let headers = [("x-forwarded-for", from)];
            let url = format!("{}/v1/server", daemon.origin);
            wire.plain("GET", &url, &headers).await.status().as_u16()
        };
        let mut last = 0;
        for n in 0..10 {
            // what the client wrote itself stands first
            last = ask(&format!("10.0.0.{n}, 203.0.113.7")).await;
        }
        assert_eq!(last, 429);
        assert_eq!(ask("198.51.100.1").await, other_is_told);
    }
}

/// Before a request there is no key and nothing to count.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_says_nothing_ends() {
    let data = tempfile::tempdir().unwrap();
    let daemon = Daemon::start(data.path());
    let mut silent = Vec::new();
    for said in ["", "P", "GET / HTTP/1.1\r\n"] {
        let mut stream = TcpStream::connect(daemon.address()).await.unwrap();
        stream.write_all(said.as_bytes()).await.unwrap();
        silent.push(stream);
    }
    for mut stream in silent {
        let ended = timeout(Duration::from_secs(25), stream.read_to_end(&mut Vec::new())).await;
        assert!(ended.is_ok());
    }
}
