//! Who signed a request: RFC 9421, verified by the crate `ledger`.

use std::net::IpAddr;

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use blobs::Bytes;
use blobs::wire::{Code, limits};
use ledger::KeyId;
use ledger::http_sig::{
    self, Authentic, CONTENT_DIGEST, Message, SIGNATURE, SIGNATURE_INPUT, Unsigned,
};

use super::memory::{Claim, Holder};
use super::{Site, body, rates};
use crate::connections::Cord;
use crate::gate::{Denial, Standing};

/// A request whose signature holds, and whose body was not read yet.
pub(super) struct Opened {
    authentic: Authentic,
    body: Body,
    announced: Option<usize>,
    to: Recipient,
}

/// Where the answer goes.
#[derive(Debug, Clone)]
pub(super) struct Recipient {
    pub(super) peer: Option<IpAddr>,
    pub(super) cord: Option<Cord>,
}

impl Recipient {
    pub(super) fn of(request: &Request) -> Self {
        Self {
            peer: rates::peer(request),
            cord: request.extensions().get().cloned(),
        }
    }

    /// As whose memory it counts.
    pub(super) fn holder(&self) -> Option<Holder> {
        self.peer.map(rates::household).map(Holder::Peer)
    }
}

/// A request whose body is the one that was signed. Its memory counts as long as the claim is kept.
pub(super) struct Whole {
    pub(super) by: KeyId,
    pub(super) bytes: Bytes,
    pub(super) claim: Claim,
}

impl Opened {
    /// Who claims to have sent it.
    pub(super) fn claimed(&self) -> KeyId {
        self.authentic.claimed()
    }

    /// Where the answer goes.
    pub(super) fn recipient(&self) -> Recipient {
        self.to.clone()
    }
}

impl Site {
    /// Verifies the signature, before the body is read.
    pub(super) fn open(&self, request: Request) -> Result<Opened, Denial> {
        let to = Recipient::of(&request);
        let (parts, body) = request.into_parts();
        let authentic = self.verify(&parts)?;
        self.rates.judge_key(&authentic.claimed().key())?;
        Ok(Opened {
            authentic,
            body,
            announced: body::announced(&parts.headers),
            to,
        })
    }

    /// Reads the body and compares it with its digest, before anything else happens.
    pub(super) async fn whole(
        &self,
        opened: Opened,
        limit: usize,
        standing: Standing,
    ) -> Result<Whole, Denial> {
        let peer = opened.to.holder();
        let mut claim = match standing {
            Standing::Stranger => self.memory.strangers.claim(peer),
            // keys of visitors cost nothing
            Standing::Visitor => self.memory.bodies.claim(peer),
            Standing::Member => {
                let key = Holder::Key(opened.claimed().key());
                self.memory.bodies.claim(Some(key))
            }
        };
        let bytes = body::read(opened.body, limit, opened.announced, &mut claim).await?;
        let by = opened.authentic.body(&bytes)?;
        Ok(Whole { by, bytes, claim })
    }

    fn verify(&self, parts: &Parts) -> Result<Authentic, Denial> {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let (scheme, authority) = self.called_as(parts)?;
        let message = Message {
            method: parts.method.as_str(),
            target_uri: &format!("{scheme}://{authority}{path}"),
            authority: &authority,
            content_digest: only(&parts.headers, CONTENT_DIGEST)?,
        };
        let input = only(&parts.headers, SIGNATURE_INPUT)?.ok_or(Unsigned::Signature)?;
        let signature = only(&parts.headers, SIGNATURE)?.ok_or(Unsigned::Signature)?;
        let now = self.gate.now() / 1000;
        Ok(http_sig::verify(
            &message,
            input,
            signature,
            now,
            limits::CLOCK_SECONDS,
        )?)
    }

    /// Scheme and authority of the target URI, as the client wrote them: the public URL's where there
    /// is one, whatever a proxy makes of `host`; else the request's own, if it is a name of this server's.
    fn called_as(&self, parts: &Parts) -> Result<(String, String), Denial> {
        if let Some((scheme, authority)) = &self.public {
            return Ok((scheme.clone(), authority.clone()));
        }
        let host = match parts.uri.authority() {
            Some(authority) => Some(authority.as_str()),
            None => only(&parts.headers, header::HOST.as_str())?,
        };
        let host = host.ok_or_else(Denial::malformed)?.to_ascii_lowercase();
        if !self.names.hold(&host) {
            return Err(Denial::new(
                Code::Misdirected,
                "this server is not called by that name: its operator may add it with --name",
            ));
        }
        let scheme = if self.tls { "https" } else { "http" };
        Ok((scheme.to_owned(), host))
    }
}

/// A header that may not be there twice.
pub(super) fn only<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Denial> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| Denial::malformed()),
        (Some(_), Some(_)) => Err(Denial::malformed()),
    }
}
