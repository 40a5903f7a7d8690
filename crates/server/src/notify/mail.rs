//! E-mail, by the operator's own mail server.

use std::time::Duration;

use blobs::wire::NotifyLanguage;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::{Address, Letter, Unsent, text};

/// How long the mail server may take for each thing it is told.
const PATIENCE: Duration = Duration::from_secs(20);

/// A mail server, and whose name its mails bear.
pub(super) struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// By which this server is called.
    name: String,
    link: String,
}

impl Mail {
    /// None if the URL is none, or would send mails and a password in clear over a network.
    pub(super) fn new(url: &str, from: &str, link: &str) -> Option<Self> {
        let from: Mailbox = from.parse().ok()?;
        let (scheme, rest) = url.split_once("://")?;
        let (authority, query) = rest.split_once('?').unwrap_or((rest, ""));
        let secure = scheme == "smtps" || (scheme == "smtp" && query == "tls=required");
        let host = authority.rsplit('@').next()?.trim_end_matches('/');
        let near = scheme == "smtp" && query.is_empty() && is_loopback(host);
        if !secure && !near {
            return None;
        }
        let name = link.split("://").nth(1)?.split(':').next()?.to_owned();
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).ok()?;
        let builder = builder.timeout(Some(PATIENCE));
        Some(Self {
            transport: builder.hello_name(ClientId::Domain(name.clone())).build(),
            from,
            name,
            link: link.to_owned(),
        })
    }

    pub(super) async fn send(&self, to: &Address, letter: &Letter) -> Result<(), Unsent> {
        let message = self.message(to, letter).ok_or(Unsent)?;
        let sent = self.transport.send(message).await;
        // the error may name the address
        sent.map(drop).map_err(|_| Unsent)
    }

    fn message(&self, to: &Address, letter: &Letter) -> Option<Message> {
        let (subject, body) = text::of(to.language, letter, &self.link);
        let raw = |name: &str, value: String| {
            let name = HeaderName::new_from_ascii(name.to_owned()).ok()?;
            Some(HeaderValue::new(name, value))
        };
        let language = match to.language {
            NotifyLanguage::Chinese => "zh-CN",
            NotifyLanguage::English => "en",
        };
        let mut id = [0; 16];
        getrandom::fill(&mut id).ok()?;
        let id = format!("<{}@{}>", ledger::ChainId(id), self.name);
        let mut builder = Message::builder()
            .message_id(Some(id))
            .from(self.from.clone())
            // checked when it was taken, and parsed here once more
            .to(to.to.parse().ok()?)
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .raw_header(raw("Auto-Submitted", "auto-generated".to_owned())?)
            .raw_header(raw("Content-Language", language.to_owned())?);
        if let Letter::News { stop, .. } | Letter::Trial { stop, .. } = letter {
            let click = "List-Unsubscribe=One-Click".to_owned();
            builder = builder
                .raw_header(raw("List-Unsubscribe", format!("<{stop}>"))?)
                .raw_header(raw("List-Unsubscribe-Post", click)?);
        }
        builder.body(body).ok()
    }
}

/// Whether a host, perhaps with a port, is this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    let bare = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or(host),
    };
    let address = bare.parse::<std::net::IpAddr>();
    bare == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_goes_over_a_network_in_clear() {
        let mail =
            |url: &str| Mail::new(url, "Sealroom <no-reply@example.com>", "https://x.example");
        for good in [
            "smtps://user:pass@mail.example.com",
            "smtp://user:pass@mail.example.com:587?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://[::1]:2525",
        ] {
            assert!(mail(good).is_some(), "{good}");
        }
        for bad in [
            "smtp://mail.example.com",
            "smtp://user:pass@mail.example.com:25",
            "smtp://mail.example.com?tls=opportunistic",
            "smtp://127.0.0.1@mail.example.com",
            "http://mail.example.com",
            "mail.example.com",
        ] {
            assert!(mail(bad).is_none(), "{bad}");
        }
        assert!(Mail::new("smtps://mail.example.com", "nobody", "https://x.example").is_none());
    }
}
