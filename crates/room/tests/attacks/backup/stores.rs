//! Stores that keep something back or exchange it while a backup is made.

use blobs::wire::{Copied, Reading};
use ledger::archive::{Flaw, Missing};
use room::{Error, What};

use super::*;

#[test]
fn a_store_that_keeps_a_chain_back_is_told_of_or_gets_no_archive_made() {
    run(async {
        let kept = kept().await;
        let chain = kept.anna.2;
        // a device that sees the room for the first time, through this store
        let fresh = async |change: Box<dyn FnMut(&mut Reading)>| {
            let person = kept.seller.elsewhere(&kept.world).await;
            *person.hooks.read.borrow_mut() = Some(change);
            let room = person.home.open(&person.me, &kept.room.id()).await;
            (person, room.unwrap())
        };
        // from whom has never read it: somebody's chain that the roster names
        let without = move |reading: &mut Reading| {
            let parts = reading.chains.iter_mut();
            parts
                .filter(|part| part.chain.0 == chain.0)
                .for_each(|part| part.entries.clear());
        };
        let (person, room) = fresh(Box::new(without)).await;
        let archive = back_up(&room, &[]).await.unwrap();
        let report = check(std::slice::from_ref(&archive))
            .await
            .unwrap()
            .remove(0);
        assert_eq!(
            report.manifest.missing,
            [Missing::Chain(chain)],
            "and nobody can hide it"
        );
        let mut hidden = unpack(&archive);
        hidden.manifest.missing.clear();
        assert_eq!(
            refused(&[hidden.pack(&kept.key)]).await,
            Flaw::Missing.into()
        );
        person.hooks.clear();
        let next = back_up(&room, std::slice::from_ref(&archive))
            .await
            .unwrap();
        let row = check(&[archive, next]).await.unwrap();
        assert!(row[1].manifest.missing.is_empty());
        let missing = Error::Tampered(What::MissingEntry);
        // its end, from whom has read it
        let shortened = move |reading: &mut Reading| {
            let parts = reading.chains.iter_mut();
            for part in parts.filter(|part| part.chain.0 == chain.0) {
                part.entries.retain(|stored| seq(&stored.wrapped) == 0);
            }
            reading.more = false;
        };
        kept.room.refresh().await.unwrap();
        let (again, open) = reopen(&kept.world, &kept.seller, &kept.room).await.unwrap();
        again.hooks.on_read(shortened);
        let error = back_up(&open, &[]).await.unwrap_err();
        assert!(
            [missing.clone(), Error::RolledBack]
                .map(ArchiveError::from)
                .contains(&error),
            "{error}"
        );
        // its end, from whom has never read it but has an archive that goes farther
        let (_, room) = fresh(Box::new(shortened)).await;
        let error = back_up(&room, std::slice::from_ref(&kept.archive))
            .await
            .unwrap_err();
        assert!(
            [missing, Error::RolledBack]
                .map(ArchiveError::from)
                .contains(&error),
            "{error}"
        );
    });
}

#[test]
fn a_store_that_shows_another_room_the_second_time_gets_no_archive_made() {
    run(async {
        let kept = kept().await;
        // judged it was already, when the first archive was made; copied is another reading
        let chain = ChainId::ROSTER;
        kept.seller.hooks.on_read(move |reading| {
            let parts = reading.chains.iter_mut();
            for part in parts.filter(|part| part.chain.0 == chain.0) {
                part.entries.retain(|stored| seq(&stored.wrapped) != 1);
            }
        });
        let error = back_up(&kept.room, &[]).await.unwrap_err();
        assert!(
            matches!(
                error,
                ArchiveError::Room(Error::RolledBack | Error::Tampered(_))
            ),
            "{error}"
        );
    });
}

#[test]
fn a_store_that_exchanges_a_part_or_a_body_gets_no_archive_made() {
    run(async {
        let kept = kept().await;
        *kept.seller.hooks.copied.borrow_mut() = Some(Box::new(|given| {
            for copied in &mut given.parts {
                if let Copied::There(bytes) = copied {
                    bytes.0[0] ^= 1;
                }
            }
        }));
        let error = back_up(&kept.room, &[]).await.unwrap_err();
        assert_eq!(error, Error::Tampered(What::Part).into());
        kept.seller.hooks.clear();
        kept.seller.hooks.on_read(|reading| {
            let all = reading.chains.iter_mut().flat_map(|part| &mut part.entries);
            for body in all.filter_map(|stored| stored.body.as_mut()) {
                body.push(0);
            }
        });
        let error = back_up(&kept.room, &[]).await.unwrap_err();
        assert_eq!(error, Error::Tampered(What::Body).into());
    });
}
