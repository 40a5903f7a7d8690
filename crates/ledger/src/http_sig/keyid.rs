//! `keyid`: whose key signed the request.

use core::fmt;

use crate::ids::{ChainId, MemberId, NotAnId, PublicKey};

/// Whose key signed a request, and where it is certified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyId {
    /// `m:<chain>:<key>`: a member's or visitor's chain, and a key certified in it.
    Member {
        /// The chain.
        chain: ChainId,
        /// The key.
        key: PublicKey,
    },
    /// `s:<chain>:<key>`: a link's state key, which may ask for its state only.
    State {
        /// The link's chain.
        chain: MemberId,
        /// Its state key.
        key: PublicKey,
    },
    /// `h:<key>`: the key of a home object.
    Home(PublicKey),
}

impl KeyId {
    /// Reads the one spelling.
    pub fn parse(text: &str) -> Result<Self, NotAnId> {
        let (kind, rest) = text.split_once(':').ok_or(NotAnId)?;
        if kind == "h" {
            return Ok(Self::Home(PublicKey::parse(rest)?));
        }
        let (chain, key) = rest.split_once(':').ok_or(NotAnId)?;
        let (chain, key) = (ChainId::parse(chain)?, PublicKey::parse(key)?);
        match kind {
            "m" => Ok(Self::Member { chain, key }),
            "s" => Ok(Self::State { chain, key }),
            _ => Err(NotAnId),
        }
    }

    /// The key that signed.
    pub fn key(&self) -> PublicKey {
        match self {
            Self::Member { key, .. } | Self::State { key, .. } | Self::Home(key) => *key,
        }
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member { chain, key } => write!(f, "m:{chain}:{key}"),
            Self::State { chain, key } => write!(f, "s:{chain}:{key}"),
            Self::Home(key) => write!(f, "h:{key}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn one_spelling_each() {
        let (chain, key) = (ChainId([0xab; 16]), PublicKey([0xcd; 32]));
        let all = [
            KeyId::Member { chain, key },
            KeyId::State { chain, key },
            KeyId::Home(key),
        ];
        for id in all {
            let text = id.to_string();
            assert_eq!(KeyId::parse(&text).unwrap(), id);
            assert_eq!(id.key(), key);
            for bad in [
                text.to_uppercase(),
                format!("{text}:"),
                text[1..].into(),
                format!("x{text}"),
            ] {
                assert_eq!(KeyId::parse(&bad), Err(NotAnId), "{bad}");
            }
        }
        assert!(KeyId::parse("").is_err());
        assert!(KeyId::parse(&format!("x:{chain}:{key}")).is_err());
        assert!(KeyId::parse(&format!("h:{chain}:{key}")).is_err());
    }
}
