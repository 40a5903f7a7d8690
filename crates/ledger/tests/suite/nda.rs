//! A text that is to be agreed to: until then nothing is released but the front. And members who say
//! themselves that they are not to be believed any more.

use ledger::testkit::{Key, TestRoom, chain, grant, member};
use ledger::*;

use crate::joins::replay;
use crate::support::*;

const TEXT: Hash = Hash([1; 32]);
/// Of what is said under seal: who, when.
const SAID: Hash = Hash([4; 32]);
const OTHER: Hash = Hash([2; 32]);

fn scopes(cast: &Cast, actor: &Actor) -> Vec<ScopeId> {
    let grants = cast.room.fold.grants(actor, cast.room.now);
    grants.iter().map(|grant| grant.scope).collect()
}

#[test]
fn row_14_who_has_not_agreed_is_given_the_front_and_nothing_else() {
    let mut cast = Cast::new();
    let (key, device) = (cast.buyer_key.clone(), cast.buyer_device.clone());
    let there = opened(cast.shared, 20);
    cast.room
        .push(cast.buyer, &device, receipt(0, vec![there]))
        .unwrap();
    let seq = cast.room.fold.tip(&cast.buyer).head().next - 1;
    let writer = Public::Writer(cast.buyer, key.public());
    cast.room.push(cast.shared, &cast.owner, writer).unwrap();
    let before = cast.actor(cast.buyer, &device).unwrap();
    assert_eq!(before.owes(), None);

    cast.room
        .push(cast.buyer, &cast.owner, Public::Nda(TEXT))
        .unwrap();
    let (fold, now) = (&cast.room.fold, cast.room.now);
    let actor = cast.actor(cast.buyer, &device).unwrap();
    assert_eq!(actor.owes(), Some(TEXT));
    assert_eq!(scopes(&cast, &actor), [FRONT]);
    for chain in [FRONT, cast.buyer] {
        assert_eq!(fold.may_read(&actor, &chain, now), Ok(()));
    }
    let refused = Err(Refusal::Nda);
    assert_eq!(fold.may_read(&actor, &cast.shared, now), refused);
    assert_eq!(fold.sight(&actor, &cast.shared, now), Err(Refusal::Nda));
    assert_eq!(fold.may_open(&actor, &there, now).map(|_| ()), refused);
    let parts = [part(20).hash];
    let urls = fold.may_get(&actor, seq, &there, &parts, now);
    assert_eq!(urls, Err(Refusal::Nda));
    assert_eq!(fold.may_lease(&actor, &cast.shared, now), refused);
    // what one does not hold is not told from what is not there
    for chain in [cast.secret, ROSTER, chain(99)] {
        assert_eq!(fold.may_read(&actor, &chain, now), Err(Refusal::NotFound));
    }
    let opens = cast.room.push(cast.buyer, &device, receipt(1, vec![there]));
    assert_eq!(opens.map(|_| ()), refused);
    let writes = cast.room.push(cast.shared, &key, docs(60));
    assert_eq!(writes.map(|_| ()), refused);

    // exactly that text, by the room key
    for (author, text, refusal) in [
        (&key, OTHER, Refusal::NotFound),
        (&device, TEXT, Refusal::NotAllowed),
        (&cast.owner.clone(), TEXT, Refusal::NotAllowed),
        (&cast.stranger.clone(), TEXT, Refusal::NotAllowed),
    ] {
        let agreed = cast
            .room
            .push(cast.buyer, author, Public::Agree(text, SAID));
        assert_eq!(agreed, Err(refusal));
    }
    let agree = Public::Agree(TEXT, SAID);
    cast.room.push(cast.buyer, &key, agree.clone()).unwrap();
    let again = cast.room.push(cast.buyer, &key, agree);
    assert_eq!(again, Err(Refusal::Exists));
    assert_eq!(cast.actor(cast.buyer, &device), Ok(before));
    cast.room
        .push(cast.buyer, &device, receipt(1, vec![there]))
        .unwrap();

    // a new text asks again; one that was agreed to stays agreed to
    let nda = |text| Public::Nda(text);
    let owner = cast.owner.clone();
    let same = cast.room.push(cast.buyer, &owner, nda(TEXT));
    assert_eq!(same, Err(Refusal::Exists));
    cast.room.push(cast.buyer, &owner, nda(OTHER)).unwrap();
    let actor = cast.actor(cast.buyer, &device).unwrap();
    assert_eq!(actor.owes(), Some(OTHER));
    let late = cast
        .room
        .push(cast.buyer, &key, Public::Agree(Hash([3; 32]), SAID));
    assert_eq!(late, Err(Refusal::NotFound));
    cast.room.push(cast.buyer, &owner, nda(TEXT)).unwrap();
    assert_eq!(cast.actor(cast.buyer, &device), Ok(before));
    let member = cast.room.fold.member(&cast.buyer).unwrap();
    assert_eq!(member.agreed().len(), 1);
    assert_eq!(replay(&cast.room), cast.room.fold);
}

