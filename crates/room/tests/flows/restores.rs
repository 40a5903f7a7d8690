//! A room that goes on in another store, from its archives.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use blobs::ApiError;
use room::archive::ArchiveError;
use room::artefact::Artefact;
use room::testkit::MemoryCarrier;
use room::{
    Control, DRILL, Drill, Error, Finished, Home, Host, Invitation, Limits, MemberId, Office,
    Repeat, RoomState, Shared, visit,
};

use crate::support::archives::*;
use crate::support::restored::*;
use crate::support::*;

/// A room with folders, documents, a manager, a reader and a link.
struct Busy {
    world: World,
    seller: Person,
    room: TheRoom,
    anna: (Person, TheRoom, MemberId),
    max: (Person, TheRoom, MemberId),
    link: Invitation,
}

fn busy() -> std::pin::Pin<Box<dyn Future<Output = Busy>>> {
    Box::pin(make_busy())
}

async fn make_busy() -> Busy {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let top = root(&room);
    let accounts = room.make_folder(top, "Accounts").await.unwrap();
    let files = [
        file("plan.pdf", bytes(9 << 20, 1)),
        file("b.pdf", bytes(700, 2)),
    ];
    put(&room, &seller.host, top, &files).await;
    let files = [file("balance.pdf", bytes(900, 3))];
    put(&room, &seller.host, accounts, &files).await;
    let invite = room.invite(accounts, "Anna", world.now() + DAY, None);
    let invite = invite.await.unwrap();
    let (anna, theirs) = world.joined("Anna Berg", &invite).await;
    let anna = (anna, theirs, invite.member);
    let max = world.entered(&room, "Max Kurz", &[]).await;
    room.appoint(&max.2, Office::Manager).await.unwrap();
    max.1.refresh().await.unwrap();
    let limits = Limits {
        expires: world.now() + 30 * DAY,
        ..Limits::default()
    };
    let what = Shared::Folder(accounts);
    let link = room.link(&what, "For the bank", limits).await.unwrap();
    world.visitor(&link).await.unwrap();
    room.refresh().await.unwrap();
    Busy {
        world,
        seller,
        room,
        anna,
        max,
        link,
    }
}

/// What a room shows: folders, and documents with their bytes.
async fn shown(room: &TheRoom, host: &Device) -> BTreeMap<String, Vec<u8>> {
    let view = room.view();
    let mut all = BTreeMap::new();
    for folder in &view.folders {
        all.insert(format!("{}/", view.path(&folder.id).join("/")), Vec::new());
    }
    for doc in &view.docs {
        let path = format!("{}/{}", view.path(&doc.folder).join("/"), doc.name);
        let carrier = MemoryCarrier::new(host.api());
        let mut sink = Vec::new();
        let (action, control) = (room::Action::View, Control::new());
        room.open_doc(&carrier, doc.at, action, &mut sink, &control, &|_| {})
            .await
            .unwrap();
        all.insert(path, sink);
    }
    all
}

