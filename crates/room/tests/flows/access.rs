//! Who may see what: groups, rules, stages, clean teams, offices, approval.

use room::{InviteTerms, Level, MemberId, Mismatch, Office, Op, Principal, ScopeId};

use crate::support::*;

/// A sale: folders finance, legal, hr, two bidders' groups with a person each.
pub(super) struct Sale {
    pub(super) world: World,
    pub(super) seller: Person,
    pub(super) room: TheRoom,
    pub(super) finance: ScopeId,
    pub(super) legal: ScopeId,
    pub(super) contracts: ScopeId,
    pub(super) a: Principal,
    pub(super) b: Principal,
    pub(super) one: (Person, TheRoom, MemberId),
    pub(super) two: (Person, TheRoom, MemberId),
}

pub(super) async fn into_group(
    world: &World,
    room: &TheRoom,
    name: &str,
    group: Principal,
) -> (Person, TheRoom, MemberId) {
    world.entered(room, name, &[group]).await
}

pub(super) async fn sale() -> Sale {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let top = root(&room);
    let files = [
        file("finance/f.pdf", bytes(900, 1)),
        file("legal/l.pdf", bytes(900, 2)),
        file("legal/contracts/c.pdf", bytes(900, 3)),
    ];
    put(&room, &seller.host, top, &files).await;
    let made = room
        .make_folders(top, &["finance".to_owned(), "legal/contracts".to_owned()])
        .await
        .unwrap();
    let (a, b) = (
        room.make_group("Bidder A").await.unwrap(),
        room.make_group("Bidder B").await.unwrap(),
    );
    let one = into_group(&world, &room, "Anna", a).await;
    let two = into_group(&world, &room, "Bert", b).await;
    Sale {
        finance: made["finance"],
        legal: made["legal"],
        contracts: made["legal/contracts"],
        world,
        seller,
        room,
        a,
        b,
        one,
        two,
    }
}

/// What a person's program shows: folders and documents by name.
pub(super) async fn sees(room: &TheRoom) -> Vec<String> {
    room.refresh().await.unwrap();
    let view = room.view();
    assert_eq!(view.alarms, vec![]);
    let folders = view
        .folders
        .iter()
        .map(|folder| format!("{}/", folder.name));
    let docs = view.docs.iter().map(|doc| doc.name.clone());
    let mut all: Vec<String> = folders.chain(docs).collect();
    all.sort();
    all
}

/// What the matrix says is what the member's keys open.
pub(super) async fn agrees(sale: &Sale, member: &MemberId, room: &TheRoom) {
    let seen = sale.room.view_as(member).await.unwrap();
    assert_eq!(seen.mismatches, Vec::<Mismatch>::new());
    let ids = |view: &room::View| {
        let folders = view.folders.iter();
        let folders = folders.map(|folder| (folder.id.0, folder.number.clone()));
        let docs = view.docs.iter();
        let docs = docs.map(|doc| (doc.record.doc.0, doc.number.clone()));
        let mut ids: Vec<_> = folders.chain(docs).collect();
        ids.sort();
        ids
    };
    room.refresh().await.unwrap();
    assert_eq!(ids(&seen.view), ids(&room.view()));
}

#[test]
fn a_group_gives_what_it_is_given_to_those_who_are_in_and_who_come() {
    run(async {
        let sale = sale().await;
        let (room, a) = (&sale.room, sale.a);
        assert_eq!(sees(&sale.one.1).await, Vec::<String>::new());
        let give = [Op::Access(a, sale.legal, Some(Level::Read))];
        let planned = room.preview(&give).unwrap();
        assert_eq!(planned.len(), 2);
        assert!(planned.iter().all(|one| one.member == sale.one.2));
        room.apply(&give).await.unwrap();
        let legal = ["c.pdf", "contracts/", "l.pdf", "legal/"];
        assert_eq!(sees(&sale.one.1).await, legal);
        assert_eq!(sees(&sale.two.1).await, Vec::<String>::new());
        agrees(&sale, &sale.one.2, &sale.one.1).await;
        agrees(&sale, &sale.two.2, &sale.two.1).await;
        // one who comes later, and one who leaves the group
        let late = into_group(&sale.world, room, "Carl", a).await;
        assert_eq!(sees(&late.1).await, legal);
        room.apply(&[Op::Belongs(Principal::member(&late.2), a, false)])
            .await
            .unwrap();
        assert_eq!(sees(&late.1).await, Vec::<String>::new());
        assert_eq!(sees(&sale.one.1).await, legal);
        agrees(&sale, &late.2, &late.1).await;
        agrees(&sale, &sale.one.2, &sale.one.1).await;
    });
}

