//! Clocks, holds and destruction at the real gate: what is due, what is held, what is gone, and what is signed of it.

use ledger::evidence::erasure::Fact;
use room::retention::certificate::{Certificate, What};
use room::retention::verify::verify_certificate;
use room::retention::{Destruction, DueBy, Standing, Wishes};
use room::{
    Clock, ClockFrom, ClockLasts, Control, DocId, Error, Hash, Keep, Kept, Labelled, Limits,
    ScopeId, Shared, Spot, Tier, TierRule, Why,
};

use crate::support::archives::{back_up, check};
use crate::support::firm::*;
use crate::support::*;

pub(crate) fn clock(days: u32) -> Clock {
    Clock {
        from: ClockFrom::Added,
        lasts: ClockLasts::Days(days),
        why: Why::PeriodOver,
        words: String::new(),
    }
}

fn doc(scope: ScopeId, doc: DocId) -> Keep {
    Keep::Doc(Spot { scope, doc }.into())
}

/// Names and standings of what is due, soon or held.
fn due(room: &TheRoom, within: u32) -> Vec<(String, Standing)> {
    let all = room.retention(within).unwrap().docs.into_iter();
    let mut all: Vec<_> = all.map(|one| (one.name, one.standing)).collect();
    // two that were added in one millisecond stand in any order
    all.sort();
    all
}

fn is(name: &str, standing: Standing) -> (String, Standing) {
    (name.to_owned(), standing)
}

/// The parts that a certificate lists.
fn parts(said: &Certificate) -> Vec<Hash> {
    let versions = said
        .documents
        .iter()
        .flat_map(|document| &document.versions);
    let parts = versions.flat_map(|version| &version.parts);
    parts.map(|part| Hash::parse(part).unwrap()).collect()
}

/// Nothing of it is in the engine, and the certificate holds for a stranger.
fn is_over(firm: &Firm, done: &Destruction) {
    let raw = Raw::new(&firm.world, firm.room.id());
    assert!(done.complete, "{:?}", done.said.looked);
    let parts = parts(&done.said);
    assert!(!parts.is_empty() && !parts.iter().any(|part| raw.has_part(part)));
    let key = firm.world.local.key();
    let file = done.certificate.encode().unwrap();
    let report = verify_certificate(&file, Some(&key)).unwrap();
    assert!(report.complete());
    assert_eq!((report.gone, report.shared), (parts.len(), 0));
    assert_eq!(report.said, done.said);
    assert_eq!(report.engines[0].replicas, Fact::Unknown);
}

#[test]
fn the_shortest_clock_decides_unless_a_document_has_its_own() {
    run(async {
        let firm = firm().await;
        let (room, memo) = (&firm.room, doc(firm.notes, firm.memo));
        assert_eq!(room.retention(0).unwrap().without, 2);
        room.set_clock(Keep::Room, Some(&clock(100))).await.unwrap();
        room.set_clock(Keep::Folder(firm.customers), Some(&clock(10)))
            .await
            .unwrap();
        firm.world.later(5 * DAY);
        assert_eq!(due(room, 0), []);
        assert_eq!(due(room, 5), [is("list.pdf", Standing::Soon)]);
        firm.world.later(6 * DAY);
        assert_eq!(due(room, 0), [is("list.pdf", Standing::Due)]);
        let found = room.retention(200).unwrap();
        assert_eq!(found.docs.len(), 2);
        let by = |of, why| DueBy {
            of,
            tier: None,
            why,
        };
        let folder = Some(Kept::Folder(firm.customers));
        let whose = found.docs[0].due.as_ref().map(|(_, by)| by.clone());
        assert_eq!(whose, Some(by(folder, Why::PeriodOver)));
        // another manager sees the same
        firm.settle().await;
        assert_eq!(firm.deng.1.retention(200).unwrap(), found);
        // its own, longer or shorter
        let until = Clock {
            lasts: ClockLasts::Until(firm.world.now()),
            why: Why::ConsentWithdrawn,
            ..clock(0)
        };
        room.set_clock(memo, Some(&until)).await.unwrap();
        room.set_clock(doc(firm.customers, firm.list), Some(&clock(50)))
            .await
            .unwrap();
        assert_eq!(due(room, 0), [is("memo.pdf", Standing::Due)]);
        room.set_clock(memo, None).await.unwrap();
        assert_eq!(due(room, 0), []);
        // from the day of closing, which nobody has said yet
        let closing = Clock {
            from: ClockFrom::Closing,
            ..clock(1)
        };
        room.set_clock(memo, Some(&closing)).await.unwrap();
        assert_eq!(room.retention(0).unwrap().without, 1);
        room.set_closing(Some(firm.world.now() - DAY))
            .await
            .unwrap();
        assert_eq!(due(room, 0), [is("memo.pdf", Standing::Due)]);
    });
}

