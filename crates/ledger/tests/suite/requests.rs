//! Request signatures: every part of a request is bound, one spelling only.

use ledger::http_sig::{Message, Params, Unsigned, WINDOW, content_digest, verify};
use ledger::testkit::{Key, TestRoom};
use ledger::*;

const NOW: u64 = 1_700_000_000;
const BODY: &[u8] = b"a body";

fn message(digest: Option<&str>) -> Message<'_> {
    Message {
        method: "POST",
        target_uri: "https://room.example/v1/rooms/00/read?x=1",
        authority: "room.example",
        content_digest: digest,
    }
}

#[test]
fn a_request_is_its_senders() {
    let room = TestRoom::new();
    let digest = content_digest(BODY);
    for (digest, body) in [(Some(digest.as_str()), BODY), (None, &[][..])] {
        let message = message(digest);
        let params = Params {
            created: NOW,
            keyid: room.keyid(),
        };
        let (input, signature) = room.device.sign_request(&message, &params);
        let authentic = verify(&message, &input, &signature, NOW, WINDOW).unwrap();
        assert_eq!(authentic.claimed(), room.keyid());
        assert_eq!(authentic.clone().body(body), Ok(room.keyid()));
        assert_eq!(authentic.body(b"other"), Err(Unsigned::Body));
    }
}

#[test]
fn row_40_every_part_is_bound() {
    let room = TestRoom::new();
    let (digest, other) = (content_digest(BODY), content_digest(b"other"));
    let message = message(Some(&digest));
    let params = Params {
        created: NOW,
        keyid: room.keyid(),
    };
    let (input, signature) = room.device.sign_request(&message, &params);
    let changed = [
        Message {
            method: "PUT",
            ..message
        },
        Message {
            target_uri: "https://room.example/v1/rooms/00/read?x=2",
            ..message
        },
        Message {
            authority: "other.example",
            ..message
        },
        Message {
            content_digest: Some(&other),
            ..message
        },
    ];
    for message in changed {
        let refused = verify(&message, &input, &signature, NOW, WINDOW);
        assert_eq!(refused, Err(Unsigned::Signature), "{message:?}");
    }
    let bare = Message {
        content_digest: None,
        ..message
    };
    assert_eq!(
        verify(&bare, &input, &signature, NOW, WINDOW),
        Err(Unsigned::Malformed)
    );
    let split = Message {
        target_uri: "https://room.example/\n\"@authority\": x",
        ..message
    };
    assert_eq!(
        verify(&split, &input, &signature, NOW, WINDOW),
        Err(Unsigned::Malformed)
    );
    // Another key id, another time: the signature is over them too.
    let home = Params {
        created: NOW,
        keyid: KeyId::Home(room.device.public()),
    };
    let refused = verify(&message, &home.input(true), &signature, NOW, WINDOW);
    assert_eq!(refused, Err(Unsigned::Signature));
    let later = Params {
        created: NOW + 1,
        ..params
    };
    let refused = verify(&message, &later.input(true), &signature, NOW, WINDOW);
    assert_eq!(refused, Err(Unsigned::Signature));
    let (_, forged) = Key::new(66).sign_request(&message, &params);
    assert_eq!(
        verify(&message, &input, &forged, NOW, WINDOW),
        Err(Unsigned::Signature)
    );
}

#[test]
fn row_28_created_is_within_the_window() {
    let room = TestRoom::new();
    let message = message(None);
    let at = |created: u64| {
        let params = Params {
            created,
            keyid: room.keyid(),
        };
        let (input, signature) = room.device.sign_request(&message, &params);
        verify(&message, &input, &signature, NOW, WINDOW).map(|_| ())
    };
    for created in [NOW - WINDOW, NOW, NOW + WINDOW] {
        assert_eq!(at(created), Ok(()));
    }
    for created in [0, NOW - WINDOW - 1, NOW + WINDOW + 1, u64::MAX] {
        assert_eq!(at(created), Err(Unsigned::Clock));
    }
}

#[test]
fn row_25_one_spelling_of_each_header() {
    let room = TestRoom::new();
    let message = message(None);
    let params = Params {
        created: NOW,
        keyid: room.keyid(),
    };
    let (input, signature) = room.device.sign_request(&message, &params);
    let inputs = [
        String::new(),
        input.replace("sig=", "sig1="),
        input.replace("; ", ";").replace(";", "; "),
        input.replace("ed25519", "rsa-v1_5-sha256"),
        input.replace("sealroom", "other"),
        input.replace(";alg=\"ed25519\"", ""),
        input.replace("created=", "created=0"),
        input.replace("created=", "created=+"),
        input.replace("\"@authority\"", "\"@authority\" \"@path\""),
        input.replace(" \"@authority\"", ""),
        input.replace("\"@method\" \"@target-uri\"", "\"@target-uri\" \"@method\""),
        input.replace("m:", "x:"),
        format!("{input};expires=1"),
        format!("{input}, {input}"),
        format!("{input}{}", " ".repeat(600)),
    ];
    for bad in inputs {
        let refused = verify(&message, &bad, &signature, NOW, WINDOW);
        assert_eq!(refused, Err(Unsigned::Malformed), "{bad}");
    }
    let signatures = [
        String::new(),
        signature.replace("sig=", "sig1="),
        signature.replace("=:", "=::"),
        signature.replace("==:", ":"),
        format!("{signature}, {signature}"),
        format!("sig=:{}:", "A".repeat(84)),
        "A".repeat(600),
    ];
    for bad in signatures {
        let refused = verify(&message, &input, &bad, NOW, WINDOW);
        assert_eq!(refused, Err(Unsigned::Malformed), "{bad}");
    }
}
