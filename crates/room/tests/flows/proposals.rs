//! Proposals by somebody who coordinates, and what those who manage say to them.

use room::{
    Error, InviteTerms, Level, MemberId, MemberStanding, News, NewsKind, Office, Op, Principal,
    ProposalStanding, ProposalView, ScopeId, WantedDate, Wish, Wishes,
};

use crate::support::*;

struct Sale {
    world: World,
    seller: Person,
    room: TheRoom,
    folder: ScopeId,
    group: Principal,
    anna: (Person, TheRoom, MemberId),
    broker: (Person, TheRoom, MemberId),
}

async fn sale() -> Sale {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let folder = room.make_folder(root(&room), "Finance").await.unwrap();
    put(&room, &seller.host, folder, &[file("a.pdf", bytes(300, 1))]).await;
    let group = room.make_group("Bidder A").await.unwrap();
    room.apply(&[Op::Access(group, folder, Some(Level::Read))])
        .await
        .unwrap();
    let anna = world.entered(&room, "Anna", &[]).await;
    let broker = world.entered(&room, "Bo", &[]).await;
    room.appoint(&broker.2, Office::Coordinator).await.unwrap();
    broker.1.refresh().await.unwrap();
    Sale {
        world,
        seller,
        room,
        folder,
        group,
        anna,
        broker,
    }
}

fn note(text: &str) -> Wishes {
    Wishes {
        note: text.to_owned(),
        ..Wishes::default()
    }
}

/// The proposal with this note.
fn of(room: &TheRoom, text: &str) -> ProposalView {
    let all = room.proposals().unwrap();
    all.into_iter().find(|it| it.wishes.note == text).unwrap()
}

fn kinds(news: Vec<News>) -> Vec<NewsKind> {
    let kinds = news.into_iter().map(|one| one.kind);
    kinds
        .filter(|kind| matches!(kind, NewsKind::Proposed | NewsKind::Answered))
        .collect()
}