#[test]
fn a_level_has_its_days_and_a_clock_is_not_left_behind_by_moving() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        let rule = TierRule {
            retention_days: Some(3),
            ..TierRule::default()
        };
        room.set_tier(Tier::Internal, &rule).await.unwrap();
        let label = [(Labelled::Folder(firm.notes), tier(Tier::Internal))];
        room.classify(&label).await.unwrap();
        room.set_clock(Keep::Folder(firm.customers), Some(&clock(10)))
            .await
            .unwrap();
        firm.world.later(4 * DAY);
        assert_eq!(due(room, 0), [is("memo.pdf", Standing::Due)]);
        let other = room.make_folder(root(room), "other").await.unwrap();
        room.shift(&[firm.list], other).await.unwrap();
        firm.world.later(7 * DAY);
        let found = due(room, 0);
        assert_eq!(
            found,
            [is("list.pdf", Standing::Due), is("memo.pdf", Standing::Due)]
        );
        // what is said of the old place later is not about it
        room.set_clock(Keep::Folder(firm.customers), None)
            .await
            .unwrap();
        room.set_clock(Keep::Folder(firm.customers), Some(&clock(1)))
            .await
            .unwrap();
        assert_eq!(due(room, 0), [is("memo.pdf", Standing::Due)]);
        // in the bin it still is there
        room.bin(&[firm.memo]).await.unwrap();
        assert_eq!(due(room, 0), [is("memo.pdf", Standing::Due)]);
    });
}

#[test]
fn a_document_is_destroyed_and_certified() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        room.apply(&give(firm.a, firm.customers)).await.unwrap();
        // it was moved and copied into a link, and read
        let limits = Limits {
            expires: firm.world.now() + DAY,
            ..Limits::default()
        };
        let spot = Spot {
            scope: firm.customers,
            doc: firm.list,
        };
        let what = Shared::Docs(vec![spot.into()]);
        let link = room.link(&what, "One", limits).await.unwrap();
        firm.anna.1.refresh().await.unwrap();
        get(&firm.anna.1, &firm.anna.0.host, &firm.list)
            .await
            .unwrap();
        let deep = room.make_folder(firm.customers, "deep").await.unwrap();
        let files = [file("other.pdf", bytes(900, 7))];
        let other = put(room, &firm.seller.host, firm.customers, &files).await;
        let moved = room.shift(&[firm.list], deep).await.unwrap();
        let archive = back_up(room, &[]).await.unwrap();
        let raw = Raw::new(&firm.world, room.id());
        let name = b"list.pdf";
        let wishes = Wishes {
            names: true,
            people: true,
        };
        let done = room
            .destroy(&[doc(deep, moved[0].now)], &Why::PurposeMet, "Sold", wishes)
            .await
            .unwrap();
        is_over(&firm, &done);
        let said = &done.said;
        assert_eq!(
            (said.what, said.why.words.as_str()),
            (What::Documents, "Sold")
        );
        assert_eq!(said.documents[0].name.as_deref(), Some("list.pdf"));
        // where it was, where it is, and in the link
        assert_eq!(
            said.documents[0].places.len(),
            3,
            "{:?}",
            said.documents[0].places
        );
        assert!(said.keys.iter().any(|key| !key.current));
        let left = &said.uncovered;
        assert_eq!((left.saved_by_devices, left.archives.len()), (1, 1));
        assert_eq!(left.people, ["Anna"]);
        assert!(said.looked.words > 0 && said.looked.words_still_served == 0);
        // nobody sees it, the others see the rest, and no alarm rings
        assert!(
            !raw.everything()
                .windows(name.len())
                .any(|some| some == name)
        );
        assert_eq!(firm.sees(&firm.anna).await, ["other.pdf"]);
        firm.settle().await;
        for room in firm.both() {
            assert_eq!(room.view().alarms, []);
            assert!(find(room, "list.pdf").is_none() && find(room, "other.pdf").is_some());
        }
        let content = get(room, &firm.seller.host, &other[0]).await.unwrap();
        assert_eq!(content, bytes(900, 7));
        let (visitor, _, _) = firm.world.visitor(&link).await.unwrap();
        assert_eq!(visitor.view().docs.len(), 0);
        // the same on a device that has seen nothing, and in archives before and after
        let fresh = firm.seller.elsewhere(&firm.world).await;
        let fresh = fresh.home.open(&fresh.me, &room.id()).await.unwrap();
        assert_eq!(fresh.view().alarms, []);
        assert!(find(&fresh, "list.pdf").is_none());
        let later = back_up(&fresh, std::slice::from_ref(&archive))
            .await
            .unwrap();
        let whole = back_up(&fresh, &[]).await.unwrap();
        check(&[archive, later]).await.unwrap();
        check(&[whole]).await.unwrap();
        let told = &room.destructions().unwrap()[0];
        assert_eq!(
            (told.docs, told.two, told.words.as_str()),
            (1, false, "Sold")
        );
    });
}

