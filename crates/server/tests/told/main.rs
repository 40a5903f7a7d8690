//! Being told outside the app: what leaves, to whom, how often, and what somebody else can make of it.
#![allow(clippy::unwrap_used, dead_code)]

mod abuse;
#[path = "../kit/mod.rs"]
mod kit;
mod sinks;

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use blobs::http::{Request, Transport};
use blobs::wire::{Code, Id, Notify, NotifyChannel, NotifyLanguage, NotifyState, Tell, TellCode};
use blobs::{Api, ApiError, Bytes, Engine, Memory};
use hmac::{Hmac, KeyInit, Mac};
use kit::{By, ROOT, World, code};
use ledger::testkit::Key;
use ledger::{ChainId, MemberId, Office, Policy, Public, RoomState};
use server::local::Local;
use server::notify::{self, Settings};
use sinks::{Came, HookSink, MailSink};
use zeroize::Zeroizing;

const T0: u64 = 1_800_000_000_000;
const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;
const LI: &str = "li.wei@example.com";

struct Setup {
    world: World<Local>,
    local: Local,
    engine: Arc<Memory>,
    mail: MailSink,
}

fn by_mail(mail: &MailSink) -> Settings {
    Settings {
        smtp: Some(Zeroizing::new(format!("smtp://{}", mail.address))),
        from: Some("Sealroom <no-reply@example.com>".to_owned()),
        pause: Duration::from_millis(1),
        ..Settings::default()
    }
}

async fn setup() -> Setup {
    let mail = MailSink::start().await;
    let settings = by_mail(&mail);
    with(mail, &settings).await
}

async fn with(mail: MailSink, settings: &Settings) -> Setup {
    drop(rustls::crypto::ring::default_provider().install_default());
    let engine = Arc::new(Memory::new());
    let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&engine);
    let local = Local::telling(shared, T0, settings).unwrap();
    let world = World::make(local.api(), Local::TOKEN).await;
    Setup {
        world,
        local,
        engine,
        mail,
    }
}

fn set(to: &str) -> Notify {
    Notify::Set(NotifyChannel::Mail, to.to_owned(), NotifyLanguage::English)
}

impl Setup {
    async fn ask(&self, by: &By, asked: Notify) -> Result<NotifyState, ApiError> {
        self.world.api.notify(by, &self.world.id(), &asked).await
    }

    /// What is due is told.
    async fn round(&self) -> Vec<Came> {
        notify::round(self.local.gate()).await.unwrap();
        self.mail.came()
    }

    fn later(&self, millis: u64) {
        self.local.clock().advance(millis);
    }

    /// Told at this address from now on.
    async fn told_at(&self, by: &By, to: &str) {
        self.ask(by, set(to)).await.unwrap();
        let code = self.mail.came().remove(0).code();
        let now = self.ask(by, Notify::Confirm(code)).await.unwrap();
        assert!(now.told.unwrap().confirmed);
    }

    async fn give_news(&mut self, n: u64) {
        self.world
            .upload(n, ROOT, format!("news {n}").as_bytes())
            .await;
    }
}

/// Every byte that the store has.
async fn stored(engine: &Memory, below: &str) -> Vec<(String, Vec<u8>)> {
    let folder = blobs::Key::parse(below).unwrap();
    let mut all = Vec::new();
    for meta in engine.list(&folder).await.unwrap() {
        let bytes = Engine::read(engine, &meta.key, None).await.unwrap();
        all.push((meta.key.to_string(), bytes.to_vec()));
    }
    all
}

