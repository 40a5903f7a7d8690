//! What was destroyed is gone for good, and what is held is not.

use ledger::testkit::{Key, TestRoom};
use ledger::*;

use crate::support::*;

fn hold(n: u8, docs: &[u64], stands: bool) -> Public {
    Public::Hold(Hold {
        hold: HoldId([n; 16]),
        docs: docs.iter().map(|n| doc(*n)).collect(),
        stands,
    })
}

fn destroy(n: u64) -> Public {
    Public::Destroy(vec![doc(n)])
}

fn delete(n: u64) -> Public {
    Public::Delete(vec![doc(n)])
}

/// The shared folder with the documents 20 and 60.
fn cast() -> Cast {
    let mut cast = Cast::new();
    let owner = cast.owner.clone();
    cast.room.push(cast.shared, &owner, docs(60)).unwrap();
    cast
}

#[test]
fn what_was_destroyed_has_no_word_left_and_does_not_come_back() {
    let mut cast = cast();
    let (owner, shared) = (cast.owner.clone(), cast.shared);
    let edit = Public::Edit(vec![doc(20), doc(60)]);
    cast.room.push(shared, &owner, edit).unwrap();
    assert_eq!(
        cast.room.push(shared, &owner, destroy(61)),
        Err(Refusal::NotFound)
    );
    let seq = cast.room.push(shared, &owner, destroy(60)).unwrap();
    let seq = seq.entry().seq;
    let fold = cast.room.fold.scope(&shared).unwrap();
    let (of, whole) = (|n| About::Doc(doc(n)), &cast.room.fold);
    assert!(fold.is_destroyed(&of(60)) && !fold.is_destroyed(&of(20)));
    assert!(fold.is_gone(&of(60), 2, seq + 1));
    let by: Vec<_> = fold.destroyed_by(seq).map(|(id, _)| *id).collect();
    assert_eq!(by, [doc(60)]);
    let (_, gone) = fold.destroyed_by(seq).next().unwrap();
    assert_eq!(gone.said.len(), 2, "it was added, and edited");
    assert!(
        gone.said
            .iter()
            .all(|(_, body)| whole.has_erased_body(body))
    );
    assert!(whole.has_erased_part(&part(60).hash) && !whole.has_erased_part(&part(20).hash));
    assert_eq!(
        whole.destructions().into_iter().collect::<Vec<_>>(),
        [(shared, seq)]
    );
    // under its id, by its parts in another folder, and once more
    for (chain, public, why) in [
        (shared, docs(60), Refusal::NotFound),
        (cast.secret, docs(60), Refusal::NotFound),
        (shared, Public::Edit(vec![doc(60)]), Refusal::NotFound),
        (shared, destroy(60), Refusal::NotFound),
        (shared, delete(60), Refusal::NotFound),
    ] {
        assert_eq!(cast.room.push(chain, &owner, public), Err(why));
    }
    // what was deleted, or moved away, can be destroyed
    cast.room.push(shared, &owner, delete(20)).unwrap();
    cast.room.push(shared, &owner, destroy(20)).unwrap();
}

#[test]
fn parts_that_another_document_has_stay() {
    let mut cast = cast();
    let (owner, shared, secret) = (cast.owner.clone(), cast.shared, cast.secret);
    cast.room.push(secret, &owner, docs(60)).unwrap();
    cast.room.push(shared, &owner, destroy(60)).unwrap();
    assert!(!cast.room.fold.has_erased_part(&part(60).hash));
    cast.room.push(secret, &owner, delete(60)).unwrap();
    assert!(cast.room.fold.has_erased_part(&part(60).hash));
}

#[test]
fn nobody_who_does_not_manage_destroys_or_holds() {
    let mut cast = cast();
    let buyer = cast.buyer_key.clone();
    let writer = Public::Writer(cast.buyer, buyer.public());
    let owner = cast.owner.clone();
    cast.room.push(cast.shared, &owner, writer).unwrap();
    for public in [destroy(60), hold(1, &[], true)] {
        let refused = cast.room.push(cast.shared, &buyer, public);
        assert_eq!(refused, Err(Refusal::NotAllowed));
    }
    let (_, manager) = cast.hire();
    let whole = Public::Destroy(vec![]);
    assert_eq!(
        cast.room.push(FRONT, &manager, whole),
        Err(Refusal::NotAllowed)
    );
}

