//! Openings of links, and who may know of them.

use super::*;
use blobs::wire::{Grants, LinkState, Visitor, Visitors};
use ledger::MemberId;

async fn state(world: &World<Local>, link: MemberId) -> LinkState {
    let by = By::state(link);
    let asked = world.api.link_state(&by, &world.id(), &Id(link.0)).await;
    asked.unwrap()
}

async fn seen(world: &World<Local>, by: &By) -> Vec<Visitor> {
    let asked = Visitors::default();
    let seen = world.api.visitors(by, &world.id(), &asked).await.unwrap();
    assert!(!seen.more);
    seen.visitors
}

#[tokio::test]
async fn every_opening_is_counted_with_a_limit_or_without() {
    let Setup {
        mut world, local, ..
    } = setup().await;
    let (link, key) = world.link(200, &[ROOT], T0 + 90 * 3_600_000, None).await;
    let doc = world.upload(1, ROOT, b"bytes").await;
    assert_eq!(state(&world, link).await.opened, 0);
    let mut devices = Vec::new();
    for n in 0..5 {
        devices.push(world.visit(link, &key, &Key::new(300 + n)).await.unwrap());
    }
    assert_eq!(
        state(&world, link).await.opened,
        0,
        "knocking is not opening"
    );
    // all at once, each twice
    let asks = devices.iter().chain(&devices).map(|by| world.release(by));
    assert!(join_all(asks).await.iter().all(Result::is_ok));
    let now = state(&world, link).await;
    assert_eq!((now.opened, now.opens_left), (5, None));
    // who reads without having asked for keys (somebody else may have given them) is counted, too
    let late = world.visit(link, &key, &Key::new(310)).await.unwrap();
    world.urls(&late, &doc).await.unwrap();
    assert_eq!(state(&world, link).await.opened, 6);
    // a device that comes again is counted again after a day
    local.clock().advance(24 * 3_600_000 - 1);
    world.release(&devices[0]).await.unwrap();
    assert_eq!(state(&world, link).await.opened, 6);
    local.clock().advance(1);
    world.release(&devices[0]).await.unwrap();
    world.urls(&devices[0], &doc).await.unwrap();
    assert_eq!(state(&world, link).await.opened, 7);
}

/// A link that somebody passed on opens for nobody else; who was first comes again.
#[tokio::test]
async fn a_bound_link_is_its_first_devices() {
    let Setup {
        mut world, local, ..
    } = setup().await;
    let (link, key) = (chain(200), Key::new(200));
    let ends = Some(T0 + 90 * 3_600_000);
    let kind = ledger::MemberKind::Link;
    world
        .admit(link, kind, &key, &[ROOT], ends, b"note", |member| {
            member.manner.bound = true;
        })
        .await;
    let doc = world.upload(1, ROOT, b"bytes").await;
    let mut devices = Vec::new();
    for n in 0..4 {
        devices.push(world.visit(link, &key, &Key::new(300 + n)).await.unwrap());
    }
    let asks = devices.iter().chain(&devices).map(|by| world.release(by));
    let told = join_all(asks).await;
    let in_it: Vec<bool> = told.iter().map(Result::is_ok).collect();
    assert_eq!(in_it[..4], in_it[4..]);
    assert_eq!(in_it[..4].iter().filter(|yes| **yes).count(), 1);
    assert_eq!(state(&world, link).await.opened, 1);
    let first = devices.swap_remove(in_it.iter().position(|yes| *yes).unwrap());
    local.clock().advance(30 * 3_600_000);
    for other in &devices {
        assert_eq!(code(world.release(other).await), Code::Used);
        assert_eq!(code(world.urls(other, &doc).await), Code::Used);
    }
    world.release(&first).await.unwrap();
    world.urls(&first, &doc).await.unwrap();
    assert_eq!(state(&world, link).await.opened, 2);
}