#[test]
fn the_identical_room_goes_on_elsewhere_and_so_does_everybody_in_it() {
    run(async {
        let busy = busy().await;
        let before = shown(&busy.room, &busy.seller.host).await;
        let members = busy.room.members().await.unwrap();
        let annas = shown(&busy.anna.1, &busy.anna.0.host).await;
        busy.room.refresh().await.unwrap();
        let archive = back_up(&busy.room, &[]).await.unwrap();
        let ends = unpack(&archive).manifest.heads;

        let new = busy.world.empty(8);
        let row = [archive.clone()];
        let (seller, room, brought, done) = restored(&new, &busy.seller, &row, ELSEWHERE).await;
        assert_eq!((room.id(), brought.missing), (busy.room.id(), 0));
        assert_eq!(shown(&room, &seller.host).await, before);
        // the same people; the link is over
        assert_eq!(done.links, [busy.link.member]);
        let now = room.members().await.unwrap();
        let who = |all: &[room::MemberView]| -> BTreeMap<MemberId, Option<String>> {
            let all = all.iter().filter(|one| one.member != busy.link.member);
            all.map(|one| (one.member, one.name.clone())).collect()
        };
        assert_eq!(who(&now), who(&members));
        // every chain goes on from where it was
        let (old, there) = (Raw::new(&busy.world, room.id()), Raw::new(&new, room.id()));
        for one in &ends {
            let at = one.head.next as usize - 1;
            let (was, is) = (old.chain(one.chain), there.chain(one.chain));
            assert_eq!(was[at].wrapped, is[at].wrapped);
        }
        let view = room.lineage().unwrap();
        assert_eq!((view.number, view.lineage), (1, brought.lineage));
        assert!(!view.unfinished);
        assert_eq!(room.view().policy.state, RoomState::Open);
        assert!(room.view().alarms.is_empty(), "{:?}", room.view().alarms);

        // a reader is asked, once, by the owner's words
        let anna = follow(&new, &busy.anna.0, &room.id(), ELSEWHERE).await;
        let asks = asked(&anna, &room.id()).await;
        assert_eq!(asks.reason.as_deref(), Some(REASON));
        assert_eq!((asks.number, asks.newer), (1, false));
        assert_eq!((asks.lost, asks.lost_own), (0, 0));
        // from when, and whose word it is
        assert_eq!(asks.made, Some(unpack(&archive).manifest.at));
        let owner = busy.seller.me.seed.root().fingerprint();
        assert_eq!(asks.owner, Some(("Wang Fang".to_owned(), owner)));
        assert_eq!(asks.lineage, brought.lineage);
        let theirs = confirmed(&anna, &room.id()).await;
        assert_eq!(shown(&theirs, &anna.host).await, annas);
        assert!(theirs.view().alarms.is_empty());
        let (anna, _) = reopen(&new, &anna, &theirs).await.unwrap();
        // so is a manager, who goes on with everything
        let max = follow(&new, &busy.max.0, &room.id(), ELSEWHERE).await;
        let managed = confirmed(&max, &room.id()).await;
        let accounts = managed.view().folders;
        let accounts = accounts.iter().find(|one| one.name == "Accounts").unwrap();
        let files = [file("new.pdf", bytes(800, 9))];
        let docs = put(&managed, &max.host, accounts.id, &files).await;
        let theirs = anna.home.open(&anna.me, &room.id()).await.unwrap();
        assert_eq!(
            get(&theirs, &anna.host, &docs[0]).await.unwrap(),
            bytes(800, 9)
        );
        // on another device of the same person nothing is asked again
        let laptop = anna.elsewhere(&new).await;
        laptop.home.open(&laptop.me, &room.id()).await.unwrap();

        // and the room is backed up again: as a whole, and behind what there was
        room.refresh().await.unwrap();
        let whole = back_up(&room, &[]).await.unwrap();
        check(&[whole]).await.unwrap();
        let next = back_up(&room, &row).await.unwrap();
        let row = [archive, next];
        check(&row).await.unwrap();
        // from which it goes on once more
        let third = busy.world.empty(9);
        let (_, again, ..) = restored(&third, &seller, &row, "https://third.invalid").await;
        assert_eq!(again.lineage().unwrap().number, 2);
        assert!(find(&again, "new.pdf").is_some());
    });
}

#[test]
fn who_has_seen_more_than_the_archive_is_told_so_and_writes_nothing_before_confirming() {
    run(async {
        let busy = busy().await;
        let archive = back_up(&busy.room, &[]).await.unwrap();
        // the front goes on, and an index is seen of it
        busy.room
            .set_room_end(Some(busy.world.now() + 90 * DAY))
            .await
            .unwrap();
        busy.max.1.refresh().await.unwrap();
        busy.max
            .1
            .read_audit(&Control::new(), &|_| {})
            .await
            .unwrap();
        let new = busy.world.empty(8);
        let (_, room, ..) = restored(&new, &busy.seller, &[archive], ELSEWHERE).await;
        let max = follow(&new, &busy.max.0, &room.id(), ELSEWHERE).await;
        new.recorder.forget();
        let asks = asked(&max, &room.id()).await;
        assert!(asks.newer);
        // the front's entry, and what was signed with this device since
        assert!(asks.lost == 1 && asks.lost_own == 0, "{asks:?}");
        for verb in verbs(&new.recorder) {
            let reads = ["server", "read", "release"].contains(&verb.as_str());
            assert!(reads || verb.len() == 64, "{verb}");
        }
        let managed = confirmed(&max, &room.id()).await;
        // the new index is another one: no alarm
        let control = Control::new();
        managed.read_audit(&control, &|_| {}).await.unwrap();
        let audit = managed.audit(&room::AuditFilter::default(), 0, 10).unwrap();
        assert!(audit.findings.is_empty(), "{:?}", audit.findings);
        managed.checkpoint().unwrap();
    });
}

