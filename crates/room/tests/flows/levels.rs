//! Levels: what they ask for is asked wherever something is given.

use room::{
    Against, Allowed, Error, InviteTerms, Labelled, Level, Limits, Objection, Op, Principal,
    Reason, Shared, Tier, TierRule,
};

use crate::support::firm::*;
use crate::support::*;

/// The customers are for Buyer A alone, and only to be viewed.
async fn ruled() -> Firm {
    let firm = firm().await;
    let rule = TierRule {
        only: Some(vec![Allowed::Group(firm.a)]),
        view_only: true,
        ..TierRule::default()
    };
    firm.room.set_tier(Tier::Sensitive, &rule).await.unwrap();
    let label = [(Labelled::Folder(firm.customers), tier(Tier::Sensitive))];
    firm.room.classify(&label).await.unwrap();
    firm.settle().await;
    firm
}

fn against<T: core::fmt::Debug>(answer: Result<T, Error>) -> Against {
    match answer {
        Err(Error::Against(against)) => *against,
        other => panic!("{other:?}"),
    }
}

/// Who is refused what, and why.
fn told(against: &Against) -> Vec<(room::MemberId, String, Reason)> {
    let one = |one: &Objection| (one.member.unwrap(), one.name.clone(), one.reason);
    against.list.iter().map(one).collect()
}

#[test]
fn every_reason_is_named_document_by_document() {
    run(async {
        let firm = ruled().await;
        let (room, anna, bert) = (&firm.room, firm.anna.2, firm.bert.2);
        let both = [give(firm.a, firm.customers), give(firm.b, firm.customers)].concat();
        let refused = against(room.apply(&both).await);
        // the folder, for what comes into it, and the document
        let mut want = vec![
            (anna, "customers".to_owned(), Reason::MaySave),
            (anna, "list.pdf".to_owned(), Reason::MaySave),
        ];
        for name in ["customers", "list.pdf"] {
            want.push((bert, name.to_owned(), Reason::NotForThem));
            want.push((bert, name.to_owned(), Reason::MaySave));
        }
        let mut seen = told(&refused);
        seen.sort();
        want.sort();
        assert_eq!((seen, refused.count), (want, 6));
        assert_eq!(room.objections(&both).unwrap(), refused);
        assert!(!firm.opens(&firm.anna, firm.customers));
        // many are counted, and the first of them listed
        let files: Vec<_> = (0..150)
            .map(|n| file(&format!("{n}.pdf"), bytes(10, 1)))
            .collect();
        put(room, &firm.seller.host, firm.customers, &files).await;
        let refused = against(room.apply(&give(firm.a, firm.customers)).await);
        assert_eq!((refused.list.len(), refused.count), (100, 152));
    });
}

#[test]
fn who_a_level_allows_is_given_it() {
    run(async {
        let firm = ruled().await;
        let (room, world) = (&firm.room, &firm.world);
        let terms = InviteTerms {
            view_only: true,
            ..firm.terms(&[firm.customers], &[firm.a])
        };
        let invite = room.invite_with(&terms).await.unwrap();
        let (person, theirs) = world.joined("Carl", &invite).await;
        let carl = (person, theirs, invite.member);
        assert_eq!(firm.sees(&carl).await, ["list.pdf"]);
        assert_eq!(room.breaches().unwrap(), room::Breaches::default());
        // who leaves the group may have it no more
        let out = Op::Belongs(Principal::member(&carl.2), firm.a, false);
        room.apply(&[out]).await.unwrap();
        assert_eq!(firm.sees(&carl).await, Vec::<String>::new());
        let back = room.breaches().unwrap();
        assert_eq!((back.granted.count, back.held_back.count), (0, 2));
        assert_eq!(back.held_back.list[0].reason, Reason::NotForThem);
    });
}