#[test]
fn row_23_narrowed_below_a_folder_is_detached_and_turned() {
    run(async {
        let sale = sale().await;
        let room = &sale.room;
        let top = root(room);
        room.apply(&[
            Op::Access(sale.a, top, Some(Level::Read)),
            Op::Access(sale.b, top, Some(Level::Read)),
        ])
        .await
        .unwrap();
        let all = sees(&sale.two.1).await;
        assert_eq!(all.len(), 7);
        // Bidder B loses the contracts, not what is beside
        room.apply(&[Op::Access(sale.b, sale.contracts, Some(Level::Nothing))])
            .await
            .unwrap();
        assert_eq!(sees(&sale.one.1).await, all);
        let less = sees(&sale.two.1).await;
        assert_eq!(less.len(), 5);
        assert!(!less.contains(&"contracts/".to_owned()));
        assert!(room.pending().is_empty());
        agrees(&sale, &sale.one.2, &sale.one.1).await;
        agrees(&sale, &sale.two.2, &sale.two.1).await;
        // what comes later is for those only who still hold it
        put(
            room,
            &sale.seller.host,
            sale.contracts,
            &[file("new.pdf", bytes(900, 4))],
        )
        .await;
        assert!(sees(&sale.one.1).await.contains(&"new.pdf".to_owned()));
        assert!(!sees(&sale.two.1).await.contains(&"new.pdf".to_owned()));
        // a second manager's machine sees the folder where it was
        let again = sale.seller.elsewhere(&sale.world).await;
        let open = again.home.open(&again.me, &room.id()).await.unwrap();
        let view = open.view();
        let folder = view
            .folders
            .iter()
            .find(|f| f.id == sale.contracts)
            .unwrap();
        assert_eq!(
            (folder.parent, folder.name.as_str()),
            (Some(sale.legal), "contracts")
        );
        // and back
        room.apply(&[Op::Access(sale.b, sale.contracts, None)])
            .await
            .unwrap();
        assert_eq!(sees(&sale.two.1).await, sees(&sale.one.1).await);
        agrees(&sale, &sale.two.2, &sale.two.1).await;
    });
}

#[test]
fn a_stage_is_disclosed_to_whom_it_is_granted() {
    run(async {
        let sale = sale().await;
        let (room, top) = (&sale.room, root(&sale.room));
        room.apply(&[
            Op::Access(sale.a, top, Some(Level::Read)),
            Op::Access(sale.b, top, Some(Level::Read)),
        ])
        .await
        .unwrap();
        let stage = room.prepare_folder(top, "Stage two").await.unwrap();
        put(
            room,
            &sale.seller.host,
            stage,
            &[file("deep/s.pdf", bytes(900, 5))],
        )
        .await;
        for (_, theirs, _) in [&sale.one, &sale.two] {
            assert_eq!(sees(theirs).await.len(), 7);
        }
        let mine = sees(room).await;
        assert!(mine.contains(&"Stage two/".to_owned()) && mine.contains(&"s.pdf".to_owned()));
        room.apply(&[Op::Access(sale.a, stage, Some(Level::Read))])
            .await
            .unwrap();
        assert_eq!(sees(&sale.one.1).await.len(), 10);
        assert_eq!(sees(&sale.two.1).await.len(), 7);
        room.close_folder(stage, false).await.unwrap();
        assert_eq!(sees(&sale.two.1).await.len(), 10);
        room.close_folder(stage, true).await.unwrap();
        assert_eq!(sees(&sale.two.1).await.len(), 7);
        agrees(&sale, &sale.one.2, &sale.one.1).await;
        agrees(&sale, &sale.two.2, &sale.two.1).await;
    });
}

