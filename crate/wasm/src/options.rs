//! Options as JavaScript gives them, checked once and for every call.

use crate::error::Code;
use crate::error::error;
use crate::error::kind;
use expatch::Date;
use expatch::Language;
use js_sys::Array;
use js_sys::Function;
use js_sys::Object;
use js_sys::Reflect;
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;

/// For which day, in which language, on how fresh facts, how long a report.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Options {
    /// The day the verdict is computed for.
    pub(crate) as_of: Date,
    /// The language of its sentences.
    pub(crate) language: Language,
    /// How many days old the facts may be.
    pub(crate) max_age: Option<f64>,
    /// How many servers a report answers in full.
    pub(crate) max_servers: usize,
    /// The one version that the input mentions is that of the caller's server.
    pub(crate) mine: bool,
}

/// The fields as they come; each is checked apart, so that a message can name it.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Given {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    as_of: JsValue,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    locale: JsValue,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    max_database_age_days: JsValue,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    max_servers: JsValue,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    mine: JsValue,
}

const NAMES: [&str; 5] = ["asOf", "locale", "maxDatabaseAgeDays", "maxServers", "mine"];

impl Options {
    /// None but the day.
    #[cfg(test)]
    pub(crate) fn of(day: &str) -> Self {
        Self {
            as_of: day.parse().expect("a day"),
            language: Language::English,
            max_age: None,
            max_servers: expatch::Options::MAX_SERVERS,
            mine: false,
        }
    }

    /// How the caller wants his input to be taken.
    pub(crate) fn given(&self) -> expatch::Given {
        expatch::Given { mine: self.mine, ..expatch::Given::default() }
    }

    /// The options that `value` says: `undefined` says none, `null` and an
    /// option that nobody knows are mistakes.
    pub(crate) fn read(value: &JsValue) -> Result<Self, JsValue> {
        let given = if value.is_undefined() { Given::default() } else { given(value)? };
        Ok(Self {
            as_of: day(&given.as_of, "asOf")?,
            language: language(&given.locale)?,
            max_age: age(&given.max_database_age_days)?,
            max_servers: max_servers(&given.max_servers)?,
            mine: mine(&given.mine)?,
        })
    }
}

fn given(value: &JsValue) -> Result<Given, JsValue> {
    known_names(value, &NAMES, Code::InvalidOptions, "the options are")?;
    serde_wasm_bindgen::from_value(value.clone())
        .map_err(|why| error(Code::InvalidOptions, &format!("the options: {why}")))
}

/// Whether a record has a member of this name, which tells its kind.
pub(crate) fn has(record: &JsValue, name: &str) -> bool {
    record.is_object() && Reflect::has(record, &JsValue::from_str(name)).unwrap_or_default()
}

/// Refuses what is no object and a name that is none of `names`.
pub(crate) fn known_names(
    value: &JsValue,
    names: &[&str],
    code: Code,
    what: &str,
) -> Result<(), JsValue> {
    if !value.is_object() || Array::is_array(value) {
        let message = format!("{what} {}, an object is expected", kind(value));
        return Err(error(code, &message));
    }
    for name in
        Object::keys(value.unchecked_ref::<Object>()).iter().filter_map(|name| name.as_string())
    {
        if !names.contains(&name.as_str()) {
            let known = names.join("`, `");
            let message = format!("`{name}` is not known here: `{known}` are");
            return Err(error(code, &message));
        }
    }
    Ok(())
}

/// Today in UTC.
pub(crate) fn today() -> Date {
    Date::from_days((js_sys::Date::now() / 86_400_000.0).floor() as i32)
}

/// The day as text or as a `Date` of any realm; today in UTC where none is given.
pub(crate) fn day(value: &JsValue, name: &str) -> Result<Date, JsValue> {
    let refuse = |message: &str| error(Code::InvalidDay, message);
    if value.is_undefined() {
        return Ok(today());
    }
    let text = if let Some(text) = value.as_string() {
        text
    } else if method(value, "toISOString").is_some() {
        let date: &js_sys::Date = value.unchecked_ref();
        if date.get_time().is_nan() {
            return Err(refuse(&format!("`{name}` is an invalid Date")));
        }
        iso(date)
    } else {
        let message = format!("`{name}` is {}, a string or a Date is expected", kind(value));
        return Err(refuse(&message));
    };
    text.parse().map_err(|why| refuse(&format!("cannot read the day `{text}`: {why}")))
}

fn iso(date: &js_sys::Date) -> String {
    let text = String::from(date.to_iso_string());
    text.split('T').next().unwrap_or_default().to_owned()
}

/// The first language asked for that is spoken here: `fr-BE` finds `fr`.
fn language(value: &JsValue) -> Result<Language, JsValue> {
    if value.is_undefined() {
        return Ok(Language::English);
    }
    let tags = if Array::is_array(value) { Array::from(value) } else { Array::of1(value) };
    for tag in tags.iter() {
        let Some(text) = tag.as_string() else {
            let message = format!("`locale` holds {}, language tags are expected", kind(&tag));
            return Err(error(Code::InvalidLocale, &message));
        };
        let primary = text.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        match primary.as_str() {
            "en" => return Ok(Language::English),
            "fr" => return Ok(Language::French),
            "nl" => return Ok(Language::Dutch),
            "de" => return Ok(Language::German),
            _ => {}
        }
    }
    Ok(Language::English)
}

fn age(value: &JsValue) -> Result<Option<f64>, JsValue> {
    if value.is_undefined() {
        return Ok(None);
    }
    match value.as_f64() {
        Some(days) if days >= 0.0 => Ok(Some(days)),
        _ => Err(error(Code::InvalidAge, "`maxDatabaseAgeDays` is no number of days")),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from a float saturates, and that is what a limit means"
)]
fn max_servers(value: &JsValue) -> Result<usize, JsValue> {
    if value.is_undefined() {
        return Ok(expatch::Options::MAX_SERVERS);
    }
    match value.as_f64() {
        Some(most) if most >= 0.0 => Ok(most as usize),
        _ => Err(error(Code::InvalidOptions, "`maxServers` is no number of servers")),
    }
}

fn mine(value: &JsValue) -> Result<bool, JsValue> {
    if value.is_undefined() {
        return Ok(false);
    }
    value.as_bool().ok_or_else(|| error(Code::InvalidOptions, "`mine` is neither true nor false"))
}

/// A method of `value`, found by its name: `instanceof` knows one realm only.
pub(crate) fn method(value: &JsValue, name: &str) -> Option<Function> {
    if value.is_null() || value.is_undefined() {
        return None;
    }
    let found = Reflect::get(value, &JsValue::from_str(name)).ok()?;
    found.is_function().then(|| found.unchecked_into())
}
