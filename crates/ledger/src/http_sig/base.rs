//! The signature base of RFC 9421, section 2.5, and the two headers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::KeyId;
use crate::ids::Signature;

/// What of a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// In upper case, as it is sent.
    pub method: &'a str,
    /// Scheme, authority, path and query, as the client calls it.
    pub target_uri: &'a str,
    /// Host in lower case, and the port if it is not the scheme's default.
    pub authority: &'a str,
    /// The header [`super::content_digest`]; there if and only if the body is not empty.
    pub content_digest: Option<&'a str>,
}

/// The parameters of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Params {
    /// Seconds since 1970, by the server's clock.
    pub created: u64,
    /// Whose key signs.
    pub keyid: KeyId,
}

impl Params {
    /// The bytes that the key signs.
    pub fn base(&self, message: &Message<'_>) -> String {
        let mut components = vec![
            ("@method", message.method),
            ("@target-uri", message.target_uri),
            ("@authority", message.authority),
        ];
        components.extend(
            message
                .content_digest
                .map(|digest| ("content-digest", digest)),
        );
        build(&components, &self.text())
    }

    /// The value of the header `signature-input`.
    pub fn input(&self, has_body: bool) -> String {
        let mut names = vec!["@method", "@target-uri", "@authority"];
        names.extend(has_body.then_some("content-digest"));
        format!("sig={}", inner_list(&names, &self.text()))
    }

    fn text(&self) -> String {
        let Self { created, keyid } = self;
        format!("created={created};keyid=\"{keyid}\";alg=\"ed25519\";tag=\"sealroom\"")
    }
}

/// The value of the header `signature`.
pub fn signature_header(signature: &Signature) -> String {
    format!("sig=:{}:", STANDARD.encode(signature.0))
}

/// The signature base over these components with these parameters.
pub(super) fn build(components: &[(&str, &str)], params: &str) -> String {
    let mut base = String::new();
    for (name, value) in components {
        base.push_str(&format!("\"{name}\": {value}\n"));
    }
    let names: Vec<&str> = components.iter().map(|(name, _)| *name).collect();
    base.push_str(&format!(
        "\"@signature-params\": {}",
        inner_list(&names, params)
    ));
    base
}

fn inner_list(names: &[&str], params: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    format!("({});{params}", quoted.join(" "))
}