#[test]
fn what_is_accepted_is_brought_about_and_what_is_refused_says_why() {
    run(async {
        let it = sale().await;
        let (room, broker, anna) = (&it.room, &it.broker.1, &it.anna);
        let end = it.world.now() + 10 * DAY;
        let new = Principal([9; 16]);
        let wishes = Wishes {
            note: "Anna speaks for bidder A.\nBert comes too.".to_owned(),
            changes: vec![
                Op::Belongs(Principal::member(&anna.2), it.group, true),
                Op::Group(new, Some("Counsel of A".to_owned())),
            ],
            invites: vec![Wish {
                name: "Bert".to_owned(),
                groups: vec![it.group],
            }],
            dates: vec![WantedDate {
                member: anna.2,
                expires: Some(end),
            }],
        };
        it.world.later(1);
        broker.propose(&wishes).await.unwrap();
        broker.propose(&note("A second key")).await.unwrap();
        room.refresh().await.unwrap();
        let seen = of(room, &wishes.note);
        assert_eq!((&seen.wishes, seen.by.as_str()), (&wishes, "Bo"));
        assert_eq!((seen.standing, seen.mine), (ProposalStanding::Open, false));
        assert!(of(broker, &wishes.note).mine);
        assert_eq!(
            kinds(it.seller.home.news(room)),
            [NewsKind::Proposed, NewsKind::Proposed]
        );
        // what it would give is shown before
        let gives = room.preview(&seen.wishes.changes).unwrap();
        assert_eq!(gives.len(), 1);
        assert_eq!((gives[0].member, gives[0].folder), (anna.2, it.folder));
        it.world.later(1);
        // who is wished for is invited with the answer, into the group that it makes
        let bare = room.answer(&seen.id, true, "Agreed").await;
        assert_eq!(bare, Err(Error::NotAllowed));
        let terms = [InviteTerms {
            label: "Bert",
            groups: vec![it.group, new],
            join_by: it.world.now() + DAY,
            ..InviteTerms::default()
        }];
        let accepted = room.accept_shown(&seen.id, "Agreed", &gives, &terms);
        let invites = accepted.await.unwrap();
        assert_eq!(invites.len(), 1);
        let (_, berts) = it.world.joined("Bert", &invites[0]).await;
        assert_eq!(berts.view().folders.len(), 1);
        let other = of(room, "A second key");
        room.answer(&other.id, false, "Two are enough")
            .await
            .unwrap();
        anna.1.refresh().await.unwrap();
        assert_eq!(anna.1.view().folders.len(), 1);
        assert_eq!(anna.1.view().expires, Some(end));
        let matrix = room.matrix().unwrap();
        let made = matrix.rows.iter().find(|row| row.name == "Counsel of A");
        assert_eq!(made.unwrap().with, [Principal::member(&invites[0].member)]);
        // the coordinator sees both, and why
        broker.refresh().await.unwrap();
        let (yes, no) = (of(broker, &wishes.note), of(broker, "A second key"));
        assert_eq!(
            (yes.standing, no.standing),
            (ProposalStanding::Accepted, ProposalStanding::Refused)
        );
        let said = no.answer.unwrap();
        assert_eq!(
            (said.by.as_str(), said.reason.as_str()),
            ("Wang Fang", "Two are enough")
        );
        assert_eq!(
            kinds(it.broker.0.home.news(broker)),
            [NewsKind::Answered, NewsKind::Answered]
        );
        assert_eq!(kinds(it.seller.home.news(room)), []);
        // once decided it stays so
        for yes in [true, false] {
            let again = room.answer(&no.id, yes, "").await;
            assert_eq!(again, Err(Error::Decided));
        }
        assert_eq!(broker.withdraw_proposal(&no.id).await, Err(Error::Decided));
        let (_, again) = reopen(&it.world, &it.seller, room).await.unwrap();
        assert_eq!(again.proposals().unwrap(), room.proposals().unwrap());
        assert_eq!(
            (again.view().alarms, broker.view().alarms),
            (vec![], vec![])
        );
    });
}

#[test]
fn a_proposal_is_withdrawn_by_its_author_alone_and_void_when_the_office_is_gone() {
    run(async {
        let it = sale().await;
        let (room, broker) = (&it.room, &it.broker.1);
        for text in ["one", "two", "three"] {
            broker.propose(&note(text)).await.unwrap();
        }
        room.refresh().await.unwrap();
        let id = of(broker, "one").id;
        assert_eq!(room.withdraw_proposal(&id).await, Err(Error::NotAllowed));
        broker.withdraw_proposal(&id).await.unwrap();
        broker.withdraw_proposal(&id).await.unwrap();
        room.refresh().await.unwrap();
        assert_eq!(of(room, "one").standing, ProposalStanding::Withdrawn);
        assert_eq!(room.answer(&id, true, "").await, Err(Error::Decided));
        assert_eq!(room.proposals().unwrap().len(), 3);
        let two = of(room, "two").id;
        room.answer(&two, true, "").await.unwrap();
        room.dismiss(&it.broker.2).await.unwrap();
        assert_eq!(of(room, "three").standing, ProposalStanding::Void);
        assert_eq!(of(room, "two").standing, ProposalStanding::Accepted);
        let void = room.answer(&of(room, "three").id, true, "").await;
        assert_eq!(void, Err(Error::Decided));
        broker.refresh().await.unwrap();
        assert_eq!(broker.proposals(), Err(Error::NotAllowed));
        assert_eq!(broker.propose(&note("x")).await, Err(Error::NotAllowed));
        // who reads only proposes nothing and sees none
        let anna = &it.anna.1;
        assert_eq!(anna.proposals(), Err(Error::NotAllowed));
        assert_eq!(anna.propose(&note("x")).await, Err(Error::NotAllowed));
    });
}

