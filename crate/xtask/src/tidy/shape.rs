//! Each file begins with its purpose and is short enough to be read in one sitting.

use super::File;

/// Lines of a file that needs no reason.
const LONGEST: usize = 400;

/// How a file says why it is longer.
const REASON: &str = "tidy: long because ";

/// Long files that do not say so themselves, each with the reason.
const EXCUSED: [(&str, &str); 9] = [
    ("pkg/index.d.ts", "all that the package promises; documentation is made from every line"),
    ("crate/campaign/src/file.rs", "to be cut: the lock apart from the file"),
    ("crate/core/src/assessor.rs", "to be cut: the cache apart from the answers"),
    ("crate/core/src/judge/plan.rs", "to be cut: a step's target apart from the order of steps"),
    ("crate/core/src/report/compose.rs", "to be cut: a set's answer apart from a server's"),
    ("crate/core/src/report/mod.rs", "the shape of the report, read beside its schema"),
    ("crate/observe/src/document/markup.rs", "to be cut: HTML apart from XML"),
    ("crate/observe/src/subject/close.rs", "to be cut: names apart from contradictions"),
    ("crate/observe/src/subject/record.rs", "to be cut: fields apart from what they mean together"),
];

pub(super) fn check(files: &[File], problems: &mut Vec<String>) {
    for file in files {
        head(file, problems);
        length(file, problems);
    }
}

fn head(file: &File, problems: &mut Vec<String>) {
    let first = file.text.lines().find(|line| !line.starts_with("#!") || line.starts_with("#!["));
    let first = first.unwrap_or_default();
    let (begins_well, wanted) = match () {
        () if file.ends_with("rs") => (first.starts_with("//!"), "`//!`"),
        () if ["js", "mjs", "cjs", "ts"].iter().any(|ending| file.ends_with(ending)) => {
            (first.starts_with("//") || first.starts_with("/*"), "a comment")
        }
        () if file.ends_with("css") => (first.starts_with("/*"), "a comment"),
        () if file.ends_with("py") => {
            (first.starts_with('#') || first.starts_with("\"\"\""), "a docstring")
        }
        () => return,
    };
    if !begins_well && !file.text.is_empty() {
        problems.push(format!("{}: does not begin with {wanted} that says its job", file.path));
    }
}

fn length(file: &File, problems: &mut Vec<String>) {
    let lines = file.text.lines().count();
    let listed = EXCUSED.iter().any(|(path, _)| *path == file.path);
    if listed && lines <= LONGEST {
        problems.push(format!("{}: needs no excuse for its length any more", file.path));
    }
    // Facts are as many as they are, and so are the days of a changelog.
    let excused = listed || file.ends_with("toml") || file.ends_with("md");
    if lines <= LONGEST || excused || file.text.contains(REASON) {
        return;
    }
    problems.push(format!(
        "{}: {lines} lines, more than {LONGEST}: cut it, or write `{REASON}…` near its head",
        file.path
    ));
}

#[cfg(test)]
mod tests {
    use super::super::tests::said;
    use super::EXCUSED;
    use super::check;

    #[test]
    fn a_file_says_what_it_is_for() {
        for (path, bad, good) in [
            ("a.rs", "use b;", "//! A.\nuse b;"),
            ("a.mjs", "import 'b';", "#!/usr/bin/env node\n// A.\nimport 'b';"),
            ("a.css", "a {}", "/* A. */\na {}"),
            ("a.py", "import b", "\"\"\"A.\"\"\"\nimport b"),
        ] {
            assert_eq!(said(check, &[(path, bad)]).len(), 1, "{path}");
            assert_eq!(said(check, &[(path, good)]), [""; 0], "{path}");
        }
        assert_eq!(said(check, &[("a.rs", "#![no_std]\n//! A.")]).len(), 1);
    }

    #[test]
    fn an_excuse_is_needed() {
        let (path, _) = EXCUSED[0];
        assert!(said(check, &[(path, "// A.")])[0].contains("needs no excuse"));
        for (path, _) in EXCUSED {
            assert!(crate::places::root().join(path).exists(), "{path}");
        }
    }

    #[test]
    fn a_long_file_has_a_reason() {
        let long = "//! A.\n".repeat(401);
        assert!(said(check, &[("a.rs", &long)])[0].contains("401 lines"));
        let excused = format!("{long}// tidy: long because it is a table\n");
        assert_eq!(said(check, &[("a.rs", &excused)]), [""; 0]);
    }
}
