//! How a message looks as a JavaScript value: `[message, buffer]`, the buffer if one rides beside.

use js_sys::{Array, ArrayBuffer};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

/// The value to post.
pub fn encode<T: Serialize>(message: &T, buffer: Option<&ArrayBuffer>) -> Option<Array> {
    let message = serde_wasm_bindgen::to_value(message).ok()?;
    let buffer = buffer.map_or(JsValue::UNDEFINED, JsValue::from);
    Some(Array::of2(&message, &buffer))
}

/// Reads what was posted; nothing if it is not one of ours.
pub fn decode<T: DeserializeOwned>(value: &JsValue) -> Option<(T, Option<ArrayBuffer>)> {
    let pair = value.dyn_ref::<Array>()?;
    let message = serde_wasm_bindgen::from_value(pair.get(0)).ok()?;
    Some((message, pair.get(1).dyn_into().ok()))
}
