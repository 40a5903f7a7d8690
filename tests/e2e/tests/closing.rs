//! A room handed over at closing, in two browsers: the list is made, checked and signed, the office passes, and the
//! buyer takes a closing bible along, which strangers verify by the command and by the page in it.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use e2e::{
    Done, Language, Person, Terminal, World,
    documents::{Documents, FOLDER, unpack},
};

const PASSPHRASE: &str = "copper-lagoon-7314-sparrow";
const LONG: Duration = Duration::from_secs(60);
const TITLE: &str = "Project Northstar";

async fn shoot(person: &Person, screen: &str) -> Done {
    person.shoot("closing", screen).await
}

/// Seller and buyer in a room with four documents.
async fn begin(world: &World, seller: Language, buyer: Language) -> Done<(Person, Person)> {
    let documents = Documents::many(4)?;
    let selling = world.person("seller", seller).await?;
    selling.go(&world.first_page()?).await?;
    selling.make_identity("James Whitfield", PASSPHRASE).await?;
    selling.create_room(TITLE).await?;
    selling.upload_folder(&documents.folder()).await?;
    selling.transferred(LONG).await?;
    let invite = selling.invite("买方").await?;
    let buying = world.person("buyer", buyer).await?;
    buying.go(&invite).await?;
    buying.join_as_new("李伟", PASSPHRASE).await?;
    Ok((selling, buying))
}

async fn fails(person: &Person, failure: &str) -> Done {
    let wanted = format!("[data-test=failure][data-failure={failure}]");
    person.see_within(&wanted, LONG).await.map(drop)
}

/// Saves a paper under a name of its own, as a mail would carry it.
async fn save(person: &Person, button: &str, said: &str, name: &str) -> Done<PathBuf> {
    person.click(button).await?;
    let saved = person.saved(&format!("{TITLE} {said}.json")).await?;
    let kept = saved.with_file_name(name);
    fs::rename(saved, &kept)?;
    Ok(kept)
}

/// The seller lists the whole room for the buyer.
async fn list(seller: &Person) -> Done {
    seller.click("tab-people").await?;
    seller.see("members").await?;
    seller.click("refresh").await?;
    seller
        .see_path("//li[@data-test='member'][contains(., '李伟')]")
        .await?;
    seller.click("tab-closing").await?;
    seller.click("closing-make").await?;
    seller.see_within("closing-make-act", LONG).await?;
    Ok(())
}

async fn listed(seller: &Person) -> Done {
    seller.click("closing-make-act").await?;
    seller.gone_within("closing-make-dialog", LONG).await?;
    seller.list_is("Give").await
}

/// One byte of a text in a paper.
fn changed(paper: &Path, from: &str, to: &str) -> Done<PathBuf> {
    let text = fs::read_to_string(paper)?;
    let other = text.replacen(from, to, 1);
    assert_ne!(text, other);
    let path = paper.with_file_name("changed.json");
    fs::write(&path, other)?;
    Ok(path)
}

/// One byte of the first document in a bible.
fn tampered(zip: &Path) -> Done<PathBuf> {
    let mut bytes = fs::read(zip)?;
    let at = bytes
        .windows("尊敬的买方".len())
        .position(|some| some == "尊敬的买方".as_bytes());
    bytes[at.unwrap() + 2] ^= 1;
    let path = zip.with_file_name("tampered.zip");
    fs::write(&path, bytes)?;
    Ok(path)
}

