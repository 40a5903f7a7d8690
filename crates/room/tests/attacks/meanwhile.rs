//! Row 23: what is written while a key is being taken away.

use blobs::wire::Outcome;
use ledger::Public;
use ledger::entry::Entry;
use room::{ChainId, InviteTerms, MemberId, Office, ScopeId};

use crate::support::*;

struct Scene {
    world: World,
    seller: Person,
    room: TheRoom,
    folder: ScopeId,
    /// Another manager, whose program is open.
    deng: (Person, TheRoom),
    /// Who is to lose something.
    goes: (Person, TheRoom, MemberId),
}

async fn scene(office: Option<Office>) -> Scene {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let folder = room.make_folder(root(&room), "legal").await.unwrap();
    let terms = |folders| InviteTerms {
        folders,
        join_by: world.now() + DAY,
        ..InviteTerms::default()
    };
    let (one, two) = (
        room.invite_with(&terms(vec![])).await.unwrap(),
        room.invite_with(&terms(vec![folder])).await.unwrap(),
    );
    let deng = world.joined("Deng", &one).await;
    let goes = world.joined("Goes", &two).await;
    room.refresh().await.unwrap();
    room.appoint(&one.member, Office::Manager).await.unwrap();
    if let Some(office) = office {
        room.appoint(&two.member, office).await.unwrap();
    }
    deng.1.refresh().await.unwrap();
    goes.1.refresh().await.unwrap();
    Scene {
        world,
        seller,
        room,
        folder,
        deng,
        goes: (goes.0, goes.1, two.member),
    }
}

impl Scene {
    fn entries(&self, chain: ChainId) -> Vec<Entry> {
        let entry = |stored: &blobs::wire::Stored| {
            let signed = ledger::Wrapped::parse(&stored.wrapped).unwrap().signed();
            signed.verify().unwrap().entry().clone()
        };
        let raw = Raw::new(&self.world, self.room.id());
        raw.chain(chain).iter().map(entry).collect()
    }

    fn ring(&self) -> Keyring {
        let (person, theirs, id) = &self.goes;
        let keys = person.room_keys(&self.world, theirs);
        let raw = Raw::new(&self.world, self.room.id());
        Keyring::of(&raw, self.room.id(), *id, &keys)
    }

    /// Whoever goes opens nothing that was said in a folder from here on.
    fn opens_nothing(&self, folder: ScopeId, from: usize) {
        let ring = self.ring();
        let said = self.entries(folder);
        let new = &said[from..];
        let docs = new.iter().filter(|it| matches!(it.public, Public::Docs(_)));
        assert!(docs.clone().count() > 0);
        for entry in new.iter().filter(|entry| entry.body.is_some()) {
            let has = ring.has(folder, entry.epoch);
            assert!(!has, "{:?} under epoch {}", entry.public, entry.epoch);
        }
    }
}

#[test]
fn row_23_nothing_is_sealed_under_a_key_of_one_who_was_ended() {
    run(async {
        let scene = scene(None).await;
        let from = scene.entries(scene.folder).len();
        // the end is stored, and the program that said it is gone
        scene.seller.hooks.left.set(Some(1));
        scene.room.end(&scene.goes.2).await.unwrap_err();
        let last = scene.entries(ChainId::ROSTER).pop().unwrap();
        assert!(matches!(last.public, Public::End(..)));
        // another manager's program has not heard of it
        let (person, theirs) = &scene.deng;
        let files = [
            file("new.pdf", bytes(300, 1)),
            file("sub/x.pdf", bytes(300, 2)),
        ];
        put(theirs, &person.host, scene.folder, &files).await;
        let made = theirs.make_folder(scene.folder, "later").await.unwrap();
        scene.opens_nothing(scene.folder, from);
        assert!(!scene.ring().has(made, 0));
    });
}

#[test]
fn row_23_nor_under_one_of_a_dismissed_manager() {
    run(async {
        let scene = scene(Some(Office::Manager)).await;
        // office and grants are taken, and nothing is turned yet
        scene.seller.hooks.left.set(Some(2));
        let coordinates = scene.room.appoint(&scene.goes.2, Office::Coordinator);
        coordinates.await.unwrap_err();
        let last = scene.entries(ChainId::ROSTER).pop().unwrap();
        assert!(matches!(last.public, Public::Withdraw(..)), "{last:?}");
        let (person, theirs) = &scene.deng;
        let made = theirs.prepare_folder(root(theirs), "Stage").await.unwrap();
        put(theirs, &person.host, made, &[file("s.pdf", bytes(300, 3))]).await;
        assert!((0..3).all(|epoch| !scene.ring().has(made, epoch)));
    });
}

#[test]
fn row_23_the_gate_takes_nothing_under_a_key_that_waits() {
    run(async {
        let scene = scene(None).await;
        scene.seller.hooks.left.set(Some(1));
        scene.room.end(&scene.goes.2).await.unwrap_err();
        let keys = scene.deng.0.room_keys(&scene.world, &scene.deng.1);
        let raw = Raw::new(&scene.world, scene.room.id());
        let members = scene.room.members().await.unwrap();
        let named = |it: &&room::MemberView| it.name.as_deref() == Some("Deng");
        let deng = members.iter().find(named).unwrap().member;
        let (label, now) = (Public::Label, scene.world.now());
        let item = raw.forge(&keys.sign, scene.folder, 0, label, Some(vec![1; 90]), now);
        let batch = blobs::wire::Append {
            items: vec![item],
            grants: vec![],
        };
        let by = Stranger {
            chain: deng,
            key: keys.sign,
        };
        let answer = by.append(&scene.world.recorder, scene.room.id(), &batch);
        let answer = answer.await.unwrap();
        let outdated = Outcome::Refused(blobs::wire::Code::Outdated, String::new());
        let said = answer.outcomes.first().map(core::mem::discriminant);
        assert_eq!(said, Some(core::mem::discriminant(&outdated)), "{answer:?}");
    });
}
