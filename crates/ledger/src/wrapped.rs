//! An entry as the store serves it: with the server's time and signature.

use minicbor::{Decode, Encode};

use crate::ids::{Hash, PublicKey, Signature};
use crate::signed::{Signed, SignedError, Verified, verify_strict};
use crate::{cbor, limits};

const LABEL: &[u8] = b"sealroom/1/wrap";

/// A signed entry, the time at which the server took it, and the server's signature over both.
///
/// The time is never before that of the entry before in the same chain; a fold checks that.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Wrapped {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    entry: Vec<u8>,
    #[n(1)]
    signature: Signature,
    #[n(2)]
    time: u64,
    #[n(3)]
    server_signature: Signature,
}

impl Wrapped {
    /// The bytes that the server signs to take this entry at this time.
    pub fn statement(signed: &Signed, time: u64) -> Vec<u8> {
        statement(signed.bytes(), signed.signature(), time)
    }

    /// Puts together an entry, its time and the server's signature over [`Wrapped::statement`].
    pub fn assemble(signed: Signed, time: u64, server_signature: Signature) -> Self {
        let signature = *signed.signature();
        Self {
            entry: signed.bytes().to_vec(),
            signature,
            time,
            server_signature,
        }
    }

    /// Reads the one encoding.
    pub fn parse(bytes: &[u8]) -> Result<Self, SignedError> {
        cbor::decode(bytes, limits::WRAPPED).map_err(|_| SignedError::Malformed)
    }

    /// The one encoding.
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// The entry as its author signed it.
    pub fn signed(&self) -> Signed {
        Signed::assemble(self.entry.clone(), self.signature)
    }

    /// When the server took it, in milliseconds since 1970.
    pub fn time(&self) -> u64 {
        self.time
    }

    /// Verifies the server's signature and the author's. Which server it is that took an entry of a room says
    /// [`FrontFold::verify`](crate::FrontFold::verify).
    pub fn verify(&self, server: &PublicKey) -> Result<Verified, SignedError> {
        match self.is_by(server) {
            true => self.signed().verify(),
            false => Err(SignedError::Signature),
        }
    }

    /// Whether this server signed it.
    pub(crate) fn is_by(&self, server: &PublicKey) -> bool {
        let statement = statement(&self.entry, &self.signature, self.time);
        verify_strict(server, &statement, &self.server_signature)
    }
}

fn statement(entry: &[u8], signature: &Signature, time: u64) -> Vec<u8> {
    let inner = Hash::of(&[entry, &signature.0].concat());
    [LABEL, &inner.0, &time.to_le_bytes()].concat()
}
