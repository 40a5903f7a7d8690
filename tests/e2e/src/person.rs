//! One browser: profile, language, download folder, and how to see and press what is in it.
//!
//! Every wait polls and has an end; when it ends, the message says what the page showed, and a
//! picture of it lies in `target/e2e-failures`.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{ChromiumLikeCapabilities, prelude::*};

use crate::{Done, Driver, fault, places, world::until};

/// How long a person waits for something to appear.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// What the browser is set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// 简体中文
    Chinese,
    /// English
    English,
}

/// Does the browser let pages keep anything? Chromium's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    /// As usual.
    Kept = 1,
    /// As in some private windows.
    Refused = 2,
}

impl Language {
    /// As in `Accept-Language`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en-US",
        }
    }

    /// The sentence in this language.
    pub fn say<'a>(self, chinese: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}

/// A person in front of a browser.
pub struct Person {
    /// For messages and pictures.
    pub name: String,
    /// What the browser is set to.
    pub language: Language,
    /// The session, for what has no sentence here.
    pub web: WebDriver,
    origin: String,
    home: TempDir,
}

impl Person {
    /// Opens a browser with an empty profile.
    pub async fn start(
        driver: &Driver,
        name: &str,
        language: Language,
        origin: &str,
        storage: Storage,
    ) -> Done<Self> {
        let home = tempfile::tempdir()?;
        let downloads = home.path().join("downloads");
        fs::create_dir_all(&downloads)?;
        let mut wishes = DesiredCapabilities::chrome();
        wishes.set_binary(&places::chromium().to_string_lossy())?;
        for flag in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900",
        ] {
            wishes.add_arg(flag)?;
        }
        wishes.add_arg(&format!(
            "--user-data-dir={}",
            home.path().join("profile").display()
        ))?;
        wishes.add_arg(&format!("--lang={}", language.tag()))?;
        wishes.add_arg(&format!("--accept-lang={}", language.tag()))?;
        wishes.add_experimental_option(
            "prefs",
            json!({
                "download.default_directory": downloads,
                "download.prompt_for_download": false,
                "profile.default_content_setting_values.automatic_downloads": 1,
                "intl.accept_languages": language.tag(),
                "profile.default_content_setting_values.cookies": storage as u8,
            }),
        )?;
        wishes.set("goog:loggingPrefs", json!({ "browser": "ALL" }))?;
        let web = WebDriver::new(driver.url(), wishes).await?;
        web.set_script_timeout(Duration::from_secs(60)).await?;
        let person = Self {
            name: name.to_owned(),
            language,
            web,
            origin: origin.to_owned(),
            home,
        };
        // the native save dialog cannot be answered without a screen: like Firefox, this browser has none
        person
            .on_every_page("delete window.showSaveFilePicker; delete window.showDirectoryPicker;")
            .await?;
        Ok(person)
    }

    /// Where this person's downloads land.
    pub fn downloads(&self) -> PathBuf {
        self.home.path().join("downloads")
    }

    /// Waits for a download to be complete; gives its path.
    pub async fn saved(&self, name: &str) -> Done<PathBuf> {
        self.saved_within(name, PATIENCE).await
    }

    /// The same with more patience.
    pub async fn saved_within(&self, name: &str, within: Duration) -> Done<PathBuf> {
        let wanted = self.downloads().join(name);
        let saved = until(within, async || {
            let there: Vec<_> = fs::read_dir(self.downloads())
                .map_err(|error| error.to_string())?
                .flatten()
                .map(|entry| entry.file_name().to_string_lossy().into_owned())
                .collect();
            let unfinished = there.iter().any(|name| name.ends_with(".crdownload"));
            if wanted.is_file() && !unfinished {
                Ok(())
            } else {
                Err(format!("saved so far: {there:?}"))
            }
        })
        .await;
        match saved {
            Ok(()) => Ok(wanted),
            Err(reason) => self.stuck(name, &reason).await,
        }
    }

    /// Goes to a path or an address, as by typing it into an empty tab.
    pub async fn go(&self, address: &str) -> Done {
        let url = if address.starts_with('/') {
            format!("{}{address}", self.origin)
        } else {
            address.to_owned()
        };
        self.web.goto("about:blank").await?;
        self.web.goto(url).await?;
        Ok(())
    }

    /// Loads the page again.
    pub async fn reload(&self) -> Done {
        Ok(self.web.refresh().await?)
    }

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
            element.click().await.map_err(|error| error.to_string())
        })
        .await;
        match pressed {
            Ok(()) => Ok(()),
            Err(reason) => self.stuck(test, &reason).await,
        }
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

    /// Runs a script in the page.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Done<Value> {
        Ok(self.web.execute(script, arguments).await?.json().clone())
    }

    /// Runs a script whose last argument is to be called with the answer.
    pub async fn run_and_wait(&self, script: &str, arguments: Vec<Value>) -> Done<Value> {
        Ok(self
            .web
            .execute_async(script, arguments)
            .await?
            .json()
            .clone())
    }

    /// Sends a command to the browser itself.
    pub async fn browser(&self, command: &str, parameters: Value) -> Done<Value> {
        Ok(self.web.cdp().send_raw(command, parameters).await?)
    }

    /// Runs a script at the start of every page from now on.
    pub async fn on_every_page(&self, script: &str) -> Done {
        self.browser(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": script }),
        )
        .await?;
        Ok(())
    }

    /// All that is written on the page.
    pub async fn page_text(&self) -> String {
        let text = self
            .run(
                "return document.body ? document.body.innerText : ''",
                vec![],
            )
            .await;
        text.ok()
            .and_then(|text| text.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// The address bar.
    pub async fn address(&self) -> Done<String> {
        let address = self.run("return location.href", vec![]).await?;
        Ok(address.as_str().unwrap_or_default().to_owned())
    }

    /// What the browser wrote to its console since the last time.
    pub async fn console(&self) -> Done<Vec<String>> {
        let lines = self.web.browser_log().await?;
        Ok(lines.iter().map(|line| format!("{line:?}")).collect())
    }

    /// A picture of the whole page.
    pub async fn picture(&self, path: &Path) -> Done {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(self.web.screenshot(path).await?)
    }

    /// Closes the browser in order.
    pub async fn leave(self) -> Done {
        Ok(self.web.quit().await?)
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

    /// The end of a wait, with what was there instead.
    pub(crate) async fn stuck<T>(&self, wanted: &str, reason: &str) -> Done<T> {
        let picture = places::failures().join(format!("{}.png", self.name));
        let _ = self.picture(&picture).await;
        let console = self.console().await.unwrap_or_default().join("\n");
        fault(format!(
            "{} waits for `{wanted}`: {reason}.\nat {}\n--- the page says\n{}\n--- the console\n{console}\n--- picture: {}",
            self.name,
            self.address()
                .await
                .map(|at| without_fragment(&at))
                .unwrap_or_default(),
            self.page_text().await,
            picture.display(),
        ))
    }
}

/// `data-test` names are given bare, anything else as a CSS selector.
fn selector(test: &str) -> String {
    if test
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
    {
        format!("[data-test=\"{test}\"]")
    } else {
        test.to_owned()
    }
}

fn without_fragment(address: &str) -> String {
    address.split('#').next().unwrap_or_default().to_owned()
}
