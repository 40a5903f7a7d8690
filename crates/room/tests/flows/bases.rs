//! Legal bases: without one nothing with personal information is given, and what rests on one ends with it.

use room::{
    Answer, Basis, BasisKind, Cover, DataKind, Error, Hash, Labelled, Limits, Mark, Marking, Op,
    Principal, Reason, Shared,
};

use crate::support::firm::*;
use crate::support::*;

/// The list of customers holds names and mobile numbers of 1200 persons.
async fn labelled() -> Firm {
    let firm = firm().await;
    let marks = Marking {
        found: found(&[DataKind::Name, DataKind::Mobile, DataKind::CompanyCode]),
        ..personal(1200)
    };
    let label = [(Labelled::Doc(firm.list.into()), marks)];
    firm.room.classify(&label).await.unwrap();
    firm.settle().await;
    firm
}

fn reasons(answer: Result<(), Error>) -> Vec<Reason> {
    match answer {
        Err(Error::Against(against)) => against.list.iter().map(|one| one.reason).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn personal_information_is_given_on_a_recorded_basis_that_covers_it() {
    run(async {
        let firm = labelled().await;
        let (room, folder) = (&firm.room, firm.customers);
        let give = give(firm.a, folder);
        assert_eq!(reasons(room.apply(&give).await), [Reason::NoBasis]);
        // for somebody else, for another folder, of other kinds, not yet, no more
        let cover = [Cover::Folder(folder)];
        let good = basis(firm.a, &cover);
        let now = firm.world.now();
        for (other, reason) in [
            (basis(firm.b, &cover), Reason::NoBasis),
            (basis(firm.a, &[Cover::Folder(firm.notes)]), Reason::NoBasis),
            (
                Basis {
                    kinds: vec![DataKind::Name],
                    ..good.clone()
                },
                Reason::KindsNotNamed,
            ),
            (
                Basis {
                    from: now + DAY,
                    ..good.clone()
                },
                Reason::KindsNotNamed,
            ),
            (
                Basis {
                    until: Some(now),
                    ..good.clone()
                },
                Reason::KindsNotNamed,
            ),
        ] {
            room.record_basis(&other).await.unwrap();
            assert_eq!(reasons(room.apply(&give).await), [reason]);
        }
        let named = Basis {
            kinds: vec![DataKind::Name, DataKind::Mobile],
            until: Some(now + 10 * DAY),
            ..good.clone()
        };
        room.record_basis(&named).await.unwrap();
        room.apply(&give).await.unwrap();
        assert_eq!(firm.sees(&firm.anna).await, ["list.pdf"]);
        // what is sensitive takes a basis for that
        let sensitive = Marking {
            sensitive: Some(Mark::Is(Answer::Yes)),
            ..Marking::default()
        };
        let label = [(Labelled::Doc(firm.list.into()), sensitive)];
        room.classify(&label).await.unwrap();
        assert_eq!(firm.sees(&firm.anna).await, Vec::<String>::new());
        let held = room.breaches().unwrap().held_back;
        assert_eq!(held.list[0].reason, Reason::NotForSensitive);
        let consent = Basis {
            kind: BasisKind::Consent(Hash([7; 32])),
            sensitive: true,
            until: Some(now + 2 * DAY),
            ..good
        };
        room.record_basis(&consent).await.unwrap();
        assert_eq!(firm.sees(&firm.anna).await, ["list.pdf"]);
        // its time is over: what rests on it ends, and any manager's program sees to it
        firm.world.later(3 * DAY);
        firm.deng.1.refresh().await.unwrap();
        assert_eq!(firm.sees(&firm.anna).await, Vec::<String>::new());
        assert!(!firm.opens(&firm.anna, folder));
    });
}

#[test]
fn a_basis_for_a_document_goes_with_it_and_no_farther() {
    run(async {
        let firm = labelled().await;
        let room = &firm.room;
        let origin = room.origin_of(firm.list).unwrap();
        let given = basis(Principal::member(&firm.anna.2), &[Cover::Doc(origin)]);
        room.record_basis(&given).await.unwrap();
        room.apply(&give(firm.a, firm.notes)).await.unwrap();
        let moved = room.shift(&[firm.list], firm.notes).await.unwrap();
        assert_eq!(firm.sees(&firm.anna).await, ["list.pdf", "memo.pdf"]);
        // another document of the folder takes another one
        let doc = Labelled::Doc(firm.memo.into());
        room.classify(&[(doc, personal(1))]).await.unwrap();
        assert_eq!(firm.sees(&firm.anna).await, Vec::<String>::new());
        let held = room.breaches().unwrap().held_back;
        assert_eq!((held.count, held.list[0].name.as_str()), (1, "memo.pdf"));
        assert_eq!(room.origin_of(moved[0].now), Ok(origin));
    });
}

#[test]
fn a_basis_that_is_withdrawn_ends_in_the_same_request_what_rests_on_it() {
    run(async {
        let firm = labelled().await;
        let (room, folder) = (&firm.room, firm.customers);
        let cover = [Cover::Folder(folder)];
        let a = room.record_basis(&basis(firm.a, &cover)).await.unwrap();
        room.record_basis(&basis(firm.b, &cover)).await.unwrap();
        room.apply(&[give(firm.a, folder), give(firm.b, folder)].concat())
            .await
            .unwrap();
        assert_eq!(firm.sees(&firm.anna).await, ["list.pdf"]);
        // a link of its own, of one document, with a basis that is recorded with it
        let limits = Limits {
            expires: firm.world.now() + DAY,
            ..Limits::default()
        };
        let what = Shared::Docs(vec![firm.list.into()]);
        let refused = room.link(&what, "", limits).await.map(drop);
        assert_eq!(reasons(refused), [Reason::NoBasis]);
        let on = [basis(firm.a, &cover)];
        let link = room.link_on(&what, "", limits, &on).await.unwrap();
        let (visitor, host, _) = firm.world.visitor(&link).await.unwrap();
        let copy = visitor.view().docs[0].record.doc;
        get(&visitor, &host, &copy).await.unwrap();
        let bases = room.bases().unwrap();
        let links = bases
            .iter()
            .find(|one| one.basis.recipient.0 == link.member.0);
        let links = links.unwrap().id;
        // the store hears of nothing after that very request, and has ended it
        let mut sent = false;
        *firm.seller.hooks.before.borrow_mut() = Some(Box::new(move |what| {
            let again = what == "append" && core::mem::replace(&mut sent, true);
            match again {
                true => Err(blobs::ApiError::Unreachable("gone".to_owned())),
                false => Ok(()),
            }
        }));
        let lost = room.withdraw_basis(&a, "The persons object").await;
        assert_eq!(lost, Err(Error::Unreachable));
        let raw = Raw::new(&firm.world, room.id());
        let last = raw.chain(room::ChainId::ROSTER).pop().unwrap();
        let signed = ledger::Wrapped::parse(&last.wrapped).unwrap().signed();
        let public = signed.verify().unwrap().entry().public.clone();
        let ledger::Public::Withdraw(who, ..) = public else {
            panic!("{public:?}")
        };
        assert_eq!(who, firm.anna.2);
        let (_, theirs, _) = &firm.anna;
        let read = get(theirs, &firm.anna.0.host, &firm.list).await;
        assert!(read.is_err());
        firm.seller.hooks.clear();
        firm.settle().await;
        assert_eq!(firm.sees(&firm.anna).await, Vec::<String>::new());
        assert_eq!(firm.sees(&firm.bert).await, ["list.pdf"]);
        assert!(firm.opens(&firm.bert, folder) && !firm.opens(&firm.anna, folder));
        room.withdraw_basis(&links, "The persons object")
            .await
            .unwrap();
        assert!(get(&visitor, &host, &copy).await.is_err());
        // twice is once, and the reason is kept
        room.withdraw_basis(&a, "Again").await.unwrap();
        let bases = room.bases().unwrap();
        let gone = bases.iter().find(|one| one.id == a).unwrap();
        let (by, _, why) = gone.withdrawn.clone().unwrap();
        assert_eq!(
            (by.name.as_str(), why.as_str()),
            ("Wang Fang", "The persons object")
        );
        assert!(!gone.live);
        let again = room.apply(&[Op::Access(firm.a, folder, None)]).await;
        again.unwrap();
        assert_eq!(
            reasons(room.apply(&give(firm.a, folder)).await),
            [Reason::NoBasis]
        );
    });
}

#[test]
fn a_variant_that_tells_no_person_apart_is_named_and_given_instead() {
    run(async {
        let firm = labelled().await;
        let room = &firm.room;
        let variant = put(
            room,
            &firm.seller.host,
            firm.notes,
            &[file("v.pdf", bytes(9, 1))],
        )
        .await;
        let of = Marking {
            personal: Some(Mark::Is(Answer::No)),
            variant_of: Some(Mark::Is(room.origin_of(firm.list).unwrap())),
            ..Marking::default()
        };
        let said = [(Labelled::Doc(variant[0].into()), of.clone())];
        room.classify(&said).await.unwrap();
        let against = room.objections(&give(firm.a, firm.customers)).unwrap();
        assert_eq!(against.list[0].variant.map(|it| it.doc), Some(variant[0]));
        room.apply(&give(firm.a, firm.notes)).await.unwrap();
        assert_eq!(firm.sees(&firm.anna).await, ["memo.pdf", "v.pdf"]);
        // a folder is the variant of nothing
        let folder = [(Labelled::Folder(firm.notes), of)];
        assert_eq!(room.classify(&folder).await, Err(Error::NotAllowed));
    });
}

#[test]
fn persons_are_counted_by_the_recipients_country_and_time() {
    run(async {
        let firm = labelled().await;
        let room = &firm.room;
        let files = [file("eu.pdf", bytes(9, 1)), file("who.pdf", bytes(9, 1))];
        let more = put(room, &firm.seller.host, firm.customers, &files).await;
        let sensitive = Marking {
            sensitive: Some(Mark::Is(Answer::Yes)),
            ..personal(30)
        };
        let unknown = Marking {
            persons: None,
            ..personal(0)
        };
        let said = [
            (Labelled::Doc(more[0].into()), sensitive),
            (Labelled::Doc(more[1].into()), unknown),
        ];
        room.classify(&said).await.unwrap();
        let cover = [Cover::Folder(firm.customers)];
        let abroad = Basis {
            country: "DE".to_owned(),
            abroad: Some("Standard contract 2026-17".to_owned()),
            ..basis(firm.a, &cover)
        };
        let origin = room.origin_of(firm.list).unwrap();
        let again = Basis {
            covers: vec![Cover::Doc(origin)],
            ..abroad.clone()
        };
        for one in [&abroad, &again, &basis(firm.b, &[Cover::Doc(origin)])] {
            room.record_basis(one).await.unwrap();
        }
        let now = firm.world.now();
        let counts = room.country_counts(now - DAY, now + DAY).unwrap();
        let said: Vec<_> = counts
            .iter()
            .map(|one| {
                let numbers = (one.docs, one.persons, one.sensitive, one.uncounted);
                (one.country.as_str(), one.abroad, numbers)
            })
            .collect();
        let want = [
            ("CN", false, (1, 1200, 0, 0)),
            ("DE", true, (3, 1230, 30, 1)),
        ];
        assert_eq!(said, want);
        assert_eq!(room.country_counts(now - 2 * DAY, now - DAY).unwrap(), []);
        // what a basis has to say it says
        for odd in [
            Basis {
                country: "Germany".to_owned(),
                ..abroad.clone()
            },
            Basis {
                abroad: Some(" ".to_owned()),
                ..abroad.clone()
            },
            Basis {
                purpose: String::new(),
                ..abroad.clone()
            },
            Basis {
                covers: Vec::new(),
                ..abroad.clone()
            },
        ] {
            assert!(matches!(
                room.record_basis(&odd).await,
                Err(Error::BadName(_))
            ));
        }
        let nobody = basis(Principal([9; 16]), &cover);
        assert_eq!(room.record_basis(&nobody).await, Err(Error::NotFound));
    });
}
