//! Who comes later is served nothing of what was there before.

use std::cell::RefCell;
use std::rc::Rc;

use ledger::entry::{Entry, Public};
use ledger::{Piece, Pieces, Wrapped};
use room::{
    ChainId, Change, Filter, Level, Limits, MemberId, Office, Op, Principal, ScopeId, Shared, Spot,
};
use seal::context::Kind;

use crate::access::{into_group, sees};
use crate::support::*;

/// What leaves the folder, each in its way. None of these names is part of another one, or of what stays.
const GONE: [&str; 9] = [
    "narrowed",
    "inside",
    "moved",
    "closed",
    "binned",
    "shifted",
    "apart",
    "deleted",
    "whispered",
];

type Served = Rc<RefCell<Vec<blobs::wire::Stored>>>;

/// Keeps everything that is read on a device.
fn listen(hooks: &Hooks) -> Served {
    let served = Served::default();
    let kept = Rc::clone(&served);
    hooks.on_read(move |reading| {
        let all = reading.chains.iter().flat_map(|part| &part.entries);
        kept.borrow_mut().extend(all.cloned());
    });
    served
}

fn entry(stored: &blobs::wire::Stored) -> Entry {
    let signed = Wrapped::parse(&stored.wrapped).unwrap().signed();
    signed.verify().unwrap().entry().clone()
}

/// All that the bodies say that were served, opened with whatever key there is in the room.
fn said(ring: &Keyring, served: &Served) -> String {
    let mut all = Vec::new();
    for stored in served.borrow().iter() {
        let (entry, Some(body)) = (entry(stored), stored.body.as_ref()) else {
            continue;
        };
        let kind = match entry.public {
            Public::Children(_) => Kind::Children,
            Public::Docs(_) => Kind::Docs,
            Public::Edit(_) => Kind::Edit,
            Public::Label => Kind::Label,
            Public::Epoch(_) if entry.chain != ChainId::ROSTER => Kind::Epoch,
            _ => continue,
        };
        let context = ring.context(kind, entry.chain, entry.epoch);
        let key = ring.key(entry.chain, entry.epoch);
        let mut open = |sealed: &[u8]| all.extend_from_slice(&key.open(&context, sealed).unwrap());
        match Pieces::parse(&entry.public, body) {
            Err(_) => open(body),
            Ok(pieces) => pieces.iter().for_each(|piece| {
                if let Piece::There(sealed) = piece {
                    open(sealed);
                }
            }),
        }
    }
    String::from_utf8_lossy(&all).into_owned()
}

/// A folder in which there was more than there is.
struct Deal {
    world: World,
    seller: Person,
    room: TheRoom,
    folder: ScopeId,
    aside: ScopeId,
    late: Principal,
    early: (Person, TheRoom, MemberId),
    shifted: Spot,
    binned: room::DocId,
}

async fn deal() -> Deal {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let top = root(&room);
    let paths = [
        "deal/narrowed/inside",
        "deal/moved",
        "deal/closed",
        "deal/stays",
        "aside",
    ];
    let made = room
        .make_folders(top, &paths.map(str::to_owned))
        .await
        .unwrap();
    let folder = made["deal"];
    let groups = ["first", "late"];
    let first = room.make_group(groups[0]).await.unwrap();
    let late = room.make_group(groups[1]).await.unwrap();
    let rule = |group, scope, level| Op::Access(group, scope, Some(level));
    room.apply(&[
        rule(first, folder, Level::Read),
        rule(first, made["aside"], Level::Read),
        rule(late, folder, Level::Read),
    ])
    .await
    .unwrap();
    // all in one entry, and what is said of them as well
    let names = ["here", "binned", "shifted", "apart", "deleted", "there"];
    let file = |(n, name): (usize, &&str)| file(&format!("{name}.pdf"), bytes(900, n as u8));
    let files: Vec<_> = names.iter().enumerate().map(file).collect();
    let docs = put(&room, &seller.host, folder, &files).await;
    let change = |text: &str| Change {
        description: Some(text.to_owned()),
        ..Change::default()
    };
    room.edit(&[(docs[1], change("whispered")), (docs[0], change("spoken"))])
        .await
        .unwrap();
    let early = into_group(&world, &room, "Anna", first).await;
    assert_eq!(sees(&early.1).await.len(), 6 + 7);

    let shifted = Spot {
        scope: folder,
        doc: docs[2],
    };
    room.apply(&[rule(late, made["deal/narrowed"], Level::Nothing)])
        .await
        .unwrap();
    room.move_folder(made["deal/moved"], made["aside"])
        .await
        .unwrap();
    room.close_folder(made["deal/closed"], true).await.unwrap();
    let binned = room.bin(&[docs[1]]).await.unwrap()[0].now;
    room.shift(&[docs[2]], made["aside"]).await.unwrap();
    let own = room.give_own_rights(docs[3]).await.unwrap().to;
    room.apply(&[rule(late, own, Level::Nothing)])
        .await
        .unwrap();
    room.delete(&[docs[4]]).await.unwrap();
    assert!(room.pending().is_empty());
    Deal {
        aside: made["aside"],
        world,
        seller,
        room,
        folder,
        late,
        early,
        shifted,
        binned,
    }
}

