//! Row 28: a store that lies about the time. It makes no program do what cannot be undone, and lets none read on.

use ledger::Public;
use room::{APART, ChainId, Error, InviteTerms, Limits, MemberStanding, Shared};

use crate::support::*;

const YEAR: u64 = 365 * DAY;

/// Ends that the roster holds.
fn ends(world: &World, room: &TheRoom) -> usize {
    let roster = Raw::new(world, room.id()).chain(ChainId::ROSTER);
    let ends = |stored: &&blobs::wire::Stored| {
        let wrapped = ledger::Wrapped::parse(&stored.wrapped).unwrap();
        let verified = wrapped.signed().verify().unwrap();
        matches!(verified.entry().public, Public::End(..))
    };
    roster.iter().filter(ends).count()
}

fn lie(person: &Person, by: i64) {
    *person.hooks.server.borrow_mut() = Some(Box::new(move |info| {
        info.time = info.time.saturating_add_signed(by)
    }));
}

#[test]
fn row_28_a_store_whose_clock_runs_ahead_makes_nobody_end_anybody() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let terms = InviteTerms {
            label: "Reader",
            folders: vec![root(&room)],
            join_by: world.now() + DAY,
            expires: Some(world.now() + 90 * DAY),
            ..InviteTerms::default()
        };
        let taken = room.invite_with(&terms).await.unwrap();
        let (_, theirs) = world.joined("Reader", &taken).await;
        let waits = room.invite_with(&terms).await.unwrap();
        let limits = Limits {
            expires: world.now() + 30 * DAY,
            ..Limits::default()
        };
        let folder = Shared::Folder(root(&room));
        let link = room.link(&folder, "", limits).await.unwrap();
        let again = seller.elsewhere(&world).await;
        lie(&again, i64::try_from(YEAR).unwrap());
        let open = again.home.open(&again.me, &room.id()).await.unwrap();
        open.refresh().await.unwrap();
        open.settle().await.unwrap();
        assert_eq!(ends(&world, &room), 0);
        // with the right time everybody is there as before
        room.refresh().await.unwrap();
        let members = room.members().await.unwrap();
        for id in [taken.member, waits.member, link.member] {
            let member = members.iter().find(|member| member.member == id).unwrap();
            assert_eq!(member.standing, MemberStanding::Live);
        }
        theirs.refresh().await.unwrap();
        world.visitor(&link).await.unwrap();
        // whose time has really run out is ended as ever
        world.later(31 * DAY);
        room.refresh().await.unwrap();
        assert_eq!(ends(&world, &room), 2);
    });
}

#[test]
fn row_28_a_store_whose_clock_is_turned_back_lets_nobody_read_on() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let files = [file("a.pdf", bytes(300, 1))];
        let docs = put(&room, &seller.host, root(&room), &files).await;
        let terms = InviteTerms {
            label: "Reader",
            folders: vec![root(&room)],
            join_by: world.now() + DAY,
            expires: Some(world.now() + 3 * DAY),
            ..InviteTerms::default()
        };
        let invite = room.invite_with(&terms).await.unwrap();
        let (reader, theirs) = world.joined("Reader", &invite).await;
        let raw = Raw::new(&world, room.id());
        let keys = reader.room_keys(&world, &theirs);
        let mut grants = raw.grants(invite.member);
        grants.grants.retain(|sealed| {
            let grant = seal::grant::Grant::parse(&sealed.0).unwrap();
            let mine = grant.open(&room.id().0, &invite.member.0, &keys.kem);
            mine.is_ok()
        });
        // the store has no gate any more, and says that it is the day of joining
        let lies = async |passed: u64| {
            let person = reader.restart(&world).await.unwrap();
            lie(&person, -i64::try_from(passed).unwrap());
            *person.hooks.released_instead.borrow_mut() = Some(blobs::wire::Released {
                grants: grants.grants.clone(),
            });
            let all = raw.clone();
            *person.hooks.read_instead.borrow_mut() = Some(Box::new(move |read| all.read(read)));
            person
        };
        world.later(2 * DAY);
        let person = lies(2 * DAY).await;
        let open = person.home.open(&person.me, &room.id()).await.unwrap();
        world.later(DAY + HOUR);
        // a device whose clock is not quite right goes by the server's
        assert_eq!(open.view().docs.len(), 1);
        world.later(DAY);
        let opened = get(&open, &person.host, &docs[0]).await;
        assert_eq!(opened, Err(Error::Expired));
        assert_eq!(open.refresh().await, Err(Error::Expired));
        let person = lies(4 * DAY).await;
        let again = person.home.open(&person.me, &room.id()).await;
        assert_eq!(again.err(), Some(Error::Expired));
    });
}

#[test]
fn row_28_clocks_that_are_apart_are_told() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        assert_eq!(room.view().clock, None);
        let apart = i64::try_from(APART).unwrap();
        for (by, told) in [
            (apart, None),
            (apart + 1, Some(apart + 1)),
            (-2 * apart, Some(-2 * apart)),
        ] {
            let person = seller.restart(&world).await.unwrap();
            lie(&person, by);
            let open = person.home.open(&person.me, &room.id()).await.unwrap();
            assert_eq!(open.view().clock, told);
        }
    });
}
