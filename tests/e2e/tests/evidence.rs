//! What the server signs of a room is kept and compared, and one entry is proven to somebody who sees nothing else.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use e2e::{Done, Language, Person, Terminal, World, documents::Documents, fault};

const PASSPHRASE: &str = "marble-lantern-7723-orchid";
const LONG: Duration = Duration::from_secs(60);

/// The file that was saved with this ending.
async fn saved(person: &Person, ending: &str) -> Done<PathBuf> {
    for _ in 0..100 {
        for entry in fs::read_dir(person.downloads())? {
            let path = entry?.path();
            if path.extension().is_some_and(|it| it == ending) {
                return Ok(path);
            }
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    fault(format!("no file with the ending {ending} was saved"))
}

async fn compare(person: &Person, with: &Path, wanted: &str) -> Done {
    person.pick("index-other", &[with]).await?;
    person.see_within(wanted, LONG).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_is_compared_and_one_entry_proven_to_a_stranger() -> Done {
    let world = World::start("evidence").await?;
    let documents = Documents::make(20)?;
    let seller = world.person("seller", Language::Chinese).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("王芳", PASSPHRASE).await?;
    seller.create_room("晨星股权转让").await?;
    seller.click("tab-activity").await?;
    seller.click("label:has([data-test=part-record])").await?;
    seller.see_within("record-holds", LONG).await?;
    seller.click("[data-test=record-index] summary").await?;
    let key = seller.read("index-key").await?;
    seller.click("index-save").await?;
    let early = saved(&seller, "checkpoint").await?;

    // the room goes on, and the index from what was signed then
    seller.click("tab-documents").await?;
    seller.upload_folder(&documents.folder()).await?;
    seller.transferred(LONG).await?;
    seller.click("tab-activity").await?;
    seller.click("label:has([data-test=part-record])").await?;
    seller.see_within("record-holds", LONG).await?;
    seller.click("[data-test=record-index] summary").await?;
    seller.see_within("index-key", LONG).await?;
    compare(&seller, &early, "index-same").await?;
    seller.shoot("evidence", "compared").await?;
    let other = early.with_file_name("other.checkpoint");
    let text = fs::read_to_string(&early)?;
    fs::write(&other, text.replacen('A', "B", 1))?;
    compare(
        &seller,
        &other,
        "[data-test=failure][data-failure=NotACheckpoint]",
    )
    .await?;

    seller.click("record-prove").await?;
    let proof = saved(&seller, "tlog-proof").await?;

    // somebody with the key alone
    let stranger = Terminal::new(&world, PASSPHRASE)?;
    let report = stranger
        .run(&["verify", proof.to_str().unwrap(), "--key", &key])
        .await?;
    assert_eq!(report["holds"], true);
    let judge = world.person("judge", Language::English).await?;
    judge.go(&world.url("/verify")).await?;
    judge.pick("verify-files", &[&proof]).await?;
    judge.see_within("verify-key-form", LONG).await?;
    judge.shoot("evidence", "key").await?;
    judge.write("verify-key", &key.replace('a', "b")).await?;
    judge.click("verify-key-go").await?;
    judge.see_within("verify-failed", LONG).await?;
    judge.pick("verify-files", &[&proof]).await?;
    judge.see_within("verify-key-form", LONG).await?;
    judge.write("verify-key", &key).await?;
    judge.click("verify-key-go").await?;
    judge.see_within("verify-holds", LONG).await?;
    assert_eq!(report["room"], judge.read("verify-room").await?.as_str());
    judge.shoot("evidence", "proven").await?;
    seller.leave().await?;
    judge.leave().await
}
