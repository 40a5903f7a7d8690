//! A browser by the WebDriver protocol, as far as one page needs it.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

pub struct Browser {
    driver: Child,
    runtime: tokio::runtime::Runtime,
    session: String,
}

impl Browser {
    /// None where this machine has no chromedriver.
    pub fn start() -> Option<Self> {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(driver) = driver else {
            eprintln!("no chromedriver: the page is not tried in a browser");
            return None;
        };
        // there may be one already
        _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let mut browser = Self {
            driver,
            runtime,
            session: format!("http://127.0.0.1:{port}"),
        };
        for _ in 0..100 {
            if browser.ask("/status", None).is_some() {
                break;
            }
            thread::sleep(Duration::from_millis(100));
        }
        let wish = json!({ "capabilities": { "alwaysMatch": { "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": { "args": ["--headless=new", "--no-sandbox", "--disable-gpu"] } } } });
        let session = browser.ask("/session", Some(wish)).unwrap();
        let id = session["sessionId"].as_str().unwrap();
        browser.session = format!("{}/session/{id}", browser.session);
        Some(browser)
    }

    pub fn go(&self, url: &str) {
        self.ask("/url", Some(json!({ "url": url }))).unwrap();
    }

    /// Picks a file or folder.
    pub fn give(&self, field: &str, path: &Path) {
        let wish = json!({ "using": "css selector", "value": field });
        let found = self.ask("/element", Some(wish)).unwrap();
        let id = found.as_object().unwrap().values().next().unwrap();
        let place = format!("/element/{}/value", id.as_str().unwrap());
        let text = json!({ "text": path.to_str().unwrap() });
        self.ask(&place, Some(text)).unwrap();
    }

    /// What a script's expression is once it is something.
    pub fn wait(&self, expression: &str) -> String {
        for _ in 0..300 {
            let script = format!("return {expression} || null");
            let said = self.script(&script);
            if let Some(said) = said.as_str() {
                return said.to_owned();
            }
            thread::sleep(Duration::from_millis(100));
        }
        panic!("never: {expression}")
    }

    pub fn text(&self, place: &str) -> String {
        let said = self.script(&format!(
            "return document.querySelector('{place}').innerText"
        ));
        said.as_str().unwrap_or_default().to_owned()
    }

    /// What the console says.
    pub fn complaints(&self) -> Vec<String> {
        let all = self.ask("/se/log", Some(json!({ "type": "browser" })));
        let all = all.and_then(|all| all.as_array().cloned());
        let all = all.unwrap_or_default().into_iter();
        all.map(|one| one["message"].to_string()).collect()
    }

    fn script(&self, script: &str) -> Value {
        let wish = json!({ "script": script, "args": [] });
        self.ask("/execute/sync", Some(wish)).unwrap()
    }

    fn ask(&self, path: &str, body: Option<Value>) -> Option<Value> {
        let (url, client) = (format!("{}{path}", self.session), reqwest::Client::new());
        let request = match body {
            Some(body) => client.post(url).body(body.to_string()),
            None => client.get(url),
        };
        let request = request.timeout(Duration::from_secs(60));
        let said = self.runtime.block_on(async {
            let answer = request.send().await.ok()?;
            answer.text().await.ok()
        })?;
        let mut said: Value = serde_json::from_str(&said).ok()?;
        assert!(said["value"]["error"].is_null(), "{path}: {said}");
        Some(said["value"].take())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if self.session.contains("/session/") {
            let client = reqwest::Client::new();
            let end = client.delete(&self.session).send();
            _ = self.runtime.block_on(end);
        }
        // it may be gone already
        _ = self.driver.kill();
        _ = self.driver.wait();
    }
}
