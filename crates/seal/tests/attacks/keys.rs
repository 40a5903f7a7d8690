//! Rows 2, 3, 4, 21, 33, 43: whose keys they are.

use rand_core::{TryCryptoRng, TryRng};
use seal::OpenError;
use seal::card::Card;
use seal::context::{Context, Kind};
use seal::grant::{self, Grant, Terms};
use seal::rng::{FailClosed, NoRandomness};
use seal::sealbox;
use seal::testkit::Fixed;

use crate::{ALICE, BOB, ROOM, SCOPE, card, grant_to_alice, keys, scope};

#[test]
fn row_02_no_part_of_a_card_fits_another() {
    let (alice, bob) = (card(10, ROOM, "Alice"), card(11, ROOM, "Robin"));
    for field in [33..65, 65..97, 97..1313, 1314..1319, 1319..1383] {
        let mut mixed = alice.as_bytes().to_vec();
        mixed[field.clone()].copy_from_slice(&bob.as_bytes()[field.clone()]);
        assert_eq!(
            Card::parse(&mixed, &ROOM),
            Err(OpenError::Broken),
            "{field:?}"
        );
    }
    let elsewhere = card(10, [9; 32], "Alice");
    assert_eq!(
        Card::parse(elsewhere.as_bytes(), &ROOM),
        Err(OpenError::NotMine)
    );
    assert_eq!(Card::parse(alice.as_bytes(), &ROOM), Ok(alice));
}

#[test]
fn row_03_a_pair_whose_halves_do_not_belong_together() {
    let other = scope(8).kem_public();
    assert_eq!(scope(7).check(other.as_bytes()), Err(OpenError::Broken));
    assert_eq!(scope(7).check(&[]), Err(OpenError::Broken));
    assert_eq!(scope(7).check(scope(7).kem_public().as_bytes()), Ok(()));
}

#[test]
fn row_04_every_bit_of_a_grant() {
    let good = grant_to_alice();
    for bit in 0..good.as_bytes().len() * 8 {
        let mut bytes = good.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(Grant::parse(&bytes).is_err(), "bit {bit}");
    }
}

#[test]
fn row_04_every_byte_of_a_box_and_every_bit_of_a_body() {
    let context = Context::new(Kind::Issued, ROOM, ALICE, 0);
    let sealed = sealbox::seal(
        &keys(10).kem.public(),
        &context,
        b"note",
        &mut Fixed::named("box"),
    );
    for at in 0..sealed.len() {
        let mut bytes = sealed.clone();
        bytes[at] ^= 0x10;
        assert!(
            sealbox::open(&keys(10).kem, &context, &bytes).is_err(),
            "byte {at}"
        );
    }
    let sealed = scope(7).seal(&context, b"note", &mut Fixed::named("body"));
    for bit in 0..sealed.len() * 8 {
        let mut bytes = sealed.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(scope(7).open(&context, &bytes).is_err(), "bit {bit}");
    }
}

#[test]
fn row_21_a_grant_delivered_to_another_recipient_or_room() {
    let grant = Grant::parse(grant_to_alice().as_bytes()).unwrap();
    assert_eq!(
        grant.open(&ROOM, &ALICE, &keys(10).kem).as_ref(),
        Ok(&scope(7))
    );
    assert_eq!(
        grant.open(&ROOM, &BOB, &keys(11).kem),
        Err(OpenError::NotMine)
    );
    assert_eq!(
        grant.open(&ROOM, &ALICE, &keys(11).kem),
        Err(OpenError::NotMine)
    );
    assert_eq!(
        grant.open(&ROOM, &BOB, &keys(10).kem),
        Err(OpenError::NotMine)
    );
    assert_eq!(
        grant.open(&[9; 32], &ALICE, &keys(10).kem),
        Err(OpenError::NotMine)
    );
}

#[test]
fn row_21_a_seal_taken_into_a_grant_of_ones_own() {
    // Mallory puts the sealed part of the owner's grant under terms signed by himself
    let theirs = grant_to_alice();
    let terms = Terms {
        recipient: BOB,
        ..*theirs.terms()
    };
    let own = grant::seal(&terms, &scope(6), &keys(11).kem.public(), &keys(12).sign);
    let mut spliced = own.as_bytes().to_vec();
    spliced[142..1310].copy_from_slice(&theirs.as_bytes()[142..1310]);
    assert_eq!(Grant::parse(&spliced), Err(OpenError::Broken));
}

#[test]
fn row_33_two_members_cannot_be_given_different_keys_for_one_epoch() {
    let in_chain = scope(7).kem_public();
    let terms = Terms {
        room: ROOM,
        scope: SCOPE,
        epoch: 1,
        recipient: BOB,
        rights: 0,
        expires: None,
    };
    let other = grant::seal(&terms, &scope(8), &keys(11).kem.public(), &keys(9).sign);
    let key = other.open(&ROOM, &BOB, &keys(11).kem).unwrap();
    assert_eq!(key.check(in_chain.as_bytes()), Err(OpenError::Broken));
}

#[test]
fn the_same_grant_again_is_the_same_bytes_and_a_proof() {
    assert_eq!(grant_to_alice(), grant_to_alice());
    let grant = Grant::parse(grant_to_alice().as_bytes()).unwrap();
    assert_eq!(grant, grant_to_alice());
    assert!(grant.seals(&scope(7), &keys(10).kem.public()));
    assert!(!grant.seals(&scope(8), &keys(10).kem.public()));
    assert!(!grant.seals(&scope(7), &keys(11).kem.public()));
}

#[test]
fn row_28_an_end_is_part_of_the_grant() {
    let grant = grant_to_alice();
    assert!(!grant.terms().expired(999) && grant.terms().expired(1000));
    let terms = Terms {
        expires: Some(0),
        ..*grant.terms()
    };
    let ended = grant::seal(&terms, &scope(7), &keys(10).kem.public(), &keys(9).sign);
    assert!(
        Grant::parse(ended.as_bytes()).unwrap().terms().expired(1),
        "an end at 0 is not the lack of one"
    );
}

/// A generator that answers so many times, then fails; or always the same.
struct Stub(u32, bool);

impl TryRng for Stub {
    type Error = core::fmt::Error;
    fn try_next_u32(&mut self) -> Result<u32, core::fmt::Error> {
        self.try_fill_bytes(&mut [0]).map(|()| 0)
    }
    fn try_next_u64(&mut self) -> Result<u64, core::fmt::Error> {
        self.try_fill_bytes(&mut [0]).map(|()| 0)
    }
    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), core::fmt::Error> {
        self.0 = self.0.checked_sub(1).ok_or(core::fmt::Error)?;
        out.fill(if self.1 { self.0 as u8 } else { 0 });
        Ok(())
    }
}

impl TryCryptoRng for Stub {}

#[test]
fn row_43_a_generator_that_fails_or_repeats_makes_nothing() {
    assert_eq!(FailClosed::over(Stub(0, true)).err(), Some(NoRandomness));
    assert_eq!(FailClosed::over(Stub(1, true)).err(), Some(NoRandomness));
    assert_eq!(FailClosed::over(Stub(9, false)).err(), Some(NoRandomness));
    let mut dies_later = FailClosed::over(Stub(2, true)).unwrap();
    let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        seal::identity::Seed::make(&mut dies_later)
    }));
    assert!(made.is_err());
}
