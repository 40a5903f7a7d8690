//! Who may see what, in browsers: groups, approval with safety words, the table with its review,
//! a folder that is prepared, the room as another one sees it, a second manager.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use e2e::{Done, Language, Person, World, places};
use serde_json::json;
use thirtyfour::By;

const PASSPHRASE: &str = "saffron-orchard-2218-anvil";
const LONG: Duration = Duration::from_secs(60);

async fn shoot(person: &Person, screen: &str) -> Done {
    let folder = places::shots().join("access").join(person.language.tag());
    for width in ["desk", "phone"] {
        if width == "phone" {
            person.on_a_phone().await?;
        }
        person
            .picture(&folder.join(format!("{screen}-{width}.png")))
            .await?;
        let mut wrong = person.barriers().await?;
        if width == "phone" {
            wrong.extend(person.sticking_out().await?);
        }
        assert!(wrong.is_empty(), "{screen} ({width}): {wrong:#?}");
    }
    person.at_a_desk().await
}

/// Chooses a level in the cell of a folder and a column.
async fn set_rule(person: &Person, folder: &str, column: &str, level: &str) -> Done {
    let script = "
        const cell = [...document.querySelectorAll('[data-test=matrix-cell]')]
            .find(one => one.getAttribute('aria-label') === arguments[0]);
        cell.value = arguments[1];
        cell.dispatchEvent(new Event('change', { bubbles: true }));";
    person.see("matrix").await?;
    let label = format!("{column}: {folder}");
    person.run(script, vec![json!(label), json!(level)]).await?;
    Ok(())
}

async fn apply(person: &Person) -> Done {
    person.click("changes-review").await?;
    person.see("review").await?;
    person.click("review-apply").await?;
    person.gone_within("review-dialog", LONG).await?;
    person.gone("changes-waiting").await
}

async fn make_folder(person: &Person, name: &str, kind: &str) -> Done {
    person.click("tab-documents").await?;
    person.click("new-folder").await?;
    person.write("folder-name", name).await?;
    person
        .click(&format!("label:has([data-test={kind}])"))
        .await?;
    person.click("make-folder").await?;
    person.gone("folder-dialog").await
}

/// The folders in the tree.
async fn folders(person: &Person) -> Done<Vec<String>> {
    person.read_all("tree-folder").await
}

async fn sees_folder(person: &Person, name: &str, yes: bool) -> Done {
    let script = format!(
        "const there = [...document.querySelectorAll('[data-test=tree-folder]')].some(one => one.innerText.includes('{name}'));
         if (there !== {yes}) document.querySelector('[data-test=refresh]')?.click();
         return there === {yes}"
    );
    person.wait_for(name, LONG, &script).await?;
    Ok(())
}

async fn act(person: &Person, name: &str, button: &str) -> Done {
    person.click("tab-people").await?;
    person.see("members").await?;
    let path =
        format!("//li[@data-test='member'][contains(., '{name}')]//button[@data-test='{button}']");
    let found = By::XPath(path);
    let until = std::time::Instant::now() + LONG;
    loop {
        if let Ok(button) = person.web.find(found.clone()).await {
            button.click().await?;
            return Ok(());
        }
        assert!(std::time::Instant::now() < until, "no {button} for {name}");
        person.click("refresh").await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bidder_is_approved_given_a_folder_and_sees_that_alone() -> Done {
    let world = World::start("access").await?;
    let seller = world.person("seller", Language::Chinese).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("王芳", PASSPHRASE).await?;
    seller.create_room("晨星股权转让").await?;
    make_folder(&seller, "财务", "folder-plain").await?;
    make_folder(&seller, "合同", "folder-plain").await?;
    make_folder(&seller, "第二阶段", "folder-prepared").await?;
    make_folder(&seller, "净化团队", "folder-clean").await?;
    shoot(&seller, "folders").await?;

    seller.click("tab-access").await?;
    seller.click("new-group").await?;
    seller.write("group-name", "竞买方甲").await?;
    seller.click("make-group").await?;
    seller.gone("group-dialog").await?;
    seller.see("group").await?;

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
    assert_eq!(folders(&buyer).await?, Vec::<String>::new());
    shoot(&buyer, "waits").await?;

    act(&seller, "Anna Counsel", "approve-member").await?;
    seller.see("approve-dialog").await?;
    shoot(&seller, "approve").await?;
    seller.click("approve-yes").await?;
    seller.gone_within("approve-dialog", LONG).await?;

    // the table: nothing changes before it was looked at
    seller.click("tab-access").await?;
    set_rule(&seller, "财务", "竞买方甲", "read").await?;
    seller.see("changes-waiting").await?;
    shoot(&seller, "matrix").await?;
    sees_folder(&buyer, "财务", false).await?;
    seller.click("changes-review").await?;
    seller.see("review").await?;
    shoot(&seller, "review").await?;
    seller.click("review-apply").await?;
    seller.gone_within("review-dialog", LONG).await?;
    sees_folder(&buyer, "财务", true).await?;
    sees_folder(&buyer, "合同", false).await?;
    sees_folder(&buyer, "第二阶段", false).await?;
    shoot(&buyer, "given").await?;

    // the proof: the room with exactly those keys
    act(&seller, "Anna Counsel", "see-as").await?;
    seller.see_within("seen-proven", LONG).await?;
    let seen = seller.read("seen").await?;
    assert!(seen.contains("财务") && !seen.contains("合同"), "{seen}");
    shoot(&seller, "seen").await?;
    seller.click("dialog-close").await?;

    // the stage is disclosed, and taken back
    seller.click("tab-access").await?;
    set_rule(&seller, "第二阶段", "竞买方甲", "read").await?;
    apply(&seller).await?;
    sees_folder(&buyer, "第二阶段", true).await?;
    set_rule(&seller, "第二阶段", "竞买方甲", "above").await?;
    apply(&seller).await?;
    sees_folder(&buyer, "第二阶段", false).await?;

    // a second manager holds all but the clean team's
    act(&seller, "Anna Counsel", "office-member").await?;
    seller.see("office-dialog").await?;
    shoot(&seller, "office").await?;
    seller
        .click("label:has([data-test=office-manager])")
        .await?;
    seller.click("office-save").await?;
    seller.gone_within("office-dialog", LONG).await?;
    sees_folder(&buyer, "合同", true).await?;
    sees_folder(&buyer, "第二阶段", true).await?;
    sees_folder(&buyer, "净化团队", false).await?;
    buyer.click("tab-people").await?;
    buyer.see("members").await?;
    shoot(&buyer, "second-manager").await?;
    Ok(())
}
