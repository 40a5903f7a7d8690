//! Findings, persons' requests, dates of review, and who holds what is not the newest.

use room::{
    Action, DueKind, Error, Evidence, FindingState, FindingStep, FormKind, Labelled, NewsKind,
    Review, RightKind, RightStep, day, parse_day,
};
use serde_json::json;

use crate::support::firm::*;
use crate::support::papers::*;
use crate::support::*;

#[test]
fn a_finding_is_followed_to_its_end() {
    run(async {
        let firm = firm().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        let due = parse_day("2027-02-01").unwrap();
        let id = room
            .raise_finding("名单未加密保存", "pipl-51", firm.deng.2, due)
            .await
            .unwrap();
        deng.refresh().await.unwrap();
        let close = FindingStep::Closed("Seen".to_owned());
        assert_eq!(room.finding_step(&id, &close).await, Err(Error::NotFound));
        let remedy = FindingStep::Remedy("已加密".to_owned());
        deng.finding_step(&id, &remedy).await.unwrap();
        let list = deng.origin_of(firm.list).unwrap();
        let raw = Raw::new(&firm.world, room.id());
        let last = raw.chain(firm.customers).pop().unwrap();
        let signed = ledger::Wrapped::parse(&last.wrapped)
            .unwrap()
            .signed()
            .verify()
            .unwrap();
        let entry = Evidence::Entry(firm.customers, signed.entry().seq, signed.hash());
        let shown = FindingStep::Evidence(vec![Evidence::Doc(list), entry], String::new());
        deng.finding_step(&id, &shown).await.unwrap();
        // not by the one who remedied it
        assert!(!deng.findings().unwrap()[0].may_close);
        assert_eq!(deng.finding_step(&id, &close).await, Err(Error::NotAllowed));
        assert_eq!(deng.due_until(due).unwrap()[0].what, DueKind::Finding);
        room.finding_step(&id, &close).await.unwrap();
        deng.refresh().await.unwrap();
        let view = &deng.findings().unwrap()[0];
        assert_eq!((view.state, view.evidence.len()), (FindingState::Closed, 2));
        let (at, name) = deng.evidence_place(&Evidence::Doc(list)).unwrap();
        assert_eq!((at.doc, name.as_str()), (firm.list, "list.pdf"));
        assert_eq!(deng.evidence_place(&entry), None);
        assert_eq!(view.closed.as_ref().unwrap().by.name, "Wang Fang");
        assert_eq!(deng.due_until(due).unwrap(), []);
        assert_eq!(room.finding_step(&id, &remedy).await, Err(Error::Decided));
        // in the checklist
        let form = room.draft(FormKind::ComplianceChecklist).unwrap();
        assert_eq!(cell(&form, "findings", 0, "state"), "closed");
        assert_eq!(cell(&form, "findings", 0, "closed-by"), "Wang Fang");
        assert_eq!(cell(&form, "findings", 0, "responsible"), "Deng");
        assert!(firm.anna.1.findings().is_err());
    });
}

#[test]
fn what_persons_ask_for_has_a_deadline_and_an_end() {
    run(async {
        let firm = firm().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        let now = firm.world.now();
        let log = async |reference, kind, law| room.log_right(reference, kind, law, now).await;
        let one = log("R-2027/001", RightKind::Access, "gdpr").await.unwrap();
        let two = log("R-2027/002", RightKind::Deletion, "gb-t-35273")
            .await
            .unwrap();
        assert!(log("王芳", RightKind::Access, "gdpr").await.is_err());
        assert_eq!(
            log("R-3", RightKind::Access, "none").await,
            Err(Error::NotFound)
        );
        let early = room
            .log_right("R-3", RightKind::Access, "gdpr", now + DAY)
            .await;
        assert_eq!(early, Err(Error::NotAllowed));
        deng.refresh().await.unwrap();
        let all = deng.rights().unwrap();
        let due: Vec<_> = all
            .iter()
            .map(|one| (one.reference.as_str(), day(one.due)))
            .collect();
        assert_eq!(
            due,
            [
                ("R-2027/002", "2027-02-14".to_owned()),
                ("R-2027/001", "2027-02-15".to_owned())
            ]
        );
        let answer = RightStep::Answered(now, "A copy was sent".to_owned());
        // nobody is answered who was not verified
        assert_eq!(deng.right_step(&one, &answer).await, Err(Error::NotAllowed));
        let verified = RightStep::Verified(true, "By telephone".to_owned());
        deng.right_step(&one, &verified).await.unwrap();
        // two further months, and no more; not where the rule knows none
        let until = |text: &str| RightStep::Extended(parse_day(text).unwrap(), "Many".to_owned());
        for (id, to) in [
            (&one, "2027-04-16"),
            (&one, "2027-02-14"),
            (&two, "2027-03-01"),
        ] {
            assert_eq!(
                deng.right_step(id, &until(to)).await,
                Err(Error::NotAllowed)
            );
        }
        deng.right_step(&one, &until("2027-04-15")).await.unwrap();
        firm.world.later(60 * DAY);
        // the second is late by now, the first is not
        let late: Vec<_> = deng
            .rights()
            .unwrap()
            .into_iter()
            .map(|one| one.late)
            .collect();
        assert_eq!(late, [true, false]);
        let refused = RightStep::Refused(firm.world.now(), "法定保存期限未届满".to_owned());
        deng.right_step(&two, &refused).await.unwrap();
        let answer = RightStep::Answered(firm.world.now(), "A copy was sent".to_owned());
        deng.right_step(&one, &answer).await.unwrap();
        assert_eq!(deng.right_step(&one, &refused).await, Err(Error::Decided));
        let form = deng.draft(FormKind::RightsLog).unwrap();
        let states = [0, 1].map(|at| cell(&form, "requests", at, "state").clone());
        assert!(states.contains(&json!("answered")) && states.contains(&json!("refused")));
        let signed = deng.sign_form(&form, None).await.unwrap();
        assert_eq!(signed.form().unwrap().changed, Vec::<String>::new());
    });
}

