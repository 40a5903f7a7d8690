//! Rows about people: exchanged keys and cards, grants in the wrong hands, those who were removed.

use blobs::wire::{Append, Id, Outcome, SealedGrant};
use ledger::entry::{GrantRef, Join, Public, Rights};
use ledger::ids::{Hash, PublicKey, Signature};
use room::{AlarmKind, ChainId, Error, Limits, Me, Seed, Shared, What, peek};
use seal::context::{Context, Kind};
use seal::sealbox;
use seal::sign::{Message, SigningKey};

use crate::support::*;

#[test]
fn row_01_an_exchanged_card_is_refused_first_and_later() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let invite = room
            .invite(root(&room), "", world.now() + DAY, None)
            .await
            .unwrap();
        let raw = Raw::new(&world, room.id());
        // the attacker issues the invite instead: own key, own card, everything else right
        let attacker = Me {
            seed: Seed::parse(&[6; 32]).unwrap(),
            name: "Wang Fang".to_owned(),
        };
        let keys = attacker.seed.room_keys(&[1; 32]);
        let card = attacker
            .seed
            .root()
            .card(room.id().0, &keys, "Wang Fang")
            .unwrap();
        let said = minicbor::to_vec((
            "Project Lotus",
            "",
            minicbor::bytes::ByteVec::from(card.as_bytes().to_vec()),
        ))
        .unwrap();
        let kem = fragment(&invite).secret.keys().kem.public();
        let context = Context::new(Kind::Issued, room.id().0, invite.member.0, 0);
        let body = sealbox::seal(
            &kem,
            &context,
            &said,
            &mut seal::rng::Platform::new().unwrap(),
        );
        let mut item = raw.forge(
            &keys.sign,
            invite.member,
            0,
            Public::Issued,
            Some(body),
            world.now(),
        );
        let mut entry: ledger::Entry = ledger::cbor::decode(&item.entry, 1 << 20).unwrap();
        (entry.seq, entry.prev) = (0, Hash::ZERO);
        item.entry = ledger::cbor::encode(&entry);
        item.sig = Id(keys.sign.sign(Message::Entry(&item.entry)).unwrap());
        let issued = raw.wrap(&item, world.now());

        let buyer = world.person("Li Wei").await;
        let chain = invite.member;
        for (state, read) in [(true, false), (false, true), (true, true)] {
            let (one, other) = (issued.clone(), issued.clone());
            buyer.hooks.clear();
            if state {
                buyer
                    .hooks
                    .on_link(move |state| state.issued = Some(one.clone()));
            }
            if read {
                buyer.hooks.on_read(move |reading| {
                    let mine = |part: &&mut blobs::wire::ChainPart| part.chain.0 == chain.0;
                    for part in reading.chains.iter_mut().filter(mine) {
                        part.entries[0] = other.clone();
                    }
                });
            }
            let refused = Some(Error::Tampered(What::Link));
            let fragment = fragment(&invite);
            assert_eq!(peek(&*buyer.host, &fragment).await.err(), refused);
            assert_eq!(buyer.home.join(&buyer.me, &fragment).await.err(), refused);
        }
        buyer.hooks.clear();
        let theirs = buyer
            .home
            .join(&buyer.me, &fragment(&invite))
            .await
            .unwrap();
        assert_eq!(
            theirs.view().owner_fingerprint,
            Some(seller.me.seed.root().fingerprint())
        );
        // later: a title by the attacker, with the attacker's card
        let title = raw.forge(
            &keys.sign,
            ChainId::FRONT,
            0,
            Public::Title,
            Some(vec![1; 400]),
            world.now(),
        );
        let title = raw.wrap(&title, world.now());
        buyer.hooks.on_read(move |reading| {
            for part in reading
                .chains
                .iter_mut()
                .filter(|part| part.chain.0 == ChainId::FRONT.0)
            {
                part.entries.push(title.clone());
            }
        });
        assert_eq!(theirs.refresh().await, Err(Error::Tampered(What::Entry)));
        // another room's first entry is another room
        let other = World::new();
        let (_, foreign) = other.seller().await;
        let front = Raw::new(&other, foreign.id()).chain(ChainId::FRONT);
        let elsewhere = buyer.elsewhere(&world).await;
        elsewhere.hooks.on_read(move |reading| {
            for part in reading
                .chains
                .iter_mut()
                .filter(|part| part.chain.0 == ChainId::FRONT.0)
            {
                part.entries.clone_from(&front);
            }
        });
        assert_eq!(
            elsewhere.home.open(&elsewhere.me, &room.id()).await.err(),
            Some(Error::Tampered(What::Entry))
        );
    });
}

