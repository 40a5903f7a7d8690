//! Bytes of text into text.

use std::io::{Read, Seek, SeekFrom};

use encoding_rs::{CoderResult, Encoding, GB18030, UTF_8};
use zeroize::Zeroizing;

use super::{Limits, Unread};
use crate::scan::Scan;

/// Bytes that are read at a time.
const CHUNK: usize = 64 << 10;

/// Reads a text.
pub(super) fn read<R: Read + Seek>(
    source: R,
    limits: &Limits,
    scan: &mut Scan,
) -> Result<(), Unread> {
    let whole = decode(source, limits.bytes, &mut |text| {
        scan.text(text);
        true
    })?;
    if !whole {
        scan.skipped();
    }
    Ok(())
}

/// Decodes up to so many bytes, chunk by chunk, as long as chunks are wanted; says whether that was all.
///
/// A mark at the beginning tells the encoding. Without one it is UTF-8 if all of it is, and GB18030 if not, which is
/// what spreadsheets write in China.
pub(super) fn decode<R: Read + Seek>(
    mut source: R,
    limit: u64,
    each: &mut dyn FnMut(&str) -> bool,
) -> Result<bool, Unread> {
    let encoding = encoding_of(&mut source, limit)?;
    source.seek(SeekFrom::Start(0)).map_err(|_| Unread::Lost)?;
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let mut bytes = Zeroizing::new(vec![0; CHUNK]);
    let mut text = Zeroizing::new(String::with_capacity(CHUNK));
    let mut left = limit;
    loop {
        let wanted = CHUNK.min(usize::try_from(left).unwrap_or(CHUNK));
        let count = fill(&mut source, &mut bytes[..wanted])?;
        left -= count as u64;
        let last = count < CHUNK;
        let mut rest = &bytes[..count];
        loop {
            let (result, read, _) = decoder.decode_to_string(rest, &mut text, last);
            rest = &rest[read..];
            if !text.is_empty() && !each(&text) {
                return Ok(false);
            }
            text.clear();
            if result == CoderResult::InputEmpty {
                break;
            }
        }
        if last {
            break;
        }
    }
    // one more byte tells whether there is more
    Ok(left > 0 || fill(&mut source, &mut bytes[..1])? == 0)
}

fn encoding_of<R: Read>(source: &mut R, limit: u64) -> Result<&'static Encoding, Unread> {
    let mut bytes = Zeroizing::new(vec![0; CHUNK]);
    let mut left = limit;
    let mut carried = 0;
    let mut first = true;
    loop {
        let wanted = (CHUNK - carried).min(usize::try_from(left).unwrap_or(CHUNK));
        let count = fill(source, &mut bytes[carried..carried + wanted])?;
        left -= count as u64;
        let filled = carried + count;
        let chunk = &bytes[..filled];
        if first {
            if let Some((encoding, _)) = Encoding::for_bom(chunk) {
                return Ok(encoding);
            }
            if chunk.contains(&0) {
                return Err(Unread::Unknown);
            }
            first = false;
        }
        match std::str::from_utf8(chunk) {
            Ok(_) => carried = 0,
            // a character that the chunk's end cut
            Err(error) if error.error_len().is_none() => {
                let valid = error.valid_up_to();
                if count == 0 {
                    // the text ends in it: the limit cut it, or it is no UTF-8
                    return Ok(if left == 0 { UTF_8 } else { GB18030 });
                }
                bytes.copy_within(valid..filled, 0);
                carried = filled - valid;
            }
            Err(_) => return Ok(GB18030),
        }
        if count == 0 {
            return Ok(UTF_8);
        }
    }
}

/// Reads until the buffer is full or there is no more.
fn fill<R: Read>(source: &mut R, buffer: &mut [u8]) -> Result<usize, Unread> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(Unread::Lost),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn decoded(bytes: &[u8], limit: u64) -> (Result<bool, Unread>, String) {
        let mut all = String::new();
        let whole = decode(Cursor::new(bytes), limit, &mut |text| {
            all.push_str(text);
            true
        });
        (whole, all)
    }

    #[test]
    fn encodings() {
        let text = "姓名,手机\n张伟,13800138000\n".repeat(9000);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (gb, _, _) = GB18030.encode(&text);
        for bytes in [
            text.as_bytes().to_vec(),
            [&b"\xef\xbb\xbf"[..], text.as_bytes()].concat(),
            [&b"\xff\xfe"[..], &utf16].concat(),
            gb.into_owned(),
        ] {
            assert!(decoded(&bytes, u64::MAX) == (Ok(true), text.clone()));
        }
    }

    #[test]
    fn a_limit_cuts_and_says_so() {
        let text = "姓名".repeat(10);
        let (whole, all) = decoded(text.as_bytes(), 10);
        assert_eq!(whole, Ok(false));
        assert!(all.starts_with("姓名姓"), "{all}");
        assert_eq!(decoded(text.as_bytes(), 60).0, Ok(true));
        assert_eq!(decoded(b"", 0), (Ok(true), String::new()));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(decoded(b"\x7fELF\0\0\0", 100).0, Err(Unread::Unknown));
    }
}
