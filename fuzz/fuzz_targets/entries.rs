//! Entries as a store serves them: what is decoded has one encoding.
#![no_main]

use ledger::{Entry, Pieces, Signature, Signed, Wrapped, cbor, limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(wrapped) = Wrapped::parse(bytes) {
        assert_eq!(wrapped.encode(), bytes);
    }
    if let Ok(entry) = cbor::decode::<Entry>(bytes, limits::ENTRY) {
        assert_eq!(cbor::encode(&entry), bytes);
    }
    if let Ok(pieces) = cbor::decode::<Pieces>(bytes, limits::BODY) {
        assert_eq!(pieces.encode(), bytes);
    }
    // random bytes carry nobody's signature
    let signed = Signed::assemble(bytes.to_vec(), Signature([7; 64]));
    assert!(signed.verify().is_err());
});
