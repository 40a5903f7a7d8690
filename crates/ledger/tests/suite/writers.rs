//! Row 14 for those who write without managing, edits, labels, and folders that move.

use ledger::testkit::{Key, chain, grant, member};
use ledger::*;

use crate::joins::replay;
use crate::support::*;

fn version_of(n: u64, v: u64) -> Public {
    Public::Docs(vec![DocVersion {
        doc: doc(n),
        version: version(v),
        parts: vec![part(v)],
    }])
}

fn writes(cast: &mut Cast) -> Key {
    let key = cast.buyer_key.clone();
    let writer = Public::Writer(cast.buyer, key.public());
    cast.room.push(cast.shared, &cast.owner, writer).unwrap();
    key
}

#[test]
fn row_14_a_writer_adds_documents_in_its_scope_and_edits_its_own() {
    let mut cast = Cast::new();
    let key = cast.buyer_key.clone();
    let before = cast.room.push(cast.shared, &key, docs(60));
    assert_eq!(before, Err(Refusal::NotAllowed));
    let key = writes(&mut cast);
    let refused = Err(Refusal::NotAllowed);
    let folder = epoch(Some(cast.shared), 61);
    for (chain, public, expected) in [
        (cast.shared, docs(60), Ok(())),
        // a new version of somebody else's document adds to it
        (cast.shared, version_of(20, 62), Ok(())),
        (cast.shared, Public::Edit(vec![doc(60)]), Ok(())),
        (cast.shared, Public::Edit(vec![doc(20)]), refused),
        (cast.shared, Public::Edit(vec![doc(60), doc(20)]), refused),
        (cast.shared, Public::Edit(vec![doc(99)]), refused),
        (cast.shared, Public::Delete(vec![doc(60)]), refused),
        (cast.shared, Public::Children(vec![chain(61)]), refused),
        (cast.shared, Public::Label, refused),
        (
            cast.shared,
            Public::Writer(chain(62), cast.stranger.public()),
            refused,
        ),
        (cast.shared, Public::Unwriter(cast.buyer), refused),
        (cast.shared, epoch(Some(ROOT), 63), refused),
        (cast.secret, docs(64), refused),
        (chain(61), folder, refused),
        (ROSTER, Public::Keys(vec![cast.shared]), refused),
    ] {
        let pushed = cast.room.push(chain, &key, public.clone()).map(|_| ());
        assert_eq!(pushed, expected, "{public:?}");
    }
    // its device writes nothing: the chain names the room key
    let device = cast.buyer_device.clone();
    assert_eq!(
        cast.room.push(cast.shared, &device, docs(65)).map(|_| ()),
        refused
    );
    // managers edit everything
    let all = Public::Edit(vec![doc(60), doc(20)]);
    cast.room.push(cast.shared, &cast.owner, all).unwrap();
    let first = cast.room.fold.scope(&cast.shared).unwrap();
    let by = |n: u64| {
        first.docs()[&doc(n)]
            .versions
            .iter()
            .map(|v| v.by)
            .collect::<Vec<_>>()
    };
    assert_eq!(by(20), [cast.owner.public(), key.public()]);
    assert_eq!(by(60), [key.public()]);

    // what it wrote stays, and it writes no more
    cast.room
        .push(cast.shared, &cast.owner, Public::Unwriter(cast.buyer))
        .unwrap();
    for public in [docs(66), Public::Edit(vec![doc(60)])] {
        let pushed = cast.room.push(cast.shared, &key, public);
        assert_eq!(pushed.map(|_| ()), refused);
    }
    assert_eq!(replay(&cast.room), cast.room.fold);
}

