//! Trustees: an owner who lost everything is given the seed back by some of those who were chosen.

use std::rc::Rc;

use room::{Error, Home, Language, Me, MemberId, What};
use seal::slip39::{Share, ShareError};
use seal::trustees::recover;

use crate::support::*;

#[test]
fn who_lost_everything_is_given_it_back_by_two_of_three() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let doc = put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.pdf", bytes(300, 1))],
        )
        .await;
        let mut people: Vec<(Person, TheRoom, MemberId)> = Vec::new();
        for name in ["Anna", "Bert", "Cleo"] {
            people.push(world.entered(&room, name, &[]).await);
        }
        let ids: Vec<MemberId> = people.iter().map(|(.., id)| *id).collect();
        let shares = room.entrust(&seller.me, 2, &ids).unwrap();
        let owner = seller.me.seed.root().fingerprint();
        let mut told = Vec::new();
        for ((person, theirs, id), (to, share)) in people.iter().zip(&shares) {
            assert_eq!(id, to);
            let one = theirs.tell_share(share).unwrap();
            // it needs no room, whose store may be lost
            assert!(person.home.tell_share(&person.me, share).unwrap() == one);
            assert_eq!((one.owner, one.need), (owner, 2));
            told.push(one.words);
            // nobody tells another one's
            for (_, other, id) in &people {
                let opened = other.tell_share(share);
                assert_eq!(opened.is_ok(), id == to);
            }
            for (other, _, id) in &people {
                let opened = other.home.tell_share(&other.me, share);
                assert_eq!(opened.is_ok(), id == to);
            }
            let mut changed = share.clone();
            let last = changed.len() - 1;
            changed[last] ^= 1;
            assert_eq!(
                theirs.tell_share(&changed),
                Err(Error::Tampered(What::Share))
            );
        }
        assert_eq!(room.tell_share(&shares[0].1), Err(Error::NotFound));
        // one trustee is lost, too
        let words = told[1..].iter().map(|words| Share::parse(words).unwrap());
        let words: Vec<Share> = words.collect();
        let few = ShareError::TooFew { have: 1, need: 2 };
        assert_eq!(recover(&words[..1], None), Err(few));
        let seed = recover(&words, Some(&owner)).unwrap();
        assert_eq!(
            owner.words(Language::English),
            seed.root().fingerprint().words(Language::English)
        );
        let (host, _) = world.device();
        let home = Home::load(Rc::clone(&host), &seed).await.unwrap();
        let me = Me {
            seed,
            name: "Wang Fang".to_owned(),
        };
        let again = home.open(&me, &room.id()).await.unwrap();
        assert_eq!(get(&again, &host, &doc[0]).await.unwrap(), bytes(300, 1));
        // neither seed nor share ever went to the store
        let sent = world.recorder.sent();
        assert!(!sent.windows(32).any(|some| some == me.seed.expose()));
        assert!(!sent.windows(200).any(|some| some == &shares[0].1[100..300]));
    });
}

#[test]
fn shares_go_to_people_who_are_there_and_to_nobody_else() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let (_, theirs, anna) = world.entered(&room, "Anna", &[]).await;
        let (.., bert) = world.entered(&room, "Bert", &[]).await;
        let open = room.invite(root(&room), "Cleo", world.now() + DAY, None);
        let invited = open.await.unwrap().member;
        let me = owner_of(&room).await;
        let entrust = |need, members: &[MemberId]| room.entrust(&seller.me, need, members);
        assert_eq!(entrust(2, &[anna, invited]).unwrap_err(), Error::NotAllowed);
        assert_eq!(entrust(2, &[anna, me]).unwrap_err(), Error::NotAllowed);
        assert_eq!(
            entrust(2, &[anna, room::ChainId([7; 16])]).unwrap_err(),
            Error::NotFound
        );
        assert_eq!(
            entrust(2, &[anna, anna]).unwrap_err(),
            ShareError::Twice.into()
        );
        assert_eq!(
            entrust(3, &[anna, bert]).unwrap_err(),
            ShareError::Numbers.into()
        );
        assert_eq!(
            entrust(1, &[anna, bert]).unwrap_err(),
            ShareError::Numbers.into()
        );
        entrust(2, &[anna, bert]).unwrap();
        room.end(&bert).await.unwrap();
        assert_eq!(entrust(2, &[anna, bert]).unwrap_err(), Error::NotAllowed);
        // who does not manage knows nobody's card
        let own = theirs.entrust(&seller.me, 2, &[me, anna]);
        assert_eq!(own.unwrap_err(), Error::NotAllowed);
    });
}
