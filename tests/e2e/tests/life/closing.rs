//! The company changes hands: both sign a list of what is handed over, and the room is the buyer's.

use std::{fs, path::PathBuf};

use e2e::{Done, Person};

use crate::{LONG, TITLE, shoot};

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
    seller.list_is("Give").await?;
    let one = save(&seller, "closing-save-list", "移交清单", "one.json").await?;

    buyer.click("tab-closing").await?;
    buyer.pick("closing-paper", &[&one]).await?;
    buyer.list_is("Check").await?;
    buyer.click("closing-check").await?;
    buyer.list_is("Sign").await?;
    shoot(buyer, "checked").await?;
    buyer.click("closing-sign").await?;
    buyer.list_is("Return").await?;
    let both = save(buyer, "closing-save-list", "移交清单", "both.json").await?;

    seller.pick("closing-paper", &[&both]).await?;
    seller.passing_is("Ready").await?;
    seller.click("closing-pass").await?;
    seller.write("closing-type", TITLE).await?;
    seller.click("closing-offer-act").await?;
    seller.gone_within("closing-offer-dialog", LONG).await?;
    let offer = save(&seller, "closing-save-offer", "移交书", "offer.json").await?;

    buyer.pick("closing-paper", &[&offer]).await?;
    buyer.passing_is("Take").await?;
    buyer.click("closing-accept").await?;
    buyer.click("confirm-yes").await?;
    buyer.passing_is("Accepted").await?;
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
