//! Reading what was picked.
//!
//! A `File` is a promise of bytes, not the bytes: reading fails if the file was changed or
//! removed since it was picked, and that is how this is noticed.

use core::ops::Range;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::File;

use super::js;
use super::trouble::Trouble;

/// A picked file.
#[derive(Debug, Clone)]
pub struct Picked(File);

impl Picked {
    /// Takes an attachment for a file, if it is one.
    pub fn parse(value: &JsValue) -> Option<Self> {
        value.dyn_ref::<File>().cloned().map(Self)
    }

    /// A file that was made here.
    pub fn of_bytes(name: &str, bytes: &[u8]) -> Option<Self> {
        let parts = Array::of1(&Uint8Array::from(bytes));
        File::new_with_buffer_source_sequence(&parts, name)
            .ok()
            .map(Self)
    }

    /// Its length when it was picked.
    pub fn size(&self) -> u64 {
        self.0.size() as u64
    }

    /// When it was last changed before it was picked, in milliseconds since 1970.
    pub fn modified(&self) -> u64 {
        self.0.last_modified().max(0.0) as u64
    }

    /// Some of its bytes, in JavaScript's heap.
    pub async fn read(&self, range: Range<u64>) -> Result<Uint8Array, Trouble> {
        if range.is_empty() {
            return Ok(Uint8Array::new_with_length(0));
        }
        // a file's length is below 2^53, so it is exact as a float
        let piece = self
            .0
            .slice_with_f64_and_f64(range.start as f64, range.end as f64)?;
        let buffer: ArrayBuffer = js::wait(Ok(piece.array_buffer())).await?;
        if u64::from(buffer.byte_length()) == range.end - range.start {
            Ok(Uint8Array::new(&buffer))
        } else {
            Err(Trouble::Changed)
        }
    }
}