#[test]
fn row_14_a_links_text_is_agreed_to_by_each_visitor() {
    let mut cast = Cast::new();
    let owner = cast.owner.clone();
    cast.room
        .push(cast.link, &owner, Public::Nda(TEXT))
        .unwrap();
    let second = Key::new(120);
    let other = ChainId::of_visitor(&second.public());
    let visit = Public::Visitor(cast.link, second.public());
    cast.room
        .push(other, &cast.link_key.clone(), visit)
        .unwrap();
    let visitor = cast.visitor_key.clone();
    let there = opened(cast.shared, 20);
    for (chain, key) in [(cast.visitor, &visitor), (other, &second)] {
        let actor = cast.actor(chain, key).unwrap();
        assert_eq!(
            (actor.owes(), scopes(&cast, &actor)),
            (Some(TEXT), vec![FRONT])
        );
        // the text itself stands in the link's chain
        let read = cast.room.fold.may_read(&actor, &cast.link, cast.room.now);
        assert_eq!(read, Ok(()));
        let refused = cast.room.push(chain, key, receipt(0, vec![there]));
        assert_eq!(refused, Err(Refusal::Nda));
    }
    for (author, text, refusal) in [
        (&visitor, OTHER, Refusal::Nda),
        (&second, TEXT, Refusal::NotAllowed),
        (&cast.link_key.clone(), TEXT, Refusal::NotAllowed),
    ] {
        let agreed = cast
            .room
            .push(cast.visitor, author, Public::Agree(text, SAID));
        assert_eq!(agreed, Err(refusal));
    }
    cast.room
        .push(cast.visitor, &visitor, Public::Agree(TEXT, SAID))
        .unwrap();
    assert_eq!(cast.actor(cast.visitor, &visitor).unwrap().owes(), None);
    cast.room
        .push(cast.visitor, &visitor, receipt(0, vec![there]))
        .unwrap();
    assert_eq!(cast.actor(other, &second).unwrap().owes(), Some(TEXT));
    // the link itself agrees to nothing, and visitors are asked for nothing of their own
    let link_key = cast.link_key.clone();
    let links = cast
        .room
        .push(cast.link, &link_key, Public::Agree(TEXT, SAID));
    assert_eq!(links, Err(Refusal::Misplaced));
    let own = cast.room.push(cast.visitor, &owner, Public::Nda(TEXT));
    assert_eq!(own, Err(Refusal::Misplaced));
    cast.room
        .push(cast.link, &owner, Public::Nda(OTHER))
        .unwrap();
    assert_eq!(
        cast.actor(cast.visitor, &visitor).unwrap().owes(),
        Some(OTHER)
    );
    assert_eq!(replay(&cast.room), cast.room.fold);
}

#[test]
fn an_invites_text_waits_for_the_person() {
    let mut cast = Cast::new();
    let (id, invite, key, device) = (chain(90), Key::new(90), Key::new(91), Key::new(92));
    let grants = vec![grant(FRONT, 0, None), grant(cast.shared, 0, None)];
    cast.room
        .add(member(id, MemberKind::Invite, &invite, grants))
        .unwrap();
    let owner = cast.owner.clone();
    cast.room.push(id, &owner, Public::Nda(TEXT)).unwrap();
    // it is joined with all that it gives, for the newcomer seals that to itself
    let actor = cast.actor(id, &invite).unwrap();
    assert_eq!((actor.owes(), scopes(&cast, &actor).len()), (None, 2));
    let early = cast.room.push(id, &invite, Public::Agree(TEXT, SAID));
    assert_eq!(early, Err(Refusal::Misplaced));
    let join = cast.room.join(id, &invite, &key, &device);
    cast.room.push(id, &invite, join).unwrap();
    let actor = cast.actor(id, &device).unwrap();
    assert_eq!(
        (actor.owes(), scopes(&cast, &actor)),
        (Some(TEXT), vec![FRONT])
    );
    let by_invite = cast.room.push(id, &invite, Public::Agree(TEXT, SAID));
    assert_eq!(by_invite, Err(Refusal::NotAllowed));
    cast.room.push(id, &key, Public::Agree(TEXT, SAID)).unwrap();
    assert_eq!(scopes(&cast, &cast.actor(id, &device).unwrap()).len(), 2);
}

