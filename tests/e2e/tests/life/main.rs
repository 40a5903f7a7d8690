//! The life of customer information, played through: ten thousand made-up customers of a company, in a workbook and in
//! a printed register, are collected, classified, given on a basis and by two managers, kept up to date, backed up,
//! handed over at closing, held for a lawsuit, and destroyed with a certificate. What is left is checked by somebody
//! who has nothing but the files and the published command.
#![allow(clippy::unwrap_used)]

mod closing;
mod ending;
mod outsider;

use std::{fs, path::PathBuf, time::Duration};

use e2e::{Done, InviteOptions, Language, Person, World, customers};
use tempfile::TempDir;

use crate::outsider::Papers;

const PASSPHRASE: &str = "saffron-orchard-2218-anvil";
/// A workbook of ten thousand rows and hundreds of pages are read on a machine that does other things.
const LONG: Duration = Duration::from_secs(180);
const PERSONS: usize = 10_000;
const TITLE: &str = "晨星股权转让";
const FOLDER: &str = "客户";
const GROUP: &str = "买方";
const SELLING: &str = "卖方";
const LIST: &str = "客户名单.xlsx";
const REGISTER: &str = "客户登记册.pdf";

async fn shoot(person: &Person, screen: &str) -> Done {
    person.shoot("life", screen).await
}

