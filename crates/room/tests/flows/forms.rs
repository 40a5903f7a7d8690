//! Forms of the law: what the room fills, what is signed and filed, and that they are found again.

use room::artefact::Artefact;
use room::{
    Answer, Basis, Cover, DataKind, DueKind, Error, FormError, FormKind, FormStanding, Labelled,
    Mark, Marking, Matter, Principal, Subject, Tier, TierRule, day, parse_day,
};
use serde_json::json;

use crate::support::firm::*;
use crate::support::papers::*;
use crate::support::*;

/// Customers are labelled, and given to the first buyer on a basis.
async fn told() -> Firm {
    let firm = firm().await;
    let room = &firm.room;
    let folder = Marking {
        subjects: Some(Mark::Is(vec![Subject::Individuals])),
        matters: Some(Mark::Is(vec![Matter::Sales])),
        source: Some(Mark::Is("CRM".to_owned())),
        purpose: Some(Mark::Is("Service".to_owned())),
        ..tier(Tier::Sensitive)
    };
    let list = Marking {
        sensitive: Some(Mark::Is(Answer::Yes)),
        found: found(&[DataKind::Name, DataKind::ResidentId]),
        ..personal(1200)
    };
    let said = [
        (Labelled::Folder(firm.customers), folder),
        (Labelled::Doc(firm.list.into()), list),
    ];
    room.classify(&said).await.unwrap();
    let rule = TierRule {
        retention_days: Some(90),
        ..TierRule::default()
    };
    room.set_tier(Tier::Sensitive, &rule).await.unwrap();
    let given = Basis {
        sensitive: true,
        country: "DE".to_owned(),
        abroad: Some("SCC 2027-1".to_owned()),
        ..basis(firm.a, &[Cover::Folder(firm.customers)])
    };
    room.record_basis(&given).await.unwrap();
    room.apply(&give(firm.a, firm.customers)).await.unwrap();
    room.apply(&give(Principal::member(&firm.bert.2), firm.notes))
        .await
        .unwrap();
    firm.settle().await;
    firm
}

