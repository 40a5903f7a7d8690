//! Encoding of bodies: one pass to count, one to write, so that no copy of a key is left behind
//! by a buffer that grew.

use core::convert::Infallible;

use minicbor::{Decode, Encode};
use seal::Plain;
use zeroize::Zeroizing;

/// Bytes that are no body of the expected kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotABody;

pub(crate) fn encode<T: Encode<()>>(body: &T) -> Plain {
    let mut count = Count(0);
    write(body, &mut count);
    let mut out = Zeroizing::new(Vec::with_capacity(count.0));
    write(body, &mut Into(&mut out));
    out
}

/// Takes the whole input or nothing. More fields than are known here are a later version's, and allowed.
pub(crate) fn decode<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, NotABody> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let body = decoder.decode().map_err(|_| NotABody)?;
    if decoder.position() == bytes.len() {
        Ok(body)
    } else {
        Err(NotABody)
    }
}

fn write<T: Encode<()>, W: minicbor::encode::Write<Error = Infallible>>(body: &T, to: W) {
    let done = minicbor::encode(body, to);
    assert!(done.is_ok(), "a body encodes");
}

struct Count(usize);

impl minicbor::encode::Write for &mut Count {
    type Error = Infallible;

    fn write_all(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        self.0 += bytes.len();
        Ok(())
    }
}

struct Into<'a>(&'a mut Vec<u8>);

impl minicbor::encode::Write for &mut Into<'_> {
    type Error = Infallible;

    fn write_all(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}
