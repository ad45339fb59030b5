//! Calls that only some places may make: printing, reading the clock, ending the
//! process, panicking. Tests and examples may do what they like.

use super::File;

struct Reserved {
    /// What stands in the code, none of them part of a longer name.
    calls: &'static [&'static str],
    /// Files and folders that may.
    places: &'static [&'static str],
    why: &'static str,
}

const RESERVED: [Reserved; 4] = [
    Reserved {
        calls: &["println!", "print!", "eprintln!", "eprint!"],
        places: &[
            "crate/bench/",
            "crate/cli/",
            "crate/facts/src/bin/",
            "crate/facts/src/command.rs",
            "crate/farm/src/main.rs",
            "crate/xtask/",
        ],
        why: "only commands print",
    },
    Reserved {
        calls: &["SystemTime::now", "Utc::now", "Local::now", "Timestamp::now"],
        places: &[
            "crate/bench/",
            "crate/campaign/src/run.rs",
            "crate/cli/",
            "crate/server/src/clock.rs",
            // A database of a day to come is refused wherever it is loaded.
            "crate/update/src/lib.rs",
            "crate/xtask/",
        ],
        why: "only the edges read the clock; today is an argument",
    },
    Reserved { calls: &["process::exit"], places: &[], why: "`main` ends the process" },
    Reserved {
        calls: &[".unwrap()"],
        places: &[],
        why: "an `expect` says why it cannot fail, a `?` passes the failure on",
    },
];

pub(super) fn check(files: &[File], problems: &mut Vec<String>) {
    let written = files.iter().filter(|file| file.ends_with("rs") && !is_test(&file.path));
    for file in written {
        let lines = file.text.lines().enumerate();
        let code = lines.take_while(|(_, line)| !line.starts_with("#[cfg(test)]"));
        for (number, line) in code.filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for Reserved { calls, places, why } in &RESERVED {
                let Some(call) = calls.iter().find(|call| has(line, call)) else { continue };
                if !places.iter().any(|place| file.path.starts_with(place)) {
                    let number = number + 1;
                    problems.push(format!("{}:{number}: `{call}`: {why}", file.path));
                }
            }
        }
    }
}

/// Whether a file is a test, an example, a build script or a fuzz target.
fn is_test(path: &str) -> bool {
    let kinds = ["/tests/", "/examples/", "/fuzz_targets/", "/tests.rs", "/build.rs"];
    kinds.iter().any(|kind| path.contains(kind))
}

/// Whether a line makes this call; one that begins a string is only named.
fn has(line: &str, call: &str) -> bool {
    line.match_indices(call).any(|(at, _)| match line[..at].bytes().next_back() {
        None => true,
        Some(b'"') => false,
        Some(before) => call.starts_with('.') || !before.is_ascii_alphanumeric() && before != b'_',
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::said;
    use super::check;

    #[test]
    fn only_some_places_may() {
        let said = |path, text| said(check, &[(path, text)]).len();
        assert_eq!(said("crate/core/src/a.rs", "fn f() { println!(\"x\"); }"), 1);
        assert_eq!(said("crate/core/src/a.rs", "//! println!(\"x\")"), 0);
        assert_eq!(said("crate/core/src/a.rs", "fn f() { fingerprint!(x); }"), 0);
        assert_eq!(said("crate/core/src/a.rs", "const NAMED: &str = \"println!\";"), 0);
        assert_eq!(said("crate/cli/src/a.rs", "fn f() { println!(\"x\"); }"), 0);
        assert_eq!(said("crate/core/src/a.rs", "let x = y.unwrap();"), 1);
        assert_eq!(said("crate/core/tests/a.rs", "let x = y.unwrap();"), 0);
        assert_eq!(said("crate/core/src/a.rs", "#[cfg(test)]\nmod tests { a.unwrap(); }"), 0);
        assert_eq!(said("crate/store/src/a.rs", "let now = SystemTime::now();"), 1);
    }
}
