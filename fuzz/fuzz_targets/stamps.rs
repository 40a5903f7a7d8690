//! Tokens and answers of an authority, as anybody may send them: read within limits, and worth nothing to who trusts
//! another one.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use stamp::{Authority, Query, Token};

/// A root whose key nobody has, and which has signed none of the seeds.
static TRUSTED: LazyLock<Authority> = LazyLock::new(|| {
    let vectors = include_str!("../../crates/stamp/vectors/openssl.json");
    let vectors: serde_json::Value = serde_json::from_str(vectors).expect("JSON");
    let stranger = vectors["stranger"].as_str().expect("a text");
    Authority::from_pem(stranger.as_bytes()).expect("a certificate")
});

fuzz_target!(|bytes: &[u8]| {
    drop(Authority::from_pem(bytes));
    let query = Query::new([0; 32], None, [0; 16]);
    assert!(query.accept(bytes, &TRUSTED).is_err());
    if let Ok(token) = Token::parse(bytes) {
        assert_eq!(token.as_bytes(), bytes);
        assert!(token.verify(&TRUSTED, &[0; 32]).is_err());
    }
});
