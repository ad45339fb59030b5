//! The JSON Schema (2020-12) of the report, made from the types that are
//! serialised, so that it cannot drift from them. Feature `schema`.

use crate::channel::Channel;
use crate::date::Date;
use crate::evidence::Precision;
use crate::evidence::Standing;
use crate::evidence::Why;
use crate::judge::Because;
use crate::judge::Patched;
use crate::judge::Status;
use crate::judge::StepKind;
use crate::report::Report;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use schemars::JsonSchema;
use schemars::Schema;
use schemars::SchemaGenerator;
use schemars::json_schema;
use serde_json::Map;
use serde_json::Value;

/// Where the schema of this version of the report is found.
const ID: &str = "https://github.com/expatch/expatch/schema/report-2.json";

/// The schema of a whole [`Report`]: every object closed, every code in a list,
/// no null, since what is absent is left out.
pub fn report() -> Schema {
    let mut schema = schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Report>();
    let whole = schema.ensure_object();
    whole.insert("$id".into(), ID.into());
    let mut definitions = whole.remove("$defs").unwrap_or_default();
    close(whole, "Report");
    if let Some(definitions) = definitions.as_object_mut() {
        for (name, definition) in definitions.iter_mut() {
            if let Some(object) = definition.as_object_mut() {
                close(object, name);
            }
        }
    }
    whole.insert("$defs".into(), definitions);
    schema
}

/// Closes an object of the schema and lists the codes of its fields.
fn close(object: &mut Map<String, Value>, name: &str) {
    let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for (field, property) in properties.iter_mut() {
        let Some(property) = property.as_object_mut() else { continue };
        without_null(property);
        if let Some(codes) = codes(name, field) {
            property.insert("enum".into(), codes.into());
        }
    }
    object.insert("additionalProperties".into(), false.into());
}

/// A field that may be absent is never null: it is left out.
fn without_null(property: &mut Map<String, Value>) {
    let null = |value: &Value| value == "null" || value["type"] == "null";
    if let Some(Value::Array(types)) = property.get_mut("type") {
        types.retain(|kind| !null(kind));
        if let [only] = &types[..] {
            let only = only.clone();
            property.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(mut any)) = property.remove("anyOf") {
        any.retain(|kind| !null(kind));
        match any.pop() {
            Some(Value::Object(only)) if any.is_empty() => property.extend(only),
            Some(last) => {
                any.push(last);
                property.insert("anyOf".into(), any.into());
            }
            None => {}
        }
    }
}

/// The codes that a field of an object may hold, where it is one of a list.
fn codes(object: &str, field: &str) -> Option<Vec<&'static str>> {
    Some(match (object, field) {
        ("Verdict" | "Case" | "IfYours", "status") | ("Verdict", "worst") => {
            Status::ALL.map(Status::code).into()
        }
        (_, "patched") => Patched::ALL.map(Patched::code).into(),
        (_, "precision") => Precision::ALL.map(Precision::code).into(),
        (_, "standing") => Standing::ALL.map(Standing::code).into(),
        (_, "channel") => Channel::ALL.iter().map(|channel| channel.code()).collect(),
        ("MentionView", "why") => Why::ALL.iter().map(|why| why.code()).collect(),
        (_, "because") => Because::ALL.map(Because::code).into(),
        ("PlanStep", "kind") => StepKind::ALL.map(StepKind::code).into(),
        ("Link", "kind") => vec!["article", "media", "guide", "tool", "list"],
        (_, "role") => vec!["mailbox", "edge"],
        (_, "necessity") => vec!["required", "verify", "interim"],
        (_, "state") => vec!["supported", "ending", "esu", "baseline-ended", "ended"],
        _ => return None,
    })
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

    #[test]
    fn codes_are_listed_objects_closed_and_nothing_is_null() {
        let schema = report().to_value();
        assert!(schema["$id"].is_string());
        let definitions = &schema["$defs"];
        for (object, field) in [
            ("Verdict", "status"),
            ("Verdict", "worst"),
            ("Verdict", "patched"),
            ("EvidenceView", "channel"),
            ("EvidenceView", "precision"),
            ("EvidenceView", "standing"),
            ("MentionView", "why"),
            ("VulnerabilityView", "because"),
            ("PlanStep", "kind"),
            ("PlanStep", "role"),
            ("PlanStep", "necessity"),
            ("Link", "kind"),
            ("Support", "state"),
        ] {
            let codes = definitions[object]["properties"][field]["enum"].as_array();
            assert!(codes.is_some_and(|codes| codes.len() > 1), "{object}.{field}");
        }
        for (name, definition) in definitions.as_object().unwrap() {
            if definition["properties"].is_object() {
                assert_eq!(definition["additionalProperties"], false, "{name}");
            }
        }
        assert!(!serde_json::to_string(&schema).unwrap().contains("\"null\""));
    }
}
