//! What is seen of clocks, holds and destruction: before it is decided, in the news, in the record, and while it goes on.

use core::cell::RefCell;

use room::retention::{Destroying, Wishes};
use room::{Act, AuditFilter, Control, Error, Hash, Keep, Limits, NewsKind, Shared, Spot, Why};

use crate::destroy::clock;
use crate::support::firm::*;
use crate::support::*;

fn spot(scope: room::ScopeId, doc: room::DocId) -> Spot {
    Spot { scope, doc }
}

#[test]
fn before_something_is_destroyed_it_is_said_what_goes_and_what_stays() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        room.apply(&give(firm.a, firm.customers)).await.unwrap();
        let list = spot(firm.customers, firm.list);
        room.classify(&[(room::Labelled::Doc(list.into()), personal(1200))])
            .await
            .unwrap();
        let limits = Limits {
            expires: firm.world.now() + DAY,
            ..Limits::default()
        };
        let what = Shared::Docs(vec![spot(firm.notes, firm.memo).into()]);
        for label in ["One", "Two", "Three", "Four"] {
            room.link(&what, label, limits).await.unwrap();
        }
        let label = room::Labelled::Folder(firm.notes);
        room.classify(&[(label, tier(room::Tier::Internal))])
            .await
            .unwrap();
        firm.anna.1.refresh().await.unwrap();
        let top = [Keep::Folder(root(room))];
        let seen = room.preview_destruction(&top).unwrap();
        assert_eq!((seen.docs.len(), seen.held.len()), (2, 0));
        assert_eq!(seen.what, top);
        assert!(!seen.takes_two);
        let of = |name: &str| seen.docs.iter().find(|one| one.name == name).unwrap();
        assert_eq!(
            (of("list.pdf").versions, of("list.pdf").persons),
            (1, Some(1200))
        );
        assert_eq!(of("memo.pdf").persons, None);
        // nobody has the list without a basis; the links have their copies of the memo
        assert_eq!((seen.people, seen.links), (0, 4));
        // what is held is not among it, and is said
        let hold = room
            .place_hold(Keep::Doc(list.into()), "Case", "")
            .await
            .unwrap();
        let seen = room.preview_destruction(&top).unwrap();
        let names = |all: &[room::retention::DoomedDoc]| -> Vec<String> {
            all.iter().map(|one| one.name.clone()).collect()
        };
        assert_eq!(names(&seen.docs), ["memo.pdf"]);
        assert_eq!(names(&seen.held), ["list.pdf"]);
        let view = &room.holds().unwrap()[0];
        assert_eq!(view.doc, Some((list, "list.pdf".to_owned())));
        assert!(view.awaits_me);
        // exactly that goes
        let done = room
            .destroy(&seen.what, &Why::PeriodOver, "", Wishes::default())
            .await
            .unwrap();
        assert_eq!(done.said.documents.len(), 1);
        // its level is that of its folder, whatever lies in links
        let document = &done.said.documents[0];
        assert_eq!(document.level.as_deref(), Some("internal"));
        assert_eq!(document.places.len(), 5);
        assert!(find(room, "memo.pdf").is_none() && find(room, "list.pdf").is_some());
        assert_eq!(done.decision, Some(room.destructions().unwrap()[0].id));
        assert!(room.destructions().unwrap()[0].mine);
        room.lift_hold(hold, "Over").await.unwrap();
        assert!(!room.holds().unwrap()[0].awaits_me);
        // who does not manage is told nothing
        let reader = firm.anna.1.preview_destruction(&top);
        assert_eq!(reader.map(|_| ()), Err(Error::NotAllowed));
    });
}

#[test]
fn a_request_says_what_it_would_destroy_now() {
    run(async {
        let firm = two().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        let what = [Keep::Doc(spot(firm.customers, firm.list).into())];
        assert!(room.preview_destruction(&what).unwrap().takes_two);
        let id = room
            .ask_destruction(&what, &Why::PurposeMet, "Sold", "")
            .await
            .unwrap();
        deng.refresh().await.unwrap();
        let seen = deng.preview_asked_destruction(&id).unwrap().unwrap();
        assert_eq!(seen.docs[0].name, "list.pdf");
        let other = deng.preview_asked_destruction(&Hash([1; 32]));
        assert_eq!(other.map(|_| ()), Err(Error::NotFound));
        deng.decide_request(&id, true, "").await.unwrap();
        let steps = RefCell::new(Vec::new());
        let watch = |step| steps.borrow_mut().push(step);
        let done = deng
            .destroy_approved_watched(&id, Wishes::default(), &watch)
            .await
            .unwrap();
        assert_eq!(done.decision, Some(deng.destructions().unwrap()[0].id));
        let expected = [
            Destroying::Writing,
            Destroying::Keys,
            Destroying::Erasing { done: 0, of: 1 },
            Destroying::Looking { done: 0, of: 1 },
            Destroying::Certifying,
        ];
        assert_eq!(*steps.borrow(), expected);
        assert_eq!(deng.preview_asked_destruction(&id), Ok(None));
        room.refresh().await.unwrap();
        assert!(!room.destructions().unwrap()[0].mine);
    });
}

