//! The company changes hands: both sign a list of what is handed over, and the room is the buyer's.

use std::{fs, path::PathBuf};

use e2e::{Done, Person};

use crate::{LONG, TITLE, shoot};

async fn next(person: &Person, next: &str) -> Done {
    let wanted = format!("[data-test=closing-next][data-next={next}]");
    person.see_within(&wanted, LONG).await.map(drop)
}

async fn step(person: &Person, step: &str) -> Done {
    let wanted = format!("[data-test=closing-pass-part][data-step={step}]");
    person.see_within(&wanted, LONG).await.map(drop)
}

/// Saves a paper, as a mail would carry it.
async fn save(person: &Person, button: &str, said: &str, name: &str) -> Done<PathBuf> {
    person.click(button).await?;
    let saved = person
        .saved_within(&format!("{TITLE} {said}.json"), LONG)
        .await?;
    let kept = saved.with_file_name(name);
    fs::rename(saved, &kept)?;
    Ok(kept)
}

/// Gives the buyer's closing bible.
pub(crate) async fn handed_over(seller: Person, buyer: &Person) -> Done<PathBuf> {
    seller.click("tab-closing").await?;
    seller.click("closing-make").await?;
    seller.see_within("closing-make-act", LONG).await?;
    seller
        .click_path("//*[@data-test='closing-make-dialog']//label[contains(., '李伟')]")
        .await?;
    shoot(&seller, "list").await?;
    seller.click("closing-make-act").await?;
    seller.gone_within("closing-make-dialog", LONG).await?;
    next(&seller, "Give").await?;
    let one = save(&seller, "closing-save-list", "移交清单", "one.json").await?;

    buyer.click("tab-closing").await?;
    buyer.pick("closing-paper", &[&one]).await?;
    next(buyer, "Check").await?;
    buyer.click("closing-check").await?;
    next(buyer, "Sign").await?;
    shoot(buyer, "checked").await?;
    buyer.click("closing-sign").await?;
    next(buyer, "Return").await?;
    let both = save(buyer, "closing-save-list", "移交清单", "both.json").await?;

    seller.pick("closing-paper", &[&both]).await?;
    step(&seller, "Ready").await?;
    seller.click("closing-pass").await?;
    seller.write("closing-type", TITLE).await?;
    seller.click("closing-offer-act").await?;
    seller.gone_within("closing-offer-dialog", LONG).await?;
    let offer = save(&seller, "closing-save-offer", "移交书", "offer.json").await?;

    buyer.pick("closing-paper", &[&offer]).await?;
    step(buyer, "Take").await?;
    buyer.click("closing-accept").await?;
    buyer.click("confirm-yes").await?;
    step(buyer, "Accepted").await?;
    seller.reload().await?;
    seller.unlock(crate::PASSPHRASE).await?;
    seller
        .see_within("[data-test=room-over][data-state=Ended]", LONG)
        .await?;
    seller.leave().await?;

    buyer.see_within("bible-in", LONG).await?;
    buyer.click("bible-make").await?;
    let zip = buyer
        .saved_within(&format!("{TITLE} 交割文件集.zip"), LONG)
        .await?;
    buyer.transferred(LONG).await?;
    Ok(zip)
}
