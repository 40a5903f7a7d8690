//! A second device by a code, and those who saw the code.

use std::rc::Rc;

use room::pair::{Answer, Answered, LIFETIME, Offer, Offered};
use room::{Error, Me, What};

use crate::support::*;

async fn offer(person: &Person) -> (Offer<Device>, String) {
    let offer = Offer::make(Rc::clone(&person.host), &person.me)
        .await
        .unwrap();
    let code = offer.code().to_string();
    (offer, code)
}

async fn answer(world: &World, code: &str, name: &str) -> Result<Answer<Device>, Error> {
    let (host, _) = world.device();
    Answer::make(host, code, name).await
}

async fn first_words(offer: &Offer<Device>) -> ([&'static str; 6], String) {
    match offer.look().await.unwrap() {
        Offered::Answered { words, device } => (words, device),
        other => panic!("{other:?}"),
    }
}

async fn second_words(answer: &Answer<Device>) -> [&'static str; 6] {
    match answer.look().await.unwrap() {
        Answered::Words(words) => words,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_second_device_gets_the_identity_after_the_words_were_compared() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let (first, code) = offer(&seller).await;
        assert_eq!(first.look().await, Ok(Offered::Waiting));
        let typed = code.to_lowercase().replace('-', " ");
        let second = answer(&world, &typed, "Wang's phone").await.unwrap();
        assert!(matches!(second.look().await, Ok(Answered::Waiting)));
        let (words, device) = first_words(&first).await;
        assert_eq!(device, "Wang's phone");
        assert_eq!(second_words(&second).await, words);
        assert_eq!(first_words(&first).await.0, words);

        first.give(&seller.me).await.unwrap();
        assert_eq!(first.look().await, Ok(Offered::Given));
        let Answered::Given(me) = second.look().await.unwrap() else {
            panic!("nothing was given")
        };
        assert!(me.seed == seller.me.seed && me.name == "Wang Fang");
        assert_eq!(first.look().await, Ok(Offered::Done));
        let phone = Person {
            me,
            ..world.person("").await
        };
        let phone = phone.elsewhere(&world).await;
        phone.home.open(&phone.me, &room.id()).await.unwrap();
        // neither the seed nor the code, nor what names the room, was ever said in the open
        let seed = *seller.me.seed.expose();
        let clear = code.replace('-', "");
        for said in [world.recorder.sent(), world.recorder.served()] {
            assert!(!contains(&said, &seed) && !contains(&said, clear.as_bytes()));
        }
        // the code is used up
        assert_eq!(answer(&world, &code, "x").await.err(), Some(Error::UsedUp));
    });
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|part| part == what)
}

#[test]
fn who_photographed_the_code_and_answers_first_shows() {
    run(async {
        let world = World::new();
        let (seller, _) = world.seller().await;
        let (first, code) = offer(&seller).await;
        let thief = answer(&world, &code, "Wang's phone").await.unwrap();
        // the person's own device hears that somebody was there
        let own = answer(&world, &code, "Wang's phone").await;
        assert_eq!(own.err(), Some(Error::UsedUp));
        let (shown, _) = first_words(&first).await;
        assert_eq!(second_words(&thief).await, shown);
        // the person has nothing to compare them with, and refuses
        first.stop().await.unwrap();
        assert!(matches!(thief.look().await, Err(Error::Ended)));
        assert_eq!(first.look().await, Err(Error::Ended));
        assert_eq!(answer(&world, &code, "x").await.err(), Some(Error::Ended));
    });
}

/// A thief who has the code and the store's help shows each device a meeting of its own.
#[test]
fn who_stands_in_between_has_other_words_on_each_side() {
    run(async {
        let world = World::new();
        let (seller, _) = world.seller().await;
        let (first, code) = offer(&seller).await;
        // the newcomer is led to another store, where the thief plays the first device
        let between = World::new();
        let thief = between.person("Thief").await;
        let newcomer_side = seal::pair::PairCode::parse(&code).unwrap();
        let keys = newcomer_side.home();
        let nonce = [9; 32];
        let identity = thief.me.seed.root().fingerprint();
        let commitment = seal::pair::commitment(&nonce, &identity);
        let until = between.now() + LIFETIME;
        put_home(&between, &keys, 0, |e| {
            e.array(2).unwrap().u8(0).unwrap().array(2).unwrap();
            e.u64(until).unwrap().bytes(&commitment).unwrap();
        })
        .await;
        let newcomer = answer(&between, &code, "Wang's phone").await.unwrap();
        let at_first = answer(&world, &code, "Wang's phone").await.unwrap();
        let (shown, _) = first_words(&first).await;
        put_home(&between, &keys, 2, |e| {
            e.array(2).unwrap().u8(2).unwrap().array(2).unwrap();
            e.bytes(&nonce).unwrap().bytes(&identity.0).unwrap();
        })
        .await;
        assert_ne!(second_words(&newcomer).await, shown);
        assert_eq!(second_words(&at_first).await, shown);

        // nor may a nonce be chosen after the newcomer's key was heard
        let between = World::new();
        put_home(&between, &keys, 0, |e| {
            e.array(2).unwrap().u8(0).unwrap().array(2).unwrap();
            e.u64(until).unwrap().bytes(&commitment).unwrap();
        })
        .await;
        let newcomer = answer(&between, &code, "Wang's phone").await.unwrap();
        put_home(&between, &keys, 2, |e| {
            e.array(2).unwrap().u8(2).unwrap().array(2).unwrap();
            e.bytes(&[8; 32]).unwrap().bytes(&identity.0).unwrap();
        })
        .await;
        let answer = newcomer.look().await;
        assert!(
            matches!(answer, Err(Error::Tampered(What::Home))),
            "{answer:?}"
        );
    });
}

