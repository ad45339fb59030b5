//! Builds and prefixes in the published JSON Schema. Feature `schema`.

use super::Build;
use super::BuildPrefix;
use alloc::borrow::Cow;
use schemars::JsonSchema;
use schemars::Schema;
use schemars::SchemaGenerator;
use schemars::json_schema;

impl JsonSchema for Build {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Build")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A build in the short spelling.",
            "pattern": r"^\d{1,5}\.\d{1,5}\.\d{1,5}\.\d{1,5}$",
            "examples": ["15.2.1748.48"],
        })
    }
}

impl JsonSchema for BuildPrefix {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("BuildPrefix")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "The first two or three parts of a build.",
            "pattern": r"^\d{1,5}\.\d{1,5}(\.\d{1,5})?$",
            "examples": ["15.2.1748"],
        })
    }
}
