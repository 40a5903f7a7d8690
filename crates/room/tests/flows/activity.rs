//! What happened in a room: receipts of readers and visitors, the whole history, sums, and the table.

use room::{
    Action, CSV_COLUMNS, DocId, Event, Filter, Group, Happening, Limits, RoomState, Shared,
};

use crate::support::*;

async fn open(room: &TheRoom, host: &Device, doc: &DocId, action: Action) {
    let carrier = room::testkit::MemoryCarrier::new(room::Host::api(host));
    let (mut sink, control) = (Vec::new(), room::Control::new());
    room.open_doc(&carrier, doc, action, &mut sink, &control, &|_| {})
        .await
        .unwrap();
}

fn of(events: &[Event], what: Happening) -> Vec<&Event> {
    events.iter().filter(|event| event.what == what).collect()
}

fn all(room: &TheRoom) -> room::Activity {
    room.activity(&Filter::default(), 0, 1000)
}

#[test]
fn openings_of_readers_and_visitors_are_numbered_and_counted() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let files = [
            file("deal/a.pdf", bytes(900, 1)),
            file("deal/b.pdf", bytes(900, 2)),
        ];
        let docs = put(&room, &seller.host, top, &files).await;
        let invite = room
            .invite(top, "lawyer", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        let limits = Limits {
            expires: world.now() + 3 * DAY,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Folder(top), "auditors", limits)
            .await
            .unwrap();
        let (visited, device, _) = world.visitor(&link).await.unwrap();

        open(&theirs, &buyer.host, &docs[0], Action::View).await;
        world.later(30_000);
        theirs.closed(&docs[0], 30).await.unwrap();
        world.later(DAY);
        theirs.printed(&docs[0]).await.unwrap();
        open(&theirs, &buyer.host, &docs[1], Action::Download).await;
        world.later(1000);
        open(&visited, &device, &docs[0], Action::View).await;
        // nobody looks at anything for a week
        visited.closed(&docs[0], 7 * 86_400).await.unwrap();

        room.read_activity().await.unwrap();
        let seen = all(&room);
        assert!(seen.everybody && seen.gaps.is_empty());
        let (person, guest) = (&seen.by_person[0], &seen.by_person[1]);
        assert_eq!(person.0, invite.member);
        let sum = person.1;
        assert_eq!((sum.views, sum.prints, sum.downloads), (1, 1, 1));
        assert_eq!((sum.seconds, sum.different, sum.opens()), (30, 2, 3));
        assert_eq!(guest.1.seconds, u64::from(room::LONGEST));
        let who = |id| seen.people.iter().find(|one| one.id == id).unwrap();
        assert_eq!(
            (who(person.0).name.as_str(), who(person.0).link),
            ("Li Wei", None)
        );
        assert_eq!(who(guest.0).link, Some(link.member));
        assert_eq!(who(guest.0).label, "auditors");
        let (first, second) = (&seen.by_doc[0], &seen.by_doc[1]);
        assert_eq!(
            (first.0.doc, first.1.opens(), first.1.different),
            (docs[0], 3, 2)
        );
        assert_eq!((second.0.doc, second.1.opens()), (docs[1], 1));
        // a row a person, a column a document or a day
        assert_eq!(seen.map.rows, [invite.member, guest.0]);
        let columns = seen.map.columns.iter().map(|at| at.doc);
        assert!(columns.eq([docs[0], docs[1]]));
        assert_eq!(seen.map.cells, [[2, 1], [1, 0]]);
        assert_eq!(seen.days.cells, [[1, 2], [0, 1]]);
        assert_eq!(seen.days.columns.len(), 2);
        // the numbers are the device's, and the place is known
        let mine = seen
            .events
            .iter()
            .filter(|event| event.who == Some(invite.member));
        let numbers: Vec<_> = mine.filter_map(|event| event.receipt).collect();
        assert_eq!(numbers, [(1, 4), (1, 3), (1, 2), (1, 1)]);
        let place = seen
            .places
            .iter()
            .find(|place| place.at.doc == docs[0])
            .unwrap();
        assert_eq!(
            (place.name.as_str(), place.folder.as_str()),
            ("a.pdf", "deal")
        );
        let view = of(&seen.events, Happening::Receipt(Action::View));
        assert_eq!(view[0].docs[0].version, Some(1));

        // before an end: what they had opened, the last first
        let opened = room.opened_by(&invite.member).unwrap();
        let names: Vec<_> = opened
            .iter()
            .map(|(place, _)| place.name.as_str())
            .collect();
        assert_eq!(
            (names.len(), opened[0].1.opens() + opened[1].1.opens()),
            (2, 3)
        );
        assert_eq!(room.opened_by(&link.member).unwrap()[0].0.name, "a.pdf");

        // a reader reads of itself only
        theirs.read_activity().await.unwrap();
        let own = all(&theirs);
        assert!(!own.everybody);
        assert_eq!((own.people.len(), own.by_person.len()), (1, 1));
        assert!(own.people[0].me);
        assert!(
            own.events
                .iter()
                .all(|event| event.who == Some(invite.member))
        );
        assert!(theirs.opened_by(&invite.member).is_err());

        // the same after a restart
        let (_, again) = reopen(&world, &seller, &room).await.unwrap();
        again.read_activity().await.unwrap();
        assert_eq!(all(&again), seen);
    });
}

