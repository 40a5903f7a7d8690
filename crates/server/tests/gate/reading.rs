//! Who may read what, and who no longer.

use super::*;

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

/// What is below a folder goes with it; a process that did not hear of the move looks.
#[tokio::test]
async fn row_23_what_another_process_moved_away_is_served_no_more() {
    let mut setup = setup().await;
    let other = another_process(&setup);
    let world = &mut setup.world;
    let (a, b) = (
        world.folder(50, ROOT, b"a").await,
        world.folder(51, ROOT, b"b").await,
    );
    let inner = world.folder(52, a, b"inner").await;
    let deep = world.folder(53, inner, b"deep").await;
    let doc = world.upload(1, deep, b"bytes").await;
    let (id, reader) = world.person(100, &[a], b"reader").await;
    let given = world.urls(&reader, &doc).await.unwrap();
    let seq = world.room.fold.tip(&id).head().next - 1;
    let room = world.id();
    let read = Read {
        chains: vec![ReadFrom {
            chain: Id(deep.0),
            from: 0,
        }],
    };
    let served = other.read(&reader, &room, &read).await.unwrap();
    assert!(!served.chains[0].entries.is_empty());
    let urls = urls_of(seq, &doc);
    assert_eq!(other.urls(&reader, &room, &urls).await.unwrap(), given);

    let moved = Epoch {
        parent: Some(b),
        kem: ledger::testkit::kem(88),
    };
    world
        .own(inner, Public::Epoch(moved), vec![], b"moved")
        .await;
    let served = other.read(&reader, &room, &read).await.unwrap();
    assert_eq!(served.chains[0].entries, []);
    assert_eq!(code(other.urls(&reader, &room, &urls).await), Code::Absent);
    let receipt = Public::Receipt(ledger::Receipt {
        n: 1,
        action: ledger::Action::View,
        docs: vec![doc.opened],
        seconds: 0,
    });
    let (_, item) = world.next(id, &reader.key, receipt, b"");
    let batch = Append {
        items: vec![item],
        grants: vec![],
    };
    let outcome = one(other.append(&reader, &room, &batch).await.unwrap());
    assert_eq!(refused(outcome), Code::Absent);
}
