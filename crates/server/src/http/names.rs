//! The names by which this server is called.
//!
//! A request is signed for the authority that its client calls. A server that took every name for
//! its own would let another one, to which a person speaks as well, pass on what was signed for it:
//! home keys are the same everywhere. So there is a list, and what is on it is this server.

use std::net::IpAddr;

use axum::http::uri::Authority;
use rustls::client::verify_server_name;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::server::ParsedCertificate;

/// The names of a server, besides those of the machine for itself.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Given by the operator, in lower case and without a port.
    pub more: Vec<String>,
    /// Where it listens, if that is one address.
    pub address: Option<IpAddr>,
    /// Its certificate, which has names of its own.
    pub certificate: Option<CertificateDer<'static>>,
}

impl Names {
    /// Whether this server is called so, on whatever port (a proxy or a container may have another).
    pub fn hold(&self, authority: &str) -> bool {
        let Some(host) = host(authority) else {
            return false;
        };
        if self.more.contains(&host) {
            return true;
        }
        let address: Option<IpAddr> = host.parse().ok();
        let local = match address {
            Some(address) => address.is_loopback() || self.address == Some(address),
            None => host == "localhost" || host.ends_with(".localhost"),
        };
        local || self.is_certified(&host)
    }

    fn is_certified(&self, host: &str) -> bool {
        let certificate = self.certificate.as_ref().map(ParsedCertificate::try_from);
        match (certificate, ServerName::try_from(host)) {
            (Some(Ok(certificate)), Ok(name)) => verify_server_name(&certificate, &name).is_ok(),
            _ => false,
        }
    }
}

/// The host of an authority, in lower case; an IPv6 address without its brackets.
fn host(authority: &str) -> Option<String> {
    let parsed: Authority = authority.parse().ok()?;
    if authority.contains('@') {
        return None;
    }
    let host = parsed.host().to_ascii_lowercase();
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    Some(bare.unwrap_or(&host).to_owned())
}

/// A name or an address as an operator writes it; none with a scheme, a port or a path.
pub fn parse_name(text: &str) -> Result<String, String> {
    let name = text.trim().to_ascii_lowercase();
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    let fits = match bare.parse::<IpAddr>() {
        Ok(address) => !address.is_unspecified(),
        Err(_) => ServerName::try_from(bare).is_ok(),
    };
    if fits {
        Ok(bare.to_owned())
    } else {
        Err("a name or an address, without scheme and port".to_owned())
    }
}

/// The one address on which a server listens, if it is not all of them.
pub fn listening(address: IpAddr) -> Option<IpAddr> {
    Some(address).filter(|address| !address.is_unspecified())
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair};

    use super::*;

    #[test]
    fn the_machine_itself_is_always_known_and_nothing_else_is() {
        let names = Names::default();
        for local in [
            "localhost",
            "LocalHost:8080",
            "127.0.0.1:1",
            "127.8.8.8",
            "[::1]:8080",
            "[::1]",
            "app.localhost:8080",
        ] {
            assert!(names.hold(local), "{local}");
        }
        for foreign in [
            "b.example",
            "localhost.b.example",
            "127.0.0.1.b.example",
            "xlocalhost",
            "192.168.1.5:8080",
            "[::2]",
            "a@localhost",
            "",
            "localhost/x",
        ] {
            assert!(!names.hold(foreign), "{foreign}");
        }
    }

    #[test]
    fn names_are_the_operators_the_address_and_the_certificates() {
        let key = KeyPair::generate().expect("a key");
        let sans = ["room.lan", "*.rooms.example", "192.168.1.5"].map(str::to_owned);
        let params = CertificateParams::new(sans.to_vec()).expect("names");
        let certificate = params.self_signed(&key).expect("a certificate");
        let names = Names {
            more: vec!["vault".to_owned(), "fd00::5".to_owned()],
            address: Some([10, 0, 0, 7].into()),
            certificate: Some(certificate.der().clone()),
        };
        for known in [
            "vault:99",
            "[fd00::5]:1",
            "10.0.0.7:8080",
            "room.lan:8443",
            "a.rooms.example",
            "192.168.1.5:8443",
        ] {
            assert!(names.hold(known), "{known}");
        }
        for foreign in ["room.example", "a.b.rooms.example", "192.168.1.6", "vault2"] {
            assert!(!names.hold(foreign), "{foreign}");
        }
    }

    #[test]
    fn a_name_has_neither_scheme_nor_port() {
        assert_eq!(parse_name("Room.LAN"), Ok("room.lan".to_owned()));
        assert_eq!(parse_name("[fd00::5]"), Ok("fd00::5".to_owned()));
        for bad in ["", "https://x", "room.lan:80", "a/b", "0.0.0.0"] {
            assert!(parse_name(bad).is_err(), "{bad}");
        }
    }
}
