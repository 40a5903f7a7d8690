//! What people do with who they are and whom they let in, each as one sentence: identities,
//! rooms, invites and links. What they do with documents stands in `desk`.

use std::time::Duration;

use serde_json::json;
use thirtyfour::By;

use crate::{Done, InviteOptions, Person, fault};

/// Argon2id on a busy machine.
const DERIVING: Duration = Duration::from_secs(60);

/// What a link is made with.
#[derive(Debug, Clone, Default)]
pub struct LinkOptions {
    /// Its name in the owner's list.
    pub label: String,
    /// Ends after so many seconds instead of a week.
    pub seconds: Option<u32>,
    /// To be asked for.
    pub passphrase: Option<String>,
    /// How often it may be opened.
    pub opens: Option<u32>,
    /// On the first device only.
    pub bound: bool,
    /// Whoever opens it says who that is.
    pub asks: bool,
    /// Nothing is saved or printed.
    pub view_only: bool,
    /// It asks for files.
    pub requests: bool,
}

impl LinkOptions {
    /// One that ends in a week.
    pub fn labelled(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            ..Self::default()
        }
    }
}

impl Person {
    /// Makes an identity on the screen that is shown, and confirms its words; gives them.
    pub async fn make_identity(&self, name: &str, passphrase: &str) -> Done<Vec<String>> {
        self.write("name", name).await?;
        self.write("new-passphrase", passphrase).await?;
        self.click("make-identity").await?;
        self.confirm_words().await
    }

    /// Reads the recovery words and gives back those that are asked for.
    pub async fn confirm_words(&self) -> Done<Vec<String>> {
        self.see_within("recovery-words", DERIVING).await?;
        let mut words = Vec::new();
        for number in 1..=24 {
            words.push(self.read(&format!("word-{number}")).await?);
        }
        self.click("words-written").await?;
        self.see("confirm-word").await?;
        for field in self
            .web
            .find_all(By::Css("[data-test=confirm-word]"))
            .await?
        {
            let number = field.attr("data-index").await?.unwrap_or_default();
            let word = number
                .parse::<usize>()
                .ok()
                .and_then(|number| words.get(number - 1));
            let Some(word) = word else {
                return fault(format!("the page asks for word {number}"));
            };
            field.send_keys(word).await?;
        }
        self.click("confirm-identity").await?;
        self.gone_within("confirm-words", DERIVING).await?;
        Ok(words)
    }

    /// Restores an identity by its words.
    pub async fn restore_identity(&self, words: &[String], name: &str, passphrase: &str) -> Done {
        self.see("make-form").await?;
        self.click("other-form").await?;
        self.write("restore-words", &words.join(" ")).await?;
        self.write("name", name).await?;
        self.write("new-passphrase", passphrase).await?;
        self.click("restore-identity").await?;
        self.gone_within("restore-form", DERIVING).await
    }

    /// Opens the identity that this browser keeps.
    pub async fn unlock(&self, passphrase: &str) -> Done {
        self.write("passphrase", passphrase).await?;
        self.click("unlock").await?;
        self.gone_within("unlock-form", DERIVING).await
    }

    /// Makes a room from the list of rooms, and is in it. The token came with the address.
    pub async fn create_room(&self, title: &str) -> Done {
        self.click("new-room").await?;
        self.write("room-title", title).await?;
        self.click("create-room").await?;
        self.see("page-room").await?;
        Ok(())
    }

    /// Opens a room from the list.
    pub async fn open_room(&self, title: &str) -> Done {
        self.click_with("room-card", title).await?;
        self.see("page-room").await?;
        Ok(())
    }

    /// The title of the room or link that is open.
    pub async fn room_title(&self) -> Done<String> {
        self.read("room-title-shown").await
    }

    /// Invites somebody to everything; gives the whole address.
    pub async fn invite(&self, label: &str) -> Done<String> {
        self.invite_with(&InviteOptions::into(label, &[])).await
    }

    /// Makes a link to everything; gives the whole address.
    pub async fn link(&self, options: &LinkOptions) -> Done<String> {
        self.click("tab-links").await?;
        self.click("new-link").await?;
        self.make_link(options).await
    }

    /// Makes a link to the folder that is shown; gives the whole address.
    pub async fn link_to_folder(&self, options: &LinkOptions) -> Done<String> {
        self.click("share-folder").await?;
        self.make_link(options).await
    }

    /// Makes a link to some documents of the folder that is shown; gives the whole address.
    pub async fn link_to(&self, documents: &[&str], options: &LinkOptions) -> Done<String> {
        for name in documents {
            let tick = format!("[data-test=doc-row][data-name=\"{name}\"] [data-test=doc-tick]");
            self.click(&tick).await?;
        }
        self.click("share-ticked").await?;
        let url = self.make_link(options).await?;
        self.click("untick").await?;
        Ok(url)
    }

