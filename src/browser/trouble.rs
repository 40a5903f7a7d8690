//! What the browser says when something does not work, as one small enum.
//!
//! Browsers tell troubles apart by the name of a `DOMException`; the message beside it is for
//! developers, differs from browser to browser and is dropped here.

use wasm_bindgen::{JsCast, JsValue};

/// Why the browser did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Stopped on request.
    #[error("stopped")]
    Aborted,
    /// A file is no longer there.
    #[error("the file is gone")]
    Vanished,
    /// A file is not what it was when it was picked, or may no longer be read.
    #[error("the file has changed")]
    Changed,
    /// The disk, or the share of it that this site may use, is full.
    #[error("the disk is full")]
    Full,
    /// The browser refuses: a private window, or a permission that was taken back.
    #[error("the browser refuses")]
    Refused,
    /// This browser, or a page without TLS, does not have what is needed.
    #[error("this browser cannot do it here")]
    Unsupported,
    /// No connection.
    #[error("no connection")]
    Offline,
    /// A tag or a hash does not fit: the bytes are not what was sealed.
    #[error("the bytes are damaged or forged")]
    Forged,
    /// Anything else.
    #[error("the browser failed")]
    Other,
}

impl From<JsValue> for Trouble {
    fn from(value: JsValue) -> Self {
        match name_of(&value).as_deref() {
            Some("AbortError") => Self::Aborted,
            Some("NotFoundError") => Self::Vanished,
            Some("NotReadableError") => Self::Changed,
            Some("QuotaExceededError") => Self::Full,
            Some(
                "SecurityError"
                | "NotAllowedError"
                | "InvalidStateError"
                | "NoModificationAllowedError",
            ) => Self::Refused,
            Some("NotSupportedError") => Self::Unsupported,
            // what fetch rejects with, whatever the reason
            Some("TypeError" | "NetworkError") => Self::Offline,
            Some("OperationError") => Self::Forged,
            _ => Self::Other,
        }
    }
}

fn name_of(value: &JsValue) -> Option<String> {
    let object = value.dyn_ref::<js_sys::Object>()?;
    js_sys::Reflect::get(object, &JsValue::from_str("name"))
        .ok()?
        .as_string()
}
