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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;
    use crate::ids::PublicKey;
    use crate::signed::verify_strict;

    /// RFC 9421, B.2.6: our base is the one that its example signature was made over.
    #[test]
    fn the_base_is_that_of_the_rfc() {
        let components = [
            ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            ("@method", "POST"),
            ("@path", "/foo"),
            ("@authority", "example.com"),
            ("content-type", "application/json"),
            ("content-length", "18"),
        ];
        let base = build(&components, "created=1618884473;keyid=\"test-key-ed25519\"");
        assert_eq!(
            base,
            "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\
             \"@method\": POST\n\
             \"@path\": /foo\n\
             \"@authority\": example.com\n\
             \"content-type\": application/json\n\
             \"content-length\": 18\n\
             \"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" \
             \"content-type\" \"content-length\");created=1618884473;keyid=\"test-key-ed25519\""
        );
        let key = URL_SAFE_NO_PAD
            .decode("JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs")
            .unwrap();
        let signature = STANDARD
            .decode(
                "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu\
                 4A0w6vuQv5lIp5WPpBKRCw==",
            )
            .unwrap();
        let key = PublicKey(key.try_into().unwrap());
        let signature = Signature(signature.try_into().unwrap());
        assert!(verify_strict(&key, base.as_bytes(), &signature));
    }
}
