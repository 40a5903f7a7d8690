//! Records as a member's own program may write them: any field, whatever it says.

use ledger::entry::DocVersion;
use ledger::ids::{DocId, VersionId};

/// A record, field by field, each as it is encoded.
#[derive(Clone)]
pub struct Said(pub Vec<Vec<u8>>);

pub const DOC: usize = 0;
pub const VERSION: usize = 1;
pub const NAME: usize = 2;
pub const PARTS: usize = 10;
pub const DIGEST: usize = 11;
pub const SEALED: usize = 12;
pub const ORIGIN: usize = 15;

impl Said {
    /// The first record of a body.
    pub fn first(plain: &[u8]) -> Self {
        let mut body = minicbor::Decoder::new(plain);
        body.array().unwrap();
        body.array().unwrap();
        let fields = body.array().unwrap().unwrap();
        let field = |_| {
            let start = body.position();
            body.skip().unwrap();
            plain[start..body.position()].to_vec()
        };
        let mut all: Vec<Vec<u8>> = (0..fields).map(field).collect();
        all.resize(ORIGIN + 1, vec![0xf6]);
        Self(all)
    }

    pub fn with(mut self, field: usize, value: impl minicbor::Encode<()>) -> Self {
        self.0[field] = minicbor::to_vec(value).unwrap();
        self
    }

    pub fn named(self, doc: DocId, version: VersionId) -> Self {
        self.with(DOC, doc).with(VERSION, version)
    }

    pub fn sealed(self, doc: DocId, version: VersionId) -> Self {
        self.with(SEALED, (doc, version))
    }

    pub fn get<'b, T: minicbor::Decode<'b, ()>>(&'b self, field: usize) -> T {
        minicbor::decode(&self.0[field]).unwrap()
    }

    pub fn listed(&self) -> DocVersion {
        DocVersion {
            doc: self.get(DOC),
            version: self.get(VERSION),
            parts: self.get(PARTS),
        }
    }

    pub fn body(&self) -> Vec<u8> {
        let mut out = vec![0x81, 0x81, 0x80 | self.0.len() as u8];
        out.extend(self.0.concat());
        out
    }
}
