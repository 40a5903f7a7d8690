//! One browser: profile, language, download folder. How to see and press what is in it stands
//! in `eyes`.
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

fn without_fragment(address: &str) -> String {
    address.split('#').next().unwrap_or_default().to_owned()
}
