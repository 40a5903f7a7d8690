//! Incidents that nobody had the right to open, lock or end, and evidence that leaves something out.

use room::artefact::{Artefact, ArtefactError};
use room::incident::{EvidenceFilter, Paper};
use room::{
    Audience, Control, Cover, Deadline, Error, Incident, IncidentId, IncidentKind, Labelled, Op,
    Outcome, Phase, RoomState, Step, Turn,
};
use serde_json::Value;

use crate::support::firm::*;
use crate::support::*;

fn incident(firm: &Firm, drill: bool) -> Incident {
    Incident {
        kind: IncidentKind::DeviceLost,
        summary: "A notebook was left on a train".to_owned(),
        knew: firm.world.now(),
        drill,
        deadlines: Deadline::usual(),
    }
}

fn done(firm: &Firm, phase: Phase) -> Step {
    Step {
        phase,
        member: None,
        name: String::new(),
        due: None,
        outcome: Outcome::Done(firm.world.now()),
        words: String::new(),
    }
}

async fn evidence(room: &TheRoom, id: &IncidentId) -> (Artefact, Box<room::incident::Evidence>) {
    let filter = EvidenceFilter::default();
    let signed = room
        .incident_evidence(id, &filter, &Control::new(), &|_| {})
        .await;
    let signed = signed.unwrap();
    match Paper::read(&signed).unwrap() {
        Some(Paper::Evidence(evidence)) => (signed, evidence),
        other => panic!("{other:?}"),
    }
}

fn saved(evidence: &room::incident::Evidence) -> usize {
    let all = evidence.receipts.iter();
    all.filter(|one| one.action == "download").count()
}

#[test]
fn nobody_locks_by_an_incident_but_an_owner() {
    run(async {
        let firm = firm().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        // a manager records it, and asks
        let id = deng.open_incident(&incident(&firm, false)).await.unwrap();
        assert!(deng.incidents().unwrap()[0].asks_lock);
        assert_eq!(deng.view().policy.state, RoomState::Open);
        assert_eq!(deng.lock_for_incident(&id).await, Err(Error::NotAllowed));
        firm.anna.1.refresh().await.unwrap();
        // an owner locks
        room.refresh().await.unwrap();
        assert!(room.incidents().unwrap()[0].asks_lock);
        room.lock_for_incident(&id).await.unwrap();
        assert!(!room.incidents().unwrap()[0].asks_lock);
        assert_eq!(firm.anna.1.refresh().await, Err(Error::RoomLocked));
        assert_eq!(deng.refresh().await, Err(Error::RoomLocked));
        // a manager writes nothing into it then, an owner does
        let stop = done(&firm, Phase::Stop);
        assert_eq!(deng.step_incident(&id, &stop).await, Err(Error::RoomLocked));
        room.step_incident(&id, &stop).await.unwrap();
    });
}

#[test]
fn nobody_forges_an_incident_who_does_not_manage() {
    run(async {
        let firm = firm().await;
        let (anna, theirs, id) = &firm.anna;
        let refused = theirs.open_incident(&incident(&firm, false)).await;
        assert_eq!(refused.err(), Some(Error::NotAllowed));
        // whatever her own program writes, the gate does not take it
        let raw = Raw::new(&firm.world, firm.room.id());
        let keys = anna.room_keys(&firm.world, theirs);
        let roster = room::ChainId::ROSTER;
        let body = Some(b"sealed under what she does not have".to_vec());
        let epoch = raw.epoch(roster);
        let now = firm.world.now();
        let item = raw.forge(&keys.sign, roster, epoch, ledger::Public::Plan, body, now);
        let by = Stranger {
            chain: *id,
            key: keys.sign.clone(),
        };
        let batch = blobs::wire::Append {
            items: vec![item.clone()],
            grants: Vec::new(),
        };
        let wire = &firm.world.recorder;
        let answer = by.append(wire, firm.room.id(), &batch).await.unwrap();
        let stored = |one: &blobs::wire::Outcome| matches!(one, blobs::wire::Outcome::Stored(_));
        assert!(!answer.outcomes.iter().any(stored), "{answer:?}");
        // and from a store without a gate nobody believes it
        let forged = raw.wrap(&item, now);
        firm.seller.hooks.on_read(move |reading| {
            let mut parts = reading.chains.iter_mut();
            if let Some(part) = parts.find(|part| part.chain.0 == roster.0) {
                part.entries.push(forged.clone());
            }
        });
        assert!(firm.room.refresh().await.is_err() || !firm.room.view().alarms.is_empty());
        assert!(firm.room.incidents().unwrap().is_empty());
    });
}

