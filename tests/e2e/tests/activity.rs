//! The record of a room: two readers and a visitor open documents, and the seller sees who opened
//! what, how often and how long; the lock; and what is new.
#![allow(clippy::unwrap_used)]

use std::{fs, time::Duration};

use e2e::{
    Done, Language, LinkOptions, Person, World,
    documents::{CONTRACT, Documents, LETTER, PHOTO, SECRET_TEXT},
};
use serde_json::json;

const SELLER: &str = "王建国";
const READERS: [&str; 2] = ["Margaret Ashworth", "陈律师"];
const PASSPHRASE: &str = "harvest-violin-4417-cobalt";
const ROOM: &str = "北辰精密股权转让项目";
const LABEL: &str = "审计组";

#[tokio::test(flavor = "multi_thread")]
async fn the_seller_sees_who_opened_what_and_readers_see_themselves() -> Done {
    let world = World::start("activity").await?;
    let seller = seller(&world, Language::Chinese).await?;
    let mut readers = Vec::new();
    for (name, language) in [
        (READERS[0], Language::English),
        (READERS[1], Language::Chinese),
    ] {
        readers.push(reader(&world, &seller, name, language).await?);
    }
    let link = seller.link(&LinkOptions::labelled(LABEL)).await?;
    let visitor = world.person("visitor", Language::English).await?;

    // one looks twice and saves, the other looks once, the visitor at another one
    for _ in 0..2 {
        assert!(readers[0].preview_text(LETTER).await?.contains(SECRET_TEXT));
    }
    readers[0].save(PHOTO, Duration::from_secs(30)).await?;
    look_for(&readers[1], LETTER, Duration::from_secs(4)).await?;
    visitor.go(&link).await?;
    visitor.open_link(None).await?;
    visitor.preview_picture(PHOTO, 1600).await?;
    visitor.leave().await?;

    seller.click("tab-activity").await?;
    seller.see("timeline").await?;
    wait_for_events(&seller, "Viewed", 4).await?;
    let who = seller.read_all("event-who").await?.join("\n");
    for name in READERS.iter().chain([&SELLER]) {
        assert!(who.contains(name), "{name} in {who}");
    }
    assert!(who.contains(LABEL), "{who}");
    let docs = seller.read_all("event-doc").await?;
    assert!(docs.iter().any(|doc| doc == LETTER), "{docs:?}");
    assert!(!seller.sees("gaps").await);
    seller.shoot("activity", "activity-timeline").await?;

    seller.click(&choice("way-people")).await?;
    seller.see("sums-people").await?;
    assert_eq!(sum(&seller, READERS[0]).await?, "3");
    assert_eq!(sum(&seller, READERS[1]).await?, "1");
    seller.shoot("activity", "activity-people").await?;
    seller.click(&choice("way-documents")).await?;
    seller.see("sums-documents").await?;
    assert_eq!(sum(&seller, LETTER).await?, "3");
    assert_eq!(sum(&seller, PHOTO).await?, "2");
    seller.shoot("activity", "activity-documents").await?;
    seller.click(&choice("way-heat")).await?;
    seller.see("heat-documents").await?;
    let cells = seller
        .read_all("[data-test=heat-documents] [data-test=heat-cell]")
        .await?;
    let mut numbers: Vec<u32> = cells.iter().map(|cell| cell.parse().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [0, 0, 1, 1, 1, 2]);
    seller.shoot("activity", "activity-heat").await?;

    // only one person, then everybody again
    seller.click(&choice("way-timeline")).await?;
    select(&seller, "filter-person", READERS[1]).await?;
    wait_for_events(&seller, "Viewed", 1).await?;
    select(&seller, "filter-person", "").await?;
    wait_for_events(&seller, "Viewed", 4).await?;
    table(&seller).await?;
    before_the_end(&seller).await?;

    // a reader sees what it opened itself, and nobody else
    readers[0].click("tab-activity").await?;
    wait_for_events(&readers[0], "Viewed", 2).await?;
    let text = readers[0].page_text().await;
    assert!(
        !text.contains(READERS[1]) && !text.contains(LABEL),
        "{text}"
    );
    readers[0].shoot("activity", "activity-own").await?;
    for person in readers {
        person.leave().await?;
    }
    seller.leave().await
}