#[test]
fn a_record_says_what_the_room_knows_and_the_same_at_each_manager() {
    run(async {
        let firm = told().await;
        let form = firm.room.draft(FormKind::ProcessingRecord).unwrap();
        let other = firm.deng.1.draft(FormKind::ProcessingRecord).unwrap();
        assert_eq!(form.fields, other.fields);
        let mut rows = form.fields["activities"].as_array().unwrap().clone();
        // two folders that were made at once stand in any order
        rows.sort_by_key(|row| row["folder"].as_str().map(str::to_owned));
        assert_eq!(rows.len(), 2);
        let right = json!({ "folder": "/customers", "documents": 1, "personal": 1, "unknown": 0,
            "persons": 1200, "uncounted": 0, "level": "sensitive", "subjects": ["individuals"],
            "matters": ["sales"], "kinds": ["resident-id", "name"], "sensitive": "yes", "sources": ["CRM"],
            "owners": [], "purposes": ["Service", "The business passes on"], "recipients": ["Buyer A"],
            "bases": ["merger"], "countries": ["DE"], "retention-days": 90 });
        assert_eq!(rows[0], right);
        assert_eq!(rows[1]["folder"], "/notes");
        assert_eq!(rows[1]["recipients"], json!(["Bert"]));
        assert_eq!(
            (&rows[1]["unknown"], &rows[1]["persons"]),
            (&json!(1), &json!(0))
        );
        let abroad = json!([{ "country": "DE", "documents": 1, "persons": 1200, "sensitive": 1200, "uncounted": 0 }]);
        assert_eq!(form.fields["abroad"], abroad);
        let measures = json!([
            "encryption",
            "access",
            "record",
            "basis",
            "retention",
            "classified"
        ]);
        assert_eq!(form.fields["measures"], measures);
        // the others, from the same
        let check = firm.room.draft(FormKind::CrossBorderCheck).unwrap();
        assert_eq!(
            (&check.fields["persons"], &check.fields["sensitive"]),
            (&json!(0), &json!(1200))
        );
        assert_eq!(check.fields["indicated"], "contract-or-certificate");
        assert_eq!(check.fields["since"], "2027-01-01");
        let assessment = firm.room.draft(FormKind::ImpactAssessment).unwrap();
        assert_eq!(
            assessment.fields["triggers"],
            json!(["sensitive", "provide", "abroad"])
        );
        assert_eq!(assessment.fields["activities"].as_array().unwrap().len(), 1);
        let bases = firm.room.draft(FormKind::LegalBasis).unwrap();
        assert_eq!(cell(&bases, "bases", 0, "covers"), &json!(["/customers"]));
        assert_eq!(cell(&bases, "bases", 0, "live"), &json!(true));
        let consent = firm.room.draft(FormKind::SeparateConsentNotice).unwrap();
        assert_eq!(cell(&consent, "recipients", 0, "recipient"), "Buyer A");
        let sensitive = firm
            .room
            .draft(FormKind::SensitiveInformationNotice)
            .unwrap();
        assert_eq!(cell(&sensitive, "information", 0, "persons"), 1200);
        let transfer = firm.room.draft(FormKind::MergerTransferNotice).unwrap();
        assert_eq!(
            (&transfer.fields["documents"], &transfer.fields["persons"]),
            (&json!(1), &json!(1200))
        );
        let roles = firm.room.draft(FormKind::Responsibilities).unwrap();
        let role = |at| {
            (
                cell(&roles, "roles", at, "role"),
                cell(&roles, "roles", at, "person"),
            )
        };
        assert_eq!(role(0), (&json!("owner"), &json!("Wang Fang")));
        assert_eq!(role(1), (&json!("manager"), &json!("Deng")));
        assert_eq!(cell(&roles, "roles", 2, "groups"), &json!(["Buyer A"]));
        let list = firm.room.draft(FormKind::ComplianceChecklist).unwrap();
        assert_eq!(
            list.fields["items"].as_array().unwrap().len(),
            room::choices("checklist").len()
        );
        // every draft is one of its schema, but for what the operator has to fill
        for kind in FormKind::ALL {
            let form = firm.room.draft(kind).unwrap();
            assert_eq!(firm.room.compare_form(&form).unwrap(), Vec::<String>::new());
            match form.check() {
                Ok(()) | Err(FormError::Missing(_)) => {}
                other => panic!("{kind:?}: {other:?}"),
            }
        }
        assert_eq!(
            firm.anna.1.draft(FormKind::RiskRegister),
            Err(Error::NotAllowed)
        );
    });
}

