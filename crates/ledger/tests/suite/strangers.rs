//! Rows 14, 22 and 26: entries by those who may not make them.

use ledger::testkit::{Key, chain, grant, member};
use ledger::*;

use crate::kinds::unknown;
use crate::support::*;

#[test]
fn row_14_entry_by_stranger_reader_or_link_holder() {
    let cast = Cast::new();
    let authors = [
        &cast.stranger,
        &cast.buyer_key,
        &cast.buyer_device,
        &cast.link_key,
        &cast.visitor_key,
        &cast.room.server,
        &cast.room.device,
    ];
    let newcomer = member(chain(70), MemberKind::Person, &cast.stranger, vec![]);
    let more = MemberGrant {
        member: cast.buyer,
        grant: grant(cast.secret, 0, None),
    };
    let entries = [
        (cast.shared, docs(99)),
        (cast.shared, Public::Delete(vec![doc(20)])),
        (cast.shared, Public::Children(vec![chain(71)])),
        (cast.shared, epoch(Some(ROOT), 99)),
        (chain(72), epoch(Some(ROOT), 98)),
        (ROSTER, Public::Member(newcomer)),
        (ROSTER, Public::Grants(vec![more])),
        (ROSTER, Public::End(cast.buyer, vec![])),
        (ROSTER, Public::Keys(vec![ROOT])),
        (ROSTER, epoch(None, 97)),
        (FRONT, Public::Title),
        (
            FRONT,
            Public::Manager(cast.buyer, cast.buyer_key.public(), Office::Manager),
        ),
        (FRONT, Public::Unmanage(cast.buyer)),
    ];
    for (chain, public) in entries {
        for author in authors {
            let mut cast = Cast::new();
            let refused = cast.room.push(chain, author, public.clone());
            assert_eq!(refused, Err(Refusal::NotAllowed), "{public:?}");
        }
    }
}

#[test]
fn row_14_own_chains_take_only_what_is_ones_own() {
    let cast = Cast::new();
    let device = Public::Device(cast.stranger.public());
    let visit = Public::Visitor(cast.link, Key::new(80).public());
    let visitor = ChainId::of_visitor(&Key::new(80).public());
    let cases = [
        // a device is certified by the room key, not by another device, a stranger, the owner
        (
            cast.buyer,
            &cast.buyer_device,
            device.clone(),
            Refusal::NotAllowed,
        ),
        (
            cast.buyer,
            &cast.stranger,
            device.clone(),
            Refusal::NotAllowed,
        ),
        (cast.buyer, &cast.owner, device.clone(), Refusal::NotAllowed),
        // links and visitors have no further devices
        (
            cast.link,
            &cast.link_key,
            device.clone(),
            Refusal::Misplaced,
        ),
        (cast.visitor, &cast.visitor_key, device, Refusal::Misplaced),
        // only the link's key certifies visitors, and only under their own name
        (
            visitor,
            &cast.visitor_key,
            visit.clone(),
            Refusal::NotAllowed,
        ),
        (visitor, &cast.owner, visit.clone(), Refusal::NotAllowed),
        (chain(81), &cast.link_key, visit, Refusal::Elsewhere),
        // a room key and a link's key are no devices
        (
            cast.buyer,
            &cast.buyer_key,
            receipt(0, vec![opened(cast.shared, 20)]),
            Refusal::NotAllowed,
        ),
        (
            cast.link,
            &cast.link_key,
            receipt(0, vec![opened(cast.shared, 20)]),
            Refusal::Misplaced,
        ),
        // documents go into scopes
        (cast.buyer, &cast.buyer_key, docs(99), Refusal::Misplaced),
        (
            cast.visitor,
            &cast.visitor_key,
            docs(99),
            Refusal::Misplaced,
        ),
        (ROSTER, &cast.owner, docs(99), Refusal::Misplaced),
        (FRONT, &cast.owner, docs(99), Refusal::Misplaced),
    ];
    for (chain, author, public, refusal) in cases {
        let mut cast = Cast::new();
        assert_eq!(
            cast.room.push(chain, author, public.clone()),
            Err(refusal),
            "{public:?}"
        );
    }
}

#[test]
fn row_14_a_signature_by_another_key_is_no_signature() {
    let cast = Cast::new();
    let entry = cast.room.entry(cast.shared, &cast.owner, docs(99));
    let forged = cast.stranger.sign_entry(&entry);
    assert_eq!(forged.verify(), Err(SignedError::Signature));
    let honest = cast.owner.sign_entry(&entry);
    for bit in 0..512 {
        let mut signature = *honest.signature();
        signature.0[bit / 8] ^= 1 << (bit % 8);
        let flipped = Signed::assemble(honest.bytes().to_vec(), signature);
        assert_eq!(flipped.verify(), Err(SignedError::Signature), "bit {bit}");
    }
}

