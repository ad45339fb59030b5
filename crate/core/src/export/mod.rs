//! The whole database as one serialisable value, for other languages and for
//! people: `expatch db export --json` prints it and `db.json` is it.

mod tables;

pub use tables::{BaselineRow, EsuRow, ExportIdentity, ProductRow, SourceRow, StepRow};

use crate::database::Database;
use crate::rows::{self, ReleaseRow, VulnerabilityRow};
use alloc::vec::Vec;
use serde::Serialize;

/// Everything a database holds.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Export<'a> {
    /// Who the database is.
    pub database: ExportIdentity,
    /// Where the facts come from.
    pub sources: Vec<SourceRow<'a>>,
    /// What can be asked of an administrator besides installing.
    pub manual_steps: Vec<StepRow<'a>>,
    /// Products with their baselines, oldest first.
    pub products: Vec<ProductRow<'a>>,
    /// Releases, ascending by build.
    pub releases: Vec<ReleaseRow>,
    /// Vulnerabilities with their fixes, ascending by identifier.
    pub vulnerabilities: Vec<VulnerabilityRow>,
}

/// Everything `database` holds.
pub fn export<'a>(database: &Database<'a>) -> Export<'a> {
    Export {
        database: tables::identity(database),
        sources: tables::sources(database),
        manual_steps: tables::steps(database),
        products: database.products().map(|row| tables::product(database, &row)).collect(),
        releases: database.releases().map(|row| rows::release(database, &row)).collect(),
        vulnerabilities: database
            .vulnerabilities()
            .map(|row| rows::vulnerability(database, &row))
            .collect(),
    }
}

/// The JSON Schema of an [`Export`].
#[cfg(feature = "schema")]
pub fn schema() -> schemars::Schema {
    schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Export<'static>>()
}