#[test]
fn what_came_to_an_end_after_the_archive_ends_again() {
    run(async {
        let busy = busy().await;
        let archive = back_up(&busy.room, &[]).await.unwrap();
        let (room, seller) = (&busy.room, &busy.seller);
        // erased, moved, put into the bin, encrypted again; and somebody ended
        let top = root(room);
        let find_doc = |name: &str| find(room, name).unwrap();
        room.delete(&[find_doc("balance.pdf").at]).await.unwrap();
        let accounts = room.view().folders;
        let accounts = accounts
            .iter()
            .find(|one| one.name == "Accounts")
            .unwrap()
            .id;
        room.shift(&[find_doc("b.pdf").at], accounts).await.unwrap();
        let carrier = MemoryCarrier::new(seller.host.api());
        let plan = find_doc("plan.pdf").at;
        room.encrypt_again(&carrier, &[plan], &Control::new(), &|_| {})
            .await
            .unwrap();
        room.shift(&[find_doc("plan.pdf").at], accounts)
            .await
            .unwrap();
        room.end(&busy.anna.2).await.unwrap();
        assert_ne!(top, accounts);

        let new = busy.world.empty(8);
        let (_, there, _, done) = restored(&new, seller, &[archive], ELSEWHERE).await;
        assert_eq!(done.members, [busy.anna.2]);
        assert_eq!(done.documents, ["balance.pdf"]);
        assert!(find(&there, "balance.pdf").is_none());
        // what was not erased is there, where it was
        assert!(find(&there, "b.pdf").is_some() && find(&there, "plan.pdf").is_some());
        let anna = follow(&new, &busy.anna.0, &there.id(), ELSEWHERE).await;
        let shut = anna.home.open(&anna.me, &there.id()).await;
        assert!(matches!(shut.err(), Some(Error::Ended)));
        // once more there is nothing to do
        let again = there.finish_restore(&Repeat::default()).await.unwrap();
        assert_eq!(again, Finished::default());
    });
}

#[test]
fn an_import_that_broke_off_goes_on() {
    run(async {
        let busy = busy().await;
        let row = [back_up(&busy.room, &[]).await.unwrap()];
        let new = busy.world.empty(8);
        let person = busy.seller.at(&new, ELSEWHERE).await;
        // the line is bad, and then the person stops it in the middle
        let count = Rc::new(Cell::new(0));
        let lost = Rc::clone(&count);
        *person.hooks.before.borrow_mut() = Some(Box::new(move |what| {
            lost.set(lost.get() + 1);
            match what {
                "import" if lost.get() % 2 == 1 => Err(ApiError::Unreachable(String::new())),
                _ => Ok(()),
            }
        }));
        let control = Control::new();
        let stop = |progress| {
            if let room::RestoreProgress::Sending { done, .. } = progress
                && done > 1 << 20
            {
                control.cancel();
            }
        };
        let stopped = bring_watched(&person, &busy.seller, &row, &control, &stop).await;
        assert_eq!(stopped, Err(ArchiveError::Room(Error::Cancelled)));
        let open = person.home.open(&person.me, &busy.room.id()).await;
        assert!(
            matches!(open.err(), Some(Error::NotFound)),
            "it is no room yet"
        );
        // the last answer is lost
        *person.hooks.after.borrow_mut() = Some(Box::new(|what| match what {
            "restore" => Err(ApiError::Unreachable(String::new())),
            _ => Ok(()),
        }));
        let lost = bring(&person, &busy.seller, &row).await;
        assert_eq!(lost, Err(ArchiveError::Room(Error::Unreachable)));
        person.hooks.clear();
        let brought = bring(&person, &busy.seller, &row).await.unwrap();
        let room = person.home.open(&person.me, &brought.room).await.unwrap();
        let view = room.lineage().unwrap();
        assert_eq!((view.lineage, view.unfinished), (brought.lineage, true));
        // finishing breaks off as well, and another device goes on
        person.hooks.left.set(Some(3));
        assert!(room.finish_restore(&Repeat::default()).await.is_err());
        let laptop = person.elsewhere(&new).await;
        let room = laptop.home.open(&laptop.me, &brought.room).await.unwrap();
        assert!(room.lineage().unwrap().unfinished);
        room.finish_restore(&Repeat::default()).await.unwrap();
        assert!(!room.lineage().unwrap().unfinished);
        let anna = follow(&new, &busy.anna.0, &room.id(), ELSEWHERE).await;
        confirmed(&anna, &room.id()).await;
    });
}

