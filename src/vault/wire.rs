//! How a message looks as a JavaScript value.
//!
//! | from | value |
//! |---|---|
//! | page | `{ id, request, attachments }` |
//! | vault | `{ id, reply, attachments }`, once for each request |
//! | vault | `{ event, attachments }` |
//!
//! `id` is a number that the page counts up; `attachments` is an array of values that
//! structured cloning copies cheaply (`File`, `Blob`, a file handle) or that are
//! transferred (`ArrayBuffer`, see [`transferables`]). Both sides use this module, so
//! neither can drift from the other.

use js_sys::{Array, ArrayBuffer, Object, Reflect};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

use super::messages::{Event, Reply, Request};

/// A message that is not one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message between page and vault is malformed")]
pub struct Malformed;

/// What the vault receives.
#[derive(Debug)]
pub struct Call {
    /// Counted by the page; the reply repeats it.
    pub id: u32,
    /// What is asked.
    pub request: Request,
    /// Values in the order in which the request names them.
    pub attachments: Array,
}

/// What the page receives.
#[derive(Debug)]
pub enum Answer {
    /// The one reply to a call.
    Reply {
        /// The call's id.
        id: u32,
        /// What came of it.
        reply: Reply,
        /// Values that the reply names.
        attachments: Array,
    },
    /// Something happened unasked.
    Event {
        /// What happened.
        event: Event,
        /// Values that the event names.
        attachments: Array,
    },
}

impl Call {
    /// The value to post to the vault.
    pub fn encode(&self) -> Result<JsValue, Malformed> {
        let object = Object::new();
        set(&object, "id", &JsValue::from(self.id))?;
        set(&object, "request", &to_js(&self.request)?)?;
        set(&object, "attachments", &self.attachments)?;
        Ok(object.into())
    }

    /// Reads what the page posted.
    pub fn decode(value: &JsValue) -> Result<Self, Malformed> {
        Ok(Self {
            id: id_of(value)?,
            request: from_js(get(value, "request")?)?,
            attachments: attachments_of(value)?,
        })
    }
}

impl Answer {
    /// The value to post to the page.
    pub fn encode(&self) -> Result<JsValue, Malformed> {
        let object = Object::new();
        match self {
            Self::Reply {
                id,
                reply,
                attachments,
            } => {
                set(&object, "id", &JsValue::from(*id))?;
                set(&object, "reply", &to_js(reply)?)?;
                set(&object, "attachments", attachments)?;
            }
            Self::Event { event, attachments } => {
                set(&object, "event", &to_js(event)?)?;
                set(&object, "attachments", attachments)?;
            }
        }
        Ok(object.into())
    }

    /// Reads what the vault posted.
    pub fn decode(value: &JsValue) -> Result<Self, Malformed> {
        let event = get(value, "event")?;
        let attachments = attachments_of(value)?;
        if event.is_undefined() {
            Ok(Self::Reply {
                id: id_of(value)?,
                reply: from_js(get(value, "reply")?)?,
                attachments,
            })
        } else {
            Ok(Self::Event {
                event: from_js(event)?,
                attachments,
            })
        }
    }
}

/// The attachments that are moved, not copied: the second argument of `postMessage`.
pub fn transferables(attachments: &Array) -> Array {
    attachments
        .iter()
        .filter(JsCast::has_type::<ArrayBuffer>)
        .collect()
}

fn to_js<T: Serialize>(value: &T) -> Result<JsValue, Malformed> {
    serde_wasm_bindgen::to_value(value).map_err(|_| Malformed)
}

fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, Malformed> {
    serde_wasm_bindgen::from_value(value).map_err(|_| Malformed)
}

fn set(object: &Object, key: &str, value: &JsValue) -> Result<(), Malformed> {
    Reflect::set(object, &JsValue::from_str(key), value)
        .map(drop)
        .map_err(|_| Malformed)
}

fn get(value: &JsValue, key: &str) -> Result<JsValue, Malformed> {
    Reflect::get(value, &JsValue::from_str(key)).map_err(|_| Malformed)
}

fn id_of(value: &JsValue) -> Result<u32, Malformed> {
    let id = get(value, "id")?.as_f64().ok_or(Malformed)?;
    // counted up from 1 by the page, so well below 2^32
    if id.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&id) {
        Ok(id as u32)
    } else {
        Err(Malformed)
    }
}

fn attachments_of(value: &JsValue) -> Result<Array, Malformed> {
    let value = get(value, "attachments")?;
    if value.is_undefined() {
        Ok(Array::new())
    } else {
        value.dyn_into().map_err(|_| Malformed)
    }
}