#[test]
fn the_history_tells_of_everything_that_was_changed() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let files = [
            file("gone.pdf", bytes(900, 1)),
            file("b.pdf", bytes(900, 2)),
        ];
        let docs = put(&room, &seller.host, top, &files).await;
        let invite = room
            .invite(top, "lawyer", world.now() + DAY, None)
            .await
            .unwrap();
        let (_, theirs) = world.joined("Li Wei", &invite).await;
        let stays = room.invite(top, "", world.now() + DAY, None).await.unwrap();
        world.joined("Stays", &stays).await;
        let limits = Limits {
            expires: world.now() + DAY,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Docs(vec![docs[0].into()]), "copy", limits)
            .await
            .unwrap();
        world.later(1000);
        let noon = world.now();
        room.refresh().await.unwrap();
        room.delete(&[docs[0]]).await.unwrap();
        room.suspend(&invite.member, true).await.unwrap();
        room.end(&invite.member).await.unwrap();
        room.end(&link.member).await.unwrap();
        room.set_room_state(RoomState::ReadOnly).await.unwrap();
        drop(theirs);

        room.read_activity().await.unwrap();
        let seen = all(&room);
        let count = |what| of(&seen.events, what).len();
        // the copy in the link's selection is nothing new
        assert_eq!(count(Happening::Added), 1);
        assert_eq!(of(&seen.events, Happening::Added)[0].count, 2);
        let deleted = of(&seen.events, Happening::Deleted);
        assert_eq!((deleted.len(), deleted[0].docs[0].doc.doc), (1, docs[0]));
        let place = seen
            .places
            .iter()
            .find(|place| place.at.doc == docs[0])
            .unwrap();
        assert_eq!((place.name.as_str(), place.there), ("gone.pdf", false));
        assert_eq!(count(Happening::Entered(room::Role::Invite)), 2);
        assert_eq!(count(Happening::Entered(room::Role::Link)), 1);
        assert_eq!((count(Happening::Joined), count(Happening::Ended)), (2, 2));
        assert_eq!(count(Happening::Suspended(true)), 1);
        // new keys for those who stay give nobody anything new
        assert_eq!(count(Happening::Granted), 0);
        let policy = room.view().policy;
        let state = of(&seen.events, Happening::Policy(policy));
        assert_eq!(state[0].who, Some(owner_of(&room).await));

        // pieces and filters
        let pieces: Vec<Event> = (0..seen.total)
            .step_by(3)
            .flat_map(|at| room.activity(&Filter::default(), at, 3).events)
            .collect();
        assert_eq!(pieces, seen.events);
        let some = |filter| room.activity(&filter, 0, 1000).events;
        let person = some(Filter {
            person: Some(invite.member),
            ..Filter::default()
        });
        assert_eq!(person.len(), 4);
        let doc = some(Filter {
            doc: Some(docs[0].into()),
            ..Filter::default()
        });
        assert_eq!(doc.len(), 2);
        let late = some(Filter {
            from: Some(noon),
            groups: vec![Group::People],
            ..Filter::default()
        });
        assert_eq!(late.len(), 3);
        let early = some(Filter {
            until: Some(noon),
            groups: vec![Group::Room],
            ..Filter::default()
        });
        assert!(early.is_empty());
    });
}

#[test]
fn the_table_holds_no_formula_and_every_document() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let files = [
            file("=1+1.pdf", bytes(900, 1)),
            file("合同, 终稿.pdf", bytes(900, 2)),
        ];
        let docs = put(&room, &seller.host, top, &files).await;
        let invite = room
            .invite(top, "-2+3", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, theirs) = world.joined("@SUM(A1)", &invite).await;
        theirs.announce(&docs, Action::Download).await.unwrap();
        open(&theirs, &buyer.host, &docs[1], Action::View).await;
        room.read_activity().await.unwrap();
        let head: [String; CSV_COLUMNS] = core::array::from_fn(|n| format!("column {n}"));
        let filter = Filter {
            offset: 480,
            groups: vec![Group::Opened],
            ..Filter::default()
        };
        let table = room.activity_csv(&filter, &head, &|what| format!("{what:?}"));
        let mut lines = table.lines();
        assert!(
            lines
                .next()
                .unwrap()
                .starts_with("\u{feff}column 0,column 1")
        );
        let lines: Vec<&str> = lines.collect();
        assert_eq!(lines.len(), 3);
        for line in &lines {
            assert!(
                line.starts_with("2027-01-15T16:00:00+08:00,\"'@SUM(A1)\",\"'-2+3\","),
                "{line}"
            );
        }
        assert_eq!(
            lines
                .iter()
                .filter(|line| line.contains("\"'=1+1.pdf\""))
                .count(),
            1
        );
        assert_eq!(
            lines
                .iter()
                .filter(|line| line.contains("\"合同, 终稿.pdf\""))
                .count(),
            2
        );
        assert!(table.ends_with("\r\n"));
    });
}
