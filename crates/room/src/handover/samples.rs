//! See [`crate::samples`].

use super::list::{HandoverList, ListedBasis, ListedDoc, ListedFolder, Totals};
use super::pass::{HandoverOffer, HandoverTerms, SellerStatement};
use super::*;
use crate::dates::utc;
use crate::samples::{AT, HASH, ID, ROOM, written};

fn room() -> RoomNamed {
    RoomNamed {
        id: HASH.to_owned(),
        title: ROOM.to_owned(),
    }
}

fn party(name: &str) -> Party {
    Party {
        name: name.to_owned(),
        fingerprint: HASH.to_owned(),
        key: HASH.to_owned(),
        member: ID.to_owned(),
    }
}

fn made() -> Made {
    Made {
        at: utc(AT),
        by: party("邓敏"),
    }
}

fn buyer() -> Party {
    party("厦门莲花数据有限公司（受让方）")
}

fn folders() -> Vec<ListedFolder> {
    let folder = |path: &str| ListedFolder {
        scope: ID.to_owned(),
        path: path.to_owned(),
    };
    ["", "客户/华东区"].map(folder).to_vec()
}

fn list() -> HandoverList {
    let levels = [Some("public"), Some("internal"), Some("sensitive"), None];
    let answers = ["yes", "no", "unknown"];
    let kinds = [
        "resident-id",
        "passport",
        "bank-card",
        "mobile",
        "landline",
        "email",
        "plate",
        "company-code",
        "name",
        "address",
        "birth-date",
        "account",
        "health",
        "belief",
        "biometric",
        "whereabouts",
        "other",
    ];
    let bases = ["consent", "contract", "duty", "public", "merger", "other"];
    let doc = |number: usize| ListedDoc {
        scope: ID.to_owned(),
        document: ID.to_owned(),
        version: ID.to_owned(),
        path: format!("客户/华东区/2026 年度/客户名单与开票信息（第 {number} 批）.xlsx"),
        number: format!("1.2.{number}"),
        name: format!("客户名单与开票信息（第 {number} 批）.xlsx"),
        media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
        size: 1_234_567 * number as u64,
        sha256: HASH.to_owned(),
        level: levels[number % levels.len()].map(str::to_owned),
        personal: answers[number % answers.len()].to_owned(),
        sensitive: answers[(number + 1) % answers.len()].to_owned(),
        persons: number.is_multiple_of(2).then_some(10_000),
        kinds: kinds[..(number * 5).min(kinds.len())]
            .iter()
            .map(|kind| (*kind).to_owned())
            .collect(),
        bases: bases[..number.min(bases.len())]
            .iter()
            .map(|kind| ListedBasis {
                id: ID.to_owned(),
                kind: (*kind).to_owned(),
            })
            .collect(),
    };
    let documents: Vec<ListedDoc> = (1..8).map(doc).collect();
    HandoverList {
        room: room(),
        made: made(),
        from: party("邓敏"),
        to: buyer(),
        folders: folders(),
        totals: Totals::of(&documents),
        documents,
    }
}

fn terms(afterwards: Afterwards) -> String {
    let terms = HandoverTerms {
        room: room(),
        made: made(),
        from: party("邓敏"),
        to: buyer(),
        since: 14,
        list: Some(HASH.to_owned()),
        afterwards,
    };
    serde_json::to_string(&terms).unwrap()
}

fn bible() -> Bible {
    let file = |path: &str| BoundFile {
        path: path.to_owned(),
        size: 88_123,
        sha256: HASH.to_owned(),
    };
    let paths = [
        "index.html",
        "files/1 客户/1.2 华东区/1.2.1 客户名单与开票信息（第 1 批）.xlsx",
        "ledger/9f86d081884c7d659a2feaa0c55ad015.txt",
    ];
    Bible {
        room: room(),
        made: made(),
        role: ID.to_owned(),
        role_name: "厦门莲花数据有限公司（受让方）".to_owned(),
        from: party("邓敏"),
        to: Some(buyer()),
        list: Some(HASH.to_owned()),
        documents: 1,
        files: paths.map(file).to_vec(),
    }
}

#[test]
fn the_samples_are_what_these_structs_say() {
    written(LIST, &list());
    let stays = Afterwards::Stays {
        until: AT,
        until_date: utc(AT),
        folders: folders(),
        reason: "税务申报所需，至 2026 年度汇算清缴结束".to_owned(),
    };
    let offer = HandoverOffer {
        room: room(),
        made: made(),
        terms: terms(stays),
        signature: HASH.repeat(2),
    };
    written(OFFER, &offer);
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    let statement = SellerStatement {
        room: room(),
        made: made(),
        list: Some(HASH.to_owned()),
        done: false,
        copies: vec![pair("CRM 数据库备份（异地）", "覆写三次并由运维部出具记录")],
        kept: vec![pair("2021—2025 年发票存根", "会计档案管理办法：三十年")],
    };
    written(STATEMENT, &statement);
    written(BIBLE, &bible());
    written(
        "codes/handover",
        &serde_json::json!({ OFFER: { "kind": ["ends", "stays"] } }),
    );
}