#[test]
fn what_is_held_is_neither_deleted_nor_destroyed() {
    let mut cast = cast();
    let (owner, shared) = (cast.owner.clone(), cast.shared);
    cast.room
        .push(shared, &owner, hold(1, &[60], true))
        .unwrap();
    for public in [
        delete(60),
        destroy(60),
        Public::Delete(vec![doc(20), doc(60)]),
    ] {
        assert_eq!(cast.room.push(shared, &owner, public), Err(Refusal::Held));
    }
    cast.room.push(shared, &owner, delete(20)).unwrap();
    // all of the folder, what was deleted before and what comes later, too
    cast.room.push(shared, &owner, hold(2, &[], true)).unwrap();
    cast.room.push(shared, &owner, docs(61)).unwrap();
    for public in [destroy(20), delete(61), destroy(61)] {
        assert_eq!(cast.room.push(shared, &owner, public), Err(Refusal::Held));
    }
    assert_eq!(
        cast.room.push(shared, &owner, hold(2, &[], true)),
        Err(Refusal::Exists)
    );
    cast.room.push(shared, &owner, hold(2, &[], false)).unwrap();
    cast.room.push(shared, &owner, destroy(61)).unwrap();
    assert_eq!(
        cast.room.push(shared, &owner, destroy(60)),
        Err(Refusal::Held)
    );
}

#[test]
fn a_folder_below_one_that_is_held_is_held_at_the_gate() {
    let mut cast = cast();
    let owner = cast.owner.clone();
    cast.room.push(ROOT, &owner, hold(1, &[], true)).unwrap();
    assert_eq!(
        cast.room.push(cast.shared, &owner, destroy(60)),
        Err(Refusal::Held)
    );
    let whole = Public::Destroy(vec![]);
    assert_eq!(cast.room.push(FRONT, &owner, whole), Err(Refusal::Held));
}

#[test]
fn it_takes_an_owner_or_two_managers_to_lift_a_hold() {
    let mut cast = cast();
    let (owner, shared) = (cast.owner.clone(), cast.shared);
    let (_, one) = cast.appoint(50, Office::Manager);
    let (_, two) = cast.appoint(60, Office::Manager);
    cast.room
        .push(shared, &owner, hold(1, &[60], true))
        .unwrap();
    cast.room.push(shared, &one, hold(1, &[], false)).unwrap();
    // one of them is not two
    for public in [hold(1, &[], false), hold(1, &[60], true)] {
        assert_eq!(cast.room.push(shared, &one, public), Err(Refusal::Exists));
    }
    assert_eq!(cast.room.push(shared, &one, delete(60)), Err(Refusal::Held));
    let mut by_owner = cast.clone();
    by_owner
        .room
        .push(shared, &owner, hold(1, &[], false))
        .unwrap();
    by_owner.room.push(shared, &one, delete(60)).unwrap();
    cast.room.push(shared, &two, hold(1, &[], false)).unwrap();
    cast.room.push(shared, &one, delete(60)).unwrap();
    assert_eq!(
        cast.room.push(shared, &owner, hold(1, &[], false)),
        Err(Refusal::Exists)
    );
}