#[test]
fn a_folder_goes_with_all_below() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        let deep = room.make_folder(firm.customers, "deep").await.unwrap();
        let files = [file("a.pdf", bytes(900, 3)), file("b.pdf", bytes(900, 4))];
        let docs = put(room, &firm.seller.host, deep, &files).await;
        room.bin(&docs[..1]).await.unwrap();
        room.delete(&docs[1..]).await.unwrap();
        let done = room
            .destroy(
                &[Keep::Folder(firm.customers)],
                &Why::PeriodOver,
                "",
                Wishes::default(),
            )
            .await
            .unwrap();
        // what lay there, what is in the bin, and what was deleted before
        assert_eq!(done.said.documents.len(), 3);
        is_over(&firm, &done);
        let view = room.view();
        let names: Vec<&str> = view.docs.iter().map(|doc| doc.name.as_str()).collect();
        assert_eq!((names, view.bin.len()), (vec!["memo.pdf"], 0));
        let what = [Keep::Folder(firm.customers)];
        let again = room.destroy(&what, &Why::PeriodOver, "", Wishes::default());
        assert_eq!(again.await.map(|_| ()), Err(Error::NotFound));
    });
}

#[test]
fn what_takes_two_is_asked_for_approved_and_signed_by_both() {
    run(async {
        let firm = two().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        let what = [doc(firm.customers, firm.list)];
        let (why, none) = (Why::ConsentWithdrawn, Wishes::default());
        let alone = room.destroy(&what, &why, "", none).await;
        assert_eq!(alone.map(|_| ()), Err(Error::TakesTwo));
        assert_eq!(room.delete(&[firm.list]).await, Err(Error::TakesTwo));
        let id = room
            .ask_destruction(&what, &why, "Withdrawn", "Please")
            .await
            .unwrap();
        let early = room.destroy_approved(&id, none).await;
        assert_eq!(early.map(|_| ()), Err(Error::TakesTwo));
        assert_eq!(
            room.decide_request(&id, true, "").await,
            Err(Error::NotAllowed)
        );
        deng.refresh().await.unwrap();
        deng.decide_request(&id, true, "Seen").await.unwrap();
        // by no other way than by destroying it
        assert_eq!(room.carry_out(&id).await, Err(Error::NotAllowed));
        let done = room.destroy_approved(&id, none).await.unwrap();
        is_over(&firm, &done);
        let request = done.said.decided.request.as_ref().unwrap();
        assert_eq!(request.approved_by.name, "Deng");
        assert_eq!(
            (request.note.as_str(), request.words.as_str()),
            ("Please", "Seen")
        );
        let file = done.certificate.encode().unwrap();
        assert!(!verify_certificate(&file, None).unwrap().countersigned);
        let both = deng.countersign_artefact(&done.certificate).unwrap();
        let report = verify_certificate(&both.encode().unwrap(), None).unwrap();
        assert!(report.countersigned && report.complete());
        let again = room.destroy_approved(&id, none).await;
        assert_eq!(again.map(|_| ()), Err(Error::Decided));
        deng.refresh().await.unwrap();
        assert!(deng.destructions().unwrap()[0].two);
    });
}

