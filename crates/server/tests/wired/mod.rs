//! Over a real socket: a transport, and a `sealroomd` of one's own.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use blobs::Bytes;
use blobs::http::{Request, Response, Transport, Unreachable};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// Sends over HTTP/1.1.
#[derive(Clone)]
pub struct Wire(Client<HttpConnector, Full<Bytes>>);

impl Wire {
    pub fn new() -> Self {
        Self(Client::builder(TokioExecutor::new()).build_http())
    }

    /// A request without a protocol around it: status, headers, body.
    pub async fn plain(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
    ) -> axum::http::Response<Bytes> {
        let mut request = axum::http::Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self
            .0
            .request(request.body(Full::default()).unwrap())
            .await
            .unwrap();
        let (parts, body) = answer.into_parts();
        axum::http::Response::from_parts(parts, body.collect().await.unwrap().to_bytes())
    }
}

impl Transport for Wire {
    async fn send(&self, request: Request) -> Result<Response, Unreachable> {
        let mut asked = axum::http::Request::builder()
            .method(request.method)
            .uri(request.url);
        for (name, value) in request.headers {
            asked = asked.header(name, value);
        }
        let asked = asked.body(Full::new(request.body)).unwrap();
        let answer = self
            .0
            .request(asked)
            .await
            .map_err(|error| Unreachable(error.to_string()))?;
        let status = answer.status().as_u16();
        let length = answer
            .headers()
            .get("content-length")
            .and_then(|value| value.to_str().ok()?.parse().ok());
        let body = answer
            .into_body()
            .collect()
            .await
            .map_err(|error| Unreachable(error.to_string()))?
            .to_bytes();
        Ok(Response {
            status,
            length,
            body,
        })
    }

    fn now(&self) -> u64 {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_millis() as u64
    }

    async fn pause(&self, _: u32) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A running `sealroomd`.
pub struct Daemon {
    child: Child,
    pub origin: String,
    /// What it said at its start.
    pub lines: Vec<String>,
}

impl Daemon {
    pub fn start(data: &Path) -> Self {
        Self::with(data, &[])
    }

    pub fn with(data: &Path, more: &[&str]) -> Self {
        Self::at("127.0.0.1:0", data, more)
    }

    pub fn at(listen: &str, data: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sealroomd"))
            .args(["--listen", listen, "--data"])
            .arg(data)
            .args(more)
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        let first = first.trim().to_owned();
        let origin = first
            .split("/#")
            .next()
            .unwrap()
            .trim_end_matches('/')
            .to_owned();
        let mut lines = vec![first];
        if !lines[0].contains("#token=") {
            let mut second = String::new();
            out.read_line(&mut second).unwrap();
            lines.push(second.trim().to_owned());
        }
        Self {
            child,
            origin,
            lines,
        }
    }

    pub fn token(data: &Path) -> String {
        std::fs::read_to_string(data.join("operator.token")).unwrap()
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        let port = self.origin.rsplit(':').next().unwrap();
        ([127, 0, 0, 1], port.parse().unwrap()).into()
    }

    /// Memory that it has, in KiB.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS"));
        let kib = line.unwrap().split_whitespace().nth(1).unwrap();
        kib.parse().unwrap()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it ends by itself; whether it ended well.
    pub fn wait(mut self) -> bool {
        self.child.wait().unwrap().success()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // it may be gone already
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
