//! What goes wrong by accident gets a clear sentence and loses nothing: odd names, files that
//! change or vanish while they are sent, a store that cannot be reached, a browser that keeps
//! nothing, an invite to another store.
#![allow(clippy::unwrap_used)]

use std::{fs, time::Duration};

use e2e::{
    Done, Language, LinkOptions, Person, Storage, World,
    documents::{Documents, LARGE, LETTER, SECRET_TEXT},
};

const PASSPHRASE: &str = "quarry-piano-3391-willow";
const ROOM: &str = "Odd things";

async fn owner(world: &World) -> Done<Person> {
    let owner = world.person("owner", Language::English).await?;
    owner.go(&world.first_page()?).await?;
    owner.make_identity("Olga Marsh", PASSPHRASE).await?;
    owner.create_room(ROOM).await?;
    Ok(owner)
}

/// What the panel says of files that failed.
async fn failures(person: &Person) -> Done<Vec<String>> {
    person.see(".transfer__failed").await?;
    let said = person
        .run("return [...document.querySelectorAll('.transfer__failed')].map(e => e.innerText.trim())", vec![])
        .await?;
    Ok(serde_json::from_value(said)?)
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_names_and_empty_files_are_taken_or_refused_in_words() -> Done {
    let world = World::start("names").await?;
    let owner = owner(&world).await?;
    let folder = tempfile::tempdir()?;
    let odd = "报价\u{202e}fdp.exe";
    let (empty, bidi, twin) = (
        folder.path().join("空.txt"),
        folder.path().join(odd),
        folder.path().join("表.csv"),
    );
    fs::write(&empty, b"")?;
    fs::write(&bidi, b"x")?;
    fs::write(&twin, b"a,b")?;
    owner.upload(&[&empty, &bidi, &twin]).await?;
    assert_eq!(failures(&owner).await?.len(), 1);
    owner.see_document("空.txt").await?;
    owner.see_document("表.csv").await?;
    assert!(
        owner
            .documents()
            .await?
            .iter()
            .all(|name| !name.contains('\u{202e}'))
    );
    let saved = owner.save("空.txt", Duration::from_secs(20)).await?;
    assert_eq!(fs::metadata(saved)?.len(), 0);
    // a file of a name that is there is asked about, and both may be kept
    fs::write(&twin, b"c,d,e")?;
    owner.upload(&[&twin]).await?;
    owner.see("same-name-dialog").await?;
    owner.click("keep-both").await?;
    owner.see_document("表 (2).csv").await?;
    owner.see_document("表.csv").await?;
    owner.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_changes_or_vanishes_while_it_is_sent_is_told_and_the_rest_goes_on() -> Done {
    let world = World::start("changing").await?;
    let documents = Documents::make(1)?;
    let owner = owner(&world).await?;
    for vanish in [false, true] {
        let name = format!("{vanish}-{LARGE}");
        let (large, _) = documents.large(&name, 192 << 20)?;
        let before = world.tap.sent();
        owner.upload(&[&large]).await?;
        while world.tap.sent() < before + (24 << 20) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        if vanish {
            fs::remove_file(&large)?;
        } else {
            fs::write(&large, b"quite another file")?;
        }
        let said = owner.read(".transfer__failed, [data-test=transfer][data-state=failed] [data-test=transfer-facts]").await?;
        assert!(!said.is_empty());
        owner.click("transfers-clear").await?;
        owner.upload(&[&documents.file(LETTER)]).await?;
        if vanish {
            // it is there since the first time
            owner.click("as-version").await?;
        }
        owner.transferred(Duration::from_secs(30)).await?;
        assert!(
            !owner.documents().await?.contains(&name),
            "half a file is shown"
        );
    }
    owner.see_document(LETTER).await?;
    owner.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_cannot_be_reached_is_said_and_tried_again() -> Done {
    let mut world = World::start("unreachable").await?;
    let owner = owner(&world).await?;
    let link = owner.link(&LinkOptions::labelled("later")).await?;
    let visitor = world.person("visitor", Language::Chinese).await?;
    visitor.go("/").await?;
    visitor.see("make-form").await?;
    world.server.kill()?;
    world.tap.cut();
    // as by a link that is pasted into the open page
    visitor
        .run(
            "history.pushState(null, '', '/l'); location.hash = arguments[0]",
            vec![link.split_once('#').unwrap().1.into()],
        )
        .await?;
    visitor.dead_end("Unreachable").await?;
    world.server.restart().await?;
    visitor.click("try-again").await?;
    visitor.open_link(None).await?;
    visitor.leave().await?;
    owner.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_keeps_nothing_says_so_and_still_opens_links() -> Done {
    let world = World::start("private").await?;
    let documents = Documents::make(1)?;
    let owner = owner(&world).await?;
    owner.upload(&[&documents.file(LETTER)]).await?;
    owner.transferred(Duration::from_secs(30)).await?;
    let link = owner.link(&LinkOptions::labelled("private")).await?;
    let visitor = world
        .person_with("visitor", Language::English, Storage::Refused)
        .await?;
    visitor.go("/").await?;
    visitor.see("no-storage").await?;
    visitor.go(&link).await?;
    visitor.open_link(None).await?;
    assert!(visitor.preview_text(LETTER).await?.contains(SECRET_TEXT));
    visitor.leave().await?;
    owner.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_form_cannot_take_is_said_before_it_is_sent() -> Done {
    let world = World::start("forms").await?;
    let owner = owner(&world).await?;
    owner.click("new-folder").await?;
    let long = "长".repeat(86);
    owner.write("folder-name", &long).await?;
    assert!(owner.read("field-wrong").await?.contains("85"));
    owner.click("make-folder").await?;
    owner.see("field-wrong").await?;
    owner.write("folder-name", &long[3..]).await?;
    owner.click("make-folder").await?;
    owner.gone("folder-dialog").await?;
    owner.click("tab-links").await?;
    owner.click("new-link").await?;
    owner.write("link-opens", "1e3").await?;
    owner.click("make-link").await?;
    owner.see("field-wrong").await?;
    owner.write("link-opens", "3").await?;
    owner.click("make-link").await?;
    owner.see("made-url").await?;
    owner.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_whose_access_ended_says_so_and_leaves_the_list() -> Done {
    let world = World::start("over").await?;
    let documents = Documents::make(1)?;
    let owner = owner(&world).await?;
    let invite = owner.invite("Buyer").await?;
    let buyer = world.person("buyer", Language::English).await?;
    buyer.go(&invite).await?;
    buyer.join_as_new("Peter Holm", PASSPHRASE).await?;
    // what is added meanwhile is there after a refresh
    owner.click("tab-documents").await?;
    owner.upload(&[&documents.file(LETTER)]).await?;
    owner.transferred(Duration::from_secs(30)).await?;
    buyer.click("refresh").await?;
    buyer.see_document(LETTER).await?;
    buyer.click("shared-by").await?;
    buyer.see("safety-words").await?;
    buyer.close_dialog().await?;
    owner.end("tab-people", "Peter Holm").await?;
    buyer.click("refresh").await?;
    buyer.see("[data-test=room-over][data-state=Ended]").await?;
    buyer.click("forget-room").await?;
    buyer.click("confirm-yes").await?;
    buyer.see("no-rooms").await?;
    buyer.leave().await?;
    owner.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invite_to_another_store_or_a_used_one_leads_to_a_clear_page() -> Done {
    let world = World::start("foreign").await?;
    let elsewhere = World::start("elsewhere").await?;
    let owner = owner(&world).await?;
    let invite = owner.invite("First").await?;
    let visitor = world.person("visitor", Language::English).await?;
    let (_, fragment) = invite.split_once('#').unwrap();
    visitor
        .go(&elsewhere.url(&format!("/i#{fragment}")))
        .await?;
    visitor.see("dead-end").await?;
    assert!(!visitor.page_text().await.is_empty());
    // a link's page and an invite's page do not take each other's secrets
    visitor.go(&world.url(&format!("/l#{fragment}"))).await?;
    visitor.see_one_of(&["dead-end", "page-invite"]).await?;
    visitor.go(&invite).await?;
    visitor.join_as_new("Victor", PASSPHRASE).await?;
    // once more by the same person: the room; by another: used up
    visitor.go(&invite).await?;
    visitor.see("unlock-first").await?;
    visitor.unlock(PASSPHRASE).await?;
    visitor.see("already-joined").await?;
    let late = world.person("late", Language::Chinese).await?;
    late.go(&invite).await?;
    late.dead_end("UsedUp").await?;
    for person in [owner, visitor, late] {
        person.leave().await?;
    }
    Ok(())
}
