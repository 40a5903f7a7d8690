//! What a request makes the server do: not more for who is refused than for who is not.

use super::*;
use ledger::{Action, DocId, Opened, Receipt, VersionId};

/// How often all chains were looked for.
fn walks(calls: &[String]) -> usize {
    let all = |call: &&String| call.starts_with("folders ") && call.ends_with("/chains");
    calls.iter().filter(all).count()
}

#[tokio::test]
async fn a_refusal_that_no_other_chain_undoes_walks_none() {
    let (mut world, _, engine) = watched(Quotas::default()).await;
    let (by, owner) = (world.owner(), world.room.owner.clone());
    let doc = world.upload(1, ROOT, b"bytes").await;
    let (_, stale) = world.next(ROOT, &owner, docs(2, doc.part, 5), b"x");
    world
        .own(ChainId::FRONT, Public::Title, vec![], b"newer")
        .await;
    engine.calls();
    // named the front of before
    let batch = Append {
        items: vec![stale],
        grants: vec![],
    };
    let outcome = one(world.api.append(&by, &world.id(), &batch).await.unwrap());
    assert_eq!(refused(outcome), Code::Outdated);
    // a version that is there, a document of two lengths, a kind that has no place there
    let twice = world
        .push(&by, ROOT, &owner, docs(1, doc.part, 5), vec![], b"x")
        .await;
    assert_eq!(refused(twice), Code::Rule);
    let longer = world
        .push(&by, ROOT, &owner, docs(3, doc.part, 6), vec![], b"x")
        .await;
    assert_eq!(refused(longer), Code::Malformed);
    let misplaced = world
        .push(&by, ROOT, &owner, Public::Title, vec![], b"x")
        .await;
    assert_eq!(refused(misplaced), Code::Rule);
    assert_eq!(walks(&engine.calls()), 0);
}

/// A reader names what is not there, again and again.
#[tokio::test]
async fn a_reader_does_not_have_all_chains_walked() {
    let (mut world, _, engine) = watched(Quotas::default()).await;
    let (id, reader) = world.person(100, &[ROOT], b"reader").await;
    for n in 0..20 {
        world.folder(300 + n, ROOT, b"folder").await;
    }
    engine.calls();
    for n in 0..5 {
        let receipt = Receipt {
            n: 0,
            action: Action::View,
            docs: vec![Opened {
                scope: chain(900 + n),
                doc: DocId([1; 16]),
                version: VersionId([1; 16]),
            }],
            seconds: 0,
        };
        let key = reader.key.clone();
        let receipt = Public::Receipt(receipt);
        let outcome = world.push(&reader, id, &key, receipt, vec![], b"").await;
        assert_eq!(refused(outcome), Code::Absent);
        let visitors = blobs::wire::Visitors::default();
        world
            .api
            .visitors(&reader, &world.id(), &visitors)
            .await
            .unwrap();
    }
    let calls = engine.calls();
    assert_eq!(walks(&calls), 0);
    assert!(calls.len() < 5 * 30, "{} calls", calls.len());
}

/// What a reader needs is found all the same: a folder in a folder that another process has made.
#[tokio::test]
async fn a_reader_opens_what_another_process_has_just_added() {
    let mut setup = setup().await;
    let (id, reader) = setup.world.person(100, &[ROOT], b"reader").await;
    let other = another_process(&setup);
    // it knows the room as it is now
    other.release(&reader, &setup.world.id()).await.unwrap();
    let world = &mut setup.world;
    let mut folder = ROOT;
    for n in 0..4 {
        folder = world.folder(300 + n, folder, b"folder").await;
    }
    let doc = world.upload(1, folder, b"bytes").await;
    let receipt = Receipt {
        n: 0,
        action: Action::View,
        docs: vec![doc.opened],
        seconds: 0,
    };
    let (_, item) = world.next(id, &reader.key, Public::Receipt(receipt), b"");
    let batch = Append {
        items: vec![item],
        grants: vec![],
    };
    let outcome = one(other.append(&reader, &world.id(), &batch).await.unwrap());
    assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");
}

/// Nor is what an officer needs: a part that stands in another folder, since just now.
#[tokio::test]
async fn an_owner_names_a_part_that_another_process_has_just_added_elsewhere() {
    let mut setup = setup().await;
    let other = another_process(&setup);
    let world = &mut setup.world;
    let (by, owner, id) = (world.owner(), world.room.owner.clone(), world.id());
    let (a, b) = (
        world.folder(300, ROOT, b"a").await,
        world.folder(301, ROOT, b"b").await,
    );
    other.release(&by, &id).await.unwrap();
    let doc = world.upload(1, a, b"bytes").await;
    let (_, item) = world.next(b, &owner, docs(2, doc.part, 5), b"x");
    let batch = Append {
        items: vec![item],
        grants: vec![],
    };
    let outcome = one(other.append(&by, &id, &batch).await.unwrap());
    assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");
}

/// Who may not append there does not stand in the way of those who may.
#[tokio::test]
async fn who_may_not_append_waits_for_nobody() {
    let (mut world, local, engine) = watched(Quotas::default()).await;
    let (_, reader) = world.person(100, &[ROOT], b"reader").await;
    let key = reader.key.clone();
    let (_, title) = world.next(ChainId::FRONT, &world.room.owner, Public::Title, b"title");
    let (_, foreign) = world.next(ROOT, &key, Public::Title, b"title");
    let batch = |item| Append {
        items: vec![item],
        grants: vec![],
    };
    // the owner's append is in the middle of its work
    let door = engine.door.write().await;
    let (api, id) = (local.api(), world.id());
    let (owner, titles, foreign) = (world.owner(), batch(title), batch(foreign));
    let slow = api.append(&owner, &id, &titles);
    let mut slow = std::pin::pin!(slow);
    let soon = std::time::Duration::from_secs(5);
    let outcome = tokio::select! {
        biased;
        _ = &mut slow => panic!("it waits"),
        answer = world.api.append(&reader, &id, &foreign) => one(answer.unwrap()),
        _ = tokio::time::sleep(soon) => panic!("it waits for the owner"),
    };
    assert_eq!(refused(outcome), Code::Rule);
    drop(door);
    let outcome = one(slow.await.unwrap());
    assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");
}
