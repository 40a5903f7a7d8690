//! What an archive is, signed by somebody who manages the room.

use minicbor::{Decode, Encode};

use crate::cbor;
use crate::entry::{FORMAT, Head};
use crate::ids::{ChainId, Hash, MemberId, PublicKey, RoomId, Signature};
use crate::limits;
use crate::signed::verify_strict;

const LABEL: &[u8] = b"sealroom/1/archive";

/// What an archive holds and how it stands to the one before.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Manifest {
    /// The format, [`FORMAT`].
    #[n(0)]
    pub format: u8,
    /// The room.
    #[n(1)]
    pub room: RoomId,
    /// Its place in the row, from 0.
    #[n(2)]
    pub n: u64,
    /// The hash of the manifest before, as it is stored; none in the first.
    #[n(3)]
    pub before: Option<Hash>,
    /// Who made it.
    #[n(4)]
    pub member: MemberId,
    /// The room key that signs: an owner's or a manager's, by the front that the archive ends with.
    #[n(5)]
    pub author: PublicKey,
    /// When, by the author's clock.
    #[n(6)]
    pub at: u64,
    /// The end of every chain of the room, by the chain's id.
    #[n(7)]
    pub heads: Vec<ChainHead>,
    /// How many objects the archive holds before its list.
    #[n(8)]
    pub objects: u64,
    /// Length of the list.
    #[n(9)]
    pub listed: u64,
    /// SHA-256 of the list.
    #[n(10)]
    pub list: Hash,
    /// What the chains name and no archive of the row holds, for the store did not have it.
    #[n(11)]
    pub missing: Vec<Missing>,
}

/// The end of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct ChainHead {
    /// Which.
    #[n(0)]
    pub chain: ChainId,
    /// Its end.
    #[n(1)]
    pub head: Head,
}

/// An object that is named and not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum Missing {
    /// A sealed body.
    #[n(0)]
    Body(#[n(0)] Hash),
    /// A part of a document.
    #[n(1)]
    Part(#[n(0)] Hash),
    /// A whole chain.
    #[n(2)]
    Chain(#[n(0)] ChainId),
}

/// A manifest as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedManifest {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    manifest: Vec<u8>,
    #[n(1)]
    signature: Signature,
}

/// Bytes that are no signed manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Not the one encoding, or over a limit.
    #[error("malformed manifest")]
    Malformed,
    /// A later format.
    #[error("made by a newer version")]
    Newer,
    /// The signature does not verify.
    #[error("the manifest's signature does not verify")]
    Signature,
}

impl Manifest {
    /// The bytes that the author signs.
    pub fn statement(&self) -> Vec<u8> {
        [LABEL, &cbor::encode(self)].concat()
    }

    /// Puts together a manifest and the signature over its statement.
    pub fn assemble(&self, signature: Signature) -> SignedManifest {
        SignedManifest {
            manifest: cbor::encode(self),
            signature,
        }
    }
}

impl SignedManifest {
    /// The bytes as they are stored; the manifest's hash is theirs.
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// Reads a manifest that its author signed. Whether that one manages, the room's front says.
    pub fn verify(bytes: &[u8]) -> Result<Manifest, ManifestError> {
        let malformed = |_| ManifestError::Malformed;
        let signed: Self = cbor::decode(bytes, limits::MANIFEST).map_err(malformed)?;
        // read before the rest is understood: an encoding of a later format is another one
        let mut head = minicbor::Decoder::new(&signed.manifest);
        let format = head.array().and_then(|_| head.u8());
        if format.is_ok_and(|format| format > FORMAT) {
            return Err(ManifestError::Newer);
        }
        let manifest: Manifest =
            cbor::decode(&signed.manifest, limits::MANIFEST).map_err(malformed)?;
        let statement = [LABEL, &signed.manifest].concat();
        if !verify_strict(&manifest.author, &statement, &signed.signature) {
            return Err(ManifestError::Signature);
        }
        let sorted = manifest.heads.is_sorted_by(|a, b| a.chain < b.chain);
        if manifest.format != FORMAT || !sorted || !manifest.missing.is_sorted_by(|a, b| a < b) {
            return Err(ManifestError::Malformed);
        }
        Ok(manifest)
    }
}
