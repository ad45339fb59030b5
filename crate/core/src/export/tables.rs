//! The rows that only the export has.

use crate::build::Build;
use crate::database::{self, Database, Necessity, Product};
use crate::date::Date;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::Serialize;

/// Who the database is.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExportIdentity {
    /// Version of the schema of the binary this was read from.
    pub schema: String,
    /// Data version.
    pub version: String,
    /// The day of the newest fact.
    pub as_of: Date,
    /// Number of releases.
    pub releases: usize,
    /// Number of vulnerabilities.
    pub vulnerabilities: usize,
    /// SHA-256 of the binary's content, in hexadecimal.
    pub digest: String,
}

/// A source of facts.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SourceRow<'a> {
    /// Its key, as rows name it.
    pub key: &'a str,
    /// What it is.
    pub title: &'a str,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
    /// The day of the copy that was read.
    pub as_of: Date,
}

/// A manual step.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct StepRow<'a> {
    /// Its code.
    pub code: &'a str,
    /// `interim`, `verify` or `required`.
    pub necessity: &'static str,
}

/// A product.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProductRow<'a> {
    /// `2016`, `SE`.
    pub short: &'a str,
    /// Its full name.
    pub name: &'a str,
    /// The day it came out.
    pub released: Date,
    /// Only the month of `released` is known.
    #[serde(skip_serializing_if = "is_false")]
    pub month_only: bool,
    /// Last day of mainstream support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mainstream_end: Option<Date>,
    /// Last day of support for everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_end: Option<Date>,
    /// Periods of paid Extended Security Updates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub esu: Vec<EsuRow>,
    /// Its baselines, oldest first.
    pub baselines: Vec<BaselineRow<'a>>,
}

/// A period of Extended Security Updates.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct EsuRow {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// A baseline.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BaselineRow<'a> {
    /// `RTM`, `SP1`, `CU23`.
    pub name: &'a str,
    /// Its own build.
    pub build: Build,
    /// The day it came out.
    pub released: Date,
    /// Last day of updates, where earlier than the product's end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_service_until: Option<Date>,
    /// Its updates went on for customers with ESU.
    #[serde(skip_serializing_if = "is_false")]
    pub esu: bool,
}

pub(super) fn identity(database: &Database<'_>) -> ExportIdentity {
    let identity = database.identity();
    ExportIdentity {
        schema: identity.schema.to_string(),
        version: identity.version,
        as_of: identity.as_of,
        releases: identity.releases,
        vulnerabilities: identity.vulnerabilities,
        digest: crate::hexadecimal(&identity.digest),
    }
}

pub(super) fn sources<'a>(database: &Database<'a>) -> Vec<SourceRow<'a>> {
    let row = |source: database::Source<'a>| SourceRow {
        key: source.key,
        title: source.title,
        url: source.url,
        as_of: source.as_of,
    };
    database.sources().map(row).collect()
}

pub(super) fn steps<'a>(database: &Database<'a>) -> Vec<StepRow<'a>> {
    let row = |step: database::ManualStep<'a>| StepRow {
        code: step.code,
        necessity: match step.necessity {
            Necessity::Interim => "interim",
            Necessity::Verify => "verify",
            Necessity::Required => "required",
        },
    };
    database.manual_steps().map(row).collect()
}

pub(super) fn product<'a>(database: &Database<'a>, product: &Product<'a>) -> ProductRow<'a> {
    let baseline = |id| {
        let baseline = database.baseline(id);
        BaselineRow {
            name: baseline.name,
            build: baseline.build,
            released: baseline.released,
            in_service_until: baseline.in_service_until,
            esu: baseline.esu,
        }
    };
    let period = |(from, to)| EsuRow { from, to };
    ProductRow {
        short: product.short,
        name: product.name,
        released: product.released,
        month_only: product.month_only,
        mainstream_end: product.mainstream_end,
        extended_end: product.extended_end,
        esu: product.esu.into_iter().flatten().map(period).collect(),
        baselines: product.baseline_ids().map(baseline).collect(),
    }
}

fn is_false(value: &bool) -> bool {
    !*value
}
