//! Summary, reasons and support as sentences.

use super::Sentence;
use super::Support as SupportView;
use super::compose::Composer;
use crate::database::Release;
use crate::database::VulnerabilityId;
use crate::judge::Combined;
use crate::judge::Judgement;
use crate::judge::Patched;
use crate::judge::Placement;
use crate::judge::Status;
use crate::judge::Support;
use crate::judge::covers;
use crate::judge::is_exploited;
use crate::judge::lists;
use crate::judge::newest;
use crate::text::Value;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// In its first days nobody has published a vulnerability of a product: Exchange
/// Server 2010 is no older than the list.
const SETTLING: i32 = 183;

impl Composer<'_> {
    /// What the server is, as far as the evidence tells.
    fn subject(&self, combined: &Combined<'_>, exact: bool) -> String {
        let (Some(first), Some(last)) = (combined.cases.first(), combined.cases.last()) else {
            return String::new();
        };
        if let (true, Some(release)) = (exact, &first.release) {
            return match first.placement {
                Placement::Released => self.release_name(release),
                _ => {
                    let name = self.baseline_name(first);
                    self.words.say("subject.build-of", &[("build", &first.build), ("name", &name)])
                }
            };
        }
        match (&first.baseline, &last.baseline) {
            (Some(low), Some(high)) if low.id == high.id && combined.cases.len() > 1 => {
                self.words.say("subject.update-open", &[("name", &self.baseline_name(first))])
            }
            (Some(low), Some(high)) if low.id == high.id => self.baseline_name(first),
            (Some(low), Some(high)) if low.product == high.product => self.words.say(
                "subject.baseline-open",
                &[("name", &self.database.product(low.product).name)],
            ),
            (Some(low), Some(high)) => {
                let (low, high) =
                    (self.database.product(low.product), self.database.product(high.product));
                self.words.say("subject.product-open", &[("low", &low.name), ("high", &high.name)])
            }
            _ => self.words.say("subject.build", &[("build", &first.build)]),
        }
    }

    fn baseline_name(&self, case: &Judgement<'_>) -> String {
        case.baseline.as_ref().map_or_else(String::new, |baseline| {
            format!("{} {}", self.database.product(baseline.product).name, baseline.name)
        })
    }

    pub(super) fn summary(&self, combined: &Combined<'_>, exact: bool) -> String {
        let subject = self.subject(combined, exact);
        let several = combined.cases.len() > 1;
        let case = combined.worst();
        let (n, most) = (combined.open.at_least, combined.open.at_most);
        let exploited = combined.exploited.at_least;
        let names = self.names(&self.used(&combined.certain));
        let code = match combined.status {
            Status::Exploited if several => "exploited-at-least",
            Status::Vulnerable if several => "vulnerable-at-least",
            Status::Unsupported if several => "unsupported-whichever",
            Status::Unsupported if matches!(case.support, Some(Support::Esu(_))) => {
                "unsupported-esu"
            }
            Status::Unsupported if case.placement == Placement::AboveAll => "unsupported-unknown",
            Status::UnknownBuild => match case.placement {
                Placement::Newer | Placement::AboveAll => "unknown-build-newer",
                Placement::BeforeRelease => "unknown-build-before-release",
                _ => "unknown-build-never-released",
            },
            Status::Superseded if case.missing.is_empty() => "superseded-withdrawn",
            Status::NeedsAction if combined.patched == Patched::No => "needs-action-undone",
            Status::NeedsAction if combined.patched == Patched::Unknown => "needs-action-unknown",
            Status::LatestKnown if self.tuesdays().is_empty() => "latest-known-days",
            Status::Current if matches!(case.support, Some(Support::Esu(_))) => "current-esu",
            status => status.code(),
        };
        let facts = self.words.day(self.known_on());
        let days = self.day.days() - crate::judge::through(&self.database).days();
        let (best, worst) =
            (self.case(combined.range.0.status), self.case(combined.range.1.status));
        let values: &[Value<'_>] = &[
            ("subject", &subject),
            ("n", &n),
            ("most", &most),
            ("exploited", &exploited),
            ("names", &names),
            ("lists", &self.lists()),
            ("facts", &facts),
            ("tuesdays", &self.tuesdays_said()),
            ("days", &days),
            ("build", &case.build),
            ("best", &best),
            ("worst", &worst),
        ];
        let mut said = self.coded("summary", code, values).text;
        // All are at risk, some of them more than the answer says.
        if combined.patched == Patched::No && combined.differ() {
            said.push(' ');
            said.push_str(&self.words.say("summary.at-worst", values));
        }
        said
    }

    /// Whose lists of exploited vulnerabilities were looked at, through which day.
    fn lists(&self) -> String {
        let said: Vec<String> = lists(&self.database, self.day)
            .into_iter()
            .map(|list| {
                let day = self.words.day(list.through);
                self.words.say(&format!("list.{}", list.by), &[("day", &day)])
            })
            .collect();
        said.join(", ")
    }

    pub(super) fn reasons(&self, combined: &Combined<'_>, exact: bool) -> Vec<Sentence> {
        let mut reasons = Vec::new();
        let (Some(first), Some(last)) = (combined.cases.first(), combined.cases.last()) else {
            return reasons;
        };
        let several = combined.cases.len() > 1;
        if !exact && several {
            let n = combined.cases.len();
            reasons.push(self.sentence(
                "reason.candidates",
                &[("n", &n), ("first", &first.build), ("last", &last.build)],
            ));
            let (open_on, open) = (combined.open_on, combined.open);
            if open_on > 0 {
                reasons.push(self.sentence(
                    "reason.open-on",
                    &[
                        ("k", &open_on),
                        ("n", &n),
                        ("least", &open.at_least),
                        ("most", &open.at_most),
                    ],
                ));
            }
        } else {
            reasons.extend(self.placement(first));
        }
        let used = self.used(&combined.certain);
        if !used.is_empty() {
            let names = self.names(&used);
            reasons.push(self.sentence("reason.exploited", &[("names", &names)]));
        }
        let lists = self.lists();
        // The summary of a vulnerable server says it already.
        let is_said = combined.status == Status::Vulnerable && !several;
        if combined.open.at_most > 0 && !lists.is_empty() && !is_said {
            reasons.push(self.sentence("reason.lists", &[("lists", &lists)]));
        }
        let n = last.missing.len();
        if let Some(newest) = last.missing.last() {
            let (newest_name, day) = (self.release_name(newest), self.released(newest));
            reasons.push(self.sentence(
                "reason.missing",
                &[("n", &n), ("newest", &newest_name), ("build", &newest.build), ("day", &day)],
            ));
        }
        reasons.extend(self.support_reasons(last));
        let never = combined.cases.iter().map(|case| case.never_evaluated).min().unwrap_or(0);
        if never > 0 {
            reasons.push(self.sentence("reason.never-evaluated", &[("n", &never)]));
        }
        if !covers(&self.database, self.day) {
            reasons.push(self.database_age("reason.database-old"));
        }
        reasons.extend(self.listed_from(combined));
        reasons
    }

    /// Since when vulnerabilities are listed, where the server or the day is older.
    fn listed_from(&self, combined: &Combined<'_>) -> Option<Sentence> {
        let from = self.database.vulnerabilities_from()?;
        let is_older = |case: &Judgement<'_>| {
            let product = case.baseline.as_ref()?.product;
            let released = self.database.product(product).released;
            Some(from.days() - released.days() > SETTLING)
        };
        let older = combined.cases.iter().any(|case| is_older(case) == Some(true));
        let day = self.words.day(from);
        (older || self.day < from).then(|| self.sentence("reason.listed-from", &[("day", &day)]))
    }

    /// The day of a release in words, or its month where no source has the day.
    fn released(&self, release: &Release<'_>) -> String {
        if release.month_only {
            self.words.month(release.released)
        } else {
            self.words.day(release.released)
        }
    }

    /// Where an exact build stands in the table, where that needs saying.
    fn placement(&self, case: &Judgement<'_>) -> Vec<Sentence> {
        let mut said = Vec::new();
        let facts = self.words.day(self.known_on());
        let lower =
            case.release.as_ref().map(|release| self.release_name(release)).unwrap_or_default();
        let values: &[Value<'_>] = &[("build", &case.build), ("facts", &facts), ("lower", &lower)];
        match case.placement {
            Placement::Released => {
                let Some(release) = &case.release else { return said };
                let day = self.released(release);
                let key = if release.month_only { "reason.exact-month" } else { "reason.exact" };
                let exact = self
                    .sentence(key, &[("build", &case.build), ("release", &lower), ("day", &day)]);
                said.push(Sentence { code: String::from("exact"), ..exact });
                for (holds, key) in [
                    (release.withdrawn_by(self.day), "reason.withdrawn"),
                    (release.not_cumulative, "reason.special-update"),
                    (release.esu_only, "reason.esu-build"),
                ] {
                    if holds {
                        said.push(self.sentence(key, values));
                    }
                }
            }
            Placement::Between => said.push(self.sentence("reason.between", values)),
            Placement::AboveAll => said.push(self.sentence("reason.above-all", values)),
            Placement::BeforeRelease => said.push(self.sentence("reason.before-release", values)),
            Placement::Newer => said.push(self.sentence("reason.newer", values)),
            Placement::NeverReleased => said.push(self.sentence("reason.never-released", values)),
        }
        // What the first parts of an unknown number tell is known all the same.
        if let (None, Some(family)) = (&case.baseline, case.family(&self.database, self.day)) {
            said.push(self.sentence("reason.family", &[("name", &family.name)]));
            if let Some(end) = family.extended_end.filter(|end| *end < self.day) {
                let day = self.words.day(end);
                let values: &[Value<'_>] = &[("name", &family.name), ("day", &day)];
                said.push(self.sentence("reason.product-ended", values));
            }
        }
        said
    }

    fn support_reasons(&self, case: &Judgement<'_>) -> Vec<Sentence> {
        let mut said = Vec::new();
        let (Some(baseline), Some(support)) = (&case.baseline, case.support) else { return said };
        let product = self.database.product(baseline.product);
        let name = self.baseline_name(case);
        match support {
            Support::Supported => {}
            Support::Ending(day) => {
                let day = self.words.day(day);
                said.push(self.sentence("reason.ending", &[("name", &name), ("day", &day)]));
            }
            Support::Esu(day) => {
                let day = self.words.day(day);
                said.push(self.sentence("reason.esu", &[("name", &product.name), ("day", &day)]));
            }
            Support::BaselineEnded(day) => {
                let day = self.words.day(day);
                said.push(
                    self.sentence("reason.baseline-ended", &[("name", &name), ("day", &day)]),
                );
            }
            Support::Ended(day) => {
                if let Some(day) = day.filter(|_| product.extended_end.is_some()) {
                    let day = self.words.day(day);
                    let values: &[Value<'_>] = &[("name", &product.name), ("day", &day)];
                    said.push(self.sentence("reason.product-ended", values));
                } else {
                    said.push(
                        self.sentence("reason.product-ended-long-ago", &[("name", &product.name)]),
                    );
                }
                let over = product.esu.iter().flatten().filter(|(_, last)| *last < self.day).max();
                let public = newest(&self.database, baseline, self.day, true);
                if let (true, Some((_, last)), Some(public)) = (baseline.esu, over, public) {
                    let (update, day) = (self.release_name(&public), self.words.day(*last));
                    said.push(self.sentence(
                        "reason.esu-ended",
                        &[("name", &product.name), ("day", &day), ("public", &update)],
                    ));
                }
            }
        }
        said
    }

    pub(super) fn support(&self, case: &Judgement<'_>) -> Option<SupportView> {
        let product = self.database.product(case.baseline.as_ref()?.product);
        let support = case.support?;
        let ends = match support {
            Support::Supported => product.extended_end,
            Support::Ending(day) => Some(day),
            Support::Esu(_) => product.extended_end,
            Support::BaselineEnded(day) => Some(day),
            Support::Ended(day) => day.filter(|_| product.extended_end.is_some()),
        };
        let esu_ends = match support {
            Support::Esu(day) => Some(day),
            // A period that had not begun was no fact of the day.
            _ => product
                .esu
                .iter()
                .flatten()
                .filter(|(first, _)| *first <= self.day)
                .map(|(_, last)| *last)
                .max(),
        };
        let name = self.baseline_name(case);
        Some(SupportView {
            state: support.code(),
            ends,
            esu_ends,
            text: self.coded("support", support.code(), &[("name", &name)]).text,
        })
    }

    /// The vulnerabilities of `ids` that attackers were known to use on the day.
    fn used(&self, ids: &[VulnerabilityId]) -> Vec<VulnerabilityId> {
        let known = |id: &VulnerabilityId| is_exploited(&self.database, *id, self.day);
        ids.iter().copied().filter(known).collect()
    }

    /// `ProxyNotShell (CVE-2022-41040, CVE-2022-41082), CVE-2023-21529`.
    fn names(&self, ids: &[VulnerabilityId]) -> String {
        let mut groups: Vec<(Option<&str>, Vec<&str>)> = Vec::new();
        for id in ids {
            let row = self.database.vulnerability_at(*id);
            let group =
                row.name.and_then(|name| groups.iter_mut().find(|(known, _)| *known == Some(name)));
            match group {
                Some((_, ids)) => ids.push(row.id),
                None => groups.push((row.name, Vec::from([row.id]))),
            }
        }
        let named: Vec<String> = groups
            .into_iter()
            .map(|(name, ids)| match name {
                Some(name) => format!("{name} ({})", ids.join(", ")),
                None => ids.join(", "),
            })
            .collect();
        named.join(", ")
    }
}