#[tokio::test]
async fn who_asked_is_told_by_a_mail_that_says_nothing() {
    let mut setup = setup().await;
    let (reader, by) = setup.world.person(100, &[ROOT], b"reader").await;
    assert_eq!(setup.ask(&by, Notify::Look).await.unwrap().told, None);
    let waits = setup.ask(&by, set(LI)).await.unwrap();
    assert!(!waits.told.unwrap().confirmed);
    let code = setup.mail.came().remove(0).code();
    // nothing but the code comes before it was said
    setup.give_news(1).await;
    assert!(setup.round().await.is_empty());
    let wrong = Notify::Confirm("00000000".to_owned());
    assert_eq!(code_of(setup.ask(&by, wrong).await), Code::Rule);
    setup.ask(&by, Notify::Confirm(code)).await.unwrap();

    setup.give_news(2).await;
    let came = setup.round().await;
    assert_eq!(came.len(), 1);
    let mail = &came[0];
    assert_eq!(mail.to, [format!("RCPT TO:<{LI}>")]);
    assert_eq!(mail.header("Subject").unwrap(), "Something new in Sealroom");
    assert_eq!(mail.header("Auto-Submitted").unwrap(), "auto-generated");
    let text = mail.text();
    let fixed = "There is something new in one of your rooms. Open Sealroom to see it.";
    assert!(
        text.contains(fixed) && text.contains(Local::ORIGIN),
        "{text}"
    );
    let room = setup.world.id().to_string();
    for said in [&room, &reader.to_string(), &ROOT.to_string()] {
        assert!(!mail.data.contains(said.as_str()), "{said}");
    }
    // once an hour, however much is new
    for n in 3..6 {
        setup.give_news(n).await;
        assert!(setup.round().await.is_empty());
    }
    setup.later(HOUR - 1);
    assert!(setup.round().await.is_empty());
    setup.later(1);
    assert_eq!(setup.round().await.len(), 1);
    setup.later(2 * HOUR);
    assert!(setup.round().await.is_empty(), "nothing is new");
    // what is urgent does not wait for that, and has the other subject
    setup.give_news(6).await;
    assert_eq!(setup.round().await.len(), 1);
    let suspend = Public::Suspend(reader, true);
    setup
        .world
        .own(ChainId::ROSTER, suspend, vec![], b"x")
        .await;
    let came = setup.round().await;
    let subject = came[0].header("Subject").unwrap();
    assert_eq!(subject, "Something in Sealroom to look at soon");
    assert_eq!(came[0].text().lines().next(), text.lines().next());
}

fn code_of<T: std::fmt::Debug>(answer: Result<T, ApiError>) -> Code {
    code(answer)
}

#[tokio::test]
async fn each_is_told_of_what_concerns_it_and_of_nothing_else() {
    let mut setup = setup().await;
    let aside = setup.world.folder(50, ROOT, b"aside").await;
    let (all, by) = setup.world.person(100, &[ROOT], b"all").await;
    let (part, other) = setup.world.person(110, &[aside], b"part").await;
    let owner = setup.world.owner();
    setup.told_at(&by, "all@example.com").await;
    setup.told_at(&other, "part@example.com").await;
    setup.told_at(&owner, "owner@example.com").await;
    let whom = |came: Vec<Came>| {
        let mut to: Vec<String> = came.iter().flat_map(|one| one.to.clone()).collect();
        to.sort();
        let name = |to: String| {
            to["RCPT TO:<".len()..]
                .split('@')
                .next()
                .unwrap()
                .to_owned()
        };
        to.into_iter().map(name).collect::<Vec<_>>()
    };
    // who does not hold the folder hears nothing, nor does who did it
    setup.give_news(1).await;
    assert_eq!(whom(setup.round().await), ["all"]);
    setup.later(HOUR);
    setup.world.upload(2, aside, b"below").await;
    assert_eq!(whom(setup.round().await), ["all", "part"]);
    setup.later(HOUR);
    // a folder is given; its new key is not
    setup.world.give(part, &[ROOT], None).await;
    assert_eq!(whom(setup.round().await), ["part"]);
    setup.later(HOUR);
    setup.world.give(part, &[ROOT], Some(T0 + 90 * DAY)).await;
    assert!(whom(setup.round().await).is_empty());
    // an office, and what waits for who has one
    let manager = Public::Manager(all, Key::new(100).public(), Office::Coordinator);
    setup.world.own(ChainId::FRONT, manager, vec![], b"x").await;
    assert_eq!(whom(setup.round().await), ["all"]);
    setup.later(HOUR);
    let key = Key::new(100);
    let proposed = setup
        .world
        .push(&by, ChainId::ROSTER, &key, Public::Propose, vec![], b"x")
        .await;
    assert!(
        matches!(proposed, blobs::wire::Outcome::Stored(_)),
        "{proposed:?}"
    );
    assert_eq!(whom(setup.round().await), ["owner"]);
    setup.later(HOUR);
    // a lock concerns everybody but who locked
    let locked = Public::Policy(Policy {
        state: RoomState::Locked,
        ends: None,
    });
    setup.world.own(ChainId::FRONT, locked, vec![], b"x").await;
    assert_eq!(whom(setup.round().await), ["all", "part"]);
}

