//! Row 14 for a clean team's folder: it names the managers whose word alone counts in it.

use ledger::testkit::{Key, TestRoom, chain};
use ledger::*;

use crate::joins::replay;
use crate::support::*;

const OWNER: MemberId = TestRoom::OWNER;

fn named(list: &[(MemberId, &Key)]) -> Public {
    let granter = |(member, key): &(MemberId, &Key)| Granter {
        member: *member,
        key: key.public(),
    };
    Public::Granters(list.iter().map(granter).collect())
}

/// A room with two managers more, and the first one's folder, which names it alone.
struct Team {
    cast: Cast,
    one: (MemberId, Key),
    two: (MemberId, Key),
    folder: ScopeId,
}

fn team() -> Team {
    let mut cast = Cast::new();
    let (one, two) = (
        cast.appoint(100, Office::Manager),
        cast.appoint(110, Office::Manager),
    );
    let folder = chain(80);
    cast.room.push(folder, &one.1, epoch(None, 80)).unwrap();
    cast.room
        .push(folder, &one.1, named(&[(one.0, &one.1)]))
        .unwrap();
    Team {
        cast,
        one,
        two,
        folder,
    }
}

/// By the gate, and by whoever replays: a store that helps changes nothing.
fn refused(cast: &Cast, scope: ScopeId, by: &Key, public: Public) -> Refusal {
    let signed = cast.room.signed(scope, by, public);
    let verified = signed.verify().unwrap();
    let judged = cast.room.fold.judge_chain(&verified, cast.room.now);
    let at_gate = cast.room.clone().append(signed);
    assert_eq!(judged, at_gate.map(|_| ()));
    judged.unwrap_err()
}

#[test]
fn row_14_only_a_named_granter_writes_and_turns_in_a_clean_teams_folder() {
    let Team {
        mut cast,
        one,
        two,
        folder,
    } = team();
    let owner = cast.owner.clone();
    let all = [
        epoch(None, 81),
        Public::Children(vec![cast.shared]),
        docs(82),
        Public::Label,
        Public::Writer(cast.buyer, cast.buyer_key.public()),
        named(&[(two.0, &two.1)]),
        named(&[(one.0, &one.1), (two.0, &two.1)]),
    ];
    for by in [&owner, &two.1, &cast.buyer_key] {
        for public in all.clone() {
            let why = refused(&cast, folder, by, public.clone());
            assert_eq!(why, Refusal::NotAllowed, "{public:?}");
        }
    }
    // who is named does all that, and so do the folder's writers what writers do
    let writer = Public::Writer(cast.buyer, cast.buyer_key.public());
    for public in [docs(82), Public::Label, writer, epoch(None, 81)] {
        cast.room.push(folder, &one.1, public).unwrap();
    }
    let key = cast.buyer_key.clone();
    let writes = cast.room.signed(folder, &key, docs(83)).verify().unwrap();
    assert_eq!(cast.room.fold.judge_chain(&writes, cast.room.now), Ok(()));
    // another one comes in, and the first goes
    let both = named(&[(one.0, &one.1), (two.0, &two.1)]);
    cast.room.push(folder, &one.1, both).unwrap();
    cast.room.push(folder, &two.1, docs(84)).unwrap();
    cast.room
        .push(folder, &two.1, named(&[(two.0, &two.1)]))
        .unwrap();
    let why = refused(&cast, folder, &one.1, docs(85));
    assert_eq!(why, Refusal::NotAllowed);
    assert_eq!(replay(&cast.room), cast.room.fold);
}

