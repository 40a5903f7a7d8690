//! What must not be lost: an upload when the server dies under it, what was acknowledged before
//! that, and a person's rooms when the browser throws its storage away.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use e2e::{
    Done, Language, Person, World,
    documents::{Documents, FOLDER, LARGE, LETTER, PHOTO, digest, digests, unpack},
    places,
};

const OWNER: &str = "陈静（卖方财务）";
const PASSPHRASE: &str = "saffron-orchard-2218-anvil";
const ROOM: &str = "不能丢的资料";
const MIB: u64 = 1 << 20;

async fn owner(world: &World) -> Done<(Person, Vec<String>)> {
    let owner = world.person("owner", Language::Chinese).await?;
    owner.go(&world.first_page()?).await?;
    let words = owner.make_identity(OWNER, PASSPHRASE).await?;
    owner.create_room(ROOM).await?;
    Ok((owner, words))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_outlives_its_server_and_sends_nothing_twice() -> Done {
    let mut world = World::start("killed").await?;
    let documents = Documents::make(20)?;
    let size = if places::full() {
        1024 * MIB
    } else {
        256 * MIB
    };
    let (large, large_digest) = documents.large(LARGE, size)?;
    let (owner, _) = owner(&world).await?;
    owner.upload_folder(&documents.folder()).await?;
    owner.transferred(Duration::from_secs(60)).await?;

    world.tap.forget();
    let before = world.tap.sent();
    owner.upload(&[&large]).await?;
    sent(&world, before + size / 2).await?;
    world.server.kill()?;
    owner
        .see("[data-test=transfer][data-state=waiting]")
        .await?;
    world.server.restart().await?;
    sent(&world, before + size / 4 * 3).await?;
    world.tap.cut();
    owner.transferred(Duration::from_secs(180)).await?;

    let put: u64 = world
        .tap
        .requests()
        .iter()
        .filter(|request| request.method == "PUT")
        .map(|request| request.passed)
        .sum();
    // what was in flight when the line broke may go again, twice; what had arrived may not
    assert!(
        put < size + 96 * MIB,
        "{put} bytes were sent for a file of {size}"
    );
    assert!(put >= size);

    owner.reload().await?;
    owner.unlock(PASSPHRASE).await?;
    owner.see_document(LARGE).await?;
    let saved = owner.save(LARGE, Duration::from_secs(180)).await?;
    assert_eq!(digest(&saved)?, large_digest);
    owner.open_folder(FOLDER).await?;
    same_as_saved(&owner, &documents).await?;
    owner.leave().await
}

/// Waits until so much has gone up.
async fn sent(world: &World, bytes: u64) -> Done {
    for _ in 0..1200 {
        if world.tap.sent() >= bytes {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    e2e::fault(format!(
        "only {} of {bytes} bytes went up",
        world.tap.sent()
    ))
}

/// Everything in and below the folder that is shown is what was sent.
async fn same_as_saved(person: &Person, documents: &Documents) -> Done {
    let zip = person.save_all(Duration::from_secs(120)).await?;
    let folder = tempfile::tempdir()?;
    unpack(&zip, folder.path())?;
    let saved = digests(folder.path())?;
    for (path, digest) in documents.digests() {
        let found = saved.iter().find(|(name, _)| name.ends_with(path.as_str()));
        assert_eq!(found.map(|(_, digest)| digest), Some(digest), "{path}");
    }
    assert_eq!(saved.len(), documents.digests().len());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_small_files_go_up_in_few_requests_and_come_back_whole() -> Done {
    let world = World::start("thousand").await?;
    let documents = Documents::many(1000)?;
    let (owner, _) = owner(&world).await?;
    world.tap.forget();
    owner.upload_folder(&documents.folder()).await?;
    owner.transferred(Duration::from_secs(120)).await?;
    let requests = world.tap.requests().len();
    assert!(
        requests < 200,
        "{requests} requests for a thousand small files"
    );
    owner.open_folder(FOLDER).await?;
    let rows =
        "return document.querySelector('.docs__table')?.getAttribute('aria-rowcount') === '1001'";
    owner
        .wait_for("a thousand rows", Duration::from_secs(10), rows)
        .await?;
    same_as_saved(&owner, &documents).await?;
    owner.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_lost_its_storage_gets_its_rooms_back_by_the_words() -> Done {
    let world = World::start("forgotten").await?;
    let documents = Documents::make(1)?;
    let (owner, words) = owner(&world).await?;
    owner
        .upload(&[&documents.file(LETTER), &documents.file(PHOTO)])
        .await?;
    owner.transferred(Duration::from_secs(60)).await?;
    let invite = owner.invite("买方").await?;

    let buyer = world.person("buyer", Language::English).await?;
    buyer.go(&invite).await?;
    let buyer_words = buyer.join_as_new("Peter Holm", PASSPHRASE).await?;

    for (person, words, name) in [(&owner, words, OWNER), (&buyer, buyer_words, "Peter Holm")] {
        person.go("about:blank").await?;
        person.lose_storage(&world.tap.origin()).await?;
        person.go("/").await?;
        person
            .restore_identity(&words, name, "another-passphrase-5520")
            .await?;
        person.open_room(ROOM).await?;
        // nothing but another person's word can show that this is not an old state
        person.see("unproven").await?;
        person.see_document(LETTER).await?;
        let saved = person.save(PHOTO, Duration::from_secs(20)).await?;
        assert_eq!(digest(&saved)?, documents.digests()[PHOTO]);
        person.reload().await?;
        person.unlock("another-passphrase-5520").await?;
        person.see_document(LETTER).await?;
        person.see("unproven").await?;
    }
    owner.leave().await?;
    buyer.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_and_starts_keeps_its_rooms() -> Done {
    let mut world = World::start("restarted").await?;
    let documents = Documents::make(1)?;
    let (owner, _) = owner(&world).await?;
    owner.upload(&[&documents.file(LETTER)]).await?;
    owner.transferred(Duration::from_secs(60)).await?;
    let status = world.server.stop().await?;
    assert!(status.success(), "it ended with {status}");
    world.server.restart().await?;
    owner.go("/rooms").await?;
    owner.unlock(PASSPHRASE).await?;
    owner.open_room(ROOM).await?;
    owner.see_document(LETTER).await?;
    owner.leave().await
}