#[test]
fn documents_and_folders_have_a_day_on_which_they_are_looked_at_again() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        let (doc, folder) = (
            Labelled::Doc(firm.list.into()),
            Labelled::Folder(firm.notes),
        );
        let next = firm.world.now() + 10 * DAY;
        let every = |every_days| Some(Review { next, every_days });
        room.set_review(doc, every(Some(30))).await.unwrap();
        room.set_review(folder, every(None)).await.unwrap();
        assert_eq!(
            room.set_review(doc, every(Some(0))).await,
            Err(Error::NotAllowed)
        );
        firm.settle().await;
        let names = |room: &TheRoom, until| {
            let due = room.due_until(until).unwrap().into_iter();
            due.map(|one| one.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&firm.deng.1, next), ["list.pdf", "notes"]);
        // a document that is moved keeps its day
        room.shift(&[firm.list], firm.notes).await.unwrap();
        firm.world.later(11 * DAY);
        let again = firm.world.now() + 30 * DAY;
        assert_eq!(room.reviewed(doc).await, Ok(Some(again)));
        assert_eq!(room.reviewed(folder).await, Ok(None));
        assert_eq!(names(room, next), Vec::<String>::new());
        assert_eq!(names(room, again), ["list.pdf"]);
        room.delete(&[find(room, "list.pdf").unwrap().at])
            .await
            .unwrap();
        assert_eq!(names(room, again), Vec::<String>::new());
    });
}

#[test]
fn who_holds_an_older_version_is_known_and_is_told() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        room.apply(&[give(firm.a, firm.notes), give(firm.b, firm.notes)].concat())
            .await
            .unwrap();
        let (anna, bert) = (&firm.anna, &firm.bert);
        for one in [anna, bert] {
            one.1.refresh().await.unwrap();
            one.0.home.mark_news(&one.1).await.unwrap();
        }
        // Anna saves it, Bert only looks
        get(&anna.1, &anna.0.host, &firm.memo).await.unwrap();
        bert.1.announce(&[firm.memo], Action::View).await.unwrap();
        firm.world.later(HOUR);
        let carrier = room::testkit::MemoryCarrier::new(room::Host::api(&*firm.seller.host));
        let onto = std::collections::BTreeMap::from([(0, firm.memo)]);
        let files = [file("memo.pdf", bytes(950, 7))];
        room.upload_onto(
            &carrier,
            firm.notes,
            &files,
            &onto,
            &room::Control::new(),
            &|_| {},
        )
        .await
        .unwrap();
        room.refresh().await.unwrap();
        let behind = |room: &TheRoom| {
            let all = room.outdated_readers(firm.memo).unwrap().into_iter();
            let mut all: Vec<_> = all
                .map(|one| (one.who.name, one.version, one.newest, one.saved))
                .collect();
            all.sort();
            all
        };
        let both = [
            ("Anna".to_owned(), 1, 2, true),
            ("Bert".to_owned(), 1, 2, false),
        ];
        assert_eq!(behind(room), both);
        assert!(anna.1.outdated_readers(firm.memo).is_err());
        let kinds = async |(person, room, _): &Somebody| {
            room.refresh().await.unwrap();
            let news = person.home.news(room).into_iter();
            let mut kinds: Vec<_> = news.map(|one| (one.kind, one.names)).collect();
            kinds.sort();
            kinds
        };
        let named = vec!["memo.pdf".to_owned()];
        let event = (NewsKind::Versions, named.clone());
        // who kept it is told of that, and of nothing twice
        assert_eq!(kinds(anna).await, [(NewsKind::Outdated, named)]);
        assert_eq!(kinds(bert).await, [event]);
        // told once
        anna.0.home.mark_news(&anna.1).await.unwrap();
        assert_eq!(kinds(anna).await, []);
        // and over, once the newest was opened
        anna.1.announce(&[firm.memo], Action::View).await.unwrap();
        room.refresh().await.unwrap();
        assert_eq!(behind(room), [("Bert".to_owned(), 1, 2, false)]);
    });
}