/// The saved table: every line a document that somebody opened, for a spreadsheet.
async fn table(seller: &Person) -> Done {
    seller.click("save-table").await?;
    let mut saved = None;
    for _ in 0..100 {
        let names = fs::read_dir(seller.downloads())?.flatten();
        saved = names
            .map(|entry| entry.path())
            .find(|path| path.extension().is_some_and(|kind| kind == "csv"));
        if saved.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let table = fs::read_to_string(saved.expect("a table is saved"))?;
    assert!(table.starts_with("\u{feff}时间,人员,"), "{table}");
    let letter = table
        .lines()
        .filter(|line| line.contains(LETTER) && line.contains("查看了"));
    assert_eq!(letter.count(), 3, "{table}");
    assert!(
        table.contains(READERS[0]) && table.contains(LABEL),
        "{table}"
    );
    // somebody looked for some seconds, as the reader's program says
    let closed = table
        .lines()
        .find(|line| line.contains(READERS[1]) && line.contains("关闭了"));
    let seconds = closed
        .and_then(|line| line.split(',').nth(8))
        .unwrap_or_default();
    assert!(
        seconds.parse::<u32>().is_ok_and(|seconds| seconds >= 2),
        "{table}"
    );
    Ok(())
}

/// Who ends an access is told what was opened with it.
async fn before_the_end(seller: &Person) -> Done {
    seller.click("tab-people").await?;
    seller.see("members").await?;
    let button = format!(
        "//li[@data-test='member'][contains(., '{}')]//button[@data-test='end-member']",
        READERS[0]
    );
    let end = seller.web.find(thirtyfour::By::XPath(button)).await?;
    end.click().await?;
    let told = seller.read("opened-before").await?;
    assert!(told.contains(LETTER) && told.contains(PHOTO), "{told}");
    seller.shoot("activity", "activity-before-end").await?;
    seller.click("confirm-no").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_keeps_readers_out_until_it_is_taken_off() -> Done {
    let world = World::start("lock").await?;
    let seller = seller(&world, Language::English).await?;
    let reader = reader(&world, &seller, READERS[1], Language::Chinese).await?;
    seller.click("tab-settings").await?;
    seller.see("setting-lock").await?;
    seller.shoot("activity", "settings").await?;
    seller.click("room-lock").await?;
    seller.click("confirm-yes").await?;
    seller
        .see("[data-test=room-state][data-state=Locked]")
        .await?;
    seller.shoot("activity", "settings-locked").await?;

    reader.reload().await?;
    reader.unlock(PASSPHRASE).await?;
    reader
        .see("[data-test=room-over][data-state=RoomLocked]")
        .await?;
    reader.shoot("activity", "room-locked").await?;
    assert!(!reader.page_text().await.contains(LETTER));

    // read only: the reader is in, and the chip says how
    seller.click("room-freeze").await?;
    seller.click("confirm-yes").await?;
    seller
        .see("[data-test=room-state][data-state=ReadOnly]")
        .await?;
    reader.click("try-again").await?;
    reader
        .see("[data-test=room-state][data-state=ReadOnly]")
        .await?;
    reader.see_document(LETTER).await?;
    seller.click("room-open").await?;
    seller
        .see("[data-test=room-state][data-state=Open]")
        .await?;

    // the room's end, in the seller's own time zone
    seller.click(&choice("room-ends-week")).await?;
    seller.click("set-room-end").await?;
    seller
        .see("[data-test=page-room] .room__facts [data-test=time-left]")
        .await?;
    assert!(seller.read("time-zone").await?.contains('.'));
    seller.leave().await?;
    reader.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_is_told_once() -> Done {
    let world = World::start("news").await?;
    let documents = Documents::make(1)?;
    let seller = seller(&world, Language::Chinese).await?;
    // everything that reader has ends tomorrow
    seller.click("tab-people").await?;
    seller.click("invite").await?;
    seller.write("invite-label", READERS[0]).await?;
    seller.click(&choice("invite-access-custom")).await?;
    seller.click("make-invite").await?;
    let field = seller.see("made-url").await?;
    let invite = field.prop("value").await?.unwrap_or_default();
    seller.click("handed-done").await?;
    let reader = world.person("reader", Language::English).await?;
    reader.go(&invite).await?;
    reader.join_as_new(READERS[0], PASSPHRASE).await?;
    reader.see("bell-count").await?;
    reader.click("bell").await?;
    reader
        .see("[data-test=news-item][data-kind=EndsMine]")
        .await?;
    reader.shoot("activity", "news").await?;
    reader.click("mark-read").await?;
    reader.see("bell-none").await?;
    reader.close_dialog().await?;
    reader.go("/rooms").await?;
    reader.unlock(PASSPHRASE).await?;

    seller.click("tab-documents").await?;
    seller.upload(&[&documents.file(CONTRACT)]).await?;
    seller.transferred(Duration::from_secs(60)).await?;
    // the list of rooms tells of it, and after a restart still
    reader.reload().await?;
    reader.unlock(PASSPHRASE).await?;
    let badge = reader.read("room-news").await?;
    assert!(badge.contains(CONTRACT), "{badge}");
    reader.shoot("activity", "rooms-news").await?;
    reader.click("bell").await?;
    reader
        .see("[data-test=news-item][data-kind=Documents]")
        .await?;
    assert!(
        !reader
            .sees("[data-test=news-item][data-kind=EndsMine]")
            .await
    );
    reader.click("mark-read").await?;
    reader.see("bell-none").await?;
    reader.reload().await?;
    reader.unlock(PASSPHRASE).await?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert!(!reader.sees("bell-count").await);
    // nothing of it is known to the server: no name, no number
    for request in world.tap.requests() {
        let sent = String::from_utf8_lossy(&request.body).into_owned();
        assert!(!sent.contains(READERS[0]) && !sent.contains(CONTRACT));
    }
    // the seller hears who came
    seller.click("bell").await?;
    seller
        .see("[data-test=news-item][data-kind=Joined]")
        .await?;
    seller
        .see("[data-test=news-item][data-kind=EndsMember]")
        .await?;
    seller.shoot("activity", "news").await?;
    seller.leave().await?;
    reader.leave().await
}

/// A seller in a room with a letter and a photograph.
async fn seller(world: &World, language: Language) -> Done<Person> {
    let documents = Documents::make(1)?;
    let seller = world.person("seller", language).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity(SELLER, PASSPHRASE).await?;
    seller.create_room(ROOM).await?;
    seller
        .upload(&[&documents.file(LETTER), &documents.file(PHOTO)])
        .await?;
    seller.transferred(Duration::from_secs(60)).await?;
    Ok(seller)
}

async fn reader(world: &World, seller: &Person, name: &str, language: Language) -> Done<Person> {
    let invite = seller.invite(name).await?;
    let reader = world.person("reader", language).await?;
    reader.go(&invite).await?;
    reader.join_as_new(name, PASSPHRASE).await?;
    reader.see_document(LETTER).await?;
    Ok(reader)
}

/// Looks at a text for a while.
async fn look_for(person: &Person, name: &str, time: Duration) -> Done {
    person.preview(name).await?;
    person.see("preview-text").await?;
    tokio::time::sleep(time).await;
    person.close_dialog().await
}

/// The label around a radio, which itself has no size.
fn choice(test: &str) -> String {
    format!("label:has([data-test={test}])")
}

async fn wait_for_events(person: &Person, deed: &str, count: usize) -> Done {
    let script = format!(
        "return document.querySelectorAll('[data-test=event][data-deed={deed}]').length === {count}"
    );
    let what = format!("{count} events {deed}");
    person
        .wait_for(&what, Duration::from_secs(70), &script)
        .await?;
    Ok(())
}

/// How often something was opened, by its line in a table.
async fn sum(person: &Person, name: &str) -> Done<String> {
    person
        .read(&format!(
            "[data-test=sum][data-name=\"{name}\"] [data-test=sum-opened]"
        ))
        .await
}

/// Chooses by what an option says; nothing chooses the first.
async fn select(person: &Person, test: &str, text: &str) -> Done {
    person.see(test).await?;
    person
        .run(
            "const [test, text] = arguments;
             const field = document.querySelector(`[data-test=${test}]`);
             const option = [...field.options].find(o => text ? o.text.includes(text) : o.value === '');
             field.value = option.value;
             field.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![json!(test), json!(text)],
        )
        .await?;
    Ok(())
}
