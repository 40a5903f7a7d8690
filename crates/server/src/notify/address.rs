//! Where somebody is told. What is taken here goes into headers and bodies as it is, so it holds nothing that could
//! begin another one.

use blobs::wire::{NotifyChannel, NotifyLanguage};

/// Bytes of an e-mail address (RFC 5321), of what stands before its `@`, and of a name for the operator's system.
const MAIL: usize = 254;
const LOCAL: usize = 64;
const NAME: usize = 128;

/// Where, and in which language.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) channel: NotifyChannel,
    pub(crate) to: String,
    pub(crate) language: NotifyLanguage,
}

impl Address {
    /// What may be one.
    pub(crate) fn parse(
        channel: NotifyChannel,
        text: &str,
        language: NotifyLanguage,
    ) -> Option<Self> {
        let fits = match channel {
            NotifyChannel::Mail => is_mail(text),
            NotifyChannel::Hook => {
                (1..=NAME).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_graphic())
            }
        };
        fits.then(|| Self {
            channel,
            to: text.to_owned(),
            language,
        })
    }

    /// The same address, however it is spelt.
    pub(crate) fn folded(&self) -> String {
        self.to.to_ascii_lowercase()
    }
}

/// Neither quoted nor in another script: what every server takes, and nothing that ends a header or begins another
/// address.
fn is_mail(text: &str) -> bool {
    let atom = |c: u8| c.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&c);
    let dots = |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    let label = |label: &str| {
        let plain = label
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || c == b'-');
        let edges = !label.starts_with('-') && !label.ends_with('-');
        !label.is_empty() && label.len() <= 63 && plain && edges
    };
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let local_fits = (1..=LOCAL).contains(&local.len()) && local.bytes().all(atom) && dots(local);
    text.len() <= MAIL
        && local_fits
        && domain.split('.').count() >= 2
        && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_could_begin_another_header_or_address_is_one() {
        let mail = |text: &str| {
            Address::parse(NotifyChannel::Mail, text, NotifyLanguage::English).is_some()
        };
        for good in ["li.wei@example.com", "a+b@x-y.example.cn", "x@1.example"] {
            assert!(mail(good), "{good}");
        }
        for bad in [
            "",
            "li.wei",
            "@example.com",
            "a@",
            "a@b",
            "a@b@c.example",
            "a@example.com\r\nBcc: b@example.com",
            "a@example.com\nSubject: x",
            "a@example.com, b@example.com",
            "<a@example.com>",
            "\"a b\"@example.com",
            "a b@example.com",
            "a@example.com ",
            "a\0@example.com",
            "a@-x.example",
            "a@x..example",
            ".a@x.example",
            "a@[127.0.0.1]",
            "ä@example.com",
        ] {
            assert!(!mail(bad), "{bad:?}");
        }
        assert!(!mail(&format!("{}@example.com", "a".repeat(65))));
        let name = |text: &str| {
            Address::parse(NotifyChannel::Hook, text, NotifyLanguage::Chinese).is_some()
        };
        assert!(name("E-1042") && !name("") && !name("a b") && !name("a\n") && !name("工号"));
    }
}
