//! The operations on servers that are watched.

use super::Operation;
use super::as_json;
use crate::ask::Ask;
use crate::problem::Code;
use crate::route::shapes;
use schemars::SchemaGenerator;
use serde_json::Value;
use serde_json::json;

fn make(
    (method, path): (&'static str, &'static str),
    id: &'static str,
    summary: &'static str,
    answer: Value,
) -> Operation {
    Operation::new(method, path, id, "inventory", summary, answer).token()
}

fn with_id(operation: Operation) -> Operation {
    let id = json!({ "type": "string", "minLength": 1 });
    operation.path_parameter("id", "The `id` that it was given", id)
}

/// All of them.
pub(super) fn all(
    incoming: &mut SchemaGenerator,
    outgoing: &mut SchemaGenerator,
) -> Vec<Operation> {
    let mut all = servers(incoming, outgoing);
    all.extend(changes(incoming, outgoing));
    all.extend(webhooks(incoming, outgoing));
    all.extend(campaigns(incoming));
    all
}

fn servers(incoming: &mut SchemaGenerator, outgoing: &mut SchemaGenerator) -> Vec<Operation> {
    let (list, server) =
        (as_json::<shapes::Servers>(outgoing), as_json::<shapes::Server>(outgoing));
    let draft = as_json::<shapes::Draft>(incoming);
    let csv = json!({ "text/csv": {
        "schema": { "type": "string" },
        "example": "name,organisation,country,tags,evidence\nmail,Ministry,BE,dmz,15.1.2507.6\n",
    } });
    let imported = as_json::<shapes::Imported>(outgoing);
    let past = as_json::<shapes::History>(outgoing);
    let one = "/v1/servers/{id}";
    vec![
        make(("get", "/v1/servers"), "servers", "Servers by name", list)
            .query::<shapes::Which>(incoming),
        make(("post", "/v1/servers"), "createServer", "Registers a server", server.clone())
            .body(draft.clone())
            .status(201)
            .problems(&[Code::Conflict]),
        make(
            ("post", "/v1/servers/import"),
            "importServers",
            "Registers or replaces servers by name, all or none",
            imported,
        )
        .body(csv),
        with_id(make(("get", one), "server", "A server", server.clone())),
        with_id(make(("put", one), "replaceServer", "Replaces a server", server))
            .body(draft)
            .problems(&[Code::Conflict]),
        with_id(make(("delete", one), "deleteServer", "Forgets a server", Value::Null)).status(204),
        with_id(make(
            ("get", "/v1/servers/{id}/history"),
            "history",
            "A server's assessments, newest first",
            past,
        ))
        .query::<shapes::Page>(incoming),
    ]
}

fn changes(incoming: &mut SchemaGenerator, outgoing: &mut SchemaGenerator) -> Vec<Operation> {
    let list = as_json::<shapes::Changes>(outgoing);
    let estate = as_json::<shapes::Estate>(outgoing);
    let atom = json!({ "application/atom+xml": { "schema": { "type": "string" } } });
    vec![
        make(("get", "/v1/changes"), "changes", "Servers whose verdict changed", list)
            .query::<shapes::Page>(incoming),
        make(("get", "/v1/changes.atom"), "changesFeed", "The same for feed readers", atom),
        make(("get", "/v1/estate"), "estate", "How many stand where, day by day", estate)
            .query::<shapes::Page>(incoming),
    ]
}

fn campaigns(incoming: &mut SchemaGenerator) -> Vec<Operation> {
    let object = || json!({ "application/json": { "schema": { "type": "object" } } });
    let named = |path, id, summary, answer| {
        let name = json!({ "type": "string", "minLength": 1 });
        make(("get", path), id, summary, answer).path_parameter("name", "Its name", name)
    };
    let html = json!({ "text/html": { "schema": { "type": "string" } } });
    vec![
        make(("get", "/v1/campaigns"), "campaigns", "Campaigns, the newest first", object()),
        named("/v1/campaigns/{name}", "campaign", "Its counts and its projection", object()),
        named("/v1/campaigns/{name}/hosts", "campaignHosts", "Its hosts by number", object())
            .query::<shapes::Page>(incoming),
        named("/v1/campaigns/{name}/recipients", "campaignRecipients", "Whom to tell", object())
            .query::<shapes::Recipients>(incoming),
        named("/v1/campaigns/{name}/report", "campaignReport", "The report to print", html)
            .query::<Ask>(incoming),
    ]
}

fn webhooks(incoming: &mut SchemaGenerator, outgoing: &mut SchemaGenerator) -> Vec<Operation> {
    let list = as_json::<shapes::Webhooks>(outgoing);
    let made = as_json::<shapes::Created>(outgoing);
    let webhook = as_json::<shapes::Webhook>(outgoing);
    let sent = as_json::<shapes::Deliveries>(outgoing);
    let revived = as_json::<shapes::Revived>(outgoing);
    let body = as_json::<shapes::NewWebhook>(incoming);
    let one = "/v1/webhooks/{id}";
    vec![
        make(("get", "/v1/webhooks"), "webhooks", "Who is told of changes", list),
        make(("post", "/v1/webhooks"), "createWebhook", "Tells an address of changes", made)
            .body(body)
            .status(201),
        with_id(make(("get", one), "webhook", "A webhook", webhook)),
        with_id(make(("delete", one), "deleteWebhook", "Tells it no more", Value::Null))
            .status(204),
        with_id(make(
            ("get", "/v1/webhooks/{id}/deliveries"),
            "deliveries",
            "Messages to it, newest first, dead letters among them",
            sent,
        ))
        .query::<shapes::Page>(incoming),
        with_id(make(
            ("post", "/v1/webhooks/{id}/revive"),
            "reviveDeliveries",
            "Tries its dead letters anew",
            revived,
        )),
    ]
}
