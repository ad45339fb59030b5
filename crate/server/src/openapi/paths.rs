//! The operations of the API. A test holds this list and the router together.

mod inventory;

use crate::ask::Ask;
use crate::problem::Code;
use crate::route::shapes;
use schemars::JsonSchema;
use schemars::SchemaGenerator;
use serde_json::Value;
use serde_json::json;

/// The families of operations.
pub(super) const TAGS: [(&str, &str); 4] = [
    ("verdicts", "Text in, verdict out. Open, nothing is kept."),
    ("facts", "The database: releases, vulnerabilities, its identity."),
    ("inventory", "Servers that are watched. Needs a token."),
    ("operation", "For those who run the server."),
];

/// One method of one path.
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) id: &'static str,
    pub(super) tag: &'static str,
    pub(super) summary: &'static str,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<Body>,
    pub(super) answer: (u16, Value),
    pub(super) problems: Vec<Code>,
    pub(super) tagged: bool,
    pub(super) token: bool,
}

/// What may stand in a path or a query.
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) place: &'static str,
    pub(super) description: String,
    pub(super) schema: Value,
}

/// What is sent.
pub(super) struct Body {
    pub(super) content: Value,
    pub(super) required: bool,
}

/// Problems that any operation may have.
const ANYWHERE: [Code; 4] = [Code::RequestTimeout, Code::RateLimited, Code::Internal, Code::Busy];

impl Operation {
    fn new(
        method: &'static str,
        path: &'static str,
        id: &'static str,
        tag: &'static str,
        summary: &'static str,
        answer: Value,
    ) -> Self {
        Self {
            method,
            path,
            id,
            tag,
            summary,
            parameters: Vec::new(),
            body: None,
            answer: (200, answer),
            problems: ANYWHERE.to_vec(),
            tagged: false,
            token: false,
        }
    }

    fn tagged(self) -> Self {
        Self { tagged: true, ..self }
    }

    fn query<T: JsonSchema>(mut self, generator: &mut SchemaGenerator) -> Self {
        self.parameters.extend(query::<T>(generator));
        self.problems.push(Code::InvalidParameter);
        self
    }

    fn path_parameter(mut self, name: &str, description: &str, schema: Value) -> Self {
        self.parameters.push(Parameter {
            name: name.to_owned(),
            place: "path",
            description: description.to_owned(),
            schema,
        });
        self.problems.push(Code::NotFound);
        self
    }

    fn body(mut self, content: Value) -> Self {
        self.body = Some(Body { content, required: true });
        self.problems.extend([Code::MalformedBody, Code::BodyTooLarge, Code::UnsupportedMediaType]);
        self
    }

    /// A body that may be empty: a text without evidence is one too.
    fn text(self, content: Value) -> Self {
        let body = Some(Body { content: content.clone(), required: false });
        Self { body, ..self.body(content) }
    }

    fn token(mut self) -> Self {
        self.token = true;
        self.problems.extend([
            Code::Unauthorized,
            Code::Forbidden,
            Code::InventoryOff,
            Code::InventoryFailed,
        ]);
        self
    }

    fn status(mut self, status: u16) -> Self {
        self.answer.0 = status;
        self
    }

    fn problems(mut self, codes: &[Code]) -> Self {
        self.problems.extend(codes);
        self
    }
}

/// The fields of a query's type as parameters.
fn query<T: JsonSchema>(generator: &mut SchemaGenerator) -> Vec<Parameter> {
    let schema = T::json_schema(generator).to_value();
    let fields = schema["properties"].as_object().cloned().unwrap_or_default();
    let parameter = |(name, mut schema): (String, Value)| {
        let description = schema["description"].as_str().unwrap_or_default().to_owned();
        // In a query a field is there or not; there is no null.
        if let Some(kinds) = schema["type"].as_array() {
            schema["type"] = kinds.iter().find(|kind| *kind != "null").cloned().unwrap_or_default();
        }
        if let Some(choice) = schema["anyOf"].as_array().and_then(|choices| choices.first()) {
            schema = choice.clone();
        }
        Parameter { name, place: "query", description, schema }
    };
    fields.into_iter().map(parameter).collect()
}

fn as_json<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    json!({ "application/json": { "schema": generator.subschema_for::<T>() } })
}

