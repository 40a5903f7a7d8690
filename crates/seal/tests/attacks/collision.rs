//! Row 33: one ciphertext, two keys. AES-GCM alone falls to it, which this shows by
//! constructing the collision; FLOE's header commits to the key, which stops it.

use aes_gcm::aes::Aes256;
use aes_gcm::aes::cipher::{BlockCipherEncrypt, KeyInit};
use seal::floe::{ContentKey, Lengths, Opener, Params, Sealer, SegmentPlan, soft};
use seal::testkit::Fixed;

/// In GCM's field: bits from the left, x^128 = x^7 + x^2 + x + 1.
fn multiply(a: u128, mut b: u128) -> u128 {
    let mut product = 0;
    for bit in (0..128).rev() {
        if a >> bit & 1 == 1 {
            product ^= b;
        }
        b = b >> 1 ^ if b & 1 == 1 { 0xe1 << 120 } else { 0 };
    }
    product
}

/// To the power 2^128 - 2.
fn inverse(a: u128) -> u128 {
    let (mut power, mut product) = (a, 1 << 127);
    for _ in 1..128 {
        power = multiply(power, power);
        product = multiply(product, power);
    }
    product
}

struct Gcm {
    hash_key: u128,
    mask: u128,
    aad: u128,
}

impl Gcm {
    fn new(plan: &SegmentPlan) -> Self {
        let aes = Aes256::new(plan.key.expose().into());
        let block = |bytes: [u8; 16]| {
            let mut block = bytes.into();
            aes.encrypt_block(&mut block);
            u128::from_be_bytes(block.into())
        };
        let mut first = [0; 16];
        first[..12].copy_from_slice(&plan.iv);
        first[15] = 1;
        let mut aad = [0; 16];
        aad[..9].copy_from_slice(&plan.aad);
        Self {
            hash_key: block([0; 16]),
            mask: block(first),
            aad: u128::from_be_bytes(aad),
        }
    }

    fn tag(&self, blocks: &[u128]) -> u128 {
        let lengths = ((9 * 8) << 64) | (blocks.len() as u128 * 128);
        let input = [&[self.aad], blocks, &[lengths]].concat();
        input
            .iter()
            .fold(0, |sum, block| multiply(sum ^ block, self.hash_key))
            ^ self.mask
    }
}

#[test]
fn row_33_a_ciphertext_that_gcm_opens_under_two_keys_opens_under_one_here() {
    let params = Params::new(4096).unwrap();
    let lengths = Lengths::new(params, 48).unwrap();
    let plan = |byte: u8| {
        let (key, mut rng) = (
            ContentKey::parse(&[byte; 32]).unwrap(),
            Fixed::named("collision"),
        );
        let sealer = Sealer::new(&key, b"doc", lengths, &mut rng);
        let plan = sealer.plan(0, &mut rng).unwrap();
        (key, *sealer.header(), plan)
    };
    let ((one, header, plan_one), (two, header_two, plan_two)) = (plan(1), plan(2));
    assert_eq!(plan_one.head, plan_two.head);

    // three blocks, the last of which makes both tags equal
    let (a, b) = (Gcm::new(&plan_one), Gcm::new(&plan_two));
    let mut blocks = [0x1234, 0x5678, 0];
    let difference = a.tag(&blocks) ^ b.tag(&blocks);
    let square = |key| multiply(key, key);
    blocks[2] = multiply(difference, inverse(square(a.hash_key) ^ square(b.hash_key)));
    assert_eq!(a.tag(&blocks), b.tag(&blocks));

    let mut segment = plan_one.head.to_vec();
    blocks
        .iter()
        .for_each(|block| segment.extend(block.to_be_bytes()));
    segment.extend(a.tag(&blocks).to_be_bytes());
    let (salmon, mander) = (
        soft::open(&plan_one, &segment).unwrap(),
        soft::open(&plan_two, &segment).unwrap(),
    );
    assert_ne!(
        salmon, mander,
        "the cipher alone has two plaintexts for one ciphertext"
    );

    assert_ne!(header, header_two);
    assert!(Opener::new(&one, b"doc", lengths, &header).is_ok());
    assert!(
        Opener::new(&two, b"doc", lengths, &header).is_err(),
        "the header is of one key only"
    );
    assert!(Opener::new(&one, b"another", lengths, &header).is_err());
    let whole = [header.as_slice(), &segment].concat();
    assert_eq!(
        soft::open_all(&one, b"doc", params, &whole).unwrap(),
        salmon
    );
    assert!(soft::open_all(&two, b"doc", params, &whole).is_err());
}
