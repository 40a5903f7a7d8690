//! A room handed over with the program, and its closing bibles: verified by strangers, by the command and by the page
//! in the bible.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::support::browser::Browser;
use crate::support::{Person, Server};
use serde_json::Value;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

struct Closing {
    _server: Server,
    seller: Person,
    buyer: Person,
    stranger: Person,
    folder: tempfile::TempDir,
}

impl Closing {
    /// A seller's room with three files, which a buyer reads.
    fn begin() -> Self {
        let server = Server::start();
        let people = [(); 3].map(|()| Person::new(&server));
        let [seller, buyer, stranger] = people;
        seller.ok(&["identity", "new", "--name", "王芳 Wang Fang"]);
        buyer.ok(&["identity", "new", "--name", "Li Wei"]);
        seller.ok(&["room", "create", "Lotus", "--token", &server.token]);
        let folder = tempfile::tempdir().unwrap();
        for (path, content) in [
            ("客户/名单.xlsx", vec![7; 70_000]),
            ("客户/=2+3.csv", b"name\n".to_vec()),
            ("合同/a.pdf", vec![9; 300]),
        ] {
            let path = folder.path().join("in").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let closing = Self {
            _server: server,
            seller,
            buyer,
            stranger,
            folder,
        };
        for top in ["in/客户", "in/合同"] {
            closing.seller.ok(&["put", "Lotus", &closing.at(top)]);
        }
        let invite = closing.seller.ok(&["invite", "Lotus", "--label", "Buyer"]);
        closing.buyer.ok(&["join", invite["url"].as_str().unwrap()]);
        closing
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// A list that both have signed, and a bible likewise.
    fn bible(&self) -> PathBuf {
        let (list, zip) = (self.at("list.json"), self.at("bible.zip"));
        self.seller
            .ok(&["handover", "list", "Lotus", "--to", "Buyer", "-o", &list]);
        self.buyer
            .ok(&["handover", "check", "Lotus", &list, "--sign"]);
        self.seller
            .ok(&["bible", "Lotus", &zip, "--with", "Buyer", "--list", &list]);
        PathBuf::from(zip)
    }
}

fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored)
}

