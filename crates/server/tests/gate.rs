//! The gate against members, strangers and time. Row numbers are those of ATTACKS.md.
#![allow(clippy::unwrap_used)]

mod kit;

use std::sync::Arc;

use blobs::http::HttpApi;
use blobs::wire::{
    Append, Code, Id, Lease, LinkKind, Outcome, PartName, Read, ReadFrom, Slot, Standing,
};
use blobs::{Api, Bytes, Engine, Memory};
use futures::future::join_all;
use kit::{By, OWNER, ROOT, World, code, docs, fetch, one, refused, urls_of};
use ledger::testkit::{Key, chain};
use ledger::{ChainId, Epoch, Hash, Public, ScopeEpoch};
use server::local::Local;
use server::{Quotas, sweeper};

const T0: u64 = 1_800_000_000_000;

struct Setup {
    world: World<Local>,
    local: Local,
    engine: Arc<Memory>,
}

async fn setup() -> Setup {
    with_quotas(Quotas::default()).await
}

async fn with_quotas(quotas: Quotas) -> Setup {
    let engine = Arc::new(Memory::new());
    let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&engine);
    let local = Local::with(shared, T0, quotas, &[7; 32]);
    let world = World::make(local.api(), Local::TOKEN).await;
    Setup {
        world,
        local,
        engine,
    }
}

/// A second process on the same store, which has seen nothing yet.
fn another_process(setup: &Setup) -> HttpApi<Local> {
    let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&setup.engine);
    let other = Local::new(shared, T0);
    other.clock().set(setup.local.api().server_now());
    other.api()
}

#[tokio::test]
async fn a_reader_gets_what_was_granted_and_nothing_beside_it() {
    let Setup { mut world, .. } = setup().await;
    let (a, b) = (
        world.folder(50, ROOT, b"a").await,
        world.folder(51, ROOT, b"b").await,
    );
    let (id, reader) = world.person(100, &[a], b"reader").await;
    let (doc, other) = (
        world.upload(1, a, b"granted").await,
        world.upload(2, b, b"not granted").await,
    );

    assert_eq!(world.release(&reader).await.unwrap().len(), 2);
    let given = world.urls(&reader, &doc).await.unwrap();
    assert_eq!(given.until, T0 + 60_000);
    assert_eq!(fetch(&world.api, &given.urls[0]).await.unwrap(), "granted");
    assert_eq!(
        world.api.get(&given.urls[0], Some(2..5)).await.unwrap(),
        "ant"
    );

    assert_eq!(code(world.urls(&reader, &other).await), Code::Absent);
    for unreadable in [ChainId::ROSTER, OWNER, ROOT, b, chain(999)] {
        assert_eq!(world.reads(&reader, unreadable).await.unwrap(), 0);
    }
    for readable in [ChainId::FRONT, id, a] {
        assert!(world.reads(&reader, readable).await.unwrap() > 0);
    }
}

#[tokio::test]
async fn strangers_and_absent_rooms_get_one_answer() {
    let Setup { world, .. } = setup().await;
    let stranger = By::member(chain(77), &Key::new(77));
    let absent = Id([9; 32]);
    let read = Read {
        chains: vec![ReadFrom {
            chain: Id([0; 16]),
            from: 0,
        }],
    };
    let unknown = world
        .api
        .read(&stranger, &world.id(), &read)
        .await
        .unwrap_err();
    assert_eq!(
        world
            .api
            .read(&world.owner(), &absent, &read)
            .await
            .unwrap_err(),
        unknown
    );
    assert_eq!(
        world.api.release(&stranger, &absent).await.unwrap_err(),
        unknown
    );
    // the owner's chain under a key that is not certified in it, and a key under another's chain
    let forged = By::member(OWNER, &Key::new(77));
    assert_eq!(
        world.api.release(&forged, &world.id()).await.unwrap_err(),
        unknown
    );
    let moved = By::member(chain(77), &world.room.device);
    assert_eq!(
        world.api.release(&moved, &world.id()).await.unwrap_err(),
        unknown
    );
    // state keys and home keys have no place there
    assert_eq!(
        world
            .api
            .release(&By::state(OWNER), &world.id())
            .await
            .unwrap_err(),
        unknown
    );
    assert_eq!(
        world
            .api
            .release(&By::home(&Key::new(5)), &world.id())
            .await
            .unwrap_err(),
        unknown
    );
}

