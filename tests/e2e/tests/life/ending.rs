//! The new owner's duty: the customers' period is over, a lawsuit holds them for a while, and two destroy them.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use e2e::{Done, Person};

use crate::{FOLDER, LONG, shoot};

/// Reads the room again until both documents stand so.
async fn stand(person: &Person, standing: &str) -> Done {
    let script = format!(
        "const there = document.querySelectorAll('[data-test=due][data-standing={standing}]').length;
         if (there !== 2) document.querySelector('[data-test=refresh]')?.click();
         return there === 2"
    );
    person.wait_for(standing, LONG, &script).await.map(drop)
}

/// The newest file that was saved and ends so.
async fn saved(person: &Person, ending: &str) -> Done<PathBuf> {
    for _ in 0..300 {
        let files = fs::read_dir(person.downloads())?.flatten();
        let mut files: Vec<_> = files.map(|entry| entry.path()).collect();
        files.retain(|path| path.to_string_lossy().ends_with(ending));
        let time = |path: &PathBuf| fs::metadata(path).and_then(|data| data.modified()).ok();
        if let Some(newest) = files.into_iter().max_by_key(time) {
            return Ok(newest);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(format!("nothing that ends with {ending} was saved").into())
}

/// Gives the certificate that both signed.
pub(crate) async fn destroyed(deng: &Person, buyer: &Person) -> Done<PathBuf> {
    buyer.duty("tab-retention").await?;
    buyer.see_within("no-clocks", LONG).await?;
    buyer.click("clock-new").await?;
    buyer.choose("clock-of", FOLDER).await?;
    buyer
        .click("label:has([data-test=clock-from-until])")
        .await?;
    buyer.set_day("clock-day", -1).await?;
    buyer.write("clock-words", "合同终止后三年").await?;
    buyer.click("clock-save").await?;
    buyer.gone_within("clock-dialog", LONG).await?;
    stand(buyer, "Due").await?;

    buyer.click("hold-new").await?;
    buyer.choose("hold-of", FOLDER).await?;
    buyer.write("hold-case", "(2027)京01民初118号").await?;
    buyer.write("hold-why", "与某客户的合同纠纷").await?;
    buyer.click("hold-save").await?;
    buyer.gone_within("hold-dialog", LONG).await?;
    stand(buyer, "Held").await?;
    assert!(!buyer.sees("due-tick").await);
    shoot(buyer, "held").await?;
    buyer.click("hold-lift").await?;
    buyer.write("lift-why", "已和解").await?;
    buyer.click("lift-go").await?;
    buyer.gone_within("lift-dialog", LONG).await?;
    stand(buyer, "Due").await?;

    for tick in [
        "[data-test=due]:nth-child(1) [data-test=due-tick]",
        "[data-test=due]:nth-child(2) [data-test=due-tick]",
    ] {
        buyer.click(tick).await?;
    }
    buyer.click("destroy-ticked").await?;
    buyer.see_within("takes-two", LONG).await?;
    buyer.write("destroy-words", "合同终止已满三年").await?;
    buyer.click("destroy-ask").await?;
    buyer.gone_within("destroy-dialog", LONG).await?;

    deng.click("refresh").await?;
    deng.duty("tab-retention").await?;
    deng.hear("doom-open").await?;
    deng.click("doom-open").await?;
    deng.see_within("goes", LONG).await?;
    deng.click("doom-approve").await?;
    deng.gone_within("doom-dialog", LONG).await?;

    let agreed = "const there = document.querySelector('[data-test=doom-standing]')?.innerText.includes('已同意');
        if (!there) document.querySelector('[data-test=refresh]')?.click();
        return there === true";
    buyer.wait_for("the approval", LONG, agreed).await?;
    buyer.click("doom-open").await?;
    buyer.see_within("destroy-confirm", LONG).await?;
    buyer.write("destroy-confirm", "销毁").await?;
    buyer.click("destroy-go").await?;
    buyer
        .see_within("[data-test=destroyed][data-complete=true]", LONG)
        .await?;
    buyer.click("destroyed-close").await?;

    deng.hear("certificate-open").await?;
    deng.click("certificate-open").await?;
    deng.see_within("certificate-awaits", LONG).await?;
    deng.click("certificate-sign").await?;
    deng.see_within("[data-test=cert-signed][data-good=true]", LONG)
        .await?;
    deng.click("certificate-save").await?;
    let certificate = saved(deng, ".json").await?;
    deng.close_dialog().await?;
    says_ten_thousand(&certificate)?;
    Ok(certificate)
}

/// How many it was about stands in it, of each document.
fn says_ten_thousand(certificate: &Path) -> Done {
    let file: serde_json::Value = serde_json::from_slice(&fs::read(certificate)?)?;
    let said: serde_json::Value = serde_json::from_str(file["payload"].as_str().unwrap())?;
    let documents = said["documents"].as_array().unwrap();
    assert_eq!(documents.len(), 2);
    for document in documents {
        assert_eq!(document["persons"], 10_000, "{document}");
    }
    Ok(())
}

/// One entry with its proof, and the key of the store.
pub(crate) async fn proven(owner: &Person) -> Done<(PathBuf, String)> {
    owner.click("tab-activity").await?;
    owner.click("label:has([data-test=part-record])").await?;
    owner.see_within("record-holds", LONG).await?;
    owner.click("[data-test=record-index] summary").await?;
    let key = owner.read("index-key").await?;
    owner.click("record-prove").await?;
    Ok((saved(owner, ".tlog-proof").await?, key))
}