#[test]
fn a_clean_teams_folder_is_held_by_the_team_alone() {
    run(async {
        let sale = sale().await;
        let (room, world) = (&sale.room, &sale.world);
        let second = into_group(world, room, "Deng", sale.a).await;
        room.appoint(&second.2, Office::Manager).await.unwrap();
        let clean = room.clean_folder("Clean team").await.unwrap();
        put(
            room,
            &sale.seller.host,
            clean,
            &[file("x.pdf", bytes(900, 6))],
        )
        .await;
        second.1.refresh().await.unwrap();
        assert!(second.1.view().manage);
        assert!(sees(&second.1).await.contains(&"finance/".to_owned()));
        assert!(!sees(&second.1).await.contains(&"Clean team/".to_owned()));
        room.apply(&[Op::Access(sale.b, clean, Some(Level::Read))])
            .await
            .unwrap();
        assert_eq!(sees(&sale.two.1).await, ["Clean team/", "x.pdf"]);
        // the other manager cannot take from it, nor does its client try to
        second
            .1
            .apply(&[Op::Access(sale.b, sale.finance, Some(Level::Read))])
            .await
            .unwrap();
        assert_eq!(sees(&sale.two.1).await.len(), 4);
        // who leaves the team leaves its folder, and the team goes on
        let late = into_group(world, room, "Eva", sale.b).await;
        assert_eq!(sees(&late.1).await.len(), 4);
        room.end(&sale.two.2).await.unwrap();
        put(
            room,
            &sale.seller.host,
            clean,
            &[file("y.pdf", bytes(900, 7))],
        )
        .await;
        assert_eq!(sees(&late.1).await.len(), 5);
        agrees(&sale, &late.2, &late.1).await;
        let (_, again) = reopen(world, &sale.seller, room).await.unwrap();
        assert!(sees(&again).await.contains(&"y.pdf".to_owned()));
    });
}

#[test]
fn an_invite_with_approval_gives_nothing_before_it() {
    run(async {
        let sale = sale().await;
        let (room, world) = (&sale.room, &sale.world);
        let invite = room
            .invite_with(&InviteTerms {
                label: "counsel",
                folders: vec![sale.legal],
                groups: vec![sale.a],
                approval: true,
                join_by: world.now() + DAY,
                ..InviteTerms::default()
            })
            .await
            .unwrap();
        let (person, theirs) = world.joined("Counsel", &invite).await;
        assert_eq!(sees(&theirs).await, Vec::<String>::new());
        room.refresh().await.unwrap();
        room.apply(&[Op::Access(sale.a, sale.finance, Some(Level::Read))])
            .await
            .unwrap();
        assert_eq!(sees(&theirs).await, Vec::<String>::new());
        let members = room.members().await.unwrap();
        let waits = members.iter().find(|m| m.member == invite.member).unwrap();
        assert!(waits.awaits);
        let words = person.me.seed.root().fingerprint();
        assert_eq!(waits.fingerprint, Some(words));
        // a card other than the one whose words were compared is a hard stop
        let other = sale.one.0.me.seed.root().fingerprint();
        let refused = room.approve(&invite.member, &other).await;
        assert_eq!(refused, Err(room::Error::KeyChanged));
        room.approve(&invite.member, &words).await.unwrap();
        assert_eq!(sees(&theirs).await.len(), 6);
        agrees(&sale, &invite.member, &theirs).await;
    });
}

