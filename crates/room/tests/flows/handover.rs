//! A room handed over at closing: list, ownership, and what each role takes along.

use blobs::ApiError;
use ledger::ids::Hash;
use room::handover::{
    Afterwards, BibleDoc, BibleOf, DeviationKind, LIST, Stay, read_list, read_offer,
};
use room::testkit::MemoryCarrier;
use room::{ChainId, Error, InviteTerms, Labelled, Level, MemberStanding, Office, Op, RoomState};

use crate::support::closing::{bind, countersigned, verified};
use crate::support::firm::{firm, personal};
use crate::support::*;

#[test]
fn the_list_says_what_sha256sum_says_and_both_sign_it() {
    run(async {
        let firm = firm().await;
        let labels = [(Labelled::Doc(firm.list.into()), personal(120))];
        firm.room.classify(&labels).await.unwrap();
        let list = firm.list(&[root(&firm.room)]).await.unwrap();
        let first = &list.documents[0];
        assert_eq!(first.path, "customers/list.pdf");
        assert_eq!(first.sha256, Hash::of(&bytes(900, 1)).to_string());
        assert_eq!((first.size, first.persons), (900, Some(120)));
        assert_eq!((&*first.personal, &*first.number), ("yes", "1.1"));
        let totals = &list.totals;
        assert_eq!(
            (totals.documents, totals.bytes, totals.persons),
            (2, 1800, 120)
        );
        // the buyer opens everything himself, finds it as it is listed, and signs
        assert_eq!(firm.check(&list).await.unwrap(), []);
        let one = firm.room.sign_artefact(LIST, &list).unwrap();
        assert!(!read_list(&one).unwrap().1.is_complete());
        let both = firm.deng.1.countersign_artefact(&one).unwrap();
        let (said, signed) = read_list(&both).unwrap();
        assert!(signed.is_complete());
        assert_eq!(said, list);
        // one folder is what is in it
        let some = firm.list(&[firm.notes]).await.unwrap();
        assert_eq!(some.documents.len(), 1);
        // who only reads lists nothing, and of what is not there there is no list
        let anna = &firm.anna;
        let by_anna = bind(&anna.1, &anna.0.host, &BibleOf::default()).await;
        assert!(by_anna.is_ok(), "her own bible she makes");
        assert_eq!(
            firm.list(&[ChainId([9; 16])]).await.err(),
            Some(Error::NotFound)
        );
    });
}

#[test]
fn what_changed_since_the_list_is_a_difference_and_the_list_stays() {
    run(async {
        let firm = firm().await;
        let signed = firm.signed_list().await;
        let (list, _) = read_list(&signed).unwrap();
        // other content of the same length, another length, another name, one more, one less
        let carrier = MemoryCarrier::new(room::Host::api(&*firm.seller.host));
        for (folder, doc, content) in [
            (firm.customers, firm.list, bytes(900, 9)),
            (firm.notes, firm.memo, bytes(901, 2)),
        ] {
            let onto = std::collections::BTreeMap::from([(0, doc)]);
            let files = [file("again.pdf", content)];
            let control = room::Control::new();
            let sent = firm
                .room
                .upload_onto(&carrier, folder, &files, &onto, &control, &|_| {});
            assert_eq!(sent.await.unwrap().failed, vec![]);
        }
        put(
            &firm.room,
            &firm.seller.host,
            firm.notes,
            &[file("new.pdf", bytes(10, 3))],
        )
        .await;
        let found = firm.check(&list).await.unwrap();
        let said: Vec<_> = found.iter().map(|one| (&*one.path, one.kind)).collect();
        assert_eq!(
            said,
            [
                ("customers/list.pdf", DeviationKind::Content),
                ("notes/memo.pdf", DeviationKind::Size),
                ("notes/new.pdf", DeviationKind::Unlisted),
            ]
        );
        firm.room.delete(&[firm.memo]).await.unwrap();
        let found = firm.check(&list).await.unwrap();
        let gone = |one: &&room::handover::Deviation| one.kind == DeviationKind::Missing;
        assert_eq!(found.iter().filter(gone).count(), 1);
        assert!(read_list(&signed).unwrap().1.is_complete());
    });
}

