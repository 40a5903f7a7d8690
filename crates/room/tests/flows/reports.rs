//! Reports of a room of which everything is known: what they say is what is so.

use room::reports::{Period, Report, ReportKind, ReportWords, utc};
use room::{Action, Control, Cover, DataKind, DocId, Error, Labelled, Limits, Marking, Shared};
use serde_json::Value;

use crate::support::firm::*;
use crate::support::*;

/// The firm, with a list of 1200 persons that Anna was given and opened twice, a link, an auditor, and a request that was
/// answered after three hours.
struct Known {
    firm: Firm,
    otto: Somebody,
    /// Between the two openings.
    between: u64,
}

async fn known() -> Known {
    let firm = firm().await;
    let marks = Marking {
        found: found(&[DataKind::Name, DataKind::Mobile, DataKind::CompanyCode]),
        ..personal(1200)
    };
    let room = &firm.room;
    room.classify(&[(Labelled::Doc(firm.list.into()), marks)])
        .await
        .unwrap();
    firm.settle().await;
    let cover = [Cover::Folder(firm.customers)];
    room.record_basis(&basis(firm.a, &cover)).await.unwrap();
    room.apply(&give(firm.a, firm.customers)).await.unwrap();
    firm.settle().await;
    let limits = Limits {
        expires: firm.world.now() + DAY,
        ..Limits::default()
    };
    let shared = Shared::Folder(firm.notes);
    room.link(&shared, "=HYPERLINK(\"the bank\")", limits)
        .await
        .unwrap();
    let otto = firm.world.auditor(room).await;
    let (anna, theirs, _) = &firm.anna;
    theirs.refresh().await.unwrap();
    open(theirs, &anna.host, &firm.list, Action::View).await;
    firm.world.later(60_000);
    let between = firm.world.now();
    firm.world.later(60_000);
    open(theirs, &anna.host, &firm.list, Action::Download).await;
    let asked = room
        .ask(&give(firm.b, firm.notes), "for Bert")
        .await
        .unwrap();
    firm.world.later(3 * 3_600_000);
    let deng = &firm.deng.1;
    deng.refresh().await.unwrap();
    deng.decide_request(&asked, true, "").await.unwrap();
    firm.settle().await;
    otto.1.refresh().await.unwrap();
    Known {
        firm,
        otto,
        between,
    }
}

async fn open(room: &TheRoom, host: &Device, doc: &DocId, action: Action) {
    let carrier = room::testkit::MemoryCarrier::new(room::Host::api(host));
    let (mut sink, control) = (Vec::new(), Control::new());
    room.open_doc(&carrier, doc, action, &mut sink, &control, &|_| {})
        .await
        .unwrap();
}

async fn report(room: &TheRoom, kind: ReportKind, period: Period) -> Value {
    let report = room.report(kind, &period, &Control::new()).await.unwrap();
    serde_json::from_str(&report.json().unwrap()).unwrap()
}

