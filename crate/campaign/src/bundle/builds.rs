//! The builds that were found, each once: what advisories speak of.

use super::Context;
use crate::hosts::Host;
use expatch::Language;
use expatch::Said;
use expatch::report::Server;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Hosts by exact build, and what was open on any of them.
#[derive(Default)]
pub(super) struct Builds {
    pub(super) found: BTreeMap<Key, Found>,
    /// Hosts without an exact build.
    pub(super) inexact: u64,
    /// Every CVE that is open on some host.
    pub(super) certain: BTreeSet<String>,
    /// When hosts were first and last seen.
    pub(super) seen: Option<(i64, i64)>,
}

/// A build as numbers, so that they come in their order.
type Key = Vec<u32>;

/// One build.
pub(super) struct Found {
    /// In the short spelling.
    pub(super) build: String,
    /// Product, baseline and update.
    pub(super) release: String,
    /// The product.
    pub(super) product: String,
    /// On how many hosts.
    pub(super) hosts: u64,
}

impl Builds {
    pub(super) fn add(&mut self, host: &Host) {
        let (first, last) = self.seen.unwrap_or((host.seen, host.seen));
        self.seen = Some((first.min(host.seen), last.max(host.seen)));
        self.certain.extend(host.certain.iter().cloned());
        let Some(build) = &host.build else {
            self.inexact += 1;
            return;
        };
        let key = build.split('.').filter_map(|part| part.parse().ok()).collect();
        let found = self.found.entry(key).or_insert_with(|| Found {
            build: build.clone(),
            release: host.release().unwrap_or_else(|| format!("Microsoft Exchange {build}")),
            product: host.product.clone().unwrap_or_else(|| "Exchange Server".to_owned()),
            hosts: 0,
        });
        found.hosts += 1;
    }

    /// Each build with its full verdict.
    pub(super) fn judged(&self, context: &Context<'_>) -> Vec<(&Found, Server)> {
        let judged = self.found.values().filter_map(|found| {
            let report = context
                .judge
                .report(&Said::Text(found.build.clone().into_bytes()), Language::English);
            Some((found, report.servers.into_iter().next()?))
        });
        judged.collect()
    }
}
