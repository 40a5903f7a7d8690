//! The customers' information of a room: a made-up customer list is looked through and classified, is given to nobody
//! without a legal basis, is taken back with it, and takes two managers once its level says so.
#![allow(clippy::unwrap_used)]

use std::{fs, time::Duration};

use e2e::{Done, InviteOptions, Language, Person, World, customers};

const PASSPHRASE: &str = "saffron-orchard-2218-anvil";
const LONG: Duration = Duration::from_secs(60);
const PERSONS: usize = 1200;
const LIST: &str = "客户名单.xlsx";

async fn shoot(person: &Person, screen: &str) -> Done {
    person.shoot("information", screen).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_list_is_given_to_nobody_without_a_basis() -> Done {
    let world = World::start("information").await?;
    let files = tempfile::tempdir()?;
    let list = files.path().join(LIST);
    customers::workbook(&list, &customers::customers(PERSONS))?;
    let plain = files.path().join("公司简介.txt");
    fs::write(&plain, "本公司成立于二〇〇九年。\n")?;

    let seller = world.person("seller", Language::Chinese).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("王芳", PASSPHRASE).await?;
    seller.create_room("晨星股权转让").await?;
    seller.make_folder("客户", "folder-plain").await?;
    seller.open_folder("客户").await?;
    seller.upload(&[&list, &plain]).await?;
    seller.transferred(LONG).await?;
    seller.make_group("竞买方甲").await?;
    seller.make_group("卖方").await?;

    // nobody has looked: it is looked through here, and a person confirms what was found
    seller.duty("tab-information").await?;
    seller.see_within("look-unknown", LONG).await?;
    shoot(&seller, "before").await?;
    seller.click("look-unknown").await?;
    seller.see("classify-dialog").await?;
    seller.click("scan-start").await?;
    seller.see_within("marks-take", LONG).await?;
    seller.gone_within("scan-far", LONG).await?;
    let found = seller.read_all("scan-line").await?.join("\n");
    assert!(
        found.contains("身份证号 1,200") && found.contains("手机号 1,200"),
        "{found}"
    );
    assert!(found.contains("未发现"), "{found}");
    shoot(&seller, "found").await?;
    seller.click("classify-save").await?;
    seller.gone_within("classify-dialog", LONG).await?;
    seller
        .wait_for("one with personal information", LONG, "return document.querySelector('[data-test=info-personal]')?.textContent.startsWith('1 ')")
        .await?;
    assert!(seller.read("info-unknown").await?.starts_with('0'));
    shoot(&seller, "classified").await?;

    // another document tells no person apart, and may be given in its place
    seller.click("tab-documents").await?;
    seller.open_folder("客户").await?;
    seller
        .click("[data-name='公司简介.txt'] [data-test=doc-tick]")
        .await?;
    seller.click("classify-ticked").await?;
    seller.write("marks-variant", "客户名单").await?;
    seller.click("doc-take").await?;
    seller.see("marks-variant-chosen").await?;
    shoot(&seller, "variant").await?;
    seller.click("classify-save").await?;
    seller.gone_within("classify-dialog", LONG).await?;

    // a buyer who joins the group
    let url = seller
        .invite_with(&InviteOptions::into("Bidder", &["竞买方甲"]))
        .await?;
    let buyer = world.person("buyer", Language::English).await?;
    buyer.go(&url).await?;
    buyer.join_as_new("Anna Counsel", PASSPHRASE).await?;

    // the table says why not
    seller.click("tab-access").await?;
    seller.set_rule("客户", "竞买方甲", "read").await?;
    seller.click("changes-review").await?;
    seller.see_within("review-against", LONG).await?;
    let why = seller.read("review-against").await?;
    assert!(why.contains(LIST) && why.contains("合法性基础"), "{why}");
    assert!(
        why.contains("公司简介.txt"),
        "the variant is offered: {why}"
    );
    let apply = seller.see("review-apply").await?;
    assert!(!apply.is_enabled().await?);
    shoot(&seller, "against").await?;
    seller.click("review-back").await?;
    seller.click("changes-discard").await?;

    // with a basis it is given, and without it no more
    record_basis(&seller, "竞买方甲").await?;
    seller.see_within("basis", LONG).await?;
    shoot(&seller, "bases").await?;
    seller.click("tab-access").await?;
    seller.set_rule("客户", "竞买方甲", "read").await?;
    seller.review().await?;
    seller.apply().await?;
    buyer.sees_folder("客户", true).await?;
    // the one folder that there is opens by itself
    buyer.see_document(LIST).await?;

    seller.duty("tab-information").await?;
    seller.click("withdraw-basis").await?;
    seller.write("withdraw-reason", "交易终止").await?;
    shoot(&seller, "withdraw").await?;
    seller.click("withdraw-go").await?;
    seller.gone_within("withdraw-dialog", LONG).await?;
    buyer.sees_folder("客户", false).await?;
    let bases = seller.read("basis").await?;
    assert!(bases.contains("交易终止"), "{bases}");

    // from now on two decide about what is sensitive: not while there is one alone
    two_decide(&seller).await?;
    seller.click("tier-save").await?;
    seller
        .see("[data-test=tier-dialog] [data-test=failure][data-failure=Against]")
        .await?;
    seller.close_dialog().await?;
    let url = seller
        .invite_with(&InviteOptions::into("Deng", &["卖方"]))
        .await?;
    let deng = world.person("deng", Language::English).await?;
    deng.go(&url).await?;
    deng.join_as_new("Deng", PASSPHRASE).await?;
    seller.appoint("Deng", "manager").await?;
    two_decide(&seller).await?;
    seller.click("tier-save").await?;
    seller.gone_within("tier-dialog", LONG).await?;

    // what takes two is asked for, and given once the other one has agreed
    record_basis(&seller, "竞买方甲").await?;
    seller.see_within("info-held", LONG).await?;
    seller
        .run(
            "document.querySelector('[data-test=info-held] summary').click()",
            vec![],
        )
        .await?;
    seller.see("ask-second").await?;
    shoot(&seller, "held").await?;
    // the same by a rule that is said anew
    seller.click("tab-access").await?;
    seller.set_rule("客户", "竞买方甲", "write").await?;
    seller.click("changes-review").await?;
    seller.see_within("ask-second", LONG).await?;
    let apply = seller.see("review-apply").await?;
    assert!(!apply.is_enabled().await?);
    seller.write("ask-note", "尽职调查第二阶段").await?;
    shoot(&seller, "ask").await?;
    seller.click("ask-second").await?;
    seller.gone_within("review-dialog", LONG).await?;
    buyer.sees_folder("客户", false).await?;

    deng.open_asked().await?;
    assert!(!deng.sees("asked-carry").await);
    shoot(&deng, "asked").await?;
    deng.approve_and_carry().await?;
    buyer.sees_folder("客户", true).await?;
    buyer.see_document(LIST).await?;
    deng.leave().await?;
    buyer.leave().await?;
    seller.leave().await
}

/// Records that this group is given the customers, for the purchase.
async fn record_basis(seller: &Person, group: &str) -> Done {
    seller.fill_basis(group, "客户").await?;
    shoot(seller, "basis").await?;
    seller.click("basis-save").await?;
    seller.gone_within("basis-dialog", LONG).await
}

/// Ticks for the level of what is sensitive that two managers decide.
async fn two_decide(seller: &Person) -> Done {
    seller.tick_two_decide().await?;
    shoot(seller, "tier").await
}
