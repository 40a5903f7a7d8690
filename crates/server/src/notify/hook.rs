//! A request to the operator's own system, signed as Standard Webhooks say (standardwebhooks.com).
//!
//! Where it goes is the operator's word alone, and nobody's answer leads it elsewhere.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use blobs::wire::NotifyLanguage;
use hmac::Mac;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::mail::is_loopback;
use super::{Address, Letter, Unsent};
use crate::gate::key::keyed;

const CONNECT: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(15);
/// Bytes of the key that both sides know.
const KEY: usize = 24;

/// Where, and by which key it is signed.
pub(super) struct Hook {
    url: String,
    key: Zeroizing<Vec<u8>>,
    client: reqwest::Client,
}

impl Hook {
    /// None if the URL is no HTTPS one and not of this machine, or the key is none.
    pub(super) fn new(url: &str, key: &str) -> Option<Self> {
        let host = |rest: &str| rest.split(['/', '?', '#']).next().map(str::to_owned);
        let fits = match url.split_once("://") {
            Some(("https", _)) => true,
            Some(("http", rest)) => is_loopback(&host(rest)?),
            _ => false,
        };
        let key = key.strip_prefix("whsec_").unwrap_or(key);
        let key = Zeroizing::new(STANDARD.decode(key).ok()?);
        if !fits || key.len() < KEY {
            return None;
        }
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT)
            .timeout(PATIENCE)
            .build();
        Some(Self {
            url: url.to_owned(),
            key,
            client: client.ok()?,
        })
    }

    pub(super) async fn send(&self, to: &Address, letter: &Letter) -> Result<(), Unsent> {
        let (at, mut body) = match letter {
            Letter::News { code, stop, at } => (
                *at,
                json!({ "code": code.name(), "urgent": code.is_urgent(), "stop": stop }),
            ),
            Letter::Trial { stop, at } => (
                *at,
                json!({ "code": "trial", "urgent": false, "stop": stop }),
            ),
            Letter::Code { code, at } => (*at, json!({ "code": "confirm", "confirm": code })),
        };
        body["at"] = Value::from(at);
        body["to"] = Value::from(to.to.as_str());
        body["language"] = Value::from(match to.language {
            NotifyLanguage::Chinese => "zh-CN",
            NotifyLanguage::English => "en",
        });
        let body = body.to_string();
        let mut id = [0; 16];
        getrandom::fill(&mut id).map_err(|_| Unsent)?;
        let id = format!("msg_{}", ledger::ChainId(id));
        let seconds = (at / 1000).to_string();
        let mac = keyed(&self.key).ok_or(Unsent)?;
        let mac = mac.chain_update(format!("{id}.{seconds}.{body}").as_bytes());
        let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        let request = self
            .client
            .post(&self.url)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature)
            .body(body);
        let answer = request.send().await.map_err(|_| Unsent)?;
        // one that leads elsewhere is none
        if answer.status().is_success() {
            Ok(())
        } else {
            Err(Unsent)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_goes_over_a_network_in_clear() {
        drop(rustls::crypto::ring::default_provider().install_default());
        let key = STANDARD.encode([7; 32]);
        let hook = |url: &str| Hook::new(url, &key).is_some();
        assert!(hook("https://hooks.example/x") && hook("http://127.0.0.1:9/x"));
        assert!(hook("http://localhost:9") && hook("http://[::1]:9/"));
        for bad in [
            "http://hooks.example/x",
            "http://127.0.0.1.example/",
            "http://localhost.example/",
            "ftp://127.0.0.1/",
            "hooks.example",
        ] {
            assert!(!hook(bad), "{bad}");
        }
        assert!(Hook::new("https://hooks.example", "c2hvcnQ=").is_none());
    }
}
