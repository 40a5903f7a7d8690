//! Backups: the whole room in a row of archives, as it is sealed.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use blobs::ApiError;
use ledger::archive::{Missing, ObjectName};
use room::archive::{ArchiveCheck, ArchiveError};
use room::testkit::{MemoryArchive, MemoryCarrier};
use room::{BackupProgress, Control, Error, Host, Limits, MemberId, Office, Shared, visit};

use crate::support::archives::*;
use crate::support::*;

const SECRETS: [&str; 6] = [
    "Project Lotus",
    "Accounts",
    "balance.pdf",
    "Anna Berg",
    "Wang Fang",
    "For the bank",
];

/// A room with folders, a large document, versions, somebody who reads, a link that was opened, and a file that waits.
struct Full {
    world: World,
    seller: Person,
    room: TheRoom,
    anna: (Person, TheRoom, MemberId),
    large: Vec<u8>,
}

async fn full() -> Full {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let top = root(&room);
    let accounts = room.make_folder(top, "Accounts").await.unwrap();
    let large = bytes(20 << 20, 1);
    let files = [
        file("large.bin", large.clone()),
        file("balance.pdf", bytes(900, 2)),
        file("gone.pdf", bytes(900, 3)),
    ];
    let docs = put(&room, &seller.host, accounts, &files).await;
    room.delete(&docs[2..]).await.unwrap();
    let invite = room
        .invite(accounts, "Anna", world.now() + DAY, None)
        .await
        .unwrap();
    let (anna, theirs) = world.joined("Anna Berg", &invite).await;
    get(&theirs, &anna.host, &docs[1]).await.unwrap();
    let limits = Limits {
        expires: world.now() + DAY,
        ..Limits::default()
    };
    let what = Shared::Folder(accounts);
    let link = room.link(&what, "For the bank", limits).await.unwrap();
    world.visitor(&link).await.unwrap();
    let sends = room
        .link(&Shared::Requests(accounts), "Accountant", limits)
        .await
        .unwrap();
    let (host, _) = world.device();
    let sender = visit(Rc::clone(&host), &fragment(&sends), None)
        .await
        .unwrap();
    let (carrier, to) = (MemoryCarrier::new(host.api()), sender.drops_to()[0].0);
    let waits = [file("waits.pdf", bytes(700, 4))];
    sender
        .send_in(&carrier, &to, &waits, &Control::new(), &|_| {})
        .await
        .unwrap();
    Full {
        world,
        seller,
        room,
        anna: (anna, theirs, invite.member),
        large,
    }
}

fn named(archive: &[u8], is: impl Fn(&ObjectName) -> bool) -> usize {
    let objects = unpack(archive).objects;
    objects.iter().filter(|(name, _)| is(name)).count()
}

#[test]
fn a_whole_room_is_in_one_archive_that_holds_without_a_key() {
    run(async {
        let full = full().await;
        let (seen, mut sink) = (RefCell::new(Vec::new()), MemoryArchive::default());
        let watch = |progress| seen.borrow_mut().push(progress);
        let former = former(&[]).await.unwrap();
        let done = full
            .room
            .back_up(&former, &mut sink, &Control::new(), &watch)
            .await
            .unwrap();
        assert_eq!((done.manifest.n, done.without_grants), (0, 0));
        let report = check(&[sink.bytes.clone()]).await.unwrap().remove(0);
        assert_eq!((report.hash, report.bytes), (done.hash, done.bytes));
        assert_eq!(report.manifest, done.manifest);
        assert!(report.manifest.missing.is_empty());
        // three parts of the large one, the small one, and what waits; nothing of what was deleted
        assert_eq!((report.parts, report.opens), (5, 2));
        assert!(report.grants >= 6 && report.bodies >= 10 && report.entries > report.bodies);
        // every object of the store is there but leases, and every one that is there is the store's
        let stored = Raw::new(&full.world, full.room.id());
        for (name, bytes) in &unpack(&sink.bytes).objects {
            assert_eq!(
                stored.named(&name.to_string()).as_ref(),
                Some(bytes),
                "{name}"
            );
        }
        // no more than a part is in memory at once
        assert!(sink.longest <= 9 << 20);
        let seen = seen.into_inner();
        assert!(matches!(seen[0], BackupProgress::Reading(_)));
        let last = seen.last().unwrap();
        assert!(matches!(last, BackupProgress::Writing { done, of } if done == of));
        // neither names nor keys
        for secret in SECRETS {
            let found = sink.bytes.windows(secret.len());
            assert!(
                !found.into_iter().any(|some| some == secret.as_bytes()),
                "{secret}"
            );
        }
        let keys = full.seller.room_keys(&full.world, &full.room);
        for key in [keys.sign.expose(), full.seller.me.seed.expose()] {
            assert!(!sink.bytes.windows(32).any(|some| some == key));
        }
        assert!(sink.bytes.len() > full.large.len());
    });
}