/// What the page in a bible says of a zip.
async fn verdict(stranger: &Person, page: &Path, zip: &Path) -> Done<(String, String)> {
    stranger.go(&format!("file://{}", page.display())).await?;
    stranger.pick("#zip", &[zip]).await?;
    let said = stranger
        .wait_for(
            "a verdict",
            LONG,
            "return document.getElementById('result').dataset.verdict || null",
        )
        .await?;
    let text = stranger.read("#result").await?;
    Ok((said.as_str().unwrap_or_default().to_owned(), text))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_passes_to_the_buyer_with_the_list_that_both_signed() -> Done {
    let world = World::start("closing").await?;
    let (seller, buyer) = begin(&world, Language::English, Language::Chinese).await?;
    list(&seller).await?;
    shoot(&seller, "make").await?;
    listed(&seller).await?;
    shoot(&seller, "list").await?;
    let one = save(&seller, "closing-save-list", "handover list", "one.json").await?;

    // the buyer opens what was sent: a list that was changed since is none
    buyer.click("tab-closing").await?;
    buyer.see("closing-wait").await?;
    shoot(&buyer, "before").await?;
    let other = changed(&one, "凭证-0001", "凭证-0009")?;
    buyer.pick("closing-paper", &[&other]).await?;
    fails(&buyer, "Artefact").await?;
    assert!(!buyer.sees("closing-check").await);
    buyer.pick("closing-paper", &[&one]).await?;
    buyer.list_is("Check").await?;
    assert!(!buyer.sees("closing-sign").await);
    buyer.click("closing-check").await?;
    buyer.list_is("Sign").await?;
    let holds = "return document.querySelectorAll('[data-test=closing-row][data-state=holds]').length === 4";
    buyer.wait_for("four that hold", LONG, holds).await?;
    shoot(&buyer, "checked").await?;
    buyer.click("closing-sign").await?;
    buyer.list_is("Return").await?;
    shoot(&buyer, "signed").await?;
    let both = save(&buyer, "closing-save-list", "移交清单", "both.json").await?;

    // the seller signs the room over, and sees before what that takes away
    seller.pick("closing-paper", &[&both]).await?;
    seller.list_is("Both").await?;
    seller.passing_is("Ready").await?;
    seller.click("closing-pass").await?;
    seller.see("closing-losses").await?;
    let act = seller.see("closing-offer-act").await?;
    assert!(!act.is_enabled().await?);
    seller.write("closing-type", TITLE).await?;
    shoot(&seller, "pass").await?;
    seller.click("closing-offer-act").await?;
    seller.gone_within("closing-offer-dialog", LONG).await?;
    seller.passing_is("Offered").await?;
    shoot(&seller, "offered").await?;
    let offer = save(
        &seller,
        "closing-save-offer",
        "handover offer",
        "offer.json",
    )
    .await?;

    // another day, without the list: there is nothing to accept; nor with the list that one has signed
    buyer.reload().await?;
    buyer.unlock(PASSPHRASE).await?;
    buyer.click("tab-closing").await?;
    buyer.see("closing-wait").await?;
    buyer.pick("closing-paper", &[&offer]).await?;
    buyer.passing_is("Unlisted").await?;
    assert!(!buyer.sees("closing-accept").await);
    buyer.pick("closing-paper", &[&one]).await?;
    buyer.list_is("Check").await?;
    buyer.passing_is("Unlisted").await?;
    shoot(&buyer, "unlisted").await?;
    assert!(!buyer.sees("closing-accept").await);
    buyer.pick("closing-paper", &[&both]).await?;
    buyer.passing_is("Take").await?;
    shoot(&buyer, "take").await?;
    buyer.click("closing-accept").await?;
    buyer.see("confirm-dialog").await?;
    shoot(&buyer, "accept").await?;
    buyer.click("confirm-yes").await?;
    buyer.passing_is("Accepted").await?;
    buyer.see_within("closing-handed", LONG).await?;
    shoot(&buyer, "accepted").await?;

    // the seller opens nothing any more
    seller.click("tab-documents").await?;
    seller.open_folder(FOLDER).await?;
    seller.click("open-doc").await?;
    seller.see_one_of(&["failure", "room-over"]).await?;
    assert!(!seller.sees("preview-text").await);
    seller.reload().await?;
    seller.unlock(PASSPHRASE).await?;
    seller
        .see_within("[data-test=room-over][data-state=Ended]", LONG)
        .await?;
    shoot(&seller, "over").await?;
    seller.leave().await?;

    // the buyer opens, and manages
    buyer.make_folder("交割后", "folder-plain").await?;
    buyer.open_folder(FOLDER).await?;
    let text = buyer.preview_text("凭证-0001.txt").await?;
    assert!(text.contains("尊敬的买方"), "{text}");

    // and takes everything along
    buyer.click("tab-closing").await?;
    buyer.see("bible-in").await?;
    buyer.click("bible-make").await?;
    let zip = buyer
        .saved_within(&format!("{TITLE} 交割文件集.zip"), LONG)
        .await?;
    buyer.transferred(LONG).await?;
    let stranger = Terminal::new(&world, PASSPHRASE)?;
    let said = stranger.run(&["verify", zip.to_str().unwrap()]).await?;
    assert_eq!(
        (&said["holds"], &said["documents"]),
        (&true.into(), &4.into())
    );
    assert_eq!(said["list"], true, "{said}");
    let torn = tampered(&zip)?;
    assert!(
        stranger
            .run(&["verify", torn.to_str().unwrap()])
            .await
            .is_err()
    );

    // in a browser that knows nothing of it, from the disk
    let folder = tempfile::tempdir()?;
    unpack(&zip, folder.path())?;
    let page = folder.path().join("verify.html");
    let eve = world.person("stranger", Language::Chinese).await?;
    let (word, text) = verdict(&eve, &page, &zip).await?;
    assert_ne!(word, "bad", "{text}");
    assert!(text.contains("李伟"), "{text}");
    eve.picture(&e2e::places::shots().join("closing/zh-CN/verifier.png"))
        .await?;
    let (word, text) = verdict(&eve, &page, &torn).await?;
    assert_eq!(word, "bad", "{text}");
    assert!(text.contains("凭证-0000.txt"), "{text}");
    eve.picture(&e2e::places::shots().join("closing/zh-CN/verifier-bad.png"))
        .await?;
    eve.leave().await?;
    buyer.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_differs_is_refused_and_the_seller_may_read_on() -> Done {
    let world = World::start("closing-refused").await?;
    let (seller, buyer) = begin(&world, Language::Chinese, Language::English).await?;
    seller.click("tab-closing").await?;
    seller.see("closing-make").await?;
    shoot(&seller, "empty").await?;
    list(&seller).await?;
    listed(&seller).await?;
    let one = save(&seller, "closing-save-list", "移交清单", "one.json").await?;
    let late = Documents::many(1)?;
    let more = late.text("补充.txt", "交割前补充。\n")?;
    seller.click("tab-documents").await?;
    seller.open_folder(FOLDER).await?;
    seller.upload(&[&more]).await?;
    seller.transferred(LONG).await?;

    buyer.click("tab-closing").await?;
    buyer.pick("closing-paper", &[&one]).await?;
    buyer.list_is("Check").await?;
    buyer.click("closing-check").await?;
    buyer.list_is("Differs").await?;
    assert!(!buyer.sees("closing-sign").await);
    let first = buyer.read("closing-row").await?;
    assert!(first.contains("补充.txt"), "{first}");
    shoot(&buyer, "differs").await?;
    buyer.click("closing-refuse").await?;
    buyer
        .write("closing-reason", "A document came after the list.")
        .await?;
    shoot(&buyer, "refuse").await?;
    buyer.click("closing-refuse-act").await?;
    buyer.see_within("closing-refused", LONG).await?;
    let no = save(
        &buyer,
        "closing-save-refusal",
        "handover refusal",
        "no.json",
    )
    .await?;
    shoot(&buyer, "refused").await?;

    // the seller reads why, and lists anew
    seller.click("tab-closing").await?;
    seller.pick("closing-paper", &[&no]).await?;
    seller.see_within("closing-refused", LONG).await?;
    let why = seller.read("closing-refused").await?;
    assert!(why.contains("A document came after the list."), "{why}");
    shoot(&seller, "told").await?;
    list(&seller).await?;
    listed(&seller).await?;
    assert!(!seller.sees("closing-refused").await);
    let two = save(&seller, "closing-save-list", "移交清单", "two.json").await?;
    buyer.pick("closing-paper", &[&two]).await?;
    buyer.list_is("Check").await?;
    buyer.click("closing-check").await?;
    buyer.list_is("Sign").await?;
    buyer.click("closing-sign").await?;
    buyer.list_is("Return").await?;
    let both = save(&buyer, "closing-save-list", "handover list", "both.json").await?;

    // the seller reads one folder on, until a date and for a reason
    seller.pick("closing-paper", &[&both]).await?;
    seller.passing_is("Ready").await?;
    seller.click("closing-pass").await?;
    seller.click("label:has([data-test=closing-stays])").await?;
    seller.click("closing-folder").await?;
    seller.write("closing-why", "保留期内的税务核查").await?;
    seller.write("closing-type", TITLE).await?;
    shoot(&seller, "stays").await?;
    seller.click("closing-offer-act").await?;
    seller.gone_within("closing-offer-dialog", LONG).await?;
    let offer = save(&seller, "closing-save-offer", "移交书", "offer.json").await?;
    buyer.pick("closing-paper", &[&offer]).await?;
    buyer.passing_is("Take").await?;
    let agreed = buyer.read("closing-agreed").await?;
    assert!(
        agreed.contains("保留期内的税务核查") && agreed.contains(FOLDER),
        "{agreed}"
    );
    buyer.click("closing-accept").await?;
    buyer.click("confirm-yes").await?;
    buyer.passing_is("Accepted").await?;
    buyer.see_within("closing-handed", LONG).await?;
    shoot(&buyer, "owner").await?;

    // both see what is the case; the seller reads, and manages nothing
    seller.click("refresh").await?;
    seller.see_within("closing-handed", LONG).await?;
    seller.gone("tab-people").await?;
    shoot(&seller, "reads-on").await?;
    seller.click("tab-documents").await?;
    let text = seller.preview_text("凭证-0002.txt").await?;
    assert!(text.contains("尊敬的买方"), "{text}");
    seller.leave().await?;
    buyer.leave().await
}
