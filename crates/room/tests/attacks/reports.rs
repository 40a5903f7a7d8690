//! What a store can do to reports, and what a report is not to tell.

use room::reports::{Period, Report, ReportKind, ReportWords};
use room::{Control, Cover, DataKind, Error, Labelled, Limits, Marking, Shared};
use serde_json::Value;

use crate::support::firm::*;
use crate::support::*;

async fn made(room: &TheRoom, kind: ReportKind) -> Result<Report, Error> {
    room.report(kind, &Period::default(), &Control::new()).await
}

async fn said(room: &TheRoom, kind: ReportKind) -> Value {
    let report = made(room, kind).await.unwrap();
    serde_json::from_str(&report.json().unwrap()).unwrap()
}

fn seq(stored: &blobs::wire::Stored) -> u64 {
    let wrapped = ledger::Wrapped::parse(&stored.wrapped).unwrap();
    wrapped.signed().verify().unwrap().entry().seq
}

#[test]
fn a_store_that_keeps_an_entry_back_stands_in_the_audit_report_and_the_matrix_says_that_something_is_wrong()
 {
    run(async {
        let firm = firm().await;
        let otto = firm.world.auditor(&firm.room).await;
        otto.1.refresh().await.unwrap();
        let whole = said(&otto.1, ReportKind::Audit).await;
        assert_eq!(whole["findings"], Value::Array(Vec::new()));
        assert_eq!(
            said(&otto.1, ReportKind::PermissionMatrix).await["findings"],
            0
        );

        // on a device that has seen nothing yet: the last entry of Anna's chain is not served
        let (chain, next) = (
            firm.anna.2,
            Raw::new(&firm.world, firm.room.id()).head(firm.anna.2).next,
        );
        let other = otto.0.elsewhere(&firm.world).await;
        let theirs = other.home.open(&other.me, &firm.room.id()).await.unwrap();
        other.hooks.on_read(move |reading| {
            let parts = reading
                .chains
                .iter_mut()
                .filter(|part| part.chain.0 == chain.0);
            parts.for_each(|part| part.entries.retain(|stored| seq(stored) + 1 < next));
        });
        let report = said(&theirs, ReportKind::Audit).await;
        let finding = &report["findings"][0];
        assert_eq!(
            (&finding["finding"], &finding["chain-kind"]),
            (&"withheld".into(), &"person".into())
        );
        assert_eq!(
            (&finding["expected"], &finding["found"]),
            (&next.into(), &(next - 1).into())
        );
        assert_eq!(finding["chain"], chain.to_string());
        assert_eq!(
            said(&theirs, ReportKind::PermissionMatrix).await["findings"],
            1
        );
    });
}

#[test]
fn the_transparency_report_names_nobody_and_nothing() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        let marks = Marking {
            found: found(&[DataKind::Name, DataKind::Mobile]),
            ..personal(1200)
        };
        room.classify(&[(Labelled::Doc(firm.list.into()), marks)])
            .await
            .unwrap();
        room.record_basis(&basis(firm.a, &[Cover::Folder(firm.customers)]))
            .await
            .unwrap();
        room.apply(&give(firm.a, firm.customers)).await.unwrap();
        firm.settle().await;
        let limits = Limits {
            expires: firm.world.now() + DAY,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Folder(firm.notes), "For the bank", limits)
            .await
            .unwrap();
        let (anna, theirs, _) = &firm.anna;
        theirs.refresh().await.unwrap();
        get(theirs, &anna.host, &firm.list).await.unwrap();
        let asked = room
            .ask(&give(firm.b, firm.notes), "Bert wants it")
            .await
            .unwrap();
        firm.deng.1.refresh().await.unwrap();
        firm.deng
            .1
            .decide_request(&asked, false, "Not before Monday")
            .await
            .unwrap();
        firm.settle().await;

        let report = made(room, ReportKind::Transparency).await.unwrap();
        let words = ReportWords {
            field: &str::to_owned,
            code: &|_, _| None,
        };
        let (view, members) = (room.view(), room.members().await.unwrap());
        let mut secrets: Vec<String> = [
            "Deng",
            "Anna",
            "Bert",
            "Wang",
            "Buyer",
            "the bank",
            "Monday",
            "wants",
            "The business passes",
            "Reading in the room",
        ]
        .map(str::to_owned)
        .to_vec();
        secrets.extend([
            view.title.clone(),
            room.id().to_string(),
            asked.to_string(),
            link.member.to_string(),
        ]);
        for member in &members {
            secrets.push(member.member.to_string());
            secrets.extend(
                member
                    .name
                    .clone()
                    .into_iter()
                    .chain([member.label.clone(), member.what.clone()]),
            );
            let hex = |bytes: &[u8; 32]| {
                bytes
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect::<String>()
            };
            secrets.extend(member.fingerprint.as_ref().map(|it| hex(&it.0)));
        }
        for folder in &view.folders {
            secrets.extend([folder.name.clone(), folder.id.to_string()]);
        }
        for doc in &view.docs {
            secrets.extend([
                doc.name.clone(),
                doc.at.doc.to_string(),
                doc.record.name.clone(),
            ]);
        }
        for basis in room.bases().unwrap() {
            secrets.push(basis.recipient);
        }
        secrets.retain(|secret| !secret.is_empty());
        secrets.sort();
        secrets.dedup();
        assert!(secrets.len() > 25, "{secrets:?}");
        for text in [report.json().unwrap(), report.csv(&words).unwrap()] {
            for secret in &secrets {
                // the names of fields are no secrets
                assert!(!text.contains(secret.as_str()), "{secret}: {text}");
            }
            assert!(text.contains("1200"));
        }
    });
}
