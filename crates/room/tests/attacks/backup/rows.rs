//! Manifests, rows of archives, and what is no archive.

use ledger::archive::{Flaw, ManifestError};
use ledger::ids::Hash;
use room::archive::{ArchiveCheck, BLOCK, header};
use room::testkit::MemoryArchive;
use room::{Control, Error, Office};

use super::*;

#[test]
fn a_manifest_by_who_does_not_manage_is_refused() {
    run(async {
        let kept = kept().await;
        let unpacked = unpack(&kept.archive);
        // with the owner's name on it, and another key
        let anna = kept.anna.0.room_keys(&kept.world, &kept.room).sign.clone();
        let found = refused(&[unpacked.pack(&anna)]).await;
        assert_eq!(found, Flaw::Manifest(ManifestError::Signature).into());
        // under her own name and key: she is in the room, and manages nothing
        let mut hers = unpacked.clone();
        hers.manifest.author = ledger::PublicKey(anna.public());
        hers.manifest.member = kept.anna.2;
        assert_eq!(refused(&[hers.pack(&anna)]).await, Flaw::NotManager.into());
        // the owner's key, and her name
        let mut named = unpacked.clone();
        named.manifest.member = kept.anna.2;
        assert_eq!(
            refused(&[named.pack(&kept.key)]).await,
            Flaw::NotManager.into()
        );
        // who managed once
        let (room, member) = (&kept.room, &kept.anna.2);
        room.appoint(member, Office::Manager).await.unwrap();
        room.dismiss(member).await.unwrap();
        let mut later = unpack(&back_up(room, &[]).await.unwrap());
        later.manifest.author = ledger::PublicKey(anna.public());
        later.manifest.member = *member;
        assert_eq!(refused(&[later.pack(&anna)]).await, Flaw::NotManager.into());
    });
}

#[test]
fn a_chain_that_is_left_out_is_found_also_if_the_maker_says_that_there_was_none() {
    run(async {
        let kept = kept().await;
        let chain = kept.anna.2;
        let out = |unpacked: &mut Unpacked| {
            let mut mine = false;
            unpacked.objects.retain(|(name, _)| match name {
                ObjectName::Entry(of, _) => {
                    mine = *of == chain;
                    !mine
                }
                ObjectName::Body(_) => !mine,
                // what it sealed to itself when it joined is named there
                ObjectName::Grant(of, _) => *of != chain,
                _ => true,
            });
            unpacked.manifest.heads.retain(|one| one.chain != chain);
        };
        assert_eq!(kept.changed(out).await, Flaw::Missing.into());
    });
}

#[test]
fn a_manifest_says_where_chains_end() {
    run(async {
        let kept = kept().await;
        let shorter = |unpacked: &mut Unpacked| _ = unpacked.manifest.heads.pop();
        assert_eq!(kept.changed(shorter).await, Flaw::Heads.into());
        let other = |unpacked: &mut Unpacked| unpacked.manifest.heads[1].head.next += 1;
        assert_eq!(kept.changed(other).await, Flaw::Heads.into());
    });
}

#[test]
fn a_manifest_that_miscounts_is_found_also_if_who_manages_signed_it() {
    run(async {
        let kept = kept().await;
        let unpacked = unpack(&kept.archive);
        let changes: [fn(&mut ledger::archive::Manifest); 3] = [
            |manifest| manifest.objects += 1,
            |manifest| manifest.listed += 1,
            |manifest| manifest.list = Hash([7; 32]),
        ];
        for change in changes {
            let archive = unpacked.pack_as(&kept.key, &unpacked.objects, change);
            assert_eq!(
                refused(std::slice::from_ref(&archive)).await,
                Flaw::List.into()
            );
            assert!(former(&[archive]).await.is_err());
        }
        // a list of something else is no list of what is there: what follows would leave that out
        let mut others = unpacked.objects.clone();
        let at = unpacked.find(is_part);
        others[at].0 = ObjectName::Part(Hash([7; 32]));
        let archive = unpacked.pack_as(&kept.key, &others, |_| {});
        assert_eq!(former(&[archive]).await.unwrap_err(), Flaw::List.into());
    });
}

#[test]
fn an_incremental_archive_follows_its_own_predecessor_only() {
    run(async {
        let kept = kept().await;
        let (room, host) = (&kept.room, &kept.seller.host);
        let zero = kept.archive.clone();
        put(room, host, root(room), &[file("b.pdf", bytes(300, 2))]).await;
        let one = back_up(room, std::slice::from_ref(&zero)).await.unwrap();
        put(room, host, root(room), &[file("c.pdf", bytes(300, 3))]).await;
        let two = back_up(room, &[zero.clone(), one.clone()]).await.unwrap();
        check(&[zero.clone(), one.clone(), two.clone()])
            .await
            .unwrap();
        assert_eq!(
            refused(std::slice::from_ref(&one)).await,
            Flaw::Predecessor.into()
        );
        for row in [
            vec![zero.clone(), two.clone()],
            vec![zero.clone(), one.clone(), one.clone()],
            vec![zero.clone(), two.clone(), one.clone()],
            vec![zero.clone(), zero.clone()],
        ] {
            assert!(check(&row).await.is_err());
            assert!(former(&row).await.is_err(), "nor does one go on after them");
        }
        // another first archive of the same moment is another predecessor
        let again = back_up(room, &[]).await.unwrap();
        let empty = back_up(room, std::slice::from_ref(&again)).await.unwrap();
        let other = back_up(room, &[]).await.unwrap();
        assert!(check(&[other.clone(), empty.clone()]).await.is_err());
        let mut renamed = unpack(&empty);
        renamed.manifest.before = Some(Hash([7; 32]));
        let row = [again, renamed.pack(&kept.key)];
        assert_eq!(refused(&row).await, Flaw::Predecessor.into());
    });
}

