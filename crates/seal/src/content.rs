//! Content: a file as one FLOE ciphertext, cut into parts.
//!
//! ```text
//! AAD       "sealroom/1/content" ‖ room 32 ‖ document 16 ‖ version 16
//! plaintext the file, then zeros up to a Padmé length (256 at least)
//! parts     16 encrypted segments each, 8 MiB at 512 KiB; the first begins with the header
//! ```
//!
//! A part is an immutable object named by the SHA-256 of its bytes. [`Layout`] says
//! for each part which segments it holds, which bytes of the file go into each, how
//! many zeros follow, and where in the part it stands. A version has its own key, so
//! an upload that begins again begins with another.

use core::ops::Range;

use crate::floe::{FloeError, HEADER, Lengths, Params};
use crate::labels;
use crate::padme;

/// How many segments make a part.
pub const SEGMENTS_PER_PART: u64 = 16;

/// The associated data that ties a ciphertext to its place.
pub fn aad(room: &[u8; 32], document: &[u8; 16], version: &[u8; 16]) -> Vec<u8> {
    [labels::CONTENT.as_bytes(), room, document, version].concat()
}

/// Where every byte of a file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    file: u64,
    lengths: Lengths,
}

/// One part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartPlan {
    /// Counts parts from 0.
    pub index: u64,
    /// Length of the object; a part of another length is not it.
    pub len: u64,
    /// Whether the FLOE header stands before the first segment.
    pub header: bool,
    /// Its segments in order.
    pub segments: Vec<SegmentPlace>,
}

/// One segment of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentPlace {
    /// Its position in the whole ciphertext.
    pub position: u64,
    /// Its bytes in the part.
    pub sealed: Range<u64>,
    /// The file's bytes in it, possibly none.
    pub file: Range<u64>,
    /// How many zeros follow them.
    pub zeros: u32,
}

impl Layout {
    /// Of a file of this true length.
    pub fn new(params: Params, file: u64) -> Result<Self, FloeError> {
        // beyond this no padding fits into a u64, and no disk exists
        if file > 1 << 60 {
            return Err(FloeError::Length);
        }
        Ok(Self {
            file,
            lengths: Lengths::new(params, padme::padded_with_floor(file))?,
        })
    }

    /// The file's true length.
    pub fn file(&self) -> u64 {
        self.file
    }

    /// The ciphertext's lengths, for a sealer or an opener.
    pub fn lengths(&self) -> Lengths {
        self.lengths
    }

    /// How many parts there are, one at least.
    pub fn parts(&self) -> u64 {
        self.lengths.segments().div_ceil(SEGMENTS_PER_PART)
    }

    /// One part.
    pub fn part(&self, index: u64) -> Result<PartPlan, FloeError> {
        if index >= self.parts() {
            return Err(FloeError::Position);
        }
        let first = index * SEGMENTS_PER_PART;
        let end = (first + SEGMENTS_PER_PART).min(self.lengths.segments());
        let start = if index == 0 {
            0
        } else {
            self.lengths.sealed_range(first)?.start
        };
        let segments = (first..end)
            .map(|position| self.place(position, start))
            .collect::<Result<Vec<_>, _>>()?;
        let len = segments.last().map_or(0, |segment| segment.sealed.end);
        Ok(PartPlan {
            index,
            len,
            header: index == 0,
            segments,
        })
    }

    /// The parts that hold these bytes of the file, for reading a range.
    pub fn parts_of(&self, file: Range<u64>) -> Result<Range<u64>, FloeError> {
        if file.start >= file.end || file.end > self.file {
            return Err(FloeError::Position);
        }
        let part =
            |offset| Ok::<_, FloeError>(self.lengths.position_of(offset)? / SEGMENTS_PER_PART);
        Ok(part(file.start)?..part(file.end - 1)? + 1)
    }

    fn place(&self, position: u64, part_start: u64) -> Result<SegmentPlace, FloeError> {
        let (plain, sealed) = (
            self.lengths.plain_range(position)?,
            self.lengths.sealed_range(position)?,
        );
        let file = plain.start.min(self.file)..plain.end.min(self.file);
        let zeros = (plain.end - plain.start) - (file.end - file.start);
        Ok(SegmentPlace {
            position,
            sealed: sealed.start - part_start..sealed.end - part_start,
            file,
            zeros: u32::try_from(zeros).map_err(|_| FloeError::Length)?,
        })
    }
}

impl PartPlan {
    /// The header's bytes in the part.
    pub fn header_range(&self) -> Range<u64> {
        if self.header { 0..HEADER } else { 0..0 }
    }
}

/// The file's bytes of an opened segment; what follows must be zeros.
pub fn strip<'a>(place: &SegmentPlace, plain: &'a [u8]) -> Result<&'a [u8], FloeError> {
    let len = usize::try_from(place.file.end - place.file.start).map_err(|_| FloeError::Length)?;
    let (file, zeros) = plain.split_at_checked(len).ok_or(FloeError::Broken)?;
    if zeros.len() as u64 != u64::from(place.zeros) || zeros.iter().any(|byte| *byte != 0) {
        return Err(FloeError::Broken);
    }
    Ok(file)
}
