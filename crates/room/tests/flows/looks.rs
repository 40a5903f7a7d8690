//! For how long somebody looked, also when the page was closed before it could say so. It is counted once.

use room::{Action, Control, DocId};

use crate::support::*;

const LEFT: u64 = 120_000;

/// A buyer who has one document before the eyes.
async fn reader(world: &World) -> (TheRoom, Person, TheRoom, DocId) {
    let (seller, room) = world.seller().await;
    let top = root(&room);
    let docs = put(&room, &seller.host, top, &[file("a.pdf", bytes(900, 1))]).await;
    let invite = room
        .invite(top, "lawyer", world.now() + DAY, None)
        .await
        .unwrap();
    let (buyer, theirs) = world.joined("Li Wei", &invite).await;
    let carrier = room::testkit::MemoryCarrier::new(room::Host::api(&*buyer.host));
    let mut sink = Vec::new();
    theirs
        .open_doc(
            &carrier,
            &docs[0],
            Action::View,
            &mut sink,
            &Control::new(),
            &|_| {},
        )
        .await
        .unwrap();
    drop(carrier);
    (room, buyer, theirs, docs[0])
}

/// The seconds that the seller sees, and in how many receipts.
async fn seen(room: &TheRoom) -> (u64, usize) {
    room.read_activity().await.unwrap();
    let seen = room.activity(&room::Filter::default(), 0, 1000);
    let closed = seen
        .events
        .iter()
        .filter(|event| event.what == room::Happening::Receipt(Action::Closed));
    let sum = seen.by_person.iter().map(|(_, sum)| sum.seconds).sum();
    (sum, closed.count())
}

#[test]
fn a_look_that_ended_without_a_word_is_told_at_the_next_opening_once() {
    run(async {
        let world = World::new();
        let (room, buyer, theirs, doc) = reader(&world).await;
        theirs.looking(1, &doc, 15).await.unwrap();
        theirs.looking(1, &doc, 30).await.unwrap();
        drop(theirs);
        assert_eq!(seen(&room).await, (0, 0));
        // another tab that opens the room while this one may live says nothing of it
        let (buyer, again) = reopen(&world, &buyer, &room).await.unwrap();
        again.tell_of_looks().await.unwrap();
        assert_eq!(seen(&room).await, (0, 0));
        world.later(LEFT);
        again.tell_of_looks().await.unwrap();
        assert_eq!(seen(&room).await, (30, 1));
        again.tell_of_looks().await.unwrap();
        let (_, again) = reopen(&world, &buyer, &room).await.unwrap();
        world.later(LEFT);
        again.tell_of_looks().await.unwrap();
        assert_eq!(seen(&room).await, (30, 1));
    });
}

#[test]
fn a_look_that_was_told_and_not_forgotten_is_not_told_again() {
    run(async {
        let world = World::new();
        let (room, buyer, theirs, doc) = reader(&world).await;
        theirs.looking(1, &doc, 15).await.unwrap();
        let name = |name: &&String| name.starts_with("looks/");
        let before = buyer.host.shelf.objects.borrow().clone();
        let name = before.keys().find(name).unwrap().clone();
        // the receipt is written, and what was kept before it is there again: a crash in between
        theirs.looking(1, &doc, 40).await.unwrap();
        let kept = buyer.host.shelf.objects.borrow()[&name].clone();
        theirs.looked(1, &doc, 40).await.unwrap();
        assert!(!buyer.host.shelf.objects.borrow().contains_key(&name));
        buyer.host.shelf.objects.borrow_mut().insert(name, kept);
        drop(theirs);
        world.later(LEFT);
        let (_, again) = reopen(&world, &buyer, &room).await.unwrap();
        again.tell_of_looks().await.unwrap();
        assert_eq!(seen(&room).await, (40, 1));
    });
}

#[test]
fn a_tab_that_was_taken_for_closed_tells_only_what_came_after() {
    run(async {
        let world = World::new();
        let (room, buyer, theirs, doc) = reader(&world).await;
        theirs.looking(1, &doc, 20).await.unwrap();
        world.later(LEFT);
        // the browser had put the first tab to sleep
        let (_, other) = reopen(&world, &buyer, &room).await.unwrap();
        other.tell_of_looks().await.unwrap();
        assert_eq!(seen(&room).await, (20, 1));
        theirs.looking(1, &doc, 25).await.unwrap();
        theirs.looked(1, &doc, 50).await.unwrap();
        assert_eq!(seen(&room).await, (50, 2));
        // what is looked at here is not left over here
        theirs.looking(2, &doc, 5).await.unwrap();
        world.later(LEFT);
        theirs.tell_of_looks().await.unwrap();
        assert_eq!(seen(&room).await, (50, 2));
        theirs.looked(2, &doc, 7).await.unwrap();
        assert_eq!(seen(&room).await, (57, 3));
    });
}
