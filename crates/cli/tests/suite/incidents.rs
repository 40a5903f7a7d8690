//! An incident from the command line, at a real server, and its papers read by a stranger.

use std::fs;

use crate::support::{Person, Server};
use serde_json::{Value, json};

#[test]
fn an_incident_is_opened_told_and_closed_and_a_stranger_verifies_its_papers() {
    let server = Server::start();
    let (seller, buyer) = (Person::new(&server), Person::new(&server));
    let stranger = Person::new(&server);
    seller.ok(&["identity", "new", "--name", "Wang Fang"]);
    buyer.ok(&["identity", "new", "--name", "Li Wei"]);
    seller.ok(&["room", "create", "Lotus", "--token", &server.token]);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("list.txt"), "customers").unwrap();
    seller.ok(&["put", "Lotus", &at("list.txt")]);
    let invite = seller.ok(&["invite", "Lotus", "--label", "Buyer"]);
    buyer.ok(&["join", invite["url"].as_str().unwrap()]);
    buyer.ok(&["get", "Lotus", "list.txt", "-o", &at("copy.txt")]);
    // this server tells nobody outside the app
    buyer.fails(3, &["notify", "Lotus", "--mail", "li.wei@example.com"]);

    let drill = ["incident", "open", "Lotus", "Notebook lost", "--drill"];
    let drill = seller.ok(&drill);
    assert_eq!(drill["locked"], false);
    buyer.ok(&["ls", "Lotus"]);
    buyer.fails(4, &["incident", "open", "Lotus", "x"]);
    let open = [
        "incident",
        "open",
        "Lotus",
        "Link posted",
        "--kind",
        "link-leaked",
    ];
    let open = seller.ok(&open);
    assert_eq!(open["locked"], true);
    buyer.fails(1, &["ls", "Lotus"]);
    let id = open["incident"].as_str().unwrap();
    seller.fails(4, &["incident", "close", "Lotus", id]);
    for phase in ["stop", "isolate", "report", "investigate", "improve"] {
        seller.ok(&["incident", "step", "Lotus", id, phase, "--done"]);
    }
    let why = ["--give-up", "Nobody is touched"];
    seller.ok(&[&["incident", "step", "Lotus", id, "notify"][..], &why].concat());

    let evidence = at("evidence.json");
    seller.ok(&["incident", "evidence", "Lotus", id, "-o", &evidence]);
    let draft = at("draft.json");
    let notices = [
        "incident",
        "notices",
        "Lotus",
        id,
        "--to",
        "authority",
        "-o",
    ];
    let lacks = seller.ok(&[&notices[..], &[&draft]].concat());
    assert!(
        lacks["missing"]
            .as_array()
            .unwrap()
            .contains(&json!("contact"))
    );
    let draft: Value = serde_json::from_slice(&fs::read(&draft).unwrap()).unwrap();
    let mut said = draft["said"].clone();
    said["contact"] = "dpo@example.com".into();
    fs::write(at("said.json"), said.to_string()).unwrap();
    let notice = at("notice.json");
    let filled = ["--said", &at("said.json")];
    seller.ok(&[&notices[..], &[&notice], &filled[..]].concat());
    seller.ok(&["incident", "close", "Lotus", id, "--words", "done"]);
    let report = at("report.json");
    seller.ok(&[
        "incident", "report", "Lotus", id, &evidence, &notice, "-o", &report,
    ]);

    for (file, kind) in [
        (&evidence, "incident-evidence"),
        (&notice, "notice-authority"),
        (&report, "incident-report"),
    ] {
        let proven = stranger.ok(&["verify", file]);
        assert_eq!(proven["kind"], kind);
        assert_eq!(proven["signers"][0]["name"], "Wang Fang");
        assert_eq!(proven["about"]["drill"], false);
    }
    let proven = stranger.ok(&["verify", &evidence]);
    assert_eq!(proven["about"]["says"]["whole"], true);
    // changed by a letter it is none
    let text = fs::read_to_string(&report).unwrap();
    fs::write(&report, text.replacen("link-leaked", "link-leaket", 1)).unwrap();
    stranger.fails(6, &["verify", &report]);
}