#[test]
fn what_follows_holds_only_what_came_since() {
    run(async {
        let full = full().await;
        let (room, top) = (&full.room, root(&full.room));
        let first = back_up(room, &[]).await.unwrap();
        let new = put(
            room,
            &full.seller.host,
            top,
            &[file("new.pdf", bytes(500, 9))],
        )
        .await;
        room.end(&full.anna.2).await.unwrap();
        let second = back_up(room, std::slice::from_ref(&first)).await.unwrap();
        let part = |name: &ObjectName| matches!(name, ObjectName::Part(_));
        assert_eq!(named(&second, part), 1);
        assert!(second.len() < first.len() / 10);
        let row = [first, second];
        let reports = check(&row).await.unwrap();
        assert_eq!(reports[1].manifest.before, Some(reports[0].hash));
        // nothing happened but the receipt of the backup itself, and then nothing at all
        let third = back_up(room, &row).await.unwrap();
        assert_eq!((named(&third, |_| true), named(&third, part)), (1, 0));
        let row = [&row[..], &[third]].concat();
        let fourth = back_up(room, &row).await.unwrap();
        assert_eq!(named(&fourth, |_| true), 0);
        let row = [&row[..], &[fourth]].concat();
        // what is gone is not needed any more, and a whole one is smaller than the row
        room.delete(&new).await.unwrap();
        let row = [&row[..], &[back_up(room, &row).await.unwrap()]].concat();
        assert_eq!(check(&row).await.unwrap().len(), 5);
        let whole = back_up(room, &[]).await.unwrap();
        assert_eq!(named(&whole, part), 5);
        // the manifest is whoever's who manages when it is made, also by another device of the same person
        let again = full.seller.elsewhere(&full.world).await;
        let theirs = again.home.open(&again.me, &room.id()).await.unwrap();
        let row = [&row[..], &[back_up(&theirs, &row).await.unwrap()]].concat();
        check(&row).await.unwrap();
    });
}

#[test]
fn each_copy_is_said_in_the_own_chain_before_and_counts_as_no_reading() {
    run(async {
        let full = full().await;
        let owner = owner_of(&full.room).await;
        full.room.read_activity().await.unwrap();
        let before = full.room.opened_by(&owner).unwrap();
        full.world.recorder.forget();
        back_up(&full.room, &[]).await.unwrap();
        let said = full.world.recorder.said.lock().unwrap();
        let asked = |verb: &str| {
            let ends = format!("/{verb}");
            said.iter()
                .position(|(request, _)| request.url.ends_with(&ends))
        };
        assert!(asked("append").unwrap() < asked("copies").unwrap());
        drop(said);
        assert_eq!(full.room.opened_by(&owner).unwrap(), before);
    });
}

#[test]
fn who_does_not_manage_backs_nothing_up() {
    run(async {
        let full = full().await;
        let (_, theirs, member) = &full.anna;
        let refused = |answer: Result<Vec<u8>, ArchiveError>| answer.unwrap_err();
        assert_eq!(
            refused(back_up(theirs, &[]).await),
            Error::NotAllowed.into()
        );
        full.room
            .appoint(member, Office::Coordinator)
            .await
            .unwrap();
        theirs.refresh().await.unwrap();
        assert_eq!(
            refused(back_up(theirs, &[]).await),
            Error::NotAllowed.into()
        );
        full.room.appoint(member, Office::Manager).await.unwrap();
        theirs.refresh().await.unwrap();
        let archive = back_up(theirs, &[]).await.unwrap();
        let report = check(&[archive]).await.unwrap().remove(0);
        assert_eq!(report.manifest.member, *member);
    });
}

