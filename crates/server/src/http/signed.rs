//! Who signed a request: RFC 9421, verified by the crate `ledger`.

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use blobs::Bytes;
use blobs::wire::limits;
use ledger::http_sig::{
    self, Authentic, CONTENT_DIGEST, KeyId, Message, SIGNATURE, SIGNATURE_INPUT, Unsigned,
};

use super::{Site, body};
use crate::gate::Denial;

impl Site {
    /// The signer and the body of a request.
    pub(super) async fn signed(
        &self,
        request: Request,
        limit: usize,
    ) -> Result<(KeyId, Bytes), Denial> {
        let (authentic, body) = self.authentic(request)?;
        self.whole(authentic, body, limit).await
    }

    /// Verifies the signature, before the body is read.
    pub(super) fn authentic(&self, request: Request) -> Result<(Authentic, Body), Denial> {
        let (parts, body) = request.into_parts();
        let authentic = self.verify(&parts)?;
        self.rates.judge_key(&authentic.claimed().key())?;
        Ok((authentic, body))
    }

    /// Reads the body and compares it with its digest, before anything else happens.
    pub(super) async fn whole(
        &self,
        authentic: Authentic,
        body: Body,
        limit: usize,
    ) -> Result<(KeyId, Bytes), Denial> {
        let bytes = body::read(body, limit, &self.memory).await?;
        let keyid = authentic.body(&bytes)?;
        Ok((keyid, bytes))
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

    /// Scheme and authority of the target URI, as the client wrote them.
    fn called_as(&self, parts: &Parts) -> Result<(String, String), Denial> {
        if let Some((scheme, authority)) = &self.public {
            return Ok((scheme.clone(), authority.clone()));
        }
        let host = match parts.uri.authority() {
            Some(authority) => Some(authority.as_str()),
            None => only(&parts.headers, header::HOST.as_str())?,
        };
        let scheme = if self.tls { "https" } else { "http" };
        Ok((
            scheme.to_owned(),
            host.ok_or_else(Denial::malformed)?.to_ascii_lowercase(),
        ))
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
