//! Two people with the program, and one with a link, at a real server.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::support::{Person, Server};
use serde_json::Value;
use sha2::{Digest, Sha256};

fn sum(path: &Path) -> [u8; 32] {
    Sha256::digest(fs::read(path).unwrap()).into()
}

fn paths(listing: &Value) -> Vec<String> {
    let entries = listing["entries"].as_array().unwrap();
    entries
        .iter()
        .map(|entry| entry["path"].as_str().unwrap().to_owned())
        .collect()
}

/// A folder of documents.
fn documents(folder: &Path) -> Vec<PathBuf> {
    let bytes = |len: usize, seed: u32| -> Vec<u8> {
        (0..len as u32)
            .map(|i| (i ^ seed).wrapping_mul(2_654_435_761).to_be_bytes()[0])
            .collect()
    };
    let made = [
        ("合同/主协议.pdf", 30_000),
        ("合同/附件/a.txt", 0),
        ("large.bin", 18 << 20),
        ("notes.md", 700),
    ];
    made.iter()
        .zip(0..)
        .map(|((path, len), seed)| {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes(*len, seed)).unwrap();
            path
        })
        .collect()
}

#[test]
fn a_seller_a_buyer_and_a_visitor() {
    let server = Server::start();
    let (seller, buyer, visitor) = (
        Person::new(&server),
        Person::new(&server),
        Person::new(&server),
    );
    let source = tempfile::tempdir().unwrap();
    let top = source.path().join("Lotus-4711");
    let files = documents(&top);

    assert_eq!(
        seller.ok(&["identity", "new", "--name", "Wang Fang"])["words"]
            .as_array()
            .unwrap()
            .len(),
        24
    );
    buyer.ok(&["identity", "new", "--name", "Li Wei"]);
    seller.fails(4, &["room", "create", "Project Lotus", "--token", "wrong"]);
    seller.ok(&["room", "create", "Project Lotus", "--token", &server.token]);
    let put = seller.ok(&["put", "Project Lotus", top.to_str().unwrap()]);
    assert_eq!(put["done"].as_array().unwrap().len(), 4);
    // the same again is recognised, not sent
    seller.ok(&["put", "Project Lotus", top.to_str().unwrap()]);
    let listing = seller.ok(&["ls", "Project Lotus"]);
    assert_eq!(
        paths(&listing),
        [
            "Lotus-4711",
            "Lotus-4711/large.bin",
            "Lotus-4711/notes.md",
            "Lotus-4711/合同",
            "Lotus-4711/合同/主协议.pdf",
            "Lotus-4711/合同/附件",
            "Lotus-4711/合同/附件/a.txt",
        ]
    );

    let invite = seller.ok(&[
        "invite",
        "Project Lotus",
        "--folder",
        "Lotus-4711/合同",
        "--label",
        "Buyer",
    ]);
    let url = invite["url"].as_str().unwrap();
    assert_eq!(buyer.ok(&["join", url])["title"], "Project Lotus");
    assert_eq!(buyer.ok(&["room", "list"])[0]["owner"], "Wang Fang");
    assert_eq!(
        paths(&buyer.ok(&["ls", "Project Lotus"])),
        ["主协议.pdf", "附件", "附件/a.txt"]
    );
    let saved = tempfile::tempdir().unwrap();
    let to = saved.path().join("bought");
    buyer.ok(&["get", "Project Lotus", "", "-o", to.to_str().unwrap()]);
    assert_eq!(sum(&to.join("主协议.pdf")), sum(&files[0]));
    assert_eq!(sum(&to.join("附件/a.txt")), sum(&files[1]));
    buyer.fails(3, &["get", "Project Lotus", "large.bin"]);
    buyer.fails(4, &["put", "Project Lotus", files[3].to_str().unwrap()]);

    // a link, opened by one without any identity
    let link = seller.ok(&[
        "link",
        "Project Lotus",
        "Lotus-4711/large.bin",
        "--expires",
        "1h",
    ]);
    let url = link["url"].as_str().unwrap();
    let large = saved.path().join("large");
    visitor.ok(&["open", url, "--get", ".", "-o", large.to_str().unwrap()]);
    assert_eq!(sum(&large.join("large.bin")), sum(&files[2]));
    visitor.fails(1, &["open", &url[..url.len() - 9]]);
    let member = link["member"].as_str().unwrap();
    seller.ok(&["end", "Project Lotus", member]);
    assert!(visitor.fails(4, &["open", url]).contains("ended"));
    // one that is over in two seconds
    let link = seller.ok(&[
        "link",
        "Project Lotus",
        "Lotus-4711/notes.md",
        "--expires",
        "2s",
    ]);
    thread::sleep(Duration::from_millis(2_100));
    visitor.fails(4, &["open", link["url"].as_str().unwrap()]);

    assert_eq!(seller.ok(&["verify", "Project Lotus"])["holds"], true);
    assert_eq!(buyer.ok(&["verify", "Project Lotus"])["holds"], true);
    let kept = server.kept();
    for marker in [
        "Lotus",
        "主协议",
        "合同",
        "Wang Fang",
        "Li Wei",
        "large.bin",
    ] {
        assert!(
            !kept
                .windows(marker.len())
                .any(|window| window == marker.as_bytes()),
            "{marker}"
        );
    }
}