#[test]
fn a_lost_store_takes_no_home_along_that_a_device_keeps() {
    run(async {
        let busy = busy().await;
        let row = [back_up(&busy.room, &[]).await.unwrap()];
        let new = busy.world.empty(8);
        // the same address, and nothing behind it that was there
        let hooks = Rc::new(Hooks::default());
        let api = blobs::http::HttpApi::new(new.recorder.clone(), server::local::Local::ORIGIN);
        let host = busy.seller.host.again(Evil::new(api, hooks));
        let me = &busy.seller.me;
        let gone = Home::load(Rc::clone(&host), &me.seed).await;
        assert!(matches!(gone.err(), Some(Error::RolledBack)));
        let kept = Home::kept(Rc::clone(&host), &me.seed).await.unwrap();
        assert_eq!(kept.rooms().len(), 1);
        let home = Home::put_back(Rc::clone(&host), &me.seed).await.unwrap();
        let person = Person {
            me: me.clone(),
            host,
            hooks: Rc::default(),
            home,
        };
        let from = Person {
            home: kept,
            me: me.clone(),
            host: Rc::clone(&person.host),
            hooks: Rc::default(),
        };
        let brought = bring(&person, &from, &row).await.unwrap();
        let room = person.home.open(me, &brought.room).await.unwrap();
        room.finish_restore(&Repeat::default()).await.unwrap();
        assert!(find(&room, "plan.pdf").is_some());
    });
}

#[test]
fn who_lost_every_device_and_the_store_restores_by_the_seed_and_the_file_of_rooms() {
    run(async {
        let busy = busy().await;
        let row = [back_up(&busy.room, &[]).await.unwrap()];
        let file = busy.seller.home.to_file().await.unwrap();
        let anna = busy.anna.0.home.to_file().await.unwrap();
        let new = busy.world.empty(8);
        let (host, hooks) = new.device();
        let me = busy.seller.me.clone();
        let home = Home::load(Rc::clone(&host), &me.seed).await.unwrap();
        let person = Person {
            me,
            host,
            hooks,
            home,
        };
        // by the archives alone nobody finds the keys
        let alone = bring(&person, &person, &row).await;
        assert_eq!(alone, Err(ArchiveError::Room(Error::NotFound)));
        let of_file = |file: &[u8]| Home::of_file(Rc::clone(&person.host), &person.me.seed, file);
        // another one's is none, nor is one that was changed
        assert!(of_file(&anna).is_err() && of_file(&[]).is_err());
        let mut changed = file.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        assert!(of_file(&changed).is_err());
        let from = Person {
            home: of_file(&file).unwrap(),
            me: person.me.clone(),
            host: Rc::clone(&person.host),
            hooks: Rc::default(),
        };
        let brought = bring(&person, &from, &row).await.unwrap();
        let room = person.home.open(&person.me, &brought.room).await.unwrap();
        room.finish_restore(&Repeat::default()).await.unwrap();
        assert!(find(&room, "plan.pdf").is_some());
    });
}

