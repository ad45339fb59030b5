//! Errors on their way to JavaScript: an `Error` whose name is the code.

use expatch::database::DatabaseError;
use wasm_bindgen::JsValue;

/// Why a call is refused; `pkg/` makes an `ExpatchError` of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Code {
    DatabaseTooOld,
    Internal,
    InvalidAge,
    InvalidBuild,
    InvalidDatabase,
    InvalidDay,
    InvalidInput,
    InvalidLocale,
    InvalidOptions,
    OlderDatabase,
    #[cfg(feature = "views")]
    Unreadable,
    UnsupportedSchema,
    UntrustedDatabase,
}

impl Code {
    const fn text(self) -> &'static str {
        match self {
            Self::DatabaseTooOld => "database-too-old",
            Self::Internal => "internal",
            Self::InvalidAge => "invalid-age",
            Self::InvalidBuild => "invalid-build",
            Self::InvalidDatabase => "invalid-database",
            Self::InvalidDay => "invalid-day",
            Self::InvalidInput => "invalid-input",
            Self::InvalidLocale => "invalid-locale",
            Self::InvalidOptions => "invalid-options",
            Self::OlderDatabase => "older-database",
            #[cfg(feature = "views")]
            Self::Unreadable => "unreadable",
            Self::UnsupportedSchema => "unsupported-schema",
            Self::UntrustedDatabase => "untrusted-database",
        }
    }
}

/// An `Error` with this code and message.
pub(crate) fn error(code: Code, message: &str) -> JsValue {
    let error = js_sys::Error::new(message);
    error.set_name(code.text());
    error.into()
}

/// Why bytes are no database that this program can use.
pub(crate) fn refused(why: DatabaseError) -> JsValue {
    let code = match why {
        DatabaseError::Schema(_) => Code::UnsupportedSchema,
        _ => Code::InvalidDatabase,
    };
    error(code, &why.to_string())
}

/// What `value` is, in a message: `null`, `array`, `number` …
pub(crate) fn kind(value: &JsValue) -> String {
    if value.is_null() {
        String::from("null")
    } else if js_sys::Array::is_array(value) {
        String::from("array")
    } else {
        value.js_typeof().as_string().unwrap_or_default()
    }
}
