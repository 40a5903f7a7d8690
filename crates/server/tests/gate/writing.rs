//! Who may append what.

use super::*;

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
