//! Reports and papers with the program, at a real server.

use std::fs;
use std::path::PathBuf;

use crate::support::{Person, Server};
use serde_json::Value;

/// As `cargo xtask` has fetched it, or as Debian installs it.
fn font() -> String {
    let debian = "usr/share/fonts/truetype/wqy/wqy-microhei.ttc";
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let fetched = root.join(".tools/fonts/fonts-wqy-microhei").join(debian);
    let installed = PathBuf::from("/").join(debian);
    let there = if fetched.exists() { fetched } else { installed };
    there.to_str().unwrap().to_owned()
}

#[test]
fn reports_are_saved_signed_printed_and_refused_when_they_were_changed() {
    let server = Server::start();
    let (seller, otto) = (Person::new(&server), Person::new(&server));
    let (folder, font) = (tempfile::tempdir().unwrap(), font());
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("客户名单.txt"), "x").unwrap();

    seller.ok(&["identity", "new", "--name", "Wang Fang"]);
    otto.ok(&["identity", "new", "--name", "Otto Brandt"]);
    seller.ok(&["room", "create", "Project Lotus", "--token", &server.token]);
    seller.ok(&[
        "put",
        "Project Lotus",
        &at("客户名单.txt"),
        "--to",
        "customers",
    ]);
    let invite = seller.ok(&["invite", "Project Lotus", "--label", "Otto", "--audits"]);
    otto.ok(&["join", invite["url"].as_str().unwrap()]);
    seller.ok(&["get", "Project Lotus", "customers", "-o", &at("saved")]);

    for kind in [
        "permission-matrix",
        "audit-report",
        "transparency-report",
        "activity-report",
    ] {
        let [artefact, text, csv, pdf] =
            ["artefact", "text", "csv", "pdf"].map(|form| at(&format!("{kind}.{form}")));
        let words = [
            "report",
            "Project Lotus",
            kind,
            "--text",
            &text,
            "--csv",
            &csv,
            "--pdf",
            &pdf,
            "--lang",
            "en",
            "--font",
            &font,
        ];
        seller.ok(&words);
        assert!(fs::read(&pdf).unwrap().starts_with(b"%PDF-1.7"));
        let said: Value = serde_json::from_slice(&fs::read(&text).unwrap()).unwrap();
        assert!(said["made"]["at"].is_string());
        assert!(fs::read_to_string(&csv).unwrap().lines().count() > 1);
        seller.ok(&["report", "Project Lotus", kind, "--artefact", &artefact]);
        let printed = seller.ok(&[
            "print",
            &artefact,
            "--pdf",
            &at("again.pdf"),
            "--font",
            &font,
        ]);
        assert_eq!(
            (&printed["kind"], &printed["signers"][0]),
            (&kind.into(), &"Wang Fang".into())
        );
        let changed = fs::read_to_string(&artefact)
            .unwrap()
            .replacen("made", "mode", 1);
        fs::write(&artefact, changed).unwrap();
        seller.fails(
            6,
            &[
                "print",
                &artefact,
                "--pdf",
                &at("never.pdf"),
                "--font",
                &font,
            ],
        );
    }
    assert!(!PathBuf::from(at("never.pdf")).exists());
    for name in ["transparency-report.text", "transparency-report.csv"] {
        let text = fs::read_to_string(at(name)).unwrap();
        for secret in ["Wang", "Otto", "Lotus", "customers", "客户名单"] {
            assert!(!text.contains(secret), "{name}: {secret}");
        }
    }

    // who audits has no key to names, and makes two of them
    let seen = otto.ok(&["report", "Project Lotus", "permission-matrix"]);
    assert_eq!(seen["view"], "numbers");
    let audit = otto.ok(&[
        "report",
        "Project Lotus",
        "audit-report",
        "--from",
        "2026-01-01",
    ]);
    assert_eq!(audit["findings"].as_array().unwrap().len(), 0);
    otto.fails(4, &["report", "Project Lotus", "transparency-report"]);
    seller.fails(2, &["report", "Project Lotus", "novel-report"]);
    seller.fails(
        2,
        &[
            "report",
            "Project Lotus",
            "audit-report",
            "--pdf",
            &at("x.pdf"),
        ],
    );
    seller.fails(
        2,
        &[
            "report",
            "Project Lotus",
            "audit-report",
            "--pdf",
            &at("x.pdf"),
            "--font",
            &at("客户名单.txt"),
        ],
    );
    seller.fails(
        2,
        &[
            "report",
            "Project Lotus",
            "audit-report",
            "--from",
            "yesterday",
        ],
    );
}
