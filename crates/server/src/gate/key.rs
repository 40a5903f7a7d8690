//! The server's own key: wraps entries, signs checkpoints and receipts for what it erased, makes the MAC of its URLs, and
//! keeps addresses at which people are told.
//!
//! What it signs begins with different words, so that nothing of one kind is taken for another.
//!
//! Processes that serve the same rooms share it. It opens nothing of a room.

use core::fmt;

use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use ledger::evidence::checkpoint::Checkpoint;
use ledger::evidence::erasure::{Erasure, SignedErasure};
use ledger::evidence::index;
use ledger::evidence::note::{Note, NoteSignature};
use ledger::evidence::tree::TreeHead;
use ledger::{PublicKey, RoomId, Signature, Signed, Wrapped};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::notify::Private;

const URL_LABEL: &[u8] = b"sealroom/1/url";
const NOTIFY_LABEL: &[u8] = b"sealroom/1/notify";

/// The key that wraps entries and signs checkpoints and URLs.
pub struct ServerKey {
    signing: SigningKey,
    url: UrlKey,
    notify: Private,
}

#[derive(Zeroize, ZeroizeOnDrop)]
struct UrlKey([u8; 32]);

impl ServerKey {
    /// The key of this seed, which is wiped by the caller.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let url = mac(seed, URL_LABEL);
        Self {
            signing: SigningKey::from_bytes(seed),
            url: UrlKey(url),
            notify: Private::of(&Zeroizing::new(mac(seed, NOTIFY_LABEL))),
        }
    }

    /// Its public half, which stands in the first entry of every room.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.signing.verifying_key().to_bytes())
    }

    /// The key under which the server keeps addresses.
    pub(crate) fn private(&self) -> &Private {
        &self.notify
    }

    /// Takes an entry at this time.
    pub(crate) fn wrap(&self, signed: Signed, time: u64) -> Wrapped {
        let statement = Wrapped::statement(&signed, time);
        let signature = Signature(self.signing.sign(&statement).to_bytes());
        Wrapped::assemble(signed, time, signature)
    }

    /// A receipt for what was erased.
    pub(crate) fn erasure(&self, said: &Erasure) -> SignedErasure {
        let statement = said.statement();
        let message = SignedErasure::message(&statement);
        let signature = Signature(self.signing.sign(&message).to_bytes());
        SignedErasure::assemble(statement, signature)
    }

    /// A checkpoint of a room's index, as a note.
    pub(crate) fn checkpoint(&self, room: &RoomId, head: TreeHead) -> Option<Note> {
        let key = index::log_key(room, &self.public()).ok()?;
        let text = Checkpoint::new(key.name().as_str(), head).ok()?.text();
        let signature = Signature(self.signing.sign(text.as_bytes()).to_bytes());
        let line = NoteSignature::assemble(&key, &signature);
        Note::assemble(text, vec![line]).ok()
    }

    /// The MAC of a URL.
    pub(crate) fn mac(&self, message: &[u8]) -> [u8; 32] {
        mac(&self.url.0, message)
    }

    /// Whether a URL has this MAC, compared in constant time.
    pub(crate) fn has_mac(&self, message: &[u8], tag: &[u8]) -> bool {
        keyed(&self.url.0).is_some_and(|mac| mac.chain_update(message).verify_slice(tag).is_ok())
    }
}

pub(crate) fn keyed(key: &[u8]) -> Option<Hmac<Sha256>> {
    Hmac::new_from_slice(key).ok()
}

pub(crate) fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    // HMAC takes keys of every length
    keyed(key).map_or([0; 32], |mac| {
        mac.chain_update(message).finalize().into_bytes().into()
    })
}

impl fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServerKey({})", self.public())
    }
}
