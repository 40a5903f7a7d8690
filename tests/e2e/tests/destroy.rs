//! The end of documents: a period makes them due, a legal hold keeps them, two managers destroy them, nothing is left in
//! the server's folder, and anybody verifies the certificate, of which no bit may be changed.
#![allow(clippy::unwrap_used)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use e2e::{Done, Language, Person, Terminal, World};
use serde_json::Value;

const PASSPHRASE: &str = "copper-estuary-7743-lantern";
const LONG: Duration = Duration::from_secs(60);
const LIST: &str = "客户名单.csv";
const NOTES: &str = "回访记录.txt";
const PLAIN: &str = "公司简介.txt";
const FOLDER: &str = "客户";

async fn shoot(person: &Person, screen: &str) -> Done {
    person.shoot("destroy", screen).await
}

/// Reads the room again until so many documents stand so.
async fn stand(person: &Person, standing: &str, count: usize) -> Done {
    let script = format!(
        "const there = document.querySelectorAll('[data-test=due][data-standing={standing}]').length;
         if (there !== {count}) document.querySelector('[data-test=refresh]')?.click();
         return there === {count}"
    );
    person.wait_for(standing, LONG, &script).await?;
    Ok(())
}

/// All files below a folder.
fn names(folder: &Path, found: &mut BTreeSet<String>) -> Done {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            // that something was erased stays, what it was does not
            if !path.ends_with("tombs") {
                names(&path, found)?;
            }
        } else {
            found.insert(path.to_string_lossy().into_owned());
        }
    }
    Ok(())
}

fn stored(world: &World) -> Done<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    names(&world.server.data(), &mut found)?;
    Ok(found)
}

/// The parts that a certificate lists.
fn parts(certificate: &Path) -> Done<Vec<String>> {
    let file: Value = serde_json::from_slice(&fs::read(certificate)?)?;
    let said: Value = serde_json::from_str(file["payload"].as_str().unwrap())?;
    let mut parts = Vec::new();
    for document in said["documents"].as_array().unwrap() {
        for version in document["versions"].as_array().unwrap() {
            let all = version["parts"].as_array().unwrap().iter();
            parts.extend(all.map(|part| part.as_str().unwrap().to_owned()));
        }
    }
    Ok(parts)
}

/// A seller with three documents, of which two are customers', and a second manager.
async fn two_managers(world: &World) -> Done<(Person, Person)> {
    let files = tempfile::tempdir()?;
    let file = |name: &str, text: &str| -> Done<PathBuf> {
        let path = files.path().join(name);
        fs::write(&path, text)?;
        Ok(path)
    };
    let list = file(LIST, "姓名,手机\n王某,13800000001\n李某,13800000002\n")?;
    let notes = file(NOTES, "客户王某，三月回访，满意。\n")?;
    let plain = file(PLAIN, "本公司成立于二〇〇九年。\n")?;
    let seller = world.person("seller", Language::Chinese).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("王芳", PASSPHRASE).await?;
    seller.create_room("晨星股权转让").await?;
    seller.upload(&[&plain]).await?;
    seller.make_folder(FOLDER, "folder-plain").await?;
    seller.open_folder(FOLDER).await?;
    seller.upload(&[&list, &notes]).await?;
    seller.transferred(LONG).await?;
    let url = seller.invite("Deng").await?;
    let deng = world.person("deng", Language::English).await?;
    deng.go(&url).await?;
    deng.join_as_new("Deng Min", PASSPHRASE).await?;
    seller.appoint("Deng Min", "manager").await?;
    Ok((seller, deng))
}

/// What is in the folder is sensitive, which two decide about.
async fn two_decide(seller: &Person) -> Done {
    seller.click("tab-documents").await?;
    seller.open_folder(FOLDER).await?;
    seller.click("folder-menu").await?;
    seller.click("classify-folder").await?;
    seller.choose("marks-tier", "敏感").await?;
    seller.write("marks-persons", "1200").await?;
    seller.click("classify-save").await?;
    seller.gone_within("classify-dialog", LONG).await?;
    seller.tick_two_decide().await?;
    seller.click("tier-save").await?;
    seller.gone_within("tier-dialog", LONG).await
}

