//! Open vulnerabilities, missing updates, manual steps and exposure as rows.

use super::Exposure;
use super::KevView;
use super::ManualStepView;
use super::ReleaseView;
use super::Vulnerabilities;
use super::VulnerabilityView;
use super::compose::Composer;
use crate::database::Fix;
use crate::database::Necessity;
use crate::database::VulnerabilityId;
use crate::judge::Because;
use crate::judge::Combined;
use crate::judge::exposure;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Reverse;

impl Composer<'_> {
    pub(super) fn vulnerabilities(&self, combined: &Combined<'_>) -> Vulnerabilities {
        let mut certain: Vec<_> =
            combined.certain.iter().map(|id| self.vulnerability(combined, *id, None)).collect();
        let mut possible: Vec<_> = combined
            .possible
            .iter()
            .map(|(id, because)| self.vulnerability(combined, *id, Some(*because)))
            .collect();
        certain.sort_unstable_by(by_danger);
        possible.sort_unstable_by(by_danger);
        let never_evaluated =
            combined.cases.iter().map(|case| case.never_evaluated).min().unwrap_or(0);
        Vulnerabilities { certain, possible, never_evaluated }
    }

    fn vulnerability(
        &self,
        combined: &Combined<'_>,
        id: VulnerabilityId,
        because: Option<Because>,
    ) -> VulnerabilityView {
        let row = self.database.vulnerability_at(id);
        let (mut fixed_in, mut disputed) = (Vec::new(), Vec::new());
        for baseline in combined.cases.iter().filter_map(|case| case.baseline.as_ref()) {
            let (build, other) = match self.database.fix(id, baseline.id) {
                Fix::From { build, disputed, .. } => (Some(build), disputed),
                Fix::UnknownBuild { next, .. } => (next, None),
                _ => (None, None),
            };
            // As of a day before the update, nobody could name its build.
            let known = |build: &crate::Build| {
                let release = self.database.find(*build).map(|id| self.database.release(id));
                release.is_none_or(|release| release.released <= self.day)
            };
            fixed_in.extend(build.filter(known));
            disputed.extend(other.filter(known));
        }
        for list in [&mut fixed_in, &mut disputed] {
            list.sort_unstable();
            list.dedup();
        }
        VulnerabilityView {
            id: String::from(row.id),
            name: row.name.map(String::from),
            cvss: row.cvss.map(|tenths| f32::from(tenths) / 10.0),
            published: row.published,
            kev: row
                .kev
                .filter(|kev| kev.added <= self.day)
                .map(|kev| KevView { added: kev.added, ransomware: kev.ransomware }),
            fixed_in,
            disputed,
            because: because.map(Because::code),
        }
    }

    /// The updates that every candidate lacks.
    pub(super) fn missing(&self, combined: &Combined<'_>) -> Vec<ReleaseView> {
        let newest = combined.cases.last();
        newest
            .into_iter()
            .flat_map(|case| &case.missing)
            .map(|release| self.release(release))
            .collect()
    }

    /// Each step once, with the vulnerabilities it closes, the required first.
    pub(super) fn manual_steps(&self, combined: &Combined<'_>) -> Vec<ManualStepView> {
        let mut steps: Vec<(u8, Necessity, Vec<VulnerabilityId>)> = Vec::new();
        for (number, necessity, id) in combined.cases.iter().flat_map(|case| &case.steps) {
            match steps.iter_mut().find(|(known, ..)| known == number) {
                Some((_, strongest, ids)) => {
                    *strongest = (*strongest).max(*necessity);
                    if !ids.contains(id) {
                        ids.push(*id);
                    }
                }
                None => steps.push((*number, *necessity, Vec::from([*id]))),
            }
        }
        steps.sort_unstable_by_key(|(number, necessity, _)| (Reverse(*necessity), *number));
        let rows = steps.into_iter().filter_map(|(number, necessity, mut ids)| {
            let step = self.database.manual_step(number)?;
            ids.sort_unstable();
            Some(ManualStepView {
                code: String::from(step.code),
                text: self.coded("step", step.code, &[]).text,
                necessity: match necessity {
                    Necessity::Required => "required",
                    Necessity::Verify => "verify",
                    Necessity::Interim => "interim",
                },
                vulnerabilities: ids
                    .into_iter()
                    .map(|id| String::from(self.database.vulnerability_at(id).id))
                    .collect(),
            })
        });
        rows.collect()
    }

    /// The windows of the worst case.
    pub(super) fn exposure(&self, combined: &Combined<'_>) -> Vec<Exposure> {
        let worst = combined.range.1.0;
        let case = combined.cases.iter().find(|case| case.build == worst);
        let windows = case.map(|case| exposure(&self.database, case, self.day)).unwrap_or_default();
        let views = windows.into_iter().map(|window| {
            let row = self.database.vulnerability_at(window.vulnerability);
            Exposure {
                id: String::from(row.id),
                name: row.name.map(String::from),
                since: window.since,
                until: window.until,
                possible: window.until.is_none()
                    && !combined.certain.contains(&window.vulnerability),
            }
        });
        views.collect()
    }
}

/// Exploited before the rest, then by score, then by identifier.
fn by_danger(a: &VulnerabilityView, b: &VulnerabilityView) -> core::cmp::Ordering {
    let score = |row: &VulnerabilityView| row.cvss.unwrap_or(0.0);
    b.kev
        .is_some()
        .cmp(&a.kev.is_some())
        .then(score(b).total_cmp(&score(a)))
        .then_with(|| a.id.cmp(&b.id))
}
