//! See [`crate::samples`].

use super::paper::{alarm, audience, data_kind, incident_kind, phase, tier, whose};
use super::*;
use crate::body::{DataKind, IncidentKind, Subject as Whose, Tier};
use crate::dates::utc;
use crate::replay::AlarmKind;
use crate::samples::{AT, HASH, ID, ROOM, all, written};

all!(KINDS, kinds, IncidentKind: DeviceLost, LinkLeaked, WrongRecipient, StoreCompromised, KeyStolen, Misuse, Other);
all!(PHASES, phases, Phase: Stop, Isolate, Report, Notify, Investigate, Improve);
all!(ALARMS, alarms, AlarmKind: MissingEntry, MissingBody, BrokenRecord, ForgedEntry, WrongKey, NoKey, Unsettled);
all!(DATA, data, DataKind: ResidentId, Passport, BankCard, Mobile, Landline, Email, Plate, CompanyCode, Name, Address,
    BirthDate, Account, Health, Belief, Biometric, Whereabouts, Other);
all!(WHOSE, whoses, Whose: Individuals, Companies);
all!(TIERS, tiers, Tier: Public, Internal, Sensitive);
all!(TOLD, told, Audience: Authority, Persons);

const FINDINGS: [&str; 13] = [
    "missing",
    "forged",
    "void",
    "skipped",
    "unserved",
    "shortened",
    "unindexed",
    "otherwise",
    "withheld",
    "disorder",
    "unlogged",
    "shrunk",
    "forked",
];
const STANDINGS: [&str; 6] = ["at-once", "due-in", "overdue", "met", "late", "given-up"];

fn room() -> OfRoom {
    OfRoom {
        id: HASH.to_owned(),
        title: Some(ROOM.to_owned()),
    }
}

fn made() -> Made {
    Made {
        at: utc(AT),
        by: HASH.to_owned(),
    }
}

fn subject(kind: IncidentKind, drill: bool) -> Subject {
    Subject {
        id: ID.to_owned(),
        drill,
        kind: incident_kind(kind).to_owned(),
        summary: Some("销售总监的笔记本电脑在机场遗失，未锁屏".to_owned()),
        knew_since: utc(AT - 7_200_000),
        opened: utc(AT - 7_000_000),
        entry: HASH.to_owned(),
    }
}

fn touched() -> Touched {
    Touched {
        documents: 12,
        readers: 3,
        personal: 7,
        uncounted: 1,
        at_least: 4_200,
        at_most: None,
        counted: 12_600,
        sensitive: true,
        level: Some(tier(TIERS[2]).to_owned()),
        kinds: DATA
            .iter()
            .map(|kind| data_kind(*kind).to_owned())
            .collect(),
        subjects: WHOSE.iter().map(|one| whose(*one).to_owned()).collect(),
        countries: vec!["CN".to_owned(), "DE".to_owned()],
        without_basis: 2,
    }
}

fn deadlines() -> Vec<DeadlineLine> {
    let line = |(number, standing): (usize, &&str)| DeadlineLine {
        to: audience(TOLD[number % TOLD.len()]).to_owned(),
        law: "GDPR 33(1)".to_owned(),
        source: "72 小时内；个人信息保护法第五十七条：立即".to_owned(),
        due: (number > 0).then(|| utc(AT + 259_200_000)),
        standing: (*standing).to_owned(),
        minutes: (number % 2 == 1).then_some(4_320),
        told: matches!(*standing, "met" | "late").then(|| utc(AT)),
    };
    STANDINGS.iter().enumerate().map(line).collect()
}

fn evidence() -> Evidence {
    let chain = || ID.to_owned();
    let finding = |(at, kind): (u64, &&str)| FindingLine {
        chain: chain(),
        at,
        kind: (*kind).to_owned(),
        due: (at % 2 == 0).then_some(12),
    };
    let gaps = [
        ("skipped", Some([4, 9])),
        ("missing", None),
        ("forged", None),
    ];
    let gap = |(kind, numbers): (&str, Option<[u64; 2]>)| GapLine {
        chain: chain(),
        kind: kind.to_owned(),
        numbers,
    };
    let actions = ["view", "download", "complete", "print", "closed", "copy"];
    let opened = |name: Option<&str>| OpenedLine {
        scope: ID.to_owned(),
        doc: ID.to_owned(),
        version: ID.to_owned(),
        origin: ID.to_owned(),
        name: name.map(str::to_owned),
    };
    let receipt = |(n, action): (u64, &str)| ReceiptLine {
        at: utc(AT),
        chain: chain(),
        seq: 7 + n,
        device: HASH.to_owned(),
        n,
        action: action.to_owned(),
        seconds: 95,
        docs: vec![opened(Some("客户名单（华东区）.xlsx")), opened(None)],
        who: (n != 2).then(|| "Margaret Ashworth".to_owned()),
    };
    let visitor = |says: Option<&str>| VisitorLine {
        chain: chain(),
        came: utc(AT),
        opened: Some(utc(AT)),
        says: says.map(str::to_owned),
    };
    let link = LinkLine {
        chain: chain(),
        expires: Some(utc(AT)),
        over: true,
        opens: Some(3),
        label: Some("尽调顾问".to_owned()),
        visitors: vec![visitor(Some("Anna Berg <anna@example.com>")), visitor(None)],
    };
    Evidence {
        room: room(),
        made: made(),
        incident: subject(KINDS[0], true),
        whole: false,
        trouble: [
            "activity-changed",
            "activity-older",
            "record-changed",
            "record-older",
        ]
        .map(str::to_owned)
        .to_vec(),
        window: Window {
            from: Some(utc(AT - 86_400_000)),
            until: None,
            of: Some(chain()),
            names: true,
        },
        checkpoint: Some(
            "sealroom/log/9f86d081\n12345\nn4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=\n"
                .to_owned(),
        ),
        heads: vec![
            HeadLine {
                chain: chain(),
                entries: 120,
                head: HASH.to_owned(),
            };
            3
        ],
        findings: (0..).zip(&FINDINGS).map(finding).collect(),
        gaps: gaps.map(gap).to_vec(),
        lost: 1,
        alarms: ALARMS
            .iter()
            .map(|kind| AlarmLine {
                chain: chain(),
                kind: alarm(*kind).to_owned(),
            })
            .collect(),
        receipts: (1..).zip(actions).map(receipt).collect(),
        links: vec![link],
        touched: touched(),
        archive: Some(HASH.to_owned()),
    }
}

