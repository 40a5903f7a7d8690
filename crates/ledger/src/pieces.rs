//! Bodies in pieces: one for each folder or document that the entry names, each sealed by itself.
//!
//! So the gate can keep back what was said of something that is gone, and what it serves of the rest still
//! proves to be what was signed: a piece that is kept back leaves its hash.
//!
//! ```text
//! body  = [piece…], in the order in which the public part names things
//! piece = [0, [sealed]], or where it is kept back [1, [SHA-256 of sealed]]
//! named = SHA-256("sealroom/1/pieces" ‖ SHA-256 of each sealed)
//! ```
//!
//! Whether something is gone is no matter of opinion: [`ScopeFold::is_gone`](crate::ScopeFold::is_gone) says it by
//! the signed chain, to the gate that keeps pieces back and to the reader who misses them.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::cbor::{self, Malformed};
use crate::entry::Public;
use crate::ids::{DocId, Hash, ScopeId};
use crate::limits;

/// What a piece is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A folder that is listed below another one.
    Folder(ScopeId),
    /// A document, or one of its versions.
    Doc(DocId),
}

/// One piece.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Piece {
    /// As it was sealed.
    #[n(0)]
    There(#[n(0)] ByteVec),
    /// Kept back.
    #[n(1)]
    Kept(#[n(0)] Hash),
}

/// A body in pieces.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Pieces(#[n(0)] Vec<Piece>);

impl Piece {
    fn hash(&self) -> Hash {
        match self {
            Self::There(sealed) => Hash::of(sealed),
            Self::Kept(hash) => *hash,
        }
    }
}

impl Pieces {
    /// What was sealed, piece by piece.
    pub fn new(sealed: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let each = sealed.into_iter();
        Self(each.map(|one| Piece::There(one.into())).collect())
    }

    /// The body of an entry that says this: as many pieces as it names things.
    pub fn parse(public: &Public, body: &[u8]) -> Result<Self, Malformed> {
        let named = about(public).ok_or(Malformed)?.len();
        let pieces: Self = cbor::decode(body, limits::BODY)?;
        if pieces.0.len() == named {
            Ok(pieces)
        } else {
            Err(Malformed)
        }
    }

    /// The bytes of the body.
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// By which the entry names it, whatever is kept back.
    pub fn hash(&self) -> Hash {
        let mut all = b"sealroom/1/pieces".to_vec();
        let each = self.0.iter().map(Piece::hash);
        each.for_each(|hash| all.extend(hash.0));
        Hash::of(&all)
    }

    /// Whether nothing is kept back.
    pub fn is_whole(&self) -> bool {
        let mut each = self.0.iter();
        each.all(|piece| matches!(piece, Piece::There(_)))
    }

    /// The pieces.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Piece> {
        self.0.iter()
    }

    /// Keeps back the pieces of what is gone.
    pub fn keep_back(&mut self, public: &Public, gone: impl Fn(&About) -> bool) {
        let named = about(public).unwrap_or_default();
        for (piece, about) in self.0.iter_mut().zip(&named) {
            if gone(about) {
                *piece = Piece::Kept(piece.hash());
            }
        }
    }
}

/// What an entry's body says something about, piece by piece; nothing for a body of one piece.
pub fn about(public: &Public) -> Option<Vec<About>> {
    match public {
        Public::Children(scopes) => Some(scopes.iter().copied().map(About::Folder).collect()),
        Public::Docs(docs) => Some(docs.iter().map(|one| About::Doc(one.doc)).collect()),
        Public::Edit(docs) => Some(docs.iter().copied().map(About::Doc).collect()),
        _ => None,
    }
}

/// The hash by which an entry that says this names this body. Nothing, if it can have no such body.
pub fn named(public: &Public, body: &[u8]) -> Option<Hash> {
    match about(public) {
        None => Some(Hash::of(body)),
        Some(_) => Pieces::parse(public, body).ok().map(|all| all.hash()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn edit(n: u8) -> Public {
        Public::Edit((0..n).map(|n| DocId([n; 16])).collect())
    }

    fn pieces(n: u8) -> Pieces {
        Pieces::new((0..n).map(|n| vec![n; 40]))
    }

    #[test]
    fn what_is_kept_back_changes_nothing_of_what_is_named() {
        let (public, whole) = (edit(3), pieces(3));
        let mut some = whole.clone();
        some.keep_back(&public, |about| *about == About::Doc(DocId([1; 16])));
        let kept: Vec<bool> = some
            .iter()
            .map(|piece| matches!(piece, Piece::Kept(_)))
            .collect();
        assert_eq!(kept, [false, true, false]);
        assert!(whole.is_whole() && !some.is_whole());
        let hash = whole.hash();
        for all in [whole, some] {
            let body = all.encode();
            assert_eq!(Pieces::parse(&public, &body), Ok(all));
            assert_eq!(named(&public, &body), Some(hash));
        }
    }

    #[test]
    fn row_40_each_byte_counts_and_there_are_as_many_as_things() {
        let (public, body) = (edit(3), pieces(3).encode());
        let hash = named(&public, &body).unwrap();
        for n in [0, 1, 2, 4] {
            assert_eq!(named(&edit(n), &body), None);
            assert_eq!(named(&public, &pieces(n).encode()), None);
        }
        for at in 0..body.len() {
            let mut changed = body.clone();
            changed[at] ^= 1;
            assert_ne!(named(&public, &changed), Some(hash), "byte {at}");
        }
        for end in 0..body.len() {
            assert_eq!(named(&public, &body[..end]), None);
        }
        // another order, and what is said of one thing for another
        let mut turned = [vec![1; 40], vec![0; 40], vec![2; 40]].to_vec();
        assert_ne!(Pieces::new(turned.clone()).hash(), hash);
        turned.swap(0, 1);
        assert_eq!(Pieces::new(turned).hash(), hash);
        // a body of one piece is named by its bytes
        assert_eq!(named(&Public::Label, &body), Some(Hash::of(&body)));
    }
}
