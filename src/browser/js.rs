//! Small bridges to JavaScript that page and worker share.

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::trouble::Trouble;

/// A property of the global object, which is a window or a worker's scope.
pub(crate) fn global(name: &str) -> Option<JsValue> {
    field(&js_sys::global(), name)
}

/// A property that is there and not null.
pub(crate) fn field(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name))
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}

/// Waits for a promise and takes what it gives for a `T`, unchecked: the caller knows the API.
pub(crate) async fn wait<T: JsCast>(promise: Result<Promise, JsValue>) -> Result<T, Trouble> {
    Ok(JsFuture::from(promise?).await?.unchecked_into())
}

/// Calls a method that `web-sys` has no binding for, if the object has it.
pub(crate) fn call(
    object: &JsValue,
    method: &str,
    arguments: &[&JsValue],
) -> Result<JsValue, Trouble> {
    let method: js_sys::Function = field(object, method)
        .and_then(|value| value.dyn_into().ok())
        .ok_or(Trouble::Unsupported)?;
    let arguments: js_sys::Array = arguments.iter().copied().collect();
    Ok(method.apply(object, &arguments)?)
}
