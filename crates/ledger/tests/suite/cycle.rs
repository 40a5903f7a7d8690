//! Scopes form a tree: nothing is above itself, and it is not too deep.

use ledger::testkit::chain;
use ledger::*;

use crate::support::*;

#[test]
fn a_parent_is_there_before_its_child() {
    let mut cast = Cast::new();
    let cases = [
        (chain(90), Some(chain(90)), Refusal::Misplaced),
        (chain(90), Some(FRONT), Refusal::Misplaced),
        (chain(90), Some(ROSTER), Refusal::Misplaced),
        (chain(90), Some(chain(91)), Refusal::NotFound),
        (chain(90), Some(cast.buyer), Refusal::NotFound),
        // a member's chain takes no epoch
        (cast.buyer, Some(ROOT), Refusal::Misplaced),
    ];
    for (scope, parent, refusal) in cases {
        let mut opening = cast.room.entry(scope, &cast.owner, epoch(parent, 90));
        opening.epoch = 0;
        let refused = cast.room.append(cast.owner.sign_entry(&opening));
        assert_eq!(refused, Err(refusal), "{scope} under {parent:?}");
    }
    // A child is announced by its own parent.
    let announce = Public::Children(vec![cast.secret]);
    assert_eq!(
        cast.room.push(cast.shared, &cast.owner, announce),
        Err(Refusal::NotFound)
    );
    let own = Public::Children(vec![cast.shared]);
    assert_eq!(
        cast.room.push(cast.shared, &cast.owner, own),
        Err(Refusal::Misplaced)
    );
}

#[test]
fn a_tree_has_a_depth() {
    let mut cast = Cast::new();
    let mut above = ROOT;
    let mut depth = 1;
    loop {
        let below = chain(1000 + depth);
        match cast
            .room
            .push(below, &cast.owner, epoch(Some(above), 1000 + depth))
        {
            Ok(_) => (above, depth) = (below, depth + 1),
            Err(refusal) => {
                assert_eq!(refusal, Refusal::TooMuch);
                break;
            }
        }
    }
    assert_eq!(depth, limits::DEPTH as u64);
    assert_eq!(cast.room.fold.path(&above).last(), Some(&ROOT));
}