#[test]
fn of_two_managers_one_answers() {
    run(async {
        let it = sale().await;
        let (room, broker) = (&it.room, &it.broker.1);
        let (_, other, manager) = it.world.entered(room, "Deng", &[]).await;
        room.appoint(&manager, Office::Manager).await.unwrap();
        let wishes = Wishes {
            changes: vec![Op::Belongs(Principal::member(&it.anna.2), it.group, true)],
            ..note("both")
        };
        broker.propose(&wishes).await.unwrap();
        room.refresh().await.unwrap();
        other.refresh().await.unwrap();
        let id = of(room, "both").id;
        let (a, b) = futures::join!(room.answer(&id, true, ""), other.answer(&id, false, "no"));
        assert!(
            matches!(
                (&a, &b),
                (Ok(()), Err(Error::Decided)) | (Err(Error::Decided), Ok(()))
            ),
            "{a:?} {b:?}"
        );
        room.refresh().await.unwrap();
        it.anna.1.refresh().await.unwrap();
        let accepted = of(room, "both").standing == ProposalStanding::Accepted;
        assert_eq!((accepted, a.is_ok()), (a.is_ok(), accepted));
        assert_eq!(it.anna.1.view().folders.len(), usize::from(accepted));
    });
}

#[test]
fn what_is_accepted_is_what_was_shown() {
    run(async {
        let it = sale().await;
        let (room, deng) = (&it.room, it.world.entered(&it.room, "Deng", &[]).await);
        room.appoint(&deng.2, Office::Manager).await.unwrap();
        deng.1.refresh().await.unwrap();
        let joins = Op::Belongs(Principal::member(&it.anna.2), it.group, true);
        let wishes = Wishes {
            changes: vec![joins],
            ..note("Anna, please")
        };
        it.broker.1.propose(&wishes).await.unwrap();
        room.refresh().await.unwrap();
        let id = of(room, "Anna, please").id;
        let shown = room.preview(&wishes.changes).unwrap();
        assert_eq!(shown.len(), 1);
        // while it is looked at, another manager gives the group one folder more
        let more = room.make_folder(root(room), "Legal").await.unwrap();
        deng.1.refresh().await.unwrap();
        let give = Op::Access(it.group, more, Some(Level::Read));
        deng.1.apply(&[give]).await.unwrap();
        let accepted = room.accept_shown(&id, "", &shown, &[]).await;
        assert_eq!(accepted.err(), Some(Error::Contended));
        it.anna.1.refresh().await.unwrap();
        assert_eq!(it.anna.1.view().folders.len(), 0);
        let shown = room.preview(&wishes.changes).unwrap();
        assert_eq!(shown.len(), 2);
        room.accept_shown(&id, "", &shown, &[]).await.unwrap();
        it.anna.1.refresh().await.unwrap();
        assert_eq!(it.anna.1.view().folders.len(), 2);
    });
}

