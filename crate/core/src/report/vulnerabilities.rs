//! Open vulnerabilities, missing updates, manual steps and exposure as rows.

use super::Exploited;
use super::Exposure;
use super::ListView;
use super::Open;
use super::ReleaseView;
use super::Sentence;
use super::UsedClaim;
use super::Vulnerabilities;
use super::VulnerabilityView;
use super::compose::Composer;
use crate::database::Fix;
use crate::database::VulnerabilityId;
use crate::judge::Because;
use crate::judge::Combined;
use crate::judge::claims;
use crate::judge::exposure;
use crate::judge::lists;
use alloc::string::String;
use alloc::vec::Vec;
use expatch_observe::order;

impl Composer<'_> {
    pub(super) fn vulnerabilities(&self, combined: &Combined<'_>) -> Vulnerabilities {
        let mut certain: Vec<_> =
            combined.certain.iter().map(|id| self.vulnerability(combined, *id, None)).collect();
        let mut possible: Vec<_> = combined
            .possible
            .iter()
            .map(|(id, because)| self.vulnerability(combined, *id, Some(*because)))
            .collect();
        order::by(&mut certain, by_danger);
        order::by(&mut possible, by_danger);
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
        let several = combined.cases.len() > 1;
        let (mut fixed_in, mut disputed) = (Vec::new(), Vec::new());
        for baseline in combined.cases.iter().filter_map(|case| case.baseline.as_ref()) {
            let (build, other) = match self.database.fix_on(id, baseline.id, self.day) {
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
            order::by_key(list, |build| *build);
            list.dedup();
        }
        VulnerabilityView {
            id: String::from(row.id),
            name: row.name.map(String::from),
            cvss: row.cvss.map(|tenths| f32::from(tenths) / 10.0),
            published: row.published,
            claims: claims(&self.database, id, self.day).into_iter().map(Into::into).collect(),
            fixed_in,
            disputed,
            because: because.map(Because::code),
            setting: because.and_then(|_| self.setting(combined, id)),
            open_on: several.then(|| combined.open_on(id)),
        }
    }

    /// How many are open, and on how many of the candidates.
    pub(super) fn open(combined: &Combined<'_>) -> Open {
        let several = combined.cases.len() > 1;
        Open {
            at_least: combined.open.at_least,
            at_most: combined.open.at_most,
            on_releases: several.then_some(combined.open_on),
            of_releases: several.then_some(combined.cases.len()),
        }
    }

    /// How many of them attackers use, who says so, and whose lists were asked.
    pub(super) fn exploited(&self, combined: &Combined<'_>) -> Exploited {
        let possible = combined.possible.iter().map(|(id, _)| *id);
        let mut used: Vec<UsedClaim> = combined
            .certain
            .iter()
            .copied()
            .chain(possible)
            .flat_map(|id| {
                let name = self.database.vulnerability_at(id).id;
                claims(&self.database, id, self.day)
                    .into_iter()
                    .map(move |claim| UsedClaim { id: String::from(name), claim: claim.into() })
            })
            .collect();
        order::by(&mut used, |a, b| (a.claim.day, &a.id).cmp(&(b.claim.day, &b.id)));
        let lists = lists(&self.database, self.day)
            .into_iter()
            .map(|list| ListView { by: String::from(list.by), through: list.through });
        Exploited {
            at_least: combined.exploited.at_least,
            at_most: combined.exploited.at_most,
            claims: used,
            lists: lists.collect(),
        }
    }

    /// The setting or the role that decides whether a hole is open.
    fn setting(&self, combined: &Combined<'_>, id: VulnerabilityId) -> Option<Sentence> {
        let decided = |(other, because): &(VulnerabilityId, Because)| {
            *other == id && *because == Because::Setting
        };
        if !combined.cases.iter().any(|case| case.possible.iter().any(decided)) {
            return None;
        }
        let products =
            combined.cases.iter().filter_map(|case| Some(case.baseline.as_ref()?.product));
        let products: Vec<_> = products.collect();
        let step = self
            .database
            .steps_of(id)
            .iter()
            .filter_map(|step| self.database.manual_step(*step))
            .find(|step| products.iter().any(|product| step.concerns(*product)))?;
        Some(Sentence { code: String::from(step.code), ..self.coded("setting", step.code, &[]) })
    }

    /// What every candidate lacks.
    pub(super) fn missing(&self, combined: &Combined<'_>) -> Vec<ReleaseView> {
        let newest = combined.cases.last();
        newest
            .into_iter()
            .flat_map(|case| &case.missing)
            .map(|release| self.release(release))
            .collect()
    }

    /// The windows of the worst case.
    pub(super) fn exposure(&self, combined: &Combined<'_>) -> Vec<Exposure> {
        let windows = exposure(&self.database, combined.worst(), self.day);
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
    b.is_exploited()
        .cmp(&a.is_exploited())
        .then(score(b).total_cmp(&score(a)))
        .then_with(|| a.id.cmp(&b.id))
}