#[tokio::test]
async fn a_room_needs_the_token_and_is_made_once() {
    let Setup { world, .. } = setup().await;
    let (room, batch) = kit::new_room(&world.api).await;
    let by = By::member(OWNER, &room.device);
    assert_eq!(
        code(world.api.make_room(&by, "wrong", &batch).await),
        Code::Token
    );
    let made = world
        .api
        .make_room(&by, Local::TOKEN, &batch)
        .await
        .unwrap();
    assert_eq!(made.outcomes.len(), batch.items.len());
    assert_eq!(
        world
            .api
            .make_room(&by, Local::TOKEN, &batch)
            .await
            .unwrap(),
        made,
        "again is the same"
    );
    let stranger = By::member(OWNER, &Key::new(4));
    assert_eq!(
        code(world.api.make_room(&stranger, Local::TOKEN, &batch).await),
        Code::Signature
    );
}

#[tokio::test]
async fn row_14_only_who_may_write_adds_a_document_or_a_folder() {
    let Setup { mut world, .. } = setup().await;
    let (reader_id, reader) = world.person(100, &[ROOT], b"reader").await;
    let doc = world.upload(1, ROOT, b"bytes").await;
    let add = docs(2, doc.part, 5);
    let folder = Public::Epoch(Epoch {
        parent: Some(ROOT),
        kem: ledger::testkit::kem(77),
    });
    let stranger = Key::new(77);
    // signed as a reader, by the reader's key, and in the owner's name
    for author in [Key::new(100), reader.key.clone(), stranger.clone()] {
        assert_eq!(
            refused(
                world
                    .push(&reader, ROOT, &author, add.clone(), vec![], b"x")
                    .await
            ),
            Code::Rule
        );
        assert_eq!(
            refused(
                world
                    .push(&reader, chain(60), &author, folder.clone(), vec![], b"x")
                    .await
            ),
            Code::Rule
        );
    }
    // a stranger does not even get in; the owner's device cannot sign in the owner's place
    let (_, item) = world.next(ROOT, &stranger, add.clone(), b"x");
    let batch = Append {
        items: vec![item],
        grants: vec![],
    };
    assert_eq!(
        code(
            world
                .api
                .append(&By::member(reader_id, &stranger), &world.id(), &batch)
                .await
        ),
        Code::Absent
    );
    let owner = world.owner();
    assert_eq!(
        refused(
            world
                .push(&owner, ROOT, &stranger, add.clone(), vec![], b"x")
                .await
        ),
        Code::Rule
    );
    // a link's holder
    let (link, key) = world.link(200, &[ROOT], T0 + 1000, None).await;
    let visitor = world.visit(link, &key, &Key::new(201)).await.unwrap();
    assert_eq!(
        refused(
            world
                .push(&visitor, ROOT, &visitor.key.clone(), add, vec![], b"x")
                .await
        ),
        Code::Rule
    );
    // a reader may not put parts either
    let lease = Lease {
        scope: Id(ROOT.0),
        parts: vec![PartName {
            hash: Id([1; 32]),
            len: 1,
        }],
    };
    assert_eq!(
        code(world.api.lease(&reader, &world.id(), &lease).await),
        Code::Rule
    );
}

#[tokio::test]
async fn row_17_nothing_is_appended_onto_an_old_head() {
    let Setup { mut world, .. } = setup().await;
    let owner = world.room.owner.clone();
    let (_, stale) = world.next(ChainId::FRONT, &owner, Public::Title, b"stale");
    world
        .own(ChainId::FRONT, Public::Title, vec![], b"newer")
        .await;
    let batch = Append {
        items: vec![stale],
        grants: vec![],
    };
    let outcome = one(world
        .api
        .append(&world.owner(), &world.id(), &batch)
        .await
        .unwrap());
    let head = world.room.fold.front().head();
    assert_eq!(outcome, Outcome::Conflict(head.next, Id(head.hash.0)));
}

