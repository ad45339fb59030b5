//! The description of the API, OpenAPI 3.1, whose shapes are generated from
//! the types that are read and written. The paths stand in `paths`.

mod paths;

use crate::answer;
use axum::response::Response;
use paths::Body;
use paths::Operation;
use paths::Parameter;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use std::sync::LazyLock;

static TEXT: LazyLock<Vec<u8>> =
    LazyLock::new(|| serde_json::to_vec_pretty(&document()).unwrap_or_default());

pub(crate) async fn serve() -> Response {
    answer::bytes("application/json", TEXT.as_slice())
}

/// The whole description.
pub fn document() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut outgoing = settings.clone().for_serialize().into_generator();
    let mut incoming = settings.for_deserialize().into_generator();
    let mut paths = Map::new();
    for operation in paths::all(&mut incoming, &mut outgoing) {
        let (path, method) = (operation.path, operation.method);
        let described = describe(operation, &mut outgoing);
        paths.entry(path).or_insert_with(|| json!({}))[method] = described;
    }
    let mut schemas = outgoing.take_definitions(true);
    schemas.extend(incoming.take_definitions(true));
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "expatch",
            "summary": "Is this Microsoft Exchange server patched?",
            "description": "Any text in, a defensible verdict out. Errors are RFC 9457 problem \
                details; their codes are listed at /v1/problems.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": paths::TAGS
            .map(|(name, description)| json!({ "name": name, "description": description })),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn describe(operation: Operation, generator: &mut SchemaGenerator) -> Value {
    let mut responses = Map::new();
    let (status, content) = operation.answer;
    let mut done = json!({ "description": "done" });
    if !content.is_null() {
        done["content"] = content;
    }
    responses.insert(status.to_string(), done);
    let problem = generator.subschema_for::<crate::problem::Body<'static>>();
    for code in operation.problems {
        let (name, status, title) = code.parts();
        let text = responses
            .get(status.as_str())
            .and_then(|response| response["description"].as_str())
            .map_or_else(String::new, |before| format!("{before}; "));
        responses.insert(
            status.as_str().to_owned(),
            json!({
                "description": format!("{text}{title} (`{name}`)"),
                "content": { "application/problem+json": { "schema": problem } },
            }),
        );
    }
    if operation.tagged {
        responses.insert("304".to_owned(), json!({ "description": "what you have is current" }));
    }
    let mut described = json!({
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "responses": responses,
    });
    if !operation.parameters.is_empty() {
        described["parameters"] = operation.parameters.into_iter().map(parameter).collect();
    }
    if let Some(Body { content, required }) = operation.body {
        described["requestBody"] = json!({ "required": required, "content": content });
    }
    if operation.token {
        described["security"] = json!([{ "token": [] }]);
    }
    described
}

fn parameter(parameter: Parameter) -> Value {
    json!({
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.place == "path",
        "description": parameter.description,
        "schema": parameter.schema,
    })
}
