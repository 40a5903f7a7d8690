//! A broker who coordinates: proposes, is answered, keeps people out and opens nothing; and somebody who
//! may send in without reading.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use e2e::{
    Done, Language, Person, World,
    documents::{Documents, LETTER},
};
use serde_json::json;
use thirtyfour::By;

const PASSPHRASE: &str = "saffron-orchard-2218-anvil";
const LONG: Duration = Duration::from_secs(60);
const FOLDER: &str = "尽职调查";

/// A picture in both languages, at a desk and on a phone.
async fn both(person: &Person, screen: &str) -> Done {
    person.shoot("coordinator", screen).await?;
    person.click("language").await?;
    person
        .shoot("coordinator", &format!("{screen}-switched"))
        .await?;
    person.click("language").await
}

async fn invited(seller: &Person, label: &str) -> Done<String> {
    seller.click("tab-people").await?;
    seller.click("invite").await?;
    seller.write("invite-label", label).await?;
    // into the group alone
    seller.click("invite-group").await?;
    seller.click("make-invite").await?;
    let field = seller.see_within("made-url", LONG).await?;
    let url = field.prop("value").await?.unwrap_or_default();
    seller.click("handed-done").await?;
    Ok(url)
}

/// Presses a button of the line in a list that says something, once it is there.
async fn act(person: &Person, line: &str, says: &str, button: &str) -> Done {
    let path =
        format!("//li[@data-test='{line}'][contains(., '{says}')]//button[@data-test='{button}']");
    let until = std::time::Instant::now() + LONG;
    loop {
        if let Ok(found) = person.web.find(By::XPath(&path)).await
            && found.click().await.is_ok()
        {
            return Ok(());
        }
        assert!(std::time::Instant::now() < until, "no {button} for {says}");
        person.click("refresh").await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Waits until a script answers yes, reading the room again meanwhile.
async fn comes(person: &Person, what: &str, script: &str) -> Done {
    let script = format!(
        "const yes = (() => {{ {script} }})();
         if (!yes) document.querySelector('[data-test=refresh]')?.click();
         return yes"
    );
    person.wait_for(what, LONG, &script).await?;
    Ok(())
}

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

/// A room with a folder and a group, in which are Anna and the broker.
async fn room(world: &World, documents: &Documents) -> Done<(Person, Person, Person)> {
    let seller = world.person("seller", Language::Chinese).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("王芳", PASSPHRASE).await?;
    seller.create_room("晨星股权转让").await?;
    seller.upload(&[&documents.file(LETTER)]).await?;
    seller.transferred(LONG).await?;
    seller.click("new-folder").await?;
    seller.write("folder-name", FOLDER).await?;
    seller.click("make-folder").await?;
    seller.gone("folder-dialog").await?;
    seller.click("tab-access").await?;
    seller.click("new-group").await?;
    seller.write("group-name", "竞买方甲").await?;
    seller.click("make-group").await?;
    seller.gone("group-dialog").await?;
    seller.see("group").await?;

    let broker = world.person("broker", Language::English).await?;
    broker.go(&invited(&seller, "Broker").await?).await?;
    broker.join_as_new("Bo Broker", PASSPHRASE).await?;
    let anna = world.person("anna", Language::English).await?;
    anna.go(&invited(&seller, "Accountant").await?).await?;
    anna.join_as_new("Anna Account", PASSPHRASE).await?;

    seller.click("tab-people").await?;
    act(&seller, "member", "Bo Broker", "office-member").await?;
    seller
        .click("label:has([data-test=office-coordinator])")
        .await?;
    seller.click("office-save").await?;
    seller.gone_within("office-dialog", LONG).await?;
    Ok((seller, broker, anna))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_proposes_and_is_answered_and_a_contributor_sends_in_without_reading() -> Done
{
    let world = World::start("coordinator").await?;
    let documents = Documents::make(1)?;
    let (seller, broker, anna) = room(&world, &documents).await?;

    // people, and no folder
    comes(
        &broker,
        "the office",
        "return !!document.querySelector('[data-test=tab-proposals]')",
    )
    .await?;
    assert!(!broker.sees("tab-access").await && !broker.sees("tab-links").await);
    broker.click("tab-documents").await?;
    assert!(!broker.page_text().await.contains(FOLDER));
    broker.click("tab-people").await?;
    broker.see("members").await?;
    both(&broker, "people").await?;
    act(&broker, "member", "Anna Account", "dates-member").await?;
    broker.see("dates-dialog").await?;
    broker.shoot("coordinator", "dates").await?;
    broker
        .click("label:has([data-test=member-dates-week])")
        .await?;
    broker.click("dates-save").await?;
    broker.gone_within("dates-dialog", LONG).await?;
    // farther is not its to say
    act(&broker, "member", "Anna Account", "dates-member").await?;
    broker
        .click("label:has([data-test=member-dates-custom])")
        .await?;
    let far = "
        const field = document.querySelector('[data-test=member-dates-time]');
        field.value = new Date(Date.now() + 60 * 86400000).toISOString().slice(0, 19);
        field.dispatchEvent(new Event('input', { bubbles: true }));";
    broker.see("member-dates-time").await?;
    broker.run(far, vec![]).await?;
    broker.click("dates-save").await?;
    broker.see("dates-wrong").await?;
    broker.shoot("coordinator", "dates-wrong").await?;
    broker.close_dialog().await?;

    // it proposes two things
    broker.click("tab-proposals").await?;
    broker.see("no-proposals").await?;
    both(&broker, "nothing-proposed").await?;
    broker.click("propose").await?;
    broker.choose("wish-kind", "leaves").await?;
    broker.choose("wish-person", "Anna Account").await?;
    broker.choose("wish-group", "竞买方甲").await?;
    broker.click("wish-add").await?;
    broker.choose("wish-kind", "invited").await?;
    broker.write("wish-name", "Bert Bidder").await?;
    broker.choose("wish-group", "竞买方甲").await?;
    broker.click("wish-add").await?;
    assert_eq!(broker.read_all("wishes").await?.len(), 1);
    broker
        .write("propose-note", "Anna works for the seller now.")
        .await?;
    broker.shoot("coordinator", "propose").await?;
    broker.click("propose-send").await?;
    broker.gone_within("propose-dialog", LONG).await?;
    broker.click("propose").await?;
    broker
        .write("propose-note", "A folder for the lease, please.")
        .await?;
    broker.click("propose-send").await?;
    broker.gone_within("propose-dialog", LONG).await?;
    assert_eq!(broker.read_all("proposal").await?.len(), 2);

    // the seller accepts one and refuses one
    seller.click("tab-access").await?;
    comes(
        &seller,
        "the proposals",
        "return document.querySelectorAll('[data-test=proposal]').length === 2",
    )
    .await?;
    both(&seller, "proposals").await?;
    act(&seller, "proposal", "Anna works", "proposal-accept").await?;
    seller.see("answer-dialog").await?;
    seller.gone_within("loading", LONG).await?;
    seller.shoot("coordinator", "accept").await?;
    seller.click("answer-send").await?;
    // who is wished for is invited with the answer
    seller.see("answer-invite").await?;
    let name =
        "return document.querySelector('[data-test=answer-invite] input').value === 'Bert Bidder'";
    seller.wait_for("the name", LONG, name).await?;
    seller.shoot("coordinator", "accept-invite").await?;
    seller.click("answer-invite-next").await?;
    seller.see_within("made-url", LONG).await?;
    seller.shoot("coordinator", "accept-link").await?;
    seller.click("handed-done").await?;
    seller.gone_within("answer-dialog", LONG).await?;
    act(&seller, "proposal", "lease", "proposal-refuse").await?;
    seller
        .write("answer-reason", "租赁合同在第二阶段披露。")
        .await?;
    seller.click("answer-send").await?;
    seller.gone_within("answer-dialog", LONG).await?;
    seller
        .see("[data-test=proposal][data-state=Accepted]")
        .await?;

    // the coordinator sees both answers, and why
    comes(
        &broker,
        "the answers",
        "return !!document.querySelector('[data-test=proposal][data-state=Accepted]')
             && !!document.querySelector('[data-test=proposal][data-state=Refused]')",
    )
    .await?;
    assert_eq!(
        broker.read("proposal-reason").await?,
        "租赁合同在第二阶段披露。"
    );
    both(&broker, "answered").await?;
    broker.see("bell-count").await?;

    // Anna sends in, and reads nothing
    seller.click("columns-people").await?;
    set_rule(&seller, FOLDER, "Anna Account", "send").await?;
    both(&seller, "send-only").await?;
    seller.click("changes-review").await?;
    seller.see("review").await?;
    seller.shoot("coordinator", "review").await?;
    seller.click("review-apply").await?;
    seller.gone_within("review-dialog", LONG).await?;
    comes(
        &anna,
        "the place",
        "return !!document.querySelector('[data-test=drop-in]')",
    )
    .await?;
    both(&anna, "send-in").await?;
    anna.pick("drop-in-files", &[&documents.file(LETTER)])
        .await?;
    anna.transferred(LONG).await?;
    comes(
        &anna,
        "what was sent",
        "return !!document.querySelector('[data-test=sent-file]')",
    )
    .await?;
    seller.click("tab-documents").await?;
    comes(
        &seller,
        "what waits",
        "return !!document.querySelector('[data-test=waiting-files]')",
    )
    .await?;
    seller.click("waiting-open").await?;
    assert!(seller.read("waiting-list").await?.contains("Anna Account"));
    seller.click("waiting-all").await?;
    seller.shoot("coordinator", "waiting").await?;
    seller.click("waiting-take").await?;
    seller.gone_within("waiting-files", LONG).await?;
    comes(
        &anna,
        "that it was taken in",
        "return !!document.querySelector('[data-test=sent-file][data-fate=taken-in]')",
    )
    .await?;
    assert!(!anna.sees("tree-folder").await && !anna.sees("doc-row").await);
    both(&anna, "received").await?;
    for person in [anna, broker, seller] {
        person.leave().await?;
    }
    Ok(())
}