#[test]
fn codes_that_are_wrong_old_or_meant_for_others_open_nothing() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let (first, code) = offer(&seller).await;
        let (other, other_code) = offer(&seller).await;
        assert!(matches!(
            answer(&world, &code[1..], "x").await.err(),
            Some(Error::PairCode(_))
        ));
        let unknown = seal::pair::PairCode::make(&mut seal::rng::Platform::new().unwrap());
        let none = answer(&world, &unknown.encode(), "x").await;
        assert_eq!(none.err(), Some(Error::NotFound));
        // nothing is given before somebody answered
        assert_eq!(first.give(&seller.me).await, Err(Error::NotFound));

        // an answer to another code, served in this one's place
        let _else = answer(&world, &other_code, "x").await.unwrap();
        let key = seal::pair::PairCode::parse(&other_code).unwrap().home();
        let foreign = Raw::new(&world, room.id()).newest_home(&key.sign.public());
        *seller.hooks.home.borrow_mut() = Some(Box::new(move |answer| {
            *answer = Some(foreign.clone().into())
        }));
        assert_eq!(first.look().await, Err(Error::Tampered(What::Home)));
        seller.hooks.clear();

        // too late, by the first device's own clock and by what the offer says
        first_words(&other).await;
        world.later(LIFETIME);
        assert_eq!(first.look().await, Err(Error::Expired));
        assert_eq!(answer(&world, &code, "x").await.err(), Some(Error::Expired));
        assert_eq!(other.give(&seller.me).await, Err(Error::Expired));
    });
}

#[test]
fn a_seed_that_comes_without_words_or_is_another_identitys_is_refused() {
    run(async {
        let world = World::new();
        let (seller, _) = world.seller().await;
        let (_first, code) = offer(&seller).await;
        let newcomer = answer(&world, &code, "x").await.unwrap();
        // whoever has the code gives a seed at once
        let keys = seal::pair::PairCode::parse(&code).unwrap().home();
        put_home(&world, &keys, 3, |e| {
            e.array(2).unwrap().u8(3).unwrap().array(2).unwrap();
            e.bytes(&[1; 1500]).unwrap().str("Wang Fang").unwrap();
        })
        .await;
        let answer = newcomer.look().await;
        assert!(
            matches!(answer, Err(Error::Tampered(What::Home))),
            "{answer:?}"
        );
    });
}

#[test]
fn an_answer_that_was_lost_on_its_way_is_no_thief() {
    run(async {
        let world = World::new();
        let (seller, _) = world.seller().await;
        let (first, code) = offer(&seller).await;
        let second = answer(&world, &code, "phone").await.unwrap();
        lose_next_put(&seller);
        assert_eq!(first.look().await, Err(Error::Unreachable));
        seller.hooks.clear();
        let (words, _) = first_words(&first).await;
        assert_eq!(second_words(&second).await, words);
        lose_next_put(&seller);
        assert_eq!(first.give(&seller.me).await, Err(Error::Unreachable));
        seller.hooks.clear();
        first.give(&seller.me).await.unwrap();
        let given = second.look().await.unwrap();
        let Answered::Given(Me { seed, .. }) = given else {
            panic!("{given:?}")
        };
        assert!(seed == seller.me.seed);
    });
}

/// The next object is stored, and the answer to it gets lost.
fn lose_next_put(person: &Person) {
    let lose = |what: &str| match what {
        "put_home" => Err(blobs::ApiError::Unreachable("lost".to_owned())),
        _ => Ok(()),
    };
    *person.hooks.after.borrow_mut() = Some(Box::new(lose));
}

async fn put_home(
    world: &World,
    keys: &seal::home::HomeKeys,
    n: u64,
    write: impl FnOnce(&mut minicbor::Encoder<&mut Vec<u8>>),
) {
    let mut plain = Vec::new();
    write(&mut minicbor::Encoder::new(&mut plain));
    let object = keys
        .seal(n, &plain, &mut seal::rng::Platform::new().unwrap())
        .unwrap();
    let by = ledger::KeyId::Home(ledger::PublicKey(keys.sign.public()));
    let owner = ledger::PublicKey(keys.sign.public());
    let gate = world.local.gate();
    gate.put_home(&by, &owner, n, object.into(), &|| Ok(()))
        .await
        .unwrap();
}
