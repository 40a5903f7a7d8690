//! An owner's office passes on: by two signatures, in one entry, once, and to nobody else.

use ledger::testkit::{Key, TestRoom, chain, member};
use ledger::*;

use crate::joins::replay;
use crate::support::*;

/// What an owner offers a manager: as signed by this key, for the office that the taker has now.
fn offer(cast: &Cast, to: ChainId, key: &Key, by: &Key) -> Handover {
    let front = cast.room.fold.front();
    let since = front.office_since(&to, &front.head()).unwrap_or_default();
    let mut over = Handover {
        from: TestRoom::OWNER,
        to,
        until: None,
        terms: Hash([7; 32]),
        signature: Signature([0; 64]),
    };
    let parties = Parties {
        giver: cast.owner.public(),
        taker: key.public(),
        since,
    };
    over.signature = by.sign(&over.statement(&front.room(), &parties));
    over
}

fn owners(cast: &Cast) -> Vec<ChainId> {
    let front = cast.room.fold.front();
    front.owners(&front.head()).collect()
}

#[test]
fn row_22_an_office_passes_whole_and_the_former_owner_takes_nothing_back() {
    let mut cast = Cast::new();
    let (buyer, key) = cast.appoint(100, Office::Manager);
    let over = offer(&cast, buyer, &key, &cast.owner);
    // nothing has changed as long as nobody accepted
    assert_eq!(owners(&cast), [TestRoom::OWNER]);
    let again = over.clone();
    cast.room.push(FRONT, &key, Public::Handover(over)).unwrap();
    assert_eq!(owners(&cast), [buyer]);
    let front = cast.room.fold.front();
    assert_eq!(front.office(&TestRoom::OWNER, &front.head()), None);
    assert_eq!(front.handovers().len(), 1);
    let owner = cast.owner.clone();
    for public in [
        Public::Unmanage(buyer),
        Public::Manager(TestRoom::OWNER, owner.public(), Office::Owner),
        Public::Title,
        Public::Policy(Policy {
            state: RoomState::Locked,
            ends: None,
        }),
        Public::Handover(again.clone()),
    ] {
        let refused = cast.room.push(FRONT, &owner, public);
        assert_eq!(refused.err(), Some(Refusal::NotAllowed));
    }
    // nor is the same word said twice
    let twice = cast.room.push(FRONT, &key, Public::Handover(again));
    assert_eq!(twice.err(), Some(Refusal::NotAllowed));
    assert_eq!(replay(&cast.room), cast.room.fold);
}

#[test]
fn row_22_an_office_passes_by_the_signatures_of_both_to_exactly_the_one_who_was_named() {
    let mut cast = Cast::new();
    let (buyer, key) = cast.appoint(100, Office::Manager);
    let (other, other_key) = cast.appoint(110, Office::Manager);
    let (clerk, clerk_key) = cast.appoint(120, Office::Coordinator);
    let good = offer(&cast, buyer, &key, &cast.owner);
    let refused = |cast: &Cast, by: &Key, over: Handover| {
        let signed = cast.room.signed(FRONT, by, Public::Handover(over));
        let mut at_gate = cast.clone();
        let gate = at_gate.room.append(signed.clone()).err();
        let verified = signed.verify().unwrap();
        // whoever replays says the same as the gate
        assert_eq!(
            cast.room.fold.judge_chain(&verified, cast.room.now).err(),
            gate
        );
        gate
    };
    let no = Some(Refusal::NotAllowed);
    let forged = Some(Refusal::Signature);
    // the owner alone, another manager, somebody who opens no folder
    assert_eq!(refused(&cast, &cast.owner, good.clone()), no);
    assert_eq!(refused(&cast, &other_key, good.clone()), no);
    let to_clerk = offer(&cast, clerk, &clerk_key, &cast.owner);
    assert_eq!(refused(&cast, &clerk_key, to_clerk), no);
    // the taker alone, or with another manager's signature
    let own = offer(&cast, buyer, &key, &key);
    assert_eq!(refused(&cast, &key, own), forged);
    let by_other = offer(&cast, buyer, &key, &other_key);
    assert_eq!(refused(&cast, &key, by_other), forged);
    // other words than were signed
    for over in [
        Handover {
            until: Some(9_000_000),
            ..good.clone()
        },
        Handover {
            terms: Hash([8; 32]),
            ..good.clone()
        },
        Handover {
            to: other,
            ..good.clone()
        },
    ] {
        let by = if over.to == other { &other_key } else { &key };
        assert_eq!(refused(&cast, by, over), forged);
    }
    // in place of another one than the owner
    let over = Handover {
        from: other,
        ..good.clone()
    };
    assert_eq!(refused(&cast, &key, over), no);
    // of another room
    let elsewhere = Cast::new();
    let mut over = offer(&cast, buyer, &key, &cast.owner);
    let parties = Parties {
        giver: cast.owner.public(),
        taker: key.public(),
        since: 0,
    };
    over.signature = cast
        .owner
        .sign(&over.statement(&elsewhere.room.fold.front().room(), &parties));
    assert_eq!(refused(&cast, &key, over), forged);
}

#[test]
fn row_22_an_offer_is_over_with_the_takers_office() {
    let mut cast = Cast::new();
    let (buyer, key) = cast.appoint(100, Office::Manager);
    let over = offer(&cast, buyer, &key, &cast.owner);
    cast.room
        .push(FRONT, &cast.owner, Public::Unmanage(buyer))
        .unwrap();
    let late = cast.room.push(FRONT, &key, Public::Handover(over.clone()));
    assert_eq!(late.err(), Some(Refusal::NotAllowed));
    // nor does the old word count when the office is given again
    let office = Public::Manager(buyer, key.public(), Office::Manager);
    cast.room.push(FRONT, &cast.owner, office).unwrap();
    let late = cast.room.push(FRONT, &key, Public::Handover(over));
    assert_eq!(late.err(), Some(Refusal::Signature));
    assert_eq!(owners(&cast), [TestRoom::OWNER]);
}

#[test]
fn row_22_who_takes_over_is_let_in_without_an_end_and_the_giver_was_not_disowned() {
    let mut cast = Cast::new();
    let mut guest = member(chain(130), MemberKind::Person, &Key::new(130), vec![]);
    guest.expires = Some(1_500_000);
    cast.room.add(guest).unwrap();
    let key = Key::new(130);
    let office = Public::Manager(chain(130), key.public(), Office::Manager);
    cast.room.push(FRONT, &cast.owner, office).unwrap();
    let over = offer(&cast, chain(130), &key, &cast.owner);
    let refused = cast.room.push(FRONT, &key, Public::Handover(over));
    assert_eq!(refused.err(), Some(Refusal::TooMuch));
    // a key that its owner gave up signs nothing over
    let (buyer, key) = cast.appoint(100, Office::Manager);
    cast.appoint(110, Office::Owner);
    let over = offer(&cast, buyer, &key, &cast.owner);
    let owner = cast.owner.clone();
    cast.room
        .push(TestRoom::OWNER, &owner, Public::Disown)
        .unwrap();
    let refused = cast.room.push(FRONT, &key, Public::Handover(over));
    assert_eq!(refused.err(), Some(Refusal::Ended));
}
