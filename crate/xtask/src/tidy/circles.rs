//! No module imports another that, by whatever way round, imports it.

use super::File;
use super::paths;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::VecDeque;

/// Circles that are known, by package and outermost module, with what is to be done.
/// One that is gone goes from here too.
const KNOWN: [(&str, &str, &str); 12] = [
    ("core", "judge", "support and updates ask each other which baseline gets updates"),
    ("facts", "import", "merge and the guide for a new baseline call each other"),
    ("ingest", "dialect", FORMATS),
    ("ingest", "format", FORMATS),
    ("ingest", "frame", FORMATS),
    ("observe", "channel", UNTANGLE),
    ("observe", "document", UNTANGLE),
    ("observe", "evidence", UNTANGLE),
    ("observe", "reader", UNTANGLE),
    ("observe", "standing", UNTANGLE),
    ("observe", "subject", UNTANGLE),
    ("observe", "words", UNTANGLE),
];

const FORMATS: &str = "a format names its dialect and a dialect its framing: give both one table";

const UNTANGLE: &str =
    "the reader passes itself to the grammars that it calls: cut it by its stages";

type Module = Vec<String>;

pub(super) fn check(files: &[File], problems: &mut Vec<String>) {
    let mut packages: BTreeMap<&str, BTreeMap<Module, &File>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.ends_with("rs")) {
        let Some((package, inner)) =
            file.path.strip_prefix("crate/").and_then(|path| path.split_once("/src/"))
        else {
            continue;
        };
        packages.entry(package).or_default().insert(module(inner), file);
    }
    for (package, modules) in packages {
        let mut edges: BTreeMap<Module, BTreeMap<Module, &str>> = BTreeMap::new();
        for (own, file) in &modules {
            for path in paths::named(&file.text) {
                if let Some((from, to)) = siblings(own, &target(own, &path, &modules)) {
                    edges.entry(from).or_default().entry(to).or_insert(&file.path);
                }
            }
        }
        report(package, &edges, problems);
        for (_, name, _) in KNOWN.iter().filter(|(of, ..)| *of == package) {
            let circles = |from: &Module, to: &Module| {
                from.first().is_some_and(|first| first == name) && way(&edges, to, from).is_some()
            };
            let open = edges.iter().any(|(from, to)| to.keys().any(|to| circles(from, to)));
            if !open {
                problems.push(format!("tidy/circles.rs: `{package}` has no circle at `{name}`"));
            }
        }
    }
}

/// The module of a file: `campaign/mod.rs` is `campaign`, `lib.rs` the root.
fn module(path: &str) -> Module {
    let mut parts: Vec<_> = path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        parts.pop();
    }
    parts
}

/// The innermost module that a path from `own` names.
fn target(own: &Module, path: &[String], modules: &BTreeMap<Module, &File>) -> Module {
    let mut base = own.clone();
    let mut rest = path;
    while let Some((first, behind)) = rest.split_first() {
        match first.as_str() {
            "crate" => base.clear(),
            "super" => _ = base.pop(),
            "self" => {}
            _ => break,
        }
        rest = behind;
    }
    for part in rest {
        base.push(part.clone());
        if !modules.contains_key(&base) {
            base.pop();
            break;
        }
    }
    base
}

/// The two as children of what they have in common; `None` where one holds the
/// other.
fn siblings(from: &Module, to: &Module) -> Option<(Module, Module)> {
    let common = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    let cut = |module: &Module| module.get(..=common).map(<[String]>::to_vec);
    Some((cut(from)?, cut(to)?))
}

fn report(
    package: &str,
    edges: &BTreeMap<Module, BTreeMap<Module, &str>>,
    problems: &mut Vec<String>,
) {
    let mut seen: BTreeSet<Module> = BTreeSet::new();
    for (from, targets) in edges {
        for (to, file) in targets {
            if seen.contains(from) {
                continue;
            }
            if let Some(mut circle) = way(edges, to, from) {
                if known(package, from) {
                    continue;
                }
                circle.push(to.clone());
                let names: Vec<_> = circle.iter().map(|module| module.join("::")).collect();
                seen.extend(circle);
                problems.push(format!(
                    "{file}: a circle of imports in {package}: {} -> {}",
                    from.join("::"),
                    names[..names.len() - 1].join(" -> ")
                ));
            }
        }
    }
}

fn known(package: &str, module: &Module) -> bool {
    let outermost = module.first().map_or("", String::as_str);
    KNOWN.iter().any(|(of, name, _)| (*of, *name) == (package, outermost))
}

/// The shortest way from one module to another, both included.
fn way(
    edges: &BTreeMap<Module, BTreeMap<Module, &str>>,
    from: &Module,
    to: &Module,
) -> Option<Vec<Module>> {
    let mut before: BTreeMap<&Module, &Module> = BTreeMap::new();
    let mut queue = VecDeque::from([from]);
    while let Some(at) = queue.pop_front() {
        if at == to {
            let mut way = vec![at.clone()];
            let mut at = at;
            while at != from {
                at = before[at];
                way.push(at.clone());
            }
            way.reverse();
            return Some(way);
        }
        for next in edges.get(at).into_iter().flat_map(BTreeMap::keys) {
            if next != from && !before.contains_key(next) {
                before.insert(next, at);
                queue.push_back(next);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::said;
    use super::check;

    #[test]
    fn a_circle_is_named_with_its_way() {
        let said = said(
            check,
            &[
                ("crate/x/src/lib.rs", "mod a;\nmod b;\nmod c;"),
                ("crate/x/src/a.rs", "use crate::b::B;"),
                ("crate/x/src/b/mod.rs", "mod inner;"),
                ("crate/x/src/b/inner.rs", "use crate::c::C;"),
                ("crate/x/src/c.rs", "fn f() { crate::a::f() }"),
            ],
        );
        assert_eq!(said, ["crate/x/src/a.rs: a circle of imports in x: a -> b -> c -> a"]);
    }

    #[test]
    fn a_known_circle_that_is_gone_is_no_longer_known() {
        let files = [("crate/core/src/lib.rs", "mod a;"), ("crate/core/src/a.rs", "")];
        let expected = "tidy/circles.rs: `core` has no circle at `judge`";
        assert_eq!(said(check, &files), [expected]);
    }

    #[test]
    fn a_parent_and_its_child_may_name_each_other() {
        let files = [
            ("crate/x/src/lib.rs", "mod a;\nuse a::A;"),
            ("crate/x/src/a/mod.rs", "mod deep;\nuse self::deep::D;"),
            ("crate/x/src/a/deep.rs", "use super::A;\n#[cfg(test)]\nmod tests { use crate::b; }"),
            ("crate/x/src/b.rs", "use crate::a::A;"),
        ];
        assert_eq!(said(check, &files), [""; 0]);
    }
}
