//! Reports: words for a room's auditors alone, and what they answer.
//!
//! A report is sealed to each auditor's card by itself. Who writes one makes a key for the answer, and keeps it: it says
//! nothing of who that is, and nobody else reads the answer.
//!
//! ```text
//! reply key   32 random bytes; X-Wing = HKDF(key, "…/report/kem")
//! report      [format 1 = 1][kind 65][room 32][count u8] count × ([SHA-256 of the X-Wing key 32][length u32 LE][box])
//! answer      the same with kind 66, and one box
//! ```
//!
//! A box's context has the kind, the room, no chain, and as id the hash of the key to which it is sealed.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::context::{Context, Kind};
use crate::error::{self, OpenError};
use crate::kem::{KemPublic, KemSecret};
use crate::labels;
use crate::sealbox;
use crate::secret::{Plain, WrongLength, key};

const FORMAT: u8 = 1;
/// Bytes before the boxes.
const HEAD: usize = 35;
/// For whom one report is sealed at most.
pub const READERS: usize = 16;
/// Bytes of a report.
pub const LIMIT: usize = 4 * 1024 * 1024;

key!(
    /// Opens what is answered to one report. Who wrote the report keeps it.
    ReplyKey
);

impl ReplyKey {
    /// The pair to which an answer is sealed.
    pub fn kem(&self) -> KemSecret {
        KemSecret::derive(|out| labels::derive(self.expose(), &[], labels::REPORT_KEM, &[], out))
    }

    /// As 64 letters of hex, to be kept.
    pub fn encode(&self) -> Zeroizing<String> {
        let mut out = Zeroizing::new(String::with_capacity(64));
        for byte in self.expose() {
            for half in [byte >> 4, byte & 15] {
                out.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
            }
        }
        out
    }

    /// Reads them.
    pub fn decode(text: &str) -> Result<Self, WrongLength> {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        let text = text.trim().as_bytes();
        if text.len() != 64 {
            return Err(WrongLength);
        }
        for (out, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            for letter in pair {
                let value = char::from(*letter).to_digit(16).ok_or(WrongLength)?;
                *out = *out << 4 | u8::try_from(value).map_err(|_| WrongLength)?;
            }
        }
        Self::parse(bytes.as_slice())
    }
}

/// Seals words for these keys; each of them opens it alone.
pub fn seal(
    kind: Kind,
    room: [u8; 32],
    readers: &[KemPublic],
    plain: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, WrongLength> {
    let count = u8::try_from(readers.len()).map_err(|_| WrongLength)?;
    if readers.is_empty() || readers.len() > READERS {
        return Err(WrongLength);
    }
    let mut out = vec![FORMAT, kind as u8];
    out.extend_from_slice(&room);
    out.push(count);
    for reader in readers {
        let sealed = sealbox::seal(reader, &context(kind, room, reader), plain, rng);
        let length = u32::try_from(sealed.len()).map_err(|_| WrongLength)?;
        out.extend_from_slice(&reader.hash());
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&sealed);
    }
    match out.len() > LIMIT {
        true => Err(WrongLength),
        false => Ok(out),
    }
}

/// Opens what was sealed to this key, in this room.
pub fn open(
    kind: Kind,
    room: [u8; 32],
    with: &KemSecret,
    bytes: &[u8],
) -> Result<Plain, OpenError> {
    error::format(bytes.first())?;
    if bytes.len() > LIMIT {
        return Err(OpenError::Broken);
    }
    let (head, mut rest) = bytes.split_at_checked(HEAD).ok_or(OpenError::Broken)?;
    if head[1] != kind as u8 || head[2..34] != room {
        return Err(OpenError::NotMine);
    }
    let (own, mut mine) = (with.public(), None);
    for _ in 0..head[34] {
        let (whose, after) = rest.split_first_chunk::<32>().ok_or(OpenError::Broken)?;
        let (length, after) = after.split_first_chunk::<4>().ok_or(OpenError::Broken)?;
        let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| OpenError::Broken)?;
        let (sealed, after) = after.split_at_checked(length).ok_or(OpenError::Broken)?;
        if *whose == own.hash() {
            mine = Some(sealed);
        }
        rest = after;
    }
    if !rest.is_empty() {
        return Err(OpenError::Broken);
    }
    let sealed = mine.ok_or(OpenError::NotMine)?;
    sealbox::open(with, &context(kind, room, &own), sealed)
}

fn context(kind: Kind, room: [u8; 32], reader: &KemPublic) -> Context {
    Context {
        id: reader.hash(),
        ..Context::new(kind, room, [0; 16], 0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const ROOM: [u8; 32] = [3; 32];

    #[test]
    fn each_reader_opens_it_and_nobody_else_in_no_other_place() {
        let mut rng = crate::rng::Platform::new().unwrap();
        let [a, b, c] = [(); 3].map(|()| ReplyKey::make(&mut rng));
        let readers = [a.kem().public(), b.kem().public()];
        let sealed = seal(Kind::Report, ROOM, &readers, b"words", &mut rng).unwrap();
        for one in [&a, &b] {
            let plain = open(Kind::Report, ROOM, &one.kem(), &sealed).unwrap();
            assert_eq!(plain.as_slice(), b"words");
        }
        let not = |kind, room, key: &ReplyKey| open(kind, room, &key.kem(), &sealed).unwrap_err();
        assert_eq!(not(Kind::Report, ROOM, &c), OpenError::NotMine);
        assert_eq!(not(Kind::Reply, ROOM, &a), OpenError::NotMine);
        assert_eq!(not(Kind::Report, [4; 32], &a), OpenError::NotMine);
        // as another kind, or for another room, by its first bytes alone
        let mut moved = sealed.clone();
        moved[1] = Kind::Reply as u8;
        assert!(open(Kind::Reply, ROOM, &a.kem(), &moved).is_err());
        let mut moved = sealed.clone();
        moved[2..34].fill(4);
        assert!(open(Kind::Report, [4; 32], &a.kem(), &moved).is_err());
        for end in [0, 1, HEAD, HEAD + 35, sealed.len() - 1] {
            assert!(open(Kind::Report, ROOM, &a.kem(), &sealed[..end]).is_err());
        }
        assert!(seal(Kind::Report, ROOM, &[], b"", &mut rng).is_err());
    }

    #[test]
    fn a_reply_key_is_kept_as_text() {
        let key = ReplyKey::make(&mut crate::rng::Platform::new().unwrap());
        assert_eq!(ReplyKey::decode(&key.encode()).unwrap(), key);
        for odd in ["", "00", &"g".repeat(64), &"é".repeat(32)] {
            assert!(ReplyKey::decode(odd).is_err());
        }
    }
}
