//! See [`crate::samples`]: one of each report with every code that can stand in it.

use super::*;
use crate::audit::{Act, PartyKind, PlaceKind};
use crate::samples::{AT, HASH, ROOM, all, written};

all!(ACTS, acts, Act: RoomOpened, Titled, MadeOwner, MadeManager, MadeCoordinator, NoOffice, Unlocked, Frozen, Locked,
    MadePerson, MadeInvite, MadeLink, Issued, Granted, Withdrawn, Ended, Suspended, Resumed, Dated, MaySend, Told,
    Joined, Visited, DeviceAdded, DeviceRevoked, Disowned, WriterMade, WriterGone, Proposed, Planned, FolderMade,
    FoldersListed, FoldersUnlisted, Labelled, Added, Versioned, Edited, Deleted, Destroyed,
    RoomDestroyed, Held, HoldLifted, SentIn, Received, TakenIn, Refused,
    Viewed, Downloaded, Completed, Printed, Closed, Asked, Agreed, Turned, Renewed, KeysKept, GrantersNamed);
all!(PLACES, places, PlaceKind: Front, Roster, Desk, Folder, Inbox, Person, Link, Visitor);
all!(PARTIES, parties, PartyKind: Person, Link, Visitor);

const FINDINGS: [&str; 14] = [
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
    "unfinished",
];

fn head() -> (RoomNamed, Made) {
    let room = RoomNamed {
        id: HASH.to_owned(),
        title: ROOM.to_owned(),
    };
    let made = Made {
        at: utc(AT),
        by: "邓敏".to_owned(),
    };
    (room, made)
}

fn period() -> Span {
    Span {
        from: Some(utc(AT - 31_536_000_000)),
        until: None,
    }
}

fn matrix() -> PermissionMatrix {
    let (room, made) = head();
    let kinds = ["person", "invite", "link"];
    let offices = [
        Some("owner"),
        Some("manager"),
        Some("coordinator"),
        Some("auditor"),
        None,
    ];
    let names = [
        "陈立",
        "邓敏",
        "Anna Berg",
        "Otto Brandt",
        "厦门莲花数据有限公司（受让方）",
    ];
    let holders = offices
        .iter()
        .zip(names)
        .zip(1..)
        .map(|((office, name), number)| Holder {
            number,
            kind: kinds[number as usize % 3].to_owned(),
            name: Some(name.to_owned()),
            office: office.map(str::to_owned),
            groups: vec!["买方甲".to_owned()],
            standing: if number == 3 { "suspended" } else { "live" }.to_owned(),
            until: Some(utc(AT + 2_592_000_000)),
            view_only: number == 4,
            held: 12,
        });
    let places = ["folder", "document", "bin", "inbox", "clean-team"];
    let bases = ["consent", "contract", "duty", "public", "merger", "other"];
    let basis = |basis: &&str| BasisSaid {
        basis: (*basis).to_owned(),
        purpose: "业务随公司转移".to_owned(),
        country: "CN".to_owned(),
        until: Some(utc(AT + 2_592_000_000)),
    };
    let right = |number: u32, kind: &str, level: &str| Held {
        place: (kind != "everything").then_some(number),
        place_kind: kind.to_owned(),
        place_name: (kind != "everything").then(|| "/客户/华东区/2026 年度合同与开票".to_owned()),
        holder: number,
        holder_kind: kinds[number as usize % 3].to_owned(),
        holder_name: Some(names[number as usize % 5].to_owned()),
        level: level.to_owned(),
        since: (kind != "everything").then(|| utc(AT)),
        until: Some(utc(AT + 2_592_000_000)),
        bases: bases
            .iter()
            .skip(number as usize % 6)
            .take(2)
            .map(basis)
            .collect(),
    };
    let mut rights = vec![right(0, "everything", "manage")];
    for (number, kind) in (1..).zip(places) {
        for level in ["read", "write"] {
            rights.push(right(number, kind, level));
        }
    }
    PermissionMatrix {
        room,
        made,
        view: "names".to_owned(),
        findings: 0,
        rights,
        holders: holders.collect(),
        places: (1..)
            .zip(places)
            .map(|(number, kind)| HeldPlace {
                number,
                kind: kind.to_owned(),
                name: Some("/客户/华东区".to_owned()),
                documents: 120 * number as usize,
                holders: 3,
            })
            .collect(),
    }
}

