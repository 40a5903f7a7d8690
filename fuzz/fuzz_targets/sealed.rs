//! Sealed and signed objects: nothing that nobody sealed opens.
#![no_main]

use libfuzzer_sys::fuzz_target;
use seal::{
    card::{Card, LinkCard},
    context::{Context, Kind},
    grant::Grant,
    identity::Seed,
    scope::ScopeKey,
    sealbox,
};

fuzz_target!(|bytes: &[u8]| {
    let context = Context::new(Kind::Docs, [1; 32], [2; 16], 3);
    let key = ScopeKey::parse(&[4; 32]).expect("32 bytes");
    assert!(key.open(&context, bytes).is_err());
    assert!(key.open_box(&context, bytes).is_err());
    let seed = Seed::parse(&[5; 32]).expect("32 bytes");
    let keys = seed.room_keys(&[6; 32]);
    assert!(sealbox::open(&keys.kem, &context, bytes).is_err());
    assert!(seed.home().open(0, bytes).is_err());
    assert!(Card::parse(bytes, &[1; 32]).is_err());
    // a link's card carries no signature: what is read is written the same
    if let Ok(card) = LinkCard::parse(bytes) {
        assert_eq!(card.to_bytes(), bytes);
    }
    if let Ok(grant) = Grant::parse(bytes) {
        assert_eq!(grant.as_bytes(), bytes);
        assert!(grant.open(&[1; 32], &[2; 16], &keys.kem).is_err());
    }
});
