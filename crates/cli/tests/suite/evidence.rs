//! An auditor, a witness and a stranger with the program, at a real server.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::support::{Person, Server};
use serde_json::Value;

/// A witness that listens, ended with the test.
struct Listening {
    child: Child,
    key: String,
    url: String,
}

impl Listening {
    fn start(home: &Path, policy: &Path, n: u8) -> Self {
        let mut child = command(home, policy, n)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        Self {
            child,
            key: said["key"].as_str().unwrap().to_owned(),
            url: said["url"].as_str().unwrap().to_owned(),
        }
    }

    /// `kill -9`.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // it may be gone already
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(home: &Path, policy: &Path, n: u8) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealroom"));
    let name = format!("witness.example/{n}");
    command
        .args(["--json", "--home", home.to_str().unwrap()])
        .args(["witness", "--name", &name, "--listen", "127.0.0.1:0"])
        .args(["--policy", policy.to_str().unwrap()]);
    command
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

#[test]
fn an_auditor_verifies_has_it_witnessed_and_shows_one_entry_to_a_stranger() {
    let server = Server::start();
    let (seller, auditor) = (Person::new(&server), Person::new(&server));
    let (stranger, reader) = (Person::new(&server), Person::new(&server));
    seller.ok(&["identity", "new", "--name", "Wang Fang"]);
    auditor.ok(&["identity", "new", "--name", "Otto Brandt"]);
    reader.ok(&["identity", "new", "--name", "Li Wei"]);
    seller.ok(&["room", "create", "Lotus", "--token", &server.token]);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let words = |name: &str| at(name).to_str().unwrap().to_owned();
    write(&at("a.txt"), "content");
    seller.ok(&["put", "Lotus", &words("a.txt")]);
    let invite = seller.ok(&["invite", "Lotus", "--audits"]);
    auditor.ok(&["join", invite["url"].as_str().unwrap()]);
    let invite = seller.ok(&["invite", "Lotus"]);
    reader.ok(&["join", invite["url"].as_str().unwrap()]);

    // the auditor opens nothing, and verifies everything
    auditor.fails(3, &["get", "Lotus", "a.txt"]);
    let verified = auditor.ok(&["verify", "Lotus", "--checkpoint", &words("otto")]);
    let record = &verified["record"];
    assert_eq!(record["findings"].as_array().unwrap().len(), 0);
    let entries = auditor.ok(&["log", "Lotus"]);
    let entries = entries.as_array().unwrap();
    let oldest = &entries[0];
    assert_eq!(oldest["act"], "RoomOpened");
    assert_eq!(Some(entries.len() as u64), record["entries"].as_u64());
    // the seller was shown the same index
    seller.ok(&["verify", "Lotus", "--against", &words("otto")]);
    // a reader is shown none
    assert!(reader.ok(&["verify", "Lotus"])["record"].is_null());
    reader.fails(4, &["log", "Lotus"]);
    reader.fails(4, &["verify", "Lotus", "--checkpoint", &words("none")]);

    // the room goes on; two witnesses for its log
    write(&at("b.txt"), "more");
    seller.ok(&["put", "Lotus", &words("b.txt")]);
    let log = record["log"].as_str().unwrap();
    write(&at("logs"), &format!("log {log}\nquorum none\n"));
    let homes = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let one = Listening::start(homes[0].path(), &at("logs"), 1);
    let two = Listening::start(homes[1].path(), &at("logs"), 2);
    // one process at a time signs with a key
    let second = command(homes[0].path(), &at("logs"), 1).output().unwrap();
    assert_eq!(second.status.code(), Some(2));
    let policy = |urls: [&str; 2]| {
        format!(
            "log {log}\nwitness a {} {}\nwitness b {} {}\ngroup both all a b\nquorum both\n",
            one.key, urls[0], two.key, urls[1]
        )
    };
    write(&at("policy"), &policy([&one.url, &two.url]));
    write(&at("offline"), &policy(["", ""]));
    auditor.fails(6, &["verify", "Lotus", "--policy", &words("offline")]);
    let witnessed = auditor.ok(&["verify", "Lotus", "--policy", &words("policy")]);
    let names = &witnessed["record"]["witnesses"];
    assert_eq!(names.as_array().unwrap().len(), 2);

    // one entry, for somebody with nothing but the file and the store's key
    let receipt = entries.last().unwrap()["entry"].as_str().unwrap();
    auditor.ok(&["disclose", "Lotus", receipt, "-o", &words("shown")]);
    let key = record["key"].as_str().unwrap();
    let nobody = stranger.run(&["verify", &words("shown"), "--key", key]);
    let shown: Value = serde_json::from_slice(&nobody.stdout).unwrap();
    let place = format!("{}:{}", shown["chain"].as_str().unwrap(), shown["seq"]);
    assert_eq!(place, receipt);
    let by_policy = stranger.ok(&["verify", &words("shown"), "--policy", &words("offline")]);
    assert_eq!(by_policy["witnesses"].as_array().unwrap().len(), 2);
    stranger.fails(2, &["verify", &words("shown")]);
    let other = "3".repeat(64);
    stranger.fails(6, &["verify", &words("shown"), "--key", &other]);
    let text = fs::read_to_string(at("shown")).unwrap();
    write(&at("changed"), &text.replace("index ", "index 1"));
    stranger.fails(6, &["verify", &words("changed"), "--key", key]);
    auditor.fails(2, &["disclose", "Lotus", "x", "-o", &words("none")]);

    // a witness that was killed goes on from what it signed, and signs no way back
    let (url, body) = (one.url.clone(), checkpoint_request(&words("otto")));
    assert_eq!(asked(&url, &body).0, 409);
    one.kill();
    let one = Listening::start(homes[0].path(), &at("logs"), 1);
    let (status, size) = asked(&one.url, &body);
    assert_eq!(status, 409);
    let last: u64 = size.trim().parse().unwrap();
    assert_eq!(Some(last), shown["size"].as_u64());
    let later = body.replacen("old 0", &format!("old {last}"), 1);
    assert_eq!(asked(&one.url, &later).0, 400);
    assert_eq!(asked(&one.url, "old 0\n\nx\n").0, 400);
    // what it kept is damaged: it signs nothing
    let kept = homes[0].path().join("witness/logs");
    let kept = fs::read_dir(kept).unwrap().next().unwrap().unwrap().path();
    write(&kept, "damaged");
    assert_eq!(asked(&one.url, &body).0, 500);
}

/// Asks for the first signature on a checkpoint, as one who knows nothing of the witness.
fn checkpoint_request(file: &str) -> String {
    format!("old 0\n\n{}", fs::read_to_string(file).unwrap())
}

/// Posts to a witness: status and answer.
fn asked(url: &str, body: &str) -> (u16, String) {
    let (url, body) = (format!("{url}/add-checkpoint"), body.to_owned());
    // there may be one already
    _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let answer = reqwest::Client::new().post(url).body(body).send().await;
        let answer = answer.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    })
}