fn audit() -> AuditReport {
    let (room, made) = head();
    let finding = |(number, code): (u32, &&str)| FindingSaid {
        finding: (*code).to_owned(),
        chain_kind: PLACES[number as usize % PLACES.len()],
        chain_number: Some(number),
        at: u64::from(number),
        expected: (number.is_multiple_of(2)).then_some(12),
        found: (number.is_multiple_of(2)).then_some(9),
        chain: HASH[..32].to_owned(),
    };
    let act = |(count, act): (usize, &Act)| ActCount {
        group: act.group(),
        act: *act,
        count,
        documents: 7,
    };
    let offices = ["owner", "manager", "coordinator"];
    let somebody = |(number, kind): (u32, &PartyKind)| SomebodysActs {
        kind: *kind,
        number,
        link: (*kind == PartyKind::Visitor).then_some(1),
        name: Some("邓敏".to_owned()),
        office: Some(offices[number as usize % 3].to_owned()),
        acts: 1_204,
        opened: 312,
        changed: 88,
        decided: 14,
        last: Some(utc(AT)),
    };
    let end = |(number, kind): (u32, &PlaceKind)| ChainEnd {
        kind: *kind,
        number: (number > 3).then_some(number),
        entries: 120,
        head: HASH.to_owned(),
        chain: HASH[..32].to_owned(),
    };
    AuditReport {
        room,
        made,
        period: period(),
        reading: Reading {
            read_at: utc(AT),
            chains: 15,
            entries: 12_345,
            entries_in_period: 2_345,
            newest: Some(utc(AT)),
        },
        findings: (1..).zip(&FINDINGS).map(finding).collect(),
        acts: (1..).zip(ACTS).map(act).collect(),
        people: (1..).zip(PARTIES).map(somebody).collect(),
        checkpoint: Some(CheckpointSaid {
            size: 12_345,
            root: HASH.to_owned(),
            signatures: vec!["sealroom/log/9f86d081".to_owned(), "witness.example".to_owned()],
            note: "sealroom/log/9f86d081\n12345\nn4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=\n\n— sealroom/log/9f86d081 AAAA\n".to_owned(),
        }),
        chains: (1..).zip(PLACES).map(end).collect(),
    }
}

fn transparency() -> TransparencyReport {
    let categories = [
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
    let answered = || Answered {
        asked: 9,
        approved: 5,
        refused: 2,
        open: 1,
        lapsed: 1,
        median_hours: Some(6),
        longest_hours: Some(70),
    };
    TransparencyReport {
        made: When { at: utc(AT) },
        period: period(),
        data: DataCounts {
            documents: 412,
            versions: 530,
            personal: 120,
            sensitive: 14,
            persons: 10_000,
            uncounted: 3,
            undecided: 8,
        },
        categories: (1..)
            .zip(categories)
            .map(|(documents, category)| Category {
                category: category.to_owned(),
                documents,
            })
            .collect(),
        recipients: RecipientCounts {
            owners: 1,
            managers: 2,
            coordinators: 1,
            auditors: 1,
            people: 23,
            invites: 4,
            links: 6,
        },
        countries: vec![Country {
            country: "DE".to_owned(),
            abroad: true,
            recipients: 2,
            documents: 14,
            persons: 1_200,
            sensitive: 40,
            uncounted: 1,
        }],
        openings: Openings {
            views: 1_204,
            downloads: 88,
            prints: 3,
            readers: 19,
            documents: 140,
        },
        happened: HappenedCounts {
            added: 44,
            deleted: 12,
            sent_in: 7,
            joined: 5,
            ended: 3,
            agreed: 5,
            bases_withdrawn: 1,
        },
        requests: answered(),
        proposals: answered(),
    }
}

fn activity() -> ActivityReport {
    let (room, made) = head();
    let kinds = ["owner", "person", "invite", "link"];
    ActivityReport {
        room,
        made,
        period: period(),
        of: "everybody".to_owned(),
        totals: Totals {
            people: 4,
            documents: 2,
            views: 30,
            downloads: 9,
            prints: 1,
            seconds: 14_400,
        },
        people: kinds
            .iter()
            .map(|kind| Opener {
                name: "Anna Berg".to_owned(),
                kind: (*kind).to_owned(),
                label: "买方甲".to_owned(),
                documents: 12,
                views: 30,
                downloads: 9,
                prints: 1,
                seconds: 3_600,
                last: utc(AT),
            })
            .collect(),
        documents: vec![OpenedDoc {
            document: "客户名单（华东区）.xlsx".to_owned(),
            folder: "客户/华东区".to_owned(),
            there: true,
            people: 4,
            views: 30,
            downloads: 9,
            prints: 1,
            seconds: 3_600,
            last: utc(AT),
        }],
    }
}

#[test]
fn the_samples_are_what_these_structs_say() {
    let all = [
        Report::PermissionMatrix(matrix()),
        Report::Audit(audit()),
        Report::Transparency(transparency()),
        Report::Activity(activity()),
    ];
    for report in all {
        let kind = report.kind();
        written(kind.name(), &report);
        assert!(ReportKind::parse(kind.name()) == Some(kind));
    }
}
