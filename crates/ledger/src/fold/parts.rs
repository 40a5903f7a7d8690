//! The parts that the documents of a chain name, with how many versions name each.

use std::collections::BTreeMap;

use crate::entry::Part;
use crate::ids::Hash;
use crate::refusal::Refusal;

/// Parts by their hash: length, and how many versions name it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts(BTreeMap<Hash, (u64, usize)>);

impl Parts {
    /// The length of a part that is named.
    pub(super) fn len(&self, hash: &Hash) -> Option<u64> {
        self.0.get(hash).map(|(len, _)| *len)
    }

    /// Every part that is named, once.
    pub(super) fn iter(&self) -> impl Iterator<Item = Part> + '_ {
        let part = |(hash, (len, _)): (&Hash, &(u64, usize))| Part {
            hash: *hash,
            len: *len,
        };
        self.0.iter().map(part)
    }

    /// A part has one length, whoever names it.
    pub(super) fn judge(&self, parts: &[Part]) -> Result<(), Refusal> {
        let same = |part: &Part| self.len(&part.hash).is_none_or(|len| len == part.len);
        if parts.iter().all(same) {
            Ok(())
        } else {
            Err(Refusal::Malformed)
        }
    }

    /// One version more names these.
    pub(super) fn add(&mut self, parts: &[Part]) {
        for part in parts {
            self.0.entry(part.hash).or_insert((part.len, 0)).1 += 1;
        }
    }

    /// One version less.
    pub(super) fn remove<'p>(&mut self, parts: impl IntoIterator<Item = &'p Part>) {
        for part in parts {
            if let Some(held) = self.0.get_mut(&part.hash) {
                held.1 -= 1;
                if held.1 == 0 {
                    self.0.remove(&part.hash);
                }
            }
        }
    }
}
