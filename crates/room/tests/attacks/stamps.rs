//! What a store can do to the checkpoints that an authority has stamped: bring others, out of order, or without end.

use blobs::wire::{Stamped, StampsOf};
use room::{AuditFilter, Control, Error, Unproven};

use crate::support::*;

struct Case {
    _world: World,
    person: Person,
    room: TheRoom,
    raw: Raw,
}

/// Somebody who has read the record of a room.
async fn case() -> Case {
    let world = World::new();
    let (person, room) = world.seller().await;
    let files = [file("a.pdf", bytes(100, 1))];
    put(&room, &person.host, root(&room), &files).await;
    room.read_audit(&Control::new(), &|_| {}).await.unwrap();
    let audit = room.audit(&AuditFilter::default(), 0, 10).unwrap();
    assert_eq!(audit.findings, []);
    let raw = Raw::new(&world, room.id());
    Case {
        _world: world,
        person,
        room,
        raw,
    }
}

impl Case {
    /// Serves these checkpoints, each with a token that says nothing.
    fn serve(&self, checkpoints: Vec<String>, more: bool) {
        let mut pieces = vec![checkpoints].into_iter();
        let next = move |answer: &mut StampsOf| {
            let checkpoints = pieces.next().unwrap_or_default().into_iter();
            let stamped = |checkpoint| Stamped {
                checkpoint,
                token: vec![1],
            };
            answer.stamps = checkpoints.map(stamped).collect();
            answer.more = more;
        };
        *self.person.hooks.stamps.borrow_mut() = Some(Box::new(next));
    }

    async fn sizes(&self) -> Result<Vec<u64>, Unproven> {
        let stamps = self.room.stamps().await?;
        Ok(stamps.iter().map(|stamped| stamped.size).collect())
    }
}

#[test]
fn only_checkpoints_from_which_the_index_goes_on_are_taken() {
    run(async {
        let it = case().await;
        let leaves = it.raw.index();
        let at = |size: usize| it.raw.checkpoint(&leaves[..size]);
        let whole = leaves.len();
        assert_eq!(it.sizes().await, Ok(vec![]));
        it.serve(vec![at(1), at(2), at(whole)], false);
        assert_eq!(it.sizes().await, Ok(vec![1, 2, whole as u64]));
        // of a history that was shown to nobody here
        let mut other = leaves.clone();
        other[1].time += 1;
        it.serve(vec![at(1), it.raw.checkpoint(&other[..2])], false);
        assert_eq!(it.sizes().await, Err(Unproven::Forked));
        // of somebody else
        it.serve(vec![it.raw.checkpoint_by(&[9; 32], &leaves[..2])], false);
        assert_eq!(it.sizes().await, Err(Unproven::NotACheckpoint));
        it.serve(vec!["x".to_owned()], false);
        assert_eq!(it.sizes().await, Err(Unproven::NotACheckpoint));
        // back, or the same again
        it.serve(vec![at(2), at(1)], false);
        assert_eq!(it.sizes().await, Err(Unproven::NotACheckpoint));
        it.serve(vec![at(2), at(2)], false);
        assert_eq!(it.sizes().await, Err(Unproven::NotACheckpoint));
    });
}

#[test]
fn a_store_that_says_more_and_serves_none_is_not_asked_for_ever() {
    run(async {
        let it = case().await;
        let leaves = it.raw.index();
        it.serve(vec![it.raw.checkpoint(&leaves[..2])], true);
        assert_eq!(it.sizes().await, Ok(vec![2]));
        it.serve(vec![], true);
        assert_eq!(it.sizes().await, Ok(vec![]));
        // what came after the index was read waits for the next reading
        let mut longer = leaves.clone();
        let mut next = leaves[leaves.len() - 1];
        next.seq += 1;
        longer.push(next);
        it.serve(vec![it.raw.checkpoint(&longer)], true);
        assert_eq!(it.sizes().await, Ok(vec![]));
    });
}

#[test]
fn nothing_is_taken_before_the_index_was_read() {
    run(async {
        let world = World::new();
        let (_, room) = world.seller().await;
        let none = room.stamps().await;
        assert_eq!(none, Err(Unproven::Room(Error::NotFound)));
    });
}