#[tokio::test]
async fn rows_20_and_23_who_was_ended_gets_nothing_more() {
    let mut setup = setup().await;
    let world = &mut setup.world;
    let (id, reader) = world.person(100, &[ROOT], b"reader").await;
    let doc = world.upload(1, ROOT, b"old").await;
    let given = world.urls(&reader, &doc).await.unwrap();
    let seq = world.room.fold.tip(&id).head().next - 1;
    world
        .own(
            ChainId::ROSTER,
            Public::End(
                id,
                vec![ScopeEpoch {
                    scope: ROOT,
                    epoch: 0,
                }],
            ),
            vec![],
            b"end",
        )
        .await;

    assert_eq!(code(world.release(&reader).await), Code::Ended);
    assert_eq!(code(world.reads(&reader, ROOT).await), Code::Ended);
    let id32 = world.id();
    assert_eq!(
        code(world.api.urls(&reader, &id32, &urls_of(seq, &doc)).await),
        Code::Ended
    );
    // another process, which never heard of the end, looks before it releases
    let other = another_process(&setup);
    assert_eq!(code(other.release(&reader, &id32).await), Code::Ended);
    // a URL that was given before holds for its minute, and no longer
    let world = &setup.world;
    assert_eq!(fetch(&world.api, &given.urls[0]).await.unwrap(), "old");
    setup.local.clock().advance(60_000);
    assert_eq!(code(fetch(&world.api, &given.urls[0]).await), Code::Stale);
    // and what was sealed for it is gone from the store
    sweeper::sweep_expired(setup.local.gate()).await.unwrap();
    assert!(grants_of(&setup, id).await.is_empty());
}

#[tokio::test]
async fn row_20_a_grant_for_an_old_epoch_is_not_taken() {
    let Setup { mut world, .. } = setup().await;
    let (id, _) = world.person(100, &[], b"reader").await;
    let (old, sealed) = world.grants(id, &[ROOT], None, b"old");
    world
        .own(
            ROOT,
            Public::Epoch(Epoch {
                parent: None,
                kem: ledger::testkit::kem(88),
            }),
            vec![],
            b"next",
        )
        .await;
    let given = Public::Grants(
        old.into_iter()
            .map(|grant| ledger::MemberGrant { member: id, grant })
            .collect(),
    );
    let (by, author) = (world.owner(), world.room.owner.clone());
    let outcome = world
        .push(&by, ChainId::ROSTER, &author, given, sealed, b"x")
        .await;
    assert_eq!(refused(outcome), Code::Outdated);
}

#[tokio::test]
async fn row_23_parts_of_a_deleted_document_are_not_given() {
    let Setup { mut world, .. } = setup().await;
    let (_, reader) = world.person(100, &[ROOT], b"reader").await;
    let doc = world.upload(1, ROOT, b"bytes").await;
    world
        .own(ROOT, Public::Delete(vec![doc.opened.doc]), vec![], b"gone")
        .await;
    assert_eq!(code(world.urls(&reader, &doc).await), Code::Absent);
}

#[tokio::test]
async fn row_28_expiry_holds_to_the_millisecond() {
    let mut setup = setup().await;
    let world = &mut setup.world;
    let (ends, clock) = (T0 + 5_000, setup.local.clock());
    let (link, key) = world.link(200, &[ROOT], ends, None).await;
    let doc = world.upload(1, ROOT, b"bytes").await;
    let visitor = world.visit(link, &key, &Key::new(201)).await.unwrap();

    clock.set(ends - 1_000);
    let given = world.urls(&visitor, &doc).await.unwrap();
    assert_eq!(given.until, ends, "no URL outlives the link");
    clock.set(ends - 1);
    assert_eq!(world.release(&visitor).await.unwrap().len(), 2);
    assert_eq!(fetch(&world.api, &given.urls[0]).await.unwrap(), "bytes");
    let id = world.id();
    assert_eq!(
        world
            .api
            .link_state(&By::state(link), &id, &Id(link.0))
            .await
            .unwrap()
            .standing,
        Standing::Live
    );
    for late in [ends, ends + 1, ends + 1_000] {
        clock.set(late);
        assert_eq!(code(world.release(&visitor).await), Code::Expired);
        assert_eq!(code(world.urls(&visitor, &doc).await), Code::Expired);
        assert_eq!(code(fetch(&world.api, &given.urls[0]).await), Code::Stale);
        assert_eq!(
            code(world.visit(link, &key, &Key::new(202)).await),
            Code::Expired
        );
        let state = world
            .api
            .link_state(&By::state(link), &id, &Id(link.0))
            .await
            .unwrap();
        assert_eq!((state.standing, state.issued), (Standing::Expired, None));
    }
    assert!(!grants_of(&setup, link).await.is_empty());
    sweeper::sweep_expired(setup.local.gate()).await.unwrap();
    assert!(
        grants_of(&setup, link).await.is_empty(),
        "the key is deleted from the store"
    );
}

