//! Where an opened document goes, piece by piece; never a whole file in memory.
//!
//! | sink | used when | an incomplete file |
//! |---|---|---|
//! | a file the person chose | the page could show a save dialog (Chromium) | stays as it was before |
//! | the origin's private files | otherwise; the page then saves the finished `File` | is deleted |
//! | blobs | the browser refuses private files (private windows) | is dropped |
//! | a buffer | something small is shown | is dropped |
//! | nowhere | a rehearsal asks whether it can be read | never was |
//!
//! A sink that is dropped without [`Sink::finish`] leaves nothing behind: what was cut off
//! must not look like a document.

use js_sys::{Array, Uint8Array};
use ledger::ids::Hash;
use sha2::{Digest, Sha256};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, FileSystemFileHandle, FileSystemWritableFileStream};

use super::js;
use super::private::PrivateFile;
use super::trouble::Trouble;

/// Blobs are cut into pieces of this size, so that browsers move them out of memory.
const PIECE: u32 = 4 << 20;

/// Takes bytes in order.
#[derive(Debug)]
pub struct Sink {
    target: Target,
    written: u64,
    sum: Option<crc32fast::Hasher>,
    digest: Option<Sha256>,
}

#[derive(Debug)]
enum Target {
    Chosen(FileSystemWritableFileStream),
    Private(PrivateFile),
    Blobs {
        pieces: Array,
        open: Array,
        held: u32,
        /// What stands instead of bytes that went out before, in order.
        patches: Vec<(u64, Vec<u8>)>,
    },
    Buffer(Uint8Array),
    Nowhere,
    Closed,
}

/// What came out of a sink.
#[derive(Debug)]
pub enum Finished {
    /// It is in the file that the person chose.
    Saved,
    /// A `File` or `Blob` that the page saves.
    Blob(Blob),
    /// The bytes.
    Buffer(Uint8Array),
}

impl Sink {
    /// Into a `FileSystemFileHandle` that the page got from its save dialog.
    pub async fn chosen(handle: &JsValue) -> Result<Self, Trouble> {
        let handle: FileSystemFileHandle =
            handle.clone().dyn_into().map_err(|_| Trouble::Refused)?;
        let stream: FileSystemWritableFileStream = js::wait(Ok(handle.create_writable())).await?;
        Ok(Self::over(Target::Chosen(stream)))
    }

    /// Into a private file, or blobs where there are none.
    pub async fn temporary() -> Result<Self, Trouble> {
        Ok(Self::over(match PrivateFile::create().await {
            Ok(file) => Target::Private(file),
            Err(Trouble::Full) => return Err(Trouble::Full),
            Err(_) => Target::Blobs {
                pieces: Array::new(),
                open: Array::new(),
                held: 0,
                patches: Vec::new(),
            },
        }))
    }

    /// Into a buffer of exactly this length.
    pub fn buffer(len: u32) -> Self {
        Self::over(Target::Buffer(Uint8Array::new_with_length(len)))
    }

    /// Forgets every byte.
    pub fn nowhere() -> Self {
        Self::over(Target::Nowhere)
    }

    fn over(target: Target) -> Self {
        Self {
            target,
            written: 0,
            sum: None,
            digest: None,
        }
    }

    /// How many bytes it has taken.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Sums up what is written from here on, for a zip.
    pub fn begin_sum(&mut self) {
        self.sum = Some(crc32fast::Hasher::new());
    }

    /// CRC-32 of what was written since [`Sink::begin_sum`].
    pub fn take_sum(&mut self) -> u32 {
        self.sum.take().map_or(0, crc32fast::Hasher::finalize)
    }

    /// Hashes what is written from here on. SubtleCrypto takes a whole text only, so this goes through wasm memory.
    pub fn begin_digest(&mut self) {
        self.digest = Some(Sha256::new());
    }

    /// SHA-256 of what was written since [`Sink::begin_digest`].
    pub fn take_digest(&mut self) -> Hash {
        let digest = self.digest.take().unwrap_or_default();
        Hash(digest.finalize().into())
    }

