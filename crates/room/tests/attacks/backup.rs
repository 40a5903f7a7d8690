//! Archives that somebody changed, and stores that keep something back from a backup.

mod objects;
mod rows;
mod stores;

use ledger::Wrapped;
use ledger::archive::ObjectName;
use ledger::ids::ChainId;
use room::archive::ArchiveError;
use seal::sign::SigningKey;

use crate::support::archives::*;
use crate::support::*;

/// A room with a document and somebody who reads, its archive, and the owner's key.
struct Kept {
    world: World,
    seller: Person,
    room: TheRoom,
    anna: (Person, TheRoom, ChainId),
    archive: Vec<u8>,
    key: SigningKey,
}

async fn kept() -> Kept {
    let world = World::new();
    let (seller, room) = world.seller().await;
    put(
        &room,
        &seller.host,
        root(&room),
        &[file("a.pdf", bytes(300, 1))],
    )
    .await;
    let anna = world.entered(&room, "Anna", &[]).await;
    let archive = back_up(&room, &[]).await.unwrap();
    let key = seller.room_keys(&world, &room).sign.clone();
    Kept {
        world,
        seller,
        room,
        anna,
        archive,
        key,
    }
}

impl Kept {
    /// What is said of the archive with this change, signed again by its maker.
    async fn changed(&self, change: impl FnOnce(&mut Unpacked)) -> ArchiveError {
        let mut unpacked = unpack(&self.archive);
        change(&mut unpacked);
        refused(&[unpacked.pack(&self.key)]).await
    }
}

async fn refused(row: &[Vec<u8>]) -> ArchiveError {
    check(row).await.unwrap_err()
}

fn is_part(name: &ObjectName) -> bool {
    matches!(name, ObjectName::Part(_))
}

fn is_body(name: &ObjectName) -> bool {
    matches!(name, ObjectName::Body(_))
}

fn seq(wrapped: &[u8]) -> u64 {
    let signed = Wrapped::parse(wrapped).unwrap().signed();
    signed.verify().unwrap().entry().seq
}

/// The place of the last entry of a chain.
fn last_of(unpacked: &Unpacked, chain: ChainId) -> usize {
    let mine = |(name, _): &(ObjectName, Vec<u8>)| matches!(name, ObjectName::Entry(of, _) if *of == chain);
    unpacked.objects.iter().rposition(mine).unwrap()
}
