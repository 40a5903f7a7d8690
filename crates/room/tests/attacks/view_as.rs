//! Row 22: what a store has for a member is not what was granted, and a manager sees it.

use blobs::wire::Released;
use room::{Error, InviteTerms, Level, Mismatch, Op};

use crate::support::*;

#[test]
fn row_22_a_store_that_changes_a_grant_is_seen_and_stops_publishing() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let (one, two) = (
            room.make_folder(top, "one").await.unwrap(),
            room.make_folder(top, "two").await.unwrap(),
        );
        let group = room.make_group("bidders").await.unwrap();
        let terms = |label| InviteTerms {
            label,
            groups: vec![group],
            join_by: world.now() + DAY,
            ..InviteTerms::default()
        };
        let (a, b) = (
            room.invite_with(&terms("a")).await.unwrap(),
            room.invite_with(&terms("b")).await.unwrap(),
        );
        world.joined("Anna", &a).await;
        world.joined("Bert", &b).await;
        room.refresh().await.unwrap();
        let give = [Op::Access(group, one, Some(Level::Read))];
        room.apply(&give).await.unwrap();
        let raw = Raw::new(&world, room.id());
        let (of_a, of_b) = (raw.grants(a.member), raw.grants(b.member));
        let seen = room.view_as(&a.member).await.unwrap();
        assert_eq!(seen.mismatches, vec![]);
        assert!(seen.view.folders.iter().any(|folder| folder.id == one));

        let with = |released: Released| {
            *seller.hooks.granted_instead.borrow_mut() = Some(released);
        };
        let all = |released: &Released| Released {
            grants: released.grants.clone(),
        };
        // one is kept back
        let mut less = all(&of_a);
        less.grants.retain(|sealed| scope_of(&sealed.0) != one);
        with(less);
        let seen = room.view_as(&a.member).await.unwrap();
        for found in [Mismatch::Missing(one), Mismatch::TooLittle(one)] {
            assert!(seen.mismatches.contains(&found), "{:?}", seen.mismatches);
        }
        // another one's stands in its place
        let mut mixed = all(&of_a);
        mixed.grants.retain(|sealed| scope_of(&sealed.0) != one);
        let foreign = of_b.grants.iter().find(|sealed| scope_of(&sealed.0) == one);
        mixed.grants.push(foreign.unwrap().clone());
        with(mixed);
        let seen = room.view_as(&a.member).await.unwrap();
        assert!(seen.mismatches.contains(&Mismatch::Unknown(one)));
        // while it does so, nothing more is given to who is concerned
        let more = [Op::Access(group, two, Some(Level::Read))];
        assert_eq!(room.apply(&more).await, Err(Error::GrantDiffers));
        seller.hooks.clear();
        room.apply(&more).await.unwrap();
        let seen = room.view_as(&a.member).await.unwrap();
        assert_eq!(seen.mismatches, vec![]);
    });
}

fn scope_of(sealed: &[u8]) -> room::ScopeId {
    let grant = seal::grant::Grant::parse(sealed).unwrap();
    room::ChainId(grant.terms().scope)
}
