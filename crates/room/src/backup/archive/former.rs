//! What a row of archives has already, so that the next one holds only what came since.
//!
//! Read are names, lists and manifests; content is passed over. So an archive goes on after one whose content was
//! damaged meanwhile: that is found by [`ArchiveCheck`](super::ArchiveCheck), not here.

use std::collections::{BTreeMap, BTreeSet};

use ledger::archive::{Flaw, LIST_HEAD, Manifest, Missing, ObjectName, SignedManifest, Sum};
use ledger::entry::Head;
use ledger::ids::{ChainId, Hash, MemberId, RoomId};

use super::check::{end, fill, frame, zeros};
use super::tar::{Frame, padding};
use super::{ArchiveError, ArchiveSource};

/// Bytes of a list that are read at once.
const PIECE: usize = 1 << 16;

/// What is in the archives before.
#[derive(Debug, Default)]
pub struct Former {
    last: Option<(Manifest, Hash)>,
    bodies: BTreeSet<Hash>,
    grants: BTreeSet<(MemberId, Hash)>,
    opens: BTreeMap<MemberId, u32>,
    parts: BTreeSet<Hash>,
}

impl Former {
    /// Nothing yet: what follows is a first archive.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in the next archive of the row.
    pub async fn add<S: ArchiveSource>(&mut self, source: &mut S) -> Result<(), ArchiveError> {
        let mut names: Vec<(ObjectName, u64)> = Vec::new();
        let (mut list, mut manifest) = (None, None);
        loop {
            let (path, len) = match frame(source).await? {
                Frame::Object { path, len } => (path, len),
                Frame::End => break,
            };
            let (room, name) = ObjectName::parse(&path).ok_or(Flaw::Name)?;
            if self.room().is_some_and(|known| known != room) {
                return Err(Flaw::Elsewhere.into());
            }
            if len == 0 || len > name.most() || manifest.is_some() {
                return Err(Flaw::Length.into());
            }
            match name {
                ObjectName::List(_) if list.is_none() => {
                    list = Some(read_list(source, len, &room, &names).await?);
                }
                ObjectName::Manifest(_) => {
                    let mut bytes = Vec::new();
                    read_all(source, len, |piece| bytes.extend_from_slice(piece)).await?;
                    manifest = Some((SignedManifest::verify(&bytes).map_err(Flaw::from)?, bytes));
                }
                _ if list.is_some() => return Err(Flaw::Order.into()),
                _ => {
                    source.skip(len).await?;
                    names.push((name, len));
                }
            }
            zeros(source, padding(len)).await?;
        }
        end(source).await?;
        let (list, (manifest, bytes)) = list.zip(manifest).ok_or(Flaw::Cut)?;
        let due = self.last.as_ref();
        let due = due.map_or((0, None), |(last, hash)| (last.n + 1, Some(*hash)));
        if (manifest.n, manifest.before) != due {
            return Err(Flaw::Predecessor.into());
        }
        let said = (manifest.objects, manifest.listed, manifest.list);
        if said != (names.len() as u64, list.len(), list.hash()) {
            return Err(Flaw::List.into());
        }
        names.into_iter().for_each(|(name, _)| self.know(name));
        self.last = Some((manifest, Hash::of(&bytes)));
        Ok(())
    }

    fn know(&mut self, name: ObjectName) {
        match name {
            ObjectName::Body(hash) => _ = self.bodies.insert(hash),
            ObjectName::Grant(member, hash) => _ = self.grants.insert((member, hash)),
            ObjectName::Part(hash) => _ = self.parts.insert(hash),
            ObjectName::Open(link, n) => _ = self.opens.insert(link, n.saturating_add(1)),
            ObjectName::Entry(..) | ObjectName::List(_) | ObjectName::Manifest(_) => {}
        }
    }

    /// The room of these archives.
    pub fn room(&self) -> Option<RoomId> {
        self.last.as_ref().map(|(last, _)| last.room)
    }

    /// The number that the next archive has.
    pub fn next(&self) -> u64 {
        self.last.as_ref().map_or(0, |(last, _)| last.n + 1)
    }