#[test]
fn row_14_writers_are_judged_by_their_scopes_chain_alone() {
    let mut cast = Cast::new();
    let key = writes(&mut cast);
    cast.room.push(cast.shared, &key, docs(60)).unwrap();
    cast.room
        .push(cast.shared, &cast.owner, Public::Unwriter(cast.buyer))
        .unwrap();
    // a reader has the front and this chain, and nothing else
    let server = cast.room.server.public();
    let mut front: Option<FrontFold> = None;
    let mut scope = ScopeFold::new(cast.room.fold.room(), cast.shared);
    for wrapped in &cast.room.log {
        let verified = wrapped.verify(&server).unwrap();
        match (&mut front, verified.entry().chain) {
            (None, _) => front = Some(FrontFold::start(&verified, wrapped.time()).unwrap()),
            (Some(front), FRONT) => front.accept(&verified, wrapped.time()).unwrap(),
            _ => {}
        }
    }
    let front = front.unwrap();
    for wrapped in &cast.room.log {
        let verified = wrapped.verify(&server).unwrap();
        if verified.entry().chain == cast.shared {
            scope.accept(&verified, wrapped.time(), &front).unwrap();
        }
    }
    assert_eq!(Some(&scope), cast.room.fold.scope(&cast.shared));
    let late = cast
        .room
        .signed(cast.shared, &key, docs(61))
        .verify()
        .unwrap();
    let judged = scope.judge(&late, cast.room.now, &front);
    assert_eq!(judged, Err(Refusal::NotAllowed));
}

#[test]
fn row_14_a_writer_is_a_person_with_that_key_and_each_key_one_writers() {
    let mut cast = Cast::new();
    let (id, key) = (cast.buyer, cast.buyer_key.public());
    let (other, other_key) = (chain(70), Key::new(70));
    cast.room
        .add(member(other, MemberKind::Person, &other_key, vec![]))
        .unwrap();
    let cases = [
        (Public::Writer(chain(99), key), Refusal::NotFound),
        (
            Public::Writer(id, cast.buyer_device.public()),
            Refusal::NotAllowed,
        ),
        (
            Public::Writer(cast.link, cast.link_key.public()),
            Refusal::NotAllowed,
        ),
        (Public::Writer(ROSTER, key), Refusal::Malformed),
        (Public::Writer(cast.shared, key), Refusal::Malformed),
        (Public::Unwriter(id), Refusal::NotFound),
    ];
    for (public, refusal) in cases {
        let pushed = cast.room.push(cast.shared, &cast.owner, public.clone());
        assert_eq!(pushed, Err(refusal), "{public:?}");
    }
    writes(&mut cast);
    for public in [
        Public::Writer(id, key),
        Public::Writer(id, other_key.public()),
        Public::Writer(other, key),
    ] {
        let pushed = cast.room.push(cast.shared, &cast.owner, public);
        assert_eq!(pushed, Err(Refusal::Exists));
    }
}

#[test]
fn row_23_a_writer_needs_a_live_grant_and_uploads_for_that_scope_only() {
    let mut cast = Cast::new();
    let key = writes(&mut cast);
    let lease = |cast: &Cast, scope| {
        let actor = cast.actor(cast.buyer, &cast.buyer_device).unwrap();
        cast.room.fold.may_lease(&actor, &scope, cast.room.now)
    };
    assert_eq!(lease(&cast, cast.shared), Ok(()));
    assert_eq!(lease(&cast, cast.secret), Err(Refusal::NotAllowed));
    assert_eq!(lease(&cast, chain(99)), Err(Refusal::NotFound));
    let actor = cast.actor(cast.buyer, &cast.buyer_device).unwrap();
    let may = |public| {
        let entry = cast.room.entry(cast.shared, &key, public);
        cast.room.fold.may_append(&actor, &entry)
    };
    assert_eq!(may(docs(60)), Ok(()));
    let elsewhere = cast.room.entry(cast.secret, &key, docs(60));
    let refused = cast.room.fold.may_append(&actor, &elsewhere);
    assert_eq!(refused, Err(Refusal::NotAllowed));

    // a shorter grant that has run out, a suspension, an end
    let mut short = cast.clone();
    let given = MemberGrant {
        member: cast.buyer,
        grant: grant(cast.shared, 0, Some(1_100_000)),
    };
    short.room.now += 1;
    short
        .room
        .push(ROSTER, &cast.owner, Public::Grants(vec![given]))
        .unwrap();
    short.room.push(cast.shared, &key, docs(60)).unwrap();
    short.room.now = 1_100_000;
    let late = short.room.push(cast.shared, &key, docs(61));
    assert_eq!(late, Err(Refusal::NotFound));
    assert_eq!(lease(&short, cast.shared), Err(Refusal::NotFound));
    for (public, refusal) in [
        (Public::Suspend(cast.buyer, true), Refusal::Suspended),
        (Public::End(cast.buyer, vec![]), Refusal::Ended),
    ] {
        let mut cast = cast.clone();
        cast.room.push(ROSTER, &cast.owner, public).unwrap();
        let late = cast.room.push(cast.shared, &key, docs(61));
        assert_eq!(late, Err(refusal));
    }
    // and only under the current epoch
    let old = cast.room.entry(cast.shared, &key, docs(62));
    cast.room
        .push(cast.shared, &cast.owner, epoch(Some(ROOT), 63))
        .unwrap();
    let head = cast.room.fold.tip(&cast.shared).head();
    let stale = Entry {
        seq: head.next,
        prev: head.hash,
        ..old
    };
    let late = cast.room.append(key.sign_entry(&stale));
    assert_eq!(late, Err(Refusal::Epoch));
}