#[test]
fn a_form_is_signed_filed_found_and_followed_by_its_next_version() {
    run(async {
        let firm = told().await;
        let (room, host) = (&firm.room, &firm.seller.host);
        let empty = room.draft(FormKind::ImpactAssessment).unwrap();
        let missing = room.sign_form(&empty, None).await.map(drop);
        assert_eq!(
            missing,
            Err(FormError::Missing("subject".to_owned()).into())
        );
        let mut form = assessed(room);
        form.review = Some("2027-03-01".to_owned());
        // for three years, whatever is asked for
        form.keep_until = Some("2027-02-01".to_owned());
        let one = room.sign_form(&form, None).await.unwrap();
        let said = one.form().unwrap();
        assert_eq!(said.keep_until.as_deref(), Some("2030-01-15"));
        assert_eq!(
            (said.made.by.as_str(), said.room.title.as_str()),
            ("Wang Fang", "Project Lotus")
        );
        // triggers were chosen otherwise than the room did
        assert_eq!(said.changed, ["triggers"]);
        let one = firm.deng.1.countersign_artefact(&one).unwrap();
        let one = Artefact::parse(&one.encode().unwrap()).unwrap();
        assert_eq!(room.form_standing(&one), Ok(FormStanding::Unknown));
        let doc = send(room, host, firm.notes, "pia.json", &one, None).await;
        room.file_form(doc, &one).await.unwrap();
        firm.settle().await;
        let known = &firm.deng.1.forms().unwrap()[0];
        assert_eq!(
            (known.kind, known.name.as_str()),
            (Some(FormKind::ImpactAssessment), "pia.json")
        );
        assert_eq!((known.versions, known.hash), (1, one.hash()));
        assert_eq!(known.review, parse_day("2027-03-01"));
        assert_eq!(
            room.form_kept_until(doc).map(day).as_deref(),
            Some("2030-01-15")
        );
        assert_eq!(room.form_kept_until(firm.list), None);
        assert_eq!(room.form_standing(&one), Ok(FormStanding::Newest));
        // it is due, and looked at again: what was written stays, what the room says is new
        let due = room.due_until(parse_day("2027-03-01").unwrap()).unwrap();
        assert_eq!(due.len(), 1);
        assert_eq!(due[0].what, DueKind::Form(Some(FormKind::ImpactAssessment)));
        assert_eq!(room.due_until(firm.world.now()).unwrap(), []);
        firm.world.later(40 * DAY);
        let more = [(Labelled::Doc(firm.list.into()), personal(1300))];
        room.classify(&more).await.unwrap();
        let mut next = room.draft_after(&one).unwrap();
        assert_eq!(next.fields["subject"], "客户名单的转让");
        assert_eq!(cell(&next, "activities", 0, "persons"), 1300);
        next.review = Some("2027-09-01".to_owned());
        let two = room.sign_form(&next, Some(&one)).await.unwrap();
        assert!(two.form_after(&one).is_ok() && one.form_after(&two).is_err());
        let same = send(room, host, firm.notes, "pia.json", &two, Some(doc)).await;
        assert_eq!(same, doc);
        room.file_form(doc, &two).await.unwrap();
        let known = &room.forms().unwrap()[0];
        assert_eq!((known.versions, known.hash), (2, two.hash()));
        assert_eq!(known.keep_until.map(day).as_deref(), Some("2030-02-24"));
        assert_eq!(room.form_standing(&one), Ok(FormStanding::Older));
        // wherever it is moved
        let moved = room.shift(&[doc], firm.customers).await.unwrap();
        let place = room.forms().unwrap()[0].doc;
        assert_eq!(place.map(|at| at.doc), Some(moved[0].now));
        assert!(room.form_kept_until(moved[0].now).is_some());
    });
}

#[test]
fn who_acknowledged_which_text_stands_in_the_training_record() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        room.set_text(None, "不外传。", "Keep it.").await.unwrap();
        room.set_text(Some(firm.a), "培训。", "Training.")
            .await
            .unwrap();
        let (_, anna, _) = &firm.anna;
        anna.refresh().await.unwrap();
        let asked = anna.asked().unwrap();
        anna.agree(&asked.hash, "Anna Schmidt").await.unwrap();
        room.refresh().await.unwrap();
        let form = room.draft(FormKind::TrainingRecord).unwrap();
        let rows = form.fields["acknowledgements"].as_array().unwrap();
        let right = json!([{ "person": "Anna Schmidt", "text": "Buyer A", "version": 1,
            "hash": asked.hash.to_string(), "date": "2027-01-15", "newest": true }]);
        assert_eq!(json!(rows), right);
        let missing = form.fields["missing"].as_array().unwrap();
        assert!(missing.contains(&json!("Bert")) && !missing.contains(&json!("Anna")));
        let mut form = form;
        let held =
            json!([{ "topic": "个人信息保护", "date": "2027-01-10", "persons": ["Bert", "0017"] }]);
        write(&mut form, &[("trainings", held)]);
        let signed = room.sign_form(&form, None).await.unwrap();
        assert_eq!(signed.form().unwrap().changed, Vec::<String>::new());
    });
}
