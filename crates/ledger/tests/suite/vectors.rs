//! Vector files: each case says what must come of it, mostly a failure.
//!
//! `SEALROOM_BLESS=1` writes them again from the cases below; without it the
//! files must say what the cases say, and every case is run from its file.

use std::path::Path;

use ledger::archive::{Manifest, Missing, SignedManifest};
use ledger::http_sig::{Message, Params, WINDOW, content_digest, verify};
use ledger::testkit::{Key, TestRoom, first_entry};
use ledger::*;
use serde::{Deserialize, Serialize};

use crate::kinds::{KINDS, every_kind};
use crate::support::*;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct EntryCase {
    name: String,
    bytes: String,
    signature: String,
    expect: String,
    hash: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct WrappedCase {
    name: String,
    wrapped: String,
    server: String,
    expect: String,
    time: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct ManifestCase {
    name: String,
    manifest: String,
    expect: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct RequestCase {
    name: String,
    method: String,
    target_uri: String,
    authority: String,
    content_digest: Option<String>,
    signature_input: String,
    signature: String,
    body: String,
    now: u64,
    expect: String,
}

#[test]
fn entries() {
    for case in checked("entry.json", entry_cases()) {
        let signature = Signature(unhex(&case.signature).try_into().unwrap());
        let verified = Signed::assemble(unhex(&case.bytes), signature).verify();
        assert_eq!(signed(&verified), case.expect, "{}", case.name);
        let hash = verified.ok().map(|verified| verified.hash().to_string());
        assert_eq!(hash, case.hash, "{}", case.name);
    }
}

#[test]
fn wrapped() {
    for case in checked("wrapped.json", wrapped_cases()) {
        let server = PublicKey::parse(&case.server).unwrap();
        let parsed = Wrapped::parse(&unhex(&case.wrapped));
        let verified = parsed
            .as_ref()
            .map_err(|e| *e)
            .and_then(|w| w.verify(&server));
        assert_eq!(signed(&verified), case.expect, "{}", case.name);
        let time = verified.ok().and(parsed.ok()).map(|wrapped| wrapped.time());
        assert_eq!(time, case.time, "{}", case.name);
    }
}

#[test]
fn manifests() {
    for case in checked("manifest.json", manifest_cases()) {
        let read = SignedManifest::verify(&unhex(&case.manifest));
        let said = read.map_or_else(|e| format!("{e:?}").to_lowercase(), |_| "ok".into());
        assert_eq!(said, case.expect, "{}", case.name);
    }
}

#[test]
fn requests() {
    for case in checked("request.json", request_cases()) {
        let message = Message {
            method: &case.method,
            target_uri: &case.target_uri,
            authority: &case.authority,
            content_digest: case.content_digest.as_deref(),
        };
        let result = verify(
            &message,
            &case.signature_input,
            &case.signature,
            case.now,
            WINDOW,
        )
        .and_then(|authentic| authentic.body(&unhex(&case.body)));
        let said = result.map_or_else(|e| format!("{e:?}").to_lowercase(), |_| "ok".into());
        assert_eq!(said, case.expect, "{}", case.name);
    }
}

fn signed(result: &Result<Verified, SignedError>) -> String {
    result
        .as_ref()
        .map_or_else(|e| format!("{e:?}").to_lowercase(), |_| "ok".into())
}

fn manifest_cases() -> Vec<ManifestCase> {
    let room = TestRoom::new();
    let owner = &room.owner;
    let manifest = Manifest {
        format: 1,
        room: room.fold.room(),
        n: 1,
        before: Some(Hash([7; 32])),
        member: TestRoom::OWNER,
        author: owner.public(),
        at: 1_000_000,
        heads: Manifest::heads_of(&room.fold),
        objects: 3,
        listed: 700,
        list: Hash([8; 32]),
        missing: vec![Missing::Body(Hash([9; 32])), Missing::Part(Hash([1; 32]))],
    };
    let sign = |manifest: &Manifest| {
        let signature = owner.sign(&manifest.statement());
        manifest.assemble(signature).encode()
    };
    let case = |name: &str, bytes: Vec<u8>, expect: &str| ManifestCase {
        name: name.into(),
        manifest: hex(&bytes),
        expect: expect.into(),
    };
    let with = |change: &dyn Fn(&mut Manifest)| {
        let mut other = manifest.clone();
        change(&mut other);
        sign(&other)
    };
    let good = sign(&manifest);
    let other = manifest.assemble(room.device.sign(&manifest.statement()));
    vec![
        case("the second archive of a row", good.clone(), "ok"),
        case(
            "a first one",
            with(&|one| (one.n, one.before) = (0, None)),
            "ok",
        ),
        case("signed by another", other.encode(), "signature"),
        case("of a later format", with(&|one| one.format = 2), "newer"),
        case("of no format", with(&|one| one.format = 0), "malformed"),
        case(
            "heads out of order",
            with(&|one| one.heads.swap(0, 1)),
            "malformed",
        ),
        case(
            "a head twice",
            with(&|one| one.heads.insert(0, one.heads[0])),
            "malformed",
        ),
        case(
            "what is missing out of order",
            with(&|one| one.missing.swap(0, 1)),
            "malformed",
        ),
        case("truncated", good[..good.len() - 1].to_vec(), "malformed"),
        case("trailing byte", [&good[..], &[0]].concat(), "malformed"),
        case("empty", vec![], "malformed"),
    ]
}

fn entry_cases() -> Vec<EntryCase> {
    let cast = Cast::new();
    let owner = &cast.owner;
    let case = |name: &str, bytes: Vec<u8>, key: &Key, expect: &str| EntryCase {
        name: name.into(),
        signature: key.sign(&bytes).to_string(),
        hash: (expect == "ok").then(|| Hash::of(&bytes).to_string()),
        bytes: hex(&bytes),
        expect: expect.into(),
    };
    let first = Signed::statement(&first_entry(owner, &cast.room.server.public(), 1_000_000));
    let entry = cast.room.entry(cast.shared, owner, docs(99));
    let bytes = Signed::statement(&entry);
    let mut cases = vec![
        case("a room's first entry", first, owner, "ok"),
        case("a version of a document", bytes.clone(), owner, "ok"),
        case(
            "signed by another",
            bytes.clone(),
            &cast.stranger,
            "signature",
        ),
        case(
            "trailing byte",
            [&bytes[..], &[0]].concat(),
            owner,
            "malformed",
        ),
        case(
            "truncated",
            bytes[..bytes.len() - 1].to_vec(),
            owner,
            "malformed",
        ),
        case("empty", vec![], owner, "malformed"),
        case(
            "a field too many",
            [&[0x8c], &bytes[1..], &[0xf6]].concat(),
            owner,
            "malformed",
        ),
        case(
            "indefinite array",
            [&[0x9f], &bytes[1..], &[0xff]].concat(),
            owner,
            "malformed",
        ),
        case(
            "long integer",
            [&[0x8b, 0x18, 1], &bytes[2..]].concat(),
            owner,
            "malformed",
        ),
        case(
            "tagged",
            [&[0xd9, 0xd9, 0xf7], &bytes[..]].concat(),
            owner,
            "malformed",
        ),
    ];
    let format = Signed::statement(&Entry {
        format: 2,
        ..entry.clone()
    });
    cases.push(case("format 2", format, owner, "malformed"));
    let mut kind = bytes.clone();
    let place = crate::strangers::find(&kind, &[0x82, 6, 0x81]) + 1;
    kind.splice(place..=place, cbor::encode(&KINDS));
    cases.push(case("unknown kind", kind, owner, "malformed"));
    for (name, entry, key) in every_kind(&cast) {
        cases.push(case(name, Signed::statement(&entry), &key, "ok"));
    }
    // a number that no office, state, right or action has
    for (name, honest, number) in [
        ("manager", [0x82, 0x02, 0x83].as_slice(), 3),
        ("policy", &[0x82, 0x12, 0x81, 0x82], 3),
    ] {
        let entries = every_kind(&cast);
        let (_, entry, key) = entries.iter().find(|(kind, ..)| *kind == name).unwrap();
        let mut bytes = Signed::statement(entry);
        let start = crate::strangers::find(&bytes, honest);
        // the office ends the fields, the state begins them
        let at = match name {
            "manager" => start + honest.len() + 17 + 34,
            _ => start + honest.len(),
        };
        bytes[at] = number;
        let case = case(
            &format!("{name}, an unknown number"),
            bytes,
            key,
            "malformed",
        );
        cases.push(case);
    }
    // The neutral point as key and as R, and S = 0: lax verification takes it for any message.
    let mut neutral = [0; 64];
    neutral[0] = 1;
    let mut key = [0; 32];
    key[0] = 1;
    let weak = Signed::statement(&Entry {
        author: PublicKey(key),
        ..entry.clone()
    });
    let mut weak = case("weak key", weak, owner, "signature");
    weak.signature = Signature(neutral).to_string();
    cases.push(weak);
    // The group's order added to the second half: the same signature, spelled differently.
    let mut high = case("signature spelled differently", bytes, owner, "signature");
    high.signature = add_order(&high.signature);
    cases.push(high);
    cases
}

fn wrapped_cases() -> Vec<WrappedCase> {
    let room = TestRoom::new();
    let server = room.server.public().to_string();
    let case = |name: &str, wrapped: Vec<u8>, expect: &str| WrappedCase {
        name: name.into(),
        wrapped: hex(&wrapped),
        server: server.clone(),
        expect: expect.into(),
        time: (expect == "ok").then_some(room.now),
    };
    let honest = &room.log[3];
    let bytes = honest.encode();
    let other = room.owner.wrap(honest.signed(), honest.time());
    let forged = Signed::assemble(honest.signed().bytes().to_vec(), Signature([1; 64]));
    let retimed = {
        let later = room
            .server
            .wrap(honest.signed(), honest.time() + 1)
            .encode();
        // The time of one, the signature of the other.
        [&later[..later.len() - 64], &bytes[bytes.len() - 64..]].concat()
    };
    vec![
        case("as the server serves it", bytes.clone(), "ok"),
        case("wrapped by another", other.encode(), "signature"),
        case(
            "the author's signature forged",
            room.server.wrap(forged, 1).encode(),
            "signature",
        ),
        case("another time", retimed, "signature"),
        case("trailing byte", [&bytes[..], &[0]].concat(), "malformed"),
        case("truncated", bytes[..bytes.len() - 1].to_vec(), "malformed"),
        case(
            "indefinite array",
            [&[0x9f], &bytes[1..], &[0xff]].concat(),
            "malformed",
        ),
        case("empty", vec![], "malformed"),
    ]
}

fn request_cases() -> Vec<RequestCase> {
    let room = TestRoom::new();
    let (body, now) = (b"a body".to_vec(), 1_700_000_000);
    let digest = content_digest(&body);
    let params = Params {
        created: now,
        keyid: room.keyid(),
    };
    let message = Message {
        method: "POST",
        target_uri: "https://room.example/v1/rooms/00/read",
        authority: "room.example",
        content_digest: Some(&digest),
    };
    let (signature_input, signature) = room.device.sign_request(&message, &params);
    let honest = RequestCase {
        name: "with a body".into(),
        method: message.method.into(),
        target_uri: message.target_uri.into(),
        authority: message.authority.into(),
        content_digest: Some(digest.clone()),
        signature_input: signature_input.clone(),
        signature: signature.clone(),
        body: hex(&body),
        now,
        expect: "ok".into(),
    };
    let get = Message {
        method: "GET",
        content_digest: None,
        ..message
    };
    let (get_input, get_signature) = room.device.sign_request(&get, &params);
    let bare = RequestCase {
        name: "without a body".into(),
        method: "GET".into(),
        content_digest: None,
        signature_input: get_input,
        signature: get_signature,
        body: String::new(),
        ..honest.clone()
    };
    let mut cases = vec![honest.clone(), bare.clone()];
    let mut bad =
        |name: &str, expect: &str, from: &RequestCase, change: &dyn Fn(&mut RequestCase)| {
            let mut case = from.clone();
            change(&mut case);
            cases.push(RequestCase {
                name: name.into(),
                expect: expect.into(),
                ..case
            });
        };
    bad("another method", "signature", &honest, &|c| {
        c.method = "PUT".into()
    });
    bad("another target", "signature", &honest, &|c| {
        c.target_uri.push('x')
    });
    bad("another authority", "signature", &honest, &|c| {
        c.authority.push('x')
    });
    bad("another body", "body", &honest, &|c| c.body.push_str("00"));
    bad("no body after all", "body", &honest, &|c| c.body.clear());
    bad("a body after all", "body", &bare, &|c| c.body = "00".into());
    bad("digest left out", "malformed", &honest, &|c| {
        c.content_digest = None
    });
    bad("too old", "clock", &honest, &|c| c.now += WINDOW + 1);
    bad("in the future", "clock", &honest, &|c| c.now -= WINDOW + 1);
    bad("another label", "malformed", &honest, &|c| {
        c.signature_input = c.signature_input.replace("sig=", "sig1=");
    });
    bad("another algorithm", "malformed", &honest, &|c| {
        c.signature_input = c.signature_input.replace("ed25519", "hmac-sha256");
    });
    bad("another parameter", "malformed", &honest, &|c| {
        c.signature_input.push_str(";nonce=\"1\"")
    });
    bad("signature cut", "malformed", &honest, &|c| {
        c.signature.truncate(40)
    });
    cases
}

/// Reads a vector file; compares it with the cases that make it, or writes it anew.
pub(crate) fn checked<T>(name: &str, cases: Vec<T>) -> Vec<T>
where
    T: Serialize + serde::de::DeserializeOwned + PartialEq + core::fmt::Debug,
{
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("vectors")
        .join(name);
    if std::env::var_os("SEALROOM_BLESS").is_some() {
        std::fs::write(&path, serde_json::to_string_pretty(&cases).unwrap() + "\n").unwrap();
    }
    let read: Vec<T> = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(read, cases, "{name} is not what the code makes");
    read
}

pub(crate) fn add_order(signature: &str) -> String {
    let order = unhex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut bytes = unhex(signature);
    let mut carry = 0;
    for (byte, add) in bytes[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
    hex(&bytes)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    let digits = text
        .as_bytes()
        .chunks(2)
        .map(|pair| core::str::from_utf8(pair).unwrap());
    digits
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}
