//! The server's side: strict, with one accepted spelling of each header.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{KeyId, Message, Params, content_digest};
use crate::ids::Signature;
use crate::signed::verify_strict;

/// Bytes of a header that are looked at; ours are shorter.
const HEADER: usize = 512;
/// Bytes of a target URI.
const URI: usize = 4096;

/// Why a request counts as not signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// A header is not in the one accepted spelling, or too long.
    #[error("malformed signature headers")]
    Malformed,
    /// `created` is not within the window of the server's clock.
    #[error("signed too long ago, or in the future")]
    Clock,
    /// The signature does not verify.
    #[error("the signature does not verify")]
    Signature,
    /// The body is not the one whose digest was signed.
    #[error("the body is not the one that was signed")]
    Body,
}

/// A request whose signature holds and whose body was not compared yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authentic {
    params: Params,
    digest: Option<String>,
}

impl Authentic {
    /// Who claims to have sent it: to count and limit by, before the body is read.
    pub fn claimed(&self) -> KeyId {
        self.params.keyid
    }

    /// Whose request it is, once the body is the one that was signed.
    pub fn body(self, body: &[u8]) -> Result<KeyId, Unsigned> {
        let expected = (!body.is_empty()).then(|| content_digest(body));
        if expected == self.digest {
            Ok(self.params.keyid)
        } else {
            Err(Unsigned::Body)
        }
    }
}

/// Verifies the headers `signature-input` and `signature` of a request.
///
/// `now` is the server's clock and `window` the allowed difference, both in seconds.
pub fn verify(
    message: &Message<'_>,
    signature_input: &str,
    signature: &str,
    now: u64,
    window: u64,
) -> Result<Authentic, Unsigned> {
    let clean = is_clean(message.method, 16)
        && is_clean(message.target_uri, URI)
        && is_clean(message.authority, HEADER)
        && message
            .content_digest
            .is_none_or(|digest| is_clean(digest, HEADER));
    if !clean {
        return Err(Unsigned::Malformed);
    }
    let params = parse_input(signature_input, message.content_digest.is_some())?;
    let signature = parse_signature(signature)?;
    if params.created.abs_diff(now) > window {
        return Err(Unsigned::Clock);
    }
    if !verify_strict(
        &params.keyid.key(),
        params.base(message).as_bytes(),
        &signature,
    ) {
        return Err(Unsigned::Signature);
    }
    Ok(Authentic {
        params,
        digest: message.content_digest.map(str::to_owned),
    })
}

/// Picks out the two values that vary, and compares the rest with what a client would write.
fn parse_input(text: &str, has_body: bool) -> Result<Params, Unsigned> {
    if text.len() > HEADER {
        return Err(Unsigned::Malformed);
    }
    let created = between(text, ";created=", ";")?
        .parse()
        .map_err(|_| Unsigned::Malformed)?;
    let keyid = between(text, ";keyid=\"", "\"")?;
    let keyid = KeyId::parse(keyid).map_err(|_| Unsigned::Malformed)?;
    let params = Params { created, keyid };
    if params.input(has_body) == text {
        Ok(params)
    } else {
        Err(Unsigned::Malformed)
    }
}

fn parse_signature(text: &str) -> Result<Signature, Unsigned> {
    if text.len() > HEADER {
        return Err(Unsigned::Malformed);
    }
    let inner = text
        .strip_prefix("sig=:")
        .and_then(|rest| rest.strip_suffix(':'));
    let bytes = STANDARD.decode(inner.ok_or(Unsigned::Malformed)?);
    let bytes = bytes.map_err(|_| Unsigned::Malformed)?;
    Ok(Signature(
        bytes.try_into().map_err(|_| Unsigned::Malformed)?,
    ))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Result<&'a str, Unsigned> {
    let (_, rest) = text.split_once(before).ok_or(Unsigned::Malformed)?;
    rest.split_once(after)
        .map(|(found, _)| found)
        .ok_or(Unsigned::Malformed)
}

/// Visible ASCII and spaces: nothing that could write a line of the signature base.
fn is_clean(text: &str, limit: usize) -> bool {
    text.len() <= limit && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}
