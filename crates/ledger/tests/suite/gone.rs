//! What was said of something that is gone is of no use any more, and of nothing else.

use ledger::pieces::about;
use ledger::testkit::chain;
use ledger::*;

use crate::support::*;

fn of(n: u64) -> About {
    About::Doc(doc(n))
}

/// Which of these things are gone for which entries of the shared folder.
fn gone(cast: &Cast, scope: ScopeId, things: &[About]) -> Vec<Vec<bool>> {
    let fold = cast.room.fold.scope(&scope).unwrap();
    let end = fold.tip().head().next;
    let of = |said| {
        things
            .iter()
            .map(|it| fold.is_gone(it, said, end))
            .collect()
    };
    (0..end).map(of).collect()
}

#[test]
fn a_document_is_gone_from_its_deletion_on() {
    let mut cast = Cast::new();
    let (owner, scope) = (cast.owner.clone(), cast.shared);
    let both = Public::Edit(vec![doc(20), doc(60)]);
    cast.room.push(scope, &owner, docs(60)).unwrap();
    cast.room.push(scope, &owner, both.clone()).unwrap();
    let things = [of(20), of(60), of(61)];
    assert!(
        gone(&cast, scope, &things)
            .iter()
            .flatten()
            .all(|gone| !gone)
    );
    let deleted = cast.room.push(scope, &owner, Public::Delete(vec![doc(60)]));
    deleted.unwrap();
    cast.room.push(scope, &owner, Public::Label).unwrap();
    // epoch, 20, 60, edit: what was said of the other one stays, in the same entry too
    let said = gone(&cast, scope, &things);
    assert!(
        said[..4].iter().all(|one| one == &[false, true, false]),
        "{said:?}"
    );
    assert!(said[4..].iter().all(|one| one == &[false; 3]), "{said:?}");
    // to who has read less far it is there
    let fold = cast.room.fold.scope(&scope).unwrap();
    assert!(!fold.is_gone(&of(60), 2, 4) && fold.is_gone(&of(60), 2, 5));
    assert_eq!(about(&both), Some(vec![of(20), of(60)]));
}

#[test]
fn a_folder_is_gone_while_it_was_not_listed_again() {
    let mut cast = Cast::new();
    let owner = cast.owner.clone();
    let (inner, other) = (chain(61), chain(62));
    for (scope, n) in [(inner, 61), (other, 62)] {
        cast.room.push(scope, &owner, epoch(Some(ROOT), n)).unwrap();
    }
    let list = Public::Children(vec![inner, other]);
    let begin = cast.room.fold.tip(&ROOT).head().next as usize;
    let out = Public::Unchild(vec![inner]);
    for public in [list.clone(), out.clone(), list.clone(), Public::Label] {
        cast.room.push(ROOT, &owner, public).unwrap();
    }
    let things = [About::Folder(inner), About::Folder(other)];
    let said = gone(&cast, ROOT, &things);
    // it came back: what was said before it left stays gone, what was said since is there
    assert!(
        said[..=begin].iter().all(|one| one == &[true, false]),
        "{said:?}"
    );
    assert!(
        said[begin + 1..].iter().flatten().all(|gone| !gone),
        "{said:?}"
    );
    cast.room.push(ROOT, &owner, out).unwrap();
    let said = gone(&cast, ROOT, &things);
    assert!(
        said[..begin + 4].iter().all(|one| one == &[true, false]),
        "{said:?}"
    );
    assert_eq!(about(&list), Some(things.to_vec()));
    for public in [Public::Label, epoch(None, 63), Public::Unchild(vec![inner])] {
        assert_eq!(about(&public), None);
    }
}