fn notice(to: Audience) -> Notice {
    let authority = to == Audience::Authority;
    let fields = [
        "nature",
        "known",
        "cause",
        "consequences",
        "measures-taken",
        "measures-for-persons",
        "contact",
    ];
    let asked = |field: &str| Asked {
        field: field.to_owned(),
        by: vec!["PIPL 57(1)".to_owned(), "GDPR 33(3)(a)".to_owned()],
    };
    let missing = ["delay", "persons", "contact", "cause"];
    Notice {
        room: OfRoom {
            title: None,
            ..room()
        },
        made: made(),
        incident: Subject {
            summary: None,
            ..subject(KINDS[1], false)
        },
        to: audience(to).to_owned(),
        revision: 2,
        replaces: authority.then(|| HASH.to_owned()),
        known: touched(),
        said: Said {
            nature: "一台未锁屏的笔记本电脑遗失，其中的浏览器可打开客户资料室。".to_owned(),
            cause: String::new(),
            consequences: "可能被用于电话诈骗。".to_owned(),
            measures_taken:
                "2026-11-27T10:15:00Z 锁定资料室\n2026-11-27T10:20:00Z 吊销设备并更换密钥"
                    .to_owned(),
            measures_for_persons: "对自称本公司的来电保持警惕，不要提供验证码。".to_owned(),
            contact: String::new(),
            delay: String::new(),
        },
        deadlines: deadlines(),
        asked: fields.map(asked).to_vec(),
        missing: missing[..if authority { 4 } else { 0 }]
            .iter()
            .map(|field| (*field).to_owned())
            .collect(),
    }
}

fn report() -> Report {
    let whats = [
        "opened",
        "locked",
        "read-only",
        "unlocked",
        "told",
        "deadlines",
        "closed",
    ];
    let outcomes = ["open", "done", "given-up"];
    let line = |seq: u64, what: &str| TimelineLine {
        at: utc(AT + seq * 600_000),
        by: HASH.to_owned(),
        who: "邓敏".to_owned(),
        chain: ID.to_owned(),
        seq,
        entry: Some(HASH.to_owned()),
        what: what.to_owned(),
        phase: None,
        outcome: None,
        done: None,
        due: None,
        responsible: None,
        words: "已向属地网信部门电话报告，受理编号 2026-1127".to_owned(),
    };
    let mut timeline: Vec<_> = (1..).zip(whats).map(|(n, what)| line(n, what)).collect();
    for (seq, one) in (20..).zip(PHASES) {
        let outcome = outcomes[seq as usize % outcomes.len()];
        timeline.push(TimelineLine {
            phase: Some(phase(*one).to_owned()),
            outcome: Some(outcome.to_owned()),
            done: (outcome == "done").then(|| utc(AT)),
            due: Some(utc(AT)),
            responsible: Some("Otto Brandt".to_owned()),
            ..line(seq, "step")
        });
    }
    let papers = [
        "incident-evidence",
        "notice-authority",
        "notice-persons",
        "incident-report",
    ];
    Report {
        room: room(),
        made: made(),
        incident: subject(KINDS[4], false),
        closed: Some(Closing {
            at: utc(AT),
            words: "已完成整改，无进一步影响".to_owned(),
        }),
        timeline,
        deadlines: deadlines(),
        papers: papers
            .iter()
            .map(|kind| PaperLine {
                kind: (*kind).to_owned(),
                sha256: HASH.to_owned(),
            })
            .collect(),
    }
}

#[test]
fn the_samples_are_what_these_structs_say() {
    written("incident-evidence", &evidence());
    for (to, kind) in paper::NOTICES {
        written(kind, &notice(to));
    }
    written("incident-report", &report());
    let kinds: Vec<&str> = KINDS.iter().map(|kind| incident_kind(*kind)).collect();
    let codes = serde_json::json!({ "incident-evidence": { "kind": kinds }, "notice-authority": { "kind": kinds },
        "notice-persons": { "kind": kinds }, "incident-report": { "kind": kinds } });
    written("codes/incident", &codes);
}
