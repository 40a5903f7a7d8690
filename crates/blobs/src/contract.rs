//! What every store does, as a suite: memory, folder, bucket and HTTP client pass the same cases.
//!
//! Each case is an `async fn(store, fixture)` that panics if the store misbehaves, and leaves its
//! objects behind, so it wants a fixture whose objects are not there yet. [`all`] runs them in turn.
//!
//! ```
//! # use blobs::{contract, Memory};
//! # futures::executor::block_on(async {
//! contract::all(&Memory::new(), &contract::Plain::new("suite")).await;
//! # });
//! ```

use bytes::Bytes;
use futures::future::join_all;

use crate::key::Key;
use crate::store::{BlobStore, Created, Engine, StoreError};

/// Names the suite's objects: a store may accept only keys and payloads of a certain form.
pub trait Fixture {
    /// Object number `n`, about `size` bytes long; always the same for the same arguments.
    fn object(&self, n: u64, size: usize) -> (Key, Bytes);

    /// Other bytes for the key of object `n`, or none where a key belongs to its bytes.
    fn rival(&self, n: u64, size: usize) -> Option<Bytes>;
}

/// A fixture for stores that accept everything.
pub struct Plain {
    folder: String,
}

impl Plain {
    /// Objects below this folder.
    pub fn new(folder: impl Into<String>) -> Self {
        Self {
            folder: folder.into(),
        }
    }
}

impl Fixture for Plain {
    fn object(&self, n: u64, size: usize) -> (Key, Bytes) {
        let key = Key::parse(format!("{}/{n:012}", self.folder)).expect("a key");
        (key, pattern(n, size))
    }

    fn rival(&self, n: u64, size: usize) -> Option<Bytes> {
        Some(pattern(n + 0x55, size + 1))
    }
}

/// Bytes that differ from place to place and from seed to seed.
#[must_use]
pub fn pattern(seed: u64, size: usize) -> Bytes {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..size).map(next).collect()
}

/// Every case for stores.
pub async fn all(store: &(impl BlobStore + ?Sized), fixture: &impl Fixture) {
    what_is_created_is_read(store, fixture).await;
    absent_is_absent(store, fixture).await;
    a_second_create_changes_nothing(store, fixture).await;
    ranges_are_cut_and_refused(store, fixture).await;
    a_race_has_one_winner(store, fixture).await;
}

/// Every case for engines, those for stores included.
pub async fn engine(engine: &(impl Engine + ?Sized), fixture: &impl Fixture) {
    all(engine, fixture).await;
    empty_objects_are_objects(engine, fixture).await;
    listings_show_what_is_there(engine, fixture).await;
    deleting_is_final_and_repeatable(engine, fixture).await;
    rows_that_many_write_have_no_gap(engine, fixture).await;
}

/// Bytes come back as they went in, whatever their length.
pub async fn what_is_created_is_read(store: &(impl BlobStore + ?Sized), fixture: &impl Fixture) {
    for (n, size) in [(1, 1), (2, 257), (3, 100_000)] {
        let (key, bytes) = fixture.object(n, size);
        assert_eq!(
            store.create(&key, bytes.clone()).await,
            Ok(Created::New),
            "{key}"
        );
        assert_eq!(store.read(&key, None).await, Ok(bytes.clone()), "{key}");
        assert_eq!(store.size(&key).await, Ok(bytes.len() as u64), "{key}");
    }
}

/// What was never made is absent to every question.
pub async fn absent_is_absent(store: &(impl BlobStore + ?Sized), fixture: &impl Fixture) {
    let (key, _) = fixture.object(10, 10);
    assert_eq!(store.read(&key, None).await, Err(StoreError::Absent));
    assert_eq!(store.read(&key, Some(0..1)).await, Err(StoreError::Absent));
    assert_eq!(store.size(&key).await, Err(StoreError::Absent));
}

/// Neither the same bytes nor others replace an object.
pub async fn a_second_create_changes_nothing(
    store: &(impl BlobStore + ?Sized),
    fixture: &impl Fixture,
) {
    let (key, bytes) = fixture.object(20, 1000);
    assert_eq!(store.create(&key, bytes.clone()).await, Ok(Created::New));
    assert_eq!(store.create(&key, bytes.clone()).await, Ok(Created::Exists));
    if let Some(rival) = fixture.rival(20, 1000) {
        assert_eq!(store.create(&key, rival).await, Ok(Created::Exists));
    }
    assert_eq!(store.read(&key, None).await, Ok(bytes));
}

/// A range is answered exactly, cut at the end, and refused beyond it.
pub async fn ranges_are_cut_and_refused(store: &(impl BlobStore + ?Sized), fixture: &impl Fixture) {
    let (key, bytes) = fixture.object(30, 5000);
    let len = bytes.len() as u64;
    assert_eq!(store.create(&key, bytes.clone()).await, Ok(Created::New));
    for range in [0..1, 0..len, 7..4000, len - 1..len, 4000..len + 100] {
        let want = bytes.slice(range.start as usize..range.end.min(len) as usize);
        assert_eq!(
            store.read(&key, Some(range.clone())).await,
            Ok(want),
            "{range:?}"
        );
    }
    let (empty, behind) = (5..5, len..len + 1);
    for range in [empty, behind] {
        assert_eq!(
            store.read(&key, Some(range.clone())).await,
            Err(StoreError::Range),
            "{range:?}"
        );
    }
}

