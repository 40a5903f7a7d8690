//! Coordinators, auditors, and those who are kept out for a while.

use super::*;
use crate::kit::item;
use blobs::wire::{Grants, Visitors};
use ledger::testkit::kem;
use ledger::{MemberId, MemberKind, Office, Policy, RoomState};

/// Entries of a chain that somebody is served, and how many come with their bodies.
async fn seen(world: &World<Local>, by: &By, chain: ChainId) -> (usize, usize) {
    let read = Read {
        chains: vec![ReadFrom {
            chain: Id(chain.0),
            from: 0,
        }],
    };
    let reading = world.api.read(by, &world.id(), &read).await.unwrap();
    let entries = &reading.chains[0].entries;
    let bodies = entries.iter().filter(|entry| entry.body.is_some());
    (entries.len(), bodies.count())
}

async fn visitors(world: &World<Local>, by: &By) -> usize {
    let asked = Visitors::default();
    let seen = world.api.visitors(by, &world.id(), &asked).await.unwrap();
    seen.visitors.len()
}

async fn auditor(world: &mut World<Local>, n: u64) -> By {
    let (id, key, device) = (chain(n), Key::new(n), Key::new(n + 1));
    world
        .admit(id, MemberKind::Person, &key, &[], None, b"x", |member| {
            member.manner.audits = true;
        })
        .await;
    let by = By::member(id, &key);
    let certified = Public::Device(device.public());
    let outcome = world.push(&by, id, &key, certified, vec![], b"x").await;
    assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");
    By::member(id, &device)
}

#[tokio::test]
async fn an_auditor_is_served_every_entry_and_no_body_that_it_does_not_hold() {
    let Setup { mut world, .. } = setup().await;
    let folder = world.folder(50, ROOT, b"folder").await;
    let doc = world.upload(1, folder, b"bytes").await;
    let (id, reader) = world.person(100, &[folder], b"reader").await;
    let (link, key) = world.link(200, &[folder], T0 + 100_000, None).await;
    let visitor = world.visit(link, &key, &Key::new(201)).await.unwrap();
    world.urls(&visitor, &doc).await.unwrap();
    let auditor = auditor(&mut world, 120).await;
    let owner = world.owner();
    for at in [ROOT, folder, ChainId::ROSTER, id, link, chain_of(&visitor)] {
        let (entries, _) = seen(&world, &owner, at).await;
        assert_eq!(seen(&world, &auditor, at).await, (entries, 0), "{at}");
    }
    // what everybody has it has as well
    let front = seen(&world, &owner, ChainId::FRONT).await;
    assert_eq!(seen(&world, &auditor, ChainId::FRONT).await, front);
    assert_eq!(seen(&world, &auditor, chain(999)).await, (0, 0));
    assert_eq!(visitors(&world, &auditor).await, 1);
    assert_eq!(
        world.release(&auditor).await.unwrap().len(),
        1,
        "the front's"
    );
    let (id32, member) = (world.id(), Id(id.0));
    let asked = Grants {
        members: vec![member],
    };
    let told = world.api.grants(&auditor, &id32, &asked).await;
    assert_eq!(code(told), Code::Absent);
    assert_eq!(code(world.urls(&auditor, &doc).await), Code::Absent);
    // a reader is no auditor
    assert_eq!(seen(&world, &reader, ROOT).await, (0, 0));
}

#[tokio::test]
async fn a_coordinator_is_served_people_and_no_folder() {
    let Setup { mut world, .. } = setup().await;
    let doc = world.upload(1, ROOT, b"bytes").await;
    let (id, broker) = world.person(100, &[ROOT], b"broker").await;
    let office = Public::Manager(id, Key::new(100).public(), Office::Coordinator);
    world.own(ChainId::FRONT, office, vec![], b"").await;
    let (link, key) = world.link(200, &[ROOT], T0 + 100_000, None).await;
    let visitor = world.visit(link, &key, &Key::new(201)).await.unwrap();
    let owner = world.owner();
    for at in [ChainId::ROSTER, OWNER, link, chain_of(&visitor)] {
        assert_eq!(
            seen(&world, &broker, at).await,
            seen(&world, &owner, at).await
        );
    }
    assert_eq!(seen(&world, &broker, ROOT).await, (0, 0));
    assert_eq!(code(world.urls(&broker, &doc).await), Code::Absent);
    assert_eq!(visitors(&world, &broker).await, 1);
    let member = Id(link.0);
    let asked = Grants {
        members: vec![member],
    };
    let told = world.api.grants(&broker, &world.id(), &asked).await;
    assert_eq!(code(told), Code::Absent);
}

