//! Links and invites: their time, their openings, their passphrases.

use super::*;

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

/// An invite that nobody took in time opens nothing any more, so what was sealed for it goes.
#[tokio::test]
async fn an_invite_that_nobody_took_in_time_is_swept() {
    let mut setup = setup().await;
    let (late, _) = setup.world.invite(300, &[ROOT], Some(T0 + 10_000)).await;
    let (taken, invite) = setup.world.invite(310, &[ROOT], Some(T0 + 10_000)).await;
    let (key, device) = (Key::new(311), Key::new(312));
    let mut join = setup.world.room.join(taken, &invite, &key, &device);
    let Public::Join(statement) = &mut join else {
        panic!()
    };
    let (refs, sealed) = setup.world.grants(taken, &[ROOT], None, b"sealed again");
    statement.grants = refs;
    let room = setup.world.room.fold.room();
    statement.proof = key.sign(&statement.statement(&room, &taken, &invite.public()));
    let holder = By::member(taken, &invite);
    let outcome = setup
        .world
        .push(&holder, taken, &invite, join, sealed, b"card")
        .await;
    assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");

    setup.local.clock().set(T0 + 9_999);
    sweeper::sweep_expired(setup.local.gate()).await.unwrap();
    assert!(!grants_of(&setup, late).await.is_empty());
    setup.local.clock().set(T0 + 10_000);
    sweeper::sweep_expired(setup.local.gate()).await.unwrap();
    assert!(grants_of(&setup, late).await.is_empty());
    // who joined stays
    let newcomer = By::member(taken, &device);
    assert_eq!(setup.world.release(&newcomer).await.unwrap().len(), 2);
}

#[tokio::test]
async fn row_31_without_the_passphrase_there_is_nothing_to_try_it_on() {
    let Setup { mut world, .. } = setup().await;
    let (link, key) = world.link(200, &[ROOT], T0 + 100_000, None).await;
    let id = world.id();
    let state = world
        .api
        .link_state(&By::state(link), &id, &Id(link.0))
        .await
        .unwrap();
    assert_eq!(state.issued.unwrap().body, None);
    let read = Read {
        chains: vec![ReadFrom {
            chain: Id(link.0),
            from: 0,
        }],
    };
    let mine = world
        .api
        .read(&By::member(link, &key), &id, &read)
        .await
        .unwrap();
    assert_eq!(
        mine.chains[0].entries[0].body.as_deref(),
        Some(&b"note"[..])
    );
    // each wrong key is counted
    let guess = By::member(link, &Key::new(9));
    for _ in 0..10 {
        assert_eq!(code(world.api.read(&guess, &id, &read).await), Code::Absent);
    }
    assert_eq!(code(world.api.read(&guess, &id, &read).await), Code::Locked);
}