#[tokio::test]
async fn row_28_a_longer_expiry_is_not_to_be_had() {
    let Setup {
        mut world, local, ..
    } = setup().await;
    let (link, key) = world.link(200, &[ROOT], T0 + 5_000, None).await;
    let visitor = world.visit(link, &key, &Key::new(201)).await.unwrap();
    // a URL whose time was edited
    let doc = world.upload(1, ROOT, b"bytes").await;
    let given = world.urls(&visitor, &doc).await.unwrap();
    let edited = given.urls[0].replace(
        &format!("until={}", given.until),
        &format!("until={}", given.until + 60_000),
    );
    assert_eq!(code(fetch(&world.api, &edited).await), Code::Absent);
    // a grant that outlives the link
    let owner = world.room.owner.clone();
    let (refs, sealed) = world.grants(link, &[ROOT], Some(T0 + 6_000), b"longer");
    let given = Public::Grants(
        refs.into_iter()
            .map(|grant| ledger::MemberGrant {
                member: link,
                grant,
            })
            .collect(),
    );
    let by = world.owner();
    assert_eq!(
        refused(
            world
                .push(&by, ChainId::ROSTER, &owner, given, sealed, b"x")
                .await
        ),
        Code::Rule
    );
    // a client whose clock lies is told the server's
    local.clock().advance(3_600_000);
    assert_eq!(code(world.release(&visitor).await), Code::Expired);
}

#[tokio::test]
async fn row_29_no_more_devices_than_the_limit_however_they_come() {
    let Setup {
        mut world, local, ..
    } = setup().await;
    let (link, key) = world.link(200, &[ROOT], T0 + 40 * 3_600_000, Some(3)).await;
    let id = world.id();
    let state = async |world: &World<Local>| {
        world
            .api
            .link_state(&By::state(link), &id, &Id(link.0))
            .await
            .unwrap()
    };

    // a preview bot has the page and perhaps the state, but no device: nothing is counted
    for _ in 0..5 {
        assert_eq!(state(&world).await.opens_left, Some(3));
    }
    let mut devices = Vec::new();
    for n in 0..12 {
        devices.push(world.visit(link, &key, &Key::new(300 + n)).await.unwrap());
    }
    assert_eq!(
        state(&world).await.opens_left,
        Some(3),
        "knocking is not opening"
    );
    // twelve devices at once, each twice
    let asks = devices.iter().chain(&devices).map(|by| world.release(by));
    let let_in: Vec<bool> = join_all(asks)
        .await
        .into_iter()
        .map(|given| given.is_ok())
        .collect();
    assert_eq!(let_in[..12].iter().filter(|yes| **yes).count(), 3);
    assert_eq!(let_in[..12], let_in[12..], "a device that is in, is in");
    let standing = state(&world).await;
    assert_eq!(
        (standing.standing, standing.opens_left),
        (Standing::Used, Some(0))
    );
    // those three resume, for a day; the others stay out
    let inside = &devices[let_in.iter().position(|yes| *yes).unwrap()];
    let outside = &devices[let_in.iter().position(|yes| !*yes).unwrap()];
    let doc = world.upload(1, ROOT, b"bytes").await;
    local.clock().advance(24 * 3_600_000 - 1);
    assert!(world.release(inside).await.is_ok());
    assert!(world.urls(inside, &doc).await.is_ok());
    assert_eq!(code(world.release(outside).await), Code::Used);
    assert_eq!(code(world.urls(outside, &doc).await), Code::Used);
    local.clock().advance(1);
    assert_eq!(code(world.release(inside).await), Code::Used);
}