#[test]
fn row_02_anothers_card_does_not_become_ones_own() {
    run(async {
        let world = World::new();
        let (_, room) = world.seller().await;
        let (x, y) = (
            Seed::parse(&[1; 32]).unwrap(),
            Seed::parse(&[2; 32]).unwrap(),
        );
        let (x_keys, y_keys) = (x.room_keys(&[0; 32]), y.room_keys(&[0; 32]));
        let card = x.root().card(room.id().0, &x_keys, "Trusted X").unwrap();
        let invite = room
            .invite(root(&room), "", world.now() + DAY, None)
            .await
            .unwrap();
        // Y joins with a right entry, and shows X's card in it
        let keys = fragment(&invite).secret.keys();
        let raw = Raw::new(&world, room.id());
        let front = raw.grants(invite.member);
        let grants: Vec<GrantRef> = front
            .grants
            .iter()
            .map(|sealed| {
                let terms = *seal::grant::Grant::parse(&sealed.0).unwrap().terms();
                GrantRef {
                    scope: ChainId(terms.scope),
                    epoch: terms.epoch,
                    rights: Rights::Read,
                    expires: terms.expires,
                    hash: Hash::of(&sealed.0),
                }
            })
            .collect();
        let device = SigningKey::parse(&[3; 32]).unwrap();
        let mut join = Join {
            key: PublicKey(y_keys.sign.public()),
            device: PublicKey(device.public()),
            grants,
            proof: Signature([0; 64]),
        };
        let statement = join.statement(&room.id(), &invite.member, &PublicKey(keys.sign.public()));
        join.proof = Signature(y_keys.sign.sign(Message::Join(&statement)).unwrap());
        let said =
            minicbor::to_vec((minicbor::bytes::ByteVec::from(card.as_bytes().to_vec()),)).unwrap();
        let open: ledger::Entry = {
            let first = raw.chain(ChainId::FRONT).remove(0);
            ledger::Wrapped::parse(&first.wrapped)
                .unwrap()
                .signed()
                .verify()
                .unwrap()
                .entry()
                .clone()
        };
        let Public::Open(open) = open.public else {
            panic!("not the first entry")
        };
        let roster = seal::kem::KemPublic::parse(&open.roster).unwrap();
        let context = Context::new(Kind::Join, room.id().0, invite.member.0, 0);
        let body = sealbox::seal(
            &roster,
            &context,
            &said,
            &mut seal::rng::Platform::new().unwrap(),
        );
        let item = raw.forge(
            &keys.sign,
            invite.member,
            0,
            Public::Join(join),
            Some(body),
            world.now(),
        );
        let sealed = front.grants.iter().map(|grant| SealedGrant {
            member: Id(invite.member.0),
            bytes: grant.0.clone(),
        });
        let batch = Append {
            items: vec![item],
            grants: sealed.collect(),
        };
        let by = Stranger {
            chain: invite.member,
            key: keys.sign,
        };
        let answer = by.append(&world.recorder, room.id(), &batch).await.unwrap();
        assert!(
            matches!(answer.outcomes.last(), Some(Outcome::Stored(_))),
            "{answer:?}"
        );
        // the seller is not told that X is there
        room.refresh().await.unwrap();
        let members = room.members().await.unwrap();
        let member = members
            .iter()
            .find(|member| member.member == invite.member)
            .unwrap();
        assert_eq!((member.name.as_deref(), member.fingerprint), (None, None));
        let alarms = room.view().alarms;
        assert!(
            alarms
                .iter()
                .any(|alarm| (alarm.chain, alarm.kind) == (invite.member, AlarmKind::BrokenRecord)),
            "{alarms:?}"
        );
    });
}

#[test]
fn row_04_a_changed_grant_is_refused() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        for at in (1..seal::grant::LEN).step_by(31) {
            let again = seller.elsewhere(&world).await;
            again
                .hooks
                .on_released(move |released| released.grants[0].0[at] ^= 1 << (at % 8));
            assert_eq!(
                again.home.open(&again.me, &room.id()).await.err(),
                Some(Error::Tampered(What::Grant)),
                "{at}"
            );
        }
        for change in [
            |bytes: &mut Vec<u8>| bytes.truncate(100),
            |bytes: &mut Vec<u8>| bytes.push(0),
            Vec::clear,
        ] {
            let again = seller.elsewhere(&world).await;
            again
                .hooks
                .on_released(move |released| change(&mut released.grants[0].0));
            assert_eq!(
                again.home.open(&again.me, &room.id()).await.err(),
                Some(Error::Tampered(What::Grant))
            );
        }
    });
}

