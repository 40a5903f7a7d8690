//! Forms that somebody changed, forked, or that say what the room does not.

use room::artefact::ArtefactError;
use room::{Error, Filed, FormError, FormKind, Hash, Labelled, Op, day};
use serde_json::{Value, json};

use crate::support::firm::*;
use crate::support::papers::*;
use crate::support::*;

async fn counted() -> Firm {
    let firm = firm().await;
    let label = [(Labelled::Doc(firm.list.into()), personal(1200))];
    firm.room.classify(&label).await.unwrap();
    firm.settle().await;
    firm
}

#[test]
fn numbers_that_were_changed_are_told_whoever_signs() {
    run(async {
        let firm = counted().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        let mut form = assessed(room);
        form.fields["activities"][0]["persons"] = json!(12);
        // who says that nothing was changed is not believed
        let signed = room.sign_form(&form, None).await.unwrap();
        let changed = ["triggers", "activities[0].persons"];
        assert_eq!(signed.form().unwrap().changed, changed);
        // and whose own program says so is found by another manager's
        let own = deng.sign_artefact(form.form.code(), &form).unwrap();
        let said = own.form().unwrap();
        assert!(said.changed.is_empty());
        assert_eq!(room.compare_form(&said).unwrap(), changed);
        // a row that is left out is told too
        form.fields["activities"] = json!([]);
        assert!(
            room.compare_form(&form)
                .unwrap()
                .contains(&"activities".to_owned())
        );
    });
}

#[test]
fn a_form_follows_the_one_before_and_no_other() {
    run(async {
        let firm = counted().await;
        let (room, host) = (&firm.room, &firm.seller.host);
        let form = assessed(room);
        let one = room.sign_form(&form, None).await.unwrap();
        let doc = send(room, host, firm.notes, "pia.json", &one, None).await;
        // a document that is no artefact, or has another size
        let odd = Err(Error::Form(FormError::Other));
        assert_eq!(room.file_form(firm.memo, &one).await, odd);
        room.file_form(doc, &one).await.unwrap();
        let mut other = form.clone();
        write(&mut other, &[("conditions", json!("None"))]);
        let other = room.sign_form(&other, None).await.unwrap();
        let stranger = room.sign_form(&form, Some(&other)).await.unwrap();
        assert!(stranger.form_after(&one).is_err());
        // neither one that follows nothing, nor one that follows another one
        for wrong in [&other, &stranger] {
            let same = send(room, host, firm.notes, "pia.json", wrong, Some(doc)).await;
            let refused = room.file_form(same, wrong).await;
            assert_eq!(refused, Err(Error::Form(FormError::NotTheNext)));
        }
        // nor by a program that says so itself; and what is kept is kept
        let origin = room.origin_of(doc).unwrap();
        let filed = |kind: &str, previous, keep_until| {
            let filed = Filed {
                kind: kind.to_owned(),
                hash: Hash([9; 32]),
                previous,
                review: None,
                keep_until,
            };
            vec![Op::Form(origin, Box::new(filed))]
        };
        let kind = "impact-assessment";
        for ops in [
            filed(kind, None, None),
            filed(kind, Some(other.hash()), None),
            filed("risk-register", Some(one.hash()), None),
        ] {
            firm.plan_as(&firm.deng, ops).await;
            firm.settle().await;
            let known = &room.forms().unwrap()[0];
            assert_eq!((known.versions, known.hash), (1, one.hash()));
        }
        firm.plan_as(&firm.deng, filed(kind, Some(one.hash()), Some(START)))
            .await;
        firm.settle().await;
        assert_eq!(room.forms().unwrap()[0].versions, 2);
        assert_eq!(
            room.form_kept_until(doc).map(day).as_deref(),
            Some("2030-01-15")
        );
        // who does not manage files nothing
        assert_eq!(
            firm.anna.1.file_form(doc, &one).await,
            Err(Error::NotAllowed)
        );
    });
}

#[test]
fn a_form_of_another_room_or_kind_is_none() {
    run(async {
        let (firm, other) = (counted().await, counted().await);
        let form = assessed(&firm.room);
        let one = firm.room.sign_form(&form, None).await.unwrap();
        // signed under another kind's name, or as another room's
        let kind = firm.room.sign_artefact("processing-record", &form).unwrap();
        let room = other
            .room
            .sign_artefact("impact-assessment", &form)
            .unwrap();
        for odd in [kind, room] {
            assert!(matches!(odd.form(), Err(ArtefactError::Payload(_))));
        }
        let after = other.room.sign_form(&form, Some(&one)).await.map(drop);
        assert_eq!(after, Err(Error::Form(FormError::Other)));
        assert!(other.room.draft_after(&one).is_err());
        let doc = send(
            &other.room,
            &other.seller.host,
            other.notes,
            "a",
            &one,
            None,
        )
        .await;
        let filed = other.room.file_form(doc, &one).await;
        assert_eq!(filed, Err(Error::Form(FormError::Other)));
        // with fields that the form does not have
        let mut more = form.clone();
        write(&mut more, &[("also", json!(1))]);
        let more = firm.room.sign_artefact("impact-assessment", &more).unwrap();
        assert!(more.form().is_err());
    });
}

#[test]
fn a_checklist_names_no_evidence_that_is_not_there() {
    run(async {
        let firm = counted().await;
        let room = &firm.room;
        let mut form = room.draft(FormKind::ComplianceChecklist).unwrap();
        write(&mut form, &[("checked-by", json!("Deng"))]);
        let mut with = async |evidence: String| {
            form.fields["items"][0]["evidence"] = Value::from(vec![evidence]);
            room.sign_form(&form, None).await.map(drop)
        };
        let doc = format!("doc:{}", room.origin_of(firm.list).unwrap());
        assert_eq!(with(doc.clone()).await, Ok(()));
        let raw = Raw::new(&firm.world, room.id());
        let last = raw.chain(firm.customers).pop().unwrap();
        let signed = ledger::Wrapped::parse(&last.wrapped)
            .unwrap()
            .signed()
            .verify()
            .unwrap();
        let (seq, hash) = (signed.entry().seq, signed.hash());
        let customers = firm.customers;
        assert_eq!(
            with(format!("entry:{customers}:{seq}:{hash}")).await,
            Ok(())
        );
        for odd in [
            format!("doc:{}", Hash([1; 32])),
            format!("entry:{customers}:{seq}:{}", Hash([1; 32])),
            format!("entry:{}:{seq}:{hash}", firm.notes),
            format!("entry:{customers}:{}:{hash}", seq + 1),
            "see the cupboard".to_owned(),
        ] {
            let refused = Err(FormError::Evidence(odd.clone()).into());
            assert_eq!(with(odd).await, refused);
        }
    });
}