#[test]
fn ownership_passes_when_the_buyer_accepts_and_the_seller_reads_nothing_new() {
    run(async {
        let firm = firm().await;
        let list = firm.signed_list().await;
        let (buyer, theirs, id) = &firm.deng;
        let offer = firm
            .room
            .offer_handover(id, Some(&list), Stay::Ends)
            .await
            .unwrap();
        let (terms, signed) = read_offer(&offer).unwrap();
        assert!(signed.from && !signed.to);
        assert_eq!(terms.afterwards, Afterwards::Ends);
        // nothing has changed
        theirs.refresh().await.unwrap();
        assert!(!theirs.view().owns && firm.room.view().owns);
        let locks = theirs.set_room_state(RoomState::Locked).await;
        assert_eq!(locks, Err(Error::NotAllowed));

        let raw = Raw::new(&firm.world, firm.room.id());
        let keys = firm.seller.room_keys(&firm.world, &firm.room);
        let kept = Keyring::of(&raw, firm.room.id(), firm.owner, &keys);
        let both = theirs.accept_handover(&offer).await.unwrap();
        assert!(read_offer(&both).unwrap().1.is_complete());
        // again it is the same, and nothing is said twice
        let front = raw.head(ChainId::FRONT).next;
        theirs.accept_handover(&offer).await.unwrap();
        assert_eq!(raw.head(ChainId::FRONT).next, front);
        assert!(theirs.view().owns);
        assert_eq!(theirs.pending(), vec![]);
        let members = theirs.members().await.unwrap();
        let seller = members.iter().find(|one| one.member == firm.owner).unwrap();
        assert_eq!(
            (seller.standing, seller.office),
            (MemberStanding::Ended, None)
        );
        // the seller is out, and what it kept opens nothing that is written now
        assert_eq!(firm.room.refresh().await, Err(Error::Ended));
        let docs = put(
            theirs,
            &buyer.host,
            firm.customers,
            &[file("new.pdf", bytes(50, 5))],
        )
        .await;
        for scope in [
            firm.customers,
            firm.notes,
            ChainId::ROSTER,
            Keyring::desk(firm.room.id()),
        ] {
            assert!(!kept.holds(scope), "{scope}");
        }
        assert_eq!(
            get(theirs, &buyer.host, &docs[0]).await.unwrap(),
            bytes(50, 5)
        );
        assert!(
            theirs.view().alarms.is_empty(),
            "{:?}",
            theirs.view().alarms
        );
        // who stays reads on, without an alarm
        firm.anna.1.refresh().await.unwrap();
        assert!(firm.anna.1.view().alarms.is_empty());
        // the new owner gives offices
        theirs.appoint(&firm.anna.2, Office::Manager).await.unwrap();
        // and a seller's statement is its own
        let said = firm
            .room
            .destruction_statement(
                Some(&list),
                true,
                &[("laptop".to_owned(), "wiped".to_owned())],
                &[],
            )
            .unwrap();
        assert_eq!(said.signers().len(), 1);
    });
}

