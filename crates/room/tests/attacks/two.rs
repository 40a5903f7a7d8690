//! What takes two managers, before the program of one who would rather be alone.

use ledger::entry::Epoch;
use minicbor::bytes::ByteArray;
use room::{Error, Labelled, Level, Op, Principal, Tier, TierRule};
use seal::context::{Context, Kind};
use seal::scope::ScopeKey;

use crate::support::firm::*;
use crate::support::*;

/// The list of customers takes two.
pub(crate) async fn two() -> Firm {
    let firm = firm().await;
    firm.room
        .set_tier(Tier::Sensitive, &second())
        .await
        .unwrap();
    let label = [(Labelled::Folder(firm.customers), tier(Tier::Sensitive))];
    firm.room.classify(&label).await.unwrap();
    firm.settle().await;
    firm
}

/// Neither program grants anybody the customers.
async fn is_kept(firm: &Firm) {
    firm.settle().await;
    assert!(!firm.opens(&firm.anna, firm.customers) && !firm.opens(&firm.bert, firm.customers));
    assert_eq!(firm.room.breaches().unwrap().granted.count, 0);
}

fn bytes_of(ops: &[Op]) -> Vec<u8> {
    minicbor::to_vec((ops.to_vec(),)).unwrap()
}

#[test]
fn nobody_gives_alone_by_rules_groups_places_or_clearances() {
    run(async {
        let firm = two().await;
        let (anna, customers) = (Principal::member(&firm.anna.2), firm.customers);
        let other = firm
            .room
            .make_folder(root(&firm.room), "other")
            .await
            .unwrap();
        firm.room.apply(&give(firm.b, other)).await.unwrap();
        for ops in [
            give(firm.a, customers).to_vec(),
            give(anna, root(&firm.room)).to_vec(),
            vec![Op::Clear(firm.anna.2, customers)],
            // and where it would be handled with less care
            vec![Op::Place(customers, Some(other))],
            vec![Op::Tier(Tier::Sensitive, TierRule::default())],
        ] {
            firm.plan_as(&firm.deng, ops).await;
            is_kept(&firm).await;
        }
        assert_eq!(firm.room.tiers().unwrap(), [(Tier::Sensitive, second())]);
    });
}

#[test]
fn nobody_takes_a_folder_alone_from_below_one_that_takes_two() {
    run(async {
        let firm = two().await;
        let (room, deng) = (&firm.room, &firm.deng);
        let deep = room.make_folder(firm.customers, "deep").await.unwrap();
        let other = room.make_folder(root(room), "other").await.unwrap();
        put(room, &firm.seller.host, deep, &[file("d.pdf", bytes(9, 1))]).await;
        room.apply(&give(firm.b, other)).await.unwrap();
        firm.settle().await;
        // at once, and by a detour
        let to = |place| Op::Place(deep, place);
        for ops in [
            vec![to(Some(other))],
            vec![to(Some(firm.customers)), to(Some(other))],
            vec![to(None), to(Some(other))],
        ] {
            firm.plan_as(deng, ops).await;
            is_kept(&firm).await;
            assert!(!firm.opens(&firm.bert, deep));
        }
        assert_eq!(room.places()[&deep], Some(firm.customers));
        // an honest program says its level first: there it is what it was
        room.move_folder(deep, other).await.unwrap();
        is_kept(&firm).await;
        assert_eq!(room.places()[&deep], Some(other));
        assert!(!firm.opens(&firm.bert, deep));
        let now = room.classified(Labelled::Folder(deep)).unwrap();
        assert_eq!(now.holds.tier(), Some(Tier::Sensitive));
    });
}