#[test]
fn row_21_a_grant_of_another_member_or_room_is_refused() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let other_room = seller
            .home
            .make_room(&seller.me, "Other", "local")
            .await
            .unwrap();
        let one = room
            .invite(root(&room), "", world.now() + DAY, None)
            .await
            .unwrap();
        let two = room
            .invite(root(&room), "", world.now() + DAY, None)
            .await
            .unwrap();
        let three = other_room
            .invite(root(&other_room), "", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, _) = world.joined("One", &one).await;
        world.joined("Two", &two).await;
        world.joined("Three", &three).await;
        for foreign in [
            Raw::new(&world, room.id()).grants(two.member),
            Raw::new(&world, other_room.id()).grants(three.member),
            Raw::new(&world, room.id()).grants(theirs_owner(&room)),
        ] {
            let again = buyer.restart(&world).await.unwrap();
            *again.hooks.released_instead.borrow_mut() = Some(foreign);
            assert_eq!(
                again.home.open(&again.me, &room.id()).await.err(),
                Some(Error::Tampered(What::Grant))
            );
        }
    });
}

fn theirs_owner(room: &TheRoom) -> ChainId {
    futures_now(room.members())
        .unwrap()
        .iter()
        .find(|member| member.kind == room::Role::Owner)
        .unwrap()
        .member
}

fn futures_now<T>(future: impl Future<Output = T>) -> T {
    use std::task::{Context, Poll, Waker};
    let mut future = std::pin::pin!(future);
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("it waits"),
    }
}

#[test]
fn row_20_and_23_one_who_was_removed_reads_nothing_new_whatever_the_store_serves() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        put(
            &room,
            &seller.host,
            root(&room),
            &[
                file("deal/old.pdf", bytes(100, 1)),
                file("deal/in/old.pdf", bytes(100, 2)),
            ],
        )
        .await;
        let deal = room.make_folder(root(&room), "deal").await.unwrap();
        let inside = room.make_folder(deal, "in").await.unwrap();
        let invite = room
            .invite(deal, "goes", world.now() + DAY, None)
            .await
            .unwrap();
        let stays = room
            .invite(deal, "stays", world.now() + DAY, None)
            .await
            .unwrap();
        let limits = Limits {
            expires: world.now() + DAY,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Folder(deal), "goes too", limits)
            .await
            .unwrap();
        let (gone, theirs) = world.joined("Gone", &invite).await;
        let (kept, others) = world.joined("Kept", &stays).await;
        let (visit, visitor, hooks) = world.visitor(&link).await.unwrap();
        let before = own_grants(&world, &room, &invite);

        room.refresh().await.unwrap();
        room.end(&invite.member).await.unwrap();
        room.end(&link.member).await.unwrap();
        assert_eq!(room.pending(), vec![]);
        let docs = put(&room, &seller.host, deal, &[file("new.pdf", bytes(100, 3))]).await;
        let deep = put(
            &room,
            &seller.host,
            inside,
            &[file("new deep.pdf", bytes(100, 4))],
        )
        .await;

        // the gate refuses both at once
        assert_eq!(theirs.refresh().await, Err(Error::Ended));
        assert_eq!(get(&visit, &visitor, &docs[0]).await, Err(Error::NotFound));
        assert_eq!(visit.refresh().await, Err(Error::Ended));
        assert_eq!(world.visitor(&link).await.err(), Some(Error::Ended));
        // a store without a gate serves everything it has; the new keys are not in it
        let raw = Raw::new(&world, room.id());
        let again = gone.restart(&world).await.unwrap();
        for (hooks, grants) in [(&again.hooks, before), (&hooks, raw.grants(link.member))] {
            let all = raw.clone();
            *hooks.read_instead.borrow_mut() = Some(Box::new(move |read| all.read(read)));
            *hooks.released_instead.borrow_mut() = Some(grants);
        }
        let open = again.home.open(&again.me, &room.id()).await.unwrap();
        visit.refresh().await.unwrap();
        for view in [open.view(), visit.view()] {
            assert_eq!(
                view.docs.len(),
                2,
                "the old ones, which may have been downloaded"
            );
            assert!(
                view.alarms
                    .iter()
                    .any(|alarm| (alarm.chain, alarm.kind) == (deal, AlarmKind::NoKey)),
                "{:?}",
                view.alarms
            );
            assert!(
                view.alarms
                    .iter()
                    .any(|alarm| (alarm.chain, alarm.kind) == (inside, AlarmKind::NoKey))
            );
        }
        // who stays reads on, old and new
        others.refresh().await.unwrap();
        assert_eq!(others.view().docs.len(), 4);
        assert!(
            others.view().alarms.is_empty(),
            "{:?}",
            others.view().alarms
        );
        assert_eq!(
            get(&others, &kept.host, &docs[0]).await.unwrap(),
            bytes(100, 3)
        );
        assert_eq!(
            get(&others, &kept.host, &deep[0]).await.unwrap(),
            bytes(100, 4)
        );
        // served its old grants again, it misses the newest key aloud
        let again = kept.restart(&world).await.unwrap();
        *again.hooks.released_instead.borrow_mut() = Some(own_grants(&world, &room, &stays));
        let view = again.home.open(&again.me, &room.id()).await.unwrap().view();
        assert!(
            view.alarms
                .iter()
                .any(|alarm| (alarm.chain, alarm.kind) == (deal, AlarmKind::NoKey)),
            "{:?}",
            view.alarms
        );
        // and a time before the rotation is a history that it has seen more of
        *again.hooks.released_instead.borrow_mut() = None;
        again.hooks.on_read(move |reading| {
            for part in reading
                .chains
                .iter_mut()
                .filter(|part| part.chain.0 == deal.0)
            {
                part.entries.truncate(2);
            }
        });
        assert_eq!(
            again.home.open(&again.me, &room.id()).await.err(),
            Some(Error::RolledBack)
        );
    });
}

