//! A person at the command line.

use std::io::Write;
use std::{
    ffi::OsStr,
    process::{Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::{Done, World, fault, places};

/// One who uses `sealroom`, with a home of their own.
pub struct Terminal {
    home: TempDir,
    server: String,
    token: String,
    passphrase: String,
}

impl Terminal {
    /// A terminal that knows the store, through the proxy, and the operator's token.
    pub fn new(world: &World, passphrase: &str) -> Done<Self> {
        places::sealroom()?;
        Ok(Self {
            home: tempfile::tempdir()?,
            server: world.tap.origin(),
            token: world.token()?,
            passphrase: passphrase.to_owned(),
        })
    }

    /// Runs a command and gives its JSON; what it says on standard error is the reason if it fails.
    pub async fn run<S: AsRef<OsStr>>(&self, words: &[S]) -> Done<Value> {
        self.run_with("", words).await
    }

    /// The same with something on standard input.
    pub async fn run_with<S: AsRef<OsStr>>(&self, input: &str, words: &[S]) -> Done<Value> {
        let mut command = Command::new(places::sealroom()?);
        command
            .args(words)
            .args(["--json", "--quiet", "--server", &self.server, "--home"])
            .arg(self.home.path())
            .env("SEALROOM_PASSPHRASE", &self.passphrase)
            .env("SEALROOM_TOKEN", &self.token)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let input = input.to_owned();
        // the proxy runs on this runtime, so the wait must not block it
        let output = tokio::task::spawn_blocking(move || -> Done<_> {
            let mut child = command.spawn()?;
            if let Some(mut stdin) = child.stdin.take() {
                stdin.write_all(input.as_bytes())?;
            }
            Ok(child.wait_with_output()?)
        })
        .await??;
        if !output.status.success() {
            let shown: Vec<_> = words
                .iter()
                .map(|word| word.as_ref().to_string_lossy())
                .collect();
            return fault(format!(
                "sealroom {}: {}\n{}",
                shown.first().map_or("", |word| word.as_ref()),
                output.status,
                String::from_utf8_lossy(&output.stderr)
            ));
        }
        if output.stdout.is_empty() {
            return Ok(Value::Null);
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// The address in a command's answer.
    pub async fn url<S: AsRef<OsStr>>(&self, words: &[S]) -> Done<String> {
        let answer = self.run(words).await?;
        match answer["url"].as_str() {
            Some(url) => Ok(url.to_owned()),
            None => fault(format!("no address in {answer}")),
        }
    }
}
