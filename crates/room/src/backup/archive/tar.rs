//! The frame of an archive: tar in the form of POSIX.1-1988 (ustar), in one spelling.
//!
//! Tar streams both ways and says each thing once, where zip says it twice and readers differ in whom they believe.
//! What is read is written again and compared, so a header has no byte that means nothing: no links, no owners, no
//! dates, no extensions.

use core::fmt::Write;

/// What everything is a multiple of.
pub const BLOCK: usize = 512;

/// What a block begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// An object of this name and length; its bytes follow, and zeros up to the next block.
    Object {
        /// Its path.
        path: String,
        /// Bytes.
        len: u64,
    },
    /// Nothing; after a second one the archive is over.
    End,
}

/// A block that is no header as it is written here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no header of an archive")]
pub struct NoHeader;

/// Where a field lies.
type Field = core::ops::Range<usize>;

const NAME: Field = 0..100;
const SIZE: Field = 124..135;
const SUM: Field = 148..156;
const PREFIX: Field = 345..500;
/// Permissions, owner and group, no date, an ordinary file, and what the format calls itself.
const FIXED: [(usize, &[u8]); 6] = [
    (100, b"0000644\0"),
    (108, b"0000000\0"),
    (116, b"0000000\0"),
    (136, b"00000000000\0"),
    (156, b"0"),
    (257, b"ustar\x0000"),
];

/// The header of an object. The path is plain ASCII with a `/` in it.
pub fn header(path: &str, len: u64) -> Result<[u8; BLOCK], NoHeader> {
    let (prefix, name) = path.rsplit_once('/').ok_or(NoHeader)?;
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic());
    let fits = name.len() <= NAME.len() && prefix.len() <= PREFIX.len();
    if !plain || !fits || name.is_empty() || prefix.is_empty() {
        return Err(NoHeader);
    }
    let mut block = [0; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| {
        for (to, from) in block.iter_mut().skip(at).zip(bytes) {
            *to = *from;
        }
    };
    put(NAME.start, name.as_bytes());
    put(PREFIX.start, prefix.as_bytes());
    FIXED.iter().for_each(|(at, bytes)| put(*at, bytes));
    put(
        SIZE.start,
        octal(len, SIZE.len()).ok_or(NoHeader)?.as_bytes(),
    );
    // the sum is that of the header with spaces in its place
    put(SUM.start, b"        ");
    let sum: u64 = block.iter().map(|byte| u64::from(*byte)).sum();
    let sum = octal(sum, 6).ok_or(NoHeader)?;
    for (to, from) in block.iter_mut().skip(SUM.start).zip(sum.bytes().chain([0])) {
        *to = from;
    }
    Ok(block)
}

/// Reads a block that [`header`] wrote, or one of zeros.
pub fn parse_header(block: &[u8; BLOCK]) -> Result<Frame, NoHeader> {
    if block.iter().all(|byte| *byte == 0) {
        return Ok(Frame::End);
    }
    let text = |field: Field| {
        let bytes = block.get(field)?;
        let end = bytes.iter().position(|byte| *byte == 0);
        core::str::from_utf8(bytes.get(..end.unwrap_or(bytes.len()))?).ok()
    };
    let (name, prefix) = text(NAME).zip(text(PREFIX)).ok_or(NoHeader)?;
    let len = text(SIZE).and_then(|size| u64::from_str_radix(size, 8).ok());
    let (path, len) = (format!("{prefix}/{name}"), len.ok_or(NoHeader)?);
    if header(&path, len)? == *block {
        Ok(Frame::Object { path, len })
    } else {
        Err(NoHeader)
    }
}

/// The zeros behind so many bytes.
pub(super) fn padding(len: u64) -> usize {
    (BLOCK - (len % BLOCK as u64) as usize) % BLOCK
}

fn octal(number: u64, digits: usize) -> Option<String> {
    let mut text = String::new();
    write!(text, "{number:0digits$o}").ok()?;
    (text.len() == digits).then_some(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const PATH: &str = "rooms/0f/parts/11";

    #[test]
    fn what_is_written_is_read() {
        for len in [0, 1, 511, 512, 513, 0o77_777_777_777] {
            let path = PATH.to_owned();
            let block = header(PATH, len).unwrap();
            assert_eq!(parse_header(&block), Ok(Frame::Object { path, len }));
        }
        assert_eq!(parse_header(&[0; BLOCK]), Ok(Frame::End));
        let lengths = [0, 1, 511, 512, 513].map(padding);
        assert_eq!(lengths, [0, 511, 1, 0, 511]);
    }

    #[test]
    fn every_bit_of_a_header_counts() {
        let block = header(PATH, 77).unwrap();
        for at in 0..BLOCK {
            for bit in 0..8 {
                let mut other = block;
                other[at] ^= 1 << bit;
                assert_eq!(
                    parse_header(&other),
                    Err(NoHeader),
                    "bit {bit} of byte {at}"
                );
            }
        }
    }

    #[test]
    fn there_is_no_header_for_what_does_not_fit() {
        let (long, deep) = ("a".repeat(101), "a".repeat(156));
        for bad in [
            "",
            "a",
            "/a",
            "a/",
            "a/b c",
            "a/\u{e9}",
            "a/b\0",
            "a\n/b",
            &format!("a/{long}"),
            &format!("{deep}/a"),
        ] {
            assert_eq!(header(bad, 1), Err(NoHeader), "{bad:?}");
        }
        assert_eq!(header(PATH, 0o100_000_000_000), Err(NoHeader));
    }
}