/// Of many who create one object at once, one wins, and its bytes are what everyone reads.
pub async fn a_race_has_one_winner(store: &(impl BlobStore + ?Sized), fixture: &impl Fixture) {
    let (key, bytes) = fixture.object(40, 50_000);
    let entrant = |n: usize| match fixture.rival(40, 50_000) {
        Some(rival) if n % 2 == 1 => rival,
        _ => bytes.clone(),
    };
    let race = (0..16).map(|n| {
        let (key, mine) = (key.clone(), entrant(n));
        async move {
            (
                store.create(&key, mine.clone()).await.expect("a create"),
                mine,
            )
        }
    });
    let outcomes = join_all(race).await;
    let winners: Vec<_> = outcomes
        .iter()
        .filter(|(created, _)| *created == Created::New)
        .collect();
    assert_eq!(winners.len(), 1, "winners");
    assert_eq!(store.read(&key, None).await.as_ref(), Ok(&winners[0].1));
}

/// An object may be empty; it has no range.
pub async fn empty_objects_are_objects(engine: &(impl Engine + ?Sized), fixture: &impl Fixture) {
    let (key, _) = fixture.object(50, 0);
    assert_eq!(
        Engine::create(engine, &key, Bytes::new()).await,
        Ok(Created::New)
    );
    assert_eq!(Engine::read(engine, &key, None).await, Ok(Bytes::new()));
    assert_eq!(
        Engine::read(engine, &key, Some(0..1)).await,
        Err(StoreError::Range)
    );
    assert_eq!(
        Engine::create(engine, &key, Bytes::new()).await,
        Ok(Created::Exists)
    );
}

/// A listing shows each object under its folder, and none beside it.
pub async fn listings_show_what_is_there(engine: &(impl Engine + ?Sized), _: &impl Fixture) {
    let key = |text: &str| Key::parse(text).expect("a key");
    for name in ["listing/a/1", "listing/a/b/2", "listing/ab/3"] {
        assert_eq!(
            Engine::create(engine, &key(name), Bytes::from_static(b"xyz")).await,
            Ok(Created::New)
        );
    }
    let mut found = engine.list(&key("listing/a")).await.expect("a listing");
    found.sort_by(|a, b| a.key.cmp(&b.key));
    let names: Vec<_> = found
        .iter()
        .map(|meta| (meta.key.as_str(), meta.size))
        .collect();
    assert_eq!(names, [("listing/a/1", 3), ("listing/a/b/2", 3)]);
    let mut folders = engine.folders(&key("listing")).await.expect("folders");
    folders.sort();
    assert_eq!(folders, ["a", "ab"]);
    assert_eq!(engine.list(&key("listing/none")).await, Ok(Vec::new()));
    assert_eq!(engine.folders(&key("listing/none")).await, Ok(Vec::new()));
}

/// Of many who each append to one list by creating the next number, everybody who is told so is in it once, and
/// nobody stands behind a number that is free.
pub async fn rows_that_many_write_have_no_gap(engine: &(impl Engine + ?Sized), _: &impl Fixture) {
    let row = |n: usize| Key::parse(format!("rows/{n:012}")).expect("a key");
    let writers = (0..8u8).map(async |writer| {
        let mut n = 0;
        for mine in 0..4u8 {
            let bytes = || Bytes::copy_from_slice(&[writer, mine]);
            while Engine::create(engine, &row(n), bytes()).await == Ok(Created::Exists) {
                // what is there is seen by who was slower
                assert!(Engine::read(engine, &row(n), None).await.is_ok());
                n += 1;
            }
        }
    });
    join_all(writers).await;
    let mut found = Vec::new();
    for n in 0..32 {
        found.push(Engine::read(engine, &row(n), None).await.expect("a row"));
    }
    let next = Engine::read(engine, &row(32), None).await;
    assert_eq!(next, Err(StoreError::Absent));
    for writer in 0..8u8 {
        let own = found.iter().filter(|row| row[0] == writer);
        let own: Vec<u8> = own.map(|row| row[1]).collect();
        assert_eq!(own, [0, 1, 2, 3], "in the writer's order, each once");
    }
}

/// What is deleted is absent, may be deleted again, and may be created anew.
pub async fn deleting_is_final_and_repeatable(
    engine: &(impl Engine + ?Sized),
    fixture: &impl Fixture,
) {
    let (key, bytes) = fixture.object(60, 100);
    assert_eq!(
        Engine::create(engine, &key, bytes.clone()).await,
        Ok(Created::New)
    );
    assert_eq!(engine.delete(&key).await, Ok(()));
    assert_eq!(engine.delete(&key).await, Ok(()));
    assert_eq!(
        Engine::read(engine, &key, None).await,
        Err(StoreError::Absent)
    );
    assert_eq!(Engine::create(engine, &key, bytes).await, Ok(Created::New));
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;
    use crate::memory::Memory;

    #[test]
    fn memory_keeps_the_contract() {
        block_on(engine(&Memory::new(), &Plain::new("suite")));
    }
}
