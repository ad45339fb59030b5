//! Arrow arrays over the border: capsules imported and exported.
//!
//! <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>

use crate::error::error;
use arrow_array::Array;
use arrow_array::ArrayRef;
use arrow_array::RecordBatch;
use arrow_array::RecordBatchIterator;
use arrow_array::StructArray;
use arrow_array::ffi::FFI_ArrowArray;
use arrow_array::ffi::FFI_ArrowSchema;
use arrow_array::ffi::from_ffi_and_data_type;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::make_array;
use arrow_schema::ArrowError;
use arrow_schema::DataType;
use arrow_schema::Schema;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3::types::PyTuple;
use std::ffi::CStr;

const ARRAY: &CStr = c"arrow_array";
const SCHEMA: &CStr = c"arrow_schema";
const STREAM: &CStr = c"arrow_array_stream";

/// The chunks of whatever Arrow data `value` offers.
pub(super) fn import(value: &Bound<'_, PyAny>) -> PyResult<Vec<ArrayRef>> {
    if let Ok(method) = value.getattr("__arrow_c_array__") {
        let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) =
            method.call0()?.extract()?;
        return Ok(vec![import_array(&schema, &array)?]);
    }
    if let Ok(method) = value.getattr("__arrow_c_stream__") {
        let capsule = method.call0()?.cast_into::<PyCapsule>()?;
        let pointer = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
        // SAFETY: the capsule's name vouches for what it points to, and the
        // protocol lets the consumer move the stream out, once.
        let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr()) };
        // The producer may compute on threads of its own that need the GIL.
        return value.py().detach(|| read(stream)).map_err(refusal);
    }
    let kind = value.get_type().name()?;
    Err(error(
        "invalid-input",
        format!("{kind} offers no Arrow data: give a column of pyarrow, polars, DuckDB, …"),
    ))
}

fn import_array(schema: &Bound<'_, PyCapsule>, array: &Bound<'_, PyCapsule>) -> PyResult<ArrayRef> {
    let schema = schema.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>();
    let array = array.pointer_checked(Some(ARRAY))?.cast::<FFI_ArrowArray>();
    // SAFETY: the capsules' names vouch for what they point to. The schema is
    // borrowed; the array is moved out, as the protocol lets a consumer do.
    let (kind, array) =
        unsafe { (DataType::try_from(schema.as_ref()), FFI_ArrowArray::from_raw(array.as_ptr())) };
    let kind = kind.map_err(refusal)?;
    // SAFETY: the producer vouches that array and schema belong together.
    unsafe { from_ffi_and_data_type(array, kind) }.map(make_array).map_err(refusal)
}

/// All arrays of a stream; arrow's own reader takes record batches only.
fn read(mut stream: FFI_ArrowArrayStream) -> Result<Vec<ArrayRef>, ArrowError> {
    let released = || ArrowError::CDataInterface("the stream was read before".into());
    let (get_schema, get_next, get_error) = (
        stream.get_schema().ok_or_else(released)?,
        stream.get_next().ok_or_else(released)?,
        stream.get_last_error(),
    );
    let check = |stream: &mut FFI_ArrowArrayStream, code: i32| {
        if code == 0 {
            return Ok(());
        }
        // SAFETY: the callback came from this stream; its text lives until the next call.
        let said = get_error.map(|get| unsafe { get(stream) }).filter(|said| !said.is_null());
        let why = said.map(|said| unsafe { CStr::from_ptr(said) }.to_string_lossy().into_owned());
        Err(ArrowError::CDataInterface(why.unwrap_or_else(|| format!("error {code}"))))
    };
    let mut schema = FFI_ArrowSchema::empty();
    // SAFETY: the callbacks came from this stream, which is not yet released.
    let code = unsafe { get_schema(&mut stream, &mut schema) };
    check(&mut stream, code)?;
    let kind = DataType::try_from(&schema)?;
    let mut chunks = Vec::new();
    loop {
        let mut array = FFI_ArrowArray::empty();
        // SAFETY: as above.
        let code = unsafe { get_next(&mut stream, &mut array) };
        check(&mut stream, code)?;
        if array.is_released() {
            return Ok(chunks);
        }
        // SAFETY: the producer vouches that its arrays have its schema.
        chunks.push(make_array(unsafe { from_ffi_and_data_type(array, kind.clone()) }?));
    }
}

/// The pair that `__arrow_c_array__` gives.
pub(super) fn export_array<'py>(
    py: Python<'py>,
    array: &StructArray,
) -> PyResult<Bound<'py, PyTuple>> {
    let schema = FFI_ArrowSchema::try_from(array.data_type()).map_err(refusal)?;
    let array = FFI_ArrowArray::new(&array.to_data());
    PyTuple::new(
        py,
        [
            PyCapsule::new_with_value(py, schema, SCHEMA)?,
            PyCapsule::new_with_value(py, array, ARRAY)?,
        ],
    )
}

/// What `__arrow_c_schema__` gives.
pub(super) fn export_schema<'py>(
    py: Python<'py>,
    array: &StructArray,
) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(array.data_type()).map_err(refusal)?;
    PyCapsule::new_with_value(py, schema, SCHEMA)
}

/// What `__arrow_c_stream__` gives: one batch.
pub(super) fn export_stream<'py>(
    py: Python<'py>,
    array: &StructArray,
) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = std::sync::Arc::new(Schema::new(array.fields().clone()));
    let batches = [Ok(RecordBatch::from(array.clone()))];
    let stream = FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new(batches, schema)));
    PyCapsule::new_with_value(py, stream, STREAM)
}

/// An `ExpatchError` for what Arrow refuses.
pub(super) fn refusal(why: ArrowError) -> PyErr {
    error("invalid-input", format!("cannot read the Arrow data: {why}"))
}
