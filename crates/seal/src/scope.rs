//! Scope keys: one per scope and epoch, from which everything in the scope opens.
//!
//! ```text
//! X-Wing secret = HKDF-SHA-512(scope key, "sealroom/1/scope/kem")
//! body key      = HKDF-SHA-512(scope key, "sealroom/1/scope/body")
//! ```
//!
//! The public half stands in the signed chain and commits to the key: whoever
//! opens a grant compares it ([`ScopeKey::check`]), so no two members can be
//! given different keys for one epoch.

use rand_core::CryptoRng;

use crate::context::Context;
use crate::envelope;
use crate::error::OpenError;
use crate::kem::{KemPublic, KemSecret};
use crate::labels;
use crate::sealbox;
use crate::secret::{Plain, Secret, key};

key!(
    /// The key of a scope in one epoch; of the front; or of the roster.
    ScopeKey
);

impl ScopeKey {
    /// The public half, to stand in the chain.
    pub fn kem_public(&self) -> KemPublic {
        self.kem().public()
    }

    /// Compares with the public half that stands in the chain.
    pub fn check(&self, in_chain: &[u8]) -> Result<(), OpenError> {
        let same = self.kem_public().as_bytes().as_slice() == in_chain;
        if same { Ok(()) } else { Err(OpenError::Broken) }
    }

    /// Seals a body for its one place.
    pub fn seal(&self, context: &Context, plain: &[u8], rng: &mut impl CryptoRng) -> Vec<u8> {
        envelope::seal(&self.body(), &context.bytes(), plain, rng)
    }

    /// Opens a body that was sealed for this place.
    pub fn open(&self, context: &Context, bytes: &[u8]) -> Result<Plain, OpenError> {
        envelope::open(&self.body(), &context.bytes(), bytes)
    }

    /// Opens a box that was sealed to the public half for this place.
    pub fn open_box(&self, context: &Context, bytes: &[u8]) -> Result<Plain, OpenError> {
        sealbox::open(&self.kem(), context, bytes)
    }

    fn kem(&self) -> KemSecret {
        KemSecret::derive(|out| labels::derive(self.expose(), &[], labels::SCOPE_KEM, &[], out))
    }

    fn body(&self) -> Secret {
        Secret::fill(|out| labels::derive(self.expose(), &[], labels::SCOPE_BODY, &[], out))
    }
}
