//! An incident from the lock to the report, and a drill.

use room::artefact::Artefact;
use room::incident::{DeadlineStanding, EvidenceFilter, Paper, Said};
use room::{
    Audience, Control, DataKind, Deadline, Error, Incident, IncidentId, IncidentKind, Labelled,
    Limits, Outcome, Phase, Principal, RoomState, Shared, Step, Turn,
};

use crate::support::firm::*;
use crate::support::*;

const MINUTE: u64 = 60_000;

fn leaked(firm: &Firm) -> Incident {
    Incident {
        kind: IncidentKind::LinkLeaked,
        summary: "The link for counsel was posted in a group".to_owned(),
        knew: firm.world.now(),
        drill: false,
        deadlines: Deadline::usual(),
    }
}

fn step(phase: Phase, outcome: Outcome, words: &str) -> Step {
    Step {
        phase,
        member: None,
        name: "Data protection".to_owned(),
        due: None,
        outcome,
        words: words.to_owned(),
    }
}

fn paper(artefact: &Artefact) -> Paper {
    // as a stranger reads it
    let file = artefact.encode().unwrap();
    Paper::read(&Artefact::parse(&file).unwrap())
        .unwrap()
        .unwrap()
}

/// Anna, a visitor and a manager have opened the list of customers, Bert the notes.
async fn opened() -> Firm {
    let firm = firm().await;
    let room = &firm.room;
    room.apply(&give(firm.a, firm.customers)).await.unwrap();
    room.apply(&give(firm.b, firm.notes)).await.unwrap();
    let limits = Limits {
        expires: firm.world.now() + DAY,
        ..Limits::default()
    };
    let list = Shared::Docs(vec![firm.list.into()]);
    let link = room.link(&list, "Counsel", limits).await.unwrap();
    let (visited, device, _) = firm.world.visitor(&link).await.unwrap();
    let copy = visited.view().docs[0].record.doc;
    get(&visited, &device, &copy).await.unwrap();
    for (person, theirs, doc) in [
        (&firm.anna.0, &firm.anna.1, firm.list),
        (&firm.anna.0, &firm.anna.1, firm.list),
        (&firm.deng.0, &firm.deng.1, firm.list),
        (&firm.bert.0, &firm.bert.1, firm.memo),
    ] {
        theirs.refresh().await.unwrap();
        firm.world.later(MINUTE);
        get(theirs, &person.host, &doc).await.unwrap();
    }
    // how many persons that are was said afterwards
    let mut customers = personal(10_000);
    customers.found = found(&[DataKind::Name, DataKind::Mobile]);
    let label = [(Labelled::Doc(firm.list.into()), customers)];
    room.classify(&label).await.unwrap();
    let label = [(Labelled::Doc(firm.memo.into()), personal(300))];
    room.classify(&label).await.unwrap();
    firm
}

