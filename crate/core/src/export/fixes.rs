//! What is known of a vulnerability, as runs of baselines that say the same.

use crate::build::Build;
use crate::database::{Database, Fix, VulnerabilityId};
use alloc::vec::Vec;
use serde::Serialize;

/// What is known on the baselines `first` to `last` of a product.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FixRow<'a> {
    /// Short name of the product.
    pub product: &'a str,
    /// The first baseline.
    pub first: &'a str,
    /// The last baseline; the first one when it is alone.
    pub last: &'a str,
    /// What is known.
    #[serde(flatten)]
    pub state: FixState,
    /// Sources contradict each other.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub in_dispute: bool,
}

/// What is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "state", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum FixState {
    /// The product does not have it.
    NotAffected,
    /// The product's support had ended; nobody looked: assume affected.
    NotEvaluated,
    /// No update was ever made.
    Never,
    /// Every release has the fix.
    InBaseline,
    /// Fixed from `build` on.
    Fixed {
        /// The first fixed build.
        build: Build,
        /// The build that another source names.
        #[serde(skip_serializing_if = "Option::is_none")]
        disputed: Option<Build>,
        /// The special update of March 2021 sorts above `build` and lacks the fix.
        #[serde(skip_serializing_if = "core::ops::Not::not")]
        special_update_lacks_it: bool,
    },
    /// Fixed by an update whose build is in no source.
    UnknownBuild {
        /// The first known build after it.
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<Build>,
        /// The update's article.
        #[serde(skip_serializing_if = "Option::is_none")]
        kb: Option<u32>,
    },
    /// The fix came and went again.
    Withdrawn {
        /// The first build with it.
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<Build>,
        /// The first build without it again.
        #[serde(skip_serializing_if = "Option::is_none")]
        until: Option<Build>,
    },
    /// Only a manual step helps.
    ManualOnly,
}

pub(super) fn fixes<'a>(database: &Database<'a>, number: VulnerabilityId) -> Vec<FixRow<'a>> {
    let mut rows: Vec<FixRow<'a>> = Vec::new();
    for baseline in database.baselines() {
        let product = database.product(baseline.product).short;
        let state = state(database.fix(number, baseline.id));
        let in_dispute = database.is_disputed(number, baseline.id);
        match rows.last_mut() {
            Some(row)
                if row.product == product && row.state == state && row.in_dispute == in_dispute =>
            {
                row.last = baseline.name;
            }
            _ => {
                let (first, last) = (baseline.name, baseline.name);
                rows.push(FixRow { product, first, last, state, in_dispute });
            }
        }
    }
    rows
}

fn state(fix: Fix) -> FixState {
    match fix {
        Fix::NotAffected => FixState::NotAffected,
        Fix::NotEvaluated => FixState::NotEvaluated,
        Fix::From { build, disputed, special_update_lacks_it } => {
            FixState::Fixed { build, disputed, special_update_lacks_it }
        }
        Fix::InBaseline => FixState::InBaseline,
        Fix::Never => FixState::Never,
        Fix::UnknownBuild { next, kb } => FixState::UnknownBuild { next, kb },
        Fix::Withdrawn { from, until } => FixState::Withdrawn { from, until },
        Fix::ManualOnly => FixState::ManualOnly,
    }
}
