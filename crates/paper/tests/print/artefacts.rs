//! Artefacts on paper: the samples that the crate of rooms writes of each report, and kinds that nobody described.

use std::fs;
use std::path::PathBuf;

use paper::artefact::{Signer, Source, paper};
use paper::{Lang, PaperError, Words};
use serde_json::Value;

use crate::support::*;

const KINDS: [&str; 4] = [
    "permission-matrix",
    "audit-report",
    "transparency-report",
    "activity-report",
];

fn sample(kind: &str) -> String {
    let samples = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples");
    fs::read_to_string(samples.join(format!("{kind}.json"))).unwrap()
}

fn source<'s>(kind: &'s str, payload: &'s str, signers: &'s [Signer]) -> Source<'s> {
    Source {
        kind,
        payload,
        hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        signers,
        file: payload.as_bytes(),
        name: "report.json",
        mime: "application/vnd.sealroom.artefact+json",
    }
}

fn signer() -> Signer {
    Signer {
        name: "邓敏".to_owned(),
        fingerprint: "5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592".to_owned(),
        key: "7d793037a0760186574b0282f2f435e77d793037a0760186574b0282f2f435e7".to_owned(),
    }
}

#[test]
fn every_report_is_printed_in_both_languages_with_who_signed_and_the_file_inside() {
    for kind in KINDS {
        let payload = sample(kind);
        for lang in [Lang::Chinese, Lang::English] {
            let signers = [signer()];
            let pdf = paper(&source(kind, &payload, &signers), lang)
                .unwrap()
                .print(fonts())
                .unwrap();
            look(&format!("{kind}-{}", lang.tag()), &pdf);
            let text = dense(&text(&pdf));
            assert!(
                text.contains(&dense(&Words::of(kind, lang).title(kind))),
                "{kind}"
            );
            assert!(
                text.contains("邓敏") && text.contains(&signers[0].fingerprint),
                "{kind}"
            );
            assert_eq!(attached(&pdf)[0].2, payload.as_bytes());
        }
    }
}

/// Every field and every code of a sample: who has words for it.
fn judge(words: &Words, name: &str, value: &Value, wanting: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if !words.knows(name) {
                    wanting.push(name.clone());
                }
                judge(words, name, value, wanting);
            }
        }
        Value::Array(all) => all
            .iter()
            .for_each(|value| judge(words, name, value, wanting)),
        Value::String(code) if words.has_codes(name) && words.code(name, code).is_none() => {
            wanting.push(format!("{name}: {code}"));
        }
        _ => {}
    }
}

#[test]
fn there_are_words_for_every_field_and_code_of_every_report() {
    for kind in KINDS {
        let payload: Value = serde_json::from_str(&sample(kind)).unwrap();
        let mut wanting = Vec::new();
        judge(&Words::of(kind, Lang::Chinese), "", &payload, &mut wanting);
        assert_eq!(wanting, Vec::<String>::new(), "{kind}");
    }
}

#[test]
fn a_kind_that_nobody_described_is_printed_with_all_that_it_says() {
    let payload = r#"{
      "room": { "id": "00112233", "title": "莲花项目" }, "made": { "at": "2026-11-27T12:30:06Z", "by": "邓敏" },
      "scope": "客户", "novel-field": 1234567, "period": { "from": "2026-01-01T00:00:00Z", "until": null },
      "parts": [{ "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "gone": true, "level": "read" },
                { "hash": "0f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "gone": false, "why": ["旧版本", "锁定"] }],
      "limits": ["已下载的副本", "已导出的归档"], "approval": { "by": "陈立", "at": "2026-11-26T08:00:00Z", "note": "同意" } }"#;
    let pdf = paper(&source("novel-certificate", payload, &[]), Lang::Chinese)
        .unwrap()
        .print(fonts())
        .unwrap();
    look("novel", &pdf);
    let text = dense(&text(&pdf));
    for said in [
        "Novelcertificate",
        "莲花项目",
        "客户",
        "1,234,567",
        "9f86d081",
        "旧版本、锁定",
        "已下载的副本、已导出的归档",
        "陈立",
        "2026-11-2608:00:00UTC",
        "阅读",
        "是",
        "否",
        "未经签名",
        "现在",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn what_people_typed_is_never_taken_for_a_code() {
    let payload = r#"{ "room": { "id": "00", "title": "read" }, "made": { "at": "", "by": "manager" }, "rights": [{ "holder-name": "read", "level": "read" }] }"#;
    let pdf = paper(&source("permission-matrix", payload, &[]), Lang::Chinese)
        .unwrap()
        .print(fonts())
        .unwrap();
    let text = text(&pdf);
    assert!(text.contains("read") && text.contains("manager") && text.contains("阅读"));
}

#[test]
fn what_is_no_object_is_refused() {
    for payload in ["", "[]", "5", "{", "\"x\""] {
        let made = paper(&source("x", payload, &[]), Lang::Chinese);
        assert_eq!(made.unwrap_err(), PaperError::Payload, "{payload}");
    }
    let deep = format!("{}{}", "{\"a\":".repeat(200), "}".repeat(200));
    assert!(paper(&source("x", &deep, &[]), Lang::Chinese).is_err());
}
