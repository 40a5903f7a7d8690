//! Links that are bound, ask and only show; files that are sent in; an agreement before anything else.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use e2e::{
    Done, Language, LinkOptions, Person, World,
    documents::{Documents, LETTER, SECRET_TEXT},
};

const OWNER: &str = "李明（资料室管理人）";
const PASSPHRASE: &str = "harvest-violin-4417-cobalt";
const ROOM: &str = "访问测试资料室";
const SENDING: Duration = Duration::from_secs(60);

async fn owner(world: &World, documents: &Documents) -> Done<Person> {
    let owner = world.person("owner", Language::Chinese).await?;
    owner.go(&world.first_page()?).await?;
    owner.make_identity(OWNER, PASSPHRASE).await?;
    owner.create_room(ROOM).await?;
    owner.upload(&[&documents.file(LETTER)]).await?;
    owner.transferred(SENDING).await?;
    Ok(owner)
}

async fn introduce(visitor: &Person, name: &str) -> Done {
    visitor.see("page-link").await?;
    visitor.write("visitor-name", name).await?;
    visitor.write("visitor-email", "ada@example.com").await?;
    visitor.click("open-link").await?;
    visitor.see_within("page-link-open", SENDING).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_bound_asks_who_it_is_and_lets_nothing_be_saved() -> Done {
    let world = World::start("bound-link").await?;
    let documents = Documents::make(1)?;
    let owner = owner(&world, &documents).await?;
    let options = LinkOptions {
        bound: true,
        asks: true,
        view_only: true,
        ..LinkOptions::labelled("审阅人")
    };
    let link = owner.link(&options).await?;
    let visitor = world.person("visitor", Language::English).await?;
    visitor.go(&link).await?;
    visitor.see("visitor-name").await?;
    visitor.click("open-link").await?;
    visitor
        .see("[data-test=failure][data-failure=NameNeeded]")
        .await?;
    visitor.shoot("links", "asked").await?;
    introduce(&visitor, "Ada Lovelace").await?;
    visitor.preview(LETTER).await?;
    assert!(visitor.read("preview-text").await?.contains(SECRET_TEXT));
    assert!(!visitor.sees("preview-download").await);
    visitor.close_dialog().await?;
    visitor.see("view-only").await?;
    for test in ["doc-download", "download-all"] {
        assert!(!visitor.sees(test).await, "{test}");
    }
    visitor.shoot("links", "view-only").await?;
    // whoever gets it from the first one does not get in
    let second = world.person("second", Language::Chinese).await?;
    second.go(&link).await?;
    second.see("page-link").await?;
    second.write("visitor-name", "Eve").await?;
    second.write("visitor-email", "eve@example.com").await?;
    second.click("open-link").await?;
    second.dead_end("UsedUp").await?;
    // the owner sees who came, and moves the end
    owner.link_details("审阅人").await?;
    owner.see("visitor").await?;
    let visitors = owner.read_all("visitor").await?;
    assert!(
        visitors.iter().any(|it| it.contains("Ada Lovelace")),
        "{visitors:?}"
    );
    owner.shoot("links", "link-details").await?;
    let before = owner.read("fact-ends").await?;
    owner.click("label:has([data-test=move-end-month])").await?;
    owner.click("move-end").await?;
    owner
        .wait_for(
            "another end",
            SENDING,
            &format!(
                "return document.querySelector('[data-test=fact-ends]').textContent !== '{before}'"
            ),
        )
        .await?;
    owner.close_dialog().await?;
    for person in [visitor, second, owner] {
        person.leave().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_sent_in_wait_until_they_are_taken_in() -> Done {
    let world = World::start("drop-box").await?;
    let documents = Documents::make(1)?;
    let owner = owner(&world, &documents).await?;
    let options = LinkOptions {
        requests: true,
        ..LinkOptions::labelled("会计师")
    };
    let link = owner.link(&options).await?;
    let sender = world.person("sender", Language::English).await?;
    sender.go(&link).await?;
    sender.open_link(None).await?;
    assert!(!sender.page_text().await.contains(LETTER));
    sender.shoot("links", "drop-in").await?;
    sender
        .pick("drop-in-files", &[&documents.file(LETTER)])
        .await?;
    sender.transferred(SENDING).await?;
    sender.see_within("my-sent-files", SENDING).await?;
    sender.shoot("links", "sent").await?;
    // the same name is there already: it comes in beside it
    owner.click("tab-documents").await?;
    owner.reload().await?;
    owner.unlock(PASSPHRASE).await?;
    owner.see_within("waiting-files", SENDING).await?;
    assert_eq!(owner.documents().await?.len(), 1);
    owner.shoot("links", "waiting").await?;
    owner.click("waiting-open").await?;
    owner.click("waiting-all").await?;
    owner.shoot("links", "waiting-list").await?;
    owner.click("waiting-take").await?;
    owner.gone_within("waiting-files", SENDING).await?;
    assert_eq!(owner.documents().await?.len(), 2);
    sender.leave().await?;
    owner.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_is_signed_before_anything_is_read_and_again_when_it_changes() -> Done {
    let world = World::start("agreement").await?;
    let documents = Documents::make(1)?;
    let owner = owner(&world, &documents).await?;
    owner
        .write_agreement(
            "# 保密协议\n\n不外传。",
            "# Confidentiality\n\nKeep it to yourself.",
        )
        .await?;
    let link = owner.link(&LinkOptions::labelled("律师")).await?;
    let visitor = world.person("visitor", Language::English).await?;
    visitor.go(&link).await?;
    visitor.open_link(None).await?;
    visitor.see_within("agree", SENDING).await?;
    visitor.shoot("links", "agree").await?;
    let text = visitor.read("agreement-text").await?;
    assert!(text.contains("Keep it to yourself."), "{text}");
    assert!(!visitor.page_text().await.contains(LETTER));
    visitor.sign_agreement("Ada Lovelace").await?;
    visitor.see_document(LETTER).await?;
    // another text asks again
    owner
        .write_agreement(
            "# 保密协议\n\n十年不外传。",
            "# Confidentiality\n\nFor ten years.",
        )
        .await?;
    visitor.go(&link).await?;
    visitor.open_link(None).await?;
    visitor.see_within("agree", SENDING).await?;
    assert!(
        visitor
            .read("agreement-text")
            .await?
            .contains("For ten years.")
    );
    visitor.sign_agreement("Ada Lovelace").await?;
    visitor.see_document(LETTER).await?;
    owner.click("tab-documents").await?;
    owner.click("tab-agreements").await?;
    owner
        .see_within("[data-test=signer][data-agreed=true]", SENDING)
        .await?;
    owner.shoot("links", "agreements").await?;
    owner.click("save-copies").await?;
    let saved = owner.saved("agreements.json").await?;
    let copies: serde_json::Value = serde_json::from_slice(&std::fs::read(saved)?)?;
    assert_eq!(copies.as_array().map(Vec::len), Some(2));
    a_group_has_a_text_of_its_own(&owner).await?;
    // it is the group's alone
    visitor.go(&link).await?;
    visitor.open_link(None).await?;
    visitor.see_document(LETTER).await?;
    visitor.leave().await?;
    owner.leave().await
}

/// Written in the app, and shown beside the room's.
async fn a_group_has_a_text_of_its_own(owner: &Person) -> Done {
    owner.click("tab-access").await?;
    owner.click("new-group").await?;
    owner.write("group-name", "竞买方甲").await?;
    owner.click("make-group").await?;
    owner.gone_within("group-dialog", SENDING).await?;
    owner.click("tab-agreements").await?;
    owner.click("write-group-agreement").await?;
    owner
        .write("agreement-zh", "# 承诺书\n\n仅供竞买方甲。")
        .await?;
    owner
        .write("agreement-en", "# Undertaking\n\nFor Bidder A only.")
        .await?;
    owner.shoot("links", "agreement-group").await?;
    owner.click("save-agreement").await?;
    owner.click("confirm-yes").await?;
    owner.gone_within("confirm-dialog", SENDING).await?;
    owner.see_within("change-group-agreement", SENDING).await?;
    let all = owner.read_all("agreement-whose").await?;
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(all[1].contains("竞买方甲"), "{all:?}");
    owner.shoot("links", "agreements-two").await?;
    owner.click("language").await?;
    owner.shoot("links", "agreements-two-english").await?;
    owner.click("language").await
}
