//! Documents once they are there, by two browsers at once: versions, names, places, the bin. A
//! picture of each screen lies in `target/e2e-shots/documents` for a person to look at.
#![allow(clippy::unwrap_used)]

use std::{fs, path::PathBuf, time::Duration};

use e2e::{Done, Language, Person, World};

const PASSPHRASE: &str = "meadow-turbine-6614-candle";
const SOON: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_kept_in_versions_named_moved_and_put_away_in_english() -> Done {
    play(Language::English).await
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_kept_in_versions_named_moved_and_put_away_in_chinese() -> Done {
    play(Language::Chinese).await
}

async fn play(language: Language) -> Done {
    let say = |chinese, english| language.say(chinese, english);
    let world = World::start(&format!("documents-{}", language.tag())).await?;
    let folder = tempfile::tempdir()?;
    let file = |name: &str, text: &str| -> Done<PathBuf> {
        let path = folder.path().join(name);
        fs::write(&path, text)?;
        Ok(path)
    };
    let (contract, other) = (
        say("股权转让协议.txt", "Share purchase.txt"),
        say("审计报告.txt", "Audit report.txt"),
    );
    let seller = world.person("seller", language).await?;
    seller.go(&world.first_page()?).await?;
    let name = say("王建国", "James Whitfield");
    let words = seller.make_identity(name, PASSPHRASE).await?;
    let title = say("北辰精密股权转让", "Project Northstar");
    seller.create_room(title).await?;
    seller
        .upload(&[&file(contract, "first")?, &file(other, "audit")?])
        .await?;
    seller.transferred(SOON).await?;

    // a file of the same name is asked about, and becomes a version
    seller.upload(&[&file(contract, "second text")?]).await?;
    seller.see("same-name-dialog").await?;
    seller.shoot("documents", "same-name").await?;
    seller.click("as-version").await?;
    seller.transferred(SOON).await?;
    more(&seller, contract).await?;
    seller.see("[data-test=version]:nth-child(2)").await?;
    // and one that is picked for the document
    seller
        .pick("pick-version", &[&file("v3.txt", "third")?])
        .await?;
    seller.see("[data-test=version]:nth-child(3)").await?;
    seller.click("edit-description").await?;
    seller
        .write(
            "description-field",
            say("最终稿，待双方签署。", "Final draft, to be signed by both."),
        )
        .await?;
    seller.click("save-description").await?;
    seller.see("description").await?;
    seller
        .write("new-tag", say("合同，法务", "contract, legal"))
        .await?;
    seller.click("add-tag").await?;
    seller.see("[data-test=tag]:nth-child(2)").await?;
    seller.shoot("documents", "details").await?;
    // the oldest opens as it was
    seller
        .click("[data-test=version]:last-child [data-test=version-view]")
        .await?;
    assert_eq!(seller.read("preview-text").await?, "first");
    seller.close_dialog().await?;
    more(&seller, contract).await?;
    seller
        .click("[data-test=version]:last-child [data-test=version-restore]")
        .await?;
    seller.see("[data-test=version]:nth-child(4)").await?;
    seller.close_dialog().await?;
    assert_eq!(seller.preview_text(contract).await?, "first");
    // tags and descriptions are found
    seller
        .write("search", say("待双方签署", "signed by both"))
        .await?;
    seller.see_document(contract).await?;
    seller.write("search", "").await?;

    // the same person in a second browser: both name it at once
    let second = world.person("second", language).await?;
    second.go("/").await?;
    second.restore_identity(&words, name, PASSPHRASE).await?;
    second.open_room(title).await?;
    second.see_document(contract).await?;
    let (mine, theirs) = (
        say("协议甲稿.txt", "Draft A.txt"),
        say("协议乙稿.txt", "Draft B.txt"),
    );
    more(&second, contract).await?;
    second.click("details-rename").await?;
    second.see("rename-dialog").await?;
    rename(&seller, contract, mine).await?;
    seller.see_document(mine).await?;
    second.write("new-name", theirs).await?;
    second.click("save-name").await?;
    second.see_document(theirs).await?;
    let told = second.read("toast").await?;
    assert!(told.contains(mine) && told.contains(theirs), "{told}");
    second.shoot("documents", "renamed-at-once").await?;
    more(&second, theirs).await?;
    second.see("history-line").await?;
    let history = second.read("history").await?;
    assert!(history.contains(mine) && history.contains(theirs));
    second.close_dialog().await?;
    seller.reload().await?;
    seller.unlock(PASSPHRASE).await?;
    seller.see_document(theirs).await?;

    // moved, and back
    let legal = say("法律文件", "Legal");
    seller.click("new-folder").await?;
    seller.write("folder-name", legal).await?;
    seller.click("make-folder").await?;
    seller.gone("folder-dialog").await?;
    tick(&seller, theirs).await?;
    seller.shoot("documents", "ticked").await?;
    seller.click("move-ticked").await?;
    seller
        .click(&format!("[data-test=pick-target][data-name='{legal}']"))
        .await?;
    seller.shoot("documents", "move").await?;
    seller.click("move-here").await?;
    seller.gone("move-dialog").await?;
    assert!(!seller.documents().await?.contains(&theirs.to_owned()));
    seller.click("toast-act").await?;
    seller.see_document(theirs).await?;

    // put away, and taken out again
    tick(&seller, other).await?;
    seller.click("bin-ticked").await?;
    seller
        .gone(&format!("[data-test=doc-row][data-name='{other}']"))
        .await?;
    seller.click("folder-menu").await?;
    seller.shoot("documents", "menu").await?;
    seller.click("show-bin").await?;
    seller.click("bin-tick").await?;
    seller.shoot("documents", "bin").await?;
    seller.click("restore-binned").await?;
    seller.see("bin-empty").await?;
    seller.shoot("documents", "bin-empty").await?;
    seller.close_dialog().await?;
    seller.see_document(other).await?;
    assert_eq!(seller.preview_text(other).await?, "audit");

    // numbers, and the other browser sees all of it
    seller.click("folder-menu").await?;
    seller.click("renumber").await?;
    seller.click("sort-number").await?;
    let numbers = seller
        .read_all("[data-test=folder-row] .docs__number, [data-test=doc-row] .docs__number")
        .await?;
    assert_eq!(numbers, ["1", "2", "3"]);
    seller.shoot("documents", "numbers").await?;
    second.reload().await?;
    second.unlock(PASSPHRASE).await?;
    second.see_document(other).await?;
    second.see_document(theirs).await?;
    seller.leave().await?;
    second.leave().await
}

async fn more(person: &Person, name: &str) -> Done {
    person
        .click(&format!(
            "[data-test=doc-row][data-name='{name}'] [data-test=doc-more]"
        ))
        .await?;
    person.see("doc-details").await?;
    Ok(())
}

async fn rename(person: &Person, old: &str, new: &str) -> Done {
    more(person, old).await?;
    person.click("details-rename").await?;
    person.write("new-name", new).await?;
    person.click("save-name").await?;
    person.gone("rename-dialog").await
}

async fn tick(person: &Person, name: &str) -> Done {
    person
        .click(&format!(
            "[data-test=doc-row][data-name='{name}'] [data-test=doc-tick]"
        ))
        .await
}
