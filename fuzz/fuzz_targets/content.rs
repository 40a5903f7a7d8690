//! Content as a store serves it: FLOE ciphertexts that nobody sealed do not open.
#![no_main]

use libfuzzer_sys::fuzz_target;
use seal::floe::{ContentKey, Params, soft};

fuzz_target!(|bytes: &[u8]| {
    let key = ContentKey::parse(&[1; 32]).expect("32 bytes");
    let params = Params::new(64).expect("a segment length");
    assert!(soft::open_all(&key, b"content", params, bytes).is_err());
});