#[tokio::test]
async fn an_address_lies_sealed_and_goes_when_it_is_asked_to_or_the_member_ends() {
    let mut setup = setup().await;
    let (reader, by) = setup.world.person(100, &[ROOT], b"reader").await;
    let (_, stays) = setup.world.person(110, &[ROOT], b"stays").await;
    setup.told_at(&by, LI).await;
    setup.told_at(&stays, "stays@example.com").await;
    let holds = |all: &[(String, Vec<u8>)], word: &str| {
        let word = word.as_bytes();
        let mut bytes = all.iter().map(|(_, bytes)| bytes);
        bytes.any(|bytes| bytes.windows(word.len()).any(|part| part == word))
    };
    let all = stored(&setup.engine, "notify").await;
    assert!(!all.is_empty() && !holds(&all, LI) && !holds(&all, "example.com"));
    // put in another one's place it is nobody's, however it came there
    let (third, _) = setup.world.person(120, &[ROOT], b"third").await;
    let row = all
        .iter()
        .find(|(key, _)| key.contains(&reader.to_string()));
    let place = format!("notify/to/{}/{third}/000000000000", setup.world.id());
    let place = blobs::Key::parse(place).unwrap();
    let sealed = row.unwrap().1.clone();
    Engine::create(&*setup.engine, &place, sealed.into())
        .await
        .unwrap();

    let stopped = setup.ask(&by, Notify::Stop).await.unwrap();
    assert_eq!(stopped.told, None);
    setup.give_news(1).await;
    let came = setup.round().await;
    assert_eq!(came.len(), 1, "{came:?}");
    assert!(came[0].to[0].contains("stays@"));
    // one who ends is told that, and then it is forgotten
    setup.told_at(&by, LI).await;
    setup.later(HOUR);
    let end = Public::End(
        reader,
        vec![ledger::ScopeEpoch {
            scope: ROOT,
            epoch: 0,
        }],
    );
    setup.world.own(ChainId::ROSTER, end, vec![], b"x").await;
    assert!(setup.round().await[0].to[0].contains(LI));
    notify::tidy(setup.local.gate()).await.unwrap();
    setup.later(DAY);
    notify::tidy(setup.local.gate()).await.unwrap();
    let all = stored(&setup.engine, "notify/to").await;
    let of = |id: &MemberId| all.iter().any(|(key, _)| key.contains(&id.to_string()));
    assert!(!of(&reader) && all.len() == 1, "{all:?}");
    // and so is everybody once the room is destroyed
    setup
        .world
        .own(ChainId::FRONT, Public::Destroy(vec![]), vec![], b"")
        .await;
    assert!(setup.round().await[0].to[0].contains("stays@"));
    notify::tidy(setup.local.gate()).await.unwrap();
    setup.later(DAY);
    notify::tidy(setup.local.gate()).await.unwrap();
    assert!(stored(&setup.engine, "notify/to").await.is_empty());
}

async fn plain(local: &Local, method: &'static str, url: &str) -> u16 {
    let request = Request {
        method,
        url: url.to_owned(),
        headers: Vec::new(),
        body: Bytes::new(),
    };
    local.send(request).await.unwrap().status
}

#[tokio::test]
async fn a_link_in_a_mail_stops_that_address_and_nobody_else() {
    let mut setup = setup().await;
    let (_, by) = setup.world.person(100, &[ROOT], b"reader").await;
    let (_, stays) = setup.world.person(110, &[ROOT], b"stays").await;
    setup.told_at(&by, LI).await;
    setup.told_at(&stays, "stays@example.com").await;
    setup.give_news(1).await;
    let came = setup.round().await;
    let mail = came.iter().find(|one| one.to[0].contains(LI)).unwrap();
    let stop = mail.stop();
    assert!(mail.text().contains(&stop), "{}\n{stop}", mail.text());
    let click = mail.header("List-Unsubscribe-Post");
    assert_eq!(click.as_deref(), Some("List-Unsubscribe=One-Click"));
    let told = async |by: &By| setup.ask(by, Notify::Look).await.unwrap().told.is_some();
    // a program that looks at it changes nothing, nor does a token that this server did not make
    assert_eq!(plain(&setup.local, "GET", &stop).await, 200);
    let mut forged = stop.clone();
    let last = if forged.ends_with('A') { 'B' } else { 'A' };
    forged.replace_range(forged.len() - 8..forged.len() - 7, &last.to_string());
    if forged != stop {
        assert_eq!(plain(&setup.local, "POST", &forged).await, 404);
    }
    let none = format!("{}/v1/unsubscribe", Local::ORIGIN);
    assert_eq!(plain(&setup.local, "POST", &none).await, 400);
    assert!(told(&by).await);
    // an address that was given later is told on
    setup.told_at(&by, "new@example.com").await;
    assert_eq!(plain(&setup.local, "POST", &stop).await, 200);
    assert!(told(&by).await);
    setup.told_at(&by, LI).await;
    assert_eq!(plain(&setup.local, "POST", &stop).await, 200);
    assert!(!told(&by).await && told(&stays).await);
}

