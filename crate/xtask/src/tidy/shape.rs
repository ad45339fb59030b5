//! Each file begins with its purpose and is short enough to be read in one sitting.

use super::File;

/// Lines of a file that needs no reason.
const LONGEST: usize = 400;

/// How a file says why it is longer.
const REASON: &str = "tidy: long because ";

/// Long files that cannot say so themselves, or are about to be replaced.
const EXCUSED: [&str; 6] = [
    // All that the package promises; its documentation is made from every line.
    "pkg/index.d.ts",
    // Replaced soon.
    "crate/core/src/assessor.rs",
    "crate/core/src/observe/named.rs",
    "crate/core/src/observe/records.rs",
    "crate/core/src/observe/text.rs",
    "crate/core/src/resolve.rs",
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
    // Facts are as many as they are, and so are the days of a changelog.
    let excused =
        file.ends_with("toml") || file.ends_with("md") || EXCUSED.contains(&file.path.as_str());
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
    fn a_long_file_has_a_reason() {
        let long = "//! A.\n".repeat(401);
        assert!(said(check, &[("a.rs", &long)])[0].contains("401 lines"));
        let excused = format!("{long}// tidy: long because it is a table\n");
        assert_eq!(said(check, &[("a.rs", &excused)]), [""; 0]);
    }
}
