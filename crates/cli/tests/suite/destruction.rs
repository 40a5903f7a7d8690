//! What is due, destroyed and certified with the program, at a real server; and a stranger's look at the certificate.

use std::fs;

use crate::support::{Person, Server};

#[test]
fn a_document_is_destroyed_and_a_stranger_verifies_the_certificate() {
    let server = Server::start();
    let seller = Person::new(&server);
    seller.ok(&["identity", "new", "--name", "Wang Fang"]);
    seller.ok(&["room", "create", "Lotus", "--token", &server.token]);
    let files = tempfile::tempdir().unwrap();
    for name in ["list.csv", "memo.md"] {
        fs::write(files.path().join(name), name.repeat(2000)).unwrap();
        seller.ok(&["put", "Lotus", files.path().join(name).to_str().unwrap()]);
    }
    let due = seller.ok(&["retention", "Lotus"]);
    assert_eq!(
        (due["of"].as_u64(), due["without_clock"].as_u64()),
        (Some(2), Some(2))
    );
    let to = files.path().join("certificate.json");
    let to = to.to_str().unwrap();
    let done = seller.ok(&[
        "destroy", "Lotus", "list.csv", "--names", "--words", "Sold", "-o", to,
    ]);
    assert_eq!(done["complete"], true);
    // no certificate is written over another
    seller.fails(1, &["destroy", "Lotus", "memo.md", "-o", to]);
    let left = seller.ok(&["ls", "Lotus"]);
    let entries = left["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0]["path"], "memo.md");

    let stranger = Person::new(&server);
    let read = stranger.ok(&["verify", to]);
    assert_eq!(
        (&read["holds"], &read["about"]["complete"]),
        (&true.into(), &true.into())
    );
    assert_eq!(
        read["about"]["certificate"]["documents"][0]["name"],
        "list.csv"
    );
    let key = read["about"]["key"].as_str().unwrap().to_owned();
    stranger.ok(&["verify", to, "--key", &key]);
    stranger.fails(6, &["verify", to, "--key", &"1".repeat(64)]);
    let text = fs::read_to_string(to).unwrap();
    let other = files.path().join("other.json");
    fs::write(&other, text.replace("Sold", "Lost")).unwrap();
    stranger.fails(6, &["verify", other.to_str().unwrap()]);
}
