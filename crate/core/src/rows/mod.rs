//! Rows of the database as they are served: one shape for the command, npm,
//! HTTP and the export.

mod release;
mod vulnerability;

pub use release::ReleaseRow;
pub use release::release;
pub use vulnerability::FixRow;
pub use vulnerability::VulnerabilityRow;
pub use vulnerability::VulnerabilitySummary;
pub use vulnerability::summary;
pub use vulnerability::vulnerability;

use crate::database::Confidence;
use alloc::string::String;
use alloc::vec::Vec;

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    }
}

/// The keys of sources, as a row of the database has them.
fn keys(sources: &str) -> Vec<String> {
    sources.split_whitespace().map(String::from).collect()
}
