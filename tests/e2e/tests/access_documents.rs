//! Rights of single documents and stages, in browsers: a document is kept from those who read its
//! folder and given to who reads nothing else; two folders are disclosed together and taken back.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use e2e::{
    Done, Language, Person, World,
    documents::{CUSTOMERS, Documents, LETTER},
};
use serde_json::json;

const PASSPHRASE: &str = "saffron-orchard-2218-anvil";
const LONG: Duration = Duration::from_secs(60);

/// Chooses a value in the cell of a line and a column.
async fn set_rule(person: &Person, line: &str, column: &str, level: &str) -> Done {
    person.see("matrix").await?;
    let script = "
        const cell = [...document.querySelectorAll('[data-test=matrix-cell]')]
            .find(one => one.getAttribute('aria-label') === arguments[0]);
        cell.value = arguments[1];
        cell.dispatchEvent(new Event('change', { bubbles: true }));";
    let label = format!("{column}: {line}");
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

async fn prepare(person: &Person, name: &str, stage: &str) -> Done {
    person.click("new-folder").await?;
    person.write("folder-name", name).await?;
    person
        .click("label:has([data-test=folder-prepared])")
        .await?;
    person.see("new-stage").await?;
    person.choose("new-stage", stage).await?;
    person.click("make-folder").await?;
    person.gone("folder-dialog").await
}

/// Waits until a name stands, or does not stand, among the things of this kind.
async fn shows(person: &Person, test: &str, name: &str, yes: bool) -> Done {
    let script = format!(
        "const there = [...document.querySelectorAll('[data-test={test}]')].some(one => one.innerText.includes('{name}'));
         if (there !== {yes}) document.querySelector('[data-test=refresh]')?.click();
         return there === {yes}"
    );
    person.wait_for(name, LONG, &script).await?;
    Ok(())
}

async fn rights_of(person: &Person, name: &str) -> Done {
    person.click("tab-documents").await?;
    person.see_document(name).await?;
    person
        .click(&format!(
            "[data-test=doc-row][data-name='{name}'] [data-test=doc-more]"
        ))
        .await?;
    person.click("details-rights").await?;
    person.see_within("who-may", LONG).await?;
    Ok(())
}

async fn group(seller: &Person, name: &str) -> Done {
    seller.click("tab-access").await?;
    seller.click("new-group").await?;
    seller.write("group-name", name).await?;
    seller.click("make-group").await?;
    seller.gone("group-dialog").await?;
    shows(seller, "group", name, true).await
}

/// Invites somebody into the n-th group.
async fn invite(seller: &Person, label: &str, group: usize) -> Done<String> {
    seller.click("tab-people").await?;
    seller.click("invite").await?;
    seller.write("invite-label", label).await?;
    let script = "document.querySelectorAll('[data-test=invite-group]')[arguments[0]].click()";
    seller.see("invite-group").await?;
    seller.run(script, vec![json!(group)]).await?;
    seller.click("make-invite").await?;
    let field = seller.see_within("made-url", LONG).await?;
    let url = field.prop("value").await?.unwrap_or_default();
    seller.click("handed-done").await?;
    Ok(url)
}

async fn play(language: Language, other: Language) -> Done {
    let world = World::start(&format!("access-documents-{}", language.tag())).await?;
    let documents = Documents::make(1)?;
    let seller = world.person("seller", language).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("王芳", PASSPHRASE).await?;
    seller.create_room("晨星股权转让").await?;
    seller
        .upload(&[&documents.file(LETTER), &documents.file(CUSTOMERS)])
        .await?;
    seller.transferred(LONG).await?;
    prepare(&seller, "Bids", "2").await?;
    seller.click("new-folder").await?;
    seller.write("folder-name", "Contracts").await?;
    seller
        .click("label:has([data-test=folder-prepared])")
        .await?;
    seller.choose("new-stage", "2").await?;
    seller.shoot("access", "stage-folder").await?;
    seller.click("make-folder").await?;
    seller.gone("folder-dialog").await?;
    assert_eq!(seller.read_all("tree-stage").await?.len(), 2);
    assert_eq!(seller.read_all("row-stage").await?.len(), 2);
    seller.shoot("access", "stage-rows").await?;
    group(&seller, "Bidder A").await?;
    group(&seller, "Bidder B").await?;
    let (to_anna, to_bert) = (
        invite(&seller, "Anna", 0).await?,
        invite(&seller, "Bert", 1).await?,
    );
    let anna = world.person("anna", other).await?;
    anna.go(&to_anna).await?;
    anna.join_as_new("Anna", PASSPHRASE).await?;
    let bert = world.person("bert", language).await?;
    bert.go(&to_bert).await?;
    bert.join_as_new("Bert", PASSPHRASE).await?;

    // the room's own folder for Bidder A: both documents
    seller.click("tab-people").await?;
    shows(&seller, "member", "Bert", true).await?;
    seller.click("tab-access").await?;
    set_rule(&seller, "晨星股权转让", "Bidder A", "read").await?;
    apply(&seller).await?;
    shows(&anna, "doc-row", LETTER, true).await?;
    shows(&anna, "tree-folder", "Bids", false).await?;

    // one of them gets rights of its own: nothing changes by that
    rights_of(&seller, LETTER).await?;
    assert_eq!(seller.read_all("may-open").await?.len(), 1);
    seller.shoot("access", "rights-inherited").await?;
    seller.click("give-own-rights").await?;
    seller.see_within("take-own-rights", LONG).await?;
    seller.shoot("access", "rights-own").await?;
    seller.click("rights-to-table").await?;
    shows(&seller, "matrix-doc", LETTER, true).await?;
    shows(&anna, "doc-row", LETTER, true).await?;

    // kept from who reads the folder, given to who reads nothing else
    set_rule(&seller, LETTER, "Bidder A", "nothing").await?;
    set_rule(&seller, LETTER, "Bidder B", "read").await?;
    seller.shoot("access", "matrix-document").await?;
    apply(&seller).await?;
    shows(&anna, "doc-row", LETTER, false).await?;
    assert_eq!(anna.documents().await?, [CUSTOMERS]);
    shows(&bert, "doc-row", LETTER, true).await?;
    assert_eq!(bert.documents().await?, [LETTER]);
    let shared = bert
        .language
        .say("与您共享的文件", "Documents shared with you");
    shows(&bert, "tree-folder", shared, true).await?;
    bert.preview(LETTER).await?;
    bert.close_dialog().await?;
    bert.shoot("access", "documents-shared").await?;
    seller.click("tab-documents").await?;
    seller.see("row-own").await?;
    seller.shoot("access", "document-rows").await?;
    rights_of(&seller, LETTER).await?;
    let may = seller.read_all("may-open").await?;
    assert!(may.len() == 1 && may[0].contains("Bert"), "{may:?}");

    // as in its folder again: who gains and who loses is said before
    seller.click("take-own-rights").await?;
    seller.see_within("taking", LONG).await?;
    let said = seller.read("taking").await?;
    assert!(said.contains("Anna") && said.contains("Bert"), "{said}");
    seller.shoot("access", "rights-taken").await?;
    seller.click("take-own-rights-yes").await?;
    seller.see_within("give-own-rights", LONG).await?;
    seller.click("rights-done").await?;
    shows(&anna, "doc-row", LETTER, true).await?;
    shows(&bert, "doc-row", LETTER, false).await?;

    // a stage, disclosed as one and taken back as one
    seller.click("tab-access").await?;
    seller.see("stage").await?;
    seller.shoot("access", "stages").await?;
    disclose(&seller).await?;
    shows(&anna, "tree-folder", "Bids", true).await?;
    shows(&anna, "tree-folder", "Contracts", true).await?;
    shows(&bert, "tree-folder", "Bids", false).await?;
    assert!(!anna.sees("tree-stage").await && !anna.sees("row-stage").await);
    shows(&seller, "stage-has", "Bidder A", true).await?;
    disclose(&seller).await?;
    shows(&anna, "tree-folder", "Bids", false).await?;
    shows(&anna, "tree-folder", "Contracts", false).await?;
    Ok(())
}

/// Ticks Bidder A for the stage, or unticks it, and applies.
async fn disclose(seller: &Person) -> Done {
    seller.click("disclose-stage").await?;
    seller.see("stage-dialog").await?;
    let script = "document.querySelector('[data-test=stage-groups] input').click()";
    seller.run(script, vec![]).await?;
    seller.shoot("access", "stage-dialog").await?;
    seller.click("stage-done").await?;
    seller.gone("stage-dialog").await?;
    apply(seller).await
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_get_rights_of_their_own_and_stages_are_disclosed_in_chinese() -> Done {
    play(Language::Chinese, Language::English).await
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_get_rights_of_their_own_and_stages_are_disclosed_in_english() -> Done {
    play(Language::English, Language::Chinese).await
}