#[test]
fn nor_by_the_folders_own_chain() {
    run(async {
        let firm = two().await;
        let (room, world) = (&firm.room, &firm.world);
        let deep = room.make_folder(firm.customers, "deep").await.unwrap();
        let other = room.make_folder(root(room), "other").await.unwrap();
        room.apply(&give(firm.b, other)).await.unwrap();
        firm.settle().await;
        // Deng's program turns the key, and seals it under a folder that Bert reads
        let (person, theirs, id) = &firm.deng;
        let (raw, keys) = (Raw::new(world, room.id()), person.room_keys(world, theirs));
        let ring = Keyring::of(&raw, room.id(), *id, &keys);
        let (old, new) = (ring.key(deep, 0), ScopeKey::parse(&[9; 32]).unwrap());
        let said = minicbor::to_vec(("deep", ByteArray::from(*old.expose()))).unwrap();
        let context = Context::new(Kind::Epoch, room.id().0, deep.0, 1);
        let body = new.seal(&context, &said, &mut seal::rng::Platform::new().unwrap());
        let epoch = ledger::Public::Epoch(Epoch {
            parent: Some(other),
            kem: new.kem_public().as_bytes().to_vec(),
        });
        let child = (deep, "deep", 1, ByteArray::from(*new.expose()));
        let child = minicbor::to_vec((vec![child],)).unwrap();
        let listed = ring.seal(Kind::Children, other, 0, &child);
        let children = ledger::Public::Children(vec![deep]);
        for (chain, epoch, public, body) in [(deep, 1, epoch, body), (other, 0, children, listed)] {
            let now = world.now();
            let item = raw.forge(&keys.sign, chain, epoch, public, Some(body), now);
            let batch = blobs::wire::Append {
                items: vec![item],
                grants: Vec::new(),
            };
            let by = Stranger {
                chain: *id,
                key: keys.sign.clone(),
            };
            let answer = by.append(&world.recorder, room.id(), &batch).await.unwrap();
            let stored = matches!(answer.outcomes[..], [blobs::wire::Outcome::Stored(_)]);
            assert!(stored, "{answer:?}");
        }
        assert!(firm.opens(&firm.bert, deep));
        // the others' programs turn it again, where it lay
        room.refresh().await.unwrap();
        firm.settle().await;
        assert_eq!(room.places()[&deep], Some(firm.customers));
        assert!(!firm.opens(&firm.bert, deep));
    });
}

#[test]
fn an_approval_of_one_who_manages_no_more_is_none() {
    run(async {
        let firm = two().await;
        let (room, deng) = (&firm.room, &firm.deng);
        room.appoint(&firm.bert.2, room::Office::Manager)
            .await
            .unwrap();
        let bert = &firm.bert.1;
        bert.refresh().await.unwrap();
        let id = deng.1.ask(&give(firm.a, firm.customers), "").await.unwrap();
        bert.refresh().await.unwrap();
        bert.decide_request(&id, true, "").await.unwrap();
        room.refresh().await.unwrap();
        room.dismiss(&firm.bert.2).await.unwrap();
        firm.plan_as(deng, vec![Op::Applied(id)]).await;
        is_kept(&firm).await;
        let seen = room.requests().unwrap().remove(0);
        assert_eq!(
            (seen.standing, seen.applied),
            (room::RequestStanding::Void, None)
        );
    });
}

#[test]
fn nobody_approves_what_it_asked_for_itself() {
    run(async {
        let firm = two().await;
        let id = firm
            .deng
            .1
            .ask(&give(firm.a, firm.customers), "")
            .await
            .unwrap();
        firm.plan_as(&firm.deng, vec![Op::Decide(id, true, String::new())])
            .await;
        firm.plan_as(&firm.deng, vec![Op::Applied(id)]).await;
        is_kept(&firm).await;
        let seen = firm.room.requests().unwrap().remove(0);
        assert_eq!(
            (seen.standing, seen.decision),
            (room::RequestStanding::Open, None)
        );
        // all in one entry, or a request that is not all of its entry, is nothing
        let ops = bytes_of(&give(firm.a, firm.customers));
        let request = Op::Request(ops, String::new());
        firm.plan_as(&firm.deng, vec![request, Op::Stage(firm.notes, None)])
            .await;
        is_kept(&firm).await;
        assert_eq!(firm.room.requests().unwrap().len(), 1);
    });
}

