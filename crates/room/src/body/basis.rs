//! What a level asks for, and why personal information may be given to somebody.

use ledger::ids::{Hash, ScopeId};
use minicbor::{Decode, Encode};

use super::{DataKind, Principal};
use crate::names;

/// The longest purpose, method, reference or other text of a basis, in bytes.
pub const MAX_BASIS_TEXT: usize = 1024;
/// Folders and documents, and kinds of data, that one basis names at most; and recipients of a level.
pub(crate) const MAX_LIST: usize = 256;

/// What a level asks for wherever something of it is granted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
pub struct TierRule {
    /// What the room calls it; none: as the program does.
    #[n(0)]
    pub name: Option<String>,
    /// To whom alone it is granted; none: to anybody.
    #[n(1)]
    pub only: Option<Vec<Allowed>>,
    /// To those alone who may only view.
    #[n(2)]
    pub view_only: bool,
    /// Not without a second manager.
    #[n(3)]
    pub second: bool,
    /// Not after so many days from when the document was added.
    #[n(4)]
    pub retention_days: Option<u32>,
}

/// To whom something of a level may be granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum Allowed {
    /// People, and those who are invited.
    #[n(0)]
    People,
    /// Links.
    #[n(1)]
    Links,
    /// Who is in a group.
    #[n(2)]
    Group(#[n(0)] Principal),
}

/// Names a legal basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct BasisId(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

/// Why somebody may be given personal information, as those who manage record it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Basis {
    /// Of which kind.
    #[n(0)]
    pub kind: BasisKind,
    /// To whom: a member, an invite, a link or a group.
    #[n(1)]
    pub recipient: Principal,
    /// What it is given for.
    #[n(2)]
    pub purpose: String,
    /// How the recipient is to process it.
    #[n(3)]
    pub method: String,
    /// Which kinds of data; none: whatever the documents hold.
    #[n(4)]
    pub kinds: Vec<DataKind>,
    /// Whether it is a basis for what the law calls sensitive, too.
    #[n(5)]
    pub sensitive: bool,
    /// Which folders and documents.
    #[n(6)]
    pub covers: Vec<Cover>,
    /// From when on,
    #[n(7)]
    pub from: u64,
    /// and until when.
    #[n(8)]
    pub until: Option<u64>,
    /// The recipient's country: two capital letters.
    #[n(9)]
    pub country: String,
    /// It leaves the country: by which assessment, certificate or contract that is approved.
    #[n(10)]
    pub abroad: Option<String>,
}

/// Kinds of legal basis.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum BasisKind {
    /// The persons consented; the hash of the evidence.
    #[n(0)]
    Consent(#[n(0)] Hash),
    /// It is needed for a contract with them.
    #[n(1)]
    Contract,
    /// A statute asks for it.
    #[n(2)]
    Duty,
    /// They or others made it public.
    #[n(3)]
    Public,
    /// It passes on with the business.
    #[n(4)]
    Merger,
    /// Another one, in words.
    #[n(5)]
    Other(#[n(0)] String),
}

/// What a basis is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum Cover {
    /// A folder and what is below it, also what is added later.
    #[n(0)]
    Folder(#[n(0)] ScopeId),
    /// One document, wherever managers move it: its origin.
    #[n(1)]
    Doc(#[n(0)] Hash),
}

impl Basis {
    /// The same with texts as they may be said.
    pub(crate) fn check(&self) -> Result<Self, names::BadName> {
        let text = |text: &str| {
            let text = text.trim();
            if text.len() > MAX_BASIS_TEXT {
                Err(names::BadName::Long)
            } else if text.contains(|c| c != '\n' && names::hidden(c)) {
                Err(names::BadName::Control)
            } else {
                Ok(text.to_owned())
            }
        };
        let needed = |said: &str| match text(said)? {
            said if said.is_empty() => Err(names::BadName::Empty),
            said => Ok(said),
        };
        let country = self.country.trim();
        let letters = country.bytes().all(|byte| byte.is_ascii_uppercase());
        if country.len() != 2 || !letters {
            return Err(names::BadName::Character);
        }
        if self.covers.is_empty() {
            return Err(names::BadName::Empty);
        }
        if self.covers.len() > MAX_LIST || self.kinds.len() > MAX_LIST {
            return Err(names::BadName::Long);
        }
        Ok(Self {
            kind: match &self.kind {
                BasisKind::Other(words) => BasisKind::Other(needed(words)?),
                other => other.clone(),
            },
            purpose: needed(&self.purpose)?,
            method: text(&self.method)?,
            country: country.to_owned(),
            abroad: self.abroad.as_deref().map(needed).transpose()?,
            ..self.clone()
        })
    }
}
