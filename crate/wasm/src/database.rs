//! Which database answers: the embedded one, or a newer one loaded later.

use crate::error::error;
use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::ptr;
use core::sync::atomic::AtomicPtr;
use core::sync::atomic::Ordering;
use expatch::Database;
use expatch::database::DatabaseError;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The loaded database; null until there is one. What was loaded is never
/// freed, so that a reference to it is always good: loading is rare, and an
/// instance can be dropped whole.
static LOADED: AtomicPtr<Database<'static>> = AtomicPtr::new(ptr::null_mut());

/// The database that answers now.
pub(crate) fn current() -> Database<'static> {
    let loaded = LOADED.load(Ordering::Acquire);
    // SAFETY: it is null or came from `Box::into_raw` in `load` and is never freed.
    unsafe { loaded.as_ref() }.copied().unwrap_or_else(Database::embedded)
}

/// Lets the database in `bytes` answer from now on.
///
/// # Errors
/// Throws `invalid-database` for anything but a whole database and
/// `unsupported-schema` for one this program cannot read; the old one stays.
#[wasm_bindgen(js_name = loadDatabase)]
pub fn load(bytes: Vec<u8>) -> Result<(), JsValue> {
    let bytes: &'static [u8] = Box::leak(bytes.into_boxed_slice());
    let database = Database::load(bytes).map_err(|why| {
        let code = match why {
            DatabaseError::Schema(_) => "unsupported-schema",
            _ => "invalid-database",
        };
        error(code, &why.to_string())
    })?;
    LOADED.store(Box::into_raw(Box::new(database)), Ordering::Release);
    Ok(())
}
