//! Attack 40: decoders of the wire meet whatever a stranger sends.
#![allow(clippy::unwrap_used)]

use blobs::Key;
use blobs::wire::{
    self, Append, Appended, Id, Item, Lease, Outcome, PartName, Parts, Read, Sealed, Urls, Visit,
    limits,
};
use minicbor::{Decode, Encode};
use proptest::prelude::*;

/// Either a refusal, or a message that is said again in the same bytes.
fn is_total<T: for<'b> Decode<'b, ()> + Encode<()> + PartialEq + std::fmt::Debug>(bytes: &[u8]) {
    if let Ok(message) = wire::decode::<T>(bytes) {
        assert_eq!(wire::encode(&message), bytes);
    }
}

fn all_decoders(bytes: &[u8]) {
    is_total::<Append>(bytes);
    is_total::<Appended>(bytes);
    is_total::<Read>(bytes);
    is_total::<Lease>(bytes);
    is_total::<Parts>(bytes);
    is_total::<wire::Import>(bytes);
    is_total::<wire::Restore>(bytes);
    is_total::<Urls>(bytes);
    is_total::<Visit>(bytes);
    is_total::<wire::Reading>(bytes);
    is_total::<wire::LinkState>(bytes);
    is_total::<wire::Log>(bytes);
    is_total::<wire::LeavesOf>(bytes);
    is_total::<wire::Path>(bytes);
    is_total::<wire::StampsOf>(bytes);
    is_total::<wire::Notify>(bytes);
    is_total::<wire::NotifyState>(bytes);
    is_total::<wire::Tell>(bytes);
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
        wire::encode(&wire::Restore {
            archive: Id([6; 32]),
            item: item.clone(),
        }),
        wire::encode(&wire::Import {
            archive: Id([6; 32]),
            size: 7,
            objects: vec![wire::Imported {
                name: "rooms/x".to_owned(),
                bytes: vec![1; 30],
                piece: Some(1),
            }],
            parts: Vec::new(),
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
    fn row_40_damaged_messages_never_panic_a_decoder(which in 0usize..6, at in 0usize..200, byte: u8, cut in 0usize..200) {
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

/// A million empty parts are a megabyte on the wire and would be 24 in memory.
#[test]
fn row_40_a_list_of_nothing_takes_no_memory() {
    let empty = |n: usize| {
        wire::encode(&Parts {
            scope: Id([1; 16]),
            parts: vec![Sealed(Vec::new()); n],
        })
    };
    assert!(wire::decode::<Parts>(&empty(limits::PARTS)).is_ok());
    for many in [limits::PARTS + 1, 1_000_000] {
        assert!(wire::decode::<Parts>(&empty(many)).is_err());
    }
    let chain = wire::ReadFrom {
        chain: Id([1; 16]),
        from: 0,
    };
    let read = |n| {
        wire::encode(&Read {
            chains: vec![chain; n],
        })
    };
    assert!(wire::decode::<Read>(&read(limits::CHAINS)).is_ok());
    assert!(wire::decode::<Read>(&read(limits::CHAINS + 1)).is_err());
    let append = |items, grants| {
        let item = Item {
            entry: Vec::new(),
            sig: Id([0; 64]),
            body: None,
        };
        let grant = wire::SealedGrant {
            member: Id([0; 16]),
            bytes: Vec::new(),
        };
        wire::encode(&Append {
            items: vec![item; items],
            grants: vec![grant; grants],
        })
    };
    assert!(wire::decode::<Append>(&append(limits::ITEMS, limits::GRANTS)).is_ok());
    assert!(wire::decode::<Append>(&append(limits::ITEMS + 1, 0)).is_err());
    assert!(wire::decode::<Append>(&append(0, limits::GRANTS + 1)).is_err());
    let leaf = wire::IndexLeaf {
        chain: Id([1; 16]),
        seq: 0,
        entry: Id([2; 32]),
        time: 0,
    };
    let leaves = |n| {
        wire::encode(&wire::LeavesOf {
            leaves: vec![leaf; n],
            more: false,
        })
    };
    assert!(wire::decode::<wire::LeavesOf>(&leaves(limits::LEAVES)).is_ok());
    assert!(wire::decode::<wire::LeavesOf>(&leaves(limits::LEAVES + 1)).is_err());
    let stamped = wire::Stamped {
        checkpoint: String::new(),
        token: Vec::new(),
    };
    let stamps = |n| {
        wire::encode(&wire::StampsOf {
            stamps: vec![stamped.clone(); n],
            more: false,
        })
    };
    assert!(wire::decode::<wire::StampsOf>(&stamps(limits::STAMPS)).is_ok());
    assert!(wire::decode::<wire::StampsOf>(&stamps(limits::STAMPS + 1)).is_err());
    let hashes = |n| {
        wire::encode(&wire::Path {
            hashes: vec![Id([2; 32]); n],
        })
    };
    assert!(wire::decode::<wire::Path>(&hashes(limits::PATH)).is_ok());
    assert!(wire::decode::<wire::Path>(&hashes(limits::PATH + 1)).is_err());
}

#[test]
fn row_40_a_message_has_one_encoding() {
    for sample in samples() {
        let refused = |bytes: &[u8]| {
            wire::decode::<Append>(bytes).is_err()
                && wire::decode::<wire::Restore>(bytes).is_err()
                && wire::decode::<wire::Import>(bytes).is_err()
                && wire::decode::<Visit>(bytes).is_err()
                && wire::decode::<Lease>(bytes).is_err()
                && wire::decode::<Appended>(bytes).is_err()
        };
        assert!(!refused(&sample));
        // a field that no message has, and one of a hundred thousand levels
        let more = [&[sample[0] + 1], &sample[1..]].concat();
        assert!(refused(&[&more[..], &[0]].concat()));
        assert!(refused(&[&more[..], &vec![0x81; 100_000], &[0]].concat()));
        // the same list with a longer head, and without an end in its head
        let fields = sample[0] & 31;
        assert!(refused(&[&[0x98, fields], &sample[1..]].concat()));
        assert!(refused(&[&[0x9f], &sample[1..], &[0xff]].concat()));
    }
    // what is absent at the end of a list is left out, and not written as null
    let item = Item {
        entry: vec![1],
        sig: Id([2; 64]),
        body: None,
    };
    let short = wire::encode(&item);
    assert_eq!(short[0], 0x82);
    let long = [&[0x83], &short[1..], &[0xf6]].concat();
    assert!(wire::decode::<Item>(&short).is_ok());
    assert!(wire::decode::<Item>(&long).is_err());
}

/// A field that no message has is skipped by the decoder, which remembers each level on its way.
#[cfg(target_os = "linux")]
#[test]
fn row_40_levels_without_end_take_no_memory() {
    let most = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmHWM"))
            .unwrap();
        let kib = line.split_whitespace().nth(1).unwrap();
        kib.parse::<u64>().unwrap()
    };
    let bytes = [
        &[0x83, 0x50],
        &[1; 16][..],
        &[0x80],
        &[0x82, 0x9f].repeat(limits::MESSAGE / 2 - 20),
    ]
    .concat();
    let before = most();
    assert!(wire::decode::<Parts>(&bytes).is_err());
    assert!(most() - before < 64 << 10, "{} KiB", most() - before);
}
