//! Rooms brought back from files that a browser made, when the store is lost with the owner's device and a trustee;
//! whoever is in the room is asked. A store that was only turned back stays an alarm. And rehearsals.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use e2e::{
    Done, Language, LinkOptions, Person, Server, World,
    documents::{Documents, LETTER, PHOTO, digest},
    fault,
};

const PASSPHRASE: &str = "granite-willow-3307-beacon";
const ROOM: &str = "Project Northstar";
const LONG: Duration = Duration::from_secs(60);
const REASON: &str = "The disk of the server broke on Monday. Call me to make sure.";
/// What the browser's download is called.
const LIST: &str = "sealroom-rooms.sealed";

async fn shoot(person: &Person, screen: &str) -> Done {
    person.shoot("restore", screen).await
}

/// Makes a backup of the room that is open, and the file with the list of rooms.
async fn back_up(person: &Person) -> Done<(PathBuf, PathBuf)> {
    let room = person.address().await?;
    let id = room.split("/r/").nth(1).unwrap_or_default();
    let id: String = id.chars().take(16).collect();
    person.click("tab-settings").await?;
    person.click("backup-whole").await?;
    let archive = format!("sealroom-{id}-000000.tar");
    let archive = person.saved_within(&archive, LONG).await?;
    person.transferred(LONG).await?;
    person.click("rooms-file").await?;
    let list = person.saved_within(LIST, LONG).await?;
    Ok((archive, list))
}

/// The data folder is gone, and the server starts as a new one; gives the page that knows its token.
async fn lose(world: &mut World) -> Done<String> {
    world.server.kill()?;
    fs::remove_dir_all(world.server.data())?;
    world.server.restart().await?;
    first_page(&world.server, &world.tap.origin())
}

/// The newest token that a server printed, in an address.
fn first_page(server: &Server, origin: &str) -> Done<String> {
    let log = server.log()?;
    let Some(rest) = log.rsplit("token=").next() else {
        return fault("no token was printed");
    };
    let is_token = |letter: &char| letter.is_ascii_alphanumeric() || "-_".contains(*letter);
    let token: String = rest.chars().take_while(is_token).collect();
    Ok(format!("{origin}/#token={token}"))
}

/// Comes back to a server that knows nobody, and puts the list of rooms back.
async fn come_back(person: &Person, page: &str) -> Done {
    person.go("about:blank").await?;
    person.go(page).await?;
    person.unlock(PASSPHRASE).await?;
    person.see_within("rooms-put-back", LONG).await?;
    shoot(person, "rooms-lost").await?;
    person.click("rooms-put-back").await?;
    person.see_within("rooms", LONG).await?;
    Ok(())
}

/// From the page of rooms: the files are checked, and the room is brought back.
async fn restore(person: &Person, files: &[&Path]) -> Done {
    person.click("restore-link").await?;
    person.see("page-restore").await?;
    shoot(person, "choose").await?;
    person.pick("restore-files", files).await?;
    person.see_within("restore-form", LONG).await?;
    assert_eq!(person.read("restore-room").await?, ROOM);
    shoot(person, "checked").await?;
    person.write("restore-reason", REASON).await?;
    person.click("restore-go").await?;
    person.see_within("restore-done", LONG).await?;
    shoot(person, "done").await
}

/// Is asked before the room opens, and goes on.
async fn go_on(person: &Person) -> Done {
    person.click("room-card").await?;
    person.see_within("restored-go", LONG).await?;
    assert_eq!(person.read("restored-reason").await?, REASON);
    shoot(person, "asked").await?;
    person.click("restored-go").await?;
    person.see_within("page-room", LONG).await?;
    Ok(())
}