#[test]
fn a_backup_goes_on_when_the_store_is_back_and_stops_when_it_is_told() {
    run(async {
        let full = full().await;
        let lost = Rc::new(Cell::new(0));
        let count = Rc::clone(&lost);
        *full.seller.hooks.before.borrow_mut() = Some(Box::new(move |what| {
            count.set(count.get() + 1);
            match what {
                "copies" | "get" | "opens" if count.get() % 3 == 0 => {
                    Err(ApiError::Unreachable(String::new()))
                }
                _ => Ok(()),
            }
        }));
        let waited = Cell::new(0);
        let watch = |progress| {
            waited.set(waited.get() + usize::from(progress == BackupProgress::Waiting));
        };
        let (former, mut sink) = (former(&[]).await.unwrap(), MemoryArchive::default());
        let done = full
            .room
            .back_up(&former, &mut sink, &Control::new(), &watch)
            .await;
        done.unwrap();
        assert!(waited.get() > 1);
        check(&[sink.bytes]).await.unwrap();
        full.seller.hooks.clear();

        let control = Control::new();
        let cancel = |progress| {
            if let BackupProgress::Writing { .. } = progress {
                control.cancel();
            }
        };
        let mut sink = MemoryArchive::default();
        let stopped = full
            .room
            .back_up(&former, &mut sink, &control, &cancel)
            .await;
        assert_eq!(stopped, Err(Error::Cancelled.into()));
        assert!(
            check(&[sink.bytes]).await.is_err(),
            "half an archive is none"
        );
    });
}

#[test]
fn what_the_store_lost_is_named_and_comes_later_if_it_is_found() {
    run(async {
        let full = full().await;
        let raw = Raw::new(&full.world, full.room.id());
        let first = unpack(&back_up(&full.room, &[]).await.unwrap());
        let (lost, bytes) = first
            .objects
            .iter()
            .find(|(name, bytes)| matches!(name, ObjectName::Part(_)) && bytes.len() > 1 << 20)
            .cloned()
            .unwrap();
        let small = first
            .objects
            .iter()
            .find(|(name, bytes)| matches!(name, ObjectName::Part(_)) && bytes.len() < 1 << 20);
        let small = small.cloned().unwrap();
        raw.lose(&lost.to_string());
        raw.lose(&small.0.to_string());
        let archive = back_up(&full.room, &[]).await.unwrap();
        let report = check(std::slice::from_ref(&archive))
            .await
            .unwrap()
            .remove(0);
        let part = |name: &ObjectName| match name {
            ObjectName::Part(hash) => Missing::Part(*hash),
            _ => unreachable!(),
        };
        let mut missing = vec![part(&lost), part(&small.0)];
        missing.sort();
        assert_eq!(report.manifest.missing, missing);
        raw.keep(&lost.to_string(), bytes);
        raw.keep(&small.0.to_string(), small.1);
        let next = back_up(&full.room, std::slice::from_ref(&archive))
            .await
            .unwrap();
        let row = [archive, next];
        let reports = check(&row).await.unwrap();
        assert_eq!(
            (reports[1].parts, reports[1].manifest.missing.len()),
            (2, 0)
        );
    });
}

#[test]
fn other_programs_read_an_archive() {
    run(async {
        let full = full().await;
        let archive = back_up(&full.room, &[]).await.unwrap();
        let unpacked = unpack(&archive);
        let mut listed = BTreeMap::new();
        let mut list = String::new();
        let mut read = tar::Archive::new(&archive[..]);
        for entry in read.entries().unwrap() {
            let mut entry = entry.unwrap();
            let path = entry.path().unwrap().to_str().unwrap().to_owned();
            let mut bytes = Vec::new();
            std::io::copy(&mut entry, &mut bytes).unwrap();
            if path.ends_with(".mtree") {
                list = String::from_utf8(bytes).unwrap();
            } else {
                listed.insert(path, bytes);
            }
        }
        assert_eq!(listed.len(), unpacked.objects.len() + 1);
        let mut lines = list.lines();
        assert_eq!(lines.next(), Some("#mtree"));
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            let bytes = &listed[words[0].strip_prefix("./").unwrap()];
            assert_eq!(words[1], "type=file");
            assert_eq!(words[2], format!("size={}", bytes.len()));
            assert_eq!(
                words[3],
                format!("sha256digest={}", ledger::Hash::of(bytes))
            );
        }
    });
}

#[test]
fn a_check_is_of_the_room_that_was_meant() {
    run(async {
        let full = full().await;
        let archive = back_up(&full.room, &[]).await.unwrap();
        let (_, other) = full.world.seller().await;
        let mut source = MemoryArchive::new(archive);
        let control = Control::new();
        let meant = ArchiveCheck::of(other.id())
            .take(&mut source, &control, &|_| {})
            .await;
        assert_eq!(meant.unwrap_err(), ledger::archive::Flaw::Elsewhere.into());
        source.at = 0;
        let mut meant = ArchiveCheck::of(full.room.id());
        meant.take(&mut source, &control, &|_| {}).await.unwrap();
        let fold = meant.fold().unwrap();
        assert_eq!(fold.room(), full.room.id());
    });
}