#[tokio::test]
async fn how_often_it_was_opened_is_known_after_its_end() {
    let mut setup = setup().await;
    let ends = T0 + 5_000;
    let mut links = Vec::new();
    for n in [200, 210] {
        let world = &mut setup.world;
        let (link, key) = world.link(n, &[ROOT], ends, Some(3)).await;
        for device in [n + 1, n + 2] {
            let by = world.visit(link, &key, &Key::new(device)).await.unwrap();
            world.release(&by).await.unwrap();
        }
        links.push(link);
    }
    let world = &mut setup.world;
    let end = Public::End(links[0], vec![]);
    world.own(ChainId::ROSTER, end, vec![], b"end").await;
    let ended = state(world, links[0]).await;
    assert_eq!((ended.standing, ended.opened), (Standing::Ended, 2));
    setup.local.clock().set(ends + 1);
    // neither time nor the sweeper forgets it; a process that has just begun knows it as well
    sweeper::sweep_all(setup.local.gate()).await.unwrap();
    let other = World {
        api: another_process(&setup),
        room: setup.world.room,
    };
    for (link, standing) in links.iter().zip([Standing::Ended, Standing::Expired]) {
        let over = state(&other, *link).await;
        assert_eq!((over.standing, over.opened), (standing, 2));
        assert_eq!(over.opens_left, Some(1));
    }
}

#[tokio::test]
async fn who_manages_sees_the_visitors_and_nobody_else_does() {
    let mut setup = setup().await;
    let world = &mut setup.world;
    let (_, reader) = world.person(100, &[ROOT], b"reader").await;
    assert_eq!(seen(world, &world.owner()).await, []);
    let (link, key) = world.link(200, &[ROOT], T0 + 100_000, None).await;
    let (other, other_key) = world.link(210, &[ROOT], T0 + 100_000, None).await;
    let first = world.visit(link, &key, &Key::new(201)).await.unwrap();
    setup.local.clock().advance(10);
    let knocked = world.visit(link, &key, &Key::new(202)).await.unwrap();
    let second = world
        .visit(other, &other_key, &Key::new(211))
        .await
        .unwrap();
    world.release(&first).await.unwrap();
    setup.local.clock().advance(10);
    for by in [&first, &second] {
        world.release(by).await.unwrap();
    }
    let row = |link: ChainId, by: &By, first| Visitor {
        link: Id(link.0),
        chain: Id(chain_of(by).0),
        first,
    };
    let mut all = vec![
        row(link, &first, Some(T0 + 10)),
        row(link, &knocked, None),
        row(other, &second, Some(T0 + 20)),
    ];
    all.sort_by_key(|visitor| visitor.chain);
    assert_eq!(seen(world, &world.owner()).await, all);
    // on from the first
    let after = Some(all[0].chain);
    let by = world.owner();
    let rest = world
        .api
        .visitors(&by, &world.id(), &Visitors { after })
        .await;
    assert_eq!(rest.unwrap().visitors, all[1..]);
    // those who read see none, not even the others of their own link
    for by in [&reader, &first, &second, &By::member(link, &key)] {
        assert_eq!(seen(world, by).await, []);
    }
    let stranger = By::member(chain(77), &Key::new(77));
    let asked = Visitors::default();
    let told = world.api.visitors(&stranger, &world.id(), &asked).await;
    assert_eq!(code(told), Code::Absent);
    // another process finds the visitors that this one let in
    let api = another_process(&setup);
    let world = &setup.world;
    let found = api.visitors(&world.owner(), &world.id(), &asked).await;
    assert_eq!(found.unwrap().visitors, all);
}