#[tokio::test]
async fn row_30_the_server_counts_wrong_passphrases() {
    let Setup {
        mut world, local, ..
    } = setup().await;
    let (link, key) = world.link(200, &[ROOT], T0 + 40 * 3_600_000, None).await;
    let id = world.id();
    let state = async |world: &World<Local>| {
        world
            .api
            .link_state(&By::state(link), &id, &Id(link.0))
            .await
            .unwrap()
    };
    // thirty guesses at once, by entry and by request: ten are answered
    let mut visits = Vec::new();
    for n in 0..15u64 {
        let (guess, device) = (Key::new(5_000 + n), Key::new(6_000 + n));
        let at = ChainId::of_visitor(&device.public());
        let (_, mut item) = world.next(at, &guess, Public::Visitor(link, device.public()), b"");
        item.body = None;
        visits.push(blobs::wire::Visit { item });
    }
    let by = By::state(link);
    let guesses = join_all(visits.iter().map(|visit| world.api.visit(&by, &id, visit))).await;
    let codes: Vec<Code> = guesses.into_iter().map(code).collect();
    assert_eq!(
        codes
            .iter()
            .filter(|code| **code == Code::Signature)
            .count(),
        10
    );
    assert_eq!(
        codes.iter().filter(|code| **code == Code::Locked).count(),
        5
    );
    assert_eq!(
        code(world.release(&By::member(link, &Key::new(7))).await),
        Code::Locked
    );
    // the right one too, until the quarter of an hour is over
    assert_eq!(
        code(world.visit(link, &key, &Key::new(201)).await),
        Code::Locked
    );
    let locked = state(&world).await;
    assert_eq!(locked.standing, Standing::Locked);
    local.clock().set(locked.locked_until.unwrap());
    assert_eq!(state(&world).await.standing, Standing::Live);
    // right ones are not counted
    for n in 0..12 {
        world.visit(link, &key, &Key::new(400 + n)).await.unwrap();
    }
}

#[tokio::test]
async fn an_invite_is_taken_once_and_its_key_dropped() {
    let Setup { mut world, .. } = setup().await;
    let (id, invite) = world.invite(300, &[ROOT], Some(T0 + 10_000)).await;
    let holder = By::member(id, &invite);
    let state = world
        .api
        .link_state(&By::state(id), &world.id(), &Id(id.0))
        .await
        .unwrap();
    assert_eq!(
        (state.standing, state.kind, state.expires),
        (Standing::Live, LinkKind::Invite, Some(T0 + 10_000))
    );
    assert_eq!(world.release(&holder).await.unwrap().len(), 2);
    let (key, device) = (Key::new(301), Key::new(302));
    let mut join = world.room.join(id, &invite, &key, &device);
    let Public::Join(statement) = &mut join else {
        panic!()
    };
    // sealed again to the newcomer's card: other bytes, same scope and epoch
    let (refs, sealed) = world.grants(id, &[ROOT], None, b"sealed again");
    statement.grants = refs;
    statement.proof =
        key.sign(&statement.statement(&world.room.fold.room(), &id, &invite.public()));
    let outcome = world
        .push(&holder, id, &invite, join, sealed, b"card")
        .await;
    assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");

    let newcomer = By::member(id, &device);
    let grants = world.release(&newcomer).await.unwrap();
    assert!(
        grants
            .iter()
            .all(|grant| grant.starts_with(b"sealed again"))
            && grants.len() == 2
    );
    assert_eq!(code(world.release(&holder).await), Code::Absent);
    let state = world
        .api
        .link_state(&By::state(id), &world.id(), &Id(id.0))
        .await
        .unwrap();
    assert_eq!(state.standing, Standing::Used);
}

#[tokio::test]
async fn replaying_every_request_changes_nothing() {
    let Setup {
        mut world, engine, ..
    } = setup().await;
    let (_, reader) = world.person(100, &[ROOT], b"reader").await;
    let doc = world.upload(1, ROOT, b"bytes").await;
    let (link, key) = world.link(200, &[ROOT], T0 + 1_000_000, Some(5)).await;
    let visitor = world.visit(link, &key, &Key::new(201)).await.unwrap();
    world.release(&visitor).await.unwrap();
    world.urls(&reader, &doc).await.unwrap();
    let before = contents(&engine).await;

    // every entry again, with the answer that it had
    for wrapped in world.room.log.clone() {
        let signed = wrapped.signed();
        let batch = Append {
            items: vec![kit::item(&signed, None)],
            grants: vec![],
        };
        let chain = signed.verify().unwrap().entry().chain;
        let by = if chain == ledger::ChainId::of_visitor(&visitor.key.public()) {
            &visitor
        } else {
            &world.owner()
        };
        if chain == chain_of(&reader) {
            continue;
        }
        let outcome = one(world.api.append(by, &world.id(), &batch).await.unwrap());
        assert!(
            matches!(
                outcome,
                Outcome::Stored(_) | Outcome::Refused(Code::Rule, _)
            ),
            "{outcome:?}"
        );
    }
    world.release(&visitor).await.unwrap();
    world.release(&reader).await.unwrap();
    assert_eq!(contents(&engine).await, before);
}