#[test]
fn row_14_a_part_is_named_elsewhere_only_by_those_with_rights_in_both() {
    let mut cast = Cast::new();
    let key = writes(&mut cast);
    let copy = |n: u64, part| {
        Public::Docs(vec![DocVersion {
            doc: doc(n),
            version: version(n),
            parts: vec![part],
        }])
    };
    // part 21 is a document's that the writer may not read
    let taken = cast.room.push(cast.shared, &key, copy(60, part(21)));
    assert_eq!(taken, Err(Refusal::NotAllowed));
    let own = cast.room.push(cast.shared, &key, copy(61, part(20)));
    assert!(own.is_ok());
    let managers = cast.room.push(cast.shared, &cast.owner, copy(62, part(21)));
    assert!(managers.is_ok());
}

#[test]
fn edits_labels_and_children_are_taken_back_by_managers_in_the_current_epoch() {
    let mut cast = Cast::new();
    let owner = cast.owner.clone();
    let unchild = |n| Public::Unchild(vec![n]);
    for (chain, public, expected) in [
        (ROOT, unchild(chain(99)), Err(Refusal::NotFound)),
        (ROOT, unchild(cast.shared), Ok(())),
        (ROOT, unchild(cast.shared), Err(Refusal::NotFound)),
        (ROOT, Public::Children(vec![cast.shared]), Ok(())),
        (ROOT, Public::Unchild(vec![]), Err(Refusal::Malformed)),
        (cast.shared, Public::Edit(vec![]), Err(Refusal::Malformed)),
        (
            cast.shared,
            Public::Edit(vec![doc(99)]),
            Err(Refusal::NotFound),
        ),
        (cast.shared, Public::Edit(vec![doc(20)]), Ok(())),
        (cast.shared, Public::Label, Ok(())),
        (cast.shared, Public::Delete(vec![doc(20)]), Ok(())),
        (
            cast.shared,
            Public::Edit(vec![doc(20)]),
            Err(Refusal::NotFound),
        ),
        (ROSTER, Public::Label, Err(Refusal::Misplaced)),
        (FRONT, Public::Label, Err(Refusal::Misplaced)),
        (chain(98), Public::Label, Err(Refusal::Misplaced)),
    ] {
        let pushed = cast.room.push(chain, &owner, public.clone()).map(|_| ());
        assert_eq!(pushed, expected, "{public:?}");
    }
    let root = cast.room.fold.scope(&ROOT).unwrap();
    assert!(root.children().contains(&cast.shared));
    // with a body where there must be one, none where there is none to be
    for (public, body) in [
        (Public::Label, false),
        (Public::Edit(vec![doc(20)]), false),
        (Public::Unwriter(cast.buyer), true),
        (Public::Unchild(vec![cast.shared]), true),
    ] {
        let mut entry = cast.room.entry(ROOT, &owner, public);
        entry.body = body.then_some(Hash::ZERO);
        let refused = cast.room.append(owner.sign_entry(&entry));
        assert_eq!(refused, Err(Refusal::Malformed));
    }
    // none of it under another epoch
    for public in [
        Public::Label,
        unchild(cast.shared),
        Public::Edit(vec![doc(20)]),
    ] {
        let mut entry = cast.room.entry(ROOT, &owner, public);
        entry.epoch = 1;
        let refused = cast.room.append(owner.sign_entry(&entry));
        assert_eq!(refused, Err(Refusal::Epoch));
    }
    assert_eq!(replay(&cast.room), cast.room.fold);
}