#[test]
fn an_identity_is_restored_by_its_words_with_its_rooms() {
    let server = Server::start();
    let (seller, again) = (Person::new(&server), Person::new(&server));
    let words = seller.ok(&["identity", "new", "--name", "Wang Fang"]);
    let words: Vec<_> = words["words"]
        .as_array()
        .unwrap()
        .iter()
        .map(|word| word.as_str().unwrap().to_owned())
        .collect();
    seller.ok(&["room", "create", "Kept", "--token", &server.token]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_sealroom"))
        .args([
            "--home",
            again.home.path().to_str().unwrap(),
            "identity",
            "restore",
            "--name",
            "Wang Fang",
        ])
        .env("SEALROOM_PASSPHRASE", "another one")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(words.join(" ").as_bytes())
        .unwrap();
    assert!(child.wait().unwrap().success());
    assert!(again.fails(4, &["room", "list"]).contains("passphrase"));
    let output = Command::new(env!("CARGO_BIN_EXE_sealroom"))
        .args([
            "--json",
            "--home",
            again.home.path().to_str().unwrap(),
            "room",
            "list",
        ])
        .env("SEALROOM_PASSPHRASE", "another one")
        .env("SEALROOM_SERVER", &server.url)
        .output()
        .unwrap();
    let rooms: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(rooms[0]["title"], "Kept");
}

#[test]
fn what_cannot_be_is_said_and_loses_nothing() {
    let server = Server::start();
    let person = Person::new(&server);
    person.fails(2, &["room", "list"]);
    person.ok(&["identity", "new", "--name", "A"]);
    person.fails(2, &["identity", "new", "--name", "B"]);
    assert_eq!(person.ok(&["identity", "show"])["name"], "A");
    person.fails(3, &["ls", "No such room"]);
    person.fails(1, &["join", "not a link"]);
    let nobody = Person {
        home: person.home,
        server: "http://127.0.0.1:1".to_owned(),
        vars: Vec::new(),
    };
    nobody.fails(5, &["room", "list"]);
}

#[test]
fn a_room_is_backed_up_into_a_folder_and_checked_by_anybody() {
    let server = Server::start();
    let (seller, nobody) = (Person::new(&server), Person::new(&server));
    seller.ok(&["identity", "new", "--name", "Wang Fang"]);
    let made = seller.ok(&["room", "create", "Lotus", "--token", &server.token]);
    let id = made["room"].as_str().unwrap();
    let (folder, work) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (to, file) = (folder.path().to_str().unwrap(), work.path().join("a.txt"));
    fs::write(&file, b"one").unwrap();
    seller.ok(&["put", "Lotus", file.to_str().unwrap()]);
    let first = seller.ok(&["backup", "Lotus", to]);
    assert_eq!(
        (first["n"].as_u64(), first["missing"].as_u64()),
        (Some(0), Some(0))
    );
    fs::write(&file, vec![2; 3 << 20]).unwrap();
    seller.ok(&["put", "Lotus", file.to_str().unwrap(), "--to", "New"]);
    let second = seller.ok(&["backup", "Lotus", to]);
    assert_eq!(second["n"], 1);
    // who has no identity and reaches no store
    let nobody = Person {
        server: "http://127.0.0.1:1".to_owned(),
        ..nobody
    };
    let checked = nobody.ok(&["verify", to, "--room", id]);
    let archives = checked["rooms"][0]["archives"].as_array().unwrap();
    assert_eq!(archives.len(), 2);
    assert_eq!(archives[1]["manifest"], second["manifest"]);
    let (first, second) = (
        first["archive"].as_str().unwrap(),
        second["archive"].as_str().unwrap(),
    );
    nobody.ok(&["verify", first, second]);
    assert!(
        nobody
            .fails(6, &["verify", second, first])
            .contains("before")
    );
    nobody.fails(6, &["verify", second]);
    let other = "0".repeat(64);
    assert!(
        nobody
            .fails(6, &["verify", to, "--room", &other])
            .contains("another room")
    );
    // one file, whole, which is never replaced
    let whole = work.path().join("whole.tar");
    let whole = whole.to_str().unwrap();
    seller.ok(&["backup", "Lotus", whole]);
    nobody.ok(&["verify", whole]);
    assert!(
        seller
            .fails(2, &["backup", "Lotus", whole])
            .contains("already")
    );
    let mut bytes = fs::read(whole).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(whole, bytes).unwrap();
    nobody.fails(6, &["verify", whole]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    // a room is still verified by its name
    assert_eq!(seller.ok(&["verify", "Lotus"])["holds"], true);
}

#[test]
fn an_identity_is_given_back_by_trustees() {
    let server = Server::start();
    let seller = Person::new(&server);
    let made = seller.ok(&["identity", "new", "--name", "Wang Fang"]);
    seller.ok(&["room", "create", "Lotus", "--token", &server.token]);
    let mut trustees = Vec::new();
    for name in ["Anna", "Bert", "Cleo"] {
        let trustee = Person::new(&server);
        trustee.ok(&["identity", "new", "--name", name]);
        let invite = seller.ok(&["invite", "Lotus", "--label", name]);
        trustee.ok(&["join", invite["url"].as_str().unwrap()]);
        trustees.push(trustee);
    }
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().to_str().unwrap();
    let all = ["Anna", "Bert", "Cleo"];
    let give = |need| {
        [
            &["trustees", "give", "Lotus", "--to", to, "--need", need][..],
            &all[..],
        ]
        .concat()
    };
    seller.fails(2, &give("4"));
    let given = seller.ok(&give("2"));
    seller.fails(2, &give("2"));
    let mut lines = Vec::new();
    for (trustee, share) in trustees.iter().zip(given["shares"].as_array().unwrap()) {
        let file = share["file"].as_str().unwrap();
        let told = trustee.ok(&["trustees", "tell", "Lotus", file]);
        assert_eq!(told["owner"], made["safety"]);
        let words = told["words"].as_array().unwrap();
        let words: Vec<_> = words.iter().map(|word| word.as_str().unwrap()).collect();
        assert_eq!(words.len(), 33);
        lines.push(words.join(" "));
        seller.fails(3, &["trustees", "tell", "Lotus", file]);
    }
    let again = Person::new(&server);
    let recover = ["identity", "recover", "--name", "Wang Fang"];
    let rehearse = [&recover[..], &["--rehearse"]].concat();
    let few = again.fed(&recover, &lines[0]);
    assert_eq!(few.status.code(), Some(2));
    let two = format!("{}\n\n{}\n", lines[2], lines[0]);
    let rehearsed = again.fed(&rehearse, &two);
    let rehearsed: Value = serde_json::from_slice(&rehearsed.stdout).unwrap();
    assert_eq!(rehearsed["safety"], made["safety"]);
    again.fails(2, &["identity", "show"]);
    assert!(again.fed(&recover, &two).status.success());
    assert_eq!(again.ok(&["identity", "show"])["safety"], made["safety"]);
    assert_eq!(again.ok(&["room", "list"])[0]["title"], "Lotus");
}
