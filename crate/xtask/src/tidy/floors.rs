//! Packages stand on floors and depend on lower floors only; every package of the
//! workspace takes the workspace's lints. Inside the core, modules have an order
//! too.

use super::File;
use super::paths;
use std::collections::BTreeSet;

/// Packages by floor, from the ground. A package depends on lower floors only,
/// tests aside.
const FLOORS: [&[&str]; 9] = [
    &["observe"],
    &["core"],
    &["trust", "view", "store", "ingest", "probe"],
    &["update"],
    &["facts", "farm", "campaign", "wasm"],
    &["server"],
    &["cli"],
    &["xtask", "bench"],
    &["fuzz", "python"],
];

/// A dependency within a floor, with the reason.
const BESIDE: [(&str, &str, &str); 1] =
    [("bench", "xtask", "measures what xtask builds, and with its tools")];

/// Modules of the core from the ground: each names only those before it. `build`,
/// `evidence` and `observe` are names for what `crate/observe` gives.
const CORE: [&str; 17] = [
    "build",
    "evidence",
    "observe",
    "date",
    "claimed",
    "hexadecimal",
    "database",
    "resolve",
    "index",
    "judge",
    "text",
    "report",
    "rows",
    "export",
    "schema",
    "assessor",
    "lib",
];

/// Where the packages are listed for people.
const MAP: &str = "crate/ARCHITECTURE.md";

pub(super) fn check(files: &[File], problems: &mut Vec<String>) {
    if let Some(page) = files.iter().find(|file| file.path == MAP) {
        map(page, files, problems);
    }
    for file in files {
        if let Some(package) = package_of(&file.path) {
            manifest(file, package, problems);
        }
        if let Some(module) = core_module(&file.path) {
            order(file, module, problems);
        }
    }
}

/// The folder whose manifest this is.
fn package_of(path: &str) -> Option<&str> {
    path.strip_prefix("crate/")?.strip_suffix("/Cargo.toml").filter(|name| !name.contains('/'))
}

/// Each package has one row in the code map, and each row is a package.
fn map(page: &File, files: &[File], problems: &mut Vec<String>) {
    let listed = page.text.split("## Code map").nth(1).unwrap_or_default();
    let listed = listed.split("\nInside ").next().unwrap_or_default();
    let row = |line: &str| line.strip_prefix("| `")?.split('`').next().map(str::to_owned);
    let rows: Vec<String> = listed.lines().filter_map(row).collect();
    let packages: Vec<&str> = files.iter().filter_map(|file| package_of(&file.path)).collect();
    for package in &packages {
        let times = rows.iter().filter(|row| row == package).count();
        if times != 1 {
            problems.push(format!("{MAP}: the code map has `{package}` {times} times"));
        }
    }
    for row in rows.iter().filter(|row| !packages.contains(&row.as_str())) {
        problems.push(format!("{MAP}: the code map has `{row}`, which is not a package"));
    }
}

fn floor(package: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&package))
}

fn manifest(file: &File, package: &str, problems: &mut Vec<String>) {
    let path = &file.path;
    let manifest: toml::Table = match file.text.parse() {
        Ok(manifest) => manifest,
        Err(error) => return problems.push(format!("{path}: {error}")),
    };
    let Some(own) = floor(package) else {
        return problems.push(format!("{path}: `{package}` stands on no floor of tidy/floors.rs"));
    };
    let mut sets = vec![manifest.get("dependencies"), manifest.get("build-dependencies")];
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    sets.extend(targets.into_iter().flat_map(toml::Table::values).map(|on| on.get("dependencies")));
    for (name, needed) in sets.into_iter().flatten().filter_map(toml::Value::as_table).flatten() {
        let place = needed.get("path").and_then(toml::Value::as_str);
        let other = match place {
            Some(place) => place.trim_start_matches("../"),
            None if name == "expatch" => "core",
            None => match name.strip_prefix("expatch-") {
                Some(other) => other,
                None => continue,
            },
        };
        let beside = BESIDE.iter().any(|(from, to, _)| (*from, *to) == (package, other));
        if floor(other).is_none_or(|other| other >= own) && !beside {
            problems.push(format!(
                "{path}: `{package}` depends on `{other}`, which is not on a lower floor"
            ));
        }
    }
    let inherits = || manifest.get("lints")?.get("workspace")?.as_bool();
    let apart = manifest.contains_key("workspace");
    if !apart && inherits() != Some(true) {
        problems.push(format!("{path}: `[lints] workspace = true` is missing"));
    }
}

