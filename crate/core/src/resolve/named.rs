//! Releases in words to their numbers.

use crate::database::Database;
use alloc::format;
use alloc::string::String;
use expatch_observe::build::BuildPrefix;
use expatch_observe::evidence::Claim;
use expatch_observe::evidence::Named;
use expatch_observe::evidence::NamedBaseline;
use expatch_observe::evidence::NamedUpdate;
use expatch_observe::evidence::Precision;

/// The number of a release in words, and what it can tell at best.
pub(crate) fn number_of(named: &Named, database: &Database<'_>) -> (Claim, Precision) {
    let short = match named.product {
        0 => String::from("SE"),
        year => format!("{year}"),
    };
    let baseline = named.baseline.map(|baseline| match baseline {
        NamedBaseline::Rtm => String::from("RTM"),
        NamedBaseline::ServicePack(n) => format!("SP{n}"),
        // 2013 CU4 was published as SP1.
        NamedBaseline::CumulativeUpdate(4) if named.product == 2013 => String::from("SP1"),
        NamedBaseline::CumulativeUpdate(n) => format!("CU{n}"),
    });
    let update = named.update.map(|update| match update {
        NamedUpdate::Monthly { month, year, security, version } => {
            const MONTHS: [&str; 12] = [
                "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
            ];
            let month = MONTHS[usize::from(month.clamp(1, 12) - 1)];
            let kind = if security { "SU" } else { "HU" };
            let again = if version > 1 { format!("v{version}") } else { String::new() };
            format!("{month}{year:02}{kind}{again}")
        }
        NamedUpdate::Rollup(n) => format!("RU{n}"),
    });
    let of_product = |id| {
        let baseline = database.baseline(id);
        named.product == 1 || database.product(baseline.product).short == short
    };
    let of_baseline =
        |id| baseline.as_deref().is_none_or(|name| database.baseline(id).name == name);
    if named.kb.is_some() || update.is_some() {
        let mut matches = database.releases().filter(|release| {
            of_product(release.baseline)
                && of_baseline(release.baseline)
                && named.kb.is_none_or(|kb| release.kb == Some(kb))
                && update.as_deref().is_none_or(|name| release.update == Some(name))
        });
        if let (Some(only), None) = (matches.next(), matches.next()) {
            return (Claim::Build(only.build), Precision::Exact);
        }
    }
    let mut baselines =
        database.baselines().filter(|row| of_product(row.id) && of_baseline(row.id));
    let Some(first) = baselines.next().filter(|_| named.product != 1) else {
        return (Claim::ExchangeServer, Precision::None);
    };
    // Only its baseline distinguishes SE from 2019.
    if (baseline.is_some() || named.product == 0) && baselines.next().is_none() {
        return (Claim::Prefix(first.build.prefix()), Precision::Baseline);
    }
    (
        Claim::Prefix(BuildPrefix::new(first.build.major(), first.build.minor(), None)),
        Precision::Product,
    )
}