fn as_text() -> Value {
    json!({ "text/plain": { "schema": { "type": "string" } } })
}

/// All operations.
pub(super) fn all(
    incoming: &mut SchemaGenerator,
    outgoing: &mut SchemaGenerator,
) -> Vec<Operation> {
    let mut all = verdicts(incoming, outgoing);
    all.extend(facts(incoming, outgoing));
    all.extend(inventory::all(incoming, outgoing));
    all.extend(operation(outgoing));
    all
}

fn verdicts(incoming: &mut SchemaGenerator, outgoing: &mut SchemaGenerator) -> Vec<Operation> {
    let mut sent = as_json::<shapes::AssessRequest>(incoming);
    let headers = "X-OWA-Version: 15.1.2507.6";
    sent["text/plain"] = json!({ "schema": { "type": "string" }, "example": headers });
    sent["application/octet-stream"] = json!({});
    let mut report = as_json::<expatch::Report>(outgoing);
    report["text/plain"] = as_text()["text/plain"].clone();
    let assess = Operation::new(
        "post",
        "/v1/assess",
        "assess",
        "verdicts",
        "The report on everything a text says about Exchange servers",
        report,
    );
    // A sequence of JSON lines has no schema in OpenAPI 3.1; that of a line is given.
    let lines = json!({
        "application/x-ndjson": { "schema": incoming.subschema_for::<shapes::StreamItem>() },
        "text/plain": { "schema": { "type": "string" } },
    });
    let answers = json!({
        "application/x-ndjson": { "schema": outgoing.subschema_for::<shapes::StreamAnswer>() },
    });
    let stream = Operation::new(
        "post",
        "/v1/assess/stream",
        "assessStream",
        "verdicts",
        "One input a line in, one report a line out, in order; any number of lines",
        answers,
    );
    vec![
        assess.query::<Ask>(incoming).text(sent).problems(&[Code::NotAcceptable]),
        stream.query::<Ask>(incoming).text(lines),
    ]
}

fn facts(incoming: &mut SchemaGenerator, outgoing: &mut SchemaGenerator) -> Vec<Operation> {
    let get = |path, id, summary, answer| Operation::new("get", path, id, "facts", summary, answer);
    let releases = as_json::<shapes::Releases>(outgoing);
    let cves = as_json::<shapes::Vulnerabilities>(outgoing);
    let cve = as_json::<shapes::VulnerabilityRow>(outgoing);
    let database = as_json::<shapes::InUse>(outgoing);
    let id = json!({ "type": "string", "pattern": r"^CVE-\d{4}-\d{4,7}$" });
    vec![
        get("/v1/releases", "releases", "Releases, ascending by build", releases)
            .query::<shapes::WhichReleases>(incoming)
            .tagged(),
        get("/v1/cves", "vulnerabilities", "Vulnerabilities, ascending", cves).tagged(),
        get("/v1/cves/{id}", "vulnerability", "A vulnerability and where it is fixed", cve)
            .path_parameter("id", "`CVE-…`, in any letter case", id)
            .tagged(),
        get("/v1/database", "database", "Who the facts are", database).tagged(),
    ]
}

fn operation(outgoing: &mut SchemaGenerator) -> Vec<Operation> {
    let get =
        |path, id, summary, answer| Operation::new("get", path, id, "operation", summary, answer);
    let kind = as_json::<shapes::Kind>(outgoing);
    let kinds = as_json::<Vec<shapes::Kind>>(outgoing);
    let any = json!({ "application/json": { "schema": { "type": "object" } } });
    let metrics = json!({ "application/openmetrics-text": { "schema": { "type": "string" } } });
    let code = json!({ "type": "string", "pattern": "^[a-z-]+$" });
    vec![
        get("/v1/problems", "problems", "The kinds of problems", kinds),
        get("/v1/problems/{code}", "problem", "A kind of problem", kind).path_parameter(
            "code",
            "The stable code of the kind",
            code,
        ),
        get("/v1/openapi.json", "description", "This description", any),
        get("/healthz", "alive", "Whether the server lives", as_text()),
        get("/readyz", "ready", "Whether it should be sent requests", as_text()),
        get("/metrics", "metrics", "Counters for Prometheus", metrics),
    ]
}