#[tokio::test]
async fn an_append_that_refers_to_what_is_not_there_is_refused() {
    let Setup { mut world, .. } = setup().await;
    let (by, author) = (world.owner(), world.room.owner.clone());
    let absent = docs(1, Hash::of(b"never put"), 9);
    assert_eq!(
        refused(world.push(&by, ROOT, &author, absent, vec![], b"x").await),
        Code::Missing
    );
    // a part that is leased for another folder
    let other = world.folder(50, ROOT, b"other").await;
    let parts = blobs::wire::Parts {
        scope: Id(other.0),
        parts: vec![blobs::wire::Sealed(b"elsewhere".to_vec())],
    };
    world.api.parts(&by, &world.id(), &parts).await.unwrap();
    let stolen = docs(2, Hash::of(b"elsewhere"), 9);
    assert_eq!(
        refused(world.push(&by, ROOT, &author, stolen, vec![], b"x").await),
        Code::Missing
    );
    // a grant that did not come along
    let (refs, _) = world.grants(chain(100), &[ROOT], None, b"x");
    let person =
        ledger::testkit::member(chain(100), ledger::MemberKind::Person, &Key::new(100), refs);
    let outcome = world
        .push(
            &by,
            ChainId::ROSTER,
            &author,
            Public::Member(person),
            vec![],
            b"x",
        )
        .await;
    assert_eq!(refused(outcome), Code::Missing);
    // a body that is not the one that the entry names
    let (_, mut item) = world.next(ChainId::FRONT, &author, Public::Title, b"title");
    item.body = Some(b"another".to_vec());
    let batch = Append {
        items: vec![item],
        grants: vec![],
    };
    assert_eq!(
        refused(one(world
            .api
            .append(&by, &world.id(), &batch)
            .await
            .unwrap())),
        Code::Digest
    );
}

#[tokio::test]
async fn parts_are_what_was_announced() {
    let Setup { world, .. } = setup().await;
    let (by, id) = (world.owner(), world.id());
    let bytes = Bytes::from_static(b"a part");
    let lease = |hash: Hash, len| Lease {
        scope: Id(ROOT.0),
        parts: vec![PartName {
            hash: Id(hash.0),
            len,
        }],
    };
    let leased = world
        .api
        .lease(&by, &id, &lease(Hash::of(&bytes), 6))
        .await
        .unwrap();
    let Slot::Put(url) = &leased.slots[0] else {
        panic!()
    };
    assert_eq!(
        code(world.api.put(url, Bytes::from_static(b"b part")).await),
        Code::Digest
    );
    assert_eq!(
        code(
            world
                .api
                .put(url, Bytes::from_static(b"a part and more"))
                .await
        ),
        Code::TooLarge
    );
    assert_eq!(
        code(world.api.put(url, Bytes::from_static(b"a")).await),
        Code::Digest
    );
    assert_eq!(
        code(
            world
                .api
                .put(&url.replace("len=6", "len=7"), bytes.clone())
                .await
        ),
        Code::Absent
    );
    assert_eq!(
        code(world.api.get(url, None).await),
        Code::Absent,
        "a URL to put is none to get"
    );
    world.api.put(url, bytes.clone()).await.unwrap();
    world.api.put(url, bytes.clone()).await.unwrap();
    assert_eq!(
        world
            .api
            .lease(&by, &id, &lease(Hash::of(&bytes), 6))
            .await
            .unwrap()
            .slots,
        [Slot::Have]
    );
    assert_eq!(
        code(
            world
                .api
                .lease(&by, &id, &lease(Hash::of(b"x"), 10 << 20))
                .await
        ),
        Code::TooLarge
    );
}