#[test]
fn row_22_a_removed_manager_appends_nothing_more() {
    let mut cast = Cast::new();
    let (id, key) = cast.hire();
    cast.room.push(cast.shared, &key, docs(60)).unwrap();
    let before = cast.room.entry(cast.shared, &key, docs(61));
    let before_elsewhere = cast.room.entry(cast.secret, &key, docs(62));

    cast.room
        .push(FRONT, &cast.owner, Public::Unmanage(id))
        .unwrap();
    assert_eq!(
        cast.room.push(cast.shared, &key, docs(61)),
        Err(Refusal::NotAllowed)
    );
    // Re-adding itself is the owner's to do.
    let again = Public::Manager(id, key.public(), Office::Manager);
    assert_eq!(cast.room.push(FRONT, &key, again), Err(Refusal::NotAllowed));

    // Naming the front head of better times does not help at the gate,
    let stale = key.sign_entry(&before);
    assert_eq!(cast.room.append(stale.clone()), Err(Refusal::StaleFront));
    // nor for a client, once the chain's last entry saw the removal.
    cast.room.push(cast.shared, &cast.owner, docs(63)).unwrap();
    let mut late = before.clone();
    let head = cast.room.fold.tip(&cast.shared).head();
    (late.seq, late.prev) = (head.next, head.hash);
    let late = key.sign_entry(&late).verify().unwrap();
    assert_eq!(
        cast.room.fold.judge_chain(&late, cast.room.now),
        Err(Refusal::StaleFront)
    );
    // Where nothing was written since, only the gate knows that it came later.
    let elsewhere = key.sign_entry(&before_elsewhere);
    assert_eq!(cast.room.append(elsewhere), Err(Refusal::StaleFront));

    // What it wrote while it was a manager stays.
    assert!(
        cast.room
            .fold
            .scope(&cast.shared)
            .unwrap()
            .docs()
            .contains_key(&doc(60))
    );
}

#[test]
fn row_22_an_ended_or_expired_manager_appends_nothing_more() {
    let mut cast = Cast::new();
    let (id, key) = (chain(50), Key::new(50));
    let mut manager = member(id, MemberKind::Person, &key, vec![]);
    manager.expires = Some(1_500_000);
    cast.room.add(manager).unwrap();
    cast.room
        .push(
            FRONT,
            &cast.owner,
            Public::Manager(id, key.public(), Office::Manager),
        )
        .unwrap();
    // The front has to say first that it is none any more.
    let end = Public::End(id, vec![]);
    assert_eq!(
        cast.room.push(ROSTER, &cast.owner, end.clone()),
        Err(Refusal::NotAllowed)
    );
    cast.room.now = 1_500_000;
    assert_eq!(
        cast.room.push(cast.shared, &key, docs(60)),
        Err(Refusal::Expired)
    );
    cast.room
        .push(FRONT, &cast.owner, Public::Unmanage(id))
        .unwrap();
    cast.room.push(ROSTER, &cast.owner, end).unwrap();
    assert_eq!(
        cast.room.push(cast.shared, &key, docs(60)),
        Err(Refusal::NotAllowed)
    );
}

#[test]
fn row_22_a_certificate_holds_from_its_entry_on_and_for_its_key() {
    let mut cast = Cast::new();
    let key = Key::new(50);
    // Made before the certificate: the head it names does not know the manager yet.
    let early = cast.room.entry(cast.shared, &key, docs(60));
    let (id, key) = cast.hire();
    let early = key.sign_entry(&early).verify().unwrap();
    let refused = cast.room.fold.judge_chain(&early, cast.room.now);
    assert_eq!(refused, Err(Refusal::NotAllowed));
    // One certificate at a time, and one key is one manager's.
    for (member, key) in [(id, Key::new(51)), (cast.buyer, key)] {
        let again = Public::Manager(member, key.public(), Office::Manager);
        let refused = cast.room.push(FRONT, &cast.owner, again);
        assert_eq!(refused, Err(Refusal::Exists));
    }
    // The key is the member's own, and the member is in the roster.
    for (member, key) in [
        (cast.buyer, &cast.stranger),
        (cast.buyer, &cast.buyer_device),
    ] {
        let other = Public::Manager(member, key.public(), Office::Manager);
        let refused = cast.room.push(FRONT, &cast.owner, other);
        assert_eq!(refused, Err(Refusal::NotAllowed));
    }
    let nobody = Public::Manager(chain(99), cast.stranger.public(), Office::Manager);
    assert_eq!(
        cast.room.push(FRONT, &cast.owner, nobody),
        Err(Refusal::NotFound)
    );
    // One who joined by an invite may become a manager, with the key that it joined with.
    let joined = Public::Manager(cast.buyer, cast.buyer_key.public(), Office::Manager);
    cast.room.push(FRONT, &cast.owner, joined).unwrap();
    let actor = cast.actor(cast.buyer, &cast.buyer_device).unwrap();
    assert_eq!(actor.role(), Role::Manager);
}

#[test]
fn row_26_an_unknown_kind_or_format_is_refused() {
    let cast = Cast::new();
    let entry = cast.room.entry(cast.shared, &cast.owner, docs(99));
    let bytes = Signed::statement(&entry);
    let sign = |bytes: Vec<u8>| Signed::assemble(bytes.clone(), cast.owner.sign(&bytes)).verify();
    assert!(sign(bytes.clone()).is_ok());
    // The public part is an array of two: the kind's number, its fields.
    let kind = find(&bytes, &[0x82, 6, 0x81]) + 1;
    for number in unknown() {
        let mut bytes = bytes.clone();
        let number = cbor::encode(&number);
        bytes.splice(kind..=kind, number);
        assert_eq!(sign(bytes), Err(SignedError::Malformed));
    }
    for format in [0, 2, 23] {
        let entry = Entry {
            format,
            ..entry.clone()
        };
        assert_eq!(sign(Signed::statement(&entry)), Err(SignedError::Malformed));
    }
}

pub(crate) fn find(bytes: &[u8], what: &[u8]) -> usize {
    bytes
        .windows(what.len())
        .position(|window| window == what)
        .unwrap()
}