#[test]
fn row_14_a_list_of_granters_begins_with_the_folder_by_who_made_it() {
    let mut cast = Cast::new();
    let (one, two) = (
        cast.appoint(100, Office::Manager),
        cast.appoint(110, Office::Manager),
    );
    let own = named(&[(one.0, &one.1)]);
    // an old folder does not begin to name any
    assert_eq!(
        refused(&cast, cast.shared, &one.1, own.clone()),
        Refusal::Misplaced
    );
    let folder = chain(80);
    assert_eq!(
        refused(&cast, folder, &one.1, own.clone()),
        Refusal::Misplaced
    );
    cast.room.push(folder, &one.1, epoch(None, 80)).unwrap();
    // nobody gets in between
    for by in [&two, &(OWNER, cast.owner.clone())] {
        let why = refused(&cast, folder, &by.1, named(&[(by.0, &by.1)]));
        assert_eq!(why, Refusal::Misplaced);
    }
    // nor after something else was written
    let mut later = cast.clone();
    later.room.push(folder, &two.1, Public::Label).unwrap();
    let why = refused(&later, folder, &one.1, own.clone());
    assert_eq!(why, Refusal::Misplaced);
    // what lies in it names its own as well
    cast.room.push(folder, &one.1, own.clone()).unwrap();
    let inside = chain(81);
    cast.room
        .push(inside, &one.1, epoch(Some(folder), 81))
        .unwrap();
    cast.room.push(inside, &one.1, own).unwrap();
    let why = refused(&cast, inside, &two.1, epoch(Some(folder), 82));
    assert_eq!(why, Refusal::NotAllowed);
    cast.room
        .push(inside, &one.1, epoch(Some(folder), 82))
        .unwrap();
}

#[test]
fn row_14_a_folder_that_names_its_granters_comes_under_no_other_key() {
    let Team {
        mut cast,
        one,
        folder,
        ..
    } = team();
    for parent in [ROOT, cast.shared] {
        let why = refused(&cast, folder, &one.1, epoch(Some(parent), 81));
        assert_eq!(why, Refusal::Misplaced);
    }
    let inside = chain(82);
    let own = named(&[(one.0, &one.1)]);
    cast.room
        .push(inside, &one.1, epoch(Some(folder), 82))
        .unwrap();
    cast.room.push(inside, &one.1, own).unwrap();
    for parent in [None, Some(ROOT)] {
        let why = refused(&cast, inside, &one.1, epoch(parent, 83));
        assert_eq!(why, Refusal::Misplaced);
    }
    // nor is its key the desk's to keep: the gate alone can tell, for it stands in another chain
    for by in [&one.1, &cast.owner.clone()] {
        let keys = cast.room.push(ROSTER, by, Public::Keys(vec![folder]));
        assert_eq!(keys, Err(Refusal::NotAllowed));
    }
}

#[test]
fn row_14_granters_are_managers_with_that_key_each_once() {
    let Team {
        mut cast,
        one,
        two,
        folder,
    } = team();
    let coordinator = cast.appoint(120, Office::Coordinator);
    let one_twice = [(one.0, &one.1), (one.0, &one.1)];
    let same_key = [(one.0, &one.1), (two.0, &one.1)];
    let many: Vec<Key> = (0..=limits::GRANTERS as u64).map(Key::new).collect();
    let many: Vec<(MemberId, &Key)> = (1000..).map(chain).zip(&many).collect();
    for (list, why) in [
        (&[][..], Refusal::Malformed),
        (&one_twice, Refusal::Malformed),
        (&same_key, Refusal::Malformed),
        (&many, Refusal::Malformed),
        (&[(cast.buyer, &cast.buyer_key)], Refusal::NotAllowed),
        (&[(coordinator.0, &coordinator.1)], Refusal::NotAllowed),
        (&[(two.0, &cast.stranger)], Refusal::NotAllowed),
        (&[(one.0, &two.1)], Refusal::NotAllowed),
    ] {
        let list = named(list);
        assert_eq!(refused(&cast, folder, &one.1, list), why);
    }
    let mut entry = cast.room.entry(folder, &one.1, named(&[(one.0, &one.1)]));
    entry.epoch = 1;
    let stale = cast.room.append(one.1.sign_entry(&entry));
    assert_eq!(stale, Err(Refusal::Epoch));
    // the gate lets none in who is over
    cast.room.push(two.0, &two.1, Public::Disown).unwrap();
    let over = cast
        .room
        .push(folder, &one.1, named(&[(one.0, &one.1), (two.0, &two.1)]));
    assert_eq!(over, Err(Refusal::Ended));
    // who lost the office writes no more, named or not; and is not named again
    let owner = cast.owner.clone();
    cast.room
        .push(FRONT, &owner, Public::Unmanage(one.0))
        .unwrap();
    let own = named(&[(one.0, &one.1)]);
    assert_eq!(refused(&cast, folder, &one.1, own), Refusal::NotAllowed);
    let why = refused(&cast, folder, &one.1, docs(90));
    assert_eq!(why, Refusal::NotAllowed);
}