#[test]
fn every_way_of_giving_asks() {
    run(async {
        let firm = ruled().await;
        let (room, customers) = (&firm.room, firm.customers);
        let refuses = |answer: Result<(), Error>, reason| {
            let found = against(answer);
            assert!(
                found.list.iter().any(|one| one.reason == reason),
                "{found:?}"
            );
        };
        // an invite, and one into a group
        let invite = room.invite_with(&firm.terms(&[customers], &[])).await;
        refuses(invite.map(drop), Reason::NotForThem);
        let above = room.invite_with(&firm.terms(&[root(room)], &[])).await;
        refuses(above.map(drop), Reason::NotForThem);
        // a link, of a folder above and of a document by itself
        let limits = Limits {
            expires: firm.world.now() + HOUR,
            ..Limits::default()
        };
        for what in [
            Shared::Folder(customers),
            Shared::Folder(root(room)),
            Shared::Docs(vec![firm.list.into()]),
            Shared::Several(vec![firm.notes], vec![firm.list.into()]),
        ] {
            let link = room.link(&what, "", limits).await;
            refuses(link.map(drop), Reason::NotForThem);
        }
        let notes = room.link(&Shared::Folder(firm.notes), "", limits).await;
        assert!(notes.is_ok());
        // a document that would come where somebody reads it, and a folder
        room.apply(&give(firm.b, firm.notes)).await.unwrap();
        let moved = room.shift(&[firm.list], firm.notes).await;
        refuses(moved.map(drop), Reason::NotForThem);
        let deep = room.make_folder(customers, "deep").await.unwrap();
        let moved = room.move_folder(deep, firm.notes).await;
        refuses(moved, Reason::NotForThem);
        // a folder that was closed, somebody who comes into a group
        let closed = [Op::Closed(customers, true)];
        room.apply(&closed).await.unwrap();
        room.apply(&give(firm.b, root(room))).await.unwrap();
        let open = room.apply(&[Op::Closed(customers, false)]).await;
        refuses(open, Reason::NotForThem);
        let anna = Principal::member(&firm.anna.2);
        let c = room.make_group("Buyer C").await.unwrap();
        room.apply(&give(c, customers)).await.unwrap();
        let comes = room.apply(&[Op::Belongs(anna, c, true)]).await;
        refuses(comes, Reason::MaySave);
        // an invite that waits for approval is given nothing, and asked then
        let waits = InviteTerms {
            approval: true,
            ..firm.terms(&[customers], &[])
        };
        let waits = room.invite_with(&waits).await.unwrap();
        let (carl, _) = firm.world.joined("Carl", &waits).await;
        room.refresh().await.unwrap();
        let words = carl.me.seed.root().fingerprint();
        refuses(
            room.approve(&waits.member, &words).await,
            Reason::NotForThem,
        );
        assert_eq!(firm.sees(&firm.bert).await, ["memo.pdf"]);
    });
}

#[test]
fn what_comes_to_be_of_a_level_is_taken_from_who_may_not_have_it_and_keys_turn() {
    run(async {
        let firm = ruled().await;
        let room = &firm.room;
        room.apply(&give(firm.b, firm.notes)).await.unwrap();
        assert!(firm.opens(&firm.bert, firm.notes));
        let label = [(Labelled::Doc(firm.memo.into()), tier(Tier::Sensitive))];
        let shown = room.preview_labels(&label).unwrap();
        assert_eq!(shown.len(), 1);
        assert_eq!(
            (shown[0].member, shown[0].after),
            (firm.bert.2, Level::Nothing)
        );
        // another manager decides it, and the program of the first one is not needed
        firm.deng.1.refresh().await.unwrap();
        firm.deng.1.classify(&label).await.unwrap();
        assert_eq!(firm.sees(&firm.bert).await, Vec::<String>::new());
        assert!(!firm.opens(&firm.bert, firm.notes));
        let seen = room.view_as(&firm.bert.2).await.unwrap();
        assert_eq!(seen.mismatches, []);
        // with rights of its own the document takes nothing else along
        room.give_own_rights(firm.memo).await.unwrap();
        let other = [file("other.pdf", bytes(9, 3))];
        put(room, &firm.seller.host, firm.notes, &other).await;
        assert_eq!(firm.sees(&firm.bert).await, ["other.pdf"]);
    });
}

#[test]
fn a_document_older_than_it_is_to_be_kept_is_not_given_anew() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        let rule = TierRule {
            retention_days: Some(30),
            ..TierRule::default()
        };
        room.set_tier(Tier::Internal, &rule).await.unwrap();
        let label = [(Labelled::Folder(firm.notes), tier(Tier::Internal))];
        room.classify(&label).await.unwrap();
        room.apply(&give(firm.a, firm.notes)).await.unwrap();
        firm.world.later(31 * DAY);
        room.refresh().await.unwrap();
        let refused = against(room.apply(&give(firm.b, firm.notes)).await);
        assert_eq!((refused.count, refused.list[0].reason), (1, Reason::TooOld));
        // who has it keeps it, and it is told
        assert_eq!(firm.sees(&firm.anna).await, ["memo.pdf"]);
        let breaches = room.breaches().unwrap();
        assert_eq!((breaches.granted.count, breaches.held_back.count), (1, 0));
    });
}