#[test]
fn an_agreed_retention_leaves_the_named_folders_until_the_day_and_nothing_else() {
    run(async {
        let firm = firm().await;
        let (buyer, theirs, _) = &firm.deng;
        let until = firm.world.now() + 30 * DAY;
        let stay = Stay::Reads {
            until,
            folders: &[firm.notes],
            reason: "tax records",
        };
        let offer = firm.offer(stay).await;
        theirs.accept_handover(&offer).await.unwrap();
        assert_eq!(theirs.pending(), vec![]);
        let members = theirs.members().await.unwrap();
        let seller = members.iter().find(|one| one.member == firm.owner).unwrap();
        assert_eq!(
            (seller.standing, seller.office),
            (MemberStanding::Live, None)
        );
        assert_eq!(seller.expires, Some(until));
        // the seller's own program reads on, what it is to read
        let (again, open) = reopen(&firm.world, &firm.seller, &firm.room).await.unwrap();
        let view = open.view();
        assert!(!view.manage && !view.owns);
        let names: Vec<_> = view.docs.iter().map(|doc| doc.name.as_str()).collect();
        assert_eq!(names, ["memo.pdf"]);
        assert!(view.alarms.is_empty(), "{:?}", view.alarms);
        assert_eq!(
            get(&open, &again.host, &firm.memo).await.unwrap(),
            bytes(900, 2)
        );
        put(
            theirs,
            &buyer.host,
            firm.customers,
            &[file("new.pdf", bytes(50, 5))],
        )
        .await;
        let raw = Raw::new(&firm.world, firm.room.id());
        let keys = firm.seller.room_keys(&firm.world, &firm.room);
        let ring = Keyring::of(&raw, firm.room.id(), firm.owner, &keys);
        assert!(ring.holds(firm.notes) && !ring.holds(firm.customers));
        // and then it is over
        firm.world.later(31 * DAY);
        theirs.refresh().await.unwrap();
        assert_eq!(open.refresh().await, Err(Error::Ended));
        assert_eq!(theirs.pending(), vec![]);
    });
}

#[test]
fn a_handover_that_crashed_anywhere_is_finished_by_the_buyers_program() {
    run(async {
        for (n, stays) in (0..7).flat_map(|n| [(n, false), (n, true)]) {
            let firm = firm().await;
            let (buyer, theirs, _) = &firm.deng;
            let folders = [firm.notes];
            let until = firm.world.now() + 30 * DAY;
            let stay = match stays {
                true => Stay::Reads {
                    until,
                    folders: &folders,
                    reason: "tax",
                },
                false => Stay::Ends,
            };
            let offer = firm.offer(stay).await;
            let mut left = n;
            *buyer.hooks.before.borrow_mut() = Some(Box::new(move |what| match (what, left) {
                ("append", 0) => Err(ApiError::Unreachable(String::new())),
                ("append", _) => {
                    left -= 1;
                    Ok(())
                }
                _ => Ok(()),
            }));
            let done = theirs.accept_handover(&offer).await;
            let again = buyer.elsewhere(&firm.world).await;
            let open = again.home.open(&again.me, &firm.room.id()).await.unwrap();
            let view = open.view();
            if !view.owns {
                // nothing, or rules that say nothing of who owns: the seller still does
                assert!(done.is_err());
                firm.room.refresh().await.unwrap();
                assert!(firm.room.view().owns, "{n}");
                open.accept_handover(&offer).await.unwrap();
            }
            open.settle().await.unwrap();
            assert!(open.view().owns);
            assert_eq!(open.pending(), vec![], "{n}");
            let members = open.members().await.unwrap();
            let seller = members.iter().find(|one| one.member == firm.owner).unwrap();
            let wanted = match stays {
                true => (MemberStanding::Live, Some(until)),
                false => (MemberStanding::Ended, None),
            };
            assert_eq!((seller.standing, seller.expires), wanted, "{n}");
            let raw = Raw::new(&firm.world, firm.room.id());
            let keys = firm.seller.room_keys(&firm.world, &firm.room);
            let ring = Keyring::of(&raw, firm.room.id(), firm.owner, &keys);
            assert!(!ring.holds(firm.customers), "{n}");
        }
    });
}

#[test]
fn an_offer_and_another_decision_of_the_owner_hold_in_the_order_in_which_they_came() {
    run(async {
        // the seller takes the office back first: the offer is over
        let first = firm().await;
        let offer = first.offer(Stay::Ends).await;
        first.room.dismiss(&first.deng.2).await.unwrap();
        let late = first.deng.1.accept_handover(&offer).await;
        assert!(
            matches!(late, Err(Error::Decided | Error::NotAllowed)),
            "{late:?}"
        );
        assert!(first.room.view().owns);
        // also when it is given again
        first
            .room
            .appoint(&first.deng.2, Office::Manager)
            .await
            .unwrap();
        first.deng.1.refresh().await.unwrap();
        let late = first.deng.1.accept_handover(&offer).await;
        assert_eq!(late.err(), Some(Error::Decided));
        // the buyer accepts first: the seller's program has nothing to say
        let second = firm().await;
        let offer = second.offer(Stay::Ends).await;
        second.deng.1.accept_handover(&offer).await.unwrap();
        let late = second.room.dismiss(&second.deng.2).await;
        assert!(late.is_err(), "{late:?}");
        assert!(second.deng.1.view().owns);
    });
}

