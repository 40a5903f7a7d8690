//! Time stamps on checkpoints, by a real authority that listens on this machine.

#[path = "../../../stamp/tests/kit/mod.rs"]
mod authority;
#[path = "../../../stamp/tests/kit/listening.rs"]
mod listening;

use std::time::Duration;

use blobs::wire::{Stamped, Stamps, limits};
use ledger::RoomId;
use ledger::evidence::checkpoint::Checkpoint;
use ledger::evidence::index::log_key;
use ledger::evidence::note::Note;
use server::stamps::{self, Settings, Stamper, Unstamped};
use stamp::{Authority, Invalid, Token};

use self::authority::{P256, Tsa};
use self::listening::{Listening, Manner};
use super::*;

const EVERY: u64 = 600_000;

fn stamper(at: &Listening, ca: &Tsa) -> Stamper {
    drop(rustls::crypto::ring::default_provider().install_default());
    let settings = Settings {
        url: at.url.clone(),
        authority: Authority::from_pem(&ca.ca()).unwrap(),
        policy: None,
        every: Duration::from_millis(EVERY),
    };
    Stamper::new(settings).unwrap()
}

async fn stamping(at: &Listening, ca: &Tsa) -> Setup {
    let engine = Arc::new(Memory::new());
    let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&engine);
    let local = Local::stamping(shared, T0, stamper(at, ca));
    let world = World::make(local.api(), Local::TOKEN).await;
    Setup {
        world,
        local,
        engine,
    }
}

impl Setup {
    async fn stamps(&self) -> Vec<Stamped> {
        let (api, room) = (self.local.api(), self.world.id());
        let asked = Stamps { from: 0 };
        let answer = api
            .stamps(&self.world.owner(), &room, &asked)
            .await
            .unwrap();
        assert!(!answer.more);
        answer.stamps
    }

    async fn grow(&mut self, n: u64) {
        self.world.upload(n, ROOT, &n.to_le_bytes()).await;
    }
}

/// The size of a checkpoint that the server has signed and the authority has stamped.
fn proven(setup: &Setup, ca: &Tsa, stamped: &Stamped) -> u64 {
    let note = Note::parse(&stamped.checkpoint).unwrap();
    let key = log_key(&RoomId(setup.world.id().0), &setup.local.key()).unwrap();
    assert_eq!(note.verify(&[key]).unwrap().len(), 1);
    let hash = Hash::of(stamped.checkpoint.as_bytes()).0;
    let authority = Authority::from_pem(&ca.ca()).unwrap();
    let token = Token::parse(&stamped.token).unwrap();
    token.verify(&authority, &hash).unwrap();
    Checkpoint::parse(note.text()).unwrap().head().size
}

#[tokio::test]
async fn a_checkpoint_is_stamped_kept_and_served_and_the_authority_learns_a_hash() {
    let at = Listening::start(Tsa::new(P256));
    let mut setup = stamping(&at, &at.tsa).await;
    assert_eq!(setup.stamps().await, []);
    stamps::round(setup.local.gate(), false).await.unwrap();
    let first = setup.stamps().await;
    assert_eq!(first.len(), 1);
    let size = proven(&setup, &at.tsa, &first[0]);
    let came = at.came();
    let (asked, answered) = &came[0];
    assert!(came.len() == 1 && asked.len() < 500 && answered.len() <= stamp::TOKEN);
    let hash = Hash::of(first[0].checkpoint.as_bytes()).0;
    let room = setup.world.id();
    let has = |what: &[u8]| asked.windows(what.len()).any(|part| part == what);
    assert!(has(&hash) && !has(&room.0) && !has(room.to_string().as_bytes()));

    // nothing new; then something new, too early; then it is time
    setup.local.clock().advance(EVERY);
    stamps::round(setup.local.gate(), true).await.unwrap();
    assert_eq!(at.came().len(), 0);
    setup.grow(1).await;
    stamps::round(setup.local.gate(), false).await.unwrap();
    assert_eq!(at.came().len(), 1);
    setup.grow(2).await;
    setup.local.clock().advance(EVERY - 1);
    stamps::round(setup.local.gate(), false).await.unwrap();
    // another process, which has asked nothing yet
    let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&setup.engine);
    let other = Local::stamping(
        shared,
        setup.local.api().server_now(),
        stamper(&at, &at.tsa),
    );
    stamps::round(other.gate(), true).await.unwrap();
    assert_eq!(at.came().len(), 0);
    other.clock().advance(1);
    stamps::round(other.gate(), true).await.unwrap();
    assert_eq!(at.came().len(), 1);
    // the first one sees it
    setup.local.clock().advance(1);
    stamps::round(setup.local.gate(), true).await.unwrap();
    assert_eq!(at.came().len(), 0);
    let all = setup.stamps().await;
    let sizes: Vec<u64> = all
        .iter()
        .map(|stamped| proven(&setup, &at.tsa, stamped))
        .collect();
    assert!(sizes.len() == 3 && sizes[0] == size && sizes.is_sorted());
}

