//! The paths, each family in its own file.

pub(crate) mod assess;
pub(crate) mod database;
pub(crate) mod facts;
pub(crate) mod health;
pub(crate) mod page;
pub(crate) mod problems;
pub(crate) mod stream;

/// The types that are read and written, for the description of the API.
pub(crate) mod shapes {
    pub(crate) use super::assess::Request as AssessRequest;
    pub(crate) use super::database::InUse;
    pub(crate) use super::facts::Releases;
    pub(crate) use super::facts::Vulnerabilities;
    pub(crate) use super::facts::Which as WhichReleases;
    pub(crate) use super::problems::Kind;
    pub(crate) use super::stream::Answer as StreamAnswer;
    pub(crate) use super::stream::Item as StreamItem;
    pub(crate) use crate::inventory::shape::*;
    pub(crate) use expatch::rows::VulnerabilityRow;
    pub(crate) use expatch_store::Draft;
    pub(crate) use expatch_store::Imported;
    pub(crate) use expatch_store::Server;
    pub(crate) use expatch_store::Webhook;
}