    pub(crate) fn last(&self) -> Option<&(Manifest, Hash)> {
        self.last.as_ref()
    }

    /// The ends of the chains, as far as they are in the archives.
    pub(crate) fn heads(&self) -> BTreeMap<ChainId, Head> {
        let last = self.last.iter().flat_map(|(last, _)| &last.heads);
        last.map(|one| (one.chain, one.head)).collect()
    }

    pub(crate) fn has_body(&self, hash: &Hash) -> bool {
        self.bodies.contains(hash)
    }

    pub(crate) fn has_grant(&self, member: &MemberId, hash: &Hash) -> bool {
        self.grants.contains(&(*member, *hash))
    }

    pub(crate) fn opens(&self, link: &MemberId) -> u32 {
        self.opens.get(link).copied().unwrap_or(0)
    }

    pub(crate) fn has_part(&self, hash: &Hash) -> bool {
        self.parts.contains(hash)
    }

    /// Bodies that none of the archives has: they stay out, for a body stands behind its entry.
    pub(crate) fn lacks(&self) -> BTreeSet<Hash> {
        let missing = self.last.iter().flat_map(|(last, _)| &last.missing);
        let bodies = missing.filter_map(|one| match one {
            Missing::Body(hash) => Some(*hash),
            Missing::Part(_) | Missing::Chain(_) => None,
        });
        bodies.collect()
    }
}

/// Reads a list, which has to be one of these objects. The hashes in it are what the manifest says.
async fn read_list<S: ArchiveSource>(
    source: &mut S,
    len: u64,
    room: &RoomId,
    names: &[(ObjectName, u64)],
) -> Result<Sum, ArchiveError> {
    let mut sum = Sum::new();
    let mut expected = Expected::new(room, names);
    let mut same = true;
    read_all(source, len, |piece| {
        sum.add(piece);
        same &= expected.compare(piece);
    })
    .await?;
    match same && expected.is_over() {
        true => Ok(sum),
        false => Err(Flaw::List.into()),
    }
}

async fn read_all<S: ArchiveSource>(
    source: &mut S,
    len: u64,
    mut take: impl FnMut(&[u8]),
) -> Result<(), ArchiveError> {
    let (mut left, mut buffer) = (len, vec![0; PIECE]);
    while left > 0 {
        let now = usize::try_from(left).map_or(PIECE, |left| left.min(PIECE));
        let piece = buffer.get_mut(..now).unwrap_or_default();
        fill(source, piece).await?;
        take(piece);
        left -= now as u64;
    }
    Ok(())
}

/// The lines that a list of these objects has, but for their hashes.
struct Expected<'n> {
    room: &'n RoomId,
    names: core::slice::Iter<'n, (ObjectName, u64)>,
    line: Vec<u8>,
    at: usize,
    /// The line is one of an object, whose hash is not known.
    hashed: bool,
}

impl<'n> Expected<'n> {
    fn new(room: &'n RoomId, names: &'n [(ObjectName, u64)]) -> Self {
        Self {
            room,
            names: names.iter(),
            line: LIST_HEAD.as_bytes().to_vec(),
            at: 0,
            hashed: false,
        }
    }

    fn compare(&mut self, piece: &[u8]) -> bool {
        piece.iter().all(|byte| {
            if self.at == self.line.len() {
                let Some((name, len)) = self.names.next() else {
                    return false;
                };
                let line = ledger::archive::list_line(self.room, name, *len, &Hash::ZERO);
                (self.line, self.at, self.hashed) = (line.into_bytes(), 0, true);
            }
            let until = self.line.len().saturating_sub(1);
            let hash = until.saturating_sub(2 * Hash::LEN)..until;
            let fits = match self.hashed && hash.contains(&self.at) {
                true => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
                false => self.line.get(self.at) == Some(byte),
            };
            self.at += 1;
            fits
        })
    }

    fn is_over(&mut self) -> bool {
        self.at == self.line.len() && self.names.next().is_none()
    }
}