#[test]
fn row_22_officers_are_asked_by_owners_and_owners_by_nobody() {
    let mut cast = Cast::new();
    let (manager, key) = cast.appoint(100, Office::Manager);
    let (coordinator, coordinator_key) = cast.appoint(110, Office::Coordinator);
    let (second, _) = cast.appoint(120, Office::Owner);
    let owner = cast.owner.clone();
    let nda = Public::Nda(TEXT);
    for (author, target, refusal) in [
        (&key, coordinator, Some(Refusal::NotAllowed)),
        (&key, second, Some(Refusal::NotAllowed)),
        (&owner, second, Some(Refusal::NotAllowed)),
        (&owner, TestRoom::OWNER, Some(Refusal::NotAllowed)),
        (&coordinator_key, cast.buyer, Some(Refusal::NotAllowed)),
        (
            &cast.buyer_key.clone(),
            cast.buyer,
            Some(Refusal::NotAllowed),
        ),
        (&key, cast.buyer, None),
        (&owner, coordinator, None),
        (&owner, manager, None),
    ] {
        let pushed = cast.room.push(target, author, nda.clone());
        assert_eq!(pushed.err(), refusal);
    }
    let mut bare = cast.room.entry(cast.link, &owner, nda);
    bare.body = None;
    let refused = cast.room.append(owner.sign_entry(&bare));
    assert_eq!(refused, Err(Refusal::Malformed));
    // until they agreed, officers do nothing but that
    let now = cast.room.now;
    for (id, key, devices) in [(manager, &key, 101), (coordinator, &coordinator_key, 111)] {
        let actor = cast.actor(id, &Key::new(devices)).unwrap();
        for chain in [ROSTER, cast.buyer] {
            let read = cast.room.fold.may_read(&actor, &chain, now);
            assert_eq!(read, Err(Refusal::Nda));
        }
        let propose = cast.room.entry(ROSTER, key, Public::Propose);
        let appended = cast.room.fold.may_append(&actor, &propose);
        assert_eq!(appended, Err(Refusal::NotAllowed));
        let pushed = cast.room.append(key.sign_entry(&propose));
        assert_eq!(pushed, Err(Refusal::Nda));
        let agree = cast.room.entry(id, key, Public::Agree(TEXT, SAID));
        assert_eq!(cast.room.fold.may_append(&actor, &agree), Ok(()));
        cast.room.append(key.sign_entry(&agree)).unwrap();
        let actor = cast.actor(id, &Key::new(devices)).unwrap();
        assert_eq!(cast.room.fold.may_read(&actor, &ROSTER, now), Ok(()));
        cast.room.push(ROSTER, key, Public::Propose).unwrap();
    }
}

#[test]
fn row_14_an_auditor_who_has_not_agreed_sees_nothing() {
    let mut cast = Cast::new();
    let (id, key) = (chain(100), Key::new(100));
    let mut auditor = member(id, MemberKind::Person, &key, vec![grant(FRONT, 0, None)]);
    auditor.manner.audits = true;
    cast.room.add(auditor).unwrap();
    cast.room
        .push(id, &key, Public::Device(Key::new(101).public()))
        .unwrap();
    let owner = cast.owner.clone();
    cast.room.push(id, &owner, Public::Nda(TEXT)).unwrap();
    let sight = |cast: &Cast, chain| {
        let actor = cast.actor(id, &Key::new(101)).unwrap();
        cast.room.fold.sight(&actor, &chain, cast.room.now)
    };
    assert_eq!(sight(&cast, ROSTER), Err(Refusal::NotFound));
    assert_eq!(sight(&cast, cast.shared), Err(Refusal::NotFound));
    cast.room.push(id, &key, Public::Agree(TEXT, SAID)).unwrap();
    assert_eq!(sight(&cast, ROSTER), Ok(Sight::Public));
}

