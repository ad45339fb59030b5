//! Text to evidence. Finding nothing is an answer; nothing here fails.

use crate::build::Build;
use crate::channel::Channel;
use crate::evidence::Claim;
use crate::evidence::Evidence;
use crate::evidence::Precision;
use alloc::vec::Vec;

/// Finds every place in `input` that says something about an Exchange server.
pub fn observe(input: &[u8]) -> Vec<Evidence> {
    let text = input.trim_ascii();
    let start = input.len() - input.trim_ascii_start().len();
    Build::parse(text)
        .map(|build| Evidence {
            channel: Channel::BareBuild,
            span: start..start + text.len(),
            precision: Precision::Exact,
            claim: Claim::Build(build),
            server: None,
            record: 0,
        })
        .into_iter()
        .collect()
}