#[test]
fn nobody_ends_an_incident_before_it_is_done() {
    run(async {
        let firm = firm().await;
        let (room, deng) = (&firm.room, &firm.deng);
        let id = deng.1.open_incident(&incident(&firm, false)).await.unwrap();
        room.refresh().await.unwrap();
        room.step_incident(&id, &done(&firm, Phase::Stop))
            .await
            .unwrap();
        // a manager's own program says that it is over, and that it was a drill, and without a reason that it was not done
        let over = vec![Op::Turn(id, Turn::Closed("over".to_owned()))];
        firm.plan_as(deng, over).await;
        firm.plan_as(
            deng,
            vec![Op::Incident(id, Box::new(incident(&firm, true)))],
        )
        .await;
        let mut given = done(&firm, Phase::Report);
        given.outcome = Outcome::GivenUp;
        firm.plan_as(deng, vec![Op::Step(id, Box::new(given))])
            .await;
        // and that something was done tomorrow
        let mut early = done(&firm, Phase::Improve);
        early.outcome = Outcome::Done(firm.world.now() + DAY);
        firm.plan_as(deng, vec![Op::Step(id, Box::new(early))])
            .await;
        room.refresh().await.unwrap();
        let seen = room.incidents().unwrap().remove(0);
        assert!(seen.closed.is_none() && !seen.incident.drill && seen.asks_lock);
        let outcome = |phase: usize| seen.steps[phase].step.outcome;
        assert_eq!(outcome(2), Outcome::Open);
        assert_eq!(outcome(5), Outcome::Done(firm.world.now()));
        // by a rule of the plan nobody writes one either
        let rule = [Op::Turn(id, Turn::Closed("over".to_owned()))];
        assert_eq!(room.apply(&rule).await, Err(Error::NotAllowed));
    });
}

#[test]
fn a_drill_locks_nothing_and_every_paper_says_that_it_is_one() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        let id = room.open_incident(&incident(&firm, true)).await.unwrap();
        assert_eq!(room.view().policy.state, RoomState::Open);
        assert_eq!(room.lock_for_incident(&id).await, Err(Error::NotAllowed));
        firm.anna.1.refresh().await.unwrap();
        assert!(!room.incidents().unwrap()[0].asks_lock);
        let (signed, said) = evidence(room, &id).await;
        assert!(said.incident.drill);
        // whatever a notice says of itself
        let everything = EvidenceFilter::default();
        let mut draft = room
            .draft_notice(&id, Audience::Persons, &everything, 480)
            .unwrap();
        draft.incident.drill = false;
        let notice = room.sign_notice(&id, &draft, None).unwrap();
        let report = room
            .incident_report(&id, &[signed, notice.clone()])
            .unwrap();
        for paper in [&notice, &report] {
            let paper = Paper::read(paper).unwrap().unwrap();
            assert!(paper.incident().drill);
        }
    });
}

#[test]
fn evidence_says_what_the_store_keeps_back() {
    run(async {
        let firm = firm().await;
        let (room, anna) = (&firm.room, firm.anna.2);
        let covers = [Cover::Folder(firm.customers)];
        room.record_basis(&basis(firm.a, &covers)).await.unwrap();
        let label = [(Labelled::Doc(firm.list.into()), personal(10))];
        room.classify(&label).await.unwrap();
        room.apply(&give(firm.a, firm.customers)).await.unwrap();
        firm.anna.1.refresh().await.unwrap();
        let id = room.open_incident(&incident(&firm, true)).await.unwrap();
        for _ in 0..3 {
            firm.world.later(1000);
            get(&firm.anna.1, &firm.anna.0.host, &firm.list)
                .await
                .unwrap();
        }
        let head = Raw::new(&firm.world, room.id()).head(anna).next;
        let serve = |keep: fn(u64, u64) -> bool| {
            firm.seller.hooks.on_read(move |reading| {
                let parts = reading.chains.iter_mut();
                for part in parts.filter(|part| part.chain.0 == anna.0) {
                    part.entries.retain(|stored| {
                        let wrapped = ledger::Wrapped::parse(&stored.wrapped).unwrap();
                        keep(wrapped.signed().verify().unwrap().entry().seq, head)
                    });
                }
            });
        };
        // the last ones, which nothing but the index knows of
        serve(|seq, head| seq + 2 < head);
        let (_, newest) = evidence(room, &id).await;
        assert!(!newest.whole);
        assert_eq!(saved(&newest), 1);
        let withheld = newest.findings.iter().find(|one| one.kind == "withheld");
        assert_eq!(withheld.unwrap().chain, anna.to_string());
        // one in the middle
        serve(|seq, head| seq + 2 != head);
        let (_, middle) = evidence(room, &id).await;
        assert!(!middle.whole);
        assert_eq!(middle.gaps[0].chain, anna.to_string());
        // of what nobody knows nobody says how much it is
        assert_eq!(
            (newest.touched.at_most, middle.touched.at_most),
            (None, None)
        );
        let all = EvidenceFilter::default();
        let draft = room
            .draft_notice(&id, Audience::Authority, &all, 0)
            .unwrap();
        assert!(draft.missing.contains(&"persons".to_owned()));
        // served whole it is whole, and nobody else's word makes it so
        firm.seller.hooks.clear();
        // in the same program, for it has everything by now
        let (signed, whole) = evidence(room, &id).await;
        assert!(whole.whole, "{whole:?}");
        assert_eq!(saved(&whole), 3);
        assert_eq!(whole.touched.at_most, Some(10));
        assert!(signed.payload().contains("\"whole\": true"));
        let mut lie = middle.clone();
        lie.whole = true;
        let lie = room.sign_artefact("incident-evidence", &lie).unwrap();
        assert!(matches!(Paper::read(&lie), Err(ArtefactError::Payload(_))));
    });
}

