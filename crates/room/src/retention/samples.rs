//! See [`crate::samples`].

use super::certificate::{
    Always, Certificate, Code, Decided, Document, KIND, Key, Looked, Made, OfRoom, Person, Place,
    Reason, Request, Uncovered, Version, What, level,
};
use crate::body::Tier;
use crate::dates::utc;
use crate::samples::{AT, HASH, ID, ROOM, all, written};

all!(CODES, codes, Code: PurposeMet, PeriodOver, ConsentWithdrawn, Statutory, Contract, AskedFor, Other);
all!(WHATS, whats, What: Documents, Room);
all!(TIERS, tiers, Tier: Public, Internal, Sensitive);

const NAMES: [&str; 3] = [
    "客户名单（华东区）.xlsx",
    "身份证复印件扫描.pdf",
    "2024 年投诉录音文字稿.docx",
];

fn person(name: &str) -> Person {
    Person {
        name: name.to_owned(),
        key: HASH.to_owned(),
    }
}

fn document((number, tier): (usize, &Tier)) -> Document {
    let version = |parts: usize| Version {
        version: ID.to_owned(),
        size: (parts > 1).then_some(8_388_608),
        header: (parts > 1).then(|| HASH.repeat(2)),
        parts: vec![HASH.to_owned(); parts],
    };
    Document {
        origin: ID.to_owned(),
        name: Some(NAMES[number % NAMES.len()].to_owned()),
        level: Some(level(*tier).to_owned()),
        persons: (number > 0).then_some(4_200),
        added: Some(utc(AT - 31_536_000_000)),
        due: (number > 0).then(|| utc(AT - 86_400_000)),
        versions: vec![version(3), version(1)],
        places: vec![Place {
            scope: ID.to_owned(),
            document: ID.to_owned(),
            entry: Some(41),
        }],
    }
}

fn certificate() -> Certificate {
    let wrapped = || "ogFYIJ+G0IGIT0x9ZZov6qDFWtAVo79PGysLgizRXWwVsPAK".repeat(20);
    let key = |(epoch, current): (u32, bool)| Key {
        scope: ID.to_owned(),
        epoch,
        commitment: HASH.to_owned(),
        current,
    };
    Certificate {
        room: OfRoom {
            id: HASH.to_owned(),
            title: ROOM.to_owned(),
        },
        made: Made {
            at: utc(AT),
            by: person("邓敏"),
        },
        what: WHATS[0],
        why: Reason {
            code: CODES[1],
            words: "保存期限三年已满，无法定保存义务".to_owned(),
        },
        decided: Decided {
            by: person("邓敏"),
            takes_two: true,
            entry: Some(wrapped()),
            request: Some(Request {
                id: HASH.to_owned(),
                asked_by: person("邓敏"),
                note: "见数据保护委员会 2026 年第 4 次会议纪要".to_owned(),
                asked: wrapped(),
                approved_by: person("Otto Brandt"),
                words: "同意".to_owned(),
                approved: wrapped(),
                applied: wrapped(),
            }),
        },
        documents: TIERS.iter().enumerate().map(document).collect(),
        keys: [(1, false), (2, true)].map(key).to_vec(),
        front: vec![wrapped(); 9],
        entries: vec![wrapped()],
        receipts: vec![wrapped()],
        looked: Looked {
            at: utc(AT),
            parts: 12,
            still_served: Vec::new(),
            words: 6,
            words_still_served: 0,
        },
        uncovered: Uncovered {
            saved_by_devices: 2,
            completed_by_devices: 1,
            shown_to_devices: 5,
            people: vec!["Margaret Ashworth".to_owned(), "陈立".to_owned()],
            archives: vec![utc(AT - 86_400_000)],
            sent_in: 1,
            always: Always::ALL.to_vec(),
        },
    }
}

#[test]
fn the_sample_is_what_these_structs_say() {
    written(KIND, &certificate());
    let said = serde_json::json!({ KIND: { "code": CODES, "what": WHATS } });
    written("codes/retention", &said);
}