#[test]
fn a_coordinator_keeps_out_lets_in_and_brings_dates_nearer() {
    run(async {
        let it = sale().await;
        it.world.later(1);
        let (room, broker, (_, annas, anna)) = (&it.room, &it.broker.1, &it.anna);
        broker.suspend(anna, true).await.unwrap();
        assert_eq!(annas.refresh().await, Err(Error::Suspended));
        broker.suspend(anna, false).await.unwrap();
        annas.refresh().await.unwrap();
        // who is kept out hinders no change for others, nor one for itself
        broker.suspend(anna, true).await.unwrap();
        room.refresh().await.unwrap();
        let (_, _, bert) = it.world.entered(room, "Bert", &[]).await;
        let join = |id: &MemberId| Op::Belongs(Principal::member(id), it.group, true);
        room.apply(&[join(anna), join(&bert)]).await.unwrap();
        assert_eq!(annas.refresh().await, Err(Error::Suspended));
        broker.refresh().await.unwrap();
        broker.suspend(anna, false).await.unwrap();
        annas.refresh().await.unwrap();
        assert_eq!(annas.view().folders.len(), 1);
        // nearer binds at once; farther is not its to say
        let (near, far) = (it.world.now() + HOUR, it.world.now() + DAY);
        broker.set_dates(anna, Some(near)).await.unwrap();
        for later in [Some(far), None] {
            assert_eq!(broker.set_dates(anna, later).await, Err(Error::NotAllowed));
        }
        // not of those in office
        let owner = owner_of(room).await;
        assert_eq!(broker.suspend(&owner, true).await, Err(Error::NotAllowed));
        assert_eq!(
            broker.set_dates(&owner, Some(near)).await,
            Err(Error::NotAllowed)
        );
        // those who manage seal what is held until then
        room.refresh().await.unwrap();
        annas.refresh().await.unwrap();
        assert_eq!(annas.view().expires, Some(near));
        it.world.later(HOUR);
        assert_eq!(annas.refresh().await, Err(Error::Expired));
        // it sees people, groups and no folder
        broker.refresh().await.unwrap();
        let matrix = broker.matrix().unwrap();
        assert!(matrix.folders.is_empty());
        assert!(matrix.rows.iter().any(|row| row.name == "Bidder A"));
        assert!(matrix.rows.iter().all(|row| row.rules.is_empty()));
        assert_eq!(broker.view().folders.len(), 0);
        let refused = broker.apply(&[Op::Group(it.group, None)]).await;
        assert_eq!(refused, Err(Error::NotAllowed));
    });
}

#[test]
fn what_is_proposed_is_checked() {
    run(async {
        let it = sale().await;
        let broker = &it.broker.1;
        assert!(broker.propose(&Wishes::default()).await.is_err());
        let other = |op: Op| Wishes {
            changes: vec![op],
            ..note("x")
        };
        let me = Principal::member(&it.anna.2);
        for op in [
            Op::Access(me, it.folder, Some(Level::Read)),
            Op::Await(me, false, None),
            Op::Closed(it.folder, false),
            Op::Sends(me, it.folder, true),
            Op::Text([1; 16], None, "甲".to_owned(), "a".to_owned()),
        ] {
            assert_eq!(broker.propose(&other(op)).await, Err(Error::NotAllowed));
        }
        let long = note(&"x".repeat(5000));
        assert_eq!(broker.propose(&long).await, Err(Error::TooLarge));
        assert_eq!(it.room.proposals().unwrap(), []);
    });
}

#[test]
fn an_answer_that_comes_too_late_leaves_no_invite() {
    run(async {
        let it = sale().await;
        let (room, broker) = (&it.room, &it.broker.1);
        let wishes = Wishes {
            invites: vec![Wish {
                name: "Bert".to_owned(),
                groups: vec![it.group],
            }],
            ..Wishes::default()
        };
        broker.propose(&wishes).await.unwrap();
        let (_tab, other) = reopen(&it.world, &it.seller, room).await.unwrap();
        room.refresh().await.unwrap();
        let id = room.proposals().unwrap()[0].id;
        let terms = || InviteTerms {
            label: "Bert",
            groups: vec![it.group],
            join_by: it.world.now() + DAY,
            ..InviteTerms::default()
        };
        let (yes, other_yes) = ([terms()], [terms()]);
        let (a, b) = futures::join!(
            room.accept_shown(&id, "", &[], &yes),
            other.accept_shown(&id, "", &[], &other_yes)
        );
        let made = [a, b].into_iter().flatten().flatten().count();
        assert_eq!(made, 1, "one of them decided");
        // an end that was not written at once is for whoever is told of it: here it was
        room.refresh().await.unwrap();
        let members = room.members().await.unwrap();
        let live = members
            .iter()
            .filter(|member| member.label == "Bert" && member.standing == MemberStanding::Live);
        assert_eq!(live.count(), 1);
        assert_eq!(
            room.proposals().unwrap()[0].standing,
            ProposalStanding::Accepted
        );
    });
}
