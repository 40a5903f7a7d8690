//! X-Wing key pairs (X25519 + ML-KEM-768): what grants and boxes are sealed to.
//!
//! A secret half is a 32-byte seed, always derived from another key; the public
//! half is derived from it whenever it is needed, never stored beside it, so a
//! store cannot serve a pair whose halves do not belong together.

use core::fmt;

use hpke::kem::XWing;
use hpke::rand_core::CryptoRng;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::error::OpenError;
use crate::secret::{Plain, Secret, WrongLength};

/// Length of a public key.
pub const PUBLIC: usize = 1216;
/// Length of an encapsulation.
pub const ENC: usize = 1120;
/// Length of the tag of what is sealed.
pub const TAG: usize = 16;

type Aead = hpke::aead::AesGcm256;
type Kdf = hpke::kdf::HkdfSha256;

/// A public key that bytes can be sealed to. Its bytes were checked to be one.
#[derive(Clone, PartialEq, Eq)]
pub struct KemPublic {
    bytes: Box<[u8; PUBLIC]>,
    key: Box<<XWing as Kem>::PublicKey>,
}

/// The half that opens. There is no way to its bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KemSecret(Secret);

impl KemPublic {
    /// Accepts exactly one encoding of a valid key.
    pub fn parse(bytes: &[u8]) -> Result<Self, WrongLength> {
        let exact: [u8; PUBLIC] = bytes.try_into().map_err(|_| WrongLength)?;
        let key = <XWing as Kem>::PublicKey::from_bytes(bytes).map_err(|_| WrongLength)?;
        Ok(Self {
            bytes: Box::new(exact),
            key: Box::new(key),
        })
    }

    /// The bytes to send or to store.
    pub fn as_bytes(&self) -> &[u8; PUBLIC] {
        &self.bytes
    }

    /// SHA-256 of the bytes: how a grant names its recipient's key.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.bytes.as_slice()).into()
    }

    /// HPKE, base mode: encapsulation and ciphertext with tag.
    pub(crate) fn seal(
        &self,
        info: &[u8],
        plain: &[u8],
        rng: &mut impl CryptoRng,
    ) -> ([u8; ENC], Vec<u8>) {
        let sealed = hpke::single_shot_seal_with_rng::<Aead, Kdf, XWing>(
            &OpModeS::Base,
            &self.key,
            info,
            plain,
            &[],
            rng,
        );
        // X-Wing cannot fail on a checked key, nor the cipher below 64 GiB
        let (enc, ciphertext) = sealed.unwrap_or_else(|_| panic!("an HPKE seal of 64 GiB"));
        let mut out = [0; ENC];
        out.copy_from_slice(&enc.to_bytes());
        (out, ciphertext)
    }
}

impl KemSecret {
    /// From a derived seed.
    pub(crate) fn derive(write: impl FnOnce(&mut [u8; 32])) -> Self {
        Self(Secret::fill(write))
    }

    /// The public half.
    pub fn public(&self) -> KemPublic {
        let key = XWing::sk_to_pk(&self.key());
        let mut bytes = Box::new([0; PUBLIC]);
        bytes.copy_from_slice(&key.to_bytes());
        KemPublic {
            bytes,
            key: Box::new(key),
        }
    }

    /// Opens what [`KemPublic::seal`] made.
    pub(crate) fn open(
        &self,
        info: &[u8],
        enc: &[u8],
        ciphertext: &[u8],
    ) -> Result<Plain, OpenError> {
        let enc = <XWing as Kem>::EncappedKey::from_bytes(enc).map_err(|_| OpenError::Broken)?;
        hpke::single_shot_open::<Aead, Kdf, XWing>(
            &OpModeR::Base,
            &self.key(),
            &enc,
            info,
            ciphertext,
            &[],
        )
        .map(Zeroizing::new)
        .map_err(|_| OpenError::Broken)
    }

    fn key(&self) -> <XWing as Kem>::PrivateKey {
        // any 32 bytes are a key
        <XWing as Kem>::PrivateKey::from_bytes(self.0.expose())
            .unwrap_or_else(|_| unreachable!("32 bytes"))
    }
}

impl fmt::Debug for KemPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KemPublic(")?;
        self.hash()[..4]
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str("..)")
    }
}