/// The grants that a newcomer sealed to itself when it joined.
fn own_grants(world: &World, room: &TheRoom, invite: &room::Invitation) -> blobs::wire::Released {
    let key = fragment(invite).secret.keys().sign.public();
    let mut all = Raw::new(world, room.id()).grants(invite.member);
    all.grants
        .retain(|sealed| *seal::grant::Grant::parse(&sealed.0).unwrap().granter() == key);
    all
}

#[test]
fn row_22_one_who_was_removed_does_not_come_back_by_itself() {
    run(async {
        let world = World::new();
        let (_, room) = world.seller().await;
        let invite = room
            .invite(root(&room), "", world.now() + DAY, None)
            .await
            .unwrap();
        let (gone, theirs) = world.joined("Gone", &invite).await;
        room.refresh().await.unwrap();
        room.end(&invite.member).await.unwrap();
        assert_eq!(
            gone.home.join(&gone.me, &fragment(&invite)).await.err(),
            Some(Error::Ended)
        );
        assert_eq!(theirs.refresh().await, Err(Error::Ended));
        let third = world.person("Third").await;
        assert_eq!(
            third.home.join(&third.me, &fragment(&invite)).await.err(),
            Some(Error::Ended)
        );
    });
}

#[test]
fn row_44_no_key_that_the_store_chose_is_ever_used() {
    run(async {
        let world = World::new();
        let (_, room) = world.seller().await;
        let limits = Limits {
            expires: world.now() + DAY,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Folder(root(&room)), "", limits)
            .await
            .unwrap();
        let keys = fragment(&link).secret.keys();
        let right = Raw::new(&world, room.id()).grants(link.member);
        // everything about these grants is right but who signed them, and which key they give
        for scope in [ChainId::FRONT, root(&room)] {
            let terms = seal::grant::Terms {
                room: room.id().0,
                scope: scope.0,
                epoch: 0,
                recipient: link.member.0,
                rights: 0,
                expires: Some(world.now() + DAY),
            };
            let chosen = seal::scope::ScopeKey::parse(&[8; 32]).unwrap();
            let stranger = SigningKey::parse(&[9; 32]).unwrap();
            let forged = seal::grant::seal(&terms, &chosen, &keys.kem.public(), &stranger);
            let (host, hooks) = world.device();
            let mut released = right.clone();
            released
                .grants
                .push(blobs::wire::Sealed(forged.as_bytes().to_vec()));
            *hooks.released_instead.borrow_mut() = Some(released);
            assert_eq!(
                room::visit(host, &fragment(&link), None).await.err(),
                Some(Error::Tampered(What::Grant))
            );
        }
    });
}
