//! Home object: what a person's programs must find again with nothing but the seed.
//!
//! ```text
//! [n u64 LE][envelope under the home key][home key's signature 64 over "sealroom/1/home/object" ‖ everything before]
//! envelope's context = "sealroom/1/home/object" ‖ home public key 32 ‖ n
//! ```
//!
//! `n` counts versions and is bound twice: the store creates `home/<key>/<n>` if
//! absent, and cannot show one version under another's number.

use rand_core::CryptoRng;

use crate::envelope;
use crate::error::OpenError;
use crate::labels;
use crate::secret::{Plain, Secret};
use crate::sign::{self, SigningKey};

/// The longest home object.
pub const MAX: usize = 256 * 1024;

/// The keys that name, sign and seal home objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeKeys {
    /// Its public key is the object's name; signs the requests for it.
    pub sign: SigningKey,
    pub(crate) seal: Secret,
}

/// More than a home object can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too much for a home object")]
pub struct TooLarge;

impl HomeKeys {
    /// Seals version `n`.
    pub fn seal(
        &self,
        n: u64,
        plain: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, TooLarge> {
        let sealed = envelope::seal(&self.seal, &self.context(n), plain, rng);
        let mut out = [n.to_le_bytes().as_slice(), &sealed].concat();
        let signature = self.sign.sign_labelled(labels::HOME_OBJECT, &out);
        out.extend_from_slice(&signature);
        if out.len() > MAX {
            Err(TooLarge)
        } else {
            Ok(out)
        }
    }

    /// Opens an object that was asked for or listed under `n`.
    pub fn open(&self, n: u64, bytes: &[u8]) -> Result<Plain, OpenError> {
        let (signed, signature) = bytes.split_last_chunk().ok_or(OpenError::Broken)?;
        let (said, sealed) = signed.split_first_chunk().ok_or(OpenError::Broken)?;
        if bytes.len() > MAX || u64::from_le_bytes(*said) != n {
            return Err(OpenError::Broken);
        }
        sign::verify_labelled(&self.sign.public(), labels::HOME_OBJECT, signed, signature)
            .map_err(|_| OpenError::Broken)?;
        envelope::open(&self.seal, &self.context(n), sealed)
    }

    fn context(&self, n: u64) -> Vec<u8> {
        [
            labels::HOME_OBJECT.as_bytes(),
            &self.sign.public(),
            &n.to_le_bytes(),
        ]
        .concat()
    }
}

/// The number that an object says it has, before it is verified.
pub fn number(bytes: &[u8]) -> Option<u64> {
    bytes.first_chunk().map(|n| u64::from_le_bytes(*n))
}
