//! Archives taken apart and put together again, rightly or not.

use ledger::archive::{ArchiveReport, Manifest, ObjectName, SignedManifest, Sum, list_line};
use ledger::ids::{Hash, RoomId, Signature};
use room::Control;
use room::archive::{ArchiveCheck, ArchiveError, BLOCK, Former, Frame, header, parse_header};
use room::testkit::MemoryArchive;
use seal::sign::{Message, SigningKey};

use super::TheRoom;

/// The objects of an archive, and the manifest that it had.
#[derive(Clone)]
pub struct Unpacked {
    pub room: RoomId,
    pub objects: Vec<(ObjectName, Vec<u8>)>,
    pub manifest: Manifest,
}

/// Backs a room up behind these archives.
pub async fn back_up(room: &TheRoom, before: &[Vec<u8>]) -> Result<Vec<u8>, ArchiveError> {
    let former = former(before).await?;
    let mut sink = MemoryArchive::default();
    room.back_up(&former, &mut sink, &Control::new(), &|_| {})
        .await?;
    Ok(sink.bytes)
}

/// What is in these archives.
pub async fn former(archives: &[Vec<u8>]) -> Result<Former, ArchiveError> {
    let mut former = Former::new();
    for archive in archives {
        former.add(&mut MemoryArchive::new(archive.clone())).await?;
    }
    Ok(former)
}

/// Judges a row of archives.
pub async fn check(archives: &[Vec<u8>]) -> Result<Vec<ArchiveReport>, ArchiveError> {
    let (mut check, mut reports) = (ArchiveCheck::new(), Vec::new());
    for archive in archives {
        let mut source = MemoryArchive::new(archive.clone());
        let report = check.take(&mut source, &Control::new(), &|_| {}).await?;
        reports.push(report);
    }
    Ok(reports)
}

pub fn unpack(archive: &[u8]) -> Unpacked {
    let (mut at, mut objects, mut manifest, mut of) = (0, Vec::new(), None, None);
    while let Frame::Object { path, len } =
        parse_header(archive[at..at + BLOCK].try_into().unwrap()).unwrap()
    {
        let len = usize::try_from(len).unwrap();
        let bytes = archive[at + BLOCK..at + BLOCK + len].to_vec();
        at += BLOCK + len.next_multiple_of(BLOCK);
        let (room, name) = ObjectName::parse(&path).unwrap();
        of = Some(room);
        match name {
            ObjectName::List(_) => {}
            ObjectName::Manifest(_) => manifest = Some(SignedManifest::verify(&bytes).unwrap()),
            _ => objects.push((name, bytes)),
        }
    }
    assert_eq!(archive.len(), at + 2 * BLOCK);
    Unpacked {
        room: of.unwrap(),
        objects,
        manifest: manifest.unwrap(),
    }
}

impl Unpacked {
    /// An archive of these objects, with a list of them and the manifest signed by this key.
    pub fn pack(&self, key: &SigningKey) -> Vec<u8> {
        self.pack_as(key, &self.objects, |_| {})
    }

    /// The same with a list of other objects, and a manifest that was changed before it was signed.
    pub fn pack_as(
        &self,
        key: &SigningKey,
        listed: &[(ObjectName, Vec<u8>)],
        change: impl FnOnce(&mut Manifest),
    ) -> Vec<u8> {
        let mut manifest = self.manifest.clone();
        let (mut sum, mut list) = (Sum::of_list(), b"#mtree\n".to_vec());
        for (name, bytes) in listed {
            let line = list_line(&self.room, name, bytes.len() as u64, &Hash::of(bytes));
            sum.add(line.as_bytes());
            list.extend_from_slice(line.as_bytes());
        }
        manifest.objects = self.objects.len() as u64;
        (manifest.listed, manifest.list) = (sum.len(), sum.hash());
        change(&mut manifest);
        let signature = key.sign(Message::Archive(&manifest.statement())).unwrap();
        let signed = manifest.assemble(Signature(signature)).encode();
        let n = manifest.n;
        let last = [
            (ObjectName::List(n), list),
            (ObjectName::Manifest(n), signed),
        ];
        self.frame(self.objects.iter().chain(&last))
    }

    fn frame<'o>(&self, all: impl Iterator<Item = &'o (ObjectName, Vec<u8>)>) -> Vec<u8> {
        let mut out = Vec::new();
        for (name, bytes) in all {
            let block = header(&name.path(&self.room), bytes.len() as u64).unwrap();
            out.extend_from_slice(&block);
            out.extend_from_slice(bytes);
            out.resize(out.len().next_multiple_of(BLOCK), 0);
        }
        out.resize(out.len() + 2 * BLOCK, 0);
        out
    }

    /// The place of the first object of which this holds.
    pub fn find(&self, is: impl Fn(&ObjectName) -> bool) -> usize {
        self.objects.iter().position(|(name, _)| is(name)).unwrap()
    }
}

/// The number of an archive, its list, and its manifest as it is stored.
pub fn tail(archive: &[u8]) -> (u64, Vec<u8>, Vec<u8>) {
    let (mut at, mut list, mut said) = (0, None, None);
    while let Frame::Object { path, len } =
        parse_header(archive[at..at + BLOCK].try_into().unwrap()).unwrap()
    {
        let len = usize::try_from(len).unwrap();
        let bytes = archive[at + BLOCK..at + BLOCK + len].to_vec();
        at += BLOCK + len.next_multiple_of(BLOCK);
        match ObjectName::parse(&path).unwrap().1 {
            ObjectName::List(_) => list = Some(bytes),
            ObjectName::Manifest(n) => said = Some((n, bytes)),
            _ => {}
        }
    }
    let (n, manifest) = said.unwrap();
    (n, list.unwrap(), manifest)
}