fn content(zip: &Path, path: &str) -> Vec<u8> {
    let mut archive = ZipArchive::new(File::open(zip).unwrap()).unwrap();
    let mut bytes = Vec::new();
    archive
        .by_name(path)
        .unwrap()
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

fn names(zip: &Path) -> Vec<String> {
    let archive = ZipArchive::new(File::open(zip).unwrap()).unwrap();
    archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect()
}

/// The same zip with a file's bytes changed in place.
fn tampered(zip: &Path, path: &str, to: &Path) {
    let (mut archive, mut bytes) = (
        ZipArchive::new(File::open(zip).unwrap()).unwrap(),
        fs::read(zip).unwrap(),
    );
    let entry = archive.by_name(path).unwrap();
    let at = usize::try_from(entry.data_start().unwrap() + entry.size() / 2).unwrap();
    bytes[at] ^= 1;
    fs::write(to, bytes).unwrap();
}

#[test]
fn a_room_is_handed_over_and_each_role_takes_its_bible_along() {
    let closing = Closing::begin();
    let (seller, buyer, stranger) = (&closing.seller, &closing.buyer, &closing.stranger);
    let zip = closing.bible();
    let (list, offer) = (closing.at("list.json"), closing.at("offer.json"));
    let path = zip.to_str().unwrap();
    // the list has what `sha256sum` says
    let said = stranger.ok(&["verify", &list]);
    assert_eq!(said["about"]["complete"], true);
    let docs = said["about"]["says"]["documents"].as_array().unwrap();
    let sum: String = Sha256::digest(vec![9; 300])
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    assert!(
        docs.iter()
            .any(|doc| doc["sha256"] == sum && doc["path"] == "合同/a.pdf")
    );
    // one signature, then both; nothing but the manifest changes
    let one = stranger.ok(&["verify", path]);
    assert_eq!(
        (&one["holds"], &one["complete"]),
        (&Value::Bool(true), &Value::Bool(false))
    );
    buyer.ok(&["countersign", "Lotus", path]);
    let both = stranger.ok(&["verify", path]);
    assert_eq!(both["complete"], true);
    assert_eq!(both["list"], true);
    assert_eq!(
        names(&zip).last().map(String::as_str),
        Some("manifest.json")
    );
    assert!(
        names(&zip).contains(&"files/1 客户/1.2 名单.xlsx".to_owned()),
        "{:?}",
        names(&zip)
    );
    let table = String::from_utf8(content(&zip, "index.csv")).unwrap();
    assert!(table.contains("\"'=2+3.csv\""), "{table}");
    // an unpacked one is the same
    let unpacked = closing.folder.path().join("unpacked");
    ZipArchive::new(File::open(&zip).unwrap())
        .unwrap()
        .extract(&unpacked)
        .unwrap();
    let folder = unpacked.to_str().unwrap();
    assert_eq!(stranger.ok(&["verify", folder])["complete"], true);
    fs::write(unpacked.join("more.txt"), "x").unwrap();
    stranger.fails(6, &["verify", folder]);

    // the office passes
    seller.ok(&[
        "handover", "offer", "Lotus", "--to", "Buyer", "--list", &list, "-o", &offer,
    ]);
    let owner = |person: &Person| person.ok(&["ls", "Lotus"])["title"].clone();
    assert_eq!(owner(seller), "Lotus");
    assert_eq!(stranger.ok(&["verify", &offer])["about"]["complete"], false);
    assert_eq!(
        buyer.ok(&["handover", "accept", "Lotus", &offer])["owns"],
        true
    );
    assert_eq!(stranger.ok(&["verify", &offer])["about"]["complete"], true);
    seller.fails(4, &["ls", "Lotus"]);

    // a bidder's bible, by the new owner and signed by both
    let bidder = Person::new(&closing._server);
    bidder.ok(&["identity", "new", "--name", "Anna"]);
    let invite = buyer.ok(&["invite", "Lotus", "--folder", "合同", "--label", "Bidder"]);
    bidder.ok(&["join", invite["url"].as_str().unwrap()]);
    let hers = closing.at("hers.zip");
    buyer.ok(&["bible", "Lotus", &hers, "--as", "Bidder"]);
    bidder.ok(&["countersign", "Lotus", &hers]);
    assert_eq!(stranger.ok(&["verify", &hers])["complete"], true);
    let all = names(Path::new(&hers));
    assert!(all.contains(&"files/合同/1 a.pdf".to_owned()), "{all:?}");
    assert!(
        !all.iter()
            .any(|name| name.contains("客户") || name.contains("handover"))
    );
    // she gets no list with it
    let more = closing.at("more.zip");
    buyer.fails(
        4,
        &["bible", "Lotus", &more, "--as", "Bidder", "--list", &list],
    );
    assert!(!Path::new(&more).exists());
}

#[test]
fn a_zip_that_hides_packs_or_repeats_something_is_refused() {
    let closing = Closing::begin();
    let zip = closing.bible();
    let stranger = &closing.stranger;
    let to = closing.folder.path().join("other.zip");
    let path = to.to_str().unwrap();
    tampered(&zip, "files/2 合同/2.1 a.pdf", &to);
    let said = stranger.run(&["verify", path]);
    assert_eq!(said.status.code(), Some(6));
    assert!(String::from_utf8_lossy(&said.stdout).contains("was changed"));
    tampered(&zip, "manifest.json", &to);
    assert!(!stranger.run(&["verify", path]).status.success());
    // a byte that is no entry's, before all or between two
    let bytes = fs::read(&zip).unwrap();
    fs::write(&to, [b"PK\x03\x04".as_slice(), &bytes].concat()).unwrap();
    stranger.fails(1, &["verify", path]);
    // behind the old directory, as programs append
    fs::copy(&zip, &to).unwrap();
    let file = File::options().read(true).write(true).open(&to).unwrap();
    let mut writer = ZipWriter::new_append(file).unwrap();
    writer.start_file("more.txt", stored()).unwrap();
    writer.finish().unwrap();
    stranger.fails(1, &["verify", path]);
    // one more entry, in its order
    for name in ["files/2 合同/2.2 b.pdf", "../out.txt"] {
        let mut archive = ZipArchive::new(File::open(&zip).unwrap()).unwrap();
        let mut writer = ZipWriter::new(File::create(&to).unwrap());
        for n in 0..archive.len() {
            writer
                .raw_copy_file(archive.by_index_raw(n).unwrap())
                .unwrap();
        }
        writer.start_file(name, stored()).unwrap();
        writer.write_all(b"x").unwrap();
        writer.finish().unwrap();
        stranger.fails(6, &["verify", path]);
    }
    // unpacked somewhere, it leaves nothing outside
    assert!(!closing.folder.path().join("out.txt").exists());
}

#[test]
fn the_page_in_a_bible_says_the_same_in_a_browser() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let closing = Closing::begin();
    let zip = closing.bible();
    let unpack = |zip: &Path, name: &str| {
        let to = closing.folder.path().join(name);
        ZipArchive::new(File::open(zip).unwrap())
            .unwrap()
            .extract(&to)
            .unwrap();
        to
    };
    let page = unpack(&zip, "first").join("verify.html");
    let verdict = |field: &str, path: &Path| {
        browser.go(&format!("file://{}", page.display()));
        browser.give(field, path);
        let said = browser.wait("document.getElementById('result').dataset.verdict");
        (said, browser.text("#result"))
    };
    let (said, text) = verdict("#zip", &zip);
    assert_eq!(said, "warn", "{text}");
    closing
        .buyer
        .ok(&["countersign", "Lotus", zip.to_str().unwrap()]);
    let folder = unpack(&zip, "both");
    for (field, path) in [("#zip", &zip), ("#folder", &folder)] {
        let (said, text) = verdict(field, path);
        assert_eq!(said, "good", "{text}");
        assert!(text.contains("Li Wei") && text.contains("王芳"));
    }
    // one bit of a document, of the manifest's text, of a signature, of a chain; a file more, one less
    let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
    let other = closing.folder.path().join("other.zip");
    for path in [
        "files/2 合同/2.1 a.pdf",
        "manifest.json",
        "handover-list.json",
    ] {
        tampered(&zip, path, &other);
        assert_eq!(verdict("#zip", &other).0, "bad", "{path}");
    }
    let at = manifest.find("sealroom/person/").unwrap() + 100;
    let letter = if &manifest[at..=at] == "A" { "B" } else { "A" };
    let signature = format!("{}{letter}{}", &manifest[..at], &manifest[at + 1..]);
    for (name, text) in [
        ("manifest.json", Some(signature.as_str())),
        ("more.txt", Some("x")),
        ("index.csv", None),
    ] {
        let folder = unpack(&zip, &format!("without {name}"));
        match text {
            Some(text) => fs::write(folder.join(name), text).unwrap(),
            None => fs::remove_file(folder.join(name)).unwrap(),
        }
        assert_eq!(verdict("#folder", &folder).0, "bad", "{name}");
    }
    // a manifest that lies elsewhere, and what is no zip
    let mut writer = ZipWriter::new(File::create(&other).unwrap());
    writer.start_file("../../manifest.json", stored()).unwrap();
    writer.write_all(manifest.as_bytes()).unwrap();
    writer.finish().unwrap();
    assert_eq!(verdict("#zip", &other).0, "bad");
    fs::write(&other, vec![0; 5000]).unwrap();
    assert_eq!(verdict("#zip", &other).0, "bad");
    // nothing was asked of a network, and the policy was not offended
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
