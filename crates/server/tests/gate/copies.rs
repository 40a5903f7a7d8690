//! Parts and openings for an archive: for those who manage, by a receipt that says so.

use super::*;
use blobs::ApiError;
use blobs::wire::{Copied, Copies, CopiesGiven, Opens};
use kit::Doc;
use ledger::{Action, KeyId, MemberId, Opened, Receipt};

/// Says what is copied, and answers where it was said.
async fn say(world: &mut World<Local>, by: &By, action: Action, docs: &[&Doc]) -> Option<u64> {
    let KeyId::Member { chain, .. } = by.keyid else {
        panic!("no member")
    };
    let fold = world.room.fold.member(&chain);
    let device = fold.and_then(|fold| fold.device(&by.key.public()));
    let (n, seq) = (
        device.map_or(0, |one| one.receipts),
        world.room.fold.tip(&chain).head().next,
    );
    let opened: Vec<Opened> = docs.iter().map(|doc| doc.opened).collect();
    let receipt = Public::Receipt(Receipt {
        n,
        action,
        docs: opened,
        seconds: 0,
    });
    let key = by.key.clone();
    let outcome = world.push(by, chain, &key, receipt, Vec::new(), b"").await;
    matches!(outcome, Outcome::Stored(_)).then_some(seq)
}

async fn copies(
    world: &World<Local>,
    by: &By,
    receipt: u64,
    parts: &[Hash],
) -> Result<Vec<Copied>, ApiError> {
    let asked = Copies {
        receipt,
        parts: parts.iter().map(|part| Id(part.0)).collect(),
    };
    let given = world.api.copies(by, &world.id(), &asked).await;
    given.map(|CopiesGiven { parts }| parts)
}

#[tokio::test]
async fn who_manages_copies_what_its_receipt_names_and_nobody_else_does() {
    let Setup { mut world, .. } = setup().await;
    let large = vec![7; 300 << 10];
    let (one, two) = (
        world.upload(1, ROOT, b"one").await,
        world.upload(2, ROOT, &large).await,
    );
    let other = world.upload(3, ROOT, b"other").await;
    let owner = world.owner();
    let receipt = say(&mut world, &owner, Action::Copy, &[&one, &two])
        .await
        .unwrap();
    let all = [one.part, two.part, other.part, Hash([9; 32])];
    let given = copies(&world, &owner, receipt, &all).await.unwrap();
    assert!(matches!(&given[0], Copied::There(bytes) if bytes.0 == b"one"));
    let Copied::At(url) = &given[1] else {
        panic!("{given:?}")
    };
    assert_eq!(world.api.get(url, None).await.unwrap(), large);
    // what the receipt does not name looks like what is not there
    assert_eq!(given[2..], [Copied::Absent, Copied::Absent]);
    // it is no receipt for reading, nor is one for reading one for copying
    let read = world
        .api
        .urls(&owner, &world.id(), &urls_of(receipt, &one))
        .await;
    assert_eq!(code(read), Code::Rule);
    let viewed = say(&mut world, &owner, Action::View, &[&one])
        .await
        .unwrap();
    assert_eq!(
        code(copies(&world, &owner, viewed, &[one.part]).await),
        Code::Rule
    );
    assert_eq!(
        code(copies(&world, &owner, 9_999, &[one.part]).await),
        Code::Rule
    );
    // who reads the folder says no such thing, and is given nothing by another one's receipt
    let (_, reader) = world.person(100, &[ROOT], b"reader").await;
    assert_eq!(say(&mut world, &reader, Action::Copy, &[&one]).await, None);
    assert_eq!(
        code(copies(&world, &reader, receipt, &[one.part]).await),
        Code::Absent
    );
    let viewed = say(&mut world, &reader, Action::Download, &[&one])
        .await
        .unwrap();
    assert_eq!(
        code(copies(&world, &reader, viewed, &[one.part]).await),
        Code::Absent
    );
    let stranger = By::member(chain(77), &Key::new(77));
    assert_eq!(
        code(copies(&world, &stranger, receipt, &[one.part]).await),
        Code::Absent
    );
    // what was deleted meanwhile is not there any more
    let delete = Public::Delete(vec![one.opened.doc]);
    world.own(ROOT, delete, Vec::new(), b"").await;
    let given = copies(&world, &owner, receipt, &[one.part]).await.unwrap();
    assert_eq!(given, [Copied::Absent]);
}

#[tokio::test]
async fn an_answer_holds_as_many_small_ones_as_it_has_room_for() {
    let Setup { mut world, .. } = setup().await;
    let mut docs = Vec::new();
    for n in 0..40 {
        docs.push(world.upload(n + 1, ROOT, &vec![n as u8; 250 << 10]).await);
    }
    let owner = world.owner();
    let all: Vec<&Doc> = docs.iter().collect();
    let receipt = say(&mut world, &owner, Action::Copy, &all).await.unwrap();
    let parts: Vec<Hash> = docs.iter().map(|doc| doc.part).collect();
    let (mut rest, mut answers) = (&parts[..], 0);
    while !rest.is_empty() {
        let given = copies(&world, &owner, receipt, rest).await.unwrap();
        let weight: usize = given
            .iter()
            .map(|copied| match copied {
                Copied::There(bytes) => bytes.0.len(),
                _ => panic!("{copied:?}"),
            })
            .sum();
        assert!(weight <= blobs::wire::limits::READ && !given.is_empty());
        (rest, answers) = (&rest[given.len()..], answers + 1);
    }
    assert_eq!(answers, 2);
}

#[tokio::test]
async fn who_manages_counts_openings_and_nobody_else_does() {
    let Setup { mut world, .. } = setup().await;
    let (link, key) = world.link(200, &[ROOT], T0 + 100_000, None).await;
    let (_, reader) = world.person(100, &[ROOT], b"reader").await;
    let mut visitors = Vec::new();
    for n in 0..3 {
        let by = world.visit(link, &key, &Key::new(300 + n)).await.unwrap();
        world.release(&by).await.unwrap();
        visitors.push(by);
    }
    let asked = |link: MemberId, from| Opens {
        link: Id(link.0),
        from,
    };
    let owner = world.owner();
    let seen = world
        .api
        .opens(&owner, &world.id(), &asked(link, 1))
        .await
        .unwrap();
    assert!(!seen.more);
    let opened: Vec<ledger::Opening> = seen
        .opens
        .iter()
        .map(|one| ledger::cbor::decode(&one.0, 128).unwrap())
        .collect();
    let expected: Vec<_> = visitors[1..]
        .iter()
        .map(|by| (chain_of(by), by.key.public(), T0))
        .collect();
    let said: Vec<_> = opened
        .iter()
        .map(|one| (one.chain, one.device, one.time))
        .collect();
    assert_eq!(said, expected);
    let over = world
        .api
        .opens(&owner, &world.id(), &asked(link, 9))
        .await
        .unwrap();
    assert!(over.opens.is_empty());
    for by in [&reader, &visitors[0], &By::member(link, &key)] {
        let told = world.api.opens(by, &world.id(), &asked(link, 0)).await;
        assert_eq!(code(told), Code::Absent);
    }
    let none = world.api.opens(&owner, &world.id(), &asked(OWNER, 0)).await;
    assert_eq!(code(none), Code::Absent);
}
