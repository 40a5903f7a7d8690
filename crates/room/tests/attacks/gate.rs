//! Levels and legal bases before a manager's program that asks nobody, and a contributor's that says too much.

use room::{
    Answer, Cover, Error, InviteTerms, Labelled, Level, Mark, Marking, Op, Principal, ScopeId,
    Tier, TierRule,
};

use crate::support::firm::*;
use crate::support::*;

/// A list of customers with personal information, and a basis for Buyer A alone.
async fn labelled() -> Firm {
    let firm = firm().await;
    let label = [(Labelled::Doc(firm.list.into()), personal(1200))];
    firm.room.classify(&label).await.unwrap();
    let given = basis(firm.a, &[Cover::Folder(firm.customers)]);
    firm.room.record_basis(&given).await.unwrap();
    firm.settle().await;
    firm
}

/// Neither by the first manager's program nor by the second's.
async fn is_kept_from(firm: &Firm, who: &Somebody, folder: ScopeId) {
    firm.settle().await;
    assert!(!firm.opens(who, folder));
    assert!(firm.sees(who).await.iter().all(|name| name != "list.pdf"));
}

#[test]
fn no_program_hands_out_what_another_managers_gives_without_a_basis() {
    run(async {
        let firm = labelled().await;
        let bert = Principal::member(&firm.bert.2);
        for ops in [
            give(bert, firm.customers).to_vec(),
            give(firm.b, firm.customers).to_vec(),
            give(firm.b, root(&firm.room)).to_vec(),
        ] {
            firm.plan_as(&firm.deng, ops).await;
            is_kept_from(&firm, &firm.bert, firm.customers).await;
        }
        // the rules stand, and are told to be held back
        let held = firm.room.breaches().unwrap().held_back;
        assert_eq!((held.count, held.list[0].member), (1, Some(firm.bert.2)));
        assert!(
            firm.room
                .view_as(&firm.bert.2)
                .await
                .unwrap()
                .mismatches
                .is_empty()
        );
    });
}

#[test]
fn nor_by_widening_a_group() {
    run(async {
        let firm = labelled().await;
        let bert = Principal::member(&firm.bert.2);
        let c = firm.room.make_group("Buyer C").await.unwrap();
        firm.room.apply(&give(c, firm.customers)).await.unwrap();
        firm.settle().await;
        // an honest program is refused, a dishonest one is not followed
        let comes = Op::Belongs(bert, c, true);
        let refused = firm.room.apply(std::slice::from_ref(&comes)).await;
        assert!(matches!(refused, Err(Error::Against(_))));
        firm.plan_as(&firm.deng, vec![comes]).await;
        is_kept_from(&firm, &firm.bert, firm.customers).await;
        // into the group for which there is a basis it may come: that is what the basis says
        let comes = Op::Belongs(bert, firm.a, true);
        firm.plan_as(&firm.deng, vec![comes]).await;
        firm.settle().await;
        assert_eq!(firm.sees(&firm.bert).await, ["list.pdf"]);
    });
}

#[test]
fn nor_by_another_place() {
    run(async {
        let firm = labelled().await;
        firm.room.apply(&give(firm.b, firm.notes)).await.unwrap();
        firm.settle().await;
        assert_eq!(firm.sees(&firm.bert).await, ["memo.pdf"]);
        firm.plan_as(
            &firm.deng,
            vec![Op::Place(firm.customers, Some(firm.notes))],
        )
        .await;
        is_kept_from(&firm, &firm.bert, firm.customers).await;
        assert_eq!(firm.sees(&firm.bert).await, ["memo.pdf"]);
    });
}

#[test]
fn nor_by_an_invite_whose_maker_had_not_heard_of_the_label() {
    run(async {
        let firm = firm().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        let label = [(Labelled::Doc(firm.list.into()), personal(1200))];
        room.classify(&label).await.unwrap();
        // the key is sealed to it by the very entry that makes it
        let invite = deng.invite_with(&firm.terms(&[firm.customers], &[])).await;
        let invite = invite.unwrap();
        let known = deng.classified(Labelled::Doc(firm.list.into())).unwrap();
        assert_eq!(known.holds.personal(), Answer::Unknown);
        // as long as the store lets nobody take it again, it is told
        let keeps = |entry: &ledger::Entry| {
            let takes = matches!(entry.public, ledger::Public::Withdraw(..));
            takes.then_some(blobs::wire::Code::Rule)
        };
        *firm.seller.hooks.refuses.borrow_mut() = Some(Box::new(keeps));
        room.refresh().await.unwrap();
        let told = room.breaches().unwrap().granted;
        assert_eq!((told.count, told.list[0].member), (1, Some(invite.member)));
        firm.seller.hooks.clear();
        room.refresh().await.unwrap();
        assert_eq!(room.breaches().unwrap().granted.count, 0);
        let (person, theirs) = firm.world.joined("Carl", &invite).await;
        let carl = (person, theirs, invite.member);
        is_kept_from(&firm, &carl, firm.customers).await;
    });
}

