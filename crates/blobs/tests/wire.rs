//! Attack 40: decoders of the wire meet whatever a stranger sends.
#![allow(clippy::unwrap_used)]

use blobs::Key;
use blobs::wire::{
    self, Append, Appended, Id, Item, Lease, Outcome, PartName, Parts, Read, Urls, Visit,
};
use minicbor::{Decode, Encode};
use proptest::prelude::*;

/// Either a refusal, or a message that says again what was said.
fn is_total<T: for<'b> Decode<'b, ()> + Encode<()> + PartialEq + std::fmt::Debug>(bytes: &[u8]) {
    if let Ok(message) = wire::decode::<T>(bytes) {
        assert_eq!(wire::decode::<T>(&wire::encode(&message)).unwrap(), message);
    }
}

fn all_decoders(bytes: &[u8]) {
    is_total::<Append>(bytes);
    is_total::<Appended>(bytes);
    is_total::<Read>(bytes);
    is_total::<Lease>(bytes);
    is_total::<Parts>(bytes);
    is_total::<Urls>(bytes);
    is_total::<Visit>(bytes);
    is_total::<wire::Reading>(bytes);
    is_total::<wire::LinkState>(bytes);
}

fn samples() -> Vec<Vec<u8>> {
    let item = Item {
        entry: vec![1; 90],
        sig: Id([2; 64]),
        body: Some(vec![3; 40]),
    };
    vec![
        wire::encode(&Append {
            items: vec![item.clone()],
            grants: Vec::new(),
        }),
        wire::encode(&Visit { item }),
        wire::encode(&Lease {
            scope: Id([4; 16]),
            parts: vec![PartName {
                hash: Id([5; 32]),
                len: 6,
            }],
        }),
        wire::encode(&Appended {
            outcomes: vec![
                Outcome::Stored(vec![7; 30]),
                Outcome::Conflict(8, Id([9; 32])),
            ],
        }),
    ]
}

proptest! {
    #[test]
    fn row_40_noise_never_panics_a_decoder(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        all_decoders(&bytes);
    }

    #[test]
    fn row_40_damaged_messages_never_panic_a_decoder(which in 0usize..4, at in 0usize..200, byte: u8, cut in 0usize..200) {
        let mut bytes = samples()[which].clone();
        let len = bytes.len();
        bytes[at % len] = byte;
        all_decoders(&bytes);
        all_decoders(&bytes[..cut % len]);
    }

    #[test]
    fn row_41_what_is_a_key_stays_in_its_folder(text in ".{0,40}") {
        if let Ok(key) = Key::parse(text) {
            prop_assert!(!key.as_str().split('/').any(|part| part.is_empty() || part.starts_with('.')));
        }
    }
}

#[test]
fn row_40_a_length_that_lies_takes_no_memory() {
    // an array of 2^60 items, a byte string of 2^60 bytes
    for head in [0x9b, 0x5b] {
        let bytes = [&[0x82, head][..], &(1u64 << 60).to_be_bytes()].concat();
        assert!(wire::decode::<Append>(&bytes).is_err());
        assert!(wire::decode::<Parts>(&bytes).is_err());
    }
}

#[test]
fn nothing_may_follow_a_message() {
    for sample in samples() {
        let longer = [&sample[..], &[0]].concat();
        assert!(wire::decode::<Append>(&longer).is_err());
        assert!(wire::decode::<Visit>(&longer).is_err());
    }
}
