//! Labels: what a folder's and a document's say, who says what, and that they go where the document goes.

use room::{
    Answer, Control, DataKind, Error, Labelled, Level, Mark, Marking, Matter, Op, Principal, Tier,
};

use crate::support::firm::*;
use crate::support::*;

/// How a document is classified, by what this program knows.
fn holds(room: &TheRoom, doc: impl Into<room::Wanted>) -> Marking {
    room.classified(Labelled::Doc(doc.into())).unwrap().holds
}

#[test]
fn a_folders_label_is_the_default_and_a_documents_own_word_wins_field_by_field() {
    run(async {
        let firm = firm().await;
        let (room, top) = (&firm.room, root(&firm.room));
        let all = Marking {
            matters: Some(Mark::Is(vec![Matter::Sales, Matter::Contract])),
            owner: Some(Mark::Is("Head of sales".to_owned())),
            ..tier(Tier::Internal)
        };
        let own = Marking {
            found: found(&[DataKind::Name, DataKind::Mobile]),
            ..personal(12)
        };
        let list = Labelled::Doc(firm.list.into());
        let said = [
            (Labelled::Folder(top), all.clone()),
            (Labelled::Folder(firm.customers), tier(Tier::Sensitive)),
            (list, own.clone()),
        ];
        assert_eq!(room.classify(&said).await.unwrap(), []);
        // of two words about one thing in one call the later one holds, field by field
        let again = [(list, personal(11)), (list, personal(12))];
        assert_eq!(room.classify(&again).await.unwrap(), []);
        for room in firm.both() {
            room.refresh().await.unwrap();
            let list = holds(room, firm.list);
            assert_eq!(
                (list.tier(), list.personal()),
                (Some(Tier::Sensitive), Answer::Yes)
            );
            assert_eq!((list.persons(), &list.owner), (Some(12), &all.owner));
            assert_eq!(list.found.as_ref(), own.found.as_ref());
            let memo = holds(room, firm.memo);
            assert_eq!(
                (memo.tier(), memo.personal()),
                (Some(Tier::Internal), Answer::Unknown)
            );
        }
        // taken back, it is as above again; the other fields stay
        let back = Marking {
            tier: Some(Mark::Above),
            ..Marking::default()
        };
        firm.world.later(HOUR);
        let folder = Labelled::Folder(firm.customers);
        firm.deng
            .1
            .classify(&[(folder, back.clone())])
            .await
            .unwrap();
        room.refresh().await.unwrap();
        let seen = room.classified(list).unwrap();
        assert_eq!((seen.holds.tier(), seen.own), (Some(Tier::Internal), own));
        assert_eq!(
            seen.confirmed.map(|(by, _)| by.name),
            Some("Wang Fang".to_owned())
        );
        let history = room.label_history(folder).unwrap();
        let told = |at: usize| (history[at].by.name.as_str(), &history[at].said);
        assert_eq!(told(0), ("Wang Fang", &tier(Tier::Sensitive)));
        assert_eq!(told(1), ("Deng", &back));
        assert!(history[1].time >= history[0].time + HOUR);
        assert_eq!(room.all_classified().len(), 5);
    });
}

#[test]
fn many_documents_are_classified_by_few_entries() {
    run(async {
        let firm = firm().await;
        let files: Vec<_> = (0..300)
            .map(|n| file(&format!("{n}.pdf"), bytes(10, 1)))
            .collect();
        let docs = put(&firm.room, &firm.seller.host, firm.notes, &files).await;
        let said: Vec<(Labelled, Marking)> = docs
            .iter()
            .map(|doc| (Labelled::Doc((*doc).into()), personal(1)))
            .collect();
        let raw = Raw::new(&firm.world, firm.room.id());
        let before = raw.chain(firm.notes).len();
        firm.room.classify(&said).await.unwrap();
        assert_eq!(raw.chain(firm.notes).len() - before, 2);
        assert_eq!(holds(&firm.room, docs[299]).persons(), Some(1));
    });
}