/// What was asked for of a view: names with their numbers.
fn numbers(room: &TheRoom) -> Vec<String> {
    let view = room.view();
    let folders = view.folders.iter().map(|one| (&one.number, &one.name));
    let docs = view.docs.iter().map(|one| (&one.number, &one.name));
    let mut all: Vec<String> = folders
        .chain(docs)
        .map(|(number, name)| format!("{number} {name}"))
        .collect();
    all.sort();
    all
}

#[test]
fn who_comes_later_is_told_nothing_of_what_was_there() {
    run(async {
        let deal = deal().await;
        let (world, room) = (&deal.world, &deal.room);
        let terms = room::InviteTerms {
            label: "Bert",
            groups: vec![deal.late],
            join_by: world.now() + DAY,
            ..room::InviteTerms::default()
        };
        let invite = room.invite_with(&terms).await.unwrap();
        let bert = world.person("Bert").await;
        let served = listen(&bert.hooks);
        let theirs = bert.home.join(&bert.me, &fragment(&invite)).await.unwrap();
        room.refresh().await.unwrap();
        theirs.refresh().await.unwrap();
        // a link that is made later is read by who comes later too
        let limits = Limits {
            expires: world.now() + DAY,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Folder(deal.folder), "late", limits)
            .await
            .unwrap();
        let (host, hooks) = world.device();
        let by_link = listen(&hooks);
        let visit = room::visit(host, &fragment(&link), None).await.unwrap();

        // with all keys that there are
        let owner = owner_of(room).await;
        let mine = deal.seller.room_keys(world, room);
        let ring = Keyring::of(&Raw::new(world, room.id()), room.id(), owner, &mine);
        let told = said(&ring, &served);
        for name in ["deal", "stays", "here.pdf", "there.pdf", "spoken"] {
            assert!(told.contains(name), "{name}");
        }
        let told_link = said(&ring, &by_link);
        assert!(told_link.contains("here.pdf"));
        for name in GONE {
            assert!(!told.contains(name), "{name}");
            // who comes by the link was not denied what another one is
            let denied = !["narrowed", "inside", "apart"].contains(&name);
            assert!(!denied || !told_link.contains(name), "{name}");
        }
        // neither number, nor gap, nor alarm
        for theirs in [&theirs, &visit] {
            assert!(
                theirs.view().alarms.is_empty(),
                "{:?}",
                theirs.view().alarms
            );
        }
        assert_eq!(
            numbers(&theirs),
            [" deal", "1 here.pdf", "2 stays", "3 there.pdf"]
        );
        let seen = room.view_as(&invite.member).await.unwrap();
        assert_eq!(seen.mismatches, vec![]);
        assert_eq!(seen.view.docs.len(), theirs.view().docs.len());
        let again = bert.elsewhere(world).await;
        let served = listen(&again.hooks);
        let open = again.home.open(&again.me, &room.id()).await.unwrap();
        assert_eq!(
            (open.view().alarms, numbers(&open)),
            (vec![], numbers(&theirs))
        );
        let told = said(&ring, &served);
        assert!(!GONE.iter().any(|name| told.contains(name)));
    });
}

