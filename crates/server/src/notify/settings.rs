//! What the operator sets.

use std::num::NonZeroU32;
use std::time::Duration;

use zeroize::Zeroizing;

use super::hook::Hook;
use super::mail::Mail;

/// By which ways people are told, and how often.
#[derive(Clone)]
pub struct Settings {
    /// The mail server: `smtps://user:password@host`, or `smtp://…?tls=required`; without TLS on this machine only.
    pub smtp: Option<Zeroizing<String>>,
    /// Whose name the mails bear.
    pub from: Option<String>,
    /// The operator's own system: an HTTPS URL, or one of this machine.
    pub hook: Option<String>,
    /// The key that signs requests to it, in base64.
    pub hook_key: Option<Zeroizing<String>>,
    /// Messages an hour in all,
    pub all_rate: NonZeroU32,
    /// and to the members of one room.
    pub room_rate: NonZeroU32,
    /// Before a second try; each further one waits four times as long.
    pub pause: Duration,
}

/// Settings that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// The mail server or the sender.
    #[error(
        "mails need SEALROOM_SMTP_URL with TLS (smtps://, or smtp://...?tls=required) and --mail-from"
    )]
    Mail,
    /// The operator's system or its key.
    #[error("--webhook needs an https URL and SEALROOM_WEBHOOK_KEY, 24 bytes in base64 at least")]
    Hook,
}

/// Messages an hour in all, and of one room.
pub(crate) const ALL_RATE: u32 = 2000;
pub(crate) const ROOM_RATE: u32 = 200;

impl Default for Settings {
    fn default() -> Self {
        Self {
            smtp: None,
            from: None,
            hook: None,
            hook_key: None,
            all_rate: NonZeroU32::new(ALL_RATE).unwrap_or(NonZeroU32::MIN),
            room_rate: NonZeroU32::new(ROOM_RATE).unwrap_or(NonZeroU32::MIN),
            pause: Duration::from_secs(2),
        }
    }
}

impl Settings {
    /// Whether anybody is told by any way.
    pub fn is_some(&self) -> bool {
        self.smtp.is_some() || self.hook.is_some()
    }

    pub(super) fn mail(&self, link: &str) -> Result<Option<Mail>, Unusable> {
        let Some(url) = &self.smtp else {
            return Ok(None);
        };
        let from = self.from.as_deref().ok_or(Unusable::Mail)?;
        Mail::new(url, from, link).map(Some).ok_or(Unusable::Mail)
    }

    pub(super) fn hook(&self) -> Result<Option<Hook>, Unusable> {
        let Some(url) = &self.hook else {
            return Ok(None);
        };
        let key = self.hook_key.as_ref().ok_or(Unusable::Hook)?;
        Hook::new(url, key).map(Some).ok_or(Unusable::Hook)
    }
}
