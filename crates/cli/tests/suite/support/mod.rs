//! A server in this process, and people with the program.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

pub mod browser;
pub mod bucket;

use std::fs;
use std::io::{self, Write};
use std::process::{Command, Output};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use clap::Parser;
use serde_json::Value;

/// A server in this process, on a port of its own.
pub struct Server {
    pub url: String,
    pub token: String,
    pub data: tempfile::TempDir,
}

/// Passes on the line with the URL.
struct Lines(Sender<String>, Vec<u8>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.1.extend_from_slice(bytes);
        while let Some(end) = self.1.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.1.drain(..=end).collect();
            _ = self
                .0
                .send(String::from_utf8_lossy(&line).trim().to_owned());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Server {
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// With more words for the server.
    pub fn with(more: &[&str]) -> Self {
        let more: Vec<String> = more.iter().map(|word| (*word).to_owned()).collect();
        let data = tempfile::tempdir().unwrap();
        let path = data.path().to_str().unwrap().to_owned();
        let (sender, lines) = channel();
        thread::spawn(move || {
            let words = ["sealroomd", "--listen", "127.0.0.1:0", "--data", &path];
            let words = words.into_iter().chain(more.iter().map(String::as_str));
            let config = server::config::Config::parse_from(words);
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime
                .block_on(server::serve::serve(
                    &config.serve,
                    &mut Lines(sender, Vec::new()),
                ))
                .unwrap();
        });
        let line = lines.recv_timeout(Duration::from_secs(60)).unwrap();
        let (url, token) = line.split_once("/#token=").unwrap();
        Self {
            url: url.to_owned(),
            token: token.to_owned(),
            data,
        }
    }

    /// Everything that the server keeps.
    pub fn kept(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut folders = vec![self.data.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                out.extend_from_slice(path.to_str().unwrap().as_bytes());
                if path.is_dir() {
                    folders.push(path)
                } else {
                    out.extend(fs::read(path).unwrap())
                }
            }
        }
        out
    }
}

/// A person with a folder.
pub struct Person {
    pub home: tempfile::TempDir,
    pub server: String,
    /// More that the program finds in its environment.
    pub vars: Vec<(&'static str, String)>,
}

impl Person {
    pub fn new(server: &Server) -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            server: server.url.clone(),
            vars: Vec::new(),
        }
    }

    pub fn run(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_sealroom"))
            .args(["--json", "--home", self.home.path().to_str().unwrap()])
            .args(words)
            .env("SEALROOM_PASSPHRASE", "correct horse")
            .env("SEALROOM_SERVER", &self.server)
            .env_remove("SEALROOM_TOKEN")
            .envs(self.vars.iter().cloned())
            .output()
            .unwrap()
    }

    pub fn ok(&self, words: &[&str]) -> Value {
        let output = self.run(words);
        assert!(
            output.status.success(),
            "{words:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The same with something on standard input.
    pub fn fed(&self, words: &[&str], input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sealroom"))
            .args(["--json", "--home", self.home.path().to_str().unwrap()])
            .args(words)
            .env("SEALROOM_PASSPHRASE", "correct horse")
            .env("SEALROOM_SERVER", &self.server)
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        child.wait_with_output().unwrap()
    }

    /// Fails with this exit code; answers what was said.
    pub fn fails(&self, code: i32, words: &[&str]) -> String {
        let output = self.run(words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{words:?}: {said}");
        said
    }
}
