//! The structured door for a row of anything: a table's cells below their titles, an
//! object's members. No text is made of them that a value could pose in.

use crate::error::Code;
use crate::error::error;
use crate::options::has;
use crate::options::known_names;
use expatch::Assessor;
use expatch::Fields;
use expatch::Language;
use expatch::Said;
use js_sys::Array;
use js_sys::Object;
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;

/// Names and values of one server.
#[derive(Debug)]
pub(crate) struct Record(Said);

impl Record {
    /// Whether `record` is of this kind.
    pub(crate) fn is(record: &JsValue) -> bool {
        has(record, "fields")
    }

    /// Reads `{fields}`: pairs of names and values, or an object of them.
    pub(crate) fn read(record: &JsValue) -> Result<Self, JsValue> {
        known_names(record, &["fields"], Code::InvalidInput, "the input is")?;
        let given = Reflect::get(record, &JsValue::from_str("fields"))?;
        let pairs = match given.dyn_ref::<Object>() {
            Some(object) if !Array::is_array(&given) => Object::entries(object).into(),
            _ => given,
        };
        let pairs: Vec<(String, String)> = serde_wasm_bindgen::from_value(pairs)
            .map_err(|why| error(Code::InvalidInput, &format!("`fields` are texts: {why}")))?;
        let mut fields = Fields::default();
        for (name, value) in pairs {
            fields.push(&name, value.as_bytes());
        }
        Ok(Self(Said::Fields(fields)))
    }

    /// The report on it as JSON; places are counted in the values, a line feed behind each.
    pub(crate) fn report(&self, assessor: &Assessor<'_>, language: Language) -> String {
        assessor.report_json_on(&self.0.text(), self.0.read(), language)
    }
}