#[test]
fn a_room_that_is_held_loses_nothing_and_one_that_was_destroyed_takes_nothing() {
    let mut cast = cast();
    let (owner, shared) = (cast.owner.clone(), cast.shared);
    let (_, manager) = cast.hire();
    cast.room.push(FRONT, &manager, hold(1, &[], true)).unwrap();
    let whole = || Public::Destroy(vec![]);
    for (chain, public) in [
        (FRONT, whole()),
        (shared, delete(60)),
        (shared, destroy(60)),
    ] {
        assert_eq!(cast.room.push(chain, &owner, public), Err(Refusal::Held));
    }
    // documents are not named there, nor left out in a folder
    for (chain, public) in [
        (FRONT, destroy(60)),
        (shared, whole()),
        (FRONT, hold(2, &[60], true)),
    ] {
        assert_eq!(
            cast.room.push(chain, &owner, public),
            Err(Refusal::Malformed)
        );
    }
    cast.room.push(FRONT, &owner, hold(1, &[], false)).unwrap();
    let seq = cast.room.push(FRONT, &owner, whole()).unwrap().entry().seq;
    assert_eq!(cast.room.fold.front().destroyed(), Some(seq));
    for (chain, public) in [
        (FRONT, Public::Title),
        (FRONT, whole()),
        (shared, docs(90)),
        (ROSTER, Public::Plan),
    ] {
        assert_eq!(cast.room.push(chain, &owner, public), Err(Refusal::Ended));
    }
    // owners and auditors look at what was done, and nobody else
    let device = Key::new(70).public();
    cast.room
        .push(TestRoom::OWNER, &owner, Public::Device(device))
        .unwrap();
    assert!(cast.actor(TestRoom::OWNER, &owner).is_ok());
    let (buyer, visitor) = (cast.buyer_device.clone(), cast.visitor_key.clone());
    for (chain, key) in [(cast.buyer, &buyer), (cast.visitor, &visitor)] {
        assert_eq!(cast.actor(chain, key).map(|_| ()), Err(Refusal::Ended));
    }
}

/// A receipt for the destruction of a document of one part.
fn erasure(cast: &Cast) -> evidence::erasure::Erasure {
    use evidence::erasure::{EngineFacts, Erasure, Object, ObjectName, ObjectState};
    let object = |name, state| Object { name, state };
    Erasure {
        format: 1,
        room: cast.room.fold.room(),
        chain: cast.shared,
        seq: 3,
        entry: Hash([7; 32]),
        time: 1_000_000,
        engine: EngineFacts::unknown("folder"),
        objects: vec![
            object(ObjectName::Part(part(60).hash), ObjectState::Gone),
            object(ObjectName::Body(Hash([8; 32])), ObjectState::Cut),
        ],
        unlisted: 0,
    }
}

fn sign(cast: &Cast, said: &evidence::erasure::Erasure) -> Vec<u8> {
    use evidence::erasure::SignedErasure;
    let statement = said.statement();
    let signature = cast.room.server.sign(&SignedErasure::message(&statement));
    SignedErasure::assemble(statement, signature).encode()
}

#[test]
fn a_receipt_is_the_stores_in_every_byte() {
    use evidence::erasure::{NotAnErasure, ObjectName, ObjectState, SignedErasure};
    let cast = cast();
    let said = erasure(&cast);
    let (bytes, server) = (sign(&cast, &said), cast.room.server.public());
    let read = SignedErasure::parse(&bytes).unwrap();
    assert_eq!(read.encode(), bytes);
    assert_eq!(read.verify(&server), Ok(said.clone()));
    let other = Key::new(66).public();
    assert_eq!(read.verify(&other), Err(NotAnErasure::Signature));
    assert_eq!(
        said.state(&ObjectName::Part(part(60).hash)),
        Some(ObjectState::Gone)
    );
    assert_eq!(said.state(&ObjectName::Part(part(61).hash)), None);
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let read = SignedErasure::parse(&changed);
        assert!(
            read.and_then(|read| read.verify(&server)).is_err(),
            "byte {at}"
        );
        assert!(SignedErasure::parse(&bytes[..at]).is_err());
    }
    // also what the store itself signs has one form
    let mut odd = said.clone();
    odd.objects.reverse();
    let mut cut = said.clone();
    cut.objects[0].state = ObjectState::Cut;
    let mut newer = said.clone();
    newer.format = 2;
    for said in [odd, cut, newer] {
        let read = SignedErasure::parse(&sign(&cast, &said)).unwrap();
        assert_eq!(read.verify(&server), Err(NotAnErasure::Malformed));
    }
}
