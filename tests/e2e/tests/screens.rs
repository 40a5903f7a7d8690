//! Every screen, in both languages, light and dark, at a desk and on a phone: no barrier that
//! axe-core knows, nothing wider than the screen, and a picture of each in `target/e2e-shots`
//! for a person to look at. And the way from nothing to a room by the keyboard alone.
#![allow(clippy::unwrap_used)]

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    fs,
    time::Duration,
};

use e2e::{
    Done, Language, LinkOptions, Person, World,
    documents::{ARCHIVE, CONTRACT, CUSTOMERS, Documents, FOLDER, LETTER, PHOTO},
    places,
};
use thirtyfour::Key;

const PASSPHRASE: &str = "meadow-turbine-6614-candle";

/// Looks at screens one after the other, and collects what is wrong with where it is.
struct Gallery {
    language: Language,
    number: Cell<u32>,
    wrong: RefCell<BTreeMap<String, Vec<String>>>,
}

impl Gallery {
    fn new(language: Language) -> Self {
        Self {
            language,
            number: Cell::new(0),
            wrong: RefCell::default(),
        }
    }

    async fn look(&self, person: &Person, screen: &str) -> Done {
        self.number.set(self.number.get() + 1);
        for (width, scheme) in [
            ("desk", "light"),
            ("desk", "dark"),
            ("phone", "light"),
            ("phone", "dark"),
        ] {
            person.prefers(scheme).await?;
            if width == "phone" {
                person.on_a_phone().await?;
            }
            let file = format!("{:02}-{screen}-{width}-{scheme}.png", self.number.get());
            let folder = places::shots().join(self.language.tag());
            person.picture(&folder.join(file)).await?;
            let mut found = person.barriers().await?;
            if width == "phone" {
                found.extend(person.sticking_out().await?);
            }
            for wrong in found {
                let screens = format!("{screen} ({width}, {scheme})");
                self.wrong
                    .borrow_mut()
                    .entry(wrong)
                    .or_default()
                    .push(screens);
            }
        }
        person.prefers("light").await?;
        person.at_a_desk().await
    }