#[test]
fn who_may_add_suggests_and_that_only_tightens_until_a_manager_decides() {
    run(async {
        let firm = firm().await;
        let (room, anna) = (&firm.room, Principal::member(&firm.anna.2));
        let writes = [Op::Access(anna, firm.notes, Some(Level::Write))];
        room.apply(&writes).await.unwrap();
        let (person, theirs, _) = &firm.anna;
        theirs.refresh().await.unwrap();
        let doc = put(
            theirs,
            &person.host,
            firm.notes,
            &[file("a.pdf", bytes(9, 1))],
        )
        .await[0];
        room.refresh().await.unwrap();
        let folder = (Labelled::Folder(firm.notes), tier(Tier::Internal));
        room.classify(&[folder]).await.unwrap();
        // neither a folder, nor what others added, nor a decision
        let said = [(Labelled::Doc(doc.into()), tier(Tier::Public))];
        assert_eq!(theirs.classify(&said).await, Err(Error::NotAllowed));
        let others = [(firm.memo.into(), tier(Tier::Public))];
        assert_eq!(theirs.suggest_marks(&others).await, Err(Error::NotAllowed));
        let lower = Marking {
            personal: Some(Mark::Is(Answer::Yes)),
            ..tier(Tier::Public)
        };
        theirs
            .suggest_marks(&[(doc.into(), lower.clone())])
            .await
            .unwrap();
        room.refresh().await.unwrap();
        let seen = room.classified(Labelled::Doc(doc.into())).unwrap();
        assert_eq!(
            (seen.holds.tier(), seen.suggested),
            (Some(Tier::Internal), lower)
        );
        // the suggestion stands in the way until somebody decides
        let bert = Principal::member(&firm.bert.2);
        let against = room.objections(&give(bert, firm.notes)).unwrap();
        let told: Vec<_> = against
            .list
            .iter()
            .map(|one| (one.reason, one.suggested))
            .collect();
        assert_eq!(told, [(room::Reason::NoBasis, true)]);
        assert!(room.apply(&give(bert, firm.notes)).await.is_err());
        let decided = Marking {
            personal: Some(Mark::Is(Answer::No)),
            ..Marking::default()
        };
        let doc = Labelled::Doc(doc.into());
        room.classify(&[(doc, decided)]).await.unwrap();
        assert_eq!(room.classified(doc).unwrap().suggested, tier(Tier::Public));
        room.apply(&give(bert, firm.notes)).await.unwrap();
        // who reads, sees how it is classified, and suggests nothing
        let (_, reader, _) = &firm.bert;
        reader.refresh().await.unwrap();
        assert_eq!(holds(reader, firm.memo).tier(), Some(Tier::Internal));
        let none = [(firm.memo.into(), tier(Tier::Public))];
        assert_eq!(reader.suggest_marks(&none).await, Err(Error::NotAllowed));
    });
}

#[test]
fn a_document_stays_what_it_is_wherever_it_goes() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        let folder = Marking {
            found: found(&[DataKind::Health]),
            sensitive: Some(Mark::Is(Answer::Yes)),
            ..personal(40)
        };
        room.classify(&[
            (Labelled::Folder(firm.customers), folder),
            (Labelled::Doc(firm.list.into()), tier(Tier::Sensitive)),
        ])
        .await
        .unwrap();
        let is_kept = |doc: room::Wanted| {
            let now = holds(room, doc);
            let said = (now.tier(), now.personal(), now.sensitive(), now.persons());
            let want = (Some(Tier::Sensitive), Answer::Yes, Answer::Yes, Some(40));
            assert_eq!(said, want);
            assert_eq!(now.found().unwrap().kinds[0].kind, DataKind::Health);
        };
        is_kept(firm.list.into());
        // into another folder, the bin and out of it, with rights of its own and without, encrypted again
        let moved = room.shift(&[firm.list], firm.notes).await.unwrap();
        is_kept(moved[0].now.into());
        room.bin(&[moved[0].now]).await.unwrap();
        let back = room.unbin(&[moved[0].now]).await.unwrap();
        assert_eq!(back[0].to, firm.notes);
        is_kept(back[0].now.into());
        let own = room.give_own_rights(back[0].now).await.unwrap();
        is_kept(own.now.into());
        let placed = room.shift(&[own.now], root(room)).await.unwrap();
        is_kept(placed[0].now.into());
        let taken = room.take_own_rights(placed[0].now).await.unwrap();
        is_kept(taken.now.into());
        let carrier = room::testkit::MemoryCarrier::new(room::Host::api(&*firm.seller.host));
        let control = Control::new();
        let again = room
            .encrypt_again(&carrier, &[taken.now], &control, &|_| {})
            .await;
        is_kept(again.unwrap().done[0].1.into());
        // a folder too
        let made = room.make_folder(firm.customers, "deep").await.unwrap();
        let doc = put(room, &firm.seller.host, made, &[file("d.pdf", bytes(9, 1))]).await[0];
        room.move_folder(made, firm.notes).await.unwrap();
        assert_eq!(holds(room, doc).personal(), Answer::Yes);
    });
}
