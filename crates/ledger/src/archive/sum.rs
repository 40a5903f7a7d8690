//! SHA-256 of bytes that are not in memory at once.

use sha2::{Digest, Sha256};

use super::name::LIST_HEAD;
use crate::ids::Hash;

/// A hash that grows with the bytes.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    state: Sha256,
    len: u64,
}

impl Sum {
    /// Of no bytes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Of a list without lines.
    pub fn of_list() -> Self {
        let mut sum = Self::new();
        sum.add(LIST_HEAD.as_bytes());
        sum
    }

    /// Goes on with these bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.state.update(bytes);
        self.len += bytes.len() as u64;
    }

    /// How many bytes there were.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there was none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The hash of all bytes so far.
    pub fn hash(&self) -> Hash {
        Hash(self.state.clone().finalize().into())
    }
}
