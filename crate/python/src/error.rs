//! Errors on their way to Python: one exception with a stable `code`.

use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

create_exception!(
    expatch,
    ExpatchError,
    PyValueError,
    "What expatch refuses; `code` is stable, the message is for people."
);

/// An `ExpatchError` with this code.
pub(crate) fn error(code: &'static str, message: impl Into<String>) -> PyErr {
    let error = ExpatchError::new_err(message.into());
    Python::attach(|py| {
        // An exception instance takes attributes; should it not, the message stands alone.
        let _ = error.value(py).setattr("code", code);
    });
    error
}