#[test]
fn offices_bring_keys_and_take_them_again() {
    run(async {
        let sale = sale().await;
        let room = &sale.room;
        let (_, theirs, id) = &sale.one;
        room.appoint(id, Office::Manager).await.unwrap();
        theirs.refresh().await.unwrap();
        assert_eq!(sees(theirs).await, sees(room).await);
        // the second manager works: grants, and makes a folder
        theirs
            .apply(&[Op::Access(sale.b, sale.finance, Some(Level::Read))])
            .await
            .unwrap();
        theirs.make_folder(root(theirs), "by two").await.unwrap();
        assert_eq!(sees(&sale.two.1).await, ["f.pdf", "finance/"]);
        assert_eq!(sees(theirs).await, sees(room).await);
        // and is dismissed: a person again, with what its group has
        room.dismiss(id).await.unwrap();
        assert_eq!(
            room.pending(),
            vec![],
            "{:?} {:?}",
            root(room),
            room.places()
        );
        assert_eq!(sees(theirs).await, Vec::<String>::new());
        assert!(!theirs.view().manage);
        agrees(&sale, id, theirs).await;
        assert_eq!(sees(&sale.two.1).await, ["f.pdf", "finance/"]);
        let (_, again) = reopen(&sale.world, &sale.seller, room).await.unwrap();
        assert_eq!(sees(&again).await, sees(room).await);
    });
}

#[test]
fn a_coordinator_sees_people_and_no_folder() {
    run(async {
        let sale = sale().await;
        let room = &sale.room;
        let (_, theirs, id) = &sale.one;
        room.apply(&[Op::Access(sale.a, sale.finance, Some(Level::Read))])
            .await
            .unwrap();
        room.appoint(id, Office::Coordinator).await.unwrap();
        assert_eq!(sees(theirs).await, Vec::<String>::new());
        let people = theirs.members().await.unwrap();
        let names: Vec<_> = people.iter().filter_map(|m| m.name.clone()).collect();
        assert!(names.contains(&"Bert".to_owned()), "{names:?}");
        let refused = theirs
            .apply(&[Op::Access(sale.a, sale.legal, Some(Level::Read))])
            .await;
        assert_eq!(refused, Err(room::Error::NotAllowed));
        // it keeps out for now whoever holds no office
        assert!(theirs.view().coordinates && !theirs.view().manage);
        theirs.suspend(&sale.two.2, true).await.unwrap();
        assert_eq!(sale.two.1.refresh().await, Err(room::Error::Suspended));
        let manager = theirs.suspend(&owner_of(room).await, true).await;
        assert_eq!(manager, Err(room::Error::NotAllowed));
        theirs.suspend(&sale.two.2, false).await.unwrap();
        sale.two.1.refresh().await.unwrap();
    });
}

#[test]
fn the_room_survives_the_loss_of_its_maker_with_a_second_owner() {
    run(async {
        let sale = sale().await;
        let (_, theirs, id) = &sale.one;
        sale.room.appoint(id, Office::Owner).await.unwrap();
        theirs.refresh().await.unwrap();
        let people = theirs.members().await.unwrap();
        let wang = |member: &&room::MemberView| member.name.as_deref() == Some("Wang Fang");
        let founder = people.iter().find(wang).unwrap().member;
        theirs.end(&founder).await.unwrap();
        put(
            theirs,
            &sale.one.0.host,
            root(theirs),
            &[file("after.pdf", bytes(900, 8))],
        )
        .await;
        theirs
            .apply(&[Op::Access(sale.b, root(theirs), Some(Level::Read))])
            .await
            .unwrap();
        assert!(sees(&sale.two.1).await.contains(&"after.pdf".to_owned()));
        assert!(sale.room.refresh().await.is_err());
    });
}

#[test]
fn of_two_folders_that_are_moved_into_each_other_the_second_stays() {
    run(async {
        let sale = sale().await;
        let room = &sale.room;
        room.apply(&[Op::Access(sale.a, sale.legal, Some(Level::Read))])
            .await
            .unwrap();
        // as two managers say it who do not know of each other's move
        room.apply(&[Op::Place(sale.finance, Some(sale.legal))])
            .await
            .unwrap();
        let before = (room.places(), sees(&sale.one.1).await);
        room.apply(&[Op::Place(sale.legal, Some(sale.finance))])
            .await
            .unwrap();
        assert_eq!((room.places(), sees(&sale.one.1).await), before);
        assert_eq!(before.0[&sale.finance], Some(sale.legal));
        assert_eq!(before.0[&sale.legal], Some(root(room)));
        // also when the first lies deeper, below a folder of the second
        room.apply(&[Op::Place(sale.finance, Some(sale.contracts))])
            .await
            .unwrap();
        room.apply(&[Op::Place(sale.legal, Some(sale.finance))])
            .await
            .unwrap();
        assert_eq!(room.places()[&sale.legal], Some(root(room)));
        agrees(&sale, &sale.one.2, &sale.one.1).await;
    });
}

