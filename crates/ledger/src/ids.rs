//! Names of things: opaque bytes, parsed once where they enter.
//!
//! None of them is a secret and none says anything about a person. In paths and
//! object keys they are lowercase hex.

use core::fmt;

use minicbor::{Decode, Encode};

/// A text that is not the hex of an id of this length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        #[cbor(transparent)]
        pub struct $name(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// Reads lowercase hex of exactly this length.
            pub fn parse(text: &str) -> Result<Self, NotAnId> {
                let text = text.as_bytes();
                if text.len() != 2 * $len {
                    return Err(NotAnId);
                }
                let mut out = [0; $len];
                for (byte, pair) in out.iter_mut().zip(text.chunks_exact(2)) {
                    *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
                }
                Ok(Self(out))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }
    };
}

fn nibble(c: u8) -> Result<u8, NotAnId> {
    match c {
        b'0'..=b'9' => Ok(c - b'0'),
        b'a'..=b'f' => Ok(c - b'a' + 10),
        _ => Err(NotAnId),
    }
}

id!(
    /// SHA-256 of exact bytes: of an entry, a sealed body, a grant or a part.
    Hash, 32
);
id!(
    /// A room: the hash of its first entry's signed bytes, so that it anchors the owner's key.
    RoomId, 32
);
id!(
    /// A chain. A member is named by its chain, a scope by its chain.
    ChainId, 16
);
id!(
    /// A document: random, chosen before its first version is sealed.
    DocId, 16
);
id!(
    /// A version of a document: random, chosen before it is sealed.
    VersionId, 16
);
id!(
    /// A legal hold: random. One that is put on folders has the same in each of their chains.
    HoldId, 16
);
id!(
    /// An Ed25519 public key: a room key, a device key, a link's or the server's key.
    PublicKey, 32
);
id!(
    /// An Ed25519 signature.
    Signature, 64
);

/// The chain of a person, an invite, a link or a visitor's device.
pub type MemberId = ChainId;
/// The chain of a scope.
pub type ScopeId = ChainId;

impl ChainId {
    /// The front chain of every room.
    pub const FRONT: Self = Self([0; 16]);
    /// The roster of every room: a chain, and the scope of its managers.
    pub const ROSTER: Self = Self([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);

    /// The scope that managers hold and nobody else, whose key seals the keys of what lies in no folder.
    pub fn of_desk(room: &RoomId) -> Self {
        Self::start_of(&[b"sealroom/1/desk".as_slice(), &room.0].concat())
    }

    /// The chain of a visitor's device: nobody else can name it.
    pub fn of_visitor(device: &PublicKey) -> Self {
        Self::start_of(&device.0)
    }

    /// The start of the hash of these bytes.
    fn start_of(bytes: &[u8]) -> Self {
        let mut id = [0; Self::LEN];
        id.copy_from_slice(&Hash::of(bytes).0[..Self::LEN]);
        Self(id)
    }
}

impl Hash {
    /// What `prev` holds in the first entry of a chain.
    pub const ZERO: Self = Self([0; 32]);

    /// SHA-256 of the bytes.
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::{Digest, Sha256};
        Self(Sha256::digest(bytes).into())
    }
}
