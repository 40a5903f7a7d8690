//! A seller makes a room, a buyer joins, a visitor reads a link.

use room::{Limits, MemberStanding, Role, Shared, peek, visit};

use crate::support::*;

#[test]
fn a_room_is_made_filled_and_found_again_with_the_seed_alone() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let to = root(&room);
        let contract = bytes(3_000, 1);
        let large = bytes(20 << 20, 2);
        let files = [
            file("合同.pdf", contract.clone()),
            file("finance/2024/large.bin", large.clone()),
            file("finance/empty.txt", Vec::new()),
        ];
        let docs = put(&room, &seller.host, to, &files).await;
        let elsewhere = seller.elsewhere(&world).await;
        assert_eq!(elsewhere.home.rooms()[0].title, "Project Lotus");
        let again = elsewhere
            .home
            .open(&elsewhere.me, &room.id())
            .await
            .unwrap();
        let view = again.view();
        assert_eq!(
            (view.title.as_str(), view.owner.as_str(), view.manage),
            ("Project Lotus", "Wang Fang", true)
        );
        assert!(view.alarms.is_empty(), "{:?}", view.alarms);
        assert_eq!(view.docs.len(), 3);
        let found = find(&again, "large.bin").unwrap();
        assert_eq!(view.path(&found.folder), ["finance", "2024"]);
        assert_eq!(
            get(&again, &elsewhere.host, &docs[0]).await.unwrap(),
            contract
        );
        assert_eq!(get(&again, &elsewhere.host, &docs[1]).await.unwrap(), large);
        assert_eq!(
            get(&again, &elsewhere.host, &docs[2]).await.unwrap(),
            Vec::<u8>::new()
        );
        let report = again.verify().await.unwrap();
        assert!(
            report.holds() && report.docs == 3 && report.parts == 5,
            "{report:?}"
        );
    });
}

#[test]
fn a_buyer_joins_by_an_invite_and_reads_what_it_gives_and_no_more() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let to = root(&room);
        let files = [
            file("secret.pdf", bytes(100, 1)),
            file("shown/in/deep.pdf", bytes(200, 2)),
            file("shown/a.pdf", bytes(300, 3)),
        ];
        let docs = put(&room, &seller.host, to, &files).await;
        let shown = room.make_folder(to, "shown").await.unwrap();
        let invite = room
            .invite(shown, "Buyer", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        let view = theirs.view();
        assert_eq!((view.title.as_str(), view.manage), ("Project Lotus", false));
        assert_eq!(
            view.folders
                .iter()
                .map(|folder| folder.name.as_str())
                .collect::<Vec<_>>(),
            ["shown", "in"]
        );
        assert!(view.alarms.is_empty(), "{:?}", view.alarms);
        assert_eq!(view.docs.len(), 2);
        assert_eq!(
            get(&theirs, &buyer.host, &docs[1]).await.unwrap(),
            bytes(200, 2)
        );
        assert_eq!(
            get(&theirs, &buyer.host, &docs[0]).await,
            Err(room::Error::NotFound)
        );
        // what is added later arrives
        put(
            &room,
            &seller.host,
            shown,
            &[file("later.pdf", bytes(10, 4))],
        )
        .await;
        theirs.refresh().await.unwrap();
        assert!(find(&theirs, "later.pdf").is_some());
        // the seller sees who came
        room.refresh().await.unwrap();
        let members = room.members().await.unwrap();
        let member = members
            .iter()
            .find(|member| member.member == invite.member)
            .unwrap();
        assert_eq!(
            (member.kind, member.name.as_deref(), member.standing),
            (Role::Person, Some("Li Wei"), MemberStanding::Live)
        );
        assert_eq!(member.fingerprint, Some(buyer.me.seed.root().fingerprint()));
        // it is used up for others, and just opens for oneself
        let third = world.person("Third").await;
        assert_eq!(
            third.home.join(&third.me, &fragment(&invite)).await.err(),
            Some(room::Error::UsedUp)
        );
        assert!(buyer.home.join(&buyer.me, &fragment(&invite)).await.is_ok());
        let (_, again) = reopen(&world, &buyer, &theirs).await.unwrap();
        assert_eq!(again.view().docs.len(), 3);
    });
}

#[test]
fn a_link_to_documents_opens_until_it_expires() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let files = [file("a.pdf", bytes(100, 1)), file("b.pdf", bytes(200, 2))];
        let docs = put(&room, &seller.host, root(&room), &files).await;
        let limits = Limits {
            expires: world.now() + 5_000,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Docs(vec![docs[0].into()]), "Auditor", limits)
            .await
            .unwrap();
        let seen = peek(&*seller.host, &fragment(&link)).await.unwrap();
        assert_eq!(seen.note.unwrap().contents, "a.pdf");
        let (theirs, host, _) = world.visitor(&link).await.unwrap();
        assert_eq!(theirs.view().docs.len(), 1);
        assert_eq!(get(&theirs, &host, &docs[0]).await.unwrap(), bytes(100, 1));
        world.later(5_000);
        assert_eq!(
            get(&theirs, &host, &docs[0]).await,
            Err(room::Error::Expired)
        );
        assert_eq!(world.visitor(&link).await.err(), Some(room::Error::Expired));
    });
}

#[test]
fn a_link_with_a_passphrase_and_a_number_of_openings() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.pdf", bytes(100, 1))],
        )
        .await;
        let limits = Limits {
            expires: world.now() + DAY,
            passphrase: Some("莲花 lotus"),
            opens: Some(1),
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Folder(root(&room)), "", limits)
            .await
            .unwrap();
        let (host, _) = world.device();
        let fragment = fragment(&link);
        let open = |passphrase| visit(std::rc::Rc::clone(&host), &fragment, passphrase);
        assert_eq!(open(None).await.err(), Some(room::Error::PassphraseNeeded));
        assert_eq!(
            open(Some("lotus")).await.err(),
            Some(room::Error::WrongPassphrase)
        );
        assert_eq!(open(Some("莲花 lotus")).await.unwrap().view().docs.len(), 1);
        // the same device resumes, another does not
        assert_eq!(open(Some("莲花 lotus")).await.unwrap().view().docs.len(), 1);
        let (other, _) = world.device();
        assert_eq!(
            visit(other, &fragment, Some("莲花 lotus")).await.err(),
            Some(room::Error::UsedUp)
        );
    });
}