    fn nothing_wrong(&self) {
        let wrong = self.wrong.borrow();
        assert!(
            wrong.is_empty(),
            "{} things are wrong: {wrong:#?}",
            wrong.len()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_open_to_everybody_in_chinese() -> Done {
    every_screen(Language::Chinese).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_open_to_everybody_in_english() -> Done {
    every_screen(Language::English).await
}

async fn every_screen(language: Language) -> Done {
    let _ = fs::remove_dir_all(places::shots().join(language.tag()));
    let world = World::start(&format!("screens-{}", language.tag())).await?;
    let documents = Documents::make(40)?;
    let gallery = Gallery::new(language);
    let seller = world.person("seller", language).await?;
    arrival(&world, &gallery, &seller).await?;
    room(&gallery, &seller, &documents).await?;
    information(&gallery, &seller).await?;
    incident(&gallery, &seller).await?;
    retention(&gallery, &seller).await?;
    compliance(&gallery, &seller).await?;
    let (invite, link) = handing_out(&gallery, &seller).await?;
    let buyer = world.person("buyer", language).await?;
    buying(&gallery, &buyer, &invite).await?;
    gallery
        .look_at_place(&seller, "tab-people", "members", "people")
        .await?;
    gallery
        .look_at_place(&seller, "tab-links", "links", "links")
        .await?;
    closing(&gallery, &seller).await?;
    record(&gallery, &seller).await?;
    let visitor = world.person("visitor", language).await?;
    visiting(&gallery, &visitor, &seller, &link).await?;
    over(&gallery, &visitor, &seller, &buyer, &invite).await?;
    coming_back(&gallery, &seller).await?;
    for person in [seller, buyer, visitor] {
        person.leave().await?;
    }
    gallery.nothing_wrong();
    Ok(())
}

impl Gallery {
    async fn look_at_place(&self, person: &Person, tab: &str, wanted: &str, screen: &str) -> Done {
        person.click(tab).await?;
        person.see(wanted).await?;
        self.look(person, screen).await
    }
}

async fn arrival(world: &World, gallery: &Gallery, seller: &Person) -> Done {
    let say = |chinese, english| gallery.language.say(chinese, english);
    seller.go(&world.first_page()?).await?;
    seller.see("make-form").await?;
    gallery.look(seller, "welcome").await?;
    seller.click("other-form").await?;
    seller.see("restore-form").await?;
    gallery.look(seller, "restore").await?;
    seller.click("other-form").await?;
    seller
        .write("name", say("王建国", "James Whitfield"))
        .await?;
    seller.write("new-passphrase", PASSPHRASE).await?;
    seller.click("make-identity").await?;
    seller
        .see_within("recovery-words", Duration::from_secs(60))
        .await?;
    gallery.look(seller, "recovery-words").await?;
    seller.click("words-written").await?;
    seller.see("confirm-words").await?;
    gallery.look(seller, "confirm-words").await?;
    seller.click("words-again").await?;
    seller.confirm_words().await?;
    seller.see("no-rooms").await?;
    gallery.look(seller, "no-rooms").await?;
    seller.click("restore-link").await?;
    seller.see("page-restore").await?;
    gallery.look(seller, "restore-room").await?;
    seller.click("go-home").await?;
    seller.click("new-room").await?;
    seller.see("room-dialog").await?;
    gallery.look(seller, "new-room").await?;
    seller.click("dialog-close").await?;
    seller
        .create_room(say("北辰精密股权转让", "Project Northstar: share sale"))
        .await
}

async fn room(gallery: &Gallery, seller: &Person, documents: &Documents) -> Done {
    seller.see("empty-folder").await?;
    gallery.look(seller, "empty-room").await?;
    seller.upload_folder(&documents.folder()).await?;
    seller.see("transfer").await?;
    gallery.look(seller, "transfer").await?;
    seller.transferred(Duration::from_secs(90)).await?;
    seller
        .upload(&[&documents.file(LETTER), &documents.file(CUSTOMERS)])
        .await?;
    seller.transferred(Duration::from_secs(60)).await?;
    gallery.look(seller, "room").await?;
    seller.open_folder(FOLDER).await?;
    seller.see_document(PHOTO).await?;
    gallery.look(seller, "folder").await?;
    for (name, shown, screen) in [
        (LETTER, "preview-text", "preview-text"),
        (PHOTO, "preview-image", "preview-image"),
        (CUSTOMERS, "no-preview", "no-preview"),
    ] {
        seller.preview(name).await?;
        seller.see(shown).await?;
        gallery.look(seller, screen).await?;
        seller.close_dialog().await?;
    }
    seller.preview(CONTRACT).await?;
    seller
        .see_within(
            "[data-test=pdf-page][data-state=drawn]",
            Duration::from_secs(40),
        )
        .await?;
    gallery.look(seller, "preview-pdf").await?;
    seller.close_dialog().await?;
    seller.click("doc-tick").await?;
    seller.see("ticked-count").await?;
    gallery.look(seller, "ticked").await?;
    seller.click("move-ticked").await?;
    seller.see("move-dialog").await?;
    gallery.look(seller, "move").await?;
    seller.close_dialog().await?;
    seller.click("untick").await?;
    seller.click("doc-more").await?;
    seller.see("history-line").await?;
    gallery.look(seller, "details").await?;
    seller.close_dialog().await?;
    seller.click("new-folder").await?;
    seller.see("folder-dialog").await?;
    gallery.look(seller, "new-folder").await?;
    seller.close_dialog().await?;
    seller.open_folder(ARCHIVE).await?;
    gallery.look(seller, "archive").await
}

/// The place of incidents, and what is asked before one: the tour locks nobody out.
async fn incident(gallery: &Gallery, seller: &Person) -> Done {
    seller.click("tab-compliance").await?;
    gallery
        .look_at_place(seller, "tab-incident", "no-incident", "incident")
        .await?;
    seller.click("incident-begin").await?;
    seller.see("incident-stops").await?;
    gallery.look(seller, "incident-begin").await?;
    seller.close_dialog().await
}

/// What the law asks to be written down.
async fn compliance(gallery: &Gallery, seller: &Person) -> Done {
    seller.click("tab-compliance").await?;
    gallery
        .look_at_place(seller, "tab-forms", "forms", "compliance-forms")
        .await?;
    seller
        .click("[data-kind=processing-record] [data-test=form-new]")
        .await?;
    seller.see("form-editor").await?;
    gallery.look(seller, "compliance-form").await?;
    seller.click("form-back").await?;
    for (duty, wanted, screen) in [
        ("tab-registers", "no-rights", "compliance-registers"),
        ("tab-notices", "notice-company", "compliance-notices"),
        ("tab-channel", "no-channels", "compliance-channel"),
    ] {
        gallery.look_at_place(seller, duty, wanted, screen).await?;
    }
    Ok(())
}

/// What documents hold, what their levels ask for, and on which basis they are given.
async fn information(gallery: &Gallery, seller: &Person) -> Done {
    seller.click("tab-compliance").await?;
    gallery
        .look_at_place(seller, "tab-information", "tiers", "information")
        .await?;
    for (button, dialog) in [
        ("look-unknown", "classify-dialog"),
        ("tier-edit", "tier-dialog"),
        ("record-basis", "basis-dialog"),
    ] {
        seller.click(button).await?;
        seller.see(dialog).await?;
        gallery.look(seller, dialog).await?;
        seller.close_dialog().await?;
    }
    Ok(())
}

/// For how long documents are kept, and what has to be kept.
async fn retention(gallery: &Gallery, seller: &Person) -> Done {
    seller.click("tab-compliance").await?;
    gallery
        .look_at_place(seller, "tab-retention", "no-clocks", "retention")
        .await?;
    for (button, dialog) in [("clock-new", "clock-dialog"), ("hold-new", "hold-dialog")] {
        seller.click(button).await?;
        seller.see(dialog).await?;
        gallery.look(seller, dialog).await?;
        seller.close_dialog().await?;
    }
    Ok(())
}

/// Gives an invite and a link with a passphrase.
async fn handing_out(gallery: &Gallery, seller: &Person) -> Done<(String, String)> {
    let say = |chinese, english| gallery.language.say(chinese, english);
    seller.click("tab-people").await?;
    seller.click("invite").await?;
    seller.see("invite-form").await?;
    gallery.look(seller, "invite-dialog").await?;
    seller
        .write("invite-label", say("买方律师", "Buyer's counsel"))
        .await?;
    seller.click("make-invite").await?;
    let field = seller.see("made-url").await?;
    let invite = field.prop("value").await?.unwrap_or_default();
    gallery.look(seller, "invite-made").await?;
    seller.click("handed-done").await?;
    seller.click("tab-links").await?;
    seller.see("no-links").await?;
    gallery.look(seller, "no-links").await?;
    seller.click("new-link").await?;
    seller.see("link-form").await?;
    gallery.look(seller, "link-dialog").await?;
    seller.close_dialog().await?;
    let link = LinkOptions {
        passphrase: Some(PASSPHRASE.to_owned()),
        opens: Some(1),
        ..LinkOptions::labelled(say("给审计师", "For the auditor"))
    };
    Ok((invite, seller.link(&link).await?))
}

async fn buying(gallery: &Gallery, buyer: &Person, invite: &str) -> Done {
    buyer.go(invite).await?;
    buyer.see("page-invite").await?;
    gallery.look(buyer, "invite").await?;
    let name = gallery.language.say("林晓雯", "Margaret Ashworth-Lin");
    buyer.make_identity(name, PASSPHRASE).await?;
    buyer.see("join").await?;
    gallery.look(buyer, "join").await?;
    buyer.join().await?;
    gallery.look(buyer, "room-of-a-reader").await?;
    buyer.click("shared-by").await?;
    buyer.see("shared-by-dialog").await?;
    gallery.look(buyer, "shared-by").await?;
    buyer.close_dialog().await?;
    buyer.click("me").await?;
    buyer.see("me-dialog").await?;
    gallery.look(buyer, "me").await?;
    buyer.close_dialog().await?;
    buyer.click("home").await?;
    buyer.see("rooms").await?;
    gallery.look(buyer, "rooms").await
}

/// What happened, and the record beside it.
async fn record(gallery: &Gallery, seller: &Person) -> Done {
    seller.click("tab-activity").await?;
    seller.see("timeline").await?;
    gallery.look(seller, "activity").await?;
    seller.click("label:has([data-test=part-record])").await?;
    seller
        .see_within("record-row", Duration::from_secs(40))
        .await?;
    gallery.look(seller, "record").await?;
    seller.click("tab-compliance").await?;
    gallery
        .look_at_place(seller, "tab-reports", "report-form", "reports")
        .await
}

/// Handing the room over; the rest of it is seen where it is done.
async fn closing(gallery: &Gallery, seller: &Person) -> Done {
    gallery
        .look_at_place(seller, "tab-closing", "closing-make", "closing")
        .await?;
    seller.click("closing-make").await?;
    seller.see("closing-make-act").await?;
    gallery.look(seller, "closing-make").await?;
    seller.close_dialog().await
}

async fn visiting(gallery: &Gallery, visitor: &Person, seller: &Person, link: &str) -> Done {
    let say = |chinese, english| gallery.language.say(chinese, english);
    visitor.go(link).await?;
    visitor.see("page-link").await?;
    gallery.look(visitor, "link").await?;
    visitor.write("open-passphrase", "wrong").await?;
    visitor.click("open-link").await?;
    visitor.see("failure").await?;
    gallery.look(visitor, "link-wrong-passphrase").await?;
    visitor.open_link(Some(PASSPHRASE)).await?;
    gallery.look(visitor, "link-open").await?;
    seller
        .end("tab-links", say("给审计师", "For the auditor"))
        .await?;
    visitor.go(link).await?;
    visitor.dead_end("Ended").await?;
    gallery.look(visitor, "link-ended").await?;
    visitor.go(&link[..link.len() - 7]).await?;
    visitor.dead_end("LinkTruncated").await?;
    gallery.look(visitor, "link-truncated").await?;
    visitor.go("/nowhere").await?;
    visitor.see("page-not-found").await?;
    gallery.look(visitor, "not-found").await
}

/// An invite that was used, and a room whose access ended.
async fn over(
    gallery: &Gallery,
    visitor: &Person,
    seller: &Person,
    buyer: &Person,
    invite: &str,
) -> Done {
    visitor.go(invite).await?;
    visitor.dead_end("UsedUp").await?;
    gallery.look(visitor, "invite-used").await?;
    let name = gallery.language.say("林晓雯", "Margaret Ashworth-Lin");
    seller.end("tab-people", name).await?;
    buyer.click("room-card").await?;
    buyer.see("room-over").await?;
    gallery.look(buyer, "room-over").await?;
    buyer.click("forget-room").await?;
    buyer.see("confirm-dialog").await?;
    gallery.look(buyer, "forget-room").await
}

async fn coming_back(gallery: &Gallery, seller: &Person) -> Done {
    seller.click("lock").await?;
    seller.see("unlock-form").await?;
    gallery.look(seller, "unlock").await?;
    seller.write("passphrase", "not this one").await?;
    seller.click("unlock").await?;
    seller
        .see_within("failure", Duration::from_secs(60))
        .await?;
    gallery.look(seller, "unlock-wrong").await?;
    seller.unlock(PASSPHRASE).await
}

#[tokio::test(flavor = "multi_thread")]
async fn from_nothing_to_a_room_by_the_keyboard_alone() -> Done {
    let world = World::start("keyboard").await?;
    let person = world.person("typist", Language::English).await?;
    person.go(&world.first_page()?).await?;
    person.see("make-form").await?;
    person.tab_to("name").await?;
    person.keys("Ann Typist").await?;
    person.tab_to("new-passphrase").await?;
    person.keys(PASSPHRASE).await?;
    person.keys(Key::Enter).await?;
    person
        .see_within("recovery-words", Duration::from_secs(60))
        .await?;
    let mut words = Vec::new();
    for number in 1..=24 {
        words.push(person.read(&format!("word-{number}")).await?);
    }
    person.tab_to("words-written").await?;
    person.keys(Key::Enter).await?;
    for _ in 0..3 {
        person.tab_to("confirm-word").await?;
        let number = person
            .run("return +document.activeElement.dataset.index", vec![])
            .await?;
        person
            .keys(&words[number.as_u64().unwrap() as usize - 1])
            .await?;
    }
    person.keys(Key::Enter).await?;
    person
        .see_within("no-rooms", Duration::from_secs(60))
        .await?;
    person.tab_to("new-room").await?;
    person.keys(Key::Enter).await?;
    person.see("room-dialog").await?;
    person.tab_to("room-title").await?;
    person.keys("By keyboard").await?;
    person.keys(Key::Enter).await?;
    person.see("page-room").await?;
    for place in ["tab-people", "tab-links", "tab-documents"] {
        person.tab_to(place).await?;
        person.keys(Key::Enter).await?;
        person
            .see(&format!("[data-test={place}][aria-current]"))
            .await?;
    }
    person.tab_to("new-folder").await?;
    person.keys(Key::Enter).await?;
    person.see("folder-dialog").await?;
    // a dialog keeps the keyboard, closes by Escape and gives it back
    person.keys(Key::Escape).await?;
    person.gone("folder-dialog").await?;
    let back = "return document.activeElement.dataset.test === 'new-folder'";
    person
        .wait_for("the keyboard to come back", Duration::from_secs(5), back)
        .await?;
    person.leave().await
}
