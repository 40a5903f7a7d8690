//! One honest entry of every kind, with the fields that it has: for the vector files, and for whoever
//! builds another implementation.

use ledger::testkit::{Key, TestRoom, chain, grant, member};
use ledger::*;

use crate::support::*;

/// The first number that no kind of entry has.
pub(crate) const KINDS: u8 = 38;
/// Those behind it that have one.
const LATER: [u8; 4] = [41, 42, 43, 45];

/// Numbers that no kind has.
pub(crate) fn unknown() -> impl Iterator<Item = u8> {
    (KINDS..=u8::MAX).filter(|number| !LATER.contains(number))
}

/// An entry of every kind but the first, which has no room yet: its name, and who signs it. That each
/// would be accepted where it stands is not said.
pub(crate) fn every_kind(cast: &Cast) -> Vec<(&'static str, Entry, Key)> {
    let (owner, buyer, device) = (&cast.owner, &cast.buyer_key, &cast.buyer_device);
    let (shared, hash) = (cast.shared, Hash([7; 32]));
    let invite = Key::new(30);
    let ends = Some(3_000_000);
    let mut link = member(
        chain(200),
        MemberKind::Link,
        &Key::new(200),
        vec![grant(shared, 0, ends)],
    );
    link.opens = Some(5);
    link.manner = Manner {
        bound: true,
        asks: true,
        view_only: true,
        audits: false,
    };
    let given = MemberGrant {
        member: cast.buyer,
        grant: grant(shared, 0, ends),
    };
    let Public::Docs(versions) = docs(99) else {
        panic!()
    };
    let scope_epoch = ScopeEpoch {
        scope: shared,
        epoch: 0,
    };
    let dates = Dates {
        member: cast.link,
        expires: ends,
        join_by: None,
    };
    let policy = Policy {
        state: RoomState::ReadOnly,
        ends,
    };
    let closed = Receipt {
        n: 0,
        action: Action::Closed,
        docs: vec![opened(shared, 20)],
        seconds: 60,
    };
    let granter = Granter {
        member: TestRoom::OWNER,
        key: owner.public(),
    };
    let restored = Restored {
        archive: hash,
        server: Key::new(202).public(),
        lineage: 1,
    };
    let hold = Hold {
        hold: HoldId([9; 16]),
        docs: vec![doc(20)],
        stands: true,
    };
    let over = Handover {
        from: TestRoom::OWNER,
        to: cast.buyer,
        until: ends,
        terms: hash,
        signature: Signature([9; 64]),
    };
    let visited = ChainId::of_visitor(&Key::new(201).public());
    let person = cast.buyer;
    let all: [(&str, ChainId, &Key, Public); 41] = [
        ("title", FRONT, owner, Public::Title),
        (
            "manager",
            FRONT,
            owner,
            Public::Manager(person, buyer.public(), Office::Coordinator),
        ),
        ("unmanage", FRONT, owner, Public::Unmanage(person)),
        ("epoch", shared, owner, epoch(Some(ROOT), 99)),
        ("children", ROOT, owner, Public::Children(vec![shared])),
        ("docs", shared, owner, docs(99)),
        ("delete", shared, owner, Public::Delete(vec![doc(20)])),
        ("member", ROSTER, owner, Public::Member(link)),
        ("grants", ROSTER, owner, Public::Grants(vec![given])),
        ("end", ROSTER, owner, Public::End(person, vec![scope_epoch])),
        ("keys", ROSTER, owner, Public::Keys(vec![ROOT])),
        ("issued", chain(200), owner, Public::Issued),
        (
            "join",
            person,
            &invite,
            cast.room.join(person, &invite, buyer, device),
        ),
        (
            "device",
            person,
            buyer,
            Public::Device(Key::new(201).public()),
        ),
        ("undevice", person, buyer, Public::Undevice(device.public())),
        (
            "visitor",
            visited,
            &cast.link_key,
            Public::Visitor(cast.link, Key::new(201).public()),
        ),
        ("receipt", person, device, Public::Receipt(closed)),
        ("policy", FRONT, owner, Public::Policy(policy)),
        ("suspend", ROSTER, owner, Public::Suspend(person, true)),
        ("dates", ROSTER, owner, Public::Dates(dates)),
        ("propose", ROSTER, owner, Public::Propose),
        ("plan", ROSTER, owner, Public::Plan),
        (
            "writer",
            shared,
            owner,
            Public::Writer(person, buyer.public()),
        ),
        ("unwriter", shared, owner, Public::Unwriter(person)),
        ("edit", shared, owner, Public::Edit(vec![doc(20)])),
        ("label", shared, owner, Public::Label),
        ("unchild", ROOT, owner, Public::Unchild(vec![shared])),
        ("nda", person, owner, Public::Nda(hash)),
        ("agree", person, buyer, Public::Agree(hash, Hash([8; 32]))),
        ("disown", person, buyer, Public::Disown),
        ("drops", ROSTER, owner, Public::Drops(person, vec![shared])),
        ("drop", person, device, Public::Drop(shared, versions)),
        ("discard", person, owner, Public::Discard(vec![doc(99)])),
        (
            "withdraw",
            ROSTER,
            owner,
            Public::Withdraw(person, vec![shared], vec![scope_epoch]),
        ),
        ("withdrawn", person, owner, Public::Withdrawn(vec![shared])),
        ("sendto", person, owner, Public::Sendto(vec![scope_epoch])),
        ("granters", shared, owner, Public::Granters(vec![granter])),
        ("restored", FRONT, owner, Public::Restored(restored)),
        ("destroy", shared, owner, Public::Destroy(vec![doc(20)])),
        ("hold", shared, owner, Public::Hold(hold)),
        ("handover", FRONT, buyer, Public::Handover(over)),
    ];
    let made = all.map(|(name, chain, key, public)| {
        let entry = cast.room.entry(chain, key, public);
        (name, entry, key.clone())
    });
    made.into_iter().collect()
}

