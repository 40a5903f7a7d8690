//! The standard's cipher: four rounds of Feistel, each with PBKDF2 over one half.

use pbkdf2::pbkdf2_hmac;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::share::Common;
use crate::secret::Plain;

/// Iterations of a round, at exponent 0.
const ITERATIONS: u32 = 2500;
const ROUNDS: [u8; 4] = [0, 1, 2, 3];

pub(super) fn encrypt(common: &Common, passphrase: &[u8], secret: &[u8]) -> Plain {
    feistel(common, passphrase, secret, ROUNDS)
}

pub(super) fn decrypt(common: &Common, passphrase: &[u8], sealed: &[u8]) -> Plain {
    let [one, two, three, four] = ROUNDS;
    feistel(common, passphrase, sealed, [four, three, two, one])
}

/// The same both ways, but for the order of the rounds.
fn feistel(common: &Common, passphrase: &[u8], bytes: &[u8], rounds: [u8; 4]) -> Plain {
    let (left, right) = bytes.split_at(bytes.len() / 2);
    let mut left = Zeroizing::new(left.to_vec());
    let mut right = Zeroizing::new(right.to_vec());
    for round in rounds {
        let password = Zeroizing::new([&[round], passphrase].concat());
        let salt = Zeroizing::new([common.salt(), right.to_vec()].concat());
        let mut out = Zeroizing::new(vec![0; right.len()]);
        let iterations = ITERATIONS << common.exponent;
        pbkdf2_hmac::<Sha256>(&password, &salt, iterations, &mut out);
        for (out, left) in out.iter_mut().zip(left.iter()) {
            *out ^= left;
        }
        (left, right) = (right, out);
    }
    Zeroizing::new([right.as_slice(), left.as_slice()].concat())
}
