//! Errors on their way to JavaScript: an `Error` whose name is the code.

use wasm_bindgen::JsValue;

/// An `Error` that `pkg/` turns into an `ExpatchError` with this code.
pub(crate) fn error(code: &str, message: &str) -> JsValue {
    let error = js_sys::Error::new(message);
    error.set_name(code);
    error.into()
}
