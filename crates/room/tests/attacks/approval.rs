//! Rows 1 and 18: a store that shows one manager this newcomer and the other manager that one, and whoever has read
//! the invite.

use blobs::wire::{Append, Id, Outcome, SealedGrant};
use ledger::entry::Public;
use room::{AlarmKind, ChainId, Error, InviteTerms, Level, Office, Op, Principal};
use seal::context::{Context, Kind};
use seal::identity::RoomKeys;
use seal::sealbox;

use crate::support::*;

/// A room with a second manager, who has another device, and an invite with approval.
struct Scene {
    world: World,
    room: TheRoom,
    folder: room::ScopeId,
    deng: (Person, TheRoom),
    reader: room::MemberId,
    invite: room::Invitation,
}

async fn scene() -> Scene {
    let world = World::new();
    let (_, room) = world.seller().await;
    let folder = room.make_folder(root(&room), "legal").await.unwrap();
    let terms = |label, folders, approval| InviteTerms {
        label,
        folders,
        approval,
        join_by: world.now() + DAY,
        ..InviteTerms::default()
    };
    let office = room
        .invite_with(&terms("Deng", vec![], false))
        .await
        .unwrap();
    let reader = terms("Reader", vec![folder], false);
    let reader = room.invite_with(&reader).await.unwrap();
    let deng = world.joined("Deng", &office).await;
    world.joined("Reader", &reader).await;
    room.refresh().await.unwrap();
    room.appoint(&office.member, Office::Owner).await.unwrap();
    let invite = terms("Counsel", vec![folder], true);
    let invite = room.invite_with(&invite).await.unwrap();
    Scene {
        reader: reader.member,
        world,
        room,
        folder,
        deng,
        invite,
    }
}

/// The second manager is served this chain of the newcomer.
fn serve(scene: &Scene, other: &World) {
    let chain = scene.invite.member;
    let all = Raw::new(other, scene.room.id()).chain(chain);
    scene.deng.0.hooks.on_read(move |reading| {
        for part in reading.chains.iter_mut().filter(|it| it.chain.0 == chain.0) {
            part.entries.clone_from(&all);
        }
    });
}

/// How many of all grants that were ever stored for the newcomer these keys open.
fn opened(scene: &Scene, keys: &RoomKeys) -> usize {
    let (room, member) = (scene.room.id(), scene.invite.member);
    let stored = Raw::new(&scene.world, room).grants(member).grants;
    let opens = |sealed: &&blobs::wire::Sealed| {
        let grant = seal::grant::Grant::parse(&sealed.0).unwrap();
        grant.terms().scope != ChainId::FRONT.0 && grant.open(&room.0, &member.0, &keys.kem).is_ok()
    };
    stored.iter().filter(opens).count()
}

/// Manager one compares the words and approves, then takes the folder from a reader and gets no farther than that;
/// manager two, who is served another newcomer, goes on.
async fn approved_and_turned(scene: &Scene, counsel: &Person) -> Result<(), Error> {
    let words = counsel.me.seed.root().fingerprint();
    scene.room.refresh().await?;
    scene.room.approve(&scene.invite.member, &words).await?;
    let (_, theirs) = &scene.deng;
    theirs.refresh().await?;
    theirs.end(&scene.reader).await?;
    Ok(())
}

/// Nor does manager two give it anything new, or an office.
async fn is_refused(scene: &Scene) {
    let (_, theirs) = &scene.deng;
    // what manager two decides for the newcomer now, it decides for the one who was approved
    let me = Principal::member(&scene.invite.member);
    let more = [Op::Access(me, root(&scene.room), Some(Level::Write))];
    assert_eq!(theirs.apply(&more).await, Err(Error::KeyChanged));
    let office = theirs.appoint(&scene.invite.member, Office::Manager).await;
    assert_eq!(office, Err(Error::KeyChanged));
}

fn is_told(room: &TheRoom, chain: ChainId) -> bool {
    let mut alarms = room.view().alarms.into_iter();
    alarms.any(|alarm| (alarm.chain, alarm.kind) == (chain, AlarmKind::WrongKey))
}

