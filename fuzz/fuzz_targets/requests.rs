//! The headers that sign a request.
#![no_main]

use ledger::http_sig::{Message, verify};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|headers: (&str, &str, &str, &str, Option<&str>)| {
    let (input, signature, target_uri, authority, content_digest) = headers;
    let message = Message {
        method: "POST",
        target_uri,
        authority,
        content_digest,
    };
    // nobody's signature is in it, so whatever it says is refused
    assert!(verify(&message, input, signature, 1_800_000_000, 60).is_err());
});