#[test]
fn a_folder_moves_and_never_below_itself_or_too_deep() {
    let mut cast = Cast::new();
    let owner = cast.owner.clone();
    let (inner, innermost) = (chain(80), chain(81));
    for (scope, above, n) in [(inner, cast.shared, 80), (innermost, inner, 81)] {
        cast.room
            .push(scope, &owner, epoch(Some(above), n))
            .unwrap();
        cast.room
            .push(above, &owner, Public::Children(vec![scope]))
            .unwrap();
    }
    let visitor = cast.actor(cast.visitor, &cast.visitor_key).unwrap();
    let holds = |cast: &Cast, scope| {
        cast.room
            .fold
            .holds(&visitor, &scope, cast.room.now)
            .is_ok()
    };
    assert!(holds(&cast, innermost) && !holds(&cast, cast.secret));
    for (parent, refusal) in [
        (Some(inner), Refusal::Misplaced),
        (Some(innermost), Refusal::Misplaced),
        (Some(ROSTER), Refusal::Misplaced),
        (Some(chain(99)), Refusal::NotFound),
        (Some(cast.buyer), Refusal::NotFound),
    ] {
        let moved = cast.room.push(inner, &owner, epoch(parent, 82));
        assert_eq!(moved, Err(refusal), "{parent:?}");
    }
    // below the secret folder: those who held it through the shared one hold it no more
    cast.room
        .push(inner, &owner, epoch(Some(cast.secret), 83))
        .unwrap();
    cast.room
        .push(cast.secret, &owner, Public::Children(vec![inner]))
        .unwrap();
    cast.room
        .push(cast.shared, &owner, Public::Unchild(vec![inner]))
        .unwrap();
    let fold = &cast.room.fold;
    assert_eq!(fold.path(&innermost), [innermost, inner, cast.secret, ROOT]);
    assert!(!holds(&cast, inner) && !holds(&cast, innermost));
    let moved = fold.scope(&inner).unwrap();
    assert!(moved.was_below(&cast.shared) && moved.was_below(&cast.secret));
    assert!(!moved.was_below(&ROOT));
    // by its old parent it is announced no more
    let again = cast
        .room
        .push(cast.shared, &owner, Public::Children(vec![inner]));
    assert_eq!(again, Err(Refusal::NotFound));
    // detached: nothing is above it
    cast.room.push(inner, &owner, epoch(None, 84)).unwrap();
    assert_eq!(cast.room.fold.path(&innermost), [innermost, inner]);

    // as deep as may be, with what is below it
    let mut above = ROOT;
    let deep: Vec<ScopeId> = (0..limits::DEPTH as u64 - 1)
        .map(|n| chain(1000 + n))
        .collect();
    for (n, scope) in deep.iter().enumerate() {
        cast.room
            .push(*scope, &owner, epoch(Some(above), 1000 + n as u64))
            .unwrap();
        above = *scope;
    }
    let last = deep.len() - 1;
    let under = |n: usize| epoch(Some(deep[n]), 90 + n as u64);
    for (parent, fits) in [(last, false), (last - 1, false), (last - 2, true)] {
        let moved = cast.clone().room.push(inner, &owner, under(parent));
        let refused = (!fits).then_some(Refusal::TooMuch);
        assert_eq!(moved.err(), refused, "{parent}");
    }
    assert_eq!(replay(&cast.room), cast.room.fold);
}
