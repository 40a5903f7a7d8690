//! Seeing and pressing: elements by their `data-test` name, and waits that end.

use std::{path::Path, time::Duration};

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::{Done, Person, person::PATIENCE, world::until};

impl Person {
    /// Waits for an element that can be seen.
    pub async fn see(&self, test: &str) -> Done<WebElement> {
        self.see_within(test, PATIENCE).await
    }

    /// The same with more patience.
    pub async fn see_within(&self, test: &str, within: Duration) -> Done<WebElement> {
        let found = until(within, async || self.visible(test).await).await;
        match found {
            Ok(element) => Ok(element),
            Err(reason) => self.stuck(test, &reason).await,
        }
    }

    /// Waits for one of several; says which.
    pub async fn see_one_of<'a>(&self, tests: &[&'a str]) -> Done<&'a str> {
        let found = until(PATIENCE, async || {
            for test in tests {
                if self.visible(test).await.is_ok() {
                    return Ok(*test);
                }
            }
            Err("none of them is there".to_owned())
        })
        .await;
        match found {
            Ok(test) => Ok(test),
            Err(reason) => self.stuck(&tests.join(" or "), &reason).await,
        }
    }

    /// Is it there now?
    pub async fn sees(&self, test: &str) -> bool {
        self.visible(test).await.is_ok()
    }

    /// Waits until it is not there any more.
    pub async fn gone(&self, test: &str) -> Done {
        self.gone_within(test, PATIENCE).await
    }

    /// The same with more patience.
    pub async fn gone_within(&self, test: &str, within: Duration) -> Done {
        let gone = until(within, async || match self.visible(test).await {
            Ok(_) => Err("it is still there".to_owned()),
            Err(_) => Ok(()),
        })
        .await;
        match gone {
            Ok(()) => Ok(()),
            Err(reason) => self.stuck(test, &reason).await,
        }
    }

    /// Presses it as soon as it can be pressed.
    pub async fn click(&self, test: &str) -> Done {
        let pressed = until(PATIENCE, async || {
            let element = self.visible(test).await?;
            if !element.is_enabled().await.unwrap_or(false) {
                return Err("it is disabled".to_owned());
            }
            self.press(&element).await
        })
        .await;
        match pressed {
            Ok(()) => Ok(()),
            Err(reason) => self.stuck(test, &reason).await,
        }
    }

    /// Presses what an XPath finds, as soon as it can be pressed.
    pub async fn click_path(&self, path: &str) -> Done {
        let pressed = until(PATIENCE, async || {
            let found = self.web.find(By::XPath(path)).await;
            self.press(&found.map_err(|error| error.to_string())?).await
        })
        .await;
        match pressed {
            Ok(()) => Ok(()),
            Err(reason) => self.stuck(path, &reason).await,
        }
    }

    /// Waits for what an XPath finds.
    pub async fn see_path(&self, path: &str) -> Done {
        let found = until(PATIENCE, async || {
            let found = self.web.find(By::XPath(path)).await;
            found.map_err(|error| error.to_string())
        })
        .await;
        match found {
            Ok(_) => Ok(()),
            Err(reason) => self.stuck(path, &reason).await,
        }
    }

    /// Presses it, or brings it to the middle of the screen for another try: what sticks to an edge may lie over it
    /// there, and the driver scrolls only to what is off the screen.
    pub(crate) async fn press(&self, element: &WebElement) -> Result<(), String> {
        let Err(error) = element.click().await else {
            return Ok(());
        };
        if let Ok(element) = element.to_json() {
            let centre = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
            let _ = self.web.execute(centre, vec![element]).await;
        }
        Err(error.to_string())
    }

    /// Writes into a field, in place of what is there.
    pub async fn write(&self, test: &str, text: &str) -> Done {
        let field = self.see(test).await?;
        field.clear().await?;
        field.send_keys(text).await?;
        Ok(())
    }

    /// Gives paths to a file input, which may be hidden; a folder's path to one that takes folders.
    pub async fn pick(&self, test: &str, paths: &[&Path]) -> Done {
        let input = until(PATIENCE, async || {
            self.web
                .find(By::Css(selector(test)))
                .await
                .map_err(|error| error.to_string())
        })
        .await;
        let input = match input {
            Ok(input) => input,
            Err(reason) => return self.stuck(test, &reason).await,
        };
        let paths: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
        input.send_keys(paths.join("\n")).await?;
        Ok(())
    }

    /// What it says, once it is there.
    pub async fn read(&self, test: &str) -> Done<String> {
        Ok(self.see(test).await?.text().await?)
    }

    /// What all of that name say.
    pub async fn read_all(&self, test: &str) -> Done<Vec<String>> {
        let texts = self
            .run(
                "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText.trim())",
                vec![json!(selector(test))],
            )
            .await?;
        Ok(serde_json::from_value(texts)?)
    }

    /// Waits until a script answers something else than `null` and `false`.
    pub async fn wait_for(&self, what: &str, within: Duration, script: &str) -> Done<Value> {
        let answer = until(within, async || match self.run(script, vec![]).await {
            Ok(Value::Null | Value::Bool(false)) => Err("not yet".to_owned()),
            Ok(answer) => Ok(answer),
            Err(error) => Err(error.to_string()),
        })
        .await;
        match answer {
            Ok(answer) => Ok(answer),
            Err(reason) => self.stuck(what, &reason).await,
        }
    }

    async fn visible(&self, test: &str) -> Result<WebElement, String> {
        let all = self
            .web
            .find_all(By::Css(selector(test)))
            .await
            .map_err(|error| error.to_string())?;
        for element in all {
            if element.is_displayed().await.unwrap_or(false) {
                return Ok(element);
            }
        }
        Err("it cannot be seen".to_owned())
    }
}

/// `data-test` names are given bare, anything else as a CSS selector.
fn selector(test: &str) -> String {
    if test
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
    {
        format!("[data-test=\"{test}\"]")
    } else {
        test.to_owned()
    }
}
