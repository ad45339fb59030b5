//! The shapes that the inventory's paths read and write.

use expatch_store::Assessment;
use expatch_store::Change;
use expatch_store::Delivery;
use expatch_store::EstateRow;
use expatch_store::Listed;
use expatch_store::Webhook;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;

/// Rows in an answer unless asked for fewer or more, and at most.
const ROWS: (i64, i64) = (100, 1000);

fn rows(limit: Option<i64>) -> i64 {
    limit.unwrap_or(ROWS.0).clamp(1, ROWS.1)
}

/// Which servers.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Which {
    /// Of this status.
    pub(super) status: Option<String>,
    /// Of this organisation.
    pub(super) organisation: Option<String>,
    /// In this country.
    pub(super) country: Option<String>,
    /// With this tag.
    pub(super) tag: Option<String>,
    /// After this name; `next` of the answer before.
    pub(super) after: Option<String>,
    /// How many at most; 1000 is the most.
    limit: Option<i64>,
}

impl Which {
    pub(super) fn limit(&self) -> i64 {
        rows(self.limit)
    }
}

/// Which part of a long list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Page {
    /// After this number, ascending (changes).
    pub(super) after: Option<i64>,
    /// Before this number, descending (history).
    pub(super) before: Option<i64>,
    /// How many at most; 1000 is the most. Days, of the estate.
    limit: Option<i64>,
}

impl Page {
    pub(super) fn limit(&self) -> i64 {
        rows(self.limit)
    }
}

/// Which recipients of a campaign's notices.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Recipients {
    /// After this one; `next` of the answer before.
    pub(super) after: Option<String>,
    /// How many at most; 1000 is the most.
    limit: Option<i64>,
}

impl Recipients {
    pub(super) fn limit(&self) -> i64 {
        rows(self.limit)
    }
}

/// Servers by name.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Servers {
    pub(super) servers: Vec<Listed>,
    /// What to ask for `after`; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
}

/// One assessment of a server.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Entry {
    /// Its number.
    pub(super) seq: i64,
    #[serde(flatten)]
    pub(super) assessment: Assessment,
}

/// A server's assessments, newest first.
#[derive(JsonSchema, Serialize)]
pub(crate) struct History {
    pub(super) assessments: Vec<Entry>,
    /// What to ask for `before`; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<i64>,
}

/// Changes; newest first, or ascending where `after` was asked for.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Changes {
    pub(super) changes: Vec<Change>,
}

/// How the servers stand, now and day by day.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Estate {
    /// Today.
    #[schemars(with = "expatch::Date")]
    pub(super) day: String,
    /// Servers at each status now.
    pub(super) now: BTreeMap<String, i64>,
    /// The last count of each day.
    pub(super) days: Vec<EstateRow>,
}

/// Addresses that are notified of changes.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Webhooks {
    pub(super) webhooks: Vec<Webhook>,
}

/// The addresses that are understood, for the API's schema.
const HTTPS: &str = "^https://[a-z0-9]+([-.][a-z0-9]+)*[.][a-z]+(:[1-9][0-9]{0,3})?([/?][A-Za-z0-9._~:/?@!$&'()*+,;=%-]*)?$";

/// An address that is to be notified of changes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWebhook {
    /// Where messages go: `https://…`, on the Internet.
    #[schemars(length(max = 2048), regex(pattern = HTTPS))]
    pub(super) url: String,
}

/// A webhook that was just made.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Created {
    #[serde(flatten)]
    pub(super) webhook: Webhook,
    /// The key of the signatures; shown only now.
    pub(super) secret: String,
}

/// Messages to a webhook, newest first.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Deliveries {
    pub(super) deliveries: Vec<Delivery>,
}

/// Dead letters that are tried anew.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Revived {
    pub(super) revived: u64,
}