#[test]
fn row_18_who_was_approved_is_the_same_for_every_manager() {
    run(async {
        let scene = scene().await;
        let (room, chain) = (scene.room.id(), scene.invite.member);
        // Mallory has read the mail, and joins where the store shows it to nobody but manager two
        let fork = scene.world.fork();
        let (mallory, hers) = fork.joined("Counsel", &scene.invite).await;
        let (counsel, theirs) = scene.world.joined("Counsel", &scene.invite).await;
        serve(&scene, &fork);
        approved_and_turned(&scene, &counsel).await.unwrap();
        assert_eq!(opened(&scene, &mallory.room_keys(&fork, &hers)), 0);
        is_refused(&scene).await;
        assert!(is_told(&scene.deng.1, chain));
        // nor does it know a name of her, or make her a writer
        let members = scene.deng.1.members().await.unwrap();
        let shown = members.iter().find(|member| member.member == chain);
        assert_eq!(
            shown.map(|it| (it.name.clone(), it.fingerprint)),
            Some((None, None))
        );
        // who was approved gets the new key by manager one
        scene.room.refresh().await.unwrap();
        theirs.refresh().await.unwrap();
        let holds = theirs.view().folders.iter().any(|it| it.id == scene.folder);
        assert!(holds && theirs.view().alarms.is_empty());
        assert!(!is_told(&scene.room, chain));
        let raw = Raw::new(&scene.world, room);
        let keys = counsel.room_keys(&scene.world, &theirs);
        assert!(Keyring::of(&raw, room, chain, &keys).holds(scene.folder));
    });
}

#[test]
fn row_18_nor_does_anothers_card_with_the_same_room_key_take_its_place() {
    run(async {
        let scene = scene().await;
        let (room, chain) = (scene.room.id(), scene.invite.member);
        let fork = scene.world.fork();
        let (counsel, theirs) = scene.world.joined("Counsel", &scene.invite).await;
        // the proof of who joins does not cover its card: Mallory says the same Join with a card of her own root, which
        // names the other one's room key and her own for what is sealed
        let mallory = fork.person("Counsel").await;
        let own = mallory.me.seed.room_keys(&[4; 32]);
        let mixed = RoomKeys {
            sign: counsel.room_keys(&scene.world, &theirs).sign,
            kem: own.kem.clone(),
        };
        let card = mallory.me.seed.root().card(room.0, &mixed, "Counsel");
        join_as(&scene, &fork, card.unwrap().as_bytes()).await;
        serve(&scene, &fork);
        approved_and_turned(&scene, &counsel).await.unwrap();
        assert_eq!(opened(&scene, &own), 0);
        is_refused(&scene).await;
        assert!(is_told(&scene.deng.1, chain));
    });
}

#[test]
fn row_18_who_holds_the_invite_gets_nothing_of_who_was_approved() {
    run(async {
        let scene = scene().await;
        let fork = scene.world.fork();
        let (counsel, _) = scene.world.joined("Counsel", &scene.invite).await;
        // manager two is not shown that anybody joined
        serve(&scene, &fork);
        approved_and_turned(&scene, &counsel).await.unwrap();
        let keys = fragment(&scene.invite).secret.keys();
        let keys = RoomKeys {
            sign: keys.sign,
            kem: keys.kem,
        };
        assert_eq!(opened(&scene, &keys), 0);
        is_refused(&scene).await;
        assert!(is_told(&scene.deng.1, scene.invite.member));
    });
}

/// Says in a fork the Join that was said in the world, with another card.
async fn join_as(scene: &Scene, fork: &World, card: &[u8]) {
    let (room, chain) = (scene.room.id(), scene.invite.member);
    let entry = |stored: &blobs::wire::Stored| {
        let signed = ledger::Wrapped::parse(&stored.wrapped).unwrap().signed();
        signed.verify().unwrap().entry().clone()
    };
    let there = Raw::new(&scene.world, room);
    let said = there.chain(chain).iter().map(entry).find_map(|entry| {
        let join = matches!(entry.public, Public::Join(_));
        join.then_some(entry.public)
    });
    let first = there.chain(ChainId::FRONT).remove(0);
    let Public::Open(open) = entry(&first).public else {
        panic!("not the first entry")
    };
    let roster = seal::kem::KemPublic::parse(&open.roster).unwrap();
    let plain = minicbor::to_vec((minicbor::bytes::ByteVec::from(card.to_vec()),)).unwrap();
    let context = Context::new(Kind::Join, room.0, chain.0, 0);
    let mut rng = seal::rng::Platform::new().unwrap();
    let body = sealbox::seal(&roster, &context, &plain, &mut rng);
    let keys = fragment(&scene.invite).secret.keys();
    let now = fork.now();
    let item = Raw::new(fork, room).forge(&keys.sign, chain, 0, said.unwrap(), Some(body), now);
    let sealed = there.grants(chain).grants.into_iter();
    let batch = Append {
        items: vec![item],
        grants: sealed
            .map(|grant| SealedGrant {
                member: Id(chain.0),
                bytes: grant.0,
            })
            .collect(),
    };
    let by = Stranger {
        chain,
        key: keys.sign,
    };
    let answer = by.append(&fork.recorder, room, &batch).await.unwrap();
    assert!(
        matches!(answer.outcomes[..], [Outcome::Stored(_)]),
        "{answer:?}"
    );
}
