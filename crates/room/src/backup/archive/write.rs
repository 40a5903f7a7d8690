//! Writing an archive, object by object.

use ledger::archive::{LIST_HEAD, Manifest, ObjectName, Sum, list_line};
use ledger::ids::{Hash, RoomId, Signature};
use seal::sign::{Message, SigningKey};

use super::tar::{BLOCK, header, padding};
use super::{ArchiveError, ArchiveSink};
use crate::error::Error;

/// Lines of the list that are written at once.
const LINES: usize = 4096;

/// An archive that is being written.
pub(crate) struct Writer<'s, S> {
    sink: &'s mut S,
    room: RoomId,
    /// What was written: some hundred bytes for each, whatever its size.
    written: Vec<(ObjectName, u64, Hash)>,
    /// Bytes of objects.
    pub(crate) bytes: u64,
}

impl<'s, S: ArchiveSink> Writer<'s, S> {
    pub(crate) fn new(sink: &'s mut S, room: RoomId) -> Self {
        Self {
            sink,
            room,
            written: Vec::new(),
            bytes: 0,
        }
    }

    /// Writes an object.
    pub(crate) async fn object(
        &mut self,
        name: ObjectName,
        bytes: &[u8],
    ) -> Result<(), ArchiveError> {
        let len = bytes.len() as u64;
        self.head(&name, len).await?;
        self.sink.write(bytes).await?;
        self.pad(len).await?;
        self.written.push((name, len, Hash::of(bytes)));
        self.bytes += len;
        Ok(())
    }

    /// Writes the list and the manifest of what was written. Answers the manifest's hash.
    pub(crate) async fn finish(
        mut self,
        mut manifest: Manifest,
        key: &SigningKey,
    ) -> Result<(Manifest, Hash), ArchiveError> {
        let (room, written) = (self.room, core::mem::take(&mut self.written));
        let line = |(name, len, hash): &(ObjectName, u64, Hash)| list_line(&room, name, *len, hash);
        // twice over the same: its length stands before it
        let mut list = Sum::of_list();
        let lines = written.iter().map(line);
        lines.for_each(|line| list.add(line.as_bytes()));
        let listed = list.len();
        manifest.objects = written.len() as u64;
        (manifest.listed, manifest.list) = (listed, list.hash());
        self.head(&ObjectName::List(manifest.n), listed).await?;
        self.sink.write(LIST_HEAD.as_bytes()).await?;
        for some in written.chunks(LINES) {
            let lines: String = some.iter().map(line).collect();
            self.sink.write(lines.as_bytes()).await?;
        }
        self.pad(listed).await?;
        let signature = key
            .sign(Message::Archive(&manifest.statement()))
            .map_err(|_| Error::NotAllowed)?;
        let bytes = manifest.assemble(Signature(signature)).encode();
        let len = bytes.len() as u64;
        if len > ObjectName::Manifest(manifest.n).most() {
            return Err(Error::TooLarge.into());
        }
        self.head(&ObjectName::Manifest(manifest.n), len).await?;
        self.sink.write(&bytes).await?;
        self.pad(len).await?;
        self.sink.write(&[0; 2 * BLOCK]).await?;
        Ok((manifest, Hash::of(&bytes)))
    }

    async fn head(&mut self, name: &ObjectName, len: u64) -> Result<(), ArchiveError> {
        let block = header(&name.path(&self.room), len)?;
        Ok(self.sink.write(&block).await?)
    }

    async fn pad(&mut self, len: u64) -> Result<(), ArchiveError> {
        let zeros = [0; BLOCK];
        let zeros = zeros.get(..padding(len)).unwrap_or_default();
        Ok(self.sink.write(zeros).await?)
    }
}
