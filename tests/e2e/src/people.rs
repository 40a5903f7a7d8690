//! What people do, each as one sentence: the steps that several tests share.

use std::time::Duration;

use thirtyfour::By;

use crate::{Done, Person, fault};

/// Argon2id on a busy machine.
const DERIVING: Duration = Duration::from_secs(60);

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
}