#[test]
fn a_paper_that_contradicts_itself_or_its_room_is_none() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        let id = room.open_incident(&incident(&firm, true)).await.unwrap();
        let everything = EvidenceFilter::default();
        let draft = room
            .draft_notice(&id, Audience::Persons, &everything, 480)
            .unwrap();
        let draft = serde_json::to_value(&draft).unwrap();
        let change = |at: &str, value: Value| {
            let mut changed = draft.clone();
            *changed.pointer_mut(at).unwrap() = value;
            let signed = room.sign_artefact("notice-persons", &changed).unwrap();
            Paper::read(&signed)
        };
        let other = "00".repeat(32);
        assert!(change("/missing", Value::Array(Vec::new())).is_err());
        assert!(change("/to", "authority".into()).is_err());
        assert!(change("/room/id", other.clone().into()).is_err());
        assert!(change("/made/by", other.into()).is_err());
        assert!(change("/revision", 2.into()).is_ok());
        // another kind of artefact is none of these
        let list = room.sign_artefact("handover-list", &draft).unwrap();
        assert_eq!(Paper::read(&list), Ok(None));
    });
}

#[test]
fn what_was_forged_is_said_by_the_program_that_saw_it() {
    run(async {
        let firm = firm().await;
        let (room, anna) = (&firm.room, firm.anna.2);
        let id = room.open_incident(&incident(&firm, true)).await.unwrap();
        let raw = Raw::new(&firm.world, room.id());
        // an entry of somebody who is none of hers, at the end of her chain
        let by = firm.bert.0.room_keys(&firm.world, &firm.bert.1).sign;
        let device = ledger::Public::Device(room::PublicKey([7; 32]));
        let item = raw.forge(&by, anna, 0, device, None, firm.world.now());
        let forged = raw.wrap(&item, firm.world.now());
        firm.seller.hooks.on_read(move |reading| {
            let mut parts = reading.chains.iter_mut();
            if let Some(part) = parts.find(|part| part.chain.0 == anna.0) {
                part.entries.push(forged.clone());
            }
        });
        assert!(!evidence(room, &id).await.1.whole);
        firm.seller.hooks.clear();
        let (_, after) = evidence(room, &id).await;
        assert!(!after.whole);
        assert!(after.alarms.iter().any(|one| one.kind == "forged-entry"));
    });
}

#[test]
fn papers_lie_where_nobody_reads_but_those_who_manage() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        let name = "Incident papers";
        assert_eq!(
            firm.anna.1.incident_folder(name).await,
            Err(Error::NotAllowed)
        );
        // one of the name that everybody reads is none
        let root = room.view().folders[0].id;
        let open = room.make_folder(root, name).await.unwrap();
        let kept = room.incident_folder(name).await.unwrap();
        assert_ne!(open, kept);
        assert_eq!(room.incident_folder(name).await, Ok(kept));
        firm.anna.1.refresh().await.unwrap();
        let seen = firm.anna.1.view();
        assert!(seen.folders.iter().all(|folder| folder.id != kept));
        // shown to somebody it gets no paper more
        room.apply(&give(firm.a, kept)).await.unwrap();
        let next = room.incident_folder(name).await.unwrap();
        assert!(next != kept && next != open);
        assert_eq!(room.incident_folders(name), Ok(vec![next]));
    });
}