#[test]
fn a_basis_that_is_withdrawn_gives_nothing_to_an_invite_that_is_taken_later() {
    run(async {
        let firm = labelled().await;
        let room = &firm.room;
        let id = room.bases().unwrap()[0].id;
        let terms = firm.terms(&[firm.customers], &[firm.a]);
        let invite = room.invite_with(&terms).await.unwrap();
        room.withdraw_basis(&id, "The persons object")
            .await
            .unwrap();
        firm.settle().await;
        let (person, theirs) = firm.world.joined("Carl", &invite).await;
        let carl = (person, theirs, invite.member);
        is_kept_from(&firm, &carl, firm.customers).await;
    });
}

#[test]
fn what_a_contributor_says_loosens_nothing_and_takes_nothing_from_others() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        let anna = Principal::member(&firm.anna.2);
        let writes = Op::Access(anna, firm.customers, Some(Level::Write));
        room.apply(&[writes]).await.unwrap();
        let (person, theirs, _) = &firm.anna;
        theirs.refresh().await.unwrap();
        let own = [file("own.pdf", bytes(9, 1))];
        let doc = put(theirs, &person.host, firm.customers, &own).await[0];
        room.refresh().await.unwrap();
        room.apply(&give(firm.b, firm.customers)).await.unwrap();
        let sensitive = [(Labelled::Folder(firm.notes), tier(Tier::Sensitive))];
        room.classify(&sensitive).await.unwrap();
        // her own program says a manager's words: first that it is personal, then that it is not
        let none: Option<String> = None;
        let said = |marks: &Marking| (doc, none.clone(), none.clone(), none.clone(), marks.clone());
        firm.edit_as(&firm.anna, firm.customers, doc, said(&personal(9)))
            .await;
        firm.settle().await;
        // who holds the folder keeps it, and the managers are told
        assert!(firm.opens(&firm.bert, firm.customers));
        let seen = room.classified(Labelled::Doc(doc.into())).unwrap();
        assert_eq!(
            (seen.holds.personal(), seen.suggested.personal()),
            (Answer::Unknown, Answer::Yes)
        );
        let told = room.breaches().unwrap().granted;
        assert_eq!((told.count, told.list[0].suggested), (2, true));
        let hers = basis(anna, &[Cover::Folder(firm.customers)]);
        room.record_basis(&hers).await.unwrap();
        let label = [(Labelled::Folder(firm.customers), personal(9))];
        room.classify(&label).await.unwrap();
        let no = Marking {
            personal: Some(Mark::Is(Answer::No)),
            ..tier(Tier::Public)
        };
        firm.edit_as(&firm.anna, firm.customers, doc, said(&no))
            .await;
        firm.settle().await;
        let seen = room.classified(Labelled::Doc(doc.into())).unwrap();
        assert_eq!(seen.holds.personal(), Answer::Yes);
        assert!(!firm.opens(&firm.bert, firm.customers));
        // nor does she label a folder
        let folder = [(Labelled::Folder(firm.customers), no)];
        assert_eq!(theirs.classify(&folder).await, Err(Error::NotAllowed));
    });
}

#[test]
fn a_label_that_is_raised_while_another_manager_gives_holds_whichever_came_first() {
    run(async {
        for label_first in [true, false] {
            let firm = firm().await;
            let (room, deng) = (&firm.room, &firm.deng.1);
            let rule = TierRule {
                only: Some(Vec::new()),
                ..TierRule::default()
            };
            room.set_tier(Tier::Sensitive, &rule).await.unwrap();
            firm.settle().await;
            // neither has heard of the other one when it begins
            let label = [(Labelled::Folder(firm.customers), tier(Tier::Sensitive))];
            let give = give(firm.a, firm.customers);
            if label_first {
                room.classify(&label).await.unwrap();
                assert!(matches!(deng.apply(&give).await, Err(Error::Against(_))));
                firm.plan_as(&firm.deng, give.to_vec()).await;
            } else {
                deng.apply(&give).await.unwrap();
                room.classify(&label).await.unwrap();
            }
            firm.settle().await;
            assert!(!firm.opens(&firm.anna, firm.customers));
        }
    });
}

#[test]
fn nothing_is_served_before_it_is_taken_when_a_document_gets_rights_of_its_own() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        room.apply(&give(firm.b, firm.notes)).await.unwrap();
        let label = [(Labelled::Doc(firm.memo.into()), personal(2))];
        room.classify(&label).await.unwrap();
        let own = room.give_own_rights(firm.memo).await.unwrap();
        // no key of the new scope was ever Bert's, of no epoch
        let (raw, (person, theirs, id)) = (Raw::new(&firm.world, room.id()), &firm.bert);
        let keys = person.room_keys(&firm.world, theirs);
        let ring = Keyring::of(&raw, room.id(), *id, &keys);
        assert!((0..=raw.epoch(own.to)).all(|epoch| !ring.has(own.to, epoch)));
        // nor of a folder that is labelled before anything lies in it
        let new = room.make_folder(root(room), "new").await.unwrap();
        room.classify(&[(Labelled::Folder(new), personal(1))])
            .await
            .unwrap();
        let terms = InviteTerms {
            view_only: true,
            ..firm.terms(&[new], &[])
        };
        let refused = room.invite_with(&terms).await;
        assert!(matches!(refused, Err(Error::Against(_))));
    });
}
