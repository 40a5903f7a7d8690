//! Artefacts on paper: the samples that the crate of rooms writes of each report, and kinds that nobody described.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use paper::artefact::{Signer, Source, paper};
use paper::{Lang, PaperError, Words};
use serde_json::Value;

use crate::support::*;

/// How many kinds there are. Who makes a new one writes a sample of it, and the words.
const KINDS: usize = 30;

fn samples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn kinds() -> Vec<String> {
    let all = fs::read_dir(samples()).unwrap();
    let names = all.filter_map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        Some(name.strip_suffix(".json")?.to_owned())
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn sample(kind: &str) -> String {
    fs::read_to_string(samples().join(format!("{kind}.json"))).unwrap()
}

/// What a form is made of, if the kind is one.
fn schema(kind: &str) -> Option<Value> {
    let data = samples().join("../../room/src/forms/data");
    let text = fs::read_to_string(data.join(format!("{kind}.json"))).ok()?;
    Some(serde_json::from_str(&text).unwrap())
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
fn every_kind_is_printed_in_both_languages_with_who_signed_and_the_file_inside() {
    for kind in &kinds() {
        let payload = sample(kind);
        for lang in [Lang::Chinese, Lang::English] {
            let signers = [signer()];
            let pdf = paper(&source(kind, &payload, &signers), lang)
                .unwrap()
                .print(fonts())
                .unwrap();
            keep(&format!("{kind}-{}", lang.tag()), &pdf);
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
        // an object in a text
        Value::String(text) if text.starts_with('{') => {
            judge(words, name, &serde_json::from_str(text).unwrap(), wanting);
        }
        _ => {}
    }
}

#[test]
fn there_are_words_for_every_field_and_code_of_every_kind() {
    assert_eq!(kinds().len(), KINDS);
    for kind in &kinds() {
        let mut payload: Value = serde_json::from_str(&sample(kind)).unwrap();
        if schema(kind).is_some() {
            payload["fields"] = Value::Null;
            payload["form"] = Value::Null;
        }
        let mut wanting = Vec::new();
        let words = Words::of(kind, Lang::Chinese);
        judge(&words, "", &payload, &mut wanting);
        assert_eq!(wanting, Vec::<String>::new(), "{kind}");
        let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        assert!(words.title(kind).contains(chinese), "{kind}");
    }
    for file in fs::read_dir(samples().join("codes")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let all: BTreeMap<String, BTreeMap<String, Vec<String>>> =
            serde_json::from_str(&text).unwrap();
        for (kind, fields) in all {
            let words = Words::of(&kind, Lang::English);
            for (field, code) in fields
                .iter()
                .flat_map(|(field, codes)| codes.iter().map(move |code| (field, code)))
            {
                assert!(words.code(field, code).is_some(), "{kind}.{field}: {code}");
            }
        }
    }
}

/// The labels of a form's fields, and the words of what is chosen in them.
fn labels(fields: &Value, said: &Value, lang: &str, lists: &Value, out: &mut Vec<String>) {
    for field in fields.as_array().unwrap() {
        let value = &said[field["name"].as_str().unwrap()];
        out.push(field["label"][lang].as_str().unwrap().to_owned());
        let list = field["choices"]
            .as_str()
            .and_then(|name| lists[name].as_array());
        let codes = value.as_array().into_iter().flatten().chain([value]);
        let codes = codes.filter_map(Value::as_str);
        for (list, code) in codes.filter_map(|code| Some((list?, code))) {
            let found = list.iter().find(|one| one["code"] == code).unwrap();
            out.push(found[lang].as_str().unwrap().to_owned());
        }
        if field["is"] == "rows" {
            for row in value.as_array().unwrap() {
                labels(&field["fields"], row, lang, lists, out);
            }
        }
    }
}

#[test]
fn a_form_is_printed_with_the_labels_and_lists_of_its_schema() {
    let data = samples().join("../../room/src/forms/data");
    let read = |name: &str| -> Value {
        serde_json::from_str(&fs::read_to_string(data.join(name)).unwrap()).unwrap()
    };
    let mut lists = read("choices.json");
    lists["checklist"] = read("checklist.json");
    let mut forms = 0;
    for (kind, schema) in kinds()
        .iter()
        .filter_map(|kind| Some((kind, schema(kind)?)))
    {
        forms += 1;
        let payload = sample(kind);
        let said: Value = serde_json::from_str(&payload).unwrap();
        for (lang, tag) in [(Lang::Chinese, "zh"), (Lang::English, "en")] {
            let printed = paper(&source(kind, &payload, &[]), lang).unwrap();
            let text = dense(&text(&printed.print(fonts()).unwrap()));
            let mut wanted = Vec::new();
            labels(&schema["fields"], &said["fields"], tag, &lists, &mut wanted);
            // the first field of a row is its title where rows stand for themselves
            let missing = wanted.iter().filter(|it| !text.contains(&dense(it)));
            let missing: BTreeSet<_> = missing.collect();
            assert!(missing.len() <= 1, "{kind} {tag}: {missing:?}");
        }
    }
    assert_eq!(forms, 13);
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