async fn shut(world: &World<Local>, link: MemberId) -> Option<Code> {
    let by = By::state(link);
    let asked = world.api.link_state(&by, &world.id(), &Id(link.0)).await;
    let state = asked.unwrap();
    assert_eq!(state.standing, Standing::Live);
    assert_eq!(state.issued.is_some(), state.shut.is_none());
    state.shut
}

#[tokio::test]
async fn who_is_suspended_is_told_so_and_comes_back() {
    let Setup { mut world, .. } = setup().await;
    let doc = world.upload(1, ROOT, b"bytes").await;
    let (id, reader) = world.person(100, &[ROOT], b"reader").await;
    let (link, key) = world.link(200, &[ROOT], T0 + 100_000, None).await;
    let visitor = world.visit(link, &key, &Key::new(201)).await.unwrap();
    for who in [id, link] {
        let suspend = Public::Suspend(who, true);
        world.own(ChainId::ROSTER, suspend, vec![], b"x").await;
    }
    for by in [&reader, &visitor] {
        assert_eq!(code(world.release(by).await), Code::Suspended);
        assert_eq!(code(world.reads(by, ROOT).await), Code::Suspended);
        assert_eq!(code(world.urls(by, &doc).await), Code::Suspended);
    }
    assert_eq!(shut(&world, link).await, Some(Code::Suspended));
    let more = world.visit(link, &key, &Key::new(202)).await;
    assert_eq!(code(more), Code::Suspended);
    // whoever has another key is told nothing
    let guess = By::member(id, &Key::new(9));
    assert_eq!(code(world.release(&guess).await), Code::Absent);
    for who in [id, link] {
        let lift = Public::Suspend(who, false);
        world.own(ChainId::ROSTER, lift, vec![], b"x").await;
    }
    assert_eq!(shut(&world, link).await, None);
    for by in [&reader, &visitor] {
        assert_eq!(world.release(by).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_locked_room_serves_its_owners() {
    let Setup {
        mut world, local, ..
    } = setup().await;
    let (_, reader) = world.person(100, &[ROOT], b"reader").await;
    let (link, key) = world.link(200, &[ROOT], T0 + 100_000, None).await;
    let policy = |state, ends| Public::Policy(Policy { state, ends });
    let lock = policy(RoomState::Locked, None);
    world.own(ChainId::FRONT, lock, vec![], b"").await;
    assert_eq!(code(world.release(&reader).await), Code::RoomLocked);
    assert_eq!(shut(&world, link).await, Some(Code::RoomLocked));
    let visit = world.visit(link, &key, &Key::new(201)).await;
    assert_eq!(code(visit), Code::RoomLocked);
    assert_eq!(world.release(&world.owner()).await.unwrap().len(), 2);
    // open again, and over at a millisecond
    let ends = T0 + 5_000;
    let open = policy(RoomState::Open, Some(ends));
    world.own(ChainId::FRONT, open, vec![], b"").await;
    local.clock().set(ends - 1);
    assert!(world.release(&reader).await.is_ok());
    local.clock().set(ends);
    assert_eq!(code(world.release(&reader).await), Code::Expired);
    assert_eq!(shut(&world, link).await, Some(Code::Expired));
}

/// A text that is to be agreed to stands in the link's own chain, not in its visitors'.
#[tokio::test]
async fn what_is_to_be_agreed_to_binds_a_process_that_did_not_hear_of_it() {
    let mut setup = setup().await;
    let other = another_process(&setup);
    let world = &mut setup.world;
    let doc = world.upload(1, ROOT, b"bytes").await;
    let (link, key) = world.link(200, &[ROOT], T0 + 100_000, None).await;
    let visitor = world.visit(link, &key, &Key::new(201)).await.unwrap();
    world.urls(&visitor, &doc).await.unwrap();
    let (at, room) = (chain_of(&visitor), world.id());
    let seq = world.room.fold.tip(&at).head().next - 1;
    let urls = urls_of(seq, &doc);
    let given = other.release(&visitor, &room).await.unwrap();
    assert_eq!(given.grants.len(), 2);
    other.urls(&visitor, &room, &urls).await.unwrap();

    let text = Hash::of(b"text");
    world.own(link, Public::Nda(text), vec![], b"text").await;
    let told = other.urls(&visitor, &room, &urls).await;
    assert_eq!(code(told), Code::Nda);
    let given = other.release(&visitor, &room).await.unwrap();
    assert_eq!(given.grants.len(), 1, "the front's");
    let agreed = Public::Agree(text, text);
    let outcome = world
        .push(
            &visitor,
            at,
            &visitor.key.clone(),
            agreed,
            vec![],
            b"agreed",
        )
        .await;
    assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");
    other.urls(&visitor, &room, &urls).await.unwrap();
    let given = other.release(&visitor, &room).await.unwrap();
    assert_eq!(given.grants.len(), 2);
}

/// Also by a process that did not hear of it, and whoever is an owner.
#[tokio::test]
async fn a_clean_teams_folder_takes_the_word_of_its_granters_only() {
    let mut setup = setup().await;
    let other = another_process(&setup);
    let world = &mut setup.world;
    let mut managers = Vec::new();
    for n in [100, 110] {
        let (id, by) = world.person(n, &[], b"manager").await;
        let office = Public::Manager(id, Key::new(n).public(), Office::Manager);
        world.own(ChainId::FRONT, office, vec![], b"").await;
        managers.push((id, by, Key::new(n)));
    }
    let [one, two] = &managers[..] else { panic!() };
    let folder = chain(80);
    let epoch = |n| {
        Public::Epoch(Epoch {
            parent: None,
            kem: kem(n),
        })
    };
    let named = |list: &[&(MemberId, By, Key)]| {
        let granter = |one: &&(MemberId, By, Key)| ledger::Granter {
            member: one.0,
            key: one.2.public(),
        };
        Public::Granters(list.iter().map(granter).collect())
    };
    for public in [epoch(80), named(&[one])] {
        let made = world
            .push(&one.1, folder, &one.2, public, vec![], b"x")
            .await;
        assert!(matches!(made, Outcome::Stored(_)), "{made:?}");
    }
    let (room, owner) = (world.id(), world.owner());
    let owner_key = world.room.owner.clone();
    let strangers = [(&two.1, &two.2), (&owner, &owner_key)];
    for public in [epoch(81), Public::Label, named(&[two])] {
        for (by, key) in strangers {
            let signed = world.room.signed(folder, key, public.clone());
            let body = signed.verify().unwrap().entry().body;
            let batch = Append {
                items: vec![item(&signed, body.map(|_| 2u64.to_le_bytes().to_vec()))],
                grants: vec![],
            };
            for api in [&world.api, &other] {
                let told = one_of(api.append(by, &room, &batch).await.unwrap());
                assert!(matches!(told, Outcome::Refused(Code::Rule, _)), "{told:?}");
            }
        }
    }
    // nor is its key put where all managers find it
    let keys = world
        .push(
            &owner,
            ChainId::ROSTER,
            &owner_key,
            Public::Keys(vec![folder]),
            vec![],
            b"x",
        )
        .await;
    assert!(matches!(keys, Outcome::Refused(Code::Rule, _)), "{keys:?}");
    let turned = world
        .push(&one.1, folder, &one.2, epoch(81), vec![], b"x")
        .await;
    assert!(matches!(turned, Outcome::Stored(_)), "{turned:?}");
}

fn one_of(appended: blobs::wire::Appended) -> Outcome {
    let mut outcomes = appended.outcomes;
    outcomes.remove(0)
}
