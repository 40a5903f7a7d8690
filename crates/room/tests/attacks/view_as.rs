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

#[test]
fn row_20_a_grant_that_was_superseded_or_withdrawn_is_not_what_the_roster_says() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let (one, two) = (
            room.make_folder(top, "one").await.unwrap(),
            room.make_folder(top, "two").await.unwrap(),
        );
        let terms = |label, folders| InviteTerms {
            label,
            folders,
            join_by: world.now() + DAY,
            ..InviteTerms::default()
        };
        let a = room.invite_with(&terms("a", vec![one])).await.unwrap();
        let b = room.invite_with(&terms("b", vec![one])).await.unwrap();
        let (anna, hers) = world.joined("Anna", &a).await;
        world.joined("Bert", &b).await;
        room.refresh().await.unwrap();
        let me = room::Principal::member(&a.member);
        room.apply(&[Op::Access(me, two, Some(Level::Read))])
            .await
            .unwrap();
        let raw = Raw::new(&world, room.id());
        // Anna's program joined with its own grants; a manager grants her anew with each key
        room.end(&b.member).await.unwrap();
        let before = raw.grants(a.member);
        let c = room.invite_with(&terms("c", vec![one])).await.unwrap();
        room.end(&c.member).await.unwrap();
        let seen = room.view_as(&a.member).await.unwrap();
        assert_eq!(seen.mismatches, vec![]);
        // the store releases what she had before, and keeps back what she has now
        let kem = anna.room_keys(&world, &hers).kem;
        let opens =
            |grant: &seal::grant::Grant| grant.open(&room.id().0, &a.member.0, &kem).is_ok();
        let newest = |released: &Released| {
            let mut best = std::collections::BTreeMap::new();
            for sealed in &released.grants {
                let grant = seal::grant::Grant::parse(&sealed.0).unwrap();
                // what was sealed to her invite is not hers
                if !opens(&grant) {
                    continue;
                }
                let place = (grant.terms().epoch, sealed.clone());
                let scope = best.entry(grant.terms().scope).or_insert(place.clone());
                if scope.0 < place.0 {
                    *scope = place;
                }
            }
            Released {
                grants: best.into_values().map(|(_, sealed)| sealed).collect(),
            }
        };
        *seller.hooks.granted_instead.borrow_mut() = Some(newest(&before));
        let seen = room.view_as(&a.member).await.unwrap();
        for found in [Mismatch::Different(one), Mismatch::TooLittle(one)] {
            assert!(seen.mismatches.contains(&found), "{:?}", seen.mismatches);
        }
        let more = [Op::Access(me, top, Some(Level::Read))];
        assert_eq!(room.apply(&more).await, Err(Error::GrantDiffers));
        seller.hooks.clear();
        // one that was withdrawn is not there either
        room.apply(&[Op::Access(me, two, None)]).await.unwrap();
        let all = newest(&raw.grants(a.member));
        assert!(all.grants.iter().any(|sealed| scope_of(&sealed.0) == two));
        *seller.hooks.granted_instead.borrow_mut() = Some(all);
        let seen = room.view_as(&a.member).await.unwrap();
        assert_eq!(seen.mismatches, vec![Mismatch::Different(two)]);
        assert_eq!(room.apply(&more).await, Err(Error::GrantDiffers));
        seller.hooks.clear();
        room.apply(&more).await.unwrap();
    });
}

fn scope_of(sealed: &[u8]) -> room::ScopeId {
    let grant = seal::grant::Grant::parse(sealed).unwrap();
    room::ChainId(grant.terms().scope)
}
