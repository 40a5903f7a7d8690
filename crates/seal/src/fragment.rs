//! Fragment: a link or invite as the text after `#`, which no server is ever sent.
//!
//! ```text
//! base64url without padding of
//! ["SR"][format 1 = 1][kind 1: 1 invite, 2 link][flags 1: 1 passphrase, 2 origin]
//! [room id 32][secret 32][hash of the chain's first entry 32]
//! [KDF bytes 28, with flag 1][length u8][store origin, ASCII, with flag 2]
//! [first 4 bytes of SHA-256("sealroom/1/fragment" ‖ everything before)]
//! ```
//!
//! The two letters tell a link from other text, the checksum a damaged one from a
//! foreign one; both stay in every later format, so that "newer" can be trusted.
//! Neither is a defence: the keys are. A line or a space that a mail program put
//! into the text is ignored.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::labels;
use crate::link::LinkSecret;
use crate::passphrase::{Kdf, KdfRefused};

const MAGIC: &[u8; 2] = b"SR";
const FORMAT: u8 = 1;
const FIXED: usize = 2 + 1 + 1 + 1 + 96;
const CHECK: usize = 4;
const PASSPHRASE: u8 = 1;
const ORIGIN: u8 = 2;
/// The longest text that is looked at.
pub const MAX: usize = 1024;

/// What a fragment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// Becomes a member, once.
    Invite,
    /// Opens what was shared, until it ends.
    Link,
}

/// Everything a link or invite carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// Invite or link.
    pub kind: LinkKind,
    /// The room: the hash of its first entry, which anchors the owner's key.
    pub room: [u8; 32],
    /// The secret.
    pub secret: LinkSecret,
    /// The hash of the first entry of the link's own chain.
    pub first: [u8; 32],
    /// With a passphrase: how it is stretched.
    pub kdf: Option<Kdf>,
    /// The store's origin (`https://host:port`), if it is not where the app came from.
    pub origin: Option<Origin>,
}

/// Scheme, host and port of a store: no user, path or query. At most 255 ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

/// A text that is not an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a store")]
pub struct NotAnOrigin;

/// Why a text is no link that can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FragmentError {
    /// Something else altogether.
    #[error("this is not a Sealroom link")]
    NotALink,
    /// Its end is missing.
    #[error("the link is not complete")]
    Truncated,
    /// A character was changed or lost.
    #[error("the link is damaged")]
    Damaged,
    /// A newer version made it.
    #[error("the link needs a newer version")]
    Newer,
    /// Its passphrase parameters are refused.
    #[error(transparent)]
    Kdf(#[from] KdfRefused),
}

