//! What may be depended on: licences, sources and banned crates, by the rules in
//! `.cargo/deny.toml`. That file is `cargo-deny`'s; its licence, ban and source
//! checks are done here from `cargo metadata`, because building `cargo-deny` takes
//! longer than the rest of the checks together.

use crate::metadata;
use crate::metadata::Package;
use crate::places;
use anyhow::Context;
use serde::Deserialize;
use spdx::Expression;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ffi::OsStr;

/// Workspaces with a lock file of their own.
const MANIFESTS: [&str; 2] = ["Cargo.toml", "crate/python/Cargo.toml"];

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The part of `deny.toml` that is read here.
#[derive(Deserialize)]
struct Policy {
    licenses: Licenses,
    bans: Bans,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    allow: Vec<String>,
    #[serde(rename = "crate")]
    name: String,
}

#[derive(Deserialize)]
struct Bans {
    #[serde(default)]
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

/// Refuses a dependency that the policy does not allow.
pub(crate) fn check() -> anyhow::Result<()> {
    let root = places::root();
    let policy = std::fs::read_to_string(root.join(".cargo/deny.toml"))?;
    let policy: Policy = toml::from_str(&policy).context(".cargo/deny.toml")?;
    let mut packages = Vec::new();
    for manifest in MANIFESTS {
        let manifest = root.join(manifest);
        let words = ["--locked", "--all-features", "--manifest-path"].map(OsStr::new);
        packages.extend(metadata::packages(words.into_iter().chain([manifest.as_os_str()]))?);
    }
    let problems = judge(&policy, &packages);
    for (name, versions) in several(&packages) {
        eprintln!("  {name} comes in {} versions: {}", versions.len(), versions.join(", "));
    }
    let count = problems.len();
    anyhow::ensure!(count == 0, "{count} against .cargo/deny.toml:\n  {}", problems.join("\n  "));
    Ok(())
}

/// What the packages break.
fn judge(policy: &Policy, packages: &[Package]) -> Vec<String> {
    let mut problems = BTreeSet::new();
    let mut needed: BTreeSet<&str> = BTreeSet::new();
    for package in packages {
        let (name, version) = (&package.name, &package.version);
        if let Some(ban) = policy.bans.deny.iter().find(|ban| ban.name == *name) {
            problems.insert(format!("{name} {version} is banned: {}", ban.reason));
        }
        let Some(source) = &package.source else {
            let open = package.dependencies.iter().filter(|on| on.req == "*" && on.path.is_none());
            problems.extend(open.map(|on| format!("{name} takes any version of {}", on.name)));
            continue;
        };
        if source != CRATES_IO {
            problems.insert(format!("{name} {version} comes from {source}"));
        }
        let exception = policy.licenses.exceptions.iter().find(|except| except.name == *name);
        match licence(&policy.licenses.allow, package) {
            Ok(()) => {}
            Err(why) => match exception {
                Some(except) if licence(&except.allow, package).is_ok() => {
                    needed.insert(name);
                }
                _ => _ = problems.insert(format!("{name} {version}: {why}")),
            },
        }
    }
    for except in &policy.licenses.exceptions {
        if !needed.contains(except.name.as_str()) {
            problems.insert(format!("the exception for {} is not needed", except.name));
        }
    }
    problems.into_iter().collect()
}

/// Whether these licences are enough to use a package.
fn licence(allowed: &[String], package: &Package) -> Result<(), String> {
    let Some(said) = &package.license else { return Err("no licence in its manifest".into()) };
    // The slash of old manifests means "or".
    let expression = Expression::parse(&said.replace('/', " OR "));
    let expression = expression.map_err(|error| format!("licence {said:?}: {error}"))?;
    let enough = expression.evaluate(|wanted| allowed.contains(&wanted.to_string()));
    if enough { Ok(()) } else { Err(format!("licence {said} is not allowed")) }
}

/// Crates that come in more than one version, which costs size and review.
fn several(packages: &[Package]) -> BTreeMap<&str, Vec<&str>> {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in packages.iter().filter(|package| package.source.is_some()) {
        versions.entry(&package.name).or_default().insert(&package.version);
    }
    versions.retain(|_, versions| versions.len() > 1);
    versions.into_iter().map(|(name, versions)| (name, versions.into_iter().collect())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Dependency;

    fn policy() -> Policy {
        toml::from_str(
            "[licenses]\nallow = [\"MIT\", \"Apache-2.0\"]\n\
             exceptions = [{ allow = [\"MPL-2.0\"], crate = \"soft\" }]\n\
             [bans]\ndeny = [{ crate = \"bad\", reason = \"needs a compiler\" }]",
        )
        .expect("a policy")
    }

    fn package(name: &str, license: Option<&str>, source: Option<&str>) -> Package {
        let license = license.map(str::to_owned);
        let source = source.map(str::to_owned);
        let version = "1.0.0".to_owned();
        Package { name: name.to_owned(), version, license, source, ..Package::default() }
    }

    /// What is said of this package, beside one that needs the exception.
    #[track_caller]
    fn check(package: Package, expected: &str) {
        let soft = self::package("soft", Some("MPL-2.0"), Some(CRATES_IO));
        let said = judge(&policy(), &[soft, package]).join("; ");
        assert!(
            if expected.is_empty() { said.is_empty() } else { said.contains(expected) },
            "{said}"
        );
    }

    #[test]
    fn licences_sources_and_bans_are_held() {
        let of = |license| package("a", license, Some(CRATES_IO));
        check(of(Some("MIT OR GPL-3.0-only")), "");
        check(of(Some("MIT/Apache-2.0")), "");
        check(of(Some("MIT AND GPL-3.0-only")), "is not allowed");
        check(of(Some("MPL-2.0")), "is not allowed");
        check(of(None), "no licence");
        check(package("a", Some("MIT"), Some("git+https://example.org/a")), "comes from git");
        check(package("bad", Some("MIT"), Some(CRATES_IO)), "banned: needs a compiler");
    }

    #[test]
    fn an_exception_that_nobody_needs_goes() {
        assert!(judge(&policy(), &[]).join("").contains("soft is not needed"));
    }

    #[test]
    fn a_dependency_names_its_version() {
        let mut own = package("own", None, None);
        let any = |path: Option<&str>| Dependency {
            name: "b".into(),
            req: "*".into(),
            path: path.map(str::to_owned),
        };
        own.dependencies.push(any(Some("../b")));
        assert!(!judge(&policy(), &[own]).join("").contains("any version"));
        let mut own = package("own", None, None);
        own.dependencies.push(any(None));
        check(own, "takes any version of b");
    }
}
