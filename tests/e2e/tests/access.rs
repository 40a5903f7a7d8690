//! Who may see what, in browsers: groups, approval with safety words, the table with its review,
//! a folder that is prepared, the room as another one sees it, a second manager.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use e2e::{Done, Language, Person, World};

const PASSPHRASE: &str = "saffron-orchard-2218-anvil";
const LONG: Duration = Duration::from_secs(60);

async fn shoot(person: &Person, screen: &str) -> Done {
    person.shoot("access", screen).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bidder_is_approved_given_a_folder_and_sees_that_alone() -> Done {
    let world = World::start("access").await?;
    let seller = world.person("seller", Language::Chinese).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("王芳", PASSPHRASE).await?;
    seller.create_room("晨星股权转让").await?;
    seller.make_folder("财务", "folder-plain").await?;
    seller.make_folder("合同", "folder-plain").await?;
    seller.make_folder("第二阶段", "folder-prepared").await?;
    seller.make_folder("净化团队", "folder-clean").await?;
    shoot(&seller, "folders").await?;

    seller.make_group("竞买方甲").await?;

    // an invite into the group, to be approved
    seller.click("tab-people").await?;
    seller.see("one-owner").await?;
    shoot(&seller, "people").await?;
    seller.click("invite").await?;
    seller.write("invite-label", "Bidder's counsel").await?;
    seller.click("invite-group").await?;
    seller.click("invite-approval").await?;
    shoot(&seller, "invite").await?;
    seller.click("make-invite").await?;
    let field = seller.see_within("made-url", LONG).await?;
    let url = field.prop("value").await?.unwrap_or_default();
    seller.click("handed-done").await?;

    let buyer = world.person("buyer", Language::English).await?;
    buyer.go(&url).await?;
    buyer.join_as_new("Anna Counsel", PASSPHRASE).await?;
    assert_eq!(buyer.read_all("tree-folder").await?, Vec::<String>::new());
    shoot(&buyer, "waits").await?;

    seller.act_on("Anna Counsel", "approve-member").await?;
    seller.see("approve-dialog").await?;
    shoot(&seller, "approve").await?;
    seller.click("approve-yes").await?;
    seller.gone_within("approve-dialog", LONG).await?;

    // the table: nothing changes before it was looked at
    seller.click("tab-access").await?;
    seller.set_rule("财务", "竞买方甲", "read").await?;
    seller.see("changes-waiting").await?;
    shoot(&seller, "matrix").await?;
    buyer.sees_folder("财务", false).await?;
    seller.review().await?;
    shoot(&seller, "review").await?;
    seller.apply().await?;
    buyer.sees_folder("财务", true).await?;
    buyer.sees_folder("合同", false).await?;
    buyer.sees_folder("第二阶段", false).await?;
    shoot(&buyer, "given").await?;

    // the proof: the room with exactly those keys
    seller.act_on("Anna Counsel", "see-as").await?;
    seller.see_within("seen-proven", LONG).await?;
    let seen = seller.read("seen").await?;
    assert!(seen.contains("财务") && !seen.contains("合同"), "{seen}");
    shoot(&seller, "seen").await?;
    seller.click("dialog-close").await?;

    // the stage is disclosed, and taken back
    seller.click("tab-access").await?;
    seller.set_rule("第二阶段", "竞买方甲", "read").await?;
    seller.review().await?;
    seller.apply().await?;
    buyer.sees_folder("第二阶段", true).await?;
    seller.set_rule("第二阶段", "竞买方甲", "above").await?;
    seller.review().await?;
    seller.apply().await?;
    buyer.sees_folder("第二阶段", false).await?;

    // a second manager holds all but the clean team's
    seller.act_on("Anna Counsel", "office-member").await?;
    seller.see("office-dialog").await?;
    shoot(&seller, "office").await?;
    seller
        .click("label:has([data-test=office-manager])")
        .await?;
    seller.click("office-save").await?;
    seller.gone_within("office-dialog", LONG).await?;
    buyer.sees_folder("合同", true).await?;
    buyer.sees_folder("第二阶段", true).await?;
    buyer.sees_folder("净化团队", false).await?;
    buyer.click("tab-people").await?;
    buyer.see("members").await?;
    shoot(&buyer, "second-manager").await?;
    Ok(())
}