#[tokio::test]
async fn quotas_hold() {
    let quotas = Quotas {
        room: 100_000,
        unfinished: 50_000,
        ..Quotas::default()
    };
    let Setup { mut world, .. } = with_quotas(quotas).await;
    let (by, id) = (world.owner(), world.id());
    let lease = |n: u8, len| Lease {
        scope: Id(ROOT.0),
        parts: vec![PartName {
            hash: Id([n; 32]),
            len,
        }],
    };
    world.api.lease(&by, &id, &lease(1, 40_000)).await.unwrap();
    assert_eq!(
        code(world.api.lease(&by, &id, &lease(2, 20_000)).await),
        Code::Quota
    );
    let parts = |len| blobs::wire::Parts {
        scope: Id(ROOT.0),
        parts: vec![blobs::wire::Sealed(vec![1; len])],
    };
    assert_eq!(
        code(world.api.parts(&by, &id, &parts(20_000)).await),
        Code::Quota
    );
    world.upload(1, ROOT, &[2; 9_000]).await;
    let outcome = {
        let author = world.room.owner.clone();
        world
            .push(
                &by,
                ChainId::FRONT,
                &author,
                Public::Title,
                vec![],
                &[3; 95_000],
            )
            .await
    };
    assert_eq!(refused(outcome), Code::Quota);
}

#[tokio::test]
async fn unreferenced_parts_go_in_three_steps_and_no_append_follows_them() {
    let Setup {
        mut world,
        local,
        engine,
    } = setup().await;
    let (by, id) = (world.owner(), world.id());
    let kept = world.upload(1, ROOT, b"kept").await;
    let parts = blobs::wire::Parts {
        scope: Id(ROOT.0),
        parts: vec![blobs::wire::Sealed(b"orphan".to_vec())],
    };
    world.api.parts(&by, &id, &parts).await.unwrap();
    let there = async |hash: Hash| {
        let key = blobs::Key::parse(format!("rooms/{}/parts/{hash}", id)).unwrap();
        Engine::meta(&*engine, &key).await.is_ok()
    };
    let orphan = Hash::of(b"orphan");
    sweeper::sweep_all(local.gate()).await.unwrap();
    assert!(there(orphan).await, "as long as it is leased");
    local.clock().advance(49 * 3_600_000);
    sweeper::sweep_all(local.gate()).await.unwrap();
    assert!(there(orphan).await, "a tombstone first");
    let author = world.room.owner.clone();
    let late = docs(9, orphan, 6);
    assert_eq!(
        refused(world.push(&by, ROOT, &author, late, vec![], b"x").await),
        Code::Missing
    );
    assert_eq!(code(world.api.parts(&by, &id, &parts).await), Code::Missing);
    local.clock().advance(3_600_000);
    sweeper::sweep_all(local.gate()).await.unwrap();
    assert!(!there(orphan).await && there(kept.part).await);
    local.clock().advance(3_600_000);
    sweeper::sweep_all(local.gate()).await.unwrap();
    world.api.parts(&by, &id, &parts).await.unwrap();
}

#[tokio::test]
async fn two_processes_see_each_others_entries() {
    let mut setup = setup().await;
    let other = another_process(&setup);
    let world = &mut setup.world;
    assert!(other.release(&world.owner(), &world.id()).await.is_ok());
    let folder = world.folder(50, ROOT, b"folder").await;
    let doc = world.upload(1, folder, b"bytes").await;
    // the other one judges an entry that builds on all of it
    let add = docs(2, doc.part, 5);
    let (_, item) = world.next(folder, &world.room.owner, add, b"x");
    let batch = Append {
        items: vec![item],
        grants: vec![],
    };
    let outcome = one(other
        .append(&world.owner(), &world.id(), &batch)
        .await
        .unwrap());
    assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");
    assert_eq!(world.reads(&world.owner(), folder).await.unwrap(), 3);
}