#[test]
fn a_bible_holds_what_its_role_opens_and_verifies_by_itself() {
    run(async {
        let firm = firm().await;
        let give = Op::Access(firm.a, firm.notes, Some(Level::Read));
        firm.room.apply(&[give]).await.unwrap();
        let list = firm.signed_list().await;
        let of = BibleOf {
            to: Some(firm.deng.2),
            list: Some(&list),
            ..BibleOf::default()
        };
        let files = bind(&firm.room, &firm.seller.host, &of).await.unwrap();
        assert_eq!(files["files/1 customers/1.1 list.pdf"], bytes(900, 1));
        assert_eq!(files["files/2 notes/2.1 memo.pdf"], bytes(900, 2));
        let index: Vec<BibleDoc> = serde_json::from_slice(&files["index.json"]).unwrap();
        assert_eq!(index.len(), 2);
        for path in ["index.html", "verify.html", "index.csv", "activity.csv"] {
            assert!(!files[path].is_empty(), "{path}");
        }
        assert!(files.contains_key("ledger/checkpoint"));
        // one signature says so
        let report = verified(&files).unwrap();
        assert_eq!(report.flaws, []);
        assert!(report.holds() && !report.is_complete());
        assert!(report.chains > 5 && report.entries > 20);
        let both = countersigned(&files, &firm.deng);
        assert!(verified(&both).unwrap().is_complete());
        // a bidder's: by the manager, and by herself, it is the same documents and no more
        let of = BibleOf {
            member: Some(firm.anna.2),
            ..BibleOf::default()
        };
        let hers = bind(&firm.room, &firm.seller.host, &of).await.unwrap();
        let own = bind(&firm.anna.1, &firm.anna.0.host, &BibleOf::default())
            .await
            .unwrap();
        for files in [&hers, &own] {
            let docs: Vec<_> = files
                .keys()
                .filter(|path| path.starts_with("files/"))
                .collect();
            assert_eq!(docs, ["files/notes/1 memo.pdf"]);
            let report = verified(files).unwrap();
            assert_eq!(report.flaws, [], "{report:?}");
            let told = |needle: &str| {
                let holds = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains(needle);
                files
                    .iter()
                    .any(|(path, bytes)| path.contains(needle) || holds(bytes))
            };
            assert!(!told("list.pdf") && !told("customers") && !told("Bert"));
            assert!(!files.contains_key(&format!("ledger/{}.txt", firm.customers)));
            assert!(!files.contains_key(&format!("ledger/{}.txt", ChainId::ROSTER)));
            assert!(!files.contains_key("ledger/checkpoint"));
        }
        let both = countersigned(&hers, &firm.anna);
        assert!(verified(&both).unwrap().is_complete());
        // what managers call somebody is not in it, and what that one did is
        let terms = InviteTerms {
            label: "hard to please",
            groups: vec![firm.a],
            join_by: firm.world.now() + DAY,
            ..InviteTerms::default()
        };
        let invite = firm.room.invite_with(&terms).await.unwrap();
        let (carl, theirs) = firm.world.joined("Carl", &invite).await;
        firm.room.refresh().await.unwrap();
        theirs.refresh().await.unwrap();
        get(&theirs, &carl.host, &firm.memo).await.unwrap();
        let of = BibleOf {
            member: Some(invite.member),
            ..BibleOf::default()
        };
        let his = bind(&firm.room, &firm.seller.host, &of).await.unwrap();
        let text = |path: &str| String::from_utf8_lossy(&his[path]).into_owned();
        assert!(!his.keys().any(|path| text(path).contains("hard to please")));
        let table = text("activity.csv");
        assert!(
            table.contains("Carl") && table.contains("memo.pdf"),
            "{table}"
        );
        assert!(!table.contains(",notes,"), "{table}");
    });
}
