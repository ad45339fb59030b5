//! Tonight's plan in words, with links and commands.

use super::Check;
use super::Link;
use super::PlanStep;
use super::compose::Composer;
use crate::database::Necessity;
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

/// Where Microsoft's script for the holes of March 2021 is described.
const PROXYLOGON: &str = "https://microsoft.github.io/CSS-Exchange/Security/Test-ProxyLogon/";

/// Where Microsoft describes the upgrade to Exchange Server SE.
const UPGRADE: &str = "https://learn.microsoft.com/exchange/plan-and-deploy/plan-and-deploy";

/// Microsoft's list of builds.
const BUILDS: &str =
    "https://learn.microsoft.com/exchange/new-features/build-numbers-and-release-dates";

impl Composer<'_> {
    pub(super) fn plan(&self, combined: &Combined<'_>, exact: bool) -> Vec<PlanStep> {
        let steps = plan(&self.database, combined, exact, self.day);
        steps.iter().map(|step| self.step(step)).collect()
    }

    /// The step that asks the server itself for its build.
    pub(super) fn settle(&self) -> PlanStep {
        let step = self.plain(StepKind::Verify, "settle", &[]);
        PlanStep { commands: Vec::from([String::from(SETTLE)]), ..step }
    }

    fn plain(&self, kind: StepKind, code: &str, values: &[Value<'_>]) -> PlanStep {
        PlanStep {
            kind: kind.code(),
            code: String::from(code),
            text: self.coded("plan", code, values).text,
            target: None,
            links: Vec::new(),
            before: Vec::new(),
            commands: Vec::new(),
            verify: None,
            role: None,
            necessity: None,
            vulnerabilities: Vec::new(),
            sources: Vec::new(),
        }
    }

    fn step(&self, step: &Step<'_>) -> PlanStep {
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
        let plain = self.plain(
            step.kind,
            step.code,
            &[
                ("release", &name),
                ("build", &build),
                ("kb", &kb),
                ("product", &product),
                ("day", &due),
                ("facts", &facts),
                ("ids", &said),
            ],
        );
        let is_check = step.code == "verify-build";
        let link = |kind, url: &str| Link { kind, url: String::from(url) };
        let mut links = Vec::new();
        if let Some(url) = target.as_ref().and_then(|target| target.url.as_deref())
            && !is_check
        {
            let kind = if url.contains("/download/") { "media" } else { "article" };
            links.push(link(kind, url));
        }
        match step.code {
            "hunt-proxylogon" => links.push(link("tool", PROXYLOGON)),
            "refresh-database" => links.push(link("list", BUILDS)),
            _ if matches!(step.kind, StepKind::Upgrade | StepKind::Replace) => {
                links.push(link("guide", UPGRADE));
            }
            _ => {}
        }
        PlanStep {
            commands: if is_check { Vec::from([String::from(SETTLE)]) } else { Vec::new() },
            verify: release.filter(|_| is_check).map(|release| Check {
                text: self.words.say("verify.build", &[("build", &release.build)]),
                command: Some(String::from(SETTLE)),
                build: Some(release.build),
            }),
            target,
            links,
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
}
