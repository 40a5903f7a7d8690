//! The ways to the seed on a device, and how everything goes from it.

use room::doors::{Door, DoorError, Doors, Proof, SealedSeed, wipe};
use room::testkit::MemoryShelf;
use room::{Kdf, Passkey, PrfOutput, Seed, Shelf, UnlockError};
use seal::rng::Platform;

use crate::support::*;

const FIRST: &str = "four quiet lanterns";
const SECOND: &str = "five loud lanterns";

fn rng() -> Platform {
    Platform::new().unwrap()
}

fn passkey(salt: u8) -> Passkey {
    Passkey::new([salt; 32], b"credential", "room.example").unwrap()
}

fn prf(byte: u8) -> PrfOutput {
    PrfOutput::parse(&[byte; 32]).unwrap()
}

async fn kept(shelf: &MemoryShelf, name: &str) -> Seed {
    let (seed, mut rng) = (Seed::make(&mut rng()), rng());
    let kdf = Kdf::floor(&mut rng);
    let sealed = SealedSeed::make(&seed, FIRST, &kdf, &mut rng).unwrap();
    let doors = Doors::new(shelf);
    doors.keep(&seed, name, &sealed, &mut rng).await.unwrap();
    seed
}

async fn add(doors: &Doors<'_, MemoryShelf>, seed: &Seed) -> Result<(), DoorError> {
    let (passkey, prf, mut rng) = (passkey(1), prf(1), rng());
    doors.add_passkey(seed, &passkey, &prf, &mut rng).await
}

fn wrong<T: core::fmt::Debug>(answer: Result<T, DoorError>) -> bool {
    matches!(answer, Err(DoorError::Unlock(UnlockError::Wrong)))
}

#[test]
fn a_passkey_opens_beside_the_passphrase_and_nothing_else_does() {
    run(async {
        let shelf = MemoryShelf::default();
        let seed = kept(&shelf, "Wang Fang").await;
        let doors = Doors::new(&shelf);
        assert_eq!(doors.name(&seed).await.unwrap(), "Wang Fang");
        assert!(doors.open(Proof::Passphrase(FIRST)).await.unwrap() == seed);
        assert!(wrong(doors.open(Proof::Passphrase(SECOND)).await));
        let none = doors.open(Proof::Passkey(&prf(1))).await;
        assert_eq!(none.unwrap_err(), DoorError::NoDoor);

        add(&doors, &seed).await.unwrap();
        let there = doors.kept().await.unwrap();
        assert_eq!((there.passphrase, there.passkey), (true, Some(passkey(1))));
        assert!(doors.open(Proof::Passkey(&prf(1))).await.unwrap() == seed);
        assert!(doors.open(Proof::Passphrase(FIRST)).await.unwrap() == seed);
        assert!(wrong(doors.open(Proof::Passkey(&prf(2))).await));

        // who can write on the device names another salt, credential or host: it does not open
        let good = shelf.get("identity/passkey").await.unwrap().unwrap();
        for at in [1, 32, 35, 44, 46, 57, 90, good.len() - 1] {
            let mut bad = good.clone();
            bad[at] ^= 1;
            shelf.put("identity/passkey", bad).await.unwrap();
            let answer = doors.open(Proof::Passkey(&prf(1))).await;
            assert!(matches!(answer, Err(DoorError::Unlock(_))), "byte {at}");
        }
        // nor does one door's seed behind the other
        let phrase = shelf.get("identity").await.unwrap().unwrap();
        shelf.put("identity/passkey", phrase).await.unwrap();
        shelf.put("identity", good).await.unwrap();
        assert!(doors.open(Proof::Passkey(&prf(1))).await.is_err());
        assert!(doors.open(Proof::Passphrase(FIRST)).await.is_err());
    });
}

#[test]
fn after_a_change_the_old_passphrase_opens_nothing() {
    run(async {
        let shelf = MemoryShelf::default();
        let seed = kept(&shelf, "Wang Fang").await;
        let doors = Doors::new(&shelf);
        let change = async |by: Proof<'_>, new: &str| {
            let kdf = Kdf::floor(&mut rng());
            doors.change_passphrase(by, new, &kdf, &mut rng()).await
        };
        let before = shelf.objects.borrow().clone();
        assert!(wrong(change(Proof::Passphrase(SECOND), "x").await));
        assert_eq!(
            *shelf.objects.borrow(),
            before,
            "a wrong one changed something"
        );

        change(Proof::Passphrase(FIRST), SECOND).await.unwrap();
        assert!(wrong(doors.open(Proof::Passphrase(FIRST)).await));
        assert!(doors.open(Proof::Passphrase(SECOND)).await.unwrap() == seed);
        let old = &before["identity"];
        assert!(shelf.objects.borrow().values().all(|kept| kept != old));

        // forgotten: the passkey is enough, a wrong one is not
        add(&doors, &seed).await.unwrap();
        assert!(wrong(change(Proof::Passkey(&prf(2)), "x").await));
        change(Proof::Passkey(&prf(1)), FIRST).await.unwrap();
        assert!(wrong(doors.open(Proof::Passphrase(SECOND)).await));
        assert!(doors.open(Proof::Passphrase(FIRST)).await.unwrap() == seed);
        assert!(doors.open(Proof::Passkey(&prf(1))).await.unwrap() == seed);
    });
}