    /// Puts bytes over some that were written, behind those that were put so before. Only into a file that the page
    /// saves when it is complete.
    pub fn patch(&mut self, at: u64, bytes: &[u8]) -> Result<(), Trouble> {
        match &mut self.target {
            Target::Private(file) => file.write(&Uint8Array::from(bytes), at),
            Target::Blobs { patches, .. } => {
                patches.push((at, bytes.to_vec()));
                Ok(())
            }
            Target::Nowhere => Ok(()),
            Target::Chosen(_) | Target::Buffer(_) | Target::Closed => Err(Trouble::Other),
        }
    }

    /// Takes bytes that are in wasm memory.
    pub async fn write_bytes(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        self.write(&Uint8Array::from(bytes)).await
    }

    /// Takes bytes; they are the sink's when it returns.
    pub async fn write(&mut self, bytes: &Uint8Array) -> Result<(), Trouble> {
        if self.sum.is_some() || self.digest.is_some() {
            let bytes = bytes.to_vec();
            self.sum.iter_mut().for_each(|sum| sum.update(&bytes));
            self.digest
                .iter_mut()
                .for_each(|digest| digest.update(&bytes));
        }
        let before = self.written;
        self.written += u64::from(bytes.length());
        match &mut self.target {
            Target::Chosen(stream) => {
                js::wait::<JsValue>(stream.write_with_buffer_source(bytes)).await?;
            }
            Target::Private(file) => file.write(bytes, before)?,
            Target::Blobs {
                pieces, open, held, ..
            } => {
                // a copy: the piece may be a view of a buffer that is used again
                open.push(&bytes.slice(0, bytes.length()));
                *held += bytes.length();
                if *held >= PIECE {
                    pieces.push(&Blob::new_with_u8_array_sequence(open)?.into());
                    *open = Array::new();
                    *held = 0;
                }
            }
            Target::Buffer(buffer) => {
                let start = u32::try_from(before).map_err(|_| Trouble::Other)?;
                if self.written > u64::from(buffer.length()) {
                    return Err(Trouble::Other);
                }
                buffer.set(bytes, start);
            }
            Target::Nowhere => {}
            Target::Closed => return Err(Trouble::Other),
        }
        Ok(())
    }

    /// Everything is there: makes it a file.
    pub async fn finish(mut self) -> Result<Finished, Trouble> {
        match core::mem::replace(&mut self.target, Target::Closed) {
            Target::Chosen(stream) => {
                js::wait::<JsValue>(Ok(stream.close())).await?;
                Ok(Finished::Saved)
            }
            Target::Private(file) => Ok(Finished::Blob(file.finish().await?.into())),
            Target::Blobs {
                pieces,
                open,
                patches,
                ..
            } => {
                pieces.push(&Blob::new_with_u8_array_sequence(&open)?.into());
                let whole = Blob::new_with_blob_sequence(&pieces)?;
                Ok(Finished::Blob(patched(whole, &patches)?))
            }
            Target::Buffer(buffer) if self.written == u64::from(buffer.length()) => {
                Ok(Finished::Buffer(buffer))
            }
            Target::Buffer(_) | Target::Nowhere | Target::Closed => Err(Trouble::Other),
        }
    }
}

/// The same with some bytes instead of others. Pieces of a blob are no copies.
fn patched(whole: Blob, patches: &[(u64, Vec<u8>)]) -> Result<Blob, Trouble> {
    if patches.is_empty() {
        return Ok(whole);
    }
    let (pieces, mut from) = (Array::new(), 0);
    for (at, bytes) in patches {
        // exact as floats
        pieces.push(
            &whole
                .slice_with_f64_and_f64(from as f64, *at as f64)?
                .into(),
        );
        pieces.push(&Uint8Array::from(bytes.as_slice()).into());
        from = at + bytes.len() as u64;
    }
    pieces.push(
        &whole
            .slice_with_f64_and_f64(from as f64, whole.size())?
            .into(),
    );
    Ok(Blob::new_with_blob_sequence(&pieces)?)
}

impl Drop for Sink {
    fn drop(&mut self) {
        if let Target::Chosen(stream) = &self.target {
            // the file keeps what it held before; whether this works changes nothing
            let _ = stream.abort();
        }
    }
}
