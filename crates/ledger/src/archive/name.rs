//! Names of objects, as the store has them.

use core::fmt;

use crate::ids::{ChainId, Hash, MemberId, RoomId};
use crate::limits;

/// An object of a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectName {
    /// An entry as the server keeps it.
    Entry(ChainId, u64),
    /// A sealed body.
    Body(Hash),
    /// A sealed grant.
    Grant(MemberId, Hash),
    /// An opening of a link.
    Open(MemberId, u32),
    /// A part of a document.
    Part(Hash),
    /// What an archive holds, by its number.
    List(u64),
    /// Who says so.
    Manifest(u64),
}

/// The first line of a list.
pub const LIST_HEAD: &str = "#mtree\n";

/// What a list says of an object: a line that programs for mtree(5) read.
pub fn list_line(room: &RoomId, name: &ObjectName, len: u64, hash: &Hash) -> String {
    let path = name.path(room);
    format!("./{path} type=file size={len} sha256digest={hash}\n")
}

impl ObjectName {
    /// The name in the store.
    pub fn path(&self, room: &RoomId) -> String {
        format!("rooms/{room}/{self}")
    }

    /// Reads a name, which has one spelling.
    pub fn parse(path: &str) -> Option<(RoomId, Self)> {
        let mut words = path.strip_prefix("rooms/")?.split('/');
        let room = RoomId::parse(words.next()?).ok()?;
        let (kind, one, two) = (words.next()?, words.next()?, words.next());
        let chain = || ChainId::parse(one).ok();
        let hash = |word| Hash::parse(word).ok();
        let name = match (kind, two) {
            ("chains", Some(two)) => Self::Entry(chain()?, two.parse().ok()?),
            ("bodies", None) => Self::Body(hash(one)?),
            ("grants", Some(two)) => Self::Grant(chain()?, hash(two)?),
            ("opens", Some(two)) => Self::Open(chain()?, two.parse().ok()?),
            ("parts", None) => Self::Part(hash(one)?),
            ("archives", None) => match one.split_once('.')? {
                (n, "mtree") => Self::List(n.parse().ok()?),
                (n, "manifest") => Self::Manifest(n.parse().ok()?),
                _ => return None,
            },
            _ => return None,
        };
        (name.path(&room) == path).then_some((room, name))
    }

    /// How many bytes it may have.
    pub fn most(&self) -> u64 {
        match self {
            Self::Entry(..) => limits::WRAPPED as u64,
            Self::Body(_) => limits::BODY as u64,
            Self::Grant(..) => limits::GRANT as u64,
            Self::Open(..) => limits::OPENING as u64,
            Self::Part(_) => limits::PART,
            // it is compared with what was seen, byte by byte
            Self::List(_) => u64::MAX,
            Self::Manifest(_) => limits::MANIFEST as u64,
        }
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(chain, seq) => write!(f, "chains/{chain}/{seq:012}"),
            Self::Body(hash) => write!(f, "bodies/{hash}"),
            Self::Grant(member, hash) => write!(f, "grants/{member}/{hash}"),
            Self::Open(link, n) => write!(f, "opens/{link}/{n}"),
            Self::Part(hash) => write!(f, "parts/{hash}"),
            Self::List(n) => write!(f, "archives/{n:012}.mtree"),
            Self::Manifest(n) => write!(f, "archives/{n:012}.manifest"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_name_has_one_spelling() {
        let (room, chain, hash) = (RoomId([1; 32]), ChainId([2; 16]), Hash([3; 32]));
        for name in [
            ObjectName::Entry(chain, 7),
            ObjectName::Body(hash),
            ObjectName::Grant(chain, hash),
            ObjectName::Open(chain, 0),
            ObjectName::Part(hash),
            ObjectName::List(3),
            ObjectName::Manifest(3),
        ] {
            let path = name.path(&room);
            assert_eq!(ObjectName::parse(&path), Some((room, name)));
            for other in [
                format!("{path}/"),
                format!("/{path}"),
                format!("./{path}"),
                path.replace("rooms/", "rooms/../rooms/"),
                path.replacen('/', "//", 1),
                path.to_uppercase(),
                format!("{path}0"),
                path.replace("000000000", "00000000"),
            ] {
                let same = other == path;
                assert_eq!(ObjectName::parse(&other).is_some(), same, "{other}");
            }
        }
        let bad = format!("rooms/{room}/opens/{chain}/00");
        assert_eq!(ObjectName::parse(&bad), None);
        assert_eq!(ObjectName::parse(&format!("rooms/{room}/tries/x")), None);
        assert_eq!(ObjectName::parse("rooms/../../etc/passwd"), None);
    }
}
