//! The bytes of a Python value, borrowed wherever Python allows.

use crate::error::error;
use pyo3::prelude::*;
use pyo3::types::PyByteArray;
use pyo3::types::PyBytes;
use pyo3::types::PyMemoryView;
use pyo3::types::PyString;
use std::borrow::Cow;

/// The bytes of a `str`, of `bytes` of a `bytearray` or a `memoryview`.
pub(crate) fn bytes<'a>(value: &'a Bound<'_, PyAny>) -> PyResult<Cow<'a, [u8]>> {
    if let Ok(text) = value.cast::<PyString>() {
        return match text.to_str() {
            Ok(text) => Ok(Cow::Borrowed(text.as_bytes())),
            // Lone surrogates, as `errors="surrogateescape"` leaves them: the
            // bytes that were read are given back.
            Err(_) => Ok(Cow::Owned(
                text.call_method1("encode", ("utf-8", "surrogateescape"))
                    .or_else(|_| text.call_method1("encode", ("utf-8", "replace")))?
                    .extract()?,
            )),
        };
    }
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(Cow::Borrowed(bytes.as_bytes()));
    }
    if value.is_instance_of::<PyByteArray>() || value.is_instance_of::<PyMemoryView>() {
        let copy = value.py().get_type::<PyBytes>().call1((value,))?;
        return Ok(Cow::Owned(copy.extract()?));
    }
    let kind = value.get_type().name()?;
    Err(error("invalid-input", format!("cannot assess {kind}: give str or bytes")))
}
