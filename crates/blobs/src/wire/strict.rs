//! One encoding, and no message that takes much more memory than it has bytes.
//!
//! A message comes from whoever likes to send one. So before anything is decoded, [`is_plain`] walks
//! its heads: definite lengths, shortest integers, only the kinds that messages are made of, and a
//! few levels. While it is decoded, a list takes no more items than its field allows ([`at_most`]).
//! And what was decoded must encode to the same bytes ([`is_same`]), so that nothing unknown is left.

use minicbor::encode::Write;
use minicbor::{Decode, Decoder, Encode, Encoder, decode};

/// Levels of lists: the deepest message has five.
const DEPTH: usize = 8;

/// Whether these bytes are one value of integers, bytes, texts, lists, booleans and nulls, each
/// written in the shortest way.
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    // items still to come, level by level
    let mut open: Vec<u64> = vec![1];
    let mut rest = bytes;
    while let Some(left) = open.last_mut() {
        if *left == 0 {
            open.pop();
            continue;
        }
        *left -= 1;
        let Some((major, value, behind)) = head(rest) else {
            return false;
        };
        rest = behind;
        match major {
            0 | 1 => {}
            2 | 3 => match usize::try_from(value).ok().and_then(|len| rest.get(len..)) {
                Some(behind) => rest = behind,
                None => return false,
            },
            // every item has a byte at least
            4 if open.len() <= DEPTH && value <= rest.len() as u64 => open.push(value),
            // false, true, null
            7 if (20..=22).contains(&value) => {}
            _ => return false,
        }
    }
    rest.is_empty()
}

/// The first item's kind and its value or length, and what is behind its head.
fn head(bytes: &[u8]) -> Option<(u8, u64, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let (major, short) = (first >> 5, first & 31);
    let len = match short {
        0..=23 => return Some((major, short.into(), rest)),
        24..=27 if major != 7 => 1 << (short - 24),
        _ => return None,
    };
    let (number, rest) = rest.split_at_checked(len)?;
    let value = number
        .iter()
        .fold(0, |value, byte| value << 8 | u64::from(*byte));
    let least = if len == 1 { 24 } else { 1 << (4 * len) };
    (value >= least).then_some((major, value, rest))
}

/// Decodes a list of at most `N` items; nothing is taken for what its head only promises.
pub(super) fn at_most<'b, const N: usize, T, C>(
    d: &mut Decoder<'b>,
    context: &mut C,
) -> Result<Vec<T>, decode::Error>
where
    T: Decode<'b, C>,
{
    let at = d.position();
    let many = || decode::Error::message("too many items").at(at);
    let len = d.array()?.ok_or_else(many)?;
    let len = usize::try_from(len).map_err(|_| many())?;
    if len > N {
        return Err(many());
    }
    (0..len).map(|_| T::decode(d, context)).collect()
}

/// Whether a value encodes to exactly these bytes. Nothing is written anywhere.
pub(super) fn is_same<T: Encode<()>>(value: &T, bytes: &[u8]) -> bool {
    let mut encoder = Encoder::new(Rest(bytes));
    value.encode(&mut encoder, &mut ()).is_ok() && encoder.writer().0.is_empty()
}

/// What of the expected bytes was not written yet.
struct Rest<'a>(&'a [u8]);

/// Something else was written than was expected.
#[derive(Debug)]
struct Differs;

impl Write for Rest<'_> {
    type Error = Differs;

    fn write_all(&mut self, written: &[u8]) -> Result<(), Differs> {
        self.0 = self.0.strip_prefix(written).ok_or(Differs)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_the_shortest() {
        for good in [
            &[0x00][..],
            &[0x18, 24],
            &[0x19, 1, 0],
            &[0x1a, 0, 1, 0, 0],
            &[0x1b, 0, 0, 0, 1, 0, 0, 0, 0],
            &[0x82, 0x41, 7, 0xf6],
        ] {
            assert!(is_plain(good), "{good:x?}");
        }
        for bad in [
            &[][..],
            &[0x18, 23],
            &[0x19, 0, 255],
            &[0x1a, 0, 0, 255, 255],
            &[0x1b, 0, 0, 0, 0, 255, 255, 255, 255],
            &[0x58, 1, 7],
            // endless bytes, text and list; a map, a tag, a float, undefined, a break
            &[0x5f, 0xff],
            &[0x7f, 0xff],
            &[0x9f, 0xff],
            &[0xa0],
            &[0xc0, 0x00],
            &[0xf9, 0, 0],
            &[0xf7],
            &[0xff],
            &[0x00, 0x00],
        ] {
            assert!(!is_plain(bad), "{bad:x?}");
        }
    }

    #[test]
    fn lists_are_not_deep() {
        let nested = |levels: usize| [vec![0x81; levels], vec![0x00]].concat();
        assert!(is_plain(&nested(DEPTH)));
        assert!(!is_plain(&nested(DEPTH + 1)));
    }
}