#[test]
fn who_manages_is_told_what_is_due_and_asked_for() {
    run(async {
        let firm = two().await;
        let (room, deng) = (&firm.room, &firm.deng);
        deng.0.home.mark_news(&deng.1).await.unwrap();
        firm.seller.home.mark_news(room).await.unwrap();
        room.set_clock(Keep::Folder(firm.customers), Some(&clock(20)))
            .await
            .unwrap();
        firm.settle().await;
        let told = |person: &Person, room: &TheRoom| -> Vec<(NewsKind, Vec<String>)> {
            let all = person.home.news(room).into_iter();
            all.map(|one| (one.kind, one.names)).collect()
        };
        let list = || vec!["list.pdf".to_owned()];
        for (person, room) in [(&firm.seller, room), (&deng.0, &deng.1)] {
            assert_eq!(told(person, room), [(NewsKind::DueSoon, list())]);
            person.home.mark_news(room).await.unwrap();
            assert_eq!(told(person, room), []);
        }
        firm.world.later(21 * DAY);
        firm.settle().await;
        assert_eq!(told(&deng.0, &deng.1), [(NewsKind::Due, list())]);
        deng.0.home.mark_news(&deng.1).await.unwrap();
        assert_eq!(told(&deng.0, &deng.1), []);
        // who reads is told nothing of it
        firm.anna.1.refresh().await.unwrap();
        let reader = told(&firm.anna.0, &firm.anna.1);
        assert!(
            reader.iter().all(|(kind, _)| *kind != NewsKind::Due),
            "{reader:?}"
        );
        // nor who asked
        firm.world.later(1);
        let what = [Keep::Doc(spot(firm.customers, firm.list).into())];
        room.ask_destruction(&what, &Why::PeriodOver, "", "")
            .await
            .unwrap();
        firm.settle().await;
        let by = told(&deng.0, &deng.1);
        assert_eq!(by.len(), 1, "{by:?}");
        assert_eq!(by[0].0, NewsKind::Asked);
        assert!(
            !told(&firm.seller, room)
                .iter()
                .any(|(kind, _)| *kind == NewsKind::Asked)
        );
        // a hold takes it off the list
        room.place_hold(Keep::Room, "Case", "").await.unwrap();
        assert!(
            !told(&firm.seller, room)
                .iter()
                .any(|(kind, _)| *kind == NewsKind::Due)
        );
    });
}

#[test]
fn the_record_says_destroyed_and_held() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        let hold = room
            .place_hold(Keep::Folder(firm.customers), "Case", "")
            .await
            .unwrap();
        firm.world.later(1);
        room.lift_hold(hold, "Over").await.unwrap();
        firm.world.later(1);
        let what = [Keep::Folder(firm.customers)];
        room.destroy(&what, &Why::PeriodOver, "", Wishes::default())
            .await
            .unwrap();
        firm.world.later(1);
        room.delete(&[firm.memo]).await.unwrap();
        let (_, auditor, _) = firm.world.auditor(room).await;
        auditor.read_audit(&Control::new(), &|_| {}).await.unwrap();
        let audit = auditor.audit(&AuditFilter::default(), 0, 1000).unwrap();
        let mut acts: Vec<(Act, u32)> = audit
            .lines
            .iter()
            .map(|line| (line.act, line.docs))
            .filter(|(act, _)| {
                let told = [Act::Destroyed, Act::Held, Act::HoldLifted, Act::Deleted];
                told.contains(act)
            })
            .collect();
        acts.reverse();
        let expected = [
            (Act::Held, 0),
            (Act::HoldLifted, 0),
            (Act::Destroyed, 1),
            (Act::Deleted, 1),
        ];
        assert_eq!(acts, expected);
    });
}