/// Rights as lines, by these fields.
fn rights(matrix: &Value, fields: &[&str]) -> Vec<String> {
    let all = matrix["rights"].as_array().unwrap().iter();
    let cell = |right: &Value, field: &&str| match &right[*field] {
        Value::String(text) => text.clone(),
        Value::Array(all) => {
            let all = all.iter().map(|one| one["basis"].as_str().unwrap());
            all.collect::<Vec<_>>().join("+")
        }
        other => other.to_string(),
    };
    let mut lines: Vec<String> = all
        .map(|right| {
            fields
                .iter()
                .map(|field| cell(right, field))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn the_matrix_says_who_holds_what_and_why() {
    run(async {
        let known = known().await;
        let matrix = report(
            &known.firm.room,
            ReportKind::PermissionMatrix,
            Period::default(),
        )
        .await;
        let fields = [
            "place-kind",
            "place-name",
            "holder-kind",
            "holder-name",
            "level",
            "bases",
        ];
        assert_eq!(
            rights(&matrix, &fields),
            [
                "everything null person Deng manage ",
                "everything null person Wang Fang manage ",
                "folder /customers person Anna read merger",
                "folder /notes link =HYPERLINK(\"the bank\") read ",
            ]
        );
        assert_eq!(matrix["view"], "names");
        assert_eq!(matrix["findings"], 0);
        assert_eq!(matrix["room"]["id"], known.firm.room.id().to_string());
        let until = utc(known.firm.world.now() + DAY);
        let link = matrix["rights"].as_array().unwrap();
        let link = link
            .iter()
            .find(|right| right["holder-kind"] == "link")
            .unwrap();
        assert!(link["until"].as_str().unwrap() < until.as_str() && link["since"].is_string());
        // Bert is in the room and holds nothing
        let bert = matrix["holders"].as_array().unwrap();
        let bert = bert.iter().find(|holder| holder["name"] == "Bert").unwrap();
        assert_eq!(
            (&bert["held"], &bert["groups"][0]),
            (&0.into(), &"Buyer B".into())
        );

        // who audits sees the same with numbers for names
        let seen = report(
            &known.otto.1,
            ReportKind::PermissionMatrix,
            Period::default(),
        )
        .await;
        let numbers = [
            "place-kind",
            "place",
            "holder-kind",
            "holder",
            "level",
            "since",
            "until",
        ];
        assert_eq!(rights(&seen, &numbers), rights(&matrix, &numbers));
        assert_eq!(seen["view"], "numbers");
        let text = seen.to_string();
        for secret in [
            "Anna",
            "Deng",
            "Bert",
            "Buyer",
            "customers",
            "notes",
            "list",
            "bank",
            "business",
        ] {
            assert!(!text.contains(secret), "{secret}");
        }

        // what was taken is not there any more
        known.firm.room.end(&known.firm.anna.2).await.unwrap();
        known.firm.settle().await;
        let matrix = report(
            &known.firm.room,
            ReportKind::PermissionMatrix,
            Period::default(),
        )
        .await;
        assert!(!matrix.to_string().contains("Anna"));
    });
}

#[test]
fn the_audit_report_counts_what_was_done_and_where_it_ends() {
    run(async {
        let known = known().await;
        let otto = &known.otto.1;
        let all = report(otto, ReportKind::Audit, Period::default()).await;
        let record = otto
            .audit(&room::AuditFilter::default(), 0, 10_000)
            .unwrap();
        let count = |report: &Value, act: &str| {
            let acts = report["acts"].as_array().unwrap();
            let found = acts.iter().find(|one| one["act"] == act);
            found.map_or(0, |one| one["count"].as_u64().unwrap())
        };
        let sum: u64 = all["acts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["count"].as_u64().unwrap())
            .sum();
        assert_eq!(sum, record.entries as u64);
        assert_eq!(
            (
                count(&all, "viewed"),
                count(&all, "downloaded"),
                count(&all, "ended")
            ),
            (1, 1, 0)
        );
        assert_eq!(all["findings"].as_array().unwrap().len(), 0);
        assert_eq!(all["chains"].as_array().unwrap().len(), record.chains);
        assert_eq!(all["checkpoint"]["size"], record.entries);
        let note = all["checkpoint"]["note"].as_str().unwrap();
        assert_eq!(note, otto.checkpoint().unwrap());
        // Anna, who is person 3, opened twice
        let people = all["people"].as_array().unwrap();
        let opened = people.iter().filter(|one| one["opened"] == 2).count();
        assert_eq!(opened, 1);

        let later = Period {
            from: Some(known.between),
            until: None,
        };
        let later = report(otto, ReportKind::Audit, later).await;
        assert_eq!(
            (count(&later, "viewed"), count(&later, "downloaded")),
            (0, 1)
        );
        assert_eq!(later["chains"], all["chains"]);
        assert_eq!(later["period"]["from"], utc(known.between));
    });
}

#[test]
fn the_transparency_report_counts() {
    run(async {
        let known = known().await;
        let told = report(
            &known.firm.room,
            ReportKind::Transparency,
            Period::default(),
        )
        .await;
        let of = |section: &str, field: &str| told[section][field].as_u64();
        assert_eq!(
            (of("data", "documents"), of("data", "personal")),
            (Some(2), Some(1))
        );
        assert_eq!(
            (of("data", "persons"), of("data", "undecided")),
            (Some(1200), Some(1))
        );
        let categories = told["categories"].as_array().unwrap().iter();
        let categories: Vec<&str> = categories
            .map(|one| one["category"].as_str().unwrap())
            .collect();
        assert_eq!(categories, ["mobile", "name"]);
        let recipients = [
            "owners",
            "managers",
            "coordinators",
            "auditors",
            "people",
            "invites",
            "links",
        ];
        let recipients = recipients.map(|field| of("recipients", field).unwrap());
        assert_eq!(recipients, [1, 1, 0, 1, 2, 0, 1]);
        let country = &told["countries"][0];
        assert_eq!(
            (
                &country["country"],
                &country["persons"],
                &country["recipients"]
            ),
            (&"CN".into(), &1200.into(), &1.into())
        );
        assert_eq!(
            (
                of("openings", "views"),
                of("openings", "downloads"),
                of("openings", "readers")
            ),
            (Some(1), Some(1), Some(1))
        );
        assert_eq!(
            (of("requests", "approved"), of("requests", "median-hours")),
            (Some(1), Some(3))
        );
        assert_eq!(of("happened", "added"), Some(2));
        // none of it for who does not manage
        for room in [&known.otto.1, &known.firm.anna.1] {
            let refused = room
                .report(
                    ReportKind::Transparency,
                    &Period::default(),
                    &Control::new(),
                )
                .await;
            assert_eq!(refused.unwrap_err(), Error::NotAllowed);
        }
        let refused = known
            .firm
            .anna
            .1
            .report(
                ReportKind::PermissionMatrix,
                &Period::default(),
                &Control::new(),
            )
            .await;
        assert_eq!(refused.unwrap_err(), Error::NotAllowed);
    });
}

#[test]
fn activity_is_everybodys_for_who_manages_and_ones_own_for_others() {
    run(async {
        let known = known().await;
        let all = report(&known.firm.room, ReportKind::Activity, Period::default()).await;
        assert_eq!(
            (
                &all["of"],
                &all["totals"]["views"],
                &all["totals"]["people"]
            ),
            (&"everybody".into(), &1.into(), &1.into())
        );
        assert_eq!(
            (&all["people"][0]["name"], &all["documents"][0]["document"]),
            (&"Anna".into(), &"list.pdf".into())
        );
        let own = report(&known.firm.anna.1, ReportKind::Activity, Period::default()).await;
        assert_eq!(
            (&own["of"], &own["totals"]["downloads"]),
            (&"own".into(), &1.into())
        );
        let bert = report(&known.firm.bert.1, ReportKind::Activity, Period::default()).await;
        assert_eq!(bert["totals"]["people"], 0);
        let later = Period {
            from: Some(known.between),
            until: None,
        };
        let later = report(&known.firm.room, ReportKind::Activity, later).await;
        assert_eq!(
            (&later["totals"]["views"], &later["totals"]["downloads"]),
            (&0.into(), &1.into())
        );
    });
}

#[test]
fn a_report_is_signed_and_a_table_holds_no_formula() {
    run(async {
        let known = known().await;
        let room = &known.firm.room;
        let words = ReportWords {
            field: &str::to_owned,
            code: &|_, _| None,
        };
        for kind in ReportKind::ALL {
            let made: Report = room
                .report(kind, &Period::default(), &Control::new())
                .await
                .unwrap();
            let signed = room.sign_report(&made).unwrap();
            assert_eq!(
                (signed.kind(), signed.payload()),
                (kind.name(), made.json().unwrap().as_str())
            );
            let table = made.csv(&words).unwrap();
            assert!(
                table.starts_with('\u{feff}') && table.lines().count() > 3,
                "{table}"
            );
            for cell in table.lines().flat_map(|line| line.split(',')) {
                assert!(
                    !cell
                        .trim_start_matches(['"', ' ', '\u{feff}'])
                        .starts_with(['=', '+', '@']),
                    "{cell}"
                );
            }
        }
        let matrix = room
            .report(
                ReportKind::PermissionMatrix,
                &Period::default(),
                &Control::new(),
            )
            .await
            .unwrap();
        assert!(matrix.csv(&words).unwrap().contains("'=HYPERLINK"));
    });
}
