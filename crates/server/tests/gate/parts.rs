//! Parts: announced, counted, collected; and a full disk.

use super::*;

#[tokio::test]
async fn parts_are_what_was_announced() {
    let Setup { world, .. } = setup().await;
    let (by, id) = (world.owner(), world.id());
    let bytes = Bytes::from_static(b"a part");
    let lease = |hash: Hash, len| Lease {
        scope: Id(ROOT.0),
        parts: vec![PartName {
            hash: Id(hash.0),
            len,
        }],
    };
    let leased = world
        .api
        .lease(&by, &id, &lease(Hash::of(&bytes), 6))
        .await
        .unwrap();
    let Slot::Put(url) = &leased.slots[0] else {
        panic!()
    };
    assert_eq!(
        code(world.api.put(url, Bytes::from_static(b"b part")).await),
        Code::Digest
    );
    assert_eq!(
        code(
            world
                .api
                .put(url, Bytes::from_static(b"a part and more"))
                .await
        ),
        Code::TooLarge
    );
    assert_eq!(
        code(world.api.put(url, Bytes::from_static(b"a")).await),
        Code::Digest
    );
    assert_eq!(
        code(
            world
                .api
                .put(&url.replace("len=6", "len=7"), bytes.clone())
                .await
        ),
        Code::Absent
    );
    assert_eq!(
        code(world.api.get(url, None).await),
        Code::Absent,
        "a URL to put is none to get"
    );
    world.api.put(url, bytes.clone()).await.unwrap();
    world.api.put(url, bytes.clone()).await.unwrap();
    assert_eq!(
        world
            .api
            .lease(&by, &id, &lease(Hash::of(&bytes), 6))
            .await
            .unwrap()
            .slots,
        [Slot::Have]
    );
    assert_eq!(
        code(
            world
                .api
                .lease(&by, &id, &lease(Hash::of(b"x"), 10 << 20))
                .await
        ),
        Code::TooLarge
    );
}

#[tokio::test]
async fn quotas_hold() {
    let quotas = Quotas {
        room: 100_000,
        unfinished: 50_000,
        ..Quotas::default()
    };
    let Setup { mut world, .. } = with_quotas(quotas).await;
    let (by, id) = (world.owner(), world.id());
    let lease = |n: u8, len| Lease {
        scope: Id(ROOT.0),
        parts: vec![PartName {
            hash: Id([n; 32]),
            len,
        }],
    };
    world.api.lease(&by, &id, &lease(1, 40_000)).await.unwrap();
    assert_eq!(
        code(world.api.lease(&by, &id, &lease(2, 20_000)).await),
        Code::Quota
    );
    let parts = |len| blobs::wire::Parts {
        scope: Id(ROOT.0),
        parts: vec![blobs::wire::Sealed(vec![1; len])],
    };
    assert_eq!(
        code(world.api.parts(&by, &id, &parts(20_000)).await),
        Code::Quota
    );
    world.upload(1, ROOT, &[2; 9_000]).await;
    let outcome = {
        let author = world.room.owner.clone();
        world
            .push(
                &by,
                ChainId::FRONT,
                &author,
                Public::Title,
                vec![],
                &[3; 95_000],
            )
            .await
    };
    assert_eq!(refused(outcome), Code::Quota);
}

#[tokio::test]
async fn unreferenced_parts_go_in_three_steps_and_no_append_follows_them() {
    let Setup {
        mut world,
        local,
        engine,
    } = setup().await;
    let (by, id) = (world.owner(), world.id());
    let kept = world.upload(1, ROOT, b"kept").await;
    let parts = blobs::wire::Parts {
        scope: Id(ROOT.0),
        parts: vec![blobs::wire::Sealed(b"orphan".to_vec())],
    };
    world.api.parts(&by, &id, &parts).await.unwrap();
    let there = async |hash: Hash| {
        let key = blobs::Key::parse(format!("rooms/{}/parts/{hash}", id)).unwrap();
        Engine::meta(&*engine, &key).await.is_ok()
    };
    let orphan = Hash::of(b"orphan");
    sweeper::sweep_all(local.gate()).await.unwrap();
    assert!(there(orphan).await, "as long as it is leased");
    local.clock().advance(49 * 3_600_000);
    sweeper::sweep_all(local.gate()).await.unwrap();
    assert!(there(orphan).await, "a tombstone first");
    let author = world.room.owner.clone();
    let late = docs(9, orphan, 6);
    assert_eq!(
        refused(world.push(&by, ROOT, &author, late, vec![], b"x").await),
        Code::Missing
    );
    assert_eq!(code(world.api.parts(&by, &id, &parts).await), Code::Missing);
    local.clock().advance(3_600_000);
    sweeper::sweep_all(local.gate()).await.unwrap();
    assert!(!there(orphan).await && there(kept.part).await);
    local.clock().advance(3_600_000);
    sweeper::sweep_all(local.gate()).await.unwrap();
    world.api.parts(&by, &id, &parts).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_is_said_so_and_loses_nothing() {
    use std::sync::atomic::{AtomicBool, Ordering};

    /// Full as long as it is said to be.
    struct Disk(Memory, AtomicBool);

    #[async_trait::async_trait]
    impl Engine for Disk {
        async fn create(
            &self,
            key: &blobs::Key,
            bytes: Bytes,
        ) -> Result<blobs::Created, blobs::StoreError> {
            match self.1.load(Ordering::SeqCst) {
                true => Err(blobs::StoreError::Full),
                false => Engine::create(&self.0, key, bytes).await,
            }
        }
        async fn read(
            &self,
            key: &blobs::Key,
            range: Option<std::ops::Range<u64>>,
        ) -> Result<Bytes, blobs::StoreError> {
            Engine::read(&self.0, key, range).await
        }
        async fn meta(&self, key: &blobs::Key) -> Result<blobs::Meta, blobs::StoreError> {
            self.0.meta(key).await
        }
        async fn list(&self, folder: &blobs::Key) -> Result<Vec<blobs::Meta>, blobs::StoreError> {
            self.0.list(folder).await
        }
        async fn folders(&self, folder: &blobs::Key) -> Result<Vec<String>, blobs::StoreError> {
            self.0.folders(folder).await
        }
        async fn delete(&self, key: &blobs::Key) -> Result<(), blobs::StoreError> {
            self.0.delete(key).await
        }
    }

    let disk = Arc::new(Disk(Memory::new(), AtomicBool::new(false)));
    let shared: Arc<dyn Engine> = Arc::<Disk>::clone(&disk);
    let local = Local::new(shared, T0);
    let mut world = World::make(local.api(), Local::TOKEN).await;
    let (by, author) = (world.owner(), world.room.owner.clone());
    disk.1.store(true, Ordering::SeqCst);
    let outcome = world
        .push(
            &by,
            ChainId::FRONT,
            &author,
            Public::Title,
            vec![],
            b"title",
        )
        .await;
    assert_eq!(refused(outcome), Code::Full);
    let parts = blobs::wire::Parts {
        scope: Id(ROOT.0),
        parts: vec![blobs::wire::Sealed(b"part".to_vec())],
    };
    assert_eq!(
        code(world.api.parts(&by, &world.id(), &parts).await),
        Code::Full
    );
    assert!(
        world.reads(&by, ChainId::FRONT).await.unwrap() > 0,
        "what is there is still served"
    );
    disk.1.store(false, Ordering::SeqCst);
    world
        .own(ChainId::FRONT, Public::Title, vec![], b"title")
        .await;
}
