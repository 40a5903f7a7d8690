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
            vec![root(&room)],
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
            Raw::new(&world, room.id()).grants(owner_of(&room).await),
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
