//! Vector files of notes and of disclosed entries, mostly failures.

use ledger::evidence::checkpoint::Checkpoint;
use ledger::evidence::disclosure::Disclosure;
use ledger::evidence::note::{Note, NoteSignature, VerifierKey};
use ledger::evidence::policy::Policy;
use ledger::testkit::Key;
use ledger::*;
use serde::{Deserialize, Serialize};

use crate::foreign::{EXAMPLE, EXAMPLE_KEY, GO, GO_KEY};
use crate::index::*;
use crate::vectors::checked;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct NoteCase {
    name: String,
    note: String,
    keys: Vec<String>,
    expect: String,
    signers: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct DisclosureCase {
    name: String,
    file: String,
    room: String,
    server: String,
    logs: Vec<String>,
    witnesses: Vec<String>,
    quorum: usize,
    expect: String,
    entry: Option<String>,
}

#[test]
fn notes() {
    for case in checked("note.json", note_cases()) {
        let keys = keys(&case.keys);
        let found = Note::parse(&case.note).and_then(|note| {
            let signers = note.verify(&keys)?;
            let keys = signers.iter().map(|one| one.key.to_string());
            Ok(keys.collect::<Vec<_>>())
        });
        assert_eq!(said(&found), case.expect, "{}", case.name);
        assert_eq!(found.unwrap_or_default(), case.signers, "{}", case.name);
    }
}

#[test]
fn disclosures() {
    for case in checked("disclosure.json", disclosure_cases()) {
        let room = RoomId::parse(&case.room).unwrap();
        let server = PublicKey::parse(&case.server).unwrap();
        let policy = Policy::new(keys(&case.logs), keys(&case.witnesses), case.quorum).unwrap();
        let found = Disclosure::parse(&case.file)
            .and_then(|disclosure| disclosure.verify(&room, &server, &policy));
        assert_eq!(said(&found), case.expect, "{}", case.name);
        let entry = found.ok().map(|shown| shown.entry.hash().to_string());
        assert_eq!(entry, case.entry, "{}", case.name);
    }
}

pub(crate) fn said<T, E: core::fmt::Debug>(found: &Result<T, E>) -> String {
    let said = found.as_ref().map(|_| "ok".to_owned());
    said.unwrap_or_else(|e| format!("{e:?}").to_lowercase())
}

fn keys(vkeys: &[String]) -> Vec<VerifierKey> {
    let keys = vkeys.iter().map(|vkey| VerifierKey::parse(vkey).unwrap());
    keys.collect()
}

fn note_cases() -> Vec<NoteCase> {
    let index = Index::new();
    let ok = |name: &str, note: &str, keys: &[String], signers: &[String]| NoteCase {
        name: name.into(),
        note: note.into(),
        keys: keys.to_vec(),
        expect: "ok".into(),
        signers: signers.to_vec(),
    };
    let (log, witness) = (index.log_key().to_string(), witness_key(0).to_string());
    let only = [EXAMPLE_KEY.to_owned()];
    let both = [EXAMPLE_KEY, GO_KEY].map(str::to_owned);
    let witnessed = index.note(2).encode();
    let known = [log.clone(), witness.clone()];
    let mut cases = vec![
        ok("the example of C2SP", EXAMPLE, &only, &only),
        ok("the example of Go", GO, &both, &both[1..]),
        ok(
            "a checkpoint with two witnesses, one known",
            &witnessed,
            &known,
            &known,
        ),
    ];
    let mut bad = |name: &str, expect: &str, note: String, keys: &[String]| {
        let case = ok(name, &note, keys, &[]);
        let expect = expect.into();
        cases.push(NoteCase { expect, ..case });
    };
    let forged = {
        let key = witness_key(0);
        let text = index.checkpoint().text();
        let forged = NoteSignature::assemble(&key, &Key::new(3).sign(text.as_bytes()));
        index.note(0).sign(forged).unwrap().encode()
    };
    bad("signed by strangers", "unsigned", EXAMPLE.into(), &[log]);
    bad(
        "another text",
        "signature",
        EXAMPLE.replace("This", "That"),
        &only,
    );
    bad(
        "another id",
        "unsigned",
        EXAMPLE.replace("Uw2Q", "Uw2R"),
        &only,
    );
    bad(
        "another name",
        "unsigned",
        EXAMPLE.replace("foo", "bar"),
        &only,
    );
    bad(
        "another signature",
        "signature",
        EXAMPLE.replace("8srV", "8srW"),
        &only,
    );
    bad("one of two is forged", "signature", forged, &known);
    bad("no signature", "malformed", "a text\n\n".into(), &only);
    bad(
        "no empty line",
        "malformed",
        EXAMPLE.replace("\n\n", "\n"),
        &only,
    );
    bad("no end", "malformed", EXAMPLE.trim_end().into(), &only);
    bad(
        "an empty line below",
        "malformed",
        format!("{EXAMPLE}\n"),
        &only,
    );
    bad(
        "a tab",
        "malformed",
        EXAMPLE.replace("an example", "an\texample"),
        &only,
    );
    bad(
        "lines of another system",
        "malformed",
        EXAMPLE.replace('\n', "\r\n"),
        &only,
    );
    bad(
        "a hyphen for the dash",
        "malformed",
        EXAMPLE.replace('\u{2014}', "-"),
        &only,
    );
    bad(
        "bits left over",
        "malformed",
        EXAMPLE.replace("aQM=", "aQN="),
        &only,
    );
    bad(
        "no padding",
        "malformed",
        EXAMPLE.replace("aQM=", "aQM"),
        &only,
    );
    bad(
        "two spaces",
        "malformed",
        EXAMPLE.replace("foo ", "foo  "),
        &only,
    );
    bad("empty", "malformed", String::new(), &only);
    cases
}

fn disclosure_cases() -> Vec<DisclosureCase> {
    let index = Index::new();
    let honest = DisclosureCase {
        name: "an entry with two witnesses".into(),
        file: index.disclose(9, index.note(2)).encode(),
        room: index.id().to_string(),
        server: index.server().to_string(),
        logs: vec![index.log_key().to_string()],
        witnesses: (0..3).map(|n| witness_key(n).to_string()).collect(),
        quorum: 2,
        expect: "ok".into(),
        entry: Some(index.room.log[9].signed().hash().to_string()),
    };
    let first = DisclosureCase {
        name: "a room's first entry".into(),
        file: index.disclose(0, index.note(2)).encode(),
        entry: Some(index.id().to_string()),
        ..honest.clone()
    };
    let mut cases = vec![honest.clone(), first];
    let mut bad = |name: &str, expect: &str, change: &dyn Fn(&mut DisclosureCase)| {
        let mut case = honest.clone();
        change(&mut case);
        cases.push(DisclosureCase {
            name: name.into(),
            expect: expect.into(),
            entry: None,
            ..case
        });
    };
    let shown = |wrapped: Wrapped, place: usize| {
        let path = index.path(place);
        let shown = Disclosure::assemble(wrapped, place as u64, path, index.note(2));
        shown.unwrap().encode()
    };
    let entry = &index.room.log[9];
    let retimed = index.room.server.wrap(entry.signed(), entry.time() + 1);
    let rewrapped = Key::new(3).wrap(entry.signed(), entry.time());
    bad("at another one's place", "proof(path(root))", &|c| {
        c.file = shown(entry.clone(), 8);
    });
    bad("behind the end", "proof(path(range))", &|c| {
        c.file = c.file.replace("index 9", "index 1000");
    });
    bad("taken at another time", "proof(path(root))", &|c| {
        c.file = shown(retimed.clone(), 9);
    });
    bad("taken by another server", "entry(signature)", &|c| {
        c.file = shown(rewrapped.clone(), 9);
    });
    bad("of another room", "elsewhere", &|c| {
        c.room = c.server.clone()
    });
    bad("a witness too few", "proof(checkpoint(quorum))", &|c| {
        c.file = index.disclose(9, index.note(1)).encode();
    });
    bad("one more wanted", "proof(checkpoint(quorum))", &|c| {
        c.quorum = 3
    });
    bad("of another log", "proof(checkpoint(log))", &|c| {
        c.logs = vec![EXAMPLE_KEY.into()];
    });
    bad("another checkpoint", "proof(checkpoint(signature))", &|c| {
        let size = |size: usize| format!("{ORIGIN}\n{size}\n");
        let there = index.leaves.len();
        c.file = c.file.replace(&size(there), &size(there + 1));
    });
    bad("without an entry", "proof(malformed)", &|c| {
        let lines = c.file.lines().filter(|line| !line.starts_with("extra "));
        c.file = lines.map(|line| format!("{line}\n")).collect();
    });
    bad("with something else", "entry(malformed)", &|c| {
        c.file = c.file.replace("extra ", "extra AAAA");
    });
    bad("no end", "proof(malformed)", &|c| {
        c.file = c.file.trim_end().into()
    });
    bad("empty", "proof(malformed)", &|c| c.file.clear());
    // the tree's head alone says what is signed, so a line of the log's own is another text
    let text = index.checkpoint().text();
    assert_eq!(Checkpoint::parse(&text), Ok(index.checkpoint()));
    bad("a line more", "proof(checkpoint(signature))", &|c| {
        c.file = c.file.replace(&text, &format!("{text}a line\n"));
    });
    cases
}