/// The module of the core that a file belongs to.
fn core_module(path: &str) -> Option<&str> {
    let path = path.strip_prefix("crate/core/src/")?;
    path.split('/').next().map(|name| name.trim_end_matches(".rs"))
}

fn order(file: &File, module: &str, problems: &mut Vec<String>) {
    let place = |name: &str| CORE.iter().position(|known| *known == name);
    let path = &file.path;
    let Some(own) = place(module) else {
        return problems.push(format!("{path}: `{module}` has no place in CORE of tidy/floors.rs"));
    };
    let named: BTreeSet<String> = paths::named(&file.text)
        .into_iter()
        .filter(|named| named.first().is_some_and(|first| first == "crate"))
        .filter_map(|named| named.into_iter().nth(1))
        .collect();
    for other in named {
        if place(&other).is_some_and(|other| other > own) {
            problems.push(format!("{path}: `{module}` names `{other}`, which is not below it"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::said;
    use super::check;

    const LINTS: &str = "[lints]\nworkspace = true\n";

    fn of_manifest(path: &str, text: &str) -> Vec<String> {
        said(check, &[(path, &format!("{text}\n{LINTS}"))])
    }

    #[test]
    fn a_package_names_lower_floors_only() {
        let down = "[dependencies]\nexpatch.workspace = true\nserde = \"1\"";
        assert!(of_manifest("crate/store/Cargo.toml", down).is_empty());
        for up in [
            "[dependencies]\nexpatch-server = { path = \"../server\" }",
            "[target.'cfg(unix)'.dependencies]\nexpatch-server = { path = \"../server\" }",
            "[dependencies]\nexpatch-probe = { path = \"../probe\" }",
            "[dependencies]\nexpatch-nobody = { path = \"../nobody\" }",
        ] {
            let said = of_manifest("crate/store/Cargo.toml", up);
            assert!(said.len() == 1 && said[0].contains("not on a lower floor"), "{said:?}");
        }
        let test = "[dev-dependencies]\nexpatch-farm = { path = \"../farm\" }";
        assert!(of_manifest("crate/probe/Cargo.toml", test).is_empty());
        assert!(of_manifest("crate/new/Cargo.toml", "")[0].contains("stands on no floor"));
    }

    #[test]
    fn a_package_takes_the_lints_unless_it_is_a_workspace() {
        let said = |text| said(check, &[("crate/store/Cargo.toml", text)]);
        assert!(said("[package]\nname = \"x\"")[0].contains("lints"));
        assert!(said("[workspace]\n").is_empty());
    }

    #[test]
    fn the_code_map_has_each_package_once() {
        let said = |map: &str| {
            let page = format!("## Code map\n\n| package |\n{map}\nInside `core`\n| `date` | x |");
            said(check, &[("crate/ARCHITECTURE.md", &page), ("crate/store/Cargo.toml", LINTS)])
        };
        assert_eq!(said("| `store` | x |\n"), [""; 0]);
        assert!(said("| `store` | x |\n| `store` | y |\n")[0].contains("2 times"));
        assert!(said("")[0].contains("0 times"));
        assert!(said("| `store` | x |\n| `gone` | y |\n")[0].contains("not a package"));
    }

    #[test]
    fn a_module_of_the_core_names_those_below_it() {
        let said = |text| said(check, &[("crate/core/src/judge/mod.rs", text)]);
        assert!(said("use crate::database::Database;\n// crate::report").is_empty());
        assert!(said("use crate::report::Report;")[0].contains("not below it"));
        assert!(said("use crate::{date::Date, report::Report};")[0].contains("`report`"));
    }
}
