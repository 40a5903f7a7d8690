//! Row 22: what a store has for a member is not what was granted, and a manager sees it.

use blobs::wire::Released;
use room::{Error, InviteTerms, Level, Limits, MemberId, Mismatch, Office, Op, Principal, Shared};

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

/// Every use-case that gives more to somebody who is there, while the store shows fewer of its grants than the roster
/// names.
#[test]
fn row_22_whoever_gives_more_asks_first_what_is_there() {
    run(async {
        let world = World::new();
        let (_, room) = world.seller().await;
        let top = root(&room);
        let one = room.make_folder(top, "one").await.unwrap();
        let group = room.make_group("bidders").await.unwrap();
        room.apply(&[Op::Access(group, top, Some(Level::Read))])
            .await
            .unwrap();
        let until = |days| Some(world.now() + days * DAY);
        let invite = async |label, approval, expires| {
            let terms = InviteTerms {
                label,
                folders: vec![one],
                approval,
                expires,
                join_by: world.now() + DAY,
                ..InviteTerms::default()
            };
            let invite = room.invite_with(&terms).await.unwrap();
            let (person, _) = world.joined(label, &invite).await;
            room.refresh().await.unwrap();
            (person, invite.member)
        };
        let anna = invite("Anna", false, until(5)).await;
        let bert = invite("Bert", true, None).await;
        let deng = invite("Deng", false, None).await;
        let limits = Limits {
            expires: world.now() + 5 * DAY,
            ..Limits::default()
        };
        let link = room.link(&Shared::Folder(one), "", limits).await.unwrap();
        // of what one sealed oneself the roster is proof; so another manager acts
        room.appoint(&deng.1, Office::Owner).await.unwrap();
        let again = deng.0.elsewhere(&world).await;
        let acts = again.home.open(&again.me, &room.id()).await.unwrap();
        let raw = Raw::new(&world, room.id());
        let lies = |id: &MemberId| {
            let mut less = raw.grants(*id);
            less.grants.retain(|sealed| scope_of(&sealed.0) == one);
            *again.hooks.granted_instead.borrow_mut() = Some(less);
        };
        let differs = Err(Error::GrantDiffers);
        let words = bert.0.me.seed.root().fingerprint();
        let belongs = [Op::Belongs(Principal::member(&anna.1), group, true)];
        let before = raw.chain(room::ChainId::ROSTER).len();

        lies(&anna.1);
        assert_eq!(acts.set_dates(&anna.1, until(9)).await, differs);
        assert_eq!(acts.set_dates(&anna.1, None).await, differs);
        assert_eq!(acts.apply(&belongs).await, differs);
        assert_eq!(acts.appoint(&anna.1, Office::Manager).await, differs);
        lies(&bert.1);
        assert_eq!(acts.approve(&bert.1, &words).await, differs);
        lies(&link.member);
        assert_eq!(acts.set_dates(&link.member, until(9)).await, differs);
        assert_eq!(raw.chain(room::ChainId::ROSTER).len(), before);
        // a nearer end gives nothing, and does not wait for an honest store
        lies(&anna.1);
        acts.set_dates(&anna.1, until(4)).await.unwrap();
        acts.set_dates(&anna.1, until(3)).await.unwrap();
        // nor do those who are new: everything of theirs is sealed just now
        let terms = InviteTerms {
            folders: vec![one],
            groups: vec![group],
            join_by: world.now() + DAY,
            ..InviteTerms::default()
        };
        acts.invite_with(&terms).await.unwrap();
        acts.link(&Shared::Folder(one), "", limits).await.unwrap();

        again.hooks.clear();
        acts.set_dates(&anna.1, until(9)).await.unwrap();
        acts.set_dates(&anna.1, None).await.unwrap();
        acts.apply(&belongs).await.unwrap();
        acts.approve(&bert.1, &words).await.unwrap();
        acts.set_dates(&link.member, until(9)).await.unwrap();
        acts.appoint(&anna.1, Office::Manager).await.unwrap();
    });
}
