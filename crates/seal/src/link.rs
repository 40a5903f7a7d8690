//! Links and invites: identities made from a secret that travels in a URL's fragment.
//!
//! ```text
//! secret 32 random bytes
//!  ├ chain id  = HKDF-SHA-512(secret, "…/link/chain"), 16 bytes
//!  ├ state key = HKDF(secret, "…/link/state"), Ed25519: may ask for the link's state, nothing else
//!  └ member    = HKDF(secret ‖ stretched passphrase, or secret alone), context = KDF bytes or nothing:
//!                Ed25519 "…/link/sign", X-Wing "…/link/kem"
//! ```
//!
//! The passphrase is part of the key: no server can leave it out, and who guesses
//! it without the secret has nothing to try it on. The text form is
//! [`crate::fragment`].

use zeroize::Zeroizing;

use crate::card::LinkCard;
use crate::kem::KemSecret;
use crate::labels;
use crate::passphrase::Kdf;
use crate::secret::key;
use crate::sign::SigningKey;

key!(
    /// What the holder of a link or invite has.
    LinkSecret
);

/// The keys of a link or invite as a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkKeys {
    /// Signs its entries and requests.
    pub sign: SigningKey,
    /// Opens its grants and its note.
    pub kem: KemSecret,
}

/// The machine has not the memory that the passphrase's protection asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not enough memory")]
pub struct NoMemory;

impl LinkSecret {
    /// The link's chain.
    pub fn chain_id(&self) -> [u8; 16] {
        let mut out = [0; 16];
        labels::derive(self.expose(), &[], labels::LINK_CHAIN, &[], &mut out);
        out
    }

    /// The key that may ask for the link's state, without a passphrase.
    pub fn state_key(&self) -> SigningKey {
        SigningKey::derive(|out| labels::derive(self.expose(), &[], labels::LINK_STATE, &[], out))
    }

    /// The keys of a link without a passphrase.
    pub fn keys(&self) -> LinkKeys {
        LinkKeys::derive(self.expose(), &[])
    }

    /// The keys of a link with a passphrase. A wrong one gives other keys.
    pub fn keys_with(&self, passphrase: &str, kdf: &Kdf) -> Result<LinkKeys, NoMemory> {
        let stretched = kdf.stretch(passphrase).ok_or(NoMemory)?;
        let mut both = Zeroizing::new([0; 64]);
        both[..32].copy_from_slice(self.expose());
        both[32..].copy_from_slice(stretched.expose());
        Ok(LinkKeys::derive(both.as_slice(), &kdf.to_bytes()))
    }
}

impl LinkKeys {
    fn derive(secret: &[u8], kdf: &[u8]) -> Self {
        Self {
            sign: SigningKey::derive(|out| {
                labels::derive(secret, &[], labels::LINK_SIGN, &[kdf], out)
            }),
            kem: KemSecret::derive(|out| {
                labels::derive(secret, &[], labels::LINK_KEM, &[kdf], out)
            }),
        }
    }

    /// The public halves.
    pub fn card(&self) -> LinkCard {
        LinkCard {
            sign: self.sign.public(),
            kem: self.kem.public(),
        }
    }
}
