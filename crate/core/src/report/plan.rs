//! Tonight's plan in words, with links and commands.

use super::Check;
use super::Link;
use super::PlanStep;
use super::compose::Composer;
use crate::database::Guide;
use crate::database::Necessity;
use crate::database::Release;
use crate::judge::Combined;
use crate::judge::Step;
use crate::judge::StepKind;
use crate::judge::plan;
use crate::text::Value;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The command that settles a build; it prints the file version of the set-up
/// program, which every update replaces.
const SETTLE: &str = "Get-Command ExSetup.exe | ForEach-Object { $_.FileVersionInfo }";

/// Microsoft's list of builds.
const BUILDS: &str =
    "https://learn.microsoft.com/exchange/new-features/build-numbers-and-release-dates";

/// Whether the known issues of its target concern whoever does it: those of what
/// stays installed, not of a stage on which the next update is laid.
fn shows_issues(step: &Step<'_>) -> bool {
    let is_update = step.target.as_ref().is_some_and(|release| release.update.is_some());
    step.code == "known-issues" || (step.kind == StepKind::Install && is_update)
}

impl Composer<'_> {
    pub(super) fn plan(&self, combined: &Combined<'_>, exact: bool) -> Vec<PlanStep> {
        let steps = plan(&self.database, combined, exact, self.day);
        steps.iter().map(|step| self.step(step, exact)).collect()
    }

    /// The step that asks the server itself for its build.
    pub(super) fn settle(&self) -> PlanStep {
        let mut step = self.plain(StepKind::Verify, "settle", &[]);
        step.commands.push(String::from(SETTLE));
        for guide in self.database.guides("settle") {
            self.put(guide, &mut step);
        }
        step
    }

    fn plain(&self, kind: StepKind, code: &str, values: &[Value<'_>]) -> PlanStep {
        PlanStep {
            kind: kind.code(),
            code: String::from(code),
            next: false,
            last: false,
            text: self.coded("plan", code, values).text,
            target: None,
            links: Vec::new(),
            before: Vec::new(),
            commands: Vec::new(),
            verify: None,
            role: None,
            necessity: None,
            done: false,
            vulnerabilities: Vec::new(),
            sources: Vec::new(),
        }
    }

    fn step(&self, step: &Step<'_>, exact: bool) -> PlanStep {
        if step.code == "settle" {
            return self.settle();
        }
        let release = step.target.as_ref();
        let target = release.map(|release| self.release(release));
        let name = release.map(|release| self.release_name(release)).unwrap_or_default();
        let build = release.map(|release| format!("{}", release.build)).unwrap_or_default();
        let kb = target.as_ref().and_then(|target| target.kb.as_deref());
        let kb = kb.map(|kb| format!(" ({kb})")).unwrap_or_default();
        let due = step.due.map(|day| self.words.day(day)).unwrap_or_default();
        let facts = self.words.day(self.known_on());
        let product = step.product.unwrap_or_default();
        let holes: Vec<String> = step
            .vulnerabilities
            .iter()
            .map(|id| String::from(self.database.vulnerability_at(*id).id))
            .collect();
        let said = holes.join(", ");
        let values: [Value<'_>; 7] = [
            ("release", &name),
            ("build", &build),
            ("kb", &kb),
            ("product", &product),
            ("day", &due),
            ("facts", &facts),
            ("ids", &said),
        ];
        let mut plain = self.plain(step.kind, step.code, &values);
        if step.kind == StepKind::Hunt && !exact {
            // Of several builds nobody knows which of them it was open with.
            plain.text = self.coded("plan", &format!("{}-possible", step.code), &values).text;
        }
        let is_check = step.code == "verify-build";
        let link = |kind, url: &str| Link { kind, url: String::from(url) };
        let mut links = Vec::new();
        if let Some(url) = target.as_ref().and_then(|target| target.url.as_deref())
            && !is_check
        {
            let kind = if url.contains("/download/") { "media" } else { "article" };
            links.push(link(kind, url));
        }
        if matches!(step.code, "refresh-database" | "await-update") {
            links.push(link("list", BUILDS));
        }
        let mut plain = PlanStep { links, ..plain };
        if is_check {
            plain.commands.push(String::from(SETTLE));
        }
        for key in self.guide_keys(step) {
            for guide in self.database.guides(&key) {
                self.put(guide, &mut plain);
            }
        }
        if let Some(release) = release
            && shows_issues(step)
        {
            self.put_issues(release, &mut plain);
        }
        PlanStep {
            verify: release.filter(|_| is_check).map(|release| Check {
                text: self.words.say("verify.build", &[("build", &release.build)]),
                command: Some(String::from(SETTLE)),
                build: Some(release.build),
            }),
            target,
            role: step.role.map(crate::database::Role::code),
            necessity: step.necessity.map(|necessity| match necessity {
                Necessity::Required => "required",
                Necessity::Verify => "verify",
                Necessity::Interim => "interim",
            }),
            vulnerabilities: holes,
            ..plain
        }
    }

    /// Under which keys the facts hold something on a step: its own, that of the
    /// baseline or product it installs, and those of the vulnerabilities that an
    /// intruder may have used.
    fn guide_keys(&self, step: &Step<'_>) -> Vec<String> {
        let mut keys = Vec::from([String::from(step.code)]);
        let installs =
            matches!(step.kind, StepKind::Install | StepKind::Upgrade | StepKind::Replace);
        if let Some(release) = step.target.as_ref().filter(|release| release.update.is_none())
            && installs
        {
            let baseline = self.database.baseline(release.baseline);
            let short = self.database.product(baseline.product).short;
            keys.push(format!("{short} {}", baseline.name));
            keys.push(String::from(short));
        }
        if step.kind == StepKind::Hunt {
            let ids = step.vulnerabilities.iter();
            keys.extend(ids.map(|id| String::from(self.database.vulnerability_at(*id).id)));
        }
        keys
    }

    /// What breaks with a release, as it was known on the day, with what mends it.
    fn put_issues(&self, release: &Release<'_>, step: &mut PlanStep) {
        for issue in self.database.issues(release, self.day) {
            let what = self.coded("issue", issue.code, &[]).text;
            // An update that only some can get mends nothing for the others.
            let fixed = issue.fixed.filter(|fixed| release.esu_only || !fixed.esu_only);
            let fixed = fixed.map(|fixed| self.release_name(&fixed));
            step.before.push(match fixed {
                Some(fixed) => {
                    self.words.say("before.issue-fixed", &[("what", &what), ("release", &fixed)])
                }
                None => self.words.say("before.issue", &[("what", &what)]),
            });
            let link = Link { kind: "article", url: String::from(issue.url) };
            if !step.links.contains(&link) {
                step.links.push(link);
            }
        }
    }

    fn put(&self, guide: Guide<'_>, step: &mut PlanStep) {
        let add = |list: &mut Vec<String>, text: String| {
            if !list.contains(&text) {
                list.push(text);
            }
        };
        match guide {
            Guide::Before(code) => add(&mut step.before, self.coded("before", code, &[]).text),
            Guide::Needs(what) => {
                add(&mut step.before, self.words.say("before.needs", &[("what", &what)]));
            }
            Guide::Runtimes(what) => {
                add(&mut step.before, self.words.say("before.runtimes", &[("what", &what)]));
            }
            Guide::Command(command) => add(&mut step.commands, String::from(command)),
            Guide::Link(kind, url) => {
                let link = Link { kind, url: String::from(url) };
                if !step.links.contains(&link) {
                    step.links.push(link);
                }
            }
            Guide::Source(url) => add(&mut step.sources, String::from(url)),
        }
    }
}