/// The number of an entry's kind, as it is encoded.
fn number(public: &Public) -> u8 {
    let bytes = cbor::encode(public);
    let mut said = minicbor::Decoder::new(&bytes);
    assert_eq!(said.array().unwrap(), Some(2));
    said.u8().unwrap()
}

#[test]
fn every_kind_has_its_number_and_one_encoding() {
    let cast = Cast::new();
    let mut numbers: Vec<u8> = vec![0];
    for (name, entry, key) in every_kind(&cast) {
        let signed = key.sign_entry(&entry);
        assert_eq!(signed.verify().unwrap().entry(), &entry, "{name}");
        numbers.push(number(&entry.public));
    }
    assert_eq!(numbers, (0..KINDS).chain(LATER).collect::<Vec<_>>());
    let first = ledger::testkit::first_entry(&cast.owner, &cast.room.server.public(), 0);
    assert_eq!(number(&first.public), 0);
}

#[test]
fn row_26_a_kind_does_not_stand_in_anothers_chain() {
    let cast = Cast::new();
    let places = [
        FRONT,
        ROSTER,
        ROOT,
        cast.shared,
        cast.buyer,
        cast.link,
        cast.visitor,
        TestRoom::OWNER,
    ];
    // the kinds that fit in two places
    let two = |public: &Public, chain: ChainId| match public {
        Public::Epoch(_) => chain == ROSTER,
        // there without documents only
        Public::Destroy(_) | Public::Hold(_) => chain == FRONT,
        _ => false,
    };
    let sort = |chain: ChainId| match chain {
        FRONT => 0,
        ROSTER => 1,
        _ if cast.room.fold.scope(&chain).is_some() => 2,
        _ => 3,
    };
    for (name, entry, _) in every_kind(&cast) {
        for chain in places {
            if sort(chain) == sort(entry.chain) || two(&entry.public, chain) {
                continue;
            }
            let moved = cast.room.entry(chain, &cast.owner, entry.public.clone());
            let moved = cast.owner.sign_entry(&moved).verify().unwrap();
            let judged = cast.room.fold.judge_chain(&moved, cast.room.now);
            let refused = Err(Refusal::Misplaced);
            let odd = judged == Err(Refusal::Epoch) || judged == Err(Refusal::Elsewhere);
            assert!(judged == refused || odd, "{name} in {chain}: {judged:?}");
        }
    }
}