#[test]
fn the_last_door_stays_and_another_identity_brings_its_own() {
    run(async {
        let shelf = MemoryShelf::default();
        let seed = kept(&shelf, "Wang Fang").await;
        let doors = Doors::new(&shelf);
        let last = doors.remove(Door::Passphrase).await;
        assert_eq!(last.unwrap_err(), DoorError::LastDoor);
        let none = doors.remove(Door::Passkey).await;
        assert_eq!(none.unwrap_err(), DoorError::NoDoor);
        add(&doors, &seed).await.unwrap();
        doors.remove(Door::Passphrase).await.unwrap();
        let last = doors.remove(Door::Passkey).await;
        assert_eq!(last.unwrap_err(), DoorError::LastDoor);
        assert!(doors.open(Proof::Passkey(&prf(1))).await.unwrap() == seed);

        // another identity on this device: the passkey of the one before opens nothing
        let other = kept(&shelf, "Wang Fang 2").await;
        assert_eq!(doors.kept().await.unwrap().passkey, None);
        assert!(doors.open(Proof::Passphrase(FIRST)).await.unwrap() == other);
        // and a tab in which the one before is still open cannot put its seed here
        assert_eq!(add(&doors, &seed).await.unwrap_err(), DoorError::OtherSeed);
    });
}

#[test]
fn signing_out_leaves_nothing_here_and_the_device_is_revoked_there() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let docs = [file("a.pdf", bytes(100, 1))];
        let docs = put(&room, &seller.host, root(&room), &docs).await;
        let laptop = seller.elsewhere(&world).await;
        laptop.home.introduce("Laptop");
        let open = laptop.home.open(&laptop.me, &room.id()).await.unwrap();
        let link = link(&room, &world).await;
        let device = open.id();
        // what a link left here goes as well
        let (host, link) = (std::rc::Rc::clone(&laptop.host), fragment(&link));
        room::visit(host, &link, None).await.unwrap();

        let left = laptop.home.leave_device(&laptop.me, &|_, _| {}).await;
        assert_eq!(left, Ok(vec![]));
        wipe(&*laptop.host.shelf).await.unwrap();
        assert!(laptop.host.shelf.objects.borrow().is_empty());
        assert!(get(&open, &laptop.host, &docs[0]).await.is_err());
        let fresh = seller.restart(&world).await.unwrap();
        let names = |all: Vec<room::devices::DeviceView>| -> Vec<String> {
            all.into_iter().map(|device| device.name).collect()
        };
        assert!(!names(fresh.home.devices().await.unwrap()).contains(&"Laptop".to_owned()));
        let keys = fresh.home.keys_in(&fresh.me, &device).await.unwrap();
        assert_eq!(keys.len(), 1);
    });
}

#[test]
fn what_signing_out_could_not_revoke_another_device_does() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let laptop = seller.elsewhere(&world).await;
        laptop.home.open(&laptop.me, &room.id()).await.unwrap();
        let refuse = |what: &str| match what {
            "append" => Err(blobs::ApiError::Unreachable("down".to_owned())),
            _ => Ok(()),
        };
        *laptop.hooks.before.borrow_mut() = Some(Box::new(refuse));
        let left = laptop.home.leave_device(&laptop.me, &|_, _| {}).await;
        assert_eq!(left, Ok(vec![(room.id(), room::Error::Unreachable)]));
        let count = async |person: &Person| {
            let keys = person.home.keys_in(&person.me, &room.id()).await;
            keys.unwrap().len()
        };
        let desktop = seller.restart(&world).await.unwrap();
        assert_eq!(count(&desktop).await, 2);
        desktop.home.open(&desktop.me, &room.id()).await.unwrap();
        assert_eq!(count(&desktop).await, 1);
    });
}

async fn link(room: &TheRoom, world: &World) -> room::Invitation {
    let limits = room::Limits {
        expires: world.now() + DAY,
        ..Default::default()
    };
    let shared = room::Shared::Folder(root(room));
    room.link(&shared, "", limits).await.unwrap()
}
