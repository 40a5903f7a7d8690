//! The font for PDFs that bring none of their own. The worker's script (`xtask/src/app/pdf.js`)
//! knows its address and its digest, and fetches it only when it is asked.

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::JsCast;

use super::js;
use super::trouble::Trouble;

/// Fetches the font, refusing any other bytes.
pub(crate) async fn fetch() -> Result<Vec<u8>, Trouble> {
    let promise = js::call(&js_sys::global(), "sealroomFont", &[])?;
    let promise = promise
        .dyn_into::<Promise>()
        .map_err(|_| Trouble::Unsupported)?;
    let buffer: ArrayBuffer = js::wait(Ok(promise)).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