#[test]
fn a_date_for_the_maker_who_left_stops_no_grants() {
    run(async {
        let sale = sale().await;
        let (_, theirs, id) = &sale.one;
        let founder = owner_of(&sale.room).await;
        sale.room.appoint(id, Office::Owner).await.unwrap();
        theirs.refresh().await.unwrap();
        theirs.dismiss(&founder).await.unwrap();
        let end = sale.world.now() + DAY;
        // the date is stored, and what is sealed with it is not: that is found by whoever comes next
        sale.one.0.hooks.left.set(Some(1));
        let dated = theirs.set_dates(&founder, Some(end)).await;
        dated.unwrap_err();
        sale.one.0.hooks.clear();
        theirs.refresh().await.unwrap();
        theirs
            .apply(&[Op::Access(sale.b, sale.finance, Some(Level::Read))])
            .await
            .unwrap();
        assert_eq!(sees(&sale.two.1).await, ["f.pdf", "finance/"]);
        assert_eq!(theirs.pending(), vec![]);
        // the maker is there until then, as one who reads nothing
        sale.room.refresh().await.unwrap();
        assert!(!sale.room.view().manage);
        theirs.set_dates(&founder, Some(end + HOUR)).await.unwrap();
        theirs.set_dates(&founder, Some(end + DAY)).await.unwrap();
        sale.world.later(DAY);
        sale.room.refresh().await.unwrap();
    });
}

#[test]
fn what_is_applied_is_what_was_shown() {
    run(async {
        let sale = sale().await;
        let (room, a) = (&sale.room, sale.a);
        let deng = into_group(&sale.world, room, "Deng", sale.b).await;
        room.appoint(&deng.2, Office::Manager).await.unwrap();
        deng.1.refresh().await.unwrap();
        let give = [Op::Access(a, sale.finance, Some(Level::Read))];
        let shown = room.preview(&give).unwrap();
        assert_eq!(shown.len(), 1);
        // while the preview is looked at, another manager puts somebody into the group
        let bert = Principal::member(&sale.two.2);
        deng.1.apply(&[Op::Belongs(bert, a, true)]).await.unwrap();
        let applied = room.apply_shown(&give, &shown).await;
        assert_eq!(applied, Err(room::Error::Contended));
        for (_, theirs, _) in [&sale.one, &sale.two] {
            assert_eq!(sees(theirs).await, Vec::<String>::new());
        }
        // what it means now is shown, and applied
        let shown = room.preview(&give).unwrap();
        assert_eq!(shown.len(), 2);
        room.apply_shown(&give, &shown).await.unwrap();
        assert_eq!(sees(&sale.two.1).await, ["f.pdf", "finance/"]);
    });
}

#[test]
fn a_folder_that_moves_is_for_those_who_hold_its_new_place() {
    run(async {
        let sale = sale().await;
        let room = &sale.room;
        room.apply(&[
            Op::Access(sale.a, sale.legal, Some(Level::Read)),
            Op::Access(sale.b, sale.finance, Some(Level::Read)),
        ])
        .await
        .unwrap();
        room.move_folder(sale.contracts, sale.finance)
            .await
            .unwrap();
        assert_eq!(sees(&sale.one.1).await, ["l.pdf", "legal/"]);
        assert_eq!(
            sees(&sale.two.1).await,
            ["c.pdf", "contracts/", "f.pdf", "finance/"]
        );
        agrees(&sale, &sale.one.2, &sale.one.1).await;
        agrees(&sale, &sale.two.2, &sale.two.1).await;
        let below = room.move_folder(sale.finance, sale.contracts).await;
        assert_eq!(below, Err(room::Error::NotAllowed));
        let rooted = room.move_folder(root(room), sale.legal).await;
        assert_eq!(rooted, Err(room::Error::NotAllowed));
    });
}

