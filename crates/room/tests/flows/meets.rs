//! One thing in a room's life after another: destroyed, brought to another store, destroyed there, handed over, bound.

use room::handover::{BibleOf, Stay, read_offer};
use room::retention::Wishes;
use room::retention::verify::{Invalid, verify_certificate};
use room::{AuditFilter, ChainId, Control, DocId, Keep, ScopeId, Spot, Why};

use crate::support::archives::{back_up, check};
use crate::support::closing::{bind, verified};
use crate::support::firm::firm;
use crate::support::restored::*;
use crate::support::*;

fn doc(scope: ScopeId, doc: DocId) -> Keep {
    Keep::Doc(Spot { scope, doc }.into())
}

#[test]
fn a_room_of_which_something_was_destroyed_goes_on_elsewhere_and_is_handed_over_and_bound_there() {
    run(async {
        let firm = firm().await;
        let why = Why::PurposeMet;
        let list = [doc(firm.customers, firm.list)];
        let done = firm.room.destroy(&list, &why, "", Wishes::default());
        let before = done.await.unwrap();
        assert!(before.complete);
        firm.room.refresh().await.unwrap();
        let archive = back_up(&firm.room, &[]).await.unwrap();
        check(std::slice::from_ref(&archive)).await.unwrap();

        let new = firm.world.empty(8);
        let (seller, room, ..) = restored(&new, &firm.seller, &[archive], ELSEWHERE).await;
        assert!(find(&room, "list.pdf").is_none());
        assert!(room.view().alarms.is_empty(), "{:?}", room.view().alarms);
        // what the old store signed is as good as it was
        let (old, here) = (firm.world.local.key(), new.local.key());
        let paper = before.certificate.encode().unwrap();
        assert!(verify_certificate(&paper, Some(&old)).unwrap().complete());
        assert_eq!(
            verify_certificate(&paper, Some(&here)).err(),
            Some(Invalid::Front)
        );
        // and the new one signs for what it erases itself
        let memo = [doc(firm.notes, firm.memo)];
        let done = Box::pin(room.destroy(&memo, &why, "", Wishes::default()));
        let after = done.await.unwrap();
        assert!(after.complete, "{:?}", after.said.looked);
        let paper = after.certificate.encode().unwrap();
        let report = verify_certificate(&paper, Some(&here)).unwrap();
        assert!(report.complete());
        assert_eq!(report.server, here);
        assert_eq!(
            verify_certificate(&paper, Some(&old)).err(),
            Some(Invalid::Front)
        );

        // the buyer comes along, and takes it over
        let files = [file("closing.pdf", bytes(700, 5))];
        put(&room, &seller.host, firm.notes, &files).await;
        let buyer = follow(&new, &firm.deng.0, &room.id(), ELSEWHERE).await;
        let theirs = Box::pin(confirmed(&buyer, &room.id())).await;
        room.refresh().await.unwrap();
        let offer = room.offer_handover(&firm.deng.2, None, Stay::Ends);
        let offer = offer.await.unwrap();
        theirs.refresh().await.unwrap();
        let both = theirs.accept_handover(&offer).await.unwrap();
        assert!(read_offer(&both).unwrap().1.is_complete());
        assert!(theirs.view().owns);

        // the chains in a bible were taken by two stores
        let own = BibleOf::default();
        let files = Box::pin(bind(&theirs, &buyer.host, &own));
        let files = files.await.unwrap();
        assert!(files.keys().any(|path| path.ends_with(".tlog-proof")));
        let report = verified(&files).unwrap();
        assert!(report.holds(), "{:?}", report.flaws);
        let control = Control::new();
        theirs.read_audit(&control, &|_| {}).await.unwrap();
        let audit = theirs.audit(&AuditFilter::default(), 0, 10).unwrap();
        assert!(audit.findings.is_empty(), "{:?}", audit.findings);
        // an entry that the old store took counts by its signature alone
        let path = format!("ledger/{}.txt", ChainId::FRONT);
        let mut forged = files.clone();
        let text = String::from_utf8(forged[&path].clone()).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines.swap(0, 1);
        forged.insert(path, format!("{}\n", lines.join("\n")).into_bytes());
        assert!(!verified(&forged).unwrap().holds());
    });
}

#[test]
fn what_was_destroyed_after_the_archive_does_not_come_back() {
    run(async {
        let firm = firm().await;
        let archive = back_up(&firm.room, &[]).await.unwrap();
        let list = [doc(firm.customers, firm.list)];
        let done = firm
            .room
            .destroy(&list, &Why::PurposeMet, "", Wishes::default());
        assert!(done.await.unwrap().complete);
        // a program that was started anew reads no words of it any more
        let (seller, room) = reopen(&firm.world, &firm.seller, &firm.room).await.unwrap();
        room.make_folder(root(&room), "later").await.unwrap();
        let new = firm.world.empty(8);
        let (_, restored, ..) = restored(&new, &seller, &[archive], ELSEWHERE).await;
        assert!(find(&restored, "list.pdf").is_none());
        assert!(find(&restored, "memo.pdf").is_some());
    });
}
