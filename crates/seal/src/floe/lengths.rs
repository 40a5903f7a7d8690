//! Arithmetic of positions and lengths, checked once.

use core::ops::Range;

use super::FloeError;

/// Length of a header.
pub const HEADER: u64 = 74;
/// How much longer a segment is than its plaintext: length, IV, tag.
pub const OVERHEAD: u32 = 4 + 12 + 16;
const MAX_SEGMENTS: u64 = 1 << 40;

/// The length of an encrypted segment; everything else about the suite is fixed.
///
/// - between 33 bytes and 16 MiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Params {
    segment: u32,
    pub(super) rotation: u8,
}

impl Params {
    /// 512 KiB, at which SubtleCrypto is fastest.
    pub const STANDARD: Self = Self {
        segment: 512 * 1024,
        rotation: 20,
    };

    /// Another segment length.
    pub fn new(segment: u32) -> Result<Self, FloeError> {
        if (OVERHEAD + 1..=16 << 20).contains(&segment) {
            Ok(Self {
                segment,
                rotation: 20,
            })
        } else {
            Err(FloeError::Length)
        }
    }

    /// A new segment key every `2^bits` segments, as one set of known answers has it.
    #[cfg(feature = "testkit")]
    pub fn with_rotation(self, bits: u8) -> Self {
        Self {
            rotation: bits,
            ..self
        }
    }

    /// Length of an encrypted segment but the last.
    pub fn segment(&self) -> u32 {
        self.segment
    }

    /// Length of the plaintext in it.
    pub fn plain_segment(&self) -> u32 {
        self.segment - OVERHEAD
    }

    pub(super) fn encode(&self) -> [u8; 10] {
        let [a, b, c, d] = self.segment.to_be_bytes();
        [0, 0, a, b, c, d, 0, 0, 0, 32]
    }
}

/// Where every segment of a ciphertext is. The last segment is never empty but in an empty plaintext.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lengths {
    params: Params,
    plain: u64,
}

impl Lengths {
    /// Of a plaintext of this length.
    pub fn new(params: Params, plain: u64) -> Result<Self, FloeError> {
        let lengths = Self { params, plain };
        if lengths.segments() > MAX_SEGMENTS {
            Err(FloeError::Length)
        } else {
            Ok(lengths)
        }
    }

    /// Of a whole ciphertext, header included: there is one plaintext length, or none.
    pub fn of_sealed(params: Params, sealed: u64) -> Result<Self, FloeError> {
        let body = sealed.checked_sub(HEADER).ok_or(FloeError::Length)?;
        let segments = body.div_ceil(params.segment.into());
        let plain = body
            .checked_sub(segments * u64::from(OVERHEAD))
            .ok_or(FloeError::Length)?;
        let lengths = Self::new(params, plain)?;
        if lengths.sealed() == sealed {
            Ok(lengths)
        } else {
            Err(FloeError::Length)
        }
    }

    /// The suite's segment length.
    pub fn params(&self) -> Params {
        self.params
    }

    /// Length of the plaintext.
    pub fn plain(&self) -> u64 {
        self.plain
    }

    /// How many segments there are, one at least.
    pub fn segments(&self) -> u64 {
        self.plain
            .div_ceil(self.params.plain_segment().into())
            .max(1)
    }

    /// Length of the ciphertext with its header.
    pub fn sealed(&self) -> u64 {
        HEADER + self.plain + self.segments() * u64::from(OVERHEAD)
    }

    /// Whether this position is the last.
    pub fn is_last(&self, position: u64) -> bool {
        position + 1 == self.segments()
    }

    /// The plaintext bytes of a segment.
    pub fn plain_range(&self, position: u64) -> Result<Range<u64>, FloeError> {
        if position >= self.segments() {
            return Err(FloeError::Position);
        }
        let step = u64::from(self.params.plain_segment());
        Ok(position * step..((position + 1) * step).min(self.plain))
    }

    /// The ciphertext bytes of a segment, counted from the header's first.
    pub fn sealed_range(&self, position: u64) -> Result<Range<u64>, FloeError> {
        let plain = self.plain_range(position)?;
        let start = HEADER + position * u64::from(self.params.segment);
        Ok(start..start + (plain.end - plain.start) + u64::from(OVERHEAD))
    }

    /// The segment that holds a plaintext byte.
    pub fn position_of(&self, offset: u64) -> Result<u64, FloeError> {
        if offset < self.plain {
            Ok(offset / u64::from(self.params.plain_segment()))
        } else {
            Err(FloeError::Position)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_length_is_found_again_and_no_other() {
        let params = Params::new(40).unwrap();
        let mut sealed_lengths = vec![];
        for plain in 0..100 {
            let lengths = Lengths::new(params, plain).unwrap();
            assert_eq!(
                Lengths::of_sealed(params, lengths.sealed()).unwrap(),
                lengths
            );
            assert_eq!(
                lengths.sealed_range(lengths.segments() - 1).unwrap().end,
                lengths.sealed()
            );
            assert_eq!(
                lengths.plain_range(lengths.segments()),
                Err(FloeError::Position)
            );
            sealed_lengths.push(lengths.sealed());
        }
        for other in
            (0..*sealed_lengths.last().unwrap()).filter(|len| !sealed_lengths.contains(len))
        {
            assert_eq!(
                Lengths::of_sealed(params, other),
                Err(FloeError::Length),
                "{other}"
            );
        }
    }

    #[test]
    fn segments_are_limited() {
        assert_eq!(Params::new(32), Err(FloeError::Length));
        assert_eq!(Params::new(u32::MAX), Err(FloeError::Length));
        assert_eq!(
            Lengths::new(Params::STANDARD, u64::MAX),
            Err(FloeError::Length)
        );
    }
}