#[tokio::test]
async fn a_mail_server_that_refuses_is_asked_again_and_no_log_names_an_address() {
    let log = Log::default();
    let to_log = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || to_log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let mut setup = setup().await;
    let (_, by) = setup.world.person(100, &[ROOT], b"reader").await;
    setup.told_at(&by, LI).await;
    // twice, then it takes it
    setup.mail.refuse(2);
    setup.give_news(1).await;
    assert_eq!(setup.round().await.len(), 1);
    // for longer than it is tried at once: in the next hour again
    setup.later(HOUR);
    setup.mail.refuse(3);
    setup.give_news(2).await;
    assert!(setup.round().await.is_empty());
    assert!(setup.round().await.is_empty());
    setup.later(HOUR);
    let came = setup.round().await;
    let stop = came[0].stop();
    plain(&setup.local, "POST", &stop).await;
    let said = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        said.contains("did not leave") && said.contains("/v1/unsubscribe"),
        "{said}"
    );
    let token = stop.split("t=").nth(1).unwrap();
    for secret in [LI, "li.wei", "example.com", token] {
        assert!(!said.contains(secret), "{secret}");
    }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_operators_system_is_asked_signed_again_and_led_nowhere_else() {
    let (hook, elsewhere) = (HookSink::start().await, HookSink::start().await);
    let secret = [7; 32];
    let settings = Settings {
        hook: Some(format!("http://{}/told", hook.address)),
        hook_key: Some(Zeroizing::new(format!("whsec_{}", STANDARD.encode(secret)))),
        pause: Duration::from_millis(1),
        ..Settings::default()
    };
    let mut setup = with(MailSink::start().await, &settings).await;
    let (reader, by) = setup.world.person(100, &[ROOT], b"reader").await;
    let named = Notify::Set(
        NotifyChannel::Hook,
        "E-1042".to_owned(),
        NotifyLanguage::Chinese,
    );
    let offers = setup.ask(&by, named).await.unwrap().offers;
    assert_eq!(offers, [NotifyChannel::Hook]);
    let said = |body: &str| serde_json::from_str::<serde_json::Value>(body).unwrap();
    let first = said(&hook.came().remove(0).body);
    assert_eq!(
        (&first["code"], &first["to"]),
        (&"confirm".into(), &"E-1042".into())
    );
    let code = first["confirm"].as_str().unwrap().to_owned();
    setup.ask(&by, Notify::Confirm(code)).await.unwrap();
    // an answer that leads elsewhere is none: it is asked again, and nobody else is
    let lead = format!("302 Found\r\nlocation: http://{}/", elsewhere.address);
    hook.answer(&[&lead, "500 Oops"]);
    setup.give_news(1).await;
    notify::round(setup.local.gate()).await.unwrap();
    let came = hook.came();
    assert_eq!((came.len(), elsewhere.came().len()), (3, 0));
    let last = &came[2];
    let body = said(&last.body);
    assert_eq!(body["code"], "news");
    assert_eq!(body["language"], "zh-CN");
    let fields: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["at", "code", "language", "stop", "to", "urgent"]);
    for id in [setup.world.id().to_string(), reader.to_string()] {
        assert!(!last.body.contains(&id) && !last.head.contains(&id));
    }
    let header = |name: &str| last.header(name).unwrap();
    let signed = format!(
        "{}.{}.{}",
        header("webhook-id"),
        header("webhook-timestamp"),
        last.body
    );
    let mac = Hmac::<sha2::Sha256>::new_from_slice(&secret).unwrap();
    let mac = mac.chain_update(signed.as_bytes()).finalize().into_bytes();
    let expected = format!("v1,{}", STANDARD.encode(mac));
    assert_eq!(header("webhook-signature"), expected);
}

#[tokio::test]
async fn whose_time_is_over_soon_is_told_once() {
    let mut setup = setup().await;
    let (id, key, device) = (ChainId([77; 16]), Key::new(300), Key::new(301));
    let ends = Some(T0 + 5 * DAY);
    let person = ledger::MemberKind::Person;
    setup
        .world
        .admit(id, person, &key, &[ROOT], ends, b"x", |_| {})
        .await;
    let certified = Public::Device(device.public());
    let by = By::member(id, &key);
    setup
        .world
        .push(&by, id, &key, certified, vec![], b"x")
        .await;
    let by = By::member(id, &device);
    setup.told_at(&by, LI).await;
    notify::tidy(setup.local.gate()).await.unwrap();
    assert!(setup.mail.came().is_empty());
    setup.later(3 * DAY);
    for expected in [1, 0] {
        notify::tidy(setup.local.gate()).await.unwrap();
        assert_eq!(setup.mail.came().len(), expected);
        setup.later(2 * HOUR);
    }
}
