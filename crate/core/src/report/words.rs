//! Summary, reasons, support and next steps as sentences.

use super::Action;
use super::Sentence;
use super::Support as SupportView;
use super::compose::Composer;
use crate::database::Release;
use crate::database::VulnerabilityId;
use crate::judge::Combined;
use crate::judge::Judgement;
use crate::judge::Placement;
use crate::judge::Status;
use crate::judge::Step;
use crate::judge::Support;
use crate::judge::newest;
use crate::judge::road;
use crate::text::Value;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The command that settles a build; it prints the file version of the set-up
/// program, which every update replaces.
const SETTLE: &str = "Get-Command ExSetup.exe | ForEach-Object { $_.FileVersionInfo }";

/// Where Microsoft says how to look for intruders.
const CHECK: &str = "https://microsoft.github.io/CSS-Exchange/Security/Test-ProxyLogon/";

/// Where Microsoft describes the upgrade to Exchange Server SE.
const UPGRADE: &str = "https://learn.microsoft.com/exchange/plan-and-deploy/plan-and-deploy";

/// Microsoft's list of builds.
const BUILDS: &str =
    "https://learn.microsoft.com/exchange/new-features/build-numbers-and-release-dates";

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
        let worst = combined.range.1.0;
        let Some(case) = combined.cases.iter().find(|case| case.build == worst) else {
            return subject;
        };
        let (n, exploited) = (combined.certain.len(), self.exploited(&combined.certain).len());
        let names = self.names(&self.exploited(&combined.certain));
        let (facts, tuesdays) = (self.database.as_of(), self.tuesdays());
        let count = tuesdays.len();
        let (best_status, worst_status) = (combined.range.0.1, combined.range.1.1);
        let best = self.words.say(&format!("status.{}", best_status.code()), &[]);
        let worst = self.words.say(&format!("status.{}", worst_status.code()), &[]);
        let code = match combined.status {
            // Every candidate is vulnerable, though no hole is common to all.
            Status::Exploited | Status::Vulnerable if n == 0 => "vulnerable-each",
            Status::Unsupported if case.placement == Placement::AboveAll => "unsupported-unknown",
            Status::UnknownBuild => match case.placement {
                Placement::Newer | Placement::AboveAll => "unknown-build-newer",
                Placement::BeforeRelease => "unknown-build-before-release",
                _ => "unknown-build-never-released",
            },
            Status::Superseded => match case.support {
                Some(Support::Esu(_)) if case.missing.is_empty() => "superseded-esu",
                Some(Support::Ending(_)) if case.missing.is_empty() => "superseded-ending",
                _ if case.missing.is_empty() => "superseded-withdrawn",
                _ => "superseded",
            },
            status => status.code(),
        };
        self.coded(
            "summary",
            code,
            &[
                ("subject", &subject),
                ("n", &n),
                ("exploited", &exploited),
                ("names", &names),
                ("facts", &facts),
                ("tuesdays", &count),
                ("build", &case.build),
                ("best", &best),
                ("worst", &worst),
            ],
        )
        .text
    }

    pub(super) fn reasons(&self, combined: &Combined<'_>, exact: bool) -> Vec<Sentence> {
        let mut reasons = Vec::new();
        let (Some(first), Some(last)) = (combined.cases.first(), combined.cases.last()) else {
            return reasons;
        };
        if !exact && combined.cases.len() > 1 {
            let n = combined.cases.len();
            reasons.push(self.sentence(
                "reason.candidates",
                &[("n", &n), ("first", &first.build), ("last", &last.build)],
            ));
        }
        if exact {
            reasons.extend(self.placement(first));
        }
        let names = self.names(&self.exploited(&combined.certain));
        if !names.is_empty() {
            reasons.push(self.sentence("reason.exploited", &[("names", &names)]));
        }
        let n = last.missing.len();
        if let Some(newest) = last.missing.last() {
            let (newest_name, day) = (self.release_name(newest), newest.released);
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
        let tuesdays = self.tuesdays();
        if !tuesdays.is_empty() {
            reasons.push(self.database_age("reason.database-old", &tuesdays));
        }
        reasons
    }

    /// Where an exact build stands in the table, where that needs saying.
    fn placement(&self, case: &Judgement<'_>) -> Vec<Sentence> {
        let mut said = Vec::new();
        let facts = self.database.as_of();
        let lower =
            case.release.as_ref().map(|release| self.release_name(release)).unwrap_or_default();
        let values: &[Value<'_>] = &[("build", &case.build), ("facts", &facts), ("lower", &lower)];
        match case.placement {
            Placement::Released => {
                let Some(release) = &case.release else { return said };
                said.push(self.sentence(
                    "reason.exact",
                    &[("build", &case.build), ("release", &lower), ("day", &release.released)],
                ));
                for (holds, key) in [
                    (release.withdrawn, "reason.withdrawn"),
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
                said.push(self.sentence("reason.ending", &[("name", &name), ("day", &day)]));
            }
            Support::Esu(day) => {
                said.push(self.sentence("reason.esu", &[("name", &product.name), ("day", &day)]));
            }
            Support::BaselineEnded(day) => {
                match day {
                    Some(day) => {
                        said.push(self.sentence(
                            "reason.baseline-ended-on",
                            &[("name", &name), ("day", &day)],
                        ));
                    }
                    None => said.push(self.sentence("reason.baseline-ended", &[("name", &name)])),
                }
            }
            Support::Ended(day) => {
                if let Some(day) = day.filter(|_| product.extended_end.is_some()) {
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
                    let update = self.release_name(&public);
                    said.push(self.sentence(
                        "reason.esu-ended",
                        &[("name", &product.name), ("day", last), ("public", &update)],
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
            Support::BaselineEnded(day) => day,
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

    pub(super) fn settle(&self) -> Action {
        Action { command: Some(String::from(SETTLE)), ..self.action("settle", &[]) }
    }

    fn action(&self, code: &str, values: &[Value<'_>]) -> Action {
        let Sentence { code, text } = self.coded("action", code, values);
        Action { code, text, command: None, url: None, install: None }
    }

    fn install(&self, code: &str, release: &Release<'_>) -> Action {
        let view = self.release(release);
        let name = self.release_name(release);
        let kb = view.kb.as_deref().map(|kb| format!(" ({kb})")).unwrap_or_default();
        let action =
            self.action(code, &[("release", &name), ("build", &release.build), ("kb", &kb)]);
        Action { url: view.url.clone(), install: Some(view), ..action }
    }

    pub(super) fn actions(&self, combined: &Combined<'_>, exact: bool) -> Vec<Action> {
        let steps = road(&self.database, combined, exact, self.day);
        let upgrade = |code: &str, product: &str| Action {
            url: Some(String::from(UPGRADE)),
            ..self.action(code, &[("product", &product)])
        };
        let actions = steps.into_iter().map(|step| match step {
            Step::Settle => self.settle(),
            Step::Install(release) => self.install("install", &release),
            Step::InstallBaseline(release) => self.install("install-baseline", &release),
            Step::InstallLastPublic(release) => self.install("install-last-public", &release),
            Step::InstallWithEsu(release) => self.install("install-with-esu", &release),
            Step::UpgradeInPlace(product) => upgrade("upgrade-in-place", &product),
            Step::MoveToNewServer(product) => upgrade("move-to-new-server", &product),
            Step::MoveInTwoSteps(product) => upgrade("move-in-two-steps", &product),
            Step::Rebuild(product) => upgrade("rebuild", &product),
            Step::Isolate => self.action("isolate", &[]),
            Step::CheckCompromise => {
                Action { url: Some(String::from(CHECK)), ..self.action("check-compromise", &[]) }
            }
            Step::ManualSteps => self.action("manual-steps", &[]),
            Step::RefreshDatabase => Action {
                url: Some(String::from(BUILDS)),
                ..self.action("refresh-database", &[("facts", &self.database.as_of())])
            },
        });
        actions.collect()
    }

    /// The vulnerabilities of `ids` that were known to be exploited on the day.
    fn exploited(&self, ids: &[VulnerabilityId]) -> Vec<VulnerabilityId> {
        let known = |id: &VulnerabilityId| self.database.kev_on(*id, self.day).is_some();
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