#[test]
fn a_clean_teams_folder_is_granted_to_a_manager_and_by_its_granters_alone() {
    run(async {
        let sale = sale().await;
        let (room, world) = (&sale.room, &sale.world);
        let wang = owner_of(room).await;
        let (deng, theirs, id) = into_group(world, room, "Deng", sale.a).await;
        room.appoint(&id, Office::Manager).await.unwrap();
        let clean = room.clean_folder("Clean team").await.unwrap();
        room.make_folder(clean, "deep").await.unwrap();
        let rule = |who: &MemberId, level| [Op::Access(Principal::member(who), clean, Some(level))];
        // one who is no granter neither sees it nor has a say in it
        assert!(!sees(&theirs).await.contains(&"Clean team/".to_owned()));
        let row = |room: &TheRoom, who: &MemberId| {
            let matrix = room.matrix().unwrap();
            let row = matrix
                .rows
                .iter()
                .find(|row| row.who == Principal::member(who));
            row.map(|row| {
                let at = matrix.folders.iter().position(|folder| folder.id == clean);
                (row.manages, at.map(|at| matrix.levels[row.levels][at]))
            })
        };
        assert_eq!(row(&theirs, &id), None, "there is nothing to offer");
        assert_eq!(row(room, &id), Some((true, Some(Level::Nothing))));
        assert_eq!(row(room, &wang), Some((true, Some(Level::Write))));

        // a manager is granted it like anybody else, by itself or by a group
        let give = rule(&id, Level::Read);
        let planned = room.preview(&give).unwrap();
        assert!(!planned.is_empty() && planned.iter().all(|one| one.member == id));
        room.apply(&give).await.unwrap();
        assert!(sees(&theirs).await.contains(&"deep/".to_owned()));
        put(&theirs, &deng.host, clean, &[file("d.pdf", bytes(90, 1))]).await;
        theirs.make_folder(clean, "by Deng").await.unwrap();
        // and grants it in turn
        theirs.apply(&rule(&sale.two.2, Level::Read)).await.unwrap();
        assert_eq!(
            sees(&sale.two.1).await,
            ["Clean team/", "by Deng/", "d.pdf", "deep/"]
        );
        agrees(&sale, &sale.two.2, &sale.two.1).await;

        // who leaves it says nothing about it any more; the last one stays
        room.apply(&rule(&wang, Level::Nothing)).await.unwrap();
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.pending(), vec![]);
        let (_, again) = reopen(world, &sale.seller, room).await.unwrap();
        assert!(!sees(&again).await.contains(&"Clean team/".to_owned()));
        assert!(sees(&again).await.contains(&"finance/".to_owned()));
        let late = room.apply(&rule(&wang, Level::Read)).await;
        assert_eq!(late, Err(room::Error::NotAllowed));
        let last = theirs.apply(&rule(&id, Level::Nothing)).await;
        assert_eq!(last, Err(room::Error::NotAllowed));
        put(&theirs, &deng.host, clean, &[file("e.pdf", bytes(90, 2))]).await;
        assert!(sees(&sale.two.1).await.contains(&"e.pdf".to_owned()));
        // nothing is put into it or taken out of it as a folder
        let into = theirs.move_folder(sale.contracts, clean).await;
        let out = theirs.move_folder(clean, sale.finance).await;
        let stage = theirs.prepare_folder(clean, "stage").await;
        for refused in [into, out, stage.map(|_| ())] {
            assert_eq!(refused, Err(room::Error::NotAllowed));
        }
        // who loses the office stays a reader, as its rule says, and another one is no granter by that
        again.dismiss(&id).await.unwrap();
        assert!(sees(&theirs).await.contains(&"e.pdf".to_owned()));
        assert!(!theirs.view().manage);
    });
}
