//! Two trustees give an identity back to somebody who has neither a device nor the recovery words.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use e2e::{Done, Language, Person, World};

const PASSPHRASE: &str = "velvet-compass-6640-thistle";
const LONG: Duration = Duration::from_secs(60);

/// The files of shares that were saved so far.
fn shares(person: &Person) -> Done<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(person.downloads())? {
        let path = entry?.path();
        found.extend(
            path.extension()
                .is_some_and(|it| it == "share")
                .then_some(path),
        );
    }
    found.sort();
    Ok(found)
}

/// What a trustee reads out, after the words of the owner were compared.
async fn told(person: &Person, share: &Path, owner: &str) -> Done<String> {
    person.click("me").await?;
    person.click("my-identity").await?;
    person.see("me-share").await?;
    person.pick("share-file", &[share]).await?;
    person.see_within("share-show", LONG).await?;
    let seen = person
        .read("[data-test=me-share] [data-test=safety-words]")
        .await?;
    assert_eq!(seen, owner);
    person.shoot("trustees", "whose").await?;
    person.click("share-show").await?;
    let words = person.read("share-words").await?;
    assert_eq!(words.split(' ').count(), 33);
    Ok(words)
}

#[tokio::test(flavor = "multi_thread")]
async fn trustees_give_a_lost_identity_back() -> Done {
    let world = World::start("trustees").await?;
    let seller = world.person("seller", Language::English).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("James Whitfield", PASSPHRASE).await?;
    seller.create_room("Project Northstar").await?;
    let mut trustees = Vec::new();
    for (name, language) in [
        ("周律师", Language::Chinese),
        ("Anna Notary", Language::English),
    ] {
        let invite = seller.invite(name).await?;
        let person = world.person(name, language).await?;
        person.go(&invite).await?;
        person.join_as_new(name, PASSPHRASE).await?;
        trustees.push((name, person));
    }
    seller.click("me").await?;
    seller.see("me-dialog").await?;
    let owner = seller
        .read("[data-test=me-dialog] [data-test=safety-words]")
        .await?;
    seller.close_dialog().await?;

    seller.click("tab-people").await?;
    seller.click("refresh").await?;
    seller.click("tab-settings").await?;
    seller.click("trustees-give").await?;
    seller.see_within("trustee", LONG).await?;
    seller
        .wait_for(
            "both of them",
            LONG,
            "return document.querySelectorAll('[data-test=trustee]').length === 2",
        )
        .await?;
    seller
        .run(
            "document.querySelectorAll('[data-test=trustee]').forEach(one => one.click())",
            vec![],
        )
        .await?;
    seller.shoot("trustees", "choose").await?;
    seller.click("trustees-make").await?;
    seller.see_within("share-save", LONG).await?;
    seller.shoot("trustees", "shares").await?;
    for number in 1..=2 {
        let save = format!("(//li[@data-test='trustee-share'])[{number}]//button");
        seller.click_path(&save).await?;
        for _ in 0..50 {
            if shares(&seller)?.len() == number {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
    let files = shares(&seller)?;
    assert_eq!(files.len(), 2, "{files:?}");
    seller.click("trustees-done").await?;

    // one's own share opens for its trustee only
    let (mut words, mut refused) = (Vec::new(), 0);
    for (called, trustee) in &trustees {
        for file in &files {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            if name.contains(called) {
                words.push(told(trustee, file, &owner).await?);
            } else if refused == 0 {
                trustee.click("me").await?;
                trustee.click("my-identity").await?;
                trustee.pick("share-file", &[file]).await?;
                trustee
                    .see_within("[data-test=failure][data-failure=NotMyShare]", LONG)
                    .await?;
                refused += 1;
            }
        }
    }
    assert_eq!((words.len(), refused), (2, 1));

    // a rehearsal changes nothing, and one share alone is nothing
    seller.click("trustees-rehearse").await?;
    seller.write("rehearse-words", &words[0]).await?;
    seller.click("rehearse-go").await?;
    seller
        .see_within("[data-test=failure][data-failure=WrongShares]", LONG)
        .await?;
    seller.write("rehearse-words", &words.join("\n")).await?;
    seller.click("rehearse-go").await?;
    seller.see_within("rehearse-right", LONG).await?;
    seller.shoot("trustees", "rehearsed").await?;
    seller.leave().await?;

    // every device is gone
    let again = world.person("again", Language::English).await?;
    again.go(&world.first_page()?).await?;
    again
        .restore_identity(&[words.join("\n")], "James Whitfield", PASSPHRASE)
        .await?;
    again.open_room("Project Northstar").await?;
    again.click("tab-settings").await?;
    again.see("setting-trustees").await?;
    again.leave().await?;
    for (_, trustee) in trustees {
        trustee.leave().await?;
    }
    Ok(())
}
