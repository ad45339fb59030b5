//! The parts of `cargo xtask test`, each run to its end so that one failure
//! does not hide the next, and the table they end with.

use std::fmt;
use std::time::Instant;

/// What ran, what failed, what could not run, and how long each part took.
pub(crate) struct Suite {
    /// Names of parts that are wanted; all where empty.
    wanted: Vec<String>,
    /// In continuous integration nothing that it must have may be missing.
    strict: bool,
    parts: Vec<Part>,
}

struct Part {
    name: &'static str,
    title: String,
    outcome: Outcome,
    seconds: f64,
}

enum Outcome {
    Passed,
    Failed(String),
    NotRun(String),
}

/// The reason why a part could not run here, which is not a failure of the tree.
#[derive(Debug)]
struct NotRun(String);

impl fmt::Display for NotRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotRun {}

/// Ends a part as *not run*, with the reason that the table shows.
pub(crate) fn not_run(why: impl Into<String>) -> anyhow::Error {
    NotRun(why.into()).into()
}

impl Suite {
    /// A suite of the parts that are named, or of all.
    pub(crate) fn new(wanted: Vec<String>) -> Self {
        let strict = std::env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false");
        Self { wanted, strict, parts: Vec::new() }
    }

    /// Whether a part of this name is to run.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.wanted.is_empty() || self.wanted.iter().any(|wanted| wanted == name)
    }

    /// Runs one part and remembers how it ended. In continuous integration a part
    /// that cannot run has failed.
    pub(crate) fn part(
        &mut self,
        name: &'static str,
        title: &str,
        work: impl FnOnce() -> anyhow::Result<()>,
    ) -> bool {
        self.run(name, title, self.strict, work)
    }

    /// The same for a part that asks a service of somebody else, or reads what lies
    /// beside the tree: neither is there for everybody.
    pub(crate) fn part_where_possible(
        &mut self,
        name: &'static str,
        title: &str,
        work: impl FnOnce() -> anyhow::Result<()>,
    ) -> bool {
        self.run(name, title, false, work)
    }

    fn run(
        &mut self,
        name: &'static str,
        title: &str,
        must_run: bool,
        work: impl FnOnce() -> anyhow::Result<()>,
    ) -> bool {
        if !self.wants(name) {
            return false;
        }
        eprintln!("\n▸ {name}: {title}");
        let start = Instant::now();
        let outcome = match work() {
            Ok(()) => Outcome::Passed,
            Err(error) if error.is::<NotRun>() && !must_run => Outcome::NotRun(error.to_string()),
            Err(error) => Outcome::Failed(format!("{error:#}")),
        };
        match &outcome {
            Outcome::Passed => {}
            Outcome::Failed(why) => eprintln!("✗ {name}: {why}"),
            Outcome::NotRun(why) => eprintln!("– {name}: not run: {why}"),
        }
        let passed = matches!(outcome, Outcome::Passed);
        let seconds = start.elapsed().as_secs_f64();
        self.parts.push(Part { name, title: title.to_owned(), outcome, seconds });
        passed
    }

    /// Prints the table of parts and fails when any failed.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        anyhow::ensure!(
            !self.parts.is_empty(),
            "no part {}: `cargo xtask test --list` shows them",
            self.wanted.join(", ")
        );
        println!();
        let (mut passed, mut failed, mut missing) = (0, 0, 0);
        for Part { name, title, outcome, seconds } in &self.parts {
            let (mark, why) = match outcome {
                Outcome::Passed => ("✓", String::new()),
                Outcome::Failed(why) => ("✗", format!("\n              failed: {why}")),
                Outcome::NotRun(why) => ("–", format!("\n              not run: {why}")),
            };
            println!("{mark} {seconds:7.1} s  {name:<12} {title}{why}");
            match outcome {
                Outcome::Passed => passed += 1,
                Outcome::Failed(_) => failed += 1,
                Outcome::NotRun(_) => missing += 1,
            }
        }
        let total: f64 = self.parts.iter().map(|part| part.seconds).sum();
        println!("  {total:7.1} s  in all\n");
        let skipped = if missing > 0 { format!(", {missing} skipped") } else { String::new() };
        println!("{passed} passed, {failed} failed{skipped}");
        anyhow::ensure!(failed == 0, "{failed} of the parts above failed");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_cannot_run_fails_only_where_it_must_run() {
        let mut suite = Suite { wanted: Vec::new(), strict: false, parts: Vec::new() };
        assert!(!suite.part("a", "", || Err(not_run("no browser"))));
        assert!(matches!(suite.parts[0].outcome, Outcome::NotRun(_)));
        suite.strict = true;
        assert!(!suite.part("a", "", || Err(not_run("no browser"))));
        assert!(!suite.part_where_possible("b", "", || Err(not_run("no registry"))));
        assert!(matches!(suite.parts[1].outcome, Outcome::Failed(_)));
        assert!(matches!(suite.parts[2].outcome, Outcome::NotRun(_)));
        assert!(suite.finish().is_err());
    }

    #[test]
    fn only_the_parts_that_are_named_run() {
        let mut suite = Suite { wanted: vec!["b".into()], strict: false, parts: Vec::new() };
        assert!(!suite.part("a", "", || panic!("not wanted")));
        assert!(suite.part("b", "", || Ok(())));
        assert!(suite.finish().is_ok());
        let nothing = Suite { wanted: vec!["c".into()], strict: false, parts: Vec::new() };
        assert!(nothing.finish().unwrap_err().to_string().contains("no part c"));
    }
}
