//! The JSON Schema (2020-12) of the report, made from the types that are
//! serialised, so that it cannot drift from them. Feature `schema`.

use crate::date::Date;
use crate::report::Report;
use alloc::borrow::Cow;
use schemars::JsonSchema;
use schemars::Schema;
use schemars::SchemaGenerator;
use schemars::json_schema;

/// The schema of a whole [`Report`].
pub fn report() -> Schema {
    schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Report>()
}

impl JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Date")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A day of the Gregorian calendar.",
            "format": "date",
            "examples": ["2026-11-23"],
        })
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;

    #[test]
    fn the_schema_names_fields_as_the_json_does() {
        let schema = report().to_value();
        let required = schema["required"].as_array().unwrap();
        assert!(required.contains(&"asOf".into()), "{schema}");
        assert!(schema["$defs"]["Open"]["properties"]["atLeast"].is_object());
        assert!(schema["$defs"]["Open"]["properties"]["at_least"].is_null());
        // A field that may be left out is never required, so that absent needs no null.
        let server = schema["$defs"]["Server"]["required"].as_array().unwrap();
        assert!(!server.contains(&"build".into()));
    }
}
