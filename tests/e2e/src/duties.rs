//! What managers do about the information of customers.

use std::time::Duration;

use crate::{Done, Person};

const LONG: Duration = Duration::from_secs(60);

impl Person {
    /// Goes to a part of compliance.
    pub async fn duty(&self, tab: &str) -> Done {
        self.click("tab-compliance").await?;
        self.click(tab).await
    }

    /// Opens the form for a basis, and says that this group is given this folder for the purchase.
    pub async fn fill_basis(&self, group: &str, folder: &str) -> Done {
        self.duty("tab-information").await?;
        self.click("record-basis").await?;
        self.see("basis-dialog").await?;
        self.choose("basis-who", group).await?;
        self.click(&format!("[data-test=pick-target][data-name='{folder}']"))
            .await?;
        self.write("basis-purpose", "收购前的尽职调查").await?;
        self.write("basis-method", "仅在资料室内查阅").await?;
        self.click("basis-sensitive").await
    }

    /// Ticks, for the level of what is sensitive, that two managers decide.
    pub async fn tick_two_decide(&self) -> Done {
        self.duty("tab-information").await?;
        self.click("tier-edit").await?;
        self.see("tier-dialog").await?;
        self.click("tier-second").await
    }

    /// Asks a second manager for the changes that wait.
    pub async fn ask_second(&self, note: &str) -> Done {
        self.click("changes-review").await?;
        self.see_within("ask-second", LONG).await?;
        self.write("ask-note", note).await?;
        self.click("ask-second").await?;
        self.gone_within("review-dialog", LONG).await
    }

    /// Opens what somebody asked for, as the second manager.
    pub async fn open_asked(&self) -> Done {
        self.click("refresh").await?;
        self.duty("tab-information").await?;
        self.see_within("asked-open", LONG).await?;
        self.click("asked-open").await?;
        self.see("asked-approve").await.map(drop)
    }

    /// Agrees to what is open, and carries it out.
    pub async fn approve_and_carry(&self) -> Done {
        self.click("asked-approve").await?;
        self.gone_within("asked-dialog", LONG).await?;
        self.see_within("asked-open", LONG).await?;
        self.click("asked-open").await?;
        self.click("asked-carry").await?;
        self.gone_within("asked-dialog", LONG).await
    }

    /// Reads the room again until it is there.
    pub async fn hear(&self, test: &str) -> Done {
        let script = format!(
            "const there = document.querySelector('[data-test={test}]') !== null;
             if (!there) document.querySelector('[data-test=refresh]')?.click();
             return there"
        );
        self.wait_for(test, LONG, &script).await.map(drop)
    }
}
