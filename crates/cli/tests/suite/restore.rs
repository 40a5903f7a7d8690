//! A room from one server to another, and the drill of it.
use std::fs;

use crate::support::{Person, Server};

#[test]
fn a_room_goes_on_at_another_server_after_a_drill_that_changes_nothing() {
    let (old, new, scratch) = (Server::start(), Server::start(), Server::start());
    let seller = Person::new(&old);
    seller.ok(&["identity", "new", "--name", "Wang Fang"]);
    let made = seller.ok(&["room", "create", "Project Lotus", "--token", &old.token]);
    let room = made["room"].as_str().unwrap().to_owned();
    let files = tempfile::tempdir().unwrap();
    let file = files.path().join("balance.pdf");
    fs::write(&file, vec![7; 70_000]).unwrap();
    let gone = files.path().join("gone.pdf");
    fs::write(&gone, vec![8; 900]).unwrap();
    seller.ok(&[
        "put",
        "Project Lotus",
        file.to_str().unwrap(),
        gone.to_str().unwrap(),
    ]);
    let buyer = Person::new(&old);
    buyer.ok(&["identity", "new", "--name", "Anna Berg"]);
    let invite = seller.ok(&["invite", "Project Lotus", "--label", "Anna"]);
    buyer.ok(&["join", invite["url"].as_str().unwrap()]);
    seller.ok(&["ls", "Project Lotus"]);
    let archives = tempfile::tempdir().unwrap();
    let folder = archives.path().to_str().unwrap();
    seller.ok(&["backup", "Project Lotus", folder]);

    // a drill, with its exit code and a signed report, leaves the room as it is
    let report = files.path().join("drill.json");
    let said = seller.ok(&[
        "restore",
        folder,
        "--to",
        &scratch.url,
        "--token",
        &scratch.token,
        "--drill",
        "--report",
        report.to_str().unwrap(),
    ]);
    assert_eq!((&said["holds"], &said["opened"]), (&true.into(), &2.into()));
    let checked = seller.ok(&["verify", report.to_str().unwrap()]);
    assert_eq!(checked["kind"], "restore-drill");
    assert_eq!(checked["signers"][0]["name"], "Wang Fang");
    let mut text = fs::read_to_string(&report).unwrap();
    text = text.replace("Lotus", "Lotos");
    fs::write(&report, text).unwrap();
    seller.fails(6, &["verify", report.to_str().unwrap()]);
    seller.ok(&["ls", "Project Lotus"]);

    let restore = [
        "restore", folder, "--to", &new.url, "--token", &new.token, "--reason", "A fire",
    ];
    let done = seller.ok(&[&restore[..], &["--erase", "gone.pdf"]].concat());
    assert_eq!(
        (done["room"].as_str(), &done["missing"]),
        (Some(&*room), &0.into())
    );
    let ls = ["--server", &new.url, "ls", "Project Lotus"];
    let listed = seller.ok(&ls).to_string();
    assert!(listed.contains("balance.pdf") && !listed.contains("gone.pdf"));
    // asked for again there is nothing more to do
    seller.ok(&restore);
    // a buyer follows, is told, and confirms; the store that had the room is not needed
    let at = ["--server", &new.url];
    let follow = ["room", "follow", "Project Lotus", "--from", &old.url];
    buyer.ok(&[&at[..], &follow].concat());
    let told = buyer.fails(8, &ls);
    assert!(told.contains("A fire"), "{told}");
    let restoration = done["restoration"].as_str().unwrap();
    let confirm = ["room", "confirm", "Project Lotus", restoration];
    buyer.ok(&[&at[..], &confirm].concat());
    assert!(buyer.ok(&ls).to_string().contains("balance.pdf"));
    // to where it is it does not come
    let back = [
        "restore", folder, "--to", &old.url, "--token", &old.token, "--reason", "x",
    ];
    seller.fails(1, &back);
}