/// Seller, second manager, buyer.
struct People {
    seller: Person,
    deng: Person,
    buyer: Person,
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_customers_from_collection_to_certificate() -> Done {
    let world = World::start("life").await?;
    let files = tempfile::tempdir()?;
    let seller = world.person("seller", Language::Chinese).await?;
    collected(&world, &seller, &files).await?;
    let people = joined(&world, seller).await?;
    given(&people, &files).await?;
    kept_up_to_date(&people, &files).await?;

    let mut papers = Papers::new()?;
    papers.take("archive.tar", &backed_up(&people.seller).await?)?;
    let People {
        seller,
        deng,
        buyer,
    } = people;
    papers.take("bible.zip", &closing::handed_over(seller, &buyer).await?)?;
    let ends = ending::destroyed(&deng, &buyer).await?;
    papers.take("certificate.json", &ends)?;
    let (proof, key) = ending::proven(&buyer).await?;
    papers.take("entry.tlog-proof", &proof)?;
    papers.write("store.key", &key)?;
    deng.leave().await?;
    buyer.leave().await?;
    papers.check()
}

/// The customers come into the room, and are classified by what both files say.
async fn collected(world: &World, seller: &Person, files: &TempDir) -> Done {
    let persons = customers::customers(PERSONS);
    let (list, register) = (files.path().join(LIST), files.path().join(REGISTER));
    customers::workbook(&list, &persons)?;
    customers::register(&register, "客户登记册", &persons)?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("王芳", PASSPHRASE).await?;
    seller.create_room(TITLE).await?;
    seller.make_folder(FOLDER, "folder-plain").await?;
    seller.open_folder(FOLDER).await?;
    seller.upload(&[&list, &register]).await?;
    seller.transferred(LONG).await?;

    seller.duty("tab-information").await?;
    seller.click("look-unknown").await?;
    seller.click("scan-start").await?;
    seller.see_within("marks-take", LONG).await?;
    seller.gone_within("scan-far", LONG).await?;
    for line in seller.read_all("scan-line").await? {
        assert!(
            line.contains("身份证号 10,000") && line.contains("手机号 10,000"),
            "{line}"
        );
    }
    seller.click("classify-save").await?;
    seller.gone_within("classify-dialog", LONG).await?;
    let holds =
        "return document.querySelector('[data-test=info-personal]')?.textContent.startsWith('2 ')";
    seller
        .wait_for("two with personal information", LONG, holds)
        .await?;
    shoot(seller, "classified").await
}

/// A second manager, and a buyer in a group.
async fn joined(world: &World, seller: Person) -> Done<People> {
    seller.make_group(GROUP).await?;
    seller.make_group(SELLING).await?;
    // an invite to everything would give the customers, for which there is no basis yet
    let url = seller
        .invite_with(&InviteOptions::into("Deng", &[SELLING]))
        .await?;
    let deng = world.person("deng", Language::English).await?;
    deng.go(&url).await?;
    deng.join_as_new("Deng Min", PASSPHRASE).await?;
    seller.appoint("Deng Min", "manager").await?;
    let url = seller
        .invite_with(&InviteOptions::into("Buyer", &[GROUP]))
        .await?;
    let buyer = world.person("buyer", Language::Chinese).await?;
    buyer.go(&url).await?;
    buyer.join_as_new("李伟", PASSPHRASE).await?;
    Ok(People {
        seller,
        deng,
        buyer,
    })
}

/// Nobody gets it without a basis, nor by one manager alone.
async fn given(people: &People, files: &TempDir) -> Done {
    let People {
        seller,
        deng,
        buyer,
    } = people;
    seller.tick_two_decide().await?;
    seller.click("tier-save").await?;
    seller.gone_within("tier-dialog", LONG).await?;
    seller.click("tab-access").await?;
    seller.set_rule(FOLDER, GROUP, "read").await?;
    seller.click("changes-review").await?;
    seller.see_within("review-against", LONG).await?;
    let why = seller.read("review-against").await?;
    assert!(why.contains("合法性基础"), "{why}");
    seller.click("review-back").await?;
    seller.click("changes-discard").await?;

    seller.fill_basis(GROUP, FOLDER).await?;
    seller.click("basis-save").await?;
    seller.gone_within("basis-dialog", LONG).await?;
    seller.click("tab-access").await?;
    seller.set_rule(FOLDER, GROUP, "read").await?;
    seller.ask_second("尽职调查第二阶段").await?;
    buyer.sees_folder(FOLDER, false).await?;
    deng.open_asked().await?;
    deng.approve_and_carry().await?;
    buyer.sees_folder(FOLDER, true).await?;
    buyer.see_document(LIST).await?;
    let saved = buyer.save(LIST, LONG).await?;
    assert!(fs::read(saved)? == fs::read(files.path().join(LIST))?);
    Ok(())
}

/// The list is corrected: who holds the old one hears of it, and gets the new one.
async fn kept_up_to_date(people: &People, files: &TempDir) -> Done {
    let People { seller, buyer, .. } = people;
    let newer = files.path().join("newer");
    fs::create_dir(&newer)?;
    let newer = newer.join(LIST);
    let mut persons = customers::customers(PERSONS + 1);
    persons.remove(0);
    customers::workbook(&newer, &persons)?;
    seller.click("tab-documents").await?;
    seller.open_folder(FOLDER).await?;
    seller.upload(&[&newer]).await?;
    seller.see("same-name-dialog").await?;
    seller.click("as-version").await?;
    seller.transferred(LONG).await?;

    buyer.hear("bell-count").await?;
    buyer.click("bell").await?;
    buyer
        .see("[data-test=news-item][data-kind=Outdated]")
        .await?;
    buyer.click("mark-read").await?;
    buyer.close_dialog().await?;
    fs::remove_file(buyer.downloads().join(LIST))?;
    let saved = buyer.save(LIST, LONG).await?;
    assert!(fs::read(saved)? == fs::read(&newer)?);
    Ok(())
}

/// The whole room as one file.
async fn backed_up(seller: &Person) -> Done<PathBuf> {
    seller.click("tab-settings").await?;
    seller.see("setting-backup").await?;
    seller.click("backup-whole").await?;
    let room = seller.address().await?;
    let id = room.split("/r/").nth(1).unwrap_or_default();
    let id: String = id.chars().take(16).collect();
    let archive = seller
        .saved_within(&format!("sealroom-{id}-000000.tar"), LONG)
        .await?;
    seller.transferred(LONG).await?;
    Ok(archive)
}
