//! What of others is linked into the npm package's modules: their licences as
//! `THIRD-PARTY.md`, and the same list for programs, a CycloneDX bill of materials.
//! And the licences of what is linked into the command.

use crate::metadata::Package;
use crate::metadata::packages;
use crate::places;
use crate::step::cargo;
use crate::step::output;
use anyhow::Context;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const TARGET: &str = "wasm32-unknown-unknown";

/// Names of the files in which crates keep their licence, the one we take first.
const LICENCES: [&str; 7] = [
    "LICENSE-MIT",
    "license-mit",
    "LICENSE-MIT.md",
    "LICENSE-MIT.txt",
    "LICENSE",
    "LICENSE.md",
    "LICENSE-APACHE",
];

/// Writes `THIRD-PARTY.md` into `folder` and the bill of materials into its `dist`.
pub(crate) fn write(folder: &Path) -> anyhow::Result<()> {
    let packages = linked_into_the_modules()?;
    let head = "Linked into `dist/expatch.wasm` and `dist/command.wasm`";
    fs::write(folder.join("THIRD-PARTY.md"), notices(head, &packages)?)?;
    let bill = serde_json::to_string_pretty(&bill(&packages))?;
    fs::write(folder.join("dist/sbom.cdx.json"), bill + "\n")?;
    Ok(())
}

/// The licences of what is linked into the command on this system.
pub(crate) fn of_the_command() -> anyhow::Result<String> {
    let packages = linked(&["--package=expatch-cli"], &["--locked"])?;
    notices("Linked into the command `expatch`", &packages)
}

fn linked_into_the_modules() -> anyhow::Result<Vec<Package>> {
    let which = ["--package=expatch-wasm", "--features=views", "--target", TARGET];
    linked(&which, &["--filter-platform", TARGET])
}

/// The crates of others that are linked, by name: what only compiles is left out.
fn linked(which: &[&str], known: &[&str]) -> anyhow::Result<Vec<Package>> {
    let root = places::root();
    let what = ["tree", "--edges=normal,no-proc-macro", "--prefix=none", "--format={p}"];
    let tree = output(cargo(&root).args(what).args(which))?;
    // `serde v1.0.229`, behind it a path or a mark of repetition.
    let names: BTreeSet<(&str, &str)> = tree
        .lines()
        .filter_map(|line| line.split_once(" v"))
        .map(|(name, rest)| (name, rest.split(' ').next().unwrap_or_default()))
        .collect();
    let mut packages = packages(known)?;
    packages.retain(|package| {
        package.source.is_some() && names.contains(&(&*package.name, &*package.version))
    });
    packages.sort_by(|one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));
    anyhow::ensure!(!packages.is_empty(), "cargo names no crate that is linked");
    Ok(packages)
}

fn notices(head: &str, packages: &[Package]) -> anyhow::Result<String> {
    let mut text = format!(
        "# Works of others in this package\n\n{head}, \
         beside the standard library of Rust (MIT or Apache-2.0, The Rust Project Contributors).\n\
         Generated from Cargo.lock.\n",
    );
    for package in packages {
        let Package { name, version, .. } = package;
        let expression = package.license.as_deref().unwrap_or("see below");
        let place = package.repository.as_deref().unwrap_or_default();
        let folder = package.manifest_path.parent().context("a manifest has a folder")?;
        let licence = LICENCES.iter().find_map(|file| fs::read_to_string(folder.join(file)).ok());
        // Where the archive has no file, its expression and its address name it.
        let licence = licence.unwrap_or_else(|| format!("{expression}, {place}"));
        text.push_str(&format!("\n## {name} {version}\n\n{expression}, {place}\n\n```\n"));
        text.push_str(licence.trim_end());
        text.push_str("\n```\n");
    }
    Ok(text)
}

fn bill(packages: &[Package]) -> Value {
    let components: Vec<_> = packages
        .iter()
        .map(|Package { name, version, license, .. }| {
            let purl = format!("pkg:cargo/{name}@{version}");
            json!({
                "type": "library",
                "bom-ref": purl,
                "name": name,
                "version": version,
                "licenses": [{ "expression": license }],
                "purl": purl,
            })
        })
        .collect();
    let version = env!("CARGO_PKG_VERSION");
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": {
            "type": "library",
            "bom-ref": format!("pkg:npm/expatch@{version}"),
            "name": "expatch",
            "version": version,
            "purl": format!("pkg:npm/expatch@{version}"),
        } },
        "components": components,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_linked_crate_has_its_licence_and_nothing_that_only_compiles_is_named() {
        let packages = linked_into_the_modules().expect("cargo knows the crates");
        let names: Vec<&str> = packages.iter().map(|package| &*package.name).collect();
        for name in ["serde_json", "wasm-bindgen", "web-sys", "semver", "memchr"] {
            assert!(names.contains(&name), "{name} is missing from {names:?}");
        }
        for name in ["expatch", "serde_derive", "syn", "wasm-bindgen-macro"] {
            assert!(!names.contains(&name), "{name} is in {names:?}");
        }
        let notices = notices("Linked", &packages).expect("the licences are read");
        for Package { name, version, .. } in &packages {
            assert!(notices.contains(&format!("## {name} {version}\n")), "{name}");
        }
        assert!(notices.contains("Permission is hereby granted"));
        let bill = bill(&packages);
        assert_eq!(bill["components"].as_array().map(Vec::len), Some(packages.len()));
    }
}