    /// Fills in the form that is shown.
    async fn make_link(&self, options: &LinkOptions) -> Done<String> {
        self.write("link-label", &options.label).await?;
        if let Some(passphrase) = &options.passphrase {
            self.write("link-passphrase", passphrase).await?;
        }
        if let Some(opens) = options.opens {
            self.write("link-opens", &opens.to_string()).await?;
        }
        for (on, test) in [
            (
                options.requests,
                "label:has([data-test=link-requests-files])",
            ),
            (options.bound, "link-bound"),
            (options.asks, "link-asks"),
            (options.view_only, "link-view-only"),
        ] {
            if on {
                self.click(test).await?;
            }
        }
        if let Some(seconds) = options.seconds {
            self.click("label:has([data-test=link-expires-custom])")
                .await?;
            self.see("link-expires-time").await?;
            self.run(SET_TIME, vec![json!(seconds)]).await?;
        }
        self.click("make-link").await?;
        self.made_url().await
    }

    /// The address that is shown once, and only once.
    pub(crate) async fn made_url(&self) -> Done<String> {
        let field = self.see_within("made-url", DERIVING).await?;
        let url = field.prop("value").await?.unwrap_or_default();
        self.click("handed-done").await?;
        self.gone("made-url").await?;
        Ok(url)
    }

    /// Ends the link or invite, or the person's access.
    pub async fn end(&self, place: &str, label: &str) -> Done {
        if place == "tab-links" {
            self.link_details(label).await?;
            self.click("end-link").await?;
            self.click("confirm-yes").await?;
            self.gone("confirm-dialog").await?;
            return self.close_dialog().await;
        }
        self.click(place).await?;
        self.see("members").await?;
        let button = format!(
            "//li[@data-test='member'][contains(., '{label}')]//button[@data-test='end-member']"
        );
        self.click_path(&button).await?;
        self.click("confirm-yes").await?;
        self.gone_within("confirm-dialog", DERIVING).await
    }

    /// Opens what is known of a link.
    pub async fn link_details(&self, label: &str) -> Done {
        self.click("tab-links").await?;
        self.see("links").await?;
        let button = format!(
            "//li[@data-test='link'][contains(., '{label}')]//button[@data-test='link-details']"
        );
        self.click_path(&button).await?;
        self.see("link-details-dialog").await?;
        Ok(())
    }

    /// Reads the agreement that is shown, and signs it.
    pub async fn sign_agreement(&self, name: &str) -> Done {
        self.write("agree-name", name).await?;
        self.click("agree-read").await?;
        self.click("agree-act").await?;
        self.gone_within("agree", DERIVING).await
    }

    /// Asks everybody for a text before they read.
    pub async fn write_agreement(&self, chinese: &str, english: &str) -> Done {
        self.click("tab-agreements").await?;
        self.click("write-agreement").await?;
        self.write("agreement-zh", chinese).await?;
        self.write("agreement-en", english).await?;
        self.click("save-agreement").await?;
        self.click("confirm-yes").await?;
        self.gone("agreement-form").await
    }

    /// From the invite's page into the room, with a new identity; gives its words.
    pub async fn join_as_new(&self, name: &str, passphrase: &str) -> Done<Vec<String>> {
        self.see("page-invite").await?;
        let words = self.make_identity(name, passphrase).await?;
        self.join().await?;
        Ok(words)
    }

    /// Accepts the invite that is shown.
    pub async fn join(&self) -> Done {
        self.click("join").await?;
        self.see("page-room").await?;
        Ok(())
    }

    /// Opens the link that is shown.
    pub async fn open_link(&self, passphrase: Option<&str>) -> Done {
        self.see("page-link").await?;
        if let Some(passphrase) = passphrase {
            self.write("open-passphrase", passphrase).await?;
        }
        self.click("open-link").await?;
        self.see_within("page-link-open", DERIVING).await?;
        Ok(())
    }

    /// Waits for a page that says why there is no way in.
    pub async fn dead_end(&self, state: &str) -> Done {
        self.see(&format!("[data-test=dead-end][data-state={state}]"))
            .await?;
        Ok(())
    }
}

/// Writes a time so many seconds from now, rounded up, into the field for it.
const SET_TIME: &str = "
    const field = document.querySelector('[data-test=link-expires-time]');
    const at = new Date(Math.ceil(Date.now() / 1000 + arguments[0]) * 1000);
    field.value = new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
    field.dispatchEvent(new Event('input', { bubbles: true }));";
