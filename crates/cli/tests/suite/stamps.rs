//! An authority stamps a room's checkpoints; an auditor saves them, and a stranger verifies them without a network.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::authority::{P256, Tsa};
use crate::listening::Listening;
use crate::support::{Person, Server};
use serde_json::Value;

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(since.as_millis()).unwrap()
}

/// Verifies and saves until so many checkpoints are stamped.
fn stamped(person: &Person, folder: &str, ca: &str, n: usize) -> Value {
    let begin = Instant::now();
    loop {
        let words = ["verify", "Lotus", "--stamps", folder, "--authority", ca];
        let output = person.run(&words);
        if output.status.success() {
            let verified: Value = serde_json::from_slice(&output.stdout).unwrap();
            let stamps = verified["record"]["stamped"]["stamps"].as_array();
            if stamps.is_some_and(|stamps| stamps.len() >= n) {
                return verified;
            }
        }
        assert!(begin.elapsed() < Duration::from_secs(60), "{output:?}");
        std::thread::sleep(Duration::from_millis(300));
    }
}

/// The tokens in a folder, in order.
fn tokens(folder: &Path) -> Vec<std::path::PathBuf> {
    let files = fs::read_dir(folder).unwrap();
    let files = files.map(|entry| entry.unwrap().path());
    let mut tokens: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|kind| kind == "tst"))
        .collect();
    tokens.sort();
    tokens
}

#[test]
fn times_are_proven_to_a_stranger_and_nothing_that_was_changed_is() {
    let at = Listening::start(Tsa::new("rsa:2048"));
    let ca = at.tsa.at("root.pem").to_str().unwrap().to_owned();
    let server = Server::with(&[
        "--stamp-url",
        &at.url,
        "--stamp-ca",
        &ca,
        "--stamp-every",
        "1",
    ]);
    let (seller, auditor) = (Person::new(&server), Person::new(&server));
    let stranger = Person::new(&server);
    seller.ok(&["identity", "new", "--name", "Wang Fang"]);
    auditor.ok(&["identity", "new", "--name", "Otto Brandt"]);
    let before = now();
    seller.ok(&["room", "create", "Lotus", "--token", &server.token]);
    let invite = seller.ok(&["invite", "Lotus", "--audits"]);
    auditor.ok(&["join", invite["url"].as_str().unwrap()]);
    let base = tempfile::tempdir().unwrap();
    let folder = base.path().join("stamps");
    let words = folder.to_str().unwrap();
    stamped(&auditor, words, &ca, 1);
    fs::write(base.path().join("a.txt"), "content").unwrap();
    seller.ok(&["put", "Lotus", base.path().join("a.txt").to_str().unwrap()]);
    let verified = stamped(&auditor, words, &ca, 2);
    let key = verified["record"]["key"].as_str().unwrap();

    // offline, without an identity
    let offline = ["verify", words, "--authority", &ca, "--key", key];
    let shown = stranger.ok(&offline);
    let stamps = shown["stamps"].as_array().unwrap();
    assert!(stamps.len() >= 2);
    for stamp in stamps {
        let time = stamp["time"].as_u64().unwrap();
        assert!((before..=now()).contains(&time));
        assert_eq!(stamp["by"], "CN=signer,O=Stamps");
    }
    // another program says the same
    for token in tokens(&folder) {
        let data = token.with_extension("checkpoint");
        let output = Command::new("openssl")
            .args(["ts", "-verify", "-token_in", "-CAfile", &ca, "-in"])
            .args([&token, Path::new("-data"), &data])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    // whose word counts has to be said, and it is that of no other authority or store
    stranger.fails(2, &["verify", words]);
    let other = Tsa::new(P256);
    let others = other.at("root.pem").to_str().unwrap().to_owned();
    stranger.fails(6, &["verify", words, "--authority", &others]);
    stranger.fails(
        2,
        &[
            "verify",
            words,
            "--authority",
            &words.replace("stamps", "a.txt"),
        ],
    );
    let wrong = "3".repeat(64);
    stranger.fails(6, &["verify", words, "--authority", &ca, "--key", &wrong]);

    // a token for another checkpoint, and one with a changed bit
    let all = tokens(&folder);
    let (first, second) = (fs::read(&all[0]).unwrap(), fs::read(&all[1]).unwrap());
    fs::write(&all[0], &second).unwrap();
    stranger.fails(6, &offline);
    let mut changed = first.clone();
    *changed.last_mut().unwrap() ^= 1;
    fs::write(&all[0], &changed).unwrap();
    stranger.fails(6, &offline);
    // what is not stamped is said
    fs::remove_file(&all[0]).unwrap();
    let shown = stranger.ok(&offline);
    assert!(!shown["unstamped"].as_array().unwrap().is_empty());
    // two histories of one size
    let note = all[1].with_extension("checkpoint");
    fs::copy(&note, folder.join("again.checkpoint")).unwrap();
    stranger.fails(6, &offline);
    fs::remove_file(folder.join("again.checkpoint")).unwrap();
    // a checkpoint that the store has not signed like this
    let text = fs::read_to_string(&note).unwrap();
    fs::write(&note, text.replacen("\n", "\n1", 1)).unwrap();
    stranger.fails(6, &offline);
    fs::write(&note, text).unwrap();
    stranger.ok(&offline);
    // nothing stamped at all proves nothing
    for token in tokens(&folder) {
        fs::remove_file(token).unwrap();
    }
    stranger.fails(6, &offline);
}