#[test]
fn an_incident_locks_is_told_and_ends_when_each_step_is_done_or_given_up() {
    run(async {
        let firm = opened().await;
        let (room, world) = (&firm.room, &firm.world);
        world.later(MINUTE);
        let id = room.open_incident(&leaked(&firm)).await.unwrap();
        assert_eq!(room.view().policy.state, RoomState::Locked);
        for theirs in [&firm.deng.1, &firm.anna.1] {
            assert_eq!(theirs.refresh().await, Err(Error::RoomLocked));
        }
        let seen = &room.incidents().unwrap()[0];
        assert!(!seen.asks_lock && seen.closed.is_none());
        assert_eq!(seen.by.name, "Wang Fang");
        let standing = |law: &str, to: Audience| {
            let seen = room.incidents().unwrap().remove(0);
            let mut all = seen.deadlines.into_iter();
            let found = all.find(|one| one.deadline.law == law && one.deadline.to == to);
            found.unwrap().standing
        };
        let authority = Audience::Authority;
        let hours = DeadlineStanding::DueIn;
        assert_eq!(standing("GDPR 33(1)", authority), hours(72 * HOUR));
        assert_eq!(standing("CAC 4", authority), hours(4 * HOUR));
        assert_eq!(standing("PIPL 57", authority), DeadlineStanding::AtOnce);

        // who locked it writes on, nobody else has to
        let end = Turn::Closed("The link was ended".to_owned());
        let mut done = step(Phase::Stop, Outcome::Done(world.now()), "Ended the link");
        done.member = Some(Principal::member(&firm.owner));
        room.step_incident(&id, &done).await.unwrap();
        world.later(5 * HOUR);
        let late = DeadlineStanding::Overdue(HOUR);
        assert_eq!(standing("CAC 4", authority), late);
        let told = Outcome::Done(world.now());
        for (phase, outcome) in [
            (Phase::Isolate, told),
            (Phase::Report, told),
            (Phase::Investigate, told),
            (Phase::Improve, told),
        ] {
            room.step_incident(&id, &step(phase, outcome, ""))
                .await
                .unwrap();
        }
        assert_eq!(
            standing("CAC 4", authority),
            DeadlineStanding::Late(world.now())
        );
        assert_eq!(
            standing("GDPR 33(1)", authority),
            DeadlineStanding::Met(world.now())
        );
        // it does not end before each is done, and nothing is given up without a reason
        assert_eq!(room.turn_incident(&id, &end).await, Err(Error::NotAllowed));
        let given = step(Phase::Notify, Outcome::GivenUp, " ");
        assert!(room.step_incident(&id, &given).await.is_err());
        let given = step(Phase::Notify, Outcome::GivenUp, "Nobody opened it");
        room.step_incident(&id, &given).await.unwrap();
        assert_eq!(
            standing("GDPR 34(1)", Audience::Persons),
            DeadlineStanding::GivenUp
        );
        room.turn_incident(&id, &end).await.unwrap();
        assert_eq!(room.step_incident(&id, &given).await, Err(Error::Decided));
        world.later(MINUTE);
        room.set_room_state(RoomState::Open).await.unwrap();
        firm.deng.1.refresh().await.unwrap();
        assert!(firm.deng.1.incidents().unwrap()[0].closed.is_some());

        let Paper::Report(report) = paper(&room.incident_report(&id, &[]).unwrap()) else {
            panic!("no report")
        };
        let said: Vec<&str> = report
            .timeline
            .iter()
            .map(|one| one.what.as_str())
            .collect();
        assert_eq!(said[..3], ["locked", "opened", "step"]);
        assert_eq!(said.last(), Some(&"closed"));
        assert_eq!(said.len(), 9);
        let first = &report.timeline[2];
        assert_eq!(first.responsible.as_deref(), Some("Wang Fang"));
        assert!(report.timeline[1..].iter().all(|one| one.entry.is_some()));
        assert!(report.closed.is_some());
    });
}

#[test]
fn evidence_says_who_opened_what_and_whom_that_touches_each_document_once() {
    run(async {
        let firm = opened().await;
        let room = &firm.room;
        let id = room.open_incident(&leaked(&firm)).await.unwrap();
        let named = EvidenceFilter {
            names: true,
            ..EvidenceFilter::default()
        };
        let signed = room
            .incident_evidence(&id, &named, &Control::new(), &|_| {})
            .await;
        let signed = signed.unwrap();
        let Paper::Evidence(evidence) = paper(&signed) else {
            panic!("no evidence")
        };
        assert!(evidence.whole, "{evidence:?}");
        assert!(evidence.checkpoint.is_some() && evidence.heads.len() > 5);
        let saved = |one: &&room::incident::ReceiptLine| one.action == "download";
        assert_eq!(evidence.receipts.iter().filter(saved).count(), 5);
        let who = evidence
            .receipts
            .iter()
            .filter_map(|one| one.who.as_deref());
        let who: std::collections::BTreeSet<&str> = who.collect();
        assert!(who.is_superset(&["Anna", "Bert", "Deng"].into()), "{who:?}");
        assert_eq!(evidence.links.len(), 1);
        assert_eq!(evidence.links[0].visitors.len(), 1);
        // the list in a folder and in a link, opened by three of them four times, is one document
        let touched = &evidence.touched;
        assert_eq!((touched.documents, touched.readers), (2, 4));
        assert_eq!((touched.at_least, touched.at_most), (10_000, Some(10_300)));
        assert_eq!(touched.kinds, ["mobile", "name"]);
        // of one document alone
        let bert = EvidenceFilter {
            person: Some(firm.bert.2),
            ..EvidenceFilter::default()
        };
        let one = room
            .incident_evidence(&id, &bert, &Control::new(), &|_| {})
            .await;
        let one = one.unwrap();
        // for others it names nobody and nothing
        for name in ["Bert", "memo", "Lotus", "Counsel", "posted"] {
            assert!(!one.payload().contains(name), "{name}");
            assert!(signed.payload().contains(name), "{name}");
        }
        let Paper::Evidence(one) = paper(&one) else {
            panic!("no evidence")
        };
        assert_eq!(
            (one.touched.at_least, one.touched.at_most),
            (300, Some(300))
        );
    });
}