#[test]
fn links_and_invites_from_before_are_dead_and_new_ones_live() {
    run(async {
        let busy = busy().await;
        let invite = busy
            .room
            .invite(root(&busy.room), "Late", busy.world.now() + DAY, None);
        let invite = invite.await.unwrap();
        let row = [back_up(&busy.room, &[]).await.unwrap()];
        let new = busy.world.empty(8);
        let (_, room, _, done) = restored(&new, &busy.seller, &row, ELSEWHERE).await;
        let mut links = vec![busy.link.member, invite.member];
        links.sort();
        assert_eq!(done.links, links);
        let (host, _) = new.device();
        let dead = visit(Rc::clone(&host), &fragment(&busy.link), None).await;
        assert!(matches!(dead.err(), Some(Error::Ended)));
        let late = new.person("Late").await;
        let dead = late.home.join(&late.me, &fragment(&invite)).await;
        assert!(matches!(dead.err(), Some(Error::Ended)));
        // who comes now is asked nothing: there was nothing before
        let limits = Limits {
            expires: new.now() + DAY,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Folder(root(&room)), "Again", limits)
            .await
            .unwrap();
        let (visitor, host, _) = new.visitor(&link).await.unwrap();
        assert!(shown(&visitor, &host).await.len() > 3);
        let (bob, theirs, _) = new.entered(&room, "Bob", &[]).await;
        reopen(&new, &bob, &theirs).await.unwrap();
    });
}

#[test]
fn a_drill_reads_everything_and_says_what_came_of_it() {
    run(async {
        let busy = busy().await;
        let row = [back_up(&busy.room, &[]).await.unwrap()];
        let drill = async |row: &[Vec<u8>], key| -> (Drill, Artefact) {
            let new = busy.world.empty(key);
            // a device that forgets it
            let (host, hooks) = new.device();
            let me = busy.seller.me.clone();
            let home = Home::load(Rc::clone(&host), &me.seed).await.unwrap();
            let person = Person {
                me,
                host,
                hooks,
                home,
            };
            let brought = bring(&person, &busy.seller, row).await.unwrap();
            let room = person.home.open(&person.me, &brought.room).await.unwrap();
            let carrier = MemoryCarrier::new(person.host.api());
            let (control, sink) = (Control::new(), || Ok(Vec::new()));
            room.drill(&carrier, sink, &brought, &control, &|_, _| {})
                .await
                .unwrap()
        };
        let (said, artefact) = drill(&row, 20).await;
        assert!(said.holds, "{said:?}");
        assert_eq!((said.documents, said.opened, said.parts), (3, 3, 4));
        let file = Artefact::parse(&artefact.encode().unwrap()).unwrap();
        assert_eq!(file.read::<Drill>(DRILL).unwrap(), said);
        assert_eq!(file.signers()[0].name, "Wang Fang");
        // the room itself knows nothing of it
        busy.seller
            .home
            .open(&busy.seller.me, &busy.room.id())
            .await
            .unwrap();

        // of a store that had lost something the archive says so, and the drill is none that holds
        let raw = Raw::new(&busy.world, busy.room.id());
        let lost = unpack(&row[0]).objects;
        let lost = lost.iter().find(|(name, bytes)| {
            matches!(name, ledger::archive::ObjectName::Part(_)) && bytes.len() < 1 << 20
        });
        raw.lose(&lost.unwrap().0.to_string());
        let row = [back_up(&busy.room, &[]).await.unwrap()];
        let (said, _) = drill(&row, 21).await;
        assert!(!said.holds);
        assert_eq!((said.missing, said.opened, said.failed.len()), (1, 2, 1));
    });
}

#[test]
fn what_was_erased_out_of_the_bin_does_not_come_back() {
    run(async {
        let busy = busy().await;
        let archive = back_up(&busy.room, &[]).await.unwrap();
        let doc = find(&busy.room, "b.pdf").unwrap();
        busy.room.bin(&[doc.at]).await.unwrap();
        let binned = busy.room.view().bin;
        busy.room.delete(&[binned[0].at]).await.unwrap();
        let new = busy.world.empty(8);
        let (_, there, _, done) = restored(&new, &busy.seller, &[archive], ELSEWHERE).await;
        assert_eq!(done.documents, ["b.pdf"]);
        assert!(find(&there, "b.pdf").is_none());
    });
}
