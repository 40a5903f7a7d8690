//! What the server keeps for itself alone: sealed under a key that is made of its own, and bound to its place.
//!
//! It is no key to anything of a room: those who hold the data folder and `server.key` read where people are told.

use core::fmt;

use blobs::wire;
use minicbor::{Decode, Encode};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::gate::key::{keyed, mac};
use hmac::Mac;

/// Seals, opens, and names without telling.
pub(crate) struct Private {
    aead: Option<LessSafeKey>,
    names: Zeroizing<[u8; 32]>,
}

impl Private {
    /// By a key that is made of the server's.
    pub(crate) fn of(key: &[u8; 32]) -> Self {
        let aead = Zeroizing::new(mac(key, b"aead"));
        Self {
            // a key of this length is one
            aead: UnboundKey::new(&AES_256_GCM, aead.as_slice())
                .ok()
                .map(LessSafeKey::new),
            names: Zeroizing::new(mac(key, b"names")),
        }
    }

    /// Seals something for a place, under a fresh nonce, which stands before it.
    pub(crate) fn seal<T: Encode<()>>(&self, place: &str, said: &T) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce).ok()?;
        let mut sealed = wire::encode(said);
        let key = self.aead.as_ref()?;
        let (bound, once) = (
            Aad::from(place.as_bytes()),
            Nonce::assume_unique_for_key(nonce),
        );
        key.seal_in_place_append_tag(once, bound, &mut sealed)
            .ok()?;
        Some([&nonce[..], &sealed].concat())
    }

    /// Opens what was sealed for that place.
    pub(crate) fn open<T>(&self, place: &str, sealed: &[u8]) -> Option<T>
    where
        T: for<'b> Decode<'b, ()> + Encode<()>,
    {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut plain = Zeroizing::new(rest.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let key = self.aead.as_ref()?;
        let plain = key.open_in_place(nonce, Aad::from(place.as_bytes()), &mut plain);
        wire::decode(plain.ok()?).ok()
    }

    /// A name for something that does not tell what it is.
    pub(crate) fn name(&self, of: &str) -> ledger::Hash {
        ledger::Hash(mac(self.names.as_slice(), of.as_bytes()))
    }

    /// Whether something is what was named so, in constant time.
    pub(crate) fn is(&self, name: &ledger::Hash, of: &str) -> bool {
        let mac = keyed(self.names.as_slice());
        mac.is_some_and(|mac| {
            mac.chain_update(of.as_bytes())
                .verify_slice(&name.0)
                .is_ok()
        })
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Private(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_at_its_place_under_its_key_alone() {
        let (one, other) = (Private::of(&[1; 32]), Private::of(&[2; 32]));
        let said = "li.wei@example.com".to_owned();
        let sealed = one.seal("a/0", &said).expect("sealed");
        assert_eq!(one.open("a/0", &sealed), Some(said.clone()));
        assert_eq!(one.open::<String>("a/1", &sealed), None);
        assert_eq!(other.open::<String>("a/0", &sealed), None);
        assert_eq!(one.open::<String>("a/0", &sealed[1..]), None);
        let same = one.seal("a/0", &said).expect("sealed");
        assert_ne!(same, sealed);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(!text(&sealed).contains("li.wei"));
        assert!(one.is(&one.name("x"), "x") && !one.is(&one.name("x"), "y"));
        assert_ne!(one.name("x"), other.name("x"));
    }
}
