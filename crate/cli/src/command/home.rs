//! Where a campaign lives, as an argument.

use clap::builder::OsStringValueParser;
use clap::builder::TypedValueParser;
use expatch_campaign::Home;
use std::path::PathBuf;

/// A file, or `ADDRESS#NAME` of a campaign in a server's store. Names of files
/// are bytes, not always text.
pub(crate) fn home() -> impl TypedValueParser<Value = Home> {
    OsStringValueParser::new().try_map(|text| match text.to_str() {
        Some(text) => text.parse(),
        None => Ok(Home::File(PathBuf::from(text))),
    })
}
