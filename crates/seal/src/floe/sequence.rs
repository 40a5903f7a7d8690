//! Opening in order, from the first segment to the last and not less.

use super::lengths::OVERHEAD;
use super::plan::{HEAD, Opener, SegmentPlan};
use super::{FloeError, soft};
use crate::secret::Plain;

/// An [`Opener`] that takes segments in order and knows whether all were there.
#[derive(Debug)]
pub struct Sequence {
    opener: Opener,
    next: u64,
}

impl Sequence {
    /// Begins before the first segment.
    pub fn new(opener: Opener) -> Self {
        Self { opener, next: 0 }
    }

    /// Length of the next segment; 0 after the last.
    pub fn expects(&self) -> u64 {
        self.opener
            .lengths()
            .plain_range(self.next)
            .map_or(0, |plain| plain.end - plain.start + u64::from(OVERHEAD))
    }

    /// The plan for the next segment. To be called once a segment; its opening must have succeeded.
    pub fn plan(&mut self, sealed_len: u64, head: &[u8; HEAD]) -> Result<SegmentPlan, FloeError> {
        let plan = self.opener.plan(self.next, sealed_len, head)?;
        self.next += 1;
        Ok(plan)
    }

    /// Plans and opens the next segment with the soft engine.
    pub fn open(&mut self, sealed: &[u8]) -> Result<Plain, FloeError> {
        let head = sealed.first_chunk().ok_or(FloeError::Broken)?;
        let plan = self.opener.plan(self.next, sealed.len() as u64, head)?;
        let plain = soft::open(&plan, sealed)?;
        self.next += 1;
        Ok(plain)
    }

    /// Whether the last segment was there. Only then is a plaintext complete.
    pub fn finish(self) -> Result<(), FloeError> {
        if self.next == self.opener.lengths().segments() {
            Ok(())
        } else {
            Err(FloeError::Position)
        }
    }
}