#[tokio::test]
async fn who_manages_sees_what_a_member_was_given_and_nobody_else_does() {
    let Setup {
        mut world, local, ..
    } = setup().await;
    let (id, reader) = world.person(100, &[ROOT], b"reader").await;
    let (_, other) = world.person(110, &[ROOT], b"other").await;
    let (link, key) = world.link(200, &[ROOT], T0 + 100_000, Some(1)).await;
    let (invite, _) = world.invite(300, &[ROOT], None).await;
    let visitor = world.visit(link, &key, &Key::new(201)).await.unwrap();
    let room = world.id();
    let asked = async |world: &World<Local>, by: &By, member: ChainId| {
        let members = vec![Id(member.0)];
        let answer = world.api.grants(by, &room, &Grants { members }).await?;
        let [of_one] = answer.members.try_into().expect("one asked, one answered");
        Ok::<_, blobs::ApiError>(of_one.grants.into_iter().map(|g| g.0).collect::<Vec<_>>())
    };
    let owner = world.owner();
    // byte for byte what the member is given itself; and looking is no opening
    let viewed = asked(&world, &owner, id).await.unwrap();
    assert_eq!(viewed, world.release(&reader).await.unwrap());
    assert_eq!(viewed.len(), 2);
    let viewed = asked(&world, &owner, link).await.unwrap();
    assert_eq!(state(&world, link).await.opened, 0);
    assert_eq!(viewed, world.release(&visitor).await.unwrap());
    assert_eq!(asked(&world, &owner, invite).await.unwrap().len(), 2);
    for by in [&reader, &other, &visitor] {
        for member in [id, link, OWNER, chain(999)] {
            assert_eq!(code(asked(&world, by, member).await), Code::Absent);
        }
    }
    assert_eq!(code(asked(&world, &owner, chain(999)).await), Code::Absent);
    // of several at once, each in its place
    let members = [link, id].map(|member| Id(member.0)).to_vec();
    let both = Grants { members };
    let both = world.api.grants(&owner, &room, &both).await.unwrap();
    for (of_one, member) in both.members.into_iter().zip([link, id]) {
        let of_one: Vec<_> = of_one.grants.into_iter().map(|grant| grant.0).collect();
        assert_eq!(of_one, asked(&world, &owner, member).await.unwrap());
    }
    // what has run out is not shown as if it were given
    local.clock().advance(100_000);
    assert_eq!(code(asked(&world, &owner, link).await), Code::Expired);
}

/// Who was shown the text only has read nothing: neither it nor one that never agrees burns an opening.
#[tokio::test]
async fn who_has_not_agreed_opens_nothing() {
    let Setup { mut world, .. } = setup().await;
    let (link, key) = world.link(200, &[ROOT], T0 + 90 * 3_600_000, Some(1)).await;
    let doc = world.upload(1, ROOT, b"bytes").await;
    let text = Hash([7; 32]);
    world.own(link, Public::Nda(text), vec![], b"text").await;
    let mut devices = Vec::new();
    for n in 0..3 {
        let device = Key::new(300 + n);
        devices.push((world.visit(link, &key, &device).await.unwrap(), device));
    }
    for (by, _) in &devices {
        assert_eq!(
            world.release(by).await.unwrap().len(),
            1,
            "the front's alone"
        );
        assert_eq!(code(world.urls(by, &doc).await), Code::Nda);
        assert_eq!(world.release(by).await.unwrap().len(), 1);
    }
    let now = state(&world, link).await;
    assert_eq!((now.opened, now.opens_left), (0, Some(1)));
    // who agrees opens it, once
    let (by, device) = &devices[0];
    let chain = chain_of(by);
    let agreed = world
        .push(
            by,
            chain,
            device,
            Public::Agree(text, text),
            vec![],
            b"signed",
        )
        .await;
    assert!(matches!(agreed, Outcome::Stored(_)), "{agreed:?}");
    assert_eq!(world.release(by).await.unwrap().len(), 2);
    assert_eq!(state(&world, link).await.opened, 1);
    // and nobody is asked to agree to what is used up
    assert_eq!(code(world.release(&devices[1].0).await), Code::Used);
    world.release(by).await.unwrap();
    assert_eq!(state(&world, link).await.opened, 1);
}
