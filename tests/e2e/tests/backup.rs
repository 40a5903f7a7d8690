//! A backup from the browser: a row of files that grows, that the command line and a stranger's browser check, and that
//! does not hold once a byte of it was changed.
#![allow(clippy::unwrap_used)]

use std::{fs, path::PathBuf, time::Duration};

use e2e::{Done, Language, Person, Terminal, World, documents::Documents};

const PASSPHRASE: &str = "lantern-harbour-5519-maple";
const LONG: Duration = Duration::from_secs(60);

/// The file of this number, when it has arrived.
async fn archive(person: &Person, n: u32) -> Done<PathBuf> {
    let room = person.address().await?;
    let id = room.split("/r/").nth(1).unwrap_or_default();
    let id: String = id.chars().take(16).collect();
    person
        .saved_within(&format!("sealroom-{id}-{n:06}.tar"), LONG)
        .await
}

async fn shoot(person: &Person, screen: &str) -> Done {
    person.shoot("backup", screen).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_is_backed_up_and_anybody_checks_the_files() -> Done {
    let world = World::start("backup").await?;
    let documents = Documents::make(30)?;
    let seller = world.person("seller", Language::English).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("James Whitfield", PASSPHRASE).await?;
    seller.create_room("Project Northstar").await?;
    seller.upload_folder(&documents.folder()).await?;
    seller.transferred(LONG).await?;

    seller.click("tab-settings").await?;
    seller.see("setting-backup").await?;
    shoot(&seller, "settings").await?;
    seller.click("backup-whole").await?;
    let first = archive(&seller, 0).await?;
    seller.transferred(LONG).await?;
    shoot(&seller, "made").await?;

    // what came since goes into the next file, and nothing else
    let note = documents.folder().join("补充说明.txt");
    fs::write(&note, "交割前补充。\n")?;
    seller.click("tab-documents").await?;
    seller.upload(&[&note]).await?;
    seller.transferred(LONG).await?;
    seller.click("tab-settings").await?;
    seller.see("setting-backup").await?;
    seller.pick("backup-former", &[&first]).await?;
    let second = archive(&seller, 1).await?;
    assert!(fs::metadata(&second)?.len() < fs::metadata(&first)?.len() / 2);
    seller.transferred(LONG).await?;

    // without an identity, without the store
    let (one, two) = (first.to_str().unwrap(), second.to_str().unwrap());
    let stranger = Terminal::new(&world, PASSPHRASE)?;
    let report = stranger.run(&["verify", one, two]).await?;
    assert_eq!(report["rooms"][0]["missing"], 0);

    let auditor = world.person("auditor", Language::Chinese).await?;
    auditor.go(&world.url("/verify")).await?;
    auditor.see("page-verify").await?;
    shoot(&auditor, "check").await?;
    auditor.pick("verify-files", &[&second, &first]).await?;
    auditor.see_within("verify-holds", LONG).await?;
    let room = auditor.read("verify-room").await?;
    assert_eq!(report["rooms"][0]["room"], room.as_str());
    shoot(&auditor, "holds").await?;

    // the second alone is no row
    auditor.pick("verify-files", &[&second]).await?;
    auditor.see_within("verify-failed", LONG).await?;
    let mut bytes = fs::read(&first)?;
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let changed = first.with_file_name("changed.tar");
    fs::write(&changed, bytes)?;
    auditor.pick("verify-files", &[&changed]).await?;
    auditor.see_within("verify-failed", LONG).await?;
    shoot(&auditor, "fails").await?;
    seller.leave().await?;
    auditor.leave().await
}