#[tokio::test]
async fn an_authority_that_fails_or_lies_leaves_nothing_and_is_asked_again() {
    let at = Listening::start(Tsa::new(P256));
    let mut setup = stamping(&at, &at.tsa).await;
    stamps::round(setup.local.gate(), true).await.unwrap();
    let (_, earlier) = at.came().remove(0);
    setup.grow(1).await;
    setup.local.clock().advance(EVERY);
    let long = vec![0; stamp::TOKEN + 1];
    for (manner, why) in [
        (Manner::Status(503), Unstamped::Status(503)),
        (Manner::Status(302), Unstamped::Status(302)),
        (Manner::Bytes(vec![]), Invalid::Malformed.into()),
        (Manner::Bytes(long), Invalid::Malformed.into()),
        // what was right the last time
        (Manner::Bytes(earlier), Invalid::Nonce.into()),
    ] {
        at.set(manner);
        let round = stamps::round(setup.local.gate(), false).await;
        assert_eq!(round, Err(why));
        assert_eq!(setup.stamps().await.len(), 1);
    }
    // the room goes on, and the next answer counts
    setup.grow(2).await;
    at.set(Manner::Good);
    stamps::round(setup.local.gate(), false).await.unwrap();
    assert_eq!(setup.stamps().await.len(), 2);
}

#[tokio::test]
async fn an_authority_that_was_not_configured_is_not_believed() {
    let at = Listening::start(Tsa::new(P256));
    let setup = stamping(&at, &Tsa::new(P256)).await;
    let round = stamps::round(setup.local.gate(), true).await;
    assert_eq!(round, Err(Invalid::Authority.into()));
    assert_eq!(setup.stamps().await, []);
    let nowhere = Settings {
        url: "http://127.0.0.1:1/".to_owned(),
        authority: Authority::from_pem(&at.tsa.ca()).unwrap(),
        policy: None,
        every: Duration::from_secs(1),
    };
    for url in [
        "",
        "tsa.example",
        "ftp://tsa.example",
        "http://user:word@tsa.example",
    ] {
        let settings = Settings {
            url: url.to_owned(),
            ..nowhere.clone()
        };
        assert!(Stamper::new(settings).is_err(), "{url}");
    }
    let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&setup.engine);
    let other = Local::stamping(shared, T0, Stamper::new(nowhere).unwrap());
    let round = stamps::round(other.gate(), true).await;
    assert_eq!(round, Err(Unstamped::Unreachable));
}

#[tokio::test]
async fn nobody_waits_for_the_authority() {
    let at = Listening::start(Tsa::new(P256));
    let mut setup = stamping(&at, &at.tsa).await;
    at.set(Manner::Slow(Duration::from_secs(2)));
    let local = setup.local.clone();
    let round = tokio::spawn(async move { stamps::round(local.gate(), false).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    setup.grow(1).await;
    assert_eq!(setup.stamps().await, []);
    assert!(!round.is_finished(), "all that happened meanwhile");
    round.await.unwrap().unwrap();
    assert_eq!(setup.stamps().await.len(), 1);
}

#[tokio::test]
async fn stamps_come_in_pieces() {
    let at = Listening::start(Tsa::new(P256));
    let setup = stamping(&at, &at.tsa).await;
    stamps::round(setup.local.gate(), true).await.unwrap();
    let folder = format!("rooms/{}/stamps", setup.world.id());
    let found = setup
        .engine
        .list(&blobs::Key::parse(&*folder).unwrap())
        .await
        .unwrap();
    let kept = Engine::read(&*setup.engine, &found[0].key, None)
        .await
        .unwrap();
    for size in 100..100 + limits::STAMPS {
        kit::plant(&setup.engine, &format!("{folder}/{size:012}"), kept.clone()).await;
    }
    let (api, owner, room) = (setup.local.api(), setup.world.owner(), setup.world.id());
    let asked = |from| Stamps { from };
    let first = api.stamps(&owner, &room, &asked(0)).await.unwrap();
    assert!(first.more && first.stamps.len() == limits::STAMPS);
    let last = 99 + limits::STAMPS as u64;
    let rest = api.stamps(&owner, &room, &asked(last)).await.unwrap();
    assert!(!rest.more && rest.stamps.len() == 1);
    let none = api.stamps(&owner, &room, &asked(last + 1)).await.unwrap();
    assert_eq!(none.stamps, []);
}
