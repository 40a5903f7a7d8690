//! A witness that listens: C2SP tlog-witness, `add-checkpoint`.
//!
//! ```text
//! HOME/witness/key             0600, the seed of its key in hex; made at the first start
//! HOME/witness/lock            held while it runs: one process at a time
//! HOME/witness/logs/<SHA-256 of the origin>   the last checkpoint that it signed
//! ```
//!
//! It speaks HTTP without TLS, to stand behind a proxy that has it and that limits who floods. It knows the logs of
//! its policy file and no others. Of the specification it leaves out what is optional: bastions, and signatures that
//! are not Ed25519.

use std::fs::{self, File, TryLockError};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use ledger::Hash;
use ledger::evidence::witness::{REQUEST, Unsigned};
use room::witness::{Refusal, Witness};
use seal::rng::Platform;
use seal::sign::SigningKey;
use serde_json::json;
use zeroize::Zeroizing;

use super::{Context, verify};
use crate::config;
use crate::error::Error;
use crate::net::now;
use crate::out::Out;

struct Desk {
    witness: Witness,
    folder: PathBuf,
    out: Out,
    /// Held from looking up what was signed last to keeping what is signed next.
    turn: Mutex<()>,
}

/// Signs until the process ends.
pub(super) async fn run(
    context: &Context,
    name: &str,
    listen: SocketAddr,
    policy: &Path,
) -> Result<(), Error> {
    let folder = context.folder.witness();
    let _lock = lock(&folder)?;
    let key = key(&folder.join("key"))?;
    let logs = verify::policy(policy)?.logs;
    if logs.is_empty() {
        return Err(Error::usage("the policy names no log"));
    }
    let count = logs.len();
    let witness = Witness::new(name, key, logs);
    let witness = witness.map_err(|_| Error::usage("--name has a space, a plus, or no letter"))?;
    let listener = tokio::net::TcpListener::bind(listen).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let key = witness.verifier().to_string();
    let lines = [
        format!("witness {key}"),
        format!("{count} logs, at {url}/add-checkpoint"),
    ];
    context
        .out
        .result(&json!({ "key": key, "url": url }), &lines)?;
    let desk = Arc::new(Desk {
        witness,
        folder: folder.join("logs"),
        out: context.out,
        turn: Mutex::default(),
    });
    let router = Router::new()
        .route("/add-checkpoint", post(add))
        .layer(DefaultBodyLimit::max(REQUEST))
        .with_state(desk);
    Ok(axum::serve(listener, router).await?)
}

async fn add(State(desk): State<Arc<Desk>>, body: Bytes) -> Response {
    // files are written, and flushed
    let signed = tokio::task::spawn_blocking(move || {
        let signed = desk.add(&body);
        match signed {
            Ok(line) => line.into_response(),
            Err(Failure::Refused(Refusal::Unsigned(why))) => refusal(why),
            Err(why) => {
                // for whoever runs it, and nobody else
                desk.out.warn(&format!("nothing was signed: {why}"));
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    });
    let failed = |_| StatusCode::INTERNAL_SERVER_ERROR.into_response();
    signed.await.unwrap_or_else(failed)
}

fn refusal(why: Unsigned) -> Response {
    let status = StatusCode::from_u16(why.status()).unwrap_or(StatusCode::BAD_REQUEST);
    match why {
        Unsigned::Conflict(size) | Unsigned::Forked(size) => {
            let kind = [(header::CONTENT_TYPE, "text/x.tlog.size")];
            (status, kind, format!("{size}\n")).into_response()
        }
        _ => (status, format!("{why}\n")).into_response(),
    }
}

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Desk {
    fn add(&self, body: &[u8]) -> Result<String, Failure> {
        let body = core::str::from_utf8(body).map_err(|_| Refusal::from(Unsigned::Malformed))?;
        let asked = self.witness.read(body).map_err(Refusal::from)?;
        let place = Hash::of(asked.origin().as_bytes()).to_string();
        let place = self.folder.join(place);
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let last = match fs::read_to_string(&place) {
            Ok(last) => Some(last),
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(e) => return Err(e.into()),
        };
        let judged = asked.judge(&self.witness, last.as_deref())?;
        config::write(&place, judged.text().as_bytes())?;
        Ok(judged.cosign(&self.witness, now() / 1000)?)
    }
}

/// Keeps a second process from signing with the same key beside this one.
fn lock(folder: &Path) -> Result<File, Error> {
    config::make_folder(folder)?;
    let path = folder.join("lock");
    let file = File::options().create(true).append(true).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::usage("this witness runs already")),
        Err(TryLockError::Error(e)) => Err(e.into()),
    }
}

/// The witness's key, made at the first start.
fn key(path: &Path) -> Result<SigningKey, Error> {
    let damaged = || Error::usage("the witness's key is damaged: restore it from a backup");
    match fs::read_to_string(path) {
        Ok(text) => {
            let text = Zeroizing::new(text);
            let seed = Zeroizing::new(Hash::parse(text.trim()).map_err(|_| damaged())?.0);
            SigningKey::parse(seed.as_slice()).map_err(|_| damaged())
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            let key = SigningKey::make(&mut Platform::new()?);
            let text = Zeroizing::new(Hash(*key.expose()).to_string());
            config::write(path, text.as_bytes())?;
            Ok(key)
        }
        Err(e) => Err(e.into()),
    }
}