#[test]
fn a_hold_outranks_every_clock_until_it_is_lifted() {
    run(async {
        let firm = firm().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        room.set_clock(Keep::Room, Some(&clock(1))).await.unwrap();
        firm.world.later(2 * DAY);
        let hold = room
            .place_hold(Keep::Folder(firm.customers), "2027 民初 118", "Discovery")
            .await
            .unwrap();
        firm.settle().await;
        for room in firm.both() {
            assert_eq!(
                due(room, 0),
                [
                    is("list.pdf", Standing::Held),
                    is("memo.pdf", Standing::Due)
                ]
            );
            let what = [Keep::Folder(firm.customers)];
            let done = room.destroy(&what, &Why::PeriodOver, "", Wishes::default());
            assert_eq!(done.await.map(|_| ()), Err(Error::Held));
            assert_eq!(room.delete(&[firm.list]).await, Err(Error::Held));
            assert_eq!(room.bin(&[firm.list]).await.map(|_| ()), Err(Error::Held));
            let moved = room.shift(&[firm.list], firm.notes).await;
            assert_eq!(moved.map(|_| ()), Err(Error::Held));
            let view = &room.holds().unwrap()[0];
            assert_eq!((view.case.as_str(), view.stands), ("2027 民初 118", true));
        }
        // what comes below later is held, too
        let deep = deng.make_folder(firm.customers, "deep").await.unwrap();
        let files = [file("late.pdf", bytes(900, 3))];
        let late = put(deng, &firm.deng.0.host, deep, &files).await;
        assert_eq!(deng.delete(&late).await, Err(Error::Held));
        // a manager alone does not lift it, an owner does
        deng.lift_hold(hold, "Settled").await.unwrap();
        assert_eq!(deng.delete(&[firm.list]).await, Err(Error::Held));
        room.refresh().await.unwrap();
        room.lift_hold(hold, "Settled").await.unwrap();
        firm.settle().await;
        assert!(!deng.holds().unwrap()[0].stands);
        deng.delete(&[firm.list]).await.unwrap();
        // one document, and the room
        let one = room
            .place_hold(doc(firm.notes, firm.memo), "Case", "")
            .await
            .unwrap();
        assert_eq!(room.delete(&[firm.memo]).await, Err(Error::Held));
        room.lift_hold(one, "Over").await.unwrap();
        let all = deng.place_hold(Keep::Room, "Case", "").await.unwrap();
        room.refresh().await.unwrap();
        for what in [Keep::Room, doc(firm.notes, firm.memo)] {
            let what = [what];
            let done = room.destroy(&what, &Why::PeriodOver, "", Wishes::default());
            assert_eq!(done.await.map(|_| ()), Err(Error::Held));
        }
        room.lift_hold(all, "Over").await.unwrap();
        room.delete(&[firm.memo]).await.unwrap();
    });
}

#[test]
fn a_room_is_destroyed_and_shows_what_was_done() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        room.apply(&give(firm.a, firm.customers)).await.unwrap();
        let (_, auditor, _) = firm.world.auditor(room).await;
        let deng = firm
            .deng
            .1
            .destroy(&[Keep::Room], &Why::Contract, "", Wishes::default());
        assert_eq!(deng.await.map(|_| ()), Err(Error::NotAllowed));
        room.refresh().await.unwrap();
        let done = room
            .destroy(&[Keep::Room], &Why::Contract, "Closed", Wishes::default())
            .await
            .unwrap();
        assert_eq!(done.said.what, What::Room);
        assert_eq!(done.said.documents.len(), 2);
        is_over(&firm, &done);
        let raw = Raw::new(&firm.world, room.id());
        let kept = raw.everything();
        assert!(!kept.windows(7).any(|some| some == b"/parts/"));
        // others are out; owners and auditors see what was done
        for (_, theirs, _) in [&firm.anna, &firm.deng] {
            assert_eq!(theirs.refresh().await, Err(Error::Ended));
        }
        let fresh = firm.seller.elsewhere(&firm.world).await;
        let fresh = fresh.home.open(&fresh.me, &room.id()).await.unwrap();
        let view = fresh.view();
        assert_eq!(
            (view.title.as_str(), view.alarms.len()),
            ("Project Lotus", 0)
        );
        assert_eq!(view.docs.len(), 0);
        assert!(fresh.make_folder(root(room), "more").await.is_err());
        for open in [&fresh, &auditor] {
            open.read_audit(&Control::new(), &|_| {}).await.unwrap();
            let audit = open.audit(&room::AuditFilter::default(), 0, 1000).unwrap();
            assert!(
                audit
                    .lines
                    .iter()
                    .any(|line| line.act == room::Act::RoomDestroyed)
            );
        }
    });
}
