//! Decrypted content on its way to the eye or the disk, always as a `Blob`.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};

use super::files::Picked;
use crate::browser::js::wait;
use crate::vault::messages::PickedFile;

/// An address of a blob within this page; it ends with this value.
#[derive(Debug)]
pub(crate) struct BlobUrl(String);

impl BlobUrl {
    /// Wraps bytes under a type that the caller chose, never one that the sender claims.
    pub(crate) fn of_bytes(bytes: &JsValue, mime: &str) -> Option<Self> {
        let options = BlobPropertyBag::new();
        options.set_type(mime);
        let parts = Array::of1(bytes);
        let blob = Blob::new_with_buffer_source_sequence_and_options(&parts, &options).ok()?;
        Self::of_blob(&blob)
    }

    pub(crate) fn of_blob(blob: &Blob) -> Option<Self> {
        Url::create_object_url_with_blob(blob).ok().map(Self)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Drop for BlobUrl {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.0);
    }
}

/// Hands a blob to the browser's downloads.
pub(crate) fn save(blob: &JsValue, name: &str) -> bool {
    let document = gloo::utils::document();
    let Some(url) = blob.dyn_ref::<Blob>().and_then(BlobUrl::of_blob) else {
        return false;
    };
    let Some(anchor) = document
        .create_element("a")
        .ok()
        .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok())
    else {
        return false;
    };
    anchor.set_href(url.as_str());
    anchor.set_download(name);
    anchor.click();
    // the download reads the blob through its address for as long as it takes
    gloo::timers::callback::Timeout::new(600_000, move || drop(url)).forget();
    true
}

/// The same for bytes under a type that the caller chose.
pub(crate) fn save_bytes(bytes: &JsValue, mime: &str, name: &str) -> bool {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = Array::of1(bytes);
    Blob::new_with_buffer_source_sequence_and_options(&parts, &options)
        .is_ok_and(|blob| save(&blob, name))
}

/// The same for bytes that come in pieces.
pub(crate) fn save_pieces(pieces: &Array, mime: &str, name: &str) -> bool {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    Blob::new_with_buffer_source_sequence_and_options(pieces, &options)
        .is_ok_and(|blob| save(&blob, name))
}

/// Hands a text to the browser's downloads.
pub(crate) fn save_text(text: &str, name: &str) -> bool {
    let options = BlobPropertyBag::new();
    options.set_type("text/plain;charset=utf-8");
    let parts = Array::of1(&JsValue::from_str(text));
    Blob::new_with_str_sequence_and_options(&parts, &options).is_ok_and(|blob| save(&blob, name))
}

/// The bytes of a blob or a file; of a buffer, itself.
pub(crate) async fn bytes(value: &JsValue) -> Option<ArrayBuffer> {
    match value.dyn_ref::<Blob>() {
        Some(blob) => wait(Ok(blob.array_buffer())).await.ok(),
        None => value.dyn_ref::<ArrayBuffer>().cloned(),
    }
}

/// A text as bytes.
pub(crate) fn encoded(text: &str) -> ArrayBuffer {
    Uint8Array::from(text.as_bytes()).buffer()
}

/// Another buffer with the same bytes: what rides beside a request is given away.
pub(crate) fn copy(bytes: &ArrayBuffer) -> ArrayBuffer {
    bytes.slice_with_end(0, bytes.byte_length())
}

/// Bytes as a file that is sent up.
pub(crate) fn file(bytes: &ArrayBuffer, name: &str, mime: &str) -> Option<Picked> {
    let parts = Array::of1(bytes);
    let file = File::new_with_buffer_source_sequence(&parts, name).ok()?;
    let picked = PickedFile {
        path: name.to_owned(),
        size: file.size(),
        modified: file.last_modified(),
        mime: mime.to_owned(),
    };
    Some(Picked {
        files: vec![picked],
        handles: Array::of1(&file),
        folders: Vec::new(),
    })
}

/// Reads bytes as text: UTF-8, UTF-16 with its mark, else GB 18030, as older Chinese files are.
pub(crate) fn text(bytes: &JsValue) -> Option<String> {
    let buffer = bytes.dyn_ref::<ArrayBuffer>()?;
    let head = Uint8Array::new(buffer);
    let label = match (head.get_index(0), head.get_index(1)) {
        (0xff, 0xfe) => "utf-16le",
        (0xfe, 0xff) => "utf-16be",
        _ => "utf-8",
    };
    decode(buffer, label, true).or_else(|| decode(buffer, "gb18030", false))
}

fn decode(buffer: &ArrayBuffer, label: &str, fatal: bool) -> Option<String> {
    let options = web_sys::TextDecoderOptions::new();
    options.set_fatal(fatal);
    let decoder = web_sys::TextDecoder::new_with_label_and_options(label, &options).ok()?;
    decoder.decode_with_buffer_source(buffer).ok()
}