#[test]
fn what_was_approved_is_what_is_applied() {
    run(async {
        let firm = two().await;
        let (room, deng) = (&firm.room, &firm.deng);
        let id = deng.1.ask(&give(firm.a, firm.customers), "").await.unwrap();
        room.refresh().await.unwrap();
        room.decide_request(&id, true, "").await.unwrap();
        // something else beside it in the same entry: that is this one's alone
        let more = Op::Access(firm.b, firm.customers, Some(Level::Read));
        let clear = Op::Clear(firm.bert.2, firm.customers);
        firm.plan_as(deng, vec![more, clear, Op::Applied(id)]).await;
        firm.settle().await;
        assert!(firm.opens(&firm.anna, firm.customers));
        assert!(!firm.opens(&firm.bert, firm.customers));
        // the other one's approval does not serve for another request with the same words
        let ops = bytes_of(&[
            Op::Access(firm.b, firm.customers, Some(Level::Read)),
            Op::Clear(firm.bert.2, firm.customers),
        ]);
        firm.plan_as(deng, vec![Op::Request(ops, String::new())])
            .await;
        firm.settle().await;
        let new = room.requests().unwrap();
        let new = new.iter().find(|one| one.id != id).unwrap().id;
        firm.plan_as(deng, vec![Op::Applied(new)]).await;
        firm.settle().await;
        assert!(!firm.opens(&firm.bert, firm.customers));
    });
}

#[test]
fn an_old_approval_is_not_used_again() {
    run(async {
        let firm = two().await;
        let (room, deng) = (&firm.room, &firm.deng);
        let give = give(firm.a, firm.customers);
        let id = deng.1.ask(&give, "").await.unwrap();
        room.refresh().await.unwrap();
        room.decide_request(&id, true, "").await.unwrap();
        room.carry_out(&id).await.unwrap();
        assert!(firm.opens(&firm.anna, firm.customers));
        let take = [Op::Access(firm.a, firm.customers, None)];
        room.apply(&take).await.unwrap();
        firm.settle().await;
        // applied again: the entry is there, and nothing comes of it
        firm.plan_as(deng, vec![Op::Applied(id)]).await;
        is_kept(&firm).await;
        // and what it cleared is given again by two only
        assert!(matches!(room.apply(&give).await, Err(Error::Against(_))));
        firm.plan_as(deng, give.to_vec()).await;
        is_kept(&firm).await;
        room.apply(&take).await.unwrap();
        firm.settle().await;
        // nor after its time
        let late = deng.1.ask(&give, "").await.unwrap();
        room.refresh().await.unwrap();
        room.decide_request(&late, true, "").await.unwrap();
        firm.world.later(31 * DAY);
        firm.plan_as(deng, vec![Op::Applied(late)]).await;
        is_kept(&firm).await;
    });
}

#[test]
fn a_label_is_lowered_and_granted_at_once_by_two_managers_in_vain() {
    run(async {
        let firm = two().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        // one lowers, the other one gives: neither has heard of the other
        let lower = [
            (Labelled::Folder(firm.customers), tier(Tier::Public)),
            (Labelled::Doc(firm.list.into()), tier(Tier::Public)),
        ];
        assert_eq!(deng.classify(&lower).await.unwrap().len(), 2);
        let refused = room.apply(&give(firm.a, firm.customers)).await;
        assert!(matches!(refused, Err(Error::Against(_))));
        firm.plan_as(&firm.deng, give(firm.a, firm.customers).to_vec())
            .await;
        is_kept(&firm).await;
        // nor does one alone say that it counts
        let waits = deng.lowerings().unwrap();
        let alone = waits.iter().map(|one| Op::Lower(one.scope, one.seq));
        firm.plan_as(&firm.deng, alone.collect()).await;
        is_kept(&firm).await;
        let holds = room
            .classified(Labelled::Folder(firm.customers))
            .unwrap()
            .holds;
        assert_eq!(holds.tier(), Some(Tier::Sensitive));
    });
}