#[test]
fn row_22_who_disowns_itself_is_over_from_then_on() {
    let mut cast = Cast::new();
    let (key, device) = (cast.buyer_key.clone(), cast.buyer_device.clone());
    let owner = cast.owner.clone();
    for author in [&device, &owner, &cast.stranger.clone()] {
        let refused = cast.room.push(cast.buyer, author, Public::Disown);
        assert_eq!(refused, Err(Refusal::NotAllowed));
    }
    for (chain, key) in [
        (cast.link, &cast.link_key.clone()),
        (cast.visitor, &cast.visitor_key.clone()),
    ] {
        let refused = cast.room.push(chain, key, Public::Disown);
        assert_eq!(refused, Err(Refusal::Misplaced));
    }
    cast.room.push(cast.buyer, &key, Public::Disown).unwrap();
    for key in [&key, &device] {
        assert_eq!(cast.actor(cast.buyer, key), Err(Refusal::Ended));
    }
    // whoever has the keys now goes on in vain, in this chain as in others
    let new = Key::new(120);
    for (author, public) in [
        (&key, Public::Device(new.public())),
        (&key, Public::Disown),
        (&device, receipt(0, vec![opened(cast.shared, 20)])),
        (&owner, Public::Nda(TEXT)),
    ] {
        let signed = cast.room.signed(cast.buyer, author, public);
        let verified = signed.verify().unwrap();
        let judged = cast.room.fold.judge_chain(&verified, cast.room.now);
        assert_eq!(judged, Err(Refusal::Ended));
    }
    let renewed = MemberGrant {
        member: cast.buyer,
        grant: grant(cast.shared, 0, None),
    };
    let refused = cast
        .room
        .push(ROSTER, &owner, Public::Grants(vec![renewed]));
    assert_eq!(refused, Err(Refusal::Ended));
    // managers' clients find it, end it and rotate
    let lapsed = |cast: &Cast| {
        let lapsed = cast.room.fold.lapsed(cast.room.now);
        lapsed.map(|m| m.member.member).collect::<Vec<_>>()
    };
    assert_eq!(lapsed(&cast), [cast.buyer]);
    let old = ScopeEpoch {
        scope: cast.shared,
        epoch: 0,
    };
    cast.room
        .push(ROSTER, &owner, Public::End(cast.buyer, vec![old]))
        .unwrap();
    assert_eq!(lapsed(&cast), []);
    cast.room
        .push(cast.shared, &owner, epoch(Some(ROOT), 121))
        .unwrap();
    // the link stays and waits for its new key, who disowned itself does not
    let stays = MemberGrant {
        member: cast.link,
        grant: grant(cast.shared, 1, Some(LINK_ENDS)),
    };
    cast.room
        .push(ROSTER, &owner, Public::Grants(vec![stays]))
        .unwrap();
    assert_eq!(cast.room.fold.pending(cast.room.now), []);
    assert_eq!(replay(&cast.room), cast.room.fold);
}

#[test]
fn row_22_the_last_owner_does_not_disown_itself() {
    let mut cast = Cast::new();
    let owner = cast.owner.clone();
    let alone = cast.room.push(TestRoom::OWNER, &owner, Public::Disown);
    assert_eq!(alone, Err(Refusal::NotAllowed));
    let (second, key) = cast.appoint(100, Office::Owner);
    cast.room
        .push(TestRoom::OWNER, &owner, Public::Disown)
        .unwrap();
    let late = cast.room.push(FRONT, &owner, Public::Title);
    assert_eq!(late, Err(Refusal::Ended));
    for public in [
        Public::Unmanage(second),
        Public::Policy(Policy {
            state: RoomState::Open,
            ends: None,
        }),
    ] {
        let judged = cast.room.push(FRONT, &owner, public);
        assert!(matches!(judged, Err(Refusal::Ended)), "{judged:?}");
    }
    // the certificate of who disowned itself is no owner that the room keeps
    for public in [
        Public::Unmanage(second),
        Public::Manager(second, key.public(), Office::Manager),
    ] {
        let refused = cast.room.push(FRONT, &key, public);
        assert_eq!(refused, Err(Refusal::NotAllowed));
    }
    let refused = cast.room.push(second, &key, Public::Disown);
    assert_eq!(refused, Err(Refusal::NotAllowed));
    cast.room
        .push(FRONT, &key, Public::Unmanage(TestRoom::OWNER))
        .unwrap();
    cast.room.push(FRONT, &key, Public::Title).unwrap();
}

#[test]
fn a_frozen_room_takes_agreements_and_who_disowns_itself() {
    let mut cast = Cast::new();
    let (owner, key) = (cast.owner.clone(), cast.buyer_key.clone());
    let (_, manager) = cast.appoint(100, Office::Manager);
    cast.room
        .push(cast.buyer, &owner, Public::Nda(TEXT))
        .unwrap();
    let frozen = Policy {
        state: RoomState::ReadOnly,
        ends: None,
    };
    cast.room
        .push(FRONT, &owner, Public::Policy(frozen))
        .unwrap();
    let asked = cast.room.push(cast.link, &manager, Public::Nda(TEXT));
    assert_eq!(asked, Err(Refusal::Frozen));
    cast.room
        .push(cast.buyer, &key, Public::Agree(TEXT, SAID))
        .unwrap();
    cast.room.push(cast.buyer, &key, Public::Disown).unwrap();
}
