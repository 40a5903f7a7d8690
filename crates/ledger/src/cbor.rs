//! CBOR with one encoding only.
//!
//! Whatever is signed or hashed must not have two spellings. [`decode`] reads a
//! value, then encodes it again and compares: indefinite lengths, longer
//! integers than needed, fields that the type does not know, and bytes behind
//! the value are all refused by that one comparison.
//!
//! ```
//! use ledger::cbor::{decode, encode, Malformed};
//!
//! assert_eq!(decode::<u64>(&encode(&7u64), 9), Ok(7));
//! assert_eq!(decode::<u64>(&[0x18, 7], 9), Err(Malformed)); // 7 in two bytes
//! assert_eq!(decode::<u64>(&[7, 7], 9), Err(Malformed)); // trailing
//! assert_eq!(decode::<u64>(&[7], 0), Err(Malformed)); // over the limit
//! ```

use minicbor::{Decode, Encode};

/// Not the one encoding of such a value, or longer than the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("malformed bytes")]
pub struct Malformed;

/// Encodes a value into its one encoding.
pub fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    // Our types have no encoder that refuses a value, and a Vec takes all bytes.
    minicbor::encode(value, &mut out).expect("a Vec takes all bytes");
    out
}

/// Decodes a value from exactly these bytes, of which there may be `limit` at most.
pub fn decode<T>(bytes: &[u8], limit: usize) -> Result<T, Malformed>
where
    T: for<'b> Decode<'b, ()> + Encode<()>,
{
    if bytes.len() > limit {
        return Err(Malformed);
    }
    let value = minicbor::decode(bytes).map_err(|_| Malformed)?;
    if encode(&value) != bytes {
        return Err(Malformed);
    }
    Ok(value)
}
