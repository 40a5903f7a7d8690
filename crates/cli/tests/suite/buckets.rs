//! Backups into a bucket of a real engine: what came since is added, checked where it lies, and a room comes back from it.

use std::fs;

use crate::support::bucket::Bucket;
use crate::support::{Person, Server};

const TO: &str = "s3://probe/backups/2026";

#[test]
fn a_room_is_backed_up_into_a_bucket_and_comes_back_from_it() {
    let bucket = Bucket::start();
    let (old, new) = (Server::start(), Server::start());
    let mut seller = Person::new(&old);
    seller.vars = bucket.vars();
    seller.ok(&["identity", "new", "--name", "Wang Fang"]);
    let made = seller.ok(&["room", "create", "Project Lotus", "--token", &old.token]);
    let files = tempfile::tempdir().unwrap();
    // longer than one part of an upload, and no two pieces of it alike
    let large: Vec<u8> = (0..9_000_000_u32)
        .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect();
    let file = files.path().join("ledger.bin");
    fs::write(&file, &large).unwrap();
    seller.ok(&["put", "Project Lotus", file.to_str().unwrap()]);
    bucket.ready(|| {
        seller
            .run(&["backup", "Project Lotus", TO])
            .status
            .success()
    });

    // the next one holds what came since
    let note = files.path().join("note.txt");
    fs::write(&note, "later").unwrap();
    seller.ok(&["put", "Project Lotus", note.to_str().unwrap()]);
    let second = seller.ok(&["backup", "Project Lotus", TO]);
    assert_eq!(second["n"], 1);
    assert!(second["bytes"].as_u64().unwrap() < 1_000_000, "{second}");
    let name = second["archive"].as_str().unwrap();
    assert!(name.starts_with(TO), "{name}");
    // nothing is replaced
    seller.fails(2, &["backup", "Project Lotus", name]);

    // a stranger who may read the bucket, without identity and store
    let mut stranger = Person::new(&new);
    stranger.vars = bucket.vars();
    let said = stranger.ok(&["verify", TO]);
    assert_eq!(said["rooms"][0]["room"], made["room"]);
    assert_eq!(said["rooms"][0]["missing"], 0);
    let alone = stranger.run(&["verify", name]);
    assert!(!alone.status.success());
    stranger.vars = Vec::from_iter(
        bucket
            .vars()
            .into_iter()
            .filter(|(name, _)| *name != "AWS_SECRET_ACCESS_KEY"),
    );
    stranger
        .vars
        .push(("AWS_SECRET_ACCESS_KEY", "another".to_owned()));
    assert!(!stranger.run(&["verify", TO]).status.success());

    // the store is lost
    drop(old);
    let words = [
        "restore",
        TO,
        "--to",
        &new.url,
        "--token",
        &new.token,
        "--reason",
        "the store burnt down",
    ];
    let restored = seller.ok(&words);
    assert_eq!(restored["missing"], 0, "{restored}");
    seller.server.clone_from(&new.url);
    let out = files.path().join("out.bin");
    seller.ok(&[
        "get",
        "Project Lotus",
        "ledger.bin",
        "-o",
        out.to_str().unwrap(),
    ]);
    assert!(fs::read(out).unwrap() == large);
}