/// A period of the customers' folder that is over since yesterday.
async fn make_due(seller: &Person) -> Done {
    seller.duty("tab-retention").await?;
    seller.see_within("no-clocks", LONG).await?;
    shoot(seller, "empty").await?;
    seller.click("clock-new").await?;
    seller.choose("clock-of", FOLDER).await?;
    seller
        .click("label:has([data-test=clock-from-until])")
        .await?;
    seller.set_day("clock-day", -1).await?;
    seller.write("clock-words", "合同终止后三年").await?;
    shoot(seller, "clock").await?;
    seller.click("clock-save").await?;
    seller.gone_within("clock-dialog", LONG).await?;
    stand(seller, "Due", 2).await?;
    // the room keeps the rest for years, in words
    seller.click("clock-new").await?;
    seller.choose("clock-of", "整个资料室").await?;
    seller
        .click("label:has([data-test=clock-from-given])")
        .await?;
    seller.set_day("clock-day", -30).await?;
    seller.write("clock-number", "3").await?;
    seller.click("clock-save").await?;
    seller.gone_within("clock-dialog", LONG).await?;
    let said = seller
        .wait_for(
            "two clocks",
            LONG,
            "const all = [...document.querySelectorAll('[data-test=clock]')];
             return all.length === 2 && all.map(one => one.innerText).join('\\n')",
        )
        .await?;
    let said = said.as_str().unwrap_or_default();
    assert!(
        said.contains("3 年") && said.contains("合同终止后三年"),
        "{said}"
    );
    assert!(said.contains("其中 2 份已到期"), "{said}");
    shoot(seller, "due").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_keeps_what_is_due_and_two_lift_it() -> Done {
    let world = World::start("destroy-hold").await?;
    let (seller, deng) = two_managers(&world).await?;
    make_due(&seller).await?;
    seller.click("hold-new").await?;
    seller.choose("hold-of", FOLDER).await?;
    seller.write("hold-case", "(2027)京01民初118号").await?;
    seller.write("hold-why", "与王某的合同纠纷").await?;
    shoot(&seller, "hold").await?;
    seller.click("hold-save").await?;
    seller.gone_within("hold-dialog", LONG).await?;
    stand(&seller, "Held", 2).await?;
    assert!(!seller.sees("due-tick").await);
    shoot(&seller, "held").await?;

    // neither the list nor the documents give a way to it
    seller.click("tab-documents").await?;
    seller.open_folder(FOLDER).await?;
    seller.click("doc-tick").await?;
    seller.click("keep-ticked").await?;
    seller.see("keep-dialog").await?;
    shoot(&seller, "keep").await?;
    seller.click("keep-destroy").await?;
    seller.see_within("all-held", LONG).await?;
    assert!(!seller.sees("destroy-go").await && !seller.sees("destroy-ask").await);
    shoot(&seller, "all-held").await?;
    seller.close_dialog().await?;
    // nor does putting it away; the folder above with all below leaves it where it is
    seller.click("doc-tick").await?;
    seller.click("bin-ticked").await?;
    let told = "return document.querySelector('[data-test=toasts]').innerText.includes('法律保全')";
    seller.wait_for("why not", LONG, told).await?;
    seller.see_document(LIST).await?;

    // another manager sees it, and alone does not lift it
    deng.click("refresh").await?;
    deng.duty("tab-retention").await?;
    deng.hear("hold").await?;
    let hold = deng.read("hold").await?;
    assert!(hold.contains("118") && hold.contains("王某"), "{hold}");
    deng.click("hold-lift").await?;
    let means = deng.read("lift-means").await?;
    assert!(means.contains("second manager"), "{means}");
    deng.write("lift-why", "Settled out of court").await?;
    shoot(&deng, "lift").await?;
    deng.click("lift-go").await?;
    deng.gone_within("lift-dialog", LONG).await?;
    deng.hear("hold-end").await?;
    stand(&deng, "Held", 2).await?;
    assert!(!deng.sees("hold-lift").await);

    // with the owner's word it is lifted, and what was due is due
    seller.duty("tab-retention").await?;
    seller.hear("hold-end").await?;
    seller.click("hold-lift").await?;
    seller.write("lift-why", "已和解").await?;
    seller.click("lift-go").await?;
    seller.gone_within("lift-dialog", LONG).await?;
    stand(&seller, "Due", 2).await?;
    stand(&deng, "Due", 2).await?;

    // the record calls it by its name
    record_says(&seller, &["设置法律保全", "提出解除法律保全"]).await?;
    deng.leave().await?;
    seller.leave().await
}

async fn record_says(person: &Person, words: &[&str]) -> Done {
    person.click("tab-activity").await?;
    person.see_within("timeline", LONG).await?;
    person.click("label:has([data-test=part-record])").await?;
    person.see_within("record-row", LONG).await?;
    let said = person.read_all("record-row").await?.join("\n");
    for word in words {
        assert!(said.contains(word), "{word}: {said}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_destroy_it_and_anybody_verifies_the_certificate() -> Done {
    let world = World::start("destroy").await?;
    let (seller, deng) = two_managers(&world).await?;
    two_decide(&seller).await?;
    make_due(&seller).await?;

    // one alone cannot: it is asked for
    for tick in [
        "[data-test=due]:nth-child(1) [data-test=due-tick]",
        "[data-test=due]:nth-child(2) [data-test=due-tick]",
    ] {
        seller.click(tick).await?;
    }
    seller.click("destroy-ticked").await?;
    seller.see_within("takes-two", LONG).await?;
    assert!(!seller.sees("destroy-go").await && !seller.sees("destroy-confirm").await);
    let goes = seller.read("goes").await?;
    assert!(
        goes.contains("2 份文件") && goes.contains("2,400"),
        "{goes}"
    );
    shoot(&seller, "ask").await?;
    seller.write("destroy-words", "合同终止已满三年").await?;
    seller.write("destroy-note", "请核对").await?;
    seller.click("destroy-ask").await?;
    seller.gone_within("destroy-dialog", LONG).await?;
    seller.hear("doom-open").await?;
    seller.click("doom-open").await?;
    seller.see_within("doom-mine", LONG).await?;
    assert!(!seller.sees("doom-approve").await);
    seller.close_dialog().await?;
    let before = stored(&world)?;

    // another manager agrees
    deng.click("refresh").await?;
    deng.duty("tab-retention").await?;
    deng.hear("doom-open").await?;
    deng.click("doom-open").await?;
    deng.see_within("goes", LONG).await?;
    shoot(&deng, "asked").await?;
    deng.click("doom-approve").await?;
    deng.gone_within("doom-dialog", LONG).await?;

    // who asked carries it out, once the word is typed
    let script = "const there = document.querySelector('[data-test=doom-standing]')?.innerText.includes('已同意');
        if (!there) document.querySelector('[data-test=refresh]')?.click();
        return there === true";
    seller.wait_for("the approval", LONG, script).await?;
    seller.click("doom-open").await?;
    seller.see_within("destroy-confirm", LONG).await?;
    assert!(!seller.see("destroy-go").await?.is_enabled().await?);
    seller.write("destroy-confirm", "销毁").await?;
    shoot(&seller, "confirm").await?;
    seller.click("destroy-go").await?;
    seller.see_within("destroyed", LONG).await?;
    let complete = "[data-test=destroyed][data-complete=true]";
    seller.see(complete).await?;
    shoot(&seller, "destroyed").await?;
    seller.click("certificate-save").await?;
    let first = saved(&seller).await?;
    seller.click("destroyed-close").await?;

    // nothing of it is in the server's folder
    let listed = parts(&first)?;
    assert!(listed.len() >= 2);
    let after = stored(&world)?;
    for part in &listed {
        let at = |files: &BTreeSet<String>| files.iter().find(|file| file.contains(part)).cloned();
        assert!(at(&before).is_some(), "{part}");
        assert_eq!(at(&after), None, "what was destroyed is there");
    }
    seller.click("tab-documents").await?;
    seller.see_document(PLAIN).await?;
    let page = seller.page_text().await;
    assert!(!page.contains(LIST) && !page.contains(NOTES), "{page}");

    // who agreed signs as well
    deng.click("refresh").await?;
    deng.hear("certificate-open").await?;
    deng.click("certificate-open").await?;
    deng.see_within("certificate-awaits", LONG).await?;
    deng.see("[data-test=cert-signed][data-good=false]").await?;
    deng.click("certificate-sign").await?;
    deng.see_within("[data-test=cert-signed][data-good=true]", LONG)
        .await?;
    assert!(!deng.sees("certificate-awaits").await);
    shoot(&deng, "certificate").await?;
    deng.click("certificate-save").await?;
    let both = saved(&deng).await?;
    deng.close_dialog().await?;
    shoot(&deng, "done").await?;

    strangers(&world, &first, &both).await?;
    record_says(&seller, &["彻底销毁文件"]).await?;
    deng.leave().await?;
    seller.leave().await
}

/// The certificate that somebody saved last.
async fn saved(person: &Person) -> Done<PathBuf> {
    let folder = person.downloads();
    for _ in 0..100 {
        let files = fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut found = files.map(|file| file.path());
        let json = found.find(|path| path.extension().is_some_and(|end| end == "json"));
        if let Some(path) = json {
            return Ok(path);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err("no certificate was saved".into())
}

/// Without an identity, without the store: on a terminal and in a browser.
async fn strangers(world: &World, first: &Path, both: &Path) -> Done {
    let terminal = Terminal::new(world, PASSPHRASE)?;
    let report = terminal.run(&["verify", both.to_str().unwrap()]).await?;
    let said = report.to_string();
    assert!(said.contains("destruction-certificate"), "{said}");
    // one has signed of two
    let half = terminal.run(&["verify", first.to_str().unwrap()]).await;
    assert!(half.is_err());
    let mut bytes = fs::read(both)?;
    let at = String::from_utf8_lossy(&bytes).find("receipts").unwrap() + 40;
    bytes[at] ^= 1;
    let changed = both.with_file_name("changed.json");
    fs::write(&changed, bytes)?;
    let refused = terminal.run(&["verify", changed.to_str().unwrap()]).await;
    assert!(refused.is_err());

    let stranger = world.person("stranger", Language::Chinese).await?;
    stranger.go(&world.url("/verify")).await?;
    stranger.see("page-verify").await?;
    stranger.pick("verify-files", &[both]).await?;
    stranger.see_within("verify-holds", LONG).await?;
    stranger
        .see("[data-test=cert-complete][data-good=true]")
        .await?;
    stranger
        .see("[data-test=cert-signed][data-good=true]")
        .await?;
    assert_eq!(stranger.read_all("verify-signer").await?.len(), 2);
    shoot(&stranger, "verified").await?;
    stranger.pick("verify-files", &[&changed]).await?;
    stranger.see_within("verify-failed", LONG).await?;
    stranger.pick("verify-files", &[first]).await?;
    stranger
        .see_within("[data-test=cert-signed][data-good=false]", LONG)
        .await?;
    stranger.leave().await
}