#[tokio::test]
async fn signatures_hold_for_one_request_only() {
    let Setup { world, local, .. } = setup().await;
    // a clock that is an hour off is corrected by the server's answer, and only by that
    let late = local.api();
    local.clock().advance(3_600_000);
    assert!(world.api.release(&world.owner(), &world.id()).await.is_ok());
    drop(late);

    /// Signs something else than what is sent.
    struct Other(By, &'static str);
    impl blobs::Signer for Other {
        fn sign(&self, request: &blobs::Unsigned<'_>) -> (String, String) {
            let mut request = *request;
            match self.1 {
                "method" => request.method = "GET",
                "uri" => request.target_uri = "http://localhost:8080/v1/rooms/00/read",
                "authority" => request.authority = "elsewhere",
                "digest" => request.content_digest = Some("sha-256=:AAAA:"),
                "old" => request.created -= 61,
                _ => request.created += 61,
            }
            self.0.sign(&request)
        }
    }
    for what in ["method", "uri", "authority", "digest"] {
        let by = Other(world.owner(), what);
        assert_eq!(
            code(world.api.release(&by, &world.id()).await),
            Code::Signature,
            "{what}"
        );
    }
    for what in ["old", "future"] {
        let by = Other(world.owner(), what);
        assert_eq!(
            code(world.api.release(&by, &world.id()).await),
            Code::Clock,
            "{what}"
        );
    }
}

#[tokio::test]
async fn a_full_disk_is_said_so_and_loses_nothing() {
    use std::sync::atomic::{AtomicBool, Ordering};

    /// Full as long as it is said to be.
    struct Disk(Memory, AtomicBool);

    #[async_trait::async_trait]
    impl Engine for Disk {
        async fn create(
            &self,
            key: &blobs::Key,
            bytes: Bytes,
        ) -> Result<blobs::Created, blobs::StoreError> {
            match self.1.load(Ordering::SeqCst) {
                true => Err(blobs::StoreError::Full),
                false => Engine::create(&self.0, key, bytes).await,
            }
        }
        async fn read(
            &self,
            key: &blobs::Key,
            range: Option<std::ops::Range<u64>>,
        ) -> Result<Bytes, blobs::StoreError> {
            Engine::read(&self.0, key, range).await
        }
        async fn meta(&self, key: &blobs::Key) -> Result<blobs::Meta, blobs::StoreError> {
            self.0.meta(key).await
        }
        async fn list(&self, folder: &blobs::Key) -> Result<Vec<blobs::Meta>, blobs::StoreError> {
            self.0.list(folder).await
        }
        async fn folders(&self, folder: &blobs::Key) -> Result<Vec<String>, blobs::StoreError> {
            self.0.folders(folder).await
        }
        async fn delete(&self, key: &blobs::Key) -> Result<(), blobs::StoreError> {
            self.0.delete(key).await
        }
    }

    let disk = Arc::new(Disk(Memory::new(), AtomicBool::new(false)));
    let shared: Arc<dyn Engine> = Arc::<Disk>::clone(&disk);
    let local = Local::new(shared, T0);
    let mut world = World::make(local.api(), Local::TOKEN).await;
    let (by, author) = (world.owner(), world.room.owner.clone());
    disk.1.store(true, Ordering::SeqCst);
    let outcome = world
        .push(
            &by,
            ChainId::FRONT,
            &author,
            Public::Title,
            vec![],
            b"title",
        )
        .await;
    assert_eq!(refused(outcome), Code::Full);
    let parts = blobs::wire::Parts {
        scope: Id(ROOT.0),
        parts: vec![blobs::wire::Sealed(b"part".to_vec())],
    };
    assert_eq!(
        code(world.api.parts(&by, &world.id(), &parts).await),
        Code::Full
    );
    assert!(
        world.reads(&by, ChainId::FRONT).await.unwrap() > 0,
        "what is there is still served"
    );
    disk.1.store(false, Ordering::SeqCst);
    world
        .own(ChainId::FRONT, Public::Title, vec![], b"title")
        .await;
}

fn chain_of(by: &By) -> ChainId {
    match by.keyid {
        ledger::KeyId::Member { chain, .. } => chain,
        _ => panic!(),
    }
}

async fn grants_of(setup: &Setup, id: ChainId) -> Vec<blobs::Meta> {
    let key = blobs::Key::parse(format!("rooms/{}/grants/{id}", setup.world.id())).unwrap();
    setup.engine.list(&key).await.unwrap()
}

async fn contents(engine: &Memory) -> Vec<(blobs::Key, u64)> {
    let all = engine
        .list(&blobs::Key::parse("rooms").unwrap())
        .await
        .unwrap();
    all.into_iter().map(|meta| (meta.key, meta.size)).collect()
}
