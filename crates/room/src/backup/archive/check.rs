//! Reading archives, and judging every byte of them.

use ledger::RoomFold;
use ledger::archive::{Announced, ArchiveReport, Flaw, Sum, Verifier};
use ledger::ids::RoomId;

use super::tar::{BLOCK, Frame, padding, parse_header};
use super::{ArchiveError, ArchiveSource};
use crate::control::Control;

/// Bytes that are read at once.
const PIECE: usize = 1 << 20;

/// Judges a row of archives, from the first on, without any key.
///
/// What it needs of memory grows with the number of objects, never with their size.
#[derive(Debug, Default)]
pub struct ArchiveCheck {
    verifier: Verifier,
    buffer: Vec<u8>,
}

impl ArchiveCheck {
    /// Of whatever room the first archive is of.
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this room only.
    pub fn of(room: RoomId) -> Self {
        Self {
            verifier: Verifier::of(room),
            buffer: Vec::new(),
        }
    }

    /// The room as it was when the last archive was made.
    pub fn fold(&self) -> Option<&RoomFold> {
        self.verifier.fold()
    }

    /// Reads the next archive of the row to its end. After an error nothing of the row is to be believed.
    pub async fn take<S: ArchiveSource>(
        &mut self,
        source: &mut S,
        control: &Control,
        watch: &dyn Fn(u64),
    ) -> Result<ArchiveReport, ArchiveError> {
        let mut read = 0;
        loop {
            control.go().await?;
            match frame(source).await? {
                Frame::Object { path, len } => {
                    let announced = self.verifier.announce(&path, len)?;
                    self.object(source, announced, control).await?;
                    read += len;
                    watch(read);
                }
                Frame::End => break,
            }
        }
        end(source).await?;
        Ok(self.verifier.end()?.clone())
    }

    async fn object<S: ArchiveSource>(
        &mut self,
        source: &mut S,
        announced: Announced,
        control: &Control,
    ) -> Result<(), ArchiveError> {
        self.buffer.resize(PIECE, 0);
        // a length is a promise: nothing is taken for it before the bytes are there
        let (mut left, mut sum, mut whole) = (announced.len(), Sum::new(), Vec::new());
        while left > 0 {
            control.go().await?;
            let now = usize::try_from(left).map_or(PIECE, |left| left.min(PIECE));
            let piece = self.buffer.get_mut(..now).unwrap_or_default();
            fill(source, piece).await?;
            if announced.by_digest() {
                sum.add(piece);
            } else {
                whole.extend_from_slice(piece);
            }
            left -= now as u64;
        }
        zeros(source, padding(announced.len())).await?;
        if announced.by_digest() {
            self.verifier.digest(announced, sum.hash())?;
        } else {
            self.verifier.bytes(announced, &whole)?;
        }
        Ok(())
    }
}

/// The next block, as a header.
pub(super) async fn frame<S: ArchiveSource>(source: &mut S) -> Result<Frame, ArchiveError> {
    let mut block = [0; BLOCK];
    fill(source, &mut block).await?;
    Ok(parse_header(&block)?)
}

/// Zeros that stand behind something.
pub(super) async fn zeros<S: ArchiveSource>(
    source: &mut S,
    count: usize,
) -> Result<(), ArchiveError> {
    let mut block = [0; BLOCK];
    let block = block.get_mut(..count).ok_or(ArchiveError::Frame)?;
    fill(source, block).await?;
    match block.iter().all(|byte| *byte == 0) {
        true => Ok(()),
        false => Err(ArchiveError::Frame),
    }
}

/// The second block of zeros, and nothing behind it.
pub(super) async fn end<S: ArchiveSource>(source: &mut S) -> Result<(), ArchiveError> {
    zeros(source, BLOCK).await?;
    match source.read(&mut [0]).await? {
        0 => Ok(()),
        _ => Err(ArchiveError::Frame),
    }
}

/// Exactly so many bytes.
pub(super) async fn fill<S: ArchiveSource>(
    source: &mut S,
    into: &mut [u8],
) -> Result<(), ArchiveError> {
    match source.read(into).await? {
        read if read == into.len() => Ok(()),
        _ => Err(Flaw::Cut.into()),
    }
}
