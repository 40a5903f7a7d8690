//! What people do about who may see what: folders, groups, rules, offices, approval.

use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::By;

use crate::{Done, Person, world::until};

/// Keys that change, over a busy machine.
const CHANGING: Duration = Duration::from_secs(60);

/// What an invite is made with.
#[derive(Debug, Clone, Default)]
pub struct InviteOptions {
    /// Its name in the list of people.
    pub label: String,
    /// The groups that the newcomer comes into; into the whole room if there is none.
    pub groups: Vec<String>,
    /// Whoever joins waits until words were compared.
    pub approval: bool,
    /// As an auditor.
    pub audits: bool,
}

impl InviteOptions {
    /// Into groups.
    pub fn into(label: &str, groups: &[&str]) -> Self {
        Self {
            label: label.to_owned(),
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
            ..Self::default()
        }
    }
}

impl Person {
    /// Makes a folder in the one that is shown, of a kind: `folder-plain`, `folder-prepared`, `folder-clean`.
    pub async fn make_folder(&self, name: &str, kind: &str) -> Done {
        self.click("tab-documents").await?;
        self.click("new-folder").await?;
        self.write("folder-name", name).await?;
        self.click(&format!("label:has([data-test={kind}])"))
            .await?;
        self.click("make-folder").await?;
        self.gone_within("folder-dialog", CHANGING).await
    }

    /// Makes a group.
    pub async fn make_group(&self, name: &str) -> Done {
        self.click("tab-access").await?;
        self.click("new-group").await?;
        self.write("group-name", name).await?;
        self.click("make-group").await?;
        self.gone("group-dialog").await?;
        let there = format!("//button[@data-test='group'][contains(., '{name}')]");
        self.see_path(&there).await
    }

    /// Chooses a level in the cell of a folder and a column: `above`, `nothing`, `read`, `write`.
    pub async fn set_rule(&self, folder: &str, column: &str, level: &str) -> Done {
        self.click("tab-access").await?;
        let chosen = "
            const cell = [...document.querySelectorAll('[data-test=matrix-cell]')]
                .find(one => one.getAttribute('aria-label') === arguments[0]);
            if (!cell) return false;
            cell.value = arguments[1];
            cell.dispatchEvent(new Event('change', { bubbles: true }));
            return true;";
        let label = format!("{column}: {folder}");
        let found = until(CHANGING, async || {
            let said = self.run(chosen, vec![json!(label), json!(level)]).await;
            match said {
                Ok(Value::Bool(true)) => Ok(()),
                Ok(_) => Err("there is no such cell".to_owned()),
                Err(error) => Err(error.to_string()),
            }
        })
        .await;
        match found {
            Ok(()) => Ok(()),
            Err(reason) => self.stuck(&label, &reason).await,
        }
    }

    /// Looks at what waits to be changed.
    pub async fn review(&self) -> Done {
        self.click("changes-review").await?;
        self.see("review").await?;
        Ok(())
    }

    /// Has it changed.
    pub async fn apply(&self) -> Done {
        self.click("review-apply").await?;
        self.gone_within("review-dialog", CHANGING).await?;
        self.gone("changes-waiting").await
    }

    /// Presses a button in somebody's line; looks again until it is there.
    pub async fn act_on(&self, name: &str, button: &str) -> Done {
        self.click("tab-people").await?;
        self.see("members").await?;
        let path = format!(
            "//li[@data-test='member'][contains(., '{name}')]//button[@data-test='{button}']"
        );
        let path = By::XPath(path);
        let pressed = until(CHANGING, async || match self.web.find(path.clone()).await {
            Ok(element) => self.press(&element).await,
            Err(error) => {
                let _ = self.click("refresh").await;
                tokio::time::sleep(Duration::from_secs(1)).await;
                Err(error.to_string())
            }
        })
        .await;
        match pressed {
            Ok(()) => Ok(()),
            Err(reason) => self.stuck(&format!("{button} of {name}"), &reason).await,
        }
    }

    /// Lets a newcomer in.
    pub async fn approve(&self, name: &str) -> Done {
        self.act_on(name, "approve-member").await?;
        self.see("approve-dialog").await?;
        self.click("approve-yes").await?;
        self.gone_within("approve-dialog", CHANGING).await
    }

    /// Gives an office, or takes it with `none`.
    pub async fn appoint(&self, name: &str, office: &str) -> Done {
        self.act_on(name, "office-member").await?;
        self.see("office-dialog").await?;
        self.click(&format!("label:has([data-test=office-{office}])"))
            .await?;
        self.click("office-save").await?;
        self.gone_within("office-dialog", CHANGING).await
    }

    /// Invites somebody; gives the whole address.
    pub async fn invite_with(&self, options: &InviteOptions) -> Done<String> {
        self.click("tab-people").await?;
        self.click("invite").await?;
        self.write("invite-label", &options.label).await?;
        for group in &options.groups {
            let tick =
                format!("//label[normalize-space(.)='{group}']/input[@data-test='invite-group']");
            self.click_path(&tick).await?;
        }
        for (on, test) in [
            (options.approval, "invite-approval"),
            (options.audits, "invite-audits"),
        ] {
            if on {
                self.click(test).await?;
            }
        }
        self.click("make-invite").await?;
        self.made_url().await
    }

    /// Waits until the tree shows a folder, or shows it no more.
    pub async fn sees_folder(&self, name: &str, yes: bool) -> Done {
        let script = format!(
            "const there = [...document.querySelectorAll('[data-test=tree-folder]')].some(one => one.innerText.includes('{name}'));
             if (there !== {yes}) document.querySelector('[data-test=refresh]')?.click();
             return there === {yes}"
        );
        self.wait_for(name, CHANGING, &script).await?;
        Ok(())
    }
}