async fn erase(person: &Person, name: &str) -> Done {
    let tick = format!("[data-test=doc-row][data-name=\"{name}\"] [data-test=doc-tick]");
    person.click(&tick).await?;
    person.click("bin-ticked").await?;
    let row = format!("[data-test=doc-row][data-name='{name}']");
    person.gone_within(&row, LONG).await?;
    person.click("folder-menu").await?;
    person.click("show-bin").await?;
    person.click("bin-tick").await?;
    person.click("delete-binned").await?;
    person.click("confirm-yes").await?;
    person.see_within("bin-empty", LONG).await?;
    person.close_dialog().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_store_is_brought_back_and_everybody_is_asked() -> Done {
    let mut world = World::start("restore").await?;
    let documents = Documents::make(3)?;
    let (letter, photo) = (documents.file(LETTER), documents.file(PHOTO));
    let seller = world.person("seller", Language::English).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("James Whitfield", PASSPHRASE).await?;
    seller.create_room(ROOM).await?;
    seller.upload(&[&letter, &photo]).await?;
    seller.transferred(LONG).await?;
    let link = seller.link(&LinkOptions::labelled("Bank")).await?;
    let invite = seller.invite("Chen Jing").await?;
    let buyer = world.person("buyer", Language::Chinese).await?;
    buyer.go(&invite).await?;
    buyer.join_as_new("陈静", PASSPHRASE).await?;
    buyer.see_document(LETTER).await?;
    let visitor = world.person("visitor", Language::English).await?;
    visitor.go(&link).await?;
    visitor.open_link(None).await?;
    let (archive, _) = back_up(&seller).await?;

    // after the backup: one document is erased, the buyer opens another
    seller.click("tab-documents").await?;
    erase(&seller, PHOTO).await?;
    buyer.preview_text(LETTER).await?;
    buyer.click("refresh").await?;
    buyer
        .gone(&format!("[data-test=doc-row][data-name='{PHOTO}']"))
        .await?;

    let page = lose(&mut world).await?;
    come_back(&seller, &page).await?;
    seller.click("room-card").await?;
    seller.see_within("room-over", LONG).await?;
    shoot(&seller, "lost").await?;
    seller.click("go-home").await?;
    restore(&seller, &[&archive]).await?;
    // what was erased after the backup does not come back
    let did = seller.read("restore-did").await?;
    assert!(did.contains(PHOTO), "{did}");
    seller.click("restore-open").await?;
    seller.see_document(LETTER).await?;
    assert!(!seller.documents().await?.contains(&PHOTO.to_owned()));

    // the same files once more are of no use here
    seller.go("/restore").await?;
    seller.unlock(PASSPHRASE).await?;
    seller.pick("restore-files", &[&archive]).await?;
    seller.see_within("restore-barred", LONG).await?;

    // the page of the buyer is still open
    let again = match buyer.sees("refresh").await {
        true => "refresh",
        false => "try-again",
    };
    buyer.click(again).await?;
    buyer.see_within("restored-go", LONG).await?;
    assert!(buyer.read("restored-by").await?.contains("James Whitfield"));
    assert!(buyer.sees("[data-test=restored-lost] li").await);
    buyer.click("restored-not-now").await?;
    buyer.see_within("rooms-put-back", LONG).await?;
    shoot(&buyer, "rooms-lost").await?;
    buyer.click("rooms-put-back").await?;
    buyer.see_within("rooms", LONG).await?;
    go_on(&buyer).await?;
    buyer.see_document(LETTER).await?;
    assert!(!buyer.documents().await?.contains(&PHOTO.to_owned()));
    let saved = buyer.save(LETTER, LONG).await?;
    assert_eq!(digest(&saved)?, documents.digests()[LETTER]);
    // it is asked once
    buyer.reload().await?;
    buyer.unlock(PASSPHRASE).await?;
    buyer.see_document(LETTER).await?;

    visitor.go("about:blank").await?;
    visitor.go(&link).await?;
    visitor.dead_end("Ended").await?;
    for person in [seller, buyer, visitor] {
        person.leave().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_was_turned_back_stays_an_alarm() -> Done {
    let mut world = World::start("turned-back").await?;
    let documents = Documents::make(3)?;
    let seller = world.person("seller", Language::English).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("James Whitfield", PASSPHRASE).await?;
    seller.create_room(ROOM).await?;
    seller.upload(&[&documents.file(LETTER)]).await?;
    seller.transferred(LONG).await?;
    let invite = seller.invite("Chen Jing").await?;
    let buyer = world.person("buyer", Language::Chinese).await?;
    buyer.go(&invite).await?;
    buyer.join_as_new("陈静", PASSPHRASE).await?;
    buyer.see_document(LETTER).await?;

    world.server.kill()?;
    let old = world.server.data().with_file_name("old");
    copy(&world.server.data(), &old)?;
    world.server.restart().await?;
    seller.click("tab-documents").await?;
    seller.upload(&[&documents.file(PHOTO)]).await?;
    seller.transferred(LONG).await?;
    buyer.click("refresh").await?;
    buyer.see_document(PHOTO).await?;
    buyer.reload().await?;
    buyer.unlock(PASSPHRASE).await?;
    buyer.see_document(PHOTO).await?;

    world.server.kill()?;
    fs::remove_dir_all(world.server.data())?;
    fs::rename(&old, world.server.data())?;
    world.server.restart().await?;
    for person in [&seller, &buyer] {
        person.go("about:blank").await?;
        person.go(&world.url("/rooms")).await?;
        person.unlock(PASSPHRASE).await?;
        if person.see_one_of(&["rooms-put-back", "rooms"]).await? == "rooms-put-back" {
            person.click("rooms-put-back").await?;
        }
        person.click("room-card").await?;
        alarm(person).await?;
        assert!(!person.sees("room-restored").await);
    }
    seller.leave().await?;
    buyer.leave().await
}

async fn alarm(person: &Person) -> Done {
    let rolled = "[data-test=failure][data-failure=RolledBack]";
    person.see_within(rolled, LONG).await?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Done {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let there = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &there)?,
            false => _ = fs::copy(&path, there)?,
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_is_rehearsed_on_a_server_that_is_thrown_away() -> Done {
    let world = World::start("drill").await?;
    let documents = Documents::make(3)?;
    let seller = world.person("seller", Language::Chinese).await?;
    seller.go(&world.first_page()?).await?;
    let words = seller.make_identity("陈静", PASSPHRASE).await?;
    seller.create_room(ROOM).await?;
    seller
        .upload(&[&documents.file(LETTER), &documents.file(PHOTO)])
        .await?;
    seller.transferred(LONG).await?;
    let (archive, list) = back_up(&seller).await?;

    let scratch = Server::start().await?;
    let origin = format!("http://{}", scratch.address());
    seller.go(&first_page(&scratch, &origin)?).await?;
    seller.restore_identity(&words, "陈静", PASSPHRASE).await?;
    seller.click("restore-link").await?;
    // by the backup alone nobody finds the keys
    seller.pick("restore-files", &[&archive]).await?;
    seller.see_within("restore-barred", LONG).await?;
    shoot(&seller, "unknown").await?;
    seller.click("restore-again").await?;
    seller.pick("restore-files", &[&archive, &list]).await?;
    seller.see_within("drill", LONG).await?;
    seller.click("[data-test=drill] summary").await?;
    seller.click("drill-scratch").await?;
    shoot(&seller, "drill").await?;
    seller.click("drill-go").await?;
    seller.see_within("drill-done", LONG).await?;
    assert_eq!(seller.read("drill-read").await?, "2 / 2");
    shoot(&seller, "drilled").await?;
    seller.click("drill-save").await?;
    let id = archive.file_name().unwrap().to_string_lossy().into_owned();
    let report = format!("{}-restore-drill.json", &id[..25]);
    let report = seller.saved_within(&report, LONG).await?;
    seller.go(&world.url("/verify")).await?;
    seller.pick("verify-files", &[&report]).await?;
    seller.see_within("verify-holds", LONG).await?;

    // the room itself knows nothing of it
    seller.go(&world.url("/rooms")).await?;
    seller.unlock(PASSPHRASE).await?;
    seller.open_room(ROOM).await?;
    seller.see_document(LETTER).await?;
    seller.leave().await
}

/// What a trustee reads out.
async fn told(person: &Person, share: &Path) -> Done<String> {
    person.click("me").await?;
    person.click("my-identity").await?;
    person.see("me-share").await?;
    person.pick("share-file", &[share]).await?;
    person.see_within("share-show", LONG).await?;
    person.click("share-show").await?;
    person.read("share-words").await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_store_the_device_and_one_trustee_the_room_comes_back() -> Done {
    let mut world = World::start("all-lost").await?;
    let documents = Documents::make(3)?;
    let seller = world.person("seller", Language::Chinese).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("王建国", PASSPHRASE).await?;
    seller.create_room(ROOM).await?;
    seller.upload(&[&documents.file(LETTER)]).await?;
    seller.transferred(LONG).await?;
    let mut trustees = Vec::new();
    for name in ["Zhou Lawyer", "Anna Notary", "Bert Banker"] {
        let invite = seller.invite(name).await?;
        let person = world.person(name, Language::English).await?;
        person.go(&invite).await?;
        person.join_as_new(name, PASSPHRASE).await?;
        trustees.push((name, person));
    }
    seller.click("tab-people").await?;
    seller.click("refresh").await?;
    seller.click("tab-settings").await?;
    seller.click("trustees-give").await?;
    seller
        .wait_for(
            "all of them",
            LONG,
            "return document.querySelectorAll('[data-test=trustee]').length === 3",
        )
        .await?;
    seller
        .run(
            "document.querySelectorAll('[data-test=trustee]').forEach(one => one.click())",
            vec![],
        )
        .await?;
    seller.click("trustees-make").await?;
    seller.see_within("share-save", LONG).await?;
    for number in 1..=3 {
        let save = format!("(//li[@data-test='trustee-share'])[{number}]//button");
        seller.click_path(&save).await?;
        for _ in 0..50 {
            if shares(&seller)?.len() == number {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
    seller.click("trustees-done").await?;
    let (archive, list) = back_up(&seller).await?;

    // what was saved lies elsewhere; browser, store and one trustee are gone
    let kept = tempfile::tempdir()?;
    let keep = |path: &Path| -> Done<PathBuf> {
        let there = kept.path().join(path.file_name().unwrap());
        fs::copy(path, &there)?;
        Ok(there)
    };
    let (archive, list) = (keep(&archive)?, keep(&list)?);
    let files = shares(&seller)?;
    let files: Vec<PathBuf> = files.iter().map(|one| keep(one)).collect::<Done<_>>()?;
    seller.leave().await?;
    let (_, gone) = trustees.remove(0);
    gone.leave().await?;
    let page = lose(&mut world).await?;

    let mut words = Vec::new();
    for (name, trustee) in &trustees {
        come_back(trustee, &world.url("/rooms")).await?;
        let named = |path: &&PathBuf| path.to_string_lossy().contains(name);
        words.push(told(trustee, files.iter().find(named).unwrap()).await?);
    }
    let again = world.person("again", Language::Chinese).await?;
    again.go(&page).await?;
    again
        .restore_identity(&[words.join("\n")], "王建国", PASSPHRASE)
        .await?;
    again.see_within("no-rooms", LONG).await?;
    restore(&again, &[&archive, &list]).await?;
    again.click("restore-open").await?;
    again.see_document(LETTER).await?;

    let (_, trustee) = trustees.remove(0);
    trustee.go("about:blank").await?;
    trustee.go("/rooms").await?;
    trustee.unlock(PASSPHRASE).await?;
    go_on(&trustee).await?;
    trustee.preview_text(LETTER).await?;
    again.leave().await?;
    trustee.leave().await
}

/// The files of shares that were saved so far.
fn shares(person: &Person) -> Done<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(person.downloads())? {
        let path = entry?.path();
        let share = path.extension().is_some_and(|it| it == "share");
        found.extend(share.then_some(path));
    }
    found.sort();
    Ok(found)
}