impl Origin {
    /// Reads `https://host[:port]` (or `http:`, for a store on this machine).
    pub fn parse(text: &str) -> Result<Self, NotAnOrigin> {
        let host = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
        match host {
            Some(host) if !host.is_empty() && text.len() <= 255 && host.bytes().all(plain) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(NotAnOrigin),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Fragment {
    /// The text after `#`. Zeroed when dropped; who shows it has copied it.
    pub fn encode(&self) -> Zeroizing<String> {
        let mut out = Zeroizing::new(Vec::with_capacity(MAX));
        out.extend_from_slice(MAGIC);
        let kind = match self.kind {
            LinkKind::Invite => 1,
            LinkKind::Link => 2,
        };
        let flags = if self.kdf.is_some() { PASSPHRASE } else { 0 }
            | if self.origin.is_some() { ORIGIN } else { 0 };
        out.extend_from_slice(&[FORMAT, kind, flags]);
        out.extend_from_slice(&self.room);
        out.extend_from_slice(self.secret.expose());
        out.extend_from_slice(&self.first);
        if let Some(kdf) = &self.kdf {
            out.extend_from_slice(&kdf.to_bytes());
        }
        if let Some(Origin(origin)) = &self.origin {
            out.push(origin.len() as u8);
            out.extend_from_slice(origin.as_bytes());
        }
        let check = checksum(&out);
        out.extend_from_slice(&check);
        Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(&*out))
    }

    /// The page that opens it, for `origin/path#fragment`.
    pub fn path(&self) -> &'static str {
        match self.kind {
            LinkKind::Invite => "/i",
            LinkKind::Link => "/l",
        }
    }

    /// Reads the text after `#`, or a whole URL with one.
    pub fn parse(text: &str) -> Result<Self, FragmentError> {
        let text = text.rsplit_once('#').map_or(text, |(_, fragment)| fragment);
        let mut text = Zeroizing::new(text.split_whitespace().collect::<String>());
        if text.len() > MAX || !text.starts_with("U1") {
            return Err(FragmentError::NotALink);
        }
        // a text cut in the middle of a group still shows what it was
        let odd = text.len() % 4 == 1;
        if odd {
            text.pop();
        }
        let bytes = Zeroizing::new(lenient(&text).ok_or(FragmentError::Damaged)?);
        let bytes = bytes
            .strip_prefix(MAGIC)
            .map(|_| bytes.as_slice())
            .ok_or(FragmentError::NotALink)?;
        let (body, check) = bytes
            .split_last_chunk::<CHECK>()
            .ok_or(FragmentError::Truncated)?;
        let canonical = *BASE64_URL_SAFE_NO_PAD.encode(bytes) == **text;
        if odd || checksum(body) != *check || !canonical {
            return Err(if expected_len(bytes).is_none_or(|len| bytes.len() < len) {
                FragmentError::Truncated
            } else {
                FragmentError::Damaged
            });
        }
        Self::fields(body)
    }

    /// The fields of a body whose checksum is right.
    fn fields(body: &[u8]) -> Result<Self, FragmentError> {
        let damaged = FragmentError::Damaged;
        match body.get(2) {
            Some(&FORMAT) => {}
            Some(0) | None => return Err(damaged),
            Some(_) => return Err(FragmentError::Newer),
        }
        let (head, mut rest) = body.split_at_checked(FIXED).ok_or(damaged)?;
        let (kind, flags) = (head[3], head[4]);
        let kind = match kind {
            1 => LinkKind::Invite,
            2 => LinkKind::Link,
            _ => return Err(damaged),
        };
        let field = |at: usize| {
            let mut out = [0; 32];
            out.copy_from_slice(&head[at..at + 32]);
            out
        };
        let secret = LinkSecret::parse(&head[37..69]).map_err(|_| damaged)?;
        let mut kdf = None;
        if flags & PASSPHRASE != 0 {
            let (bytes, after) = rest.split_first_chunk().ok_or(damaged)?;
            kdf = Some(Kdf::parse(bytes)?);
            rest = after;
        }
        let mut origin = None;
        if flags & ORIGIN != 0 {
            let (&len, text) = rest.split_first().ok_or(damaged)?;
            let (text, after) = text.split_at_checked(len.into()).ok_or(damaged)?;
            let text = str::from_utf8(text).map_err(|_| damaged)?;
            origin = Some(Origin::parse(text).map_err(|_| damaged)?);
            rest = after;
        }
        if flags & !(PASSPHRASE | ORIGIN) != 0 || !rest.is_empty() {
            return Err(damaged);
        }
        Ok(Self {
            kind,
            room: field(5),
            secret,
            first: field(69),
            kdf,
            origin,
        })
    }
}

/// How long a fragment that begins so is; `None` while even that is missing or unknown.
fn expected_len(bytes: &[u8]) -> Option<usize> {
    if *bytes.get(2)? != FORMAT {
        return Some(0);
    }
    let flags = *bytes.get(4)?;
    let mut len = FIXED;
    if flags & PASSPHRASE != 0 {
        len += Kdf::LEN;
    }
    if flags & ORIGIN != 0 {
        len += 1 + usize::from(*bytes.get(len)?);
    }
    Some(len + CHECK)
}

fn checksum(body: &[u8]) -> [u8; CHECK] {
    let hash: [u8; 32] = Sha256::new()
        .chain_update(labels::FRAGMENT)
        .chain_update(body)
        .finalize()
        .into();
    [hash[0], hash[1], hash[2], hash[3]]
}

/// Base64 whose last group may have bits left over, as a cut text has.
fn lenient(text: &str) -> Option<Vec<u8>> {
    use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(&base64::alphabet::URL_SAFE, config)
        .decode(text)
        .ok()
}