#[test]
fn a_notice_says_what_is_known_and_what_it_lacks_and_is_revised() {
    run(async {
        let firm = opened().await;
        let (room, world) = (&firm.room, &firm.world);
        let id = room.open_incident(&leaked(&firm)).await.unwrap();
        let everything = EvidenceFilter::default();
        let mut draft = room
            .draft_notice(&id, Audience::Authority, &everything, 480)
            .unwrap();
        assert_eq!(draft.known.at_most, Some(10_300));
        assert_eq!(
            draft.missing,
            [
                "cause",
                "consequences",
                "measures-taken",
                "measures-for-persons",
                "contact"
            ]
        );
        assert!(draft.deadlines.iter().all(|one| one.to == "authority"));
        // what is not known yet may follow
        let first = room.sign_notice(&id, &draft, None).unwrap();
        world.later(73 * HOUR);
        draft.said = Said {
            cause: "A link was sent to a group".to_owned(),
            consequences: "Calls by others".to_owned(),
            measures_taken: "The link was ended".to_owned(),
            measures_for_persons: "Do not answer".to_owned(),
            contact: "dpo@example.com".to_owned(),
            ..draft.said
        };
        // late, it has to say why
        let second = room.sign_notice(&id, &draft, Some(&first)).unwrap();
        let Paper::Notice(second_said) = paper(&second) else {
            panic!("no notice")
        };
        assert_eq!(second_said.missing, ["delay"]);
        assert_eq!(second_said.revision, 2);
        let hash = room::Hash::of(first.payload().as_bytes()).to_string();
        assert_eq!(second_said.replaces, Some(hash));
        draft.said.delay = "It was found out on a holiday".to_owned();
        let third = room.sign_notice(&id, &draft, Some(&second)).unwrap();
        let Paper::Notice(third) = paper(&third) else {
            panic!("no notice")
        };
        assert!(third.missing.is_empty() && third.room.title.is_none());
        // for the persons other dates hold, and an authority's notice is none of theirs
        let persons = room
            .draft_notice(&id, Audience::Persons, &everything, 480)
            .unwrap();
        assert!(persons.deadlines.iter().all(|one| one.to == "persons"));
        assert!(room.sign_notice(&id, &persons, Some(&first)).is_err());
    });
}

#[test]
fn the_operator_says_which_dates_hold_and_since_when_it_is_known() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        firm.world.later(3 * HOUR);
        let id: IncidentId = room.open_incident(&leaked(&firm)).await.unwrap();
        let own = Deadline {
            to: Audience::Authority,
            law: "CAC 4".to_owned(),
            source: "Critical infrastructure".to_owned(),
            minutes: Some(60),
        };
        let turn = Turn::Deadlines(vec![own.clone()]);
        room.turn_incident(&id, &turn).await.unwrap();
        let knew = firm.world.now() - 2 * HOUR;
        let told = Turn::Told(IncidentKind::Misuse, "It was Carl".to_owned(), knew);
        room.turn_incident(&id, &told).await.unwrap();
        let later = Turn::Told(IncidentKind::Misuse, "x".to_owned(), firm.world.now() + 1);
        assert!(room.turn_incident(&id, &later).await.is_err());
        let seen = room.incidents().unwrap().remove(0);
        assert_eq!(seen.incident.kind, IncidentKind::Misuse);
        assert_eq!(seen.deadlines.len(), 1);
        assert_eq!(seen.deadlines[0].deadline, own);
        assert_eq!(seen.deadlines[0].standing, DeadlineStanding::Overdue(HOUR));
    });
}