/// What is narrowed and what is given in one decision, by a program that stops anywhere: whoever is given the
/// folder is served no word of what is kept from it.
#[test]
fn what_is_narrowed_is_out_before_the_rest_is_given() {
    run(async {
        let (mut left, mut given) = (0, 0);
        loop {
            let world = World::new();
            let (seller, room) = world.seller().await;
            let paths = ["deal/narrowed", "deal/stays"].map(str::to_owned);
            let made = room.make_folders(root(&room), &paths).await.unwrap();
            let deal = room.view().folders;
            let deal = deal.iter().find(|folder| folder.name == "deal").unwrap().id;
            let first = room.make_group("first").await.unwrap();
            let late = room.make_group("late").await.unwrap();
            let read = |group, scope| Op::Access(group, scope, Some(Level::Read));
            room.apply(&[read(first, deal)]).await.unwrap();
            into_group(&world, &room, "Anna", first).await;
            let (bert, _, _) = into_group(&world, &room, "Bert", late).await;
            let owner = owner_of(&room).await;
            let mine = seller.room_keys(&world, &room);

            let narrowed = Op::Access(late, made["deal/narrowed"], Some(Level::Nothing));
            seller.hooks.left.set(Some(left));
            let done = room.apply(&[read(late, deal), narrowed]).await.is_ok();
            let again = bert.elsewhere(&world).await;
            let served = listen(&again.hooks);
            let open = again.home.open(&again.me, &room.id()).await.unwrap();
            let told = said(
                &Keyring::of(&Raw::new(&world, room.id()), room.id(), owner, &mine),
                &served,
            );
            assert!(!told.contains("narrowed"), "after {left} entries");
            given += usize::from(open.view().folders.iter().any(|one| one.name == "stays"));
            if done {
                break;
            }
            left += 1;
        }
        assert!(left > 4 && given > 0, "{left} {given}");
    });
}

#[test]
fn who_comes_to_manage_is_served_the_past_as_well() {
    run(async {
        let deal = deal().await;
        let (world, room) = (&deal.world, &deal.room);
        let (_, theirs, id) = into_group(world, room, "Bert", deal.late).await;
        assert!(theirs.history(deal.binned).is_err());
        room.appoint(&id, Office::Manager).await.unwrap();
        theirs.refresh().await.unwrap();
        room.refresh().await.unwrap();
        assert_eq!(theirs.view().alarms, vec![]);
        for doc in [deal.binned, deal.shifted.doc] {
            let told = room.history(doc).unwrap();
            assert!(told.len() > 1);
            assert_eq!(theirs.history(doc).unwrap(), told);
        }
        let told = |room: &TheRoom| room.activity(&Filter::default(), 0, 999).events.len();
        assert_eq!(told(&theirs), told(room));
    });
}

#[test]
fn who_was_there_before_reads_on_and_managers_bring_back_what_was_binned() {
    run(async {
        let deal = deal().await;
        let (world, room, folder) = (&deal.world, &deal.room, deal.folder);
        let (anna, theirs, id) = &deal.early;
        let all = [
            "apart.pdf",
            "aside/",
            "closed/",
            "deal/",
            "here.pdf",
            "inside/",
            "moved/",
            "narrowed/",
            "shifted.pdf",
            "stays/",
            "there.pdf",
        ];
        let open: Vec<&str> = all.into_iter().filter(|name| *name != "closed/").collect();
        assert_eq!(sees(theirs).await, open);
        let again = anna.elsewhere(world).await;
        let fresh = again.home.open(&again.me, &room.id()).await.unwrap();
        assert_eq!(sees(&fresh).await, open);
        assert_eq!(numbers(&fresh), numbers(theirs));
        assert_eq!(room.view_as(id).await.unwrap().mismatches, vec![]);
        // where it was seen leads to where it is, although nothing is said there any more
        for theirs in [theirs, &fresh] {
            assert_eq!(theirs.doc(deal.shifted).unwrap().folder, deal.aside);
            assert_eq!(
                theirs.versions(deal.shifted).unwrap()[0].by.name,
                "Wang Fang"
            );
        }

        // another device of the manager's has all that it needs
        let manager = deal.seller.elsewhere(world).await;
        let second = manager.home.open(&manager.me, &room.id()).await.unwrap();
        assert_eq!(second.view().alarms, vec![]);
        assert_eq!(second.view().bin[0].from, Some(folder));
        let history = second.history(deal.binned).unwrap();
        assert!(history.iter().any(|one| one.what == room::Happened::Binned));
        second.unbin(&[deal.binned]).await.unwrap();
        second.shift(&[deal.shifted], folder).await.unwrap();
        let (_, late, _) = into_group(world, room, "Bert", deal.late).await;
        let back = [
            "binned.pdf",
            "deal/",
            "here.pdf",
            "shifted.pdf",
            "stays/",
            "there.pdf",
        ];
        assert_eq!(sees(&late).await, back);
        let described = find(&late, "binned.pdf").unwrap().description;
        assert_eq!(described, "whispered");
        for name in ["binned.pdf", "shifted.pdf"] {
            assert!(sees(theirs).await.contains(&name.to_owned()));
            assert!(find(theirs, name).unwrap().folder == folder);
        }
    });
}