#[test]
fn archives_of_two_rooms_or_of_two_histories_do_not_mix() {
    run(async {
        let kept = kept().await;
        let (_, other) = kept.world.seller().await;
        let others = back_up(&other, &[]).await.unwrap();
        let row = [kept.archive.clone(), others.clone()];
        assert_eq!(refused(&row).await, Flaw::Elsewhere.into());
        let error = back_up(&other, std::slice::from_ref(&kept.archive)).await;
        assert_eq!(error.unwrap_err(), Flaw::Elsewhere.into());
        // an object of the other room among those of this one
        let mut mixed = unpack(&kept.archive);
        let theirs = unpack(&others);
        let at = mixed.find(|name| *name == ObjectName::Entry(ChainId::ROSTER, 0));
        mixed.objects[at] =
            theirs.objects[theirs.find(|name| *name == mixed.objects[at].0)].clone();
        let found = refused(&[mixed.pack(&kept.key)]).await;
        assert!(
            matches!(found, ArchiveError::Flaw(Flaw::Entry { .. })),
            "{found}"
        );
        // the same room at two stores that went on apart
        let fork = kept.world.fork();
        let elsewhere = kept.seller.elsewhere(&fork).await;
        let theirs = elsewhere
            .home
            .open(&elsewhere.me, &kept.room.id())
            .await
            .unwrap();
        put(
            &theirs,
            &elsewhere.host,
            root(&theirs),
            &[file("x.pdf", bytes(300, 8))],
        )
        .await;
        put(
            &kept.room,
            &kept.seller.host,
            root(&kept.room),
            &[file("y.pdf", bytes(300, 9))],
        )
        .await;
        let here = back_up(&kept.room, std::slice::from_ref(&kept.archive))
            .await
            .unwrap();
        let there = back_up(&theirs, std::slice::from_ref(&kept.archive))
            .await
            .unwrap();
        check(&[kept.archive.clone(), here.clone()]).await.unwrap();
        check(&[kept.archive.clone(), there.clone()]).await.unwrap();
        let further = back_up(&theirs, &[kept.archive.clone(), there])
            .await
            .unwrap();
        assert!(
            check(&[kept.archive.clone(), here.clone(), further])
                .await
                .is_err()
        );
        // and the other store is not taken for the one of which this archive is
        let error = back_up(&theirs, &[kept.archive.clone(), here]).await;
        assert_eq!(error.unwrap_err(), Error::RolledBack.into());
    });
}

#[test]
fn a_row_whose_manifest_is_nobodys_gets_no_successor() {
    run(async {
        let kept = kept().await;
        let anna = kept.anna.0.room_keys(&kept.world, &kept.room).sign.clone();
        let mut hers = unpack(&kept.archive);
        hers.manifest.author = ledger::PublicKey(anna.public());
        let error = back_up(&kept.room, &[hers.pack(&anna)]).await;
        assert_eq!(error.unwrap_err(), Flaw::NotManager.into());
        // nor one whose names are not those that were signed: what they name would be left out
        let mut named = kept.archive.clone();
        let at = named
            .windows(7)
            .position(|some| some == b"/bodies")
            .unwrap();
        named[at..at + 7].copy_from_slice(b"/parts\0");
        assert!(former(&[named]).await.is_err());
    });
}

#[test]
fn what_is_no_archive_takes_neither_memory_nor_anything_else() {
    run(async {
        let room = "11".repeat(32);
        let object = |path: &str, len: u64| {
            let mut archive = header(path, len).unwrap().to_vec();
            archive.resize(8 * BLOCK, 0);
            archive
        };
        let front = format!("rooms/{room}/chains/{}/{:012}", ChainId::FRONT, 0);
        for (archive, flaw) in [
            (object("../../etc/passwd", 10), Flaw::Name),
            (object("rooms/../x/y", 10), Flaw::Name),
            (object(&format!("rooms/{room}/tries/x"), 10), Flaw::Name),
            // lengths that lie
            (object(&front, 8 << 30 >> 1), Flaw::Length),
            (object(&front, 0), Flaw::Length),
            (object(&front, 100_000), Flaw::Cut),
            (
                object(&format!("rooms/{room}/parts/{room}"), 1 << 20),
                Flaw::Predecessor,
            ),
        ] {
            assert_eq!(refused(&[archive]).await, flaw.into());
        }
        // a list that is said to be long is not read
        let kept = kept().await;
        let list = ObjectName::List(0).path(&unpack(&kept.archive).room);
        let mut archive = Vec::new();
        let mut rest = &kept.archive[..];
        while let Ok(room::archive::Frame::Object { path, len }) =
            room::archive::parse_header(rest[..BLOCK].try_into().unwrap())
        {
            let all = BLOCK + usize::try_from(len).unwrap().next_multiple_of(BLOCK);
            if path == list {
                archive.extend_from_slice(&header(&list, 1 << 32).unwrap());
                break;
            }
            archive.extend_from_slice(&rest[..all]);
            rest = &rest[all..];
        }
        assert_eq!(refused(&[archive]).await, Flaw::List.into());
        let mut check = ArchiveCheck::new();
        let mut zip = MemoryArchive::new(b"PK\x03\x04".repeat(BLOCK));
        let error = check.take(&mut zip, &Control::new(), &|_| {}).await;
        assert_eq!(error.unwrap_err(), ArchiveError::Frame);
    });
}
